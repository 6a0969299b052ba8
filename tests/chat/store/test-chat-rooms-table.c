/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-rooms-table.h"

#include "shelf.h"
#include "test-await.h"

static gint64
count_unread (Shelf *shelf, const char *room, gint64 after, gint64 last)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n = 0;

  chat_store_count_unread_async (shelf->store, room, after, last, test_keep_result, &result);
  test_await (&result);
  n = chat_store_count_unread_finish (shelf->store, result, &error);
  g_assert_no_error (error);

  return n;
}

static void
test_rooms (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GPtrArray) rooms = NULL;
  const ChatStoredRoom *stored = NULL;

  shelf_hear (shelf, "room", "[{" ROOM ("r-2", "Not mine", 5, 3) "}]");
  rooms = shelf_list_rooms (shelf);
  stored = rooms->pdata[0];
  g_assert_cmpuint (rooms->len, ==, 1);
  g_assert_cmpstr (stored->room->name, ==, "Den");
  g_assert_cmpint (stored->room->last_seq, ==, 5);
  g_assert_cmpint (stored->room->me->role, ==, CHAT_ROLE_OWNER);
  g_assert_true (stored->room->me->pinned);
  g_assert_cmpint (stored->room->me->seen, ==, 2);
  g_assert_cmpstr (stored->room->last_message->id, ==, "m-5");
  g_assert_cmpstr (stored->room->last_message->sender->name, ==, "Ann");
  /* The third and the fifth: the fourth is mine. */
  g_assert_cmpuint (stored->n_unread, ==, 2);
  g_assert_null (stored->draft);
}

#define MENTION(seq, user, rev)                                                                    \
  "[{\"id\":\"m-" #seq "\",\"room\":\"r\",\"seq\":" #seq ",\"user\":\"" user                       \
  "\",\"at\":1770000000000,\"kind\":\"text\",\"text\":\"@me\",\"mentions\":[\"u-3\",\"u-me\"],"    \
  "\"rev\":" #rev "}]"

static void
test_mention (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GPtrArray) before = shelf_list_rooms (shelf);
  g_autoptr (GPtrArray) mentioned = NULL;
  g_autoptr (GPtrArray) after = NULL;

  g_assert_cmpint (((ChatStoredRoom *) before->pdata[0])->mention, ==, 0);

  shelf_hear (shelf, "message", MENTION (6, "u-2", 40));
  shelf_hear (shelf, "message", MENTION (7, "u-me", 41));
  shelf_reopen (shelf);
  mentioned = shelf_list_rooms (shelf);
  g_assert_cmpint (((ChatStoredRoom *) mentioned->pdata[0])->mention, ==, 6);

  shelf_hear (shelf, "message",
              "[{\"id\":\"m-6\",\"room\":\"r\",\"seq\":6,\"user\":\"u-2\",\"at\":1770000000000,"
              "\"kind\":\"text\",\"text\":null,\"deletedAt\":9,\"rev\":42}]");
  after = shelf_list_rooms (shelf);
  g_assert_cmpint (((ChatStoredRoom *) after->pdata[0])->mention, ==, 0);
}

static void
test_unread_beyond (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GPtrArray) rooms = NULL;

  shelf_hear (shelf, "room", "[{" ROOM ("r", "Den", 105, 30) "}]");
  rooms = shelf_list_rooms (shelf);
  g_assert_cmpuint (((ChatStoredRoom *) rooms->pdata[0])->n_unread, ==, 102);

  g_assert_cmpint (count_unread (shelf, "r", 2, 105), ==, 102);
  g_assert_cmpint (count_unread (shelf, "r", 3, 4), ==, 0);
  g_assert_cmpint (count_unread (shelf, "r", 4, 5), ==, 1);
  g_assert_cmpint (count_unread (shelf, "r", 105, 105), ==, 0);
}

