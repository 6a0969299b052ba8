/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define FAKE_HANDSHAKE                                                                             \
  "0{\"sid\":\"fake\",\"upgrades\":[\"websocket\"],\"pingInterval\":60000,"                        \
  "\"pingTimeout\":1000,\"maxPayload\":1000}"

/* What the server does with the WebSocket connection of an upgrade, or of the session. */
typedef enum {
  FAKE_WEBSOCKET_REFUSED,
  FAKE_WEBSOCKET_CLOSES,
  FAKE_WEBSOCKET_SWALLOWS,
  FAKE_WEBSOCKET_BABBLES,
  FAKE_WEBSOCKET_CLOSES_AFTER_PONG,
  FAKE_WEBSOCKET_GREETS,
} FakeWebsocket;

/*
 * A server that is as bad as it is told to be.  A poll that has no answer is
 * held until there is one.
 */
typedef struct {
  SoupServer *server;
  char *uri;

  guint status; /* of the greeting */
  const char *greeting;
  gsize greeting_length; /* 0: it is text */
  const char *header;    /* of the greeting; its value is header_value */
  const char *header_value;
  gboolean chunked;

  guint poll_status;
  const char *poll; /* what the next poll is answered with, once; NULL holds it */
  guint post_status;
  gboolean hold_posts;

  FakeWebsocket websocket;
  SoupWebsocketConnection *connection;

  SoupServerMessage *held; /* the poll that waits */
  SoupServerMessage *held_post;
  GPtrArray *requests; /* "METHOD?QUERY|COOKIE" of every request */
  GString *posted;     /* all bodies, joined by "|" */
  guint polls;
} FakeEngine;

FakeEngine *fake_engine_new (void);
void fake_engine_free (FakeEngine *self);

/* Answers the poll that waits, or the next one. */
void fake_engine_answer (FakeEngine *self, const char *payload);
void fake_engine_answer_post (FakeEngine *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeEngine, fake_engine_free)

G_END_DECLS
