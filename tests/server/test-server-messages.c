/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "house.h"

#define ID "11111111-1111-4111-8111-111111111111"

typedef HouseWithRoom Fixture;

static void
test_a_message_gets_the_next_place (Fixture *fixture, gconstpointer data)
{
  House *house = &fixture->house;
  g_autofree char *first = house_send (house, "ada", fixture->room, "Hello");
  g_autofree char *channel = g_strconcat ("room:", fixture->room, NULL);
  g_autoptr (ServerOutcome) second =
    house_ask (house, "bob", "message:send", "{'id':'" ID "','room':'%s','text':'Hi','reply':'%s'}",
               fixture->room, first);

  /* created, joined, Hello, Hi */
  house_assert (second->answer, "message.seq", "4");
  house_assert (second->answer, "message.reply.text", "Hello");
  house_assert (second->answer, "message.reply.user", house_get_caller (house, "ada")->user);
  house_assert (second->answer, "message.kind", "text");
  g_assert_cmpuint (house_count_told (second, channel, "message"), ==, 1);
  g_assert_cmpuint (second->effects->len, ==, 1);
}

static void
test_what_is_sent_again_is_there_once (Fixture *fixture, gconstpointer data)
{
  House *house = &fixture->house;
  g_autofree char *id = house_send (house, "ada", fixture->room, "Once");
  g_autoptr (ServerOutcome)
    again = house_ask (house, "ada", "message:send", "{'id':'%s','room':'%s','text':'Twice'}", id,
                       fixture->room);
  g_autoptr (ServerOutcome)
    history = house_ask (house, "ada", "message:history", "{'room':'%s'}", fixture->room);

  house_assert (again->answer, "message.text", "Once");
  g_assert_cmpuint (again->effects->len, ==, 0);
  house_assert (history->answer, "messages.length", "3");
  house_be_refused (house, "bob", "message:send", SERVER_ERROR_CONFLICT,
                    "{'id':'%s','room':'%s','text':'Mine'}", id, fixture->room);
}

