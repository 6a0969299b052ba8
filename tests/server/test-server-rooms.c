/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "house.h"

typedef House Fixture;

static void
set_up (Fixture *house, gconstpointer data)
{
  house_set_up (house, NULL);
  house_add_person (house, "ada");
  house_add_person (house, "bob");
  house_add_person (house, "cyd");
  house_add_person (house, "eve");
}

static void
test_who_is_invited_is_in (Fixture *house, gconstpointer data)
{
  g_autofree char *room = house_make_room (house, "ada", "private", "bob");
  g_autoptr (ServerOutcome)
    invited = house_ask (house, "bob", "room:invite", "{'room':'%s','user':'%s'}", room,
                         house_get_caller (house, "cyd")->user);
  g_autofree char *channel = g_strconcat ("user:", house_get_caller (house, "cyd")->user, NULL);
  g_autoptr (ServerOutcome)
    members = house_ask (house, "cyd", "room:members", "{'room':'%s'}", room);

  house_assert (invited->answer, "member.role", "member");
  g_assert_cmpuint (house_count_told (invited, channel, "room"), ==, 1);
  g_assert_cmpstr (((ServerEffect *) invited->effects->pdata[0])->channel, ==, channel);
  g_assert_cmpint (((ServerEffect *) invited->effects->pdata[1])->kind, ==, SERVER_EFFECT_ENTER);
  house_assert (members->answer, "members.length", "3");
  house_assert (members->answer, "users.length", "3");
  house_assert (members->answer, "after", "null");
}

static void
test_a_public_room_is_found_in_any_writing (Fixture *house, gconstpointer data)
{
  static const char *const QUERIES[] = { "kr\xc3\xa4u", "KR\xc3\x84U", "kra\xcc\x88u" };

  g_free (house_make_room (house, "ada", "public", NULL));
  house_do (house, "ada", "room:create", "{'name':'Kr\xc3\xa4uter','kind':'public'}");
  for (guint i = 0; i < G_N_ELEMENTS (QUERIES); i++) {
    g_autoptr (ServerOutcome)
      directory = house_ask (house, "bob", "room:directory", "{'query':'%s'}", QUERIES[i]);

    house_assert (directory->answer, "rooms.length", "1");
    house_assert (directory->answer, "rooms.0.name", "Kr\xc3\xa4uter");
  }
}

static void
test_a_public_room_is_joined (Fixture *house, gconstpointer data)
{
  g_autofree char *room = house_make_room (house, "ada", "public", NULL);
  g_autoptr (ServerOutcome)
    directory = house_ask (house, "bob", "room:directory", "{'query':'oO'}");
  g_autoptr (ServerOutcome) joined = NULL;

  house_assert (directory->answer, "rooms.0.id", room);
  house_assert (directory->answer, "rooms.0.me", "null");
  house_assert (directory->answer, "rooms.0.lastMessage", "null");
  house_be_refused (house, "bob", "message:history", SERVER_ERROR_FORBIDDEN, "{'room':'%s'}", room);

  joined = house_ask (house, "bob", "room:join", "{'room':'%s'}", room);
  house_assert (joined->answer, "room.me.role", "member");
  house_assert (joined->answer, "room.memberCount", "2");
  house_do (house, "bob", "message:history", "{'room':'%s'}", room);
  house_do (house, "bob", "room:join", "{'room':'%s'}", room);
}

static void
test_two_have_one_conversation (Fixture *house, gconstpointer data)
{
  const char *ada = house_get_caller (house, "ada")->user;
  const char *bob = house_get_caller (house, "bob")->user;
  g_autoptr (ServerOutcome) first = house_ask (house, "ada", "room:direct", "{'user':'%s'}", bob);
  g_autoptr (ServerOutcome) second = house_ask (house, "bob", "room:direct", "{'user':'%s'}", ada);
  g_autofree char *room = house_look (first->answer, "room.id");

  house_assert (second->answer, "room.id", room);
  house_assert (second->answer, "room.kind", "direct");
  house_assert (second->answer, "room.memberCount", "2");
  house_be_refused (house, "ada", "room:direct", SERVER_ERROR_INVALID, "{'user':'%s'}", ada);
  house_be_refused (house, "ada", "room:leave", SERVER_ERROR_FORBIDDEN, "{'room':'%s'}", room);
  house_be_refused (house, "ada", "room:invite", SERVER_ERROR_FORBIDDEN,
                    "{'room':'%s','user':'%s'}", room, house_get_caller (house, "cyd")->user);
}

