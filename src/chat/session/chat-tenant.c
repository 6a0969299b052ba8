/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An account on the server that this computer hosts: its session knows what the host knows.
 *
 * The server may come back at another port, and somebody else's at the old one.  So the session
 * hears where the server is from the host, and from nobody else, and connects while it is there,
 * the way that the host knows (see chat-host.c).
 *
 * Whoever hosts has all that the server knows.  A password would keep nobody out, and without a
 * keyring one would be asked for at every start; an account that has lost its token gets another
 * one from the host.  That is tried once: one that does not help either is not worth a loop.
 */
#include "chat-tenant.h"

#include "chat-credentials.h"

struct _ChatTenant {
  GObject parent_instance;

  ChatHost *host;
  ChatSession *session;
  GCancellable *cancellable;
  gboolean returns; /* once more */
};

G_DEFINE_FINAL_TYPE (ChatTenant, chat_tenant, G_TYPE_OBJECT)

enum {
  TOKEN_RECEIVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* --- where the server is ------------------------------------------------------------------ */

static void
host_changed_cb (ChatTenant *self)
{
  switch (chat_host_get_state (self->host)) {
  case CHAT_HOST_STOPPED:
  case CHAT_HOST_STOPPING:
  case CHAT_HOST_FAILED:
    chat_session_set_server_state (self->session, CHAT_SERVER_STOPPED);
    break;
  case CHAT_HOST_STARTING:
    chat_session_set_server_state (self->session, CHAT_SERVER_STARTING);
    break;
  case CHAT_HOST_RUNNING:
    chat_account_set_address (chat_session_get_account (self->session),
                              chat_host_get_address (self->host));
    chat_session_set_server_state (self->session, CHAT_SERVER_THERE);
    break;
  }
}

/* --- coming in again --------------------------------------------------------------------------
 */

static gboolean
is_shut_out (ChatTenant *self)
{
  return chat_session_get_state (self->session) == CHAT_SESSION_REFUSED &&
         g_error_matches (chat_session_get_error (self->session), CHAT_SESSION_ERROR,
                          CHAT_SESSION_ERROR_CREDENTIALS);
}

static void
did_sign_in (GObject *host, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ChatTenant) self = user_data;
  g_autoptr (GError) error = NULL;
  char *token = chat_host_sign_in_finish (CHAT_HOST (host), result, &error);

  if (token == NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_message ("There is no way back in: %s", error->message);
  if (token != NULL && is_shut_out (self)) {
    chat_session_set_token (self->session, token);
    g_signal_emit (self, signals[TOKEN_RECEIVED], 0, token);
    chat_session_connect (self->session);
  }
  chat_credentials_free_token (token);
}

static void
session_changed_cb (ChatTenant *self)
{
  if (!self->returns || !is_shut_out (self))
    return;

  self->returns = FALSE;
  chat_host_sign_in_async (self->host,
                           chat_account_get_name (chat_session_get_account (self->session)),
                           self->cancellable, did_sign_in, g_object_ref (self));
}

/* --- the object --------------------------------------------------------------------------------
 */

static void
chat_tenant_dispose (GObject *object)
{
  ChatTenant *self = CHAT_TENANT (object);

  g_clear_object (&self->host);
  g_clear_object (&self->session);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (chat_tenant_parent_class)->dispose (object);
}

static void
chat_tenant_class_init (ChatTenantClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_tenant_dispose;

  signals[TOKEN_RECEIVED] = g_signal_new ("token-received", CHAT_TYPE_TENANT, G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
chat_tenant_init (ChatTenant *self)
{
  self->cancellable = g_cancellable_new ();
}

/**
 * chat_tenant_new:
 * @host: the server on this computer
 * @session: of an account there
 * @returns: whether the account was let in before, and is to be again without a password
 *
 * Starts the server for an account, unless somebody has stopped it, and tells its session of it.
 */
ChatTenant *
chat_tenant_new (ChatHost *host, ChatSession *session, gboolean returns)
{
  ChatTenant *self = NULL;

  g_return_val_if_fail (CHAT_IS_HOST (host), NULL);
  g_return_val_if_fail (CHAT_IS_SESSION (session), NULL);

  self = g_object_new (CHAT_TYPE_TENANT, NULL);
  self->host = g_object_ref (host);
  self->session = g_object_ref (session);
  self->returns = returns;
  g_signal_connect_object (host, "notify::state", G_CALLBACK (host_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (session_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::error", G_CALLBACK (session_changed_cb), self,
                           G_CONNECT_SWAPPED);
  chat_host_need (host);
  host_changed_cb (self);

  return self;
}

/**
 * chat_tenant_leave:
 * @self: an account on the server of this computer
 *
 * Leaves the session as it is.
 */
void
chat_tenant_leave (ChatTenant *self)
{
  g_return_if_fail (CHAT_IS_TENANT (self));

  self->returns = FALSE;
  g_cancellable_cancel (self->cancellable);
  g_signal_handlers_disconnect_by_data (self->host, self);
  g_signal_handlers_disconnect_by_data (self->session, self);
}