static void
test_bad_messages_are_refused (Fixture *fixture, gconstpointer data)
{
  House *house = &fixture->house;
  g_autofree char *long_text = g_strnfill (8193, 'x');
  static const struct {
    ServerError code;
    const char *arguments;
  } BAD[] = {
    { SERVER_ERROR_INVALID, "{'id':'" ID "','text':'x'}" },
    { SERVER_ERROR_INVALID, "{'id':'nonsense','room':'%s','text':'x'}" },
    { SERVER_ERROR_INVALID,
      "{'id':'11111111-1111-4111-8111-11111111111A','room':'%s','text':'x'}" },
    { SERVER_ERROR_INVALID, "{'id':'" ID "','room':'%s'}" },
    { SERVER_ERROR_INVALID, "{'id':'" ID "','room':'%s','text':''}" },
    { SERVER_ERROR_INVALID, "{'id':'" ID "','room':'%s','text':7}" },
    { SERVER_ERROR_INVALID, "{'id':'" ID "','room':'%s','text':'x','kind':'system'}" },
    { SERVER_ERROR_INVALID, "{'id':'" ID "','room':'%s','text':'x','reply':'" ID "'}" },
    { SERVER_ERROR_INVALID, "{'id':'" ID "','room':'%s','text':'x','files':['nope']}" },
    { SERVER_ERROR_INVALID, "{'id':'" ID "','room':'%s','text':'x','files':'nope'}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (BAD); i++) {
    g_autofree char *arguments = NULL;
    g_auto (GStrv) parts = g_strsplit (BAD[i].arguments, "%s", 2);

    arguments = g_strjoinv (fixture->room, parts);
    house_be_refused (house, "ada", "message:send", BAD[i].code, "%s", arguments);
  }
  house_be_refused (house, "ada", "message:send", SERVER_ERROR_TOO_LONG,
                    "{'id':'" ID "','room':'%s','text':'%s'}", fixture->room, long_text);
}

static void
test_8192_emoji_are_a_message (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new ("");

  for (guint i = 0; i < 8192; i++)
    g_string_append (text, "\xf0\x9f\x98\x80");
  g_free (house_send (&fixture->house, "ada", fixture->room, text->str));
}

static void
test_its_author_changes_it (Fixture *fixture, gconstpointer data)
{
  House *house = &fixture->house;
  g_autofree char *id = house_send (house, "bob", fixture->room, "Helo");
  g_autoptr (ServerOutcome)
    edited = house_ask (house, "bob", "message:edit", "{'id':'%s','text':'Hello'}", id);

  house_assert (edited->answer, "message.text", "Hello");
  g_assert_cmpuint (house_count_told (edited, NULL, "message:changed"), ==, 1);
  house_be_refused (house, "ada", "message:edit", SERVER_ERROR_FORBIDDEN, "{'id':'%s','text':'X'}",
                    id);
  house_be_refused (house, "eve", "message:edit", SERVER_ERROR_NOT_FOUND, "{'id':'%s','text':'X'}",
                    id);
}

static void
test_a_deleted_one_keeps_its_place (Fixture *fixture, gconstpointer data)
{
  House *house = &fixture->house;
  g_autofree char *id = house_send (house, "bob", fixture->room, "Secret");
  g_autoptr (ServerOutcome) deleted = NULL;
  g_autoptr (ServerOutcome) history = NULL;

  house_do (house, "ada", "message:react", "{'id':'%s','emoji':'\xf0\x9f\x91\x8d','on':true}", id);
  deleted = house_ask (house, "ada", "message:delete", "{'id':'%s'}", id);
  history = house_ask (house, "bob", "message:history", "{'room':'%s'}", fixture->room);

  house_assert (deleted->answer, "message.text", "null");
  house_assert (deleted->answer, "message.reactions", "{}");
  house_assert (history->answer, "messages.2.seq", "3");
  house_assert (history->answer, "messages.2.text", "null");
  house_be_refused (house, "bob", "message:edit", SERVER_ERROR_GONE, "{'id':'%s','text':'X'}", id);
  house_be_refused (house, "bob", "message:react", SERVER_ERROR_GONE,
                    "{'id':'%s','emoji':'\xf0\x9f\x91\x8d','on':true}", id);
}

static void
test_an_answer_quotes_nothing_that_is_deleted (Fixture *fixture, gconstpointer data)
{
  House *house = &fixture->house;
  g_autofree char *first = house_send (house, "ada", fixture->room, "A secret");
  g_autoptr (ServerOutcome) answer =
    house_ask (house, "bob", "message:send", "{'id':'" ID "','room':'%s','text':'Oh','reply':'%s'}",
               fixture->room, first);
  g_autoptr (ServerOutcome)
    edited = house_ask (house, "ada", "message:edit", "{'id':'%s','text':'Nothing'}", first);
  g_autoptr (ServerOutcome)
    deleted = house_ask (house, "ada", "message:delete", "{'id':'%s'}", first);
  g_autoptr (ServerOutcome)
    again = house_ask (house, "ada", "message:delete", "{'id':'%s'}", first);
  g_autoptr (ServerOutcome)
    last = house_ask (house, "bob", "message:history", "{'room':'%s','limit':1}", fixture->room);

  house_assert (answer->answer, "message.reply.text", "A secret");
  g_assert_cmpuint (house_count_told (edited, NULL, "message:changed"), ==, 1);
  g_assert_cmpuint (house_count_told (deleted, NULL, "message:changed"), ==, 2);
  house_assert (deleted->answer, "message.id", first);
  house_assert (last->answer, "messages.0.reply.text", "null");
  house_assert (last->answer, "messages.0.reply.id", first);
  g_assert_cmpuint (again->effects->len, ==, 0);
}

static void
test_reactions_are_counted_once (Fixture *fixture, gconstpointer data)
{
  House *house = &fixture->house;
  g_autofree char *id = house_send (house, "ada", fixture->room, "Cake");
  g_autoptr (ServerOutcome) third = NULL;

  house_do (house, "bob", "message:react", "{'id':'%s','emoji':'\xf0\x9f\x8e\x82','on':true}", id);
  house_do (house, "bob", "message:react", "{'id':'%s','emoji':'\xf0\x9f\x8e\x82','on':true}", id);
  third = house_ask (house, "ada", "message:react",
                     "{'id':'%s','emoji':'\xf0\x9f\x8e\x82','on':true}", id);
  house_assert (third->answer, "message.reactions.\xf0\x9f\x8e\x82.length", "2");

  house_do (house, "bob", "message:react", "{'id':'%s','emoji':'\xf0\x9f\x8e\x82','on':false}", id);
  house_be_refused (house, "ada", "message:react", SERVER_ERROR_INVALID,
                    "{'id':'%s','emoji':'shout','on':true}", id);
  house_be_refused (house, "ada", "message:react", SERVER_ERROR_INVALID,
                    "{'id':'%s','emoji':'','on':true}", id);
  house_be_refused (house, "ada", "message:react", SERVER_ERROR_INVALID,
                    "{'id':'%s','emoji':'\xe2\x80\xae','on':true}", id);
}

static void
test_history_comes_in_pages (Fixture *fixture, gconstpointer data)
{
  House *house = &fixture->house;
  static const struct {
    const char *range;
    const char *first;
    const char *length;
  } PAGES[] = {
    { "'limit':5", "28", "5" },
    { "'before':28,'limit':5", "23", "5" },
    { "'before':3,'limit':5", "1", "2" },
    { "'after':30,'limit':5", "31", "2" },
    { "'around':10,'limit':4", "8", "4" },
    { "'before':1,'limit':5", NULL, "0" },
    { "'after':1000,'limit':5", NULL, "0" },
  };

  for (guint i = 0; i < 30; i++)
    g_free (house_send (house, "ada", fixture->room, "Text"));
  for (guint i = 0; i < G_N_ELEMENTS (PAGES); i++) {
    g_autoptr (ServerOutcome) page = house_ask (house, "bob", "message:history", "{'room':'%s',%s}",
                                                fixture->room, PAGES[i].range);

    house_assert (page->answer, "messages.length", PAGES[i].length);
    house_assert (page->answer, "messages.0.seq", PAGES[i].first);
    house_assert (page->answer, "first", "1");
    house_assert (page->answer, "last", "32");
  }
}

static void
test_members_are_mentioned (Fixture *fixture, gconstpointer data)
{
  House *house = &fixture->house;
  static const struct {
    const char *text;
    const char *name;
  } TEXTS[] = {
    { "@bob, look", "bob" },      { "Look, @BOB!", "bob" }, { "mail@bob.example", NULL },
    { "@eve is not here", NULL }, { "@bobby", NULL },       { "@", NULL },
    { "@@bob", "bob" },           { "(@bob)", "bob" },      { "@ bob", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (TEXTS); i++) {
    g_autofree char *id = g_uuid_string_random ();
    g_autoptr (ServerOutcome)
      sent = house_ask (house, "ada", "message:send", "{'id':'%s','room':'%s','text':'%s'}", id,
                        fixture->room, TEXTS[i].text);

    house_assert (sent->answer, "message.mentions.0",
                  TEXTS[i].name != NULL ? house_get_caller (house, TEXTS[i].name)->user : NULL);
  }
}

#define ADD(path, test)                                                                            \
  g_test_add ("/server/messages/" path, Fixture, NULL, house_with_room_set_up, test,               \
              house_with_room_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("a-message-gets-the-next-place", test_a_message_gets_the_next_place);
  ADD ("what-is-sent-again-is-there-once", test_what_is_sent_again_is_there_once);
  ADD ("bad-ones-are-refused", test_bad_messages_are_refused);
  ADD ("8192-emoji-are-a-message", test_8192_emoji_are_a_message);
  ADD ("its-author-changes-it", test_its_author_changes_it);
  ADD ("a-deleted-one-keeps-its-place", test_a_deleted_one_keeps_its_place);
  ADD ("an-answer-quotes-nothing-that-is-deleted", test_an_answer_quotes_nothing_that_is_deleted);
  ADD ("reactions-are-counted-once", test_reactions_are_counted_once);
  ADD ("history-comes-in-pages", test_history_comes_in_pages);
  ADD ("members-are-mentioned", test_members_are_mentioned);

  return g_test_run ();
}
