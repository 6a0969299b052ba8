/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-message.h"

#define MINUTE (60 * G_GINT64_CONSTANT (1000))

typedef struct {
  ChatUser *me;
  ChatUser *ann;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->me = chat_user_new_me ("u-me", "Me");
  fixture->ann = chat_user_new ("u-ann", "Ann");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->me);
  g_assert_finalize_object (fixture->ann);
}

/* A time of 2026 in ms, where the reader is. */
static gint64
local_time (int day, int hour, int minute)
{
  g_autoptr (GDateTime) time = g_date_time_new_local (2026, 3, day, hour, minute, 0);

  return g_date_time_to_unix (time) * 1000;
}

static ChatMessage *
text_at (ChatUser *sender, gint64 time)
{
  g_autofree char *id = g_uuid_string_random ();

  return chat_message_new (id, sender, "hello", time);
}

static void
test_runs (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) first = text_at (fixture->ann, local_time (1, 10, 0));
  g_autoptr (ChatMessage) soon = text_at (fixture->ann, local_time (1, 10, 4));
  g_autoptr (ChatMessage) late = text_at (fixture->ann, local_time (1, 10, 5));
  g_autoptr (ChatMessage) mine = text_at (fixture->me, local_time (1, 10, 1));
  g_autoptr (ChatMessage) line = chat_message_new_system ("Ann came in", local_time (1, 10, 1));

  g_assert_true (chat_message_continues (soon, first));
  g_assert_false (chat_message_continues (late, first));
  g_assert_false (chat_message_continues (mine, first));
  g_assert_false (chat_message_continues (line, first));
  g_assert_false (chat_message_continues (first, line));
  g_assert_false (chat_message_continues (first, NULL));
}

static void
test_midnight (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) before = text_at (fixture->ann, local_time (1, 23, 59));
  g_autoptr (ChatMessage) after = text_at (fixture->ann, local_time (2, 0, 1));
  g_autoptr (ChatMessage) noon = text_at (fixture->ann, local_time (2, 12, 0));

  g_assert_false (chat_message_continues (after, before));
  g_assert_false (chat_message_is_same_day (after, before));
  g_assert_true (chat_message_is_same_day (noon, after));
  g_assert_false (chat_message_is_same_day (before, NULL));
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_moves (Fixture *fixture, gconstpointer data)
{
  ChatMessage *message = chat_message_new_pending (fixture->me, "hello", 1000);
  guint count = 0;

  g_signal_connect_swapped (message, "notify::status", G_CALLBACK (count_cb), &count);
  g_assert_true (chat_message_get_own (message));
  g_assert_cmpint (chat_message_get_status (message), ==, CHAT_MESSAGE_STATUS_PENDING);
  g_assert_true (g_uuid_string_is_valid (chat_message_get_id (message)));

  chat_message_fail (message, "No room");
  g_assert_cmpint (chat_message_get_status (message), ==, CHAT_MESSAGE_STATUS_FAILED);
  g_assert_cmpstr (chat_message_get_error (message), ==, "No room");

  chat_message_wait (message, 2000);
  g_assert_cmpint (chat_message_get_status (message), ==, CHAT_MESSAGE_STATUS_PENDING);
  g_assert_null (chat_message_get_error (message));
  g_assert_cmpint (chat_message_get_time (message), ==, 2000);

  chat_message_confirm (message, NULL, 0);
  chat_message_confirm (message, "Hello", 3000);
  g_assert_cmpint (chat_message_get_status (message), ==, CHAT_MESSAGE_STATUS_SENT);
  g_assert_cmpstr (chat_message_get_text (message), ==, "Hello");
  g_assert_cmpint (chat_message_get_time (message), ==, 3000);
  g_assert_cmpuint (count, ==, 3);

  g_assert_finalize_object (message);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/chat/message/same-sender-soon-after-is-one-run", Fixture, NULL, set_up, test_runs,
              tear_down);
  g_test_add ("/chat/message/midnight-ends-a-run", Fixture, NULL, set_up, test_midnight, tear_down);
  g_test_add ("/chat/message/waits-fails-and-is-sent", Fixture, NULL, set_up, test_moves,
              tear_down);

  return g_test_run ();
}
