/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-request.h"

G_BEGIN_DECLS

/* The version of the protocol that is spoken here. */
#define SERVER_PROTOCOL 1

/* What somebody says to come in; the strings are borrowed from CONNECT's auth object. */
typedef struct {
  const char *token;
  const char *name;
  const char *password;
  gboolean enrol; /* `register`, which is a word of C */
  gboolean guest;
  gboolean bot; /* never said by a client: made at the command line */
  const char *invite;
  const char *display_name;
  const char *run; /* of this server, in which it heard something last */
  char *client;    /* name and version of the program */
} ServerCredentials;

/* Who may come in. */
typedef enum {
  SERVER_ADMISSION_OPEN,   /* everybody who registers */
  SERVER_ADMISSION_INVITE, /* those who have an invite */
  SERVER_ADMISSION_CLOSED, /* nobody new */
} ServerAdmission;

typedef struct {
  ServerAdmission admission;
  gboolean guests;
} ServerPolicy;

/* Reads the auth object; what is refused here is refused without a look at the database. */
gboolean server_credentials_read (JsonObject *auth,
                                  const ServerLimits *limits,
                                  ServerCredentials *credentials,
                                  GError **error);
void server_credentials_clear (ServerCredentials *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ServerCredentials, server_credentials_clear)

/* Whether somebody like that may come at all; again without a look at the database. */
gboolean server_policy_check (const ServerPolicy *policy,
                              const ServerCredentials *credentials,
                              GError **error);

/*
 * Passwords cost time and memory on purpose, so they are hashed and compared on threads of their
 * own, not on the database's: first what is stored is read, then it is compared, then the session
 * is made.
 */

/* Whether it may be the password of @name; PASSWORD_WEAK. */
gboolean server_accounts_check_password (const char *name, const char *password, GError **error);

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

/* Reads user:update's password {old, new}; the strings are borrowed. */
gboolean server_accounts_read_passwords (JsonObject *passwords,
                                         const char **old_one,
                                         const char **new_one,
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
