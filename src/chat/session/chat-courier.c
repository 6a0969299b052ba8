/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Carries what I want to the server while there is a connection, and what it answers back.
 *
 * Nothing is left with the connection to be sent later: what the server has not confirmed is in the
 * outbox, and goes again on the next connection, after its room was joined again.
 *
 * Small servers never answer.  So the courier learns: a server that has answered a message, or sent
 * one back, is expected to do so, and silence means that the message is to be sent again.  From one
 * that never did, a later sign of life on the same connection is taken as a yes: what was written
 * before it has arrived.  Rooms likewise: an answer is waited for only where answers come.
 */
#include "chat-courier.h"

#include "socket-io-error.h"

#include <glib/gi18n.h>

/* How long to wait before doing what the server did not want to do at once. */
#define LATER_MS 2000

/* A room is taken as joined after this part of the time for an answer, if none ever came. */
#define GRACE_DIVISOR 5

/* A message of which nothing is known yet. */
typedef struct {
  char *room;
  char *id;
  guint attempt;
} Doubt;

struct _ChatCourier {
  GObject parent_instance;

  ChatDialect *dialect;
  ChatSync *sync;
  ChatOutbox *outbox;
  guint ack_timeout;

  SocketIoClient *client;    /* while connected */
  GCancellable *cancellable; /* of this connection */
  guint signs_of_life;
  GPtrArray *doubts;    /* Doubt: wait for a sign of life */
  GPtrArray *postponed; /* Doubt: wait for the timer */
  guint later_id;
  guint grace_id;

  gboolean answers_joins;
  gboolean answers_messages;
  guint round_trip;
};

G_DEFINE_FINAL_TYPE (ChatCourier, chat_courier, G_TYPE_OBJECT)

typedef enum {
  PROP_ROUND_TRIP = 1,
} ChatCourierProperty;

static GParamSpec *properties[PROP_ROUND_TRIP + 1];

/* A question to the server, on its way.  It keeps nothing alive. */
typedef struct {
  GWeakRef courier;
  ChatIntent *intent;
  guint attempt;
  guint signs_of_life;
  gint64 asked_at;
} Question;

static Question *
question_new (ChatCourier *self, ChatIntent *intent, guint attempt)
{
  Question *question = g_new0 (Question, 1);

  g_weak_ref_init (&question->courier, self);
  question->intent = intent;
  question->attempt = attempt;
  question->signs_of_life = self->signs_of_life;
  question->asked_at = g_get_monotonic_time ();

  return question;
}

static void
question_free (Question *question)
{
  g_weak_ref_clear (&question->courier);
  chat_intent_free (question->intent);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static Doubt *
doubt_new (const Question *question)
{
  Doubt *doubt = g_new0 (Doubt, 1);

  doubt->room = g_strdup (question->intent->room);
  doubt->id = g_strdup (question->intent->id);
  doubt->attempt = question->attempt;

  return doubt;
}

static void
doubt_free (Doubt *doubt)
{
  g_free (doubt->room);
  g_free (doubt->id);
  g_free (doubt);
}

static ChatRoom *
find_room (ChatCourier *self, const char *id)
{
  return chat_room_list_find (chat_sync_get_rooms (self->sync), id);
}

static void
set_round_trip (ChatCourier *self, guint ms)
{
  if (self->round_trip == ms)
    return;

  self->round_trip = ms;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROUND_TRIP]);
}

/* --- rooms ---------------------------------------------------------------- */

static void
enter (ChatCourier *self, ChatRoom *room)
{
  g_autoptr (ChatRoom) kept = g_object_ref (room);

  chat_room_set_error (room, NULL);
  chat_room_set_joined (room, TRUE);
  chat_outbox_open (self->outbox, room);
}

static void
grace_is_over_cb (gpointer data)
{
  ChatCourier *self = data;
  ChatRoomList *rooms = chat_sync_get_rooms (self->sync);

  self->grace_id = 0;
  if (self->answers_joins)
    return;

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (rooms)); i++) {
    g_autoptr (ChatRoom) room = g_list_model_get_item (G_LIST_MODEL (rooms), i);

    if (!chat_room_get_joined (room))
      enter (self, room);
  }
}

