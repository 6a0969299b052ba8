/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-room.h"

typedef struct {
  ChatUser *me;
  ChatUser *ann;
  ChatRoom *room;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->me = chat_user_new_me ("u-me", "Me");
  fixture->ann = chat_user_new ("u-ann", "Ann");
  fixture->room = chat_room_new ("general", "General", CHAT_ROOM_KIND_PUBLIC);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->room);
  g_assert_finalize_object (fixture->me);
  g_assert_finalize_object (fixture->ann);
}

static gboolean
hear (Fixture *fixture, const char *id, gint64 time)
{
  g_autoptr (ChatMessage) message = chat_message_new (id, fixture->ann, "hello", time);

  return chat_room_receive (fixture->room, message);
}

static void
test_unread (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = fixture->room;
  g_autoptr (ChatMessage) mine = chat_message_new ("mine", fixture->me, "from my phone", 50);

  chat_room_receive (room, mine);
  g_assert_cmpuint (chat_room_get_unread (room), ==, 0);

  g_assert_true (hear (fixture, "a", 100));
  g_assert_true (hear (fixture, "b", 200));
  g_assert_false (hear (fixture, "b", 200));
  g_assert_cmpuint (chat_room_get_unread (room), ==, 2);
  g_assert_cmpstr (chat_room_get_first_unread (room), ==, "a");

  chat_room_set_open (room, TRUE);
  g_assert_cmpuint (chat_room_get_unread (room), ==, 0);
  g_assert_cmpstr (chat_room_get_first_unread (room), ==, "a");
  hear (fixture, "c", 300);
  g_assert_cmpuint (chat_room_get_unread (room), ==, 0);

  chat_room_set_open (room, FALSE);
  g_assert_null (chat_room_get_first_unread (room));
  hear (fixture, "d", 400);
  g_assert_cmpstr (chat_room_get_first_unread (room), ==, "d");
  g_assert_cmpuint (chat_room_get_unread (room), ==, 1);
}

static void
test_missed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) history = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) first = NULL;
  g_autoptr (GPtrArray) later = NULL;

  g_ptr_array_add (history, chat_message_new ("a", fixture->ann, "one", 100));
  first = chat_room_receive_history (fixture->room, history, TRUE);
  g_assert_cmpuint (first->len, ==, 1);
  g_assert_cmpuint (chat_room_get_unread (fixture->room), ==, 0);

  g_ptr_array_add (history, chat_message_new ("b", fixture->me, "two", 200));
  g_ptr_array_add (history, chat_message_new ("c", fixture->ann, "three", 300));
  g_ptr_array_add (history, chat_message_new ("d", fixture->ann, "four", 400));
  later = chat_room_receive_history (fixture->room, history, FALSE);
  g_assert_cmpuint (later->len, ==, 3);
  g_assert_cmpuint (chat_room_get_unread (fixture->room), ==, 2);
  g_assert_cmpstr (chat_room_get_first_unread (fixture->room), ==, "c");
}

static void
test_last (Fixture *fixture, gconstpointer data)
{
  g_assert_null (chat_room_get_last_message (fixture->room));
  chat_room_touch (fixture->room, 10);
  g_assert_cmpint (chat_room_get_activity (fixture->room), ==, 10);

  hear (fixture, "a", 100);
  g_assert_cmpstr (chat_message_get_id (chat_room_get_last_message (fixture->room)), ==, "a");
  g_assert_cmpint (chat_room_get_activity (fixture->room), ==, 100);
}

/* What was refused long ago is not what was said last. */
static void
test_old_failure (Fixture *fixture, gconstpointer data)
{
  ChatTimeline *timeline = chat_room_get_timeline (fixture->room);
  g_autoptr (ChatMessage) latest = chat_message_new ("latest", fixture->ann, "hello", 5000);
  g_autoptr (ChatMessage) refused = chat_message_new_pending (fixture->me, "no", 100);
  g_autoptr (ChatMessage) pending = chat_message_new_pending (fixture->me, "yes", 200);

  chat_message_set_seq (latest, 7);
  chat_room_set_latest (fixture->room, latest);
  chat_timeline_add (timeline, refused);
  chat_timeline_fail (timeline, refused, "Too rude");
  g_assert_true (chat_room_get_last_message (fixture->room) == latest);
  g_assert_cmpint (chat_room_get_activity (fixture->room), ==, 5000);

  chat_timeline_add (timeline, pending);
  g_assert_true (chat_room_get_last_message (fixture->room) == pending);
}

static void
test_typing (Fixture *fixture, gconstpointer data)
{
  GListModel *typing = G_LIST_MODEL (chat_room_get_typing (fixture->room));

  chat_typing_start (chat_room_get_typing (fixture->room), fixture->ann, 0);
  g_assert_cmpuint (g_list_model_get_n_items (typing), ==, 1);
  hear (fixture, "a", 100);
  g_assert_cmpuint (g_list_model_get_n_items (typing), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/chat/room/unread-until-opened-line-until-left", Fixture, NULL, set_up, test_unread,
              tear_down);
  g_test_add ("/chat/room/what-was-missed-is-unread", Fixture, NULL, set_up, test_missed,
              tear_down);
  g_test_add ("/chat/room/last-message-is-the-activity", Fixture, NULL, set_up, test_last,
              tear_down);
  g_test_add ("/chat/room/old-failure-is-not-the-last-message", Fixture, NULL, set_up,
              test_old_failure, tear_down);
  g_test_add ("/chat/room/message-ends-typing", Fixture, NULL, set_up, test_typing, tear_down);

  return g_test_run ();
}
