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
  fixture->room = chat_room_new ("r", "General", CHAT_ROOM_KIND_PUBLIC);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->room);
  g_assert_finalize_object (fixture->me);
  g_assert_finalize_object (fixture->ann);
}

static ChatMessage *
message_at (ChatUser *user, gint64 seq)
{
  g_autofree char *id = g_strdup_printf ("m%d", (int) seq);
  ChatMessage *message = chat_message_new (id, user, id, 1000);

  chat_message_set_seq (message, seq);

  return message;
}

static void
hear (Fixture *fixture, ChatUser *user, gint64 seq)
{
  g_autoptr (ChatMessage) message = message_at (user, seq);

  chat_room_receive (fixture->room, message);
}

static void
load (Fixture *fixture, gint64 first, gint64 last)
{
  g_autoptr (GPtrArray) page = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) added = NULL;

  for (gint64 seq = first; seq <= last; seq++)
    g_ptr_array_add (page, message_at (fixture->ann, seq));
  added = chat_room_receive_history (fixture->room, page, TRUE);
}

static void
see (Fixture *fixture, const char *id)
{
  chat_room_see (fixture->room, chat_timeline_find (chat_room_get_timeline (fixture->room), id));
}

static void
assert_reading (Fixture *fixture, guint unread, const char *line)
{
  g_assert_cmpuint (chat_room_get_unread (fixture->room), ==, unread);
  g_assert_cmpstr (chat_room_get_first_unread (fixture->room), ==, line);
}

static void
test_seen_is_read (Fixture *fixture, gconstpointer data)
{
  hear (fixture, fixture->ann, 1);
  hear (fixture, fixture->me, 2);
  hear (fixture, fixture->ann, 3);
  assert_reading (fixture, 2, "m1");

  /* Opening is not seeing; the line stays while I look. */
  chat_room_set_open (fixture->room, TRUE);
  assert_reading (fixture, 2, "m1");
  see (fixture, "m2");
  assert_reading (fixture, 1, "m1");
  see (fixture, "m1");
  g_assert_cmpint (chat_room_get_seen_seq (fixture->room), ==, 2);
  see (fixture, "m3");
  assert_reading (fixture, 0, "m1");

  /* What comes while I look is no news to find. */
  hear (fixture, fixture->ann, 4);
  assert_reading (fixture, 1, "m1");
  see (fixture, "m4");
  chat_room_set_open (fixture->room, FALSE);
  assert_reading (fixture, 0, NULL);
}

static void
test_left_before_the_end (Fixture *fixture, gconstpointer data)
{
  for (gint64 seq = 1; seq <= 3; seq++)
    hear (fixture, fixture->ann, seq);
  chat_room_set_open (fixture->room, TRUE);
  see (fixture, "m1");
  chat_room_set_open (fixture->room, FALSE);

  assert_reading (fixture, 2, "m2");
}

static void
test_seen_elsewhere (Fixture *fixture, gconstpointer data)
{
  for (gint64 seq = 1; seq <= 3; seq++)
    hear (fixture, fixture->ann, seq);
  chat_room_set_seen_seq (fixture->room, 2);
  assert_reading (fixture, 1, "m3");
  chat_room_set_seen_seq (fixture->room, 1);
  assert_reading (fixture, 1, "m3");
  chat_room_set_seen_seq (fixture->room, 3);
  assert_reading (fixture, 0, NULL);
}

static void
test_remembered (Fixture *fixture, gconstpointer data)
{
  /* Of 40 places behind what I have seen, three do not count. */
  chat_room_set_seen_seq (fixture->room, 60);
  chat_room_set_last_seq (fixture->room, 100);
  chat_room_set_unread_before (fixture->room, 37);
  assert_reading (fixture, 37, NULL);

  hear (fixture, fixture->ann, 101);
  assert_reading (fixture, 38, "m101");
  hear (fixture, fixture->me, 102);
  assert_reading (fixture, 38, "m101");

  load (fixture, 81, 100);
  assert_reading (fixture, 38, "m81");
  chat_room_set_seen_seq (fixture->room, 90);
  assert_reading (fixture, 11, "m91");
}

