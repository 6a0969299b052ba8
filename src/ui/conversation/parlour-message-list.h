/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-message.h"
#include "parlour-rights.h"

G_BEGIN_DECLS

/*
 * Properties: messages; first-unread (id of the message below the line of the new ones); at-end;
 * n-new; empty; last-shown (the newest message that can be seen to its end); near-start (not much
 * is left to scroll through above); head (a widget above the first message).
 */
#define PARLOUR_TYPE_MESSAGE_LIST (parlour_message_list_get_type ())
G_DECLARE_FINAL_TYPE (ParlourMessageList, parlour_message_list, PARLOUR, MESSAGE_LIST, GtkWidget)

GtkWidget *parlour_message_list_new (GListModel *messages);

GListModel *parlour_message_list_get_messages (ParlourMessageList *self);
void parlour_message_list_set_messages (ParlourMessageList *self, GListModel *messages);

void parlour_message_list_scroll_to_end (ParlourMessageList *self);
void parlour_message_list_scroll (ParlourMessageList *self, GtkScrollType where);
void parlour_message_list_scroll_to (ParlourMessageList *self, guint position, int offset);
void parlour_message_list_show (ParlourMessageList *self, guint position);
ChatMessage *parlour_message_list_get_place (ParlourMessageList *self, int *offset);

void parlour_message_list_set_powers (ParlourMessageList *self, ParlourPowers powers);
void parlour_message_list_set_withdrawn (ParlourMessageList *self,
                                         const char *id,
                                         gboolean withdrawn);

gboolean parlour_message_list_get_at_end (ParlourMessageList *self);
guint parlour_message_list_get_n_new (ParlourMessageList *self);
ChatMessage *parlour_message_list_get_last_shown (ParlourMessageList *self);
gboolean parlour_message_list_get_near_start (ParlourMessageList *self);
GtkWidget *parlour_message_list_get_row (ParlourMessageList *self, guint position);

G_END_DECLS
