/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What I want of the server and it has not confirmed: new messages, and changes of messages; in a
 * queue for each room, and as people see it.
 *
 * Sending is at-least-once: the id that the message was born with is the key under which a server
 * stores it once, however often it comes.  The disk forgets a message of mine in the transaction
 * that stores it as the server's.
 *
 * As long as a message cannot have left, changing it is changing what waits.  From then on a change
 * is a thing of its own behind it: see chat-changes.c.
 */
#include "chat-outbox.h"

#include "chat-changes.h"
#include "chat-queue.h"

#define DEFAULT_FIRST_DELAY_MS 1000
#define MAX_FIRST_DELAY_MS 60000

struct _ChatOutbox {
  GObject parent_instance;

  ChatUser *me;
  ChatQueueSetting setting;
  GHashTable *queues;   /* ChatRoom, borrowed -> ChatQueue */
  ChatChanges *changes; /* what waits in them and is no message */
  GPtrArray *strays;    /* ChatOutgoing: of the disk, for rooms that are not here yet */
  ChatRoster *users;    /* of whom they speak */

  ChatOutboxSend send;
  gpointer user_data;
};

G_DEFINE_FINAL_TYPE (ChatOutbox, chat_outbox, G_TYPE_OBJECT)

typedef enum {
  PROP_ME = 1,
  PROP_FIRST_DELAY,
} ChatOutboxProperty;

static GParamSpec *properties[PROP_FIRST_DELAY + 1];

enum {
  REFUSED,
  LOST,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
queue_free (gpointer queue)
{
  chat_queue_leave (queue);
  chat_queue_unref (queue);
}

/* Whoever is told of a change may leave the room: who goes on after it holds the queue. */
static ChatQueue *
find_queue (ChatOutbox *self, ChatRoom *room)
{
  ChatQueue *queue = g_hash_table_lookup (self->queues, room);

  return queue != NULL ? chat_queue_ref (queue) : NULL;
}

static ChatQueue *
ensure_queue (ChatOutbox *self, ChatRoom *room)
{
  ChatQueue *queue = find_queue (self, room);

  if (queue == NULL) {
    queue = chat_queue_new (room, &self->setting);
    g_hash_table_insert (self->queues, room, chat_queue_ref (queue));
  }

  return queue;
}

static GPtrArray *
list_queues (ChatOutbox *self)
{
  GPtrArray *queues = g_hash_table_get_values_as_ptr_array (self->queues);

  for (guint i = 0; i < queues->len; i++)
    chat_queue_ref (queues->pdata[i]);
  g_ptr_array_set_free_func (queues, (GDestroyNotify) chat_queue_unref);

  return queues;
}

static void
drop_files (ChatOutbox *self, ChatParcel *parcel)
{
  if (self->setting.attachments != NULL)
    chat_parcel_drop_files (parcel, self->setting.attachments);
}

/* --- what becomes of it ----------------------------------------------------------- */

static void
send_cb (ChatParcel *parcel, guint attempt, gpointer user_data)
{
  ChatOutbox *self = user_data;

  self->send (parcel->room, chat_parcel_make_intent (parcel), attempt, self->user_data);
}

static void
refuse_change (ChatOutbox *self, ChatQueue *queue, ChatParcel *parcel, const char *reason)
{
  if (chat_changes_refuse (self->changes, queue, parcel))
    g_signal_emit (self, signals[REFUSED], 0, parcel->room, parcel->outgoing->message, reason);
}

static void
refuse_message (ChatOutbox *self, ChatQueue *queue, ChatParcel *parcel, const char *reason)
{
  ChatTimeline *timeline = chat_room_get_timeline (parcel->room);

  if (!chat_changes_fold (queue, parcel)) {
    chat_outbox_discard (self, parcel->room, parcel->message);
    return;
  }

  chat_queue_set_aside (queue, parcel, reason);
  chat_changes_show (self->changes, queue, parcel->outgoing->id);
  chat_message_set_text (parcel->message, parcel->outgoing->text);
  chat_message_set_edited_at (parcel->message, 0);
  chat_timeline_fail (timeline, parcel->message, reason);
}

static void
refuse_cb (ChatParcel *parcel, const char *reason, gpointer user_data)
{
  g_autoptr (ChatOutbox) self = g_object_ref (user_data);
  g_autoptr (ChatQueue) queue = find_queue (self, parcel->room);

  if (parcel->message != NULL)
    refuse_message (self, queue, parcel, reason);
  else
    refuse_change (self, queue, parcel, reason);
}

/* --- the object ------------------------------------------------------------------- */

static void
chat_outbox_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ChatOutbox *self = CHAT_OUTBOX (object);

