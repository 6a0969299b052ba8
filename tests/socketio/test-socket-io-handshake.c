/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-handshake.h"

#include "socket-io-json.h"

#include <string.h>

static SocketIoHandshake *
make (const char *auth)
{
  g_autoptr (SoupMessageHeaders) headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  g_autoptr (EngineIoRequestHead) request = NULL;
  g_autoptr (JsonNode) node = auth != NULL ? socket_io_json_parse (auth, strlen (auth), NULL)
                                           : NULL;

  soup_message_headers_append (headers, "Origin", "http://localhost");
  soup_message_headers_append (headers, "X-Twice", "one");
  soup_message_headers_append (headers, "X-Twice", "two");
  request =
    engine_io_request_head_new_from_parts ("10.1.2.3", TRUE, G_GINT64_CONSTANT (1700000000123456),
                                           "/socket.io/?EIO=4&name=a%20b", headers);

  return socket_io_handshake_new (request, node);
}

static void
assert_as_made (SocketIoHandshake *handshake)
{
  g_autofree char *name = socket_io_handshake_dup_query_parameter (handshake, "name");

  g_assert_cmpstr (socket_io_handshake_get_address (handshake), ==, "10.1.2.3");
  g_assert_true (socket_io_handshake_is_secure (handshake));
  g_assert_true (socket_io_handshake_is_cross_domain (handshake));
  g_assert_cmpint (socket_io_handshake_get_issued (handshake), ==, 1700000000123);
  g_assert_cmpstr (socket_io_handshake_get_url (handshake), ==, "/socket.io/?EIO=4&name=a%20b");
  g_assert_cmpstr (name, ==, "a b");
  g_assert_cmpstr (socket_io_handshake_get_header (handshake, "x-twice"), ==, "one, two");
  g_assert_cmpstr (json_object_get_string_member (socket_io_handshake_get_auth (handshake),
                                                  "token"),
                   ==, "x");
}

static void
test_tells_what_it_was_made_of (void)
{
  g_autoptr (SocketIoHandshake) handshake = make ("{\"token\":\"x\"}");

  assert_as_made (handshake);
}

/* What is not an object is no auth. */
static void
test_has_an_auth_in_any_case (void)
{
  static const char *const auths[] = { NULL, "[1]", "\"text\"", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (auths); i++) {
    g_autoptr (SocketIoHandshake) handshake = make (auths[i]);

    g_assert_cmpuint (json_object_get_size (socket_io_handshake_get_auth (handshake)), ==, 0);
  }
}

static void
test_goes_to_another_process_and_back (void)
{
  g_autoptr (SocketIoHandshake) handshake = make ("{\"token\":\"x\"}");
  g_autoptr (JsonNode) json = socket_io_handshake_to_json (handshake);
  g_autofree char *text = socket_io_json_to_string (json, NULL);
  g_autoptr (JsonNode) read = socket_io_json_parse (text, strlen (text), NULL);
  g_autoptr (SocketIoHandshake) copy = socket_io_handshake_new_from_json (read);

  assert_as_made (copy);
  g_assert_nonnull (strstr (text, "\"x-twice\":\"one, two\""));
  g_assert_nonnull (strstr (text, "\"name\":\"a b\""));
  g_assert_nonnull (strstr (text, "\"xdomain\":true"));
}

/* Another process may say anything. */
static void
test_reads_what_it_can (void)
{
  static const char *const descriptions[] = {
    "{}",
    "{\"headers\":[],\"address\":7,\"secure\":1,\"issued\":\"now\",\"url\":null,\"auth\":[]}",
    "{\"headers\":{\"a b\":\"x\",\"c\":\"x\\r\\ny: z\",\"d:\":\"x\",\"\\n\":\"x\"}}",
    "{\"headers\":{\"a\":1,\"\":\"x\",\"b\":null,\"c\":{}},\"issued\":1.5,\"auth\":null}",
  };
  static const char *const none[] = { "[]", "1", "null", "\"text\"" };

  for (guint i = 0; i < G_N_ELEMENTS (descriptions); i++) {
    g_autoptr (JsonNode)
      json = socket_io_json_parse (descriptions[i], strlen (descriptions[i]), NULL);
    g_autoptr (SocketIoHandshake) handshake = socket_io_handshake_new_from_json (json);

    g_assert_null (socket_io_handshake_get_address (handshake));
    g_assert_false (socket_io_handshake_is_secure (handshake));
    g_assert_cmpint (socket_io_handshake_get_issued (handshake), ==, 0);
    g_assert_cmpstr (socket_io_handshake_get_url (handshake), ==, "/");
    g_assert_cmpuint (json_object_get_size (socket_io_handshake_get_auth (handshake)), ==, 0);
  }
  for (guint i = 0; i < G_N_ELEMENTS (none); i++) {
    g_autoptr (JsonNode) json = socket_io_json_parse (none[i], strlen (none[i]), NULL);

    g_assert_null (socket_io_handshake_new_from_json (json));
  }
}

static void
test_a_time_may_be_out_of_reach (void)
{
  static const char text[] = "{\"issued\":9223372036854775807}";
  g_autoptr (JsonNode) json = socket_io_json_parse (text, strlen (text), NULL);
  g_autoptr (SocketIoHandshake) handshake = socket_io_handshake_new_from_json (json);
  g_autofree char *time = socket_io_handshake_dup_time (handshake);

  g_assert_cmpstr (time, ==, "Invalid Date");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-io/handshake/tells-what-it-was-made-of",
                   test_tells_what_it_was_made_of);
  g_test_add_func ("/socket-io/handshake/has-an-auth-in-any-case", test_has_an_auth_in_any_case);
  g_test_add_func ("/socket-io/handshake/goes-to-another-process-and-back",
                   test_goes_to_another_process_and_back);
  g_test_add_func ("/socket-io/handshake/reads-what-it-can", test_reads_what_it_can);
  g_test_add_func ("/socket-io/handshake/a-time-may-be-out-of-reach",
                   test_a_time_may_be_out_of_reach);

  return g_test_run ();
}
