/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "house.h"

typedef House Fixture;

static void
set_up (Fixture *house, gconstpointer data)
{
  house_set_up (house, NULL);
  house_add_person (house, "ada");
  house_add_person (house, "bob");
  house_add_person (house, "eve");
}

static char *
get_revision (House *house, const char *name)
{
  g_autoptr (ServerOutcome) sync = house_ask (house, name, "sync", "{'since':0}");

  return house_look (sync->answer, "revision");
}

static void
test_the_beginning_is_rooms_and_their_last_message (Fixture *house, gconstpointer data)
{
  g_autofree char *room = house_make_room (house, "ada", "private", "bob");
  g_autofree char *message = house_send (house, "ada", room, "Last words");
  g_autoptr (ServerOutcome) sync = house_ask (house, "bob", "sync", "{'since':0,'limit':1}");

  house_assert (sync->answer, "rooms.length", "1");
  house_assert (sync->answer, "rooms.0.lastMessage.text", "Last words");
  house_assert (sync->answer, "rooms.0.me.role", "member");
  house_assert (sync->answer, "messages.length", "0");
  house_assert (sync->answer, "users.length", "2");
  house_assert (sync->answer, "more", "false");
  house_assert (sync->answer, "rooms.0.lastMessage.id", message);
}

static void
test_what_was_missed_comes_once_and_as_it_is (Fixture *house, gconstpointer data)
{
  g_autofree char *room = house_make_room (house, "ada", "private", "bob");
  g_autofree char *since = get_revision (house, "bob");
  g_autofree char *first = house_send (house, "ada", room, "One");
  g_autofree char *second = house_send (house, "ada", room, "Two");
  g_autofree char *now = NULL;
  g_autoptr (ServerOutcome) sync = NULL;
  g_autoptr (ServerOutcome) nothing = NULL;

  house_do (house, "ada", "message:edit", "{'id':'%s','text':'Uno'}", first);
  house_do (house, "ada", "message:edit", "{'id':'%s','text':'1'}", first);
  sync = house_ask (house, "bob", "sync", "{'since':%s}", since);

  house_assert (sync->answer, "messages.length", "2");
  house_assert (sync->answer, "messages.0.id", second);
  house_assert (sync->answer, "messages.1.text", "1");
  house_assert (sync->answer, "users.0.name", "ada");
  now = house_look (sync->answer, "revision");
  nothing = house_ask (house, "bob", "sync", "{'since':%s}", now);
  house_assert (nothing->answer, "messages.length", "0");
  house_assert (nothing->answer, "revision", now);
}

/* Turning pages gives everything, in any size of page. */
static void
test_pages_together_are_the_whole (Fixture *house, gconstpointer data)
{
  g_autofree char *room = house_make_room (house, "ada", "private", "bob");
  g_autofree char *start = get_revision (house, "bob");

  for (guint i = 0; i < 20; i++) {
    g_autofree char *message = house_send (house, i % 2 ? "ada" : "bob", room, "Text");

    house_do (house, "bob", "receipt", "{'room':'%s','seen':%u}", room, i);
    if (i % 5 == 0)
      house_do (house, "ada", "message:react", "{'id':'%s','emoji':'\xf0\x9f\x91\x8d','on':true}",
                message);
  }
  for (guint limit = 1; limit < 8; limit++) {
    g_autofree char *since = g_strdup (start);
    g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    gboolean more = TRUE;

    while (more) {
      g_autoptr (ServerOutcome)
        page = house_ask (house, "bob", "sync", "{'since':%s,'limit':%u}", since, limit);
      JsonArray *messages = json_object_get_array_member (page->answer, "messages");

      for (guint i = 0; i < json_array_get_length (messages); i++) {
        JsonObject *message = json_array_get_object_element (messages, i);

        g_assert_true (
          g_hash_table_add (ids, g_strdup (json_object_get_string_member (message, "id"))));
      }
      more = json_object_get_boolean_member (page->answer, "more");
      g_free (since);
      since = house_look (page->answer, "revision");
    }
    g_assert_cmpuint (g_hash_table_size (ids), ==, 20);
  }
}

