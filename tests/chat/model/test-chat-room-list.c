/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-room-list.h"
#include "test-changes.h"

static ChatRoom *
add (ChatRoomList *rooms, const char *name, gint64 activity)
{
  ChatRoom *room = chat_room_new (name, name, CHAT_ROOM_KIND_PUBLIC);

  chat_room_touch (room, activity);
  chat_room_list_add (rooms, room);

  return room;
}

static void
hear (ChatRoom *room, ChatUser *sender, const char *id, gint64 time)
{
  g_autoptr (ChatMessage) message = chat_message_new (id, sender, "hello", time);

  chat_room_receive (room, message);
}

static void
test_order (void)
{
  ChatRoomList *rooms = chat_room_list_new ();
  TestChanges *changes = test_changes_new (G_LIST_MODEL (rooms));
  ChatUser *ann = chat_user_new ("1", "Ann");
  ChatRoom *old = add (rooms, "old", 100);
  ChatRoom *middle = add (rooms, "middle", 200);
  ChatRoom *fresh = add (rooms, "fresh", 300);
  g_autofree char *said = NULL;
  guint position = 99;

  g_assert_true (chat_room_list_find (rooms, "old") == old);
  g_assert_true (chat_room_list_find_position (rooms, fresh, &position));
  g_assert_cmpuint (position, ==, 0);
  g_free (test_changes_take (changes));

  hear (fresh, ann, "a", 350); /* stays where it is */
  hear (middle, ann, "b", 400);
  hear (middle, ann, "c", 500);
  hear (old, ann, "d", 600);
  said = test_changes_take (changes);
  g_assert_cmpstr (said, ==, "0-2+2 0-3+3");
  g_assert_cmpuint (chat_room_list_get_total_unread (rooms), ==, 4);

  chat_room_set_open (middle, TRUE);
  g_assert_cmpuint (chat_room_list_get_total_unread (rooms), ==, 2);
  chat_room_list_remove (rooms, old);
  g_assert_cmpuint (chat_room_list_get_total_unread (rooms), ==, 1);
  g_assert_false (chat_room_list_find_position (rooms, old, &position));

  test_changes_free (changes);
  g_assert_finalize_object (rooms);
  g_assert_finalize_object (old);
  g_assert_finalize_object (middle);
  g_assert_finalize_object (fresh);
  g_assert_finalize_object (ann);
}

/* Whoever shows them in groups has to look at it again. */
static void
test_pinning (void)
{
  ChatRoomList *rooms = chat_room_list_new ();
  TestChanges *changes = test_changes_new (G_LIST_MODEL (rooms));
  g_autoptr (ChatRoom) old = add (rooms, "old", 100);
  g_autoptr (ChatRoom) fresh = add (rooms, "fresh", 300);
  g_autofree char *said = NULL;

  g_free (test_changes_take (changes));
  chat_room_set_pinned (old, TRUE);
  chat_room_set_pinned (old, TRUE);
  chat_room_set_pinned (fresh, TRUE);
  said = test_changes_take (changes);
  g_assert_cmpstr (said, ==, "1-1+1 0-1+1");

  test_changes_free (changes);
  g_assert_finalize_object (rooms);
}

static void
assert_unread (ChatRoomList *rooms, guint total, gboolean personal)
{
  g_assert_cmpuint (chat_room_list_get_total_unread (rooms), ==, total);
  g_assert_cmpint (chat_room_list_get_personal (rooms), ==, personal);
}

static void
mention (ChatRoom *room, ChatUser *sender, gint64 seq)
{
  g_autoptr (ChatMessage) message = chat_message_new ("mention", sender, "@me", 400);

  chat_message_set_seq (message, seq);
  chat_message_set_mentions_me (message, TRUE);
  chat_room_receive (room, message);
}

static void
test_personal (void)
{
  ChatRoomList *rooms = chat_room_list_new ();
  g_autoptr (ChatUser) ann = chat_user_new ("1", "Ann");
  g_autoptr (ChatRoom) noisy = add (rooms, "noisy", 100);
  g_autoptr (ChatRoom) direct = chat_room_new ("ann", "Ann", CHAT_ROOM_KIND_DIRECT);

  chat_room_list_add (rooms, direct);
  hear (noisy, ann, "a", 200);
  assert_unread (rooms, 1, FALSE);
  hear (direct, ann, "b", 300);
  assert_unread (rooms, 2, TRUE);
  chat_room_list_remove (rooms, direct);
  assert_unread (rooms, 1, FALSE);

  chat_room_set_muted_until (noisy, G_MAXINT64);
  assert_unread (rooms, 0, FALSE);
  mention (noisy, ann, 1);
  assert_unread (rooms, chat_room_get_unread (noisy), TRUE);
  chat_room_set_seen_seq (noisy, 1);
  assert_unread (rooms, 0, FALSE);

  g_assert_finalize_object (rooms);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/room-list/liveliest-first-and-unread-summed", test_order);
  g_test_add_func ("/chat/room-list/pinning-is-told", test_pinning);
  g_test_add_func ("/chat/room-list/what-is-for-me-stands-out", test_personal);

  return g_test_run ();
}
