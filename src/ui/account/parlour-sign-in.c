/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Getting into a server, from what was typed to an account that is there.
 *
 *      add -> connecting -> in
 *                 |
 *                 +-> refused, unreachable, given up: what was added goes again
 *
 * An account that is known already is not added a second time: it gets in again.
 */
#include "parlour-sign-in.h"

typedef struct {
  ChatSessionList *accounts; /* NULL if nothing was added */
  ChatSession *session;
  GSource *given_up;
  GError *error; /* why it did not work, while what was added is taken away */
} Flow;

static void
flow_free (Flow *flow)
{
  if (flow->given_up != NULL)
    g_source_destroy (flow->given_up);
  g_clear_pointer (&flow->given_up, g_source_unref);
  g_clear_object (&flow->accounts);
  g_clear_object (&flow->session);
  g_clear_error (&flow->error);
  g_free (flow);
}

static void
did_remove (GObject *accounts, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Flow *flow = g_task_get_task_data (task);

  chat_session_list_remove_finish (CHAT_SESSION_LIST (accounts), result, NULL);
  g_task_return_error (task, g_steal_pointer (&flow->error));
}

static void
fail (GTask *task, const GError *error)
{
  Flow *flow = g_task_get_task_data (task);

  flow->error = g_error_copy (error);
  chat_session_disconnect (flow->session);
  if (flow->accounts != NULL)
    chat_session_list_remove_async (flow->accounts, flow->session, did_remove, g_object_ref (task));
  else
    g_task_return_error (task, g_steal_pointer (&flow->error));
}

/* The session holds the task as long as it is waited for; what comes first settles it. */
static void
settle (GTask *task, const GError *error)
{
  Flow *flow = g_task_get_task_data (task);

  g_signal_handlers_disconnect_by_data (flow->session, task);
  if (flow->given_up != NULL)
    g_source_destroy (flow->given_up);
  if (error != NULL)
    fail (task, error);
  else
    g_task_return_pointer (task, g_object_ref (flow->session), g_object_unref);
  g_object_unref (task);
}

/* The state of a session and what is wrong come one after the other, in either order. */
static void
session_changed_cb (GTask *task)
{
  Flow *flow = g_task_get_task_data (task);
  const GError *error = chat_session_get_error (flow->session);

  switch (chat_session_get_state (flow->session)) {
  case CHAT_SESSION_SYNCING:
  case CHAT_SESSION_ONLINE:
    settle (task, NULL);
    break;
  case CHAT_SESSION_OFFLINE:
  case CHAT_SESSION_WAITING:
  case CHAT_SESSION_REFUSED:
    if (error != NULL)
      settle (task, error);
    break;
  case CHAT_SESSION_CONNECTING:
  case CHAT_SESSION_SIGNING_IN:
    break;
  }
}

static gboolean
given_up_cb (GCancellable *cancellable, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  settle (user_data, error);

  return G_SOURCE_REMOVE;
}

static void
wait_for_session (GTask *task, ChatSession *session)
{
  Flow *flow = g_task_get_task_data (task);

  flow->session = g_object_ref (session);
  g_signal_connect_swapped (session, "notify::state", G_CALLBACK (session_changed_cb), task);
  g_signal_connect_swapped (session, "notify::error", G_CALLBACK (session_changed_cb), task);
  if (g_task_get_cancellable (task) != NULL) {
    flow->given_up = g_cancellable_source_new (g_task_get_cancellable (task));
    g_source_set_callback (flow->given_up, G_SOURCE_FUNC (given_up_cb), task, NULL);
    g_source_attach (flow->given_up, g_main_context_get_thread_default ());
  }
  chat_session_connect (session);
}

static GTask *
start (gpointer source,
       gpointer tag,
       GCancellable *cancellable,
       GAsyncReadyCallback callback,
       gpointer user_data)
{
  GTask *task = g_task_new (source, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, g_new0 (Flow, 1), (GDestroyNotify) flow_free);

  return task;
}

/**
 * parlour_sign_in_find:
 * @accounts: all accounts
 * @address: of a server
 * @name: (nullable): a name there
 *
 * Returns: (transfer none) (nullable): the account that is there already
 */
ChatSession *
parlour_sign_in_find (ChatSessionList *accounts, const char *address, const char *name)
{
  g_return_val_if_fail (CHAT_IS_SESSION_LIST (accounts), NULL);
  g_return_val_if_fail (address != NULL, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (accounts)); i++) {
    g_autoptr (ChatSession) session = g_list_model_get_item (G_LIST_MODEL (accounts), i);
    ChatAccount *account = chat_session_get_account (session);

    if (g_str_equal (chat_account_get_address (account), address) &&
        (name == NULL || g_str_equal (chat_account_get_name (account), name)))
      return session;
  }

  return NULL;
}

/**
 * parlour_sign_in_async:
 * @accounts: all accounts
 * @what: what was typed
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when one is in, or is not let in
 * @user_data: for @callback
 *
 * Makes an account of what was typed, and keeps it if the server lets it in.
 */
void
parlour_sign_in_async (ChatSessionList *accounts,
                       const ParlourSignIn *what,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  GTask *task = NULL;
  Flow *flow = NULL;
  ChatSession *session = NULL;
  gboolean is_plain = FALSE;

  g_return_if_fail (CHAT_IS_SESSION_LIST (accounts));
  g_return_if_fail (what != NULL);

  is_plain = what->mode == PARLOUR_SIGN_IN_PLAIN;
  task = start (accounts, parlour_sign_in_async, cancellable, callback, user_data);
  flow = g_task_get_task_data (task);
  if (is_plain || what->mode == PARLOUR_SIGN_IN_MEMBER)
    session = parlour_sign_in_find (accounts, what->address, what->name);
  if (session == NULL) {
    flow->accounts = g_object_ref (accounts);
    session =
      chat_session_list_add (accounts, what->address, is_plain ? "plain" : "native", what->name);
  } else if (chat_session_get_state (session) == CHAT_SESSION_ONLINE) {
    g_task_return_pointer (task, g_object_ref (session), g_object_unref);
    g_object_unref (task);
    return;
  }

  if (what->token != NULL)
    chat_session_set_token (session, what->token);
  else if (!is_plain)
    chat_session_set_password (session, what->name, what->password,
                               what->mode == PARLOUR_SIGN_IN_NEWCOMER, what->invite, NULL);
  wait_for_session (task, session);
}

/**
 * parlour_sign_in_again_async:
 * @session: an account that the server does not let in any more
 * @password: its password
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when one is in, or is not let in
 * @user_data: for @callback
 *
 * Gets in again with a password; what is on this computer stays either way.
 */
void
parlour_sign_in_again_async (ChatSession *session,
                             const char *password,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = NULL;
  const char *name = NULL;

  g_return_if_fail (CHAT_IS_SESSION (session));
  g_return_if_fail (password != NULL);

  name = chat_account_get_name (chat_session_get_account (session));
  task = start (session, parlour_sign_in_again_async, cancellable, callback, user_data);
  chat_session_set_password (session, name, password, FALSE, NULL, NULL);
  wait_for_session (task, session);
}

/**
 * parlour_sign_in_finish:
 * @result: what the callback was given
 * @error: return location for a [error@Chat.SessionError]
 *
 * Returns: (transfer full) (nullable): the account that one is in with
 */
ChatSession *
parlour_sign_in_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (G_IS_TASK (result), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
