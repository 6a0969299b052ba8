/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-search.h"

#include "shelf.h"
#include "test-await.h"

static void
assert_found (Shelf *shelf, const char *query, const char *room, const char *seqs)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) found = NULL;

  chat_store_search_async (shelf->store, query, room, 10, NULL, test_keep_result, &result);
  found = shelf_finish_list (shelf, &result);
  shelf_assert_seqs (found, seqs);
}

static void
test_search (Shelf *shelf, gconstpointer data)
{
  assert_found (shelf, "apple", NULL, "2 1");
  assert_found (shelf, "APP two", NULL, "2");
  assert_found (shelf, "apfel", "r", "3");
  assert_found (shelf, "apple", "nowhere", "");
  assert_found (shelf, "pear", NULL, "");
  assert_found (shelf, "", NULL, "");
  assert_found (shelf, "\" * OR (NEAR", NULL, "");
  shelf_hear (shelf, "message:changed", "[" MESSAGE ("m-1", "r", 1, "u-2", "one pear", 70) "]");
  shelf_hear (
    shelf, "message:changed",
    "[{\"id\":\"m-2\",\"room\":\"r\",\"seq\":2,\"user\":\"u-2\",\"text\":null,\"deletedAt\":9,"
    "\"rev\":71}]");
  assert_found (shelf, "apple", NULL, "");
  assert_found (shelf, "pear", NULL, "1");
}

/* Pages of history come later than what was said after them. */
static void
test_what_is_newest_is_found_first (Shelf *shelf, gconstpointer data)
{
  shelf_hear (shelf, "message", "[" SAID ("m-9", "r", 9, 5000, "a pear") "]");
  shelf_hear (shelf, "message", "[" SAID ("m-7", "r", 7, 3000, "a pear") "]");
  shelf_hear (shelf, "message", "[" SAID ("m-8", "r", 8, 3000, "a pear") "]");
  shelf_hear (shelf, "message", "[" SAID ("m-6", "r", 6, 10, "a pear") "]");
  shelf_hear (shelf, "message", "[" SAID ("m-x", "r-2", 1, 4000, "a pear") "]");
  assert_found (shelf, "pear", "r", "9 8 7 6");
  assert_found (shelf, "pear", NULL, "9 1 8 7 6");
}

/* More than one would think of: none of them is lost. */
static void
test_many_at_one_time_are_kept (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) found = NULL;

  shelf_hear (shelf, "message", "[" SAID ("m-9", "r", 999, 5001, "a plum") "]");
  for (guint i = 0; i < 600; i++) {
    g_autofree char *json =
      g_strdup_printf ("[{\"id\":\"n-%u\",\"room\":\"r\",\"seq\":%u,\"user\":\"u-2\",\"at\":5000,"
                       "\"kind\":\"text\",\"text\":\"a plum\",\"rev\":99}]",
                       i, 10 + i);

    shelf_hear (shelf, "message", json);
  }
  chat_store_search_async (shelf->store, "plum", "r", 1000, NULL, test_keep_result, &result);
  found = shelf_finish_list (shelf, &result);
  g_assert_cmpuint (found->len, ==, 601);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/chat/search/" name, Shelf, NULL, shelf_set_up, function, shelf_tear_down)

  ADD ("words-are-found", test_search);
  ADD ("what-is-newest-is-found-first", test_what_is_newest_is_found_first);
  ADD ("many-at-one-time-are-kept", test_many_at_one_time_are_kept);

  return g_test_run ();
}
