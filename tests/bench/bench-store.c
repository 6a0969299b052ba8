/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench-store FILE fill ROOMS MESSAGES
 * bench-store FILE page
 * bench-store FILE search ROUNDS QUERY...
 *
 * What the app remembers of an account, by way of the object that it uses.  What is measured is
 * printed as one line of JSON for each question, times in milliseconds:
 *
 *   fill    hears so many messages, from the oldest on, in so many rooms, 5,000 at a time
 *   page    from nothing to what a person sees first: the store is opened, and the rooms, the
 *           newest page of one and who is in it are there
 *   search  how long it takes to find the newest 50
 */
#include "bench-figures.h"
#include "bench-ids.h"
#include "bench-texts.h"
#include "chat-store.h"
#include "test-await.h"

#include <stdlib.h>

#define NOW G_GINT64_CONSTANT (1770000000000)
#define PAGE 50
#define AT_ONCE 5000
#define PEOPLE 1000
#define PEOPLE_IN_ROOM 20

static double
get_now (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

static void
stop_at (GError *error)
{
  if (error != NULL)
    g_error ("%s", error->message);
}

static ChatStore *
open_store (const char *path)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ChatStore *store = NULL;

  chat_store_open_async (path, NULL, test_keep_result, &result);
  test_await (&result);
  store = chat_store_open_finish (result, &error);
  stop_at (error);

  return store;
}

static void
close_store (ChatStore *store)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_store_close_async (store, test_keep_result, &result);
  test_await (&result);
  chat_store_close_finish (store, result, NULL);
  g_object_unref (store);
}

static GPtrArray *
finish_list (ChatStore *store, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *list = NULL;

  test_await (result);
  list = chat_store_list_finish (store, *result, &error);
  g_clear_object (result);
  stop_at (error);

  return list;
}

/* --- filling --------------------------------------------------------------------- */

static void
hear (ChatStore *store, ChatEvent *event)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_event_free);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (events, event);
  chat_store_apply_async (store, events, test_keep_result, &result);
  test_await (&result);
  chat_store_write_finish (store, result, &error);
  stop_at (error);
}

static ChatEventMember *
make_member (guint room, guint person)
{
  ChatEventMember *member = g_new0 (ChatEventMember, 1);

  member->room = g_strdup_printf (BENCH_ROOM_ID, room);
  member->user = g_strdup_printf (BENCH_USER_ID, person);
  member->role = CHAT_ROLE_MEMBER;
  member->from_seq = 1;
  member->has_marks = TRUE;
  member->rev = 1;

  return member;
}

static void
hear_welcome (ChatStore *store)
{
  ChatEvent *event = chat_event_new (CHAT_EVENT_WELCOME, NULL);
  g_autofree char *me = g_strdup_printf (BENCH_USER_ID, 0);

  event->welcome = g_new0 (ChatEventWelcome, 1);
  event->welcome->me = chat_event_user_new (me, "Me");
  hear (store, event);
}

static void
hear_people (ChatStore *store)
{
  ChatEvent *event = chat_event_new (CHAT_EVENT_PROFILES, NULL);

  for (guint i = 0; i < PEOPLE; i++) {
    g_autofree char *id = g_strdup_printf (BENCH_USER_ID, i);
    g_autofree char *name = g_strdup_printf ("Person %u", i);
    ChatEventUser *user = chat_event_user_new (id, name);

    user->rev = 1;
    g_ptr_array_add (event->users, user);
  }
  hear (store, event);
}

static void
hear_rooms (ChatStore *store, guint n_rooms)
{
  ChatEvent *rooms = chat_event_new (CHAT_EVENT_ROOMS, NULL);
  ChatEvent *members = chat_event_new (CHAT_EVENT_MEMBERSHIPS, NULL);

  for (guint i = 0; i < n_rooms; i++) {
    ChatEventRoom *room = g_new0 (ChatEventRoom, 1);

    room->id = g_strdup_printf (BENCH_ROOM_ID, i);
    room->kind = CHAT_ROOM_KIND_PRIVATE;
    room->name = g_strdup_printf ("Room %u", i);
    room->n_members = PEOPLE_IN_ROOM;
    room->rev = 1;
    room->has_me = TRUE;
    room->me = make_member (i, 0);
    g_ptr_array_add (rooms->rooms, room);
    for (guint k = 1; k < PEOPLE_IN_ROOM; k++)
      g_ptr_array_add (members->members, make_member (i, (i + k * 7) % PEOPLE));
  }
  hear (store, rooms);
  hear (store, members);
}

