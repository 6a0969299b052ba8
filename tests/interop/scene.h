/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "socket-io-client.h"
#include "test-await.h"
#include "test-peer.h"

G_BEGIN_DECLS

/*
 * A client of ours and a server of theirs.  All tests of a program share one
 * server, which each leaves as it was; a test that needs a server of its own, to
 * kill it or with other options, starts one.
 *
 * In JSON of the tests {"$bytes":"BASE64"} stands for bytes, as in socket-server.js.
 */
typedef struct {
  TestPeer *peer;
  gboolean own_peer;
  const char *way; /* "polling", "websocket" or "upgrade" */
  SocketIoOptions *options;
  SocketIoClient *client;
  GString *story; /* for what the test wants to remember */
  GString *heard; /* what clients have received: "NAME ARGUMENTS\n" each */
} Scene;

typedef void (*SceneFunc) (Scene *scene, gconstpointer way);

/* Starts the server that the program's tests share: `node socket-server.js ARGUMENTS...`. */
void scene_init (int *argc, char ***argv, const char *const *arguments);
int scene_run (void);

/* Adds a test: over all three ways, or over one. */
void scene_add (const char *name, SceneFunc test);
void scene_add_way (const char *name, const char *way, SceneFunc test);

/* Makes the test use a server of its own. */
void scene_take_peer (Scene *scene, TestPeer *peer);

/* Makes a client that notes what it hears; it does nothing yet. */
SocketIoClient *scene_new_client (Scene *scene, const char *nsp);
void scene_listen (Scene *scene, SocketIoClient *client);

/* Connects the scene's own client, of "/", and waits for the upgrade if there is to be one. */
void scene_connect (Scene *scene);
void scene_await_connected (Scene *scene, SocketIoClient *client);
void scene_await_upgraded (Scene *scene, SocketIoClient *client);

/* Waits until a client has heard exactly this, since the last time, and forgets it. */
void scene_await_heard (Scene *scene, const char *expected);

/* Waits for the server's next line "WORD ..." and compares what stands behind. */
void scene_await_peer (Scene *scene, const char *word, const char *expected);
/* The same as JSON. */
JsonNode *scene_await_peer_json (Scene *scene, const char *word);

JsonArray *scene_parse (const char *json, SocketIoAttachments **attachments);
char *scene_show (JsonArray *arguments, SocketIoAttachments *attachments);

void scene_emit (SocketIoClient *client, const char *event, const char *json);
void scene_ask (SocketIoClient *client,
                const char *event,
                const char *json,
                guint timeout_ms,
                GCancellable *cancellable,
                GAsyncResult **result);
/* What came of it: the answer as JSON, or NULL with @error set; clears @result. */
char *scene_finish (SocketIoClient *client, GAsyncResult **result, GError **error);
/* Asks, waits and compares the answer. */
void scene_assert_answer (SocketIoClient *client,
                          const char *event,
                          const char *json,
                          const char *expected);

G_END_DECLS
