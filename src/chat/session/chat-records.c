/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records, which are what a server says or what is remembered of it, become objects of the model,
 * which widgets hold and watch.  An object that is there is changed, never replaced.
 */
#include "chat-records.h"

#include "chat-file.h"

/* --- messages ------------------------------------------------------------- */

static ChatReply *
make_reply (ChatPeople *people, const ChatEventMessage *said)
{
  ChatUser *user = NULL;

  if (said->reply_id == NULL)
    return NULL;
  if (said->reply_user != NULL)
    user = chat_people_ensure_id (people, said->reply_user);

  return chat_reply_new (said->reply_id, user, said->reply_text);
}

static GPtrArray *
make_reactions (ChatPeople *people, GPtrArray *said)
{
  GPtrArray *reactions = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_reaction_unref);

  for (guint i = 0; said != NULL && i < said->len; i++) {
    const ChatEventReaction *reaction = g_ptr_array_index (said, i);
    g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (g_object_unref);

    for (guint j = 0; j < reaction->users->len; j++)
      g_ptr_array_add (users,
                       g_object_ref (
                         chat_people_ensure_id (people, g_ptr_array_index (reaction->users, j))));
    g_ptr_array_add (reactions, chat_reaction_new (reaction->emoji, users));
  }

  return reactions;
}

/* A file that is here, or on its way, stays the same object. */
static ChatFile *
find_file (GListModel *files, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (ChatFile) file = g_list_model_get_item (files, i);

    if (g_strcmp0 (chat_file_get_id (file), id) == 0)
      return g_steal_pointer (&file);
  }

  return NULL;
}

static gboolean
are_files (GListModel *files, GPtrArray *said)
{
  if (g_list_model_get_n_items (files) != (said != NULL ? said->len : 0))
    return FALSE;

  for (guint i = 0; said != NULL && i < said->len; i++) {
    const ChatEventFile *record = g_ptr_array_index (said, i);
    g_autoptr (ChatFile) file = g_list_model_get_item (files, i);

    if (g_strcmp0 (chat_file_get_id (file), record->id) != 0)
      return FALSE;
  }

  return TRUE;
}

static void
update_files (ChatMessage *message, GPtrArray *said)
{
  GListModel *before = chat_message_get_files (message);
  g_autoptr (GListStore) files = NULL;

  if (are_files (before, said))
    return;

  files = g_list_store_new (CHAT_TYPE_FILE);
  for (guint i = 0; said != NULL && i < said->len; i++) {
    const ChatEventFile *record = g_ptr_array_index (said, i);
    g_autoptr (ChatFile) file = find_file (before, record->id);

    if (file == NULL)
      file = chat_file_new (record->id, record->name, record->type, record->size, record->width,
                            record->height);
    g_list_store_append (files, file);
  }
  chat_message_set_files (message, G_LIST_MODEL (files));
}

static gboolean
mentions (ChatPeople *people, GPtrArray *ids)
{
  const char *me = chat_user_get_id (chat_people_get_me (people));

  return ids != NULL && g_ptr_array_find_with_equal_func (ids, me, g_str_equal, NULL);
}

/**
 * chat_records_update_message:
 * @people: who is known
 * @message: a message
 * @said: how it is now
 *
 * Its place and its status are for the room to change.  What was said before what is known already
 * may come late, or once more: that is left out.
 *
 * Returns: whether the message is now what was said
 */
gboolean
chat_records_update_message (ChatPeople *people, ChatMessage *message, const ChatEventMessage *said)
{
  g_autoptr (ChatReply) reply = NULL;
  g_autoptr (GPtrArray) reactions = NULL;
  ChatUser *incident_user = NULL;

  if (said->rev < chat_message_get_rev (message))
    return FALSE;

  reply = make_reply (people, said);
  reactions = make_reactions (people, said->reactions);
  g_object_freeze_notify (G_OBJECT (message));
  chat_message_set_rev (message, said->rev);
  chat_message_set_text (message, said->text);
  chat_message_set_edited_at (message, said->edited_at);
  chat_message_set_reply (message, reply);
  chat_message_set_reactions (message, reactions);
  update_files (message, said->files);
  chat_message_set_mentions_me (message, mentions (people, said->mentions));
  if (said->kind == CHAT_MESSAGE_KIND_SYSTEM) {
    if (said->incident_user != NULL)
      incident_user = chat_people_ensure_id (people, said->incident_user);
    chat_message_set_incident (message, said->incident, incident_user, said->incident_text);
  }
  chat_message_set_deleted (message, said->deleted_at > 0);
  g_object_thaw_notify (G_OBJECT (message));

  return TRUE;
}

/**
 * chat_records_make_message:
 * @people: who is known
 * @said: a message
 *
 * Returns: (transfer full): the message, with its place in the room
 */
