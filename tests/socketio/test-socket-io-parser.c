/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-error.h"
#include "socket-io-json.h"
#include "socket-io-parser.h"

#include <string.h>

static SocketIoPacket *
add_text (SocketIoParser *parser, const char *text, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return socket_io_parser_add_text (parser, bytes, error);
}

static SocketIoPacket *
add_binary (SocketIoParser *parser, const char *data, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, strlen (data));

  return socket_io_parser_add_binary (parser, bytes, error);
}

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

static void
add_parts (SocketIoPacket *packet, guint n)
{
  packet->attachments = socket_io_attachments_new ();

  for (guint i = 0; i < n; i++) {
    g_autofree char *text = g_strdup_printf ("part %u", i);
    g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
    g_autoptr (JsonNode) placeholder = socket_io_attachments_add (packet->attachments, bytes);
  }
}

static void
assert_text (GBytes *bytes, const char *expected)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autofree char *copy = g_strndup (text, length);

  g_assert_cmpuint (strlen (copy), ==, length);
  g_assert_cmpstr (copy, ==, expected);
}

#define NONE SOCKET_IO_PACKET_NO_ID

/* Texts that are exactly one packet; the second text is how we write it, NULL: the same. */
static const struct {
  const char *text;
  SocketIoPacketType type;
  const char *nsp;
  gint64 id;
  const char *data;
  const char *written;
} good[] = {
  { "0", SOCKET_IO_PACKET_CONNECT, "/", NONE, NULL, NULL },
  { "0{\"sid\":\"abc\"}", SOCKET_IO_PACKET_CONNECT, "/", NONE, "{\"sid\":\"abc\"}", NULL },
  { "0/admin,", SOCKET_IO_PACKET_CONNECT, "/admin", NONE, NULL, NULL },
  { "0/admin", SOCKET_IO_PACKET_CONNECT, "/admin", NONE, NULL, "0/admin," },
  { "0/admin,{\"token\":\"x\"}", SOCKET_IO_PACKET_CONNECT, "/admin", NONE, "{\"token\":\"x\"}",
    NULL },
  { "0/a?token=x,", SOCKET_IO_PACKET_CONNECT, "/a?token=x", NONE, NULL, NULL },
  { "0/héé,", SOCKET_IO_PACKET_CONNECT, "/héé", NONE, NULL, NULL },
  { "0/,", SOCKET_IO_PACKET_CONNECT, "/", NONE, NULL, "0" },
  { "1", SOCKET_IO_PACKET_DISCONNECT, "/", NONE, NULL, NULL },
  { "1/admin,", SOCKET_IO_PACKET_DISCONNECT, "/admin", NONE, NULL, NULL },
  { "1/custom", SOCKET_IO_PACKET_DISCONNECT, "/custom", NONE, NULL, "1/custom," },
  { "2[\"hello\",1]", SOCKET_IO_PACKET_EVENT, "/", NONE, "[\"hello\",1]", NULL },
  { "2 [ \"hello\" ] ", SOCKET_IO_PACKET_EVENT, "/", NONE, "[\"hello\"]", "2[\"hello\"]" },
  { "2[5,\"a\"]", SOCKET_IO_PACKET_EVENT, "/", NONE, "[5,\"a\"]", NULL },
  { "20[\"a\"]", SOCKET_IO_PACKET_EVENT, "/", 0, "[\"a\"]", NULL },
  { "2/admin,456[\"a\",{}]", SOCKET_IO_PACKET_EVENT, "/admin", 456, "[\"a\",{}]", NULL },
  { "29007199254740991[\"a\"]", SOCKET_IO_PACKET_EVENT, "/", 9007199254740991, "[\"a\"]", NULL },
  { "2007[\"a\"]", SOCKET_IO_PACKET_EVENT, "/", 7, "[\"a\"]", "27[\"a\"]" },
  { "2[\"a\",{\"_placeholder\":true,\"num\":0}]", SOCKET_IO_PACKET_EVENT, "/", NONE,
    "[\"a\",{\"_placeholder\":true,\"num\":0}]", NULL },
  { "313[]", SOCKET_IO_PACKET_ACK, "/", 13, "[]", NULL },
  { "3/admin,13[\"bar\"]", SOCKET_IO_PACKET_ACK, "/admin", 13, "[\"bar\"]", NULL },
  { "4{\"message\":\"no\",\"data\":{\"a\":1}}", SOCKET_IO_PACKET_CONNECT_ERROR, "/", NONE,
    "{\"message\":\"no\",\"data\":{\"a\":1}}", NULL },
  { "4/random,{\"message\":\"Invalid namespace\"}", SOCKET_IO_PACKET_CONNECT_ERROR, "/random", NONE,
    "{\"message\":\"Invalid namespace\"}", NULL },
  { "4\"no\"", SOCKET_IO_PACKET_CONNECT_ERROR, "/", NONE, "\"no\"", NULL },
};

