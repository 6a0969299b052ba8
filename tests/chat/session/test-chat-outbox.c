/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-outbox.h"

typedef struct {
  ChatUser *me;
  ChatOutbox *outbox;
  ChatRoom *room;
  ChatRoom *other;
  GString *sent; /* "text:attempt" of what left */
} Fixture;

static void
send_cb (ChatRoom *room, ChatMessage *message, guint attempt, gpointer user_data)
{
  Fixture *fixture = user_data;

  g_string_append_printf (fixture->sent, "%s:%u ", chat_message_get_text (message), attempt);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->me = chat_user_new_me ("u-me", "Me");
  fixture->outbox = chat_outbox_new ();
  fixture->room = chat_room_new ("General", "General", CHAT_ROOM_KIND_PUBLIC);
  fixture->other = chat_room_new ("Other", "Other", CHAT_ROOM_KIND_PUBLIC);
  fixture->sent = g_string_new (NULL);
  chat_outbox_set_send (fixture->outbox, send_cb, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->outbox);
  g_assert_finalize_object (fixture->room);
  g_assert_finalize_object (fixture->other);
  g_assert_finalize_object (fixture->me);
  g_string_free (fixture->sent, TRUE);
}

static ChatMessage *
add (Fixture *fixture, ChatRoom *room, const char *text)
{
  g_autoptr (ChatMessage) message = chat_message_new_pending (fixture->me, text, 1000);

  chat_outbox_add (fixture->outbox, room, message);

  return message;
}

static void
assert_sent (Fixture *fixture, const char *expected)
{
  g_assert_cmpstr (fixture->sent->str, ==, expected);
  g_string_truncate (fixture->sent, 0);
}

static gboolean
confirm (Fixture *fixture, ChatMessage *message)
{
  return chat_outbox_confirm (fixture->outbox, fixture->room, chat_message_get_id (message), 0);
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  ChatMessage *a = add (fixture, fixture->room, "a");
  ChatMessage *b = add (fixture, fixture->room, "b");
  ChatMessage *c = NULL;

  assert_sent (fixture, "");
  chat_outbox_open (fixture->outbox, fixture->room);
  assert_sent (fixture, "a:1 ");
  c = add (fixture, fixture->room, "c");
  assert_sent (fixture, "");

  g_assert_true (confirm (fixture, a));
  g_assert_false (confirm (fixture, a));
  assert_sent (fixture, "b:2 ");
  g_assert_cmpint (chat_message_get_status (a), ==, CHAT_MESSAGE_STATUS_SENT);
  g_assert_cmpint (chat_message_get_status (b), ==, CHAT_MESSAGE_STATUS_PENDING);

  /* One that does not wait for its turn is known to be there all the same. */
  g_assert_true (confirm (fixture, c));
  assert_sent (fixture, "");
  g_assert_true (confirm (fixture, b));
  assert_sent (fixture, "");
  g_assert_cmpuint (chat_outbox_get_length (fixture->outbox), ==, 0);
}

static void
test_rooms (Fixture *fixture, gconstpointer data)
{
  add (fixture, fixture->room, "a");
  add (fixture, fixture->other, "b");
  add (fixture, fixture->room, "c");

  chat_outbox_open (fixture->outbox, fixture->other);
  assert_sent (fixture, "b:1 ");
  chat_outbox_open (fixture->outbox, fixture->room);
  assert_sent (fixture, "a:2 ");
  chat_outbox_forget (fixture->outbox, fixture->room);
  g_assert_cmpuint (chat_outbox_get_length (fixture->outbox), ==, 1);
}

static void
test_loss (Fixture *fixture, gconstpointer data)
{
  ChatMessage *a = add (fixture, fixture->room, "a");

  add (fixture, fixture->room, "b");
  chat_outbox_open (fixture->outbox, fixture->room);
  assert_sent (fixture, "a:1 ");

  chat_outbox_close_all (fixture->outbox);
  chat_outbox_again (fixture->outbox, fixture->room, 1); /* the late news of the loss */
  assert_sent (fixture, "");
  chat_outbox_open (fixture->outbox, fixture->room);
  assert_sent (fixture, "a:2 ");
  chat_outbox_again (fixture->outbox, fixture->room, 1);
  assert_sent (fixture, "");
  chat_outbox_again (fixture->outbox, fixture->room, 2);
  assert_sent (fixture, "a:3 ");

  /* It stood in history before it could go again. */
  chat_outbox_close_all (fixture->outbox);
  g_assert_true (confirm (fixture, a));
  chat_outbox_open (fixture->outbox, fixture->room);
  assert_sent (fixture, "b:4 ");
}

static void
test_refusal (Fixture *fixture, gconstpointer data)
{
  ChatMessage *a = add (fixture, fixture->room, "a");
  ChatMessage *b = add (fixture, fixture->room, "b");

  chat_outbox_open (fixture->outbox, fixture->room);
  chat_outbox_refuse (fixture->outbox, fixture->room, chat_message_get_id (a), "No");
  assert_sent (fixture, "a:1 b:2 ");
  g_assert_cmpint (chat_message_get_status (a), ==, CHAT_MESSAGE_STATUS_FAILED);
  g_assert_cmpstr (chat_message_get_error (a), ==, "No");

  chat_outbox_retry (fixture->outbox, fixture->room, a, 2000);
  chat_outbox_retry (fixture->outbox, fixture->room, a, 2000);
  chat_outbox_retry (fixture->outbox, fixture->room, b, 2000); /* did not fail */
  g_assert_cmpuint (chat_outbox_get_length (fixture->outbox), ==, 2);
  assert_sent (fixture, "");
  confirm (fixture, b);
  assert_sent (fixture, "a:3 ");
}

static void
test_discard (Fixture *fixture, gconstpointer data)
{
  ChatMessage *a = add (fixture, fixture->room, "a");
  ChatMessage *b = add (fixture, fixture->room, "b");
  g_autofree char *id = g_strdup (chat_message_get_id (a));

  chat_outbox_open (fixture->outbox, fixture->room);
  chat_outbox_discard (fixture->outbox, fixture->room, a);
  assert_sent (fixture, "a:1 b:2 ");
  chat_outbox_refuse (fixture->outbox, fixture->room, id, "too late to say so");
  confirm (fixture, b);
  chat_outbox_discard (fixture->outbox, fixture->room, b); /* the server has it */
  g_assert_cmpuint (g_list_model_get_n_items (
                      G_LIST_MODEL (chat_room_get_timeline (fixture->room))),
                    ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/chat/outbox/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("one-after-the-other", test_order);
  ADD ("rooms-do-not-wait-for-each-other", test_rooms);
  ADD ("lost-goes-again-once", test_loss);
  ADD ("refused-fails-and-can-be-retried", test_refusal);
  ADD ("discarded-is-gone", test_discard);

  return g_test_run ();
}
