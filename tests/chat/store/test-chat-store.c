/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-store.h"

#include "chat-native-dialect.h"
#include "db-connection.h"
#include "test-await.h"

#include <glib/gstdio.h>
#include <signal.h>

#define NOW G_GINT64_CONSTANT (1770000000000)
#define PATH_VARIABLE "TEST_CHAT_STORE_PATH"

typedef struct {
  ChatDialect *dialect;
  ChatStore *store;
  char *folder;
  char *path;
} Fixture;

static ChatStore *
open_it (const char *path)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ChatStore *store = NULL;

  chat_store_open_async (path, NULL, test_keep_result, &result);
  test_await (&result);
  store = chat_store_open_finish (result, &error);
  g_assert_no_error (error);

  return store;
}

static void
close_it (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  chat_store_close_async (fixture->store, test_keep_result, &result);
  test_await (&result);
  chat_store_close_finish (fixture->store, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);
  test_settle ();
  g_assert_finalize_object (fixture->store);
}

static void
reopen (Fixture *fixture)
{
  close_it (fixture);
  fixture->store = open_it (fixture->path);
}

static void
apply (Fixture *fixture, GPtrArray *events, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_store_apply_async (fixture->store, events, test_keep_result, &result);
  test_await (&result);
  chat_store_write_finish (fixture->store, result, error);
}

/* What the server says, as it says it. */
static void
hear (Fixture *fixture, const char *name, const char *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  g_autoptr (GPtrArray)
    events = chat_dialect_read_event (fixture->dialect, name, json_node_get_array (node), NOW);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (events->len, >, 0);
  apply (fixture, events, &error);
  g_assert_no_error (error);
}

static void
hear_answer (Fixture *fixture, const ChatIntent *intent, const char *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events =
    chat_dialect_read_answer (fixture->dialect, intent, json_node_get_array (node), NOW, &error);

  g_assert_no_error (error);
  apply (fixture, events, &error);
  g_assert_no_error (error);
}

#define MESSAGE(id, room, seq, user, text, rev)                                                    \
  "{\"id\":\"" id "\",\"room\":\"" room "\",\"seq\":" #seq ",\"user\":\"" user                     \
  "\",\"at\":176999999" #seq "000,\"kind\":\"text\",\"text\":\"" text "\",\"rev\":" #rev "}"
#define SAID(id, room, seq, at, text)                                                              \
  "{\"id\":\"" id "\",\"room\":\"" room "\",\"seq\":" #seq ",\"user\":\"u-2\",\"at\":" #at         \
  ",\"kind\":\"text\",\"text\":\"" text "\",\"rev\":99}"
#define ME(room, seen, rev)                                                                        \
  "{\"room\":\"" room "\",\"user\":\"u-me\",\"role\":\"owner\",\"joinedAt\":5,\"fromSeq\":1,"      \
  "\"delivered\":" #seen ",\"seen\":" #seen ",\"muted\":null,\"pinned\":true,\"rev\":" #rev "}"
#define ROOM(room, name, seq, rev)                                                                 \
  "\"id\":\"" room "\",\"kind\":\"public\",\"name\":\"" name "\",\"topic\":\"\",\"createdAt\":5,"  \
  "\"lastSeq\":" #seq ",\"memberCount\":2,\"rev\":" #rev

/* An account with one room of five messages, of which I have seen two. */
static void
set_up (Fixture *fixture, gconstpointer on_disk)
{
  g_autoptr (GError) error = NULL;

  fixture->dialect = chat_native_dialect_new ();
  if (on_disk != NULL) {
    fixture->folder = g_dir_make_tmp ("store-XXXXXX", &error);
    g_assert_no_error (error);
    fixture->path = g_build_filename (fixture->folder, "account.sqlite", NULL);
  }
  fixture->store = open_it (on_disk != NULL ? fixture->path : ":memory:");

  hear (fixture, "welcome",
        "[{\"me\":{\"id\":\"u-me\",\"name\":\"me\",\"rev\":1},\"revision\":20}]");
  hear (fixture, "user", "[{\"id\":\"u-2\",\"name\":\"ann\",\"displayName\":\"Ann\",\"rev\":2}]");
  hear (fixture, "room",
        "[{" ROOM ("r", "Den", 5, 3) ",\"me\":" ME ("r", 2, 3) ",\"lastMessage\":null}]");
  hear (fixture, "message", "[" MESSAGE ("m-1", "r", 1, "u-2", "one apple", 11) "]");
  hear (fixture, "message", "[" MESSAGE ("m-2", "r", 2, "u-2", "two apples", 12) "]");
  hear (fixture, "message", "[" MESSAGE ("m-3", "r", 3, "u-2", "three Äpfel", 13) "]");
  hear (fixture, "message", "[" MESSAGE ("m-4", "r", 4, "u-me", "four", 14) "]");
  hear (fixture, "message", "[" MESSAGE ("m-5", "r", 5, "u-2", "five", 15) "]");
  hear (fixture, "revision", "[{\"revision\":15}]");
}

static void
remove_file (Fixture *fixture, const char *suffix)
{
  g_autofree char *path = g_strconcat (fixture->path, suffix, NULL);

  g_unlink (path);
}

