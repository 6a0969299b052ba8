/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Whatever answers instead of a server that behaves: a clear error, no crash, and a
 * client that can go on.
 */
#include "engine-io-error.h"
#include "scene.h"
#include "socket-io-error.h"

#include <glib/gstdio.h>
#include <sys/resource.h>

typedef struct {
  TestPeer *peer;
  SocketIoOptions *options;
  SocketIoClient *client;
  GString *heard;
  GError *error; /* of the last connect-error or disconnected */
  guint errors;
  guint losses;
  SocketIoDisconnectReason reason;
} Fixture;

static TestPeer *shared_peer;

static void
note_error_cb (SocketIoClient *client, const GError *error, Fixture *fixture)
{
  g_clear_error (&fixture->error);
  fixture->error = g_error_copy (error);
  fixture->errors++;
}

static void
note_loss_cb (SocketIoClient *client,
              SocketIoDisconnectReason reason,
              const GError *details,
              Fixture *fixture)
{
  g_clear_error (&fixture->error);
  if (details != NULL)
    fixture->error = g_error_copy (details);
  fixture->reason = reason;
  fixture->losses++;
}

static void
note_event_cb (SocketIoClient *client, SocketIoEvent *event, Fixture *fixture)
{
  g_autofree char *shown =
    scene_show (socket_io_event_get_arguments (event), socket_io_event_get_attachments (event));

  g_string_append_printf (fixture->heard, "%s%s;", socket_io_event_get_name (event), shown);
}

static void
begin (Fixture *fixture, const char *uri, const char *behaviour, const char *transport)
{
  const char *const transports[] = { transport, NULL };
  g_autofree char *path = g_strdup_printf ("/%s/", behaviour);

  g_test_message ("%s over %s", behaviour, transport);
  fixture->heard = g_string_new (NULL);
  fixture->options = socket_io_options_new ();
  g_object_set (fixture->options, "path", path, "reconnection-delay", 1, "timeout", 3000, NULL);
  if (transport != NULL)
    g_object_set (fixture->options, "transports", transports, "upgrade", FALSE, NULL);
  fixture->client = socket_io_client_new_with_options (uri, fixture->options);
  g_signal_connect (fixture->client, "connect-error", G_CALLBACK (note_error_cb), fixture);
  g_signal_connect (fixture->client, "disconnected", G_CALLBACK (note_loss_cb), fixture);
  g_signal_connect (fixture->client, "event", G_CALLBACK (note_event_cb), fixture);
}

static void
end (Fixture *fixture)
{
  g_assert_finalize_object (g_steal_pointer (&fixture->client));
  g_clear_object (&fixture->options);
  g_clear_error (&fixture->error);
  g_string_free (g_steal_pointer (&fixture->heard), TRUE);
  fixture->errors = 0;
  fixture->losses = 0;
}

static void
await_connected (Fixture *fixture)
{
  test_await_that (socket_io_client_get_connected (fixture->client));
}

/* --- instead of a greeting ------------------------------------------------ */

typedef struct {
  const char *behaviour;
  int polling; /* the error expected over polling */
  int websocket;
} Greeting;

