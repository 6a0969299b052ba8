/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-host.h"
#include "chat-session-list.h"

G_BEGIN_DECLS

/* What the command line asks for: to be in a server, maybe one on this computer, maybe in a room.
 */
#define PARLOUR_TYPE_ERRAND (parlour_errand_get_type ())
G_DECLARE_FINAL_TYPE (ParlourErrand, parlour_errand, PARLOUR, ERRAND, GObject)

ParlourErrand *parlour_errand_new_join (const char *address, const char *name, const char *room);
ParlourErrand *parlour_errand_new_host (const char *name, const char *room);

const char *parlour_errand_get_address (ParlourErrand *self);
const char *parlour_errand_get_name (ParlourErrand *self);
const char *parlour_errand_get_room (ParlourErrand *self);

void parlour_errand_run_async (ParlourErrand *self,
                               ChatSessionList *accounts,
                               ChatHost *host,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
ChatSession *parlour_errand_run_finish (ParlourErrand *self, GAsyncResult *result, GError **error);

G_END_DECLS
