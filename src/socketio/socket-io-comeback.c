/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The time between a session's being found and its socket's being let in.  The session
 * knows what the client missed until it was found; from then on the socket is in its
 * rooms, and what is sent there waits here.  Middleware may look at the socket for as long
 * as it likes, so there is an end to what waits.
 */
#include "socket-io-comeback.h"

/* How many events wait for a socket while middleware looks at it. */
#define LATE_LIMIT 65536

struct _SocketIoComeback {
  SocketIoSession *session;
  GPtrArray *late; /* of SocketIoOutgoing */
};

SocketIoComeback *
socket_io_comeback_new (const SocketIoSession *session)
{
  SocketIoComeback *self = g_new0 (SocketIoComeback, 1);

  self->session = socket_io_session_copy (session);
  self->late = g_ptr_array_new_with_free_func ((GDestroyNotify) socket_io_outgoing_unref);

  return self;
}

void
socket_io_comeback_free (SocketIoComeback *self)
{
  socket_io_session_free (self->session);
  g_ptr_array_unref (self->late);
  g_free (self);
}

SocketIoSession *
socket_io_comeback_get_session (SocketIoComeback *self)
{
  return self->session;
}

gboolean
socket_io_comeback_keep (SocketIoComeback *self, SocketIoOutgoing *outgoing)
{
  if (self->late->len >= LATE_LIMIT)
    return FALSE;

  g_ptr_array_add (self->late, socket_io_outgoing_ref (outgoing));

  return TRUE;
}

void
socket_io_comeback_send (SocketIoComeback *self, SocketIoConnection *connection)
{
  GPtrArray *missed = self->session->missed;

  for (guint i = 0; missed != NULL && i < missed->len; i++)
    socket_io_connection_send_packet (connection, g_ptr_array_index (missed, i),
                                      ENGINE_IO_SEND_DEFAULT, NULL);
  for (guint i = 0; i < self->late->len; i++)
    socket_io_connection_send (connection, g_ptr_array_index (self->late, i));
}
