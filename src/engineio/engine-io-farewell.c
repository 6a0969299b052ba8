/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How to close a connection so that the client still reads why.  Closing a
 * socket with unread bytes in it resets it, and the client may lose the answer
 * on the way; so what it is still sending is read and forgotten, until it has
 * closed, too, or its time is up.
 *
 *   write the answer -> say that no more will come -> read to the end -> close
 *         |                                                |              ^
 *         '------------------ error, time is up -----------'--------------'
 */
#include "engine-io-farewell.h"

#include <string.h>

#include "engine-io-status.h"

#define PATIENCE_MS 3000

/* Where all that is forgotten goes to; nobody ever looks. */
static guint8 sink[16384];

typedef struct {
  GIOStream *stream;
  GBytes *answer;
  GCancellable *cancellable;
  GSource *timeout;
} Farewell;

static void
farewell_free (Farewell *self)
{
  g_source_destroy (self->timeout);
  g_source_unref (self->timeout);
  g_io_stream_close_async (self->stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_object_unref (self->stream);
  g_bytes_unref (self->answer);
  g_object_unref (self->cancellable);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Farewell, farewell_free)

static void
patience_ended_cb (gpointer data)
{
  Farewell *self = data;

  g_cancellable_cancel (self->cancellable);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Farewell) self = user_data;
  GInputStream *input = G_INPUT_STREAM (source);
  GCancellable *cancellable = self->cancellable;

  if (g_input_stream_read_finish (input, result, NULL) > 0)
    g_input_stream_read_async (input, sink, sizeof sink, G_PRIORITY_LOW, cancellable, read_cb,
                               g_steal_pointer (&self));
}

/* TLS has no half of a connection; there the client goes by the length of the answer. */
static void
end_writing (Farewell *self)
{
  GSocket *socket = g_object_get_data (G_OBJECT (self->stream), "GSocket");

  if (socket != NULL)
    g_socket_shutdown (socket, FALSE, TRUE, NULL);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Farewell) self = user_data;
  GInputStream *input = g_io_stream_get_input_stream (self->stream);
  GCancellable *cancellable = self->cancellable;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, NULL))
    return;

  end_writing (self);
  g_input_stream_read_async (input, sink, sizeof sink, G_PRIORITY_LOW, cancellable, read_cb,
                             g_steal_pointer (&self));
}

static GBytes *
build_answer (guint status, SoupMessageHeaders *headers, const char *content_type, const char *text)
{
  GString *answer = g_string_new (NULL);
  SoupMessageHeadersIter iter;
  const char *name = NULL;
  const char *value = NULL;

  g_string_append_printf (answer,
                          "HTTP/1.1 %u %s\r\n"
                          "Connection: close\r\n"
                          "Content-type: %s\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n",
                          status, engine_io_status_get_phrase (status), content_type,
                          strlen (text));
  if (headers != NULL) {
    soup_message_headers_iter_init (&iter, headers);
    while (soup_message_headers_iter_next (&iter, &name, &value))
      g_string_append_printf (answer, "%s: %s\r\n", name, value);
  }
  g_string_append_printf (answer, "\r\n%s", text);

  return g_string_free_to_bytes (answer);
}

/**
 * engine_io_farewell_say: (skip)
 * @stream: (transfer full): a connection
 * @status: an HTTP status
 * @headers: (nullable): what goes along
 * @content_type: what @text is
 * @text: why; may be empty
 */
void
engine_io_farewell_say (GIOStream *stream,
                        guint status,
                        SoupMessageHeaders *headers,
                        const char *content_type,
                        const char *text)
{
  Farewell *self = g_new0 (Farewell, 1);

  self->stream = stream;
  self->answer = build_answer (status, headers, content_type, text);
  self->cancellable = g_cancellable_new ();
  self->timeout = g_timeout_source_new (PATIENCE_MS);
  g_source_set_callback (self->timeout, G_SOURCE_FUNC (patience_ended_cb), self, NULL);
  g_source_attach (self->timeout, g_main_context_get_thread_default ());
  g_output_stream_write_all_async (g_io_stream_get_output_stream (stream),
                                   g_bytes_get_data (self->answer, NULL),
                                   g_bytes_get_size (self->answer), G_PRIORITY_DEFAULT,
                                   self->cancellable, written_cb, self);
}
