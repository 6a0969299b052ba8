/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "audience.h"

#include <string.h>

#include "socket-io-json.h"
#include "test-await.h"

static void
event_cb (SocketIoClient *client, SocketIoEvent *event, Listener *self)
{
  g_autoptr (JsonNode)
    node = json_node_init_array (json_node_alloc (), socket_io_event_get_arguments (event));
  g_autofree char *arguments = socket_io_json_to_string (node, NULL);
  SocketIoAttachments *attachments = socket_io_event_get_attachments (event);

  g_string_append_printf (self->heard, "%s%s%s", self->heard->len > 0 ? "|" : "",
                          socket_io_event_get_name (event), arguments);
  if (attachments != NULL)
    g_string_append_printf (self->heard, "+%u", socket_io_attachments_get_length (attachments));

  if (!self->mute && socket_io_event_wants_acknowledgement (event)) {
    g_autoptr (JsonArray) answer = json_array_new ();

    json_array_add_int_element (answer, self->number);
    json_array_add_string_element (answer, "more");
    socket_io_event_acknowledge (event, answer, NULL);
  }
}

static void
connected_cb (SocketIoClient *client, Listener *self)
{
  SocketIoNamespace *nsp = socket_io_server_of (self->audience->server, "/");

  self->n_connected++;
  g_set_weak_pointer (&self->socket,
                      socket_io_namespace_get_socket (nsp, socket_io_client_get_id (client)));
}

static void
disconnected_cb (SocketIoClient *client,
                 SocketIoDisconnectReason reason,
                 const GError *details,
                 Listener *self)
{
  g_clear_weak_pointer (&self->socket);
}

static void
listener_free (Listener *self)
{
  listener_leave (self);
  g_string_free (self->heard, TRUE);
  g_free (self);
}

Audience *
audience_new (SocketIoServerOptions *options)
{
  g_autoptr (SocketIoServerOptions) owned = options;
  g_autoptr (GError) error = NULL;
  Audience *self = g_new0 (Audience, 1);

  self->listeners = g_ptr_array_new_with_free_func ((GDestroyNotify) listener_free);
  self->server = socket_io_server_new (owned);
  socket_io_server_listen (self->server, "127.0.0.1", 0, NULL, &error);
  g_assert_no_error (error);

  return self;
}

void
audience_free (Audience *self)
{
  SocketIoNamespace *nsp = socket_io_server_of (self->server, "/");

  g_ptr_array_unref (self->listeners);
  test_await_that (socket_io_namespace_get_n_sockets (nsp) == 0);
  test_settle ();
  g_assert_finalize_object (self->server);
  test_settle ();
  g_free (self);
}

Listener *
audience_add (Audience *self, const char *transport)
{
  gboolean upgrade = g_strcmp0 (transport, "upgrade") == 0;
  const char *const way[] = { transport != NULL ? transport : "websocket", NULL };
  const char *const both[] = { "polling", "websocket", NULL };
  g_autofree char *uri =
    g_strdup_printf ("http://127.0.0.1:%u", socket_io_server_get_port (self->server));
  g_autoptr (SocketIoOptions) options = socket_io_options_new ();
  Listener *listener = g_new0 (Listener, 1);

  g_object_set (options, "transports", upgrade ? both : way, "reconnection-delay", 1,
                "reconnection-delay-max", 1, "force-new", TRUE, NULL);
  listener->audience = self;
  listener->number = self->listeners->len;
  listener->heard = g_string_new (NULL);
  listener->client = socket_io_client_new_with_options (uri, options);
  g_signal_connect (listener->client, "event", G_CALLBACK (event_cb), listener);
  g_signal_connect (listener->client, "connected", G_CALLBACK (connected_cb), listener);
  g_signal_connect (listener->client, "disconnected", G_CALLBACK (disconnected_cb), listener);
  g_ptr_array_add (self->listeners, listener);

  socket_io_client_connect (listener->client);
  test_await_that (listener->n_connected > 0);

  return listener;
}

Listener *
audience_get (Audience *self, guint number)
{
  return g_ptr_array_index (self->listeners, number);
}

void
audience_expect (Audience *self, const char *first, ...)
{
  const char *expected = first;
  va_list rest;

  socket_io_server_emit (self->server, "end", NULL);
  va_start (rest, first);
  for (guint i = 0; i < self->listeners->len; i++) {
    Listener *listener = audience_get (self, i);

    g_assert_nonnull (expected);
    if (listener->socket != NULL) {
      test_await_that (g_str_has_suffix (listener->heard->str, "end[]"));
      g_string_truncate (listener->heard, listener->heard->len - strlen ("end[]"));
      if (g_str_has_suffix (listener->heard->str, "|"))
        g_string_truncate (listener->heard, listener->heard->len - 1);
    }
    g_assert_cmpstr (listener->heard->str, ==, expected);
    g_string_truncate (listener->heard, 0);
    expected = va_arg (rest, const char *);
  }
  g_assert_null (expected);
  va_end (rest);
}

void
listener_await (Listener *self, const char *text)
{
  test_await_that (strstr (self->heard->str, text) != NULL);
  g_string_truncate (self->heard, 0);
}

void
listener_leave (Listener *self)
{
  if (self->client == NULL)
    return;

  g_clear_weak_pointer (&self->socket);
  g_signal_handlers_disconnect_by_data (self->client, self);
  socket_io_client_disconnect (self->client);
  g_assert_finalize_object (self->client);
  self->client = NULL;
}

JsonArray *
audience_arguments (const char *json)
{
  g_autoptr (JsonNode) node = socket_io_json_parse (json, strlen (json), NULL);

  return json_node_dup_array (node);
}
