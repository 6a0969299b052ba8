/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way of what a server says: onto the disk, then into the model.  So what people see is what is
 * there after a crash.
 *
 * What comes within one turn of the loop is one transaction, and so is all that comes while the one
 * before it is written.  What is only true now does not go through the store, nor does anything
 * where there is none.
 *
 * The server's cursor says that all up to there has been told.  While something may be missing,
 * because I have not caught up, or because the disk did not take what was told, it is not moved by
 * what the server says in passing: the next connection asks again from where it stands.
 */
#include "chat-intake.h"

/* What is written at once. */
typedef struct {
  GWeakRef intake;
  GPtrArray *events;  /* ChatEvent, owned by those below */
  GPtrArray *sources; /* GPtrArray */
  GPtrArray *tasks;   /* GTask: who waits for it */
} Batch;

struct _ChatIntake {
  GObject parent_instance;

  ChatSync *sync;
  ChatStore *store;
  Batch *batch; /* not written yet */
  guint flush_id;
  guint n_writing;
  gboolean whole;
  gboolean has_holes; /* something that was told is not on the disk */
};

G_DEFINE_FINAL_TYPE (ChatIntake, chat_intake, G_TYPE_OBJECT)

enum {
  APPLIED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static Batch *
batch_new (ChatIntake *self)
{
  Batch *batch = g_new0 (Batch, 1);

  g_weak_ref_init (&batch->intake, self);
  batch->events = g_ptr_array_new ();
  batch->sources = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  batch->tasks = g_ptr_array_new_with_free_func (g_object_unref);

  return batch;
}

static void
batch_free (Batch *batch)
{
  g_weak_ref_clear (&batch->intake);
  g_ptr_array_unref (batch->events);
  g_ptr_array_unref (batch->sources);
  g_ptr_array_unref (batch->tasks);
  g_free (batch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Batch, batch_free)

static void
settle (Batch *batch, const GError *error)
{
  g_autoptr (GPtrArray) tasks = g_steal_pointer (&batch->tasks);

  batch->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tasks->len; i++) {
    if (error != NULL)
      g_task_return_error (g_ptr_array_index (tasks, i), g_error_copy (error));
    else
      g_task_return_boolean (g_ptr_array_index (tasks, i), TRUE);
  }
}

static void
apply (ChatIntake *self, GPtrArray *events, gboolean remembered)
{
  g_autoptr (ChatIntake) kept = g_object_ref (self);

  chat_sync_apply (self->sync, events, g_get_monotonic_time ());
  g_signal_emit (self, signals[APPLIED], 0, events, remembered);
}

static void written_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
leave_cursor (GPtrArray *events)
{
  for (guint i = 0; i < events->len;) {
    const ChatEvent *event = g_ptr_array_index (events, i);

    if (event->type == CHAT_EVENT_REVISION)
      g_ptr_array_remove_index (events, i);
    else
      i++;
  }
}

static void
write_batch (ChatIntake *self)
{
  Batch *batch = g_steal_pointer (&self->batch);

  if (self->has_holes)
    leave_cursor (batch->events);
  g_clear_handle_id (&self->flush_id, g_source_remove);
  self->n_writing++;
  chat_store_apply_async (self->store, batch->events, written_cb, batch);
}

static void
turn_is_over_cb (gpointer data)
{
  ChatIntake *self = data;

  self->flush_id = 0;
  if (self->n_writing == 0)
    write_batch (self);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Batch) batch = user_data;
  g_autoptr (ChatIntake) self = g_weak_ref_get (&batch->intake);
  g_autoptr (GError) error = NULL;
  gboolean remembered = chat_store_write_finish (CHAT_STORE (source), result, &error);

  if (!remembered)
    g_message ("What the server said is not remembered: %s", error->message);

  if (self != NULL && self->sync != NULL) {
    self->n_writing--;
    self->has_holes = self->has_holes || !remembered;
    apply (self, batch->events, remembered);
  }
  settle (batch, error);

  if (self != NULL && self->batch != NULL && self->flush_id == 0 && self->n_writing == 0)
    write_batch (self);
}

static gboolean
is_of_now (const ChatEvent *event)
{
  return event->type == CHAT_EVENT_TYPING || event->type == CHAT_EVENT_PRESENCE;
}

/* What need not wait for the disk, because there is nothing to remember. */
static gboolean
are_of_now (GPtrArray *events)
{
  for (guint i = 0; i < events->len; i++) {
    if (!is_of_now (g_ptr_array_index (events, i)))
      return FALSE;
  }

  return TRUE;
}

