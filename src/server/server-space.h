/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Space that is kept for what somebody is sending, or many files at once would be more than one may
 * have. */
typedef struct _ServerSpace ServerSpace;

ServerSpace *server_space_new (void);
void server_space_free (ServerSpace *self);

void server_space_take (ServerSpace *self, const char *user, gint64 n_bytes);
void server_space_give_back (ServerSpace *self, const char *user, gint64 n_bytes);
gint64 server_space_get_taken (ServerSpace *self, const char *user);

G_END_DECLS
