/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The question and its one answer.  The client that asked may be gone, or may ask
 * anew, before the answer comes: it forgets the request then, and the answer
 * finds nobody.
 */
#include "socket-io-auth-request.h"

#include "socket-io-error.h"

struct _SocketIoAuthRequest {
  GObject parent_instance;

  SocketIoAuthSettled settled; /* NULL once settled or forgotten */
  gpointer user_data;
};

G_DEFINE_FINAL_TYPE (SocketIoAuthRequest, socket_io_auth_request, G_TYPE_OBJECT)

static void
settle (SocketIoAuthRequest *self, JsonNode *auth, const GError *error)
{
  SocketIoAuthSettled settled = g_steal_pointer (&self->settled);

  if (settled != NULL)
    settled (auth, error, self->user_data);
}

static void
socket_io_auth_request_dispose (GObject *object)
{
  g_autoptr (GError) error =
    g_error_new_literal (SOCKET_IO_ERROR, SOCKET_IO_ERROR_AUTH, "The auth function gave no answer");

  settle (SOCKET_IO_AUTH_REQUEST (object), NULL, error);

  G_OBJECT_CLASS (socket_io_auth_request_parent_class)->dispose (object);
}

static void
socket_io_auth_request_class_init (SocketIoAuthRequestClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = socket_io_auth_request_dispose;
}

static void
socket_io_auth_request_init (SocketIoAuthRequest *self)
{
}

/**
 * socket_io_auth_request_answer:
 * @self: a request
 * @auth: (nullable) (transfer none): an object, or %NULL for no auth
 *
 * Gives what the server is to get as auth.
 */
void
socket_io_auth_request_answer (SocketIoAuthRequest *self, JsonNode *auth)
{
  g_return_if_fail (SOCKET_IO_IS_AUTH_REQUEST (self));
  g_return_if_fail (auth == NULL || JSON_NODE_HOLDS_OBJECT (auth));

  settle (self, auth, NULL);
}

/**
 * socket_io_auth_request_fail:
 * @self: a request
 * @message: what went wrong, for people
 *
 * Says that there is no auth object to be had now.  The client reports it in
 * [signal@SocketIo.Client::connect-error] and asks again after a delay.
 */
void
socket_io_auth_request_fail (SocketIoAuthRequest *self, const char *message)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (SOCKET_IO_IS_AUTH_REQUEST (self));
  g_return_if_fail (message != NULL);

  error = g_error_new_literal (SOCKET_IO_ERROR, SOCKET_IO_ERROR_AUTH, message);
  settle (self, NULL, error);
}

/**
 * socket_io_auth_request_new: (skip)
 * @settled: told the answer, once
 * @user_data: for @settled
 */
SocketIoAuthRequest *
socket_io_auth_request_new (SocketIoAuthSettled settled, gpointer user_data)
{
  SocketIoAuthRequest *self = g_object_new (SOCKET_IO_TYPE_AUTH_REQUEST, NULL);

  self->settled = settled;
  self->user_data = user_data;

  return self;
}

/**
 * socket_io_auth_request_forget: (skip)
 * @self: a request
 *
 * Whoever asked does not want the answer any more.
 */
void
socket_io_auth_request_forget (SocketIoAuthRequest *self)
{
  g_return_if_fail (SOCKET_IO_IS_AUTH_REQUEST (self));

  self->settled = NULL;
}