static const Greeting greetings[] = {
  { "html", ENGINE_IO_ERROR_PROTOCOL, ENGINE_IO_ERROR_HTTP },
  { "empty", ENGINE_IO_ERROR_PROTOCOL, ENGINE_IO_ERROR_HTTP },
  { "404", ENGINE_IO_ERROR_HTTP, ENGINE_IO_ERROR_HTTP },
  { "502", ENGINE_IO_ERROR_HTTP, ENGINE_IO_ERROR_HTTP },
  { "redirect", ENGINE_IO_ERROR_HTTP, ENGINE_IO_ERROR_HTTP },
  { "forbidden", ENGINE_IO_ERROR_REFUSED, ENGINE_IO_ERROR_HTTP },
  { "unsupported", ENGINE_IO_ERROR_VERSION, ENGINE_IO_ERROR_HTTP },
  { "eio3", ENGINE_IO_ERROR_VERSION, ENGINE_IO_ERROR_HTTP },
  { "no-sid", ENGINE_IO_ERROR_PROTOCOL, ENGINE_IO_ERROR_HTTP },
  { "no-json", ENGINE_IO_ERROR_PROTOCOL, ENGINE_IO_ERROR_HTTP },
  { "deep-greeting", ENGINE_IO_ERROR_PROTOCOL, ENGINE_IO_ERROR_HTTP },
  { "hang", ENGINE_IO_ERROR_TIMED_OUT, ENGINE_IO_ERROR_TIMED_OUT },
  { "late", ENGINE_IO_ERROR_TIMED_OUT, ENGINE_IO_ERROR_TIMED_OUT },
  { "reset", ENGINE_IO_ERROR_UNREACHABLE, ENGINE_IO_ERROR_UNREACHABLE },
  { "cut", ENGINE_IO_ERROR_UNREACHABLE, ENGINE_IO_ERROR_UNREACHABLE },
  { "half", ENGINE_IO_ERROR_UNREACHABLE, ENGINE_IO_ERROR_HTTP },
  { "endless", ENGINE_IO_ERROR_TOO_LARGE, ENGINE_IO_ERROR_TIMED_OUT },
  { "no-http", ENGINE_IO_ERROR_PROTOCOL, ENGINE_IO_ERROR_PROTOCOL },
};

static void
test_greeting (Fixture *fixture, const Greeting *greeting, const char *transport, int code)
{
  begin (fixture, test_peer_get_uri (shared_peer), greeting->behaviour, transport);
  g_object_set (fixture->options, "reconnection", FALSE, NULL);
  if (code == ENGINE_IO_ERROR_TIMED_OUT)
    g_object_set (fixture->options, "timeout", 100, NULL);
  socket_io_client_connect (fixture->client);
  test_await_that (!socket_io_client_get_active (fixture->client));
  g_test_message ("%d: %s", fixture->error->code, fixture->error->message);
  g_assert_error (fixture->error, ENGINE_IO_ERROR, code);
  g_assert_cmpuint (fixture->errors, ==, 1);
  g_assert_cmpuint (fixture->losses, ==, 0);
  if (g_str_equal (greeting->behaviour, "404") || g_str_equal (greeting->behaviour, "502"))
    g_assert_cmpuint (engine_io_error_get_http_status (fixture->error), ==,
                      g_ascii_strtoull (greeting->behaviour, NULL, 10));
  if (g_str_equal (greeting->behaviour, "forbidden") && g_str_equal (transport, "polling"))
    g_assert_cmpint (engine_io_error_get_server_code (fixture->error), ==, 4);
  g_assert_cmpint (socket_io_manager_get_state (socket_io_client_get_manager (fixture->client)), ==,
                   SOCKET_IO_MANAGER_CLOSED);

  /* Now the right place: the client is none the worse. */
  g_object_set (fixture->options, "path", "/good/", "timeout", 3000, NULL);
  socket_io_client_connect (fixture->client);
  await_connected (fixture);
  end (fixture);
}

static void
test_greetings_over_polling (void)
{
  Fixture fixture = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (greetings); i++)
    test_greeting (&fixture, &greetings[i], "polling", greetings[i].polling);
}

static void
test_greetings_over_websocket (void)
{
  Fixture fixture = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (greetings); i++)
    test_greeting (&fixture, &greetings[i], "websocket", greetings[i].websocket);
}

static void
assert_unreachable (const char *uri, int code)
{
  Fixture fixture = { 0 };

  begin (&fixture, uri, "good", "polling");
  g_object_set (fixture.options, "reconnection", FALSE, NULL);
  socket_io_client_connect (fixture.client);
  test_await_that (fixture.errors > 0);
  g_test_message ("%s: %s", uri, fixture.error->message);
  g_assert_error (fixture.error, ENGINE_IO_ERROR, code);
  test_await_that (!socket_io_client_get_active (fixture.client));
  end (&fixture);
}

