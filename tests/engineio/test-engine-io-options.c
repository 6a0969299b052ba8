/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-io-options.h"

#include "test-await.h"

static void
test_defaults (void)
{
  EngineIoOptions *options = engine_io_options_new ();

  g_assert_cmpstr (engine_io_options_get_path (options), ==, "/engine.io/");
  g_assert_true (engine_io_options_get_add_trailing_slash (options));
  g_assert_cmpuint (g_strv_length ((char **) engine_io_options_get_transports (options)), ==, 2);
  g_assert_cmpstr (engine_io_options_get_transports (options)[0], ==, "polling");
  g_assert_true (engine_io_options_get_upgrade (options));
  g_assert_false (engine_io_options_get_remember_upgrade (options));
  g_assert_false (engine_io_options_get_try_all_transports (options));
  g_assert_null (engine_io_options_get_protocols (options));
  g_assert_false (engine_io_options_get_force_base64 (options));
  g_assert_true (engine_io_options_get_timestamp_requests (options));
  g_assert_cmpstr (engine_io_options_get_timestamp_parameter (options), ==, "t");
  g_assert_false (engine_io_options_get_per_message_deflate (options));
  g_assert_cmpuint (engine_io_options_get_deflate_threshold (options), ==, 1024);
  g_assert_cmpuint (engine_io_options_get_request_timeout (options), ==, 0);
  g_assert_cmpuint (engine_io_options_get_probe_timeout (options), ==, 10000);
  g_assert_cmpuint (engine_io_options_get_max_incoming_size (options), ==, 64 * 1024 * 1024);
  g_assert_nonnull (engine_io_options_get_cookie_jar (options));
  g_assert_null (engine_io_options_get_tls_database (options));
  g_assert_null (engine_io_options_get_tls_interaction (options));
  g_assert_null (engine_io_options_get_client_certificate (options));
  g_assert_true (engine_io_options_get_reject_unauthorized (options));
  g_assert_null (engine_io_options_get_proxy_resolver (options));
  g_assert_null (engine_io_options_get_remote_connectable (options));
  g_assert_finalize_object (options);
}

/* What a property is when nobody has set it is what its description says. */
static void
test_defaults_agree_with_descriptions (void)
{
  EngineIoOptions *options = engine_io_options_new ();
  guint n = 0;
  g_autofree GParamSpec **specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (options), &n);

  g_assert_cmpuint (n, ==, 23);
  for (guint i = 0; i < n; i++) {
    g_auto (GValue) value = G_VALUE_INIT;

    g_object_get_property (G_OBJECT (options), specs[i]->name, &value);
    if (!G_VALUE_HOLDS_OBJECT (&value) && !G_VALUE_HOLDS_BOXED (&value) &&
        !g_str_equal (specs[i]->name, "path"))
      g_assert_true (g_param_value_defaults (specs[i], &value));
  }
  g_assert_finalize_object (options);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_setting (void)
{
  static const char *const transports[] = { "websocket", NULL };
  EngineIoOptions *options = engine_io_options_new ();
  g_autoptr (SoupCookieJar) jar = soup_cookie_jar_new ();
  g_autofree char *path = NULL;
  guint notified = 0;

  g_signal_connect_swapped (options, "notify", G_CALLBACK (count_cb), &notified);
  g_object_set (options, "path", "/chat/", "upgrade", FALSE, "probe-timeout", 5, "transports",
                transports, "max-incoming-size", (guint64) 7, "cookie-jar", jar, NULL);
  g_assert_cmpuint (notified, ==, 6);
  g_object_set (options, "path", "/chat/", "upgrade", FALSE, "probe-timeout", 5,
                "max-incoming-size", (guint64) 7, "cookie-jar", jar, NULL);
  g_assert_cmpuint (notified, ==, 6);

  g_assert_cmpstr (engine_io_options_get_path (options), ==, "/chat/");
  g_assert_false (engine_io_options_get_upgrade (options));
  g_assert_cmpuint (engine_io_options_get_probe_timeout (options), ==, 5);
  g_assert_cmpstr (engine_io_options_get_transports (options)[0], ==, "websocket");
  g_assert_cmpuint (engine_io_options_get_max_incoming_size (options), ==, 7);
  g_assert_true (engine_io_options_get_cookie_jar (options) == jar);

  g_object_set (options, "path", NULL, "cookie-jar", NULL, NULL);
  g_object_get (options, "path", &path, NULL);
  g_assert_cmpstr (path, ==, "/engine.io/");
  g_assert_null (engine_io_options_get_cookie_jar (options));
  g_assert_finalize_object (options);
}

