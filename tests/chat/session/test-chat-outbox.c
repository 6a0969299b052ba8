/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-outbox.h"

#include "chat-dialect-error.h"
#include "socket-io-error.h"
#include "test-await.h"

#define NOW G_GINT64_CONSTANT (1770000000000)

typedef struct {
  ChatUser *me;
  ChatUser *other;
  ChatOutbox *outbox;
  ChatRoom *room;
  ChatRoom *elsewhere;
  GString *sent; /* "what:attempt" of what left */
  GString *refused;
} Fixture;

static void
send_cb (ChatRoom *room, ChatIntent *intent, guint attempt, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (ChatIntent) owned = intent;

  switch ((int) intent->type) {
  case CHAT_INTENT_SEND:
    g_string_append (fixture->sent, intent->text);
    break;
  case CHAT_INTENT_EDIT:
    g_string_append_printf (fixture->sent, "edit=%s", intent->text);
    break;
  case CHAT_INTENT_DELETE:
    g_string_append (fixture->sent, "delete");
    break;
  case CHAT_INTENT_REACT:
    g_string_append_printf (fixture->sent, "%s%s", intent->on ? "+" : "-", intent->emoji);
    break;
  default:
    g_assert_not_reached ();
  }
  g_string_append_printf (fixture->sent, ":%u ", attempt);
}

static void
refused_cb (Fixture *fixture, ChatRoom *room, const char *message, const char *reason)
{
  g_string_append_printf (fixture->refused, "%s ", reason);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->me = chat_user_new_me ("u-me", "Me");
  fixture->other = chat_user_new ("u-other", "Other");
  fixture->outbox = g_object_new (CHAT_TYPE_OUTBOX, "me", fixture->me, "first-delay", 1, NULL);
  fixture->room = chat_room_new ("General", "General", CHAT_ROOM_KIND_PUBLIC);
  fixture->elsewhere = chat_room_new ("Elsewhere", "Elsewhere", CHAT_ROOM_KIND_PUBLIC);
  fixture->sent = g_string_new (NULL);
  fixture->refused = g_string_new (NULL);
  chat_outbox_set_send (fixture->outbox, send_cb, fixture);
  g_signal_connect_swapped (fixture->outbox, "refused", G_CALLBACK (refused_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->outbox);
  g_assert_finalize_object (fixture->room);
  g_assert_finalize_object (fixture->elsewhere);
  g_assert_finalize_object (fixture->other);
  g_assert_finalize_object (fixture->me);
  g_string_free (fixture->sent, TRUE);
  g_string_free (fixture->refused, TRUE);
}

static ChatMessage *
add (Fixture *fixture, ChatRoom *room, const char *text)
{
  g_autoptr (ChatMessage) message = chat_message_new_pending (fixture->me, text, NOW);

  chat_outbox_add (fixture->outbox, room, message);

  return message;
}

/* One that the server has. */
static ChatMessage *
hear (Fixture *fixture, const char *id, const char *text)
{
  g_autoptr (ChatMessage) message = chat_message_new (id, fixture->me, text, NOW);

  chat_timeline_add (chat_room_get_timeline (fixture->room), message);

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
settle (Fixture *fixture, guint attempt)
{
  chat_outbox_settle (fixture->outbox, fixture->room, attempt, NULL);
}

static void
refuse (Fixture *fixture, guint attempt, const char *reason)
{
  g_autoptr (GError)
    error = g_error_new_literal (CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_REFUSED, reason);

  chat_outbox_settle (fixture->outbox, fixture->room, attempt, error);
}

static void
put_off (Fixture *fixture, guint attempt)
{
  g_autoptr (GError)
    error = g_error_new_literal (SOCKET_IO_ERROR, SOCKET_IO_ERROR_TIMED_OUT, "No answer");

  chat_outbox_settle (fixture->outbox, fixture->room, attempt, error);
}

static guint
count_messages (ChatRoom *room)
{
  return g_list_model_get_n_items (G_LIST_MODEL (chat_room_get_timeline (room)));
}

/* --- order ------------------------------------------------------------------------ */

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
  add (fixture, fixture->elsewhere, "b");
  add (fixture, fixture->room, "c");

  chat_outbox_open (fixture->outbox, fixture->elsewhere);
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
  put_off (fixture, 1); /* the late news of the loss */
  assert_sent (fixture, "");
  chat_outbox_open (fixture->outbox, fixture->room);
  assert_sent (fixture, "a:2 ");
  put_off (fixture, 1);
  test_settle ();
  assert_sent (fixture, "");
  put_off (fixture, 2);
  test_await_that (fixture->sent->len > 0);
  assert_sent (fixture, "a:3 ");

  /* It stood in history before it could go again. */
  chat_outbox_close_all (fixture->outbox);
  g_assert_true (confirm (fixture, a));
  chat_outbox_open (fixture->outbox, fixture->room);
  assert_sent (fixture, "b:4 ");
}

static GError *
throttled (gint64 retry_after_ms)
{
  g_autoptr (JsonObject) details = json_object_new ();

  json_object_set_string_member (details, "code", "throttled");
  json_object_set_int_member (details, "retryAfter", retry_after_ms);

  return chat_dialect_error_new_from_json (details, NULL);
}

static void
test_throttled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) soon = throttled (20);
  g_autoptr (GError) late = throttled (G_GINT64_CONSTANT (3600000));
  gint64 began = g_get_monotonic_time ();

  add (fixture, fixture->room, "a");
  add (fixture, fixture->room, "b");
  chat_outbox_open (fixture->outbox, fixture->room);
  assert_sent (fixture, "a:1 ");
  chat_outbox_settle (fixture->outbox, fixture->room, 1, soon);
  add (fixture, fixture->room, "c");
  assert_sent (fixture, "");
  test_await_that (fixture->sent->len > 0);
  g_assert_cmpint (g_get_monotonic_time () - began, >=, 20000);
  assert_sent (fixture, "a:2 ");
  settle (fixture, 2);
  assert_sent (fixture, "b:3 ");

  /* A new connection does not wait for what another one was told. */
  chat_outbox_settle (fixture->outbox, fixture->room, 3, late);
  chat_outbox_close_all (fixture->outbox);
  chat_outbox_open (fixture->outbox, fixture->room);
  assert_sent (fixture, "b:4 ");
  settle (fixture, 4);
  assert_sent (fixture, "c:5 ");
}

