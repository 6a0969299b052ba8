/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db-statement.h"
#include "server-limits.h"
#include "server-outcome.h"

G_BEGIN_DECLS

/* Who asks. */
typedef struct {
  gint64 number; /* of the user, in the database */
  char *user;
  char *session;
} ServerCaller;

/*
 * One event of a client, to be carried out on the database's thread: reads and writes the database,
 * gives an outcome, touches nothing else.  Handlers are functions on it; an error takes back what
 * they have written.
 */
typedef struct {
  DbConnection *db;
  const ServerCaller *caller;
  const ServerLimits *limits;
  JsonObject *arguments;
  gint64 now; /* milliseconds since 1970 */
  ServerOutcome *outcome;
} ServerRequest;

typedef gboolean (*ServerHandler) (ServerRequest *request, GError **error);

/* The next revision: one for each thing that changes. */
gboolean server_request_take_revision (ServerRequest *self, gint64 *revision, GError **error);

/* A statement with its first parameters: 's' is a text (const char *), 'i' a number (gint64), 'n'
 * a number that is NULL if it is 0. */
DbStatement *server_request_query (ServerRequest *self,
                                   GError **error,
                                   const char *sql,
                                   const char *types,
                                   ...);

/* The same for one that gives no rows. */
gboolean server_request_run (ServerRequest *self,
                             GError **error,
                             const char *sql,
                             const char *types,
                             ...);

G_END_DECLS
