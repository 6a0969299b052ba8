/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

#include "engine-io-guard.h"
#include "engine-io-server-options.h"

G_BEGIN_DECLS

/* A path of an HTTP server, which is ours or another's. */
typedef struct _EngineIoMount EngineIoMount;

/* @http is NULL for one of our own.  @early is called when the head of a request is here, @request
 * when all of it is; both may free the mount. */
EngineIoMount *engine_io_mount_new (SoupServer *http,
                                    EngineIoServerOptions *options,
                                    SoupServerCallback early,
                                    SoupServerCallback request,
                                    gpointer user_data);

/* Leaves the HTTP server; if it is ours, all its connections are closed. */
void engine_io_mount_free (EngineIoMount *self);

/* Only where the HTTP server is ours. */
gboolean engine_io_mount_listen (EngineIoMount *self,
                                 const char *address,
                                 guint port,
                                 GTlsCertificate *certificate,
                                 GError **error);

/* Lets hundreds wait to be accepted. */
void engine_io_mount_widen (EngineIoMount *self);

SoupServer *engine_io_mount_get_http (EngineIoMount *self);
gboolean engine_io_mount_owns_http (EngineIoMount *self);
guint engine_io_mount_get_port (EngineIoMount *self);

/* Whether a request is under way that would be cut; told once when there is none any more. */
gboolean engine_io_mount_is_quiet (EngineIoMount *self);
void engine_io_mount_set_quiet_func (EngineIoMount *self,
                                     EngineIoGuardQuietFunc quiet,
                                     gpointer owner);

/* Whether @path is the one, with a slash at its end or, if @bare, without. */
gboolean engine_io_mount_is_at (EngineIoMount *self, const char *path, gboolean bare);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineIoMount, engine_io_mount_free)

G_END_DECLS
