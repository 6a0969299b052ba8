/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 *           _add ()                       no session left, and all is said
 *   OPEN -------------> CLOSING --------------------------------------------> OPEN
 *                        |   ^
 *        time is up, or  |   |  sessions are ended, and what is
 *        cancelled       '---'  not said by then is not said
 *
 * Those who leave may still hear the last words.  They are written when libsoup's turn
 * has come, so whether all is said is looked at after that, by a source of low priority.
 */
#include "engine-io-closing.h"

struct _EngineIoClosing {
  gpointer server; /* owns this */
  const EngineIoClosingListener *listener;
  EngineIoDeadlines *deadlines;
  GMainContext *context;
  GPtrArray *tasks; /* NULL while open */
  EngineIoDeadline drain;
  gboolean hurried;
  GSource *farewell; /* ready when there may be nobody any more; NULL until it is needed */
};

static void
destroy_source (gpointer source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

static void
complete (EngineIoClosing *self)
{
  g_autoptr (GPtrArray) tasks = g_steal_pointer (&self->tasks);

  self->hurried = FALSE;
  engine_io_deadlines_clear (self->deadlines, &self->drain);
  self->listener->closed (self->server);
  for (guint i = 0; i < tasks->len; i++) {
    GTask *task = g_ptr_array_index (tasks, i);

    /* Who cancels it now would hurry the next closing. */
    g_task_set_task_data (task, NULL, NULL);
    g_task_return_boolean (task, TRUE);
  }
}

static gboolean
farewell_cb (gpointer data)
{
  EngineIoClosing *self = data;
  g_autoptr (GObject) alive = g_object_ref (self->server);

  g_source_set_ready_time (self->farewell, -1);
  if (self->tasks != NULL && (self->hurried || self->listener->is_quiet (self->server)))
    complete (self);

  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_farewell (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSourceFuncs farewell_funcs = { NULL, NULL, dispatch_farewell, NULL, NULL, NULL };

static void
prepare_farewell (EngineIoClosing *self)
{
  self->farewell = g_source_new (&farewell_funcs, sizeof (GSource));
  g_source_set_priority (self->farewell, G_PRIORITY_LOW);
  g_source_set_callback (self->farewell, farewell_cb, self, NULL);
  g_source_attach (self->farewell, self->context);
}

static void
hurry (EngineIoClosing *self)
{
  g_autoptr (GObject) alive = g_object_ref (self->server);

  self->hurried = self->tasks != NULL;
  self->listener->hurry (self->server);
  engine_io_closing_look (self);
}

static void
drain_ended_cb (EngineIoDeadline *deadline)
{
  hurry ((EngineIoClosing *) ((char *) deadline - G_STRUCT_OFFSET (EngineIoClosing, drain)));
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  EngineIoClosing *self = user_data;

  if (self->tasks != NULL)
    hurry (self);

  return G_SOURCE_REMOVE;
}

EngineIoClosing *
engine_io_closing_new (gpointer server,
                       const EngineIoClosingListener *listener,
                       EngineIoDeadlines *deadlines,
                       GMainContext *context)
{
  EngineIoClosing *self = g_new0 (EngineIoClosing, 1);

  self->server = server;
  self->listener = listener;
  self->deadlines = engine_io_deadlines_ref (deadlines);
  self->context = context != NULL ? g_main_context_ref (context) : NULL;

  return self;
}

void
engine_io_closing_free (EngineIoClosing *self)
{
  engine_io_closing_stop (self);
  engine_io_deadlines_unref (self->deadlines);
  g_clear_pointer (&self->context, g_main_context_unref);
  g_free (self);
}

void
engine_io_closing_stop (EngineIoClosing *self)
{
  g_clear_pointer (&self->farewell, destroy_source);
  engine_io_deadlines_clear (self->deadlines, &self->drain);
}

gboolean
engine_io_closing_is_begun (EngineIoClosing *self)
{
  return self->tasks != NULL;
}

void
engine_io_closing_add (EngineIoClosing *self, guint drain_ms, GTask *task)
{
  GCancellable *cancellable = g_task_get_cancellable (task);

  if (cancellable != NULL) {
    GSource *cancelled = g_cancellable_source_new (cancellable);

    g_source_set_callback (cancelled, G_SOURCE_FUNC (cancelled_cb), self, NULL);
    g_source_attach (cancelled, g_task_get_context (task));
    g_task_set_task_data (task, cancelled, destroy_source);
  }

  if (self->farewell == NULL)
    prepare_farewell (self);
  if (self->tasks == NULL) {
    self->tasks = g_ptr_array_new_with_free_func (g_object_unref);
    engine_io_deadlines_set (self->deadlines, &self->drain, drain_ms, drain_ended_cb);
  }
  g_ptr_array_add (self->tasks, task);
}

void
engine_io_closing_look (EngineIoClosing *self)
{
  if (self->tasks != NULL && self->farewell != NULL && self->listener->is_empty (self->server))
    g_source_set_ready_time (self->farewell, 0);
}