static void
assert_query (EngineIoOptions *options, const char *expected)
{
  g_autofree char *query = engine_io_options_build_query (options);

  g_assert_cmpstr (query, ==, expected);
}

static void
test_query (void)
{
  EngineIoOptions *options = engine_io_options_new ();

  assert_query (options, "");
  engine_io_options_set_query_parameter (options, "b", "1");
  engine_io_options_set_query_parameter (options, "a", "x y&z=ü/?");
  assert_query (options, "b=1&a=x%20y%26z%3D%C3%BC%2F%3F");
  engine_io_options_set_query_parameter (options, "b", "2");
  engine_io_options_set_query_parameter (options, "sid", "stolen");
  engine_io_options_set_query_parameter (options, "EIO", "3");
  assert_query (options, "b=2&a=x%20y%26z%3D%C3%BC%2F%3F");
  g_assert_cmpstr (engine_io_options_get_query_parameter (options, "b"), ==, "2");
  engine_io_options_set_query_parameter (options, "a", NULL);
  engine_io_options_set_query_parameter (options, "none", NULL);
  g_assert_null (engine_io_options_get_query_parameter (options, "a"));
  assert_query (options, "b=2");
  g_assert_finalize_object (options);
}

static void
test_headers (void)
{
  EngineIoOptions *options = engine_io_options_new ();
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);

  engine_io_options_set_header (options, "polling", "X-Who", "poller");
  engine_io_options_set_header (options, NULL, "x-who", "anybody");
  engine_io_options_set_header (options, NULL, "X-Twice", "1");
  engine_io_options_set_header (options, NULL, "x-twice", "2");
  engine_io_options_apply_headers (options, "polling", headers);
  g_assert_cmpstr (soup_message_headers_get_one (headers, "X-Who"), ==, "poller");
  g_assert_cmpstr (soup_message_headers_get_list (headers, "X-Twice"), ==, "2");
  soup_message_headers_clear (headers);

  engine_io_options_apply_headers (options, "websocket", headers);
  g_assert_cmpstr (soup_message_headers_get_one (headers, "X-Who"), ==, "anybody");
  soup_message_headers_clear (headers);

  engine_io_options_set_header (options, NULL, "X-WHO", NULL);
  engine_io_options_apply_headers (options, "websocket", headers);
  g_assert_null (soup_message_headers_get_one (headers, "X-Who"));
  soup_message_headers_unref (headers);
  g_assert_finalize_object (options);
}

static void
test_bad_headers (void)
{
  static const char *const pairs[][2] = {
    { "", "x" }, { "a b", "x" }, { "a:", "x" }, { "a\n", "x" }, { "a", "x\r\nb: y" }, { "ä", "x" },
  };
  EngineIoOptions *options = engine_io_options_new ();
  SoupMessageHeaders *headers = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_test_expect_message ("EngineIo", G_LOG_LEVEL_CRITICAL, "*assertion*");
    engine_io_options_set_header (options, NULL, pairs[i][0], pairs[i][1]);
    g_test_assert_expected_messages ();
  }
  engine_io_options_apply_headers (options, "polling", headers);
  g_assert_null (soup_message_headers_get_one (headers, "a"));
  soup_message_headers_unref (headers);
  g_assert_finalize_object (options);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine-io/options/defaults", test_defaults);
  g_test_add_func ("/engine-io/options/defaults-agree-with-descriptions",
                   test_defaults_agree_with_descriptions);
  g_test_add_func ("/engine-io/options/setting", test_setting);
  g_test_add_func ("/engine-io/options/query", test_query);
  g_test_add_func ("/engine-io/options/headers", test_headers);
  g_test_add_func ("/engine-io/options/bad-headers", test_bad_headers);

  return g_test_run ();
}