static void
test_an_owner_who_leaves_hands_it_on (Fixture *house, gconstpointer data)
{
  g_autofree char *room = house_make_room (house, "ada", "private", "bob cyd");
  g_autoptr (ServerOutcome) left = NULL;
  g_autoptr (ServerOutcome) renamed = NULL;

  house_do (house, "ada", "room:role", "{'room':'%s','user':'%s','role':'moderator'}", room,
            house_get_caller (house, "cyd")->user);
  left = house_ask (house, "ada", "room:leave", "{'room':'%s'}", room);
  g_assert_cmpuint (house_count_told (left, NULL, "room:removed"), ==, 1);
  g_assert_cmpuint (house_count_told (left, NULL, "member:removed"), ==, 1);

  house_be_refused (house, "bob", "room:update", SERVER_ERROR_FORBIDDEN,
                    "{'room':'%s','name':'Mine'}", room);
  house_do (house, "cyd", "room:role", "{'room':'%s','user':'%s','role':'owner'}", room,
            house_get_caller (house, "bob")->user);
  renamed =
    house_ask (house, "bob", "room:update", "{'room':'%s','name':'Ours','topic':'All'}", room);
  house_assert (renamed->answer, "room.name", "Ours");
  house_assert (renamed->answer, "room.topic", "All");
  house_be_refused (house, "ada", "room:update", SERVER_ERROR_NOT_FOUND, "{'room':'%s','name':'X'}",
                    room);
}

static void
test_a_moderator_removes_members_only (Fixture *house, gconstpointer data)
{
  g_autofree char *room = house_make_room (house, "ada", "private", "bob cyd");

  house_do (house, "ada", "room:role", "{'room':'%s','user':'%s','role':'moderator'}", room,
            house_get_caller (house, "bob")->user);
  house_be_refused (house, "cyd", "room:remove", SERVER_ERROR_FORBIDDEN,
                    "{'room':'%s','user':'%s'}", room, house_get_caller (house, "bob")->user);
  house_be_refused (house, "bob", "room:remove", SERVER_ERROR_FORBIDDEN,
                    "{'room':'%s','user':'%s'}", room, house_get_caller (house, "ada")->user);
  house_do (house, "bob", "room:remove", "{'room':'%s','user':'%s'}", room,
            house_get_caller (house, "cyd")->user);
  house_be_refused (house, "cyd", "message:history", SERVER_ERROR_NOT_FOUND, "{'room':'%s'}", room);
  house_be_refused (house, "bob", "room:remove", SERVER_ERROR_NOT_FOUND,
                    "{'room':'%s','user':'%s'}", room, house_get_caller (house, "cyd")->user);
}

static void
test_marks_are_ones_own (Fixture *house, gconstpointer data)
{
  g_autofree char *room = house_make_room (house, "ada", "private", "bob");
  g_autoptr (ServerOutcome) marked =
    house_ask (house, "bob", "room:mark", "{'room':'%s','pinned':true,'muted':5000}", room);
  g_autoptr (ServerOutcome)
    members = house_ask (house, "ada", "room:members", "{'room':'%s'}", room);
  g_autoptr (ServerOutcome)
    unmuted = house_ask (house, "bob", "room:mark", "{'room':'%s','muted':null}", room);

  house_assert (marked->answer, "member.pinned", "true");
  house_assert (marked->answer, "member.muted", "5000");
  house_assert (unmuted->answer, "member.pinned", "true");
  house_assert (unmuted->answer, "member.muted", "null");
  g_assert_cmpuint (marked->effects->len, ==, 1);
  for (guint i = 0; i < 2; i++) {
    JsonObject *member =
      json_array_get_object_element (json_object_get_array_member (members->answer, "members"), i);
    gboolean own = g_str_equal (json_object_get_string_member (member, "user"),
                                house_get_caller (house, "ada")->user);

    g_assert_true (json_object_has_member (member, "pinned") == own);
  }
}

