/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What I want of the server and it has not confirmed: new messages, and changes of messages.  Each
 * room has a queue, and one thing of it at a time is under way: so all arrives in order, and
 * nothing overtakes what has to be sent again.
 *
 *               copied, on the disk           room is open, first in the queue, files are sent
 *      WRITTEN ---------------------> WAITING -----------------------------------> UNDER WAY
 *                                       ^ ^                                        |  |  |
 *              connection lost          | |   time is up         no answer, not now|  |  |
 *                                       | +------------ POSTPONED <----------------+  |  |
 *                                       +---------------------------------------------+  |
 *                                                                                        |
 *                                           SENT <---- confirm, settle ------------------+
 *                                         FAILED <---- refused --------------------------+
 *
 * What is written is on the disk before it leaves, and so is that it may have left.  Sending is
 * at-least-once: the id that the message was born with is the key under which a server stores it
 * once, however often it comes.  The disk forgets a message of mine in the transaction that stores
 * it as the server's.
 *
 * As long as a message cannot have left, changing it is changing what waits.  From then on a change
 * is a thing of its own behind it.
 *
 * An attempt has a number, so that an answer to one that was given up long ago cannot set off
 * another.
 */
#include "chat-outbox.h"

#include "chat-dialect-error.h"
#include "chat-overlay.h"
#include "chat-parcel.h"
#include "socket-io-backoff.h"
#include "socket-io-error.h"

#include <glib/gi18n.h>

#define DEFAULT_FIRST_DELAY_MS 1000
#define MAX_DELAY_MS 60000
#define JITTER 0.3

typedef struct {
  ChatRoom *room;
  GQueue parcels;     /* ChatParcel, owned */
  GPtrArray *refused; /* ChatParcel of messages */
  gboolean open;
  guint attempt; /* of the first parcel, 0 while it waits */
  guint delay_id;
  SocketIoBackoff backoff;
} Queue;

struct _ChatOutbox {
  GObject parent_instance;

  ChatUser *me;
  guint first_delay;
  ChatStore *store;
  ChatAttachments *attachments;
  GHashTable *queues;   /* ChatRoom, borrowed -> Queue */
  GHashTable *overlays; /* id of a message, borrowed -> ChatOverlay */
  guint last_attempt;

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
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Work for a parcel, on its way. */
typedef struct {
  ChatOutbox *outbox;
  ChatParcel *parcel;
} Errand;

static Errand *
errand_new (ChatOutbox *self, ChatParcel *parcel)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->outbox = g_object_ref (self);
  errand->parcel = chat_parcel_ref (parcel);
  parcel->n_busy++;

  return errand;
}

static void
errand_free (Errand *errand)
{
  g_object_unref (errand->outbox);
  chat_parcel_unref (errand->parcel);
  g_free (errand);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

/* --- queues ----------------------------------------------------------------------- */

static void
queue_free (Queue *queue)
{
  g_clear_handle_id (&queue->delay_id, g_source_remove);
  g_queue_clear_full (&queue->parcels, (GDestroyNotify) chat_parcel_unref);
  g_ptr_array_unref (queue->refused);
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
    queue->refused = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_parcel_unref);
    g_queue_init (&queue->parcels);
    socket_io_backoff_init (&queue->backoff, self->first_delay, MAX_DELAY_MS, JITTER);
    g_hash_table_insert (self->queues, room, queue);
  }

  return queue;
}

static Queue *
queue_of (ChatOutbox *self, const ChatParcel *parcel)
{
  Queue *queue = g_hash_table_lookup (self->queues, parcel->room);

  return queue != NULL && g_queue_find (&queue->parcels, parcel) != NULL ? queue : NULL;
}

/* A new message by its id. */
static ChatParcel *
find_message (Queue *queue, const char *id)
{
  for (GList *link = queue->parcels.head; link != NULL; link = link->next) {
    ChatParcel *parcel = link->data;

    if (parcel->message != NULL && g_str_equal (parcel->outgoing->id, id))
      return parcel;
  }

  return NULL;
}