static void
take (ChatIntake *self, GPtrArray *events, GTask *task)
{
  if (self->batch == NULL) {
    self->batch = batch_new (self);
    self->flush_id = g_timeout_add_once (0, turn_is_over_cb, self);
  }

  g_ptr_array_extend (self->batch->events, events, NULL, NULL);
  g_ptr_array_add (self->batch->sources, g_ptr_array_ref (events));
  if (task != NULL)
    g_ptr_array_add (self->batch->tasks, task);
}

static void
drop_batch (ChatIntake *self)
{
  g_autoptr (Batch) batch = g_steal_pointer (&self->batch);
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&self->flush_id, g_source_remove);
  if (batch == NULL)
    return;

  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_CLOSED, "Nothing is remembered any more");
  settle (batch, error);
}

static void
chat_intake_dispose (GObject *object)
{
  ChatIntake *self = CHAT_INTAKE (object);

  drop_batch (self);
  g_clear_object (&self->store);
  g_clear_object (&self->sync);

  G_OBJECT_CLASS (chat_intake_parent_class)->dispose (object);
}

static void
chat_intake_class_init (ChatIntakeClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_intake_dispose;

  signals[APPLIED] = g_signal_new ("applied", CHAT_TYPE_INTAKE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 2, G_TYPE_PTR_ARRAY, G_TYPE_BOOLEAN);
}

static void
chat_intake_init (ChatIntake *self)
{
}

/**
 * chat_intake_new:
 * @sync: the model that it ends in
 *
 * Makes a way that leads straight into the model.
 */
ChatIntake *
chat_intake_new (ChatSync *sync)
{
  ChatIntake *self = NULL;

  g_return_val_if_fail (CHAT_IS_SYNC (sync), NULL);

  self = g_object_new (CHAT_TYPE_INTAKE, NULL);
  self->sync = g_object_ref (sync);

  return self;
}

/**
 * chat_intake_set_store:
 * @self: a way
 * @store: (nullable): what it leads through from now on
 *
 * Remembers what comes, or does not any more: what was on its way is written before.
 */
void
chat_intake_set_store (ChatIntake *self, ChatStore *store)
{
  g_return_if_fail (CHAT_IS_INTAKE (self));
  g_return_if_fail (store == NULL || CHAT_IS_STORE (store));

  if (self->batch != NULL)
    write_batch (self);
  g_set_object (&self->store, store);
}

/**
 * chat_intake_get_store:
 * @self: a way
 *
 * Returns: (transfer none) (nullable): what it leads through
 */
ChatStore *
chat_intake_get_store (ChatIntake *self)
{
  g_return_val_if_fail (CHAT_IS_INTAKE (self), NULL);

  return self->store;
}

/**
 * chat_intake_set_whole:
 * @self: a way
 * @whole: whether all is here up to the cursor, and all that comes follows it
 *
 * From when on the cursor may be moved by what the server says in passing; before it begins to
 * catch up it is to be said that it may not.
 */
void
chat_intake_set_whole (ChatIntake *self, gboolean whole)
{
  g_return_if_fail (CHAT_IS_INTAKE (self));

  self->whole = whole;
  if (!whole)
    self->has_holes = FALSE;
}

/**
 * chat_intake_hear:
 * @self: a way
 * @events: (element-type ChatEvent): what the server says in passing
 *
 * Takes what happens while I am connected.
 */
void
chat_intake_hear (ChatIntake *self, GPtrArray *events)
{
  g_return_if_fail (CHAT_IS_INTAKE (self));
  g_return_if_fail (events != NULL);

  if (!self->whole)
    leave_cursor (events);
  if (events->len == 0)
    return;

  if (self->store == NULL || are_of_now (events))
    apply (self, events, self->store == NULL);
  else
    take (self, events, NULL);
}

/**
 * chat_intake_take_async:
 * @self: a way
 * @events: (element-type ChatEvent): what the server answered; not to be changed any more
 * @callback: (scope async): called when it is in the model
 * @user_data: for @callback
 *
 * Takes what was asked for.
 */
void
chat_intake_take_async (ChatIntake *self,
                        GPtrArray *events,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (CHAT_IS_INTAKE (self));
  g_return_if_fail (events != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  if (self->store != NULL && events->len > 0) {
    take (self, events, g_steal_pointer (&task));
  } else {
    apply (self, events, TRUE);
    g_task_return_boolean (task, TRUE);
  }
}

/**
 * chat_intake_take_finish:
 * @self: a way
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: whether it is remembered; if not, it is in the model all the same
 */
gboolean
chat_intake_take_finish (ChatIntake *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