static void
test_seen_of_what_is_not_loaded (Fixture *fixture, gconstpointer data)
{
  chat_room_set_last_seq (fixture->room, 100);
  chat_room_set_unread_before (fixture->room, 100);
  chat_room_set_seen_seq (fixture->room, 95);
  assert_reading (fixture, 5, NULL);
  chat_room_set_seen_seq (fixture->room, 100);
  assert_reading (fixture, 0, NULL);
}

/* The room is told of before its messages are, and these come in any order. */
static void
test_places_before_messages (Fixture *fixture, gconstpointer data)
{
  chat_room_set_seen_seq (fixture->room, 10);
  chat_room_set_last_seq (fixture->room, 13);
  assert_reading (fixture, 3, NULL);

  hear (fixture, fixture->ann, 13);
  assert_reading (fixture, 3, "m13");
  hear (fixture, fixture->me, 12);
  assert_reading (fixture, 2, "m13");
  hear (fixture, fixture->ann, 11);
  assert_reading (fixture, 2, "m11");
}

static void
test_opened_before_loaded (Fixture *fixture, gconstpointer data)
{
  chat_room_set_seen_seq (fixture->room, 98);
  chat_room_set_last_seq (fixture->room, 100);
  chat_room_set_unread_before (fixture->room, 2);
  chat_room_set_open (fixture->room, TRUE);
  load (fixture, 51, 100);
  assert_reading (fixture, 2, "m99");
  see (fixture, "m100");
  load (fixture, 1, 50);
  assert_reading (fixture, 0, "m99");
}

static void
test_older_pages_bring_no_line (Fixture *fixture, gconstpointer data)
{
  chat_room_set_seen_seq (fixture->room, 100);
  chat_room_set_last_seq (fixture->room, 100);
  chat_room_set_open (fixture->room, TRUE);
  hear (fixture, fixture->ann, 101);
  load (fixture, 51, 100);
  assert_reading (fixture, 1, NULL);
}

static void
test_older (Fixture *fixture, gconstpointer data)
{
  ChatMember me = { .user = fixture->me };

  g_assert_false (chat_room_get_has_older (fixture->room));
  hear (fixture, fixture->ann, 1);
  g_assert_false (chat_room_get_has_older (fixture->room));

  /* What is missing behind the first one is not before it. */
  chat_room_set_last_seq (fixture->room, 100);
  g_assert_false (chat_room_get_has_older (fixture->room));
  load (fixture, 51, 100);
  chat_timeline_trim (chat_room_get_timeline (fixture->room), 50);
  g_assert_true (chat_room_get_has_older (fixture->room));

  me.from_seq = 51;
  chat_room_set_member (fixture->room, &me);
  g_assert_false (chat_room_get_has_older (fixture->room));
  me.from_seq = 41;
  chat_room_set_member (fixture->room, &me);
  g_assert_true (chat_room_get_has_older (fixture->room));
  load (fixture, 41, 50);
  g_assert_false (chat_room_get_has_older (fixture->room));
}

static void
test_older_of_nothing_loaded (Fixture *fixture, gconstpointer data)
{
  ChatMember me = { .user = fixture->me, .from_seq = 4 };

  chat_room_set_member (fixture->room, &me);
  chat_room_set_last_seq (fixture->room, 3);
  g_assert_false (chat_room_get_has_older (fixture->room));
  chat_room_set_last_seq (fixture->room, 4);
  g_assert_true (chat_room_get_has_older (fixture->room));
}

static void
test_before_my_time (Fixture *fixture, gconstpointer data)
{
  const ChatMember me = { .user = fixture->me, .from_seq = 41 };

  chat_room_set_member (fixture->room, &me);
  chat_room_set_last_seq (fixture->room, 42);
  assert_reading (fixture, 2, NULL);
  g_assert_cmpint (chat_room_get_from_seq (fixture->room), ==, 41);
}

