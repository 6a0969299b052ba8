/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * A program at the other end of the wire: a Node script of tests/interop, or one
 * of our own.  It prints "ready PORT" once it listens, takes commands as lines on
 * its standard input and reports what happens as lines on its standard output.
 */
typedef struct _TestPeer TestPeer;

/* Starts `node tests/interop/SCRIPT ARGUMENTS...`; the list of arguments ends with NULL. */
TestPeer *test_peer_start (const char *script, ...) G_GNUC_NULL_TERMINATED;

/* Starts `PROGRAM ARGUMENTS...`, a path in the build folder. */
TestPeer *test_peer_start_program (const char *program, ...) G_GNUC_NULL_TERMINATED;

guint test_peer_get_port (TestPeer *self);
const char *test_peer_get_uri (TestPeer *self);

/* Sends a command. */
void test_peer_tell (TestPeer *self, const char *line);

/* The next line that the script prints; turns the main context until there is one. */
char *test_peer_hear (TestPeer *self);

/* Reads lines up to one that begins with @prefix, and gives what stands behind it. */
char *test_peer_await (TestPeer *self, const char *prefix);

/* Kills without a good-bye (SIGKILL); the same port can be used again by a later script. */
void test_peer_kill (TestPeer *self);

void test_peer_stop (TestPeer *self);

/* Skips the program, in TAP's words, where there is no Node or no node_modules. */
void test_peer_require (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestPeer, test_peer_stop)

G_END_DECLS
