/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One line: the word @what, then name=value for each pair of names and values that follow; NULL
 * ends them, and a value that is NULL is left out.  Nobody passes a secret, nor what somebody who
 * was not let in has typed as a name: that may be a password. */
void server_log (const char *what, ...) G_GNUC_NULL_TERMINATED;

G_END_DECLS
