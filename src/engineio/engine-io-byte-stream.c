/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A connection without what the HTTP server had around it.
 *
 * Of a plain socket the descriptor is duplicated, and waits in the epoll set; all the
 * objects go, which are kilobytes for each of thousands that are idle.  Of TLS its
 * GTlsConnection is kept, and the descriptor below waits in the set: with a GSource
 * for each connection every turn of the main loop would look at all of them.  That
 * can be, because nothing is left within TLS when it is read until it has no more:
 * what it had read is given as whole records, and the next one is in the socket.
 *
 * What is neither, which only a stream that somebody made for the HTTP server can
 * be, has sources of its own; they tell by the same function.
 */
#include "engine-io-byte-stream.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What TLS encrypts at once. */
#define MAX_RECORD 16384

/* How long TLS may take to say good-bye. */
#define GOOD_BYE_SECONDS 1

/* TLS has it for good, a plain socket until it has begun. */
typedef struct _EngineIoWrapping {
  EngineIoByteStream *self;
  GIOStream *stream;
  GSource *input;
  GSource *output; /* while there is no room */
  guint8 *record;  /* that TLS has begun to send and wants to be given again, or NULL */
  gsize record_length;
} EngineIoWrapping;

static void
clear_source (GSource **source)
{
  if (*source != NULL)
    g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
wrapping_free (EngineIoWrapping *wrapping)
{
  clear_source (&wrapping->input);
  clear_source (&wrapping->output);
  g_clear_object (&wrapping->stream);
  g_free (wrapping->record);
  g_free (wrapping);
}

/* What libsoup has around the connection is a private type of stream with this property. */
static GIOStream *
dup_base_stream (GIOStream *stream)
{
  GIOStream *base = NULL;

  if (g_object_class_find_property (G_OBJECT_GET_CLASS (stream), "base-iostream") != NULL)
    g_object_get (stream, "base-iostream", &base, NULL);

  return base != NULL ? base : g_object_ref (stream);
}

static GSocket *
dup_socket (GIOStream *stream)
{
  g_autoptr (GIOStream) base = NULL;

  if (G_IS_TLS_CONNECTION (stream))
    g_object_get (stream, "base-io-stream", &base, NULL);
  else
    base = g_object_ref (stream);
  if (!G_IS_SOCKET_CONNECTION (base))
    return NULL;

  return g_object_ref (g_socket_connection_get_socket (G_SOCKET_CONNECTION (base)));
}

/* -1 if it is not a plain socket; so it is treated as well when there are no descriptors left. */
static int
dup_descriptor (GIOStream *stream)
{
  g_autoptr (GIOStream) base = dup_base_stream (stream);
  g_autoptr (GSocket) socket = NULL;
  int yes = 1;
  int fd = -1;

  if (!G_IS_TLS_CONNECTION (base))
    socket = dup_socket (base);
  if (socket != NULL)
    fd = fcntl (g_socket_get_fd (socket), F_DUPFD_CLOEXEC, 3);
  if (fd >= 0)
    setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes); /* only TCP has it */

  return fd;
}

void
engine_io_byte_stream_init (EngineIoByteStream *self,
                            EngineIoEpoll *epoll,
                            GIOStream *stream,
                            void (*ready) (EngineIoWatch *watch, guint32 events))
{
  self->epoll = epoll;
  self->watch.ready = ready;
  self->watch.fd = dup_descriptor (stream);
  self->plain = self->watch.fd >= 0;
  self->watched = FALSE;
  self->wrapping = g_new0 (EngineIoWrapping, 1);
  self->wrapping->self = self;
  self->wrapping->stream = g_object_ref (stream);
}

/* --- reading -------------------------------------------------------------- */

static void
set_error (GError **error, int number)
{
  g_set_error_literal (error, G_IO_ERROR, (int) g_io_error_from_errno (number),
                       g_strerror (number));
}

static gssize
read_plain (EngineIoByteStream *self, guint8 *buffer, gsize size, GError **error)
{
  int number = 0;
  gssize n = 0;

  do
    n = recv (self->watch.fd, buffer, size, MSG_DONTWAIT);
  while (n < 0 && errno == EINTR);

  number = errno;
  if (n < 0 && number != EAGAIN && number != EWOULDBLOCK)
    set_error (error, number);

  return n;
}