static void
test_direct (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GPtrArray) rooms = NULL;
  const ChatStoredRoom *direct = NULL;

  shelf_hear (
    shelf, "room",
    "[{\"id\":\"d\",\"kind\":\"direct\",\"name\":\"\",\"lastSeq\":0,\"rev\":16,\"me\":" ME (
      "d", 0, 16) "}]");
  shelf_hear (shelf, "member",
              "[{\"room\":\"d\",\"user\":\"u-2\",\"role\":\"member\",\"rev\":16}]");
  rooms = shelf_list_rooms (shelf);
  g_assert_cmpuint (rooms->len, ==, 2);
  direct = rooms->pdata[1];
  g_assert_cmpint (direct->room->kind, ==, CHAT_ROOM_KIND_DIRECT);
  g_assert_cmpstr (direct->other->name, ==, "Ann");
  g_assert_null (direct->room->name);
}

static void
test_receipts (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) members = NULL;
  g_autoptr (GPtrArray) rooms = NULL;
  const ChatStoredMember *ann = NULL;

  /* Not known, but remembered, before she is introduced. */
  shelf_hear (shelf, "receipt", "[{\"room\":\"r\",\"user\":\"u-2\",\"delivered\":5,\"seen\":4}]");
  chat_store_list_members_async (shelf->store, "r", NULL, test_keep_result, &result);
  members = shelf_finish_list (shelf, &result);
  g_assert_cmpuint (members->len, ==, 1);
  g_clear_pointer (&members, g_ptr_array_unref);
  g_clear_object (&result);
  shelf_hear (shelf, "receipt", "[{\"room\":\"r\",\"user\":\"u-2\",\"delivered\":3,\"seen\":1}]");
  shelf_hear (shelf, "member",
              "[{\"room\":\"r\",\"user\":\"u-2\",\"role\":\"moderator\",\"delivered\":2,\"seen\":2,"
              "\"rev\":4}]");
  shelf_hear (shelf, "receipt", "[{\"room\":\"r\",\"user\":\"u-me\",\"delivered\":5,\"seen\":5}]");
  /* Never introduced: nobody knows as what. */
  shelf_hear (shelf, "receipt", "[{\"room\":\"r\",\"user\":\"u-9\",\"delivered\":5,\"seen\":5}]");
  /* Who writes has read what was there. */
  shelf_hear (shelf, "message", "[" MESSAGE ("m-6", "r", 6, "u-me", "six", 21) "]");

  chat_store_list_members_async (shelf->store, "r", NULL, test_keep_result, &result);
  members = shelf_finish_list (shelf, &result);
  ann = members->pdata[0];
  rooms = shelf_list_rooms (shelf);
  g_assert_cmpuint (members->len, ==, 2);
  g_assert_cmpstr (ann->user->name, ==, "Ann");
  g_assert_cmpint (ann->member->role, ==, CHAT_ROLE_MODERATOR);
  g_assert_cmpint (ann->member->delivered, ==, 5);
  g_assert_cmpint (ann->member->seen, ==, 4);
  g_assert_cmpint (((ChatStoredRoom *) rooms->pdata[0])->room->me->seen, ==, 6);
  g_assert_cmpuint (((ChatStoredRoom *) rooms->pdata[0])->n_unread, ==, 0);
}

/* Ann wrote the sixth without having read the fifth, then read the fifth; that the sixth changes
 * says nothing of what she has read. */
static void
test_blind_author (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) members = NULL;
  const ChatStoredMember *ann = NULL;

  shelf_hear (shelf, "member",
              "[{\"room\":\"r\",\"user\":\"u-2\",\"role\":\"member\",\"delivered\":4,\"seen\":4,"
              "\"rev\":4}]");
  shelf_hear (shelf, "message", "[" MESSAGE ("m-6", "r", 6, "u-2", "six", 21) "]");
  shelf_hear (shelf, "receipt", "[{\"room\":\"r\",\"user\":\"u-2\",\"delivered\":5,\"seen\":5}]");
  shelf_hear (shelf, "message", "[" MESSAGE ("m-6", "r", 6, "u-2", "six", 21) "]"); /* again */
  shelf_hear (shelf, "message:changed", "[" MESSAGE ("m-6", "r", 6, "u-2", "seven", 22) "]");

  chat_store_list_members_async (shelf->store, "r", NULL, test_keep_result, &result);
  members = shelf_finish_list (shelf, &result);
  ann = members->pdata[0];
  g_assert_cmpint (ann->member->delivered, ==, 5);
  g_assert_cmpint (ann->member->seen, ==, 5);
}

