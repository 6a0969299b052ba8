/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What outlives a broken connection: enough to go on under the same id, in the
 * same rooms, as if nothing had happened.
 */
#include "socket-io-session.h"

G_DEFINE_BOXED_TYPE (SocketIoSession,
                     socket_io_session,
                     socket_io_session_copy,
                     socket_io_session_free)

/**
 * socket_io_session_new:
 * @sid: the socket's public id
 * @pid: its private one
 * @rooms: (transfer full) (array zero-terminated=1): the rooms it was in
 * @data: (nullable): its data, which is shared
 *
 * Makes a session that has missed nothing.
 *
 * Returns: (transfer full): the session
 */
SocketIoSession *
socket_io_session_new (const char *sid, const char *pid, char **rooms, JsonObject *data)
{
  SocketIoSession *self = NULL;

  g_return_val_if_fail (sid != NULL && pid != NULL && rooms != NULL, NULL);

  self = g_new0 (SocketIoSession, 1);
  self->sid = g_strdup (sid);
  self->pid = g_strdup (pid);
  self->rooms = rooms;
  if (data != NULL)
    self->data = json_object_ref (data);

  return self;
}

/**
 * socket_io_session_copy:
 * @self: a session
 *
 * Copies a session; its data, and what it has missed, is shared.
 *
 * Returns: (transfer full): the copy
 */
SocketIoSession *
socket_io_session_copy (const SocketIoSession *self)
{
  SocketIoSession *copy = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  copy = socket_io_session_new (self->sid, self->pid, g_strdupv (self->rooms), self->data);
  if (self->missed != NULL)
    copy->missed = g_ptr_array_ref (self->missed);

  return copy;
}

/**
 * socket_io_session_free:
 * @self: (nullable) (transfer full): a session
 *
 * Frees a session.
 */
void
socket_io_session_free (SocketIoSession *self)
{
  if (self == NULL)
    return;

  g_free (self->sid);
  g_free (self->pid);
  g_strfreev (self->rooms);
  g_clear_pointer (&self->data, json_object_unref);
  g_clear_pointer (&self->missed, g_ptr_array_unref);
  g_free (self);
}