  switch ((ChatOutboxProperty) property_id) {
  case PROP_ME:
    g_value_set_object (value, self->me);
    break;
  case PROP_FIRST_DELAY:
    g_value_set_uint (value, self->setting.first_delay);
    break;
  }
}

static void
chat_outbox_set_property (GObject *object,
                          guint property_id,
                          const GValue *value,
                          GParamSpec *pspec)
{
  ChatOutbox *self = CHAT_OUTBOX (object);

  switch ((ChatOutboxProperty) property_id) {
  case PROP_ME:
    self->me = g_value_dup_object (value);
    break;
  case PROP_FIRST_DELAY:
    self->setting.first_delay = g_value_get_uint (value);
    break;
  }
}

static void
chat_outbox_constructed (GObject *object)
{
  ChatOutbox *self = CHAT_OUTBOX (object);

  G_OBJECT_CLASS (chat_outbox_parent_class)->constructed (object);

  self->changes = chat_changes_new (self->me);
}

static void
chat_outbox_dispose (GObject *object)
{
  ChatOutbox *self = CHAT_OUTBOX (object);

  g_hash_table_remove_all (self->queues);
  chat_changes_forget_all (self->changes);
  g_clear_object (&self->setting.attachments);
  g_clear_object (&self->setting.store);
  g_clear_object (&self->users);
  g_clear_object (&self->me);

  G_OBJECT_CLASS (chat_outbox_parent_class)->dispose (object);
}

static void
chat_outbox_finalize (GObject *object)
{
  ChatOutbox *self = CHAT_OUTBOX (object);

  g_hash_table_unref (self->queues);
  chat_changes_free (self->changes);
  g_ptr_array_unref (self->strays);

  G_OBJECT_CLASS (chat_outbox_parent_class)->finalize (object);
}

static void
chat_outbox_class_init (ChatOutboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags fixed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = chat_outbox_get_property;
  object_class->set_property = chat_outbox_set_property;
  object_class->constructed = chat_outbox_constructed;
  object_class->dispose = chat_outbox_dispose;
  object_class->finalize = chat_outbox_finalize;

  properties[PROP_ME] = g_param_spec_object ("me", NULL, NULL, CHAT_TYPE_USER, fixed);
  properties[PROP_FIRST_DELAY] =
    g_param_spec_uint ("first-delay", NULL, NULL, 1, MAX_FIRST_DELAY_MS, DEFAULT_FIRST_DELAY_MS,
                       fixed);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[REFUSED] =
    g_signal_new ("refused", CHAT_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                  3, CHAT_TYPE_ROOM, G_TYPE_STRING, G_TYPE_STRING);
  signals[LOST] = g_signal_new ("lost", CHAT_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 2, CHAT_TYPE_ROOM, G_TYPE_PTR_ARRAY);
}

static void
chat_outbox_init (ChatOutbox *self)
{
  self->setting.refuse = refuse_cb;
  self->setting.user_data = self;
  self->strays = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_outgoing_free);
  self->queues = g_hash_table_new_full (NULL, NULL, NULL, queue_free);
}

ChatOutbox *
chat_outbox_new (ChatUser *me)
{
  g_return_val_if_fail (CHAT_IS_USER (me), NULL);

  return g_object_new (CHAT_TYPE_OUTBOX, "me", me, NULL);
}

/**
 * chat_outbox_set_send:
 * @self: an outbox
 * @send: (nullable) (scope forever): asks the server
 * @user_data: for @send
 *
 * Says how things leave; until then, and with %NULL, they stay.
 */
