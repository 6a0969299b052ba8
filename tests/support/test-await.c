/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-await.h"

void
test_keep_result (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GAsyncResult **kept = user_data;

  g_assert_null (*kept);
  *kept = g_object_ref (result);
}

void
test_await (GAsyncResult **result)
{
  test_await_that (*result != NULL);
}

static void
signal_emitted_cb (gpointer data)
{
  gboolean *emitted = data;

  *emitted = TRUE;
}

void
test_await_signal (gpointer object, const char *signal)
{
  gboolean emitted = FALSE;
  gulong handler =
    g_signal_connect_swapped (object, signal, G_CALLBACK (signal_emitted_cb), &emitted);

  /* The object is the first argument of every signal; swapping makes it ours. */
  test_await_that (emitted);
  g_signal_handler_disconnect (object, handler);
}

void
test_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}
