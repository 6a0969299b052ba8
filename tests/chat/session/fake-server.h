/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "chat-session-operations.h"

G_BEGIN_DECLS

/*
 * A server that lets everybody in, and that answers as a test wants it to: for what the real one
 * does not do, or not at once.
 */
typedef struct _FakeServer FakeServer;

/* What is answered to an event, as JSON: (transfer full); NULL for a plain yes. */
typedef char *(*FakeServerAnswer) (const char *event, JsonObject *arguments, gpointer user_data);

FakeServer *fake_server_new (FakeServerAnswer answer, gpointer user_data);
void fake_server_free (FakeServer *self);

/* Somebody with an account on it, and with a folder, which may be NULL. */
ChatSession *fake_server_make_session (FakeServer *self, const char *folder);

/* Tells everybody, in JSON. */
void fake_server_tell (FakeServer *self, const char *event, const char *arguments);

G_END_DECLS