static ChatParcel *
find_refused (Queue *queue, const char *id, guint *position)
{
  for (guint i = 0; i < queue->refused->len; i++) {
    ChatParcel *parcel = queue->refused->pdata[i];

    *position = i;
    if (g_str_equal (parcel->outgoing->id, id))
      return parcel;
  }

  return NULL;
}

/* Whether it can have left, or leaves now. */
static gboolean
is_under_way (Queue *queue, const ChatParcel *parcel)
{
  return queue->attempt != 0 && queue->parcels.head->data == parcel;
}

/* The last change of a message that waits and can be another one. */
static ChatParcel *
find_change (Queue *queue, const char *message, ChatOutgoingKind kind, const char *emoji)
{
  for (GList *link = queue->parcels.tail; link != NULL; link = link->prev) {
    ChatParcel *parcel = link->data;

    if (chat_parcel_is_about (parcel, message) && parcel->outgoing->kind == kind &&
        g_strcmp0 (parcel->outgoing->emoji, emoji) == 0)
      return is_under_way (queue, parcel) ? NULL : parcel;
  }

  return NULL;
}

/* Gives the parcel back to the caller. */
static ChatParcel *
take_out (Queue *queue, ChatParcel *parcel)
{
  if (queue->parcels.head->data == parcel) {
    queue->attempt = 0;
    g_clear_handle_id (&queue->delay_id, g_source_remove);
  }
  g_queue_remove (&queue->parcels, parcel);

  return parcel;
}

/* --- what people see -------------------------------------------------------------- */

static void
show_changes (ChatOutbox *self, Queue *queue, const char *id)
{
  ChatOverlay *overlay = g_hash_table_lookup (self->overlays, id);
  g_autoptr (GPtrArray) changes = g_ptr_array_new ();

  if (overlay == NULL)
    return;

  for (GList *link = queue->parcels.head; link != NULL; link = link->next) {
    ChatParcel *parcel = link->data;

    if (chat_parcel_is_about (parcel, id))
      g_ptr_array_add (changes, parcel->outgoing);
  }

  chat_overlay_show (overlay, changes, self->me);
  if (changes->len == 0)
    g_hash_table_remove (self->overlays, id);
}

static void
cover (ChatOutbox *self, ChatMessage *message)
{
  const char *id = chat_message_get_id (message);

  if (!g_hash_table_contains (self->overlays, id))
    g_hash_table_insert (self->overlays, (gpointer) id, chat_overlay_new (message));
}

/* --- to the disk ------------------------------------------------------------------ */

static void proceed (ChatOutbox *self, Queue *queue);
static void refuse (ChatOutbox *self, Queue *queue, ChatParcel *parcel, const char *reason);

static void
errand_is_done (Errand *errand)
{
  Queue *queue = queue_of (errand->outbox, errand->parcel);

  errand->parcel->n_busy--;
  if (queue != NULL)
    proceed (errand->outbox, queue);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (GError) error = NULL;
  Queue *queue = queue_of (errand->outbox, errand->parcel);

  if (!chat_store_write_finish (CHAT_STORE (source), result, &error)) {
    g_message ("What is to be sent cannot be kept: %s", error->message);
    if (queue != NULL)
      refuse (errand->outbox, queue, errand->parcel,
              N_ ("It could not be stored on this computer"));
  }
  errand_is_done (errand);
}

/* It does not leave before it is on the disk as it is now. */
static void
save (ChatOutbox *self, ChatParcel *parcel)
{
  if (self->store != NULL)
    chat_store_send_async (self->store, parcel->outgoing, saved_cb, errand_new (self, parcel));
}

static void
erase (ChatOutbox *self, const ChatParcel *parcel)
{
  if (self->store != NULL)
    chat_store_discard_async (self->store, parcel->outgoing->id, NULL, NULL);
}

