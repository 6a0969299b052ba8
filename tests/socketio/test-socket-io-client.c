/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The client without a connection.  What it does with one is tested against the
 * reference implementation, in tests/interop.
 */
#include "socket-io-client.h"

#include "socket-io-error.h"
#include "test-await.h"

/* Nothing listens there: port 9 is for discarding. */
#define NOWHERE "http://127.0.0.1:9"

typedef struct {
  SocketIoClient *client;
  GString *failed;
} Fixture;

static void
note_failed_cb (SocketIoClient *client,
                const char *name,
                JsonArray *arguments,
                const GError *error,
                Fixture *fixture)
{
  g_assert_nonnull (arguments);
  g_assert_cmpuint (error->domain, ==, SOCKET_IO_ERROR);
  g_string_append_printf (fixture->failed, "%s %d;", name, error->code);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->client = socket_io_client_new (NOWHERE);
  fixture->failed = g_string_new (NULL);
  g_signal_connect (fixture->client, "failed", G_CALLBACK (note_failed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  test_settle ();
  g_string_free (fixture->failed, TRUE);
}

static void
assert_emit (Fixture *fixture, const char *name, int code)
{
  g_autoptr (GError) error = NULL;

  if (socket_io_client_emit_full (fixture->client, name, NULL, NULL, SOCKET_IO_EMIT_DEFAULT,
                                  &error))
    g_assert_cmpint (code, ==, -1);
  else
    g_assert_error (error, SOCKET_IO_ERROR, code);
}

static void
assert_buffer (Fixture *fixture, const char *expected)
{
  g_auto (GStrv) names = socket_io_client_dup_send_buffer (fixture->client);
  g_autofree char *joined = g_strjoinv (" ", names);

  g_assert_cmpstr (joined, ==, expected);
  g_assert_cmpuint (socket_io_client_get_send_buffer_length (fixture->client), ==,
                    g_strv_length (names));
}

static void
assert_ends_with (Fixture *fixture, GAsyncResult **result, GQuark domain, int code)
{
  g_autoptr (GAsyncResult) kept = NULL;
  g_autoptr (SocketIoAttachments) attachments = NULL;
  g_autoptr (GError) error = NULL;

  test_await (result);
  kept = g_steal_pointer (result);
  g_assert_null (socket_io_client_emit_finish (fixture->client, kept, &attachments, &error));
  g_assert_error (error, domain, code);
}

static void
test_begins_at_rest (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nsp = NULL;
  g_autoptr (SocketIoManager) manager = NULL;
  SocketIoClientState state = SOCKET_IO_CLIENT_CONNECTED;
  gboolean connected = TRUE;
  gboolean active = TRUE;

  g_object_get (fixture->client, "namespace", &nsp, "manager", &manager, "state", &state,
                "connected", &connected, "active", &active, NULL);
  g_assert_cmpstr (nsp, ==, "/");
  g_assert_true (manager == socket_io_client_get_manager (fixture->client));
  g_assert_cmpint (state, ==, SOCKET_IO_CLIENT_DISCONNECTED);
  g_assert_false (connected || active);
  g_assert_null (socket_io_client_get_id (fixture->client));
  g_assert_false (socket_io_client_get_recovered (fixture->client));
  g_assert_cmpint (socket_io_manager_get_state (manager), ==, SOCKET_IO_MANAGER_CLOSED);
}

static void
test_disconnecting_at_rest_is_nothing (Fixture *fixture, gconstpointer data)
{
  socket_io_client_disconnect (fixture->client);
  g_assert_false (socket_io_client_get_active (fixture->client));
}

static void
test_what_is_emitted_waits (Fixture *fixture, gconstpointer data)
{
  assert_emit (fixture, "a", -1);
  g_assert_true (socket_io_client_emit (fixture->client, "b", NULL));
  assert_buffer (fixture, "a b");
  socket_io_client_clear_send_buffer (fixture->client);
  assert_buffer (fixture, "");
  g_assert_cmpstr (fixture->failed->str, ==, "");
}

static void
test_the_limit_refuses (Fixture *fixture, gconstpointer data)
{
  guint limit = 0;

  g_object_set (fixture->client, "send-buffer-limit", 2, NULL);
  g_object_get (fixture->client, "send-buffer-limit", &limit, NULL);
  g_assert_cmpuint (limit, ==, 2);
  assert_emit (fixture, "a", -1);
  assert_emit (fixture, "b", -1);
  assert_emit (fixture, "c", SOCKET_IO_ERROR_BUFFER_FULL);
  g_assert_false (socket_io_client_emit (fixture->client, "d", NULL));
  assert_buffer (fixture, "a b");
}

static void
test_the_old_are_reported (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_object_set (fixture->client, "send-buffer-age", 5, NULL);
  assert_emit (fixture, "a", -1);
  socket_io_client_emit_async (fixture->client, "b", NULL, 0, NULL, test_keep_result, &result);
  assert_ends_with (fixture, &result, SOCKET_IO_ERROR, SOCKET_IO_ERROR_EXPIRED);
  g_assert_cmpstr (fixture->failed->str, ==, "a 8;");
  g_assert_cmpint (SOCKET_IO_ERROR_EXPIRED, ==, 8);
  assert_buffer (fixture, "");
}

static void
test_policies (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_object_set (fixture->client, "offline-policy", SOCKET_IO_OFFLINE_DROP, NULL);
  assert_emit (fixture, "a", SOCKET_IO_ERROR_DROPPED);
  socket_io_client_emit_async (fixture->client, "a", NULL, 0, NULL, test_keep_result, &result);
  assert_ends_with (fixture, &result, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DROPPED);
  g_object_set (fixture->client, "offline-policy", SOCKET_IO_OFFLINE_FAIL, NULL);
  assert_emit (fixture, "a", SOCKET_IO_ERROR_DISCONNECTED);
  socket_io_client_emit_async (fixture->client, "a", NULL, 0, NULL, test_keep_result, &result);
  assert_ends_with (fixture, &result, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED);
  assert_buffer (fixture, "");
  g_object_set (fixture->client, "offline-policy", SOCKET_IO_OFFLINE_BUFFER, NULL);
  assert_emit (fixture, "a", -1);
  assert_buffer (fixture, "a");
}

static void
test_clearing_ends_questions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;

  socket_io_client_emit_async (fixture->client, "a", NULL, 0, NULL, test_keep_result, &first);
  g_object_set (fixture->client, "retries", 3, NULL);
  socket_io_client_emit_async (fixture->client, "b", NULL, 0, NULL, test_keep_result, &second);
  assert_buffer (fixture, "a b");
  socket_io_client_clear_send_buffer (fixture->client);
  assert_ends_with (fixture, &first, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DROPPED);
  assert_ends_with (fixture, &second, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DROPPED);
  assert_buffer (fixture, "");
}

static void
test_dropping_ends_questions (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) first = NULL;
  g_autoptr (GAsyncResult) second = NULL;
  SocketIoClient *client = fixture->client;

  socket_io_client_emit_async (client, "a", NULL, 0, NULL, test_keep_result, &first);
  g_object_set (client, "retries", 3, NULL);
  socket_io_client_emit_async (client, "b", NULL, 0, NULL, test_keep_result, &second);
  g_object_unref (client);
  test_await (&first);
  test_await (&second);
  g_clear_object (&first);
  g_clear_object (&second);
  fixture->client = socket_io_client_new (NOWHERE);
}