/* Every event that names a room, by somebody who is not in it: it is as if there were no room. */
static void
test_an_outsider_learns_nothing (Fixture *house, gconstpointer data)
{
  static const struct {
    const char *event;
    const char *arguments;
  } TRIES[] = {
    { "message:send", "{'id':'11111111-1111-4111-8111-111111111111','room':'%r','text':'x'}" },
    { "message:history", "{'room':'%r'}" },
    { "message:edit", "{'id':'%m','text':'x'}" },
    { "message:delete", "{'id':'%m'}" },
    { "message:react", "{'id':'%m','emoji':'\xf0\x9f\x91\x8d','on':true}" },
    { "message:search", "{'query':'secret','room':'%r'}" },
    { "receipt", "{'room':'%r','seen':1}" },
    { "room:join", "{'room':'%r'}" },
    { "room:leave", "{'room':'%r'}" },
    { "room:update", "{'room':'%r','name':'x'}" },
    { "room:invite", "{'room':'%r','user':'%u'}" },
    { "room:remove", "{'room':'%r','user':'%u'}" },
    { "room:role", "{'room':'%r','user':'%u','role':'member'}" },
    { "room:mark", "{'room':'%r','pinned':true}" },
    { "room:members", "{'room':'%r'}" },
  };
  g_autofree char *room = house_make_room (house, "ada", "private", "bob");
  g_autofree char *message = house_send (house, "ada", room, "A secret");
  g_autoptr (ServerOutcome) search = NULL;
  g_autoptr (ServerOutcome) directory = NULL;
  g_autoptr (ServerOutcome) sync = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (TRIES); i++) {
    for (guint real = 0; real < 2; real++) {
      g_autoptr (GString) arguments = g_string_new (TRIES[i].arguments);

      g_string_replace (arguments, "%r", real ? room : "no-such-room", 0);
      g_string_replace (arguments, "%m", real ? message : "no-such-message", 0);
      g_string_replace (arguments, "%u", house_get_caller (house, "eve")->user, 0);
      house_be_refused (house, "eve", TRIES[i].event, SERVER_ERROR_NOT_FOUND, "%s", arguments->str);
    }
  }

  search = house_ask (house, "eve", "message:search", "{'query':'secret'}");
  directory = house_ask (house, "eve", "room:directory", "{}");
  sync = house_ask (house, "eve", "sync", "{'since':1}");
  house_assert (search->answer, "total", "0");
  house_assert (search->answer, "messages.length", "0");
  house_assert (directory->answer, "rooms.length", "0");
  house_assert (sync->answer, "rooms.length", "0");
  house_assert (sync->answer, "messages.length", "0");
  house_assert (sync->answer, "members.length", "0");
  house_assert (sync->answer, "removed.length", "0");
  house_assert (sync->answer, "users.length", "1");
}

static void
test_nobody_is_brought_into_too_many_rooms (Fixture *house, gconstpointer data)
{
  g_autofree char *room = house_make_room (house, "ada", "private", NULL);
  const char *bob = house_get_caller (house, "bob")->user;

  house->limits.rooms_per_user = 2;
  g_free (house_make_room (house, "bob", "private", NULL));
  g_free (house_make_room (house, "bob", "private", NULL));
  house_be_refused (house, "bob", "room:create", SERVER_ERROR_FORBIDDEN,
                    "{'name':'Third','kind':'private'}");
  house_be_refused (house, "ada", "room:invite", SERVER_ERROR_FORBIDDEN,
                    "{'room':'%s','user':'%s'}", room, bob);
  house_be_refused (house, "ada", "room:direct", SERVER_ERROR_FORBIDDEN, "{'user':'%s'}", bob);
  house_be_refused (house, "ada", "room:create", SERVER_ERROR_FORBIDDEN,
                    "{'name':'For two','kind':'private','members':['%s']}", bob);
}

