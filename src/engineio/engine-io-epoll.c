/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Thousands of sockets, and one GSource.
 *
 * A main context polls every descriptor it knows in every turn, so each idle
 * connection would cost all others time.  Here they wait in the kernel's own set,
 * and the context knows the one descriptor of that.  A turn of the source:
 *
 *   epoll_wait () -> ready of each -> flush of each that asked for it -> lingering ones
 *
 * Whoever has something to send asks to be flushed and is so when all have been
 * read: what was meant for a client by then leaves in one call.  Where many are to be
 * flushed that takes long, and each of them once more for what comes meanwhile; so it
 * is worth a look what else is there already.  A turn does a bounded amount of both,
 * for there are other sources in the context; what is left makes the source ready
 * again at once.
 *
 * Any callback may remove any watch, and free what it is in: what has been removed
 * is struck out of the events that were still to be told.
 *
 * GLib takes a source that is in its turn out of what is polled, puts it back
 * afterwards, and wakes its context up at both, which is four calls of the system and
 * a turn for nothing.  So this one may recurse as far as GLib is concerned, and does
 * not: in a main loop within one of its callbacks it is silent.
 */
#include "engine-io-epoll.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib-unix.h>
#include <unistd.h>

#define BUFFER_SIZE 65536

/* Told, and flushed, in one turn. */
#define MAX_EVENTS 256
#define MAX_FLUSHES 512

/* So many flushes make it worth to look again before them, so many times at most. */
#define MANY_FLUSHES 16
#define MAX_LOOKS 4

#define LINGER_US G_USEC_PER_SEC

typedef struct {
  GSource base;
  EngineIoEpoll *epoll;
} EpollSource;

struct _EngineIoEpoll {
  guint ref_count;
  int fd;
  GSource *source;
  gpointer tag;
  gboolean in_turn;
  gboolean silent;

  struct epoll_event events[MAX_EVENTS];
  int n_events; /* of this turn */
  int next_event;

  EngineIoFlush flushes; /* the head of a ring */
  guint n_flushes;
  EngineIoLinger lingers; /* the head of another, sorted by time */

  guint8 buffer[BUFFER_SIZE];
};

/* --- a turn --------------------------------------------------------------- */

/* Whether there was anybody to be told. */
static gboolean
tell_ready (EngineIoEpoll *self)
{
  gboolean any = FALSE;

  self->n_events = epoll_wait (self->fd, self->events, MAX_EVENTS, 0);
  any = self->n_events > 0;
  for (self->next_event = 0; self->next_event < self->n_events;) {
    struct epoll_event *event = &self->events[self->next_event++];
    EngineIoWatch *watch = event->data.ptr;

    if (watch != NULL)
      watch->ready (watch, event->events);
  }
  self->n_events = 0;

  return any;
}

static void
tell_all_ready (EngineIoEpoll *self)
{
  guint looks = 0;

  while (tell_ready (self) && self->n_flushes >= MANY_FLUSHES && ++looks < MAX_LOOKS)
    continue;
}

/* Those that ask meanwhile stand at the end, and may have to wait for the next turn. */
static void
flush_some (EngineIoEpoll *self)
{
  for (guint n = MIN (self->n_flushes, MAX_FLUSHES); n > 0 && self->n_flushes > 0; n--) {
    EngineIoFlush *flush = self->flushes.next;

    engine_io_epoll_forget_flush (self, flush);
    flush->flush (flush);
  }
}

static void
wait_for_lingers (EngineIoEpoll *self)
{
  EngineIoLinger *first = self->lingers.next;

  if (self->silent)
    return;

  g_source_set_ready_time (self->source, first != &self->lingers ? first->until : -1);
}

static void
end_lingers (EngineIoEpoll *self)
{
  gint64 now = g_source_get_time (self->source);

  while (self->lingers.next != &self->lingers && self->lingers.next->until <= now) {
    EngineIoLinger *linger = self->lingers.next;

    engine_io_epoll_forget_linger (self, linger);
    linger->over (linger);
  }
}

/* A main loop runs in a callback of ours. */
static void
fall_silent (EngineIoEpoll *self)
{
  if (self->silent)
    return;

  self->silent = TRUE;
  g_source_modify_unix_fd (self->source, self->tag, 0);
  g_source_set_ready_time (self->source, -1);
}

static void
end_turn (EngineIoEpoll *self)
{
  self->in_turn = FALSE;
  if (!self->silent)
    return;

  self->silent = FALSE;
  g_source_modify_unix_fd (self->source, self->tag, G_IO_IN);
  wait_for_lingers (self);
}

static gboolean
prepare (GSource *source, int *timeout)
{
  EngineIoEpoll *self = ((EpollSource *) source)->epoll;

  *timeout = -1;
  if (self->in_turn)
    fall_silent (self);

  return !self->in_turn && self->n_flushes > 0;
}

static gboolean
check (GSource *source)
{
  EngineIoEpoll *self = ((EpollSource *) source)->epoll;

  return !self->in_turn && (self->n_flushes > 0 || g_source_query_unix_fd (source, self->tag) != 0);
}

static gboolean
dispatch (GSource *source, GSourceFunc callback, gpointer data)
{
  g_autoptr (EngineIoEpoll) self = engine_io_epoll_ref (((EpollSource *) source)->epoll);

  self->in_turn = TRUE;
  if (g_source_query_unix_fd (source, self->tag) != 0)
    tell_all_ready (self);
  flush_some (self);
  end_lingers (self);
  end_turn (self);

  return G_SOURCE_CONTINUE;
}