void
chat_outbox_set_send (ChatOutbox *self, ChatOutboxSend send, gpointer user_data)
{
  g_return_if_fail (CHAT_IS_OUTBOX (self));

  self->send = send;
  self->user_data = user_data;
  self->setting.send = send != NULL ? send_cb : NULL;
}

/**
 * chat_outbox_set_store:
 * @self: an outbox
 * @store: (nullable): where it is kept from now on
 *
 * Without a store nothing in it survives the program.
 */
void
chat_outbox_set_store (ChatOutbox *self, ChatStore *store)
{
  g_autoptr (GPtrArray) queues = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (store == NULL || CHAT_IS_STORE (store));

  g_set_object (&self->setting.store, store);
  queues = list_queues (self);
  for (guint i = 0; i < queues->len; i++)
    chat_queue_save_all (queues->pdata[i]);
}

void
chat_outbox_set_attachments (ChatOutbox *self, ChatAttachments *attachments)
{
  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (attachments == NULL || CHAT_IS_ATTACHMENTS (attachments));

  g_set_object (&self->setting.attachments, attachments);
}

static void
restore_one (ChatOutbox *self, const ChatOutgoing *outgoing, ChatRoom *room)
{
  g_autoptr (ChatQueue) queue = ensure_queue (self, room);
  ChatTimeline *timeline = chat_room_get_timeline (room);
  ChatParcel *parcel =
    chat_parcel_new_stored (room, outgoing, self->me, self->users, self->setting.attachments);
  ChatMessage *changed = NULL;

  if (parcel->message != NULL) {
    chat_timeline_add (timeline, parcel->message);
    if (outgoing->error != NULL)
      chat_timeline_fail (timeline, parcel->message, outgoing->error);
    chat_queue_restore (queue, parcel);
    return;
  }

  chat_queue_restore (queue, parcel);

  changed = chat_timeline_find (timeline, outgoing->message);
  if (changed != NULL) {
    chat_changes_cover (self->changes, changed);
    chat_changes_show (self->changes, queue, outgoing->message);
  }
}

static gboolean
is_here (ChatOutbox *self, const ChatOutgoing *outgoing, ChatRoom *room)
{
  const ChatQueue *queue = g_hash_table_lookup (self->queues, room);

  return queue != NULL && chat_queue_has_id (queue, outgoing->id);
}

/**
 * chat_outbox_restore:
 * @self: an outbox
 * @list: (element-type ChatOutgoing): what the store has, all of it
 * @rooms: my rooms; what is for another one waits until that is here
 * @users: everybody who is known
 *
 * Brings back what I wrote before: when this program ran before, or for rooms that were not known
 * meanwhile.
 */
void
chat_outbox_restore (ChatOutbox *self, GPtrArray *list, ChatRoomList *rooms, ChatRoster *users)
{
  g_autoptr (GPtrArray) queues = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (list != NULL);

  g_set_object (&self->users, users);
  g_ptr_array_set_size (self->strays, 0);
  for (guint i = 0; i < list->len; i++) {
    const ChatOutgoing *outgoing = list->pdata[i];
    ChatRoom *room = chat_room_list_find (rooms, outgoing->room);

    if (room == NULL)
      g_ptr_array_add (self->strays, chat_outgoing_copy (outgoing));
    else if (!is_here (self, outgoing, room))
      restore_one (self, outgoing, room);
  }

  queues = list_queues (self);
  for (guint i = 0; i < queues->len; i++)
    chat_queue_go_on (queues->pdata[i]);
}

/* Of servers that do not know me, rooms are here when I come into them. */
static void
bring_home (ChatOutbox *self, ChatRoom *room)
{
  for (guint i = 0; i < self->strays->len;) {
    g_autoptr (ChatOutgoing) outgoing = NULL;

    if (!g_str_equal (((ChatOutgoing *) self->strays->pdata[i])->room, chat_room_get_id (room))) {
      i++;
      continue;
    }

    outgoing = g_ptr_array_steal_index (self->strays, i);
    restore_one (self, outgoing, room);
  }
}