static void
test_wrong_addresses (void)
{
  g_autofree char *tls = g_strdup_printf ("https://127.0.0.1:%u", test_peer_get_port (shared_peer));

  assert_unreachable ("http://127.0.0.1:9", ENGINE_IO_ERROR_UNREACHABLE);
  assert_unreachable ("http://no-such-host.invalid", ENGINE_IO_ERROR_UNREACHABLE);
  assert_unreachable ("http://[::ffff:0:0]:1", ENGINE_IO_ERROR_UNREACHABLE);
  assert_unreachable ("mailto:somebody", ENGINE_IO_ERROR_UNREACHABLE);
  assert_unreachable (tls, ENGINE_IO_ERROR_TLS);
}

/* --- after the greeting --------------------------------------------------- */

static const char *const fatal_sessions[] = {
  "garbage",
  "engine-garbage",
  "empty-message",
  "unknown-type",
  "bad-json",
  "trailing-json",
  "no-array",
  "empty-array",
  "no-name",
  "reserved-name",
  "connect-array",
  "raw-nul",
  "control",
  "deep",
  "deep-objects",
  "huge-ack",
  "no-utf8",
  "too-many-attachments",
  "endless-attachments",
  "no-attachment-count",
  "text-for-attachment",
  "wrong-attachment",
  "no-attachment-number",
  "unexpected-attachment",
};

/* The bad session is lost for the reason @reason, and the next one is good. */
static void
test_session (const char *behaviour, const char *transport, SocketIoDisconnectReason reason)
{
  Fixture fixture = { 0 };
  g_autofree char *name = g_strdup (behaviour);

  begin (&fixture, test_peer_get_uri (shared_peer), name, transport);
  socket_io_client_connect (fixture.client);
  test_await_that (fixture.losses > 0);
  g_test_message ("%s: %s", socket_io_disconnect_reason_to_string (fixture.reason),
                  fixture.error != NULL ? fixture.error->message : "no details");
  g_assert_cmpstr (socket_io_disconnect_reason_to_string (fixture.reason), ==,
                   socket_io_disconnect_reason_to_string (reason));
  g_assert_nonnull (fixture.error);
  g_assert_cmpstr (fixture.heard->str, ==, "");
  await_connected (&fixture);
  g_assert_cmpuint (fixture.losses, ==, 1);
  end (&fixture);
}

/* The server forgets between the two ways, so that both begin with a bad session. */
static void
restart (void)
{
  g_clear_pointer (&shared_peer, test_peer_stop);
  shared_peer = test_peer_start ("bad-server.js", NULL);
}

static void
test_sessions (gconstpointer transport)
{
  restart ();
  for (guint i = 0; i < G_N_ELEMENTS (fatal_sessions); i++)
    test_session (fatal_sessions[i], transport, SOCKET_IO_DISCONNECT_PARSE_ERROR);
}

static const struct {
  const char *behaviour;
  const char *heard;
} harmless_sessions[] = {
  { "surrogate", "x[\"a\xef\xbf\xbd"
                 "b\",\"\xef\xbf\xbd\"];after[];" },
  { "nul", "x[\"a\xef\xbf\xbd"
           "b\"];after[];" },
  { "integers",
    "x[9223372036854775807,9223372036854776000,-9223372036854776000,1.2345678901234568e+22];"
    "after[];" },
  { "unknown-ack", "after[];" },
  { "other-namespace", "after[];" },
  { "second-greeting", "after[];" },
  { "late-refusal", "after[];" },
  { "noops", "after[];" },
  { "number-name", "7[1];after[];" },
  { "user-placeholder", "x[{\"_placeholder\":true,\"num\":0}];after[];" },
  { "duplicate-keys", "x[{\"a\":2}];after[];" },
  { "proto-keys", "x[{\"__proto__\":{\"a\":1},\"constructor\":2}];after[];" },
};