static void
test_good (void)
{
  g_autoptr (SocketIoParser) parser = socket_io_parser_new ();

  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (SocketIoPacket) packet = add_text (parser, good[i].text, &error);
    g_autofree char *data = NULL;
    g_autoptr (GBytes) text = NULL;
    g_autoptr (GPtrArray) binaries = NULL;

    g_assert_no_error (error);
    g_assert_nonnull (packet);
    g_assert_cmpint (packet->type, ==, good[i].type);
    g_assert_cmpstr (packet->nsp, ==, good[i].nsp);
    g_assert_cmpint (packet->id, ==, good[i].id);
    g_assert_null (packet->attachments);
    if (packet->data != NULL)
      data = socket_io_json_to_string (packet->data, NULL);
    g_assert_cmpstr (data, ==, good[i].data);

    g_assert_true (socket_io_parser_encode (parser, packet, &text, &binaries, &error));
    g_assert_no_error (error);
    assert_text (text, good[i].written != NULL ? good[i].written : good[i].text);
    g_assert_null (binaries);
  }
}

static const char *const bad[] = {
  "",
  "7",
  "9[\"a\"]",
  "x",
  "[\"a\"]",
  " 2[\"a\"]",
  "-1",
  /* payloads */
  "0[]",
  "0\"a\"",
  "0null",
  "0{",
  "0{}x",
  "05",
  "05{}",
  "1{}",
  "1[]",
  "15",
  "2",
  "2/admin,",
  "25",
  "2[]",
  "2[null]",
  "2[true]",
  "2[{}]",
  "2{}",
  "2\"a\"",
  "2[\"a\"",
  "2[\"a\"]]",
  "2[\"a\"][\"b\"]",
  "2a[\"a\"]",
  "2[\"connect\"]",
  "2[\"connect_error\",1]",
  "2[\"disconnect\"]",
  "2[\"disconnecting\"]",
  "2[\"newListener\"]",
  "2[\"removeListener\"]",
  "3[]",
  "31",
  "31{}",
  "31null",
  "4",
  "4[]",
  "45",
  "4null",
  /* acknowledgement ids */
  "29007199254740992[\"a\"]",
  "299999999999999999999999999[\"a\"]",
  "2-1[\"a\"]",
  "21.5[\"a\"]",
  "2+1[\"a\"]",
  /* namespaces */
  "0admin,",
  "0/a\xff,",
  "2/a[\"a\"]",
  /* attachments */
  "5",
  "5[\"a\"]",
  "5-[\"a\"]",
  "50-[\"a\"]",
  "511-[\"a\"]",
  "599999999999999999999999-[\"a\"]",
  "5-1-[\"a\"]",
  "51",
  "51[\"a\"]",
  "51.5-[\"a\"]",
  "51-",
  "51-[]",
  "51-{}",
  "51-[\"disconnect\"]",
  "61-[]",
  "61-5{}",
  "5 1-[\"a\"]",
};

static void
test_bad (void)
{
  g_autoptr (SocketIoParser) parser = socket_io_parser_new ();

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *shown = g_strescape (bad[i], NULL);

    g_test_message ("%s", shown);
    g_assert_null (add_text (parser, bad[i], &error));
    g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
    g_assert_false (socket_io_parser_is_waiting (parser));
  }
}

