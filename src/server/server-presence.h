/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "socket-io-server.h"

G_BEGIN_DECLS

typedef enum {
  SERVER_PRESENCE_OFFLINE,
  SERVER_PRESENCE_AWAY,
  SERVER_PRESENCE_ONLINE,
  SERVER_PRESENCE_BUSY,
} ServerPresenceState;

/* Who is there: a person is as present as the most present of their devices. */
typedef struct _ServerPresence ServerPresence;

ServerPresence *server_presence_new (void);
void server_presence_free (ServerPresence *self);

/* @device is any pointer that is the device's own.  Both say whether the person has changed. */
gboolean server_presence_set (ServerPresence *self,
                              const char *user,
                              gpointer device,
                              ServerPresenceState state);
gboolean server_presence_remove (ServerPresence *self, const char *user, gpointer device);

ServerPresenceState server_presence_get (ServerPresence *self, const char *user);

/* Adds `presence` to a USER, or to all in an answer, where it is not said. */
void server_presence_add_to_user (ServerPresence *self, JsonObject *user);
void server_presence_add_to_answer (ServerPresence *self, JsonObject *answer);

/* Remembers what a USER says of themselves, as long as they are there. */
void server_presence_note_status (ServerPresence *self, JsonObject *user);

/* Tells all who share a room with the person of this socket how they are now.  Whenever set () or
 * remove () says that they have changed. */
void server_presence_tell (ServerPresence *self, SocketIoServer *io, SocketIoSocket *socket);

/* Tells this socket of all who are in its rooms. */
void server_presence_tell_newcomer (ServerPresence *self, SocketIoSocket *socket);

gboolean server_presence_from_word (const char *word, ServerPresenceState *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServerPresence, server_presence_free)

G_END_DECLS
