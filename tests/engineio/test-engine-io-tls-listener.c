/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-io-tls-listener.h"
#include "test-await.h"
#include "test-certificate.h"

typedef struct {
  SoupServer *http;
  EngineIoTlsListener *listener;
  SoupSession *session;
  guint secure;
  guint insecure;
} Fixture;

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  Fixture *fixture = user_data;
  GSocket *socket = engine_io_tls_listener_get_socket (message);
  g_autoptr (GSocketAddress) peer = NULL;

  g_assert_nonnull (socket);
  peer = g_socket_get_remote_address (socket, NULL);
  g_assert_nonnull (peer);
  if (engine_io_tls_listener_is_secure (message))
    fixture->secure++;
  else
    fixture->insecure++;
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GTlsCertificate) certificate = test_certificate_new ();

  fixture->http = soup_server_new (NULL, NULL);
  soup_server_add_handler (fixture->http, "/", request_cb, fixture, NULL);
  fixture->listener = engine_io_tls_listener_new (fixture->http, certificate);
  fixture->session = soup_session_new ();
}

static void
let_go (Fixture *fixture)
{
  g_clear_pointer (&fixture->listener, engine_io_tls_listener_free);
  soup_server_disconnect (fixture->http);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->listener != NULL)
    let_go (fixture);
  soup_session_abort (fixture->session);
  test_settle ();
  g_assert_finalize_object (fixture->session);
  g_assert_finalize_object (fixture->http);
}

static void
add (Fixture *fixture, const char *address)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (engine_io_tls_listener_add (fixture->listener, address, 0, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (engine_io_tls_listener_get_port (fixture->listener), !=, 0);
}

static gboolean
accept_cb (SoupMessage *message, GTlsCertificate *peer, GTlsCertificateFlags flags, gpointer data)
{
  return TRUE;
}

static void
get (Fixture *fixture)
{
  g_autofree char *uri =
    g_strdup_printf ("https://127.0.0.1:%u/", engine_io_tls_listener_get_port (fixture->listener));
  g_autoptr (SoupMessage) message = soup_message_new (SOUP_METHOD_GET, uri);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GBytes) body = NULL;
  g_autoptr (GError) error = NULL;

  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_cb), NULL);
  soup_session_send_and_read_async (fixture->session, message, G_PRIORITY_DEFAULT, NULL,
                                    test_keep_result, &result);
  test_await (&result);
  body = soup_session_send_and_read_finish (fixture->session, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (soup_message_get_status (message), ==, SOUP_STATUS_OK);
}

static void
test_requests_are_secure (Fixture *fixture, gconstpointer data)
{
  add (fixture, data);
  get (fixture);
  g_assert_cmpuint (fixture->secure, ==, 1);
  g_assert_cmpuint (fixture->insecure, ==, 0);
}

static void
test_addresses_may_be_wrong (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (engine_io_tls_listener_add (fixture->listener, "nowhere", 0, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  g_clear_error (&error);
  g_assert_false (engine_io_tls_listener_add (fixture->listener, "192.0.2.1", 0, &error));
  g_assert_nonnull (error);
  g_assert_cmpuint (engine_io_tls_listener_get_port (fixture->listener), ==, 0);
}

/* Whoever is about to shake hands is let go, and nothing of it stays behind. */
static void
test_ends_while_somebody_shakes_hands (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char byte = 0;

  add (fixture, "127.0.0.1");
  connection = g_socket_client_connect_to_host (client, "127.0.0.1",
                                                engine_io_tls_listener_get_port (fixture->listener),
                                                NULL, &error);
  g_assert_no_error (error);
  test_settle ();
  let_go (fixture);

  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)), &byte, 1,
                             G_PRIORITY_DEFAULT, NULL, test_keep_result, &result);
  test_await (&result);
  g_assert_cmpint (g_input_stream_read_finish (g_io_stream_get_input_stream (
                                                 G_IO_STREAM (connection)),
                                               result, NULL),
                   <=, 0);
}

static void
test_nonsense_is_no_handshake (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketClient) client = g_socket_client_new ();
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char bytes[64] = { 0 };

  add (fixture, "127.0.0.1");
  connection = g_socket_client_connect_to_host (client, "127.0.0.1",
                                                engine_io_tls_listener_get_port (fixture->listener),
                                                NULL, &error);
  g_assert_no_error (error);
  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)),
                             "GET / HTTP/1.1\r\n\r\n", 18, NULL, NULL, &error);
  g_assert_no_error (error);

  /* An alert, and the end, or only that. */
  do {
    g_clear_object (&result);
    g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)), bytes,
                               sizeof bytes, G_PRIORITY_DEFAULT, NULL, test_keep_result, &result);
    test_await (&result);
  } while (g_input_stream_read_finish (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                                       result, NULL) > 0);
  get (fixture);
}

#define ADD(name, data, func)                                                                      \
  g_test_add ("/engine-io/tls-listener/" name, Fixture, data, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("requests-are-secure/everywhere", NULL, test_requests_are_secure);
  ADD ("requests-are-secure/localhost", "localhost", test_requests_are_secure);
  ADD ("requests-are-secure/address", "127.0.0.1", test_requests_are_secure);
  ADD ("addresses-may-be-wrong", NULL, test_addresses_may_be_wrong);
  ADD ("ends-while-somebody-shakes-hands", NULL, test_ends_while_somebody_shakes_hands);
  ADD ("nonsense-is-no-handshake", NULL, test_nonsense_is_no_handshake);

  return g_test_run ();
}
