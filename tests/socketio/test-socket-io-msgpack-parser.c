/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Our MessagePack parser against the reference one: each packet of a table goes
 * through both, in both directions, and has to have the same bytes.
 */
#include "socket-io-error.h"
#include "socket-io-json.h"
#include "socket-io-msgpack-parser.h"
#include "test-peer.h"

#include <string.h>

typedef struct {
  TestPeer *peer;
  SocketIoParser *parser;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->parser = socket_io_msgpack_parser_new ();
  fixture->peer = test_peer_start ("msgpack-codec.js", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  test_peer_stop (fixture->peer);
  g_assert_finalize_object (fixture->parser);
}

static char *
to_hex (GBytes *bytes)
{
  g_autoptr (GString) hex = g_string_new (NULL);
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  for (gsize i = 0; i < size; i++)
    g_string_append_printf (hex, "%02x", data[i]);

  return g_string_free_and_steal (g_steal_pointer (&hex));
}

static GBytes *
from_hex (const char *hex)
{
  GByteArray *bytes = g_byte_array_new ();

  for (; *hex != '\0'; hex += 2) {
    guint8 byte = (guint8) (g_ascii_xdigit_value (hex[0]) << 4 | g_ascii_xdigit_value (hex[1]));

    g_byte_array_append (bytes, &byte, 1);
  }

  return g_byte_array_free_to_bytes (bytes);
}

/* As the peer has it: {"packet":{"type":..,"data":..,"nsp":..,"id":..},"parts":[..]} */
static char *
describe (const SocketIoPacket *packet)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (text, "{\"packet\":{\"type\":%d", packet->type);
  if (packet->data != NULL) {
    g_string_append (text, ",\"data\":");
    g_assert_true (socket_io_json_append (text, packet->data, NULL));
  }
  g_string_append (text, ",\"nsp\":");
  socket_io_json_append_string (text, packet->nsp);
  if (packet->id != SOCKET_IO_PACKET_NO_ID)
    g_string_append_printf (text, ",\"id\":%" G_GINT64_FORMAT, packet->id);
  g_string_append (text, "},\"parts\":[");
  for (guint i = 0;
       packet->attachments != NULL && i < socket_io_attachments_get_length (packet->attachments);
       i++) {
    g_autofree char *hex = to_hex (socket_io_attachments_get_nth (packet->attachments, i));

    g_string_append_printf (text, "%s\"%s\"", i > 0 ? "," : "", hex);
  }
  g_string_append (text, "]}");

  return g_string_free_and_steal (g_steal_pointer (&text));
}

#define NONE SOCKET_IO_PACKET_NO_ID

static const struct {
  SocketIoPacketType type;
  const char *nsp;
  gint64 id;
  const char *data;
  const char *parts[3];
} packets[] = {
  { SOCKET_IO_PACKET_CONNECT, "/", NONE, NULL, { NULL } },
  { SOCKET_IO_PACKET_CONNECT, "/admin", NONE, "{\"token\":\"x\"}", { NULL } },
  { SOCKET_IO_PACKET_DISCONNECT, "/admin", NONE, NULL, { NULL } },
  { SOCKET_IO_PACKET_EVENT, "/", NONE, "[\"hello\"]", { NULL } },
  { SOCKET_IO_PACKET_EVENT, "/", 0, "[\"hello\",1,-1,true,false,null]", { NULL } },
  { SOCKET_IO_PACKET_EVENT,
    "/ü",
    300,
    "[\"é😀\",{\"a\":[1.5,-2.25e-10,1e-300],\"b\":{}}]",
    { NULL } },
  { SOCKET_IO_PACKET_EVENT,
    "/",
    NONE,
    "[\"n\",127,128,255,256,65535,65536,4294967295,4294967296,9007199254740991]",
    { NULL } },
  { SOCKET_IO_PACKET_EVENT,
    "/",
    NONE,
    "[\"n\",-32,-33,-128,-129,-32768,-32769,-2147483648,-2147483649,-9007199254740991]",
    { NULL } },
  { SOCKET_IO_PACKET_EVENT,
    "/",
    NONE,
    "[\"long\",\"0123456789012345678901234567890\",\"01234567890123456789012345678901\"]",
    { NULL } },
  { SOCKET_IO_PACKET_EVENT,
    "/",
    9007199254740991,
    "[\"many\",[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16],{\"a\":1,\"b\":2,\"c\":3,\"d\":4,\"e\":5,"
    "\"f\":6,\"g\":7,\"h\":8,\"i\":9,\"j\":10,\"k\":11,\"l\":12,\"m\":13,\"n\":14,\"o\":15,"
    "\"p\":16}]",
    { NULL } },
  { SOCKET_IO_PACKET_EVENT,
    "/",
    3,
    "[\"binary\",{\"_placeholder\":true,\"num\":0},{\"a\":[{\"_placeholder\":true,\"num\":1}]}]",
    { "00ff80", "", NULL } },
  { SOCKET_IO_PACKET_ACK, "/", 13, "[]", { NULL } },
  { SOCKET_IO_PACKET_ACK,
    "/admin",
    14,
    "[\"ok\",{\"_placeholder\":true,\"num\":0}]",
    { "01", NULL } },
  { SOCKET_IO_PACKET_CONNECT_ERROR,
    "/",
    NONE,
    "{\"message\":\"no\",\"data\":{\"code\":7}}",
    { NULL } },
  { SOCKET_IO_PACKET_CONNECT_ERROR, "/", NONE, "\"no\"", { NULL } },
};

