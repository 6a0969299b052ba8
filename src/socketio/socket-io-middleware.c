/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One function of a namespace's middleware.  Who is about to join keeps the functions
 * that were there when it came, whatever is set meanwhile.
 */
#include "socket-io-middleware.h"

struct _SocketIoMiddleware {
  SocketIoMiddlewareFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
};

static void
clear (gpointer data)
{
  SocketIoMiddleware *self = data;

  if (self->destroy != NULL)
    self->destroy (self->user_data);
}

SocketIoMiddleware *
socket_io_middleware_new (SocketIoMiddlewareFunc func, gpointer user_data, GDestroyNotify destroy)
{
  SocketIoMiddleware *self = g_rc_box_new (SocketIoMiddleware);

  self->func = func;
  self->user_data = user_data;
  self->destroy = destroy;

  return self;
}

SocketIoMiddleware *
socket_io_middleware_ref (SocketIoMiddleware *self)
{
  return g_rc_box_acquire (self);
}

void
socket_io_middleware_unref (SocketIoMiddleware *self)
{
  g_rc_box_release_full (self, clear);
}

void
socket_io_middleware_ask (SocketIoMiddleware *self, SocketIoSocket *socket, EngineIoNext *next)
{
  self->func (socket, next, self->user_data);
}
