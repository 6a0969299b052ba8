/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-credentials.h"

#include <libsecret/secret.h>

#include "fake-secret-service.h"
#include "test-await.h"

#define NOWHERE "unix:path=/nonexistent/bus"

typedef struct {
  FakeSecretService *service;
  ChatCredentials *credentials;
} Fixture;

/* Not a GTestDBus: that waits at its end for the connection, which libsecret keeps. */
static GSubprocess *
start_bus (void)
{
  g_autoptr (GError) error = NULL;
  GSubprocess *bus =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error,
                      "dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1",
                      NULL);
  g_autoptr (GDataInputStream) output = NULL;
  g_autofree char *address = NULL;

  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (bus));
  address = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", address, TRUE);

  return bus;
}

static void
stop_bus (GSubprocess *bus)
{
  g_autoptr (GDBusConnection) connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);

  g_dbus_connection_set_exit_on_close (connection, FALSE);
  g_subprocess_force_exit (bus);
  g_subprocess_wait (bus, NULL, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->service = fake_secret_service_new ();
  fixture->credentials = chat_credentials_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->credentials);
  fake_secret_service_free (fixture->service);
  secret_service_disconnect ();
  test_settle ();
}

static gboolean
store (ChatCredentials *credentials, const char *account, const char *token)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_credentials_store_async (credentials, account, "Noor on example.org", token,
                                test_keep_result, &result);
  test_await (&result);

  return chat_credentials_finish (credentials, result);
}

static gboolean
forget (ChatCredentials *credentials, const char *account)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_credentials_forget_async (credentials, account, test_keep_result, &result);
  test_await (&result);

  return chat_credentials_finish (credentials, result);
}

static void
assert_token (ChatCredentials *credentials, const char *account, const char *expected)
{
  g_autoptr (GAsyncResult) result = NULL;
  char *token = NULL;

  chat_credentials_lookup_async (credentials, account, test_keep_result, &result);
  test_await (&result);
  token = chat_credentials_lookup_finish (credentials, result);
  g_assert_cmpstr (token, ==, expected);
  chat_credentials_free_token (token);
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_assert_true (store (fixture->credentials, "a", "old"));
  g_assert_true (store (fixture->credentials, "b", "other"));
  g_assert_true (store (fixture->credentials, "a", "tökèn"));
  g_assert_cmpuint (fake_secret_service_get_n_items (fixture->service), ==, 2);
  g_assert_cmpstr (fake_secret_service_get (fixture->service, "a"), ==, "tökèn");
  g_assert_true (chat_credentials_get_is_lasting (fixture->credentials));

  /* The next run of the program. */
  g_assert_finalize_object (fixture->credentials);
  fixture->credentials = chat_credentials_new ();
  assert_token (fixture->credentials, "a", "tökèn");
  assert_token (fixture->credentials, "b", "other");
  assert_token (fixture->credentials, "c", NULL);
  g_assert_true (chat_credentials_get_is_lasting (fixture->credentials));
}

static void
test_forgotten (Fixture *fixture, gconstpointer data)
{
  g_assert_true (store (fixture->credentials, "a", "one"));
  g_assert_true (store (fixture->credentials, "b", "two"));
  g_assert_true (forget (fixture->credentials, "a"));
  g_assert_true (forget (fixture->credentials, "never known"));
  assert_token (fixture->credentials, "a", NULL);
  assert_token (fixture->credentials, "b", "two");
  g_assert_cmpuint (fake_secret_service_get_n_items (fixture->service), ==, 1);
}

