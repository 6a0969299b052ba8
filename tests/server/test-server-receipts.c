/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "house.h"

typedef struct {
  House house;
  char *room;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  house_set_up (&fixture->house, NULL);
  house_add_person (&fixture->house, "ada");
  house_add_person (&fixture->house, "bob");
  fixture->room = house_make_room (&fixture->house, "ada", "private", "bob");
  for (guint i = 0; i < 5; i++)
    g_free (house_send (&fixture->house, "ada", fixture->room, "Text"));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->room);
  house_tear_down (&fixture->house, NULL);
}

static void
check (Fixture *fixture, const char *name, const char *delivered, const char *seen)
{
  g_autoptr (ServerOutcome) sync = house_ask (&fixture->house, name, "sync", "{'since':0}");

  house_assert (sync->answer, "rooms.0.me.delivered", delivered);
  house_assert (sync->answer, "rooms.0.me.seen", seen);
}

static guint
receive (Fixture *fixture, const char *numbers)
{
  g_autoptr (ServerOutcome) outcome =
    house_ask (&fixture->house, "bob", "receipt", "{'room':'%s',%s}", fixture->room, numbers);

  return house_count_told (outcome, NULL, "receipt");
}

static void
test_they_only_grow (Fixture *fixture, gconstpointer data)
{
  check (fixture, "bob", "1", "1");
  g_assert_cmpuint (receive (fixture, "'delivered':5"), ==, 1);
  check (fixture, "bob", "5", "1");
  g_assert_cmpuint (receive (fixture, "'seen':4"), ==, 1);
  check (fixture, "bob", "5", "4");
  g_assert_cmpuint (receive (fixture, "'delivered':2,'seen':1"), ==, 0);
  check (fixture, "bob", "5", "4");
}

static void
test_what_is_seen_was_delivered (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (receive (fixture, "'seen':6"), ==, 1);
  check (fixture, "bob", "6", "6");
}

static void
test_nothing_is_seen_before_it_is_written (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (receive (fixture, "'seen':1000000"), ==, 1);
  check (fixture, "bob", "7", "7");
}

static void
test_bad_ones_are_refused (Fixture *fixture, gconstpointer data)
{
  static const char *const BAD[] = { "'seen':-1", "'seen':'x'", "'delivered':1.5", "'seen':[]" };

  for (guint i = 0; i < G_N_ELEMENTS (BAD); i++)
    house_be_refused (&fixture->house, "bob", "receipt", SERVER_ERROR_INVALID, "{'room':'%s',%s}",
                      fixture->room, BAD[i]);
}

static void
test_who_writes_has_seen_what_is_written (Fixture *fixture, gconstpointer data)
{
  check (fixture, "ada", "7", "7");
  g_free (house_send (&fixture->house, "bob", fixture->room, "Without reading"));
  check (fixture, "bob", "1", "1");
  receive (fixture, "'seen':8");
  g_free (house_send (&fixture->house, "bob", fixture->room, "After reading"));
  check (fixture, "bob", "9", "9");
}

#define ADD(path, test)                                                                            \
  g_test_add ("/server/receipts/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("they-only-grow", test_they_only_grow);
  ADD ("what-is-seen-was-delivered", test_what_is_seen_was_delivered);
  ADD ("nothing-is-seen-before-it-is-written", test_nothing_is_seen_before_it_is_written);
  ADD ("bad-ones-are-refused", test_bad_ones_are_refused);
  ADD ("who-writes-has-seen-what-is-written", test_who_writes_has_seen_what_is_written);

  return g_test_run ();
}