static ChatEventMessage *
make_message (BenchTexts *texts, guint number, guint room, gint64 seq)
{
  ChatEventMessage *message = chat_event_message_new ();
  g_autofree char *user =
    g_strdup_printf (BENCH_USER_ID,
                     (room + bench_texts_random (texts, PEOPLE_IN_ROOM) * 7) % PEOPLE);

  message->id = g_strdup_printf (BENCH_MESSAGE_ID, number);
  message->room = g_strdup_printf (BENCH_ROOM_ID, room);
  message->seq = seq;
  message->sender = chat_event_user_new (user, NULL);
  message->time = NOW + number * G_GINT64_CONSTANT (1000);
  message->kind = CHAT_MESSAGE_KIND_TEXT;
  message->text = bench_texts_next (texts);
  message->rev = number + 2;

  return message;
}

static void
fill (const char *path, guint n_rooms, guint n_messages)
{
  ChatStore *store = open_store (path);
  g_autoptr (BenchTexts) texts = bench_texts_new (1);
  g_autofree gint64 *seqs = g_new0 (gint64, n_rooms);
  double start = get_now ();

  hear_welcome (store);
  hear_people (store);
  hear_rooms (store, n_rooms);
  for (guint i = 0; i < n_messages; i += AT_ONCE) {
    ChatEvent *event = chat_event_new (CHAT_EVENT_MESSAGES, NULL);

    for (guint k = i; k < MIN (i + AT_ONCE, n_messages); k++) {
      guint room = bench_texts_random (texts, n_rooms);

      g_ptr_array_add (event->messages, make_message (texts, k, room, ++seqs[room]));
    }
    hear (store, event);
  }
  g_print ("{\"time\":%.3f}\n", (get_now () - start) / n_messages);
  close_store (store);
}

/* --- what is measured --------------------------------------------------------------- */

static void
show_first_page (const char *path)
{
  double start = get_now ();
  ChatStore *store = open_store (path);
  g_autoptr (GAsyncResult) result = NULL;
  g_autofree char *room = g_strdup_printf (BENCH_ROOM_ID, 3);
  g_autoptr (GPtrArray) rooms = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GPtrArray) members = NULL;
  double with_rooms = 0;

  chat_store_list_rooms_async (store, NULL, test_keep_result, &result);
  rooms = finish_list (store, &result);
  with_rooms = get_now ();
  chat_store_list_messages_async (store, room, CHAT_ANCHOR_LATEST, 0, PAGE, NULL, test_keep_result,
                                  &result);
  messages = finish_list (store, &result);
  chat_store_list_members_async (store, room, NULL, test_keep_result, &result);
  members = finish_list (store, &result);
  g_print ("{\"time\":%.3f,\"rooms\":%.3f,\"n\":%u}\n", get_now () - start, with_rooms - start,
           rooms->len);
  g_assert_cmpuint (messages->len, ==, PAGE);
  g_assert_cmpuint (members->len, ==, PEOPLE_IN_ROOM);
  close_store (store);
}

/* A quarter comes before anything is counted. */
static void
search (ChatStore *store, guint n_rounds, const char *query)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  guint n_found = 0;

  for (guint i = 0; i < n_rounds; i++) {
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GPtrArray) found = NULL;
    double time = get_now ();

    chat_store_search_async (store, query, NULL, PAGE, NULL, test_keep_result, &result);
    found = finish_list (store, &result);
    time = get_now () - time;
    n_found = found->len;
    if (i >= n_rounds / 4)
      g_array_append_val (times, time);
  }
  g_print ("{\"time\":%.3f,\"n\":%u}\n", bench_figures_get_percentile (times, 50), n_found);
}

int
main (int argc, char *argv[])
{
  const char *what = argc > 2 ? argv[2] : "";

  if (g_str_equal (what, "fill") && argc == 5) {
    fill (argv[1], (guint) atoi (argv[3]), (guint) atoi (argv[4]));
  } else if (g_str_equal (what, "page") && argc == 3) {
    show_first_page (argv[1]);
  } else if (g_str_equal (what, "search") && argc > 4) {
    ChatStore *store = open_store (argv[1]);

    for (int i = 4; i < argc; i++)
      search (store, (guint) atoi (argv[3]), argv[i]);
    close_store (store);
  } else {
    g_error ("Usage: bench-store FILE fill ROOMS MESSAGES | page | search ROUNDS QUERY...");
  }

  return 0;
}
