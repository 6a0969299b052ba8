/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keeps an account while its session is live: from the first time that the server lets me in its
 * file says what the account has become, and the credentials have its token.
 */
#include "chat-keeper.h"

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

ChatKeeper *
chat_keeper_new (ChatAccountFolder *folder,
                 gboolean kept,
                 ChatCredentials *credentials,
                 ChatHost *host)
{
  ChatKeeper *self = g_new0 (ChatKeeper, 1);

  self->folder = folder;
  self->kept = kept;
  self->credentials = g_object_ref (credentials);
  self->session = chat_session_new (folder->account);
  g_signal_connect_swapped (self->session, "notify::state", G_CALLBACK (state_changed_cb), self);
  g_signal_connect_swapped (self->session, "notify::server-name",
                            G_CALLBACK (server_name_changed_cb), self);
  g_signal_connect_swapped (self->session, "token-received", G_CALLBACK (token_received_cb), self);
  g_signal_connect_swapped (folder->account, "notify", G_CALLBACK (changed_cb), self);
  if (host != NULL && chat_account_get_hosted (folder->account)) {
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
