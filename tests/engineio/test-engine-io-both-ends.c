/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Our client and our server, over polling, over a WebSocket, and after an upgrade; each of them
 * plain, compressed, over TLS, and through a Unix socket.
 */
#include <gio/gunixsocketaddress.h>
#include <string.h>

#include "engine-io-server.h"
#include "session.h"
#include "test-certificate.h"
#include "test-folder.h"

#define LARGE 300000
#define N_LARGE 20

typedef enum { PLAIN, COMPRESSED, TLS, LOCAL } Wire;

/* How a test is run. */
typedef struct {
  const Way *way;
  Wire wire;
} Condition;

typedef struct {
  Session session; /* first, so that one is the other */
  char *folder;    /* where it listens, if that is no port */
  EngineIoServer *server;
  EngineIoSocket *socket; /* the only one */
  GString *log;           /* what the socket has told, a line each */
} Fixture;

static void
log_message_cb (EngineIoSocket *socket, GBytes *data, gboolean binary, Fixture *fixture)
{
  gsize size = 0;
  const char *bytes = g_bytes_get_data (data, &size);

  g_string_append (fixture->log, binary ? "bytes " : "text ");
  if (size <= 20)
    g_string_append_len (fixture->log, bytes, (gssize) size);
  else
    g_string_append_printf (fixture->log, "%" G_GSIZE_FORMAT, size);
  g_string_append_c (fixture->log, '\n');
}

static void
log_upgraded_cb (EngineIoSocket *socket, const char *transport, Fixture *fixture)
{
  g_string_append (fixture->log, "upgraded\n");
}

static void
log_heartbeat_cb (EngineIoSocket *socket, Fixture *fixture)
{
  g_string_append (fixture->log, "heartbeat\n");
}

static void
log_closed_cb (EngineIoSocket *socket,
               EngineIoCloseReason reason,
               GError *details,
               Fixture *fixture)
{
  g_string_append_printf (fixture->log, "closed: %s\n", engine_io_close_reason_to_string (reason));
}

static void
connection_cb (EngineIoServer *server, EngineIoSocket *socket, Fixture *fixture)
{
  fixture->socket = g_object_ref (socket);
  g_signal_connect (socket, "message", G_CALLBACK (log_message_cb), fixture);
  g_signal_connect (socket, "upgraded", G_CALLBACK (log_upgraded_cb), fixture);
  g_signal_connect (socket, "heartbeat", G_CALLBACK (log_heartbeat_cb), fixture);
  g_signal_connect (socket, "closed", G_CALLBACK (log_closed_cb), fixture);
}

static gboolean
accept_certificate_cb (EngineIoClient *client,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       gpointer user_data)
{
  return TRUE;
}