/* Takes a change away that is done, or not to be done. */
static void
remove_change (ChatOutbox *self, Queue *queue, ChatParcel *parcel)
{
  erase (self, parcel);
  chat_parcel_unref (take_out (queue, parcel));
}

static void
remove_changes (ChatOutbox *self, Queue *queue, const char *message)
{
  GList *next = NULL;

  for (GList *link = queue->parcels.head; link != NULL; link = next) {
    ChatParcel *parcel = link->data;

    next = link->next;
    if (chat_parcel_is_about (parcel, message) && !is_under_way (queue, parcel))
      remove_change (self, queue, parcel);
  }
}

/* --- sending ---------------------------------------------------------------------- */

static void
file_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  ChatOutbox *self = errand->outbox;
  ChatParcel *parcel = errand->parcel;
  Queue *queue = queue_of (self, parcel);
  g_autoptr (GError) error = NULL;

  if (chat_parcel_send_file_finish (result, &error)) {
    if (queue != NULL)
      save (self, parcel);
  } else if (queue != NULL && is_under_way (queue, parcel)) {
    chat_outbox_settle (self, parcel->room, queue->attempt, error);
  }
  if (queue != NULL && queue_of (self, parcel) == queue && is_under_way (queue, parcel))
    queue->attempt = 0;
  errand_is_done (errand);
}

static void
send_file (ChatOutbox *self, Queue *queue, ChatParcel *parcel)
{
  if (self->attachments != NULL)
    chat_parcel_send_file_async (parcel, self->attachments, file_sent_cb,
                                 errand_new (self, parcel));
  else
    refuse (self, queue, parcel, N_ ("This server does not take files"));
}

/* Once it has left it may be there, whatever happens here: that is on the disk before. */
static void
proceed (ChatOutbox *self, Queue *queue)
{
  ChatParcel *parcel = g_queue_peek_head (&queue->parcels);
  g_autoptr (ChatRoom) room = g_object_ref (queue->room);

  if (parcel == NULL || parcel->n_busy > 0 || !queue->open || queue->attempt != 0 ||
      queue->delay_id != 0 || self->send == NULL)
    return;

  if (parcel->outgoing->attempts == 0 && !chat_parcel_wants_files_sent (parcel)) {
    parcel->outgoing->attempts = 1;
    save (self, parcel);
    if (parcel->n_busy > 0)
      return;
  }

  queue->attempt = ++self->last_attempt;
  if (chat_parcel_wants_files_sent (parcel))
    send_file (self, queue, parcel);
  else
    self->send (room, chat_parcel_make_intent (parcel), queue->attempt, self->user_data);
}

static void
push (ChatOutbox *self, Queue *queue, ChatParcel *parcel)
{
  g_queue_push_tail (&queue->parcels, parcel);
  if (queue->open && queue->parcels.length == 1 && !chat_parcel_wants_files_sent (parcel))
    parcel->outgoing->attempts = 1;
  save (self, parcel);
  proceed (self, queue);
}

typedef struct {
  ChatOutbox *outbox;
  Queue *queue;
} Delay;

static gboolean
delay_is_over_cb (gpointer data)
{
  Delay *delay = data;
  g_autoptr (ChatOutbox) self = g_object_ref (delay->outbox);

  delay->queue->delay_id = 0;
  proceed (self, delay->queue);

  return G_SOURCE_REMOVE;
}

static void
postpone (ChatOutbox *self, Queue *queue, gint64 at_least_ms)
{
  guint ms = socket_io_backoff_next (&queue->backoff, g_random_double ());
  Delay *delay = g_new0 (Delay, 1);

  /* Many may have been told the same time. */
  if (at_least_ms > 0)
    ms = (guint) (at_least_ms + g_random_int_range (0, (int) self->first_delay / 4 + 1));

  delay->outbox = self;
  delay->queue = queue;
  g_clear_handle_id (&queue->delay_id, g_source_remove);
  queue->attempt = 0;
  queue->delay_id = g_timeout_add_full (G_PRIORITY_DEFAULT, ms, delay_is_over_cb, delay, g_free);
}

