/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-file.h"
#include "chat-session.h"

G_BEGIN_DECLS

/*
 * A session with rooms, people and messages in it that has never been connected:
 * what a window shows, without a server.
 */
ChatSession *test_studio_new (void);

ChatRoom *test_studio_get_room (ChatSession *session, const char *name);
ChatUser *test_studio_get_user (ChatSession *session, const char *name);

/* Somebody says something in a room, so many minutes ago. */
ChatMessage *test_studio_say (ChatSession *session,
                              const char *room,
                              const char *name,
                              const char *text,
                              int minutes_ago);

/* Gives a message one more file. */
void test_studio_attach (ChatMessage *message, ChatFile *file);

/* Paints a picture of such a size.  Returns: the path of a PNG file. */
char *test_studio_paint (int width, int height);

G_END_DECLS
