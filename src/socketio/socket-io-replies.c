/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Answers of many, counted.  How many there will be is known only when every
 * process has said how many it asked, and an answer may be faster than that.
 *
 *   GATHERING --> COMPLETED   all have answered, or have gone
 *             \-> ABANDONED   the time is up, or whoever asked has lost interest
 *
 * One task may wait for the end.  It keeps the answers alive, as do those who owe
 * one; whoever keeps something for the sake of an answer connects to ::abandoned,
 * to forget it then.
 */
#include "socket-io-replies.h"

#include "socket-io-error.h"
#include "socket-io-timer.h"

typedef enum {
  STATE_GATHERING,
  STATE_COMPLETED,
  STATE_ABANDONED,
} State;

struct _SocketIoReplies {
  GObject parent_instance;

  State state;
  gboolean knows_servers;
  guint n_servers;  /* will say how many they asked */
  guint n_counts;   /* have said so */
  guint n_expected; /* were asked */
  guint n_gone;     /* and will not answer */
  JsonArray *replies;
  SocketIoAttachments *attachments; /* NULL while there are none */
  GError *error;                    /* why it is abandoned */
  GTask *wait;                      /* nullable */
  SocketIoTimer deadline;
  GSource *cancelled; /* nullable */
};

G_DEFINE_FINAL_TYPE (SocketIoReplies, socket_io_replies, G_TYPE_OBJECT)

enum { ASKED, REPLIED, GONE, COMPLETED, ABANDONED, N_SIGNALS };

static guint signals[N_SIGNALS];

/* Nothing wakes the one who waits any more. */
static void
disarm (SocketIoReplies *self)
{
  socket_io_timer_stop (&self->deadline);
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
}

static void
return_outcome (SocketIoReplies *self, GTask *task)
{
  if (self->error != NULL)
    g_task_return_error (task, g_error_copy (self->error));
  else if (self->n_gone > 0)
    g_task_return_new_error (task, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED,
                             "%u of those who were asked have gone", self->n_gone);
  else
    g_task_return_boolean (task, TRUE);
}

/* The only place where the state changes. */
static void
set_state (SocketIoReplies *self, State state)
{
  g_assert (self->state == STATE_GATHERING && state != STATE_GATHERING);

  self->state = state;
  disarm (self);
  g_signal_emit (self, signals[state == STATE_COMPLETED ? COMPLETED : ABANDONED], 0);
}

static void
check_complete (SocketIoReplies *self)
{
  g_autoptr (GTask) wait = NULL;

  if (self->state != STATE_GATHERING || !self->knows_servers || self->n_counts < self->n_servers ||
      json_array_get_length (self->replies) + self->n_gone < self->n_expected)
    return;

  wait = g_steal_pointer (&self->wait);
  set_state (self, STATE_COMPLETED);
  if (wait != NULL)
    return_outcome (self, wait);
}

static void
timed_out_cb (gpointer data)
{
  socket_io_replies_abandon (data, g_error_new_literal (SOCKET_IO_ERROR, SOCKET_IO_ERROR_TIMED_OUT,
                                                        "Not everybody has answered in time"));
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  GError *error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  socket_io_replies_abandon (data, error);

  return G_SOURCE_REMOVE;
}

/* The placeholders of an answer count from 0; among all answers' parts they count on. */
static JsonNode *
adopt (SocketIoReplies *self, JsonNode *node, SocketIoAttachments *attachments)
{
  GBytes *part = socket_io_attachments_get (attachments, node);
  JsonNode *copy = NULL;

  if (part != NULL)
    return socket_io_attachments_add (self->attachments, part);

  if (JSON_NODE_HOLDS_ARRAY (node) && json_node_get_array (node) != NULL) {
    JsonArray *array = json_node_get_array (node);
    guint length = json_array_get_length (array);
    JsonArray *adopted = json_array_sized_new (length);

    for (guint i = 0; i < length; i++)
      json_array_add_element (adopted,
                              adopt (self, json_array_get_element (array, i), attachments));
    copy = json_node_new (JSON_NODE_ARRAY);
    json_node_take_array (copy, adopted);
  } else if (JSON_NODE_HOLDS_OBJECT (node) && json_node_get_object (node) != NULL) {
    JsonObject *adopted = json_object_new ();
    JsonObjectIter iter;
    const char *name = NULL;
    JsonNode *value = NULL;

    json_object_iter_init_ordered (&iter, json_node_get_object (node));
    while (json_object_iter_next_ordered (&iter, &name, &value))
      json_object_set_member (adopted, name, adopt (self, value, attachments));
    copy = json_node_new (JSON_NODE_OBJECT);
    json_node_take_object (copy, adopted);
  } else {
    copy = json_node_ref (node);
  }

  return copy;
}

static void
socket_io_replies_dispose (GObject *object)
{
  SocketIoReplies *self = SOCKET_IO_REPLIES (object);

  disarm (self);

  G_OBJECT_CLASS (socket_io_replies_parent_class)->dispose (object);
}

