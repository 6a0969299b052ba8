/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A listener that goes when it was called once: for clients and for the sockets of a
 * server, which both have a signal "event" whose detail is the event's name.
 */
#include "socket-io-once.h"

typedef struct {
  SocketIoOnceFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
  gulong handler;
} Once;

static void
once_free (gpointer data, GClosure *closure)
{
  Once *once = data;

  if (once->destroy != NULL)
    once->destroy (once->user_data);
  g_free (once);
}

static void
once_cb (gpointer instance, SocketIoEvent *event, gpointer data)
{
  Once *once = data;

  /* What is being called is not freed before it returns. */
  g_signal_handler_disconnect (instance, once->handler);
  once->func (instance, event, once->user_data);
}

void
socket_io_once_connect (gpointer instance,
                        const char *event,
                        SocketIoOnceFunc func,
                        gpointer user_data,
                        GDestroyNotify destroy)
{
  g_autofree char *signal = g_strconcat ("event::", event, NULL);
  Once *once = g_new0 (Once, 1);

  once->func = func;
  once->user_data = user_data;
  once->destroy = destroy;
  once->handler =
    g_signal_connect_data (instance, signal, G_CALLBACK (once_cb), once, once_free, 0);
}