static SocketIoPacket *
new_packet (guint index)
{
  const char *data = packets[index].data;
  SocketIoPacket *packet = socket_io_packet_new (packets[index].type, packets[index].nsp);
  g_autoptr (GError) error = NULL;

  packet->id = packets[index].id;
  if (data != NULL)
    packet->data = socket_io_json_parse (data, strlen (data), &error);
  g_assert_no_error (error);

  for (guint i = 0; packets[index].parts[i] != NULL; i++) {
    g_autoptr (GBytes) part = from_hex (packets[index].parts[i]);
    g_autoptr (JsonNode) placeholder = NULL;

    if (packet->attachments == NULL)
      packet->attachments = socket_io_attachments_new ();
    placeholder = socket_io_attachments_add (packet->attachments, part);
  }

  return packet;
}

static void
test_same_as_node (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (packets); i++) {
    g_autoptr (SocketIoPacket) packet = new_packet (i);
    g_autoptr (SocketIoPacket) back = NULL;
    g_autoptr (GBytes) text = NULL;
    g_autoptr (GPtrArray) binaries = NULL;
    g_autoptr (GBytes) their_bytes = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *described = describe (packet);
    g_autofree char *encode = g_strconcat ("encode ", described, NULL);
    g_autofree char *decode = NULL;
    g_autofree char *ours = NULL;
    g_autofree char *theirs = NULL;
    g_autofree char *their_view = NULL;
    g_autofree char *our_view = NULL;

    /* The same bytes. */
    g_assert_true (socket_io_parser_encode (fixture->parser, packet, &text, &binaries, &error));
    g_assert_no_error (error);
    g_assert_null (text);
    g_assert_cmpuint (binaries->len, ==, 1);
    ours = to_hex (binaries->pdata[0]);
    test_peer_tell (fixture->peer, encode);
    theirs = test_peer_await (fixture->peer, "encoded ");
    g_assert_cmpstr (ours, ==, theirs);

    /* They understand ours, we understand theirs. */
    decode = g_strconcat ("decode ", ours, NULL);
    test_peer_tell (fixture->peer, decode);
    their_view = test_peer_await (fixture->peer, "decoded ");
    g_assert_cmpstr (their_view, ==, described);

    their_bytes = from_hex (theirs);
    back = socket_io_parser_add_binary (fixture->parser, their_bytes, &error);
    g_assert_no_error (error);
    our_view = describe (back);
    g_assert_cmpstr (our_view, ==, described);
  }
}

