/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "house.h"

#include "server-search.h"

typedef HouseWithRoom Fixture;

static void
check (Fixture *fixture, const char *query, const char *total)
{
  g_autoptr (ServerOutcome)
    found = house_ask (&fixture->house, "bob", "message:search", "{'query':'%s'}", query);

  house_assert (found->answer, "total", total);
  house_assert (found->answer, "messages.length", total);
}

static void
test_words_and_their_beginnings_are_found (Fixture *fixture, gconstpointer data)
{
  g_free (house_send (&fixture->house, "ada", fixture->room, "The quick brown fox"));
  g_free (house_send (&fixture->house, "bob", fixture->room, "A QUICKLY drawn F\xc3\xb6n"));

  check (fixture, "quick", "2");
  check (fixture, "quick fox", "1");
  check (fixture, "fo", "2");
  check (fixture, "fon", "1");
  check (fixture, "cat", "0");
  check (fixture, "", "0");
  check (fixture, "-- * ^ : ( \\\\", "0");
  check (fixture, "NOT quick", "0");
  check (fixture, "text : quick*", "0");
}

static void
test_what_is_changed_is_found_as_it_is (Fixture *fixture, gconstpointer data)
{
  g_autofree char *id = house_send (&fixture->house, "ada", fixture->room, "apples");

  house_do (&fixture->house, "ada", "message:edit", "{'id':'%s','text':'pears'}", id);
  check (fixture, "apples", "0");
  check (fixture, "pears", "1");
  house_do (&fixture->house, "ada", "message:delete", "{'id':'%s'}", id);
  check (fixture, "pears", "0");
}

static void
test_the_newest_come_first_and_in_pages (Fixture *fixture, gconstpointer data)
{
  House *house = &fixture->house;
  g_autofree char *last = NULL;
  g_autoptr (ServerOutcome) first = NULL;
  g_autoptr (ServerOutcome) second = NULL;

  for (guint i = 0; i < 5; i++) {
    g_autofree char *text = g_strdup_printf ("word %u", i);

    g_free (house_send (house, i % 2 ? "ada" : "bob", fixture->room, text));
  }
  first = house_ask (house, "bob", "message:search", "{'query':'word','limit':2}");
  last = house_look (first->answer, "messages.1.id");
  second = house_ask (house, "bob", "message:search",
                      "{'query':'word','limit':2,'before':'%s','user':'%s'}", last,
                      house_get_caller (house, "bob")->user);

  house_assert (first->answer, "total", "5");
  house_assert (first->answer, "messages.0.text", "word 4");
  house_assert (first->answer, "messages.1.text", "word 3");
  house_assert (second->answer, "messages.0.text", "word 2");
  house_assert (second->answer, "messages.1.text", "word 0");
}

/* As many rooms as one may be in, and the words of a room's number in a text. */
static void
test_words_are_found_in_ones_own_rooms (Fixture *fixture, gconstpointer data)
{
  House *house = &fixture->house;
  g_autofree char *other = NULL;

  for (guint i = 2; i < house->limits.rooms_per_user; i++)
    g_free (house_make_room (house, "bob", "private", NULL));
  other = house_make_room (house, "eve", "private", NULL);
  g_free (house_send (house, "eve", other, "A secret of 1 2 3"));
  g_free (house_send (house, "ada", fixture->room, "A number: 501"));

  check (fixture, "secret", "0");
  check (fixture, "1", "0");
  check (fixture, "501", "1");
  check (fixture, "number", "1");
}

/* What is not one's own is not even looked at: SQLite counts its steps. */
static void
test_others_take_no_time (Fixture *fixture, gconstpointer data)
{
  House *house = &fixture->house;
  g_autofree char *own = NULL;
  gint64 n_steps[2] = { 0 };

  own = house_make_room (house, "eve", "private", NULL);
  for (guint round = 0; round < 2; round++) {
    sqlite3 *handle = db_connection_get_handle (house->db);
    sqlite3_stmt *statement = NULL;

    house_do (house, "eve", "message:search", "{'query':'common'}");
    while ((statement = sqlite3_next_stmt (handle, statement)) != NULL) {
      if (strstr (sqlite3_sql (statement), "MATCH") != NULL)
        n_steps[round] = sqlite3_stmt_status (statement, SQLITE_STMTSTATUS_VM_STEP, 1);
    }
    for (guint i = 0; round == 0 && i < 500; i++)
      g_free (house_send (house, "ada", fixture->room, "A common word"));
  }
  g_assert_cmpint (n_steps[0], >, 0);
  g_assert_cmpint (n_steps[1], <=, n_steps[0] + 5);
}

/* Who may read much looks through everything, and finds what is theirs all the same. */
static void
test_who_reads_much_finds_no_more (Fixture *fixture, gconstpointer data)
{
  House *house = &fixture->house;
  g_autofree char *other = NULL;
  g_autofree char *late = NULL;

  other = house_make_room (house, "eve", "private", NULL);
  late = house_make_room (house, "eve", "private", NULL);
  g_free (house_send (house, "eve", other, "A secret apple"));
  g_free (house_send (house, "eve", late, "An early apple"));
  house_do (house, "eve", "room:invite", "{'room':'%s','user':'%s'}", late,
            house_get_caller (house, "bob")->user);
  g_assert_true (db_connection_execute (
    house->db, "UPDATE member SET from_seq = (SELECT last_seq + 1 FROM room WHERE number = room)",
    NULL));
  g_free (house_send (house, "eve", late, "A late apple"));
  g_free (house_send (house, "ada", fixture->room, "Another apple"));
  g_assert_true (
    db_connection_execute (house->db, "UPDATE room SET last_seq = last_seq + 100000", NULL));

  check (fixture, "apple", "2");
  check (fixture, "secret", "0");
  check (fixture, "early", "0");
  check (fixture, "late appl", "1");
}

#define ADD(path, test)                                                                            \
  g_test_add ("/server/search/" path, Fixture, NULL, house_with_room_set_up, test,                 \
              house_with_room_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("words-and-their-beginnings-are-found", test_words_and_their_beginnings_are_found);
  ADD ("what-is-changed-is-found-as-it-is", test_what_is_changed_is_found_as_it_is);
  ADD ("the-newest-come-first-and-in-pages", test_the_newest_come_first_and_in_pages);
  ADD ("words-are-found-in-ones-own-rooms", test_words_are_found_in_ones_own_rooms);
  ADD ("who-reads-much-finds-no-more", test_who_reads_much_finds_no_more);
  ADD ("others-take-no-time", test_others_take_no_time);

  return g_test_run ();
}
