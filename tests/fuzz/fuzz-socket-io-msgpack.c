/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The MessagePack parser: what it takes for a packet it can send, and what it sent it
 * takes for the same.
 */
#include "fuzz-target.h"
#include "socket-io-error.h"
#include "socket-io-msgpack-parser.h"
#include "socket-io-msgpack.h"

static GBytes *
encode (SocketIoParser *parser, const SocketIoPacket *packet)
{
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GPtrArray) binaries = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (socket_io_parser_encode (parser, packet, &text, &binaries, &error));
  g_assert_no_error (error);
  g_assert_null (text);
  g_assert_cmpuint (binaries->len, ==, 1);

  return g_bytes_ref (binaries->pdata[0]);
}

static void
try_packet (GBytes *message)
{
  g_autoptr (SocketIoParser) parser = socket_io_msgpack_parser_new ();
  g_autoptr (SocketIoPacket) packet = NULL;
  g_autoptr (SocketIoPacket) back = NULL;
  g_autoptr (GBytes) sent = NULL;
  g_autoptr (GBytes) resent = NULL;
  g_autoptr (GError) error = NULL;

  packet = socket_io_parser_add_binary (parser, message, &error);
  if (packet == NULL) {
    g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    return;
  }
  g_assert_no_error (error);

  sent = encode (parser, packet);
  back = socket_io_parser_add_binary (parser, sent, &error);
  g_assert_no_error (error);
  g_assert_cmpint (back->type, ==, packet->type);
  g_assert_cmpstr (back->nsp, ==, packet->nsp);
  g_assert_cmpint (back->id, ==, packet->id);
  resent = encode (parser, back);
  g_assert_true (g_bytes_equal (sent, resent));
}

/* Any value, too: few inputs are packets. */
static void
try_value (GBytes *message)
{
  g_autoptr (SocketIoAttachments) attachments = socket_io_attachments_new ();
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = socket_io_msgpack_parse (message, attachments, &error);

  if (node == NULL) {
    g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
    return;
  }
  g_assert_true (socket_io_msgpack_append (out, node, attachments, &error));
  g_assert_no_error (error);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) message = g_bytes_new (data, size);

  try_packet (message);
  try_value (message);

  return 0;
}
