/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parlour-roster-summary.h"

#include "chat-roster.h"
#include "parlour-typing-summary.h"

static void
assert_says (GObject *summary, const char *property, const char *expected)
{
  g_autofree char *text = NULL;

  g_object_get (summary, property, &text, NULL);
  g_assert_cmpstr (text, ==, expected);
}

static void
join (ChatRoster *roster, ChatUser *user)
{
  chat_user_set_presence (user, CHAT_PRESENCE_ONLINE);
  chat_roster_add (roster, user);
}

static void
test_people_are_named_as_far_as_there_is_room (void)
{
  ChatRoster *roster = chat_roster_new ();
  GObject *summary = g_object_new (PARLOUR_TYPE_ROSTER_SUMMARY, "roster", roster, NULL);
  g_autoptr (ChatUser) me = chat_user_new_me ("me", "Noor Haddad");
  g_autoptr (ChatUser) amara = chat_user_new ("amara", "Amara Okafor");
  g_autoptr (ChatUser) tomas = chat_user_new ("tomas", "Tomás Ferreira");
  g_autoptr (ChatUser) wen = chat_user_new ("wen", "Wen Li");

  assert_says (summary, "people", "");
  assert_says (summary, "numbers", "");
  join (roster, me);
  assert_says (summary, "people", "Only you");
  assert_says (summary, "numbers", "1");
  join (roster, amara);
  assert_says (summary, "people", "Amara and you · 2 online");
  join (roster, tomas);
  assert_says (summary, "people", "Amara, Tomás and you · 3 online");
  join (roster, wen);
  assert_says (summary, "people", "Amara, Tomás and 2 others · 4 online");
  chat_user_set_presence (amara, CHAT_PRESENCE_OFFLINE);
  assert_says (summary, "people", "Tomás, Wen and 2 others · 3 online");
  assert_says (summary, "numbers", "4 · 3 online");

  chat_user_set_presence (me, CHAT_PRESENCE_OFFLINE);
  assert_says (summary, "numbers", "4");
  assert_says (summary, "people", "Tomás, Wen and 2 others");

  g_assert_finalize_object (summary);
  g_assert_finalize_object (roster);
}

static void
test_typing_is_said_in_one_line (void)
{
  static const char *const names[] = { "Amara Okafor", "Tomás", "Wen Li", "Jonas Lind" };
  static const char *const lines[] = {
    "Amara is typing",
    "Amara and Tomás are typing",
    "Amara, Tomás and 1 other are typing",
    "Amara, Tomás and 2 others are typing",
  };
  GListStore *users = g_list_store_new (CHAT_TYPE_USER);
  GObject *summary = g_object_new (PARLOUR_TYPE_TYPING_SUMMARY, "users", users, NULL);

  assert_says (summary, "text", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (ChatUser) user = chat_user_new (names[i], names[i]);

    g_list_store_append (users, user);
    assert_says (summary, "text", lines[i]);
  }
  g_list_store_remove_all (users);
  assert_says (summary, "text", NULL);

  g_assert_finalize_object (summary);
  g_assert_finalize_object (users);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/parlour/roster-summary/people-are-named-as-far-as-there-is-room",
                   test_people_are_named_as_far_as_there_is_room);
  g_test_add_func ("/parlour/typing-summary/typing-is-said-in-one-line",
                   test_typing_is_said_in_one_line);

  return g_test_run ();
}
