/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Accepts connections, shakes hands and brings them to libsoup, which could do all that
 * itself; but a libsoup server that is disconnected while somebody shakes hands with it
 * uses that connection after it is freed (3.6), and it waits for ever for those who do
 * not go on.
 *
 * libsoup does not know the socket of a stream that is brought to it, nor that it is
 * TLS.  It hands on the address object that it was given, so the socket is tied to that.
 */
#include "engine-io-tls-listener.h"

#include <sys/socket.h>

/* How many seconds a client may be silent while it shakes hands. */
#define HANDSHAKE_TIMEOUT 20

#define SOCKET_KEY "engine-io-socket"

struct _EngineIoTlsListener {
  SoupServer *http;
  GTlsCertificate *certificate;
  GSocketService *service;
  GCancellable *cancellable;
  guint16 port;
};

/* One that shakes hands; it does not know whether there is still somebody to bring it to. */
typedef struct {
  SoupServer *http;
  GSocketConnection *connection;
} Handshake;

static void
handshake_free (Handshake *handshake)
{
  g_object_unref (handshake->http);
  g_object_unref (handshake->connection);
  g_free (handshake);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Handshake, handshake_free)

/* The socket keeps its own address object, so that cannot keep the socket. */
static GSocketAddress *
new_address (GSocket *socket, GError **error)
{
  g_autoptr (GSocketAddress) remote = g_socket_get_remote_address (socket, error);
  GSocketAddress *copy = NULL;

  if (remote == NULL)
    return NULL;

  copy =
    g_inet_socket_address_new (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (remote)),
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (remote)));
  g_object_set_data_full (G_OBJECT (copy), SOCKET_KEY, g_object_ref (socket), g_object_unref);

  return copy;
}

static gboolean
bring (Handshake *handshake, GIOStream *stream, GError **error)
{
  GSocket *socket = g_socket_connection_get_socket (handshake->connection);
  g_autoptr (GSocketAddress) remote = new_address (socket, error);
  g_autoptr (GSocketAddress) local = g_socket_get_local_address (socket, NULL);

  if (remote == NULL)
    return FALSE;

  g_socket_set_timeout (socket, 0);

  return soup_server_accept_iostream (handshake->http, stream, local, remote, error);
}

static void
handshake_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTlsConnection *tls = G_TLS_CONNECTION (source);
  g_autoptr (Handshake) handshake = user_data;
  g_autoptr (GError) error = NULL;

  if (g_tls_connection_handshake_finish (tls, result, &error) &&
      bring (handshake, G_IO_STREAM (tls), &error))
    return;

  g_debug ("A client that came over TLS was not let in: %s", error->message);
  g_socket_close (g_socket_connection_get_socket (handshake->connection), NULL);
}

static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             EngineIoTlsListener *self)
{
  g_autoptr (GIOStream) tls = NULL;
  g_autoptr (GError) error = NULL;
  Handshake *handshake = NULL;

  tls = g_tls_server_connection_new (G_IO_STREAM (connection), self->certificate, &error);
  if (tls == NULL) {
    g_debug ("There is no TLS: %s", error->message);
    return TRUE;
  }

  handshake = g_new0 (Handshake, 1);
  handshake->http = g_object_ref (self->http);
  handshake->connection = g_object_ref (connection);
  g_socket_set_timeout (g_socket_connection_get_socket (connection), HANDSHAKE_TIMEOUT);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (tls), G_PRIORITY_DEFAULT, self->cancellable,
                                    handshake_done_cb, handshake);

  return TRUE;
}

EngineIoTlsListener *
engine_io_tls_listener_new (SoupServer *http, GTlsCertificate *certificate)
{
  EngineIoTlsListener *self = g_new0 (EngineIoTlsListener, 1);

  self->http = g_object_ref (http);
  self->certificate = g_object_ref (certificate);
  self->service = g_socket_service_new ();
  g_socket_listener_set_backlog (G_SOCKET_LISTENER (self->service), SOMAXCONN);
  self->cancellable = g_cancellable_new ();
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);

  return self;
}

/* Those who shake hands are let go. */
void
engine_io_tls_listener_free (EngineIoTlsListener *self)
{
  g_cancellable_cancel (self->cancellable);
  g_signal_handlers_disconnect_by_data (self->service, self);
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_object_unref (self->service);
  g_object_unref (self->cancellable);
  g_object_unref (self->certificate);
  g_object_unref (self->http);
  g_free (self);
}

static gboolean
add_address (EngineIoTlsListener *self, const char *text, guint16 port, GError **error)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string (text, port);
  g_autoptr (GSocketAddress) bound = NULL;

  if (address == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is no IP address", text);
    return FALSE;
  }
  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address,
                                      G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL, &bound,
                                      error))
    return FALSE;

  if (self->port == 0)
    self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  return TRUE;
}

static gboolean
add_everywhere (EngineIoTlsListener *self, guint16 port, GError **error)
{
  GSocketListener *listener = G_SOCKET_LISTENER (self->service);

  if (port == 0)
    port = g_socket_listener_add_any_inet_port (listener, NULL, error);
  else if (!g_socket_listener_add_inet_port (listener, port, NULL, error))
    port = 0;

  if (self->port == 0)
    self->port = port;
  return port != 0;
}

gboolean
engine_io_tls_listener_add (EngineIoTlsListener *self,
                            const char *address,
                            guint16 port,
                            GError **error)
{
  if (address == NULL)
    return add_everywhere (self, port, error);
  if (!g_str_equal (address, "localhost"))
    return add_address (self, address, port, error);

  /* There may be no IPv6. */
  if (!add_address (self, "127.0.0.1", port, error))
    return FALSE;
  add_address (self, "::1", port != 0 ? port : self->port, NULL);

  return TRUE;
}

guint16
engine_io_tls_listener_get_port (EngineIoTlsListener *self)
{
  return self->port;
}

static GSocket *
get_tied_socket (SoupServerMessage *message)
{
  GSocketAddress *remote = soup_server_message_get_remote_address (message);

  return remote != NULL ? g_object_get_data (G_OBJECT (remote), SOCKET_KEY) : NULL;
}

GSocket *
engine_io_tls_listener_get_socket (SoupServerMessage *message)
{
  GSocket *socket = soup_server_message_get_socket (message);

  return socket != NULL ? socket : get_tied_socket (message);
}

gboolean
engine_io_tls_listener_is_secure (SoupServerMessage *message)
{
  GUri *uri = soup_server_message_get_uri (message);

  return g_strcmp0 (g_uri_get_scheme (uri), "https") == 0 ||
         (soup_server_message_get_socket (message) == NULL && get_tied_socket (message) != NULL);
}
