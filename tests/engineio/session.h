/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine-io-client.h"
#include "engine-io-error.h"
#include "test-await.h"
#include "test-peer.h"

G_BEGIN_DECLS

/* The transports that a test is run over, one after the other. */
typedef struct {
  const char *name;
  const char *transports[3];
} Way;

#define N_WAYS 3
extern const Way ways[N_WAYS];

/* A client, and what has become of it. */
typedef struct {
  TestPeer *peer;
  TestPeer *shared; /* instead; not ours */
  EngineIoOptions *options;
  EngineIoClient *client;
  GQueue messages; /* of GBytes */
  guint opened;
  guint upgraded;
  guint upgrade_failed;
  guint drained;
  guint heartbeats;
  guint binaries;
  guint closed;
  EngineIoCloseReason reason;
  GError *details;
} Session;

/* Options for one of the ways; no client yet. */
void session_set_up (Session *self, gconstpointer way);
void session_tear_down (Session *self, gconstpointer way);

/* A server that the tests of one program share, because starting Node takes long.  It is quiet. */
void session_share_server (Session *self, const char *option, const char *other_option);
void session_stop_servers (void);

void session_make_client (Session *self, const char *uri);
void session_drop_client (Session *self);
void session_open (Session *self);

/* Opens, and waits for the upgrade if the way has one. */
void session_open_and_upgrade (Session *self, const Way *way);

void session_send (Session *self, const char *text);
GBytes *session_await (Session *self);
void session_assert_next (Session *self, const char *expected);
void session_await_closed (Session *self, EngineIoCloseReason reason, EngineIoError code);

G_END_DECLS