/* --- a no ------------------------------------------------------------------------- */

static void
test_refusal (Fixture *fixture, gconstpointer data)
{
  ChatMessage *a = add (fixture, fixture->room, "a");
  ChatMessage *b = add (fixture, fixture->room, "b");

  chat_outbox_open (fixture->outbox, fixture->room);
  refuse (fixture, 1, "No");
  assert_sent (fixture, "a:1 b:2 ");
  g_assert_cmpint (chat_message_get_status (a), ==, CHAT_MESSAGE_STATUS_FAILED);
  g_assert_cmpstr (chat_message_get_error (a), ==, "No");

  chat_outbox_retry (fixture->outbox, fixture->room, a, NOW);
  chat_outbox_retry (fixture->outbox, fixture->room, a, NOW);
  chat_outbox_retry (fixture->outbox, fixture->room, b, NOW); /* did not fail */
  g_assert_cmpuint (chat_outbox_get_length (fixture->outbox), ==, 2);
  assert_sent (fixture, "");
  confirm (fixture, b);
  assert_sent (fixture, "a:3 ");

  /* The server has it after all. */
  refuse (fixture, 3, "No");
  g_assert_true (confirm (fixture, a));
  g_assert_cmpint (chat_message_get_status (a), ==, CHAT_MESSAGE_STATUS_SENT);
}

static void
test_discard (Fixture *fixture, gconstpointer data)
{
  ChatMessage *a = add (fixture, fixture->room, "a");
  ChatMessage *b = add (fixture, fixture->room, "b");
  ChatMessage *c = add (fixture, fixture->room, "c");

  chat_outbox_open (fixture->outbox, fixture->room);
  chat_outbox_discard (fixture->outbox, fixture->room, a);
  assert_sent (fixture, "a:1 b:2 ");
  refuse (fixture, 1, "too late to say so");
  confirm (fixture, b);
  chat_outbox_discard (fixture->outbox, fixture->room, b); /* the server has it */
  assert_sent (fixture, "c:3 ");
  refuse (fixture, 3, "No");
  chat_outbox_discard (fixture->outbox, fixture->room, c);
  g_assert_cmpuint (count_messages (fixture->room), ==, 1);
}

static void
test_changed_and_sent_again (Fixture *fixture, gconstpointer data)
{
  ChatMessage *a = add (fixture, fixture->room, "much too long");

  chat_outbox_open (fixture->outbox, fixture->room);
  refuse (fixture, 1, "too long");
  chat_outbox_edit (fixture->outbox, fixture->room, a, "short", NOW);
  assert_sent (fixture, "much too long:1 short:2 ");
  g_assert_cmpint (chat_message_get_status (a), ==, CHAT_MESSAGE_STATUS_PENDING);
  g_assert_null (chat_message_get_error (a));
  settle (fixture, 2);
  g_assert_cmpstr (chat_message_get_text (a), ==, "short");
  g_assert_cmpint (chat_message_get_edited_at (a), ==, 0);
}

