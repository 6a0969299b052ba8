/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-courier.h"

G_BEGIN_DECLS

#define CHAT_TYPE_CENSUS (chat_census_get_type ())
G_DECLARE_FINAL_TYPE (ChatCensus, chat_census, CHAT, CENSUS, GObject)

ChatCensus *chat_census_new (ChatCourier *courier, ChatIntake *intake, ChatSync *sync);

void chat_census_load_async (ChatCensus *self,
                             ChatRoom *room,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gboolean chat_census_load_finish (ChatCensus *self, GAsyncResult *result, GError **error);

/* Of rooms that cannot be shown without it, as long as there is the connection. */
void chat_census_begin (ChatCensus *self);
void chat_census_end (ChatCensus *self);
void chat_census_look (ChatCensus *self, ChatRoom *room);

G_END_DECLS