/* --- a no ------------------------------------------------------------------------- */

static const char *
words_for (const GError *error)
{
  if (g_error_matches (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TOO_LARGE))
    return N_ ("The message is too long for this server");
  if (g_error_matches (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE))
    return N_ ("The message cannot be sent");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return N_ ("Sending was stopped");

  return error->message;
}

/* Whether it is worth trying again by itself. */
static gboolean
is_for_later (const GError *error)
{
  if (error->domain == CHAT_DIALECT_ERROR)
    return error->code != CHAT_DIALECT_ERROR_REFUSED;
  if (error->domain == SOCKET_IO_ERROR)
    return error->code != SOCKET_IO_ERROR_TOO_LARGE && error->code != SOCKET_IO_ERROR_ENCODE;

  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

static void
refuse_change (ChatOutbox *self, Queue *queue, ChatParcel *parcel, const char *reason)
{
  g_autofree char *id = g_strdup (parcel->outgoing->message);
  ChatOverlay *overlay = g_hash_table_lookup (self->overlays, id);
  g_autoptr (ChatMessage) message = NULL;
  g_autoptr (ChatRoom) room = g_object_ref (queue->room);

  if (overlay != NULL)
    message = g_object_ref (chat_overlay_get_message (overlay));
  remove_change (self, queue, parcel);
  show_changes (self, queue, id);
  if (message != NULL)
    g_signal_emit (self, signals[REFUSED], 0, room, message, reason);
}

/* What was to be changed of it is changed in it, for the server does not have it. */
static gboolean
fold_changes (ChatOutbox *self, Queue *queue, ChatParcel *parcel)
{
  ChatOutgoing *outgoing = parcel->outgoing;
  gboolean wanted = TRUE;

  for (GList *link = queue->parcels.head; link != NULL; link = link->next) {
    const ChatParcel *change = link->data;

    if (!chat_parcel_is_about (change, outgoing->id))
      continue;
    if (change->outgoing->kind == CHAT_OUTGOING_EDIT)
      g_set_str (&outgoing->text, change->outgoing->text);
    else if (change->outgoing->kind == CHAT_OUTGOING_DELETE)
      wanted = FALSE;
  }
  remove_changes (self, queue, outgoing->id);
  g_hash_table_remove (self->overlays, outgoing->id);

  return wanted;
}

static void
refuse_message (ChatOutbox *self, Queue *queue, ChatParcel *parcel, const char *reason)
{
  ChatOutgoing *outgoing = parcel->outgoing;

  g_ptr_array_add (queue->refused, take_out (queue, parcel));
  if (!fold_changes (self, queue, parcel)) {
    chat_outbox_discard (self, queue->room, parcel->message);
    return;
  }

  g_set_str (&outgoing->error, reason);
  outgoing->attempts = 0;
  chat_message_set_text (parcel->message, outgoing->text);
  chat_message_set_edited_at (parcel->message, 0);
  chat_timeline_fail (chat_room_get_timeline (queue->room), parcel->message, reason);
  if (!chat_parcel_wants_copies (parcel))
    save (self, parcel);
}

static void
refuse (ChatOutbox *self, Queue *queue, ChatParcel *parcel, const char *reason)
{
  g_autoptr (ChatParcel) kept = chat_parcel_ref (parcel);
  g_autoptr (ChatRoom) room = g_object_ref (queue->room);

  if (parcel->message != NULL)
    refuse_message (self, queue, parcel, reason);
  else
    refuse_change (self, queue, parcel, reason);

  /* Whoever heard of it may have left the room. */
  queue = g_hash_table_lookup (self->queues, room);
  if (queue != NULL)
    proceed (self, queue);
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
    g_value_set_uint (value, self->first_delay);
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
    self->first_delay = g_value_get_uint (value);
    break;
  }
}

