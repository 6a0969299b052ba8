/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parlour-places.h"

#include "config.h"

typedef struct {
  GSettings *settings;
  ChatSessionList *accounts;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatCredentials) credentials = chat_credentials_new ();
  g_autofree char *folder = g_dir_make_tmp ("parlour-XXXXXX", NULL);

  fixture->settings = g_settings_new (APPLICATION_ID);
  fixture->accounts = chat_session_list_new (folder, credentials);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->settings);
  g_clear_object (&fixture->accounts);
}

static ChatRoom *
add_room (ChatSession *session, const char *id)
{
  g_autoptr (ChatRoom) room = chat_room_new (id, id, CHAT_ROOM_KIND_PUBLIC);

  chat_room_set_joined (room, TRUE);
  chat_room_list_add (chat_session_get_rooms (session), room);

  return chat_room_list_find (chat_session_get_rooms (session), id);
}

static void
assert_room (Fixture *fixture, ChatSession *session, const char *id)
{
  g_autofree char *room =
    parlour_places_dup_room (fixture->settings, chat_session_get_account (session));

  g_assert_cmpstr (room, ==, id);
}

static void
test_each_account_has_its_own (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatAccount) one = chat_account_new ("http://one", NULL, "Noor");
  g_autoptr (ChatAccount) other = chat_account_new ("http://other", NULL, "Noor");
  g_autoptr (ChatSession) here = chat_session_new (one);
  g_autoptr (ChatSession) there = chat_session_new (other);
  g_autoptr (ChatSession) here_again = NULL;

  assert_room (fixture, here, NULL);
  parlour_places_set_room (fixture->settings, one, add_room (here, "Kitchen"));
  parlour_places_set_room (fixture->settings, other, add_room (there, "Garden"));
  parlour_places_save_rooms (fixture->settings, here);
  parlour_places_save_rooms (fixture->settings, there);
  assert_room (fixture, here, "Kitchen");
  assert_room (fixture, there, "Garden");

  here_again = chat_session_new (one);
  parlour_places_join_rooms (fixture->settings, here_again);
  g_assert_nonnull (chat_room_list_find (chat_session_get_rooms (here_again), "Kitchen"));
  g_assert_null (chat_room_list_find (chat_session_get_rooms (here_again), "Garden"));

  parlour_places_forget (fixture->settings, one);
  assert_room (fixture, here, NULL);
  assert_room (fixture, there, "Garden");
}

static void
test_an_earlier_version_is_taken_over_once (Fixture *fixture, gconstpointer data)
{
  static const char *const rooms[] = { "Attic", NULL };
  ChatSession *session = NULL;
  ChatAccount *account = NULL;

  g_assert_null (parlour_places_take_over (fixture->settings, fixture->accounts));

  g_settings_set_string (fixture->settings, "last-address", "http://localhost:3000");
  g_settings_set_string (fixture->settings, "last-name", "Noor");
  g_settings_set_string (fixture->settings, "user-id", "n-1");
  g_settings_set_strv (fixture->settings, "rooms", rooms);
  g_settings_set_boolean (fixture->settings, "joined", TRUE);
  session = parlour_places_take_over (fixture->settings, fixture->accounts);
  account = chat_session_get_account (session);
  g_assert_cmpstr (chat_account_get_address (account), ==, "http://localhost:3000");
  g_assert_cmpstr (chat_account_get_name (account), ==, "Noor");
  g_assert_cmpstr (chat_account_get_user_id (account), ==, "n-1");
  g_assert_cmpstr (chat_account_get_dialect (account), ==, "plain");
  parlour_places_join_rooms (fixture->settings, session);
  g_assert_nonnull (chat_room_list_find (chat_session_get_rooms (session), "Attic"));

  g_assert_null (parlour_places_take_over (fixture->settings, fixture->accounts));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/parlour/places/each-account-has-its-own", Fixture, NULL, set_up,
              test_each_account_has_its_own, tear_down);
  g_test_add ("/parlour/places/an-earlier-version-is-taken-over-once", Fixture, NULL, set_up,
              test_an_earlier_version_is_taken_over_once, tear_down);

  return g_test_run ();
}
