/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * What libFuzzer, or our replay of the seeds, calls with each input.  A target
 * gives it to code that a peer's bytes reach, and aborts on anything but a
 * clean answer.  It returns 0.
 */
int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

G_END_DECLS
