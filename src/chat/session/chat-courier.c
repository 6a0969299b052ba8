/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Carries what I want to the server while there is a connection, and what it answers back.
 *
 * Nothing is left with the connection to be sent later: what must arrive is kept by whoever wants
 * it, and asked again on the next connection.
 */
#include "chat-courier.h"

#include <glib/gi18n.h>

struct _ChatCourier {
  GObject parent_instance;

  ChatDialect *dialect;
  ChatIntake *intake;
  guint ack_timeout;
  SocketIoClient *client; /* while connected */
  guint round_trip;
};

G_DEFINE_FINAL_TYPE (ChatCourier, chat_courier, G_TYPE_OBJECT)

typedef enum {
  PROP_ROUND_TRIP = 1,
} ChatCourierProperty;

static GParamSpec *properties[PROP_ROUND_TRIP + 1];

/* A question to the server, on its way. */
typedef struct {
  ChatIntent *intent;
  gint64 asked_at;
  GPtrArray *events; /* what it answered */
} Question;

static void
question_free (gpointer data)
{
  Question *question = data;

  chat_intent_free (question->intent);
  g_clear_pointer (&question->events, g_ptr_array_unref);
  g_free (question);
}

static void
set_round_trip (ChatCourier *self, guint ms)
{
  if (self->round_trip == ms)
    return;

  self->round_trip = ms;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROUND_TRIP]);
}

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

  g_clear_object (&self->client);
  g_clear_object (&self->intake);
  g_clear_object (&self->dialect);

  G_OBJECT_CLASS (chat_courier_parent_class)->dispose (object);
}

static void
chat_courier_class_init (ChatCourierClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = chat_courier_get_property;
  object_class->dispose = chat_courier_dispose;

  properties[PROP_ROUND_TRIP] =
    g_param_spec_uint ("round-trip", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
chat_courier_init (ChatCourier *self)
{
}

/**
 * chat_courier_new:
 * @dialect: how the server talks
 * @intake: where what it answers goes
 * @ack_timeout: how long to wait for an answer, in ms
 *
 * Makes a courier that has no connection.
 */
ChatCourier *
chat_courier_new (ChatDialect *dialect, ChatIntake *intake, guint ack_timeout)
{
  ChatCourier *self = NULL;

  g_return_val_if_fail (CHAT_IS_DIALECT (dialect), NULL);
  g_return_val_if_fail (CHAT_IS_INTAKE (intake), NULL);

  self = g_object_new (CHAT_TYPE_COURIER, NULL);
  self->dialect = g_object_ref (dialect);
  self->intake = g_object_ref (intake);
  self->ack_timeout = ack_timeout;

  return self;
}

/**
 * chat_courier_connected:
 * @self: a courier
 * @client: a client that is connected
 *
 * From now on there is a way.
 */
void
chat_courier_connected (ChatCourier *self, SocketIoClient *client)
{
  g_return_if_fail (CHAT_IS_COURIER (self));
  g_return_if_fail (SOCKET_IO_IS_CLIENT (client));

  g_set_object (&self->client, client);
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

  g_clear_object (&self->client);
  set_round_trip (self, 0);
}

/**
 * chat_courier_get_connected:
 * @self: a courier
 *
 * Whether there is a way; it may just have broken.
 */
gboolean
chat_courier_get_connected (ChatCourier *self)
{
  g_return_val_if_fail (CHAT_IS_COURIER (self), FALSE);

  return self->client != NULL && socket_io_client_get_connected (self->client);
}

static void
send_request (ChatCourier *self, const ChatRequest *request)
{
  socket_io_client_emit_full (self->client, request->event, request->arguments, NULL,
                              request->is_volatile ? SOCKET_IO_EMIT_VOLATILE
                                                   : SOCKET_IO_EMIT_DEFAULT,
                              NULL);
}

/**
 * chat_courier_tell:
 * @self: a courier
 * @intent: (transfer full): what I want
 *
 * Tells the server something that is worth nothing later, and needs no answer.
 */
void
chat_courier_tell (ChatCourier *self, ChatIntent *intent)
{
  g_autoptr (ChatIntent) owned = intent;
  g_autoptr (ChatRequest) request = NULL;

  g_return_if_fail (CHAT_IS_COURIER (self));
  g_return_if_fail (intent != NULL);

  if (!chat_courier_get_connected (self))
    return;

  request = chat_dialect_write (self->dialect, intent);
  if (request != NULL)
    send_request (self, request);
}

/* --- questions and answers -------------------------------------------------------- */

static void
return_events (GTask *task)
{
  Question *question = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&question->events),
                         (GDestroyNotify) g_ptr_array_unref);
}

/* What is not remembered has been answered all the same. */
static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  chat_intake_take_finish (CHAT_INTAKE (source), result, NULL);
  return_events (task);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatCourier *self = g_task_get_source_object (task);
  Question *question = g_task_get_task_data (task);
  g_autoptr (JsonArray) answer = NULL;
  GError *error = NULL;

  answer = socket_io_client_emit_finish (SOCKET_IO_CLIENT (source), result, NULL, &error);
  if (answer == NULL) {
    g_task_return_error (task, error);
    return;
  }

  set_round_trip (self, (guint) MAX (1, (g_get_monotonic_time () - question->asked_at) / 1000));
  question->events = chat_dialect_read_answer (self->dialect, question->intent, answer,
                                               g_get_real_time () / 1000, &error);
  if (question->events == NULL)
    g_task_return_error (task, error);
  else
    chat_intake_take_async (self->intake, question->events, taken_cb, g_steal_pointer (&task));
}

static void
ask (ChatCourier *self, GTask *task, const ChatRequest *request)
{
  Question *question = g_task_get_task_data (task);

  if (request->wants_answer) {
    socket_io_client_emit_full_async (self->client, request->event, request->arguments, NULL,
                                      SOCKET_IO_EMIT_DEFAULT, self->ack_timeout,
                                      g_task_get_cancellable (task), answered_cb,
                                      g_object_ref (task));
    return;
  }

  send_request (self, request);
  question->events = g_ptr_array_new ();
  return_events (task);
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
  Question *question = NULL;

  g_return_if_fail (CHAT_IS_COURIER (self));
  g_return_if_fail (intent != NULL);

  question = g_new0 (Question, 1);
  question->intent = intent;
  question->asked_at = g_get_monotonic_time ();
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_courier_ask_async);
  g_task_set_task_data (task, question, question_free);

  request = chat_dialect_write (self->dialect, intent);
  if (request == NULL)
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                                     N_ ("This server cannot do that"));
  else if (!chat_courier_get_connected (self))
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED,
                                     N_ ("There is no connection"));
  else
    ask (self, task, request);
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
