/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "db-connection.h"
#include "person.h"
#include "test-await.h"

#define N_MESSAGES 18

typedef struct {
  TestHouse *house;
  Person *ann;
  Person *bob;
  ChatRoom *room;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  ChatMessage *last = NULL;

  fixture->house = test_house_new (NULL);
  fixture->ann = person_new (fixture->house, "ann");
  fixture->bob = person_new (fixture->house, "bob");
  fixture->room = g_object_ref (person_make_room (fixture->ann, "Den", fixture->bob));
  for (guint i = 1; i <= N_MESSAGES; i++) {
    g_autofree char *text = g_strdup_printf ("%u", i);

    last = person_say (fixture->ann, fixture->room, text);
  }
  person_await_message (fixture->bob, fixture->room, "18");
  test_await_that (chat_message_get_status (last) == CHAT_MESSAGE_STATUS_DELIVERED);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->room);
  g_clear_pointer (&fixture->ann, person_free);
  g_clear_pointer (&fixture->bob, person_free);
  test_house_free (fixture->house);
}

/* As if the disk had not taken them when they came. */
static void
make_gap (Person *person, const char *texts)
{
  g_autofree char *path = g_build_filename (person->folder, "chat.db", NULL);
  g_autofree char *sql = g_strdup_printf ("DELETE FROM message WHERE text IN (%s)", texts);
  g_autoptr (GError) error = NULL;
  DbConnection *db = db_connection_open (path, DB_DURABILITY_FULL, &error);

  g_assert_no_error (error);
  db_connection_execute (db, sql, &error);
  g_assert_no_error (error);
  db_connection_free (db);
}

static char *
dup_texts (ChatRoom *room)
{
  GListModel *timeline = G_LIST_MODEL (chat_room_get_timeline (room));
  g_autoptr (GString) texts = g_string_new (NULL);

  for (guint i = 0; i < person_count (timeline); i++) {
    g_autoptr (ChatMessage) message = g_list_model_get_item (timeline, i);

    if (*chat_message_get_text (message) != '\0')
      g_string_append_printf (texts, "%s ", chat_message_get_text (message));
  }

  return g_string_free (g_steal_pointer (&texts), FALSE);
}

/* What is missing in the middle of what is remembered is brought when somebody goes there, and is
 * there for good. */
static void
test_gap (Fixture *fixture, gconstpointer texts)
{
  Person *bob = fixture->bob;
  g_autofree char *online = NULL;
  g_autofree char *offline = NULL;
  ChatRoom *room = NULL;

  person_end (bob);
  make_gap (bob, texts);
  person_start (bob);
  person_come (bob);
  room = person_await_room (bob, fixture->room);
  while (chat_room_get_has_older (room))
    g_assert_true (person_load_older (bob, room, NULL));
  online = dup_texts (room);
  g_assert_cmpstr (online, ==, "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 ");

  person_end (bob);
  person_start (bob);
  room = person_await_room (bob, fixture->room);
  while (chat_room_get_has_older (room))
    g_assert_true (person_load_older (bob, room, NULL));
  offline = dup_texts (room);
  g_assert_cmpstr (offline, ==, online);
}

/* The program starts without a connection, and shows what it has. */
static ChatRoom *
show_gap (Fixture *fixture, const char *texts)
{
  Person *bob = fixture->bob;
  g_autofree char *shown = NULL;
  ChatRoom *room = NULL;

  person_end (bob);
  make_gap (bob, texts);
  person_start (bob);
  room = person_await_room (bob, fixture->room);
  person_load_older (bob, room, NULL);
  shown = dup_texts (room);
  g_assert_cmpstr (shown, ==, "1 2 3 4 5 6 7 11 12 13 14 15 16 17 18 ");

  return room;
}

static void
assert_is_filled (Fixture *fixture, ChatRoom *room)
{
  g_autofree char *texts = NULL;

  person_await_message (fixture->bob, fixture->room, "8");
  g_assert_true (person_await_room (fixture->bob, fixture->room) == room);
  texts = dup_texts (room);
  g_assert_cmpstr (texts, ==, "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 ");
}

/* Without a connection there is what there is; what is missing in it comes when there is one, into
 * what is shown. */
static void
test_gap_offline (Fixture *fixture, gconstpointer texts)
{
  ChatRoom *room = show_gap (fixture, texts);

  person_come (fixture->bob);
  assert_is_filled (fixture, room);
}

/* When it is online it has just asked for what is missing. */
static void
break_once_cb (ChatSession *session, GParamSpec *pspec, gboolean *is_broken)
{
  if (*is_broken || chat_session_get_state (session) != CHAT_SESSION_ONLINE)
    return;

  *is_broken = TRUE;
  chat_session_disconnect (session);
}

/* What was asked for when the connection broke is asked for on the next one. */
static void
test_gap_broken (Fixture *fixture, gconstpointer texts)
{
  ChatRoom *room = show_gap (fixture, texts);
  ChatSession *session = fixture->bob->session;
  gboolean is_broken = FALSE;

  g_signal_connect (session, "notify::state", G_CALLBACK (break_once_cb), &is_broken);
  chat_session_connect (session);
  test_await_that (is_broken);
  g_signal_handlers_disconnect_by_func (session, break_once_cb, &is_broken);

  person_come (fixture->bob);
  assert_is_filled (fixture, room);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, texts, function)                                                                 \
  g_test_add ("/chat/history/" name, Fixture, texts, set_up, function, tear_down)

  ADD ("gap-in-the-middle-is-filled", "8, 9, 10", test_gap);
  ADD ("several-gaps-are-filled", "1, 5, 6, 9, 17", test_gap);
  ADD ("gap-that-was-shown-is-filled-on-the-next-connection", "8, 9, 10", test_gap_offline);
  ADD ("gap-whose-filling-broke-is-filled-on-the-connection-after", "8, 9, 10", test_gap_broken);

  return g_test_run ();
}