/* What Ann says tells nothing of what she is: that comes later, and may have been asked for before.
 */
static void
test_author_who_is_not_introduced (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) members = NULL;
  const ChatStoredMember *ann = NULL;

  shelf_hear (shelf, "receipt", "[{\"room\":\"r\",\"user\":\"u-2\",\"delivered\":5,\"seen\":5}]");
  shelf_hear (shelf, "message", "[" MESSAGE ("m-6", "r", 6, "u-2", "six", 21) "]");
  shelf_hear (shelf, "member",
              "[{\"room\":\"r\",\"user\":\"u-2\",\"role\":\"owner\",\"delivered\":5,\"seen\":5,"
              "\"rev\":4}]");

  chat_store_list_members_async (shelf->store, "r", NULL, test_keep_result, &result);
  members = shelf_finish_list (shelf, &result);
  ann = members->pdata[0];
  g_assert_cmpint (ann->member->role, ==, CHAT_ROLE_OWNER);
  g_assert_cmpint (ann->member->delivered, ==, 6);
  g_assert_cmpint (ann->member->seen, ==, 6);
}

static void
test_removed (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GPtrArray) rooms = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GPtrArray) outbox = NULL;

  shelf_send_text (shelf, "o-1", "r", "for later");
  shelf_hear (shelf, "room:removed", "[{\"room\":\"r\"}]");
  rooms = shelf_list_rooms (shelf);
  messages = shelf_list_messages (shelf, CHAT_ANCHOR_LATEST, 0, 10);
  outbox = shelf_list_outbox (shelf, "r");
  g_assert_cmpuint (rooms->len, ==, 0);
  g_assert_cmpuint (messages->len, ==, 0);
  g_assert_cmpuint (outbox->len, ==, 1);
}

/* What everybody is told of me does not say what only I am told. */
static void
test_marks (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GPtrArray) rooms = NULL;
  const ChatStoredRoom *stored = NULL;

  shelf_hear (shelf, "member",
              "[{\"room\":\"r\",\"user\":\"u-me\",\"role\":\"member\",\"rev\":40}]");
  rooms = shelf_list_rooms (shelf);
  stored = rooms->pdata[0];
  g_assert_cmpint (stored->room->me->role, ==, CHAT_ROLE_MEMBER);
  g_assert_true (stored->room->me->pinned);
}

/* What I have seen while the server did not hear it is seen; what it counts is beside that. */
static void
test_sight (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) lower = NULL;
  g_autoptr (GPtrArray) rooms = NULL;
  const ChatStoredRoom *stored = NULL;

  chat_store_see_async (shelf->store, "r", 4, test_keep_result, &result);
  test_await (&result);
  chat_store_see_async (shelf->store, "r", 3, test_keep_result, &lower);
  test_await (&lower);
  rooms = shelf_list_rooms (shelf);
  stored = rooms->pdata[0];
  g_assert_cmpint (stored->seen, ==, 4);
  g_assert_cmpint (stored->room->me->seen, ==, 2);
  g_assert_cmpuint (stored->n_unread, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/chat/rooms-table/" name, Shelf, NULL, shelf_set_up, function, shelf_tear_down)
#define ADD_ON_DISK(name, function)                                                                \
  g_test_add ("/chat/rooms-table/" name, Shelf, "", shelf_set_up, function, shelf_tear_down)

  ADD ("rooms-come-with-last-message-and-unread", test_rooms);
  ADD ("unread-counts-what-is-not-here-yet", test_unread_beyond);
  ADD ("direct-conversation-has-another", test_direct);
  ADD ("receipts-only-grow", test_receipts);
  ADD ("who-wrote-blindly-has-not-read", test_blind_author);
  ADD ("what-an-author-is-may-come-later", test_author_who_is_not_introduced);
  ADD ("removed-room-leaves-what-is-mine", test_removed);
  ADD ("marks-are-mine-alone", test_marks);
  ADD ("what-was-seen-here-is-seen", test_sight);
  ADD_ON_DISK ("where-i-am-mentioned-is-remembered", test_mention);

  return g_test_run ();
}
