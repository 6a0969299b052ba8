/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * EngineIoOptions:
 *
 * How a client connects: the options of JavaScript by name, with its defaults
 * unless said otherwise.
 */
#define ENGINE_IO_TYPE_OPTIONS (engine_io_options_get_type ())
G_DECLARE_DERIVABLE_TYPE (EngineIoOptions, engine_io_options, ENGINE_IO, OPTIONS, GObject)

struct _EngineIoOptionsClass {
  GObjectClass parent_class;

  /*< private >*/
  const char *default_path;
  gpointer padding[4];
};

EngineIoOptions *engine_io_options_new (void);

const char *engine_io_options_get_path (EngineIoOptions *self);
gboolean engine_io_options_get_add_trailing_slash (EngineIoOptions *self);
const char *const *engine_io_options_get_transports (EngineIoOptions *self);
gboolean engine_io_options_get_upgrade (EngineIoOptions *self);
gboolean engine_io_options_get_remember_upgrade (EngineIoOptions *self);
gboolean engine_io_options_get_try_all_transports (EngineIoOptions *self);
const char *const *engine_io_options_get_protocols (EngineIoOptions *self);
gboolean engine_io_options_get_force_base64 (EngineIoOptions *self);
gboolean engine_io_options_get_timestamp_requests (EngineIoOptions *self);
gboolean engine_io_options_get_timestamp_websocket (EngineIoOptions *self);
const char *engine_io_options_get_timestamp_parameter (EngineIoOptions *self);
gboolean engine_io_options_get_per_message_deflate (EngineIoOptions *self);
guint engine_io_options_get_deflate_threshold (EngineIoOptions *self);
guint engine_io_options_get_request_timeout (EngineIoOptions *self);
guint engine_io_options_get_probe_timeout (EngineIoOptions *self);
gsize engine_io_options_get_max_incoming_size (EngineIoOptions *self);
SoupCookieJar *engine_io_options_get_cookie_jar (EngineIoOptions *self);
GTlsDatabase *engine_io_options_get_tls_database (EngineIoOptions *self);
GTlsInteraction *engine_io_options_get_tls_interaction (EngineIoOptions *self);
GTlsCertificate *engine_io_options_get_client_certificate (EngineIoOptions *self);
gboolean engine_io_options_get_reject_unauthorized (EngineIoOptions *self);
GProxyResolver *engine_io_options_get_proxy_resolver (EngineIoOptions *self);
GSocketConnectable *engine_io_options_get_remote_connectable (EngineIoOptions *self);

void engine_io_options_set_query_parameter (EngineIoOptions *self,
                                            const char *name,
                                            const char *value);
const char *engine_io_options_get_query_parameter (EngineIoOptions *self, const char *name);
void engine_io_options_set_header (EngineIoOptions *self,
                                   const char *transport,
                                   const char *name,
                                   const char *value);

/* For the transports. */
char *engine_io_options_build_query (EngineIoOptions *self);
void engine_io_options_apply_headers (EngineIoOptions *self,
                                      const char *transport,
                                      SoupMessageHeaders *headers);

G_END_DECLS
