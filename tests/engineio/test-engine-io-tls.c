/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The client against a secure server of the reference implementation: whom it
 * trusts, what it shows, and what it says when that is not enough.
 */
#include <glib/gstdio.h>
#include <string.h>

#include "session.h"

/* --- certificates, made anew by the openssl program --- */

static char *certificates = NULL;

static const char make_certificates[] =
  "set -e\n"
  "key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650'\n"
  "openssl req -x509 $key -subj '/CN=Test CA' -keyout ca.key -out ca.pem\n"
  "openssl req -x509 $key -subj /CN=server -addext subjectAltName=IP:127.0.0.1"
  " -addext basicConstraints=critical,CA:FALSE -CA ca.pem -CAkey ca.key -keyout server.key"
  " -out server.pem\n"
  "openssl req -x509 $key -subj /CN=client -addext basicConstraints=critical,CA:FALSE"
  " -CA ca.pem -CAkey ca.key -keyout client.key -out client.only\n"
  "cat client.only client.key >client.pem\n";

static gboolean
have_certificates (void)
{
  const char *argv[] = { "sh", "-c", make_certificates, NULL };
  g_autoptr (GError) error = NULL;
  g_autofree char *openssl = NULL;
  g_autofree char *output = NULL;
  int status = 0;

  if (certificates != NULL)
    return TRUE;
  openssl = g_find_program_in_path ("openssl");
  if (!g_tls_backend_supports_tls (g_tls_backend_get_default ()) || openssl == NULL) {
    g_test_skip ("no TLS, or no openssl");
    return FALSE;
  }

  certificates = g_dir_make_tmp ("engine-io-XXXXXX", &error);
  g_assert_no_error (error);
  g_spawn_sync (certificates, (char **) argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, &output,
                &status, &error);
  g_assert_no_error (error);
  if (status != 0)
    g_error ("openssl: %s", output);

  return TRUE;
}

static void
remove_certificates (void)
{
  static const char *const files[] = { "ca.key",     "ca.pem",     "ca.srl",     "server.key",
                                       "server.pem", "client.key", "client.pem", "client.only" };

  if (certificates == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_build_filename (certificates, files[i], NULL);

    g_remove (path);
  }
  g_rmdir (certificates);
  g_clear_pointer (&certificates, g_free);
}

static void
trust_our_ca (Session *session)
{
  g_autofree char *path = g_build_filename (certificates, "ca.pem", NULL);
  g_autoptr (GTlsDatabase) database = g_tls_file_database_new (path, NULL);

  g_assert_nonnull (database);
  g_object_set (session->options, "tls-database", database, NULL);
}

/* A secure server, and a client for it at @host. */
static gboolean
start_secure (Session *session, const char *host, const char *option)
{
  g_autofree char *tls = NULL;
  g_autofree char *uri = NULL;

  if (!have_certificates ())
    return FALSE;

  tls = g_strconcat ("tls=", certificates, NULL);
  session_share_server (session, tls, option);
  uri = g_strdup_printf ("https://%s:%u", host, test_peer_get_port (session->shared));
  session_make_client (session, uri);

  return TRUE;
}

static void
test_own_ca (Session *session, gconstpointer way)
{
  if (!start_secure (session, "127.0.0.1", NULL))
    return;

  trust_our_ca (session);
  session_open_and_upgrade (session, way);
  session_send (session, "hello");
  session_assert_next (session, "hello");
}

static void
test_unknown_ca (Session *session, gconstpointer way)
{
  if (!start_secure (session, "127.0.0.1", NULL))
    return;

  engine_io_client_open (session->client);
  session_await_closed (session, ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_TLS);
  g_assert_true (engine_io_error_get_tls_errors (session->details) & G_TLS_CERTIFICATE_UNKNOWN_CA);
  g_assert_nonnull (engine_io_error_get_cause (session->details));
}

static void
test_other_host (Session *session, gconstpointer way)
{
  if (!start_secure (session, "localhost", NULL))
    return;

  trust_our_ca (session);
  engine_io_client_open (session->client);
  session_await_closed (session, ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_TLS);
  g_assert_true (engine_io_error_get_tls_errors (session->details) &
                 G_TLS_CERTIFICATE_BAD_IDENTITY);
}

static gboolean
accept_certificate_cb (EngineIoClient *client,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       guint *asked)
{
  g_assert_true (errors & G_TLS_CERTIFICATE_UNKNOWN_CA);
  (*asked)++;

  return TRUE;
}

static void
test_accepted_by_hand (Session *session, gconstpointer way)
{
  guint asked = 0;

  if (!start_secure (session, "127.0.0.1", NULL))
    return;

  g_signal_connect (session->client, "accept-certificate", G_CALLBACK (accept_certificate_cb),
                    &asked);
  session_open_and_upgrade (session, way);
  g_assert_cmpuint (asked, >, 0);
}

