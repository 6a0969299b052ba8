/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-message-kind.h"

G_DEFINE_ENUM_TYPE (ChatMessageKind,
                    chat_message_kind,
                    G_DEFINE_ENUM_VALUE (CHAT_MESSAGE_KIND_TEXT, "text"),
                    G_DEFINE_ENUM_VALUE (CHAT_MESSAGE_KIND_NOTICE, "notice"),
                    G_DEFINE_ENUM_VALUE (CHAT_MESSAGE_KIND_SYSTEM, "system"))

G_DEFINE_ENUM_TYPE (ChatIncident,
                    chat_incident,
                    G_DEFINE_ENUM_VALUE (CHAT_INCIDENT_OTHER, "other"),
                    G_DEFINE_ENUM_VALUE (CHAT_INCIDENT_CREATED, "created"),
                    G_DEFINE_ENUM_VALUE (CHAT_INCIDENT_JOINED, "joined"),
                    G_DEFINE_ENUM_VALUE (CHAT_INCIDENT_LEFT, "left"),
                    G_DEFINE_ENUM_VALUE (CHAT_INCIDENT_RENAMED, "renamed"),
                    G_DEFINE_ENUM_VALUE (CHAT_INCIDENT_TOPIC, "topic"))
