/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sends what is in the outbox, and finds out what became of it.
 *
 * Small servers never answer.  So it is learned: a server that has answered a message, or sent one
 * back, is expected to do so, and silence means that the message is to be sent again.  From one
 * that never did, a later sign of life on the same connection is taken as a yes: what was written
 * before it has arrived.
 */
#include "chat-delivery.h"

#include "socket-io-error.h"

#include <glib/gi18n.h>

/* How long to wait before doing what the server did not want to do at once. */
#define LATER_MS 2000

/* A message on its way.  It keeps nothing alive. */
typedef struct {
  GWeakRef delivery;
  char *room;
  char *id;
  guint attempt;
  guint signs_of_life; /* when it was sent */
} Parcel;

struct _ChatDelivery {
  GObject parent_instance;

  ChatDialect *dialect;
  ChatCourier *courier;
  ChatSync *sync;
  ChatOutbox *outbox;
  GCancellable *cancellable; /* of this connection */
  guint signs_of_life;
  GPtrArray *doubts;    /* Parcel: wait for a sign of life */
  GPtrArray *postponed; /* Parcel: wait for the timer */
  guint later_id;
  gboolean answers;
};

G_DEFINE_FINAL_TYPE (ChatDelivery, chat_delivery, G_TYPE_OBJECT)

static Parcel *
parcel_new (ChatDelivery *self, ChatRoom *room, ChatMessage *message, guint attempt)
{
  Parcel *parcel = g_new0 (Parcel, 1);

  g_weak_ref_init (&parcel->delivery, self);
  parcel->room = g_strdup (chat_room_get_id (room));
  parcel->id = g_strdup (chat_message_get_id (message));
  parcel->attempt = attempt;
  parcel->signs_of_life = self->signs_of_life;

  return parcel;
}

static void
parcel_free (Parcel *parcel)
{
  g_weak_ref_clear (&parcel->delivery);
  g_free (parcel->room);
  g_free (parcel->id);
  g_free (parcel);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Parcel, parcel_free)

static GPtrArray *
parcels_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) parcel_free);
}

static ChatRoom *
find_room (ChatDelivery *self, const char *id)
{
  return chat_room_list_find (chat_sync_get_rooms (self->sync), id);
}

static void
later_cb (gpointer data)
{
  g_autoptr (ChatDelivery) self = g_object_ref (data);
  g_autoptr (GPtrArray) due = g_steal_pointer (&self->postponed);

  self->later_id = 0;
  self->postponed = parcels_new ();
  for (guint i = 0; i < due->len; i++) {
    const Parcel *parcel = g_ptr_array_index (due, i);
    ChatRoom *room = find_room (self, parcel->room);

    if (room != NULL)
      chat_outbox_again (self->outbox, room, parcel->attempt);
  }
}

/* Takes @parcel. */
static void
postpone (ChatDelivery *self, Parcel *parcel)
{
  g_ptr_array_add (self->postponed, parcel);
  if (self->later_id == 0)
    self->later_id = g_timeout_add_once (LATER_MS, later_cb, self);
}

static gboolean
expects_answers (ChatDelivery *self)
{
  return chat_dialect_get_confirmation (self->dialect) == CHAT_CONFIRMATION_ANSWER ||
         self->answers || chat_sync_get_echoes (self->sync);
}

/* Why it cannot be sent, not now and not later; NULL if it may be. */
static const char *
find_fault (const GError *error)
{
  if (g_error_matches (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TOO_LARGE))
    return N_ ("The message is too long for this server");
  if (g_error_matches (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE))
    return N_ ("The message cannot be sent");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED))
    return N_ ("This server does not take messages");
  if (error->domain == CHAT_DIALECT_ERROR && error->code != CHAT_DIALECT_ERROR_LATER)
    return error->message;

  return NULL;
}

/* Takes @parcel. */
static void
come_back (ChatDelivery *self, ChatRoom *room, Parcel *parcel, const GError *error)
{
  g_autoptr (Parcel) owned = parcel;
  const char *fault = find_fault (error);

  if (fault != NULL)
    chat_outbox_refuse (self->outbox, room, parcel->id, fault);
  else if (!g_error_matches (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TIMED_OUT))
    postpone (self, g_steal_pointer (&owned));
  else if (expects_answers (self))
    chat_outbox_again (self->outbox, room, parcel->attempt);
  else if (self->signs_of_life != parcel->signs_of_life)
    chat_outbox_confirm (self->outbox, room, parcel->id, 0);
  else
    g_ptr_array_add (self->doubts, g_steal_pointer (&owned));
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Parcel) parcel = user_data;
  g_autoptr (ChatDelivery) self = g_weak_ref_get (&parcel->delivery);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (ChatRoom) room = NULL;

  events = chat_courier_ask_finish (CHAT_COURIER (source), result, &error);
  if (self == NULL || self->cancellable == NULL ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->answers = self->answers || events != NULL || error->domain == CHAT_DIALECT_ERROR;
  g_set_object (&room, find_room (self, parcel->room));
  if (events == NULL && room != NULL)
    come_back (self, room, g_steal_pointer (&parcel), error);
}

