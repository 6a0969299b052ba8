/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parser of the JSON form, given a series of messages.  In the input they are
 * separated as in a polling payload, by 0x1e, and a binary one begins with "b" (then
 * its bytes as they are, not base64).  Each packet that comes out is sent to a second
 * parser, and has to come out there as the same.
 */
#include "fuzz-target.h"
#include "socket-io-error.h"
#include "socket-io-json.h"
#include "socket-io-parser.h"

#include <string.h>

#define SEPARATOR 0x1e

static void
assert_same_json (JsonNode *one, JsonNode *other)
{
  g_autofree char *one_text = one != NULL ? socket_io_json_to_string (one, NULL) : NULL;
  g_autofree char *other_text = other != NULL ? socket_io_json_to_string (other, NULL) : NULL;

  g_assert_cmpstr (one_text, ==, other_text);
}

static void
assert_same_parts (SocketIoAttachments *one, SocketIoAttachments *other)
{
  guint n = one != NULL ? socket_io_attachments_get_length (one) : 0;

  g_assert_cmpuint (n, ==, other != NULL ? socket_io_attachments_get_length (other) : 0);
  for (guint i = 0; i < n; i++)
    g_assert_true (g_bytes_equal (socket_io_attachments_get_nth (one, i),
                                  socket_io_attachments_get_nth (other, i)));
}

static void
send_again (SocketIoParser *parser, const SocketIoPacket *packet)
{
  g_autoptr (SocketIoPacket) back = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GPtrArray) binaries = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (socket_io_parser_encode (parser, packet, &text, &binaries, &error));
  g_assert_no_error (error);

  back = socket_io_parser_add_text (parser, text, &error);
  for (guint i = 0; binaries != NULL && i < binaries->len; i++) {
    g_assert_no_error (error);
    g_assert_null (back);
    back = socket_io_parser_add_binary (parser, binaries->pdata[i], &error);
  }
  g_assert_no_error (error);
  g_assert_nonnull (back);

  g_assert_cmpint (back->type, ==, packet->type);
  g_assert_cmpstr (back->nsp, ==, packet->nsp);
  g_assert_cmpint (back->id, ==, packet->id);
  assert_same_json (back->data, packet->data);
  assert_same_parts (back->attachments, packet->attachments);
}

static void
receive (SocketIoParser *receiver, SocketIoParser *sender, const guint8 *data, gsize size)
{
  gboolean binary = size > 0 && data[0] == 'b';
  g_autoptr (GBytes) message = binary ? g_bytes_new (data + 1, size - 1) : g_bytes_new (data, size);
  g_autoptr (SocketIoPacket) packet = NULL;
  g_autoptr (GError) error = NULL;

  if (binary)
    packet = socket_io_parser_add_binary (receiver, message, &error);
  else
    packet = socket_io_parser_add_text (receiver, message, &error);

  if (packet != NULL) {
    g_assert_no_error (error);
    g_assert_true (socket_io_packet_check (packet, NULL));
    send_again (sender, packet);
  } else if (error != NULL) {
    g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    g_assert_false (socket_io_parser_is_waiting (receiver));
  } else {
    g_assert_true (socket_io_parser_is_waiting (receiver));
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (SocketIoParser) receiver = socket_io_parser_new ();
  g_autoptr (SocketIoParser) sender = socket_io_parser_new ();
  const guint8 *end = data + size;
  const guint8 *separator = NULL;

  if (size == 0)
    return 0;

  while ((separator = memchr (data, SEPARATOR, (gsize) (end - data))) != NULL) {
    receive (receiver, sender, data, (gsize) (separator - data));
    data = separator + 1;
  }
  receive (receiver, sender, data, (gsize) (end - data));

  return 0;
}
