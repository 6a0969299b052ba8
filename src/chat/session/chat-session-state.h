/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ChatSessionState:
 * @CHAT_SESSION_OFFLINE: not connected, and nothing happens until asked
 * @CHAT_SESSION_CONNECTING: an attempt is on its way
 * @CHAT_SESSION_SIGNING_IN: the server is there, and looks at who I am
 * @CHAT_SESSION_SYNCING: I am in, and hear what I have missed
 * @CHAT_SESSION_ONLINE: all that the server knows is here, and what happens is told
 * @CHAT_SESSION_WAITING: the connection is lost, or the server wants none now; the next attempt
 *   comes at [property@Chat.Session:next-attempt]
 * @CHAT_SESSION_REFUSED: the server does not let me in before I have done something about it;
 *   [property@Chat.Session:error] says what
 */
typedef enum {
  CHAT_SESSION_OFFLINE,
  CHAT_SESSION_CONNECTING,
  CHAT_SESSION_SIGNING_IN,
  CHAT_SESSION_SYNCING,
  CHAT_SESSION_ONLINE,
  CHAT_SESSION_WAITING,
  CHAT_SESSION_REFUSED,
} ChatSessionState;

/**
 * ChatServerState:
 * @CHAT_SERVER_THERE: as far as is known here
 * @CHAT_SERVER_STARTING: on its way
 * @CHAT_SERVER_STOPPED: whoever is to be found where it was is somebody else
 *
 * What is known of a server without asking it, because it is one on this computer.
 */
typedef enum {
  CHAT_SERVER_THERE,
  CHAT_SERVER_STARTING,
  CHAT_SERVER_STOPPED,
} ChatServerState;

#define CHAT_TYPE_SESSION_STATE (chat_session_state_get_type ())
GType chat_session_state_get_type (void);

G_END_DECLS