static void
test_unauthorized_is_not_rejected (Session *session, gconstpointer way)
{
  if (!start_secure (session, "127.0.0.1", NULL))
    return;

  g_object_set (session->options, "reject-unauthorized", FALSE, NULL);
  session_open_and_upgrade (session, way);
}

static void
test_client_certificate (Session *session, gconstpointer way)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = NULL;

  if (!start_secure (session, "127.0.0.1", "clientCert=1"))
    return;

  path = g_build_filename (certificates, "client.pem", NULL);
  certificate = g_tls_certificate_new_from_file (path, &error);
  g_assert_no_error (error);
  g_object_set (session->options, "client-certificate", certificate, NULL);
  trust_our_ca (session);
  session_open_and_upgrade (session, way);
}

static void
test_no_client_certificate (Session *session, gconstpointer way)
{
  if (!start_secure (session, "127.0.0.1", "clientCert=1"))
    return;

  trust_our_ca (session);
  engine_io_client_open (session->client);
  test_await_that (session->closed == 1);
  g_assert_true (g_error_matches (session->details, ENGINE_IO_ERROR, ENGINE_IO_ERROR_TLS) ||
                 g_error_matches (session->details, ENGINE_IO_ERROR, ENGINE_IO_ERROR_UNREACHABLE));
}

static void
test_server_is_not_secure (Session *session, gconstpointer way)
{
  g_autofree char *uri = NULL;

  session_share_server (session, "cors={}", NULL);
  uri = g_strdup_printf ("wss://127.0.0.1:%u", test_peer_get_port (session->shared));
  session_make_client (session, uri);
  engine_io_client_open (session->client);
  session_await_closed (session, ENGINE_IO_CLOSE_TRANSPORT_ERROR, ENGINE_IO_ERROR_TLS);
}

static void
test_server_is_secure (Session *session, gconstpointer way)
{
  g_autofree char *uri = NULL;

  if (!start_secure (session, "127.0.0.1", NULL))
    return;

  session_drop_client (session);
  uri = g_strdup_printf ("http://127.0.0.1:%u", test_peer_get_port (session->shared));
  session_make_client (session, uri);
  engine_io_client_open (session->client);
  test_await_that (session->closed == 1);
  g_assert_nonnull (session->details);
}

/* --- through a proxy --- */

static void
use_proxy (Session *session, TestPeer *proxy)
{
  g_autoptr (GProxyResolver)
    resolver = g_simple_proxy_resolver_new (test_peer_get_uri (proxy), NULL);

  g_object_set (session->options, "proxy-resolver", resolver, NULL);
}

static void
test_secure_through_proxy (Session *session, gconstpointer way)
{
  g_autoptr (TestPeer) proxy = NULL;
  g_autofree char *tunnel = NULL;

  if (!start_secure (session, "127.0.0.1", NULL))
    return;

  proxy = test_peer_start ("proxy-server.js", NULL);
  use_proxy (session, proxy);
  trust_our_ca (session);
  session_open_and_upgrade (session, way);
  session_send (session, "hello");
  session_assert_next (session, "hello");
  tunnel = test_peer_await (proxy, "tunnel ");
  g_assert_true (g_str_has_prefix (tunnel, "127.0.0.1:"));
}

static void
test_proxy_refuses (Session *session, gconstpointer way)
{
  g_autoptr (TestPeer) proxy = NULL;

  if (!start_secure (session, "127.0.0.1", NULL))
    return;

  proxy = test_peer_start ("proxy-server.js", "refuse", NULL);
  use_proxy (session, proxy);
  engine_io_client_open (session->client);
  test_await_that (session->closed == 1);
  g_test_message ("%s", session->details->message);
  g_assert_true (g_error_matches (session->details, ENGINE_IO_ERROR, ENGINE_IO_ERROR_HTTP) ||
                 g_error_matches (session->details, ENGINE_IO_ERROR, ENGINE_IO_ERROR_UNREACHABLE));
}

static void
add (const char *name, void (*test) (Session *, gconstpointer))
{
  for (guint i = 0; i < N_WAYS; i++) {
    g_autofree char *path = g_strdup_printf ("/engine-io/tls/%s/%s", name, ways[i].name);

    g_test_add (path, Session, &ways[i], session_set_up, test, session_tear_down);
  }
}

int
main (int argc, char *argv[])
{
  int result = 0;

  g_test_init (&argc, &argv, NULL);
  test_peer_require ();

  add ("own-ca", test_own_ca);
  add ("unknown-ca", test_unknown_ca);
  add ("other-host", test_other_host);
  add ("accepted-by-hand", test_accepted_by_hand);
  add ("unauthorized-is-not-rejected", test_unauthorized_is_not_rejected);
  add ("client-certificate", test_client_certificate);
  add ("no-client-certificate", test_no_client_certificate);
  add ("server-is-not-secure", test_server_is_not_secure);
  add ("server-is-secure", test_server_is_secure);
  add ("secure-through-proxy", test_secure_through_proxy);
  add ("proxy-refuses", test_proxy_refuses);

  result = g_test_run ();
  session_stop_servers ();
  remove_certificates ();

  return result;
}