static void
chat_outbox_dispose (GObject *object)
{
  ChatOutbox *self = CHAT_OUTBOX (object);

  self->send = NULL;
  g_hash_table_remove_all (self->queues);
  g_hash_table_remove_all (self->overlays);
  g_clear_object (&self->attachments);
  g_clear_object (&self->store);
  g_clear_object (&self->me);

  G_OBJECT_CLASS (chat_outbox_parent_class)->dispose (object);
}

static void
chat_outbox_finalize (GObject *object)
{
  ChatOutbox *self = CHAT_OUTBOX (object);

  g_hash_table_unref (self->queues);
  g_hash_table_unref (self->overlays);

  G_OBJECT_CLASS (chat_outbox_parent_class)->finalize (object);
}

static void
chat_outbox_class_init (ChatOutboxClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags fixed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = chat_outbox_get_property;
  object_class->set_property = chat_outbox_set_property;
  object_class->dispose = chat_outbox_dispose;
  object_class->finalize = chat_outbox_finalize;

  properties[PROP_ME] = g_param_spec_object ("me", NULL, NULL, CHAT_TYPE_USER, fixed);
  properties[PROP_FIRST_DELAY] =
    g_param_spec_uint ("first-delay", NULL, NULL, 1, MAX_DELAY_MS, DEFAULT_FIRST_DELAY_MS, fixed);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[REFUSED] =
    g_signal_new ("refused", CHAT_TYPE_OUTBOX, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                  3, CHAT_TYPE_ROOM, CHAT_TYPE_MESSAGE, G_TYPE_STRING);
}

static void
chat_outbox_init (ChatOutbox *self)
{
  self->queues = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) queue_free);
  self->overlays =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) chat_overlay_free);
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
}

static void
save_cb (gpointer data, gpointer user_data)
{
  if (!chat_parcel_wants_copies (data))
    save (user_data, data);
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
  GHashTableIter iter;
  gpointer queue = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (store == NULL || CHAT_IS_STORE (store));

  g_set_object (&self->store, store);
  g_hash_table_iter_init (&iter, self->queues);
  while (g_hash_table_iter_next (&iter, NULL, &queue))
    g_queue_foreach (&((Queue *) queue)->parcels, save_cb, self);
}

void
chat_outbox_set_attachments (ChatOutbox *self, ChatAttachments *attachments)
{
  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (attachments == NULL || CHAT_IS_ATTACHMENTS (attachments));

  g_set_object (&self->attachments, attachments);
}

static void
restore_one (ChatOutbox *self, const ChatOutgoing *outgoing, ChatRoom *room, ChatRoster *users)
{
  Queue *queue = ensure_queue (self, room);
  ChatTimeline *timeline = chat_room_get_timeline (room);
  ChatParcel *parcel = chat_parcel_new_stored (room, outgoing, self->me, users, self->attachments);
  ChatMessage *changed = parcel->message == NULL ? chat_timeline_find (timeline, outgoing->message)
                                                 : NULL;

  if (parcel->message != NULL)
    chat_timeline_add (timeline, parcel->message);
  if (outgoing->error != NULL && parcel->message != NULL) {
    chat_timeline_fail (timeline, parcel->message, outgoing->error);
    g_ptr_array_add (queue->refused, parcel);
    return;
  }

  if (changed != NULL)
    cover (self, changed);
  g_queue_push_tail (&queue->parcels, parcel);
  if (changed != NULL)
    show_changes (self, queue, outgoing->message);
}

/* What a program that ended too early has left behind. */
static void
clean (ChatOutbox *self, GPtrArray *list)
{
  g_autoptr (GHashTable) copies = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < list->len; i++) {
    const ChatOutgoing *outgoing = list->pdata[i];

    for (guint k = 0; k < outgoing->files->len; k++) {
      const ChatOutgoingFile *file = outgoing->files->pdata[k];

      if (file->copy != NULL)
        g_hash_table_add (copies, file->copy);
    }
  }
  chat_attachments_clean (self->attachments, copies);
}

