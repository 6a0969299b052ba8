/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * EngineIoError:
 * @ENGINE_IO_ERROR_UNREACHABLE: no connection: name, address, network or proxy
 * @ENGINE_IO_ERROR_TLS: the server could not be trusted; see [func@EngineIo.error_get_tls_errors]
 * @ENGINE_IO_ERROR_HTTP: an HTTP status that is no answer of an Engine.IO server;
 *   see [func@EngineIo.error_get_http_status]
 * @ENGINE_IO_ERROR_REFUSED: the server said no in Engine.IO's words;
 *   see [func@EngineIo.error_get_server_code]
 * @ENGINE_IO_ERROR_PROTOCOL: the peer sent what is not Engine.IO
 * @ENGINE_IO_ERROR_VERSION: the server speaks another version of Engine.IO
 * @ENGINE_IO_ERROR_TIMED_OUT: no answer in time
 * @ENGINE_IO_ERROR_TOO_LARGE: a message above a limit, ours or the server's
 * @ENGINE_IO_ERROR_CLOSED: the session is not open
 *
 * What can go wrong below Socket.IO.
 */
typedef enum {
  ENGINE_IO_ERROR_UNREACHABLE,
  ENGINE_IO_ERROR_TLS,
  ENGINE_IO_ERROR_HTTP,
  ENGINE_IO_ERROR_REFUSED,
  ENGINE_IO_ERROR_PROTOCOL,
  ENGINE_IO_ERROR_VERSION,
  ENGINE_IO_ERROR_TIMED_OUT,
  ENGINE_IO_ERROR_TOO_LARGE,
  ENGINE_IO_ERROR_CLOSED,
} EngineIoError;

#define ENGINE_IO_ERROR (engine_io_error_quark ())
GQuark engine_io_error_quark (void);

guint engine_io_error_get_http_status (const GError *error);
int engine_io_error_get_server_code (const GError *error);
GTlsCertificateFlags engine_io_error_get_tls_errors (const GError *error);
const GError *engine_io_error_get_cause (const GError *error);

GError *engine_io_error_new_http (guint http_status, GBytes *body);
GError *engine_io_error_new_tls (GTlsCertificateFlags flags, const GError *cause);
GError *engine_io_error_new_caused (EngineIoError code, const GError *cause, const char *what);

G_END_DECLS
