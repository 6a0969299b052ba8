/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

#include "engine-io-socket.h"

G_BEGIN_DECLS

/* A POST of a session, while its body comes. */
typedef struct _EngineIoPost EngineIoPost;

/* @over is told if the body will never be whole: it is too long (and has still to be answered), or
 * the client went away.  It may free the POST. */
typedef void (*EngineIoPostOverFunc) (EngineIoPost *self, gboolean too_long, gpointer owner);

/* @socket is NULL if the session did not want it: then the body is read and forgotten. */
EngineIoPost *engine_io_post_new (SoupServerMessage *message,
                                  EngineIoSocket *socket,
                                  gsize max_size,
                                  EngineIoPostOverFunc over,
                                  gpointer owner);
void engine_io_post_free (EngineIoPost *self);

SoupServerMessage *engine_io_post_get_message (EngineIoPost *self);
EngineIoSocket *engine_io_post_get_socket (EngineIoPost *self);

/* The body, once it is whole. */
GBytes *engine_io_post_take_body (EngineIoPost *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineIoPost, engine_io_post_free)

G_END_DECLS