/* --- messages --------------------------------------------------------------------- */

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
  g_autoptr (ChatQueue) queue = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  queue = ensure_queue (self, room);
  chat_timeline_add (chat_room_get_timeline (room), message);
  chat_queue_add (queue, chat_parcel_new (room, message, self->setting.attachments));
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
  g_autoptr (ChatQueue) queue = NULL;
  ChatParcel *parcel = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  queue = ensure_queue (self, room);
  if (chat_queue_find_refused (queue, chat_message_get_id (message)) == NULL)
    return;

  chat_timeline_wait (chat_room_get_timeline (room), message, now);
  parcel = chat_queue_find_refused (queue, chat_message_get_id (message));
  if (parcel == NULL)
    return;

  parcel->outgoing->time = now;
  chat_changes_cover (self->changes, message);
  chat_queue_retry (queue, parcel);
  chat_changes_show (self->changes, queue, chat_message_get_id (message));
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
  g_autoptr (ChatParcel) kept = NULL;
  g_autoptr (ChatQueue) queue = NULL;
  ChatParcel *parcel = NULL;
  const char *id = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  queue = ensure_queue (self, room);
  id = chat_message_get_id (message);
  parcel = chat_queue_find_message (queue, id);
  if (parcel == NULL)
    parcel = chat_queue_find_refused (queue, id);
  if (parcel == NULL)
    return;

  kept = chat_parcel_ref (parcel);
  chat_queue_remove_changes (queue, id);
  chat_changes_forget (self->changes, id);
  chat_queue_remove (queue, parcel);
  drop_files (self, parcel);
  chat_timeline_remove (chat_room_get_timeline (room), parcel->message);
  chat_queue_go_on (queue);
}

/**
 * chat_outbox_get_length:
 * @self: an outbox
 *
 * Returns: how many messages and changes are to leave; what was refused is not
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
    length += ((ChatQueue *) value)->parcels.length;

  return length;
}

/**
 * chat_outbox_count_unsent:
 * @self: an outbox
 *
 * Returns: how many messages and changes the server does not have, refused ones and those for rooms
 *   that are not here among them
 */
guint
chat_outbox_count_unsent (ChatOutbox *self)
{
  GHashTableIter iter;
  gpointer value = NULL;
  guint n_unsent = 0;

  g_return_val_if_fail (CHAT_IS_OUTBOX (self), 0);

  n_unsent = self->strays->len;
  g_hash_table_iter_init (&iter, self->queues);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    const ChatQueue *queue = value;

    n_unsent += queue->parcels.length + queue->refused->len;
  }

  return n_unsent;
}

/* --- changes ---------------------------------------------------------------------- */

/* A message of mine that cannot be on the server. */
static ChatParcel *
find_unsent (ChatQueue *queue, ChatMessage *message)
{
  const char *id = chat_message_get_id (message);
  ChatParcel *parcel = chat_queue_find_message (queue, id);

  if (parcel != NULL && parcel->outgoing->attempts == 0)
    return parcel;

  return chat_queue_find_refused (queue, id);
}

/**
 * chat_outbox_edit:
 * @self: an outbox
 * @room: where it is
 * @message: a message of mine, on the server or not
 * @text: what it shall say
 * @now: the time, in ms since 1970
 *
 * Changes a message; one that the server refused goes again.
 */
void
chat_outbox_edit (ChatOutbox *self,
                  ChatRoom *room,
                  ChatMessage *message,
                  const char *text,
                  gint64 now)
{
  g_autoptr (ChatQueue) queue = NULL;
  ChatParcel *parcel = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_MESSAGE (message));
  g_return_if_fail (text != NULL);

  queue = ensure_queue (self, room);
  parcel = find_unsent (queue, message);
  if (parcel != NULL) {
    g_set_str (&parcel->outgoing->text, text);
    chat_queue_save (queue, parcel);
    chat_changes_set_text (self->changes, message, text);
    if (chat_message_get_status (message) == CHAT_MESSAGE_STATUS_FAILED)
      chat_outbox_retry (self, room, message, now);
    return;
  }

  chat_changes_edit (self->changes, queue, message, text, now);
}

/**
 * chat_outbox_delete:
 * @self: an outbox
 * @room: where it is
 * @message: a message, on the server or not
 * @now: the time, in ms since 1970
 *
 * Takes a message back; what the server cannot have is gone at once.
 */
