/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parlour-announcer.h"

#include <glib.h>

#include "test-await.h"

typedef struct {
  ParlourAnnouncer *announcer;
  ChatUser *amara;
  GPtrArray *heard;
} Fixture;

static void
announced_cb (Fixture *fixture, const char *sentence)
{
  g_ptr_array_add (fixture->heard, g_strdup (sentence));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->announcer = parlour_announcer_new ();
  fixture->amara = chat_user_new ("amara", "Amara Okafor");
  fixture->heard = g_ptr_array_new_with_free_func (g_free);
  g_signal_connect_swapped (fixture->announcer, "announced", G_CALLBACK (announced_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->announcer);
  g_assert_finalize_object (fixture->amara);
  g_ptr_array_unref (fixture->heard);
}

static void
take (Fixture *fixture, const char *text)
{
  g_autoptr (ChatMessage) message = chat_message_new (text, fixture->amara, text, 0);

  parlour_announcer_take (fixture->announcer, message);
}

static const char *
get_heard (Fixture *fixture, guint i)
{
  test_await_that (fixture->heard->len > i);

  return g_ptr_array_index (fixture->heard, i);
}

static void
test_a_message_is_read_out_at_once (Fixture *fixture, gconstpointer data)
{
  take (fixture, "hello");

  g_assert_cmpuint (fixture->heard->len, ==, 1);
  g_assert_cmpstr (get_heard (fixture, 0), ==, "Amara Okafor: hello");
}

static void
test_the_next_one_waits_its_turn (Fixture *fixture, gconstpointer data)
{
  take (fixture, "hello");
  take (fixture, "there");
  g_assert_cmpuint (fixture->heard->len, ==, 1);

  g_assert_cmpstr (get_heard (fixture, 1), ==, "Amara Okafor: there");
}

static void
test_many_are_counted (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 300; i++)
    take (fixture, "hello");
  g_assert_cmpuint (fixture->heard->len, ==, 1);

  g_assert_cmpstr (get_heard (fixture, 1), ==, "299 new messages");
  take (fixture, "and now?");
  g_assert_cmpstr (get_heard (fixture, 2), ==, "Amara Okafor: and now?");
}

static void
test_what_is_forgotten_is_not_told (Fixture *fixture, gconstpointer data)
{
  take (fixture, "hello");
  take (fixture, "there");
  parlour_announcer_forget (fixture->announcer);
  take (fixture, "elsewhere");

  g_assert_cmpuint (fixture->heard->len, ==, 2);
  g_assert_cmpstr (get_heard (fixture, 1), ==, "Amara Okafor: elsewhere");
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "a-message-is-read-out-at-once", test_a_message_is_read_out_at_once },
    { "the-next-one-waits-its-turn", test_the_next_one_waits_its_turn },
    { "many-are-counted", test_many_are_counted },
    { "what-is-forgotten-is-not-told", test_what_is_forgotten_is_not_told },
  };

  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/parlour/announcer/", tests[i].path, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
  }

  return g_test_run ();
}
