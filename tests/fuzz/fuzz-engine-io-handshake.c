/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the server says first, or with its refusal: never a handshake that the
 * client could not work with, never an error without words.
 */
#include "engine-io-error.h"
#include "engine-io-handshake.h"
#include "fuzz-target.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GBytes) body = g_bytes_new (data, size);
  g_autoptr (GError) refusal = engine_io_error_new_http (400, body);
  g_autoptr (GError) error = NULL;
  g_autoptr (EngineIoHandshake)
    handshake = engine_io_handshake_parse ((const char *) data, size, &error);

  g_assert_cmpuint (engine_io_error_get_http_status (refusal), ==, 400);
  g_assert_true (g_utf8_validate (refusal->message, -1, NULL));

  if (handshake == NULL) {
    g_assert_error (error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_PROTOCOL);
    return 0;
  }

  g_assert_no_error (error);
  g_assert_cmpuint (*handshake->sid, !=, '\0');
  g_assert_nonnull (handshake->upgrades);
  g_assert_cmpuint (handshake->ping_interval_ms, >, 0);
  g_assert_cmpuint (handshake->ping_interval_ms, <=, G_MAXINT32);
  g_assert_cmpuint (handshake->ping_timeout_ms, <=, G_MAXINT32);

  return 0;
}