static void
tear_down (Fixture *fixture, gconstpointer on_disk)
{
  close_it (fixture);
  g_assert_finalize_object (fixture->dialect);
  if (on_disk == NULL)
    return;

  remove_file (fixture, "");
  remove_file (fixture, "-wal");
  remove_file (fixture, "-shm");
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static GPtrArray *
finish_list (Fixture *fixture, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *list = NULL;

  test_await (result);
  list = chat_store_list_finish (fixture->store, *result, &error);
  g_assert_no_error (error);

  return list;
}

static GPtrArray *
list_rooms (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_store_list_rooms_async (fixture->store, NULL, test_keep_result, &result);

  return finish_list (fixture, &result);
}

static GPtrArray *
list_messages (Fixture *fixture, ChatAnchor anchor, gint64 seq, guint limit)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_store_list_messages_async (fixture->store, "r", anchor, seq, limit, NULL, test_keep_result,
                                  &result);

  return finish_list (fixture, &result);
}

static GPtrArray *
list_outbox (Fixture *fixture, const char *room)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_store_list_outbox_async (fixture->store, room, NULL, test_keep_result, &result);

  return finish_list (fixture, &result);
}

static gint64
get_revision (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 revision = 0;

  chat_store_get_revision_async (fixture->store, NULL, test_keep_result, &result);
  test_await (&result);
  revision = chat_store_get_revision_finish (fixture->store, result, &error);
  g_assert_no_error (error);

  return revision;
}

static gint64
count_unread (Fixture *fixture, const char *room, gint64 after, gint64 last)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 n = 0;

  chat_store_count_unread_async (fixture->store, room, after, last, test_keep_result, &result);
  test_await (&result);
  n = chat_store_count_unread_finish (fixture->store, result, &error);
  g_assert_no_error (error);

  return n;
}

static ChatEventMessage *
nth_message (GPtrArray *messages, guint n)
{
  g_assert_cmpuint (n, <, messages->len);

  return messages->pdata[n];
}

static void
assert_seqs (GPtrArray *messages, const char *expected)
{
  g_autoptr (GString) seqs = g_string_new (NULL);

  for (guint i = 0; i < messages->len; i++)
    g_string_append_printf (seqs, "%s%d", i > 0 ? " " : "",
                            (int) ((ChatEventMessage *) messages->pdata[i])->seq);
  g_assert_cmpstr (seqs->str, ==, expected);
}

static void
send_outgoing (Fixture *fixture, const ChatOutgoing *outgoing)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  chat_store_send_async (fixture->store, outgoing, test_keep_result, &result);
  test_await (&result);
  chat_store_write_finish (fixture->store, result, &error);
  g_assert_no_error (error);
}

static void
send_text (Fixture *fixture, const char *id, const char *room, const char *text)
{
  g_autoptr (ChatOutgoing) outgoing = chat_outgoing_new (CHAT_OUTGOING_SEND, id, room, NULL);
  ChatOutgoingFile file = { .original = (char *) "/an/original",
                            .copy = (char *) "a-copy",
                            .name = (char *) "cat.png",
                            .size = 12,
                            .width = 3,
                            .height = 4 };

  outgoing->text = g_strdup (text);
  outgoing->time = NOW;
  g_ptr_array_add (outgoing->files, chat_outgoing_file_copy (&file));
  send_outgoing (fixture, outgoing);
}

/* --- rooms ------------------------------------------------------------------------- */

static void
test_rooms (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rooms = NULL;
  const ChatStoredRoom *stored = NULL;

  hear (fixture, "room", "[{" ROOM ("r-2", "Not mine", 5, 3) "}]");
  rooms = list_rooms (fixture);
  stored = rooms->pdata[0];
  g_assert_cmpuint (rooms->len, ==, 1);
  g_assert_cmpstr (stored->room->name, ==, "Den");
  g_assert_cmpint (stored->room->last_seq, ==, 5);
  g_assert_cmpint (stored->room->me->role, ==, CHAT_ROLE_OWNER);
  g_assert_true (stored->room->me->pinned);
  g_assert_cmpint (stored->room->me->seen, ==, 2);
  g_assert_cmpstr (stored->room->last_message->id, ==, "m-5");
  g_assert_cmpstr (stored->room->last_message->sender->name, ==, "Ann");
  /* The third and the fifth: the fourth is mine. */
  g_assert_cmpuint (stored->n_unread, ==, 2);
  g_assert_null (stored->draft);
}

#define MENTION(seq, user, rev)                                                                    \
  "[{\"id\":\"m-" #seq "\",\"room\":\"r\",\"seq\":" #seq ",\"user\":\"" user                       \
  "\",\"at\":1770000000000,\"kind\":\"text\",\"text\":\"@me\",\"mentions\":[\"u-3\",\"u-me\"],"    \
  "\"rev\":" #rev "}]"

static void
test_mention (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) before = list_rooms (fixture);
  g_autoptr (GPtrArray) mentioned = NULL;
  g_autoptr (GPtrArray) after = NULL;

  g_assert_cmpint (((ChatStoredRoom *) before->pdata[0])->mention, ==, 0);

  hear (fixture, "message", MENTION (6, "u-2", 40));
  hear (fixture, "message", MENTION (7, "u-me", 41));
  reopen (fixture);
  mentioned = list_rooms (fixture);
  g_assert_cmpint (((ChatStoredRoom *) mentioned->pdata[0])->mention, ==, 6);

  hear (fixture, "message",
        "[{\"id\":\"m-6\",\"room\":\"r\",\"seq\":6,\"user\":\"u-2\",\"at\":1770000000000,"
        "\"kind\":\"text\",\"text\":null,\"deletedAt\":9,\"rev\":42}]");
  after = list_rooms (fixture);
  g_assert_cmpint (((ChatStoredRoom *) after->pdata[0])->mention, ==, 0);
}