/* --- changes ---------------------------------------------------------------------- */

static void
test_unsent_changes_in_place (Fixture *fixture, gconstpointer data)
{
  ChatMessage *a = add (fixture, fixture->room, "a");
  ChatMessage *b = add (fixture, fixture->room, "b");

  chat_outbox_edit (fixture->outbox, fixture->room, a, "aa", NOW);
  chat_outbox_delete (fixture->outbox, fixture->room, b, NOW);
  g_assert_cmpstr (chat_message_get_text (a), ==, "aa");
  g_assert_cmpuint (count_messages (fixture->room), ==, 1);
  chat_outbox_open (fixture->outbox, fixture->room);
  assert_sent (fixture, "aa:1 ");
  settle (fixture, 1);
  assert_sent (fixture, "");
}

static void
test_left_changes_behind_it (Fixture *fixture, gconstpointer data)
{
  ChatMessage *a = add (fixture, fixture->room, "a");

  chat_outbox_open (fixture->outbox, fixture->room);
  chat_outbox_close_all (fixture->outbox); /* nobody knows whether it has arrived */
  chat_outbox_edit (fixture->outbox, fixture->room, a, "aa", NOW + 1);
  g_assert_cmpstr (chat_message_get_text (a), ==, "aa");
  chat_outbox_open (fixture->outbox, fixture->room);
  assert_sent (fixture, "a:1 a:2 ");
  settle (fixture, 2);
  assert_sent (fixture, "edit=aa:3 ");
  g_assert_cmpstr (chat_message_get_text (a), ==, "aa");

  /* Only the last text is worth sending. */
  chat_outbox_edit (fixture->outbox, fixture->room, a, "b", NOW + 2);
  chat_outbox_edit (fixture->outbox, fixture->room, a, "c", NOW + 3);
  assert_sent (fixture, "");
  settle (fixture, 3);
  assert_sent (fixture, "edit=c:4 ");
}

static void
test_left_and_deleted (Fixture *fixture, gconstpointer data)
{
  ChatMessage *a = add (fixture, fixture->room, "a");

  chat_outbox_open (fixture->outbox, fixture->room);
  chat_outbox_close_all (fixture->outbox);
  chat_outbox_delete (fixture->outbox, fixture->room, a, NOW);
  g_assert_cmpuint (count_messages (fixture->room), ==, 0);
  chat_outbox_open (fixture->outbox, fixture->room);
  assert_sent (fixture, "a:1 delete:2 ");
  refuse (fixture, 2, "There is no such message");
  g_assert_cmpstr (fixture->refused->str, ==, "");
  g_assert_cmpuint (chat_outbox_get_length (fixture->outbox), ==, 0);
}

static void
test_edit_of_refused (Fixture *fixture, gconstpointer data)
{
  ChatMessage *a = add (fixture, fixture->room, "a");
  ChatMessage *b = add (fixture, fixture->room, "b");

  chat_outbox_open (fixture->outbox, fixture->room);
  chat_outbox_edit (fixture->outbox, fixture->room, a, "aa", NOW);
  chat_outbox_react (fixture->outbox, fixture->room, a, "👍", TRUE, NOW);
  refuse (fixture, 1, "No");
  g_assert_cmpint (chat_message_get_status (a), ==, CHAT_MESSAGE_STATUS_FAILED);
  g_assert_cmpstr (chat_message_get_text (a), ==, "aa");
  assert_sent (fixture, "a:1 b:2 ");
  settle (fixture, 2);
  g_assert_true (chat_message_get_is_sent (b));
  assert_sent (fixture, "");
  chat_outbox_retry (fixture->outbox, fixture->room, a, NOW);
  assert_sent (fixture, "aa:3 ");
}

static void
test_edit_taken_back (Fixture *fixture, gconstpointer data)
{
  ChatMessage *a = hear (fixture, "m-1", "a");

  chat_outbox_open (fixture->outbox, fixture->room);
  chat_outbox_edit (fixture->outbox, fixture->room, a, "aa", NOW + 1);
  g_assert_cmpint (chat_message_get_edited_at (a), ==, NOW + 1);
  g_assert_cmpstr (chat_message_get_text (a), ==, "aa");
  refuse (fixture, 1, "No");
  g_assert_cmpstr (chat_message_get_text (a), ==, "a");
  g_assert_cmpint (chat_message_get_edited_at (a), ==, 0);
  g_assert_cmpstr (fixture->refused->str, ==, "No ");
}