/* As many records as fit in whole.  An error behind some of them comes again. */
static gssize
read_wrapped (EngineIoByteStream *self, guint8 *buffer, gsize size, GError **error)
{
  GInputStream *input = g_io_stream_get_input_stream (self->wrapping->stream);
  gsize length = 0;

  do {
    g_autoptr (GError) cause = NULL;
    gssize n =
      g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (input), buffer + length,
                                                size - length, NULL, &cause);

    if (n > 0) {
      length += (gsize) n;
    } else if (length > 0) {
      break;
    } else {
      if (n < 0 && !g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
        g_propagate_error (error, g_steal_pointer (&cause));
      return n;
    }
  } while (size - length >= MAX_RECORD);

  return (gssize) length;
}

gssize
engine_io_byte_stream_read (EngineIoByteStream *self, guint8 *buffer, gsize size, GError **error)
{
  return self->plain ? read_plain (self, buffer, size, error)
                     : read_wrapped (self, buffer, size, error);
}

/* --- writing -------------------------------------------------------------- */

static gssize
write_plain (EngineIoByteStream *self, struct iovec *pieces, guint n_pieces, GError **error)
{
  struct msghdr message = { .msg_iov = pieces, .msg_iovlen = n_pieces };
  int number = 0;
  gssize n = 0;

  do {
    if (n_pieces == 1)
      n = send (self->watch.fd, pieces->iov_base, pieces->iov_len, MSG_NOSIGNAL | MSG_DONTWAIT);
    else
      n = sendmsg (self->watch.fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
  } while (n < 0 && errno == EINTR);
  if (n >= 0)
    return n;

  number = errno;
  if (number == EAGAIN || number == EWOULDBLOCK)
    return 0;
  set_error (error, number);

  return -1;
}

static gsize
gather (guint8 *record, struct iovec *pieces, guint n_pieces)
{
  gsize length = 0;

  for (guint i = 0; i < n_pieces && length < MAX_RECORD; i++) {
    gsize size = MIN (pieces[i].iov_len, MAX_RECORD - length);

    memcpy (record + length, pieces[i].iov_base, size);
    length += size;
  }

  return length;
}

/* As few records as can be.  One that TLS has begun to send has to be given again as it was, and
 * from where it was. */
static gssize
write_wrapped (EngineIoByteStream *self, struct iovec *pieces, guint n_pieces, GError **error)
{
  EngineIoWrapping *wrapping = self->wrapping;
  GOutputStream *output = g_io_stream_get_output_stream (wrapping->stream);
  g_autoptr (GError) cause = NULL;
  gssize n = 0;

  if (wrapping->record == NULL) {
    wrapping->record = g_malloc (MAX_RECORD);
    wrapping->record_length = gather (wrapping->record, pieces, n_pieces);
  }

  n =
    g_pollable_output_stream_write_nonblocking (G_POLLABLE_OUTPUT_STREAM (output), wrapping->record,
                                                wrapping->record_length, NULL, &cause);
  if (n < 0 && g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK))
    return 0;

  g_clear_pointer (&wrapping->record, g_free);
  wrapping->record_length = 0;
  if (n < 0)
    g_propagate_error (error, g_steal_pointer (&cause));

  return n;
}

gssize
engine_io_byte_stream_write (EngineIoByteStream *self,
                             struct iovec *pieces,
                             guint n_pieces,
                             GError **error)
{
  return self->plain ? write_plain (self, pieces, n_pieces, error)
                     : write_wrapped (self, pieces, n_pieces, error);
}

gsize
engine_io_byte_stream_get_promised (EngineIoByteStream *self)
{
  return self->wrapping != NULL ? self->wrapping->record_length : 0;
}

/* --- waiting -------------------------------------------------------------- */

static gboolean
input_ready_cb (GObject *stream, gpointer data)
{
  EngineIoByteStream *self = ((EngineIoWrapping *) data)->self;

  self->watch.ready (&self->watch, EPOLLIN);

  return G_SOURCE_CONTINUE;
}

static gboolean
output_ready_cb (GObject *stream, gpointer data)
{
  EngineIoByteStream *self = ((EngineIoWrapping *) data)->self;

  self->watch.ready (&self->watch, EPOLLOUT);

  return G_SOURCE_CONTINUE;
}

static GSource *
take_source (EngineIoByteStream *self, GSource *source, GSourceFunc callback)
{
  g_source_set_static_name (source, "EngineIoByteStream");
  g_source_set_callback (source, callback, self->wrapping, NULL);
  g_source_attach (source, engine_io_epoll_get_context (self->epoll));

  return source;
}