static void
test_unread_beyond (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rooms = NULL;

  hear (fixture, "room", "[{" ROOM ("r", "Den", 105, 30) "}]");
  rooms = list_rooms (fixture);
  g_assert_cmpuint (((ChatStoredRoom *) rooms->pdata[0])->n_unread, ==, 102);

  g_assert_cmpint (count_unread (fixture, "r", 2, 105), ==, 102);
  g_assert_cmpint (count_unread (fixture, "r", 3, 4), ==, 0);
  g_assert_cmpint (count_unread (fixture, "r", 4, 5), ==, 1);
  g_assert_cmpint (count_unread (fixture, "r", 105, 105), ==, 0);
}

static void
test_direct (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rooms = NULL;
  const ChatStoredRoom *direct = NULL;

  hear (fixture, "room",
        "[{\"id\":\"d\",\"kind\":\"direct\",\"name\":\"\",\"lastSeq\":0,\"rev\":16,\"me\":" ME (
          "d", 0, 16) "}]");
  hear (fixture, "member", "[{\"room\":\"d\",\"user\":\"u-2\",\"role\":\"member\",\"rev\":16}]");
  rooms = list_rooms (fixture);
  g_assert_cmpuint (rooms->len, ==, 2);
  direct = rooms->pdata[1];
  g_assert_cmpint (direct->room->kind, ==, CHAT_ROOM_KIND_DIRECT);
  g_assert_cmpstr (direct->other->name, ==, "Ann");
  g_assert_null (direct->room->name);
}

static void
test_receipts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) members = NULL;
  g_autoptr (GPtrArray) rooms = NULL;
  const ChatStoredMember *ann = NULL;

  /* Not known, but remembered, before she is introduced. */
  hear (fixture, "receipt", "[{\"room\":\"r\",\"user\":\"u-2\",\"delivered\":5,\"seen\":4}]");
  chat_store_list_members_async (fixture->store, "r", NULL, test_keep_result, &result);
  members = finish_list (fixture, &result);
  g_assert_cmpuint (members->len, ==, 1);
  g_clear_pointer (&members, g_ptr_array_unref);
  g_clear_object (&result);
  hear (fixture, "receipt", "[{\"room\":\"r\",\"user\":\"u-2\",\"delivered\":3,\"seen\":1}]");
  hear (fixture, "member",
        "[{\"room\":\"r\",\"user\":\"u-2\",\"role\":\"moderator\",\"delivered\":2,\"seen\":2,"
        "\"rev\":4}]");
  hear (fixture, "receipt", "[{\"room\":\"r\",\"user\":\"u-me\",\"delivered\":5,\"seen\":5}]");
  /* Never introduced: nobody knows as what. */
  hear (fixture, "receipt", "[{\"room\":\"r\",\"user\":\"u-9\",\"delivered\":5,\"seen\":5}]");
  /* Who writes has read what was there. */
  hear (fixture, "message", "[" MESSAGE ("m-6", "r", 6, "u-me", "six", 21) "]");

  chat_store_list_members_async (fixture->store, "r", NULL, test_keep_result, &result);
  members = finish_list (fixture, &result);
  ann = members->pdata[0];
  rooms = list_rooms (fixture);
  g_assert_cmpuint (members->len, ==, 2);
  g_assert_cmpstr (ann->user->name, ==, "Ann");
  g_assert_cmpint (ann->member->role, ==, CHAT_ROLE_MODERATOR);
  g_assert_cmpint (ann->member->delivered, ==, 5);
  g_assert_cmpint (ann->member->seen, ==, 4);
  g_assert_cmpint (((ChatStoredRoom *) rooms->pdata[0])->room->me->seen, ==, 6);
  g_assert_cmpuint (((ChatStoredRoom *) rooms->pdata[0])->n_unread, ==, 0);
}

/* Ann wrote the sixth without having read the fifth, then read the fifth; that the sixth changes
 * says nothing of what she has read. */
static void
test_blind_author (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) members = NULL;
  const ChatStoredMember *ann = NULL;

  hear (fixture, "member",
        "[{\"room\":\"r\",\"user\":\"u-2\",\"role\":\"member\",\"delivered\":4,\"seen\":4,"
        "\"rev\":4}]");
  hear (fixture, "message", "[" MESSAGE ("m-6", "r", 6, "u-2", "six", 21) "]");
  hear (fixture, "receipt", "[{\"room\":\"r\",\"user\":\"u-2\",\"delivered\":5,\"seen\":5}]");
  hear (fixture, "message:changed", "[" MESSAGE ("m-6", "r", 6, "u-2", "seven", 22) "]");

  chat_store_list_members_async (fixture->store, "r", NULL, test_keep_result, &result);
  members = finish_list (fixture, &result);
  ann = members->pdata[0];
  g_assert_cmpint (ann->member->delivered, ==, 5);
  g_assert_cmpint (ann->member->seen, ==, 5);
}

static void
test_removed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rooms = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GPtrArray) outbox = NULL;

  send_text (fixture, "o-1", "r", "for later");
  hear (fixture, "room:removed", "[{\"room\":\"r\"}]");
  rooms = list_rooms (fixture);
  messages = list_messages (fixture, CHAT_ANCHOR_LATEST, 0, 10);
  outbox = list_outbox (fixture, "r");
  g_assert_cmpuint (rooms->len, ==, 0);
  g_assert_cmpuint (messages->len, ==, 0);
  g_assert_cmpuint (outbox->len, ==, 1);
}

