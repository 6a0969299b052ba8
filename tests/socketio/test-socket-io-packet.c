/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-error.h"
#include "socket-io-json.h"
#include "socket-io-packet.h"

#include <string.h>

static SocketIoPacket *
new_packet (SocketIoPacketType type, const char *nsp, gint64 id, const char *data)
{
  g_autoptr (GError) error = NULL;
  SocketIoPacket *packet = socket_io_packet_new (type, nsp);

  packet->id = id;
  if (data != NULL)
    packet->data = socket_io_json_parse (data, strlen (data), &error);
  g_assert_no_error (error);

  return packet;
}

#define NONE SOCKET_IO_PACKET_NO_ID

static const struct {
  SocketIoPacketType type;
  const char *nsp;
  gint64 id;
  const char *data;
  gboolean good;
} cases[] = {
  { SOCKET_IO_PACKET_CONNECT, "/", NONE, NULL, TRUE },
  { SOCKET_IO_PACKET_CONNECT, "/a", NONE, "{}", TRUE },
  { SOCKET_IO_PACKET_CONNECT, "/", NONE, "[]", FALSE },
  { SOCKET_IO_PACKET_CONNECT, "/", NONE, "\"\"", FALSE },
  { SOCKET_IO_PACKET_CONNECT, "/", NONE, "null", FALSE },
  { SOCKET_IO_PACKET_CONNECT, "/", 1, NULL, FALSE },
  { SOCKET_IO_PACKET_CONNECT, "a", NONE, NULL, FALSE },
  { SOCKET_IO_PACKET_CONNECT, "", NONE, NULL, FALSE },
  { SOCKET_IO_PACKET_DISCONNECT, "/", NONE, NULL, TRUE },
  { SOCKET_IO_PACKET_DISCONNECT, "/", NONE, "{}", FALSE },
  { SOCKET_IO_PACKET_DISCONNECT, "/", 0, NULL, FALSE },
  { SOCKET_IO_PACKET_EVENT, "/", NONE, "[\"a\"]", TRUE },
  { SOCKET_IO_PACKET_EVENT, "/", NONE, "[\"\"]", TRUE },
  { SOCKET_IO_PACKET_EVENT, "/", 0, "[\"a\",{}]", TRUE },
  { SOCKET_IO_PACKET_EVENT, "/", NONE, "[7]", TRUE },
  { SOCKET_IO_PACKET_EVENT, "/", NONE, "[7.5,1]", TRUE },
  { SOCKET_IO_PACKET_EVENT, "/", NONE, "[1e400]", FALSE },
  { SOCKET_IO_PACKET_EVENT, "/", NONE, NULL, FALSE },
  { SOCKET_IO_PACKET_EVENT, "/", NONE, "[]", FALSE },
  { SOCKET_IO_PACKET_EVENT, "/", NONE, "[null]", FALSE },
  { SOCKET_IO_PACKET_EVENT, "/", NONE, "[true]", FALSE },
  { SOCKET_IO_PACKET_EVENT, "/", NONE, "[[\"a\"]]", FALSE },
  { SOCKET_IO_PACKET_EVENT, "/", NONE, "{}", FALSE },
  { SOCKET_IO_PACKET_EVENT, "/", NONE, "\"a\"", FALSE },
  { SOCKET_IO_PACKET_EVENT, "/", NONE, "[\"connect\"]", FALSE },
  { SOCKET_IO_PACKET_EVENT, "/", NONE, "[\"connect_error\"]", FALSE },
  { SOCKET_IO_PACKET_EVENT, "/", NONE, "[\"disconnect\"]", FALSE },
  { SOCKET_IO_PACKET_EVENT, "/", NONE, "[\"disconnecting\"]", FALSE },
  { SOCKET_IO_PACKET_EVENT, "/", NONE, "[\"newListener\"]", FALSE },
  { SOCKET_IO_PACKET_EVENT, "/", NONE, "[\"removeListener\"]", FALSE },
  { SOCKET_IO_PACKET_EVENT, "/", NONE, "[\"connection\"]", TRUE },
  { SOCKET_IO_PACKET_EVENT, "/", SOCKET_IO_PACKET_MAX_ID, "[\"a\"]", TRUE },
  { SOCKET_IO_PACKET_EVENT, "/", SOCKET_IO_PACKET_MAX_ID + 1, "[\"a\"]", FALSE },
  { SOCKET_IO_PACKET_EVENT, "/", -2, "[\"a\"]", FALSE },
  { SOCKET_IO_PACKET_ACK, "/", 3, "[]", TRUE },
  { SOCKET_IO_PACKET_ACK, "/", 3, "[\"connect\"]", TRUE },
  { SOCKET_IO_PACKET_ACK, "/", NONE, "[]", FALSE },
  { SOCKET_IO_PACKET_ACK, "/", 3, NULL, FALSE },
  { SOCKET_IO_PACKET_ACK, "/", 3, "{}", FALSE },
  { SOCKET_IO_PACKET_CONNECT_ERROR, "/", NONE, "{}", TRUE },
  { SOCKET_IO_PACKET_CONNECT_ERROR, "/", NONE, "\"no\"", TRUE },
  { SOCKET_IO_PACKET_CONNECT_ERROR, "/", NONE, "[]", FALSE },
  { SOCKET_IO_PACKET_CONNECT_ERROR, "/", NONE, "1", FALSE },
  { SOCKET_IO_PACKET_CONNECT_ERROR, "/", NONE, NULL, FALSE },
  { (SocketIoPacketType) 5, "/", NONE, NULL, FALSE },
};

