/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lets an HTTP server with TLS be dropped while clients are connected.
 *
 * libsoup closes its connections without asking whether that may take long.  With
 * TLS it does: a client that has begun a handshake and says nothing more, or does
 * not read, holds the close, and with it the whole program, for as long as it
 * likes.  And when the handshake is over at last, libsoup looks at its connection,
 * which may be gone.
 *
 * So every request is known here from its beginning, which is before the
 * handshake; before the server disconnects, the sockets are shut down, so that
 * nothing has to be waited for; and what belongs to a handshake that was cut stays
 * until that must have been noticed.
 */
#include "engine-io-tls-guard.h"

#define NOTICED_AFTER_MS 1000

struct _EngineIoTlsGuard {
  SoupServer *http;
  GHashTable *messages; /* SoupServerMessage -> whether its handshake is over */
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
connected_cb (SoupServerMessage *message, EngineIoTlsGuard *self)
{
  g_hash_table_insert (self->messages, g_object_ref (message), GINT_TO_POINTER (TRUE));
}

static void
forget (EngineIoTlsGuard *self, SoupServerMessage *message)
{
  g_signal_handlers_disconnect_by_data (message, self);
  g_hash_table_remove (self->messages, message);
}

static void
finished_cb (SoupServerMessage *message, EngineIoTlsGuard *self)
{
  forget (self, message);
}

static void
disconnected_cb (SoupServerMessage *message, EngineIoTlsGuard *self)
{
  if (!g_hash_table_lookup (self->messages, message))
    release_later (message);
  forget (self, message);
}

static void
request_started_cb (SoupServer *http, SoupServerMessage *message, EngineIoTlsGuard *self)
{
  if (!g_hash_table_insert (self->messages, g_object_ref (message), GINT_TO_POINTER (FALSE)))
    return;

  g_signal_connect (message, "connected", G_CALLBACK (connected_cb), self);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), self);
  g_signal_connect (message, "disconnected", G_CALLBACK (disconnected_cb), self);
}

EngineIoTlsGuard *
engine_io_tls_guard_new (SoupServer *http)
{
  EngineIoTlsGuard *self = g_new0 (EngineIoTlsGuard, 1);

  self->http = g_object_ref (http);
  self->messages = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  g_signal_connect (http, "request-started", G_CALLBACK (request_started_cb), self);

  return self;
}

void
engine_io_tls_guard_free (EngineIoTlsGuard *self)
{
  GHashTableIter iter;
  gpointer message = NULL;

  g_signal_handlers_disconnect_by_data (self->http, self);
  g_hash_table_iter_init (&iter, self->messages);
  while (g_hash_table_iter_next (&iter, &message, NULL)) {
    GSocket *socket = soup_server_message_get_socket (message);

    g_signal_handlers_disconnect_by_data (message, self);
    release_later (message);
    if (socket != NULL)
      g_socket_shutdown (socket, TRUE, TRUE, NULL);
  }

  g_hash_table_unref (self->messages);
  g_object_unref (self->http);
  g_free (self);
}
