/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Watches over the requests of an HTTP server that is ours, for libsoup trusts
 * everybody: it waits for ever for a client that is silent, keeps any number of
 * bytes that one sends to no handler, and closes its connections without asking
 * whether that may take long.  With TLS it does: a client that has begun a handshake
 * and says nothing more, or does not read, holds the close, and with it the whole
 * program.  And when the handshake is over at last, libsoup looks at its connection,
 * which may be gone.
 *
 * So every request is known here from its beginning, which is before the handshake
 * of TLS; before the server disconnects, the sockets are shut down, so that nothing
 * has to be waited for; and what belongs to a handshake that was cut stays until that
 * must have been noticed.
 */
#include "engine-io-guard.h"

#include "engine-io-exchange.h"

#define NOTICED_AFTER_MS 1000

struct _EngineIoGuard {
  SoupServer *http;
  EngineIoServerOptions *options;
  GHashTable *messages; /* SoupServerMessage -> whether its connection is set up */
  EngineIoGuardQuietFunc quiet;
  gpointer owner;
};

/* The reference goes with the source. */
static gboolean
noticed_cb (gpointer message)
{
  return G_SOURCE_REMOVE;
}

static void
release_later (SoupServerMessage *message)
{
  g_autoptr (GSource) source = g_timeout_source_new (NOTICED_AFTER_MS);

  g_source_set_callback (source, noticed_cb, g_object_ref (message), g_object_unref);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
connected_cb (SoupServerMessage *message, EngineIoGuard *self)
{
  g_hash_table_insert (self->messages, g_object_ref (message), GINT_TO_POINTER (TRUE));
}

/* What is for nobody is read and forgotten, but libsoup would keep it first. */
static void
got_chunk_cb (SoupServerMessage *message, GBytes *chunk, EngineIoGuard *self)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  gsize max_size = engine_io_server_options_get_max_http_buffer_size (self->options);

  if (soup_message_body_get_accumulate (body) && body->length > (gint64) max_size)
    engine_io_exchange_drop (message);
}

/* The last thing that is done here: whoever hears of it may free the guard. */
static void
forget (EngineIoGuard *self, SoupServerMessage *message)
{
  g_signal_handlers_disconnect_by_data (message, self);
  g_hash_table_remove (self->messages, message);

  if (self->quiet != NULL && engine_io_guard_is_quiet (self))
    g_steal_pointer (&self->quiet) (self->owner);
}

static void
finished_cb (SoupServerMessage *message, EngineIoGuard *self)
{
  forget (self, message);
}

/* Whether there may be a handshake of TLS that does not know yet that it is cut. */
static gboolean
may_shake_hands (EngineIoGuard *self, SoupServerMessage *message)
{
  return soup_server_is_https (self->http) && soup_server_message_get_method (message) == NULL &&
         !g_hash_table_lookup (self->messages, message);
}

static void
disconnected_cb (SoupServerMessage *message, EngineIoGuard *self)
{
  if (may_shake_hands (self, message))
    release_later (message);
  forget (self, message);
}

/* While a message is paused nobody waits at its socket, so a poll may wait for its answer longer
 * than a client may be silent. */
static void
request_started_cb (SoupServer *http, SoupServerMessage *message, EngineIoGuard *self)
{
  GSocket *socket = soup_server_message_get_socket (message);

  if (!g_hash_table_insert (self->messages, g_object_ref (message), GINT_TO_POINTER (FALSE)))
    return;

  if (socket != NULL)
    g_socket_set_timeout (socket, engine_io_server_options_get_http_timeout (self->options));
  g_signal_connect (message, "connected", G_CALLBACK (connected_cb), self);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), self);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), self);
  g_signal_connect (message, "disconnected", G_CALLBACK (disconnected_cb), self);
}

EngineIoGuard *
engine_io_guard_new (SoupServer *http, EngineIoServerOptions *options)
{
  EngineIoGuard *self = g_new0 (EngineIoGuard, 1);

  self->http = g_object_ref (http);
  self->options = g_object_ref (options);
  self->messages = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  g_signal_connect (http, "request-started", G_CALLBACK (request_started_cb), self);

  return self;
}

void
engine_io_guard_free (EngineIoGuard *self)
{
  GHashTableIter iter;
  gpointer message = NULL;

  g_signal_handlers_disconnect_by_data (self->http, self);
  g_hash_table_iter_init (&iter, self->messages);
  while (g_hash_table_iter_next (&iter, &message, NULL)) {
    GSocket *socket = soup_server_message_get_socket (message);

    g_signal_handlers_disconnect_by_data (message, self);
    if (may_shake_hands (self, message))
      release_later (message);
    if (socket != NULL)
      g_socket_shutdown (socket, TRUE, TRUE, NULL);
  }

  g_hash_table_unref (self->messages);
  g_object_unref (self->options);
  g_object_unref (self->http);
  g_free (self);
}

/* A connection has a message before anything was said; that one is not under way. */
gboolean
engine_io_guard_is_quiet (EngineIoGuard *self)
{
  GHashTableIter iter;
  gpointer message = NULL;

  g_hash_table_iter_init (&iter, self->messages);
  while (g_hash_table_iter_next (&iter, &message, NULL)) {
    if (soup_server_message_get_method (message) != NULL)
      return FALSE;
  }

  return TRUE;
}

void
engine_io_guard_set_quiet_func (EngineIoGuard *self, EngineIoGuardQuietFunc quiet, gpointer owner)
{
  self->quiet = quiet;
  self->owner = owner;
}
