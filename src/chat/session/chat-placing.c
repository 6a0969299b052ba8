/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Messages with places.  A server that gives them says how messages are now, be they new or not.
 *
 * A message is new if it is not loaded and stands behind the floor of the timeline; what is below
 * that, and not loaded, is for whoever remembers it.  One that is loaded changes, and stays the
 * same object.
 */
#include "chat-placing.h"

#include "chat-records.h"

struct _ChatPlacing {
  ChatPeople *people; /* borrowed */
  ChatOutbox *outbox;
};

/* The message with the id of what was said, and of the same sender: nobody speaks for others. */
static ChatMessage *
find_message (ChatRoom *room, const ChatEventMessage *said)
{
  ChatMessage *message = chat_timeline_find (chat_room_get_timeline (room), said->id);
  ChatMessage *last = chat_room_get_last_message (room);
  ChatUser *sender = NULL;

  if (message == NULL && last != NULL && g_str_equal (chat_message_get_id (last), said->id))
    message = last;
  sender = message != NULL ? chat_message_get_sender (message) : NULL;

  return sender != NULL && said->sender != NULL &&
             g_str_equal (chat_user_get_id (sender), said->sender->id)
           ? message
           : NULL;
}

/* What the server has of mine is on its way no more, whether the outbox knew of it or not. */
static void
place_own (ChatPlacing *self, ChatRoom *room, ChatMessage *message, const ChatEventMessage *said)
{
  chat_outbox_confirm (self->outbox, room, said->id, said->time);
  if (!chat_message_get_is_sent (message))
    chat_timeline_confirm (chat_room_get_timeline (room), message, NULL, said->time);
  chat_room_place (room, message, said->seq);
}

/* What I have changed of it, and the server does not know yet, stays on top. */
static void
change_message (ChatPlacing *self,
                ChatRoom *room,
                ChatMessage *message,
                const ChatEventMessage *said)
{
  gboolean was_deleted = chat_message_get_deleted (message);
  gboolean mentioned_me = chat_message_get_mentions_me (message);

  g_object_freeze_notify (G_OBJECT (message));
  if (chat_message_get_seq (message) == 0)
    place_own (self, room, message, said);
  if (chat_records_update_message (self->people, message, said))
    chat_outbox_adjust (self->outbox, room, message);
  g_object_thaw_notify (G_OBJECT (message));

  if (chat_message_get_deleted (message) != was_deleted ||
      chat_message_get_mentions_me (message) != mentioned_me)
    chat_room_count (room);
}

static gboolean
is_loaded (ChatRoom *room, const char *id)
{
  return chat_timeline_find (chat_room_get_timeline (room), id) != NULL;
}

/**
 * chat_placing_new:
 * @people: (transfer none): who is known; they outlive this
 * @outbox: my messages on their way
 */
ChatPlacing *
chat_placing_new (ChatPeople *people, ChatOutbox *outbox)
{
  ChatPlacing *self = NULL;

  g_return_val_if_fail (people != NULL, NULL);
  g_return_val_if_fail (CHAT_IS_OUTBOX (outbox), NULL);

  self = g_new0 (ChatPlacing, 1);
  self->people = people;
  self->outbox = g_object_ref (outbox);

  return self;
}

void
chat_placing_free (ChatPlacing *self)
{
  g_object_unref (self->outbox);
  g_free (self);
}

/**
 * chat_placing_take:
 * @self: a placing
 * @room: where it is
 * @said: a message as it is now
 *
 * Returns: (transfer full) (nullable): the message, if it is news for me
 */
ChatMessage *
chat_placing_take (ChatPlacing *self, ChatRoom *room, const ChatEventMessage *said)
{
  ChatMessage *known = NULL;
  g_autoptr (ChatMessage) message = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (CHAT_IS_ROOM (room), NULL);
  g_return_val_if_fail (said != NULL && said->seq > 0, NULL);

  known = find_message (room, said);
  if (known != NULL)
    change_message (self, room, known, said);
  if (is_loaded (room, said->id) ||
      said->seq <= chat_timeline_get_floor (chat_room_get_timeline (room)))
    return NULL;

  message = chat_records_make_message (self->people, said);
  chat_outbox_adjust (self->outbox, room, message);
  if (!chat_room_receive (room, message) || said->seq <= chat_room_get_seen_seq (room) ||
      chat_message_get_own (message) || chat_message_get_deleted (message) ||
      said->kind == CHAT_MESSAGE_KIND_SYSTEM)
    return NULL;

  return g_steal_pointer (&message);
}

/**
 * chat_placing_take_page:
 * @self: a placing
 * @room: where it is
 * @page: (element-type ChatEventMessage): what was said before, in order
 *
 * Nothing in it is news.
 */
void
chat_placing_take_page (ChatPlacing *self, ChatRoom *room, GPtrArray *page)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) added = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (page != NULL);

  for (guint i = 0; i < page->len; i++) {
    const ChatEventMessage *said = g_ptr_array_index (page, i);
    ChatMessage *known = find_message (room, said);

    if (known != NULL)
      change_message (self, room, known, said);
    if (!is_loaded (room, said->id))
      g_ptr_array_add (messages, chat_records_make_message (self->people, said));
  }

  added = chat_room_receive_history (room, messages, TRUE);
  for (guint i = 0; i < added->len; i++)
    chat_outbox_adjust (self->outbox, room, g_ptr_array_index (added, i));
}

/**
 * chat_placing_joins:
 * @room: a room
 * @page: (element-type ChatEventMessage): a piece of what was said there, in order
 *
 * Whether it goes up to what is loaded, or to the end where nothing is.  One that does not leaves a
 * hole behind it, of which nobody knows any more.
 */
gboolean
chat_placing_joins (ChatRoom *room, GPtrArray *page)
{
  ChatTimeline *timeline = NULL;
  const ChatEventMessage *last = NULL;
  gint64 loaded = 0;

  g_return_val_if_fail (CHAT_IS_ROOM (room), FALSE);
  g_return_val_if_fail (page != NULL && page->len > 0, FALSE);

  timeline = chat_room_get_timeline (room);
  last = g_ptr_array_index (page, page->len - 1);
  if (chat_timeline_get_first (timeline) != NULL)
    loaded = chat_message_get_seq (chat_timeline_get_first (timeline));

  return last->seq >= (loaded > 0 ? loaded - 1 : chat_timeline_get_floor (timeline));
}