/* What the caller does with the arguments afterwards changes nothing; and what cannot be sent is
 * refused at once. */
static void
test_what_cannot_be_sent_is_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (JsonArray) arguments = json_array_new ();
  g_autoptr (SocketIoAttachments) attachments = socket_io_attachments_new ();
  g_autoptr (GError) error = NULL;
  JsonArray *deep = arguments;

  for (guint i = 0; i < 2000; i++) {
    JsonArray *deeper = json_array_new ();

    json_array_add_array_element (deep, deeper);
    deep = deeper;
  }
  g_assert_false (socket_io_client_emit_full (fixture->client, "deep", arguments, NULL,
                                              SOCKET_IO_EMIT_DEFAULT, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE);
  assert_buffer (fixture, "");
}

static void
test_addresses_name_namespaces (void)
{
  static const struct {
    const char *uri;
    const char *nsp;
    const char *origin;
  } cases[] = {
    { "http://localhost:3000", "/", "http://localhost:3000" },
    { "http://localhost:3000/", "/", "http://localhost:3000" },
    { "http://localhost:3000/admin", "/admin", "http://localhost:3000" },
    { "https://example.org/a/b", "/a/b", "https://example.org" },
    { "wss://example.org/admin?token=1&x=%20", "/admin", "wss://example.org?token=1&x=%20" },
    { "http://[::1]:3000/admin", "/admin", "http://[::1]:3000" },
    { "http://me:secret@example.org/admin", "/admin", "http://me:secret@example.org" },
    { "http://example.org/admin#fragment", "/admin", "http://example.org" },
    { "no address at all", "/", "no address at all" },
    { "", "/", "" },
    { "http://", "/", "http://" },
    { "http://a,b/c,d", "/c,d", "http://a,b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    SocketIoClient *client = socket_io_client_new (cases[i].uri);
    SocketIoManager *manager = socket_io_client_get_manager (client);

    g_test_message ("%s", cases[i].uri);
    g_assert_cmpstr (socket_io_client_get_namespace (client), ==, cases[i].nsp);
    g_assert_cmpstr (socket_io_manager_get_uri (manager), ==, cases[i].origin);
    g_assert_finalize_object (client);
  }
}

static void
test_a_namespace_has_one_client (void)
{
  g_autoptr (SocketIoManager) manager = socket_io_manager_new (NOWHERE, NULL);
  SocketIoClient *first = socket_io_client_new_for_manager (manager, "/a");
  SocketIoClient *same = socket_io_client_new_for_manager (manager, "/a");
  SocketIoClient *other = socket_io_client_new_for_manager (manager, "/b");

  g_assert_true (first == same);
  g_assert_true (first != other);
  g_object_unref (same);
  g_assert_finalize_object (first);
  first = socket_io_client_new_for_manager (manager, "/a");
  g_assert_finalize_object (first);
  g_assert_finalize_object (other);
  g_assert_finalize_object (g_steal_pointer (&manager));
}

#define ADD(name, func)                                                                            \
  g_test_add ("/socket-io/client/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("begins-at-rest", test_begins_at_rest);
  ADD ("disconnecting-at-rest-is-nothing", test_disconnecting_at_rest_is_nothing);
  ADD ("what-is-emitted-waits", test_what_is_emitted_waits);
  ADD ("the-limit-refuses", test_the_limit_refuses);
  ADD ("the-old-are-reported", test_the_old_are_reported);
  ADD ("policies", test_policies);
  ADD ("clearing-ends-questions", test_clearing_ends_questions);
  ADD ("dropping-ends-questions", test_dropping_ends_questions);
  ADD ("what-cannot-be-sent-is-refused", test_what_cannot_be_sent_is_refused);
  g_test_add_func ("/socket-io/client/addresses-name-namespaces", test_addresses_name_namespaces);
  g_test_add_func ("/socket-io/client/a-namespace-has-one", test_a_namespace_has_one_client);

  return g_test_run ();
}
