/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-messages-table.h"

#include "shelf.h"
#include "test-await.h"

static void
test_pages (Shelf *shelf, gconstpointer data)
{
  static const struct {
    ChatAnchor anchor;
    gint64 seq;
    guint limit;
    const char *seqs;
  } cases[] = {
    { CHAT_ANCHOR_LATEST, 0, 3, "3 4 5" }, { CHAT_ANCHOR_LATEST, 0, 9, "1 2 3 4 5" },
    { CHAT_ANCHOR_BEFORE, 4, 2, "2 3" },   { CHAT_ANCHOR_BEFORE, 1, 2, "" },
    { CHAT_ANCHOR_AFTER, 2, 2, "3 4" },    { CHAT_ANCHOR_AFTER, 5, 2, "" },
    { CHAT_ANCHOR_AROUND, 3, 3, "2 3 4" }, { CHAT_ANCHOR_AROUND, 1, 3, "1 2 3" },
    { CHAT_ANCHOR_AROUND, 5, 4, "3 4 5" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GPtrArray)
      messages = shelf_list_messages (shelf, cases[i].anchor, cases[i].seq, cases[i].limit);

    shelf_assert_seqs (messages, cases[i].seqs);
  }
}

static void
test_whole_message (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GPtrArray) messages = NULL;
  const ChatEventMessage *message = NULL;
  const ChatEventReaction *reaction = NULL;
  const ChatEventFile *file = NULL;

  shelf_hear (
    shelf, "message:changed",
    "[{\"id\":\"m-5\",\"room\":\"r\",\"seq\":5,\"user\":\"u-2\",\"at\":6,\"kind\":\"notice\","
    "\"text\":\"FIVE\",\"reply\":{\"id\":\"m-1\",\"user\":\"u-2\",\"text\":\"one\"},"
    "\"files\":[{\"id\":\"f\",\"name\":\"a.png\",\"size\":9,\"width\":2,\"height\":3}],"
    "\"mentions\":[\"u-me\"],\"reactions\":{\"👍\":[\"u-me\",\"u-2\"]},\"editedAt\":7,"
    "\"rev\":22}]");
  messages = shelf_list_messages (shelf, CHAT_ANCHOR_AFTER, 4, 1);
  message = shelf_nth_message (messages, 0);
  reaction = message->reactions->pdata[0];
  file = message->files->pdata[0];
  g_assert_cmpstr (message->text, ==, "FIVE");
  g_assert_cmpint (message->kind, ==, CHAT_MESSAGE_KIND_NOTICE);
  g_assert_cmpstr (message->reply_id, ==, "m-1");
  g_assert_cmpstr (message->mentions->pdata[0], ==, "u-me");
  g_assert_cmpstr (file->name, ==, "a.png");
  g_assert_cmpint (file->size, ==, 9);
  g_assert_cmpuint (file->height, ==, 3);
  g_assert_null (file->blurhash);
  g_assert_cmpstr (reaction->emoji, ==, "👍");
  g_assert_cmpstr (reaction->users->pdata[1], ==, "u-2");
  g_assert_cmpint (message->edited_at, ==, 7);
  g_assert_cmpint (message->rev, ==, 22);
}

