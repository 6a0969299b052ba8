/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server-credentials.h"
#include "server-error.h"

static void
test_what_is_wrong_is_refused (void)
{
  ServerLimits limits;
  static const struct {
    const char *auth;
    int code; /* -1 is fine */
  } AUTHS[] = {
    { "{'protocol':1,'token':'abc'}", -1 },
    { "{'protocol':1,'name':'ada','password':'x'}", -1 },
    { "{'protocol':1,'name':'ada','guest':true}", -1 },
    { "{'protocol':1,'name':'ada','password':'correct horse','register':true}", -1 },
    { "{'protocol':2,'token':'abc'}", SERVER_ERROR_PROTOCOL },
    { "{'token':'abc'}", SERVER_ERROR_PROTOCOL },
    { "{'protocol':1}", SERVER_ERROR_INVALID },
    { "{'protocol':1,'name':'ada'}", SERVER_ERROR_INVALID },
    { "{'protocol':1,'name':['ada'],'password':'x'}", SERVER_ERROR_INVALID },
    { "{'protocol':1,'name':'a','password':'correct horse','register':true}",
      SERVER_ERROR_NAME_INVALID },
    { "{'protocol':1,'name':'ada\xe2\x80\xae','password':'correct horse','register':true}",
      SERVER_ERROR_NAME_INVALID },
    { "{'protocol':1,'name':'ada\xe2\x80\x8b','guest':true}", SERVER_ERROR_NAME_INVALID },
    { "{'protocol':1,'name':' ada','guest':true}", SERVER_ERROR_NAME_INVALID },
    { "{'protocol':1,'name':'ada  b','guest':true}", SERVER_ERROR_NAME_INVALID },
    { "{'protocol':1,'name':'ada b','guest':true}", -1 },
    { "{'protocol':1,'name':'ada','password':'short','register':true}",
      SERVER_ERROR_PASSWORD_WEAK },
    { "{'protocol':1,'name':'adaadaada','password':'adaadaada','register':true}",
      SERVER_ERROR_PASSWORD_WEAK },
  };

  server_limits_init (&limits);
  for (guint i = 0; i < G_N_ELEMENTS (AUTHS); i++) {
    g_autofree char *text = g_strdelimit (g_strdup (AUTHS[i].auth), "'", '"');
    g_autoptr (JsonNode) node = json_from_string (text, NULL);
    g_auto (ServerCredentials) credentials = { 0 };
    g_autoptr (GError) error = NULL;

    if (server_credentials_read (json_node_get_object (node), &limits, &credentials, &error))
      g_assert_cmpint (AUTHS[i].code, ==, -1);
    else
      g_assert_error (error, SERVER_ERROR, AUTHS[i].code);
  }
}

static void
test_nobody_registers_as_a_guest (void)
{
  ServerLimits limits;
  g_autoptr (JsonNode) auth =
    json_from_string ("{\"name\":\"eve\",\"register\":true,\"guest\":true,\"protocol\":1}", NULL);
  g_auto (ServerCredentials) credentials = { 0 };
  g_autoptr (GError) error = NULL;

  server_limits_init (&limits);
  g_assert_false (
    server_credentials_read (json_node_get_object (auth), &limits, &credentials, &error));
  g_assert_error (error, SERVER_ERROR, SERVER_ERROR_INVALID);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/server/credentials/what-is-wrong-is-refused", test_what_is_wrong_is_refused);
  g_test_add_func ("/server/credentials/nobody-registers-as-a-guest",
                   test_nobody_registers_as_a_guest);

  return g_test_run ();
}
