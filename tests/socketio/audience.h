/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "socket-io-server.h"

G_BEGIN_DECLS

/* A server, and clients of it in the same process that write down what they hear. */
typedef struct {
  SocketIoServer *server;
  GPtrArray *listeners;
} Audience;

typedef struct {
  Audience *audience;
  guint number;
  SocketIoClient *client;
  SocketIoSocket *socket; /* its other end; NULL when one of both has gone */
  GString *heard;         /* "name[arguments]|..." */
  guint n_connected;
  gboolean mute; /* acknowledges nothing; otherwise with its number */
} Listener;

/* Takes @options. */
Audience *audience_new (SocketIoServerOptions *options);
void audience_free (Audience *self);

/* A client that is connected when this returns: by "polling", by "websocket" (the default) or by an
 * "upgrade" that may still be going on. */
Listener *audience_add (Audience *self, const char *transport);
Listener *audience_get (Audience *self, guint number);

/* Emits an event to all, and checks what each of those who are connected has heard before. */
void audience_expect (Audience *self, const char *first, ...) G_GNUC_NULL_TERMINATED;

/* Turns the main context until there is something with @text in it, which is forgotten then. */
void listener_await (Listener *self, const char *text);

/* Its client goes, as if it were never there. */
void listener_leave (Listener *self);

/* Arguments from JSON. */
JsonArray *audience_arguments (const char *json);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Audience, audience_free)

G_END_DECLS
