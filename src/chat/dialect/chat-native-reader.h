/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "chat-record.h"

G_BEGIN_DECLS

/* Each gives NULL for what is none.  @now is the time, in ms since 1970. */
ChatEventUser *chat_native_reader_user (JsonNode *node, gint64 now);
ChatEventMessage *chat_native_reader_message (JsonNode *node, gint64 now);
ChatEventMember *chat_native_reader_member (JsonNode *node, gint64 now);
ChatEventRoom *chat_native_reader_room (JsonNode *node, gint64 now);
ChatEventDevice *chat_native_reader_device (JsonNode *node, gint64 now);
ChatEventWelcome *chat_native_reader_welcome (JsonNode *node, gint64 now);

/* Parts of messages of their own. */
ChatEventMember *chat_native_reader_receipt (JsonNode *node);
ChatEventUser *chat_native_reader_presence (JsonNode *node, gint64 now);

/* The values of a list that are what @read reads, into @records. */
typedef gpointer (*ChatNativeRead) (JsonNode *node, gint64 now);
void chat_native_reader_list (JsonNode *node, ChatNativeRead read, gint64 now, GPtrArray *records);

G_END_DECLS
