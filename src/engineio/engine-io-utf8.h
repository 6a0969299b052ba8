/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* UTF-8 that is checked piece by piece; all zero before the first one, and after a whole text. */
typedef struct {
  guint8 missing; /* bytes of the character that has begun */
  guint8 lowest;  /* what the next of them may be */
  guint8 highest;
} EngineIoUtf8;

/* FALSE if what has come so far cannot become UTF-8 any more. */
gboolean engine_io_utf8_check (EngineIoUtf8 *self, const guint8 *text, gsize length);

/* Whether the text may end here. */
gboolean engine_io_utf8_is_whole (const EngineIoUtf8 *self);

G_END_DECLS