/* --- messages ---------------------------------------------------------------------- */

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  static const struct {
    ChatAnchor anchor;
    gint64 seq;
    guint limit;
    const char *seqs;
  } cases[] = {
    { CHAT_ANCHOR_LATEST, 0, 3, "3 4 5" }, { CHAT_ANCHOR_LATEST, 0, 9, "1 2 3 4 5" },
    { CHAT_ANCHOR_BEFORE, 4, 2, "2 3" },   { CHAT_ANCHOR_BEFORE, 1, 2, "" },
    { CHAT_ANCHOR_AFTER, 2, 2, "3 4" },    { CHAT_ANCHOR_AFTER, 5, 2, "" },
    { CHAT_ANCHOR_AROUND, 3, 3, "2 3 4" }, { CHAT_ANCHOR_AROUND, 1, 3, "1 2 3" },
    { CHAT_ANCHOR_AROUND, 5, 4, "3 4 5" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GPtrArray)
      messages = list_messages (fixture, cases[i].anchor, cases[i].seq, cases[i].limit);

    assert_seqs (messages, cases[i].seqs);
  }
}

static void
test_whole_message (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) messages = NULL;
  const ChatEventMessage *message = NULL;
  const ChatEventReaction *reaction = NULL;
  const ChatEventFile *file = NULL;

  hear (fixture, "message:changed",
        "[{\"id\":\"m-5\",\"room\":\"r\",\"seq\":5,\"user\":\"u-2\",\"at\":6,\"kind\":\"notice\","
        "\"text\":\"FIVE\",\"reply\":{\"id\":\"m-1\",\"user\":\"u-2\",\"text\":\"one\"},"
        "\"files\":[{\"id\":\"f\",\"name\":\"a.png\",\"size\":9,\"width\":2,\"height\":3}],"
        "\"mentions\":[\"u-me\"],\"reactions\":{\"👍\":[\"u-me\",\"u-2\"]},\"editedAt\":7,"
        "\"rev\":22}]");
  messages = list_messages (fixture, CHAT_ANCHOR_AFTER, 4, 1);
  message = nth_message (messages, 0);
  reaction = message->reactions->pdata[0];
  file = message->files->pdata[0];
  g_assert_cmpstr (message->text, ==, "FIVE");
  g_assert_cmpint (message->kind, ==, CHAT_MESSAGE_KIND_NOTICE);
  g_assert_cmpstr (message->reply_id, ==, "m-1");
  g_assert_cmpstr (message->mentions->pdata[0], ==, "u-me");
  g_assert_cmpstr (file->name, ==, "a.png");
  g_assert_cmpint (file->size, ==, 9);
  g_assert_cmpuint (file->height, ==, 3);
  g_assert_null (file->blurhash);
  g_assert_cmpstr (reaction->emoji, ==, "👍");
  g_assert_cmpstr (reaction->users->pdata[1], ==, "u-2");
  g_assert_cmpint (message->edited_at, ==, 7);
  g_assert_cmpint (message->rev, ==, 22);
}

static void
test_older (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GPtrArray) rooms = NULL;
  const ChatStoredRoom *stored = NULL;

  hear (fixture, "message:changed", "[" MESSAGE ("m-1", "r", 1, "u-2", "new", 30) "]");
  hear (fixture, "message:changed", "[" MESSAGE ("m-1", "r", 1, "u-2", "old", 29) "]");
  hear (fixture, "room", "[{" ROOM ("r", "New", 5, 30) "}]");
  hear (fixture, "room", "[{" ROOM ("r", "Old", 4, 29) "}]");
  hear (fixture, "user", "[{\"id\":\"u-2\",\"name\":\"new\",\"rev\":30}]");
  hear (fixture, "user", "[{\"id\":\"u-2\",\"name\":\"old\",\"rev\":29}]");
  hear (fixture, "member", "[" ME ("r", 2, 30) "]");
  hear (fixture, "member",
        "[{\"room\":\"r\",\"user\":\"u-me\",\"role\":\"member\",\"pinned\":false,\"rev\":29}]");
  hear (fixture, "room", "[{" ROOM ("r", "Gone", 4, 29) ",\"me\":null}]");
  hear (fixture, "revision", "[{\"revision\":30}]");
  hear (fixture, "revision", "[{\"revision\":29}]");

  messages = list_messages (fixture, CHAT_ANCHOR_AFTER, 0, 1);
  rooms = list_rooms (fixture);
  stored = rooms->pdata[0];
  g_assert_cmpstr (nth_message (messages, 0)->text, ==, "new");
  g_assert_cmpstr (nth_message (messages, 0)->sender->name, ==, "new");
  g_assert_cmpstr (stored->room->name, ==, "New");
  g_assert_cmpint (stored->room->last_seq, ==, 5);
  g_assert_cmpint (stored->room->me->role, ==, CHAT_ROLE_OWNER);
  g_assert_true (stored->room->me->pinned);
  g_assert_cmpint (get_revision (fixture), ==, 30);
}

/* What everybody is told of me does not say what only I am told. */
static void
test_marks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rooms = NULL;
  const ChatStoredRoom *stored = NULL;

  hear (fixture, "member", "[{\"room\":\"r\",\"user\":\"u-me\",\"role\":\"member\",\"rev\":40}]");
  rooms = list_rooms (fixture);
  stored = rooms->pdata[0];
  g_assert_cmpint (stored->room->me->role, ==, CHAT_ROLE_MEMBER);
  g_assert_true (stored->room->me->pinned);
}

