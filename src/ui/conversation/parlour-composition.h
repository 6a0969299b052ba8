/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "chat-file.h"
#include "chat-message.h"

G_BEGIN_DECLS

/*
 * What is being written in a room besides its draft: it stays with the room while
 * others are open.  While a message is edited the draft waits.
 */
typedef struct {
  ChatMessage *reply;   /* nullable: what is answered */
  ChatMessage *editing; /* nullable: what is changed */
  char *edited;         /* what has become of its text */
  GListStore *files;    /* of ChatFile: what goes with the message */
} ParlourComposition;

ParlourComposition *parlour_composition_new (void);
void parlour_composition_free (ParlourComposition *self);

void parlour_composition_set_reply (ParlourComposition *self, ChatMessage *reply);
void parlour_composition_set_editing (ParlourComposition *self, ChatMessage *editing);
void parlour_composition_clear (ParlourComposition *self);

G_END_DECLS
