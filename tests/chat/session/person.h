/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-session-operations.h"
#include "test-house.h"

G_BEGIN_DECLS

/* Somebody with an account on a house, and one device. */
typedef struct {
  TestHouse *house;
  char *name;
  char *folder; /* NULL for a device that remembers nothing */
  char *token;
  ChatAccount *account;
  ChatSession *session;
} Person;

/* Enrolled and online. */
Person *person_new (TestHouse *house, const char *name);
Person *person_new_forgetful (TestHouse *house, const char *name);
/* The same person with another device, online. */
Person *person_new_device (Person *self);
void person_free (Person *self);

/* A session that is offline: the program starts anew, with what it remembers. */
void person_start (Person *self);
void person_end (Person *self);
void person_come (Person *self);
void person_await (Person *self, ChatSessionState state);

/* What was asked for is done. */
ChatRoom *person_make_room (Person *self, const char *name, Person *other);
ChatRoom *person_talk_to (Person *self, Person *other);
ChatRoom *person_await_room (Person *self, ChatRoom *same);
ChatMessage *person_say (Person *self, ChatRoom *room, const char *text);
ChatMessage *person_await_message (Person *self, ChatRoom *same, const char *text);
gboolean person_load_older (Person *self, ChatRoom *room, GError **error);

guint person_count (gpointer model);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Person, person_free)

G_END_DECLS
