/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * My messages on their way to the server.  Each room has a queue, and one message of it at a time
 * is under way: so they arrive in order, and nothing overtakes one that has to be sent again.
 *
 *                      room is open, first in the queue
 *        WAITING -----------------------------------------> UNDER WAY
 *           ^                                                |  |  |
 *           |   connection lost, no answer (again)           |  |  |
 *           +------------------------------------------------+  |  |
 *                                                 confirm       |  |  refuse
 *                                    SENT <---------------------+  +------------> FAILED
 *
 * Sending is at-least-once.  The id that the message was born with is the key under which a server
 * stores it once, however often it comes.
 *
 * The outbox does no I/O and has no clock.  An attempt has a number, so that an answer to one that
 * was given up long ago cannot set off another.
 */
#include "chat-outbox.h"

typedef struct {
  ChatRoom *room;
  GQueue messages; /* ChatMessage, owned */
  gboolean open;
  guint attempt; /* of the first message, 0 while it waits */
} Queue;

struct _ChatOutbox {
  GObject parent_instance;

  GHashTable *queues; /* ChatRoom, borrowed -> Queue */
  guint last_attempt;

  ChatOutboxSend send;
  gpointer user_data;
};

G_DEFINE_FINAL_TYPE (ChatOutbox, chat_outbox, G_TYPE_OBJECT)

static void
queue_free (Queue *queue)
{
  g_queue_clear_full (&queue->messages, g_object_unref);
  g_object_unref (queue->room);
  g_free (queue);
}

static Queue *
ensure_queue (ChatOutbox *self, ChatRoom *room)
{
  Queue *queue = g_hash_table_lookup (self->queues, room);

  if (queue == NULL) {
    queue = g_new0 (Queue, 1);
    queue->room = g_object_ref (room);
    g_queue_init (&queue->messages);
    g_hash_table_insert (self->queues, room, queue);
  }

  return queue;
}

static GList *
find (Queue *queue, const char *id)
{
  for (GList *link = queue->messages.head; link != NULL; link = link->next) {
    if (g_str_equal (chat_message_get_id (link->data), id))
      return link;
  }

  return NULL;
}

static void
send_next (ChatOutbox *self, Queue *queue)
{
  g_autoptr (ChatMessage) message = NULL;

  if (!queue->open || queue->attempt != 0 || g_queue_is_empty (&queue->messages) ||
      self->send == NULL)
    return;

  message = g_object_ref (g_queue_peek_head (&queue->messages));
  queue->attempt = ++self->last_attempt;
  self->send (queue->room, message, queue->attempt, self->user_data);
}

/* Gives the message back to the caller. */
static ChatMessage *
take_out (Queue *queue, GList *link)
{
  ChatMessage *message = link->data;

  if (link == queue->messages.head)
    queue->attempt = 0;
  g_queue_delete_link (&queue->messages, link);

  return message;
}

static void
chat_outbox_dispose (GObject *object)
{
  ChatOutbox *self = CHAT_OUTBOX (object);

  self->send = NULL;
  g_hash_table_remove_all (self->queues);

  G_OBJECT_CLASS (chat_outbox_parent_class)->dispose (object);
}

static void
chat_outbox_finalize (GObject *object)
{
  g_hash_table_unref (CHAT_OUTBOX (object)->queues);

  G_OBJECT_CLASS (chat_outbox_parent_class)->finalize (object);
}

static void
chat_outbox_class_init (ChatOutboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = chat_outbox_dispose;
  object_class->finalize = chat_outbox_finalize;
}

static void
chat_outbox_init (ChatOutbox *self)
{
  self->queues = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) queue_free);
}

ChatOutbox *
chat_outbox_new (void)
{
  return g_object_new (CHAT_TYPE_OUTBOX, NULL);
}

/**
 * chat_outbox_set_send:
 * @self: an outbox
 * @send: (nullable) (scope forever): sends a message
 * @user_data: for @send
 *
 * Says how messages leave; until then, and with %NULL, they stay.
 */
void
chat_outbox_set_send (ChatOutbox *self, ChatOutboxSend send, gpointer user_data)
{
  g_return_if_fail (CHAT_IS_OUTBOX (self));

  self->send = send;
  self->user_data = user_data;
}

/**
 * chat_outbox_add:
 * @self: an outbox
 * @room: where it goes
 * @message: a new message of mine
 *
 * Puts the message at the end of the room, on the screen and in the queue.
 */
void
chat_outbox_add (ChatOutbox *self, ChatRoom *room, ChatMessage *message)
{
  Queue *queue = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  chat_timeline_add (chat_room_get_timeline (room), message);
  queue = ensure_queue (self, room);
  g_queue_push_tail (&queue->messages, g_object_ref (message));
  send_next (self, queue);
}

/**
 * chat_outbox_retry:
 * @self: an outbox
 * @room: where it goes
 * @message: a message of mine that failed
 * @now: the time, in ms since 1970
 *
 * Tries a message once more, behind those that wait.
 */
