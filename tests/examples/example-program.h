/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <socket-io-server.h>

G_BEGIN_DECLS

/* What the examples share beside their subject: where to listen and what to remember is said on
 * the command line, "ready PORT" is said when clients may come, and SIGTERM ends it. */
typedef struct {
  guint port;     /* --port: 0 is any that is free */
  char *database; /* --database: a file; without one nothing is kept */
} ExampleProgram;

/* Ends the program if it makes no sense of the arguments. */
ExampleProgram *example_program_new (int argc, char *argv[]);
void example_program_free (ExampleProgram *self);

/* Listens at the port with @http, which @io is attached to, or, if that is NULL, with @io alone.
 * Comes back when the program is to end, with its exit status. */
int example_program_run (ExampleProgram *self, SocketIoServer *io, SoupServer *http);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ExampleProgram, example_program_free)

G_END_DECLS