/* The client needs an address all the same. */
static char *
listen_locally (Fixture *fixture)
{
  g_autofree char *path = NULL;
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = test_folder_new ();
  path = g_build_filename (fixture->folder, "socket", NULL);
  engine_io_server_listen (fixture->server, path, 0, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (engine_io_server_get_port (fixture->server), ==, 0);

  address = g_unix_socket_address_new (path);
  g_object_set (fixture->session.options, "remote-connectable", address, NULL);

  return g_strdup ("http://nowhere.invalid");
}

static char *
listen_at_port (Fixture *fixture, GTlsCertificate *certificate)
{
  g_autoptr (GError) error = NULL;

  engine_io_server_listen (fixture->server, "127.0.0.1", 0, certificate, &error);
  g_assert_no_error (error);

  return g_strdup_printf ("%s://127.0.0.1:%u", certificate != NULL ? "https" : "http",
                          engine_io_server_get_port (fixture->server));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const Condition *condition = data;
  g_autoptr (EngineIoServerOptions) options = engine_io_server_options_new ();
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autofree char *uri = NULL;

  if (condition->wire == TLS)
    certificate = test_certificate_new ();
  g_object_set (options, "per-message-deflate", condition->wire == COMPRESSED, NULL);
  fixture->log = g_string_new (NULL);
  fixture->server = engine_io_server_new (options);
  g_signal_connect (fixture->server, "connection", G_CALLBACK (connection_cb), fixture);

  session_set_up (&fixture->session, condition->way);
  uri = condition->wire == LOCAL ? listen_locally (fixture) : listen_at_port (fixture, certificate);
  session_make_client (&fixture->session, uri);
  g_signal_connect (fixture->session.client, "accept-certificate",
                    G_CALLBACK (accept_certificate_cb), NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer condition)
{
  session_tear_down (&fixture->session, NULL);
  g_clear_object (&fixture->server);
  if (fixture->socket != NULL)
    g_assert_finalize_object (fixture->socket);
  g_string_free (fixture->log, TRUE);
  test_settle ();
  if (fixture->folder != NULL)
    test_folder_remove (fixture->folder);
  g_free (fixture->folder);
}

static void
set_heartbeat (Fixture *fixture, guint interval, guint timeout)
{
  g_object_set (engine_io_server_get_options (fixture->server), "ping-interval", interval,
                "ping-timeout", timeout, NULL);
}

/* Both ends have changed over. */
static void
open_session (Fixture *fixture, gconstpointer condition)
{
  const Way *way = ((const Condition *) condition)->way;

  session_open_and_upgrade (&fixture->session, way);
  if (way->transports[1] != NULL)
    test_await_that (g_str_equal (engine_io_socket_get_transport (fixture->socket), "websocket"));
  g_string_truncate (fixture->log, 0);
}

static void
await_log (Fixture *fixture, const char *expected)
{
  test_await_that (fixture->log->len >= strlen (expected));
  g_assert_cmpstr (fixture->log->str, ==, expected);
}

static void
server_sends (Fixture *fixture, GBytes *data, gboolean binary)
{
  if (binary)
    g_assert_true (engine_io_socket_send_binary (fixture->socket, data, ENGINE_IO_SEND_DEFAULT));
  else
    g_assert_true (engine_io_socket_send (fixture->socket, data, ENGINE_IO_SEND_DEFAULT));
}

static GBytes *
make_large (guint number)
{
  char *text = g_malloc (LARGE);

  memset (text, 'a' + (int) number, LARGE);

  return g_bytes_new_take (text, LARGE);
}

static void
server_sends_much (Fixture *fixture)
{
  for (guint i = 0; i < N_LARGE; i++) {
    g_autoptr (GBytes) large = make_large (i);

    server_sends (fixture, large, i % 2 == 1);
  }
}

static void
assert_much_has_come (Fixture *fixture)
{
  for (guint i = 0; i < N_LARGE; i++) {
    g_autoptr (GBytes) large = make_large (i);
    g_autoptr (GBytes) got = session_await (&fixture->session);

    g_assert_true (g_bytes_equal (got, large));
  }
}

static void
test_messages (Fixture *fixture, gconstpointer condition)
{
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) text = g_bytes_new_static ("€ 😀", strlen ("€ 😀"));
  g_autoptr (GBytes) large = make_large (3);
  g_autoptr (GPtrArray)
    attachments = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_autoptr (GError) error = NULL;
  GBytes *const parts[] = { text, empty, large, text, empty, large };

  open_session (fixture, condition);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    server_sends (fixture, parts[i], i >= 3);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++) {
    g_autoptr (GBytes) got = session_await (&fixture->session);

    g_assert_true (g_bytes_equal (got, parts[i]));
  }
  g_assert_cmpuint (fixture->session.binaries, ==, 3);

  g_ptr_array_add (attachments, g_bytes_ref (large));
  g_ptr_array_add (attachments, g_bytes_ref (empty));
  engine_io_client_send (fixture->session.client, text, attachments, 0, &error);
  g_assert_no_error (error);
  await_log (fixture, "text € 😀\nbytes 300000\nbytes \n");
}

static void
test_heartbeats (Fixture *fixture, gconstpointer condition)
{
  set_heartbeat (fixture, 20, 5000);
  session_open_and_upgrade (&fixture->session, ((const Condition *) condition)->way);
  test_await_that (fixture->session.heartbeats >= 3);
  test_await_that (strstr (fixture->log->str, "heartbeat\n") != NULL);
  g_assert_cmpuint (fixture->session.closed, ==, 0);
}

