/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What two names that are the same have in common: NFKC, case folded. */
char *server_names_make_key (const char *name);

/* Whether a character is seen by itself; no space is. */
gboolean server_names_is_visible (gunichar c);

/* A name to sign in with: 2 to @max_length characters, visible ones, no space around;
 * NAME_INVALID. */
gboolean server_names_check (const char *name, guint max_length, GError **error);

/* A name that is shown (of a person, a room): something visible, nothing that deceives; INVALID
 * naming @field. */
gboolean server_names_check_displayed (const char *name, const char *field, GError **error);

G_END_DECLS