void
chat_outbox_delete (ChatOutbox *self, ChatRoom *room, ChatMessage *message, gint64 now)
{
  g_autoptr (ChatMessage) kept = NULL;
  g_autoptr (ChatQueue) queue = NULL;
  gboolean is_unsent = FALSE;
  const char *id = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  kept = g_object_ref (message);
  id = chat_message_get_id (message);
  queue = ensure_queue (self, room);
  is_unsent = find_unsent (queue, message) != NULL;
  if (chat_message_get_deleted (message))
    return;

  if (is_unsent || chat_queue_find_message (queue, id) != NULL)
    chat_outbox_discard (self, room, message);
  else
    chat_queue_remove_changes (queue, id);

  /* It may have left, and the answer was lost: then there is something to take back. */
  if (!is_unsent)
    chat_changes_delete (self->changes, queue, message, now);
}

/**
 * chat_outbox_react:
 * @self: an outbox
 * @room: where it is
 * @message: a message
 * @emoji: what I put on it
 * @on: FALSE takes it away
 * @now: the time, in ms since 1970
 *
 * Reacts to a message; what is taken back before it left never was.
 */
void
chat_outbox_react (ChatOutbox *self,
                   ChatRoom *room,
                   ChatMessage *message,
                   const char *emoji,
                   gboolean on,
                   gint64 now)
{
  g_autoptr (ChatQueue) queue = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_MESSAGE (message));
  g_return_if_fail (emoji != NULL);

  if (chat_message_get_deleted (message) ||
      chat_message_get_status (message) == CHAT_MESSAGE_STATUS_FAILED)
    return;

  queue = ensure_queue (self, room);
  chat_changes_react (self->changes, queue, message, emoji, on, now);
}

/**
 * chat_outbox_adjust:
 * @self: an outbox
 * @room: where it is
 * @message: a message that was made what the server, or the store, says
 *
 * Shows again what I have changed of it.
 */
void
chat_outbox_adjust (ChatOutbox *self, ChatRoom *room, ChatMessage *message)
{
  g_autoptr (ChatQueue) queue = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  queue = find_queue (self, room);
  if (queue == NULL || queue->parcels.length == 0)
    return;

  chat_changes_learn (self->changes, message);
  chat_changes_show (self->changes, queue, chat_message_get_id (message));
}

/* --- rooms that I leave ------------------------------------------------------------- */

/**
 * chat_outbox_is_waiting:
 * @self: an outbox
 * @room: a room
 *
 * Whether anything is to leave for the room; what was refused does not.
 */
gboolean
chat_outbox_is_waiting (ChatOutbox *self, ChatRoom *room)
{
  const ChatQueue *queue = NULL;

  g_return_val_if_fail (CHAT_IS_OUTBOX (self), FALSE);
  g_return_val_if_fail (CHAT_IS_ROOM (room), FALSE);

  queue = g_hash_table_lookup (self->queues, room);

  return queue != NULL && queue->parcels.length > 0;
}

/**
 * chat_outbox_drain_async:
 * @self: an outbox
 * @room: a room
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when nothing waits, or goes on waiting
 * @user_data: for @callback
 *
 * Waits until all that I have written for the room has left.
 */
void
chat_outbox_drain_async (ChatOutbox *self,
                         ChatRoom *room,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_outbox_drain_async);
  if (chat_outbox_is_waiting (self, room))
    chat_queue_drain (g_hash_table_lookup (self->queues, room), g_steal_pointer (&task));
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * chat_outbox_drain_finish:
 * @self: an outbox
 * @result: what the callback was given
 * @error: return location for an error: a message was refused meanwhile, the connection was lost,
 * or the room is gone
 *
 * Returns: whether nothing waits any more
 */
