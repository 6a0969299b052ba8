/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sees to it that an HTTP server goes on to accept connections.
 *
 * libsoup stops to listen when a connection could not be accepted once: one moment
 * without a free descriptor, and a server is deaf until it is started again.  So
 * each listening socket is looked at from here, too, with a lower priority: whoever
 * knocks is let in by libsoup before this is called, as long as libsoup listens.
 *
 *   WATCHING --somebody knocks and nobody hears--> WAITING --a while later--> WATCHING
 *
 * After that while libsoup is given the socket anew, as a duplicate, for it does
 * not take the same one twice.
 */
#include "engine-io-doorkeeper.h"

#include <fcntl.h>

#define A_WHILE_MS 100

struct _EngineIoDoorkeeper {
  SoupServer *http;
  GPtrArray *doors;
  GSource *timer; /* of all doors that wait */
};

typedef struct {
  EngineIoDoorkeeper *keeper;
  GSocket *socket;
  SoupServerListenOptions options;
  GSource *knock; /* NULL while it waits */
} Door;

static void
stop_watching (Door *door)
{
  if (door->knock != NULL)
    g_source_destroy (door->knock);
  g_clear_pointer (&door->knock, g_source_unref);
}

static void
door_free (gpointer data)
{
  Door *door = data;

  stop_watching (door);
  g_object_unref (door->socket);
  g_free (door);
}

static gboolean
knocked_cb (GSocket *socket, GIOCondition condition, gpointer data)
{
  Door *door = data;

  stop_watching (door);
  g_source_set_ready_time (door->keeper->timer, g_get_monotonic_time () + A_WHILE_MS * 1000);

  return G_SOURCE_REMOVE;
}

static void
start_watching (Door *door)
{
  door->knock = g_socket_create_source (door->socket, G_IO_IN, NULL);
  g_source_set_priority (door->knock, G_PRIORITY_LOW);
  g_source_set_callback (door->knock, G_SOURCE_FUNC (knocked_cb), door, NULL);
  g_source_attach (door->knock, g_source_get_context (door->keeper->timer));
}

/* The same port, for libsoup to listen at; FALSE if there still is no descriptor. */
static gboolean
open_again (Door *door)
{
  int fd = fcntl (g_socket_get_fd (door->socket), F_DUPFD_CLOEXEC, 0);
  g_autoptr (GSocket) socket = fd >= 0 ? g_socket_new_from_fd (fd, NULL) : NULL;

  if (socket == NULL ||
      !soup_server_listen_socket (door->keeper->http, socket, door->options, NULL))
    return FALSE;

  g_socket_close (door->socket, NULL);
  g_set_object (&door->socket, socket);

  return TRUE;
}

static gboolean
while_passed_cb (gpointer data)
{
  EngineIoDoorkeeper *self = data;
  gboolean again = FALSE;

  for (guint i = 0; i < self->doors->len; i++) {
    Door *door = g_ptr_array_index (self->doors, i);

    if (door->knock != NULL)
      continue;
    if (open_again (door))
      start_watching (door);
    else
      again = TRUE;
  }
  g_source_set_ready_time (self->timer, again ? g_get_monotonic_time () + A_WHILE_MS * 1000 : -1);

  return G_SOURCE_CONTINUE;
}

static gboolean
dispatch_timer (GSource *source, GSourceFunc callback, gpointer data)
{
  return callback (data);
}

static GSourceFuncs timer_funcs = { NULL, NULL, dispatch_timer, NULL, NULL, NULL };

EngineIoDoorkeeper *
engine_io_doorkeeper_new (SoupServer *http)
{
  EngineIoDoorkeeper *self = g_new0 (EngineIoDoorkeeper, 1);

  self->http = g_object_ref (http);
  self->doors = g_ptr_array_new_with_free_func (door_free);
  self->timer = g_source_new (&timer_funcs, sizeof (GSource));
  g_source_set_callback (self->timer, while_passed_cb, self, NULL);
  g_source_attach (self->timer, g_main_context_get_thread_default ());

  return self;
}

void
engine_io_doorkeeper_free (EngineIoDoorkeeper *self)
{
  g_source_destroy (self->timer);
  g_source_unref (self->timer);
  g_ptr_array_unref (self->doors);
  g_object_unref (self->http);
  g_free (self);
}

static gboolean
is_watched (EngineIoDoorkeeper *self, GSocket *socket)
{
  for (guint i = 0; i < self->doors->len; i++) {
    if (((Door *) g_ptr_array_index (self->doors, i))->socket == socket)
      return TRUE;
  }

  return FALSE;
}

void
engine_io_doorkeeper_watch (EngineIoDoorkeeper *self, SoupServerListenOptions options)
{
  g_autoptr (GSList) listeners = soup_server_get_listeners (self->http);

  for (GSList *iter = listeners; iter != NULL; iter = iter->next) {
    Door *door = NULL;

    if (g_socket_is_closed (iter->data) || is_watched (self, iter->data))
      continue;

    door = g_new0 (Door, 1);
    door->keeper = self;
    door->socket = g_object_ref (iter->data);
    door->options = options;
    g_ptr_array_add (self->doors, door);
    start_watching (door);
  }
}