static void
test_trimmed (Fixture *fixture, gconstpointer data)
{
  for (gint64 seq = 1; seq <= 20; seq++)
    hear (fixture, seq % 2 == 0 ? fixture->me : fixture->ann, seq);
  g_assert_cmpuint (chat_room_get_unread (fixture->room), ==, 10);

  chat_timeline_trim (chat_room_get_timeline (fixture->room), 6);
  g_assert_cmpuint (chat_room_get_unread (fixture->room), ==, 10);
  hear (fixture, fixture->ann, 21);
  g_assert_cmpuint (chat_room_get_unread (fixture->room), ==, 11);
  chat_room_set_seen_seq (fixture->room, 18);
  g_assert_cmpuint (chat_room_get_unread (fixture->room), ==, 2);
}

static void
test_deleted_does_not_count (Fixture *fixture, gconstpointer data)
{
  hear (fixture, fixture->ann, 1);
  hear (fixture, fixture->ann, 2);
  chat_message_set_deleted (chat_timeline_find (chat_room_get_timeline (fixture->room), "m1"),
                            TRUE);
  chat_room_count (fixture->room);
  assert_reading (fixture, 1, "m2");
}

static void
hear_mention (Fixture *fixture, ChatUser *user, gint64 seq)
{
  g_autoptr (ChatMessage) message = message_at (user, seq);

  chat_message_set_mentions_me (message, TRUE);
  chat_room_receive (fixture->room, message);
}

static void
test_mentioned (Fixture *fixture, gconstpointer data)
{
  hear (fixture, fixture->ann, 1);
  hear_mention (fixture, fixture->me, 2);
  g_assert_false (chat_room_get_mentioned (fixture->room));
  hear_mention (fixture, fixture->ann, 3);
  hear (fixture, fixture->ann, 4);
  g_assert_true (chat_room_get_mentioned (fixture->room));

  chat_room_set_seen_seq (fixture->room, 2);
  g_assert_true (chat_room_get_mentioned (fixture->room));
  chat_room_set_seen_seq (fixture->room, 3);
  g_assert_false (chat_room_get_mentioned (fixture->room));
}

static void
test_mention_taken_back (Fixture *fixture, gconstpointer data)
{
  hear (fixture, fixture->ann, 1);
  hear_mention (fixture, fixture->ann, 2);
  chat_message_set_deleted (chat_timeline_find (chat_room_get_timeline (fixture->room), "m2"),
                            TRUE);
  chat_room_count (fixture->room);
  assert_reading (fixture, 1, "m1");
  g_assert_false (chat_room_get_mentioned (fixture->room));
}

static void
test_mention_remembered (Fixture *fixture, gconstpointer data)
{
  chat_room_set_seen_seq (fixture->room, 60);
  chat_room_set_last_seq (fixture->room, 100);
  chat_room_set_unread_before (fixture->room, 40);
  chat_room_set_mention_before (fixture->room, 70);
  g_assert_true (chat_room_get_mentioned (fixture->room));

  hear (fixture, fixture->ann, 101);
  load (fixture, 81, 100);
  g_assert_true (chat_room_get_mentioned (fixture->room));
  chat_room_set_seen_seq (fixture->room, 70);
  g_assert_false (chat_room_get_mentioned (fixture->room));
}

/* What waits has no place: all that is above it was seen. */
static void
test_seen_down_to_what_waits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) pending = chat_message_new_pending (fixture->me, "hello", 1000);

  hear (fixture, fixture->ann, 1);
  hear (fixture, fixture->ann, 2);
  chat_timeline_add (chat_room_get_timeline (fixture->room), pending);
  chat_room_see (fixture->room, pending);
  assert_reading (fixture, 0, NULL);
}