ChatMessage *
chat_records_make_message (ChatPeople *people, const ChatEventMessage *said)
{
  ChatUser *sender = NULL;
  ChatMessage *message = NULL;

  if (said->sender != NULL)
    sender = chat_people_ensure (people, said->sender, CHAT_PRESENCE_OFFLINE);
  message = chat_message_new_of_kind (said->id, sender, said->kind,
                                      said->text != NULL ? said->text : "", said->time);
  chat_message_set_seq (message, said->seq);
  chat_records_update_message (people, message, said);

  return message;
}

/**
 * chat_records_load_draft:
 * @people: who is known
 * @draft: a draft
 * @stored: what is remembered of it
 *
 * What was answered or changed, and is not there any more, is so no longer.
 */
void
chat_records_load_draft (ChatPeople *people, ChatDraft *draft, const ChatStoredDraft *stored)
{
  chat_draft_set_text (draft, stored->text);
  if (stored->replied != NULL) {
    g_autoptr (ChatMessage) reply = chat_records_make_message (people, stored->replied);

    chat_draft_set_reply (draft, reply);
  }
  if (stored->changed != NULL) {
    g_autoptr (ChatMessage) editing = chat_records_make_message (people, stored->changed);

    chat_draft_set_editing (draft, editing);
    if (stored->edited != NULL)
      chat_draft_set_edited (draft, stored->edited);
  }
}

/* --- rooms ---------------------------------------------------------------- */

static ChatMember
make_member (ChatPeople *people, const ChatEventMember *said)
{
  ChatMember member = {
    .user = chat_people_ensure_id (people, said->user),
    .role = said->role,
    .from_seq = said->from_seq,
    .delivered = said->delivered,
    .seen = said->seen,
    .joined_at = said->joined_at,
  };

  return member;
}

static void
mark_room (ChatRoom *room, const ChatEventMember *me)
{
  if (!me->has_marks)
    return;

  chat_room_set_muted_until (room, me->muted);
  chat_room_set_pinned (room, me->pinned);
}

static void
set_one_member (ChatPeople *people, ChatRoom *room, const ChatEventMember *said)
{
  ChatMember member = make_member (people, said);

  chat_room_set_member (room, &member);
  if (member.user == chat_people_get_me (people))
    mark_room (room, said);
}

/**
 * chat_records_set_members:
 * @people: who is known
 * @room: a room
 * @said: (element-type ChatEventMember): people in rooms
 * @start: the first of them that is in this room
 * @length: how many are
 */
void
chat_records_set_members (ChatPeople *people,
                          ChatRoom *room,
                          GPtrArray *said,
                          guint start,
                          guint length)
{
  g_autofree ChatMember *members = NULL;

  if (length == 1) {
    set_one_member (people, room, g_ptr_array_index (said, start));
    return;
  }

  members = g_new (ChatMember, length);
  for (guint i = 0; i < length; i++) {
    const ChatEventMember *record = g_ptr_array_index (said, start + i);

    members[i] = make_member (people, record);
    if (members[i].user == chat_people_get_me (people))
      mark_room (room, record);
  }
  chat_room_set_members (room, members, length);
}

static void
update_latest (ChatPeople *people, ChatRoom *room, const ChatEventMessage *said)
{
  ChatMessage *known = chat_room_get_last_message (room);
  g_autoptr (ChatMessage) message = NULL;

  if (chat_timeline_find (chat_room_get_timeline (room), said->id) != NULL)
    return;

  if (known != NULL && g_str_equal (chat_message_get_id (known), said->id)) {
    chat_records_update_message (people, known, said);
  } else {
    message = chat_records_make_message (people, said);
    chat_room_set_latest (room, message);
  }
}

/**
 * chat_records_update_room:
 * @people: who is known
 * @room: a room
 * @said: how it is now
 */
void
chat_records_update_room (ChatPeople *people, ChatRoom *room, const ChatEventRoom *said)
{
  g_object_freeze_notify (G_OBJECT (room));
  if (said->kind != CHAT_ROOM_KIND_DIRECT && said->name != NULL)
    chat_room_set_name (room, said->name);
  chat_room_set_topic (room, said->topic);
  chat_room_set_avatar (room, said->avatar);
  chat_room_set_created_by (room, said->created_by);
  chat_room_set_n_members (room, said->n_members);

  /* What I have seen comes first: what is unread follows from it and the last place. */
  if (said->me != NULL)
    set_one_member (people, room, said->me);
  chat_room_set_last_seq (room, said->last_seq);
  if (said->last_message != NULL)
    update_latest (people, room, said->last_message);
  g_object_thaw_notify (G_OBJECT (room));
}

/**
 * chat_records_make_room:
 * @people: who is known
 * @said: a room that I am in
 *
 * Returns: (transfer full): the room, of which nothing is loaded
 */
ChatRoom *
chat_records_make_room (ChatPeople *people, const ChatEventRoom *said)
{
  ChatRoom *room = chat_room_new (said->id, said->name != NULL ? said->name : "", said->kind);

  chat_records_update_room (people, room, said);
  chat_room_touch (room, said->me != NULL ? said->me->joined_at : said->created_at);

  return room;
}
