/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-error.h"
#include "socket-io-json.h"
#include "socket-io-msgpack.h"

#include <math.h>
#include <string.h>

#define BYTES(literal) literal, sizeof literal - 1

/* Values in their shortest form: read and written the same. */
static const struct {
  const char *bytes;
  gsize length;
  const char *json;
} good[] = {
  { BYTES ("\xc0"), "null" },
  { BYTES ("\xc2"), "false" },
  { BYTES ("\xc3"), "true" },
  { BYTES ("\x00"), "0" },
  { BYTES ("\x7f"), "127" },
  { BYTES ("\xff"), "-1" },
  { BYTES ("\xe0"), "-32" },
  { BYTES ("\xcc\x80"), "128" },
  { BYTES ("\xcc\xff"), "255" },
  { BYTES ("\xcd\x01\x00"), "256" },
  { BYTES ("\xcd\xff\xff"), "65535" },
  { BYTES ("\xce\x00\x01\x00\x00"), "65536" },
  { BYTES ("\xce\xff\xff\xff\xff"), "4294967295" },
  { BYTES ("\xcf\x00\x00\x00\x01\x00\x00\x00\x00"), "4294967296" },
  { BYTES ("\xcf\x7f\xff\xff\xff\xff\xff\xff\xff"), "9223372036854775807" },
  { BYTES ("\xd0\xdf"), "-33" },
  { BYTES ("\xd0\x80"), "-128" },
  { BYTES ("\xd1\xff\x7f"), "-129" },
  { BYTES ("\xd1\x80\x00"), "-32768" },
  { BYTES ("\xd2\xff\xff\x7f\xff"), "-32769" },
  { BYTES ("\xd2\x80\x00\x00\x00"), "-2147483648" },
  { BYTES ("\xd3\xff\xff\xff\xff\x7f\xff\xff\xff"), "-2147483649" },
  { BYTES ("\xd3\x80\x00\x00\x00\x00\x00\x00\x00"), "-9223372036854775808" },
  { BYTES ("\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00"), "1.5" },
  { BYTES ("\xcb\x7e\x37\xe4\x3c\x88\x00\x75\x9c"), "1e+300" },
  { BYTES ("\xcb\x7f\xf0\x00\x00\x00\x00\x00\x00"), "null" },
  { BYTES ("\xa0"), "\"\"" },
  { BYTES ("\xa3"
           "a\xc3\xa9"),
    "\"aé\"" },
  { BYTES ("\xbf"
           "0123456789012345678901234567890"),
    "\"0123456789012345678901234567890\"" },
  { BYTES ("\xd9\x20"
           "01234567890123456789012345678901"),
    "\"01234567890123456789012345678901\"" },
  { BYTES ("\x90"), "[]" },
  { BYTES ("\x93\x01\xc0\x91\xa1x"), "[1,null,[\"x\"]]" },
  { BYTES ("\xdc\x00\x10\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1\1"), "[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]" },
  { BYTES ("\x80"), "{}" },
  { BYTES ("\x82\xa1"
           "b\x01\xa1"
           "a\x80"),
    "{\"b\":1,\"a\":{}}" },
};

static JsonNode *
parse (const char *bytes, gsize length, SocketIoAttachments *attachments, GError **error)
{
  g_autoptr (GBytes) message = g_bytes_new (bytes, length);

  return socket_io_msgpack_parse (message, attachments, error);
}

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (SocketIoAttachments) attachments = socket_io_attachments_new ();
    g_autoptr (GByteArray) out = g_byte_array_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = parse (good[i].bytes, good[i].length, attachments, &error);
    g_autofree char *json = NULL;

    g_assert_no_error (error);
    json = socket_io_json_to_string (node, &error);
    g_assert_cmpstr (json, ==, good[i].json);
    g_assert_cmpuint (socket_io_attachments_get_length (attachments), ==, 0);

    g_assert_true (socket_io_msgpack_append (out, node, attachments, &error));
    g_assert_cmpmem (out->data, out->len, good[i].bytes, good[i].length);
  }
}

