/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "visitor.h"

#include <string.h>

#include "test-await.h"

static void
message_cb (EngineIoClient *engine, GBytes *message, gboolean binary, Visitor *self)
{
  gsize length = 0;
  const char *data = g_bytes_get_data (message, &length);

  g_queue_push_tail (&self->heard,
                     binary ? g_strdup_printf ("<%zu bytes>", length) : g_strndup (data, length));
}

static void
closed_cb (EngineIoClient *engine, EngineIoCloseReason reason, const GError *details, Visitor *self)
{
  self->closed = TRUE;
  self->reason = reason;
}

Visitor *
visitor_new (SocketIoServer *server, const char *transport)
{
  const char *const transports[] = { transport, NULL };
  g_autofree char *uri =
    g_strdup_printf ("http://127.0.0.1:%u", socket_io_server_get_port (server));
  Visitor *self = g_new0 (Visitor, 1);

  self->options = engine_io_options_new ();
  g_object_set (self->options, "path", "/socket.io/", "transports", transports, NULL);
  self->engine = engine_io_client_new (uri, self->options);
  g_signal_connect (self->engine, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (self->engine, "closed", G_CALLBACK (closed_cb), self);
  engine_io_client_open (self->engine);
  test_await_that (engine_io_client_get_state (self->engine) == ENGINE_IO_CLIENT_OPEN);

  return self;
}

void
visitor_free (Visitor *self)
{
  engine_io_client_close (self->engine);
  test_await_that (self->closed);
  g_assert_finalize_object (self->engine);
  g_clear_object (&self->options);
  g_queue_clear_full (&self->heard, g_free);
  g_free (self);
}

void
visitor_say (Visitor *self, const char *packet)
{
  g_autoptr (GBytes) text = g_bytes_new (packet, strlen (packet));

  engine_io_client_send (self->engine, text, NULL, ENGINE_IO_SEND_DEFAULT, NULL);
}

void
visitor_say_bytes (Visitor *self, const char *bytes)
{
  g_autoptr (GBytes) data = g_bytes_new (bytes, strlen (bytes));

  engine_io_client_send_binary (self->engine, data, ENGINE_IO_SEND_DEFAULT, NULL);
}

char *
visitor_hear (Visitor *self)
{
  test_await_that (!g_queue_is_empty (&self->heard));

  return g_queue_pop_head (&self->heard);
}

void
visitor_expect (Visitor *self, const char *packet)
{
  g_autofree char *heard = visitor_hear (self);

  g_assert_cmpstr (heard, ==, packet);
}

void
visitor_await_closed (Visitor *self)
{
  test_await_that (self->closed);
}

char *
visitor_join (Visitor *self, const char *packet)
{
  g_autofree char *answer = NULL;
  const char *sid = NULL;
  const char *end = NULL;

  visitor_say (self, packet);
  answer = visitor_hear (self);
  g_assert_cmpint (*answer, ==, '0');
  sid = strstr (answer, "\"sid\":\"");
  g_assert_nonnull (sid);
  sid += strlen ("\"sid\":\"");
  end = strchr (sid, '"');

  return g_strndup (sid, (gsize) (end - sid));
}

/* --- the house that it visits --------------------------------------------- */

void
house_set_up (House *self, gconstpointer data)
{
  self->options = socket_io_server_options_new ();
  self->log = g_string_new (NULL);
}

void
house_open (House *self)
{
  g_autoptr (GError) error = NULL;

  if (self->server != NULL)
    return;

  self->server = socket_io_server_new (self->options);
  socket_io_server_listen (self->server, "127.0.0.1", 0, NULL, &error);
  g_assert_no_error (error);
}

void
house_tear_down (House *self, gconstpointer data)
{
  if (self->server != NULL)
    g_assert_finalize_object (self->server);
  g_clear_object (&self->options);
  g_string_free (self->log, TRUE);
  test_settle ();
}

void
house_note (House *self, const char *format, ...)
{
  va_list arguments;

  if (self->log->len > 0)
    g_string_append_c (self->log, '|');
  va_start (arguments, format);
  g_string_append_vprintf (self->log, format, arguments);
  va_end (arguments);
}

static void
disconnecting_cb (SocketIoSocket *socket, SocketIoDisconnectReason reason, House *self)
{
  house_note (self, "disconnecting %s", socket_io_disconnect_reason_to_string (reason));
}

static void
disconnected_cb (SocketIoSocket *socket,
                 SocketIoDisconnectReason reason,
                 const GError *details,
                 House *self)
{
  house_note (self, "disconnected %s", socket_io_disconnect_reason_to_string (reason));
  self->socket = NULL;
}

static void
event_cb (SocketIoSocket *socket, SocketIoEvent *event, House *self)
{
  house_note (self, "event %s", socket_io_event_get_name (event));
}

static void
connection_cb (SocketIoNamespace *nsp, SocketIoSocket *socket, House *self)
{
  house_note (self, "connection %s",
              socket_io_namespace_get_name (socket_io_socket_get_namespace (socket)));
  self->socket = socket;
  g_signal_connect (socket, "disconnecting", G_CALLBACK (disconnecting_cb), self);
  g_signal_connect (socket, "disconnected", G_CALLBACK (disconnected_cb), self);
  g_signal_connect (socket, "event", G_CALLBACK (event_cb), self);
}

void
house_watch (House *self, SocketIoNamespace *nsp)
{
  g_signal_connect (nsp, "connection", G_CALLBACK (connection_cb), self);
}

void
house_await (House *self, const char *log)
{
  test_await_that (self->log->len >= strlen (log));
  g_assert_cmpstr (self->log->str, ==, log);
}
