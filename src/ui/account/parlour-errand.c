/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the command line asks for, done as far as it goes without a person.
 *
 *      join: an account that is there --> it
 *            otherwise ask the server --> plain: a new account
 *                                     --> anything else: a person has to say more
 *      host: start the server --> an account that is there --> it
 *                             --> otherwise a new one, with a password that nobody knows: the
 *                                 token is what counts
 */
#include "parlour-errand.h"

#include <sys/random.h>

#include "chat-server-info.h"
#include "parlour-sign-in.h"

#define PASSWORD_BYTES 24

struct _ParlourErrand {
  GObject parent_instance;

  char *address; /* NULL for a server on this computer */
  char *name;
  char *room;
};

G_DEFINE_FINAL_TYPE (ParlourErrand, parlour_errand, G_TYPE_OBJECT)

typedef struct {
  ChatSessionList *accounts;
  ChatHost *host;
} Run;

static void
run_free (Run *run)
{
  g_clear_object (&run->accounts);
  g_clear_object (&run->host);
  g_free (run);
}

static void
parlour_errand_finalize (GObject *object)
{
  ParlourErrand *self = PARLOUR_ERRAND (object);

  g_free (self->address);
  g_free (self->name);
  g_free (self->room);

  G_OBJECT_CLASS (parlour_errand_parent_class)->finalize (object);
}

static void
parlour_errand_class_init (ParlourErrandClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = parlour_errand_finalize;
}

static void
parlour_errand_init (ParlourErrand *self)
{
}

/* --- joining -------------------------------------------------------------------------- */

static void
did_ask (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (ChatServerInfo) info = chat_server_info_fetch_finish (result, NULL);
  ParlourErrand *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  ChatSession *session = NULL;

  if (info == NULL || self->name == NULL || !g_str_equal (info->dialect, "plain")) {
    g_task_return_pointer (task, NULL, NULL);
    return;
  }

  session = chat_session_list_add (run->accounts, self->address, "plain", self->name);
  chat_session_connect (session);
  g_task_return_pointer (task, g_object_ref (session), g_object_unref);
}

/* --- hosting -------------------------------------------------------------------------- */

static void
did_sign_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  ChatSession *session = parlour_sign_in_finish (result, &error);

  if (session != NULL)
    g_task_return_pointer (task, session, g_object_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
enrol (GTask *task, const char *address)
{
  ParlourErrand *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  guint8 bytes[PASSWORD_BYTES];
  g_autofree char *password = NULL;

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes) {
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                                     "There is no source of random numbers");
    return;
  }

  password = g_base64_encode (bytes, sizeof bytes);
  parlour_sign_in_async (run->accounts,
                         &(ParlourSignIn) {
                           .address = address,
                           .mode = PARLOUR_SIGN_IN_NEWCOMER,
                           .name = self->name,
                           .password = password,
                         },
                         NULL, did_sign_in, g_object_ref (task));
}

/* Holds a reference of the task until the server is there, or cannot be. */
static void
host_changed_cb (GTask *task)
{
  ParlourErrand *self = g_task_get_source_object (task);
  Run *run = g_task_get_task_data (task);
  ChatHostState state = chat_host_get_state (run->host);
  const char *address = chat_host_get_address (run->host);
  ChatSession *session = NULL;

  if (state != CHAT_HOST_RUNNING && state != CHAT_HOST_FAILED)
    return;

  g_signal_handlers_disconnect_by_data (run->host, task);
  if (state == CHAT_HOST_RUNNING)
    session = parlour_sign_in_find (run->accounts, address, self->name);

  if (state == CHAT_HOST_FAILED)
    g_task_return_error (task, g_error_copy (chat_host_get_error (run->host)));
  else if (session != NULL)
    g_task_return_pointer (task, g_object_ref (session), g_object_unref);
  else
    enrol (task, address);
  g_object_unref (task);
}

static void
start_host (GTask *task, ChatHost *host)
{
  g_signal_connect_swapped (host, "notify::state", G_CALLBACK (host_changed_cb), task);
  chat_host_start (host);
  if (chat_host_get_state (host) == CHAT_HOST_RUNNING)
    host_changed_cb (task);
}

/* ---------------------------------------------------------------------------------------- */

/**
 * parlour_errand_new_join:
 * @address: of a server
 * @name: (nullable): what to be called there
 * @room: (nullable): where to go there
 */
ParlourErrand *
parlour_errand_new_join (const char *address, const char *name, const char *room)
{
  ParlourErrand *self = parlour_errand_new_host (name, room);

  self->address = g_strdup (address);

  return self;
}

/**
 * parlour_errand_new_host:
 * @name: (nullable): what to be called on the server on this computer
 * @room: (nullable): where to go there
 */
ParlourErrand *
parlour_errand_new_host (const char *name, const char *room)
{
  ParlourErrand *self = g_object_new (PARLOUR_TYPE_ERRAND, NULL);

  self->name = g_strdup (name);
  self->room = g_strdup (room);

  return self;
}

const char *
parlour_errand_get_address (ParlourErrand *self)
{
  g_return_val_if_fail (PARLOUR_IS_ERRAND (self), NULL);

  return self->address;
}

const char *
parlour_errand_get_name (ParlourErrand *self)
{
  g_return_val_if_fail (PARLOUR_IS_ERRAND (self), NULL);

  return self->name;
}

const char *
parlour_errand_get_room (ParlourErrand *self)
{
  g_return_val_if_fail (PARLOUR_IS_ERRAND (self), NULL);

  return self->room;
}

/**
 * parlour_errand_run_async:
 * @self: an errand
 * @accounts: all accounts, loaded
 * @host: the server on this computer
 * @callback: (scope async): called when it is done
 * @user_data: for @callback
 */
void
parlour_errand_run_async (ParlourErrand *self,
                          ChatSessionList *accounts,
                          ChatHost *host,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  ChatSession *session = NULL;
  Run *run = NULL;

  g_return_if_fail (PARLOUR_IS_ERRAND (self));
  g_return_if_fail (CHAT_IS_SESSION_LIST (accounts));
  g_return_if_fail (CHAT_IS_HOST (host));

  run = g_new0 (Run, 1);
  run->accounts = g_object_ref (accounts);
  run->host = g_object_ref (host);
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, parlour_errand_run_async);
  g_task_set_task_data (task, run, (GDestroyNotify) run_free);

  if (self->address == NULL) {
    start_host (g_steal_pointer (&task), host);
    return;
  }

  session = parlour_sign_in_find (accounts, self->address, self->name);
  if (session != NULL)
    g_task_return_pointer (task, g_object_ref (session), g_object_unref);
  else
    chat_server_info_fetch_async (self->address, NULL, did_ask, g_steal_pointer (&task));
}

/**
 * parlour_errand_run_finish:
 * @self: an errand
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the account to show; %NULL without an error if a person has
 *   to say more
 */
ChatSession *
parlour_errand_run_finish (ParlourErrand *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