static void
test_places (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) messages = NULL;

  hear (fixture, "message", "[" MESSAGE ("other", "r", 1, "u-2", "in the place", 50) "]");
  hear (fixture, "message", "[" MESSAGE ("m-1", "r", 9, "u-2", "moved", 51) "]");
  hear (fixture, "message", "[" MESSAGE ("m-2", "elsewhere", 1, "u-2", "moved", 52) "]");
  messages = list_messages (fixture, CHAT_ANCHOR_LATEST, 0, 10);
  assert_seqs (messages, "1 2 3 4 5");
  g_assert_cmpstr (nth_message (messages, 0)->id, ==, "m-1");
  g_assert_cmpstr (nth_message (messages, 0)->text, ==, "one apple");
  g_assert_cmpstr (nth_message (messages, 1)->text, ==, "two apples");
}

static void
assert_gaps (Fixture *fixture, gint64 first, gint64 last, const char *expected)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) gaps = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  chat_store_find_gaps_async (fixture->store, "r", first, last, NULL, test_keep_result, &result);
  test_await (&result);
  gaps = chat_store_find_gaps_finish (fixture->store, result, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < gaps->len; i++) {
    const ChatGap *gap = &g_array_index (gaps, ChatGap, i);

    g_string_append_printf (text, "%s%d-%d", i > 0 ? " " : "", (int) gap->first, (int) gap->last);
  }
  g_assert_cmpstr (text->str, ==, expected);
}

static void
test_gaps (Fixture *fixture, gconstpointer data)
{
  assert_gaps (fixture, 1, G_MAXINT64, "");
  hear (fixture, "message", "[" MESSAGE ("m-9", "r", 9, "u-2", "nine", 60) "]");
  hear (fixture, "message", "[" MESSAGE ("m-7", "r", 7, "u-2", "seven", 61) "]");
  hear (fixture, "room", "[{" ROOM ("r", "Den", 20, 62) "}]");
  assert_gaps (fixture, 1, G_MAXINT64, "6-6 8-8 10-20");
  assert_gaps (fixture, 7, 12, "8-8 10-12");
  assert_gaps (fixture, 9, 9, "");
  assert_gaps (fixture, 30, 40, "");

  /* What was before I came is not missing. */
  hear (fixture, "member",
        "[{\"room\":\"r\",\"user\":\"u-me\",\"role\":\"member\",\"fromSeq\":8,\"rev\":63}]");
  assert_gaps (fixture, 1, G_MAXINT64, "8-8 10-20");
}

static void
assert_found (Fixture *fixture, const char *query, const char *room, const char *seqs)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) found = NULL;

  chat_store_search_async (fixture->store, query, room, 10, NULL, test_keep_result, &result);
  found = finish_list (fixture, &result);
  assert_seqs (found, seqs);
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  assert_found (fixture, "apple", NULL, "2 1");
  assert_found (fixture, "APP two", NULL, "2");
  assert_found (fixture, "apfel", "r", "3");
  assert_found (fixture, "apple", "nowhere", "");
  assert_found (fixture, "pear", NULL, "");
  assert_found (fixture, "", NULL, "");
  assert_found (fixture, "\" * OR (NEAR", NULL, "");
  hear (fixture, "message:changed", "[" MESSAGE ("m-1", "r", 1, "u-2", "one pear", 70) "]");
  hear (fixture, "message:changed",
        "[{\"id\":\"m-2\",\"room\":\"r\",\"seq\":2,\"user\":\"u-2\",\"text\":null,\"deletedAt\":9,"
        "\"rev\":71}]");
  assert_found (fixture, "apple", NULL, "");
  assert_found (fixture, "pear", NULL, "1");
}

/* Pages of history come later than what was said after them. */
static void
test_what_is_newest_is_found_first (Fixture *fixture, gconstpointer data)
{
  hear (fixture, "message", "[" SAID ("m-9", "r", 9, 5000, "a pear") "]");
  hear (fixture, "message", "[" SAID ("m-7", "r", 7, 3000, "a pear") "]");
  hear (fixture, "message", "[" SAID ("m-8", "r", 8, 3000, "a pear") "]");
  hear (fixture, "message", "[" SAID ("m-6", "r", 6, 10, "a pear") "]");
  hear (fixture, "message", "[" SAID ("m-x", "r-2", 1, 4000, "a pear") "]");
  assert_found (fixture, "pear", "r", "9 8 7 6");
  assert_found (fixture, "pear", NULL, "9 1 8 7 6");
}

/* More than one would think of: none of them is lost. */
static void
test_many_at_one_time_are_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) found = NULL;

  hear (fixture, "message", "[" SAID ("m-9", "r", 999, 5001, "a plum") "]");
  for (guint i = 0; i < 600; i++) {
    g_autofree char *json =
      g_strdup_printf ("[{\"id\":\"n-%u\",\"room\":\"r\",\"seq\":%u,\"user\":\"u-2\",\"at\":5000,"
                       "\"kind\":\"text\",\"text\":\"a plum\",\"rev\":99}]",
                       i, 10 + i);

    hear (fixture, "message", json);
  }
  chat_store_search_async (fixture->store, "plum", "r", 1000, NULL, test_keep_result, &result);
  found = finish_list (fixture, &result);
  g_assert_cmpuint (found->len, ==, 601);
}

/* --- what is mine ------------------------------------------------------------------ */

static void
refuse (Fixture *fixture, const char *id, const char *reason)
{
  g_autoptr (GPtrArray) outbox = list_outbox (fixture, NULL);

  for (guint i = 0; i < outbox->len; i++) {
    ChatOutgoing *outgoing = outbox->pdata[i];

    if (!g_str_equal (outgoing->id, id))
      continue;
    g_set_str (&outgoing->error, reason);
    send_outgoing (fixture, outgoing);
  }
}

