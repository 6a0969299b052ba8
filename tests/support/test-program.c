/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A main loop that signals end.  Who starts the program reads its standard output through
 * a pipe, so what is said there is flushed at once.
 */
#include "test-program.h"

#include <glib-unix.h>
#include <stdio.h>

struct _TestProgram {
  GMainLoop *loop;
  guint terminate_id;
  guint interrupt_id;
};

static gboolean
asked_to_end_cb (gpointer program)
{
  test_program_quit (program);

  return G_SOURCE_CONTINUE;
}

TestProgram *
test_program_new (void)
{
  TestProgram *self = g_new0 (TestProgram, 1);

  self->loop = g_main_loop_new (NULL, FALSE);
  self->terminate_id = g_unix_signal_add (SIGTERM, asked_to_end_cb, self);
  self->interrupt_id = g_unix_signal_add (SIGINT, asked_to_end_cb, self);

  return self;
}

void
test_program_free (TestProgram *self)
{
  g_source_remove (self->terminate_id);
  g_source_remove (self->interrupt_id);
  g_main_loop_unref (self->loop);
  g_free (self);
}

void
test_program_say_ready (TestProgram *self, guint port)
{
  printf ("ready %u\n", port);
  fflush (stdout);
}

void
test_program_run (TestProgram *self)
{
  g_main_loop_run (self->loop);
}

void
test_program_quit (TestProgram *self)
{
  g_main_loop_quit (self->loop);
}
