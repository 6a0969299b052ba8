/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Getting into the server on this computer, which is started for it.
 *
 *      start --> an account that is there, where nothing was typed --> in
 *        |
 *        +--> an invite, if the server asks newcomers for one --> sign in --> in
 *                                                                    |
 *                          the host lets in who has the name --> in  +-- the name is taken, and no
 *                                                                        password was typed
 *
 * Whoever hosts has all that the server knows: the server asks them for nothing that they could
 * not look up.
 */
#include "parlour-host-sign-in.h"

#include "chat-session-error.h"

#include <glib/gi18n.h>
#include <sys/random.h>

#define PASSWORD_BYTES 24

typedef struct {
  ChatSessionList *accounts;
  ChatHost *host;
  ParlourSignInMode mode;
  char *name;
  char *password; /* NULL if nothing was typed */
} Flow;

static void
flow_free (Flow *flow)
{
  g_object_unref (flow->accounts);
  g_object_unref (flow->host);
  g_free (flow->name);
  g_free (flow->password);
  g_free (flow);
}

/* One that nobody knows: the token is what counts.  NULL if there is no chance to be had. */
static char *
make_password (void)
{
  guint8 bytes[PASSWORD_BYTES];

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes)
    return NULL;

  return g_base64_encode (bytes, sizeof bytes);
}

static void
return_session (GTask *task, ChatSession *session, GError *error)
{
  if (session != NULL)
    g_task_return_pointer (task, session, g_object_unref);
  else
    g_task_return_error (task, error);
}

/* Takes @task. */
static void
sign_in (GTask *task,
         const char *invite,
         const char *password,
         const char *token,
         GAsyncReadyCallback callback)
{
  Flow *flow = g_task_get_task_data (task);
  const ParlourSignIn what = {
    .address = chat_host_get_address (flow->host),
    .mode = token != NULL ? PARLOUR_SIGN_IN_MEMBER : flow->mode,
    .name = flow->name,
    .password = password,
    .invite = invite,
    .token = token,
  };

  if (what.address == NULL) { /* it has been stopped meanwhile */
    g_task_return_error (task, chat_session_error_new (CHAT_SESSION_ERROR_NOT_RUNNING));
    g_object_unref (task);
    return;
  }

  parlour_sign_in_async (flow->accounts, &what, g_task_get_cancellable (task), callback, task);
}

static void
did_sign_in_by_token (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  ChatSession *session = parlour_sign_in_finish (result, &error);

  return_session (task, session, error);
}

static void
did_make_token (GObject *host, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  char *token = chat_host_sign_in_finish (CHAT_HOST (host), result, &error);

  if (token != NULL)
    sign_in (g_steal_pointer (&task), NULL, NULL, token, did_sign_in_by_token);
  else
    g_task_return_error (task, error);
  chat_credentials_free_token (token);
}

static void
did_sign_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Flow *flow = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GError) error = NULL;
  ChatSession *session = parlour_sign_in_finish (result, &error);

  if (flow->password == NULL &&
      g_error_matches (error, CHAT_SESSION_ERROR, CHAT_SESSION_ERROR_NAME_TAKEN))
    chat_host_sign_in_async (flow->host, flow->name, cancellable, did_make_token,
                             g_steal_pointer (&task));
  else
    return_session (task, session, g_steal_pointer (&error));
}

/* Takes @task. */
static void
begin (GTask *task, const char *invite)
{
  Flow *flow = g_task_get_task_data (task);
  g_autofree char *password = flow->password != NULL ? g_strdup (flow->password) : make_password ();

  if (password != NULL) {
    sign_in (task, invite, password, NULL, did_sign_in);
    return;
  }

  g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                                   "There is no source of random numbers");
  g_object_unref (task);
}

static void
did_invite (GObject *host, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autofree char *invite = chat_host_invite_finish (CHAT_HOST (host), result, &error);

  if (invite != NULL)
    begin (g_steal_pointer (&task), invite);
  else
    g_task_return_error (task, error);
}

/* Takes @task. */
static void
enter (GTask *task)
{
  Flow *flow = g_task_get_task_data (task);
  const char *address = chat_host_get_address (flow->host);
  ChatSession *session =
    flow->password == NULL ? parlour_sign_in_find (flow->accounts, address, flow->name) : NULL;

  if (session != NULL) {
    g_task_return_pointer (task, g_object_ref (session), g_object_unref);
    g_object_unref (task);
  } else if (flow->mode == PARLOUR_SIGN_IN_NEWCOMER && chat_host_get_open_to_network (flow->host)) {
    chat_host_invite_async (flow->host, g_task_get_cancellable (task), did_invite, task);
  } else {
    begin (task, NULL);
  }
}

/* The host holds the task until the server is there, or cannot be. */
static void
host_changed_cb (GTask *task)
{
  Flow *flow = g_task_get_task_data (task);
  ChatHostState state = chat_host_get_state (flow->host);

  if (state == CHAT_HOST_STARTING)
    return;

  g_signal_handlers_disconnect_by_data (flow->host, task);
  if (state == CHAT_HOST_RUNNING) {
    enter (task);
    return;
  }

  g_task_return_error (task, state == CHAT_HOST_FAILED
                               ? g_error_copy (chat_host_get_error (flow->host))
                               : chat_session_error_new (CHAT_SESSION_ERROR_NOT_RUNNING));
  g_object_unref (task);
}

/* Whoever starts it first gives it its name. */
static void
start (ChatHost *host, const char *name)
{
  if (chat_host_get_name (host) == NULL) {
    /* Translators: what a server is called; %s is somebody's name. */
    g_autofree char *title = g_strdup_printf (_ ("%s’s Computer"), name);

    chat_host_set_name (host, title);
  }
  chat_host_start (host);
}

/**
 * parlour_host_sign_in_async:
 * @accounts: all accounts
 * @host: the server on this computer
 * @what: who I am there, somebody new or a member
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when one is in, or is not let in
 * @user_data: for @callback
 *
 * Starts the server if it does not run, and gets in.
 */
void
parlour_host_sign_in_async (ChatSessionList *accounts,
                            ChatHost *host,
                            const ParlourSignIn *what,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  GTask *task = NULL;
  Flow *flow = NULL;

  g_return_if_fail (CHAT_IS_SESSION_LIST (accounts));
  g_return_if_fail (CHAT_IS_HOST (host));
  g_return_if_fail (what != NULL);

  flow = g_new0 (Flow, 1);
  flow->accounts = g_object_ref (accounts);
  flow->host = g_object_ref (host);
  flow->mode = what->mode;
  flow->name = g_strdup (what->name);
  flow->password = g_strdup (what->password);
  task = g_task_new (accounts, cancellable, callback, user_data);
  g_task_set_source_tag (task, parlour_host_sign_in_async);
  g_task_set_task_data (task, flow, (GDestroyNotify) flow_free);

  start (host, what->name);
  g_signal_connect_swapped (host, "notify::state", G_CALLBACK (host_changed_cb), task);
  host_changed_cb (task);
}

/**
 * parlour_host_sign_in_finish:
 * @result: what the callback was given
 * @error: return location for a [error@Chat.SessionError], or a [error@Chat.HostError]
 *
 * Returns: (transfer full) (nullable): the account that one is in with
 */
ChatSession *
parlour_host_sign_in_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
