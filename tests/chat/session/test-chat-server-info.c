/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-server-info.h"

#include <libsoup/soup.h>

#include "chat-session-error.h"
#include "socket-io-server.h"
#include "test-await.h"
#include "test-certificate.h"

typedef struct {
  SoupServer *http;
  SocketIoServer *io; /* NULL where there is no chat */
  char *address;
  guint status;         /* with which it is said */
  const char *health;   /* what /healthz says; NULL for 404 */
  const char *location; /* where it sends who asks for /healthz */
  gboolean silent;
  SoupServerMessage *held; /* what the silent one holds */
} Fixture;

static void
healthz_cb (SoupServer *http,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  Fixture *fixture = user_data;

  if (fixture->silent) {
    soup_server_message_pause (message);
    g_set_object (&fixture->held, message);
  } else if (fixture->location != NULL) {
    soup_server_message_set_redirect (message, SOUP_STATUS_FOUND, fixture->location);
  } else if (fixture->health != NULL) {
    soup_server_message_set_status (message, fixture->status, NULL);
    soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY,
                                      fixture->health, strlen (fixture->health));
  } else {
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
  }
}

static void
set_up (Fixture *fixture, gconstpointer kind)
{
  g_autoptr (GError) error = NULL;
  GSList *uris = NULL;

  fixture->status = SOUP_STATUS_OK;
  fixture->http = g_object_new (SOUP_TYPE_SERVER, NULL);
  soup_server_add_handler (fixture->http, "/healthz", healthz_cb, fixture, NULL);
  if (g_str_equal (kind, "chat")) {
    fixture->io = socket_io_server_new (NULL);
    socket_io_server_attach (fixture->io, fixture->http);
  }
  soup_server_listen_local (fixture->http, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->http);
  fixture->address = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static void
tear_down (Fixture *fixture, gconstpointer kind)
{
  g_clear_object (&fixture->held);
  g_clear_object (&fixture->io);
  soup_server_disconnect (fixture->http);
  g_clear_object (&fixture->http);
  g_free (fixture->address);
  test_settle ();
}

static ChatServerInfo *
fetch (const char *address, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_server_info_fetch_async (address, NULL, test_keep_result, &result);
  test_await (&result);

  return chat_server_info_fetch_finish (result, error);
}

static void
test_native (Fixture *fixture, gconstpointer kind)
{
  g_autoptr (ChatServerInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  fixture->health = "{\"status\":\"ok\",\"name\":\"Our \\u202ehouse\",\"version\":\"0.1.0\","
                    "\"protocol\":1,\"features\":[\"files\",7,\"guests\",null],\"more\":{}}";
  info = fetch (fixture->address, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (info->dialect, ==, "native");
  g_assert_cmpstr (info->name, ==, "Our house");
  g_assert_cmpstr (info->version, ==, "0.1.0");
  g_assert_true (chat_server_info_has_feature (info, "files"));
  g_assert_true (chat_server_info_has_feature (info, "guests"));
  g_assert_false (chat_server_info_has_feature (info, "invites"));
}

static void
test_native_in_need (Fixture *fixture, gconstpointer kind)
{
  g_autoptr (ChatServerInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  fixture->status = SOUP_STATUS_SERVICE_UNAVAILABLE;
  fixture->health = "{\"status\":\"failing\",\"reason\":\"The disk is full\",\"name\":\"Ours\","
                    "\"version\":\"0.1.0\",\"protocol\":1,\"features\":[\"files\"]}";
  info = fetch (fixture->address, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (info->dialect, ==, "native");
  g_assert_cmpstr (info->name, ==, "Ours");
}

static void
test_plain (Fixture *fixture, gconstpointer kind)
{
  g_autofree char *endless = g_strnfill (100000, '[');
  const char *answers[] = {
    NULL,
    "",
    "ok\n",
    "[]",
    "{\"status\":\"ok\"}",
    "{\"status\":\"ok\",\"protocol\":1}",
    "{\"protocol\":1,\"features\":\"files\"}",
    "{\"protocol\":\"1\",\"features\":[]}",
    "{\"protocol\":-1,\"features\":[]}",
    "{\"protocol\":1,\"features\":[]",
    endless,
  };

  for (guint i = 0; i < G_N_ELEMENTS (answers); i++) {
    g_autoptr (ChatServerInfo) info = NULL;
    g_autoptr (GError) error = NULL;

    fixture->health = answers[i];
    info = fetch (fixture->address, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (info->dialect, ==, "plain");
    g_assert_null (info->name);
    g_assert_cmpuint (g_strv_length (info->features), ==, 0);
  }
}

/* Many a server of Socket.IO answers nothing else, not even that. */
static void
test_silent (Fixture *fixture, gconstpointer kind)
{
  g_autoptr (ChatServerInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  fixture->silent = TRUE;
  info = fetch (fixture->address, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (info->dialect, ==, "plain");
}

static void
test_redirect (Fixture *fixture, gconstpointer kind)
{
  g_autoptr (ChatServerInfo) info = NULL;
  g_autoptr (GError) error = NULL;

  fixture->location = "http://127.0.0.1:1/healthz";
  info = fetch (fixture->address, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (info->dialect, ==, "plain");
}

static void
assert_fails (const char *address, ChatSessionError code)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatServerInfo) info = fetch (address, &error);

  g_assert_error (error, CHAT_SESSION_ERROR, (int) code);
  g_assert_null (info);
}

static void
test_version (Fixture *fixture, gconstpointer kind)
{
  fixture->health = "{\"status\":\"ok\",\"protocol\":2,\"features\":[]}";
  assert_fails (fixture->address, CHAT_SESSION_ERROR_VERSION);
}

static void
test_no_chat (Fixture *fixture, gconstpointer kind)
{
  assert_fails (fixture->address, CHAT_SESSION_ERROR_NO_CHAT);
}

/* Shows whoever comes a certificate. */
static gboolean
incoming_cb (GSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer certificate)
{
  g_autoptr (GIOStream)
    secure = g_tls_server_connection_new (G_IO_STREAM (connection), certificate, NULL);

  g_tls_connection_handshake_async (G_TLS_CONNECTION (secure), G_PRIORITY_DEFAULT, NULL, NULL,
                                    NULL);
  return TRUE;
}

static void
test_untrusted (void)
{
  g_autoptr (GTlsCertificate) certificate = test_certificate_new ();
  g_autoptr (GSocketService) service = g_socket_service_new ();
  guint16 port = g_socket_listener_add_any_inet_port (G_SOCKET_LISTENER (service), NULL, NULL);
  g_autofree char *address = g_strdup_printf ("https://127.0.0.1:%u", port);

  g_signal_connect (service, "incoming", G_CALLBACK (incoming_cb), certificate);
  assert_fails (address, CHAT_SESSION_ERROR_UNTRUSTED);
  test_settle ();
}

static void
test_unreachable (Fixture *fixture, gconstpointer kind)
{
  soup_server_disconnect (fixture->http);
  assert_fails (fixture->address, CHAT_SESSION_ERROR_UNREACHABLE);
}

static void
test_address (void)
{
  static const char *const addresses[] = { "", "chat", "ftp://chat", "http://" };

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    assert_fails (addresses[i], CHAT_SESSION_ERROR_ADDRESS);
}

static void
test_cancelled (Fixture *fixture, gconstpointer kind)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->silent = TRUE;
  chat_server_info_fetch_async (fixture->address, cancellable, test_keep_result, &result);
  test_await_that (fixture->held != NULL);
  g_assert_null (result);
  g_cancellable_cancel (cancellable);
  test_await (&result);

  g_assert_null (chat_server_info_fetch_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
cancel_cb (gpointer data)
{
  g_cancellable_cancel (data);
}

static void
test_cancelled_late (Fixture *fixture, gconstpointer kind)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  /* Engine.IO's handshake is the second thing that it is asked. */
  g_signal_connect_swapped (fixture->http, "request-finished", G_CALLBACK (cancel_cb), cancellable);
  chat_server_info_fetch_async (fixture->address, cancellable, test_keep_result, &result);
  test_await (&result);

  g_assert_null (chat_server_info_fetch_finish (result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, kind, func)                                                                      \
  g_test_add ("/chat/server-info/" path, Fixture, kind, set_up, func, tear_down)

  ADD ("parlour-server-says-who-it-is", "chat", test_native);
  ADD ("parlour-server-says-so-in-need-too", "chat", test_native_in_need);
  ADD ("every-other-server-of-socket-io-is-plain", "chat", test_plain);
  ADD ("who-does-not-know-the-question-may-be-silent", "chat", test_silent);
  ADD ("no-redirect-is-followed", "chat", test_redirect);
  ADD ("another-version-of-the-protocol-is-told", "chat", test_version);
  ADD ("a-web-server-is-no-chat", "web", test_no_chat);
  g_test_add_func ("/chat/server-info/who-cannot-prove-who-it-is-is-not-trusted", test_untrusted);
  ADD ("nobody-there-is-told", "web", test_unreachable);
  g_test_add_func ("/chat/server-info/what-is-no-address-is-told", test_address);
  ADD ("one-may-give-up", "web", test_cancelled);
  ADD ("one-may-give-up-during-the-handshake", "chat", test_cancelled_late);

  return g_test_run ();
}
