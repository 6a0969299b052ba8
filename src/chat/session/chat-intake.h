/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-store.h"
#include "chat-sync.h"

G_BEGIN_DECLS

/*
 * Signals:
 *   applied (GPtrArray *events, gboolean remembered)   ChatEvents are in the model, and on the disk
 */
#define CHAT_TYPE_INTAKE (chat_intake_get_type ())
G_DECLARE_FINAL_TYPE (ChatIntake, chat_intake, CHAT, INTAKE, GObject)

ChatIntake *chat_intake_new (ChatSync *sync);
void chat_intake_set_store (ChatIntake *self, ChatStore *store);
ChatStore *chat_intake_get_store (ChatIntake *self);

/* Whether all is here that the cursor says; as long as it is not, the cursor does not move. */
void chat_intake_set_whole (ChatIntake *self, gboolean whole);

/* What happens while I am connected, and what was asked for. */
void chat_intake_hear (ChatIntake *self, GPtrArray *events);
void chat_intake_take_async (ChatIntake *self,
                             GPtrArray *events,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean chat_intake_take_finish (ChatIntake *self, GAsyncResult *result, GError **error);

G_END_DECLS
