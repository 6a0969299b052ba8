/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The messages of a WebSocket connection, from the end of its handshake on.
 *
 *           close (linger)                 server: close frame, end; error; 5 s
 *   [open] ----------------> [closing] ------------------------------.
 *      |                                                              v
 *      '----- close; server: close frame, end; error -----------> [over]
 *
 * libsoup does the handshake, with proxies, TLS and cookies, and then would do the
 * rest as well.  But it reads a kilobyte at a time until there is an error to say
 * that there is no more, formats a line for a log that nobody reads, and emits an
 * unprepared signal: together more work than everything else that a message needs.
 * It also does not say when it has sent something.  So its reader is
 * stopped, and frames are read here, as many at once as there are; libsoup's object
 * keeps the stream, and closes it in the end.
 */
#include "engine-io-frame-stream.h"

#include <string.h>

#include "engine-io-codec.h"
#include "engine-io-frame.h"

/* Read at once, and kept while there is nothing to read. */
#define BUFFER_SIZE 65536

/* Less room than this is made larger before reading. */
#define MIN_ROOM 4096

/* How long the server has to close after we did. */
#define LINGER_SECONDS 5

typedef enum {
  STATE_OPEN,
  STATE_CLOSING,
  STATE_OVER,
} State;

struct _EngineIoFrameStream {
  GObject parent_instance;

  State state;
  const EngineIoFrameStreamListener *listener;
  gpointer owner; /* told while open */
  SoupWebsocketConnection *connection;
  EngineIoDeflate *deflate; /* owned by the connection; NULL if not agreed */
  GMainContext *context;
  gsize max_message;

  GPollableInputStream *input;
  GSource *reader;
  guint8 *buffer;
  gsize buffer_size;
  gsize start; /* what is in the buffer and not dealt with yet */
  gsize end;
  GByteArray *fragments; /* of a message in several frames */
  guint8 first;          /* the first byte of the first of them; 0 outside of a message */

  GPollableOutputStream *output;
  GSource *writer; /* waits for room, or NULL */
  GByteArray *out;
  gsize written; /* of out */

  GSource *linger;
};

G_DEFINE_FINAL_TYPE (EngineIoFrameStream, engine_io_frame_stream, G_TYPE_OBJECT)

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static GSource *
take_source (EngineIoFrameStream *self, GSource *source, GSourceFunc callback)
{
  g_source_set_callback (source, callback, self, NULL);
  g_source_attach (source, self->context);

  return source;
}

static void
let_go (EngineIoFrameStream *self)
{
  clear_source (&self->reader);
  clear_source (&self->writer);
  clear_source (&self->linger);
  g_clear_object (&self->connection);
  self->deflate = NULL;
  self->input = NULL;
  self->output = NULL;
}

/* The caller holds a reference. */
static void
end (EngineIoFrameStream *self, guint code, const char *reason, const GError *error)
{
  State before = self->state;

  if (before == STATE_OVER)
    return;

  self->state = STATE_OVER;
  let_go (self);
  if (before == STATE_OPEN)
    self->listener->ended (self->owner, code, reason, error);
  else
    g_object_unref (self);
}

/* --- sending -------------------------------------------------------------- */

static void flush (EngineIoFrameStream *self);

static gboolean
writable_cb (GObject *stream, gpointer data)
{
  g_autoptr (EngineIoFrameStream) self = g_object_ref (data);

  flush (self);
  if (self->out->len > 0)
    return G_SOURCE_CONTINUE;

  clear_source (&self->writer);
  if (self->state == STATE_OPEN)
    self->listener->writable (self->owner);

  return G_SOURCE_REMOVE;
}

static void
flush (EngineIoFrameStream *self)
{
  g_autoptr (GError) error = NULL;

  while (self->written < self->out->len) {
    gssize n =
      g_pollable_output_stream_write_nonblocking (self->output, self->out->data + self->written,
                                                  self->out->len - self->written, NULL, &error);

    if (n < 0)
      break;
    self->written += (gsize) n;
  }

  if (error == NULL) {
    g_byte_array_set_size (self->out, 0);
    self->written = 0;
  } else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
    end (self, 0, NULL, error);
  } else if (self->writer == NULL) {
    self->writer = take_source (self, g_pollable_output_stream_create_source (self->output, NULL),
                                G_SOURCE_FUNC (writable_cb));
  }
}