static void
test_guests_find_those_with_whom_they_are (Fixture *house, gconstpointer data)
{
  g_autofree char *room = house_make_room (house, "ada", "private", "bob");
  g_autofree char *sql = g_strdup_printf ("UPDATE user SET kind = 'guest' WHERE id = '%s'",
                                          house_get_caller (house, "bob")->user);
  g_autoptr (ServerOutcome) before = house_ask (house, "bob", "user:search", "{'query':''}");
  g_autoptr (ServerOutcome) found = NULL;
  g_autoptr (ServerOutcome) missed = NULL;

  g_assert_true (db_connection_execute (house->db, sql, NULL));
  found = house_ask (house, "bob", "user:search", "{'query':'A'}");
  missed = house_ask (house, "bob", "user:search", "{'query':'eve'}");
  house_assert (before->answer, "users.length", "4");
  house_assert (found->answer, "users.length", "1");
  house_assert (missed->answer, "users.length", "0");
  g_assert_nonnull (room);
}

/* Ids that somebody who was in the room still knows are as good as ids that nobody has. */
static void
test_who_was_removed_learns_no_more (Fixture *house, gconstpointer data)
{
  g_autofree char *open = house_make_room (house, "bob", "public", NULL);
  g_autofree char *old = house_send (house, "bob", open, "A word of old");
  g_autofree char *room = house_make_room (house, "ada", "private", "bob");
  g_autofree char *mine = house_send (house, "bob", room, "A word of mine");
  g_autoptr (ServerOutcome) directory = NULL;

  house_do (house, "ada", "room:remove", "{'room':'%s','user':'%s'}", room,
            house_get_caller (house, "bob")->user);
  house_do (house, "ada", "message:react", "{'id':'%s','emoji':'\xf0\x9f\x91\x8d','on':true}",
            mine);

  house_be_refused (house, "bob", "message:send", SERVER_ERROR_CONFLICT,
                    "{'id':'%s','room':'%s','text':'x'}", mine, open);
  house_be_refused (house, "bob", "message:search", SERVER_ERROR_NOT_FOUND,
                    "{'query':'word','before':'%s'}", mine);
  house_be_refused (house, "bob", "message:search", SERVER_ERROR_NOT_FOUND,
                    "{'query':'word','before':'no-such-message'}");
  house_be_refused (house, "bob", "message:send", SERVER_ERROR_INVALID,
                    "{'id':'11111111-1111-4111-8111-111111111111','room':'%s','text':'x',"
                    "'reply':'%s'}",
                    open, mine);
  directory = house_ask (house, "bob", "room:directory", "{'after':'%s'}", room);
  house_assert (directory->answer, "rooms.length", "0");
  g_assert_nonnull (old);
}

#define ADD(path, test)                                                                            \
  g_test_add ("/server/rooms/" path, Fixture, NULL, set_up, test, house_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("who-is-invited-is-in", test_who_is_invited_is_in);
  ADD ("a-public-room-is-found-in-any-writing", test_a_public_room_is_found_in_any_writing);
  ADD ("a-public-room-is-joined", test_a_public_room_is_joined);
  ADD ("two-have-one-conversation", test_two_have_one_conversation);
  ADD ("an-owner-who-leaves-hands-it-on", test_an_owner_who_leaves_hands_it_on);
  ADD ("a-moderator-removes-members-only", test_a_moderator_removes_members_only);
  ADD ("marks-are-ones-own", test_marks_are_ones_own);
  ADD ("an-outsider-learns-nothing", test_an_outsider_learns_nothing);

  ADD ("nobody-is-brought-into-too-many-rooms", test_nobody_is_brought_into_too_many_rooms);
  ADD ("guests-find-those-with-whom-they-are", test_guests_find_those_with_whom_they_are);
  ADD ("who-was-removed-learns-no-more", test_who_was_removed_learns_no_more);

  return g_test_run ();
}