/**
 * chat_outbox_restore:
 * @self: an outbox with nothing in it
 * @list: (element-type ChatOutgoing): what the store has, all of it
 * @rooms: my rooms; what is for another one stays on the disk
 * @users: everybody who is known
 *
 * Brings back what I wrote when this program ran before.
 */
void
chat_outbox_restore (ChatOutbox *self, GPtrArray *list, ChatRoomList *rooms, ChatRoster *users)
{
  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (list != NULL);

  if (self->attachments != NULL)
    clean (self, list);
  for (guint i = 0; i < list->len; i++) {
    const ChatOutgoing *outgoing = list->pdata[i];
    ChatRoom *room = chat_room_list_find (rooms, outgoing->room);

    if (room != NULL)
      restore_one (self, outgoing, room, users);
  }
}

/* --- messages --------------------------------------------------------------------- */

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  Queue *queue = queue_of (errand->outbox, errand->parcel);
  g_autoptr (GError) error = NULL;

  if (!chat_parcel_copy_files_finish (result, &error)) {
    if (queue != NULL)
      refuse (errand->outbox, queue, errand->parcel, error->message);
  } else if (queue != NULL) {
    save (errand->outbox, errand->parcel);
  } else {
    chat_parcel_drop_files (errand->parcel, CHAT_ATTACHMENTS (source));
  }
  errand_is_done (errand);
}

/* Takes @parcel. */
static void
take_in (ChatOutbox *self, Queue *queue, ChatParcel *parcel)
{
  if (!chat_parcel_wants_copies (parcel)) {
    push (self, queue, parcel);
    return;
  }

  g_queue_push_tail (&queue->parcels, parcel);
  if (self->attachments != NULL)
    chat_parcel_copy_files_async (parcel, self->attachments, copied_cb, errand_new (self, parcel));
  else
    refuse (self, queue, parcel, N_ ("This server does not take files"));
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
  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  chat_timeline_add (chat_room_get_timeline (room), message);
  take_in (self, ensure_queue (self, room), chat_parcel_new (room, message));
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
  ChatParcel *parcel = NULL;
  guint position = 0;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  queue = g_hash_table_lookup (self->queues, room);
  if (queue != NULL)
    parcel = find_refused (queue, chat_message_get_id (message), &position);
  if (parcel == NULL)
    return;

  chat_parcel_ref (parcel);
  g_ptr_array_remove_index (queue->refused, position);
  g_clear_pointer (&parcel->outgoing->error, g_free);
  parcel->outgoing->time = now;
  chat_parcel_send_files_again (parcel);
  chat_timeline_wait (chat_room_get_timeline (room), message, now);
  take_in (self, queue, parcel);
  if (self->store != NULL)
    chat_store_retry_async (self->store, chat_message_get_id (message), NULL, NULL);
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
  g_autoptr (ChatParcel) parcel = NULL;
  Queue *queue = NULL;
  const char *id = NULL;
  guint position = 0;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  queue = g_hash_table_lookup (self->queues, room);
  if (queue == NULL || chat_message_get_is_sent (message))
    return;

  kept = g_object_ref (message);
  id = chat_message_get_id (message);
  if (find_message (queue, id) != NULL)
    parcel = take_out (queue, find_message (queue, id));
  else if (find_refused (queue, id, &position) != NULL)
    parcel = chat_parcel_ref (find_refused (queue, id, &position));
  if (parcel == NULL)
    return;

  g_ptr_array_remove (queue->refused, parcel);
  remove_changes (self, queue, id);
  g_hash_table_remove (self->overlays, id);
  erase (self, parcel);
  if (self->attachments != NULL)
    chat_parcel_drop_files (parcel, self->attachments);
  chat_timeline_remove (chat_room_get_timeline (room), message);
  proceed (self, queue);
}