/* Other forms, that others may choose. */
static const struct {
  const char *bytes;
  gsize length;
  const char *json;
} readable[] = {
  { BYTES ("\xcf\xff\xff\xff\xff\xff\xff\xff\xff"), "18446744073709552000" },
  { BYTES ("\xcf\x80\x00\x00\x00\x00\x00\x00\x00"), "9223372036854776000" },
  { BYTES ("\xca\x3f\xc0\x00\x00"), "1.5" },
  { BYTES ("\xcb\x40\x00\x00\x00\x00\x00\x00\x00"), "2" },
  { BYTES ("\xcb\x80\x00\x00\x00\x00\x00\x00\x00"), "0" },
  { BYTES ("\xcb\x7f\xf8\x00\x00\x00\x00\x00\x00"), "null" },
  { BYTES ("\xd0\x05"), "5" },
  { BYTES ("\xd3\x00\x00\x00\x00\x00\x00\x00\x05"), "5" },
  { BYTES ("\xd9\x01"
           "a"),
    "\"a\"" },
  { BYTES ("\xda\x00\x01"
           "a"),
    "\"a\"" },
  { BYTES ("\xdb\x00\x00\x00\x01"
           "a"),
    "\"a\"" },
  { BYTES ("\xdc\x00\x01\x05"), "[5]" },
  { BYTES ("\xdd\x00\x00\x00\x01\x05"), "[5]" },
  { BYTES ("\xde\x00\x01\xa1"
           "a\x05"),
    "{\"a\":5}" },
  { BYTES ("\xdf\x00\x00\x00\x01\xd9\x01"
           "a\x05"),
    "{\"a\":5}" },
  { BYTES ("\x81\xda\x00\x01"
           "a\xdb\x00\x00\x00\x00"),
    "{\"a\":\"\"}" },
  { BYTES ("\xd4\x00\x00"), "null" },
  { BYTES ("\xd7\x00\x00\x00\x01\x75\x8a\xfe\xe3\xad"), "\"2020-11-02T22:06:01.645Z\"" },
  { BYTES ("\xd7\x00\xff\xff\xff\xff\xff\xff\xff\xff"), "\"1969-12-31T23:59:59.999Z\"" },
  { BYTES ("\xd7\x00\x00\x00\x00\x00\x00\x00\x00\x00"), "\"1970-01-01T00:00:00.000Z\"" },
  { BYTES ("\xd7\x00\x7f\xff\xff\xff\xff\xff\xff\xff"), "null" },
  { BYTES ("\xd7\x00\x80\x00\x00\x00\x00\x00\x00\x00"), "null" },
};

static void
test_readable (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (readable); i++) {
    g_autoptr (SocketIoAttachments) attachments = socket_io_attachments_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = parse (readable[i].bytes, readable[i].length, attachments, &error);
    g_autofree char *json = NULL;

    g_assert_no_error (error);
    json = socket_io_json_to_string (node, &error);
    g_assert_cmpstr (json, ==, readable[i].json);
  }
}