/* As simple as can be: what is at each place, and how far I have seen it. */
typedef struct {
  enum { NOTHING, MINE, HERS, DELETED } places[61];
  gint64 seen;
  gint64 last;
} Simple;

static void
assert_simple (Fixture *fixture, const Simple *simple)
{
  g_autofree char *line = NULL;
  guint unread = 0;

  for (gint64 seq = simple->seen + 1; seq <= simple->last; seq++) {
    unread += simple->places[seq] == NOTHING || simple->places[seq] == HERS;
    if (line == NULL && simple->places[seq] == HERS)
      line = g_strdup_printf ("m%d", (int) seq);
  }
  assert_reading (fixture, unread, line);
}

static void
do_something (Fixture *fixture, Simple *simple)
{
  gint64 seq = g_test_rand_int_range (1, 61);
  g_autofree char *id = g_strdup_printf ("m%d", (int) seq);
  ChatMessage *message = chat_timeline_find (chat_room_get_timeline (fixture->room), id);

  switch (g_test_rand_int_range (0, 6)) {
  case 0:
    chat_room_set_seen_seq (fixture->room, MIN (seq, simple->last));
    simple->seen = MAX (simple->seen, MIN (seq, simple->last));
    break;
  case 1:
    chat_room_set_last_seq (fixture->room, seq);
    simple->last = MAX (simple->last, seq);
    break;
  case 2:
    if (message == NULL || simple->places[seq] == DELETED)
      break;
    chat_message_set_deleted (message, TRUE);
    chat_room_count (fixture->room);
    simple->places[seq] = DELETED;
    break;
  default:
    if (message != NULL)
      break;
    simple->places[seq] = g_test_rand_bit () ? MINE : HERS;
    simple->last = MAX (simple->last, seq);
    hear (fixture, simple->places[seq] == MINE ? fixture->me : fixture->ann, seq);
  }
}

static void
test_random (Fixture *fixture, gconstpointer data)
{
  Simple simple = { 0 };

  for (guint i = 0; i < 300; i++) {
    do_something (fixture, &simple);
    assert_simple (fixture, &simple);
  }
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } TESTS[] = {
    { "/chat/reading/what-was-seen-is-read", test_seen_is_read },
    { "/chat/reading/line-moves-when-left-before-the-end", test_left_before_the_end },
    { "/chat/reading/what-was-seen-elsewhere-is-read", test_seen_elsewhere },
    { "/chat/reading/what-is-not-loaded-is-as-remembered", test_remembered },
    { "/chat/reading/what-is-not-loaded-can-be-seen", test_seen_of_what_is_not_loaded },
    { "/chat/reading/places-count-before-their-messages-come", test_places_before_messages },
    { "/chat/reading/line-comes-with-the-page", test_opened_before_loaded },
    { "/chat/reading/older-pages-bring-no-line", test_older_pages_bring_no_line },
    { "/chat/reading/nothing-before-my-time-is-unread", test_before_my_time },
    { "/chat/reading/older-is-what-i-can-see-and-is-not-loaded", test_older },
    { "/chat/reading/older-is-all-where-nothing-is-loaded", test_older_of_nothing_loaded },
    { "/chat/reading/what-is-let-go-stays-unread", test_trimmed },
    { "/chat/reading/what-is-deleted-does-not-count", test_deleted_does_not_count },
    { "/chat/reading/who-is-mentioned-is-until-it-was-seen", test_mentioned },
    { "/chat/reading/a-mention-can-be-taken-back", test_mention_taken_back },
    { "/chat/reading/a-mention-is-remembered", test_mention_remembered },
    { "/chat/reading/is-what-one-would-count-whatever-comes", test_random },
    { "/chat/reading/all-above-what-waits-was-seen", test_seen_down_to_what_waits },
  };

  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (TESTS); i++)
    g_test_add (TESTS[i].path, Fixture, NULL, set_up, TESTS[i].test, tear_down);

  return g_test_run ();
}
