/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "session.h"

#include <string.h>

const Way ways[N_WAYS] = {
  { "polling", { "polling", NULL } },
  { "websocket", { "websocket", NULL } },
  { "upgrade", { "polling", "websocket", NULL } },
};

static void
opened_cb (EngineIoClient *client, EngineIoHandshake *handshake, Session *self)
{
  self->opened++;
  g_assert_cmpstr (handshake->sid, ==, engine_io_client_get_sid (client));
}

static void
message_cb (EngineIoClient *client, GBytes *data, gboolean binary, Session *self)
{
  g_queue_push_tail (&self->messages, g_bytes_ref (data));
  self->binaries += binary ? 1 : 0;
}

static void
heartbeat_cb (EngineIoClient *client, Session *self)
{
  self->heartbeats++;
}

static void
upgraded_cb (EngineIoClient *client, const char *transport, Session *self)
{
  g_assert_cmpstr (transport, ==, "websocket");
  self->upgraded++;
}

static void
upgrade_failed_cb (EngineIoClient *client, GError *error, Session *self)
{
  self->upgrade_failed++;
}

static void
drained_cb (EngineIoClient *client, Session *self)
{
  self->drained++;
}

static void
closed_cb (EngineIoClient *client, EngineIoCloseReason reason, GError *details, Session *self)
{
  self->closed++;
  self->reason = reason;
  g_clear_error (&self->details);
  self->details = details != NULL ? g_error_copy (details) : NULL;
  if (details != NULL)
    g_test_message ("closed: %s", details->message);
  g_assert_cmpint (engine_io_client_get_state (client), ==, ENGINE_IO_CLIENT_CLOSED);
}

void
session_set_up (Session *self, gconstpointer way)
{
  self->options = engine_io_options_new ();
  if (way != NULL)
    g_object_set (self->options, "transports", ((const Way *) way)->transports, NULL);
}

void
session_tear_down (Session *self, gconstpointer way)
{
  session_drop_client (self);
  g_clear_object (&self->options);
  g_clear_pointer (&self->peer, test_peer_stop);
  self->shared = NULL;
  test_settle ();
}

static GHashTable *servers = NULL;

void
session_share_server (Session *self, const char *option, const char *other_option)
{
  g_autofree char *key = g_strjoin (" ", option, other_option, NULL);

  if (servers == NULL)
    servers =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) test_peer_stop);

  self->shared = g_hash_table_lookup (servers, key);
  if (self->shared == NULL) {
    self->shared = test_peer_start ("engine-server.js", "quiet=1", option, other_option, NULL);
    g_hash_table_insert (servers, g_steal_pointer (&key), self->shared);
  }
}

void
session_stop_servers (void)
{
  g_clear_pointer (&servers, g_hash_table_unref);
}

void
session_make_client (Session *self, const char *uri)
{
  self->client = engine_io_client_new (uri, self->options);
  g_signal_connect (self->client, "opened", G_CALLBACK (opened_cb), self);
  g_signal_connect (self->client, "message", G_CALLBACK (message_cb), self);
  g_signal_connect (self->client, "heartbeat", G_CALLBACK (heartbeat_cb), self);
  g_signal_connect (self->client, "upgraded", G_CALLBACK (upgraded_cb), self);
  g_signal_connect (self->client, "upgrade-failed", G_CALLBACK (upgrade_failed_cb), self);
  g_signal_connect (self->client, "drained", G_CALLBACK (drained_cb), self);
  g_signal_connect (self->client, "closed", G_CALLBACK (closed_cb), self);
}

void
session_drop_client (Session *self)
{
  if (self->client != NULL)
    g_assert_finalize_object (g_steal_pointer (&self->client));
  g_queue_clear_full (&self->messages, (GDestroyNotify) g_bytes_unref);
  g_clear_error (&self->details);
  self->opened = self->upgraded = self->upgrade_failed = self->closed = 0;
  self->drained = self->heartbeats = self->binaries = 0;
}

void
session_open (Session *self)
{
  engine_io_client_open (self->client);
  test_await_that (self->opened == 1 || self->closed == 1);
  g_assert_no_error (self->details);
}

void
session_open_and_upgrade (Session *self, const Way *way)
{
  session_open (self);
  if (way->transports[1] != NULL)
    test_await_that (self->upgraded == 1);
}

void
session_send (Session *self, const char *text)
{
  g_autoptr (GBytes) data = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (engine_io_client_send (self->client, data, NULL, 0, &error), !=, 0);
  g_assert_no_error (error);
}

GBytes *
session_await (Session *self)
{
  test_await_that (!g_queue_is_empty (&self->messages));

  return g_queue_pop_head (&self->messages);
}

void
session_assert_next (Session *self, const char *expected)
{
  g_autoptr (GBytes) data = session_await (self);
  g_autofree char *text = g_strndup (g_bytes_get_data (data, NULL), g_bytes_get_size (data));

  g_assert_cmpstr (text, ==, expected);
}

void
session_await_closed (Session *self, EngineIoCloseReason reason, EngineIoError code)
{
  test_await_that (self->closed > 0);
  test_settle ();
  g_assert_cmpuint (self->closed, ==, 1);
  g_assert_error (self->details, ENGINE_IO_ERROR, (int) code);
  g_assert_cmpstr (engine_io_close_reason_to_string (self->reason), ==,
                   engine_io_close_reason_to_string (reason));
}
