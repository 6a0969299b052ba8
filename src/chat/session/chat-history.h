/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-courier.h"

G_BEGIN_DECLS

#define CHAT_TYPE_HISTORY (chat_history_get_type ())
G_DECLARE_FINAL_TYPE (ChatHistory, chat_history, CHAT, HISTORY, GObject)

ChatHistory *chat_history_new (ChatCourier *courier, ChatIntake *intake, ChatSync *sync);

/* A page before what is loaded; ends with load_finish. */
void chat_history_load_async (ChatHistory *self,
                              ChatRoom *room,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean chat_history_load_finish (ChatHistory *self, GAsyncResult *result, GError **error);

/* What the server has and the store has not. */
void chat_history_fill_async (ChatHistory *self,
                              const char *room,
                              const ChatGap *gap,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
gboolean chat_history_fill_finish (ChatHistory *self, GAsyncResult *result, GError **error);

void chat_history_begin (ChatHistory *self);

G_END_DECLS