void
chat_outbox_retry (ChatOutbox *self, ChatRoom *room, ChatMessage *message, gint64 now)
{
  Queue *queue = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  if (chat_message_get_status (message) != CHAT_MESSAGE_STATUS_FAILED)
    return;

  chat_timeline_wait (chat_room_get_timeline (room), message, now);
  queue = ensure_queue (self, room);
  g_queue_push_tail (&queue->messages, g_object_ref (message));
  send_next (self, queue);
}

/**
 * chat_outbox_discard:
 * @self: an outbox
 * @room: where it would have gone
 * @message: a message of mine that waits or failed
 *
 * Takes a message away.  One that is under way may arrive all the same, and then comes back.
 */
void
chat_outbox_discard (ChatOutbox *self, ChatRoom *room, ChatMessage *message)
{
  g_autoptr (ChatMessage) kept = NULL;
  Queue *queue = NULL;
  GList *link = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  if (chat_message_get_is_sent (message))
    return;

  kept = g_object_ref (message);
  queue = g_hash_table_lookup (self->queues, room);
  link = queue != NULL ? g_queue_find (&queue->messages, message) : NULL;
  if (link != NULL)
    g_object_unref (take_out (queue, link));

  chat_timeline_remove (chat_room_get_timeline (room), message);
  if (link != NULL)
    send_next (self, queue);
}

/**
 * chat_outbox_get_length:
 * @self: an outbox
 *
 * Returns: how many messages the server does not have yet
 */
guint
chat_outbox_get_length (ChatOutbox *self)
{
  GHashTableIter iter;
  gpointer value = NULL;
  guint length = 0;

  g_return_val_if_fail (CHAT_IS_OUTBOX (self), 0);

  g_hash_table_iter_init (&iter, self->queues);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    length += ((Queue *) value)->messages.length;

  return length;
}

/**
 * chat_outbox_open:
 * @self: an outbox
 * @room: a room that the server has let me into
 *
 * Messages of the room may leave.
 */
void
chat_outbox_open (ChatOutbox *self, ChatRoom *room)
{
  Queue *queue = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  queue = ensure_queue (self, room);
  queue->open = TRUE;
  send_next (self, queue);
}

/**
 * chat_outbox_close_all:
 * @self: an outbox
 *
 * The connection is gone: nothing may leave, and what was under way waits again.
 */
void
chat_outbox_close_all (ChatOutbox *self)
{
  GHashTableIter iter;
  gpointer value = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));

  g_hash_table_iter_init (&iter, self->queues);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Queue *queue = value;

    queue->open = FALSE;
    queue->attempt = 0;
  }
}

/**
 * chat_outbox_forget:
 * @self: an outbox
 * @room: a room that I leave
 *
 * Drops what waits for the room.
 */
void
chat_outbox_forget (ChatOutbox *self, ChatRoom *room)
{
  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  g_hash_table_remove (self->queues, room);
}

/**
 * chat_outbox_confirm:
 * @self: an outbox
 * @room: a room
 * @id: the id of a message
 * @time: when the server got it, 0 if it does not say
 *
 * The server has the message; the next one of the room may leave.
 *
 * Returns: whether the message was here
 */
gboolean
chat_outbox_confirm (ChatOutbox *self, ChatRoom *room, const char *id, gint64 time)
{
  g_autoptr (ChatMessage) message = NULL;
  Queue *queue = NULL;
  GList *link = NULL;

  g_return_val_if_fail (CHAT_IS_OUTBOX (self), FALSE);
  g_return_val_if_fail (CHAT_IS_ROOM (room), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  queue = g_hash_table_lookup (self->queues, room);
  link = queue != NULL ? find (queue, id) : NULL;
  if (link == NULL)
    return FALSE;

  message = take_out (queue, link);
  chat_timeline_confirm (chat_room_get_timeline (room), message, NULL, time);
  send_next (self, queue);

  return TRUE;
}

/**
 * chat_outbox_refuse:
 * @self: an outbox
 * @room: a room
 * @id: the id of a message
 * @reason: why, in words for people
 *
 * The server does not want the message; the next one of the room may leave.
 */
void
chat_outbox_refuse (ChatOutbox *self, ChatRoom *room, const char *id, const char *reason)
{
  g_autoptr (ChatMessage) message = NULL;
  Queue *queue = NULL;
  GList *link = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (id != NULL);

  queue = g_hash_table_lookup (self->queues, room);
  link = queue != NULL ? find (queue, id) : NULL;
  if (link == NULL)
    return;

  message = take_out (queue, link);
  chat_timeline_fail (chat_room_get_timeline (room), message, reason);
  send_next (self, queue);
}

/**
 * chat_outbox_again:
 * @self: an outbox
 * @room: a room
 * @attempt: an attempt of which nothing is known
 *
 * Sends the message once more, if that attempt is still the current one.
 */
void
chat_outbox_again (ChatOutbox *self, ChatRoom *room, guint attempt)
{
  Queue *queue = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  queue = g_hash_table_lookup (self->queues, room);
  if (queue == NULL || attempt == 0 || queue->attempt != attempt)
    return;

  queue->attempt = 0;
  send_next (self, queue);
}
