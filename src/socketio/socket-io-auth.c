/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A token may have expired since the last connect, and refreshing it may take
 * seconds or fail while the network is shaky.  So the question is asked on every
 * connect, there is one open question at most, and one that failed is asked again
 * after a delay, as connections are.
 */
#include "socket-io-auth.h"

#include "socket-io-backoff.h"
#include "socket-io-timer.h"

struct _SocketIoAuth {
  SocketIoOptions *options;
  SocketIoAuthKnown known;
  gpointer owner;

  JsonNode *value;
  SocketIoAuthAsk func; /* nullable; wins over the value */
  gpointer func_data;
  GDestroyNotify func_destroy;

  SocketIoAuthRequest *request; /* asked and not answered yet; owned by whoever will answer */
  SocketIoBackoff backoff;
  SocketIoTimer timer;
};

static void
ask_again_cb (gpointer data)
{
  socket_io_auth_ask (data);
}

static void
request_settled (JsonNode *auth, const GError *error, gpointer user_data)
{
  SocketIoAuth *self = user_data;
  guint delay = 0;

  self->request = NULL;
  if (error == NULL) {
    socket_io_backoff_reset (&self->backoff);
  } else {
    delay = socket_io_backoff_next_with_options (&self->backoff, self->options);
    socket_io_timer_start (&self->timer, delay, ask_again_cb, self);
  }
  self->known (auth, error, self->owner);
}

SocketIoAuth *
socket_io_auth_new (SocketIoOptions *options, SocketIoAuthKnown known, gpointer owner)
{
  SocketIoAuth *self = g_new0 (SocketIoAuth, 1);

  self->options = g_object_ref (options);
  self->known = known;
  self->owner = owner;

  return self;
}

void
socket_io_auth_free (SocketIoAuth *self)
{
  socket_io_auth_stop (self);
  socket_io_auth_set_value (self, NULL);
  g_clear_object (&self->options);
  g_free (self);
}

/* A value answers every question; it takes the place of a function. */
void
socket_io_auth_set_value (SocketIoAuth *self, JsonNode *value)
{
  g_clear_pointer (&self->value, json_node_unref);
  if (value != NULL)
    self->value = json_node_ref (value);
  socket_io_auth_set_func (self, NULL, NULL, NULL);
}

void
socket_io_auth_set_func (SocketIoAuth *self,
                         SocketIoAuthAsk func,
                         gpointer user_data,
                         GDestroyNotify destroy)
{
  GDestroyNotify old_destroy = self->func_destroy;
  gpointer old_data = self->func_data;

  self->func = func;
  self->func_data = user_data;
  self->func_destroy = destroy;
  if (old_destroy != NULL)
    old_destroy (old_data);
}

/* Asks; an answer to an earlier question does not count any more. */
void
socket_io_auth_ask (SocketIoAuth *self)
{
  g_autoptr (SocketIoAuthRequest) request = NULL;

  socket_io_auth_stop (self);
  if (self->func == NULL) {
    self->known (self->value, NULL, self->owner);
    return;
  }

  request = socket_io_auth_request_new (request_settled, self);
  self->request = request;
  self->func (self->owner, request, self->func_data);
}

void
socket_io_auth_stop (SocketIoAuth *self)
{
  socket_io_timer_stop (&self->timer);
  if (self->request != NULL)
    socket_io_auth_request_forget (self->request);
  self->request = NULL;
}
