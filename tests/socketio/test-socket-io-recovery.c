/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-recovery.h"

#include "socket-io-offset.h"

static const SocketIoRecoveryLimits limits = {
  .duration_ms = 1000,
  .grace_ms = 300,
  .max_sessions = 100,
  .max_packets = 1000,
  .max_bytes = 1024 * 1024,
};

/* Emits an event whose argument is @text; gives the offset that it got. */
static char *
record (SocketIoRecovery *recovery,
        const char *text,
        const char *room,
        const char *except,
        gint64 now_ms)
{
  g_autoptr (JsonArray) arguments = json_array_new ();
  g_autoptr (SocketIoBroadcastOptions) options = socket_io_broadcast_options_new ();
  g_autoptr (SocketIoPacket) packet = NULL;
  g_autoptr (SocketIoPacket) dated = NULL;
  JsonArray *data = NULL;

  json_array_add_string_element (arguments, text);
  packet = socket_io_packet_new_event ("/", "event", arguments, NULL, NULL);
  if (room != NULL)
    socket_io_broadcast_options_add_room (options, room);
  if (except != NULL)
    socket_io_broadcast_options_add_except (options, except);
  dated = socket_io_recovery_record (recovery, packet, options, now_ms);

  g_assert_cmpuint (json_array_get_length (json_node_get_array (packet->data)), ==, 2);
  data = json_node_get_array (dated->data);
  g_assert_cmpuint (json_array_get_length (data), ==, 3);

  return g_strdup (json_array_get_string_element (data, 2));
}

static void
persist (SocketIoRecovery *recovery, const char *pid, const char *rooms, gint64 now_ms)
{
  g_autoptr (SocketIoSession)
    session = socket_io_session_new ("sid", pid, g_strsplit (rooms, " ", -1), NULL);

  socket_io_recovery_persist (recovery, session, now_ms);
}

/* What was missed, as "a b c", or "none" if there is no such session. */
static char *
restore (SocketIoRecovery *recovery, const char *pid, const char *offset, gint64 now_ms)
{
  g_autoptr (SocketIoSession) session = socket_io_recovery_restore (recovery, pid, offset, now_ms);
  g_autoptr (GString) missed = g_string_new (NULL);

  if (session == NULL)
    return g_strdup ("none");

  g_assert_cmpstr (session->pid, ==, pid);
  g_assert_cmpstr (session->sid, ==, "sid");
  for (guint i = 0; i < session->missed->len; i++) {
    const SocketIoPacket *packet = g_ptr_array_index (session->missed, i);

    if (i > 0)
      g_string_append_c (missed, ' ');
    g_string_append (missed, json_array_get_string_element (json_node_get_array (packet->data), 1));
  }

  return g_string_free_and_steal (g_steal_pointer (&missed));
}

#define assert_restores(recovery, pid, offset, now_ms, expected)                                   \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *restored = restore (recovery, pid, offset, now_ms);                           \
    g_assert_cmpstr (restored, ==, expected);                                                      \
  }                                                                                                \
  G_STMT_END

static void
test_offsets_look_like_the_references (void)
{
  g_autoptr (SocketIoRecovery) recovery = socket_io_recovery_new (&limits);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gint64 now_ms = g_get_real_time () / 1000;

  for (guint i = 0; i < 500; i++) {
    char *offset = record (recovery, "x", NULL, NULL, 0);

    g_assert_true (socket_io_offset_is_plausible (offset, now_ms));
    g_assert_cmpuint (strcspn (offset, "."), ==, 7);
    g_assert_true (g_hash_table_add (seen, offset));
  }
}

