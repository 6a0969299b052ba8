/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The JSON reader and writer: what is read can be written, what was written is read as
 * the same, and what is refused is refused with a reason.
 */
#include "fuzz-target.h"
#include "socket-io-error.h"
#include "socket-io-json.h"

#include <string.h>

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = socket_io_json_parse ((const char *) data, size, &error);
  g_autoptr (JsonNode) again = NULL;
  g_autofree char *written = NULL;
  g_autofree char *rewritten = NULL;

  if (node == NULL) {
    g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    return 0;
  }
  g_assert_no_error (error);

  written = socket_io_json_to_string (node, &error);
  g_assert_no_error (error);
  g_assert_true (g_utf8_validate (written, -1, NULL));

  again = socket_io_json_parse (written, strlen (written), &error);
  g_assert_no_error (error);
  rewritten = socket_io_json_to_string (again, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (written, ==, rewritten);

  return 0;
}
