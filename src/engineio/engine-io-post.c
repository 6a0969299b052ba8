/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A POST of a session, while its body comes.  libsoup would keep the pieces of
 * any number of bytes; here they are counted as they come, and what is above the
 * limit never is in memory.
 */
#include "engine-io-post.h"

struct _EngineIoPost {
  SoupServerMessage *message;
  EngineIoSocket *socket; /* NULL if the session did not want it */
  gsize max_size;
  gsize size;
  GBytes *first;    /* the only piece of most bodies */
  GByteArray *rest; /* all of it, once there is a second one */

  EngineIoPostOverFunc over;
  gpointer owner;
};

static void
keep_piece (EngineIoPost *self, GBytes *piece)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (piece, &length);

  if (self->first == NULL && self->rest == NULL) {
    self->first = g_bytes_ref (piece);
    return;
  }

  if (self->rest == NULL)
    self->rest = g_bytes_unref_to_array (g_steal_pointer (&self->first));
  g_byte_array_append (self->rest, data, (guint) length);
}

static void
got_chunk_cb (SoupServerMessage *message, GBytes *piece, EngineIoPost *self)
{
  self->size += g_bytes_get_size (piece);
  if (self->size > self->max_size)
    self->over (self, TRUE, self->owner);
  else if (self->socket != NULL)
    keep_piece (self, piece);
}

static void
disconnected_cb (SoupServerMessage *message, EngineIoPost *self)
{
  self->over (self, FALSE, self->owner);
}

/**
 * engine_io_post_new: (skip)
 * @message: a POST whose head is here
 * @socket: (nullable): the session that it is for
 * @max_size: most bytes of its body
 * @over: told if the body will never be whole
 * @owner: for @over
 *
 * Returns: (transfer full): a POST
 */
EngineIoPost *
engine_io_post_new (SoupServerMessage *message,
                    EngineIoSocket *socket,
                    gsize max_size,
                    EngineIoPostOverFunc over,
                    gpointer owner)
{
  EngineIoPost *self = g_new0 (EngineIoPost, 1);

  self->message = g_object_ref (message);
  g_set_object (&self->socket, socket);
  self->max_size = max_size;
  self->over = over;
  self->owner = owner;

  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), self);
  g_signal_connect (message, "finished", G_CALLBACK (disconnected_cb), self);
  g_signal_connect (message, "disconnected", G_CALLBACK (disconnected_cb), self);

  return self;
}

void
engine_io_post_free (EngineIoPost *self)
{
  g_signal_handlers_disconnect_by_data (self->message, self);
  g_object_unref (self->message);
  g_clear_object (&self->socket);
  g_clear_pointer (&self->first, g_bytes_unref);
  g_clear_pointer (&self->rest, g_byte_array_unref);
  g_free (self);
}

SoupServerMessage *
engine_io_post_get_message (EngineIoPost *self)
{
  return self->message;
}

EngineIoSocket *
engine_io_post_get_socket (EngineIoPost *self)
{
  return self->socket;
}

/**
 * engine_io_post_take_body: (skip)
 * @self: a POST that is whole
 *
 * Returns: (transfer full): what it brought
 */
GBytes *
engine_io_post_take_body (EngineIoPost *self)
{
  if (self->rest != NULL)
    return g_byte_array_free_to_bytes (g_steal_pointer (&self->rest));
  if (self->first != NULL)
    return g_steal_pointer (&self->first);

  return g_bytes_new_static ("", 0);
}