static void
retry (Fixture *fixture, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_store_retry_async (fixture->store, id, test_keep_result, &result);
  test_await (&result);
  g_assert_true (chat_store_write_finish (fixture->store, result, NULL));
}

static void
discard (Fixture *fixture, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_store_discard_async (fixture->store, id, test_keep_result, &result);
  test_await (&result);
  g_assert_true (chat_store_write_finish (fixture->store, result, NULL));
}

/* The ids of what is in the outbox, in order. */
static void
assert_outbox (Fixture *fixture, const char *room, const char *expected)
{
  g_autoptr (GPtrArray) list = list_outbox (fixture, room);
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", ((ChatOutgoing *) list->pdata[i])->id);
  g_assert_cmpstr (ids->str, ==, expected);
}

static void
test_outbox (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) list = NULL;

  send_text (fixture, "o-2", "r", "first");
  send_text (fixture, "o-1", "r", "second");
  send_text (fixture, "o-3", "r-2", "elsewhere");
  refuse (fixture, "o-2", "No");
  assert_outbox (fixture, "r", "o-2 o-1");
  send_text (fixture, "o-2", "r", "first, changed");
  assert_outbox (fixture, "r", "o-2 o-1");

  /* Tried again, it goes behind those that wait; what comes then goes behind it. */
  refuse (fixture, "o-2", "No");
  retry (fixture, "o-2");
  send_text (fixture, "o-4", "r", "third");
  assert_outbox (fixture, "r", "o-1 o-2 o-4");
  discard (fixture, "o-3");
  assert_outbox (fixture, NULL, "o-1 o-2 o-4");

  list = list_outbox (fixture, "r");
  g_assert_null (((ChatOutgoing *) list->pdata[1])->error);
  g_assert_cmpstr (((ChatOutgoing *) list->pdata[1])->text, ==, "first, changed");
}

static void
test_whole_outgoing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatOutgoing) react = chat_outgoing_new (CHAT_OUTGOING_REACT, "c-1", "r", "o-1");
  g_autoptr (GPtrArray) list = NULL;
  const ChatOutgoing *message = NULL;
  const ChatOutgoing *change = NULL;
  const ChatOutgoingFile *file = NULL;

  react->emoji = g_strdup ("👍");
  react->on = TRUE;
  react->attempts = 2;
  send_text (fixture, "o-1", "r", "mine");
  send_outgoing (fixture, react);
  refuse (fixture, "o-1", "No");
  list = list_outbox (fixture, "r");
  g_assert_cmpuint (list->len, ==, 2);

  message = list->pdata[0];
  file = message->files->pdata[0];
  g_assert_cmpint (message->kind, ==, CHAT_OUTGOING_SEND);
  g_assert_null (message->message);
  g_assert_cmpstr (message->error, ==, "No");
  g_assert_cmpint (message->time, ==, NOW);
  g_assert_cmpuint (message->attempts, ==, 0);
  g_assert_cmpuint (message->files->len, ==, 1);
  g_assert_cmpstr (file->original, ==, "/an/original");
  g_assert_cmpstr (file->copy, ==, "a-copy");
  g_assert_cmpstr (file->name, ==, "cat.png");
  g_assert_null (file->id);
  g_assert_cmpint (file->size, ==, 12);
  g_assert_cmpuint (file->height, ==, 4);

  change = list->pdata[1];
  g_assert_cmpint (change->kind, ==, CHAT_OUTGOING_REACT);
  g_assert_cmpstr (change->message, ==, "o-1");
  g_assert_cmpstr (change->emoji, ==, "👍");
  g_assert_true (change->on);
  g_assert_cmpuint (change->attempts, ==, 2);

  discard (fixture, "o-1");
  assert_outbox (fixture, NULL, "c-1");
}

static void
test_confirmed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatIntent) send = chat_intent_new (CHAT_INTENT_SEND, NULL, "r");
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GPtrArray) messages = NULL;

  send->id = g_strdup ("o-1");
  send_text (fixture, "o-1", "r", "mine");
  send_text (fixture, "o-2", "r", "mine too");
  hear_answer (fixture, send,
               "[{\"ok\":true,\"message\":" MESSAGE ("o-1", "r", 6, "u-me", "mine", 80) "}]");
  /* The answer to the other was lost: the message itself says that it has arrived. */
  hear (fixture, "message", "[" MESSAGE ("o-2", "r", 7, "u-me", "mine too", 81) "]");
  outbox = list_outbox (fixture, NULL);
  messages = list_messages (fixture, CHAT_ANCHOR_LATEST, 0, 2);
  g_assert_cmpuint (outbox->len, ==, 0);
  g_assert_cmpstr (nth_message (messages, 0)->id, ==, "o-1");
  g_assert_cmpstr (nth_message (messages, 1)->id, ==, "o-2");
}

static void
set_draft (Fixture *fixture, const char *text)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_store_set_draft_async (fixture->store, "r", text, test_keep_result, &result);
  test_await (&result);
  g_assert_true (chat_store_write_finish (fixture->store, result, NULL));
}

static void
test_drafts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) rooms = NULL;
  g_autoptr (GPtrArray) later = NULL;
  const ChatStoredRoom *stored = NULL;

  set_draft (fixture, "Dear");
  set_draft (fixture, "Dear Ann");
  chat_store_set_position_async (fixture->store, "r", 3, -12, test_keep_result, &result);
  test_await (&result);
  rooms = list_rooms (fixture);
  stored = rooms->pdata[0];
  g_assert_cmpstr (stored->draft, ==, "Dear Ann");
  g_assert_cmpint (stored->seq, ==, 3);
  g_assert_cmpint (stored->offset, ==, -12);

  set_draft (fixture, "");
  later = list_rooms (fixture);
  g_assert_null (((ChatStoredRoom *) later->pdata[0])->draft);
}

