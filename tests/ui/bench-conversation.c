/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench-conversation [MESSAGES]
 *
 * What it costs to open a room until its messages are on the screen, with so many in the store, and
 * to scroll up through what was ever said: time of the processor, so that other programs do not
 * count.
 */
#include <sqlite3.h>
#include <stdlib.h>
#include <time.h>

#include "chat-session.h"
#include "parlour-conversation.h"
#include "parlour-message-list.h"
#include "test-await.h"
#include "test-folder.h"
#include "test-frames.h"

#define ROOMS 8
#define STEPS 400
#define STEP 120

static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);

  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static ChatSession *
open_session (ChatAccount *account)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ChatSession *session = chat_session_new (account);

  chat_session_open_async (session, NULL, test_keep_result, &result);
  test_await (&result);
  chat_session_open_finish (session, result, &error);
  g_assert_no_error (error);

  return session;
}

static void
close_session (ChatSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_session_close_async (session, test_keep_result, &result);
  test_await (&result);
  chat_session_close_finish (session, result, NULL);
  g_object_unref (session);
}

static void
fill (const char *folder, int n_messages)
{
  g_autofree char *path = g_build_filename (folder, "chat.db", NULL);
  g_autofree char *sql = g_strdup_printf (
    "BEGIN;"
    "UPDATE account SET server = 'house', me = 'me', revision = 1;"
    "INSERT INTO user VALUES ('me', 'Noor Haddad', 'noor', NULL, 1, NULL, 0, 1),"
    " ('amara', 'Amara Okafor', 'amara', NULL, 1, NULL, 0, 1);"
    "WITH n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
    " INSERT INTO room (number, id, kind, name, last_seq, n_members, rev)"
    " SELECT i, 'room-' || i, 1, 'Room ' || i, %d, 2, 1 FROM n;"
    "INSERT INTO member (room, user, delivered, seen, rev)"
    " SELECT number, 'me', last_seq, last_seq, 1 FROM room;"
    "INSERT INTO member (room, user, delivered, seen, rev)"
    " SELECT number, 'amara', last_seq, last_seq, 1 FROM room;"
    "WITH n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d)"
    " INSERT INTO message (id, room, seq, user, at, kind, text, incident, edited_at, deleted_at,"
    " counts, rev)"
    " SELECT 'message-' || i, i %% %d + 1, i / %d + 1, CASE WHEN i %% 5 THEN 'amara' ELSE 'me' END,"
    " 1795000000000 + i * 20000, 0,"
    " 'message ' || i || substr (' and some more words, which may be more than a line', 1, i * 7 "
    "%% 50), 0, 0, 0, 1, 1 FROM n;"
    "COMMIT;",
    ROOMS, n_messages / ROOMS, n_messages - 1, ROOMS, ROOMS);
  char *problem = NULL;
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  if (sqlite3_exec (db, sql, NULL, NULL, &problem) != SQLITE_OK)
    g_error ("%s", problem);
  sqlite3_close (db);
}

static GtkWidget *
find_list (GtkWidget *conversation)
{
  return test_find (conversation, "messagelist");
}

static gboolean
has_messages (GtkWidget *conversation)
{
  gboolean empty = TRUE;

  g_object_get (find_list (conversation), "empty", &empty, NULL);

  return !empty;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return (first > second) - (first < second);
}

static void
say (const char *what, GArray *times)
{
  g_array_sort (times, compare_times);
  g_print ("%-28s median %6.1f ms, longest %6.1f ms, of %u\n", what,
           g_array_index (times, double, times->len / 2),
           g_array_index (times, double, times->len - 1), times->len);
}

static void
open_rooms (ChatSession *session, GtkWidget *conversation, const char *what)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < ROOMS; i++) {
    g_autoptr (ChatRoom)
      room = g_list_model_get_item (G_LIST_MODEL (chat_session_get_rooms (session)), i);
    double start = cpu_ms ();
    double time = 0;

    parlour_conversation_set_room (PARLOUR_CONVERSATION (conversation), room);
    test_await_that (has_messages (conversation));
    test_await_frames (conversation, 1);
    time = cpu_ms () - start;
    g_array_append_val (times, time);
  }
  say (what, times);
}

static void
scroll_up (GtkWidget *conversation)
{
  GtkWidget *scrolled =
    gtk_widget_get_ancestor (find_list (conversation), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < STEPS; i++) {
    double start = cpu_ms ();
    double time = 0;

    gtk_adjustment_set_value (adjustment, gtk_adjustment_get_value (adjustment) - STEP);
    test_await_frames (conversation, 0);
    time = cpu_ms () - start;
    g_array_append_val (times, time);
  }
  say ("a step up", times);
}

int
main (int argc, char *argv[])
{
  int n_messages = argc > 1 ? atoi (argv[1]) : 100000;
  g_autofree char *folder = test_folder_new ();
  g_autoptr (ChatAccount) account = NULL;
  ChatSession *session = NULL;
  GtkWidget *conversation = NULL;
  GtkWidget *window = NULL;

  gtk_init ();
  adw_init ();
  account = g_object_new (CHAT_TYPE_ACCOUNT, "address", "http://127.0.0.1:9", "name", "noor",
                          "dialect", "native", "folder", folder, NULL);
  close_session (open_session (account));
  fill (folder, n_messages);
  session = open_session (account);

  conversation = g_object_new (PARLOUR_TYPE_CONVERSATION, NULL);
  window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 700);
  adw_window_set_content (ADW_WINDOW (window), conversation);
  gtk_window_present (GTK_WINDOW (window));
  g_object_set (conversation, "session", session, NULL);
  test_await_frames (window, 3);

  g_print ("%d messages in %d rooms\n", n_messages, ROOMS);
  open_rooms (session, conversation, "a room, from the store");
  open_rooms (session, conversation, "a room that was open before");
  scroll_up (conversation);
  g_print ("messages loaded: %u\n", g_list_model_get_n_items (parlour_message_list_get_messages (
                                      PARLOUR_MESSAGE_LIST (find_list (conversation)))));

  g_object_set (conversation, "session", NULL, NULL);
  gtk_window_destroy (GTK_WINDOW (window));
  close_session (session);
  test_folder_remove (folder);

  return 0;
}