static void
socket_io_replies_finalize (GObject *object)
{
  SocketIoReplies *self = SOCKET_IO_REPLIES (object);

  g_clear_pointer (&self->replies, json_array_unref);
  g_clear_error (&self->error);
  g_clear_object (&self->attachments);

  G_OBJECT_CLASS (socket_io_replies_parent_class)->finalize (object);
}

static void
socket_io_replies_class_init (SocketIoRepliesClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = socket_io_replies_dispose;
  object_class->finalize = socket_io_replies_finalize;

  /**
   * SocketIoReplies::asked:
   * @self: the answers
   * @n_replies: how many
   *
   * A process has said how many it has asked.
   */
  signals[ASKED] = g_signal_new ("asked", SOCKET_IO_TYPE_REPLIES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  /**
   * SocketIoReplies::replied:
   * @self: the answers
   * @reply: (nullable): the first argument of an answer
   * @attachments: (nullable): the binary parts that @reply has placeholders for
   *
   * Somebody has answered.
   */
  signals[REPLIED] =
    g_signal_new ("replied", SOCKET_IO_TYPE_REPLIES, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, JSON_TYPE_NODE | G_SIGNAL_TYPE_STATIC_SCOPE,
                  SOCKET_IO_TYPE_ATTACHMENTS);

  /**
   * SocketIoReplies::gone:
   * @self: the answers
   *
   * Somebody who was asked has gone.
   */
  signals[GONE] = g_signal_new ("gone", SOCKET_IO_TYPE_REPLIES, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);

  /**
   * SocketIoReplies::completed:
   * @self: the answers
   *
   * All who were asked have answered, or have gone.
   */
  signals[COMPLETED] = g_signal_new ("completed", SOCKET_IO_TYPE_REPLIES, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * SocketIoReplies::abandoned:
   * @self: the answers
   *
   * The time was up, or the wait was cancelled: nobody wants the rest.
   */
  signals[ABANDONED] = g_signal_new ("abandoned", SOCKET_IO_TYPE_REPLIES, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
socket_io_replies_init (SocketIoReplies *self)
{
  self->replies = json_array_new ();
}

/**
 * socket_io_replies_new:
 *
 * Makes a list of answers that waits for its first.
 *
 * Returns: (transfer full): the answers
 */
SocketIoReplies *
socket_io_replies_new (void)
{
  return g_object_new (SOCKET_IO_TYPE_REPLIES, NULL);
}

/**
 * socket_io_replies_set_n_servers:
 * @self: answers
 * @n_servers: how many processes will call [method@SocketIo.Replies.expect]
 *
 * Says how many processes ask.
 */
void
socket_io_replies_set_n_servers (SocketIoReplies *self, guint n_servers)
{
  g_autoptr (SocketIoReplies) alive = NULL;

  g_return_if_fail (SOCKET_IO_IS_REPLIES (self));

  self->knows_servers = TRUE;
  self->n_servers = n_servers;
  alive = g_object_ref (self);
  check_complete (self);
}

/**
 * socket_io_replies_expect:
 * @self: answers
 * @n_replies: how many one process has asked
 *
 * Says how many answers will come from one process.
 */
void
socket_io_replies_expect (SocketIoReplies *self, guint n_replies)
{
  g_autoptr (SocketIoReplies) alive = NULL;

  g_return_if_fail (SOCKET_IO_IS_REPLIES (self));

  if (self->state != STATE_GATHERING)
    return;

  self->n_counts++;
  self->n_expected += n_replies;
  alive = g_object_ref (self);
  g_signal_emit (self, signals[ASKED], 0, n_replies);
  check_complete (self);
}

/**
 * socket_io_replies_add:
 * @self: answers
 * @reply: (nullable): the first argument of an answer, or %NULL if it has none
 * @attachments: (nullable): the binary parts that @reply has placeholders for
 *
 * Adds an answer.  What comes after the end is dropped.
 */
void
socket_io_replies_add (SocketIoReplies *self, JsonNode *reply, SocketIoAttachments *attachments)
{
  g_autoptr (SocketIoReplies) alive = NULL;
  JsonNode *node = NULL;

  g_return_if_fail (SOCKET_IO_IS_REPLIES (self));
  g_return_if_fail (attachments == NULL || SOCKET_IO_IS_ATTACHMENTS (attachments));

  if (self->state != STATE_GATHERING)
    return;

  if (reply == NULL) {
    node = json_node_new (JSON_NODE_NULL);
  } else if (attachments != NULL) {
    if (self->attachments == NULL)
      self->attachments = socket_io_attachments_new ();
    node = adopt (self, reply, attachments);
  } else {
    node = json_node_ref (reply);
  }
  json_array_add_element (self->replies, node);
  alive = g_object_ref (self);
  if (g_signal_has_handler_pending (self, signals[REPLIED], 0, TRUE))
    g_signal_emit (self, signals[REPLIED], 0, reply, attachments);
  check_complete (self);
}

/**
 * socket_io_replies_give_up:
 * @self: answers
 *
 * Says that one of those who were asked has gone, and will not answer.
 */
void
socket_io_replies_give_up (SocketIoReplies *self)
{
  g_autoptr (SocketIoReplies) alive = NULL;

  g_return_if_fail (SOCKET_IO_IS_REPLIES (self));

  if (self->state != STATE_GATHERING)
    return;

  self->n_gone++;
  alive = g_object_ref (self);
  g_signal_emit (self, signals[GONE], 0);
  check_complete (self);
}

/**
 * socket_io_replies_abandon:
 * @self: answers
 * @error: (transfer full): why
 *
 * Says that nothing more will come, or that nobody wants it: ends the wait with @error.
 */
void
socket_io_replies_abandon (SocketIoReplies *self, GError *error)
{
  g_autoptr (GError) owned = error;
  g_autoptr (SocketIoReplies) alive = NULL;
  g_autoptr (GTask) wait = NULL;

  g_return_if_fail (SOCKET_IO_IS_REPLIES (self));
  g_return_if_fail (error != NULL);

  if (self->state != STATE_GATHERING)
    return;

  alive = g_object_ref (self);
  wait = g_steal_pointer (&self->wait);
  self->error = g_steal_pointer (&owned);
  set_state (self, STATE_ABANDONED);
  if (wait != NULL)
    return_outcome (self, wait);
}

/**
 * socket_io_replies_is_complete:
 * @self: answers
 *
 * Returns: whether all have answered, or have gone
 */
gboolean
socket_io_replies_is_complete (SocketIoReplies *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_REPLIES (self), FALSE);

  return self->state == STATE_COMPLETED;
}

/**
 * socket_io_replies_get_replies:
 * @self: answers
 *
 * Gets the answers that are there, in the order in which they came.
 *
 * Returns: (transfer none): the first argument of each
 */
JsonArray *
socket_io_replies_get_replies (SocketIoReplies *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_REPLIES (self), NULL);

  return self->replies;
}

/**
 * socket_io_replies_get_attachments:
 * @self: answers
 *
 * Gets the binary parts that placeholders among the answers stand for.
 *
 * Returns: (transfer none) (nullable): the attachments, or %NULL if there are none
 */
SocketIoAttachments *
socket_io_replies_get_attachments (SocketIoReplies *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_REPLIES (self), NULL);

  return self->attachments;
}

/**
 * socket_io_replies_wait_async:
 * @self: answers
 * @timeout_ms: how long; 0 for as long as it takes
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when all are there, or will never be
 * @user_data: for @callback
 *
 * Waits for the end; one can.
 */
void
socket_io_replies_wait_async (SocketIoReplies *self,
                              guint timeout_ms,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (SOCKET_IO_IS_REPLIES (self));
  g_return_if_fail (self->wait == NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, socket_io_replies_wait_async);
  g_task_set_check_cancellable (task, FALSE);
  socket_io_replies_take_wait (self, timeout_ms, task);
}

/**
 * socket_io_replies_wait_finish:
 * @self: answers
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Ends the wait.
 *
 * Returns: whether all have answered; %FALSE with a %SOCKET_IO_ERROR_TIMED_OUT, or with a
 *   %SOCKET_IO_ERROR_DISCONNECTED if some have gone
 */
gboolean
socket_io_replies_wait_finish (SocketIoReplies *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * socket_io_replies_take_wait: (skip)
 * @self: answers that nobody waits for
 * @timeout_ms: how long; 0 for as long as it takes
 * @task: (transfer full): who waits, and does not look at its cancellable itself
 *
 * Waits for the end.
 */
void
socket_io_replies_take_wait (SocketIoReplies *self, guint timeout_ms, GTask *task)
{
  g_autoptr (GTask) wait = task;
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_assert (self->wait == NULL);

  if (self->state != STATE_GATHERING) {
    return_outcome (self, wait);
    return;
  }

  self->wait = g_steal_pointer (&wait);
  if (timeout_ms > 0)
    socket_io_timer_start (&self->deadline, timeout_ms, timed_out_cb, self);
  if (cancellable != NULL) {
    self->cancelled = g_cancellable_source_new (cancellable);
    g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
    g_source_attach (self->cancelled, g_main_context_get_thread_default ());
  }
}

/**
 * socket_io_replies_end_wait: (skip)
 * @self: answers
 * @task: who has waited
 * @partial: (out) (optional) (nullable) (transfer full): if not all have answered, the answers that
 *   came
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the answers, if all have answered
 */
JsonArray *
socket_io_replies_end_wait (SocketIoReplies *self, GTask *task, JsonArray **partial, GError **error)
{
  gboolean complete = g_task_propagate_boolean (task, error);

  if (partial != NULL)
    *partial = complete ? NULL : json_array_ref (self->replies);

  return complete ? json_array_ref (self->replies) : NULL;
}
