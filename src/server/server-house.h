/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-request.h"

G_BEGIN_DECLS

/* Where the schema is in the program's resources. */
#define SERVER_HOUSE_SCHEMA "/chat/parlour/Server/schema"

/* Gives a new database its identity; does nothing to one that has one. */
gboolean server_house_found (DbConnection *db, gint64 now, GError **error);

/* What it is. */
char *server_house_dup_id (DbConnection *db, GError **error);

/* A server starts on it. */
gboolean server_house_begin_run (DbConnection *db, gint64 now, GError **error);

/* Answers a device that comes in with "revision", "run", the name of this run, and, if it says that
 * it heard something last in a run called @run (may be NULL), with "kept": up to which revision
 * that still holds, 0 if there was no such run. */
gboolean server_house_greet (ServerRequest *request, const char *run, GError **error);

/* A write as large as any that means nothing, to see whether one can be kept. */
gboolean server_house_try_to_write (ServerRequest *request, GError **error);

G_END_DECLS
