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

/* An attempt to send something.  It keeps nothing alive. */
typedef struct {
  GWeakRef delivery;
  char *room;
  guint attempt;
  guint signs_of_life; /* when it was sent */
} Attempt;

struct _ChatDelivery {
  GObject parent_instance;

  ChatDialect *dialect;
  ChatCourier *courier;
  ChatSync *sync;
  ChatOutbox *outbox;
  GCancellable *cancellable; /* of this connection */
  guint signs_of_life;
  GPtrArray *doubts; /* Attempt: wait for a sign of life */
  gboolean answers;
};

G_DEFINE_FINAL_TYPE (ChatDelivery, chat_delivery, G_TYPE_OBJECT)

static Attempt *
attempt_new (ChatDelivery *self, ChatRoom *room, guint number)
{
  Attempt *attempt = g_new0 (Attempt, 1);

  g_weak_ref_init (&attempt->delivery, self);
  attempt->room = g_strdup (chat_room_get_id (room));
  attempt->attempt = number;
  attempt->signs_of_life = self->signs_of_life;

  return attempt;
}

static void
attempt_free (Attempt *attempt)
{
  g_weak_ref_clear (&attempt->delivery);
  g_free (attempt->room);
  g_free (attempt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

static GPtrArray *
attempts_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) attempt_free);
}

static void
settle (ChatDelivery *self, const Attempt *attempt, const GError *error)
{
  ChatRoom *found = chat_room_list_find (chat_sync_get_rooms (self->sync), attempt->room);
  g_autoptr (ChatRoom) room = found != NULL ? g_object_ref (found) : NULL;

  if (room != NULL)
    chat_outbox_settle (self->outbox, room, attempt->attempt, error);
}

static gboolean
expects_answers (ChatDelivery *self)
{
  return chat_dialect_get_confirmation (self->dialect) == CHAT_CONFIRMATION_ANSWER ||
         self->answers || chat_sync_get_echoes (self->sync);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Attempt) attempt = user_data;
  g_autoptr (ChatDelivery) self = g_weak_ref_get (&attempt->delivery);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = NULL;

  events = chat_courier_ask_finish (CHAT_COURIER (source), result, &error);
  if (self == NULL || self->cancellable == NULL ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  self->answers = self->answers || events != NULL || error->domain == CHAT_DIALECT_ERROR;
  if (!g_error_matches (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TIMED_OUT) ||
      expects_answers (self))
    settle (self, attempt, error);
  else if (self->signs_of_life != attempt->signs_of_life)
    settle (self, attempt, NULL);
  else
    g_ptr_array_add (self->doubts, g_steal_pointer (&attempt));
}

static void
send_cb (ChatRoom *room, ChatIntent *intent, guint number, gpointer user_data)
{
  ChatDelivery *self = user_data;

  /* Rooms are open only while there is a connection; if that has just broken, that is the answer.
   */
  chat_courier_ask_async (self->courier, intent, self->cancellable, answered_cb,
                          attempt_new (self, room, number));
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
  self->doubts = attempts_new ();
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
  g_ptr_array_set_size (self->doubts, 0);
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
  self->doubts = attempts_new ();
  for (guint i = 0; i < settled->len; i++)
    settle (self, g_ptr_array_index (settled, i), NULL);
}
