/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-error.h"
#include "socket-io-json.h"

#include <gio/gio.h>
#include <string.h>

static const char fallback[] = "The server refused the connection";

static const struct {
  const char *answer;
  const char *message;
  const char *data;
} cases[] = {
  { NULL, fallback, NULL },
  { "{\"message\":\"not authorized\"}", "not authorized", NULL },
  { "{\"message\":\"no\",\"data\":{\"code\":7}}", "no", "{\"code\":7}" },
  { "{\"message\":\"100 %s\",\"data\":null}", "100 %s", "null" },
  { "{\"message\":\"\",\"data\":[]}", fallback, "[]" },
  { "{\"message\":5}", fallback, NULL },
  { "{\"message\":null}", fallback, NULL },
  { "{\"message\":{}}", fallback, NULL },
  { "{}", fallback, NULL },
  { "\"plain words\"", "plain words", NULL },
  { "[]", fallback, NULL },
  { "3", fallback, NULL },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    const char *text = cases[i].answer;
    g_autoptr (JsonNode) answer = text != NULL ? socket_io_json_parse (text, strlen (text), NULL)
                                               : NULL;
    g_autoptr (GError) error = socket_io_error_new_refused (answer);
    g_autoptr (GError) copy = g_error_copy (error);
    JsonNode *data = socket_io_error_get_data (copy);
    g_autofree char *written = data != NULL ? socket_io_json_to_string (data, NULL) : NULL;

    g_assert_error (copy, SOCKET_IO_ERROR, SOCKET_IO_ERROR_REFUSED);
    g_assert_cmpstr (copy->message, ==, cases[i].message);
    g_assert_cmpstr (written, ==, cases[i].data);
  }
}

static void
test_no_data (void)
{
  g_autoptr (GError) ours = g_error_new_literal (SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE, "garbled");
  g_autoptr (GError) other = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, "broken");

  g_assert_null (socket_io_error_get_data (ours));
  g_assert_null (socket_io_error_get_data (other));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-io/error/refusal-has-the-server-s-words-and-data", test_refused);
  g_test_add_func ("/socket-io/error/other-errors-have-no-data", test_no_data);

  return g_test_run ();
}
