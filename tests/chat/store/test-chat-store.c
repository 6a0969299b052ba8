/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-store.h"

#include "db-connection.h"
#include "shelf.h"

#include <glib/gstdio.h>
#include <signal.h>

static void
test_reopened (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GPtrArray) rooms = NULL;
  g_autoptr (GPtrArray) outbox = NULL;

  shelf_send_text (shelf, "o-1", "r", "unsent");
  shelf_set_draft (shelf, "unfinished");
  shelf_reopen (shelf);
  rooms = shelf_list_rooms (shelf);
  outbox = shelf_list_outbox (shelf, "r");
  g_assert_cmpint (shelf_get_revision (shelf), ==, 15);
  g_assert_cmpuint (((ChatStoredRoom *) rooms->pdata[0])->n_unread, ==, 2);
  g_assert_cmpstr (((ChatStoredRoom *) rooms->pdata[0])->draft->text, ==, "unfinished");
  g_assert_cmpstr (((ChatOutgoing *) outbox->pdata[0])->text, ==, "unsent");
}

#define PATH_VARIABLE "TEST_CHAT_STORE_PATH"

/* Dies in a transaction that is so large that half of it is in the file. */
static void
die_in_transaction (void)
{
  g_autoptr (GError) error = NULL;
  DbConnection *db = db_connection_open (g_getenv (PATH_VARIABLE), DB_DURABILITY_FULL, &error);

  g_assert_no_error (error);
  db_connection_execute (db, "PRAGMA cache_size = 4", &error);
  db_connection_begin (db, &error);
  db_connection_execute (db,
                         "DELETE FROM outbox; UPDATE account SET revision = 99;"
                         "WITH RECURSIVE n (i) AS (SELECT 100 UNION ALL SELECT i + 1 FROM n "
                         "WHERE i < 5000) INSERT INTO draft (room, text) "
                         "SELECT 'room-' || i, hex (randomblob (200)) FROM n",
                         &error);
  g_assert_no_error (error);
  kill (getpid (), SIGKILL);
}

static void
test_crash (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GPtrArray) rooms = NULL;
  g_autofree char *log = g_strconcat (shelf->path, "-wal", NULL);
  GStatBuf left;

  shelf_send_text (shelf, "o-1", "r", "unsent");
  shelf_close (shelf);
  g_setenv (PATH_VARIABLE, shelf->path, TRUE);
  g_test_trap_subprocess ("/chat/store/subprocess/die-in-transaction", 0,
                          G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_assert_cmpint (g_stat (log, &left), ==, 0);
  g_assert_cmpint (left.st_size, >, 100000);

  shelf->store = shelf_open (shelf->path);
  outbox = shelf_list_outbox (shelf, NULL);
  rooms = shelf_list_rooms (shelf);
  g_assert_cmpint (shelf_get_revision (shelf), ==, 15);
  g_assert_cmpuint (outbox->len, ==, 1);
  g_assert_cmpuint (rooms->len, ==, 1);
}

#define N_ROOMS 200
#define N_MESSAGES 50

static void
fill (Shelf *shelf)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_event_free);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < N_ROOMS; i++) {
    ChatEvent *rooms = chat_event_new (CHAT_EVENT_ROOMS, NULL);
    ChatEvent *history = chat_event_new (CHAT_EVENT_HISTORY, NULL);
    ChatEventRoom *room = g_new0 (ChatEventRoom, 1);

    room->id = g_strdup_printf ("room-%u", i);
    room->has_me = TRUE;
    room->me = g_new0 (ChatEventMember, 1);
    room->me->room = g_strdup (room->id);
    room->me->user = g_strdup ("u-me");
    g_ptr_array_add (rooms->rooms, room);
    for (guint k = 1; k <= N_MESSAGES; k++) {
      ChatEventMessage *message = chat_event_message_new ();

      message->id = g_strdup_printf ("room-%u-%u", i, k);
      message->room = g_strdup (room->id);
      message->seq = k;
      message->sender = chat_event_user_new ("u-2", NULL);
      message->text = g_strdup_printf ("message number %u of many", k);
      g_ptr_array_add (history->messages, message);
    }
    g_ptr_array_add (events, rooms);
    g_ptr_array_add (events, history);
  }
  shelf_apply (shelf, events, &error);
  g_assert_no_error (error);
}

static void
test_many (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GPtrArray) rooms = NULL;
  g_autoptr (GPtrArray) page = NULL;
  gint64 began = 0;

  fill (shelf);
  shelf_close (shelf);
  began = g_get_monotonic_time ();
  shelf->store = shelf_open (shelf->path);
  rooms = shelf_list_rooms (shelf);
  page = shelf_list_messages (shelf, CHAT_ANCHOR_LATEST, 0, 50);
  g_test_message ("%u rooms and a page after %.1f ms", rooms->len,
                  (double) (g_get_monotonic_time () - began) / 1000);
  g_assert_cmpuint (rooms->len, ==, N_ROOMS + 1);
  g_assert_cmpuint (((ChatStoredRoom *) rooms->pdata[N_ROOMS])->n_unread, ==, N_MESSAGES);
  g_assert_cmpuint (page->len, ==, 5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD_ON_DISK(name, function)                                                                \
  g_test_add ("/chat/store/" name, Shelf, "", shelf_set_up, function, shelf_tear_down)

  ADD_ON_DISK ("all-is-there-again", test_reopened);
  ADD_ON_DISK ("crash-leaves-what-was-committed", test_crash);
  ADD_ON_DISK ("many-rooms-open-at-once", test_many);
  g_test_add_func ("/chat/store/subprocess/die-in-transaction", die_in_transaction);

  return g_test_run ();
}