static void
test_namespace_with_nul (void)
{
  g_autoptr (SocketIoParser) parser = socket_io_parser_new ();
  g_autoptr (GBytes) text = g_bytes_new_static ("0/a\0b,", 6);
  g_autoptr (GError) error = NULL;

  g_assert_null (socket_io_parser_add_text (parser, text, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
}

static void
test_attachments (void)
{
  g_autoptr (SocketIoParser) parser = socket_io_parser_new ();
  g_autoptr (SocketIoPacket) packet = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GPtrArray) binaries = NULL;
  g_autoptr (GError) error = NULL;
  static const char message[] =
    "52-/admin,14[\"x\",{\"a\":{\"_placeholder\":true,\"num\":0}},"
    "{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0}]";

  g_assert_null (add_text (parser, message, &error));
  g_assert_no_error (error);
  g_assert_true (socket_io_parser_is_waiting (parser));
  g_assert_null (add_binary (parser, "first", &error));
  g_assert_no_error (error);
  g_assert_true (socket_io_parser_is_waiting (parser));
  packet = add_binary (parser, "2[\"a\"]", &error);
  g_assert_no_error (error);
  g_assert_nonnull (packet);
  g_assert_false (socket_io_parser_is_waiting (parser));

  g_assert_cmpint (packet->type, ==, SOCKET_IO_PACKET_EVENT);
  g_assert_cmpstr (packet->nsp, ==, "/admin");
  g_assert_cmpint (packet->id, ==, 14);
  g_assert_cmpuint (socket_io_attachments_get_length (packet->attachments), ==, 2);
  assert_text (socket_io_attachments_get_nth (packet->attachments, 1), "2[\"a\"]");

  g_assert_true (socket_io_parser_encode (parser, packet, &text, &binaries, &error));
  g_assert_no_error (error);
  assert_text (text, message);
  g_assert_cmpuint (binaries->len, ==, 2);
  assert_text (binaries->pdata[0], "first");
}

static void
test_binary_ack (void)
{
  g_autoptr (SocketIoParser) parser = socket_io_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SocketIoPacket) packet = NULL;

  g_assert_null (add_text (parser, "61-15[\"bar\",{\"_placeholder\":true,\"num\":0}]", &error));
  packet = add_binary (parser, "", &error);
  g_assert_no_error (error);
  g_assert_cmpint (packet->type, ==, SOCKET_IO_PACKET_ACK);
  g_assert_cmpint (packet->id, ==, 15);
}

