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

static ChatMessage *
message_at (Fixture *fixture, gint64 seq, gint64 time)
{
  g_autofree char *id = g_strdup_printf ("%d", (int) seq);
  ChatMessage *message = chat_message_new (id, fixture->ann, id, time);

  chat_message_set_seq (message, seq);

  return message;
}

static void
add_at (Fixture *fixture, gint64 seq, gint64 time)
{
  g_autoptr (ChatMessage) message = message_at (fixture, seq, time);

  chat_timeline_add (fixture->timeline, message);
}

static void
merge_page (Fixture *fixture, gint64 first, gint64 last)
{
  g_autoptr (GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) added = NULL;

  for (gint64 seq = first; seq <= last; seq++)
    g_ptr_array_add (page, message_at (fixture, seq, seq * 100));
  added = chat_timeline_merge (fixture->timeline, page);
}

static void
test_places (Fixture *fixture, gconstpointer data)
{
  ChatMessage *mine = write_one (fixture, "mine", 1);

  /* Clocks are of no account. */
  add_at (fixture, 7, 100);
  add_at (fixture, 9, 50);
  add_at (fixture, 8, 9000);
  assert_texts (fixture, "7 8 9 mine");
  g_free (test_changes_take (fixture->changes));

  merge_page (fixture, 3, 7);
  assert_texts (fixture, "3 4 5 6 7 8 9 mine");
  assert_said (fixture, "0-0+4");
  g_assert_cmpint (chat_message_get_seq (chat_timeline_get_first (fixture->timeline)), ==, 3);

  chat_timeline_confirm (fixture->timeline, mine, NULL, 2);
  g_free (test_changes_take (fixture->changes));
  add_at (fixture, 11, 300);
  chat_timeline_set_seq (fixture->timeline, mine, 10);
  assert_texts (fixture, "3 4 5 6 7 8 9 mine 11");
}

static void
test_between (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) between = NULL;
  ChatMessage *failed = write_one (fixture, "failed", 500);

  merge_page (fixture, 1, 5);
  chat_timeline_fail (fixture->timeline, failed, "no");
  merge_page (fixture, 6, 9);
  assert_texts (fixture, "1 2 3 4 5 failed 6 7 8 9");
  g_assert_cmpint (chat_timeline_get_seq_at (fixture->timeline, failed), ==, 5);

  between = chat_timeline_list_between (fixture->timeline, 4, 7);
  g_assert_cmpuint (between->len, ==, 3);
  g_assert_cmpint (chat_message_get_seq (between->pdata[0]), ==, 5);
  g_assert_cmpint (chat_message_get_seq (between->pdata[2]), ==, 7);
}

/* It was refused when this program ran last, and is here before anything else. */
static void
test_remembered_failure (Fixture *fixture, gconstpointer data)
{
  ChatMessage *failed = write_one (fixture, "failed", 550);

  chat_timeline_fail (fixture->timeline, failed, "no");
  merge_page (fixture, 8, 9);
  assert_texts (fixture, "failed 8 9");
  g_assert_cmpint (chat_message_get_seq (chat_timeline_get_first (fixture->timeline)), ==, 8);

  merge_page (fixture, 4, 7);
  assert_texts (fixture, "4 5 failed 6 7 8 9");
  merge_page (fixture, 1, 3);
  assert_texts (fixture, "1 2 3 4 5 failed 6 7 8 9");
}

/* One that finds no place keeps no other from its own. */
static void
test_two_remembered_failures (Fixture *fixture, gconstpointer data)
{
  ChatMessage *first = write_one (fixture, "first", 50);
  ChatMessage *second = write_one (fixture, "second", 550);

  chat_timeline_fail (fixture->timeline, first, "no");
  chat_timeline_fail (fixture->timeline, second, "no");
  merge_page (fixture, 8, 9);
  assert_texts (fixture, "first second 8 9");
  merge_page (fixture, 4, 7);
  assert_texts (fixture, "first 4 5 second 6 7 8 9");
  add_at (fixture, 10, 30);
  assert_texts (fixture, "4 5 second 6 7 8 9 10 first");
}

static void
test_trim (Fixture *fixture, gconstpointer data)
{
  ChatMessage *failed = write_one (fixture, "failed", 250);

  chat_timeline_fail (fixture->timeline, failed, "no");
  merge_page (fixture, 1, 6);
  write_one (fixture, "mine", 1);
  g_free (test_changes_take (fixture->changes));

  chat_timeline_trim (fixture->timeline, 4);
  assert_texts (fixture, "failed 4 5 6 mine");
  assert_said (fixture, "0-4+1");
  g_assert_cmpint (chat_timeline_get_floor (fixture->timeline), ==, 3);
  g_assert_null (chat_timeline_find (fixture->timeline, "3"));
  g_assert_cmpint (chat_message_get_seq (chat_timeline_get_first (fixture->timeline)), ==, 4);

  chat_timeline_trim (fixture->timeline, 10);
  assert_said (fixture, "");
  merge_page (fixture, 1, 3);
  assert_texts (fixture, "1 2 failed 3 4 5 6 mine");
}

