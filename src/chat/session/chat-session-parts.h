/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-courier.h"
#include "chat-session.h"
#include "chat-store.h"

G_BEGIN_DECLS

/* What a session is made of, for what it does in other files.  All are there as long as it is,
 * attachments only if the account has a folder, the store only while it is open. */
ChatCourier *chat_session_get_courier (ChatSession *self);
ChatOutbox *chat_session_get_outbox (ChatSession *self);
ChatSync *chat_session_get_sync (ChatSession *self);
ChatAttachments *chat_session_get_attachments (ChatSession *self);
ChatStore *chat_session_get_store (ChatSession *self);

G_END_DECLS