static guint
count_reactions (ChatMessage *message)
{
  return chat_message_get_reactions (message)->len;
}

static void
test_delete_taken_back (Fixture *fixture, gconstpointer data)
{
  ChatMessage *a = hear (fixture, "m-1", "a");

  chat_outbox_edit (fixture->outbox, fixture->room, a, "aa", NOW + 1);
  chat_outbox_react (fixture->outbox, fixture->room, a, "👍", TRUE, NOW);
  chat_outbox_delete (fixture->outbox, fixture->room, a, NOW);
  chat_outbox_delete (fixture->outbox, fixture->room, a, NOW);
  g_assert_true (chat_message_get_deleted (a));
  g_assert_cmpstr (chat_message_get_text (a), ==, "");
  g_assert_cmpuint (count_reactions (a), ==, 0);
  chat_outbox_open (fixture->outbox, fixture->room);
  assert_sent (fixture, "delete:1 ");
  refuse (fixture, 1, "No");
  g_assert_false (chat_message_get_deleted (a));
  g_assert_cmpstr (chat_message_get_text (a), ==, "a");
  assert_sent (fixture, "");
}

static void
test_reactions_fold (Fixture *fixture, gconstpointer data)
{
  ChatMessage *a = hear (fixture, "m-1", "a");

  chat_outbox_react (fixture->outbox, fixture->room, a, "👍", TRUE, NOW);
  chat_outbox_react (fixture->outbox, fixture->room, a, "🎉", TRUE, NOW);
  chat_outbox_react (fixture->outbox, fixture->room, a, "👍", FALSE, NOW);
  chat_outbox_react (fixture->outbox, fixture->room, a, "🎉", TRUE, NOW);
  g_assert_cmpuint (count_reactions (a), ==, 1);
  chat_outbox_open (fixture->outbox, fixture->room);
  assert_sent (fixture, "+🎉:1 ");

  /* It is under way: what comes now goes behind it. */
  chat_outbox_react (fixture->outbox, fixture->room, a, "🎉", FALSE, NOW);
  chat_outbox_react (fixture->outbox, fixture->room, a, "🎉", TRUE, NOW);
  chat_outbox_react (fixture->outbox, fixture->room, a, "🎉", FALSE, NOW);
  g_assert_cmpuint (count_reactions (a), ==, 0);
  settle (fixture, 1);
  assert_sent (fixture, "-🎉:2 ");
  settle (fixture, 2);
  assert_sent (fixture, "");
}

static void
test_reaction_beside_others (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray)
    reactions = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_reaction_unref);
  ChatMessage *a = hear (fixture, "m-1", "a");
  const ChatReaction *shown = NULL;

  g_ptr_array_add (users, g_object_ref (fixture->other));
  g_ptr_array_add (reactions, chat_reaction_new ("👍", users));
  chat_message_set_reactions (a, reactions);
  chat_outbox_react (fixture->outbox, fixture->room, a, "👍", TRUE, NOW);
  shown = chat_message_get_reactions (a)->pdata[0];
  g_assert_true (chat_reaction_get_mine (shown));
  g_assert_cmpuint (chat_reaction_get_users (shown)->len, ==, 2);

  chat_outbox_react (fixture->outbox, fixture->room, a, "👍", FALSE, NOW);
  shown = chat_message_get_reactions (a)->pdata[0];
  g_assert_false (chat_reaction_get_mine (shown));
  g_assert_cmpuint (count_reactions (a), ==, 1);
}

/* To want what is there is to want nothing, and does not make the next wish its opposite. */
static void
test_reaction_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray)
    reactions = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_reaction_unref);
  ChatMessage *a = hear (fixture, "m-1", "a");

  g_ptr_array_add (users, g_object_ref (fixture->me));
  g_ptr_array_add (reactions, chat_reaction_new ("👍", users));
  chat_message_set_reactions (a, reactions);
  chat_outbox_react (fixture->outbox, fixture->room, a, "👍", TRUE, NOW);
  chat_outbox_react (fixture->outbox, fixture->room, a, "👍", FALSE, NOW);
  g_assert_cmpuint (count_reactions (a), ==, 0);
  chat_outbox_open (fixture->outbox, fixture->room);
  assert_sent (fixture, "-👍:1 ");
}

