/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-io-handshake.h"

#include <string.h>

#include "engine-io-error.h"

#define TIMES "\"pingInterval\":25000,\"pingTimeout\":20000"

static void
test_all_there (void)
{
  const char *json = "{\"sid\":\"lv_VI97HAXpY6yYWAAAC\",\"upgrades\":[\"websocket\"],"
                     "\"pingInterval\":25000,\"pingTimeout\":20000,\"maxPayload\":1000000}";
  g_autoptr (GError) error = NULL;
  g_autoptr (EngineIoHandshake) handshake = engine_io_handshake_parse (json, strlen (json), &error);
  g_autoptr (EngineIoHandshake) copy = NULL;

  g_assert_no_error (error);
  copy = engine_io_handshake_copy (handshake);
  g_clear_pointer (&handshake, engine_io_handshake_free);
  g_assert_cmpstr (copy->sid, ==, "lv_VI97HAXpY6yYWAAAC");
  g_assert_cmpuint (g_strv_length (copy->upgrades), ==, 1);
  g_assert_cmpstr (copy->upgrades[0], ==, "websocket");
  g_assert_cmpuint (copy->ping_interval_ms, ==, 25000);
  g_assert_cmpuint (copy->ping_timeout_ms, ==, 20000);
  g_assert_cmpuint (copy->max_payload, ==, 1000000);
}

static const char *const good[] = {
  "{\"sid\":\"x\",\"upgrades\":[]," TIMES ",\"maxPayload\":1}",
  "{\"sid\":\"x\",\"upgrades\":[]," TIMES "}",
  "{\"sid\":\"x\"," TIMES "}",
  "{\"sid\":\"x\",\"upgrades\":null,\"maxPayload\":null," TIMES "}",
  "{\"sid\":\"x\",\"pingInterval\":1.5,\"pingTimeout\":0}",
  "{\"sid\":\"x\",\"pingInterval\":1e300,\"pingTimeout\":9223372036854775807}",
  "{\"sid\":\"x\",\"maxPayload\":1e30," TIMES "}",
  " { \"sid\" : \"x\" , \"more\" : [ { } ] , " TIMES " } ",
};

static const char *const bad[] = {
  "",
  "null",
  "[]",
  "1",
  "\"x\"",
  "{}",
  "{\"sid\":\"x\"",
  "{" TIMES "}",
  "{\"sid\":\"\"," TIMES "}",
  "{\"sid\":null," TIMES "}",
  "{\"sid\":1," TIMES "}",
  "{\"sid\":[\"x\"]," TIMES "}",
  "{\"sid\":\"x\",\"pingInterval\":25000}",
  "{\"sid\":\"x\",\"pingTimeout\":25000}",
  "{\"sid\":\"x\",\"pingInterval\":0,\"pingTimeout\":1}",
  "{\"sid\":\"x\",\"pingInterval\":-1,\"pingTimeout\":1}",
  "{\"sid\":\"x\",\"pingInterval\":1,\"pingTimeout\":-1}",
  "{\"sid\":\"x\",\"pingInterval\":\"1\",\"pingTimeout\":1}",
  "{\"sid\":\"x\",\"pingInterval\":{},\"pingTimeout\":1}",
  "{\"sid\":\"x\",\"pingInterval\":true,\"pingTimeout\":1}",
  "{\"sid\":\"x\",\"upgrades\":\"websocket\"," TIMES "}",
  "{\"sid\":\"x\",\"upgrades\":[1]," TIMES "}",
  "{\"sid\":\"x\",\"upgrades\":[null]," TIMES "}",
  "{\"sid\":\"x\",\"maxPayload\":\"1\"," TIMES "}",
  "{\"sid\":\"x\",\"maxPayload\":-1," TIMES "}",
  "{'sid':'x'," TIMES "}",
  "{\"sid\":\"\xff\"," TIMES "}",
  "{\"sid\":\"x\"," TIMES "} {}",
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (EngineIoHandshake)
      handshake = engine_io_handshake_parse (good[i], strlen (good[i]), &error);

    g_assert_no_error (error);
    g_assert_cmpstr (handshake->sid, ==, "x");
    g_assert_nonnull (handshake->upgrades);
    g_assert_cmpuint (handshake->ping_interval_ms, >, 0);
    g_assert_cmpuint (handshake->ping_interval_ms + handshake->ping_timeout_ms, <, G_MAXUINT);
  }
}

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%u", i);
    g_assert_null (engine_io_handshake_parse (bad[i], strlen (bad[i]), &error));
    g_assert_error (error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_PROTOCOL);
  }
}

static void
test_deep (void)
{
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autoptr (GError) error = NULL;

  g_assert_null (engine_io_handshake_parse (deep, 100000, &error));
  g_assert_error (error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_PROTOCOL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine-io/handshake/all-there", test_all_there);
  g_test_add_func ("/engine-io/handshake/good", test_good);
  g_test_add_func ("/engine-io/handshake/bad", test_bad);
  g_test_add_func ("/engine-io/handshake/deep", test_deep);

  return g_test_run ();
}