static gboolean
begin_plain (EngineIoByteStream *self, GError **error)
{
  g_io_stream_close (self->wrapping->stream, NULL, NULL);
  g_clear_pointer (&self->wrapping, wrapping_free);
  self->watched = engine_io_epoll_add (self->epoll, &self->watch, EPOLLIN, error);

  return self->watched;
}

/* TLS stays, but not what libsoup has around it. */
static void
begin_wrapped (EngineIoByteStream *self)
{
  g_autoptr (GIOStream) outer = g_steal_pointer (&self->wrapping->stream);
  g_autoptr (GSocket) socket = NULL;
  GInputStream *input = NULL;

  self->wrapping->stream = dup_base_stream (outer);
  if (G_IS_TLS_CONNECTION (self->wrapping->stream))
    socket = dup_socket (self->wrapping->stream);
  if (socket != NULL) {
    g_socket_set_option (socket, IPPROTO_TCP, TCP_NODELAY, TRUE, NULL);
    self->watch.fd = g_socket_get_fd (socket);
    self->watched = engine_io_epoll_add (self->epoll, &self->watch, EPOLLIN, NULL);
  }
  if (self->watched)
    return;

  self->watch.fd = -1;
  input = g_io_stream_get_input_stream (self->wrapping->stream);
  self->wrapping->input =
    take_source (self,
                 g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (input), NULL),
                 G_SOURCE_FUNC (input_ready_cb));
}

gssize
engine_io_byte_stream_begin (EngineIoByteStream *self, guint8 *buffer, gsize size, GError **error)
{
  gssize n = read_wrapped (self, buffer, size, NULL);

  if (!self->plain)
    begin_wrapped (self);
  else if (!begin_plain (self, error))
    return -1;

  /* What else it may have been is told when it is read. */
  return MAX (n, 0);
}

void
engine_io_byte_stream_wait_for_room (EngineIoByteStream *self, gboolean wait)
{
  if (self->watched) {
    engine_io_epoll_change (self->epoll, &self->watch, wait ? EPOLLIN | EPOLLOUT : EPOLLIN);
  } else if (!wait) {
    clear_source (&self->wrapping->output);
  } else if (self->wrapping->output == NULL) {
    GOutputStream *output = g_io_stream_get_output_stream (self->wrapping->stream);

    self->wrapping->output =
      take_source (self,
                   g_pollable_output_stream_create_source (G_POLLABLE_OUTPUT_STREAM (output), NULL),
                   G_SOURCE_FUNC (output_ready_cb));
  }
}

/* --- the end -------------------------------------------------------------- */

/* TLS says its good-bye in the background. */
void
engine_io_byte_stream_finish (EngineIoByteStream *self)
{
  if (self->plain)
    shutdown (self->watch.fd, SHUT_WR);
}

static void
close_wrapped (EngineIoByteStream *self, gboolean complete)
{
  g_autoptr (GIOStream) stream = dup_base_stream (self->wrapping->stream);
  g_autoptr (GIOStream) base = NULL;
  g_autoptr (GSocket) socket = NULL;

  if (!G_IS_TLS_CONNECTION (stream)) {
    g_io_stream_close (stream, NULL, NULL);
    return;
  }

  g_object_get (stream, "base-io-stream", &base, NULL);
  socket = dup_socket (stream);
  if (complete && socket != NULL) {
    g_socket_set_timeout (socket, GOOD_BYE_SECONDS);
    g_io_stream_close_async (stream, G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  } else {
    g_io_stream_close (base, NULL, NULL);
  }
}

void
engine_io_byte_stream_close (EngineIoByteStream *self, gboolean complete)
{
  if (self->watched)
    engine_io_epoll_remove (self->epoll, &self->watch);
  self->watched = FALSE;
  if (self->wrapping != NULL)
    close_wrapped (self, complete);
  g_clear_pointer (&self->wrapping, wrapping_free);

  if (self->plain && !complete) {
    /* The kernel need not keep what is still on its way. */
    struct linger linger = { .l_onoff = 1, .l_linger = 0 };

    setsockopt (self->watch.fd, SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  }
  if (self->plain)
    close (self->watch.fd);
  self->watch.fd = -1;
  self->plain = FALSE;
}
