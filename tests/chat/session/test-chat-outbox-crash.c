/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An outbox on a real file, and a program that is killed at every step between writing a message
 * and knowing that it has arrived.  The server is a file, too: it survives the program, and keeps
 * each message once, by its id.
 */
#include "chat-outbox.h"

#include "chat-dialect-error.h"
#include "test-await.h"
#include "test-folder.h"

#include <glib/gstdio.h>
#include <signal.h>

#define NOW G_GINT64_CONSTANT (1770000000000)
#define FOLDER_VARIABLE "TEST_CHAT_OUTBOX_FOLDER"
#define POINT_VARIABLE "TEST_CHAT_OUTBOX_POINT"

/* Where the program ends. */
typedef enum {
  POINT_NONE,
  POINT_STORED,   /* on the disk, not sent */
  POINT_SENT,     /* at the server, not answered */
  POINT_ANSWERED, /* answered, on its way to the disk */
  POINT_KNOWN,    /* as the server's on the disk, the model does not know */
} Point;

typedef struct {
  char *folder;
  char *path;        /* of the store */
  char *server_path; /* of what the server has: group per id, text, place, deleted, reactions */
  Point point;
  gboolean homeless; /* the room is not among mine */
  ChatStore *store;
  ChatUser *me;
  ChatRoster *users;
  ChatRoomList *rooms;
  ChatRoom *room;
  ChatOutbox *outbox;
} Fixture;

static void
die_at (Fixture *fixture, Point point)
{
  if (fixture->point == point)
    kill (getpid (), SIGKILL);
}

/* --- the server ------------------------------------------------------------------- */

static ChatEvent *
make_answer (ChatEventType type, const char *id, GKeyFile *server)
{
  ChatEvent *event = chat_event_new (type, "r");
  ChatEventMessage *message = chat_event_message_new ();

  message->id = g_strdup (id);
  message->room = g_strdup ("r");
  message->seq = g_key_file_get_int64 (server, id, "seq", NULL);
  message->rev = g_key_file_get_int64 (server, id, "rev", NULL);
  message->sender = chat_event_user_new ("u-me", "Me");
  message->text = g_key_file_get_string (server, id, "text", NULL);
  message->deleted_at = g_key_file_get_int64 (server, id, "deleted", NULL);
  message->time = NOW;
  event->id = g_strdup (id);
  g_ptr_array_add (event->messages, message);

  return event;
}

static GKeyFile *
load_server (Fixture *fixture)
{
  GKeyFile *server = g_key_file_new ();

  g_key_file_load_from_file (server, fixture->server_path, G_KEY_FILE_NONE, NULL);

  return server;
}

static ChatEvent *
serve (Fixture *fixture, const ChatIntent *intent)
{
  g_autoptr (GKeyFile) server = load_server (fixture);
  gsize n_messages = 0;
  gint64 rev = 0;

  g_strfreev (g_key_file_get_groups (server, &n_messages));
  rev = g_key_file_get_int64 (server, intent->id, "rev", NULL);
  if (intent->type == CHAT_INTENT_SEND && rev == 0) {
    g_key_file_set_int64 (server, intent->id, "seq", (gint64) n_messages + 1);
    g_key_file_set_string (server, intent->id, "text", intent->text);
  } else if (intent->type == CHAT_INTENT_EDIT) {
    g_key_file_set_string (server, intent->id, "text", intent->text);
  } else if (intent->type == CHAT_INTENT_DELETE) {
    g_key_file_set_int64 (server, intent->id, "deleted", NOW);
  }
  g_key_file_set_int64 (server, intent->id, "rev", rev + 1);
  g_assert_true (g_key_file_save_to_file (server, fixture->server_path, NULL));

  return make_answer (intent->type == CHAT_INTENT_SEND ? CHAT_EVENT_CONFIRMED : CHAT_EVENT_MESSAGES,
                      intent->id, server);
}

/* --- the way there and back ------------------------------------------------------- */

typedef struct {
  Fixture *fixture;
  guint attempt;
  char *id;
  ChatIntentType type;
} Question;

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  Fixture *fixture = question->fixture;

  g_assert_true (chat_store_write_finish (CHAT_STORE (source), result, NULL));
  die_at (fixture, POINT_KNOWN);
  if (question->type == CHAT_INTENT_SEND)
    chat_outbox_confirm (fixture->outbox, fixture->room, question->id, NOW);
  chat_outbox_settle (fixture->outbox, fixture->room, question->attempt, NULL);
  g_free (question->id);
  g_free (question);
}

