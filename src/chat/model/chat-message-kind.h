/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ChatMessageKind:
 * @CHAT_MESSAGE_KIND_TEXT: somebody said something
 * @CHAT_MESSAGE_KIND_NOTICE: a program said something
 * @CHAT_MESSAGE_KIND_SYSTEM: something happened in the room
 */
typedef enum {
  CHAT_MESSAGE_KIND_TEXT,
  CHAT_MESSAGE_KIND_NOTICE,
  CHAT_MESSAGE_KIND_SYSTEM,
} ChatMessageKind;

#define CHAT_TYPE_MESSAGE_KIND (chat_message_kind_get_type ())
GType chat_message_kind_get_type (void);

/* What happened in the room; OTHER is what this program has no words for. */
typedef enum {
  CHAT_INCIDENT_OTHER,
  CHAT_INCIDENT_CREATED,
  CHAT_INCIDENT_JOINED,
  CHAT_INCIDENT_LEFT,
  CHAT_INCIDENT_RENAMED,
  CHAT_INCIDENT_TOPIC,
} ChatIncident;

#define CHAT_TYPE_INCIDENT (chat_incident_get_type ())
GType chat_incident_get_type (void);

G_END_DECLS