/* What waits was wanted before another device of mine did it. */
static void
test_reaction_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray)
    mine = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_reaction_unref);
  g_autoptr (GPtrArray)
    none = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_reaction_unref);
  ChatMessage *a = hear (fixture, "m-1", "a");

  g_ptr_array_add (users, g_object_ref (fixture->me));
  g_ptr_array_add (mine, chat_reaction_new ("👍", users));
  chat_message_set_reactions (a, mine);
  chat_outbox_react (fixture->outbox, fixture->room, a, "👍", FALSE, NOW);
  chat_message_set_reactions (a, none);
  chat_outbox_adjust (fixture->outbox, fixture->room, a);

  chat_outbox_react (fixture->outbox, fixture->room, a, "👍", TRUE, NOW);
  g_assert_true (chat_message_has_reacted (a, "👍"));
  chat_outbox_open (fixture->outbox, fixture->room);
  assert_sent (fixture, "+👍:1 ");
}

static void
test_edit_below_reaction (Fixture *fixture, gconstpointer data)
{
  ChatMessage *a = add (fixture, fixture->room, "a");

  chat_outbox_react (fixture->outbox, fixture->room, a, "👍", TRUE, NOW);
  chat_outbox_edit (fixture->outbox, fixture->room, a, "aa", NOW);
  chat_outbox_react (fixture->outbox, fixture->room, a, "🎉", TRUE, NOW);
  g_assert_cmpstr (chat_message_get_text (a), ==, "aa");
  g_assert_cmpuint (count_reactions (a), ==, 2);
}

/* Nobody can react to it meanwhile; what was done before goes behind it when it goes again. */
static void
test_reaction_to_refused (Fixture *fixture, gconstpointer data)
{
  ChatMessage *a = add (fixture, fixture->room, "a");
  ChatMessage *b = add (fixture, fixture->room, "b");

  chat_outbox_react (fixture->outbox, fixture->room, a, "👍", TRUE, NOW);
  chat_outbox_open (fixture->outbox, fixture->room);
  assert_sent (fixture, "a:1 ");
  refuse (fixture, 1, "No");
  assert_sent (fixture, "b:2 ");
  confirm (fixture, b);
  assert_sent (fixture, "");
  g_assert_cmpuint (count_reactions (a), ==, 0);
  g_assert_cmpuint (chat_outbox_count_unsent (fixture->outbox), ==, 2);

  chat_outbox_retry (fixture->outbox, fixture->room, a, NOW);
  g_assert_true (chat_message_has_reacted (a, "👍"));
  assert_sent (fixture, "a:3 ");
  refuse (fixture, 3, "No");
  assert_sent (fixture, "");

  /* The server has it after all. */
  confirm (fixture, a);
  assert_sent (fixture, "+👍:4 ");
}

static void
test_reaction_to_discarded (Fixture *fixture, gconstpointer data)
{
  ChatMessage *a = add (fixture, fixture->room, "a");

  chat_outbox_react (fixture->outbox, fixture->room, a, "👍", TRUE, NOW);
  chat_outbox_open (fixture->outbox, fixture->room);
  refuse (fixture, 1, "No");
  chat_outbox_discard (fixture->outbox, fixture->room, a);
  g_assert_cmpuint (chat_outbox_count_unsent (fixture->outbox), ==, 0);
  assert_sent (fixture, "a:1 ");
}

/* All that was on the disk. */
static void
restore (Fixture *fixture, ChatOutgoing *first, ChatOutgoing *second)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_outgoing_free);
  g_autoptr (ChatRoomList) rooms = chat_room_list_new ();
  g_autoptr (ChatRoster) users = chat_roster_new ();

  g_ptr_array_add (list, first);
  if (second != NULL)
    g_ptr_array_add (list, second);
  chat_room_list_add (rooms, fixture->room);
  chat_outbox_restore (fixture->outbox, list, rooms, users);
}

static ChatOutgoing *
reaction_on_disk (const char *message)
{
  ChatOutgoing *outgoing = chat_outgoing_new (CHAT_OUTGOING_REACT, "c-1", "General", message);

  outgoing->emoji = g_strdup ("👍");
  outgoing->on = TRUE;

  return outgoing;
}

/* It waited on the disk, and what it is about is not loaded. */
static void
test_refused_of_unloaded (Fixture *fixture, gconstpointer data)
{
  restore (fixture, reaction_on_disk ("m-1"), NULL);
  chat_outbox_open (fixture->outbox, fixture->room);
  assert_sent (fixture, "+👍:1 ");
  refuse (fixture, 1, "No");
  g_assert_cmpstr (fixture->refused->str, ==, "No ");
}

