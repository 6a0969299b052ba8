/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server-limits.h"

void
server_limits_init (ServerLimits *self)
{
  *self = (ServerLimits) {
    .text = 8192,
    .name = 32,
    .topic = 500,
    .rooms_per_user = 500,
    .sessions_per_user = 10,
    .reaction_kinds = 20,
    .files_per_message = 10,
    .file = 25 * 1024 * 1024,
    .frame = 1000000,
    .sends = 20,
    .events = 60,
    .window_ms = 10 * 1000,
    .sign_ins = 5,
    .users = 0,
    .registrations = 60,
    .storage = G_GUINT64_CONSTANT (1024) * 1024 * 1024,
  };
}
