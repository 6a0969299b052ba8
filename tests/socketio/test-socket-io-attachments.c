/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-attachments.h"
#include "socket-io-error.h"
#include "socket-io-json.h"

#include <string.h>

static JsonNode *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  JsonNode *node = socket_io_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);

  return node;
}

static SocketIoAttachments *
new_with_two (void)
{
  SocketIoAttachments *self = socket_io_attachments_new ();

  for (guint i = 0; i < 2; i++) {
    g_autoptr (GBytes) bytes = g_bytes_new (i == 0 ? "one" : "two", 3);
    g_autoptr (JsonNode) placeholder = socket_io_attachments_add (self, bytes);
  }

  return self;
}

static void
test_placeholder (void)
{
  g_autoptr (SocketIoAttachments) attachments = socket_io_attachments_new ();
  g_autoptr (GBytes) first = g_bytes_new_static ("\0\1\2", 3);
  g_autoptr (GBytes) second = g_bytes_new_static ("", 0);
  g_autoptr (JsonNode) one = socket_io_attachments_add (attachments, first);
  g_autoptr (JsonNode) two = socket_io_attachments_add (attachments, second);
  g_autofree char *text = socket_io_json_to_string (two, NULL);

  g_assert_cmpstr (text, ==, "{\"_placeholder\":true,\"num\":1}");
  g_assert_true (socket_io_attachments_get (attachments, one) == first);
  g_assert_true (socket_io_attachments_get (attachments, two) == second);
  g_assert_cmpuint (socket_io_attachments_get_length (attachments), ==, 2);
  g_assert_true (socket_io_attachments_get_nth (attachments, 1) == second);
  g_assert_null (socket_io_attachments_get_nth (attachments, 2));
  g_assert_cmpuint (socket_io_attachments_get_all (attachments)->len, ==, 2);
  g_assert_finalize_object (g_steal_pointer (&attachments));
}

/* What a value stands for among two attachments: a part's number, or -1 for none. */
static const struct {
  const char *json;
  int part;
} values[] = {
  { "{\"_placeholder\":true,\"num\":0}", 0 },
  { "{\"num\":1,\"_placeholder\":true,\"more\":[]}", 1 },
  { "{\"_placeholder\":true,\"num\":1.0}", 1 },
  { "{\"_placeholder\":true,\"num\":0.5}", -1 },
  { "{\"_placeholder\":true,\"num\":2}", -1 },
  { "{\"_placeholder\":true,\"num\":-1}", -1 },
  { "{\"_placeholder\":true,\"num\":1e300}", -1 },
  { "{\"_placeholder\":true,\"num\":1e999}", -1 },
  { "{\"_placeholder\":true,\"num\":9223372036854775807}", -1 },
  { "{\"_placeholder\":true,\"num\":\"0\"}", -1 },
  { "{\"_placeholder\":true,\"num\":true}", -1 },
  { "{\"_placeholder\":true,\"num\":null}", -1 },
  { "{\"_placeholder\":true,\"num\":[0]}", -1 },
  { "{\"_placeholder\":true}", -1 },
};

static void
test_illegal (void)
{
  g_autoptr (SocketIoAttachments) attachments = new_with_two ();

  for (guint i = 0; i < G_N_ELEMENTS (values); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = parse (values[i].json);
    g_autofree char *nested_text = g_strdup_printf ("[{\"a\":[0,%s]}]", values[i].json);
    g_autoptr (JsonNode) nested = parse (nested_text);
    GBytes *part = socket_io_attachments_get (attachments, node);

    if (values[i].part >= 0) {
      g_assert_true (part == socket_io_attachments_get_nth (attachments, (guint) values[i].part));
      g_assert_true (socket_io_attachments_check (attachments, nested, &error));
      g_assert_no_error (error);
    } else {
      g_assert_null (part);
      g_assert_false (socket_io_attachments_check (attachments, nested, &error));
      g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
    }
  }
}

static void
test_not_a_placeholder (void)
{
  static const char *const others[] = {
    "{\"_placeholder\":false,\"num\":9}",
    "{\"_placeholder\":1,\"num\":9}",
    "{\"_placeholder\":\"true\"}",
    "{\"_placeholder\":null}",
    "{\"_placeholder\":[true]}",
    "{\"num\":0}",
    "[\"_placeholder\",true]",
    "\"_placeholder\"",
    "null",
    "7",
  };
  g_autoptr (SocketIoAttachments) attachments = new_with_two ();

  for (guint i = 0; i < G_N_ELEMENTS (others); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = parse (others[i]);

    g_assert_null (socket_io_attachments_get (attachments, node));
    g_assert_true (socket_io_attachments_check (attachments, node, &error));
    g_assert_no_error (error);
  }
}

static void
test_bottomless (void)
{
  g_autoptr (SocketIoAttachments) attachments = new_with_two ();
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_NULL);

  for (guint i = 0; i < 5000; i++) {
    JsonArray *array = json_array_new ();

    json_array_add_element (array, g_steal_pointer (&node));
    node = json_node_new (JSON_NODE_ARRAY);
    json_node_take_array (node, array);
  }

  g_assert_false (socket_io_attachments_check (attachments, node, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
}

static void
test_empty_nodes (void)
{
  g_autoptr (SocketIoAttachments) attachments = new_with_two ();
  g_autoptr (JsonNode) object = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonNode) array = json_node_new (JSON_NODE_ARRAY);

  g_assert_null (socket_io_attachments_get (attachments, object));
  g_assert_true (socket_io_attachments_check (attachments, object, NULL));
  g_assert_true (socket_io_attachments_check (attachments, array, NULL));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-io/attachments/a-placeholder-stands-for-its-part", test_placeholder);
  g_test_add_func ("/socket-io/attachments/illegal-placeholders-are-found", test_illegal);
  g_test_add_func ("/socket-io/attachments/other-values-are-left-alone", test_not_a_placeholder);
  g_test_add_func ("/socket-io/attachments/a-bottomless-payload-is-refused", test_bottomless);
  g_test_add_func ("/socket-io/attachments/nodes-without-content-are-harmless", test_empty_nodes);

  return g_test_run ();
}
