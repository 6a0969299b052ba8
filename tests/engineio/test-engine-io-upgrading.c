/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions that change their transport while both sides talk.  Each message has a number; not one
 * may be lost, doubled or overtaken, in either direction.
 */
#include "engine-io-client.h"
#include "engine-io-deadlines.h"
#include "engine-io-server.h"

#include <string.h>

#include "test-await.h"
#include "test-certificate.h"
#include "test-peer.h"

/* Many while it polls, so that there is always something on its way, then fewer, so that enough is
 * left for after the upgrade. */
#define EARLY_BATCH 20
#define LATE_BATCH 3

typedef struct {
  guint n_messages; /* of each session, each way */
  EngineIoServer *server;
  GPtrArray *ends; /* of End: of the server, and of our own clients */
  guint done;      /* ends that have heard all */
  guint upgraded;  /* sessions, as the server sees it */
  guint early;     /* messages that came before that */
  guint closed;
  char *uri;
} Fixture;

/* One side of a session, which speaks and counts. */
typedef struct {
  Fixture *fixture;
  gpointer object; /* EngineIoSocket or EngineIoClient */
  guint sent;
  guint heard;
  gboolean upgraded;
  guint speaking_id;
} End;

static GBytes *
encode (guint number)
{
  char *text = g_strdup_printf ("m%u", number);

  return g_bytes_new_take (text, strlen (text));
}

static gboolean
is_binary (guint number)
{
  return number % 10 == 0;
}

static void
end_free (End *end)
{
  g_clear_handle_id (&end->speaking_id, g_source_remove);
  g_signal_handlers_disconnect_by_data (end->object, end);
  g_object_unref (end->object);
  g_free (end);
}

static void
say (End *end, GBytes *data, gboolean binary)
{
  g_autoptr (GError) error = NULL;

  if (ENGINE_IO_IS_SOCKET (end->object)) {
    if (binary)
      g_assert_true (engine_io_socket_send_binary (end->object, data, 0));
    else
      g_assert_true (engine_io_socket_send (end->object, data, 0));
  } else {
    if (binary)
      engine_io_client_send_binary (end->object, data, 0, &error);
    else
      engine_io_client_send (end->object, data, NULL, 0, &error);
    g_assert_no_error (error);
  }
}

static gboolean
speak_cb (gpointer data)
{
  End *end = data;
  guint batch = end->upgraded ? LATE_BATCH : EARLY_BATCH;

  for (guint i = 0; i < batch && end->sent < end->fixture->n_messages; i++, end->sent++) {
    g_autoptr (GBytes) bytes = encode (end->sent);

    say (end, bytes, is_binary (end->sent));
  }
  if (end->sent < end->fixture->n_messages)
    return G_SOURCE_CONTINUE;

  end->speaking_id = 0;

  return G_SOURCE_REMOVE;
}

static void
message_cb (gpointer object, GBytes *data, gboolean binary, End *end)
{
  g_autoptr (GBytes) wanted = encode (end->heard);

  g_assert_cmpint (binary, ==, is_binary (end->heard));
  g_assert_cmpmem (g_bytes_get_data (data, NULL), g_bytes_get_size (data),
                   g_bytes_get_data (wanted, NULL), g_bytes_get_size (wanted));
  end->heard++;
  if (!end->upgraded)
    end->fixture->early++;
  if (end->heard == end->fixture->n_messages)
    end->fixture->done++;
}

static void
upgraded_cb (gpointer object, const char *transport, End *end)
{
  end->upgraded = TRUE;
  if (ENGINE_IO_IS_SOCKET (object))
    end->fixture->upgraded++;
}

static void
closed_cb (gpointer object, EngineIoCloseReason reason, GError *details, End *end)
{
  g_test_message ("closed: %s, %s", engine_io_close_reason_to_string (reason),
                  details != NULL ? details->message : "nothing more");
  end->fixture->closed++;
  g_clear_handle_id (&end->speaking_id, g_source_remove);
}

/* Takes @object. */
static End *
add_end (Fixture *fixture, gpointer object)
{
  End *end = g_new0 (End, 1);

  end->fixture = fixture;
  end->object = object;
  g_signal_connect (object, "message", G_CALLBACK (message_cb), end);
  g_signal_connect (object, "upgraded", G_CALLBACK (upgraded_cb), end);
  g_signal_connect (object, "closed", G_CALLBACK (closed_cb), end);
  g_ptr_array_add (fixture->ends, end);

  return end;
}

static void
begin_to_speak (End *end)
{
  end->speaking_id = g_timeout_add (1, speak_cb, end);
}

static void
opened_cb (EngineIoClient *client, EngineIoHandshake *handshake, End *end)
{
  begin_to_speak (end);
}

static void
connection_cb (EngineIoServer *server, EngineIoSocket *socket, Fixture *fixture)
{
  begin_to_speak (add_end (fixture, g_object_ref (socket)));
}

/* @data: whether over TLS */
static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (EngineIoServerOptions) options = engine_io_server_options_new ();
  g_autoptr (GTlsCertificate) certificate = data != NULL ? test_certificate_new () : NULL;
  g_autoptr (GError) error = NULL;

  /* Pings are among what is queued. */
  g_object_set (options, "ping-interval", 50, "ping-timeout", 20000, NULL);
  fixture->n_messages = g_test_slow () ? 5000 : 600;
  fixture->ends = g_ptr_array_new_with_free_func ((GDestroyNotify) end_free);
  fixture->server = engine_io_server_new (options);
  g_signal_connect (fixture->server, "connection", G_CALLBACK (connection_cb), fixture);
  engine_io_server_listen (fixture->server, "127.0.0.1", 0, certificate, &error);
  g_assert_no_error (error);
  fixture->uri = g_strdup_printf ("%s://127.0.0.1:%u", certificate != NULL ? "https" : "http",
                                  engine_io_server_get_port (fixture->server));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_ptr_array_unref (fixture->ends);
  g_assert_finalize_object (fixture->server);
  g_free (fixture->uri);
  test_settle ();
}