static void
send_frame (EngineIoFrameStream *self, guint8 first, const guint8 *payload, gsize length)
{
  engine_io_frame_append (self->out, first, payload, length);
  if (self->writer == NULL)
    flush (self);
}

/* A close frame with a code, or with 0 without one. */
static void
send_close (EngineIoFrameStream *self, guint code)
{
  const guint8 payload[] = { (guint8) (code >> 8), (guint8) code };

  send_frame (self, ENGINE_IO_FRAME_LAST | ENGINE_IO_FRAME_CLOSE, payload,
              code != 0 ? sizeof payload : 0);
}

static void
fail (EngineIoFrameStream *self, const GError *error)
{
  if (self->state == STATE_OPEN)
    send_close (self, (guint) error->code);
  end (self, 0, NULL, error);
}

static void
fail_with (EngineIoFrameStream *self, SoupWebsocketCloseCode code, const char *what)
{
  g_autoptr (GError) error = g_error_new_literal (SOUP_WEBSOCKET_ERROR, (int) code, what);

  fail (self, error);
}

/* --- receiving ------------------------------------------------------------ */

static void
receive_message (EngineIoFrameStream *self, guint8 first, const guint8 *payload, gsize length)
{
  gboolean binary = (first & ENGINE_IO_FRAME_TYPE) == ENGINE_IO_FRAME_BINARY;

  if (!binary && !engine_io_codec_is_text ((const char *) payload, length))
    fail_with (self, SOUP_WEBSOCKET_CLOSE_BAD_DATA, "A text message is not UTF-8");
  else if (self->state == STATE_OPEN)
    self->listener->message (self->owner, binary, (const char *) payload, length);
}

/* A frame of data, inflated: a whole message, or a part of one. */
static void
receive_part (EngineIoFrameStream *self, guint8 first, const guint8 *payload, gsize length)
{
  gboolean begins = (first & ENGINE_IO_FRAME_TYPE) != ENGINE_IO_FRAME_CONTINUATION;
  gboolean ends = (first & ENGINE_IO_FRAME_LAST) != 0;

  if (begins == (self->first != 0)) {
    fail_with (self, SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR, "A message begins or goes on wrongly");
    return;
  }
  if (begins && ends) {
    receive_message (self, first, payload, length);
    return;
  }

  if (self->max_message > 0 && length > self->max_message - self->fragments->len) {
    fail_with (self, SOUP_WEBSOCKET_CLOSE_TOO_BIG, "A message is above the limit");
    return;
  }
  if (begins)
    self->first = first;
  g_byte_array_append (self->fragments, payload, (guint) length);
  if (ends) {
    g_autoptr (GByteArray) message = g_steal_pointer (&self->fragments);

    self->fragments = g_byte_array_new ();
    receive_message (self, self->first, message->data, message->len);
    self->first = 0;
  }
}

static void
receive_packed (EngineIoFrameStream *self, guint8 first, const guint8 *payload, gsize length)
{
  SoupWebsocketExtension *extension = SOUP_WEBSOCKET_EXTENSION (self->deflate);
  g_autoptr (GBytes) inflated = NULL;
  g_autoptr (GError) error = NULL;
  const guint8 *data = NULL;
  gsize size = 0;

  inflated =
    soup_websocket_extension_process_incoming_message (extension, &first,
                                                       g_bytes_new (payload, length), &error);
  if (inflated == NULL) {
    fail (self, error);
    return;
  }

  data = g_bytes_get_data (inflated, &size);
  receive_part (self, first, data, size);
}

static void
receive_close (EngineIoFrameStream *self, const guint8 *payload, gsize length)
{
  guint code = length >= 2 ? (guint) payload[0] << 8 | payload[1] : SOUP_WEBSOCKET_CLOSE_NO_STATUS;
  g_autofree char *reason = NULL;

  if (length > 2)
    reason = g_utf8_make_valid ((const char *) payload + 2, (gssize) length - 2);
  if (self->state == STATE_OPEN)
    send_close (self, length >= 2 ? code : 0);
  end (self, code, reason, NULL);
}

