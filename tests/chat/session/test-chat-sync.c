/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-sync.h"

#define SECOND G_USEC_PER_SEC

typedef struct {
  ChatUser *me;
  ChatOutbox *outbox;
  ChatSync *sync;
  ChatRoom *room;
  guint received;
} Fixture;

static void
received_cb (Fixture *fixture)
{
  fixture->received++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->me = chat_user_new_me ("u-me", "Me");
  fixture->outbox = chat_outbox_new (fixture->me);
  fixture->sync = chat_sync_new (fixture->me, fixture->outbox);
  fixture->room = chat_sync_add_room (fixture->sync, "General", 1);
  g_signal_connect_swapped (fixture->sync, "message-received", G_CALLBACK (received_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->sync);
  g_assert_finalize_object (fixture->outbox);
  g_assert_finalize_object (fixture->me);
}

static void
add_message (ChatEvent *event, const char *id, const char *user, const char *name, gint64 time)
{
  ChatEventMessage *message = chat_event_message_new ();

  message->id = g_strdup (id);
  message->sender = chat_event_user_new (user, name);
  message->text = g_strdup (id);
  message->time = time;
  g_ptr_array_add (event->messages, message);
}

static void
apply (Fixture *fixture, ChatEvent *event)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_event_free);

  g_ptr_array_add (events, event);
  chat_sync_apply (fixture->sync, events, 100 * SECOND);
}

static void
hear (Fixture *fixture, const char *room, const char *id, const char *user, const char *name)
{
  ChatEvent *event = chat_event_new (CHAT_EVENT_MESSAGE, room);

  add_message (event, id, user, name, 1000);
  apply (fixture, event);
}

/* The ids end with NULL; everybody is called like that. */
static G_GNUC_NULL_TERMINATED void
say_who (Fixture *fixture, ChatEventType type, ...)
{
  ChatEvent *event = chat_event_new (type, type == CHAT_EVENT_USERS ? NULL : "General");
  const char *id = NULL;
  va_list ids;

  va_start (ids, type);
  while ((id = va_arg (ids, const char *)) != NULL)
    g_ptr_array_add (event->users, chat_event_user_new (id, id));
  va_end (ids);
  apply (fixture, event);
}

static char *
list_members (Fixture *fixture)
{
  GListModel *members = G_LIST_MODEL (chat_room_get_members (fixture->room));
  g_autoptr (GString) ids = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (members); i++) {
    g_autoptr (ChatUser) user = g_list_model_get_item (members, i);

    g_string_append_printf (ids, "%s%s ", chat_user_get_id (user),
                            chat_user_get_is_online (user) ? "*" : "");
  }

  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static void
assert_members (Fixture *fixture, const char *expected)
{
  g_autofree char *members = list_members (fixture);

  g_assert_cmpstr (members, ==, expected);
}

static guint
count_messages (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (chat_room_get_timeline (fixture->room)));
}

static void
test_messages (Fixture *fixture, gconstpointer data)
{
  ChatRoster *users = chat_sync_get_users (fixture->sync);

  hear (fixture, "General", "a", "u-1", "Ann");
  hear (fixture, "General", "a", "u-1", "Ann");
  hear (fixture, NULL, "b", "u-1", "Anne");
  hear (fixture, "Elsewhere", "c", "u-1", "Ann");
  hear (fixture, "General", "d", "u-me", "Somebody else");

  g_assert_cmpuint (count_messages (fixture), ==, 3);
  g_assert_cmpuint (fixture->received, ==, 2);
  g_assert_cmpuint (chat_room_get_unread (fixture->room), ==, 2);
  g_assert_cmpstr (chat_user_get_name (chat_roster_find (users, "u-1")), ==, "Anne");
  g_assert_cmpstr (chat_user_get_name (fixture->me), ==, "Me");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (users)), ==, 2);

  chat_sync_add_room (fixture->sync, "Other", 2);
  hear (fixture, NULL, "e", "u-1", "Ann"); /* in which? */
  g_assert_cmpuint (fixture->received, ==, 2);
}

