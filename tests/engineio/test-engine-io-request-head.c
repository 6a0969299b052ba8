/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-io-request-head.h"

#include "raw-http.h"
#include "test-await.h"

typedef struct {
  SoupServer *http;
  guint port;
  const char *trusted_header;
  EngineIoRequestHead *head;
} Fixture;

static void
asked_cb (SoupServer *http,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->head = engine_io_request_head_new (message, fixture->trusted_header);
  soup_server_message_set_status (message, SOUP_STATUS_NO_CONTENT, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  GSList *uris = NULL;

  fixture->http = g_object_new (SOUP_TYPE_SERVER, NULL);
  soup_server_add_handler (fixture->http, NULL, asked_cb, fixture, NULL);
  soup_server_listen_local (fixture->http, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->http);
  fixture->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->head, engine_io_request_head_unref);
  soup_server_disconnect (fixture->http);
  test_settle ();
  g_assert_finalize_object (fixture->http);
}

static void
ask (Fixture *fixture, const char *target, const char *headers)
{
  g_autoptr (RawHttp) client = raw_http_connect (fixture->port);
  g_autofree char *answer = NULL;

  g_clear_pointer (&fixture->head, engine_io_request_head_unref);
  raw_http_get (client, target, headers);
  answer = raw_http_read (client);
  g_assert_cmpuint (raw_http_get_status (answer), ==, 204);
  g_assert_nonnull (fixture->head);
}

static void
test_read (Fixture *fixture, gconstpointer data)
{
  g_autofree char *token = NULL;
  g_autofree char *nothing = NULL;
  g_autoptr (GHashTable) query = NULL;
  SoupMessageHeaders *headers = NULL;
  gint64 before = g_get_real_time ();

  ask (fixture, "/socket.io/?EIO=4&token=a%20b",
       "X-One: 1\r\nX-Two: 2\r\nx-one: 3\r\nX-Empty:\r\n");
  g_assert_cmpstr (engine_io_request_head_get_address (fixture->head), ==, "127.0.0.1");
  g_assert_false (engine_io_request_head_is_secure (fixture->head));
  g_assert_cmpint (engine_io_request_head_get_time (fixture->head), >=, before);
  g_assert_cmpint (engine_io_request_head_get_time (fixture->head), <=, g_get_real_time ());
  g_assert_cmpstr (engine_io_request_head_get_url (fixture->head), ==,
                   "/socket.io/?EIO=4&token=a%20b");

  token = engine_io_request_head_dup_query_parameter (fixture->head, "token");
  g_assert_cmpstr (token, ==, "a b");
  nothing = engine_io_request_head_dup_query_parameter (fixture->head, "nothing");
  g_assert_null (nothing);
  query = engine_io_request_head_dup_query (fixture->head);
  g_assert_cmpuint (g_hash_table_size (query), ==, 2);

  g_assert_cmpstr (engine_io_request_head_get_header (fixture->head, "x-ONE"), ==, "1, 3");
  g_assert_cmpstr (engine_io_request_head_get_header (fixture->head, "X-Two"), ==, "2");
  g_assert_cmpstr (engine_io_request_head_get_header (fixture->head, "X-Empty"), ==, "");
  g_assert_null (engine_io_request_head_get_header (fixture->head, "X-Three"));
  headers = engine_io_request_head_dup_headers (fixture->head);
  g_assert_cmpstr (soup_message_headers_get_one (headers, "Host"), ==, "localhost");
  g_assert_cmpstr (soup_message_headers_get_list (headers, "X-One"), ==, "1, 3");
  soup_message_headers_unref (headers);
}

static void
test_no_query (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) query = NULL;

  ask (fixture, "/", "");
  g_assert_cmpstr (engine_io_request_head_get_url (fixture->head), ==, "/");
  query = engine_io_request_head_dup_query (fixture->head);
  g_assert_cmpuint (g_hash_table_size (query), ==, 0);
}

static void
test_proxy (Fixture *fixture, gconstpointer data)
{
  ask (fixture, "/", "X-Forwarded-For: 192.0.2.7\r\n");
  g_assert_cmpstr (engine_io_request_head_get_address (fixture->head), ==, "127.0.0.1");

  fixture->trusted_header = "X-Forwarded-For";
  ask (fixture, "/", "X-Forwarded-For: 192.0.2.7\r\n");
  g_assert_cmpstr (engine_io_request_head_get_address (fixture->head), ==, "192.0.2.7");
  ask (fixture, "/", "X-Forwarded-For: 192.0.2.7, 2001:DB8::1\r\n");
  g_assert_cmpstr (engine_io_request_head_get_address (fixture->head), ==, "2001:db8::1");
  ask (fixture, "/", "X-Forwarded-For: 192.0.2.7\r\nX-Forwarded-For: 192.0.2.8\r\n");
  g_assert_cmpstr (engine_io_request_head_get_address (fixture->head), ==, "192.0.2.8");
  ask (fixture, "/", "X-Forwarded-For: somebody\r\n");
  g_assert_cmpstr (engine_io_request_head_get_address (fixture->head), ==, "127.0.0.1");
  ask (fixture, "/", "");
  g_assert_cmpstr (engine_io_request_head_get_address (fixture->head), ==, "127.0.0.1");
}

static void
test_boxed (Fixture *fixture, gconstpointer data)
{
  g_auto (GValue) value = G_VALUE_INIT;

  ask (fixture, "/", "");
  g_value_init (&value, ENGINE_IO_TYPE_REQUEST_HEAD);
  g_value_set_boxed (&value, fixture->head);
  g_assert_true (g_value_get_boxed (&value) == fixture->head);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/engine-io/request-head/what-is-kept", Fixture, NULL, set_up, test_read, tear_down);
  g_test_add ("/engine-io/request-head/no-query", Fixture, NULL, set_up, test_no_query, tear_down);
  g_test_add ("/engine-io/request-head/a-proxy-is-believed-if-trusted", Fixture, NULL, set_up,
              test_proxy, tear_down);
  g_test_add ("/engine-io/request-head/is-a-boxed-type", Fixture, NULL, set_up, test_boxed,
              tear_down);

  return g_test_run ();
}