static void
test_text_in_between (void)
{
  g_autoptr (SocketIoParser) parser = socket_io_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (SocketIoPacket) packet = NULL;

  g_assert_null (add_text (parser, "51-[\"a\"]", &error));
  g_assert_no_error (error);
  g_assert_null (add_text (parser, "2[\"a\"]", &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
  g_clear_error (&error);

  /* Whoever goes on in spite of the error begins anew. */
  packet = add_text (parser, "2[\"a\"]", &error);
  g_assert_no_error (error);
  g_assert_nonnull (packet);
}

static void
test_unexpected_binary (void)
{
  g_autoptr (SocketIoParser) parser = socket_io_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) later = NULL;

  g_assert_null (add_binary (parser, "2[\"a\"]", &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);

  g_assert_null (add_text (parser, "51-[\"a\"]", NULL));
  socket_io_parser_reset (parser);
  g_assert_false (socket_io_parser_is_waiting (parser));
  g_assert_null (add_binary (parser, "x", &later));
  g_assert_error (later, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
}

static void
test_illegal_placeholder (void)
{
  static const char *const nums[] = { "1", "-1", "\"0\"", "0.5", "null", "{}" };
  g_autoptr (SocketIoParser) parser = socket_io_parser_new ();

  for (guint i = 0; i < G_N_ELEMENTS (nums); i++) {
    g_autofree char *text =
      g_strdup_printf ("51-[\"a\",[{\"_placeholder\":true,\"num\":%s}]]", nums[i]);
    g_autoptr (GError) error = NULL;

    g_assert_null (add_text (parser, text, &error));
    g_assert_no_error (error);
    g_assert_null (add_binary (parser, "x", &error));
    g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
    g_assert_false (socket_io_parser_is_waiting (parser));
  }
}

static void
test_limit (void)
{
  g_autoptr (SocketIoParser) parser = socket_io_parser_new ();
  g_autoptr (SocketIoPacket) packet = new_packet (SOCKET_IO_PACKET_EVENT, "/", NONE, "[\"a\"]");
  g_autoptr (SocketIoPacket) never = NULL;
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GPtrArray) binaries = NULL;
  g_autoptr (GError) error = NULL;

  never = add_text (parser, "510-[\"a\"]", &error);
  g_assert_no_error (error);
  g_assert_true (socket_io_parser_is_waiting (parser));
  socket_io_parser_reset (parser);

  add_parts (packet, 11);
  g_assert_false (socket_io_parser_encode (parser, packet, &text, &binaries, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE);
  g_assert_nonnull (strstr (error->message, "at most 10"));
  g_clear_error (&error);

  socket_io_parser_set_max_attachments (parser, 11);
  g_assert_true (socket_io_parser_encode (parser, packet, &text, &binaries, &error));
  assert_text (text, "511-[\"a\"]");
  g_assert_cmpuint (binaries->len, ==, 11);

  socket_io_parser_set_max_attachments (parser, 0);
  g_assert_null (add_text (parser, "51-[\"a\"]", &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
}

static void
test_unsendable (void)
{
  static const struct {
    SocketIoPacketType type;
    const char *nsp;
    gint64 id;
    const char *data;
    guint n_parts;
  } cases[] = {
    { SOCKET_IO_PACKET_EVENT, "/", NONE, "[\"disconnect\"]", 0 },
    { SOCKET_IO_PACKET_EVENT, "/", NONE, "[]", 0 },
    { SOCKET_IO_PACKET_EVENT, "/", NONE, NULL, 1 },
    { SOCKET_IO_PACKET_EVENT, "/a,b", NONE, "[\"a\"]", 0 },
    { SOCKET_IO_PACKET_EVENT, "/\xff", NONE, "[\"a\"]", 0 },
    { SOCKET_IO_PACKET_EVENT, "admin", NONE, "[\"a\"]", 0 },
    { SOCKET_IO_PACKET_EVENT, "/", NONE, "[\"a\",{\"_placeholder\":true,\"num\":1}]", 1 },
    { SOCKET_IO_PACKET_ACK, "/", NONE, "[]", 0 },
  };
  g_autoptr (SocketIoParser) parser = socket_io_parser_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SocketIoPacket)
      packet = new_packet (cases[i].type, cases[i].nsp, cases[i].id, cases[i].data);
    g_autoptr (GBytes) text = NULL;
    g_autoptr (GPtrArray) binaries = NULL;
    g_autoptr (GError) error = NULL;

    if (cases[i].n_parts > 0)
      add_parts (packet, cases[i].n_parts);
    g_assert_false (socket_io_parser_encode (parser, packet, &text, &binaries, &error));
    g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE);
    g_assert_null (text);
    g_assert_null (binaries);
  }
}

static void
test_unsendable_string (void)
{
  g_autoptr (SocketIoParser) parser = socket_io_parser_new ();
  g_autoptr (SocketIoPacket) packet = new_packet (SOCKET_IO_PACKET_EVENT, "/", NONE, "[\"a\"]");
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GPtrArray) binaries = NULL;
  g_autoptr (GError) error = NULL;

  json_array_add_string_element (json_node_get_array (packet->data), "\xff");
  g_assert_false (socket_io_parser_encode (parser, packet, &text, &binaries, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE);
}

/* Attachments beside a packet that cannot have any do not go out. */
static void
test_useless_attachments (void)
{
  g_autoptr (SocketIoParser) parser = socket_io_parser_new ();
  g_autoptr (SocketIoPacket) connect = new_packet (SOCKET_IO_PACKET_CONNECT, "/", NONE, NULL);
  g_autoptr (SocketIoPacket) event = new_packet (SOCKET_IO_PACKET_EVENT, "/", NONE, "[\"a\"]");
  g_autoptr (GBytes) connect_text = NULL;
  g_autoptr (GBytes) event_text = NULL;
  g_autoptr (GPtrArray) binaries = NULL;

  add_parts (connect, 1);
  g_assert_true (socket_io_parser_encode (parser, connect, &connect_text, &binaries, NULL));
  assert_text (connect_text, "0");
  g_assert_null (binaries);

  add_parts (event, 0);
  g_assert_true (socket_io_parser_encode (parser, event, &event_text, &binaries, NULL));
  assert_text (event_text, "2[\"a\"]");
  g_assert_null (binaries);
}

static JsonNode *
random_value (GRand *rand, SocketIoAttachments *attachments, int depth)
{
  JsonNode *node = json_node_alloc ();
  g_autofree char *string = NULL;
  g_autoptr (GBytes) bytes = NULL;
  JsonArray *array = NULL;

  switch (g_rand_int_range (rand, 0, depth > 0 ? 6 : 4)) {
  case 0:
    return json_node_init_int (node, g_rand_int_range (rand, -1000, 1000));
  case 1:
    return json_node_init_boolean (node, g_rand_boolean (rand));
  case 2:
    return json_node_init_null (node);
  case 3:
    string = g_strdup_printf ("“%u”\n", g_rand_int (rand));
    return json_node_init_string (node, string);
  case 4:
    if (socket_io_attachments_get_length (attachments) == 10)
      return json_node_init_null (node);
    json_node_unref (node);
    string = g_strdup_printf ("%u", g_rand_int (rand));
    bytes = g_bytes_new (string, strlen (string));
    return socket_io_attachments_add (attachments, bytes);
  default:
    array = json_array_new ();
    for (int n = g_rand_int_range (rand, 0, 4); n > 0; n--)
      json_array_add_element (array, random_value (rand, attachments, depth - 1));
    json_node_init (node, JSON_NODE_ARRAY);
    json_node_take_array (node, array);
    return node;
  }
}

static SocketIoPacket *
random_packet (GRand *rand)
{
  static const char *const namespaces[] = { "/", "/admin", "/ü[1]" };
  gboolean event = g_rand_boolean (rand);
  SocketIoPacket *packet =
    socket_io_packet_new (event ? SOCKET_IO_PACKET_EVENT : SOCKET_IO_PACKET_ACK,
                          namespaces[g_rand_int_range (rand, 0, 3)]);
  JsonArray *arguments = json_array_new ();

  packet->attachments = socket_io_attachments_new ();
  if (event)
    json_array_add_string_element (arguments, "name");
  for (int n = g_rand_int_range (rand, 0, 4); n > 0; n--)
    json_array_add_element (arguments, random_value (rand, packet->attachments, 4));
  packet->data = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (packet->data, arguments);
  if (!event || g_rand_boolean (rand))
    packet->id = g_rand_int (rand);

  return packet;
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (30);
  g_autoptr (SocketIoParser) parser = socket_io_parser_new ();

  for (guint i = 0; i < 5000; i++) {
    g_autoptr (SocketIoPacket) packet = random_packet (rand);
    g_autoptr (SocketIoPacket) back = NULL;
    g_autoptr (GBytes) text = NULL;
    g_autoptr (GPtrArray) binaries = NULL;
    g_autoptr (GError) error = NULL;
    guint n_parts = socket_io_attachments_get_length (packet->attachments);

    g_assert_true (socket_io_parser_encode (parser, packet, &text, &binaries, &error));
    g_assert_no_error (error);
    g_assert_cmpuint (binaries != NULL ? binaries->len : 0, ==, n_parts);

    back = socket_io_parser_add_text (parser, text, &error);
    for (guint j = 0; j < n_parts; j++) {
      g_assert_null (back);
      back = socket_io_parser_add_binary (parser, binaries->pdata[j], &error);
    }
    g_assert_no_error (error);
    g_assert_cmpint (back->type, ==, packet->type);
    g_assert_cmpstr (back->nsp, ==, packet->nsp);
    g_assert_cmpint (back->id, ==, packet->id);
    g_assert_true (json_node_equal (back->data, packet->data));
    for (guint j = 0; j < n_parts; j++)
      g_assert_true (g_bytes_equal (socket_io_attachments_get_nth (back->attachments, j),
                                    socket_io_attachments_get_nth (packet->attachments, j)));
  }
}

static void
test_dropped (void)
{
  SocketIoParser *parser = socket_io_parser_new ();

  g_assert_null (add_text (parser, "52-[\"a\"]", NULL));
  g_assert_null (add_binary (parser, "x", NULL));
  g_assert_finalize_object (parser);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-io/parser/good-texts-are-packets", test_good);
  g_test_add_func ("/socket-io/parser/bad-texts-are-refused", test_bad);
  g_test_add_func ("/socket-io/parser/a-nul-in-a-namespace-is-refused", test_namespace_with_nul);
  g_test_add_func ("/socket-io/parser/attachments-complete-a-packet", test_attachments);
  g_test_add_func ("/socket-io/parser/acknowledgements-may-have-attachments", test_binary_ack);
  g_test_add_func ("/socket-io/parser/text-among-attachments-is-refused", test_text_in_between);
  g_test_add_func ("/socket-io/parser/unexpected-binary-is-refused", test_unexpected_binary);
  g_test_add_func ("/socket-io/parser/illegal-placeholders-are-refused", test_illegal_placeholder);
  g_test_add_func ("/socket-io/parser/attachments-have-a-limit-both-ways", test_limit);
  g_test_add_func ("/socket-io/parser/what-peers-would-refuse-is-not-sent", test_unsendable);
  g_test_add_func ("/socket-io/parser/broken-strings-are-not-sent", test_unsendable_string);
  g_test_add_func ("/socket-io/parser/useless-attachments-stay-here", test_useless_attachments);
  g_test_add_func ("/socket-io/parser/random-packets-come-back-the-same", test_random);
  g_test_add_func ("/socket-io/parser/may-be-dropped-while-waiting", test_dropped);

  return g_test_run ();
}