static void
send_cb (ChatRoom *room, ChatIntent *intent, guint attempt, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (ChatIntent) owned = intent;
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_event_free);
  Question *question = g_new0 (Question, 1);

  question->fixture = fixture;
  question->attempt = attempt;
  question->id = g_strdup (intent->id);
  question->type = intent->type;

  die_at (fixture, POINT_STORED);
  g_ptr_array_add (events, serve (fixture, intent));
  die_at (fixture, POINT_SENT);
  chat_store_apply_async (fixture->store, events, applied_cb, question);
  die_at (fixture, POINT_ANSWERED);
}

/* --- a program -------------------------------------------------------------------- */

static void
begin (Fixture *fixture)
{
  g_autoptr (GAsyncResult) opened = NULL;
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;

  fixture->path = g_build_filename (fixture->folder, "chat.db", NULL);
  fixture->server_path = g_build_filename (fixture->folder, "server", NULL);
  chat_store_open_async (fixture->path, NULL, test_keep_result, &opened);
  test_await (&opened);
  fixture->store = chat_store_open_finish (opened, &error);
  g_assert_no_error (error);

  fixture->me = chat_user_new_me ("u-me", "Me");
  fixture->users = chat_roster_new ();
  fixture->rooms = chat_room_list_new ();
  fixture->room = chat_room_new ("r", "Room", CHAT_ROOM_KIND_PRIVATE);
  if (!fixture->homeless)
    chat_room_list_add (fixture->rooms, fixture->room);
  fixture->outbox = g_object_new (CHAT_TYPE_OUTBOX, "me", fixture->me, "first-delay", 1, NULL);
  chat_outbox_set_send (fixture->outbox, send_cb, fixture);
  chat_outbox_set_store (fixture->outbox, fixture->store);

  chat_store_list_outbox_async (fixture->store, NULL, NULL, test_keep_result, &listed);
  test_await (&listed);
  list = chat_store_list_finish (fixture->store, listed, &error);
  g_assert_no_error (error);
  chat_outbox_restore (fixture->outbox, list, fixture->rooms, fixture->users);
}

static void
end (Fixture *fixture)
{
  g_autoptr (GAsyncResult) closed = NULL;

  chat_store_close_async (fixture->store, test_keep_result, &closed);
  test_await (&closed);
  g_clear_object (&closed);
  test_settle ();
  g_assert_finalize_object (fixture->outbox);
  g_assert_finalize_object (fixture->store);
  g_assert_finalize_object (fixture->rooms);
  g_assert_finalize_object (fixture->room);
  g_assert_finalize_object (fixture->users);
  g_assert_finalize_object (fixture->me);
  g_free (fixture->path);
  g_free (fixture->server_path);
}

static ChatMessage *
add (Fixture *fixture, const char *text)
{
  g_autoptr (ChatMessage) message = chat_message_new_pending (fixture->me, text, NOW);

  chat_outbox_add (fixture->outbox, fixture->room, message);

  return message;
}

static void
drain (Fixture *fixture)
{
  chat_outbox_open (fixture->outbox, fixture->room);
  test_await_that (chat_outbox_get_length (fixture->outbox) == 0);
}

static void
set_up (Fixture *fixture, gconstpointer point)
{
  fixture->folder = test_folder_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer point)
{
  test_folder_remove (fixture->folder);
  g_free (fixture->folder);
}

/* --- what is there ---------------------------------------------------------------- */

/* The texts that the server has, in order. */
static void
assert_server (Fixture *fixture, const char *expected)
{
  g_autoptr (GKeyFile) server = load_server (fixture);
  g_auto (GStrv) ids = g_key_file_get_groups (server, NULL);
  g_autoptr (GString) texts = g_string_new (NULL);

  for (guint i = 0; ids[i] != NULL; i++) {
    g_autofree char *text = g_key_file_get_string (server, ids[i], "text", NULL);

    g_string_append_printf (texts, "%s%s ", text,
                            g_key_file_has_key (server, ids[i], "deleted", NULL) ? "!" : "");
  }
  g_assert_cmpstr (texts->str, ==, expected);
}

