/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ChatPresence:
 * @CHAT_PRESENCE_OFFLINE: not there, or nothing is known
 * @CHAT_PRESENCE_ONLINE: there
 * @CHAT_PRESENCE_AWAY: there, but has not touched anything for a while
 * @CHAT_PRESENCE_BUSY: there, and does not want to be disturbed
 */
typedef enum {
  CHAT_PRESENCE_OFFLINE,
  CHAT_PRESENCE_ONLINE,
  CHAT_PRESENCE_AWAY,
  CHAT_PRESENCE_BUSY,
} ChatPresence;

#define CHAT_TYPE_PRESENCE (chat_presence_get_type ())
GType chat_presence_get_type (void);

typedef enum {
  CHAT_USER_KIND_PERSON,
  CHAT_USER_KIND_GUEST,
  CHAT_USER_KIND_BOT,
} ChatUserKind;

#define CHAT_TYPE_USER_KIND (chat_user_kind_get_type ())
GType chat_user_kind_get_type (void);

/*
 * Properties: id (construct-only), name (for people), handle (the name that nobody else has,
 * nullable), kind, avatar (a file's id, nullable), presence, status (nullable), last-seen (ms since
 * 1970, 0 if not known), is-me (construct-only).
 * There is one object per user and session, so a change shows everywhere.
 */
#define CHAT_TYPE_USER (chat_user_get_type ())
G_DECLARE_FINAL_TYPE (ChatUser, chat_user, CHAT, USER, GObject)

ChatUser *chat_user_new (const char *id, const char *name);
ChatUser *chat_user_new_me (const char *id, const char *name);

const char *chat_user_get_id (ChatUser *self);
void chat_user_set_id (ChatUser *self, const char *id);
const char *chat_user_get_name (ChatUser *self);
void chat_user_set_name (ChatUser *self, const char *name);
const char *chat_user_get_handle (ChatUser *self);
void chat_user_set_handle (ChatUser *self, const char *handle);
ChatUserKind chat_user_get_kind (ChatUser *self);
void chat_user_set_kind (ChatUser *self, ChatUserKind kind);
const char *chat_user_get_avatar (ChatUser *self);
void chat_user_set_avatar (ChatUser *self, const char *avatar);
void chat_user_set_status (ChatUser *self, const char *status);
gint64 chat_user_get_last_seen (ChatUser *self);
void chat_user_set_last_seen (ChatUser *self, gint64 time);
ChatPresence chat_user_get_presence (ChatUser *self);
void chat_user_set_presence (ChatUser *self, ChatPresence presence);
gboolean chat_user_get_is_online (ChatUser *self);
gboolean chat_user_get_is_me (ChatUser *self);

G_END_DECLS
