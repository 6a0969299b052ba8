/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * EngineIoSameSite:
 * @ENGINE_IO_SAME_SITE_UNSET: no SameSite attribute
 * @ENGINE_IO_SAME_SITE_LAX: "Lax"
 * @ENGINE_IO_SAME_SITE_STRICT: "Strict"
 * @ENGINE_IO_SAME_SITE_NONE: "None"
 *
 * Whether a cookie goes with requests from other sites.
 */
typedef enum {
  ENGINE_IO_SAME_SITE_UNSET,
  ENGINE_IO_SAME_SITE_LAX,
  ENGINE_IO_SAME_SITE_STRICT,
  ENGINE_IO_SAME_SITE_NONE,
} EngineIoSameSite;

/**
 * EngineIoServerOptions:
 *
 * How a server answers.  Each property has the default of the reference
 * implementation where that has one.  Set them before the server gets its first
 * request: what a session has been told it goes on with.
 */
/*
 * Properties:
 *   path "/engine.io"           add-trailing-slash TRUE
 *   ping-interval 25000 (ms)    ping-timeout 20000      upgrade-timeout 10000
 *   max-http-buffer-size 1000000 (bytes)
 *   transports (strv) polling, websocket                allow-upgrades TRUE
 *   http-compression TRUE       http-compression-threshold 1024
 *   per-message-deflate FALSE   deflate-threshold 1024
 *   cors-origins (strv)         NULL is no CORS; "*" any; one: that one, always; several: reflected
 *   cors-pattern (GRegex)       reflected where it matches
 *   cors-reflect FALSE          reflects every origin
 *   cors-credentials FALSE      cors-methods (strv), cors-allowed-headers, cors-exposed-headers
 *                               (strv), cors-max-age (s, -1 unset)
 *   cookie-name NULL (no cookie), cookie-path "/", cookie-http-only TRUE, cookie-secure FALSE,
 *   cookie-same-site LAX, cookie-max-age (s, -1 for a session's)
 *   max-sessions 0              handshakes above it are refused; 0 is no limit
 *   max-handshakes-per-address 0, handshake-window 60000 (ms)
 *   max-queued 16 MiB           most bytes that wait for one client
 *   http-timeout 60 (s)         silence on a connection, where the server listens itself
 *   trusted-header NULL         a proxy's header with the client's address
 */
#define ENGINE_IO_TYPE_SERVER_OPTIONS (engine_io_server_options_get_type ())
G_DECLARE_DERIVABLE_TYPE (EngineIoServerOptions,
                          engine_io_server_options,
                          ENGINE_IO,
                          SERVER_OPTIONS,
                          GObject)

struct _EngineIoServerOptionsClass {
  GObjectClass parent_class;

  /*< private >*/
  const char *default_path;
  gpointer padding[4];
};

EngineIoServerOptions *engine_io_server_options_new (void);

const char *engine_io_server_options_get_path (EngineIoServerOptions *self);
gboolean engine_io_server_options_get_add_trailing_slash (EngineIoServerOptions *self);
guint engine_io_server_options_get_ping_interval (EngineIoServerOptions *self);
guint engine_io_server_options_get_ping_timeout (EngineIoServerOptions *self);
guint engine_io_server_options_get_upgrade_timeout (EngineIoServerOptions *self);
gsize engine_io_server_options_get_max_http_buffer_size (EngineIoServerOptions *self);
const char *const *engine_io_server_options_get_transports (EngineIoServerOptions *self);
gboolean engine_io_server_options_get_allow_upgrades (EngineIoServerOptions *self);
gboolean engine_io_server_options_get_http_compression (EngineIoServerOptions *self);
guint engine_io_server_options_get_http_compression_threshold (EngineIoServerOptions *self);
gboolean engine_io_server_options_get_per_message_deflate (EngineIoServerOptions *self);
guint engine_io_server_options_get_deflate_threshold (EngineIoServerOptions *self);
const char *const *engine_io_server_options_get_cors_origins (EngineIoServerOptions *self);
GRegex *engine_io_server_options_get_cors_pattern (EngineIoServerOptions *self);
gboolean engine_io_server_options_get_cors_reflect (EngineIoServerOptions *self);
gboolean engine_io_server_options_get_cors_credentials (EngineIoServerOptions *self);
const char *const *engine_io_server_options_get_cors_methods (EngineIoServerOptions *self);
const char *const *engine_io_server_options_get_cors_allowed_headers (EngineIoServerOptions *self);
const char *const *engine_io_server_options_get_cors_exposed_headers (EngineIoServerOptions *self);
int engine_io_server_options_get_cors_max_age (EngineIoServerOptions *self);
const char *engine_io_server_options_get_cookie_name (EngineIoServerOptions *self);
const char *engine_io_server_options_get_cookie_path (EngineIoServerOptions *self);
gboolean engine_io_server_options_get_cookie_http_only (EngineIoServerOptions *self);
gboolean engine_io_server_options_get_cookie_secure (EngineIoServerOptions *self);
EngineIoSameSite engine_io_server_options_get_cookie_same_site (EngineIoServerOptions *self);
int engine_io_server_options_get_cookie_max_age (EngineIoServerOptions *self);
guint engine_io_server_options_get_max_sessions (EngineIoServerOptions *self);
guint engine_io_server_options_get_max_handshakes_per_address (EngineIoServerOptions *self);
guint engine_io_server_options_get_handshake_window (EngineIoServerOptions *self);
gsize engine_io_server_options_get_max_queued (EngineIoServerOptions *self);
guint engine_io_server_options_get_http_timeout (EngineIoServerOptions *self);
const char *engine_io_server_options_get_trusted_header (EngineIoServerOptions *self);

/* For the server: Set-Cookie with @value, or NULL for no cookie. */
char *engine_io_server_options_build_cookie (EngineIoServerOptions *self, const char *value);

G_END_DECLS