static GSourceFuncs source_funcs = { prepare, check, dispatch, NULL, NULL, NULL };

/* --- the set -------------------------------------------------------------- */

/*
 * engine_io_epoll_new:
 * @context: (nullable): where its callbacks happen; %NULL is the default one
 *
 * Returns: (transfer full) (nullable): an empty set
 */
EngineIoEpoll *
engine_io_epoll_new (GMainContext *context, GError **error)
{
  EngineIoEpoll *self = NULL;
  int fd = epoll_create1 (EPOLL_CLOEXEC);

  if (fd < 0) {
    int number = errno;

    g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (number), "No epoll set: %s",
                 g_strerror (number));
    return NULL;
  }

  self = g_malloc (sizeof *self);
  self->ref_count = 1;
  self->fd = fd;
  self->in_turn = FALSE;
  self->silent = FALSE;
  self->n_events = 0;
  self->next_event = 0;
  self->flushes.next = self->flushes.previous = &self->flushes;
  self->n_flushes = 0;
  self->lingers.next = self->lingers.previous = &self->lingers;

  self->source = g_source_new (&source_funcs, sizeof (EpollSource));
  ((EpollSource *) self->source)->epoll = self;
  g_source_set_static_name (self->source, "EngineIoEpoll");
  g_source_set_can_recurse (self->source, TRUE);
  self->tag = g_source_add_unix_fd (self->source, fd, G_IO_IN);
  g_source_attach (self->source, context);

  return self;
}

EngineIoEpoll *
engine_io_epoll_ref (EngineIoEpoll *self)
{
  self->ref_count++;

  return self;
}

/* What lingers cannot hold a reference, or it would keep the set that it belongs to. */
void
engine_io_epoll_unref (EngineIoEpoll *self)
{
  if (self->ref_count > 1) {
    self->ref_count--;
    return;
  }

  while (self->lingers.next != &self->lingers) {
    EngineIoLinger *linger = self->lingers.next;

    engine_io_epoll_forget_linger (self, linger);
    linger->over (linger);
  }

  g_source_destroy (self->source);
  g_source_unref (self->source);
  close (self->fd);
  g_free (self);
}

/*
 * engine_io_epoll_add:
 * @watch: its fields set; has to be removed before its descriptor is closed
 * @events: EPOLLIN and the like; errors are told in any case
 *
 * Returns: FALSE if the kernel does not take it
 */
gboolean
engine_io_epoll_add (EngineIoEpoll *self, EngineIoWatch *watch, guint32 events, GError **error)
{
  struct epoll_event event = { .events = events, .data.ptr = watch };

  if (epoll_ctl (self->fd, EPOLL_CTL_ADD, watch->fd, &event) != 0) {
    int number = errno;

    g_set_error (error, G_IO_ERROR, (int) g_io_error_from_errno (number),
                 "A descriptor cannot be waited for: %s", g_strerror (number));
    return FALSE;
  }

  return TRUE;
}

void
engine_io_epoll_change (EngineIoEpoll *self, EngineIoWatch *watch, guint32 events)
{
  struct epoll_event event = { .events = events, .data.ptr = watch };

  if (epoll_ctl (self->fd, EPOLL_CTL_MOD, watch->fd, &event) != 0)
    g_warn_if_reached ();
}

void
engine_io_epoll_remove (EngineIoEpoll *self, EngineIoWatch *watch)
{
  epoll_ctl (self->fd, EPOLL_CTL_DEL, watch->fd, NULL);
  for (int i = self->next_event; i < self->n_events; i++) {
    if (self->events[i].data.ptr == watch)
      self->events[i].data.ptr = NULL;
  }
}

GMainContext *
engine_io_epoll_get_context (EngineIoEpoll *self)
{
  return g_source_get_context (self->source);
}

guint8 *
engine_io_epoll_get_buffer (EngineIoEpoll *self, gsize *size)
{
  *size = sizeof self->buffer;

  return self->buffer;
}

/* A later callback of this source in the same turn comes too late for prepare, but not for the
 * flushes at the end of that turn; any other source's is seen when the next turn begins. */
void
engine_io_epoll_flush_later (EngineIoEpoll *self, EngineIoFlush *flush)
{
  if (flush->next != NULL)
    return;

  flush->previous = self->flushes.previous;
  flush->next = &self->flushes;
  flush->previous->next = flush;
  self->flushes.previous = flush;
  self->n_flushes++;
}

void
engine_io_epoll_forget_flush (EngineIoEpoll *self, EngineIoFlush *flush)
{
  if (flush->next == NULL)
    return;

  flush->previous->next = flush->next;
  flush->next->previous = flush->previous;
  flush->next = flush->previous = NULL;
  self->n_flushes--;
}

void
engine_io_epoll_linger (EngineIoEpoll *self, EngineIoLinger *linger)
{
  g_assert (linger->next == NULL);

  linger->until = g_get_monotonic_time () + LINGER_US;
  linger->previous = self->lingers.previous;
  linger->next = &self->lingers;
  linger->previous->next = linger;
  self->lingers.previous = linger;
  if (linger->previous == &self->lingers)
    wait_for_lingers (self);
}

void
engine_io_epoll_forget_linger (EngineIoEpoll *self, EngineIoLinger *linger)
{
  gboolean first = linger->previous == &self->lingers;

  if (linger->next == NULL)
    return;

  linger->previous->next = linger->next;
  linger->next->previous = linger->previous;
  linger->next = linger->previous = NULL;
  if (first)
    wait_for_lingers (self);
}