static void
test_in_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) stored = NULL;
  g_autoptr (GAsyncResult) forgotten = NULL;
  g_autoptr (GAsyncResult) again = NULL;
  g_autoptr (GAsyncResult) found = NULL;
  char *token = NULL;

  chat_credentials_store_async (fixture->credentials, "a", "label", "one", test_keep_result,
                                &stored);
  chat_credentials_store_async (fixture->credentials, "a", "label", "two", test_keep_result,
                                &again);
  chat_credentials_lookup_async (fixture->credentials, "a", test_keep_result, &found);
  chat_credentials_forget_async (fixture->credentials, "a", test_keep_result, &forgotten);
  test_await (&found);
  token = chat_credentials_lookup_finish (fixture->credentials, found);
  g_assert_cmpstr (token, ==, "two");
  chat_credentials_free_token (token);
  test_await (&forgotten);
  g_assert_nonnull (stored);
  g_assert_nonnull (again);

  g_assert_cmpuint (fake_secret_service_get_n_items (fixture->service), ==, 0);
  assert_token (fixture->credentials, "a", NULL);
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  g_assert_true (store (fixture->credentials, "old", "kept"));
  fake_secret_service_set_mood (fixture->service, FAKE_SECRETS_LOCKED);

  assert_token (fixture->credentials, "old", NULL);
  g_assert_cmpuint (fake_secret_service_get_n_prompts (fixture->service), ==, 1);
  g_assert_false (store (fixture->credentials, "a", "token"));
  g_assert_cmpuint (fake_secret_service_get_n_prompts (fixture->service), ==, 2);
  g_assert_false (chat_credentials_get_is_lasting (fixture->credentials));
  g_assert_null (fake_secret_service_get (fixture->service, "a"));
  assert_token (fixture->credentials, "a", "token");
  forget (fixture->credentials, "a");
  assert_token (fixture->credentials, "a", NULL);
}

static void
test_silent (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->credentials);
  fixture->credentials = g_object_new (CHAT_TYPE_CREDENTIALS, "patience", 50, NULL);
  fake_secret_service_set_mood (fixture->service, FAKE_SECRETS_SILENT);

  assert_token (fixture->credentials, "a", NULL);
  g_assert_false (chat_credentials_get_is_lasting (fixture->credentials));
  g_assert_false (store (fixture->credentials, "a", "token"));
  assert_token (fixture->credentials, "a", "token");
}

static void
lasting_changed_cb (gpointer data)
{
  (*(guint *) data)++;
}

static void
test_no_bus (void)
{
  g_autoptr (ChatCredentials) credentials = chat_credentials_new ();
  g_autofree char *bus = g_strdup (g_getenv ("DBUS_SESSION_BUS_ADDRESS"));
  guint n_changes = 0;

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", NOWHERE, TRUE);
  g_signal_connect_swapped (credentials, "notify::is-lasting", G_CALLBACK (lasting_changed_cb),
                            &n_changes);
  assert_token (credentials, "a", NULL);
  g_assert_false (chat_credentials_get_is_lasting (credentials));
  g_assert_false (store (credentials, "a", "token"));
  g_assert_false (store (credentials, "b", "other"));
  assert_token (credentials, "a", "token");
  g_assert_false (forget (credentials, "a"));
  assert_token (credentials, "a", NULL);
  assert_token (credentials, "b", "other");
  g_assert_cmpuint (n_changes, ==, 1);

  g_signal_handlers_disconnect_by_data (credentials, &n_changes);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", bus, TRUE);
  g_assert_finalize_object (g_steal_pointer (&credentials));
}

int
main (int argc, char *argv[])
{
  g_autoptr (GSubprocess) bus = NULL;
  int status = 0;

  g_test_init (&argc, &argv, NULL);
  bus = start_bus ();

#define ADD(path, func)                                                                            \
  g_test_add ("/chat/credentials/" path, Fixture, NULL, set_up, func, tear_down)

  g_test_add_func ("/chat/credentials/without-a-bus-they-last-as-long-as-the-program", test_no_bus);
  ADD ("they-are-there-in-the-next-run", test_kept);
  ADD ("they-are-forgotten-one-by-one", test_forgotten);
  ADD ("what-is-asked-is-done-in-order", test_in_order);
  ADD ("a-keyring-that-stays-locked-keeps-nothing", test_locked);
  ADD ("a-keyring-that-is-silent-is-not-waited-for-long", test_silent);

  status = g_test_run ();
  stop_bus (bus);

  return status;
}
