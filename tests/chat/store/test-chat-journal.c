/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-journal.h"

#include "db-statement.h"
#include "shelf.h"
#include "talk.h"
#include "test-await.h"

static guint
count_rooms (Shelf *shelf)
{
  g_autoptr (GPtrArray) rooms = shelf_list_rooms (shelf);

  return rooms->len;
}

/* A server that is another one, or has lost what it once said, is believed from its beginning. */
static void
test_other_server (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GPtrArray) outbox = NULL;

#define WELCOME(server, revision)                                                                  \
  "[{\"server\":{\"id\":\"" server "\",\"name\":\"S\"},"                                           \
  "\"me\":{\"id\":\"u-me\",\"name\":\"me\",\"rev\":1},\"revision\":" #revision "}]"

  shelf_send_text (shelf, "o-1", "r", "unsent");
  shelf_hear (shelf, "welcome", WELCOME ("s-1", 16));
  shelf_hear (shelf, "welcome", WELCOME ("s-1", 15));
  g_assert_cmpint (shelf_get_revision (shelf), ==, 15);
  g_assert_cmpuint (count_rooms (shelf), ==, 1);

  shelf_hear (shelf, "welcome", WELCOME ("s-1", 14));
  g_assert_cmpint (shelf_get_revision (shelf), ==, 0);
  g_assert_cmpuint (count_rooms (shelf), ==, 0);

  shelf_hear (shelf, "room", "[{" ROOM ("r", "Den", 5, 3) ",\"me\":" ME ("r", 2, 3) "}]");
  g_assert_cmpuint (count_rooms (shelf), ==, 1);
  shelf_hear (shelf, "welcome", WELCOME ("s-2", 14));
  g_assert_cmpuint (count_rooms (shelf), ==, 0);

  outbox = shelf_list_outbox (shelf, "r");
  g_assert_cmpuint (outbox->len, ==, 1);

#undef WELCOME
}

static char *
get_run (Shelf *shelf)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *run = NULL;

  chat_store_get_run_async (shelf->store, NULL, test_keep_result, &result);
  test_await (&result);
  run = chat_store_get_run_finish (shelf->store, result, &error);
  g_assert_no_error (error);

  return run;
}

/* A server that was set back is believed as far as what was heard of it, not only as far as the
 * cursor, and whatever it has come to since. */
