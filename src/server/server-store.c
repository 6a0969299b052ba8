/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The database as the rest of the server meets it: ask, and hear the outcome when it is on the
 * disk.  Behind it are one thread for the database and a few for passwords.
 *
 * Coming in takes up to three steps, none of which blocks:
 *
 *   token       ------------------------------------------> [sign in]
 *   password    [read the hash] --> (compare, other thread) --> [sign in]
 *   register    (hash, other thread) ---------------------> [sign up]
 *   guest       ------------------------------------------> [sign up]
 *
 * So does a new password: [read the hash] --> (compare) --> (hash) --> [write].
 */
#include "server-store.h"

#include "db-migrations.h"
#include "server-error.h"
#include "server-house.h"
#include "server-log.h"
#include "server-passwords.h"
#include "server-users.h"

#include <sodium.h>

struct _ServerStore {
  GObject parent_instance;

  DbWorker *worker;
  ServerPasswords *passwords;
  ServerLimits limits;
  ServerPolicy policy;
  char *id;
};

G_DEFINE_FINAL_TYPE (ServerStore, server_store, G_TYPE_OBJECT)

static void
server_store_finalize (GObject *object)
{
  ServerStore *self = SERVER_STORE (object);

  g_clear_pointer (&self->passwords, server_passwords_free);
  g_clear_object (&self->worker);
  g_free (self->id);

  G_OBJECT_CLASS (server_store_parent_class)->finalize (object);
}

static void
server_store_class_init (ServerStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = server_store_finalize;
}

static void
server_store_init (ServerStore *self)
{
  if (sodium_init () < 0)
    g_error ("There is no source of random numbers");
  self->passwords = server_passwords_new ();
}

static gint64
now_ms (void)
{
  return g_get_real_time () / 1000;
}

/* --- one piece of work ------------------------------------------------------------- */

typedef struct {
  ServerLimits limits;
  ServerCaller caller;
  ServerHandler handler;
  JsonObject *arguments;

  /* Of somebody who comes in. */
  JsonObject *auth;
  ServerCredentials credentials;
  ServerPolicy policy;
  char *hash;
  const char *new_password; /* the arguments' */
} Work;

static Work *
work_new (ServerStore *self, const ServerCaller *caller)
{
  Work *work = g_new0 (Work, 1);

  work->limits = self->limits;
  work->policy = self->policy;
  if (caller != NULL) {
    work->caller.number = caller->number;
    work->caller.user = g_strdup (caller->user);
    work->caller.session = g_strdup (caller->session);
  }

  return work;
}

static void
work_free (gpointer data)
{
  Work *work = data;

  g_free (work->caller.user);
  g_free (work->caller.session);
  g_clear_pointer (&work->arguments, json_object_unref);
  g_clear_pointer (&work->auth, json_object_unref);
  server_credentials_clear (&work->credentials);
  g_free (work->hash);
  g_free (work);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Work, work_free)

static void
outcome_free (gpointer data)
{
  server_outcome_free (data);
}

static ServerRequest
make_request (DbConnection *connection, Work *work)
{
  return (ServerRequest) {
    .db = connection,
    .caller = &work->caller,
    .limits = &work->limits,
    .arguments = work->arguments,
    .now = now_ms (),
    .outcome = server_outcome_new (),
  };
}

/* On the database's thread. */
static gpointer
carry_out (DbConnection *connection, gpointer data, GError **error)
{
  Work *work = data;
  ServerRequest request = make_request (connection, work);
  g_autoptr (ServerOutcome) outcome = request.outcome;

  return work->handler (&request, error) ? g_steal_pointer (&outcome) : NULL;
}

void
server_store_ask_async (ServerStore *self,
                        const ServerCaller *caller,
                        const ServerEvent *event,
                        JsonObject *arguments,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  Work *work = work_new (self, caller);

  work->handler = event->handle;
  work->arguments = arguments != NULL ? json_object_ref (arguments) : NULL;
  if (event->writes)
    db_worker_write_async (self->worker, carry_out, work, work_free, outcome_free, NULL, callback,
                           user_data);
  else
    db_worker_read_async (self->worker, carry_out, work, work_free, outcome_free, NULL, callback,
                          user_data);
}

void
server_store_run_async (ServerStore *self,
                        const ServerCaller *caller,
                        ServerHandler handler,
                        JsonObject *arguments,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  ServerEvent event = { .handle = handler, .writes = TRUE };

  server_store_ask_async (self, caller, &event, arguments, callback, user_data);
}

