/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "socket-io-client.h"
#include "test-peer.h"

G_BEGIN_DECLS

/*
 * A client of a server under test: one of the reference implementation, which runs in
 * socket-client.js, or one of ours.  Both do what they are told and say what they hear in
 * the same words; see the script for them.
 */
typedef struct _Guest Guest;

/* The clients of a Node process, or ours (@peer NULL). */
typedef struct _GuestHouse GuestHouse;
GuestHouse *guest_house_new (TestPeer *peer);
void guest_house_free (GuestHouse *self);

/* @options: JSON, with what io () takes in JavaScript: "transports", "upgrade", "auth", "query",
 * "path", "reconnection", "rejectUnauthorized", "forceBase64"; and "msgpack".  With @other it
 * shares that one's connection. */
Guest *guest_new (GuestHouse *house,
                  const char *uri,
                  const char *nsp,
                  const char *options,
                  Guest *other);
void guest_free (Guest *self);

void guest_tell (Guest *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The next thing that it says; turns the main context until there is one. */
char *guest_hear (Guest *self);
void guest_expect (Guest *self, const char *line);

/* Whether it has said nothing more until now. */
gboolean guest_is_silent (Guest *self);

G_END_DECLS