/* The program has ended meanwhile. */
static void
test_reaction_to_refused_before (Fixture *fixture, gconstpointer data)
{
  ChatOutgoing *message = chat_outgoing_new (CHAT_OUTGOING_SEND, "m-1", "General", NULL);
  ChatOutgoing *reaction = reaction_on_disk ("m-1");
  ChatMessage *a = NULL;

  message->text = g_strdup ("a");
  message->error = g_strdup ("No");
  reaction->error = g_strdup ("No");
  restore (fixture, message, reaction);
  chat_outbox_open (fixture->outbox, fixture->room);
  assert_sent (fixture, "");

  a = chat_timeline_find (chat_room_get_timeline (fixture->room), "m-1");
  chat_outbox_retry (fixture->outbox, fixture->room, a, NOW);
  g_assert_true (chat_message_has_reacted (a, "👍"));
  assert_sent (fixture, "a:1 ");
  settle (fixture, 1);
  assert_sent (fixture, "+👍:2 ");
}

/* Somebody else's change, and mine that the server has not heard of. */
static void
test_change_over_news (Fixture *fixture, gconstpointer data)
{
  ChatMessage *a = hear (fixture, "m-1", "a");

  chat_outbox_edit (fixture->outbox, fixture->room, a, "mine", NOW + 1);
  chat_message_set_text (a, "from another device");
  chat_message_set_edited_at (a, NOW + 2);
  chat_outbox_adjust (fixture->outbox, fixture->room, a);
  g_assert_cmpstr (chat_message_get_text (a), ==, "mine");
  chat_outbox_open (fixture->outbox, fixture->room);
  refuse (fixture, 1, "No");
  g_assert_cmpstr (chat_message_get_text (a), ==, "from another device");
  g_assert_cmpint (chat_message_get_edited_at (a), ==, NOW + 2);
}

/* The page that it was on was left, and came again. */
static void
test_change_of_loaded_again (Fixture *fixture, gconstpointer data)
{
  ChatTimeline *timeline = chat_room_get_timeline (fixture->room);
  ChatMessage *a = hear (fixture, "m-1", "a");

  chat_outbox_edit (fixture->outbox, fixture->room, a, "mine", NOW + 1);
  chat_timeline_remove (timeline, a);
  a = hear (fixture, "m-1", "a");
  chat_outbox_adjust (fixture->outbox, fixture->room, a);
  g_assert_cmpstr (chat_message_get_text (a), ==, "mine");
  chat_outbox_open (fixture->outbox, fixture->room);
  refuse (fixture, 1, "No");
  g_assert_cmpstr (chat_message_get_text (a), ==, "a");
}

/* --- files ------------------------------------------------------------------------ */

static void
test_no_files (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) message = chat_message_new_pending (fixture->me, "look", NOW);
  g_autoptr (ChatFile) file = chat_file_new_local ("/nowhere", "cat.png", "image/png", 3);
  g_autoptr (GListStore) files = g_list_store_new (CHAT_TYPE_FILE);

  g_list_store_append (files, file);
  chat_message_set_files (message, G_LIST_MODEL (files));
  chat_outbox_open (fixture->outbox, fixture->room);
  chat_outbox_add (fixture->outbox, fixture->room, message);
  assert_sent (fixture, "");
  g_assert_cmpint (chat_message_get_status (message), ==, CHAT_MESSAGE_STATUS_FAILED);
  chat_outbox_retry (fixture->outbox, fixture->room, message, NOW);
  g_assert_cmpint (chat_message_get_status (message), ==, CHAT_MESSAGE_STATUS_FAILED);
  chat_outbox_discard (fixture->outbox, fixture->room, message);
  g_assert_cmpuint (count_messages (fixture->room), ==, 0);
}

/* --- rooms that are left ---------------------------------------------------------- */

static void
drain (Fixture *fixture, GAsyncResult **result)
{
  chat_outbox_drain_async (fixture->outbox, fixture->room, NULL, test_keep_result, result);
}

static void
assert_stays (Fixture *fixture, GAsyncResult **result, int code)
{
  g_autoptr (GError) error = NULL;

  test_await (result);
  g_assert_false (chat_outbox_drain_finish (fixture->outbox, *result, &error));
  g_assert_error (error, G_IO_ERROR, code);
  g_clear_object (result);
}

