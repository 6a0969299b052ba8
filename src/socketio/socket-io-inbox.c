/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a client sends is seen by the socket's middleware before its listeners.  Any of
 * them may take its time, and order is kept meanwhile: the head of the queue is being
 * asked about, the rest waits.
 *
 *             a middleware passes it
 *                 +-------+
 *                 v       |
 *   waiting --> head: step n --> all have passed it: listeners
 *                         \----> one has refused it: error
 *
 * Whoever answers may do so at once, later, or from inside of another answer; one loop
 * does the work, and everything else only says that there may be some.
 */
#include "socket-io-inbox.h"

typedef struct {
  SocketIoPacketMiddlewareFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
} Step;

typedef struct {
  SocketIoEvent *event;
  gsize size;
} Entry;

struct _SocketIoInbox {
  const SocketIoInboxListener *listener;
  SocketIoSocket *socket; /* owns this */
  GArray *steps;
  GQueue entries;
  gsize size;
  guint n_passed;     /* how many steps the head has passed */
  EngineIoNext *next; /* not held: who has been asked, and has not answered */
  gboolean going;     /* the loop runs */
  gboolean stopped;
};

static void
step_clear (gpointer data)
{
  Step *step = data;

  if (step->destroy != NULL)
    step->destroy (step->user_data);
}

static void
entry_free (Entry *entry)
{
  g_object_unref (entry->event);
  g_free (entry);
}

static SocketIoEvent *
take_head (SocketIoInbox *self)
{
  Entry *entry = g_queue_pop_head (&self->entries);
  SocketIoEvent *event = g_object_ref (entry->event);

  self->size -= entry->size;
  self->n_passed = 0;
  entry_free (entry);

  return event;
}

static void
refuse_head (SocketIoInbox *self, const char *message, JsonNode *data)
{
  g_autoptr (SocketIoEvent) event = take_head (self);

  self->listener->refused (self->socket, message, data);
}

static void
pass_head (SocketIoInbox *self)
{
  g_autoptr (SocketIoEvent) event = take_head (self);

  self->listener->passed (self->socket, event);
}

static void go_on (SocketIoInbox *self);

static void
answered_cb (gboolean passed, const char *message, JsonNode *data, gpointer user_data)
{
  SocketIoInbox *self = user_data;
  g_autoptr (SocketIoSocket) alive = g_object_ref (self->socket);

  self->next = NULL;
  if (!passed)
    refuse_head (self, message, data);
  go_on (self);
}

static void
ask (SocketIoInbox *self, const Step step, SocketIoEvent *event)
{
  g_autoptr (EngineIoNext) next = engine_io_next_new (answered_cb, self);
  g_autoptr (SocketIoEvent) alive = g_object_ref (event);

  self->next = next;
  self->n_passed++;
  step.func (self->socket, event, next, step.user_data);
}

static void
go_on (SocketIoInbox *self)
{
  Entry *head = NULL;

  if (self->going)
    return;

  self->going = TRUE;
  while (self->next == NULL && (head = g_queue_peek_head (&self->entries)) != NULL) {
    if (self->n_passed < self->steps->len)
      ask (self, g_array_index (self->steps, Step, self->n_passed), head->event);
    else
      pass_head (self);
  }
  self->going = FALSE;
}

SocketIoInbox *
socket_io_inbox_new (const SocketIoInboxListener *listener, SocketIoSocket *socket)
{
  SocketIoInbox *self = g_new0 (SocketIoInbox, 1);

  self->listener = listener;
  self->socket = socket;
  self->steps = g_array_new (FALSE, FALSE, sizeof (Step));
  g_array_set_clear_func (self->steps, step_clear);
  g_queue_init (&self->entries);

  return self;
}

void
socket_io_inbox_free (SocketIoInbox *self)
{
  socket_io_inbox_stop (self);
  g_array_unref (self->steps);
  g_free (self);
}

void
socket_io_inbox_use (SocketIoInbox *self,
                     SocketIoPacketMiddlewareFunc func,
                     gpointer user_data,
                     GDestroyNotify destroy)
{
  const Step step = { func, user_data, destroy };

  g_array_append_val (self->steps, step);
}

gsize
socket_io_inbox_add (SocketIoInbox *self, SocketIoEvent *event, gsize size)
{
  Entry *entry = NULL;

  if (self->stopped)
    return 0;

  entry = g_new (Entry, 1);
  entry->event = g_object_ref (event);
  entry->size = size;
  self->size += size;
  g_queue_push_tail (&self->entries, entry);
  go_on (self);

  return self->size;
}

void
socket_io_inbox_stop (SocketIoInbox *self)
{
  self->stopped = TRUE;
  if (self->next != NULL)
    engine_io_next_forget (self->next);
  self->next = NULL;
  self->size = 0;
  g_queue_clear_full (&self->entries, (GDestroyNotify) entry_free);
}