static void
assert_store (Fixture *fixture, const char *expected)
{
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GAsyncResult) paged = NULL;
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GString) texts = g_string_new (NULL);

  chat_store_list_messages_async (fixture->store, "r", CHAT_ANCHOR_LATEST, 0, 100, NULL,
                                  test_keep_result, &paged);
  chat_store_list_outbox_async (fixture->store, NULL, NULL, test_keep_result, &listed);
  test_await (&listed);
  messages = chat_store_list_finish (fixture->store, paged, NULL);
  waiting = chat_store_list_finish (fixture->store, listed, NULL);
  g_assert_cmpuint (waiting->len, ==, 0);
  for (guint i = 0; i < messages->len; i++) {
    const ChatEventMessage *message = messages->pdata[i];

    g_string_append_printf (texts, "%s%s ", message->text, message->deleted_at != 0 ? "!" : "");
  }
  g_assert_cmpstr (texts->str, ==, expected);
}

static guint
count_messages (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (chat_room_get_timeline (fixture->room)));
}

/* --- programs that are killed ----------------------------------------------------- */

static void
crash (Fixture *fixture, Point point, const char *program)
{
  g_autofree char *number = g_strdup_printf ("%d", (int) point);
  g_autofree char *path = g_strconcat ("/chat/outbox-crash/subprocess/", program, NULL);

  g_setenv (FOLDER_VARIABLE, fixture->folder, TRUE);
  g_setenv (POINT_VARIABLE, number, TRUE);
  g_test_trap_subprocess (path, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
}

static void
take_over (Fixture *fixture)
{
  fixture->folder = g_strdup (g_getenv (FOLDER_VARIABLE));
  fixture->point = (Point) g_ascii_strtoll (g_getenv (POINT_VARIABLE), NULL, 10);
  begin (fixture);
}

static void
send_three (void)
{
  Fixture fixture = { 0 };

  take_over (&fixture);
  add (&fixture, "a");
  add (&fixture, "b");
  add (&fixture, "c");
  drain (&fixture);
  g_assert_not_reached ();
}

static void
send_and_change (void)
{
  Fixture fixture = { 0 };
  ChatMessage *a = NULL;
  Point point = POINT_NONE;

  take_over (&fixture);
  point = fixture.point;
  fixture.point = POINT_NONE;
  a = add (&fixture, "a");
  add (&fixture, "b");
  drain (&fixture);
  fixture.point = point;
  chat_outbox_edit (fixture.outbox, fixture.room, a, "aa", NOW + 1);
  drain (&fixture);
  g_assert_not_reached ();
}

/* Nothing has left; all is on the disk. */
static void
write_and_end (void)
{
  Fixture fixture = { 0 };
  g_autoptr (GAsyncResult) listed = NULL;
  ChatMessage *a = NULL;
  ChatMessage *b = NULL;

  take_over (&fixture);
  a = add (&fixture, "a");
  b = add (&fixture, "b");
  add (&fixture, "c");
  chat_outbox_edit (fixture.outbox, fixture.room, a, "aa", NOW + 1);
  chat_outbox_delete (fixture.outbox, fixture.room, b, NOW + 1);
  chat_store_list_outbox_async (fixture.store, NULL, NULL, test_keep_result, &listed);
  test_await (&listed);
  kill (getpid (), SIGKILL);
}

static void
test_send (Fixture *fixture, gconstpointer point)
{
  crash (fixture, (Point) GPOINTER_TO_INT (point), "send-three");
  begin (fixture);
  drain (fixture);
  assert_server (fixture, "a b c ");
  assert_store (fixture, "a b c ");
  end (fixture);
}

static void
test_change (Fixture *fixture, gconstpointer point)
{
  crash (fixture, (Point) GPOINTER_TO_INT (point), "send-and-change");
  begin (fixture);
  drain (fixture);
  assert_server (fixture, "aa b ");
  assert_store (fixture, "aa b ");
  end (fixture);
}

static void
test_write (Fixture *fixture, gconstpointer data)
{
  ChatMessage *a = NULL;
  g_autoptr (ChatMessage) first = NULL;

  crash (fixture, POINT_NONE, "write-and-end");
  begin (fixture);
  g_assert_cmpuint (count_messages (fixture), ==, 2);
  first = g_list_model_get_item (G_LIST_MODEL (chat_room_get_timeline (fixture->room)), 0);
  g_assert_cmpstr (chat_message_get_text (first), ==, "aa");
  g_assert_cmpint (chat_message_get_status (first), ==, CHAT_MESSAGE_STATUS_PENDING);

  /* It has not left: it is still as if it had just been written. */
  a = add (fixture, "d");
  chat_outbox_edit (fixture->outbox, fixture->room, first, "aaa", NOW + 2);
  g_clear_object (&first);
  chat_outbox_delete (fixture->outbox, fixture->room, a, NOW + 2);
  drain (fixture);
  assert_server (fixture, "aaa c ");
  assert_store (fixture, "aaa c ");
  end (fixture);
}

/* --- without a crash -------------------------------------------------------------- */

/* Texts of more than ten characters are too long. */
static void
refuse_cb (ChatRoom *room, ChatIntent *intent, guint attempt, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;

  if (strlen (intent->text) <= 10) {
    send_cb (room, intent, attempt, user_data);
    return;
  }

  chat_intent_free (intent);
  error = g_error_new_literal (CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_REFUSED, "Too long");
  chat_outbox_settle (fixture->outbox, room, attempt, error);
}

static void
test_refused_stays (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) message = NULL;

  begin (fixture);
  add (fixture, "much too long");
  add (fixture, "b");
  chat_outbox_set_send (fixture->outbox, refuse_cb, fixture);
  chat_outbox_open (fixture->outbox, fixture->room);
  test_await_that (chat_outbox_get_length (fixture->outbox) == 0);
  end (fixture);

  begin (fixture);
  g_assert_cmpuint (chat_outbox_get_length (fixture->outbox), ==, 0);
  message = g_list_model_get_item (G_LIST_MODEL (chat_room_get_timeline (fixture->room)), 0);
  g_assert_cmpint (chat_message_get_status (message), ==, CHAT_MESSAGE_STATUS_FAILED);
  g_assert_cmpstr (chat_message_get_error (message), ==, "Too long");
  chat_outbox_edit (fixture->outbox, fixture->room, message, "short", NOW + 2);
  g_clear_object (&message);
  end (fixture);

  begin (fixture);
  drain (fixture);
  assert_server (fixture, "b short ");
  assert_store (fixture, "b short ");
  end (fixture);
}