static void
test_rooms_say_what_was_missed (void)
{
  g_autoptr (SocketIoRecovery) recovery = socket_io_recovery_new (&limits);
  g_autofree char *before = record (recovery, "before", NULL, NULL, 0);
  g_autofree char *last = record (recovery, "last", NULL, NULL, 0);
  const struct {
    const char *text;
    const char *room;
    const char *except;
  } events[] = {
    { "all", NULL, NULL },     { "mine", "a", NULL },   { "others", "z", NULL },
    { "not-me", NULL, "sid" }, { "not-z", NULL, "z" },  { "own", "sid", NULL },
    { "a-not-b", "a", "b" },   { "b-not-z", "b", "z" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (events); i++)
    g_free (record (recovery, events[i].text, events[i].room, events[i].except, 0));
  persist (recovery, "pid", "sid a b", 0);
  persist (recovery, "other", "sid2", 0);

  assert_restores (recovery, "pid", last, 10, "all mine not-z own b-not-z");
  assert_restores (recovery, "other", before, 10, "last all not-me not-z");
}

static void
test_a_session_is_given_once (void)
{
  g_autoptr (SocketIoRecovery) recovery = socket_io_recovery_new (&limits);
  g_autofree char *last = record (recovery, "last", NULL, NULL, 0);

  persist (recovery, "pid", "sid", 0);
  assert_restores (recovery, "pid", last, 1, "");
  assert_restores (recovery, "pid", last, 1, "none");
  persist (recovery, "pid", "sid", 2);
  persist (recovery, "pid", "sid", 3);
  g_assert_cmpuint (socket_io_recovery_get_n_sessions (recovery), ==, 1);
  assert_restores (recovery, "pid", last, 4, "");
}

static void
test_what_a_client_says_may_be_anything (void)
{
  static const char *const offsets[] = {
    "",
    ".",
    "PJ4Bl9L.",
    ".0",
    "PJ4Bl9L..0",
    "PJ4Bl9L.0.0",
    "0",
    "zzzzzzzzz",
    "________________",
    "1795226148626-0",
    "é",
    " PJ4Bl9L",
    "PJ4Bl9L ",
  };
  g_autoptr (SocketIoRecovery) recovery = socket_io_recovery_new (&limits);
  g_autofree char *last = NULL;

  persist (recovery, "pid", "sid", 0);
  assert_restores (recovery, "pid", "PJ4Bl9L", 0, "none");
  last = record (recovery, "last", NULL, NULL, 0);
  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    assert_restores (recovery, "pid", offsets[i], 0, "none");
  assert_restores (recovery, "", last, 0, "none");
  assert_restores (recovery, "pid", last, 0, "");
}

static void
test_everything_is_forgotten_in_time (void)
{
  g_autoptr (SocketIoRecovery) recovery = socket_io_recovery_new (&limits);
  g_autofree char *early = record (recovery, "early", NULL, NULL, 0);
  g_autofree char *late = record (recovery, "late", NULL, NULL, 600);

  persist (recovery, "early", "sid", 100);
  persist (recovery, "late", "sid", 700);
  g_assert_cmpuint (socket_io_recovery_prune (recovery, 0), ==, 1101);
  g_assert_cmpuint (socket_io_recovery_prune (recovery, 1100), ==, 1);
  g_assert_cmpuint (socket_io_recovery_get_n_sessions (recovery), ==, 2);

  /* It is over at once, whenever it is forgotten. */
  assert_restores (recovery, "early", late, 1101, "none");
  g_assert_cmpuint (socket_io_recovery_prune (recovery, 1101), ==, 200);
  g_assert_cmpuint (socket_io_recovery_get_n_sessions (recovery), ==, 1);
  g_assert_cmpuint (socket_io_recovery_get_n_packets (recovery), ==, 2);
  g_assert_cmpuint (socket_io_recovery_prune (recovery, 1301), ==, 400);
  g_assert_cmpuint (socket_io_recovery_get_n_packets (recovery), ==, 1);
  g_assert_cmpuint (socket_io_recovery_prune (recovery, 5000), ==, 0);
  g_assert_cmpuint (socket_io_recovery_get_n_packets (recovery), ==, 0);
  g_assert_cmpuint (socket_io_recovery_get_n_sessions (recovery), ==, 0);
}

/* An offset may be much older than all that is remembered. */
static void
test_who_hears_little_may_come_back (void)
{
  g_autoptr (SocketIoRecovery) recovery = socket_io_recovery_new (&limits);
  g_autofree char *last = record (recovery, "last", NULL, NULL, 0);

  socket_io_recovery_arrive (recovery, "pid", recovery);
  g_free (record (recovery, "others", "b", NULL, 5000));
  g_assert_cmpuint (socket_io_recovery_prune (recovery, 10000), ==, 0);
  persist (recovery, "pid", "sid a", 10000);
  assert_restores (recovery, "pid", last, 10500, "");

  /* Before it joined the room, or surely received; on its way when it was lost; sent since. */
  g_free (record (recovery, "before", "a", NULL, 19699));
  g_free (record (recovery, "on-its-way", "a", NULL, 19700));
  persist (recovery, "pid", "sid a", 20000);
  g_free (record (recovery, "since", "a", NULL, 20900));
  socket_io_recovery_prune (recovery, 21000);
  assert_restores (recovery, "pid", last, 21000, "on-its-way since");
}

/* It has got nothing that it could go on from. */
static void
test_who_has_heard_nothing_may_come_back (void)
{
  g_autoptr (SocketIoRecovery) recovery = socket_io_recovery_new (&limits);

  persist (recovery, "first", "sid", 0);
  assert_restores (recovery, "first", NULL, 0, "");
  g_free (record (recovery, "before", NULL, NULL, 0));
  socket_io_recovery_arrive (recovery, "pid", recovery);
  g_assert_true (socket_io_recovery_get_socket (recovery, "pid") == recovery);
  g_free (record (recovery, "after", NULL, NULL, 0));
  persist (recovery, "pid", "sid", 10);
  socket_io_recovery_depart (recovery, "pid", recovery);
  g_assert_null (socket_io_recovery_get_socket (recovery, "pid"));
  assert_restores (recovery, "pid", NULL, 20, "after");

  /* The answer is lost, too. */
  socket_io_recovery_arrive (recovery, "pid", recovery);
  persist (recovery, "pid", "sid", 30);
  socket_io_recovery_depart (recovery, "pid", recovery);
  assert_restores (recovery, "pid", NULL, 40, "after");
}

/* What was forgotten for want of room may have been missed. */
static void
test_a_gap_is_not_jumped (void)
{
  const SocketIoRecoveryLimits tight = {
    .duration_ms = 1000, .grace_ms = 300, .max_sessions = 9, .max_packets = 2, .max_bytes = 10000
  };
  g_autoptr (SocketIoRecovery) recovery = socket_io_recovery_new (&tight);
  g_autofree char *last = record (recovery, "last", NULL, NULL, 0);
  g_autofree char *one = NULL;

  persist (recovery, "pid", "sid", 0);
  one = record (recovery, "one", NULL, NULL, 0);
  g_free (record (recovery, "two", NULL, NULL, 0));
  assert_restores (recovery, "pid", last, 0, "one two");
  persist (recovery, "pid", "sid", 0);
  g_free (record (recovery, "three", NULL, NULL, 0));
  g_free (record (recovery, "four", NULL, NULL, 0));
  assert_restores (recovery, "pid", last, 0, "none");
  assert_restores (recovery, "pid", NULL, 0, "none");
  assert_restores (recovery, "pid", one, 0, "none");

  /* Long before the next time it was lost. */
  persist (recovery, "pid", "sid", 301);
  assert_restores (recovery, "pid", last, 301, "");
}

static void
test_memory_is_bounded (void)
{
  const SocketIoRecoveryLimits tight = {
    .duration_ms = 1000, .max_sessions = 2, .max_packets = 5, .max_bytes = 100 * 1000
  };
  g_autoptr (SocketIoRecovery) recovery = socket_io_recovery_new (&tight);
  g_autofree char *large = g_strnfill (60 * 1000, 'x');
  g_autofree char *huge = g_strnfill (200 * 1000, 'x');
  g_autofree char *first = record (recovery, "first", NULL, NULL, 0);
  g_autofree char *last = NULL;

  for (guint i = 0; i < 1000; i++) {
    g_autofree char *pid = g_strdup_printf ("%u", i);

    g_clear_pointer (&last, g_free);
    last = record (recovery, pid, NULL, NULL, 0);
    persist (recovery, pid, "sid", 0);
  }
  g_assert_cmpuint (socket_io_recovery_get_n_packets (recovery), ==, 5);
  g_assert_cmpuint (socket_io_recovery_get_n_sessions (recovery), ==, 2);
  assert_restores (recovery, "997", last, 0, "none");
  assert_restores (recovery, "998", first, 0, "none");
  assert_restores (recovery, "998", last, 0, "");

  g_free (record (recovery, large, NULL, NULL, 0));
  g_assert_cmpuint (socket_io_recovery_get_n_packets (recovery), ==, 5);
  g_free (record (recovery, large, NULL, NULL, 0));
  g_assert_cmpuint (socket_io_recovery_get_n_packets (recovery), ==, 1);
  g_free (record (recovery, huge, NULL, NULL, 0));
  g_assert_cmpuint (socket_io_recovery_get_n_packets (recovery), ==, 0);
  socket_io_recovery_take_back (recovery);
  g_free (record (recovery, "again", NULL, NULL, 0));
  g_assert_cmpuint (socket_io_recovery_get_n_packets (recovery), ==, 1);
}

static void
test_what_could_not_be_sent_was_not (void)
{
  g_autoptr (SocketIoRecovery) recovery = socket_io_recovery_new (&limits);
  g_autofree char *last = record (recovery, "last", NULL, NULL, 0);

  g_free (record (recovery, "bad", NULL, NULL, 0));
  socket_io_recovery_take_back (recovery);
  g_free (record (recovery, "good", NULL, NULL, 0));
  persist (recovery, "pid", "sid", 0);
  assert_restores (recovery, "pid", last, 0, "good");
}

/* The ring turns many times over. */
static void
test_a_long_stream_is_found_in (void)
{
  const SocketIoRecoveryLimits window = { .duration_ms = 1000,
                                          .grace_ms = 1000,
                                          .max_sessions = 5,
                                          .max_packets = 100,
                                          .max_bytes = 10 * 1000 * 1000 };
  g_autoptr (SocketIoRecovery) recovery = socket_io_recovery_new (&window);
  g_autoptr (GQueue) offsets = g_queue_new ();

  for (guint i = 0; i < 2000; i++) {
    g_autofree char *text = g_strdup_printf ("%u", i);

    g_queue_push_tail (offsets, record (recovery, text, NULL, NULL, i));
    if (offsets->length > 3)
      g_free (g_queue_pop_head (offsets));
    if (i % 50 == 3) {
      g_autofree char *expected = g_strdup_printf ("%u %u", i - 1, i);

      persist (recovery, "pid", "sid", i);
      assert_restores (recovery, "pid", g_queue_peek_head (offsets), i, expected);
    }
  }

  g_queue_clear_full (offsets, g_free);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-io/recovery/offsets-look-like-the-references",
                   test_offsets_look_like_the_references);
  g_test_add_func ("/socket-io/recovery/rooms-say-what-was-missed", test_rooms_say_what_was_missed);
  g_test_add_func ("/socket-io/recovery/a-session-is-given-once", test_a_session_is_given_once);
  g_test_add_func ("/socket-io/recovery/what-a-client-says-may-be-anything",
                   test_what_a_client_says_may_be_anything);
  g_test_add_func ("/socket-io/recovery/everything-is-forgotten-in-time",
                   test_everything_is_forgotten_in_time);
  g_test_add_func ("/socket-io/recovery/who-hears-little-may-come-back",
                   test_who_hears_little_may_come_back);
  g_test_add_func ("/socket-io/recovery/who-has-heard-nothing-may-come-back",
                   test_who_has_heard_nothing_may_come_back);
  g_test_add_func ("/socket-io/recovery/a-gap-is-not-jumped", test_a_gap_is_not_jumped);
  g_test_add_func ("/socket-io/recovery/memory-is-bounded", test_memory_is_bounded);
  g_test_add_func ("/socket-io/recovery/what-could-not-be-sent-was-not",
                   test_what_could_not_be_sent_was_not);
  g_test_add_func ("/socket-io/recovery/a-long-stream-is-found-in", test_a_long_stream_is_found_in);

  return g_test_run ();
}