static const struct {
  const char *bytes;
  gsize length;
  const char *reason;
} bad[] = {
  { BYTES (""), "ends too early" },
  { BYTES ("\xcc"), "ends too early" },
  { BYTES ("\xcd\x01"), "ends too early" },
  { BYTES ("\xcb\x01\x02"), "ends too early" },
  { BYTES ("\xa2"
           "a"),
    "ends too early" },
  { BYTES ("\xdb\xff\xff\xff\xff"
           "a"),
    "ends too early" },
  { BYTES ("\xc6\xff\xff\xff\xff"
           "a"),
    "ends too early" },
  { BYTES ("\xc9\xff\xff\xff\xff\x00"), "ends too early" },
  { BYTES ("\xc7\x00"), "ends too early" },
  { BYTES ("\x92\x01"), "ends too early" },
  { BYTES ("\xdd\xff\xff\xff\xff\x01"), "ends too early" },
  { BYTES ("\xdf\xff\xff\xff\xff"), "ends too early" },
  { BYTES ("\x81\xa1"
           "a"),
    "ends too early" },
  { BYTES ("\xd4\x00"), "ends too early" },
  { BYTES ("\xd7\x00\x00"), "ends too early" },
  { BYTES ("\xc0\xc0"), "goes on" },
  { BYTES ("\xc1"), "prefix" },
  { BYTES ("\x81\x01\x02"), "name must be a string" },
  { BYTES ("\x81\xc0\x02"), "name must be a string" },
  { BYTES ("\x82\xa1"
           "a\x01\xa1"
           "a\x02"),
    "twice" },
  { BYTES ("\xa1\xff"), "UTF-8" },
  { BYTES ("\x81\xa1\xff\x01"), "UTF-8" },
  { BYTES ("\xa2\xc3("), "UTF-8" },
  { BYTES ("\xa3\xed\xa0\x80"), "UTF-8" },
  { BYTES ("\xd4\x01\x00"), "extension" },
  { BYTES ("\xd5\x00\x00\x00"), "extension" },
  { BYTES ("\xd6\xff\x00\x00\x00\x00"), "extension" },
  { BYTES ("\xc7\x01\x05\x00"), "extension" },
};

/* A string in C ends there; losing what follows would be worse than a sign that something was. */
static void
test_nul (void)
{
  g_autoptr (SocketIoAttachments) attachments = socket_io_attachments_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = parse ("\xa3"
                                     "a\0b",
                                     4, attachments, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (json_node_get_string (node), ==,
                   "a\xef\xbf\xbd"
                   "b");
}

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (SocketIoAttachments) attachments = socket_io_attachments_new ();
    g_autoptr (GError) error = NULL;

    g_assert_null (parse (bad[i].bytes, bad[i].length, attachments, &error));
    g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, bad[i].reason));
  }
}

static void
test_binary (void)
{
  static const char bytes[] = "\x94\xc4\x02\x00\xff\xc7\x01\x00\x07\xc4\x00\x81\xa1x\xc4\x01y";
  static const char same[] = "\x94\xc4\x02\x00\xff\xc4\x01\x07\xc4\x00\x81\xa1x\xc4\x01y";
  g_autoptr (SocketIoAttachments) attachments = socket_io_attachments_new ();
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (GByteArray) plain = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = parse (bytes, sizeof bytes - 1, attachments, &error);
  g_autofree char *json = NULL;
  gsize size = 0;
  const char *data = NULL;

  g_assert_no_error (error);
  json = socket_io_json_to_string (node, NULL);
  g_assert_cmpstr (json, ==,
                   "[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1},"
                   "{\"_placeholder\":true,\"num\":2},{\"x\":{\"_placeholder\":true,\"num\":3}}]");
  g_assert_cmpuint (socket_io_attachments_get_length (attachments), ==, 4);
  data = g_bytes_get_data (socket_io_attachments_get_nth (attachments, 0), &size);
  g_assert_cmpmem (data, size, "\x00\xff", 2);

  /* An ArrayBuffer goes back as plain bytes. */
  g_assert_true (socket_io_msgpack_append (out, node, attachments, &error));
  g_assert_cmpmem (out->data, out->len, same, sizeof same - 1);

  /* Without attachments a placeholder is a map like others. */
  g_assert_true (socket_io_msgpack_append (plain,
                                           json_array_get_element (json_node_get_array (node), 0),
                                           NULL, &error));
  g_assert_cmphex (plain->data[0], ==, 0x82);
}