static void
test_server_closes (Fixture *fixture, gconstpointer condition)
{
  open_session (fixture, condition);
  engine_io_socket_close (fixture->socket);
  test_await_that (fixture->session.closed == 1);
  g_assert_cmpint (fixture->session.reason, ==, ENGINE_IO_CLOSE_TRANSPORT_CLOSE);
  await_log (fixture, "closed: forced close\n");
}

static void
test_last_words_of_the_server (Fixture *fixture, gconstpointer condition)
{
  open_session (fixture, condition);
  server_sends_much (fixture);
  engine_io_socket_close (fixture->socket);
  g_assert_cmpint (engine_io_socket_get_state (fixture->socket), ==, ENGINE_IO_SOCKET_CLOSING);
  assert_much_has_come (fixture);
  test_await_that (fixture->session.closed == 1);
  g_assert_cmpint (fixture->session.reason, ==, ENGINE_IO_CLOSE_TRANSPORT_CLOSE);
  await_log (fixture, "closed: forced close\n");
}

/* When the server is closed, all that it had to say is on the wire. */
static void
test_server_shuts_down (Fixture *fixture, gconstpointer condition)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  open_session (fixture, condition);
  server_sends_much (fixture);
  engine_io_server_close_async (fixture->server, 10000, NULL, test_keep_result, &result);
  test_await (&result);
  g_assert_true (engine_io_server_close_finish (fixture->server, result, &error));
  g_assert_no_error (error);
  g_clear_object (&fixture->server);

  assert_much_has_come (fixture);
  test_await_that (fixture->session.closed == 1);
  await_log (fixture, "closed: forced close\n");
}

static void
test_server_is_dropped (Fixture *fixture, gconstpointer condition)
{
  open_session (fixture, condition);
  g_clear_object (&fixture->server);
  test_await_that (fixture->session.closed == 1);
  test_settle ();
  g_assert_cmpint (engine_io_socket_get_state (fixture->socket), ==, ENGINE_IO_SOCKET_CLOSED);
}

static void
test_client_closes (Fixture *fixture, gconstpointer condition)
{
  open_session (fixture, condition);
  session_send (&fixture->session, "bye");
  engine_io_client_close (fixture->session.client);
  await_log (fixture, "text bye\nclosed: transport close\n");
  g_assert_cmpuint (engine_io_server_get_n_sockets (fixture->server), ==, 0);
}

static void
test_client_vanishes (Fixture *fixture, gconstpointer condition)
{
  set_heartbeat (fixture, 50, 50);
  open_session (fixture, condition);
  session_drop_client (&fixture->session);
  test_await_that (engine_io_server_get_n_sockets (fixture->server) == 0);
  g_assert_nonnull (strstr (fixture->log->str, "closed: "));
}

static Condition conditions[4 * N_WAYS];

static void
add (const char *name, void (*test) (Fixture *fixture, gconstpointer condition))
{
  static const char *const wires[] = { "plain", "compressed", "tls", "local" };

  for (guint i = 0; i < G_N_ELEMENTS (conditions); i++) {
    g_autofree char *path = NULL;

    conditions[i].way = &ways[i % N_WAYS];
    conditions[i].wire = (Wire) (i / N_WAYS);
    if (conditions[i].wire == TLS && !g_tls_backend_supports_tls (g_tls_backend_get_default ()))
      continue;

    path = g_strdup_printf ("/engine-io/both-ends/%s/%s/%s", name, conditions[i].way->name,
                            wires[conditions[i].wire]);
    g_test_add (path, Fixture, &conditions[i], set_up, test, tear_down);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("messages", test_messages);
  add ("heartbeats", test_heartbeats);
  add ("server-closes", test_server_closes);
  add ("last-words-of-the-server", test_last_words_of_the_server);
  add ("server-shuts-down", test_server_shuts_down);
  add ("server-is-dropped", test_server_is_dropped);
  add ("client-closes", test_client_closes);
  add ("client-vanishes", test_client_vanishes);

  return g_test_run ();
}
