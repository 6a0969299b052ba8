/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Thousands of Socket.IO clients over WebSocket, as little as such a client can be: bytes on
 * sockets behind one epoll descriptor, so that a server on the same machine is what takes the time.
 * A client has joined "/" and answers pings; what else it says is up to the caller.  Clients are
 * known by their number, from 0 in the order they came.
 */
typedef struct _TestCrowd TestCrowd;

/* A packet of Socket.IO, without the "4" in front of it; not ended by NUL. */
typedef void (*TestCrowdFunc) (TestCrowd *self,
                               guint client,
                               const char *packet,
                               gsize length,
                               gpointer user_data);

/* Of a server on the loopback interface. */
TestCrowd *test_crowd_new (guint port, TestCrowdFunc func, gpointer user_data);
void test_crowd_free (TestCrowd *self);

/* From now on they begin with polling, and come over to WebSocket as browsers do. */
void test_crowd_poll_first (TestCrowd *self);

/* What a client says of itself when it joins: JSON, for CONNECT; NULL for nothing.  Before they
 * come. */
typedef char *(*TestCrowdAuthFunc) (guint client, gpointer user_data);
void test_crowd_set_auth (TestCrowd *self, TestCrowdAuthFunc func);

/* Lets more come, so many at once, and returns when all of them have joined. */
void test_crowd_grow (TestCrowd *self, guint n_clients, guint at_once);
guint test_crowd_get_size (TestCrowd *self);

/* How many are connected; the others lost their connection. */
guint test_crowd_get_n_joined (TestCrowd *self);
gboolean test_crowd_has_joined (TestCrowd *self, guint client);

/* Sends a packet of Socket.IO: "2[...]". */
void test_crowd_send (TestCrowd *self, guint client, const char *packet);

/* Does what is to be done now, or first within @timeout_ms (-1 for ever); FALSE if there was
 * nothing. */
gboolean test_crowd_turn (TestCrowd *self, int timeout_ms);

/* One reads nothing from now on, but stays. */
void test_crowd_go_deaf (TestCrowd *self, guint client);

/* One goes away at once: the server gets an RST. */
void test_crowd_vanish (TestCrowd *self, guint client);

/* The socket of a client, for those who want to send anything else through it. */
int test_crowd_get_fd (TestCrowd *self, guint client);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestCrowd, test_crowd_free)

G_END_DECLS