static void
test_what_does_no_harm (gconstpointer transport)
{
  restart ();
  for (guint i = 0; i < G_N_ELEMENTS (harmless_sessions); i++) {
    Fixture fixture = { 0 };

    begin (&fixture, test_peer_get_uri (shared_peer), harmless_sessions[i].behaviour, transport);
    socket_io_client_connect (fixture.client);
    test_await_that (g_str_has_suffix (fixture.heard->str, "after[];"));
    g_assert_cmpstr (fixture.heard->str, ==, harmless_sessions[i].heard);
    g_assert_cmpuint (fixture.losses + fixture.errors, ==, 0);
    end (&fixture);
  }
}

static long
get_peak_kilobytes (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return usage.ru_maxrss;
}

/* 200 MB are refused while they come, not when they are all there. */
static void
test_too_big (gconstpointer transport)
{
  static const char *const behaviours[] = { "big-text", "big-attachment" };
  long before = 0;

  restart ();
  before = get_peak_kilobytes ();
  for (guint i = 0; i < G_N_ELEMENTS (behaviours); i++) {
    Fixture fixture = { 0 };

    begin (&fixture, test_peer_get_uri (shared_peer), behaviours[i], transport);
    g_object_set (fixture.options, "max-incoming-size", (guint64) 10000000, NULL);
    socket_io_client_connect (fixture.client);
    test_await_that (fixture.losses + fixture.errors > 0);
    g_test_message ("%s", fixture.error->message);
    g_assert_error (fixture.error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_TOO_LARGE);
    await_connected (&fixture);
    end (&fixture);
  }
  g_assert_cmpint (get_peak_kilobytes () - before, <, 150000);
}

static void
test_no_attachment_comes (gconstpointer transport)
{
  restart ();
  test_session ("no-attachment", transport, SOCKET_IO_DISCONNECT_PING_TIMEOUT);
}

static void
test_the_server_stops_answering (gconstpointer transport)
{
  restart ();
  test_session ("silence", transport, SOCKET_IO_DISCONNECT_PING_TIMEOUT);
}

/* --- instead of an acceptance --------------------------------------------- */

static void
test_odd_acceptance (const char *behaviour, const char *transport, int code, const char *message)
{
  Fixture fixture = { 0 };

  begin (&fixture, test_peer_get_uri (shared_peer), behaviour, transport);
  socket_io_client_connect (fixture.client);
  test_await_that (fixture.errors > 0);
  g_assert_error (fixture.error, SOCKET_IO_ERROR, code);
  if (message != NULL)
    g_assert_cmpstr (fixture.error->message, ==, message);
  g_assert_false (socket_io_client_get_active (fixture.client));
  socket_io_client_connect (fixture.client);
  await_connected (&fixture);
  end (&fixture);
}

static void
test_odd_acceptances (gconstpointer transport)
{
  Fixture fixture = { 0 };

  restart ();
  test_odd_acceptance ("version-2", transport, SOCKET_IO_ERROR_VERSION, NULL);
  test_odd_acceptance ("sid-number", transport, SOCKET_IO_ERROR_VERSION, NULL);
  test_odd_acceptance ("refused-with-text", transport, SOCKET_IO_ERROR_REFUSED, "go away");

  /* An answer that never comes is waited for; meanwhile the client can be dropped. */
  begin (&fixture, test_peer_get_uri (shared_peer), "unanswered", transport);
  socket_io_client_connect (fixture.client);
  test_await_that (socket_io_manager_get_state (socket_io_client_get_manager (fixture.client)) ==
                   SOCKET_IO_MANAGER_OPEN);
  test_settle ();
  g_assert_false (socket_io_client_get_connected (fixture.client));
  end (&fixture);
}

/* --- upgrades that fail ---------------------------------------------------- */

