/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-session-state.h"

G_DEFINE_ENUM_TYPE (ChatSessionState,
                    chat_session_state,
                    G_DEFINE_ENUM_VALUE (CHAT_SESSION_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (CHAT_SESSION_CONNECTING, "connecting"),
                    G_DEFINE_ENUM_VALUE (CHAT_SESSION_SIGNING_IN, "signing-in"),
                    G_DEFINE_ENUM_VALUE (CHAT_SESSION_SYNCING, "syncing"),
                    G_DEFINE_ENUM_VALUE (CHAT_SESSION_ONLINE, "online"),
                    G_DEFINE_ENUM_VALUE (CHAT_SESSION_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (CHAT_SESSION_REFUSED, "refused"))
