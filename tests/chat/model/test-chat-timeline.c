/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-timeline.h"
#include "test-changes.h"

typedef struct {
  ChatUser *me;
  ChatUser *ann;
  ChatTimeline *timeline;
  TestChanges *changes;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->me = chat_user_new_me ("u-me", "Me");
  fixture->ann = chat_user_new ("u-ann", "Ann");
  fixture->timeline = chat_timeline_new ();
  fixture->changes = test_changes_new (G_LIST_MODEL (fixture->timeline));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->changes, test_changes_free);
  g_assert_finalize_object (fixture->timeline);
  g_assert_finalize_object (fixture->me);
  g_assert_finalize_object (fixture->ann);
}

static ChatMessage *
add (Fixture *fixture, const char *id, gint64 time)
{
  g_autoptr (ChatMessage) message = chat_message_new (id, fixture->ann, id, time);

  return chat_timeline_add (fixture->timeline, message);
}

static ChatMessage *
write_one (Fixture *fixture, const char *text, gint64 time)
{
  g_autoptr (ChatMessage) message = chat_message_new_pending (fixture->me, text, time);

  return chat_timeline_add (fixture->timeline, message);
}

static guint
merge (Fixture *fixture, const char *const *ids, const gint64 *times, guint length)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) added = NULL;

  for (guint i = 0; i < length; i++) {
    ChatMessage *known = chat_timeline_find (fixture->timeline, ids[i]);
    ChatUser *sender = known != NULL ? chat_message_get_sender (known) : fixture->ann;

    g_ptr_array_add (messages, chat_message_new (ids[i], sender, ids[i], times[i]));
  }
  added = chat_timeline_merge (fixture->timeline, messages);

  return added->len;
}

static void
assert_texts (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) texts = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->timeline)); i++) {
    g_autoptr (ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (fixture->timeline), i);
    guint position = 0;

    g_string_append_printf (texts, "%s%s", i > 0 ? " " : "", chat_message_get_text (message));
    g_assert_true (
      chat_timeline_find_position (fixture->timeline, chat_message_get_id (message), &position));
    g_assert_cmpuint (position, ==, i);
  }

  g_assert_cmpstr (texts->str, ==, expected);
}

static void
assert_said (Fixture *fixture, const char *expected)
{
  g_autofree char *said = test_changes_take (fixture->changes);

  g_assert_cmpstr (said, ==, expected);
}

static void
test_arrival (Fixture *fixture, gconstpointer data)
{
  add (fixture, "a", 100);
  add (fixture, "b", 50); /* whose clock is late */
  add (fixture, "c", 100);

  assert_texts (fixture, "a b c");
  assert_said (fixture, "0-0+1 1-0+1 2-0+1");
  g_assert_cmpstr (chat_message_get_id (chat_timeline_get_last (fixture->timeline)), ==, "c");
}

static void
test_doubles (Fixture *fixture, gconstpointer data)
{
  ChatMessage *first = add (fixture, "a", 100);

  g_assert_true (add (fixture, "a", 100) == first);
  g_assert_true (chat_timeline_find (fixture->timeline, "a") == first);
  g_assert_null (chat_timeline_find (fixture->timeline, "b"));
  assert_said (fixture, "0-0+1");
}

static void
test_echo (Fixture *fixture, gconstpointer data)
{
  ChatMessage *mine = write_one (fixture, "mine", 5000);
  ChatMessage *next = write_one (fixture, "next", 5001);
  g_autoptr (ChatMessage)
    echo = chat_message_new (chat_message_get_id (mine), fixture->me, "Mine", 700);

  add (fixture, "a", 600);
  assert_texts (fixture, "a mine next");
  assert_said (fixture, "0-0+1 1-0+1 0-0+1");

  g_assert_true (chat_timeline_add (fixture->timeline, echo) == mine);
  g_assert_cmpint (chat_message_get_status (mine), ==, CHAT_MESSAGE_STATUS_SENT);
  g_assert_cmpint (chat_message_get_time (mine), ==, 700);
  assert_texts (fixture, "a Mine next");
  assert_said (fixture, "");

  chat_timeline_confirm (fixture->timeline, next, NULL, 0);
  add (fixture, "b", 800);
  assert_texts (fixture, "a Mine next b");
  assert_said (fixture, "3-0+1");
}