static void
test_random_places (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 300; i++) {
    gint64 seq = g_test_rand_int_range (1, 100);

    if (g_test_rand_bit ())
      add_at (fixture, seq, g_test_rand_int_range (1, 1000));
    else
      merge_page (fixture, seq, seq + g_test_rand_int_range (0, 10));
  }

  for (guint i = 1; i < g_list_model_get_n_items (G_LIST_MODEL (fixture->timeline)); i++) {
    g_autoptr (ChatMessage) above = g_list_model_get_item (G_LIST_MODEL (fixture->timeline), i - 1);
    g_autoptr (ChatMessage) below = g_list_model_get_item (G_LIST_MODEL (fixture->timeline), i);

    g_assert_cmpint (chat_message_get_seq (above), <, chat_message_get_seq (below));
  }
}

/* One of what is mine and has no place yet. */
static ChatMessage *
pick_own (GPtrArray *mine, ChatMessageStatus status)
{
  guint start = mine->len > 0 ? (guint) g_test_rand_int_range (0, (gint32) mine->len) : 0;

  for (guint i = 0; i < mine->len; i++) {
    ChatMessage *message = g_ptr_array_index (mine, (start + i) % mine->len);

    if (chat_message_get_status (message) == status && chat_message_get_seq (message) == 0)
      return message;
  }

  return NULL;
}

static void
do_something_of_mine (Fixture *fixture, GPtrArray *mine, gint64 *last)
{
  ChatMessage *pending = pick_own (mine, CHAT_MESSAGE_STATUS_PENDING);
  ChatMessage *failed = pick_own (mine, CHAT_MESSAGE_STATUS_FAILED);
  gint64 time = g_test_rand_int_range (1, 20000);

  switch (g_test_rand_int_range (0, 5)) {
  case 0:
    g_ptr_array_add (mine, g_object_ref (write_one (fixture, "mine", time)));
    break;
  case 1:
    if (pending != NULL)
      chat_timeline_fail (fixture->timeline, pending, "no");
    break;
  case 2:
    if (failed != NULL)
      chat_timeline_wait (fixture->timeline, failed, time);
    break;
  case 3:
    if (failed != NULL) {
      chat_timeline_remove (fixture->timeline, failed);
      g_ptr_array_remove (mine, failed);
    }
    break;
  default:
    if (pending != NULL) {
      chat_timeline_confirm (fixture->timeline, pending, NULL, time);
      chat_timeline_set_seq (fixture->timeline, pending, ++*last);
    }
  }
}

/* What has a place is in order; what waits is at the end; nothing of mine is lost. */
static void
assert_sane (Fixture *fixture, GPtrArray *mine)
{
  GListModel *model = G_LIST_MODEL (fixture->timeline);
  gint64 seq = 0;
  gboolean waits = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (ChatMessage) message = g_list_model_get_item (model, i);

    if (chat_message_get_seq (message) > 0)
      g_assert_cmpint (chat_message_get_seq (message), >, seq);
    seq = MAX (seq, chat_message_get_seq (message));
    g_assert_false (waits && chat_message_get_status (message) != CHAT_MESSAGE_STATUS_PENDING);
    waits = chat_message_get_status (message) == CHAT_MESSAGE_STATUS_PENDING;
  }
  for (guint i = 0; i < mine->len; i++) {
    ChatMessage *message = g_ptr_array_index (mine, i);

    g_assert_true (chat_message_get_is_sent (message) ||
                   chat_timeline_find (fixture->timeline, chat_message_get_id (message)) ==
                     message);
  }
}

static void
test_random_life (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) mine = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 last = 100;

  for (guint i = 0; i < 500; i++) {
    gint64 seq = g_test_rand_int_range (1, 90);
    int what = g_test_rand_int_range (0, 20);

    if (what == 0)
      chat_timeline_trim (fixture->timeline, (guint) g_test_rand_int_range (5, 30));
    else if (what < 5)
      merge_page (fixture, seq, seq + g_test_rand_int_range (0, 10));
    else if (what < 8)
      add_at (fixture, ++last, g_test_rand_int_range (1, 20000));
    else
      do_something_of_mine (fixture, mine, &last);
    assert_sane (fixture, mine);
  }
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
  g_test_add ("/chat/timeline/keeps-the-order-of-places", Fixture, NULL, set_up, test_places,
              tear_down);
  g_test_add ("/chat/timeline/keeps-the-order-of-places-whatever-comes", Fixture, NULL, set_up,
              test_random_places, tear_down);
  g_test_add ("/chat/timeline/is-sane-whatever-is-done", Fixture, NULL, set_up, test_random_life,
              tear_down);
  g_test_add ("/chat/timeline/finds-what-is-between-places", Fixture, NULL, set_up, test_between,
              tear_down);
  g_test_add ("/chat/timeline/remembered-failure-finds-its-place", Fixture, NULL, set_up,
              test_remembered_failure, tear_down);
  g_test_add ("/chat/timeline/remembered-failures-find-their-places", Fixture, NULL, set_up,
              test_two_remembered_failures, tear_down);
  g_test_add ("/chat/timeline/lets-go-of-the-oldest-but-not-of-what-is-only-here", Fixture, NULL,
              set_up, test_trim, tear_down);

  return g_test_run ();
}