static void
test_older (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GPtrArray) rooms = NULL;
  const ChatStoredRoom *stored = NULL;

  shelf_hear (shelf, "message:changed", "[" MESSAGE ("m-1", "r", 1, "u-2", "new", 30) "]");
  shelf_hear (shelf, "message:changed", "[" MESSAGE ("m-1", "r", 1, "u-2", "old", 29) "]");
  shelf_hear (shelf, "room", "[{" ROOM ("r", "New", 5, 30) "}]");
  shelf_hear (shelf, "room", "[{" ROOM ("r", "Old", 4, 29) "}]");
  shelf_hear (shelf, "user", "[{\"id\":\"u-2\",\"name\":\"new\",\"rev\":30}]");
  shelf_hear (shelf, "user", "[{\"id\":\"u-2\",\"name\":\"old\",\"rev\":29}]");
  shelf_hear (shelf, "member", "[" ME ("r", 2, 30) "]");
  shelf_hear (
    shelf, "member",
    "[{\"room\":\"r\",\"user\":\"u-me\",\"role\":\"member\",\"pinned\":false,\"rev\":29}]");
  shelf_hear (shelf, "room", "[{" ROOM ("r", "Gone", 4, 29) ",\"me\":null}]");
  shelf_hear (shelf, "revision", "[{\"revision\":30}]");
  shelf_hear (shelf, "revision", "[{\"revision\":29}]");

  messages = shelf_list_messages (shelf, CHAT_ANCHOR_AFTER, 0, 1);
  rooms = shelf_list_rooms (shelf);
  stored = rooms->pdata[0];
  g_assert_cmpstr (shelf_nth_message (messages, 0)->text, ==, "new");
  g_assert_cmpstr (shelf_nth_message (messages, 0)->sender->name, ==, "new");
  g_assert_cmpstr (stored->room->name, ==, "New");
  g_assert_cmpint (stored->room->last_seq, ==, 5);
  g_assert_cmpint (stored->room->me->role, ==, CHAT_ROLE_OWNER);
  g_assert_true (stored->room->me->pinned);
  g_assert_cmpint (shelf_get_revision (shelf), ==, 30);
}

static void
test_places (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GPtrArray) messages = NULL;

  shelf_hear (shelf, "message", "[" MESSAGE ("other", "r", 1, "u-2", "in the place", 50) "]");
  shelf_hear (shelf, "message", "[" MESSAGE ("m-1", "r", 9, "u-2", "moved", 51) "]");
  shelf_hear (shelf, "message", "[" MESSAGE ("m-2", "elsewhere", 1, "u-2", "moved", 52) "]");
  messages = shelf_list_messages (shelf, CHAT_ANCHOR_LATEST, 0, 10);
  shelf_assert_seqs (messages, "1 2 3 4 5");
  g_assert_cmpstr (shelf_nth_message (messages, 0)->id, ==, "m-1");
  g_assert_cmpstr (shelf_nth_message (messages, 0)->text, ==, "one apple");
  g_assert_cmpstr (shelf_nth_message (messages, 1)->text, ==, "two apples");
}

static void
assert_gaps (Shelf *shelf, gint64 first, gint64 last, const char *expected)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) gaps = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  chat_store_find_gaps_async (shelf->store, "r", first, last, NULL, test_keep_result, &result);
  test_await (&result);
  gaps = chat_store_find_gaps_finish (shelf->store, result, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < gaps->len; i++) {
    const ChatGap *gap = &g_array_index (gaps, ChatGap, i);

    g_string_append_printf (text, "%s%d-%d", i > 0 ? " " : "", (int) gap->first, (int) gap->last);
  }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_gaps (Shelf *shelf, gconstpointer data)
{
  assert_gaps (shelf, 1, G_MAXINT64, "");
  shelf_hear (shelf, "message", "[" MESSAGE ("m-9", "r", 9, "u-2", "nine", 60) "]");
  shelf_hear (shelf, "message", "[" MESSAGE ("m-7", "r", 7, "u-2", "seven", 61) "]");
  shelf_hear (shelf, "room", "[{" ROOM ("r", "Den", 20, 62) "}]");
  assert_gaps (shelf, 1, G_MAXINT64, "6-6 8-8 10-20");
  assert_gaps (shelf, 7, 12, "8-8 10-12");
  assert_gaps (shelf, 9, 9, "");
  assert_gaps (shelf, 30, 40, "");

  /* What was before I came is not missing. */
  shelf_hear (shelf, "member",
              "[{\"room\":\"r\",\"user\":\"u-me\",\"role\":\"member\",\"fromSeq\":8,\"rev\":63}]");
  assert_gaps (shelf, 1, G_MAXINT64, "8-8 10-20");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/chat/messages-table/" name, Shelf, NULL, shelf_set_up, function, shelf_tear_down)

  ADD ("pages-are-of-any-place", test_pages);
  ADD ("message-is-remembered-whole", test_whole_message);
  ADD ("older-never-overwrites-newer", test_older);
  ADD ("place-keeps-its-message", test_places);
  ADD ("gaps-show", test_gaps);

  return g_test_run ();
}
