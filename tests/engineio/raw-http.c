/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A client for servers that run in the same thread: nothing here blocks, every
 * wait turns the main context.  Each answer is read as far as its head says.
 */
#include "raw-http.h"

#include <gio/gunixsocketaddress.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "test-await.h"

struct _RawHttp {
  GSocketConnection *connection;
  GIOStream *stream; /* the connection, or TLS over it */
  GByteArray *received;
  gboolean ended;
  gboolean broken;
};

static gboolean
accept_anything_cb (GTlsConnection *connection, GTlsCertificate *certificate, int errors)
{
  return TRUE;
}

RawHttp *
raw_http_connect (guint port)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  RawHttp *self = g_new0 (RawHttp, 1);

  g_socket_client_connect_to_host_async (client, "127.0.0.1", (guint16) port, NULL,
                                         test_keep_result, &result);
  test_await (&result);
  self->connection = g_socket_client_connect_to_host_finish (client, result, &error);
  g_assert_no_error (error);
  self->stream = g_object_ref (G_IO_STREAM (self->connection));
  self->received = g_byte_array_new ();

  return self;
}

RawHttp *
raw_http_connect_tls (guint port)
{
  RawHttp *self = raw_http_connect (port);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_object_unref (self->stream);
  self->stream = g_tls_client_connection_new (G_IO_STREAM (self->connection), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (self->stream, "accept-certificate", G_CALLBACK (accept_anything_cb), NULL);
  g_tls_connection_handshake_async (G_TLS_CONNECTION (self->stream), G_PRIORITY_DEFAULT, NULL,
                                    test_keep_result, &result);
  test_await (&result);
  g_tls_connection_handshake_finish (G_TLS_CONNECTION (self->stream), result, &error);
  g_assert_no_error (error);

  return self;
}

RawHttp *
raw_http_connect_local (SoupServer *http)
{
  g_autoptr (GSocketAddress) address = g_unix_socket_address_new ("/nowhere");
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GError) error = NULL;
  RawHttp *self = g_new0 (RawHttp, 1);
  g_autoptr (GSocket) ours = NULL;
  g_autoptr (GSocket) theirs = NULL;
  int fds[2];

  g_assert_cmpint (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds), ==, 0);
  ours = g_socket_new_from_fd (fds[0], &error);
  g_assert_no_error (error);
  theirs = g_socket_new_from_fd (fds[1], &error);
  g_assert_no_error (error);
  connection = g_socket_connection_factory_create_connection (theirs);
  soup_server_accept_iostream (http, G_IO_STREAM (connection), address, address, &error);
  g_assert_no_error (error);

  self->connection = g_socket_connection_factory_create_connection (ours);
  self->stream = g_object_ref (G_IO_STREAM (self->connection));
  self->received = g_byte_array_new ();

  return self;
}

void
raw_http_free (RawHttp *self)
{
  g_io_stream_close (G_IO_STREAM (self->connection), NULL, NULL);
  g_object_unref (self->stream);
  g_object_unref (self->connection);
  g_byte_array_unref (self->received);
  g_free (self);
}

void
raw_http_send_bytes (RawHttp *self, const void *data, gsize length)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all_async (g_io_stream_get_output_stream (self->stream), data, length,
                                   G_PRIORITY_DEFAULT, NULL, test_keep_result, &result);
  test_await (&result);
  /* It may be that the server does not want to hear more. */
  g_output_stream_write_all_finish (g_io_stream_get_output_stream (self->stream), result, NULL,
                                    &error);
}

void
raw_http_send (RawHttp *self, const char *text)
{
  raw_http_send_bytes (self, text, strlen (text));
}

void
raw_http_get (RawHttp *self, const char *target, const char *headers)
{
  g_autofree char *text =
    g_strdup_printf ("GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", target, headers);

  raw_http_send (self, text);
}

void
raw_http_post (RawHttp *self, const char *target, const char *body)
{
  g_autofree char *text =
    g_strdup_printf ("POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n"
                     "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                     target, strlen (body), body);

  raw_http_send (self, text);
}

/* One read; sets @ended where there is nothing more to come. */
static void
read_more (RawHttp *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  guint8 buffer[16384];
  gssize n = 0;

  if (self->ended)
    g_error ("The server closed after \"%.*s\"", (int) self->received->len,
             (const char *) self->received->data);
  g_input_stream_read_async (g_io_stream_get_input_stream (self->stream), buffer, sizeof buffer,
                             G_PRIORITY_DEFAULT, NULL, test_keep_result, &result);
  test_await (&result);
  n = g_input_stream_read_finish (g_io_stream_get_input_stream (self->stream), result, NULL);
  if (n > 0)
    g_byte_array_append (self->received, buffer, (guint) n);
  self->ended = n <= 0;
  self->broken = n < 0;
}

/* Bytes of the answer that begins what was received; 0 as long as it is not known. */
static gsize
measure_answer (RawHttp *self)
{
  g_autofree char *head = NULL;
  g_autofree char *length = NULL;
  const char *text = (const char *) self->received->data;
  const char *end = NULL;

  if (self->received->len == 0)
    return 0;

  end = g_strstr_len (text, self->received->len, "\r\n\r\n");
  if (end == NULL)
    return 0;

  head = g_strndup (text, (gsize) (end - text) + 4);
  length = raw_http_dup_header (head, "Content-Length");

  return (gsize) (end - text) + 4 + (length != NULL ? (gsize) atoi (length) : 0);
}

char *
raw_http_read (RawHttp *self)
{
  char *answer = NULL;
  gsize length = 0;

  while ((length = measure_answer (self)) == 0 || self->received->len < length)
    read_more (self);

  answer = g_strndup ((const char *) self->received->data, length);
  g_byte_array_remove_range (self->received, 0, (guint) length);

  return answer;
}

GBytes *
raw_http_read_bytes (RawHttp *self, gsize length)
{
  GBytes *bytes = NULL;

  while (self->received->len < length)
    read_more (self);

  bytes = g_bytes_new (self->received->data, length);
  g_byte_array_remove_range (self->received, 0, (guint) length);

  return bytes;
}

gboolean
raw_http_await_end (RawHttp *self)
{
  while (!self->ended)
    read_more (self);

  return self->broken;
}

void
raw_http_finish (RawHttp *self)
{
  g_socket_shutdown (g_socket_connection_get_socket (self->connection), FALSE, TRUE, NULL);
}

void
raw_http_abort (RawHttp *self)
{
  GSocket *socket = g_socket_connection_get_socket (self->connection);
  struct linger linger = { 1, 0 };

  setsockopt (g_socket_get_fd (socket), SOL_SOCKET, SO_LINGER, &linger, sizeof linger);
  g_socket_close (socket, NULL);
}

guint
raw_http_get_status (const char *answer)
{
  g_assert_true (g_str_has_prefix (answer, "HTTP/1."));

  return (guint) atoi (answer + strlen ("HTTP/1.1 "));
}

char *
raw_http_dup_header (const char *answer, const char *name)
{
  g_auto (GStrv) lines = g_strsplit (answer, "\r\n", -1);
  gsize length = strlen (name);

  for (guint i = 1; lines[i] != NULL && *lines[i] != '\0'; i++) {
    if (g_ascii_strncasecmp (lines[i], name, length) == 0 && lines[i][length] == ':')
      return g_strstrip (g_strdup (lines[i] + length + 1));
  }

  return NULL;
}

const char *
raw_http_get_body (const char *answer)
{
  const char *end = strstr (answer, "\r\n\r\n");

  g_assert_nonnull (end);

  return end + 4;
}
