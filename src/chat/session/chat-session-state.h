/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ChatSessionState:
 * @CHAT_SESSION_OFFLINE: not connected, and nothing happens until asked
 * @CHAT_SESSION_CONNECTING: an attempt is on its way
 * @CHAT_SESSION_CONNECTED: the server is there
 * @CHAT_SESSION_WAITING: the connection is lost; the next attempt comes at
 *   [property@Chat.Session:next-attempt]
 */
typedef enum {
  CHAT_SESSION_OFFLINE,
  CHAT_SESSION_CONNECTING,
  CHAT_SESSION_CONNECTED,
  CHAT_SESSION_WAITING,
} ChatSessionState;

#define CHAT_TYPE_SESSION_STATE (chat_session_state_get_type ())
GType chat_session_state_get_type (void);

G_END_DECLS