static void
send_cb (ChatRoom *room, ChatMessage *message, guint attempt, gpointer user_data)
{
  ChatDelivery *self = user_data;

  /* Rooms are open only while there is a connection, but that may just have broken. */
  if (chat_courier_get_connected (self->courier))
    chat_courier_ask_async (self->courier, chat_intent_new_send (message, chat_room_get_id (room)),
                            self->cancellable, answered_cb,
                            parcel_new (self, room, message, attempt));
}

static void
chat_delivery_dispose (GObject *object)
{
  ChatDelivery *self = CHAT_DELIVERY (object);

  chat_delivery_end (self);
  if (self->outbox != NULL)
    chat_outbox_set_send (self->outbox, NULL, NULL);
  g_clear_object (&self->outbox);
  g_clear_object (&self->sync);
  g_clear_object (&self->courier);
  g_clear_object (&self->dialect);

  G_OBJECT_CLASS (chat_delivery_parent_class)->dispose (object);
}

static void
chat_delivery_finalize (GObject *object)
{
  ChatDelivery *self = CHAT_DELIVERY (object);

  g_ptr_array_unref (self->doubts);
  g_ptr_array_unref (self->postponed);

  G_OBJECT_CLASS (chat_delivery_parent_class)->finalize (object);
}

static void
chat_delivery_class_init (ChatDeliveryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_delivery_dispose;
  G_OBJECT_CLASS (klass)->finalize = chat_delivery_finalize;
}

static void
chat_delivery_init (ChatDelivery *self)
{
  self->doubts = parcels_new ();
  self->postponed = parcels_new ();
}

/**
 * chat_delivery_new:
 * @dialect: how the server talks
 * @courier: who carries messages to it
 * @sync: where the rooms are
 * @outbox: what is to be sent
 *
 * Makes a delivery that has no connection.
 */
ChatDelivery *
chat_delivery_new (ChatDialect *dialect, ChatCourier *courier, ChatSync *sync, ChatOutbox *outbox)
{
  ChatDelivery *self = NULL;

  g_return_val_if_fail (CHAT_IS_DIALECT (dialect), NULL);
  g_return_val_if_fail (CHAT_IS_COURIER (courier), NULL);
  g_return_val_if_fail (CHAT_IS_SYNC (sync), NULL);
  g_return_val_if_fail (CHAT_IS_OUTBOX (outbox), NULL);

  self = g_object_new (CHAT_TYPE_DELIVERY, NULL);
  self->dialect = g_object_ref (dialect);
  self->courier = g_object_ref (courier);
  self->sync = g_object_ref (sync);
  self->outbox = g_object_ref (outbox);
  chat_outbox_set_send (outbox, send_cb, self);

  return self;
}

void
chat_delivery_begin (ChatDelivery *self)
{
  g_return_if_fail (CHAT_IS_DELIVERY (self));

  chat_delivery_end (self);
  self->cancellable = g_cancellable_new ();
}

/**
 * chat_delivery_end:
 * @self: a delivery
 *
 * The connection is gone; no answer to anything will come.
 */
void
chat_delivery_end (ChatDelivery *self)
{
  g_return_if_fail (CHAT_IS_DELIVERY (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->later_id, g_source_remove);
  g_ptr_array_set_size (self->doubts, 0);
  g_ptr_array_set_size (self->postponed, 0);
}

/**
 * chat_delivery_alive:
 * @self: a delivery
 *
 * There was a sign of life on the connection.
 */
void
chat_delivery_alive (ChatDelivery *self)
{
  g_autoptr (ChatDelivery) kept = NULL;
  g_autoptr (GPtrArray) settled = NULL;

  g_return_if_fail (CHAT_IS_DELIVERY (self));

  self->signs_of_life++;
  if (self->doubts->len == 0)
    return;

  kept = g_object_ref (self);
  settled = g_steal_pointer (&self->doubts);
  self->doubts = parcels_new ();
  for (guint i = 0; i < settled->len; i++) {
    const Parcel *parcel = g_ptr_array_index (settled, i);
    ChatRoom *room = find_room (self, parcel->room);

    if (room != NULL)
      chat_outbox_confirm (self->outbox, room, parcel->id, 0);
  }
}