static void
test_failing_upgrades (void)
{
  static const char *const behaviours[] = { "upgrade-cut", "upgrade-closed", "upgrade-garbage",
                                            "upgrade-ignored", "upgrade-cut-after-pong" };

  restart ();
  for (guint i = 0; i < G_N_ELEMENTS (behaviours); i++) {
    Fixture fixture = { 0 };
    g_autofree char *probed = NULL;

    begin (&fixture, test_peer_get_uri (shared_peer), behaviours[i], NULL);
    g_object_set (fixture.options, "probe-timeout", 50, NULL);
    g_object_set (fixture.client, "retries", 3, "ack-timeout", 2000, NULL);
    socket_io_client_connect (fixture.client);
    await_connected (&fixture);
    scene_assert_answer (fixture.client, "echo", "[]", "[]");
    probed = test_peer_await (shared_peer, "probed ");
    g_assert_cmpstr (probed, ==, behaviours[i]);

    /* Polling goes on as if nothing had been. */
    for (guint n = 0; n < 3; n++)
      scene_assert_answer (fixture.client, "echo", "[]", "[]");
    await_connected (&fixture);
    end (&fixture);
  }
}

/* --- TLS ------------------------------------------------------------------- */

static void
test_bad_certificate (void)
{
  g_autofree char *folder = g_dir_make_tmp ("parlour-XXXXXX", NULL);
  g_autofree char *key = g_build_filename (folder, "key.pem", NULL);
  g_autofree char *certificate = g_build_filename (folder, "certificate.pem", NULL);
  const char *const arguments[] = { "openssl", "req",   "-x509", "-newkey",   "rsa:2048",
                                    "-nodes",  "-days", "1",     "-subj",     "/CN=elsewhere",
                                    "-keyout", key,     "-out",  certificate, NULL };
  g_autoptr (GSubprocess) openssl = NULL;
  g_autoptr (TestPeer) peer = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = NULL;
  Fixture fixture = { 0 };

  openssl = g_subprocess_newv (arguments, G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (openssl, NULL, &error));
  peer = test_peer_start ("bad-server.js", "--tls", key, certificate, NULL);
  uri = g_strdup_printf ("https://127.0.0.1:%u", test_peer_get_port (peer));

  for (guint i = 0; i < 2; i++) {
    begin (&fixture, uri, "good", i == 0 ? "polling" : "websocket");
    g_object_set (fixture.options, "reconnection", FALSE, NULL);
    socket_io_client_connect (fixture.client);
    test_await_that (!socket_io_client_get_active (fixture.client));
    g_test_message ("%s", fixture.error->message);
    g_assert_error (fixture.error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_TLS);
    g_assert_cmpuint (engine_io_error_get_tls_errors (fixture.error) & G_TLS_CERTIFICATE_UNKNOWN_CA,
                      !=, 0);

    /* Who knows what they do may look away. */
    g_object_set (fixture.options, "reject-unauthorized", FALSE, NULL);
    socket_io_client_connect (fixture.client);
    await_connected (&fixture);
    end (&fixture);
  }

  g_unlink (key);
  g_unlink (certificate);
  g_rmdir (folder);
}

static void
add (const char *name, GTestDataFunc func)
{
  static const char *const transports[] = { "polling", "websocket" };

  for (guint i = 0; i < G_N_ELEMENTS (transports); i++) {
    g_autofree char *path = g_strdup_printf ("/interop/bad-input/%s/%s", name, transports[i]);

    g_test_add_data_func (path, transports[i], func);
  }
}

int
main (int argc, char *argv[])
{
  int status = 0;

  g_test_init (&argc, &argv, NULL);
  test_peer_require ();
  shared_peer = test_peer_start ("bad-server.js", NULL);

  g_test_add_func ("/interop/bad-input/wrong-addresses", test_wrong_addresses);
  g_test_add_func ("/interop/bad-input/greetings/polling", test_greetings_over_polling);
  g_test_add_func ("/interop/bad-input/greetings/websocket", test_greetings_over_websocket);
  g_test_add_func ("/interop/bad-input/certificate", test_bad_certificate);
  add ("odd-acceptances", test_odd_acceptances);
  add ("sessions", test_sessions);
  add ("what-does-no-harm", test_what_does_no_harm);
  add ("too-big", test_too_big);
  add ("no-attachment-comes", test_no_attachment_comes);
  add ("the-server-stops-answering", test_the_server_stops_answering);
  g_test_add_func ("/interop/bad-input/failing-upgrades", test_failing_upgrades);

  status = g_test_run ();
  g_clear_pointer (&shared_peer, test_peer_stop);

  return status;
}