static void
assert_upgraded_in_between (Fixture *fixture, guint n_sessions)
{
  g_test_message ("%u messages before %u upgrades", fixture->early, fixture->upgraded);
  g_assert_cmpuint (fixture->closed, ==, 0);
  g_assert_cmpuint (fixture->upgraded, ==, n_sessions);
  g_assert_cmpuint (fixture->early, >, 0);
  for (guint i = 0; i < fixture->ends->len; i++) {
    End *end = g_ptr_array_index (fixture->ends, i);

    g_assert_cmpuint (end->heard, ==, fixture->n_messages);
  }
}

static gboolean
accept_certificate_cb (EngineIoClient *client,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       gpointer user_data)
{
  return TRUE;
}

static void
test_our_own_client (Fixture *fixture, gconstpointer data)
{
  const guint n_sessions = 20;

  for (guint i = 0; i < n_sessions; i++) {
    EngineIoClient *client = engine_io_client_new (fixture->uri, NULL);

    g_signal_connect (client, "opened", G_CALLBACK (opened_cb), add_end (fixture, client));
    g_signal_connect (client, "accept-certificate", G_CALLBACK (accept_certificate_cb), NULL);
    engine_io_client_open (client);
  }
  test_await_that (fixture->done == 2 * n_sessions || fixture->closed > 0);
  assert_upgraded_in_between (fixture, n_sessions);
}

static void
test_the_reference_client (Fixture *fixture, gconstpointer data)
{
  const guint n_sessions = 20;
  g_autofree char *port = g_strdup_printf ("%u", engine_io_server_get_port (fixture->server));
  g_autofree char *sessions = g_strdup_printf ("%u", n_sessions);
  g_autofree char *messages = g_strdup_printf ("%u", fixture->n_messages);
  g_autoptr (TestPeer) peer = test_peer_start ("engine-client.js", port, sessions, messages, NULL);
  g_autofree char *result = NULL;

  test_peer_tell (peer, "go");
  result = test_peer_hear (peer);
  g_assert_true (g_str_has_prefix (result, "done "));
  test_await_that (fixture->done == n_sessions || fixture->closed > 0);
  assert_upgraded_in_between (fixture, n_sessions);
}

typedef struct {
  EngineIoClient *client;
  guint *left;
} Visitor;

static void
leave_cb (gpointer data)
{
  Visitor *visitor = data;

  (*visitor->left)++;
  if (g_test_rand_bit ())
    engine_io_client_close (visitor->client);
  g_clear_object (&visitor->client);
}

/* At once, or whatever happens next has begun. */
static void
leave_soon (Visitor *visitor)
{
  g_signal_handlers_disconnect_by_data (visitor->client, visitor);
  if (g_test_rand_bit ())
    leave_cb (visitor);
  else
    g_timeout_add_once ((guint) g_test_rand_int_range (0, 20), leave_cb, visitor);
}

/* Clients that go at any moment, politely or not: nothing of them stays behind. */
static void
test_vanishing_at_any_moment (Fixture *fixture, gconstpointer data)
{
  static const char *const moments[] = { "opened", "heartbeat", "upgrading", "upgraded" };
  const guint n_visitors = g_test_slow () ? 2000 : 200;
  g_autofree Visitor *visitors = g_new0 (Visitor, n_visitors);
  EngineIoDeadlines *deadlines = engine_io_server_get_deadlines (fixture->server);
  guint left = 0;

  /* Not much is said, or it would take long to come as far as to an upgrade. */
  fixture->n_messages = 60;
  g_object_set (engine_io_server_get_options (fixture->server), "ping-timeout", 300, NULL);
  for (guint i = 0; i < n_visitors; i++) {
    guint moment = (guint) g_test_rand_int_range (-1, G_N_ELEMENTS (moments));

    visitors[i].client = engine_io_client_new (fixture->uri, NULL);
    visitors[i].left = &left;
    if (moment < G_N_ELEMENTS (moments))
      g_signal_connect_swapped (visitors[i].client, moments[moment], G_CALLBACK (leave_soon),
                                &visitors[i]);
    engine_io_client_open (visitors[i].client);
    if (moment >= G_N_ELEMENTS (moments))
      leave_soon (&visitors[i]);
    test_await_that (left + 20 > i);
  }
  test_await_that (left == n_visitors && engine_io_server_get_n_sockets (fixture->server) == 0);
  g_test_message ("%u sessions were closed, %u after an upgrade", fixture->closed,
                  fixture->upgraded);
  g_assert_cmpuint (fixture->upgraded, >, 0);
  g_assert_cmpuint (engine_io_deadlines_get_length (deadlines), ==, 0);
  g_assert_cmpuint (fixture->closed, ==, fixture->ends->len);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  test_peer_require ();

  g_test_add ("/engine-io/upgrading/our-own-client", Fixture, NULL, set_up, test_our_own_client,
              tear_down);
  if (g_tls_backend_supports_tls (g_tls_backend_get_default ()))
    g_test_add ("/engine-io/upgrading/our-own-client/tls", Fixture, GINT_TO_POINTER (TRUE), set_up,
                test_our_own_client, tear_down);
  g_test_add ("/engine-io/upgrading/the-reference-client", Fixture, NULL, set_up,
              test_the_reference_client, tear_down);

  g_test_add ("/engine-io/upgrading/vanishing-at-any-moment", Fixture, NULL, set_up,
              test_vanishing_at_any_moment, tear_down);

  return g_test_run ();
}