static void
test_large (void)
{
  static const guint sizes[] = { 255, 256, 65535, 65536, 70000 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_autoptr (SocketIoAttachments) attachments = socket_io_attachments_new ();
    g_autoptr (SocketIoAttachments) parts = socket_io_attachments_new ();
    g_autoptr (GByteArray) out = g_byte_array_new ();
    g_autoptr (GBytes) message = NULL;
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
    g_autoptr (JsonNode) back = NULL;
    g_autofree char *string = g_strnfill (sizes[i], 'x');
    g_autoptr (GBytes) bytes = g_bytes_new (string, sizes[i]);
    JsonArray *array = json_array_new ();
    JsonObject *object = json_object_new ();

    for (guint j = 0; j < sizes[i]; j++) {
      g_autofree char *name = g_strdup_printf ("%u", j);

      json_array_add_int_element (array, 7);
      json_object_set_int_member (object, name, 8);
    }
    json_object_set_array_member (object, "array", array);
    json_object_set_string_member (object, "string", string);
    json_object_set_member (object, "bytes", socket_io_attachments_add (attachments, bytes));
    json_node_take_object (node, object);

    g_assert_true (socket_io_msgpack_append (out, node, attachments, &error));
    message = g_byte_array_free_to_bytes (g_steal_pointer (&out));
    back = socket_io_msgpack_parse (message, parts, &error);
    g_assert_no_error (error);
    g_assert_true (json_node_equal (back, node));
    g_assert_true (g_bytes_equal (socket_io_attachments_get_nth (parts, 0), bytes));
  }
}

static void
test_depth (void)
{
  static const struct {
    guint depth;
    gboolean good;
  } cases[] = { { SOCKET_IO_JSON_MAX_DEPTH, TRUE },
                { SOCKET_IO_JSON_MAX_DEPTH + 1, FALSE },
                { 100000, FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (SocketIoAttachments) attachments = socket_io_attachments_new ();
    g_autofree char *arrays = g_strnfill (cases[i].depth, (char) 0x91);
    g_autofree char *text = NULL;
    g_autoptr (GByteArray) out = g_byte_array_new ();
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = NULL;

    arrays[cases[i].depth - 1] = (char) 0x90;
    node = parse (arrays, cases[i].depth, attachments, &error);
    if (cases[i].good) {
      g_assert_no_error (error);
      g_assert_true (socket_io_msgpack_append (out, node, NULL, &error));
      g_assert_cmpmem (out->data, out->len, arrays, cases[i].depth);
    } else {
      g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
      g_assert_nonnull (strstr (error->message, "in each other"));
    }
  }
}

static void
test_unwritable (void)
{
  g_autoptr (GByteArray) out = g_byte_array_new ();
  g_autoptr (JsonNode) string = json_node_init_string (json_node_alloc (), "\xff");
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (socket_io_msgpack_append (out, string, NULL, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE);
  g_clear_error (&error);

  for (guint i = 0; i < 5000; i++) {
    JsonArray *array = json_array_new ();

    json_array_add_element (array, g_steal_pointer (&node));
    node = json_node_new (JSON_NODE_ARRAY);
    json_node_take_array (node, array);
  }
  g_assert_false (socket_io_msgpack_append (out, node, NULL, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE);
}

static void
test_empty_nodes (void)
{
  static const JsonNodeType types[] = { JSON_NODE_OBJECT, JSON_NODE_ARRAY, JSON_NODE_VALUE,
                                        JSON_NODE_NULL };
  g_autoptr (SocketIoAttachments) attachments = socket_io_attachments_new ();

  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autoptr (JsonNode) node = json_node_new (types[i]);
    g_autoptr (GByteArray) out = g_byte_array_new ();

    g_assert_true (socket_io_msgpack_append (out, node, attachments, NULL));
    g_assert_cmpmem (out->data, out->len, "\xc0", 1);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-io/msgpack/values-are-read-and-written", test_good);
  g_test_add_func ("/socket-io/msgpack/other-forms-are-read", test_readable);
  g_test_add_func ("/socket-io/msgpack/bad-messages-are-refused", test_bad);
  g_test_add_func ("/socket-io/msgpack/a-nul-is-replaced", test_nul);
  g_test_add_func ("/socket-io/msgpack/binary-values-are-attachments", test_binary);
  g_test_add_func ("/socket-io/msgpack/large-values-come-back-the-same", test_large);
  g_test_add_func ("/socket-io/msgpack/nesting-has-a-limit", test_depth);
  g_test_add_func ("/socket-io/msgpack/broken-values-are-not-written", test_unwritable);
  g_test_add_func ("/socket-io/msgpack/nodes-without-content-are-nil", test_empty_nodes);

  return g_test_run ();
}