/* What I have seen while the server did not hear it is seen; what it counts is beside that. */
static void
test_sight (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) lower = NULL;
  g_autoptr (GPtrArray) rooms = NULL;
  const ChatStoredRoom *stored = NULL;

  chat_store_see_async (fixture->store, "r", 4, test_keep_result, &result);
  test_await (&result);
  chat_store_see_async (fixture->store, "r", 3, test_keep_result, &lower);
  test_await (&lower);
  rooms = list_rooms (fixture);
  stored = rooms->pdata[0];
  g_assert_cmpint (stored->seen, ==, 4);
  g_assert_cmpint (stored->room->me->seen, ==, 2);
  g_assert_cmpuint (stored->n_unread, ==, 1);
}

static guint
count_rooms (Fixture *fixture)
{
  g_autoptr (GPtrArray) rooms = list_rooms (fixture);

  return rooms->len;
}

/* A server that is another one, or has lost what it once said, is believed from its beginning. */
static void
test_other_server (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) outbox = NULL;

#define WELCOME(server, revision)                                                                  \
  "[{\"server\":{\"id\":\"" server "\",\"name\":\"S\"},"                                           \
  "\"me\":{\"id\":\"u-me\",\"name\":\"me\",\"rev\":1},\"revision\":" #revision "}]"

  send_text (fixture, "o-1", "r", "unsent");
  hear (fixture, "welcome", WELCOME ("s-1", 16));
  hear (fixture, "welcome", WELCOME ("s-1", 15));
  g_assert_cmpint (get_revision (fixture), ==, 15);
  g_assert_cmpuint (count_rooms (fixture), ==, 1);

  hear (fixture, "welcome", WELCOME ("s-1", 14));
  g_assert_cmpint (get_revision (fixture), ==, 0);
  g_assert_cmpuint (count_rooms (fixture), ==, 0);

  hear (fixture, "room", "[{" ROOM ("r", "Den", 5, 3) ",\"me\":" ME ("r", 2, 3) "}]");
  g_assert_cmpuint (count_rooms (fixture), ==, 1);
  hear (fixture, "welcome", WELCOME ("s-2", 14));
  g_assert_cmpuint (count_rooms (fixture), ==, 0);

  outbox = list_outbox (fixture, "r");
  g_assert_cmpuint (outbox->len, ==, 1);

#undef WELCOME
}

static char *
get_run (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *run = NULL;

  chat_store_get_run_async (fixture->store, NULL, test_keep_result, &result);
  test_await (&result);
  run = chat_store_get_run_finish (fixture->store, result, &error);
  g_assert_no_error (error);

  return run;
}

/* A server that was set back is believed as far as what was heard of it, not only as far as the
 * cursor, and whatever it has come to since. */
static void
test_set_back (Fixture *fixture, gconstpointer data)
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

    hear (fixture, "user", user);
    hear (fixture, "welcome", welcome);
    g_assert_cmpint (get_revision (fixture), ==, CASES[i].cursor);
    g_assert_cmpint (count_rooms (fixture) > 0, ==, CASES[i].cursor > 0);
    run = get_run (fixture);
    g_assert_cmpstr (run, ==, expected);

    tear_down (fixture, data);
    set_up (fixture, data);
  }
}

/* What was remembered before there were runs was heard up to the cursor. */
static void
test_older_store (Fixture *fixture, gconstpointer data)
{
  for (guint revision = 15; revision >= 14; revision--) {
    g_autofree char *welcome =
      g_strdup_printf ("[{\"me\":{\"id\":\"u-me\",\"name\":\"me\"},\"revision\":%u}]", revision);
    g_autoptr (GError) error = NULL;
    g_autofree char *run = NULL;
    DbConnection *db = NULL;

    close_it (fixture);
    db = db_connection_open (fixture->path, DB_DURABILITY_FULL, &error);
    g_assert_no_error (error);
    db_connection_execute (db,
                           "ALTER TABLE account DROP COLUMN run;"
                           "ALTER TABLE account DROP COLUMN heard; PRAGMA user_version = 2",
                           &error);
    g_assert_no_error (error);
    db_connection_free (db);
    fixture->store = open_it (fixture->path);

    run = get_run (fixture);
    g_assert_null (run);
    hear (fixture, "welcome", welcome);
    g_assert_cmpint (get_revision (fixture), ==, revision == 15 ? 15 : 0);
  }
}

/* --- all or nothing ---------------------------------------------------------------- */

