/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-session.h"
#include "parlour-message-list.h"

G_BEGIN_DECLS

/* Where rooms were left that did not stand at their end. */
typedef struct _ParlourBookmarks ParlourBookmarks;

ParlourBookmarks *parlour_bookmarks_new (void);
void parlour_bookmarks_free (ParlourBookmarks *self);
void parlour_bookmarks_clear (ParlourBookmarks *self);

void parlour_bookmarks_leave (ParlourBookmarks *self,
                              ParlourMessageList *list,
                              ChatSession *session,
                              ChatRoom *room);
void parlour_bookmarks_find (ParlourBookmarks *self,
                             ParlourMessageList *list,
                             ChatSession *session,
                             ChatRoom *room);

G_END_DECLS