static void
join_answered (ChatCourier *self, ChatRoom *room, GPtrArray *events, const GError *refusal)
{
  self->answers_joins = TRUE;
  if (events == NULL) {
    chat_room_set_error (room, refusal->message);
    return;
  }

  chat_sync_apply (self->sync, events, g_get_monotonic_time ());
  enter (self, room);
}

/* --- messages ------------------------------------------------------------- */

static void
later_cb (gpointer data)
{
  ChatCourier *self = data;
  g_autoptr (GPtrArray) due = g_steal_pointer (&self->postponed);

  self->later_id = 0;
  self->postponed = g_ptr_array_new_with_free_func ((GDestroyNotify) doubt_free);
  for (guint i = 0; i < due->len; i++) {
    const Doubt *doubt = g_ptr_array_index (due, i);
    ChatRoom *room = find_room (self, doubt->room);

    if (room != NULL)
      chat_outbox_again (self->outbox, room, doubt->attempt);
  }
}

static void
postpone (ChatCourier *self, const Question *question)
{
  g_ptr_array_add (self->postponed, doubt_new (question));
  if (self->later_id == 0)
    self->later_id = g_timeout_add_once (LATER_MS, later_cb, self);
}

static void
message_answered (ChatCourier *self,
                  ChatRoom *room,
                  const Question *question,
                  GPtrArray *events,
                  const GError *refusal)
{
  self->answers_messages = TRUE;
  if (events != NULL) {
    chat_sync_apply (self->sync, events, g_get_monotonic_time ());
  } else if (g_error_matches (refusal, CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_LATER)) {
    postpone (self, question);
  } else {
    chat_outbox_refuse (self->outbox, room, question->intent->id, refusal->message);
  }
}

static gboolean
expects_answers (ChatCourier *self)
{
  return chat_dialect_get_confirmation (self->dialect) == CHAT_CONFIRMATION_ANSWER ||
         self->answers_messages || chat_sync_get_echoes (self->sync);
}

static void
message_unanswered (ChatCourier *self,
                    ChatRoom *room,
                    const Question *question,
                    const GError *error)
{
  if (g_error_matches (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TOO_LARGE))
    chat_outbox_refuse (self->outbox, room, question->intent->id,
                        N_ ("The message is too long for this server"));
  else if (g_error_matches (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE))
    chat_outbox_refuse (self->outbox, room, question->intent->id,
                        N_ ("The message cannot be sent"));
  else if (!g_error_matches (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TIMED_OUT))
    postpone (self, question);
  else if (expects_answers (self))
    chat_outbox_again (self->outbox, room, question->attempt);
  else if (self->signs_of_life != question->signs_of_life)
    chat_outbox_confirm (self->outbox, room, question->intent->id, 0);
  else
    g_ptr_array_add (self->doubts, doubt_new (question));
}

/* --- questions and answers ------------------------------------------------ */

static void
handle_answer (ChatCourier *self, const Question *question, JsonArray *answer)
{
  ChatRoom *found = find_room (self, question->intent->room);
  g_autoptr (ChatRoom) room = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) refusal = NULL;
  gint64 took = g_get_monotonic_time () - question->asked_at;

  set_round_trip (self, (guint) MAX (1, took / 1000));
  if (found == NULL)
    return;

  room = g_object_ref (found);
  events = chat_dialect_read_answer (self->dialect, question->intent, answer,
                                     g_get_real_time () / 1000, &refusal);
  if (question->intent->type == CHAT_INTENT_JOIN)
    join_answered (self, room, events, refusal);
  else if (question->intent->type == CHAT_INTENT_SEND)
    message_answered (self, room, question, events, refusal);
}

