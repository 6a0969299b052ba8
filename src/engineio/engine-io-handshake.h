/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * EngineIoHandshake:
 * @sid: names the session; a secret
 * @upgrades: (array zero-terminated=1): transports that the server offers to change to
 * @ping_interval_ms: time between two pings of the server
 * @ping_timeout_ms: how late a ping may be
 * @max_payload: largest message in bytes that the server takes; 0 if it did not say
 *
 * What the server says first: the JSON of an Engine.IO open packet.
 */
typedef struct {
  char *sid;
  char **upgrades;
  guint ping_interval_ms;
  guint ping_timeout_ms;
  gsize max_payload;
} EngineIoHandshake;

#define ENGINE_IO_TYPE_HANDSHAKE (engine_io_handshake_get_type ())
GType engine_io_handshake_get_type (void);

EngineIoHandshake *engine_io_handshake_parse (const char *json, gsize length, GError **error);
EngineIoHandshake *engine_io_handshake_copy (const EngineIoHandshake *self);
void engine_io_handshake_free (EngineIoHandshake *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineIoHandshake, engine_io_handshake_free)

G_END_DECLS