static void
test_drained (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ChatMessage *a = add (fixture, fixture->room, "a");

  add (fixture, fixture->elsewhere, "elsewhere");
  drain (fixture, &result);
  chat_outbox_open (fixture->outbox, fixture->room);
  chat_outbox_react (fixture->outbox, fixture->room, a, "👍", TRUE, NOW);
  test_settle ();
  g_assert_null (result);
  settle (fixture, 1);
  test_settle ();
  g_assert_null (result);
  settle (fixture, 2);
  test_await (&result);
  g_assert_true (chat_outbox_drain_finish (fixture->outbox, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);

  drain (fixture, &result);
  test_await (&result);
  g_assert_true (chat_outbox_drain_finish (fixture->outbox, result, &error));
}

static void
test_not_drained (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;

  add (fixture, fixture->room, "a");
  add (fixture, fixture->room, "b");
  chat_outbox_open (fixture->outbox, fixture->room);
  drain (fixture, &result);
  refuse (fixture, 1, "No");
  assert_stays (fixture, &result, G_IO_ERROR_FAILED);

  drain (fixture, &result);
  chat_outbox_close_all (fixture->outbox);
  assert_stays (fixture, &result, G_IO_ERROR_NOT_CONNECTED);

  drain (fixture, &result);
  chat_outbox_forget (fixture->outbox, fixture->room);
  assert_stays (fixture, &result, G_IO_ERROR_NOT_FOUND);
}

static void
lost_cb (GString *lost, ChatRoom *room, GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++) {
    const ChatOutgoing *outgoing = list->pdata[i];

    g_string_append_printf (lost, "%s%s ", outgoing->text != NULL ? outgoing->text : "",
                            outgoing->emoji != NULL ? outgoing->emoji : "");
  }
}

static void
test_lost (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) lost = g_string_new (NULL);
  ChatMessage *a = add (fixture, fixture->room, "a");

  g_signal_connect_swapped (fixture->outbox, "lost", G_CALLBACK (lost_cb), lost);
  add (fixture, fixture->room, "b");
  chat_outbox_open (fixture->outbox, fixture->room);
  refuse (fixture, 1, "No");
  chat_outbox_react (fixture->outbox, fixture->room, hear (fixture, "x", "X"), "👍", TRUE, NOW);
  g_assert_cmpint (chat_message_get_status (a), ==, CHAT_MESSAGE_STATUS_FAILED);
  chat_outbox_forget (fixture->outbox, fixture->room);
  g_assert_cmpstr (lost->str, ==, "b 👍 a ");
  chat_outbox_forget (fixture->outbox, fixture->room);
  chat_outbox_open (fixture->outbox, fixture->room);
  chat_outbox_forget (fixture->outbox, fixture->room);
  g_assert_cmpstr (lost->str, ==, "b 👍 a ");
}

static void
leave_cb (Fixture *fixture)
{
  chat_outbox_forget (fixture->outbox, fixture->room);
}

/* Somebody leaves the room as soon as anything changes in it. */
static void
watch (Fixture *fixture, ChatMessage *message)
{
  g_signal_connect_swapped (message, "notify", G_CALLBACK (leave_cb), fixture);
  g_signal_connect_swapped (chat_room_get_timeline (fixture->room), "items-changed",
                            G_CALLBACK (leave_cb), fixture);
}

static guint
last_attempt (Fixture *fixture)
{
  return (guint) g_ascii_strtoull (strrchr (fixture->sent->str, ':') + 1, NULL, 10);
}

static void
confirm_it (Fixture *fixture, ChatMessage *message)
{
  ChatMessage *mine = add (fixture, fixture->room, "new");

  watch (fixture, mine);
  confirm (fixture, mine);
}

static void
refuse_it (Fixture *fixture, ChatMessage *message)
{
  watch (fixture, add (fixture, fixture->room, "new"));
  refuse (fixture, last_attempt (fixture), "No");
}

static void
retry_it (Fixture *fixture, ChatMessage *message)
{
  ChatMessage *mine = add (fixture, fixture->room, "new");

  refuse (fixture, last_attempt (fixture), "No");
  watch (fixture, mine);
  chat_outbox_retry (fixture->outbox, fixture->room, mine, NOW);
}

static void
change_it (Fixture *fixture, ChatMessage *message)
{
  ChatMessage *mine = NULL;

  chat_outbox_close_all (fixture->outbox);
  mine = add (fixture, fixture->room, "new");
  watch (fixture, mine);
  chat_outbox_edit (fixture->outbox, fixture->room, mine, "changed", NOW);
}

static void
discard_it (Fixture *fixture, ChatMessage *message)
{
  ChatMessage *mine = add (fixture, fixture->room, "new");

  watch (fixture, mine);
  chat_outbox_delete (fixture->outbox, fixture->room, mine, NOW);
}

static void
edit_it (Fixture *fixture, ChatMessage *message)
{
  watch (fixture, message);
  chat_outbox_edit (fixture->outbox, fixture->room, message, "changed", NOW);
}