static void
handle_silence (ChatCourier *self, const Question *question, const GError *error)
{
  ChatRoom *room = find_room (self, question->intent->room);

  if (room == NULL)
    return;

  if (question->intent->type == CHAT_INTENT_SEND)
    message_unanswered (self, room, question, error);
  else if (question->intent->type == CHAT_INTENT_JOIN && !chat_room_get_joined (room) &&
           g_error_matches (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TIMED_OUT))
    chat_courier_join (self, room);
}

static void
question_settled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (ChatCourier) self = g_weak_ref_get (&question->courier);
  g_autoptr (JsonArray) answer = NULL;
  g_autoptr (GError) error = NULL;

  answer = socket_io_client_emit_finish (SOCKET_IO_CLIENT (source), result, NULL, &error);
  if (self == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (answer != NULL)
    handle_answer (self, question, answer);
  else
    handle_silence (self, question, error);
}

/* Takes @intent; gives whether the server has a word for it. */
static gboolean
say (ChatCourier *self, ChatIntent *intent, guint attempt)
{
  g_autoptr (ChatRequest) request = chat_dialect_write (self->dialect, intent);
  g_autoptr (ChatIntent) owned = intent;
  SocketIoEmitFlags flags = SOCKET_IO_EMIT_DEFAULT;

  if (request == NULL)
    return FALSE;

  if (request->is_volatile)
    flags |= SOCKET_IO_EMIT_VOLATILE;

  if (request->wants_answer)
    socket_io_client_emit_full_async (self->client, request->event, request->arguments, NULL, flags,
                                      self->ack_timeout, self->cancellable, question_settled_cb,
                                      question_new (self, g_steal_pointer (&owned), attempt));
  else
    socket_io_client_emit_full (self->client, request->event, request->arguments, NULL, flags,
                                NULL);

  return TRUE;
}

static void
send_cb (ChatRoom *room, ChatMessage *message, guint attempt, gpointer user_data)
{
  ChatCourier *self = user_data;

  /* Rooms are open only while there is a connection, but that may just have broken. */
  if (self->client == NULL || !socket_io_client_get_connected (self->client))
    return;

  if (!say (self, chat_intent_new_send (message, chat_room_get_id (room)), attempt))
    chat_outbox_refuse (self->outbox, room, chat_message_get_id (message),
                        N_ ("This server does not take messages"));
}

/* --- the object ----------------------------------------------------------- */

static void
chat_courier_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  switch ((ChatCourierProperty) property_id) {
  case PROP_ROUND_TRIP:
    g_value_set_uint (value, CHAT_COURIER (object)->round_trip);
    break;
  }
}