/**
 * chat_outbox_get_length:
 * @self: an outbox
 *
 * Returns: how many messages and changes the server does not have yet
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
    length += ((Queue *) value)->parcels.length;

  return length;
}

/* --- changes ---------------------------------------------------------------------- */

/* A message of mine that cannot be on the server. */
static ChatParcel *
find_unsent (Queue *queue, ChatMessage *message)
{
  const char *id = chat_message_get_id (message);
  ChatParcel *parcel = find_message (queue, id);
  guint position = 0;

  if (parcel != NULL && parcel->outgoing->attempts == 0)
    return parcel;

  return find_refused (queue, id, &position);
}

static void
push_change (ChatOutbox *self, Queue *queue, ChatMessage *message, ChatParcel *change)
{
  g_autofree char *id = g_strdup (chat_message_get_id (message));
  g_autoptr (ChatRoom) room = g_object_ref (queue->room);

  cover (self, message);
  push (self, queue, change);
  queue = g_hash_table_lookup (self->queues, room);
  if (queue != NULL)
    show_changes (self, queue, id);
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
  Queue *queue = NULL;
  ChatParcel *parcel = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_MESSAGE (message));
  g_return_if_fail (text != NULL);

  queue = ensure_queue (self, room);
  parcel = find_unsent (queue, message);
  if (parcel != NULL) {
    g_set_str (&parcel->outgoing->text, text);
    chat_message_set_text (message, text);
    if (chat_message_get_status (message) == CHAT_MESSAGE_STATUS_FAILED)
      chat_outbox_retry (self, room, message, now);
    else if (!chat_parcel_wants_copies (parcel))
      save (self, parcel);
    return;
  }

  parcel = find_change (queue, chat_message_get_id (message), CHAT_OUTGOING_EDIT, NULL);
  if (parcel != NULL) {
    g_set_str (&parcel->outgoing->text, text);
    parcel->outgoing->time = now;
    save (self, parcel);
    show_changes (self, queue, chat_message_get_id (message));
    return;
  }

  parcel = chat_parcel_new_change (room, CHAT_OUTGOING_EDIT, chat_message_get_id (message), now);
  parcel->outgoing->text = g_strdup (text);
  push_change (self, queue, message, parcel);
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
  Queue *queue = NULL;
  ChatParcel *change = NULL;
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

  change = chat_parcel_new_change (room, CHAT_OUTGOING_DELETE, id, now);
  if (is_unsent || find_message (queue, id) != NULL)
    chat_outbox_discard (self, room, message);
  else
    remove_changes (self, queue, id);

  /* It may have left, and the answer was lost: then there is something to take back. */
  if (is_unsent)
    chat_parcel_unref (change);
  else if (chat_message_get_is_sent (message))
    push_change (self, queue, message, change);
  else
    push (self, queue, change);
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
  Queue *queue = NULL;
  ChatParcel *parcel = NULL;
  const char *id = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_MESSAGE (message));
  g_return_if_fail (emoji != NULL);

  if (chat_message_get_deleted (message) ||
      chat_message_get_status (message) == CHAT_MESSAGE_STATUS_FAILED)
    return;

  queue = ensure_queue (self, room);
  id = chat_message_get_id (message);
  parcel = find_change (queue, id, CHAT_OUTGOING_REACT, emoji);
  if (parcel == NULL) {
    parcel = chat_parcel_new_change (room, CHAT_OUTGOING_REACT, id, now);
    parcel->outgoing->emoji = g_strdup (emoji);
    parcel->outgoing->on = on;
    push_change (self, queue, message, parcel);
    return;
  }

  if (parcel->outgoing->on == on)
    return;

  parcel->outgoing->on = on;
  if (parcel->outgoing->attempts == 0)
    remove_change (self, queue, parcel);
  else
    save (self, parcel);
  show_changes (self, queue, id);
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
  Queue *queue = NULL;
  ChatOverlay *overlay = NULL;
  const char *id = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  queue = g_hash_table_lookup (self->queues, room);
  if (queue == NULL || queue->parcels.length == 0)
    return;

  id = chat_message_get_id (message);
  overlay = g_hash_table_lookup (self->overlays, id);
  if (overlay != NULL && chat_overlay_get_message (overlay) == message)
    chat_overlay_learn (overlay);
  else
    g_hash_table_replace (self->overlays, (gpointer) id, chat_overlay_new (message));
  show_changes (self, queue, id);
}

