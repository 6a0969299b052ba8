/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-roster.h"
#include "test-changes.h"

static void
assert_names (ChatRoster *roster, const char *expected)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (roster)); i++) {
    g_autoptr (ChatUser) user = g_list_model_get_item (G_LIST_MODEL (roster), i);

    g_string_append_printf (names, "%s%s", i > 0 ? " " : "", chat_user_get_name (user));
  }

  g_assert_cmpstr (names->str, ==, expected);
}

static void
test_order (void)
{
  ChatRoster *roster = chat_roster_new ();
  TestChanges *changes = test_changes_new (G_LIST_MODEL (roster));
  ChatUser *ann = chat_user_new ("1", "ann");
  ChatUser *bob = chat_user_new ("2", "Bob");
  ChatUser *cleo = chat_user_new ("3", "Cleo");
  g_autofree char *said = NULL;

  chat_user_set_presence (cleo, CHAT_PRESENCE_AWAY);
  g_assert_true (chat_roster_add (roster, bob));
  g_assert_true (chat_roster_add (roster, ann));
  g_assert_true (chat_roster_add (roster, cleo));
  g_assert_false (chat_roster_add (roster, cleo));
  assert_names (roster, "Cleo ann Bob");
  g_assert_cmpuint (chat_roster_get_n_online (roster), ==, 1);
  g_free (test_changes_take (changes));

  chat_user_set_presence (bob, CHAT_PRESENCE_ONLINE);
  assert_names (roster, "Bob Cleo ann");
  g_assert_cmpuint (chat_roster_get_n_online (roster), ==, 2);

  chat_user_set_name (bob, "Dave");
  assert_names (roster, "Cleo Dave ann");
  chat_user_set_presence (cleo, CHAT_PRESENCE_OFFLINE);
  chat_user_set_presence (cleo, CHAT_PRESENCE_OFFLINE);
  assert_names (roster, "Dave ann Cleo");
  g_assert_cmpuint (chat_roster_get_n_online (roster), ==, 1);

  g_assert_true (chat_roster_remove (roster, bob));
  g_assert_false (chat_roster_remove (roster, bob));
  chat_user_set_name (bob, "Nobody's business any more");
  g_assert_cmpuint (chat_roster_get_n_online (roster), ==, 0);
  said = test_changes_take (changes);
  g_assert_cmpstr (said, ==, "0-3+3 0-2+2 0-3+3 0-1+0");

  test_changes_free (changes);
  g_assert_finalize_object (roster);
  g_assert_finalize_object (ann);
  g_assert_finalize_object (bob);
  g_assert_finalize_object (cleo);
}

static void
test_replace (void)
{
  ChatRoster *roster = chat_roster_new ();
  g_autoptr (TestChanges) changes = test_changes_new (G_LIST_MODEL (roster));
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *said = NULL;

  g_ptr_array_add (users, chat_user_new ("1", "Ann"));
  g_ptr_array_add (users, chat_user_new ("2", "Bob"));
  chat_roster_replace (roster, users);
  assert_names (roster, "Ann Bob");
  g_free (test_changes_take (changes));

  g_ptr_array_remove_index (users, 0);
  g_ptr_array_add (users, chat_user_new ("3", "Cleo"));
  chat_roster_replace (roster, users);
  assert_names (roster, "Bob Cleo");
  said = test_changes_take (changes);
  g_assert_cmpstr (said, ==, "0-1+0 1-0+1");
  g_assert_nonnull (chat_roster_find (roster, "3"));
  g_assert_null (chat_roster_find (roster, "1"));

  g_clear_pointer (&changes, test_changes_free);
  g_assert_finalize_object (roster);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/roster/online-first-then-by-name", test_order);
  g_test_add_func ("/chat/roster/replacing-touches-only-what-differs", test_replace);

  return g_test_run ();
}
