/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-engine.h"

#include <string.h>

static void
set_body (SoupServerMessage *message, const char *text, gsize length)
{
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "text/plain; charset=UTF-8", SOUP_MEMORY_COPY, text,
                                    length > 0 ? length : strlen (text));
}

static void
greet (FakeEngine *self, SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  set_body (message, self->greeting, self->greeting_length);
  soup_server_message_set_status (message, self->status, NULL);
  if (self->chunked)
    soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  if (self->header != NULL)
    soup_message_headers_append (headers, self->header, self->header_value);
}

static void
take_post (FakeEngine *self, SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr (GBytes) bytes = soup_message_body_flatten (body);

  if (self->posted->len > 0)
    g_string_append_c (self->posted, '|');
  g_string_append_len (self->posted, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  set_body (message, "ok", 0);
  soup_server_message_set_status (message, self->post_status, NULL);
  if (self->hold_posts) {
    g_set_object (&self->held_post, message);
    soup_server_message_pause (message);
  }
}

static void
take_poll (FakeEngine *self, SoupServerMessage *message)
{
  self->polls++;
  if (self->poll_status != SOUP_STATUS_OK) {
    set_body (message, self->poll != NULL ? self->poll : "", 0);
    soup_server_message_set_status (message, self->poll_status, NULL);
  } else if (self->poll != NULL) {
    set_body (message, g_steal_pointer (&self->poll), 0);
  } else {
    /* With a status, or libsoup takes it for a bad WebSocket handshake. */
    soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
    g_set_object (&self->held, message);
    soup_server_message_pause (message);
  }
}

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  FakeEngine *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *cookie = soup_message_headers_get_one (headers, "Cookie");
  const char *method = soup_server_message_get_method (message);

  g_ptr_array_add (self->requests,
                   g_strdup_printf ("%s?%s|%s", method,
                                    g_uri_get_query (soup_server_message_get_uri (message)),
                                    cookie != NULL ? cookie : ""));
  if (soup_message_headers_get_one (headers, "Upgrade") != NULL) {
    if (self->websocket == FAKE_WEBSOCKET_REFUSED)
      soup_server_message_set_status (message, SOUP_STATUS_BAD_GATEWAY, NULL);
    return;
  }

  if (g_str_equal (method, SOUP_METHOD_POST))
    take_post (self, message);
  else if (query == NULL || g_hash_table_lookup (query, "sid") == NULL)
    greet (self, message);
  else
    take_poll (self, message);
}

static void
message_cb (SoupWebsocketConnection *connection, int type, GBytes *data, gpointer user_data)
{
  FakeEngine *self = user_data;

  if (self->websocket == FAKE_WEBSOCKET_BABBLES) {
    soup_websocket_connection_send_text (connection, "3wrong");
  } else if (self->websocket == FAKE_WEBSOCKET_CLOSES_AFTER_PONG) {
    soup_websocket_connection_send_text (connection, "3probe");
    soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  }
}

static void
websocket_cb (SoupServer *server,
              SoupServerMessage *message,
              const char *path,
              SoupWebsocketConnection *connection,
              gpointer user_data)
{
  FakeEngine *self = user_data;

  g_set_object (&self->connection, connection);
  g_signal_connect (connection, "message", G_CALLBACK (message_cb), self);
  if (self->websocket == FAKE_WEBSOCKET_CLOSES)
    soup_websocket_connection_close (connection, SOUP_WEBSOCKET_CLOSE_NORMAL, NULL);
  else if (self->websocket == FAKE_WEBSOCKET_GREETS)
    soup_websocket_connection_send_text (connection, FAKE_HANDSHAKE);
}

FakeEngine *
fake_engine_new (void)
{
  FakeEngine *self = g_new0 (FakeEngine, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris = NULL;

  self->status = SOUP_STATUS_OK;
  self->poll_status = SOUP_STATUS_OK;
  self->post_status = SOUP_STATUS_OK;
  self->greeting = FAKE_HANDSHAKE;
  self->requests = g_ptr_array_new_with_free_func (g_free);
  self->posted = g_string_new (NULL);
  self->server = g_object_new (SOUP_TYPE_SERVER, NULL);
  soup_server_remove_websocket_extension (self->server, SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
  soup_server_add_handler (self->server, "/engine.io", request_cb, self, NULL);
  soup_server_add_websocket_handler (self->server, "/engine.io", NULL, NULL, websocket_cb, self,
                                     NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);

  uris = soup_server_get_uris (self->server);
  self->uri = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  return self;
}

void
fake_engine_free (FakeEngine *self)
{
  if (self->connection != NULL)
    g_signal_handlers_disconnect_by_data (self->connection, self);
  g_clear_object (&self->connection);
  g_clear_object (&self->held);
  g_clear_object (&self->held_post);
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_ptr_array_unref (self->requests);
  g_string_free (self->posted, TRUE);
  g_free (self->uri);
  g_free (self);
}

void
fake_engine_answer (FakeEngine *self, const char *payload)
{
  g_autoptr (SoupServerMessage) held = g_steal_pointer (&self->held);

  if (held == NULL) {
    self->poll = payload;
    return;
  }

  set_body (held, payload, 0);
  soup_server_message_set_status (held, self->poll_status, NULL);
  soup_server_message_unpause (held);
}

void
fake_engine_answer_post (FakeEngine *self)
{
  g_autoptr (SoupServerMessage) held = g_steal_pointer (&self->held_post);

  self->hold_posts = FALSE;
  soup_server_message_unpause (held);
}