static void
test_history (Fixture *fixture, gconstpointer data)
{
  ChatEvent *first = chat_event_new (CHAT_EVENT_HISTORY, "General");
  ChatEvent *later = chat_event_new (CHAT_EVENT_HISTORY, "General");
  g_autoptr (ChatMessage) mine = chat_message_new_pending (fixture->me, "mine", 5000);

  add_message (first, "a", "u-1", "Ann", 1000);
  apply (fixture, first);
  g_assert_cmpuint (chat_room_get_unread (fixture->room), ==, 0);
  g_assert_cmpuint (fixture->received, ==, 0);

  chat_outbox_add (fixture->outbox, fixture->room, mine);
  add_message (later, "a", "u-1", "An old name", 1000);
  add_message (later, chat_message_get_id (mine), "u-me", "Me", 2000);
  add_message (later, "b", "u-1", "An old name", 3000);
  apply (fixture, later);
  g_assert_cmpuint (count_messages (fixture), ==, 3);
  g_assert_cmpint (chat_message_get_status (mine), ==, CHAT_MESSAGE_STATUS_SENT);
  g_assert_cmpuint (chat_outbox_get_length (fixture->outbox), ==, 0);
  g_assert_cmpuint (chat_room_get_unread (fixture->room), ==, 1);
  g_assert_cmpuint (fixture->received, ==, 1);
  g_assert_cmpstr (chat_user_get_name (
                     chat_roster_find (chat_sync_get_users (fixture->sync), "u-1")),
                   ==, "Ann");
  g_assert_false (chat_sync_get_echoes (fixture->sync));
}

static void
test_echo (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) mine = chat_message_new_pending (fixture->me, "mine", 5000);

  chat_outbox_add (fixture->outbox, fixture->room, mine);
  hear (fixture, "General", chat_message_get_id (mine), "u-eve", "Eve");
  g_assert_cmpint (chat_message_get_status (mine), ==, CHAT_MESSAGE_STATUS_PENDING);
  g_assert_cmpuint (chat_outbox_get_length (fixture->outbox), ==, 1);

  hear (fixture, "General", chat_message_get_id (mine), "u-me", "Me");
  g_assert_cmpint (chat_message_get_status (mine), ==, CHAT_MESSAGE_STATUS_SENT);
  g_assert_cmpuint (count_messages (fixture), ==, 1);
  g_assert_true (chat_sync_get_echoes (fixture->sync));
}

static void
test_members (Fixture *fixture, gconstpointer data)
{
  assert_members (fixture, "u-me ");
  chat_user_set_presence (fixture->me, CHAT_PRESENCE_ONLINE);

  /* Nobody says who is in the room: everybody who is there may be. */
  say_who (fixture, CHAT_EVENT_USERS, "u-me", "ann", "bob", NULL);
  assert_members (fixture, "ann* bob* u-me* ");

  say_who (fixture, CHAT_EVENT_MEMBERS, "u-me", "ann", NULL);
  assert_members (fixture, "ann* u-me* ");
  say_who (fixture, CHAT_EVENT_MEMBERS, "u-me", "ann", "bob", NULL);

  /* Bob goes home, Ann to another room. */
  say_who (fixture, CHAT_EVENT_USERS, "u-me", "ann", NULL);
  say_who (fixture, CHAT_EVENT_MEMBERS, "u-me", NULL);
  assert_members (fixture, "u-me* bob ");
}

static void
test_typing (Fixture *fixture, gconstpointer data)
{
  ChatTyping *typing = chat_room_get_typing (fixture->room);
  ChatEvent *on = chat_event_new (CHAT_EVENT_TYPING, "General");
  ChatEvent *mine = chat_event_new (CHAT_EVENT_TYPING, "General");

  g_ptr_array_add (on->users, chat_event_user_new ("ann", NULL));
  on->on = TRUE;
  apply (fixture, on);
  g_ptr_array_add (mine->users, chat_event_user_new ("u-me", NULL));
  mine->on = TRUE;
  apply (fixture, mine);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (typing)), ==, 1);
  g_assert_cmpint (chat_sync_get_next_expiry (fixture->sync), ==, 106 * SECOND);

  chat_sync_expire (fixture->sync, 105 * SECOND);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (typing)), ==, 1);
  chat_sync_disconnected (fixture->sync);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (typing)), ==, 0);
  g_assert_cmpint (chat_sync_get_next_expiry (fixture->sync), ==, G_MAXINT64);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/chat/sync/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("message-is-there-once-in-its-room", test_messages);
  ADD ("old-history-is-read-and-missed-is-not", test_history);
  ADD ("echo-is-the-message-that-waits", test_echo);
  ADD ("who-is-gone-is-offline-who-left-is-not-there", test_members);
  ADD ("typing-ends-by-itself", test_typing);

  return g_test_run ();
}
