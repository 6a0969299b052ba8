/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A server that tests start as a program of its own: it says "ready PORT" when clients may come,
 * and runs until SIGTERM or SIGINT, or until it is told to end. */
typedef struct _TestProgram TestProgram;

TestProgram *test_program_new (void);
void test_program_free (TestProgram *self);

void test_program_say_ready (TestProgram *self, guint port);

/* Comes back when the program is to end; may be called again for what that takes. */
void test_program_run (TestProgram *self);
void test_program_quit (TestProgram *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestProgram, test_program_free)

G_END_DECLS
