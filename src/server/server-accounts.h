/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-credentials.h"
#include "server-policy.h"
#include "server-request.h"

G_BEGIN_DECLS

/*
 * Passwords cost time and memory on purpose, so they are hashed and compared on threads of their
 * own, not on the database's: first what is stored is read, then it is compared, then the session
 * is made.
 */

/* The hash of a new password; NULL if there is no memory for it. */
char *server_accounts_hash_password (const char *password);
gboolean server_accounts_verify_password (const char *hash, const char *password);

/* The stored hash of @name's password; leaves NULL if there is nobody, or no password. */
gboolean server_accounts_find_hash (ServerRequest *request,
                                    const char *name,
                                    char **hash,
                                    GError **error);

/* Both put "me", "token" and the caller into the request's outcome: the answer's members "me",
 * "token", "session", and "number" of the user, which is not to leave the server. */
gboolean server_accounts_sign_in (ServerRequest *request,
                                  const ServerCredentials *credentials,
                                  const char *verified_hash,
                                  GError **error);
gboolean server_accounts_sign_up (ServerRequest *request,
                                  const ServerCredentials *credentials,
                                  const ServerPolicy *policy,
                                  const char *hash,
                                  GError **error);

/* A new session for @name, without a password, and instead of the one that @client got this way
 * before; the outcome as of the two above. */
gboolean server_accounts_issue_token (ServerRequest *request,
                                      const char *name,
                                      const char *client,
                                      GError **error);

/* session:list, session:revoke {session}, signout, and a new password, of which the hash was
 * computed before. */
gboolean server_accounts_list_sessions (ServerRequest *request, GError **error);
gboolean server_accounts_revoke_session (ServerRequest *request, GError **error);
gboolean server_accounts_sign_out (ServerRequest *request, GError **error);
gboolean server_accounts_set_password (ServerRequest *request, const char *hash, GError **error);

/* A new invite for @uses people, good until @expires_at (0 for ever); gives the code. */
char *server_accounts_make_invite (ServerRequest *request,
                                   gint64 uses,
                                   gint64 expires_at,
                                   GError **error);

/* Whoever was here last at @now. */
gboolean server_accounts_mark_seen (ServerRequest *request, GError **error);

G_END_DECLS
