/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How often somebody came lately, by address. */
typedef struct _EngineIoQuota EngineIoQuota;

EngineIoQuota *engine_io_quota_new (void);
void engine_io_quota_free (EngineIoQuota *self);

/* Counts one from @address at @now (in microseconds); FALSE if it is one more than @limit within
 * @window_ms. */
gboolean engine_io_quota_take (EngineIoQuota *self,
                               const char *address,
                               guint limit,
                               guint window_ms,
                               gint64 now);

/* Addresses that are remembered. */
guint engine_io_quota_get_length (EngineIoQuota *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineIoQuota, engine_io_quota_free)

G_END_DECLS