static void
chat_courier_dispose (GObject *object)
{
  ChatCourier *self = CHAT_COURIER (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_handle_id (&self->later_id, g_source_remove);
  g_clear_handle_id (&self->grace_id, g_source_remove);
  if (self->outbox != NULL)
    chat_outbox_set_send (self->outbox, NULL, NULL);
  g_clear_object (&self->outbox);
  g_clear_object (&self->sync);
  g_clear_object (&self->dialect);

  G_OBJECT_CLASS (chat_courier_parent_class)->dispose (object);
}

static void
chat_courier_finalize (GObject *object)
{
  ChatCourier *self = CHAT_COURIER (object);

  g_ptr_array_unref (self->doubts);
  g_ptr_array_unref (self->postponed);

  G_OBJECT_CLASS (chat_courier_parent_class)->finalize (object);
}

static void
chat_courier_class_init (ChatCourierClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = chat_courier_get_property;
  object_class->dispose = chat_courier_dispose;
  object_class->finalize = chat_courier_finalize;

  properties[PROP_ROUND_TRIP] =
    g_param_spec_uint ("round-trip", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
chat_courier_init (ChatCourier *self)
{
  self->doubts = g_ptr_array_new_with_free_func ((GDestroyNotify) doubt_free);
  self->postponed = g_ptr_array_new_with_free_func ((GDestroyNotify) doubt_free);
}

/**
 * chat_courier_new:
 * @dialect: how the server talks
 * @sync: where what it says goes
 * @outbox: what is to be sent
 * @ack_timeout: how long to wait for an answer, in ms
 *
 * Makes a courier that has no connection.
 */
ChatCourier *
chat_courier_new (ChatDialect *dialect, ChatSync *sync, ChatOutbox *outbox, guint ack_timeout)
{
  ChatCourier *self = NULL;

  g_return_val_if_fail (CHAT_IS_DIALECT (dialect), NULL);
  g_return_val_if_fail (CHAT_IS_SYNC (sync), NULL);
  g_return_val_if_fail (CHAT_IS_OUTBOX (outbox), NULL);

  self = g_object_new (CHAT_TYPE_COURIER, NULL);
  self->dialect = g_object_ref (dialect);
  self->sync = g_object_ref (sync);
  self->outbox = g_object_ref (outbox);
  self->ack_timeout = ack_timeout;
  chat_outbox_set_send (outbox, send_cb, self);

  return self;
}

/**
 * chat_courier_connected:
 * @self: a courier
 * @client: a client that is connected
 *
 * Says who I am, and comes into all rooms; what waits follows.
 */
void
chat_courier_connected (ChatCourier *self, SocketIoClient *client)
{
  g_autoptr (GPtrArray) rooms = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *model = NULL;

  g_return_if_fail (CHAT_IS_COURIER (self));
  g_return_if_fail (SOCKET_IO_IS_CLIENT (client));

  chat_courier_disconnected (self);
  self->client = g_object_ref (client);
  self->cancellable = g_cancellable_new ();

  model = G_LIST_MODEL (chat_sync_get_rooms (self->sync));
  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    g_ptr_array_add (rooms, g_list_model_get_item (model, i));

  chat_courier_hello (self);
  for (guint i = 0; i < rooms->len; i++)
    chat_courier_join (self, g_ptr_array_index (rooms, i));
}

/**
 * chat_courier_disconnected:
 * @self: a courier
 *
 * The connection is gone; no answer to anything will come.
 */
void
chat_courier_disconnected (ChatCourier *self)
{
  g_return_if_fail (CHAT_IS_COURIER (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);
  g_clear_handle_id (&self->later_id, g_source_remove);
  g_clear_handle_id (&self->grace_id, g_source_remove);
  g_ptr_array_set_size (self->doubts, 0);
  g_ptr_array_set_size (self->postponed, 0);
  set_round_trip (self, 0);

  chat_sync_disconnected (self->sync);
}

/**
 * chat_courier_alive:
 * @self: a courier
 *
 * There was a sign of life on the connection.
 */
void
chat_courier_alive (ChatCourier *self)
{
  g_autoptr (GPtrArray) settled = NULL;

  g_return_if_fail (CHAT_IS_COURIER (self));

  self->signs_of_life++;
  if (self->doubts->len == 0)
    return;

  settled = g_steal_pointer (&self->doubts);
  self->doubts = g_ptr_array_new_with_free_func ((GDestroyNotify) doubt_free);
  for (guint i = 0; i < settled->len; i++) {
    const Doubt *doubt = g_ptr_array_index (settled, i);
    ChatRoom *room = find_room (self, doubt->room);

    if (room != NULL)
      chat_outbox_confirm (self->outbox, room, doubt->id, 0);
  }
}

/**
 * chat_courier_hello:
 * @self: a courier
 *
 * Says who I am.
 */
void
chat_courier_hello (ChatCourier *self)
{
  g_return_if_fail (CHAT_IS_COURIER (self));

  if (self->client != NULL)
    say (self, chat_intent_new (CHAT_INTENT_HELLO, chat_sync_get_me (self->sync), NULL), 0);
}

/**
 * chat_courier_join:
 * @self: a courier
 * @room: a room
 *
 * Comes into a room; without a connection that happens with the next one.
 */
void
chat_courier_join (ChatCourier *self, ChatRoom *room)
{
  ChatIntent *intent = NULL;

  g_return_if_fail (CHAT_IS_COURIER (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  if (self->client == NULL)
    return;

  intent =
    chat_intent_new (CHAT_INTENT_JOIN, chat_sync_get_me (self->sync), chat_room_get_id (room));
  if (!say (self, intent, 0)) {
    enter (self, room);
  } else if (!self->answers_joins) {
    g_clear_handle_id (&self->grace_id, g_source_remove);
    self->grace_id = g_timeout_add_once (self->ack_timeout / GRACE_DIVISOR, grace_is_over_cb, self);
  }
}

/**
 * chat_courier_leave:
 * @self: a courier
 * @room: a room
 *
 * Goes out of a room.
 */
void
chat_courier_leave (ChatCourier *self, ChatRoom *room)
{
  g_return_if_fail (CHAT_IS_COURIER (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  if (self->client != NULL)
    say (self,
         chat_intent_new (CHAT_INTENT_LEAVE, chat_sync_get_me (self->sync),
                          chat_room_get_id (room)),
         0);
}

/**
 * chat_courier_type:
 * @self: a courier
 * @room: a room
 * @on: whether I begin, or go on
 *
 * Tells a room that I type; nobody hears of it without a connection.
 */
void
chat_courier_type (ChatCourier *self, ChatRoom *room, gboolean on)
{
  g_return_if_fail (CHAT_IS_COURIER (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  if (self->client != NULL && chat_room_get_joined (room))
    say (self, chat_intent_new_typing (chat_sync_get_me (self->sync), chat_room_get_id (room), on),
         0);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatCourier *self = g_task_get_source_object (task);
  const ChatIntent *intent = g_task_get_task_data (task);
  g_autoptr (JsonArray) answer = NULL;
  g_autoptr (GPtrArray) events = NULL;
  GError *error = NULL;

  answer = socket_io_client_emit_finish (SOCKET_IO_CLIENT (source), result, NULL, &error);
  if (answer != NULL && self->dialect != NULL)
    events =
      chat_dialect_read_answer (self->dialect, intent, answer, g_get_real_time () / 1000, &error);
  if (events == NULL) {
    g_task_return_error (task, error);
    return;
  }

  chat_sync_apply (self->sync, events, g_get_monotonic_time ());
  g_task_return_pointer (task, g_steal_pointer (&events), (GDestroyNotify) g_ptr_array_unref);
}

/**
 * chat_courier_ask_async:
 * @self: a courier
 * @intent: (transfer full): what I want
 * @cancellable: (nullable): gives up waiting
 * @callback: (scope async): called when what the server answered is remembered and in the model
 * @user_data: for @callback
 *
 * Asks the server for something.
 */
void
chat_courier_ask_async (ChatCourier *self,
                        ChatIntent *intent,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (ChatRequest) request = NULL;

  g_return_if_fail (CHAT_IS_COURIER (self));
  g_return_if_fail (intent != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_courier_ask_async);
  g_task_set_task_data (task, intent, (GDestroyNotify) chat_intent_free);
  request = chat_dialect_write (self->dialect, intent);
  if (request == NULL)
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                                     N_ ("This server cannot do that"));
  else if (self->client == NULL || !socket_io_client_get_connected (self->client))
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED,
                                     N_ ("There is no connection"));
  else
    socket_io_client_emit_full_async (self->client, request->event, request->arguments, NULL,
                                      SOCKET_IO_EMIT_DEFAULT, self->ack_timeout, cancellable,
                                      answered_cb, g_steal_pointer (&task));
}

/**
 * chat_courier_ask_finish:
 * @self: a courier
 * @result: what the callback was given
 * @error: return location for an error: of %CHAT_DIALECT_ERROR if the server says no; of
 *   %SOCKET_IO_ERROR, or %G_IO_ERROR_NOT_CONNECTED, if nothing is known
 *
 * Returns: (transfer full) (nullable) (element-type ChatEvent): what the server answered, which is
 *   remembered and in the model
 */
GPtrArray *
chat_courier_ask_finish (ChatCourier *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

guint
chat_courier_get_round_trip (ChatCourier *self)
{
  g_return_val_if_fail (CHAT_IS_COURIER (self), 0);

  return self->round_trip;
}