static void
test_rules (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SocketIoPacket)
      packet = new_packet (cases[i].type, cases[i].nsp, cases[i].id, cases[i].data);

    g_test_message ("type %d, payload %s", cases[i].type, cases[i].data);
    g_assert_true (socket_io_packet_check (packet, &error) == cases[i].good);
    if (cases[i].good)
      g_assert_no_error (error);
    else
      g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
  }
}

static void
test_empty_nodes (void)
{
  g_autoptr (SocketIoPacket) packet = socket_io_packet_new (SOCKET_IO_PACKET_EVENT, NULL);

  packet->data = json_node_new (JSON_NODE_ARRAY);
  g_assert_false (socket_io_packet_check (packet, NULL));
}

static void
test_copy (void)
{
  g_autoptr (SocketIoPacket)
    packet = new_packet (SOCKET_IO_PACKET_EVENT, "/admin", 12, "[\"a\",1]");
  g_autoptr (SocketIoPacket) copy = NULL;

  packet->attachments = socket_io_attachments_new ();
  copy = g_boxed_copy (SOCKET_IO_TYPE_PACKET, packet);
  g_assert_cmpint (copy->type, ==, SOCKET_IO_PACKET_EVENT);
  g_assert_cmpstr (copy->nsp, ==, "/admin");
  g_assert_cmpint (copy->id, ==, 12);
  g_assert_true (copy->data == packet->data);
  g_assert_true (copy->attachments == packet->attachments);

  socket_io_packet_free (NULL);
}

static void
test_default_namespace (void)
{
  g_autoptr (SocketIoPacket) packet = socket_io_packet_new (SOCKET_IO_PACKET_CONNECT, NULL);

  g_assert_cmpstr (packet->nsp, ==, "/");
  g_assert_cmpint (packet->id, ==, SOCKET_IO_PACKET_NO_ID);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-io/packet/each-type-has-its-payload", test_rules);
  g_test_add_func ("/socket-io/packet/an-array-without-content-is-no-event", test_empty_nodes);
  g_test_add_func ("/socket-io/packet/a-copy-shares-its-content", test_copy);
  g_test_add_func ("/socket-io/packet/the-main-namespace-is-the-default", test_default_namespace);

  return g_test_run ();
}
