/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who somebody is.  A password is shown once, to get a token; the token is the device's from then
 * on.  What is stored of either does not help who reads it: of passwords Argon2id hashes, of tokens
 * and invites, which are random, plain hashes.
 *
 * A wrong name and a wrong password are refused with the same words.
 */
#include "server-accounts.h"

#include "server-arguments.h"
#include "server-error.h"
#include "server-json.h"
#include "server-names.h"
#include "server-users.h"

#include <sodium.h>

#define TOKEN_BYTES 32
#define INVITE_BYTES 15
#define USE_MS (60 * 1000)
#define HASH_BYTES crypto_generichash_BYTES

/* --- secrets ------------------------------------------------------------------------------ */

char *
server_accounts_hash_password (const char *password)
{
  char hash[crypto_pwhash_STRBYTES];

  if (crypto_pwhash_str (hash, password, strlen (password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                         crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
    return NULL;

  return g_strdup (hash);
}

gboolean
server_accounts_verify_password (const char *hash, const char *password)
{
  return crypto_pwhash_str_verify (hash, password, strlen (password)) == 0;
}

static char *
make_secret (gsize n_bytes)
{
  guint8 bytes[TOKEN_BYTES];
  char text[sodium_base64_ENCODED_LEN (TOKEN_BYTES, sodium_base64_VARIANT_URLSAFE_NO_PADDING)];

  g_assert (n_bytes <= sizeof bytes);
  randombytes_buf (bytes, n_bytes);
  sodium_bin2base64 (text, sizeof text, bytes, n_bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
  sodium_memzero (bytes, sizeof bytes);

  return g_strdup (text);
}

/* A secret that was random needs no slow hash. */
static GBytes *
hash_secret (const char *secret)
{
  guint8 hash[HASH_BYTES];

  crypto_generichash (hash, sizeof hash, (const guint8 *) secret, strlen (secret), NULL, 0);

  return g_bytes_new (hash, sizeof hash);
}

/* A statement whose first parameter is the hash of a secret. */
static DbStatement *
query_secret (ServerRequest *request, const char *sql, const char *secret, GError **error)
{
  g_autoptr (GBytes) hash = hash_secret (secret);
  DbStatement *statement = db_statement_new (request->db, sql, error);

  if (statement != NULL)
    db_statement_bind_bytes (statement, 1, hash);

  return statement;
}

/* --- coming in ------------------------------------------------------------------------------ */

static gboolean
bad_credentials (GError **error)
{
  return server_error_refuse (error, SERVER_ERROR_BAD_CREDENTIALS,
                              "The name or the password is wrong");
}

/* What is to be said to a device that has come in. */
static gboolean
welcome (ServerRequest *request,
         gint64 user,
         const char *session,
         const char *token,
         GError **error)
{
  JsonObject *answer = request->outcome->answer;
  JsonObject *me = server_users_get (request, user, error);

  if (me == NULL)
    return FALSE;
  json_object_set_object_member (answer, "me", me);
  json_object_set_int_member (answer, "number", user);
  json_object_set_string_member (answer, "session", session);
  if (token != NULL)
    json_object_set_string_member (answer, "token", token);

  return TRUE;
}

/* The devices that were not used for longest make room. */
static gboolean
drop_old_sessions (ServerRequest *request, gint64 user, GError **error)
{
  g_autoptr (DbStatement) each = server_request_query (
    request, error,
    "DELETE FROM session WHERE user = ?1 AND id IN (SELECT id FROM session "
    "WHERE user = ?1 ORDER BY used_at DESC, id LIMIT -1 OFFSET ?2) RETURNING id",
    "ii", user, (gint64) request->limits->sessions_per_user - 1);

  if (each == NULL)
    return FALSE;
  while (db_statement_next (each))
    server_outcome_end_session (request->outcome, db_statement_get_text (each, 0));

  return db_statement_end (each, error);
}

static gboolean
begin_session (ServerRequest *request,
               gint64 user,
               const ServerCredentials *credentials,
               GError **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *token = make_secret (TOKEN_BYTES);
  g_autoptr (DbStatement) insert = NULL;

  if (!drop_old_sessions (request, user, error))
    return FALSE;
  insert = query_secret (request,
                         "INSERT INTO session (token_hash, id, user, client, created_at, used_at) "
                         "VALUES (?1, ?2, ?3, ?4, ?5, ?5)",
                         token, error);
  if (insert == NULL)
    return FALSE;
  db_statement_bind_text (insert, 2, id);
  db_statement_bind_int (insert, 3, user);
  db_statement_bind_text (insert, 4, credentials->client);
  db_statement_bind_int (insert, 5, request->now);

  return db_statement_run (insert, error) && welcome (request, user, id, token, error);
}

/* When it was used is written down once a minute: a request by HTTP is no reason to wait for the
 * disk. */
static gboolean
note_use (ServerRequest *request, const char *session, GError **error)
{
  return server_request_run (request, error,
                             "UPDATE session SET used_at = ?1 WHERE id = ?2 AND used_at < ?3",
                             "isi", request->now, session, request->now - USE_MS);
}

static gboolean
go_on_with_token (ServerRequest *request, const char *token, GError **error)
{
  g_autoptr (DbStatement) find =
    query_secret (request, "SELECT user, id FROM session WHERE token_hash = ?1", token, error);

  if (find == NULL)
    return FALSE;
  if (!db_statement_next (find))
    return db_statement_end (find, error) &&
           server_error_refuse (error, SERVER_ERROR_BAD_CREDENTIALS, "This device was signed out");

  return note_use (request, db_statement_get_text (find, 1), error) &&
         welcome (request, db_statement_get_int (find, 0), db_statement_get_text (find, 1), NULL,
                  error);
}

gboolean
server_accounts_find_hash (ServerRequest *request, const char *name, char **hash, GError **error)
{
  g_autofree char *key = server_names_make_key (name);
  g_autoptr (DbStatement)
    find = server_request_query (request, error, "SELECT password FROM user WHERE name_key = ?1",
                                 "s", key);

  if (find == NULL)
    return FALSE;
  if (db_statement_next (find))
    *hash = g_strdup (db_statement_get_text (find, 0));

  return db_statement_end (find, error);
}

/* Between the comparison and now the password may have changed: what was compared must be what is
 * there. */
gboolean
server_accounts_sign_in (ServerRequest *request,
                         const ServerCredentials *credentials,
                         const char *verified_hash,
                         GError **error)
{
  g_autofree char *key = NULL;
  g_autoptr (DbStatement) find = NULL;

  if (credentials->token != NULL)
    return go_on_with_token (request, credentials->token, error);
  if (verified_hash == NULL)
    return bad_credentials (error);

  key = server_names_make_key (credentials->name);
  find = server_request_query (request, error,
                               "SELECT number FROM user WHERE name_key = ?1 AND password = ?2",
                               "ss", key, verified_hash);
  if (find == NULL)
    return FALSE;
  if (!db_statement_next (find))
    return db_statement_end (find, error) && bad_credentials (error);

  return begin_session (request, db_statement_get_int (find, 0), credentials, error);
}

gboolean
server_accounts_issue_token (ServerRequest *request,
                             const char *name,
                             const char *client,
                             GError **error)
{
  const ServerCredentials credentials = { .client = (char *) client };
  g_autofree char *key = server_names_make_key (name);
  g_autoptr (DbStatement)
    find = server_request_query (request, error,
                                 "SELECT number FROM user WHERE name_key = ?1 AND kind <> 'guest'",
                                 "s", key);
  gint64 user = 0;

  if (find == NULL)
    return FALSE;
  if (!db_statement_next (find)) {
    if (db_statement_end (find, error))
      g_set_error_literal (error, SERVER_ERROR, SERVER_ERROR_NOT_FOUND,
                           "There is nobody of this name");
    return FALSE;
  }

  user = db_statement_get_int (find, 0);
  return server_request_run (request, error, "DELETE FROM session WHERE user = ?1 AND client = ?2",
                             "is", user, client) &&
         begin_session (request, user, &credentials, error);
}

/* --- new ones -------------------------------------------------------------------------------- */

static gboolean
use_invite (ServerRequest *request, const char *code, GError **error)
{
  g_autoptr (DbStatement) use = NULL;

  if (code != NULL) {
    use = query_secret (request,
                        "UPDATE invite SET uses_left = uses_left - 1 WHERE code_hash = ?1 "
                        "AND uses_left > 0 AND (expires_at IS NULL OR expires_at > ?2)",
                        code, error);
    if (use == NULL)
      return FALSE;
    db_statement_bind_int (use, 2, request->now);
    if (!db_statement_run (use, error))
      return FALSE;
  }
  if (code != NULL && db_connection_get_n_changes (request->db) == 1)
    return TRUE;

  return server_error_refuse (error, SERVER_ERROR_INVITE_REQUIRED,
                              "One needs a good invite to register here");
}

static gboolean
may_come (ServerRequest *request,
          const ServerCredentials *credentials,
          const ServerPolicy *policy,
          GError **error)
{
  gint64 n_users = 0;

  if (!server_policy_check (policy, credentials, error))
    return FALSE;
  if (!db_connection_query_int (request->db, "SELECT count (*) FROM user", &n_users, error))
    return FALSE;
  if (request->limits->users > 0 && n_users >= request->limits->users)
    return server_error_refuse (error, SERVER_ERROR_SERVER_FULL, "This server is full");
  if (credentials->guest || policy->admission == SERVER_ADMISSION_OPEN)
    return TRUE;

  return use_invite (request, credentials->invite, error);
}

static const char *
kind_of (const ServerCredentials *credentials)
{
  if (credentials->bot)
    return "bot";

  return credentials->guest ? "guest" : "person";
}

gboolean
server_accounts_sign_up (ServerRequest *request,
                         const ServerCredentials *credentials,
                         const ServerPolicy *policy,
                         const char *hash,
                         GError **error)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *key = server_names_make_key (credentials->name);
  g_autoptr (GError) failure = NULL;
  gint64 revision = 0;

  if (!may_come (request, credentials, policy, error) ||
      !server_request_take_revision (request, &revision, error))
    return FALSE;
  if (!server_request_run (
        request, &failure,
        "INSERT INTO user (id, name, name_key, display_name, kind, password, "
        "last_seen, created_at, rev) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8)",
        "ssssssii", id, credentials->name, key,
        credentials->display_name != NULL ? credentials->display_name : credentials->name,
        kind_of (credentials), hash, request->now, revision)) {
    if (g_error_matches (failure, DB_ERROR, DB_ERROR_CONSTRAINT))
      return server_error_refuse (error, SERVER_ERROR_NAME_TAKEN, "Somebody has this name");
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }

  return begin_session (request, db_connection_get_last_row_id (request->db), credentials, error);
}

char *
server_accounts_make_invite (ServerRequest *request, gint64 uses, gint64 expires_at, GError **error)
{
  g_autofree char *code = make_secret (INVITE_BYTES);
  g_autoptr (DbStatement)
    insert = query_secret (request,
                           "INSERT INTO invite (code_hash, uses_left, expires_at, created_at) "
                           "VALUES (?1, ?2, ?3, ?4)",
                           code, error);

  if (insert == NULL)
    return NULL;
  db_statement_bind_int (insert, 2, uses);
  if (expires_at != 0)
    db_statement_bind_int (insert, 3, expires_at);
  db_statement_bind_int (insert, 4, request->now);

  return db_statement_run (insert, error) ? g_steal_pointer (&code) : NULL;
}

/* --- devices --------------------------------------------------------------------------------- */

gboolean
server_accounts_list_sessions (ServerRequest *request, GError **error)
{
  g_autoptr (JsonArray) sessions = json_array_new ();
  g_autoptr (DbStatement) each =
    server_request_query (request, error,
                          "SELECT id, client, created_at, used_at FROM session WHERE user = ?1 "
                          "ORDER BY used_at DESC",
                          "i", request->caller->number);

  if (each == NULL)
    return FALSE;
  while (db_statement_next (each)) {
    JsonObject *session = json_object_new ();
    const char *id = db_statement_get_text (each, 0);

    json_object_set_string_member (session, "id", id);
    server_json_set_text (session, "client", db_statement_get_text (each, 1));
    json_object_set_int_member (session, "createdAt", db_statement_get_int (each, 2));
    json_object_set_int_member (session, "usedAt", db_statement_get_int (each, 3));
    json_object_set_boolean_member (session, "current", g_str_equal (id, request->caller->session));
    json_array_add_object_element (sessions, session);
  }
  if (!db_statement_end (each, error))
    return FALSE;

  json_object_set_array_member (request->outcome->answer, "sessions", g_steal_pointer (&sessions));
  return TRUE;
}

static gboolean
end_session (ServerRequest *request, const char *id, GError **error)
{
  if (!server_request_run (request, error, "DELETE FROM session WHERE id = ?1 AND user = ?2", "si",
                           id, request->caller->number))
    return FALSE;
  if (db_connection_get_n_changes (request->db) == 0)
    return server_error_refuse (error, SERVER_ERROR_NOT_FOUND, "There is no such device");
  server_outcome_end_session (request->outcome, id);

  return TRUE;
}

gboolean
server_accounts_revoke_session (ServerRequest *request, GError **error)
{
  const char *id = NULL;

  return server_arguments_get_id (request->arguments, "session", TRUE, &id, error) &&
         end_session (request, id, error);
}

gboolean
server_accounts_sign_out (ServerRequest *request, GError **error)
{
  return end_session (request, request->caller->session, error);
}

/* The other devices have to sign in with it. */
gboolean
server_accounts_set_password (ServerRequest *request, const char *hash, GError **error)
{
  g_autoptr (DbStatement) each = NULL;

  if (!server_request_run (request, error, "UPDATE user SET password = ?1 WHERE number = ?2", "si",
                           hash, request->caller->number))
    return FALSE;
  each = server_request_query (request, error,
                               "DELETE FROM session WHERE user = ?1 AND id <> ?2 RETURNING id",
                               "is", request->caller->number, request->caller->session);
  if (each == NULL)
    return FALSE;
  while (db_statement_next (each))
    server_outcome_end_session (request->outcome, db_statement_get_text (each, 0));

  return db_statement_end (each, error);
}

gboolean
server_accounts_mark_seen (ServerRequest *request, GError **error)
{
  gint64 revision = 0;

  return server_request_take_revision (request, &revision, error) &&
         server_request_run (request, error,
                             "UPDATE user SET last_seen = ?1, rev = ?2 WHERE number = ?3", "iii",
                             request->now, revision, request->caller->number);
}
