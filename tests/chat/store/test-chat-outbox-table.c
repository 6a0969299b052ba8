/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-outbox-table.h"

#include "shelf.h"
#include "talk.h"
#include "test-await.h"

static void
refuse (Shelf *shelf, const char *id, const char *reason)
{
  g_autoptr (GPtrArray) outbox = shelf_list_outbox (shelf, NULL);

  for (guint i = 0; i < outbox->len; i++) {
    ChatOutgoing *outgoing = outbox->pdata[i];

    if (!g_str_equal (outgoing->id, id))
      continue;
    g_set_str (&outgoing->error, reason);
    shelf_send (shelf, outgoing);
  }
}

static void
retry (Shelf *shelf, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_store_retry_async (shelf->store, id, test_keep_result, &result);
  test_await (&result);
  g_assert_true (chat_store_write_finish (shelf->store, result, NULL));
}

static void
discard (Shelf *shelf, const char *id)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_store_discard_async (shelf->store, id, test_keep_result, &result);
  test_await (&result);
  g_assert_true (chat_store_write_finish (shelf->store, result, NULL));
}

/* The ids of what is in the outbox, in order. */
static void
assert_outbox (Shelf *shelf, const char *room, const char *expected)
{
  g_autoptr (GPtrArray) list = shelf_list_outbox (shelf, room);
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < list->len; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? " " : "", ((ChatOutgoing *) list->pdata[i])->id);
  g_assert_cmpstr (ids->str, ==, expected);
}

static void
test_outbox (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GPtrArray) list = NULL;

  shelf_send_text (shelf, "o-2", "r", "first");
  shelf_send_text (shelf, "o-1", "r", "second");
  shelf_send_text (shelf, "o-3", "r-2", "elsewhere");
  refuse (shelf, "o-2", "No");
  assert_outbox (shelf, "r", "o-2 o-1");
  shelf_send_text (shelf, "o-2", "r", "first, changed");
  assert_outbox (shelf, "r", "o-2 o-1");

  /* Tried again, it goes behind those that wait; what comes then goes behind it. */
  refuse (shelf, "o-2", "No");
  retry (shelf, "o-2");
  shelf_send_text (shelf, "o-4", "r", "third");
  assert_outbox (shelf, "r", "o-1 o-2 o-4");
  discard (shelf, "o-3");
  assert_outbox (shelf, NULL, "o-1 o-2 o-4");

  list = shelf_list_outbox (shelf, "r");
  g_assert_null (((ChatOutgoing *) list->pdata[1])->error);
  g_assert_cmpstr (((ChatOutgoing *) list->pdata[1])->text, ==, "first, changed");
}

static void
test_whole_outgoing (Shelf *shelf, gconstpointer data)
{
  g_autoptr (ChatOutgoing) react = chat_outgoing_new (CHAT_OUTGOING_REACT, "c-1", "r", "o-1");
  g_autoptr (GPtrArray) list = NULL;
  const ChatOutgoing *message = NULL;
  const ChatOutgoing *change = NULL;
  const ChatOutgoingFile *file = NULL;

  react->emoji = g_strdup ("👍");
  react->on = TRUE;
  react->attempts = 2;
  shelf_send_text (shelf, "o-1", "r", "mine");
  shelf_send (shelf, react);
  refuse (shelf, "o-1", "No");
  list = shelf_list_outbox (shelf, "r");
  g_assert_cmpuint (list->len, ==, 2);

  message = list->pdata[0];
  file = message->files->pdata[0];
  g_assert_cmpint (message->kind, ==, CHAT_OUTGOING_SEND);
  g_assert_null (message->message);
  g_assert_cmpstr (message->error, ==, "No");
  g_assert_cmpint (message->time, ==, TALK_NOW);
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

  discard (shelf, "o-1");
  assert_outbox (shelf, NULL, "c-1");
}

static void
test_confirmed (Shelf *shelf, gconstpointer data)
{
  g_autoptr (ChatIntent) send = chat_intent_new (CHAT_INTENT_SEND, NULL, "r");
  g_autoptr (GPtrArray) outbox = NULL;
  g_autoptr (GPtrArray) messages = NULL;

  send->id = g_strdup ("o-1");
  shelf_send_text (shelf, "o-1", "r", "mine");
  shelf_send_text (shelf, "o-2", "r", "mine too");
  shelf_hear_answer (shelf, send,
                     "[{\"ok\":true,\"message\":" MESSAGE ("o-1", "r", 6, "u-me", "mine", 80) "}]");
  /* The answer to the other was lost: the message itself says that it has arrived. */
  shelf_hear (shelf, "message", "[" MESSAGE ("o-2", "r", 7, "u-me", "mine too", 81) "]");
  outbox = shelf_list_outbox (shelf, NULL);
  messages = shelf_list_messages (shelf, CHAT_ANCHOR_LATEST, 0, 2);
  g_assert_cmpuint (outbox->len, ==, 0);
  g_assert_cmpstr (shelf_nth_message (messages, 0)->id, ==, "o-1");
  g_assert_cmpstr (shelf_nth_message (messages, 1)->id, ==, "o-2");
}

static void
test_drafts (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) rooms = NULL;
  g_autoptr (GPtrArray) later = NULL;
  const ChatStoredRoom *stored = NULL;

  shelf_set_draft (shelf, "Dear");
  shelf_set_draft (shelf, "Dear Ann");
  chat_store_set_position_async (shelf->store, "r", 3, -12, test_keep_result, &result);
  test_await (&result);
  rooms = shelf_list_rooms (shelf);
  stored = rooms->pdata[0];
  g_assert_cmpstr (stored->draft->text, ==, "Dear Ann");
  g_assert_cmpint (stored->seq, ==, 3);
  g_assert_cmpint (stored->offset, ==, -12);

  shelf_set_draft (shelf, "");
  later = shelf_list_rooms (shelf);
  g_assert_null (((ChatStoredRoom *) later->pdata[0])->draft);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/chat/outbox-table/" name, Shelf, NULL, shelf_set_up, function, shelf_tear_down)

  ADD ("outbox-keeps-order", test_outbox);
  ADD ("outgoing-is-remembered-whole", test_whole_outgoing);
  ADD ("confirmed-message-leaves-the-outbox", test_confirmed);
  ADD ("drafts-and-places-are-kept", test_drafts);

  return g_test_run ();
}
