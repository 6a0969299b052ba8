/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-session.h"
#include "parlour-message-list.h"

G_BEGIN_DECLS

/* Where rooms were left that did not stand at their end. */
typedef struct _ParlourPlaces ParlourPlaces;

ParlourPlaces *parlour_places_new (void);
void parlour_places_free (ParlourPlaces *self);
void parlour_places_clear (ParlourPlaces *self);

void parlour_places_leave (ParlourPlaces *self,
                           ParlourMessageList *list,
                           ChatSession *session,
                           ChatRoom *room);
void parlour_places_find (ParlourPlaces *self, ParlourMessageList *list, ChatRoom *room);

G_END_DECLS