/* Between the message and what was changed of it. */
static void
test_change_outlives_its_message (Fixture *fixture, gconstpointer data)
{
  ChatMessage *a = NULL;

  begin (fixture);
  a = add (fixture, "a");
  chat_outbox_open (fixture->outbox, fixture->room);
  chat_outbox_edit (fixture->outbox, fixture->room, a, "aa", NOW + 1);
  test_await_that (chat_message_get_is_sent (a));
  chat_outbox_close_all (fixture->outbox);
  end (fixture);

  begin (fixture);
  drain (fixture);
  assert_server (fixture, "aa ");
  end (fixture);
}

/* Of servers that do not know me. */
static void
test_room_comes_later (Fixture *fixture, gconstpointer data)
{
  begin (fixture);
  add (fixture, "a");
  add (fixture, "b");
  end (fixture);

  fixture->homeless = TRUE;
  begin (fixture);
  g_assert_cmpuint (count_messages (fixture), ==, 0);
  drain (fixture);
  assert_server (fixture, "a b ");
  end (fixture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, point, function)                                                                 \
  g_test_add ("/chat/outbox-crash/" name, Fixture, GINT_TO_POINTER (point), set_up, function,      \
              tear_down)

  ADD ("written-is-there-again", POINT_NONE, test_write);
  ADD ("sent-once/stored", POINT_STORED, test_send);
  ADD ("sent-once/sent", POINT_SENT, test_send);
  ADD ("sent-once/answered", POINT_ANSWERED, test_send);
  ADD ("sent-once/known", POINT_KNOWN, test_send);
  ADD ("changed/stored", POINT_STORED, test_change);
  ADD ("changed/sent", POINT_SENT, test_change);
  ADD ("changed/answered", POINT_ANSWERED, test_change);
  ADD ("changed/known", POINT_KNOWN, test_change);
  ADD ("refused-stays-with-its-reason", POINT_NONE, test_refused_stays);
  ADD ("change-outlives-its-message", POINT_NONE, test_change_outlives_its_message);
  ADD ("room-comes-later", POINT_NONE, test_room_comes_later);
  g_test_add_func ("/chat/outbox-crash/subprocess/send-three", send_three);
  g_test_add_func ("/chat/outbox-crash/subprocess/send-and-change", send_and_change);
  g_test_add_func ("/chat/outbox-crash/subprocess/write-and-end", write_and_end);

  return g_test_run ();
}
