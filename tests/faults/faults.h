/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "test-crowd.h"

G_BEGIN_DECLS

/*
 * A server in a process of its own, a crowd that behaves well, and as many bare sockets as the test
 * wants to do harm with.  Nothing here turns a main context: calls block.
 *
 * The first of the crowd is the witness.  Whatever else happens, it gets its answers.
 */
typedef struct {
  GSubprocess *process;
  GDataInputStream *lines;
  GOutputStream *commands;
  guint port;

  TestCrowd *crowd;
  guint answers;
  guint messages;
} Faults;

/* What the server has. */
typedef struct {
  guint sessions;
  guint descriptors;
  guint polled;
  guint deadlines;
  guint heap;     /* KiB */
  guint resident; /* KiB */
} FaultsReport;

/* The arguments that GTest leaves are the command that starts the server. */
void faults_init (int *argc, char ***argv);

/* Whether memory can be measured: not of a server under AddressSanitizer or valgrind. */
gboolean faults_can_measure (void);

/* Starts `faults-server OPTION=VALUE...` and lets the witness join; @options may be NULL. */
Faults *faults_start (const char *options);

/* Stops the server, which has to end well, with everything freed. */
void faults_stop (Faults *self);

FaultsReport faults_report (Faults *self);

/* The witness asks and is answered; everybody of the crowd is heard meanwhile. */
void faults_ask (Faults *self);

/* Until the server has what it had then: sessions, descriptors, sources. */
void faults_await (Faults *self, const FaultsReport *base);
void faults_await_sessions (Faults *self, guint sessions);

/* Does it twice.  Each time the server gets back to what it had, memory included; of what is
 * resident some may stay, as what is in use lies here and there. */
typedef void (*FaultsFunc) (Faults *self, guint count);
void faults_repeat (Faults *self, FaultsFunc func, guint count);

/* How many of something, when there is time or when there is not. */
guint faults_scale (guint count);

/* A TCP connection, that blocks. */
int faults_connect (Faults *self);
void faults_write (int fd, const void *data, gsize length);
void faults_print (int fd, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The head of the next answer and its body; NULL if the server has closed before. */
char *faults_read_answer (int fd);

/* Until the server closes; what was sent before does not matter. */
void faults_await_end (int fd);

/* A connection that has asked for a WebSocket and has been given it. */
int faults_connect_websocket (Faults *self);

/* A session that has begun with a poll; @fd, if not NULL, is given its connection. */
char *faults_open_session (Faults *self, int *fd);

/* RST, not FIN. */
void faults_reset (int fd);

/* Half of them go; the others stay until the server has got rid of all by itself, and has what it
 * had then. */
void faults_reset_by_halves (Faults *self,
                             const int *connections,
                             guint count,
                             const FaultsReport *base);

G_END_DECLS
