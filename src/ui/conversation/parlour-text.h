/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *parlour_text_to_markup (const char *text);
char *parlour_text_to_line (const char *text);
char *parlour_text_isolate (const char *name);
char *parlour_text_to_name (const char *name);
char **parlour_text_to_name_classes (const char *name);
gboolean parlour_text_is_big_emoji (const char *text);

G_END_DECLS
