/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-member.h"
#include "chat-message.h"
#include "chat-room-kind.h"

G_BEGIN_DECLS

/* Somebody, as the server tells; @name, for people, is NULL where it does not say. */
typedef struct {
  char *id;
  char *name;
  char *handle; /* the name that nobody else has */
  char *avatar; /* a file's id */
  char *status;
  ChatUserKind kind;
  ChatPresence presence;
  gint64 last_seen;
  gint64 rev;
} ChatEventUser;

typedef struct {
  char *id;
  char *name;
  char *type;
  char *blurhash;
  gint64 size;
  guint width; /* 0 of what is no picture */
  guint height;
} ChatEventFile;

typedef struct {
  char *emoji;
  GPtrArray *users; /* ids */
} ChatEventReaction;

/*
 * A message, as the server tells.  Of a server that says little there are id, sender, text and
 * time, made up where it does not say.  @text is NULL of what was deleted and of what happened.
 */
typedef struct {
  char *id;
  ChatEventUser *sender;
  char *text;
  gint64 time;

  char *room;
  gint64 seq; /* its place in the room, 0 if the server does not count */
  gint64 rev;
  ChatMessageKind kind;
  ChatIncident incident;
  char *incident_user; /* an id */
  char *incident_text; /* the new name or topic */
  char *reply_id;
  char *reply_user; /* an id */
  char *reply_text; /* an excerpt, NULL if that message was deleted */
  gint64 edited_at;
  gint64 deleted_at;
  GPtrArray *mentions;  /* ids */
  GPtrArray *files;     /* of ChatEventFile */
  GPtrArray *reactions; /* of ChatEventReaction */
} ChatEventMessage;

/* Somebody in a room.  @muted (until when) and @pinned are mine alone: @has_marks says whether they
 * were told. */
typedef struct {
  char *room;
  char *user;
  ChatRole role;
  gint64 joined_at;
  gint64 from_seq; /* what is before it this member does not see */
  gint64 delivered;
  gint64 seen;
  gboolean has_marks;
  gint64 muted;
  gboolean pinned;
  gint64 rev;
} ChatEventMember;

/* A room.  What goes to all of its members alike does not say how it is mine: @has_me says whether
 * @me, NULL if I am not in it, and @last_message were told. */
typedef struct {
  char *id;
  char *name; /* NULL of a direct conversation */
  char *topic;
  char *avatar;
  char *created_by;
  ChatRoomKind kind;
  gint64 created_at;
  gint64 last_seq;
  guint n_members;
  gboolean has_me;
  ChatEventMember *me;
  ChatEventMessage *last_message;
  gint64 rev;
} ChatEventRoom;

/* A device that I am signed in on. */
typedef struct {
  char *id;
  char *client;
  gint64 created_at;
  gint64 used_at;
  gboolean is_current;
} ChatEventDevice;

/* What a server says of itself and of me when it has let me in. */
typedef struct {
  char *server_id;
  char *server_name;
  char *server_version;
  char **features;
  guint max_text; /* characters; 0 where there is no limit or none is told */
  gint64 max_file;
  guint max_name;
  guint max_topic;
  ChatEventUser *me;
  char *token; /* NULL if I have one */
  char *device;
  gint64 revision;
  char *run;   /* which time it was started; NULL if it does not say */
  gint64 kept; /* up to which revision what I have heard holds */
} ChatEventWelcome;

ChatEventUser *chat_event_user_new (const char *id, const char *name);
ChatEventMessage *chat_event_message_new (void);
ChatEventReaction *chat_event_reaction_new (const char *emoji);

void chat_event_user_free (ChatEventUser *self);
void chat_event_file_free (ChatEventFile *self);
void chat_event_reaction_free (ChatEventReaction *self);
void chat_event_message_free (ChatEventMessage *self);
void chat_event_member_free (ChatEventMember *self);
void chat_event_room_free (ChatEventRoom *self);
void chat_event_device_free (ChatEventDevice *self);
void chat_event_welcome_free (ChatEventWelcome *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatEventUser, chat_event_user_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatEventFile, chat_event_file_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatEventReaction, chat_event_reaction_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatEventMessage, chat_event_message_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatEventMember, chat_event_member_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatEventRoom, chat_event_room_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatEventDevice, chat_event_device_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatEventWelcome, chat_event_welcome_free)

G_END_DECLS