static void
receive_frame (EngineIoFrameStream *self, guint8 first, const guint8 *payload, gsize length)
{
  switch ((EngineIoFrameType) (first & ENGINE_IO_FRAME_TYPE)) {
  case ENGINE_IO_FRAME_CONTINUATION:
  case ENGINE_IO_FRAME_TEXT:
  case ENGINE_IO_FRAME_BINARY:
    if (self->deflate != NULL)
      receive_packed (self, first, payload, length);
    else
      receive_part (self, first, payload, length);
    break;
  case ENGINE_IO_FRAME_CLOSE:
    receive_close (self, payload, length);
    break;
  case ENGINE_IO_FRAME_PING:
    /* Not while something waits: who does not read what it makes us say cannot make it pile up. */
    if (self->state == STATE_OPEN && self->writer == NULL)
      send_frame (self, ENGINE_IO_FRAME_LAST | ENGINE_IO_FRAME_PONG, payload, length);
    break;
  case ENGINE_IO_FRAME_PONG:
    break;
  }
}

/* Deals with the whole frames in the buffer. */
static void
receive_frames (EngineIoFrameStream *self)
{
  EngineIoFrameRules rules = ENGINE_IO_FRAME_FROM_SERVER;

  if (self->deflate != NULL)
    rules |= ENGINE_IO_FRAME_MAY_BE_PACKED;
  while (self->state != STATE_OVER) {
    const guint8 *data = self->buffer + self->start;
    gsize length = self->end - self->start;
    g_autoptr (GError) error = NULL;
    EngineIoFrame frame;

    if (!engine_io_frame_read (data, length, rules, &frame, &error)) {
      if (error != NULL)
        fail (self, error);
      return;
    }
    if (self->max_message > 0 && frame.length > self->max_message) {
      fail_with (self, SOUP_WEBSOCKET_CLOSE_TOO_BIG, "A message is above the limit");
      return;
    }
    if (length - frame.header_length < frame.length)
      return;

    self->start += frame.header_length + (gsize) frame.length;
    receive_frame (self, frame.first, data + frame.header_length, (gsize) frame.length);
  }
}

/* The buffer grows with what has come, not with what the server says will come. */
static void
make_room (EngineIoFrameStream *self)
{
  gsize length = self->end - self->start;

  if (self->start > 0 && length > 0)
    memmove (self->buffer, self->buffer + self->start, length);
  self->start = 0;
  self->end = length;

  if (length == 0 && self->buffer_size > BUFFER_SIZE) {
    self->buffer_size = BUFFER_SIZE;
    self->buffer = g_realloc (self->buffer, self->buffer_size);
  } else if (self->buffer_size - length < MIN_ROOM) {
    self->buffer_size *= 2;
    self->buffer = g_realloc (self->buffer, self->buffer_size);
  }
}

static gboolean readable_cb (GObject *stream, gpointer data);

static void
make_reader (EngineIoFrameStream *self, int priority)
{
  GSource *source = g_pollable_input_stream_create_source (self->input, NULL);

  clear_source (&self->reader);
  g_source_set_static_name (source, "EngineIoFrameStream");
  g_source_set_priority (source, priority);
  self->reader = take_source (self, source, G_SOURCE_FUNC (readable_cb));
}

static gboolean
readable_cb (GObject *stream, gpointer data)
{
  g_autoptr (EngineIoFrameStream) self = g_object_ref (data);
  g_autoptr (GError) error = NULL;
  gssize n = 0;

  make_room (self);
  n = g_pollable_input_stream_read_nonblocking (self->input, self->buffer + self->end,
                                                self->buffer_size - self->end, NULL, &error);
  if (n > 0) {
    self->end += (gsize) n;
    receive_frames (self);
  } else if (n == 0) {
    end (self, 0, NULL, NULL);
  } else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK)) {
    make_reader (self, g_source_get_priority (self->reader));
    return G_SOURCE_REMOVE;
  } else {
    end (self, 0, NULL, error);
  }

  return G_SOURCE_CONTINUE;
}

/*
 * Reads in libsoup's place.  Its reader is a source with the connection as its data;
 * should there be none to be found, ours comes first.
 *
 * What has come along with the end of the handshake is in a buffer of libsoup's, and a
 * source that is made meanwhile is ready for ever: it is made anew when it was wrong.
 */
static void
start_reading (EngineIoFrameStream *self)
{
  GSource *theirs = g_main_context_find_source_by_user_data (self->context, self->connection);

  if (theirs != NULL)
    g_source_destroy (theirs);
  make_reader (self, theirs != NULL ? G_PRIORITY_DEFAULT : G_PRIORITY_DEFAULT - 1);
}

/* --- the object ----------------------------------------------------------- */

