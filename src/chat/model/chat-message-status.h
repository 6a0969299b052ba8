/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ChatMessageStatus:
 * @CHAT_MESSAGE_STATUS_PENDING: waits to be sent, or for the server to confirm it
 * @CHAT_MESSAGE_STATUS_SENT: the server has it
 * @CHAT_MESSAGE_STATUS_DELIVERED: everybody whom it concerns has it
 * @CHAT_MESSAGE_STATUS_SEEN: everybody whom it concerns has seen it
 * @CHAT_MESSAGE_STATUS_FAILED: the server refused it; see [property@Chat.Message:error]
 */
typedef enum {
  CHAT_MESSAGE_STATUS_PENDING,
  CHAT_MESSAGE_STATUS_SENT,
  CHAT_MESSAGE_STATUS_DELIVERED,
  CHAT_MESSAGE_STATUS_SEEN,
  CHAT_MESSAGE_STATUS_FAILED,
} ChatMessageStatus;

#define CHAT_TYPE_MESSAGE_STATUS (chat_message_status_get_type ())
GType chat_message_status_get_type (void);

G_END_DECLS
