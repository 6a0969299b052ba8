/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keeps an account while its session is live: from the first time that the server lets me in its
 * file says what the account has become, and the credentials have its token.
 */
#include "chat-keeper.h"

#include "chat-session-operations.h"
#include "socket-io-options.h"

struct _ChatKeeper {
  ChatAccountFolder *folder;
  ChatSession *session;
  ChatCredentials *credentials;
  ChatTenant *tenant; /* NULL if the server is elsewhere, or nobody knows of one here */
  gboolean kept;
  guint save_id;
};

static void
save (gpointer data)
{
  ChatKeeper *self = data;

  g_clear_handle_id (&self->save_id, g_source_remove);
  chat_account_folder_save (self->folder);
}

/* Not twice for what changes together. */
static void
changed_cb (ChatKeeper *self)
{
  if (self->kept && self->save_id == 0)
    self->save_id = g_idle_add_once (save, self);
}

static void
state_changed_cb (ChatKeeper *self)
{
  ChatSessionState state = chat_session_get_state (self->session);

  if (self->kept || (state != CHAT_SESSION_SYNCING && state != CHAT_SESSION_ONLINE))
    return;

  self->kept = TRUE;
  save (self);
}

static void
server_name_changed_cb (ChatKeeper *self)
{
  const char *name = chat_session_get_server_name (self->session);

  if (name != NULL)
    chat_account_set_title (self->folder->account, name);
}

static void
token_received_cb (ChatKeeper *self, const char *token)
{
  ChatAccount *account = self->folder->account;
  g_autofree char *label =
    g_strdup_printf ("%s, %s", chat_account_get_name (account), chat_account_get_address (account));

  chat_credentials_store_async (self->credentials, chat_account_get_id (account), label, token,
                                NULL, NULL);
}

static ChatSession *
make_session (ChatAccount *account, ChatHost *host)
{
  g_autoptr (SocketIoOptions) options = socket_io_options_new ();
  g_autoptr (GSocketConnectable) remote = host != NULL ? chat_host_make_connectable (host) : NULL;

  g_object_set (options, "remote-connectable", remote, NULL);
  return g_object_new (CHAT_TYPE_SESSION, "account", account, "options", options, NULL);
}

ChatKeeper *
chat_keeper_new (ChatAccountFolder *folder,
                 gboolean kept,
                 ChatCredentials *credentials,
                 ChatHost *host)
{
  ChatKeeper *self = g_new0 (ChatKeeper, 1);

  if (!chat_account_get_hosted (folder->account))
    host = NULL;
  self->folder = folder;
  self->kept = kept;
  self->credentials = g_object_ref (credentials);
  self->session = make_session (folder->account, host);
  g_signal_connect_swapped (self->session, "notify::state", G_CALLBACK (state_changed_cb), self);
  g_signal_connect_swapped (self->session, "notify::server-name",
                            G_CALLBACK (server_name_changed_cb), self);
  g_signal_connect_swapped (self->session, "token-received", G_CALLBACK (token_received_cb), self);
  g_signal_connect_swapped (folder->account, "notify", G_CALLBACK (changed_cb), self);
  if (host != NULL) {
    self->tenant = chat_tenant_new (host, self->session, kept);
    g_signal_connect_swapped (self->tenant, "token-received", G_CALLBACK (token_received_cb), self);
  }

  return self;
}

void
chat_keeper_free (ChatKeeper *self)
{
  chat_keeper_leave (self);
  g_clear_object (&self->tenant);
  g_object_unref (self->session);
  g_object_unref (self->credentials);
  chat_account_folder_free (self->folder);
  g_free (self);
}

ChatSession *
chat_keeper_get_session (ChatKeeper *self)
{
  return self->session;
}

ChatAccount *
chat_keeper_get_account (ChatKeeper *self)
{
  return self->folder->account;
}

const char *
chat_keeper_get_path (ChatKeeper *self)
{
  return self->folder->path;
}

gboolean
chat_keeper_has_kept (ChatKeeper *self)
{
  return self->kept;
}

void
chat_keeper_settle (ChatKeeper *self)
{
  if (self->tenant != NULL)
    chat_tenant_leave (self->tenant);
  if (self->save_id != 0)
    save (self);
}

void
chat_keeper_leave (ChatKeeper *self)
{
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_signal_handlers_disconnect_by_data (self->folder->account, self);
  if (self->tenant != NULL)
    g_signal_handlers_disconnect_by_data (self->tenant, self);
  chat_keeper_settle (self);
}

/* --- the end of an account ------------------------------------------------------------------ */

static void
remove_did_remove (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (chat_account_folder_remove_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
remove_did_forget (GObject *credentials, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatKeeper *self = g_task_get_task_data (task);

  chat_account_folder_remove_async (self->folder->path, remove_did_remove, g_steal_pointer (&task));
}

static void
remove_did_close (GObject *session, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatKeeper *self = g_task_get_task_data (task);

  chat_credentials_forget_async (self->credentials, chat_account_get_id (self->folder->account),
                                 remove_did_forget, g_steal_pointer (&task));
}

/* A server that does not answer does not keep anybody. */
static void
remove_did_sign_out (GObject *session, GAsyncResult *result, gpointer user_data)
{
  chat_session_done_finish (CHAT_SESSION (session), result, NULL);
  chat_session_close_async (CHAT_SESSION (session), remove_did_close, user_data);
}

void
chat_keeper_remove_async (ChatKeeper *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  gboolean native = g_str_equal (chat_account_get_dialect (self->folder->account), "native");

  g_task_set_source_tag (task, chat_keeper_remove_async);
  g_task_set_task_data (task, self, (GDestroyNotify) chat_keeper_free);
  if (native && chat_session_get_state (self->session) == CHAT_SESSION_ONLINE)
    chat_session_sign_out_async (self->session, NULL, remove_did_sign_out, task);
  else
    chat_session_close_async (self->session, remove_did_close, task);
}

gboolean
chat_keeper_remove_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