static void
test_set_back (Shelf *shelf, gconstpointer data)
{
  static const struct {
    gint64 heard; /* beyond the cursor, which is at 15 */
    gint64 kept;
    gint64 cursor;
  } CASES[] = {
    { 0, 15, 15 }, { 0, 14, 0 }, { 0, 40, 15 }, { 18, 18, 15 }, { 18, 17, 0 }, { 18, 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_autofree char *user =
      g_strdup_printf ("[{\"id\":\"u-2\",\"name\":\"ann\",\"rev\":%" G_GINT64_FORMAT "}]",
                       CASES[i].heard);
    g_autofree char *welcome = g_strdup_printf (
      "[{\"server\":{\"id\":\"s-1\"},\"me\":{\"id\":\"u-me\",\"name\":\"me\",\"rev\":1},"
      "\"revision\":40,\"run\":\"run-%u\",\"kept\":%" G_GINT64_FORMAT "}]",
      i, CASES[i].kept);
    g_autofree char *run = NULL;
    g_autofree char *expected = g_strdup_printf ("run-%u", i);

    shelf_hear (shelf, "user", user);
    shelf_hear (shelf, "welcome", welcome);
    g_assert_cmpint (shelf_get_revision (shelf), ==, CASES[i].cursor);
    g_assert_cmpint (count_rooms (shelf) > 0, ==, CASES[i].cursor > 0);
    run = get_run (shelf);
    g_assert_cmpstr (run, ==, expected);

    shelf_tear_down (shelf, data);
    shelf_set_up (shelf, data);
  }
}

/* What the welcome says of me is heard as well, and may be all that was. */
static void
test_welcome_is_heard (Shelf *shelf, gconstpointer data)
{
#define ME_AT(rev, kept)                                                                           \
  "[{\"server\":{\"id\":\"s-1\"},\"me\":{\"id\":\"u-me\",\"name\":\"me\",\"rev\":" #rev "},"       \
  "\"revision\":40,\"run\":\"r\",\"kept\":" #kept "}]"

  shelf_hear (shelf, "welcome", ME_AT (30, 40));
  shelf_hear (shelf, "welcome", ME_AT (30, 30));
  g_assert_cmpuint (count_rooms (shelf), ==, 1);
  shelf_hear (shelf, "welcome", ME_AT (20, 29));
  g_assert_cmpuint (count_rooms (shelf), ==, 0);

#undef ME_AT
}

/* What was remembered before there were runs was heard up to the cursor. */
static void
test_older_store (Shelf *shelf, gconstpointer data)
{
  for (guint revision = 15; revision >= 14; revision--) {
    g_autofree char *welcome =
      g_strdup_printf ("[{\"me\":{\"id\":\"u-me\",\"name\":\"me\"},\"revision\":%u}]", revision);
    g_autofree char *run = NULL;

    shelf_make_older (shelf, 2, "UPDATE account SET me = 'u-me', revision = 15");

    run = get_run (shelf);
    g_assert_null (run);
    shelf_hear (shelf, "welcome", welcome);
    g_assert_cmpint (shelf_get_revision (shelf), ==, revision == 15 ? 15 : 0);
  }
}

#define SET_BACK                                                                                   \
  "[{\"server\":{\"id\":\"s-1\"},\"me\":{\"id\":\"u-me\",\"name\":\"me\",\"rev\":1},\"revision\":" \
  "5}]"

static char *
dup_schema (Shelf *shelf)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DbConnection) db = db_connection_open (shelf->path, DB_DURABILITY_FULL, &error);
  g_autoptr (DbStatement) rows =
    db_statement_new (db,
                      "SELECT group_concat (type || ' ' || name || ' ' || ifnull (sql, ''), '; ') "
                      "FROM (SELECT * FROM sqlite_schema ORDER BY type, name)",
                      &error);

  g_assert_no_error (error);
  g_assert_true (db_statement_next (rows));

  return g_strdup (db_statement_get_text (rows, 0));
}

static void
assert_found (Shelf *shelf, const char *query, const char *seqs)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) found = NULL;

  chat_store_search_async (shelf->store, query, NULL, 10, NULL, test_keep_result, &result);
  found = shelf_finish_list (shelf, &result);
  shelf_assert_seqs (found, seqs);
}

/* What was forgotten leaves nothing behind, of words neither, and a place for what comes. */
static void
test_begins_anew (Shelf *shelf, gconstpointer data)
{
  g_autofree char *before = dup_schema (shelf);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (DbConnection) db = NULL;
  g_autoptr (GPtrArray) rooms = NULL;
  g_autoptr (GPtrArray) outbox = NULL;

  shelf_send_text (shelf, "o-1", "r", "unsent");
  shelf_set_draft (shelf, "half a");
  shelf_hear (shelf, "welcome", SET_BACK);
  assert_found (shelf, "apple", "");

  shelf_hear (shelf, "room", "[{" ROOM ("r", "Den", 0, 2) ",\"me\":" ME ("r", 0, 2) "}]");
  shelf_hear (shelf, "message", "[" MESSAGE ("m-9", "r", 1, "u-2", "an apple", 3) "]");
  shelf_hear (shelf, "message", "[" MESSAGE ("m-8", "r", 2, "u-2", "a plum", 4) "]");
  shelf_hear (shelf, "message:changed", "[" MESSAGE ("m-8", "r", 2, "u-2", "a pear", 5) "]");
  assert_found (shelf, "apple", "1");
  assert_found (shelf, "plum", "");
  rooms = shelf_list_rooms (shelf);
  g_assert_cmpstr (((ChatStoredRoom *) rooms->pdata[0])->draft->text, ==, "half a");
  outbox = shelf_list_outbox (shelf, "r");
  g_assert_cmpuint (outbox->len, ==, 1);

  shelf_reopen (shelf);
  after = dup_schema (shelf);
  g_assert_cmpstr (after, ==, before);
  db = db_connection_open (shelf->path, DB_DURABILITY_FULL, &error);
  g_assert_true (db_connection_check (db, &error));
  db_connection_execute (db, "INSERT INTO message_words (message_words) VALUES ('integrity-check')",
                         &error);
  g_assert_no_error (error);
}