ServerOutcome *
server_store_finish (ServerStore *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- coming in ------------------------------------------------------------------------- */

/* The rooms that a device is to hear. */
static gboolean
add_rooms (ServerRequest *request, GError **error)
{
  JsonObject *answer = request->outcome->answer;
  g_autoptr (JsonArray) rooms = json_array_new ();
  g_autoptr (DbStatement) each = server_request_query (
    request, error, "SELECT r.id FROM member m JOIN room r ON r.number = m.room WHERE m.user = ?1",
    "i", json_object_get_int_member (answer, "number"));

  if (each == NULL)
    return FALSE;
  while (db_statement_next (each))
    json_array_add_string_element (rooms, db_statement_get_text (each, 0));
  json_object_set_array_member (answer, "rooms", g_steal_pointer (&rooms));

  return db_statement_end (each, error);
}

static gpointer
let_in (DbConnection *connection, gpointer data, GError **error)
{
  Work *work = data;
  ServerRequest request = make_request (connection, work);
  g_autoptr (ServerOutcome) outcome = request.outcome;
  gboolean new_one = work->credentials.enrol || work->credentials.guest;

  if (new_one
        ? !server_accounts_sign_up (&request, &work->credentials, &work->policy, work->hash, error)
        : !server_accounts_sign_in (&request, &work->credentials, work->hash, error))
    return NULL;

  return add_rooms (&request, error) && server_house_greet (&request, work->credentials.run, error)
           ? g_steal_pointer (&outcome)
           : NULL;
}

static gpointer
find_hash (DbConnection *connection, gpointer data, GError **error)
{
  Work *work = data;
  ServerRequest request = make_request (connection, work);
  g_autoptr (ServerOutcome) outcome = request.outcome;
  char *hash = NULL;

  server_accounts_find_hash (&request, work->credentials.name, &hash, error);

  return hash;
}

static void
did_get_outcome (GObject *worker, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  ServerOutcome *outcome = db_worker_finish (DB_WORKER (worker), result, &error);

  if (outcome == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, outcome, outcome_free);
}

/* The task keeps the work, which the worker borrows. */
static void
begin_letting_in (GTask *task)
{
  ServerStore *self = g_task_get_source_object (task);

  db_worker_write_async (self->worker, let_in, g_task_get_task_data (task), NULL, outcome_free,
                         NULL, did_get_outcome, task);
}

static void
admit_did_compute (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Work *work = g_task_get_task_data (task);

  g_free (work->hash);
  work->hash = server_passwords_finish (result, &error);
  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    begin_letting_in (g_steal_pointer (&task));
}

static void
admit_did_find_hash (GObject *worker, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = db_worker_finish (DB_WORKER (worker), result, &error);
  ServerStore *self = g_task_get_source_object (task);
  Work *work = g_task_get_task_data (task);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    server_passwords_verify_async (self->passwords, hash, work->credentials.password,
                                   admit_did_compute, g_steal_pointer (&task));
}

void
server_store_admit_async (ServerStore *self,
                          JsonObject *auth,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (GError) error = NULL;
  Work *work = work_new (self, NULL);

  g_task_set_source_tag (task, server_store_admit_async);
  g_task_set_task_data (task, work, work_free);
  work->auth = json_object_ref (auth);
  if (!server_credentials_read (auth, &self->limits, &work->credentials, &error) ||
      !server_policy_check (&self->policy, &work->credentials, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (work->credentials.enrol)
    server_passwords_hash_async (self->passwords, work->credentials.password, admit_did_compute,
                                 g_steal_pointer (&task));
  else if (work->credentials.token != NULL || work->credentials.guest)
    begin_letting_in (g_steal_pointer (&task));
  else
    db_worker_read_async (self->worker, find_hash, work, NULL, g_free, NULL, admit_did_find_hash,
                          g_steal_pointer (&task));
}

/* --- a new password ------------------------------------------------------------------------ */

static gpointer
find_own_hash (DbConnection *connection, gpointer data, GError **error)
{
  Work *work = data;
  g_autoptr (DbStatement)
    find = db_statement_new (connection, "SELECT password FROM user WHERE number = ?1", error);
  char *hash = NULL;

  if (find == NULL)
    return NULL;
  db_statement_bind_int (find, 1, work->caller.number);
  if (db_statement_next (find))
    hash = g_strdup (db_statement_get_text (find, 0));

  return db_statement_end (find, error) ? hash : NULL;
}

static gpointer
write_password (DbConnection *connection, gpointer data, GError **error)
{
  Work *work = data;
  ServerRequest request = make_request (connection, work);
  g_autoptr (ServerOutcome) outcome = request.outcome;

  if (!server_accounts_set_password (&request, work->hash, error) ||
      !server_users_update (&request, error))
    return NULL;

  return g_steal_pointer (&outcome);
}

static void
change_did_hash (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  ServerStore *self = g_task_get_source_object (task);
  Work *work = g_task_get_task_data (task);

  work->hash = server_passwords_finish (result, &error);
  if (work->hash == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    db_worker_write_async (self->worker, write_password, work, NULL, outcome_free, NULL,
                           did_get_outcome, g_steal_pointer (&task));
}

static void
change_did_verify (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  ServerStore *self = g_task_get_source_object (task);
  Work *work = g_task_get_task_data (task);
  g_autofree char *right = server_passwords_finish (result, &error);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else if (right == NULL)
    g_task_return_new_error_literal (task, SERVER_ERROR, SERVER_ERROR_BAD_CREDENTIALS,
                                     "The old password is wrong");
  else
    server_passwords_hash_async (self->passwords, work->new_password, change_did_hash,
                                 g_steal_pointer (&task));
}

static void
change_did_find_hash (GObject *worker, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = db_worker_finish (DB_WORKER (worker), result, &error);
  ServerStore *self = g_task_get_source_object (task);
  Work *work = g_task_get_task_data (task);

  if (error != NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    server_passwords_verify_async (self->passwords, hash, work->credentials.password,
                                   change_did_verify, g_steal_pointer (&task));
}

static gboolean
read_passwords (Work *work, GError **error)
{
  JsonNode *node = json_object_get_member (work->arguments, "password");

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node)) {
    server_error_set_field (error, SERVER_ERROR_INVALID, "password",
                            "it is not the old and new one");
    return FALSE;
  }

  return server_credentials_read_passwords (json_node_get_object (node),
                                            &work->credentials.password, &work->new_password,
                                            error);
}

void
server_store_change_password_async (ServerStore *self,
                                    const ServerCaller *caller,
                                    JsonObject *arguments,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autoptr (GError) error = NULL;
  Work *work = work_new (self, caller);

  g_task_set_source_tag (task, server_store_change_password_async);
  g_task_set_task_data (task, work, work_free);
  work->arguments = json_object_ref (arguments);
  if (read_passwords (work, &error))
    db_worker_read_async (self->worker, find_own_hash, work, NULL, g_free, NULL,
                          change_did_find_hash, g_steal_pointer (&task));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/* --- opening and closing ------------------------------------------------------------------- */

static gpointer
move_in (DbConnection *connection, gpointer data, GError **error)
{
  if (!server_house_found (connection, now_ms (), error) ||
      !server_house_begin_run (connection, now_ms (), error))
    return NULL;

  return server_house_dup_id (connection, error);
}

static void
open_did_move_in (GObject *worker, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  ServerStore *self = g_task_get_source_object (task);

  self->id = db_worker_finish (DB_WORKER (worker), result, &error);
  if (self->id == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_boolean (task, TRUE);
}

/* Once for all that is lost until then. */
static void
failure_changed_cb (DbWorker *worker, ServerStore *self)
{
  const GError *failure = db_worker_get_failure (worker);

  if (failure != NULL)
    server_log ("failure", "what", "database", "error", failure->message, NULL);
  else
    server_log ("recovered", "what", "database", NULL);
}

static void
open_did_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  ServerStore *self = g_task_get_source_object (task);

  self->worker = db_worker_open_finish (result, &error);
  if (self->worker == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  g_signal_connect_object (self->worker, "failure-changed", G_CALLBACK (failure_changed_cb), self,
                           G_CONNECT_DEFAULT);
  db_worker_write_async (self->worker, move_in, NULL, NULL, g_free, NULL, open_did_move_in,
                         g_steal_pointer (&task));
}

void
server_store_open_async (const char *path,
                         DbDurability durability,
                         const ServerLimits *limits,
                         const ServerPolicy *policy,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (ServerStore) self = g_object_new (SERVER_TYPE_STORE, NULL);
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  self->limits = *limits;
  self->policy = *policy;
  g_task_set_source_tag (task, server_store_open_async);
  db_worker_open_async (path, durability, SERVER_HOUSE_SCHEMA, cancellable, open_did_open, task);
}

ServerStore *
server_store_open_finish (GAsyncResult *result, GError **error)
{
  if (!g_task_propagate_boolean (G_TASK (result), error))
    return NULL;

  return g_object_ref (g_task_get_source_object (G_TASK (result)));
}

void
server_store_close_async (ServerStore *self, GAsyncReadyCallback callback, gpointer user_data)
{
  db_worker_close_async (self->worker, callback, user_data);
}

gboolean
server_store_close_finish (ServerStore *self, GAsyncResult *result, GError **error)
{
  return db_worker_close_finish (self->worker, result, error);
}

const char *
server_store_get_id (ServerStore *self)
{
  return self->id;
}

const ServerLimits *
server_store_get_limits (ServerStore *self)
{
  return &self->limits;
}

const ServerPolicy *
server_store_get_policy (ServerStore *self)
{
  return &self->policy;
}

DbWorker *
server_store_get_worker (ServerStore *self)
{
  return self->worker;
}