/* --- what the connection tells ---------------------------------------------------- */

static void
rest (Queue *queue)
{
  queue->attempt = 0;
  g_clear_handle_id (&queue->delay_id, g_source_remove);
  socket_io_backoff_reset (&queue->backoff);
}

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
  Queue *queue = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  queue = ensure_queue (self, room);
  if (!queue->open)
    rest (queue);
  queue->open = TRUE;
  proceed (self, queue);
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
    ((Queue *) value)->open = FALSE;
    rest (value);
  }
}

static void
forget_one (gpointer data, gpointer user_data)
{
  ChatParcel *parcel = data;
  ChatOutbox *self = user_data;

  g_hash_table_remove (self->overlays, parcel->outgoing->message != NULL ? parcel->outgoing->message
                                                                         : parcel->outgoing->id);
  erase (self, parcel);
  if (self->attachments != NULL)
    chat_parcel_drop_files (parcel, self->attachments);
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
  Queue *queue = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  queue = g_hash_table_lookup (self->queues, room);
  if (queue == NULL)
    return;

  g_queue_foreach (&queue->parcels, forget_one, self);
  g_ptr_array_foreach (queue->refused, forget_one, self);
  g_hash_table_remove (self->queues, room);
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
  g_autoptr (ChatParcel) parcel = NULL;
  Queue *queue = NULL;
  guint position = 0;

  g_return_val_if_fail (CHAT_IS_OUTBOX (self), FALSE);
  g_return_val_if_fail (CHAT_IS_ROOM (room), FALSE);
  g_return_val_if_fail (id != NULL, FALSE);

  queue = g_hash_table_lookup (self->queues, room);
  if (queue == NULL)
    return FALSE;
  if (find_message (queue, id) != NULL)
    parcel = take_out (queue, find_message (queue, id));
  else if (find_refused (queue, id, &position) != NULL)
    parcel = g_ptr_array_steal_index (queue->refused, position);
  if (parcel == NULL)
    return FALSE;

  socket_io_backoff_reset (&queue->backoff);
  chat_timeline_confirm (chat_room_get_timeline (room), parcel->message, NULL, time);
  if (self->attachments != NULL)
    chat_parcel_settle_files (parcel, self->attachments);
  /* Of a server that does not count messages, nothing but this tells the store. */
  erase (self, parcel);
  show_changes (self, queue, parcel->outgoing->id);
  proceed (self, queue);

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
  Queue *queue = NULL;
  ChatParcel *parcel = NULL;

  g_return_if_fail (CHAT_IS_OUTBOX (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  queue = g_hash_table_lookup (self->queues, room);
  if (queue == NULL || attempt == 0 || queue->attempt != attempt)
    return;

  parcel = g_queue_peek_head (&queue->parcels);
  if (error != NULL && is_for_later (error)) {
    postpone (self, queue,
              error->domain == CHAT_DIALECT_ERROR ? chat_dialect_error_get_retry_after (error) : 0);
  } else if (error != NULL) {
    refuse (self, queue, parcel, words_for (error));
  } else if (parcel->message != NULL) {
    chat_outbox_confirm (self, room, parcel->outgoing->id, 0);
  } else {
    g_autofree char *id = g_strdup (parcel->outgoing->message);

    socket_io_backoff_reset (&queue->backoff);
    remove_change (self, queue, parcel);
    show_changes (self, queue, id);
    proceed (self, queue);
  }
}