/* An event that no dialect lets through; the schema does not either. */
static ChatEvent *
make_broken (void)
{
  ChatEvent *broken = chat_event_new (CHAT_EVENT_RECEIPT, "r");
  ChatEventMember *receipt = g_new0 (ChatEventMember, 1);

  receipt->room = g_strdup ("r");
  receipt->user = g_strdup ("u-9");
  receipt->seen = 7;
  g_ptr_array_add (broken->members, receipt);

  return broken;
}

/* What was to be forgotten in a batch that was taken back is there. */
static void
test_forgets_whole_or_not (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GPtrArray) events = talk_read_event (shelf->dialect, "welcome", SET_BACK);
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (events, make_broken ());
  shelf_apply (shelf, events, &error);
  g_assert_error (error, DB_ERROR, DB_ERROR_CONSTRAINT);
  messages = shelf_list_messages (shelf, CHAT_ANCHOR_LATEST, 0, 10);
  shelf_assert_seqs (messages, "1 2 3 4 5");
  assert_found (shelf, "apple", "2 1");
}

static void
test_whole_batches (Shelf *shelf, gconstpointer data)
{
  g_autoptr (ChatIntent) sync = chat_intent_new_sync (15);
  g_autoptr (JsonNode) node =
    json_from_string ("[{\"ok\":true,\"messages\":[" MESSAGE (
                        "o-1", "r", 6, "u-me", "six",
                        90) "],\"members\":["
                            "{\"room\":\"r\",\"user\":\"u-2\",\"rev\":91}],\"revision\":91}]",
                      NULL);
  g_autoptr (GPtrArray) events =
    chat_dialect_read_answer (shelf->dialect, sync, json_node_get_array (node), TALK_NOW, NULL);
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;
  ChatEvent *broken = make_broken ();

  g_ptr_array_add (events, broken);
  shelf_send_text (shelf, "o-1", "r", "six");
  shelf_apply (shelf, events, &error);
  g_assert_error (error, DB_ERROR, DB_ERROR_CONSTRAINT);
  g_assert_cmpint (shelf_get_revision (shelf), ==, 15);
  outbox = shelf_list_outbox (shelf, NULL);
  messages = shelf_list_messages (shelf, CHAT_ANCHOR_LATEST, 0, 1);
  g_assert_cmpuint (outbox->len, ==, 1);
  shelf_assert_seqs (messages, "5");

  ((ChatEventMember *) broken->members->pdata[0])->delivered = 7;
  g_clear_error (&error);
  shelf_apply (shelf, events, &error);
  g_assert_no_error (error);
  g_assert_cmpint (shelf_get_revision (shelf), ==, 91);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/chat/journal/" name, Shelf, NULL, shelf_set_up, function, shelf_tear_down)
#define ADD_ON_DISK(name, function)                                                                \
  g_test_add ("/chat/journal/" name, Shelf, "", shelf_set_up, function, shelf_tear_down)

  ADD ("another-server-is-believed-from-its-beginning", test_other_server);
  ADD ("a-server-that-was-set-back-is-believed-from-its-beginning", test_set_back);
  ADD ("what-a-welcome-says-of-me-is-heard", test_welcome_is_heard);
  ADD ("batch-is-whole-or-nothing", test_whole_batches);
  ADD ("what-is-forgotten-in-a-broken-batch-is-there", test_forgets_whole_or_not);
  ADD_ON_DISK ("what-is-forgotten-leaves-a-place-as-new", test_begins_anew);
  ADD_ON_DISK ("an-older-store-was-heard-up-to-its-cursor", test_older_store);

  return g_test_run ();
}
