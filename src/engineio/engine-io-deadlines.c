/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a server waits for: thousands of pings that are due and answers that may not come.
 *
 * The deadlines are fields of those who wait.  A binary heap of pointers to them has the next one
 * at its head, and each knows its position in there, so that setting, moving and clearing one of n
 * costs log n and no memory but a pointer.  One GSource stands for all; the main loop hears of it
 * only when the head changes.
 *
 * Any callback may clear, set and free any deadline, and drop the queue; so nothing is remembered
 * across one but the queue itself.
 */
#include "engine-io-deadlines.h"

#define SMALLEST_HEAP 16

typedef struct {
  GSource parent_instance;

  EngineIoDeadlines *deadlines; /* NULL when those are gone */
} Alarm;

struct _EngineIoDeadlines {
  guint ref_count;
  guint length;
  guint size;              /* how many the heap has room for */
  gboolean passing;        /* the alarm is set when all that is due has been told */
  EngineIoDeadline **heap; /* heap[i - 1] has the position i */
  gint64 alarm_at;         /* what the alarm is set to, -1 for never */
  GSource *alarm;
};

static void
update_alarm (EngineIoDeadlines *self)
{
  gint64 at = self->length > 0 ? self->heap[0]->at : -1;

  if (at == self->alarm_at || self->passing)
    return;

  self->alarm_at = at;
  g_source_set_ready_time (self->alarm, at);
}

static void
resize (EngineIoDeadlines *self, guint size)
{
  self->heap = g_renew (EngineIoDeadline *, self->heap, size);
  self->size = size;
}

static inline void
put (EngineIoDeadlines *self, guint position, EngineIoDeadline *deadline)
{
  self->heap[position - 1] = deadline;
  deadline->position = position;
}

/* Finds the place for @deadline, beginning at @position, whose present content does not count. */
static void
settle (EngineIoDeadlines *self, guint position, EngineIoDeadline *deadline)
{
  guint child = 0;

  while (position > 1 && deadline->at < self->heap[position / 2 - 1]->at) {
    put (self, position, self->heap[position / 2 - 1]);
    position /= 2;
  }

  while ((child = position * 2) <= self->length) {
    if (child < self->length && self->heap[child]->at < self->heap[child - 1]->at)
      child++;
    if (deadline->at <= self->heap[child - 1]->at)
      break;
    put (self, position, self->heap[child - 1]);
    position = child;
  }

  put (self, position, deadline);
}

static void
take_out (EngineIoDeadlines *self, EngineIoDeadline *deadline)
{
  guint position = deadline->position;
  EngineIoDeadline *last = self->heap[--self->length];

  deadline->position = 0;
  if (last != deadline)
    settle (self, position, last);
  if (self->size > SMALLEST_HEAP && self->length < self->size / 4)
    resize (self, self->size / 2);
}

static gboolean
alarm_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  g_autoptr (EngineIoDeadlines) self = NULL;
  gint64 now = g_source_get_time (source);

  if (((Alarm *) source)->deadlines == NULL)
    return G_SOURCE_REMOVE;

  self = engine_io_deadlines_ref (((Alarm *) source)->deadlines);
  self->passing = TRUE;
  while (self->length > 0 && self->heap[0]->at <= now) {
    EngineIoDeadline *deadline = self->heap[0];

    take_out (self, deadline);
    deadline->passed (deadline);
  }
  self->passing = FALSE;
  update_alarm (self);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs alarm_funcs = {
  .dispatch = alarm_dispatch,
};

/*
 * engine_io_deadlines_new:
 * @context: (nullable): where they pass; %NULL for the default main context
 *
 * Returns: (transfer full): a queue in which nothing waits
 */
EngineIoDeadlines *
engine_io_deadlines_new (GMainContext *context)
{
  EngineIoDeadlines *self = g_new0 (EngineIoDeadlines, 1);

  self->ref_count = 1;
  self->alarm_at = -1;
  resize (self, SMALLEST_HEAP);
  self->alarm = g_source_new (&alarm_funcs, sizeof (Alarm));
  ((Alarm *) self->alarm)->deadlines = self;
  g_source_set_static_name (self->alarm, "EngineIoDeadlines");
  g_source_attach (self->alarm, context);

  return self;
}

EngineIoDeadlines *
engine_io_deadlines_ref (EngineIoDeadlines *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  self->ref_count++;

  return self;
}

/* Whoever waits still is forgotten. */
void
engine_io_deadlines_unref (EngineIoDeadlines *self)
{
  g_return_if_fail (self != NULL);

  if (--self->ref_count > 0)
    return;

  for (guint i = 0; i < self->length; i++)
    self->heap[i]->position = 0;
  ((Alarm *) self->alarm)->deadlines = NULL;
  g_source_destroy (self->alarm);
  g_source_unref (self->alarm);
  g_free (self->heap);
  g_free (self);
}

/*
 * engine_io_deadlines_set:
 * @self: a queue
 * @deadline: a field of what waits
 * @within_ms: from now on
 * @passed: called once, when the time is over
 *
 * Waits; for a deadline that waits already this moves it.
 */
void
engine_io_deadlines_set (EngineIoDeadlines *self,
                         EngineIoDeadline *deadline,
                         guint within_ms,
                         void (*passed) (EngineIoDeadline *deadline))
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (deadline != NULL);
  g_return_if_fail (passed != NULL);

  deadline->at = g_get_monotonic_time () + (gint64) within_ms * 1000;
  deadline->passed = passed;
  if (deadline->position == 0) {
    if (self->length == self->size)
      resize (self, self->size * 2);
    deadline->position = ++self->length;
  }
  settle (self, deadline->position, deadline);
  update_alarm (self);
}

/*
 * engine_io_deadlines_clear:
 * @self: a queue
 * @deadline: a field of what waits, or does not
 *
 * Waits no longer.
 */
void
engine_io_deadlines_clear (EngineIoDeadlines *self, EngineIoDeadline *deadline)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (deadline != NULL);

  if (deadline->position == 0)
    return;

  take_out (self, deadline);
  update_alarm (self);
}

guint
engine_io_deadlines_get_length (EngineIoDeadlines *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->length;
}