static void
test_who_was_removed_hears_of_it (Fixture *house, gconstpointer data)
{
  g_autofree char *room = house_make_room (house, "ada", "private", "bob eve");
  g_autofree char *since = get_revision (house, "bob");
  g_autoptr (ServerOutcome) bob = NULL;
  g_autoptr (ServerOutcome) eve = NULL;

  house_do (house, "ada", "room:remove", "{'room':'%s','user':'%s'}", room,
            house_get_caller (house, "bob")->user);
  g_free (house_send (house, "ada", room, "Among us"));
  bob = house_ask (house, "bob", "sync", "{'since':%s}", since);
  eve = house_ask (house, "eve", "sync", "{'since':%s}", since);

  house_assert (bob->answer, "removed.length", "1");
  house_assert (bob->answer, "removed.0.kind", "room");
  house_assert (bob->answer, "removed.0.id", room);
  house_assert (bob->answer, "messages.length", "0");
  house_assert (eve->answer, "removed.0.kind", "member");
  house_assert (eve->answer, "removed.0.id", house_get_caller (house, "bob")->user);
  house_assert (eve->answer, "messages.length", "2");
}

static void
test_who_comes_later_gets_the_room_whole (Fixture *house, gconstpointer data)
{
  g_autofree char *room = house_make_room (house, "ada", "private", "bob");
  g_autofree char *since = get_revision (house, "eve");
  g_autoptr (ServerOutcome) sync = NULL;

  g_free (house_send (house, "ada", room, "Come"));
  house_do (house, "ada", "room:invite", "{'room':'%s','user':'%s'}", room,
            house_get_caller (house, "eve")->user);
  sync = house_ask (house, "eve", "sync", "{'since':%s}", since);

  house_assert (sync->answer, "rooms.length", "1");
  house_assert (sync->answer, "rooms.0.me.role", "member");
  house_assert (sync->answer, "rooms.0.memberCount", "3");
}

static void
test_profiles_are_news_to_acquaintances (Fixture *house, gconstpointer data)
{
  g_autofree char *room = house_make_room (house, "ada", "private", "bob");
  g_autofree char *since = get_revision (house, "bob");
  g_autoptr (ServerOutcome)
    updated = house_ask (house, "ada", "user:update", "{'displayName':'Ada Lovelace'}");
  g_autoptr (ServerOutcome) bob = house_ask (house, "bob", "sync", "{'since':%s}", since);
  g_autoptr (ServerOutcome) eve = house_ask (house, "eve", "sync", "{'since':%s}", since);

  g_assert_cmpuint (house_count_told (updated, NULL, "user"), ==, 2);
  house_assert (bob->answer, "users.0.displayName", "Ada Lovelace");
  house_assert (eve->answer, "users.length", "0");
  house_assert (bob->answer, "rooms.length", "0");
  g_assert_nonnull (room);
}

/* The database is older than what the client knows: a backup was put in its place. */
static void
test_a_cursor_of_the_future_begins_anew (Fixture *house, gconstpointer data)
{
  g_autofree char *room = house_make_room (house, "ada", "private", "bob");
  g_autofree char *now = get_revision (house, "bob");
  g_autoptr (ServerOutcome) sync = house_ask (house, "bob", "sync", "{'since':1000000}");

  house_assert (sync->answer, "rooms.0.id", room);
  house_assert (sync->answer, "revision", now);
  house_assert (sync->answer, "more", "false");
}

#define ADD(path, test)                                                                            \
  g_test_add ("/server/changes/" path, Fixture, NULL, set_up, test, house_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("the-beginning-is-rooms-and-their-last-message",
       test_the_beginning_is_rooms_and_their_last_message);
  ADD ("what-was-missed-comes-once-and-as-it-is", test_what_was_missed_comes_once_and_as_it_is);
  ADD ("pages-together-are-the-whole", test_pages_together_are_the_whole);
  ADD ("who-was-removed-hears-of-it", test_who_was_removed_hears_of_it);
  ADD ("who-comes-later-gets-the-room-whole", test_who_comes_later_gets_the_room_whole);
  ADD ("profiles-are-news-to-acquaintances", test_profiles_are_news_to_acquaintances);

  ADD ("a-cursor-of-the-future-begins-anew", test_a_cursor_of_the_future_begins_anew);

  return g_test_run ();
}
