/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine-io-transport.h"

G_BEGIN_DECLS

#define ENGINE_IO_TYPE_UPGRADE (engine_io_upgrade_get_type ())
G_DECLARE_FINAL_TYPE (EngineIoUpgrade, engine_io_upgrade, ENGINE_IO, UPGRADE, GObject)

/*
 * Signals:
 *   probed ()               the new transport works; the old one is being paused
 *   done ()                 the new transport is the one; see engine_io_upgrade_steal_transport()
 *   failed (GError *error)  the old transport goes on
 */
EngineIoUpgrade *engine_io_upgrade_new (EngineIoTransport *from, EngineIoTransport *to);

void engine_io_upgrade_start (EngineIoUpgrade *self, guint timeout_ms);
EngineIoTransport *engine_io_upgrade_steal_transport (EngineIoUpgrade *self);

/* Gives up without a word. */
void engine_io_upgrade_stop (EngineIoUpgrade *self);

G_END_DECLS
