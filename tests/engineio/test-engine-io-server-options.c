/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "engine-io-enum-types.h"
#include "engine-io-server-options.h"

static void
test_defaults (void)
{
  EngineIoServerOptions *options = engine_io_server_options_new ();
  const char *const *transports = engine_io_server_options_get_transports (options);
  g_autofree char *methods =
    g_strjoinv (",", (char **) engine_io_server_options_get_cors_methods (options));

  g_assert_cmpstr (engine_io_server_options_get_path (options), ==, "/engine.io");
  g_assert_true (engine_io_server_options_get_add_trailing_slash (options));
  g_assert_cmpuint (engine_io_server_options_get_ping_interval (options), ==, 25000);
  g_assert_cmpuint (engine_io_server_options_get_ping_timeout (options), ==, 20000);
  g_assert_cmpuint (engine_io_server_options_get_upgrade_timeout (options), ==, 10000);
  g_assert_cmpuint (engine_io_server_options_get_max_http_buffer_size (options), ==, 1000000);
  g_assert_cmpuint (g_strv_length ((char **) transports), ==, 2);
  g_assert_cmpstr (transports[0], ==, "polling");
  g_assert_cmpstr (transports[1], ==, "websocket");
  g_assert_true (engine_io_server_options_get_allow_upgrades (options));
  g_assert_true (engine_io_server_options_get_http_compression (options));
  g_assert_cmpuint (engine_io_server_options_get_http_compression_threshold (options), ==, 1024);
  g_assert_false (engine_io_server_options_get_per_message_deflate (options));
  g_assert_cmpuint (engine_io_server_options_get_deflate_threshold (options), ==, 1024);
  g_assert_null (engine_io_server_options_get_cors_origins (options));
  g_assert_null (engine_io_server_options_get_cors_pattern (options));
  g_assert_cmpstr (methods, ==, "GET,HEAD,PUT,PATCH,POST,DELETE");
  g_assert_cmpint (engine_io_server_options_get_cors_max_age (options), ==, -1);
  g_assert_null (engine_io_server_options_get_cookie_name (options));
  g_assert_cmpstr (engine_io_server_options_get_cookie_path (options), ==, "/");
  g_assert_true (engine_io_server_options_get_cookie_http_only (options));
  g_assert_cmpint (engine_io_server_options_get_cookie_same_site (options), ==,
                   ENGINE_IO_SAME_SITE_LAX);
  g_assert_cmpuint (engine_io_server_options_get_max_sessions (options), ==, 0);
  g_assert_cmpuint (engine_io_server_options_get_handshake_window (options), ==, 60000);
  g_assert_cmpuint (engine_io_server_options_get_max_queued (options), ==, 16 * 1024 * 1024);
  g_assert_null (engine_io_server_options_get_trusted_header (options));

  g_assert_finalize_object (options);
}

/* What a property starts with is what its description says. */
static void
test_descriptions (void)
{
  EngineIoServerOptions *options = engine_io_server_options_new ();
  g_autofree GParamSpec **specs = NULL;
  guint n_specs = 0;

  specs = g_object_class_list_properties (G_OBJECT_GET_CLASS (options), &n_specs);
  g_assert_cmpuint (n_specs, ==, 32);
  for (guint i = 0; i < n_specs; i++) {
    g_auto (GValue) value = G_VALUE_INIT;

    g_value_init (&value, specs[i]->value_type);
    g_object_get_property (G_OBJECT (options), specs[i]->name, &value);
    if (G_IS_PARAM_SPEC_BOXED (specs[i]) || g_str_equal (specs[i]->name, "path"))
      continue;
    if (!g_param_value_defaults (specs[i], &value))
      g_error ("%s does not begin with its default", specs[i]->name);
  }

  g_assert_finalize_object (options);
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer user_data)
{
  (*(guint *) user_data)++;
}

static void
test_set (void)
{
  static const char *const origins[] = { "https://a.example", NULL };
  g_autoptr (GRegex) pattern = g_regex_new ("example$", 0, 0, NULL);
  EngineIoServerOptions *options = engine_io_server_options_new ();
  guint n_changes = 0;

  g_signal_connect (options, "notify", G_CALLBACK (count_cb), &n_changes);
  g_object_set (options, "ping-interval", 300u, "ping-interval", 300u, "cors-origins", origins,
                "cors-pattern", pattern, "max-http-buffer-size", (guint64) 10, "cors-max-age", 5,
                "cookie-name", "io", "cookie-same-site", ENGINE_IO_SAME_SITE_STRICT,
                "allow-upgrades", FALSE, NULL);
  g_assert_cmpuint (n_changes, ==, 8);
  g_assert_cmpuint (engine_io_server_options_get_ping_interval (options), ==, 300);
  g_assert_cmpstr (engine_io_server_options_get_cors_origins (options)[0], ==, origins[0]);
  g_assert_true (engine_io_server_options_get_cors_pattern (options) == pattern);
  g_assert_cmpuint (engine_io_server_options_get_max_http_buffer_size (options), ==, 10);
  g_assert_cmpint (engine_io_server_options_get_cors_max_age (options), ==, 5);
  g_assert_cmpstr (engine_io_server_options_get_cookie_name (options), ==, "io");
  g_assert_cmpint (engine_io_server_options_get_cookie_same_site (options), ==,
                   ENGINE_IO_SAME_SITE_STRICT);
  g_assert_false (engine_io_server_options_get_allow_upgrades (options));

  g_object_set (options, "path", "/chat", "cors-origins", NULL, NULL);
  g_assert_cmpstr (engine_io_server_options_get_path (options), ==, "/chat");
  g_assert_null (engine_io_server_options_get_cors_origins (options));
  g_object_set (options, "path", NULL, NULL);
  g_assert_cmpstr (engine_io_server_options_get_path (options), ==, "/engine.io");

  g_assert_finalize_object (options);
}

static void
test_cookie (void)
{
  EngineIoServerOptions *options = engine_io_server_options_new ();
  g_autofree char *none = engine_io_server_options_build_cookie (options, "id");
  g_autofree char *usual = NULL;
  g_autofree char *full = NULL;
  g_autofree char *bare = NULL;

  g_assert_null (none);
  g_object_set (options, "cookie-name", "io", NULL);
  usual = engine_io_server_options_build_cookie (options, "id");
  g_assert_cmpstr (usual, ==, "io=id; Path=/; HttpOnly; SameSite=Lax");

  g_object_set (options, "cookie-path", "/chat", "cookie-secure", TRUE, "cookie-max-age", 60,
                "cookie-same-site", ENGINE_IO_SAME_SITE_NONE, NULL);
  full = engine_io_server_options_build_cookie (options, "id");
  g_assert_cmpstr (full, ==, "io=id; Max-Age=60; Path=/chat; HttpOnly; Secure; SameSite=None");

  g_object_set (options, "cookie-path", NULL, "cookie-secure", FALSE, "cookie-max-age", -1,
                "cookie-http-only", FALSE, "cookie-same-site", ENGINE_IO_SAME_SITE_UNSET, NULL);
  bare = engine_io_server_options_build_cookie (options, "id");
  g_assert_cmpstr (bare, ==, "io=id");

  g_assert_finalize_object (options);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine-io/server-options/defaults-are-those-of-node", test_defaults);
  g_test_add_func ("/engine-io/server-options/descriptions-are-true", test_descriptions);
  g_test_add_func ("/engine-io/server-options/set-and-read", test_set);

  g_test_add_func ("/engine-io/server-options/cookie", test_cookie);

  return g_test_run ();
}
