/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define ENGINE_IO_TYPE_HEARTBEAT (engine_io_heartbeat_get_type ())
G_DECLARE_FINAL_TYPE (EngineIoHeartbeat, engine_io_heartbeat, ENGINE_IO, HEARTBEAT, GObject)

/*
 * Signals:
 *   missed ()     the deadline has passed; once per deadline
 */
EngineIoHeartbeat *engine_io_heartbeat_new (void);

void engine_io_heartbeat_expect (EngineIoHeartbeat *self, guint within_ms);
void engine_io_heartbeat_stop (EngineIoHeartbeat *self);
gboolean engine_io_heartbeat_check (EngineIoHeartbeat *self);

G_END_DECLS