static void
edit_it_again (Fixture *fixture, ChatMessage *message)
{
  chat_outbox_close_all (fixture->outbox);
  chat_outbox_edit (fixture->outbox, fixture->room, message, "once", NOW);
  watch (fixture, message);
  chat_outbox_edit (fixture->outbox, fixture->room, message, "again", NOW);
}

static void
delete_it (Fixture *fixture, ChatMessage *message)
{
  watch (fixture, message);
  chat_outbox_delete (fixture->outbox, fixture->room, message, NOW);
}

static void
react_twice (Fixture *fixture, ChatMessage *message)
{
  chat_outbox_close_all (fixture->outbox);
  chat_outbox_react (fixture->outbox, fixture->room, message, "👍", TRUE, NOW);
  watch (fixture, message);
  chat_outbox_react (fixture->outbox, fixture->room, message, "👍", FALSE, NOW);
}

static void
refuse_edit (Fixture *fixture, ChatMessage *message)
{
  chat_outbox_edit (fixture->outbox, fixture->room, message, "changed", NOW);
  watch (fixture, message);
  refuse (fixture, last_attempt (fixture), "No");
}

static void
settle_edit (Fixture *fixture, ChatMessage *message)
{
  chat_outbox_edit (fixture->outbox, fixture->room, message, "changed", NOW);
  chat_message_set_edited_at (message, 1);
  watch (fixture, message);
  settle (fixture, last_attempt (fixture));
}

static void
test_left_from_within (Fixture *fixture, gconstpointer data)
{
  static void (*const WAYS[]) (Fixture *fixture, ChatMessage *message) = {
    confirm_it,    refuse_it, retry_it,    change_it,   discard_it,  edit_it,
    edit_it_again, delete_it, react_twice, refuse_edit, settle_edit,
  };

  for (guint i = 0; i < G_N_ELEMENTS (WAYS); i++) {
    g_autofree char *id = g_strdup_printf ("m%u", i);
    g_autoptr (ChatMessage) message = g_object_ref (hear (fixture, id, "there before"));

    chat_outbox_open (fixture->outbox, fixture->room);
    WAYS[i](fixture, message);
    g_signal_handlers_disconnect_by_func (chat_room_get_timeline (fixture->room), leave_cb,
                                          fixture);
    chat_outbox_forget (fixture->outbox, fixture->room);
    g_assert_cmpuint (chat_outbox_get_length (fixture->outbox), ==, 0);
  }
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
  ADD ("throttled-keeps-order", test_throttled);
  ADD ("refused-fails-and-can-be-retried", test_refusal);
  ADD ("refused-can-be-changed-and-sent-again", test_changed_and_sent_again);
  ADD ("discarded-is-gone", test_discard);
  ADD ("what-has-not-left-changes-in-place", test_unsent_changes_in_place);
  ADD ("what-may-have-left-is-changed-behind-it", test_left_changes_behind_it);
  ADD ("what-may-have-left-is-deleted-behind-it", test_left_and_deleted);
  ADD ("changes-of-what-is-refused-are-in-it", test_edit_of_refused);
  ADD ("refused-edit-is-taken-back", test_edit_taken_back);
  ADD ("refused-deletion-is-taken-back", test_delete_taken_back);
  ADD ("reactions-fold", test_reactions_fold);
  ADD ("reactions-of-others-stay", test_reaction_beside_others);
  ADD ("reaction-that-is-there-is-not-wanted-again", test_reaction_again);
  ADD ("reaction-that-another-device-took-away-comes-back", test_reaction_elsewhere);
  ADD ("unsent-that-changes-keeps-its-reactions", test_edit_below_reaction);
  ADD ("reaction-goes-behind-what-was-refused", test_reaction_to_refused);
  ADD ("reaction-goes-behind-what-was-refused-before", test_reaction_to_refused_before);
  ADD ("reaction-goes-with-what-is-discarded", test_reaction_to_discarded);
  ADD ("refusal-is-told-where-nothing-is-loaded", test_refused_of_unloaded);
  ADD ("change-is-shown-over-news", test_change_over_news);
  ADD ("change-is-shown-when-loaded-again", test_change_of_loaded_again);
  ADD ("files-need-a-place", test_no_files);
  ADD ("who-waits-until-all-has-left-is-told", test_drained);
  ADD ("who-waits-for-what-does-not-leave-is-told", test_not_drained);
  ADD ("what-is-lost-with-a-room-is-told", test_lost);
  ADD ("a-room-can-be-left-at-any-change", test_left_from_within);

  return g_test_run ();
}
