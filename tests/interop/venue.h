/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "guest.h"
#include "socket-io-server.h"
#include "test-await.h"

G_BEGIN_DECLS

/*
 * A server of ours and its guests, clients of theirs or of ours.  Each test has a server
 * of its own; the Node process with clients is shared.
 *
 * What happens at the server is noted, line by line:
 *
 *   connection NAMESPACE           or "recovery NAMESPACE"
 *   NAME ARGUMENTS                 an event
 *   disconnecting WHY [ROOM, ...]  the rooms but its own, by name
 *   disconnect WHY
 *
 * An event "echo" comes back to who emitted it, by acknowledgement if that is wanted; a
 * "silent" one is not even noted; "twice" is acknowledged with 1 and with 2; "join" and
 * "leave" are for the rooms named in their arguments, and are acknowledged.
 */
typedef struct {
  const char *way; /* "polling", "websocket" or "upgrade" */
  GuestHouse *house;
  SocketIoServerOptions *options;
  GTlsCertificate *certificate; /* a test may set one */
  SocketIoServer *server;
  char *uri;
  GQueue noted;
  GPtrArray *sockets; /* all that ever came, in order */
  GPtrArray *guests;
} Venue;

typedef void (*VenueFunc) (Venue *venue, gconstpointer data);

void venue_init (int *argc, char ***argv);
int venue_run (void);

/* Adds a test for every way and both sorts of clients; or for theirs only. */
void venue_add (const char *name, VenueFunc test);
void venue_add_theirs (const char *name, VenueFunc test);

/* Makes the server; before, a test may change its options. */
void venue_make (Venue *venue);
/* Notes what happens in a namespace; "/" is watched from the beginning. */
void venue_watch (Venue *venue, SocketIoNamespace *nsp);
void venue_open (Venue *venue);
void venue_close (Venue *venue);

/* A client that does nothing yet; @options is JSON, or NULL. */
Guest *venue_invite (Venue *venue, const char *nsp, const char *options);
/* Another namespace on the same connection. */
Guest *venue_invite_with (Venue *venue, Guest *other, const char *nsp, const char *options);
/* A client of "/" that is connected, and has its transport for good; its socket is the last. */
Guest *venue_admit (Venue *venue);
void venue_await_upgraded (Venue *venue, Guest *guest);
SocketIoSocket *venue_get_socket (Venue *venue, guint index);

void venue_note (Venue *venue, const char *format, ...) G_GNUC_PRINTF (2, 3);
void venue_expect (Venue *venue, const char *line);
/* It is connected, and the server has noted that; and that somebody has left who was in no room. */
void venue_expect_in (Venue *venue, Guest *guest, const char *nsp);
void venue_expect_gone (Venue *venue, const char *reason);
gboolean venue_is_silent (Venue *venue);

/* @json: [NAME, ARGUMENT...] */
void venue_emit (SocketIoSocket *socket, const char *json);
void venue_ask (SocketIoSocket *socket,
                const char *json,
                guint timeout_ms,
                GCancellable *cancellable,
                GAsyncResult **result);
/* What came of it: the answer as JSON, or NULL with @error set; clears @result. */
char *venue_finish (SocketIoSocket *socket, GAsyncResult **result, GError **error);
void venue_broadcast (SocketIoBroadcast *chain, const char *json);

G_END_DECLS
