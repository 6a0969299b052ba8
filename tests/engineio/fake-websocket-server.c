/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-websocket-server.h"

#include <string.h>

#include "test-await.h"

struct _EngineIoWebsocketServer {
  FakeClient *client;
  const EngineIoWebsocketListener *listener;
  gpointer owner;
};

EngineIoWebsocketServer *
fake_client_connect (FakeClient *client)
{
  EngineIoWebsocketServer *self = g_new0 (EngineIoWebsocketServer, 1);

  g_assert_null (client->websocket);
  fake_client_clear (client);
  self->client = client;
  client->websocket = self;
  client->sent = g_ptr_array_new_with_free_func (g_free);

  return self;
}

void
fake_client_send (FakeClient *client, const char *text)
{
  g_autofree char *exact = g_memdup2 (text, strlen (text));

  client->websocket->listener->message (client->websocket->owner, FALSE, exact, strlen (text));
}

void
fake_client_send_binary (FakeClient *client, const char *data, gsize length)
{
  client->websocket->listener->message (client->websocket->owner, TRUE, data, length);
}

void
fake_client_drain (FakeClient *client)
{
  client->blocked = FALSE;
  client->websocket->listener->drained (client->websocket->owner);
}

void
fake_client_leave (FakeClient *client, guint code, const GError *error)
{
  client->websocket->listener->ended (client->websocket->owner, code, error);
}

void
fake_client_assert_next (FakeClient *client, const char *payload)
{
  test_await_that (client->sent->len > 0);
  g_assert_cmpstr (g_ptr_array_index (client->sent, 0), ==, payload);
  g_ptr_array_remove_index (client->sent, 0);
}

void
fake_client_assert_silence (FakeClient *client)
{
  g_assert_cmpuint (client->sent->len, ==, 0);
}

void
fake_client_assert_closed (FakeClient *client)
{
  test_await_that (client->websocket == NULL);
  g_assert_true (client->closed);
}

void
fake_client_clear (FakeClient *client)
{
  g_assert_null (client->websocket);
  g_clear_pointer (&client->sent, g_ptr_array_unref);
  client->blocked = FALSE;
  client->drain_awaited = FALSE;
  client->closed = FALSE;
}

void
engine_io_websocket_server_free (EngineIoWebsocketServer *self)
{
  self->client->websocket = NULL;
  g_free (self);
}

void
engine_io_websocket_server_set_listener (EngineIoWebsocketServer *self,
                                         const EngineIoWebsocketListener *listener,
                                         gpointer owner)
{
  self->listener = listener;
  self->owner = owner;
}

void
engine_io_websocket_server_send (EngineIoWebsocketServer *self, EngineIoMessage *message)
{
  gsize length = 0;
  const guint8 *payload = engine_io_message_get_payload (message, &length);

  g_ptr_array_add (self->client->sent, g_strndup ((const char *) payload, length));
}

gboolean
engine_io_websocket_server_is_writable (EngineIoWebsocketServer *self)
{
  return !self->client->blocked;
}

gsize
engine_io_websocket_server_get_queued (EngineIoWebsocketServer *self)
{
  return self->client->blocked ? 1 : 0;
}

void
engine_io_websocket_server_await_drain (EngineIoWebsocketServer *self)
{
  self->client->drain_awaited = TRUE;
}

void
engine_io_websocket_server_close (EngineIoWebsocketServer *self, guint code)
{
  g_assert_cmpuint (code, ==, 0);
  self->client->closed = TRUE;
  engine_io_websocket_server_free (self);
}