static void
test_history (Fixture *fixture, gconstpointer data)
{
  const char *const ids[] = { "a", "b", "c", "d", "e" };
  const gint64 times[] = { 100, 200, 300, 250, 400 };

  add (fixture, "c", 300);
  write_one (fixture, "mine", 150);
  assert_said (fixture, "0-0+1 1-0+1");

  g_assert_cmpuint (merge (fixture, ids, times, G_N_ELEMENTS (ids)), ==, 4);
  assert_texts (fixture, "a b c d e mine");
  assert_said (fixture, "0-0+2 3-0+2");

  g_assert_cmpuint (merge (fixture, ids, times, G_N_ELEMENTS (ids)), ==, 0);
  assert_said (fixture, "");
}

static void
test_lost_echo (Fixture *fixture, gconstpointer data)
{
  ChatMessage *mine = write_one (fixture, "mine", 150);
  const char *const ids[] = { chat_message_get_id (mine), "later" };
  const gint64 times[] = { 200, 300 };

  add (fixture, "a", 100);
  assert_said (fixture, "0-0+1 0-0+1");

  /* The server got it and could not say so; it stands in history, before what came later. */
  g_assert_cmpuint (merge (fixture, ids, times, G_N_ELEMENTS (ids)), ==, 1);
  g_assert_cmpint (chat_message_get_status (mine), ==, CHAT_MESSAGE_STATUS_SENT);
  g_assert_cmpint (g_list_model_get_n_items (G_LIST_MODEL (fixture->timeline)), ==, 3);
  assert_said (fixture, "2-0+1");
}

static void
test_failure (Fixture *fixture, gconstpointer data)
{
  ChatMessage *refused = write_one (fixture, "refused", 99000);
  ChatMessage *next = write_one (fixture, "next", 99001);

  add (fixture, "a", 100);
  assert_said (fixture, "0-0+1 1-0+1 0-0+1");

  chat_timeline_fail (fixture->timeline, refused, "No");
  chat_timeline_confirm (fixture->timeline, next, NULL, 110);
  add (fixture, "b", 120);
  assert_texts (fixture, "a refused next b");
  assert_said (fixture, "3-0+1");

  chat_timeline_wait (fixture->timeline, refused, 99500);
  assert_texts (fixture, "a next b refused");
  assert_said (fixture, "1-3+3");

  chat_timeline_remove (fixture->timeline, refused);
  assert_texts (fixture, "a next b");
  assert_said (fixture, "3-1+0");
}

static void
test_stolen_id (Fixture *fixture, gconstpointer data)
{
  ChatMessage *mine = write_one (fixture, "mine", 5000);
  g_autoptr (ChatMessage)
    stolen = chat_message_new (chat_message_get_id (mine), fixture->ann, "not mine", 100);
  g_autoptr (ChatMessage) other = chat_message_new ("a", fixture->me, "not hers", 100);
  g_autoptr (ChatMessage) later = chat_message_new ("a", fixture->ann, "second thoughts", 100);

  add (fixture, "a", 100);
  chat_timeline_add (fixture->timeline, stolen);
  chat_timeline_add (fixture->timeline, other);
  chat_timeline_add (fixture->timeline, later);
  assert_texts (fixture, "a mine");
  g_assert_cmpint (chat_message_get_status (mine), ==, CHAT_MESSAGE_STATUS_PENDING);
}

static void
test_random (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < 300; i++) {
    g_autofree char *id = g_strdup_printf ("m%d", g_test_rand_int_range (0, 200));
    const char *const one[] = { id };
    gint64 time = g_test_rand_int_range (1, 1000);

    if (g_test_rand_bit ())
      add (fixture, id, time);
    else
      merge (fixture, one, &time, 1);
    g_hash_table_add (ids, g_steal_pointer (&id));
  }

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (fixture->timeline)), ==,
                    g_hash_table_size (ids));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/chat/timeline/keeps-the-order-of-arrival", Fixture, NULL, set_up, test_arrival,
              tear_down);
  g_test_add ("/chat/timeline/holds-each-id-once", Fixture, NULL, set_up, test_doubles, tear_down);
  g_test_add ("/chat/timeline/echo-becomes-the-message-that-waits", Fixture, NULL, set_up,
              test_echo, tear_down);
  g_test_add ("/chat/timeline/history-goes-where-it-belongs", Fixture, NULL, set_up, test_history,
              tear_down);
  g_test_add ("/chat/timeline/history-confirms-what-waits", Fixture, NULL, set_up, test_lost_echo,
              tear_down);
  g_test_add ("/chat/timeline/failed-stays-and-retried-goes-to-the-end", Fixture, NULL, set_up,
              test_failure, tear_down);
  g_test_add ("/chat/timeline/nobody-changes-what-another-said", Fixture, NULL, set_up,
              test_stolen_id, tear_down);
  g_test_add ("/chat/timeline/tells-the-truth-whatever-comes", Fixture, NULL, set_up, test_random,
              tear_down);

  return g_test_run ();
}
