/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine-io-websocket-server.h"

G_BEGIN_DECLS

/*
 * Takes the place of EngineIoWebsocketServer in a test: what was sent is in a list, and the test
 * is the client.  A program that links this has no other.
 */
typedef struct {
  EngineIoWebsocketServer *websocket; /* NULL once freed or closed */
  GPtrArray *sent;                    /* of strings: payloads */
  gboolean blocked;                   /* nothing leaves */
  gboolean drain_awaited;
  gboolean closed; /* with a close frame */
} FakeClient;

/* A WebSocket for the code under test. */
EngineIoWebsocketServer *fake_client_connect (FakeClient *client);

/* What the client does. */
void fake_client_send (FakeClient *client, const char *text);
void fake_client_send_binary (FakeClient *client, const char *data, gsize length);
void fake_client_drain (FakeClient *client);
void fake_client_leave (FakeClient *client, guint code, const GError *error);

/* What it was sent first is this; forgets it. */
void fake_client_assert_next (FakeClient *client, const char *payload);
void fake_client_assert_silence (FakeClient *client);
void fake_client_assert_closed (FakeClient *client);

void fake_client_clear (FakeClient *client);

G_END_DECLS