gboolean
chat_outbox_drain_finish (ChatOutbox *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
tell_of_lost (ChatOutbox *self, ChatRoom *room, GPtrArray *parcels)
{
  g_autoptr (GPtrArray) lost = g_ptr_array_new ();

  for (guint i = 0; i < parcels->len; i++)
    g_ptr_array_add (lost, ((ChatParcel *) parcels->pdata[i])->outgoing);
  if (lost->len > 0)
    g_signal_emit (self, signals[LOST], 0, room, lost);
}

static void
drop (ChatOutbox *self, ChatParcel *parcel)
{
  const ChatOutgoing *outgoing = parcel->outgoing;

  chat_changes_forget (self->changes, outgoing->message != NULL ? outgoing->message : outgoing->id);
  drop_files (self, parcel);
  if (self->setting.store != NULL)
    chat_store_discard_async (self->setting.store, outgoing->id, NULL, NULL);
}

/**
 * chat_outbox_forget:
 * @self: an outbox
 * @room: a room that I am not in any more
 *
 * Drops what waits for the room, and what was refused there, and tells of it.
 */
void
chat_outbox_forget (ChatOutbox *self, ChatRoom *room)
{
  g_autoptr (ChatQueue) queue = NULL;
  g_autoptr (GPtrArray) parcels = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  queue = find_queue (self, room);
  if (queue == NULL)
    return;

  parcels = chat_queue_list (queue);
  g_hash_table_remove (self->queues, room);
  tell_of_lost (self, room, parcels);
  for (guint i = 0; i < parcels->len; i++)
    drop (self, parcels->pdata[i]);
}

/**
 * chat_outbox_hide:
 * @self: an outbox
 *
 * Lets go of all that it shows: it stays on the disk, and can be brought back from there.
 */
void
chat_outbox_hide (ChatOutbox *self)
{
  g_return_if_fail (CHAT_IS_OUTBOX (self));

  chat_changes_forget_all (self->changes);
  g_hash_table_remove_all (self->queues);
}

/* --- what the connection tells ---------------------------------------------------- */

/**
 * chat_outbox_open:
 * @self: an outbox
 * @room: a room that the server has let me into
 *
 * What is for the room may leave.
 */
void
chat_outbox_open (ChatOutbox *self, ChatRoom *room)
{
  g_autoptr (ChatQueue) queue = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  bring_home (self, room);
  queue = ensure_queue (self, room);
  chat_queue_open (queue);
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
  g_autoptr (GPtrArray) queues = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));

  queues = list_queues (self);
  for (guint i = 0; i < queues->len; i++)
    chat_queue_close (queues->pdata[i]);
}

/* --- what became of it ------------------------------------------------------------ */

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
  g_autoptr (ChatParcel) kept = NULL;
  g_autoptr (ChatQueue) queue = NULL;
  ChatParcel *parcel = NULL;

  g_return_val_if_fail (CHAT_IS_OUTBOX (self), FALSE);
  g_return_val_if_fail (CHAT_IS_ROOM (room), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  queue = ensure_queue (self, room);
  parcel = chat_queue_find_message (queue, id);
  if (parcel == NULL)
    parcel = chat_queue_find_refused (queue, id);
  if (parcel == NULL)
    return FALSE;

  kept = chat_parcel_ref (parcel);
  chat_queue_succeed (queue, parcel);
  chat_timeline_confirm (chat_room_get_timeline (room), kept->message, NULL, time);
  if (self->setting.attachments != NULL)
    chat_parcel_settle_files (kept, self->setting.attachments);
  chat_changes_show (self->changes, queue, kept->outgoing->id);
  chat_queue_go_on (queue);

  return TRUE;
}

/**
 * chat_outbox_settle:
 * @self: an outbox
 * @room: a room
 * @attempt: an attempt
 * @error: (nullable): why it was for nothing
 *
 * Says what came of an attempt, if that is still the current one.
 */
void
chat_outbox_settle (ChatOutbox *self, ChatRoom *room, guint attempt, const GError *error)
{
  g_autoptr (ChatQueue) queue = NULL;
  ChatParcel *parcel = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  queue = ensure_queue (self, room);
  parcel = chat_queue_find_attempt (queue, attempt);
  if (parcel == NULL)
    return;

  if (error != NULL) {
    chat_queue_fail (queue, parcel, error);
  } else if (parcel->message != NULL) {
    chat_outbox_confirm (self, room, parcel->outgoing->id, 0);
  } else {
    g_autofree char *id = g_strdup (parcel->outgoing->message);

    chat_queue_succeed (queue, parcel);
    chat_changes_show (self->changes, queue, id);
    chat_queue_go_on (queue);
  }
}
