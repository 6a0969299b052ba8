/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-room.h"

typedef struct {
  ChatUser *ann;
  ChatRoom *room;
  ChatDraft *draft; /* of the room */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->ann = chat_user_new ("u-ann", "Ann");
  fixture->room = chat_room_new ("r", "General", CHAT_ROOM_KIND_PUBLIC);
  fixture->draft = chat_room_get_draft (fixture->room);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->room);
  g_assert_finalize_object (fixture->ann);
}

static void
count_cb (guint *n)
{
  ++*n;
}

static void
test_answers_or_changes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) first = chat_message_new ("m1", fixture->ann, "first", 1000);
  g_autoptr (ChatMessage) second = chat_message_new ("m2", fixture->ann, "second", 1000);

  chat_draft_set_text (fixture->draft, "half a sent");
  chat_draft_set_reply (fixture->draft, first);
  chat_draft_set_editing (fixture->draft, second);
  g_assert_null (chat_draft_get_reply (fixture->draft));
  g_assert_cmpstr (chat_draft_get_edited (fixture->draft), ==, "second");
  chat_draft_set_edited (fixture->draft, "2nd");
  g_assert_cmpstr (chat_draft_get_text (fixture->draft), ==, "half a sent");
  g_assert_cmpstr (chat_message_get_text (second), ==, "second");

  chat_draft_set_reply (fixture->draft, first);
  g_assert_null (chat_draft_get_editing (fixture->draft));
  g_assert_null (chat_draft_get_edited (fixture->draft));
}

static void
test_sent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) message = chat_message_new ("m1", fixture->ann, "first", 1000);
  g_autoptr (ChatFile) file = chat_file_new_local ("/plan", "plan", "text/plain", 1);

  chat_draft_set_text (fixture->draft, "yes");
  chat_draft_set_reply (fixture->draft, message);
  g_list_store_append (chat_draft_get_files (fixture->draft), file);
  chat_draft_clear (fixture->draft);
  g_assert_cmpstr (chat_draft_get_text (fixture->draft), ==, "");
  g_assert_null (chat_draft_get_reply (fixture->draft));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (chat_draft_get_files (fixture->draft))),
                    ==, 0);
}

static void
test_deleted (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) message = chat_message_new ("m1", fixture->ann, "first", 1000);
  guint n_notified = 0;

  g_signal_connect_swapped (fixture->draft, "notify::reply", G_CALLBACK (count_cb), &n_notified);
  chat_draft_set_reply (fixture->draft, message);
  chat_message_set_deleted (message, TRUE);
  g_assert_null (chat_draft_get_reply (fixture->draft));
  g_assert_cmpuint (n_notified, ==, 2);

  chat_draft_set_reply (fixture->draft, message);
  chat_draft_set_editing (fixture->draft, message);
  g_assert_null (chat_draft_get_reply (fixture->draft));
  g_assert_null (chat_draft_get_editing (fixture->draft));
}

/* What was answered before the program started is one of the messages that are loaded later. */
static void
test_becomes_own (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) remembered = chat_message_new ("m1", fixture->ann, "first", 1000);
  g_autoptr (ChatMessage) loaded = chat_message_new ("m1", fixture->ann, "first!", 1000);

  chat_draft_set_editing (fixture->draft, remembered);
  chat_draft_set_edited (fixture->draft, "1st");
  chat_timeline_add (chat_room_get_timeline (fixture->room), loaded);
  g_assert_true (chat_draft_get_editing (fixture->draft) == loaded);
  g_assert_cmpstr (chat_draft_get_edited (fixture->draft), ==, "1st");
  chat_message_set_deleted (remembered, TRUE);
  g_assert_true (chat_draft_get_editing (fixture->draft) == loaded);
  chat_message_set_deleted (loaded, TRUE);
  g_assert_null (chat_draft_get_editing (fixture->draft));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/chat/draft/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("answers-or-changes-a-message", test_answers_or_changes);
  ADD ("is-empty-once-it-was-sent", test_sent);
  ADD ("what-is-deleted-is-not-answered", test_deleted);
  ADD ("is-about-the-message-that-is-loaded", test_becomes_own);

  return g_test_run ();
}
