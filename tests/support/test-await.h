/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A GAsyncReadyCallback that keeps a reference to the result in @user_data, a GAsyncResult **. */
void test_keep_result (GObject *source, GAsyncResult *result, gpointer user_data);

/* Turns the main context until there is a result.  The time limit is Meson's. */
void test_await (GAsyncResult **result);

/* Turns the main context until @condition holds; it is looked at after every turn. */
#define test_await_that(condition)                                                                 \
  G_STMT_START                                                                                     \
  {                                                                                                \
    while (!(condition))                                                                           \
      g_main_context_iteration (NULL, TRUE);                                                       \
  }                                                                                                \
  G_STMT_END

/* Turns the main context until @signal was emitted on @object. */
void test_await_signal (gpointer object, const char *signal);

/* Lets everything that is ready now happen. */
void test_settle (void);

G_END_DECLS
