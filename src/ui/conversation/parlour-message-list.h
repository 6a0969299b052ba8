/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-message.h"

G_BEGIN_DECLS

#define PARLOUR_TYPE_MESSAGE_LIST (parlour_message_list_get_type ())
G_DECLARE_FINAL_TYPE (ParlourMessageList, parlour_message_list, PARLOUR, MESSAGE_LIST, GtkWidget)

GtkWidget *parlour_message_list_new (GListModel *messages);

GListModel *parlour_message_list_get_messages (ParlourMessageList *self);
void parlour_message_list_set_messages (ParlourMessageList *self, GListModel *messages);

void parlour_message_list_scroll_to_end (ParlourMessageList *self);
void parlour_message_list_scroll_to (ParlourMessageList *self, guint position, int offset);
ChatMessage *parlour_message_list_get_place (ParlourMessageList *self, int *offset);

gboolean parlour_message_list_get_at_end (ParlourMessageList *self);
guint parlour_message_list_get_n_new (ParlourMessageList *self);
GtkWidget *parlour_message_list_get_row (ParlourMessageList *self, guint position);

G_END_DECLS
