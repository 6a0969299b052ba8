/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* How far a message got with a person. */
typedef enum {
  MESSAGE_SENT,      /* the person is offline */
  MESSAGE_DELIVERED, /* online, but not in the chat */
  MESSAGE_SEEN,      /* in the chat */
} MessageStatus;

/* What the server remembers: chats, their members, messages, and their status. */
typedef struct _MessageStore MessageStore;

MessageStore *message_store_open (const char *path, GError **error);
void message_store_close (MessageStore *self);

/* A chat of these members (texts) and nobody else; fails if it is there. */
gboolean message_store_create_chat (MessageStore *self,
                                    const char *chat_id,
                                    JsonArray *members,
                                    GError **error);

/* Makes an open chat if there is none; in an open one everybody becomes a member. */
gboolean message_store_join_chat (MessageStore *self,
                                  const char *chat_id,
                                  const char *user_id,
                                  GError **error);

/* NULL with an error if @user_id is none of them. */
char **message_store_dup_members (MessageStore *self,
                                  const char *chat_id,
                                  const char *user_id,
                                  GError **error);

/* How far a message that is stored now gets with a person. */
typedef MessageStatus (*MessageStoreStatusFunc) (const char *user_id,
                                                 const char *chat_id,
                                                 gpointer user_data);

/* Stores a message for all members but the one who has written it, with their status.  Returns
 * whether it is new: a message whose id is known is stored once. */
gboolean message_store_add (MessageStore *self,
                            const char *id,
                            const char *chat_id,
                            const char *user_id,
                            const char *name,
                            const char *text,
                            MessageStoreStatusFunc get_status,
                            gpointer user_data,
                            GError **error);

/* Messages as objects: id, chat_id, userId, name, text, time, status, deliveryStatus.  The history
 * is the last of them. */
JsonNode *message_store_get_message (MessageStore *self,
                                     const char *id,
                                     const char *user_id,
                                     GError **error);
JsonArray *message_store_get_history (MessageStore *self, const char *chat_id, GError **error);

/* What comes to @user_id, in one chat or (NULL) in all, has got at least this far now: gives the
 * messages for which that is new. */
JsonArray *message_store_raise (MessageStore *self,
                                const char *user_id,
                                const char *chat_id,
                                MessageStatus status,
                                GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (MessageStore, message_store_close)

G_END_DECLS