static void
test_whole_batches (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatIntent) sync = chat_intent_new_sync (15);
  g_autoptr (JsonNode) node =
    json_from_string ("[{\"ok\":true,\"messages\":[" MESSAGE (
                        "o-1", "r", 6, "u-me", "six",
                        90) "],\"members\":["
                            "{\"room\":\"r\",\"user\":\"u-2\",\"rev\":91}],\"revision\":91}]",
                      NULL);
  g_autoptr (GPtrArray) events =
    chat_dialect_read_answer (fixture->dialect, sync, json_node_get_array (node), NOW, NULL);
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  g_autoptr (GError) error = NULL;
  ChatEvent *broken = chat_event_new (CHAT_EVENT_RECEIPT, "r");
  ChatEventMember *receipt = g_new0 (ChatEventMember, 1);

  /* No dialect lets that through; the schema does not either. */
  receipt->room = g_strdup ("r");
  receipt->user = g_strdup ("u-9");
  receipt->seen = 7;
  g_ptr_array_add (broken->members, receipt);
  g_ptr_array_add (events, broken);

  send_text (fixture, "o-1", "r", "six");
  apply (fixture, events, &error);
  g_assert_error (error, DB_ERROR, DB_ERROR_CONSTRAINT);
  g_assert_cmpint (get_revision (fixture), ==, 15);
  outbox = list_outbox (fixture, NULL);
  messages = list_messages (fixture, CHAT_ANCHOR_LATEST, 0, 1);
  g_assert_cmpuint (outbox->len, ==, 1);
  assert_seqs (messages, "5");

  receipt->delivered = 7;
  g_clear_error (&error);
  apply (fixture, events, &error);
  g_assert_no_error (error);
  g_assert_cmpint (get_revision (fixture), ==, 91);
}

static void
test_reopened (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rooms = NULL;
  g_autoptr (GPtrArray) outbox = NULL;

  send_text (fixture, "o-1", "r", "unsent");
  set_draft (fixture, "unfinished");
  reopen (fixture);
  rooms = list_rooms (fixture);
  outbox = list_outbox (fixture, "r");
  g_assert_cmpint (get_revision (fixture), ==, 15);
  g_assert_cmpuint (((ChatStoredRoom *) rooms->pdata[0])->n_unread, ==, 2);
  g_assert_cmpstr (((ChatStoredRoom *) rooms->pdata[0])->draft, ==, "unfinished");
  g_assert_cmpstr (((ChatOutgoing *) outbox->pdata[0])->text, ==, "unsent");
}

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
test_crash (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GPtrArray) rooms = NULL;
  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  GStatBuf left;

  send_text (fixture, "o-1", "r", "unsent");
  close_it (fixture);
  g_setenv (PATH_VARIABLE, fixture->path, TRUE);
  g_test_trap_subprocess ("/chat/store/subprocess/die-in-transaction", 0,
                          G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_failed ();
  g_assert_cmpint (g_stat (log, &left), ==, 0);
  g_assert_cmpint (left.st_size, >, 100000);

  fixture->store = open_it (fixture->path);
  outbox = list_outbox (fixture, NULL);
  rooms = list_rooms (fixture);
  g_assert_cmpint (get_revision (fixture), ==, 15);
  g_assert_cmpuint (outbox->len, ==, 1);
  g_assert_cmpuint (rooms->len, ==, 1);
}

/* --- many -------------------------------------------------------------------------- */

#define N_ROOMS 200
#define N_MESSAGES 50

static void
fill (Fixture *fixture)
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
  apply (fixture, events, &error);
  g_assert_no_error (error);
}

static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) rooms = NULL;
  g_autoptr (GPtrArray) page = NULL;
  gint64 began = 0;

  fill (fixture);
  close_it (fixture);
  began = g_get_monotonic_time ();
  fixture->store = open_it (fixture->path);
  rooms = list_rooms (fixture);
  page = list_messages (fixture, CHAT_ANCHOR_LATEST, 0, 50);
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

#define ADD(name, function)                                                                        \
  g_test_add ("/chat/store/" name, Fixture, NULL, set_up, function, tear_down)
#define ADD_ON_DISK(name, function)                                                                \
  g_test_add ("/chat/store/" name, Fixture, "", set_up, function, tear_down)

  ADD ("rooms-come-with-last-message-and-unread", test_rooms);
  ADD ("unread-counts-what-is-not-here-yet", test_unread_beyond);
  ADD ("direct-conversation-has-another", test_direct);
  ADD ("receipts-only-grow", test_receipts);
  ADD ("who-wrote-blindly-has-not-read", test_blind_author);
  ADD ("removed-room-leaves-what-is-mine", test_removed);
  ADD ("pages-are-of-any-place", test_pages);
  ADD ("message-is-remembered-whole", test_whole_message);
  ADD ("older-never-overwrites-newer", test_older);
  ADD ("marks-are-mine-alone", test_marks);
  ADD ("place-keeps-its-message", test_places);
  ADD ("gaps-show", test_gaps);
  ADD ("words-are-found", test_search);
  ADD ("what-is-newest-is-found-first", test_what_is_newest_is_found_first);
  ADD ("many-at-one-time-are-kept", test_many_at_one_time_are_kept);
  ADD ("outbox-keeps-order", test_outbox);
  ADD ("outgoing-is-remembered-whole", test_whole_outgoing);
  ADD ("confirmed-message-leaves-the-outbox", test_confirmed);
  ADD ("drafts-and-places-are-kept", test_drafts);
  ADD ("what-was-seen-here-is-seen", test_sight);
  ADD ("another-server-is-believed-from-its-beginning", test_other_server);
  ADD ("a-server-that-was-set-back-is-believed-from-its-beginning", test_set_back);
  ADD ("batch-is-whole-or-nothing", test_whole_batches);
  ADD_ON_DISK ("all-is-there-again", test_reopened);
  ADD_ON_DISK ("where-i-am-mentioned-is-remembered", test_mention);
  ADD_ON_DISK ("an-older-store-was-heard-up-to-its-cursor", test_older_store);
  ADD_ON_DISK ("crash-leaves-what-was-committed", test_crash);
  ADD_ON_DISK ("many-rooms-open-at-once", test_many);
  g_test_add_func ("/chat/store/subprocess/die-in-transaction", die_in_transaction);

  return g_test_run ();
}
