/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine-io-client.h"
#include "socket-io-server.h"

G_BEGIN_DECLS

/*
 * A client of a server in this process that says packets as they are on the wire,
 * whether they make sense or not.
 */
typedef struct {
  EngineIoOptions *options;
  EngineIoClient *engine;
  GQueue heard; /* of texts; bytes are "<N bytes>" */
  gboolean closed;
  EngineIoCloseReason reason;
} Visitor;

/* @transport: "polling" or "websocket" */
Visitor *visitor_new (SocketIoServer *server, const char *transport);
void visitor_free (Visitor *self);

void visitor_say (Visitor *self, const char *packet);
void visitor_say_bytes (Visitor *self, const char *bytes);

/* Turns the main context until something is heard. */
char *visitor_hear (Visitor *self);
void visitor_expect (Visitor *self, const char *packet);
void visitor_await_closed (Visitor *self);

/* Says CONNECT, and gives the id of the socket. */
char *visitor_join (Visitor *self, const char *packet);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Visitor, visitor_free)

/* The whole of a signal's story in words: "connection /|disconnecting transport close|...". */
typedef struct {
  SocketIoServerOptions *options;
  SocketIoServer *server;
  GString *log;
  SocketIoSocket *socket;  /* who came last; not owned */
  EngineIoSocket *session; /* for a test's own use */
} House;

/* Options only: the server is made with the first call. */
void house_set_up (House *self, gconstpointer data);
void house_tear_down (House *self, gconstpointer data);
void house_open (House *self);

/* Writes down who comes to a namespace, and how they go. */
void house_watch (House *self, SocketIoNamespace *nsp);
void house_note (House *self, const char *format, ...) G_GNUC_PRINTF (2, 3);
void house_await (House *self, const char *log);

G_END_DECLS
