/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-io-cors.h"

#define A "https://a.example"
#define B "https://b.example"

/* What a browser is told: "ACAO|Vary". */
static char *
ask (EngineIoServerOptions *options, const char *origin)
{
  SoupMessageHeaders *request = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  SoupMessageHeaders *response = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);
  const char *allowed = NULL;
  const char *vary = NULL;
  char *told = NULL;

  if (origin != NULL)
    soup_message_headers_append (request, "Origin", origin);
  engine_io_cors_apply (options, FALSE, request, response);
  allowed = soup_message_headers_get_one (response, "Access-Control-Allow-Origin");
  vary = soup_message_headers_get_list (response, "Vary");
  told = g_strdup_printf ("%s|%s", allowed != NULL ? allowed : "", vary != NULL ? vary : "");
  soup_message_headers_unref (request);
  soup_message_headers_unref (response);

  return told;
}

typedef struct {
  const char *origins; /* with spaces between; NULL for no list */
  const char *pattern;
  gboolean reflect;
  const char *asks;
  const char *told;
} Case;

static const Case cases[] = {
  { NULL, NULL, FALSE, A, "|" },
  { "*", NULL, FALSE, A, "*|" },
  { "*", NULL, FALSE, NULL, "*|" },
  { A, NULL, FALSE, A, A "|Origin" },
  { A, NULL, FALSE, B, A "|Origin" },
  { A, NULL, FALSE, NULL, A "|Origin" },
  { A " " B, NULL, FALSE, B, B "|Origin" },
  { A " " B, NULL, FALSE, "https://c.example", "|Origin" },
  { A " " B, NULL, FALSE, NULL, "|Origin" },
  { NULL, "^https://[ab]\\.example$", FALSE, B, B "|Origin" },
  { NULL, "^https://[ab]\\.example$", FALSE, "https://c.example", "|Origin" },
  { A, "b\\.example$", FALSE, B, B "|Origin" },
  { A, "b\\.example$", FALSE, A, A "|Origin" },
  { NULL, "b", FALSE, "b\xff", "|Origin" },
  { NULL, NULL, TRUE, "null", "null|Origin" },
  { NULL, NULL, TRUE, NULL, "|Origin" },
};

static void
test_origins (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const Case *c = &cases[i];
    EngineIoServerOptions *options = engine_io_server_options_new ();
    g_auto (GStrv) origins = c->origins != NULL ? g_strsplit (c->origins, " ", -1) : NULL;
    g_autoptr (GRegex) pattern = NULL;
    g_autofree char *told = NULL;

    if (c->pattern != NULL)
      pattern = g_regex_new (c->pattern, 0, 0, NULL);
    g_object_set (options, "cors-origins", origins, "cors-pattern", pattern, "cors-reflect",
                  c->reflect, NULL);
    told = ask (options, c->asks);
    g_assert_cmpstr (told, ==, c->told);
    g_assert_finalize_object (options);
  }
}

static void
assert_header (SoupMessageHeaders *headers, const char *name, const char *value)
{
  g_assert_cmpstr (soup_message_headers_get_list (headers, name), ==, value);
}

static void
test_preflight (void)
{
  static const char *const any[] = { "*", NULL };
  static const char *const exposed[] = { "x-one", "x-two", NULL };
  static const char *const allowed[] = { "x-three", NULL };
  EngineIoServerOptions *options = engine_io_server_options_new ();
  SoupMessageHeaders *request = soup_message_headers_new (SOUP_MESSAGE_HEADERS_REQUEST);
  SoupMessageHeaders *response = soup_message_headers_new (SOUP_MESSAGE_HEADERS_RESPONSE);

  soup_message_headers_append (request, "Origin", A);
  soup_message_headers_append (request, "Access-Control-Request-Headers", "x-token, x-other");
  g_object_set (options, "cors-origins", any, "cors-credentials", TRUE, NULL);
  engine_io_cors_apply (options, TRUE, request, response);
  assert_header (response, "Access-Control-Allow-Origin", "*");
  assert_header (response, "Access-Control-Allow-Credentials", "true");
  assert_header (response, "Access-Control-Allow-Methods", "GET,HEAD,PUT,PATCH,POST,DELETE");
  assert_header (response, "Access-Control-Allow-Headers", "x-token, x-other");
  assert_header (response, "Access-Control-Max-Age", NULL);
  assert_header (response, "Access-Control-Expose-Headers", NULL);
  assert_header (response, "Vary", "Access-Control-Request-Headers");

  soup_message_headers_clear (response);
  soup_message_headers_append (response, "Vary", "Accept");
  g_object_set (options, "cors-origins", NULL, "cors-reflect", TRUE, "cors-exposed-headers",
                exposed, "cors-allowed-headers", allowed, "cors-max-age", 0, NULL);
  engine_io_cors_apply (options, TRUE, request, response);
  assert_header (response, "Access-Control-Allow-Origin", A);
  assert_header (response, "Access-Control-Allow-Headers", "x-three");
  assert_header (response, "Access-Control-Expose-Headers", "x-one,x-two");
  assert_header (response, "Access-Control-Max-Age", "0");
  assert_header (response, "Vary", "Accept, Origin");

  soup_message_headers_clear (response);
  engine_io_cors_apply (options, FALSE, request, response);
  assert_header (response, "Access-Control-Allow-Methods", NULL);
  assert_header (response, "Access-Control-Allow-Headers", NULL);
  assert_header (response, "Access-Control-Expose-Headers", "x-one,x-two");

  soup_message_headers_unref (request);
  soup_message_headers_unref (response);
  g_assert_finalize_object (options);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine-io/cors/origins", test_origins);
  g_test_add_func ("/engine-io/cors/preflight", test_preflight);

  return g_test_run ();
}