/* What only JavaScript has, and what it is here; NULL: refused. */
static const struct {
  const char *javascript;
  const char *packet;
} strange[] = {
  { "{type:0,data:undefined,nsp:'/'}", "{\"packet\":{\"type\":0,\"nsp\":\"/\"},\"parts\":[]}" },
  { "{type:0,data:null,nsp:'/'}", "{\"packet\":{\"type\":0,\"nsp\":\"/\"},\"parts\":[]}" },
  { "{type:1,data:undefined,nsp:'/a',id:undefined,options:{compress:true}}",
    "{\"packet\":{\"type\":1,\"nsp\":\"/a\"},\"parts\":[]}" },
  { "{type:2,data:['a',undefined,null],options:{compress:true},id:3,nsp:'/'}",
    "{\"packet\":{\"type\":2,\"data\":[\"a\",null,null],\"nsp\":\"/\",\"id\":3},\"parts\":[]}" },
  { "{type:2,data:['a',new Date(1604354761645)],nsp:'/'}",
    "{\"packet\":{\"type\":2,\"data\":[\"a\",\"2020-11-02T22:06:01.645Z\"],\"nsp\":\"/\"},"
    "\"parts\":[]}" },
  { "{type:2,data:['a',new Uint8Array([1,2]),new ArrayBuffer(3),Buffer.from('x')],nsp:'/'}",
    "{\"packet\":{\"type\":2,\"data\":[\"a\",{\"_placeholder\":true,\"num\":0},"
    "{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":2}],\"nsp\":\"/\"},"
    "\"parts\":[\"0102\",\"000000\",\"78\"]}" },
  { "{type:2,data:['a',NaN,Infinity,-0],nsp:'/'}",
    "{\"packet\":{\"type\":2,\"data\":[\"a\",null,null,0],\"nsp\":\"/\"},\"parts\":[]}" },
  { "{type:2,data:[5.5],nsp:'/'}",
    "{\"packet\":{\"type\":2,\"data\":[5.5],\"nsp\":\"/\"},\"parts\":[]}" },
  { "{type:2,data:['a\\0b'],nsp:'/'}", "{\"packet\":{\"type\":2,\"data\":[\"a\xef\xbf\xbd"
                                       "b\"],\"nsp\":\"/\"},\"parts\":[]}" },
  { "{type:2,data:[],nsp:'/'}", NULL },
  { "{type:2,data:['connect'],nsp:'/'}", NULL },
  { "{type:2,data:'a',nsp:'/'}", NULL },
  { "{type:2,data:['a'],nsp:'/',id:-1}", NULL },
  { "{type:2,data:['a'],nsp:'/',id:'1'}", NULL },
  { "{type:2,data:['a'],nsp:'/',id:9007199254740992}", NULL },
  { "{type:2,data:['a'],nsp:''}", NULL },
  { "{type:2,data:['a'],nsp:1}", NULL },
  { "{type:2,data:['a']}", NULL },
  { "{data:['a'],nsp:'/'}", NULL },
  { "{type:5,data:['a'],nsp:'/'}", NULL },
  { "{type:-1,data:['a'],nsp:'/'}", NULL },
  { "{type:2.5,data:['a'],nsp:'/'}", NULL },
  { "{type:'2',data:['a'],nsp:'/'}", NULL },
  { "{type:0,data:[],nsp:'/'}", NULL },
  { "{type:3,data:[],nsp:'/'}", NULL },
  { "{}", NULL },
  { "[2,['a'],'/']", NULL },
  { "null", NULL },
  { "7", NULL },
};

static void
test_strange (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (strange); i++) {
    g_autofree char *evaluate = g_strconcat ("evaluate ", strange[i].javascript, NULL);
    g_autofree char *hex = NULL;
    g_autoptr (GBytes) bytes = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (SocketIoPacket) packet = NULL;
    g_autofree char *described = NULL;

    g_test_message ("%s", strange[i].javascript);
    test_peer_tell (fixture->peer, evaluate);
    hex = test_peer_await (fixture->peer, "encoded ");
    bytes = from_hex (hex);
    packet = socket_io_parser_add_binary (fixture->parser, bytes, &error);

    if (strange[i].packet != NULL) {
      g_assert_no_error (error);
      described = describe (packet);
      g_assert_cmpstr (described, ==, strange[i].packet);
    } else {
      g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
      g_assert_null (packet);
    }
  }
}

static void
test_text (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) text = g_bytes_new_static ("2[\"a\"]", 6);
  g_autoptr (GError) error = NULL;

  g_assert_null (socket_io_parser_add_text (fixture->parser, text, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
  g_assert_false (socket_io_parser_is_waiting (fixture->parser));
}

static void
test_unsendable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SocketIoPacket) packet = socket_io_packet_new (SOCKET_IO_PACKET_EVENT, "/");
  g_autoptr (SocketIoPacket) broken = socket_io_packet_new (SOCKET_IO_PACKET_DISCONNECT, "/\xff");
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GPtrArray) binaries = NULL;
  g_autoptr (GError) error = NULL;

  packet->data = socket_io_json_parse ("[\"disconnect\"]", 14, NULL);
  g_assert_false (socket_io_parser_encode (fixture->parser, packet, &text, &binaries, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE);
  g_clear_error (&error);

  g_assert_false (socket_io_parser_encode (fixture->parser, broken, &text, &binaries, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE);
  g_assert_null (binaries);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  test_peer_require ();

  g_test_add ("/socket-io/msgpack-parser/has-the-bytes-of-the-reference", Fixture, NULL, set_up,
              test_same_as_node, tear_down);
  g_test_add ("/socket-io/msgpack-parser/what-only-javascript-has-is-read", Fixture, NULL, set_up,
              test_strange, tear_down);
  g_test_add ("/socket-io/msgpack-parser/text-is-refused", Fixture, NULL, set_up, test_text,
              tear_down);
  g_test_add ("/socket-io/msgpack-parser/what-peers-would-refuse-is-not-sent", Fixture, NULL,
              set_up, test_unsendable, tear_down);

  return g_test_run ();
}