static void
engine_io_frame_stream_dispose (GObject *object)
{
  EngineIoFrameStream *self = ENGINE_IO_FRAME_STREAM (object);

  self->state = STATE_OVER;
  let_go (self);

  G_OBJECT_CLASS (engine_io_frame_stream_parent_class)->dispose (object);
}

static void
engine_io_frame_stream_finalize (GObject *object)
{
  EngineIoFrameStream *self = ENGINE_IO_FRAME_STREAM (object);

  g_free (self->buffer);
  g_byte_array_unref (self->fragments);
  g_byte_array_unref (self->out);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (engine_io_frame_stream_parent_class)->finalize (object);
}

static void
engine_io_frame_stream_class_init (EngineIoFrameStreamClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = engine_io_frame_stream_dispose;
  G_OBJECT_CLASS (klass)->finalize = engine_io_frame_stream_finalize;
}

static void
engine_io_frame_stream_init (EngineIoFrameStream *self)
{
  self->buffer_size = BUFFER_SIZE;
  self->buffer = g_malloc (self->buffer_size);
  self->fragments = g_byte_array_new ();
  self->out = g_byte_array_new ();
}

/*
 * engine_io_frame_stream_new:
 * @connection: whose handshake has just ended
 * @context: the main context that it lives in
 * @max_message: most bytes of a message from the server; 0 for no limit
 * @listener: how the owner is told
 * @owner: closes the stream before it goes
 *
 * Returns: (transfer full): the stream, which reads from the next turn of the context on
 */
EngineIoFrameStream *
engine_io_frame_stream_new (SoupWebsocketConnection *connection,
                            GMainContext *context,
                            gsize max_message,
                            const EngineIoFrameStreamListener *listener,
                            gpointer owner)
{
  EngineIoFrameStream *self = g_object_new (ENGINE_IO_TYPE_FRAME_STREAM, NULL);
  GIOStream *stream = soup_websocket_connection_get_io_stream (connection);

  self->connection = g_object_ref (connection);
  self->deflate = engine_io_deflate_of (connection);
  self->context = g_main_context_ref (context);
  self->max_message = max_message;
  self->listener = listener;
  self->owner = owner;
  self->input = G_POLLABLE_INPUT_STREAM (g_io_stream_get_input_stream (stream));
  self->output = G_POLLABLE_OUTPUT_STREAM (g_io_stream_get_output_stream (stream));
  start_reading (self);

  return self;
}

/* The stream may have ended when this returns, and the owner heard of it. */
void
engine_io_frame_stream_send (EngineIoFrameStream *self, gboolean binary, GBytes *message)
{
  g_autoptr (EngineIoFrameStream) alive = g_object_ref (self);
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GError) error = NULL;
  guint8 first = ENGINE_IO_FRAME_LAST;
  const guint8 *data = NULL;
  gsize length = 0;

  g_return_if_fail (self->state == STATE_OPEN);

  first |= binary ? ENGINE_IO_FRAME_BINARY : ENGINE_IO_FRAME_TEXT;
  packed = g_bytes_ref (message);
  if (self->deflate != NULL)
    packed =
      soup_websocket_extension_process_outgoing_message (SOUP_WEBSOCKET_EXTENSION (self->deflate),
                                                         &first, g_steal_pointer (&packed), &error);
  if (packed == NULL) {
    fail (self, error);
    return;
  }

  data = g_bytes_get_data (packed, &length);
  send_frame (self, first, data, length);
}

static gboolean
lingered_cb (gpointer data)
{
  g_autoptr (EngineIoFrameStream) self = g_object_ref (data);

  end (self, 0, NULL, NULL);

  return G_SOURCE_REMOVE;
}

gboolean
engine_io_frame_stream_is_full (EngineIoFrameStream *self)
{
  return self->writer != NULL;
}

void
engine_io_frame_stream_close (EngineIoFrameStream *self, gboolean linger)
{
  g_autoptr (EngineIoFrameStream) alive = g_object_ref (self);

  if (self->state != STATE_OPEN)
    return;

  self->state = STATE_CLOSING;
  g_object_ref (self); /* until it is over */
  send_close (self, 0);
  if (self->state != STATE_CLOSING)
    return;

  if (linger)
    self->linger = take_source (self, g_timeout_source_new_seconds (LINGER_SECONDS), lingered_cb);
  else
    end (self, 0, NULL, NULL);
}
