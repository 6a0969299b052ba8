/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sessions of people with accounts against parlour-server itself.
 */
#include "chat-session-parts.h"
#include "person.h"
#include "test-await.h"
#include "test-folder.h"

#include <signal.h>

typedef struct {
  TestHouse *house;
  Person *ann;
  Person *bob;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->house = test_house_new (NULL);
  fixture->ann = person_new (fixture->house, "ann");
  fixture->bob = person_new (fixture->house, "bob");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->ann, person_free);
  g_clear_pointer (&fixture->bob, person_free);
  test_house_free (fixture->house);
}

#define assert_refused(person, code_)                                                              \
  G_STMT_START                                                                                     \
  {                                                                                                \
    chat_session_connect ((person)->session);                                                      \
    test_await_that (chat_session_get_error ((person)->session) != NULL);                          \
    g_assert_error (chat_session_get_error ((person)->session), CHAT_SESSION_ERROR, code_);        \
    person_await (person, CHAT_SESSION_REFUSED);                                                   \
  }                                                                                                \
  G_STMT_END

/* --- coming in ---------------------------------------------------------------------- */

static void
note_state (ChatSession *session, GParamSpec *pspec, gpointer user_data)
{
  GString *states = user_data;
  g_autoptr (GEnumClass) names = g_type_class_ref (CHAT_TYPE_SESSION_STATE);

  g_string_append_printf (
    states, "%s ", g_enum_get_value (names, (int) chat_session_get_state (session))->value_nick);
}

static void
test_signing_in (Fixture *fixture, gconstpointer data)
{
  Person *ann = fixture->ann;
  g_autoptr (GString) states = g_string_new (NULL);

  person_end (ann);
  person_start (ann);
  g_signal_connect (ann->session, "notify::state", G_CALLBACK (note_state), states);
  person_come (ann);
  g_assert_cmpstr (states->str, ==, "connecting signing-in syncing online ");
  g_assert_cmpstr (chat_session_get_server_name (ann->session), !=, NULL);
  g_assert_cmpuint (chat_session_get_max_text (ann->session), >, 0);
  g_assert_true (chat_session_get_capabilities (ann->session) & CHAT_CAN_SEND_FILES);
  g_assert_cmpint (chat_user_get_presence (chat_session_get_me (ann->session)), ==,
                   CHAT_PRESENCE_ONLINE);
  g_assert_cmpstr (chat_account_get_user_id (ann->account), ==,
                   chat_user_get_id (chat_session_get_me (ann->session)));
  g_signal_handlers_disconnect_by_data (ann->session, states);
}

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  Person *bob = fixture->bob;

  person_end (bob);
  g_clear_pointer (&bob->token, g_free);
  person_start (bob);
  assert_refused (bob, CHAT_SESSION_ERROR_CREDENTIALS);
  chat_session_set_password (bob->session, "bob", "wrong horse", FALSE, NULL, NULL);
  assert_refused (bob, CHAT_SESSION_ERROR_CREDENTIALS);
  chat_session_set_password (bob->session, "ann", "correct horse", TRUE, NULL, NULL);
  assert_refused (bob, CHAT_SESSION_ERROR_NAME_TAKEN);
  chat_session_set_password (bob->session, "b", "correct horse", TRUE, NULL, NULL);
  assert_refused (bob, CHAT_SESSION_ERROR_NAME_INVALID);
  chat_session_set_password (bob->session, "bobby", "x", TRUE, NULL, NULL);
  assert_refused (bob, CHAT_SESSION_ERROR_PASSWORD_WEAK);
  chat_session_set_password (bob->session, "bobby", NULL, FALSE, NULL, NULL);
  assert_refused (bob, CHAT_SESSION_ERROR_NO_GUESTS);
  g_assert_null (bob->token);

  chat_session_set_password (bob->session, "bob", "correct horse", FALSE, NULL, NULL);
  person_come (bob);
  g_assert_nonnull (bob->token);
  g_assert_null (chat_session_get_error (bob->session));
}

/* Guessing is answered with waiting, by itself, until asked to. */
static void
test_throttled (Fixture *fixture, gconstpointer data)
{
  Person *bob = fixture->bob;

  person_end (bob);
  g_clear_pointer (&bob->token, g_free);
  person_start (bob);
  do {
    chat_session_set_password (bob->session, "bob", "wrong horse", FALSE, NULL, NULL);
    chat_session_connect (bob->session);
    test_await_that (chat_session_get_error (bob->session) != NULL);
  } while (g_error_matches (chat_session_get_error (bob->session), CHAT_SESSION_ERROR,
                            CHAT_SESSION_ERROR_CREDENTIALS));
  g_assert_error (chat_session_get_error (bob->session), CHAT_SESSION_ERROR,
                  CHAT_SESSION_ERROR_THROTTLED);
  person_await (bob, CHAT_SESSION_WAITING);
  g_assert_cmpint (chat_session_get_next_attempt (bob->session), >, g_get_monotonic_time ());
  chat_session_disconnect (bob->session);
  person_await (bob, CHAT_SESSION_OFFLINE);
  g_assert_cmpint (chat_session_get_next_attempt (bob->session), ==, 0);
}

static void
test_signing_out (Fixture *fixture, gconstpointer data)
{
  Person *bob = fixture->bob;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  chat_session_sign_out_async (bob->session, NULL, test_keep_result, &result);
  test_await (&result);
  g_assert_true (chat_session_done_finish (bob->session, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);
  person_await (bob, CHAT_SESSION_OFFLINE);

  person_end (bob);
  person_start (bob);
  assert_refused (bob, CHAT_SESSION_ERROR_CREDENTIALS);
}

/* --- talking ------------------------------------------------------------------------ */

static void
await_status (ChatMessage *message, ChatMessageStatus status)
{
  test_await_that (chat_message_get_status (message) == status);
}

static void
test_statuses (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = person_make_room (fixture->ann, "Den", fixture->bob);
  ChatRoom *his = person_await_room (fixture->bob, room);
  ChatMessage *hello = NULL;
  ChatMessage *heard = NULL;

  g_assert_cmpstr (chat_room_get_name (his), ==, "Den");
  hello = person_say (fixture->ann, room, "hello");
  g_assert_cmpint (chat_message_get_status (hello), ==, CHAT_MESSAGE_STATUS_PENDING);
  heard = person_await_message (fixture->bob, room, "hello");
  await_status (hello, CHAT_MESSAGE_STATUS_DELIVERED);
  g_assert_cmpuint (chat_room_get_unread (his), >=, 1);

  chat_session_see (fixture->bob->session, his, heard);
  g_assert_cmpuint (chat_room_get_unread (his), ==, 0);
  await_status (hello, CHAT_MESSAGE_STATUS_SEEN);

  /* He is not there: the server has it, and that is all. */
  chat_session_disconnect (fixture->bob->session);
  hello = person_say (fixture->ann, room, "are you there?");
  await_status (hello, CHAT_MESSAGE_STATUS_SENT);
  person_come (fixture->bob);
  await_status (hello, CHAT_MESSAGE_STATUS_DELIVERED);
}

static void
count_cb (guint *n)
{
  (*n)++;
}

/* One receipt for all that was seen in a moment, and none for less than that. */
static void
test_receipts (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = person_make_room (fixture->ann, "Den", fixture->bob);
  ChatRoom *his = person_await_room (fixture->bob, room);
  ChatMessage *first = person_say (fixture->ann, room, "1");
  ChatMessage *last = NULL;
  guint n_receipts = 0;

  person_say (fixture->ann, room, "2");
  last = person_say (fixture->ann, room, "3");
  await_status (last, CHAT_MESSAGE_STATUS_DELIVERED);
  g_signal_connect_swapped (room, "receipts-changed", G_CALLBACK (count_cb), &n_receipts);

  for (char text[] = "1"; *text <= '3'; (*text)++)
    chat_session_see (fixture->bob->session, his, person_await_message (fixture->bob, room, text));
  chat_session_see (fixture->bob->session, his, person_await_message (fixture->bob, room, "1"));
  await_status (last, CHAT_MESSAGE_STATUS_SEEN);
  g_assert_cmpint (chat_message_get_status (first), ==, CHAT_MESSAGE_STATUS_SEEN);
  g_assert_cmpuint (n_receipts, ==, 1);
  g_signal_handlers_disconnect_by_data (room, &n_receipts);
}

static void
test_direct (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = person_talk_to (fixture->ann, fixture->bob);
  ChatRoom *his = NULL;

  test_await_that (chat_room_get_other (room) != NULL);
  g_assert_cmpstr (chat_room_get_name (room), ==, "bob");
  person_say (fixture->ann, room, "psst");
  person_await_message (fixture->bob, room, "psst");
  his = person_await_room (fixture->bob, room);
  test_await_that (chat_room_get_other (his) != NULL);
  g_assert_cmpstr (chat_room_get_name (his), ==, "ann");
  g_assert_true (person_talk_to (fixture->ann, fixture->bob) == room);
}

/* A device that has only ever been told of the room opens it without a connection. */
static void
test_people_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) device = NULL;
  ChatRoom *room = person_make_room (fixture->ann, "Den", fixture->bob);
  const char *ann = chat_user_get_id (chat_session_get_me (fixture->ann->session));
  ChatRoom *his = NULL;

  person_await_room (fixture->bob, room);
  device = person_new_device (fixture->bob);
  person_end (device);
  person_start (device);
  his = person_await_room (device, room);
  chat_session_set_open_room (device->session, his);
  g_assert_cmpuint (chat_room_get_n_members (his), ==, 2);
  g_assert_null (chat_roster_find (chat_room_get_members (his), ann));

  person_come (device);
  test_await_that (chat_roster_find (chat_room_get_members (his), ann) != NULL);
}

/* In a group, as soon as somebody looks; be it that there was no connection then, or no focus. */
static void
test_ticks_when_shown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) device = NULL;
  ChatRoom *room = person_make_room (fixture->ann, "Den", fixture->bob);
  ChatMessage *message = person_say (fixture->ann, room, "hello");
  g_autoptr (ChatRoom) there = NULL;

  person_await_message (fixture->bob, room, "hello");
  device = person_new_device (fixture->ann);
  person_end (device);
  person_start (device);
  there = g_object_ref (person_await_room (device, room));
  chat_session_load_members_async (device->session, there, NULL, NULL, NULL);
  person_load_older (device, there, NULL);
  message = person_await_message (device, room, "hello");
  g_assert_cmpint (chat_message_get_status (message), ==, CHAT_MESSAGE_STATUS_SENT);

  person_come (device);
  await_status (message, CHAT_MESSAGE_STATUS_DELIVERED);
}

/* Whoever asks while it is being learned gets the same answer; what is known is not asked for. */
static void
test_people_once (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = person_make_room (fixture->ann, "Den", fixture->bob);
  g_autoptr (Person) device = NULL;
  GAsyncResult *results[4] = { NULL };
  ChatRoom *there = NULL;

  device = person_new_device (fixture->ann);
  there = person_await_room (device, room);
  for (guint i = 0; i < 3; i++)
    chat_session_load_members_async (device->session, there, NULL, test_keep_result, &results[i]);
  for (guint i = 0; i < 3; i++) {
    test_await (&results[i]);
    g_assert_true (chat_session_done_finish (device->session, results[i], NULL));
  }
  g_assert_cmpuint (person_count (chat_room_get_members (there)), ==, 2);

  chat_session_disconnect (device->session);
  chat_session_load_members_async (device->session, there, NULL, test_keep_result, &results[3]);
  test_await (&results[3]);
  g_assert_true (chat_session_done_finish (device->session, results[3], NULL));
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    g_object_unref (results[i]);
}

static void
test_typing (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = person_make_room (fixture->ann, "Den", fixture->bob);
  ChatRoom *his = person_await_room (fixture->bob, room);

  chat_session_set_typing (fixture->ann->session, room, TRUE);
  test_await_that (person_count (chat_room_get_typing (his)) == 1);
  chat_session_set_typing (fixture->ann->session, room, FALSE);
  test_await_that (person_count (chat_room_get_typing (his)) == 0);
}

/* What is seen on one device is seen on the other. */
static void
test_two_devices (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = person_make_room (fixture->ann, "Den", fixture->bob);
  g_autoptr (Person) phone = person_new_device (fixture->bob);
  ChatRoom *there = person_await_room (phone, room);
  ChatRoom *here = person_await_room (fixture->bob, room);
  ChatMessage *message = NULL;

  person_say (fixture->ann, room, "hello");
  message = person_await_message (phone, room, "hello");
  person_await_message (fixture->bob, room, "hello");
  g_assert_cmpuint (chat_room_get_unread (here), >=, 1);
  chat_session_see (phone->session, there, message);
  test_await_that (chat_room_get_unread (here) == 0);

  chat_session_send_text (phone->session, there, "from my phone");
  message = person_await_message (fixture->bob, room, "from my phone");
  g_assert_true (chat_message_get_own (message));
}

/* --- being away ---------------------------------------------------------------------- */

static void
say_many (Person *person, ChatRoom *room, guint first, guint n)
{
  ChatMessage *last = NULL;

  for (guint i = first; i < first + n; i++) {
    g_autofree char *text = g_strdup_printf ("%u", i);

    last = person_say (person, room, text);
  }
  test_await_that (chat_message_get_is_sent (last));
}

static void
assert_in_order (ChatRoom *room)
{
  GListModel *timeline = G_LIST_MODEL (chat_room_get_timeline (room));
  gint64 before = 0;

  for (guint i = 0; i < person_count (timeline); i++) {
    g_autoptr (ChatMessage) message = g_list_model_get_item (timeline, i);

    if (before > 0)
      g_assert_cmpint (chat_message_get_seq (message), ==, before + 1);
    before = chat_message_get_seq (message);
  }
}

static void
test_catching_up (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = person_make_room (fixture->ann, "Den", fixture->bob);
  ChatRoom *his = person_await_room (fixture->bob, room);
  g_autofree char *id = g_strdup (chat_room_get_id (room));

  say_many (fixture->ann, room, 0, 3);
  person_await_message (fixture->bob, room, "2");
  person_end (fixture->bob);
  say_many (fixture->ann, room, 3, 15);

  /* Before there is any network, what was known is there. */
  person_start (fixture->bob);
  his = chat_room_list_find (chat_session_get_rooms (fixture->bob->session), id);
  g_assert_nonnull (his);
  g_assert_cmpstr (chat_room_get_name (his), ==, "Den");
  g_assert_cmpuint (chat_room_get_unread (his), ==, 3);
  g_assert_true (person_load_older (fixture->bob, his, NULL));
  g_assert_cmpstr (chat_message_get_text (chat_timeline_get_last (chat_room_get_timeline (his))),
                   ==, "2");

  person_come (fixture->bob);
  person_await_message (fixture->bob, room, "17");
  assert_in_order (his);
  g_assert_cmpuint (chat_room_get_unread (his), ==, 18);
}

/* What is not loaded is counted by the store. */
static void
test_deleted_unseen (Fixture *fixture, gconstpointer data)
{
  Person *bob = fixture->bob;
  ChatRoom *room = person_make_room (fixture->ann, "Den", bob);
  ChatMessage *first = person_say (fixture->ann, room, "one");
  ChatMessage *second = person_say (fixture->ann, room, "two");
  ChatRoom *his = NULL;

  person_await_message (bob, room, "two");
  person_end (bob);
  person_start (bob);
  person_come (bob);
  his = person_await_room (bob, room);
  g_assert_cmpuint (chat_room_get_unread (his), ==, 2);
  g_assert_cmpuint (person_count (chat_room_get_timeline (his)), ==, 0);

  chat_session_delete (fixture->ann->session, room, first);
  test_await_that (chat_room_get_unread (his) == 1);
  chat_session_delete (fixture->ann->session, room, second);
  test_await_that (chat_room_get_unread (his) == 0);
}

/* What was seen while there was no way to say so is told when there is, even by another run of the
 * program. */
static void
test_seen_offline (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = person_make_room (fixture->ann, "Den", fixture->bob);
  ChatRoom *his = person_await_room (fixture->bob, room);
  g_autofree char *id = g_strdup (chat_room_get_id (room));
  ChatMessage *hello = person_say (fixture->ann, room, "hello");

  person_await_message (fixture->bob, room, "hello");
  await_status (hello, CHAT_MESSAGE_STATUS_DELIVERED);
  chat_session_disconnect (fixture->bob->session);
  chat_session_see (fixture->bob->session, his, person_await_message (fixture->bob, room, "hello"));
  person_end (fixture->bob);

  person_start (fixture->bob);
  his = chat_room_list_find (chat_session_get_rooms (fixture->bob->session), id);
  g_assert_cmpuint (chat_room_get_unread (his), ==, 0);
  g_assert_cmpint (chat_message_get_status (hello), ==, CHAT_MESSAGE_STATUS_DELIVERED);
  person_come (fixture->bob);
  await_status (hello, CHAT_MESSAGE_STATUS_SEEN);
}

static void
test_history (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = person_make_room (fixture->ann, "Den", fixture->bob);
  g_autofree char *id = g_strdup (chat_room_get_id (room));
  g_autoptr (Person) phone = NULL;
  g_autoptr (GError) error = NULL;
  ChatRoom *there = NULL;
  guint n_loaded = 0;

  say_many (fixture->ann, room, 0, 19);
  test_await_that (chat_room_get_last_seq (room) >= 19);
  phone = person_new_device (fixture->ann);
  there = person_await_room (phone, room);

  /* It knows the last message alone, and asks for what is before. */
  do {
    n_loaded = person_count (chat_room_get_timeline (there));
    person_load_older (phone, there, &error);
    g_assert_no_error (error);
    assert_in_order (there);
  } while (person_count (chat_room_get_timeline (there)) > n_loaded);
  g_assert_false (chat_room_get_has_older (there));
  g_assert_cmpint (person_count (chat_room_get_timeline (there)), ==,
                   chat_room_get_last_seq (there) - MAX (chat_room_get_from_seq (there), 1) + 1);

  /* Now the phone has it all. */
  person_end (phone);
  person_start (phone);
  there = chat_room_list_find (chat_session_get_rooms (phone->session), id);
  do {
    g_assert_true (person_load_older (phone, there, &error));
    g_assert_no_error (error);
  } while (chat_room_get_has_older (there));
  g_assert_cmpuint (person_count (chat_room_get_timeline (there)), ==, n_loaded);
}

static void
test_restarted_server (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = person_make_room (fixture->ann, "Den", fixture->bob);
  ChatMessage *message = NULL;

  person_await_room (fixture->bob, room);
  test_house_stop (fixture->house, SIGKILL);
  person_await (fixture->ann, CHAT_SESSION_WAITING);
  message = person_say (fixture->ann, room, "into the void");
  test_house_start (fixture->house);
  await_status (message, CHAT_MESSAGE_STATUS_DELIVERED);
  person_await_message (fixture->bob, room, "into the void");
  g_assert_cmpint (chat_session_get_state (fixture->ann->session), ==, CHAT_SESSION_ONLINE);
}

static guint
count_outbox (Person *person)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) outbox = NULL;

  chat_store_list_outbox_async (chat_session_get_parts (person->session)->store, NULL, NULL,
                                test_keep_result, &result);
  test_await (&result);
  outbox = chat_store_list_finish (chat_session_get_parts (person->session)->store, result, NULL);

  return outbox->len;
}

/* A server that has forgotten everything is another one; I am nobody there. */
static void
test_other_server (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = person_make_room (fixture->ann, "Den", fixture->bob);

  person_await_room (fixture->bob, room);
  person_say (fixture->ann, room, "hello");
  person_await_message (fixture->bob, room, "hello");
  test_house_stop (fixture->house, SIGKILL);
  person_say (fixture->ann, room, "into the void");
  test_folder_remove (test_house_get_data (fixture->house));
  test_house_start (fixture->house);
  test_await_that (chat_session_get_state (fixture->ann->session) == CHAT_SESSION_REFUSED);
  g_assert_error (chat_session_get_error (fixture->ann->session), CHAT_SESSION_ERROR,
                  CHAT_SESSION_ERROR_CREDENTIALS);
  g_assert_cmpuint (person_count (chat_session_get_rooms (fixture->ann->session)), ==, 1);

  chat_session_set_password (fixture->ann->session, "ann", "correct horse", TRUE, NULL, NULL);
  person_come (fixture->ann);
  g_assert_cmpuint (person_count (chat_session_get_rooms (fixture->ann->session)), ==, 0);
  g_assert_cmpuint (count_outbox (fixture->ann), ==, 1);
  room = person_make_room (fixture->ann, "New", NULL);
  await_status (person_say (fixture->ann, room, "hello"), CHAT_MESSAGE_STATUS_SENT);
  person_end (fixture->ann);
  person_start (fixture->ann);
  g_assert_cmpuint (person_count (chat_session_get_rooms (fixture->ann->session)), ==, 1);
}

static void
test_notes (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = person_make_room (fixture->ann, "Den", NULL);
  g_autofree char *id = g_strdup (chat_room_get_id (room));
  gint64 seq = 0;
  gint64 offset = 0;

  chat_draft_set_text (chat_room_get_draft (room), "Dear");
  chat_session_keep_draft (fixture->ann->session, room);
  chat_draft_set_text (chat_room_get_draft (room), "Dear Bob");
  chat_session_keep_draft (fixture->ann->session, room);
  chat_session_set_position (fixture->ann->session, room, 1, -7);
  person_end (fixture->ann);
  person_start (fixture->ann);
  room = chat_room_list_find (chat_session_get_rooms (fixture->ann->session), id);
  g_assert_cmpstr (chat_draft_get_text (chat_room_get_draft (room)), ==, "Dear Bob");
  g_assert_true (chat_session_get_position (fixture->ann->session, room, &seq, &offset));
  g_assert_cmpint (seq, ==, 1);
  g_assert_cmpint (offset, ==, -7);
}

/* --- rooms ---------------------------------------------------------------------------- */

static void
do_it (Person *person, GAsyncResult **result)
{
  g_autoptr (GError) error = NULL;

  test_await (result);
  g_assert_true (chat_session_done_finish (person->session, *result, &error));
  g_assert_no_error (error);
  g_clear_object (result);
}

static void
test_operations (Fixture *fixture, gconstpointer data)
{
  ChatSession *ann = fixture->ann->session;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) people = NULL;
  g_autoptr (ChatDirectory) directory = NULL;
  g_autoptr (ChatRoom) joined = NULL;
  g_autoptr (GError) error = NULL;
  ChatRoom *room = NULL;
  ChatRoom *his = NULL;

  chat_session_search_people_async (ann, "bo", NULL, test_keep_result, &result);
  test_await (&result);
  people = chat_session_people_finish (ann, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (people->len, ==, 1);
  g_clear_object (&result);

  chat_session_create_room_async (ann, "Square", "for all", CHAT_ROOM_KIND_PUBLIC, NULL, NULL,
                                  test_keep_result, &result);
  test_await (&result);
  g_object_unref (chat_session_room_finish (ann, result, &error));
  g_assert_no_error (error);
  g_clear_object (&result);

  chat_session_list_directory_async (fixture->bob->session, NULL, NULL, NULL, test_keep_result,
                                     &result);
  test_await (&result);
  directory = chat_session_directory_finish (fixture->bob->session, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (directory->rooms->len, ==, 1);
  g_assert_cmpstr (((ChatDirectoryRoom *) directory->rooms->pdata[0])->name, ==, "Square");
  g_clear_object (&result);

  chat_session_join_async (fixture->bob->session,
                           ((ChatDirectoryRoom *) directory->rooms->pdata[0])->id, NULL,
                           test_keep_result, &result);
  test_await (&result);
  joined = chat_session_room_finish (fixture->bob->session, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);

  room = person_await_room (fixture->ann, joined);
  chat_session_update_room_async (ann, room, "Circle", NULL, NULL, test_keep_result, &result);
  do_it (fixture->ann, &result);
  his = person_await_room (fixture->bob, room);
  test_await_that (g_strcmp0 (chat_room_get_name (his), "Circle") == 0);
  g_assert_cmpstr (chat_room_get_topic (his), ==, "for all");

  chat_session_set_role_async (ann, room, people->pdata[0], CHAT_ROLE_MODERATOR, NULL,
                               test_keep_result, &result);
  do_it (fixture->ann, &result);
  test_await_that (chat_room_get_role (his) == CHAT_ROLE_MODERATOR);
  chat_session_pin_async (ann, room, TRUE, NULL, test_keep_result, &result);
  do_it (fixture->ann, &result);
  g_assert_true (chat_room_get_pinned (room));

  chat_session_leave_async (fixture->bob->session, his, NULL, test_keep_result, &result);
  do_it (fixture->bob, &result);
  test_await_that (person_count (chat_session_get_rooms (fixture->bob->session)) == 0);
  chat_session_invite_async (ann, room, people->pdata[0], NULL, test_keep_result, &result);
  do_it (fixture->ann, &result);
  person_await_room (fixture->bob, room);
  chat_session_remove_async (ann, room, people->pdata[0], NULL, test_keep_result, &result);
  do_it (fixture->ann, &result);
  test_await_that (person_count (chat_session_get_rooms (fixture->bob->session)) == 0);

  /* What the server does not do is told, in its words. */
  chat_session_join_async (fixture->bob->session, "no-such-room", NULL, test_keep_result, &result);
  test_await (&result);
  g_assert_null (chat_session_room_finish (fixture->bob->session, result, &error));
  g_assert_nonnull (error);
  g_clear_object (&result);
}

/* --- the end --------------------------------------------------------------------------- */

static void
drop (Person *person)
{
  test_settle ();
  g_assert_finalize_object (person->session);
  g_assert_finalize_object (person->account);
  person_start (person);
}

static void
end_session_cb (Person *person)
{
  g_clear_object (&person->session);
}

static void
test_dropping (Fixture *fixture, gconstpointer data)
{
  static const ChatSessionState STATES[] = { CHAT_SESSION_CONNECTING, CHAT_SESSION_SIGNING_IN,
                                             CHAT_SESSION_SYNCING, CHAT_SESSION_ONLINE };
  Person *bob = fixture->bob;
  ChatRoom *room = person_make_room (fixture->ann, "Den", bob);
  ChatRoom *his = NULL;

  person_await_room (bob, room);
  person_say (fixture->ann, room, "hello");
  person_await_message (bob, room, "hello");
  drop (bob);
  drop (bob);
  for (guint i = 0; i < G_N_ELEMENTS (STATES); i++) {
    chat_session_connect (bob->session);
    person_await (bob, STATES[i]);
    g_assert_finalize_object (bob->session);
    g_assert_finalize_object (bob->account);
    person_start (bob);
  }

  /* With messages, receipts and typing under way. */
  person_come (bob);
  his = person_await_room (bob, room);
  person_load_older (bob, his, NULL);
  person_say (bob, his, "one");
  person_say (bob, his, "two");
  chat_session_set_typing (bob->session, his, TRUE);
  chat_session_see (bob->session, his, person_await_message (bob, room, "hello"));
  g_assert_finalize_object (bob->session);
  g_assert_finalize_object (bob->account);

  /* From inside its own signals. */
  person_start (bob);
  g_signal_connect_swapped (bob->session, "notify::state", G_CALLBACK (end_session_cb), bob);
  chat_session_connect (bob->session);
  test_await_that (bob->session == NULL);
  g_clear_object (&bob->account);

  person_start (bob);
  person_come (bob);
  g_signal_connect_swapped (bob->session, "message-received", G_CALLBACK (end_session_cb), bob);
  person_say (fixture->ann, room, "bye");
  test_await_that (bob->session == NULL);
  g_clear_object (&bob->account);

  person_start (bob);
  test_house_stop (fixture->house, SIGKILL);
  chat_session_connect (bob->session);
  person_await (bob, CHAT_SESSION_WAITING);
}

/* What remembers nothing works, and catches up on what it has in memory. */
static void
test_forgetful (Fixture *fixture, gconstpointer data)
{
  g_autoptr (Person) eve = person_new_forgetful (fixture->house, "eve");
  ChatRoom *room = person_make_room (fixture->ann, "Den", eve);
  ChatRoom *hers = person_await_room (eve, room);
  ChatMessage *message = person_say (fixture->ann, room, "hello");

  person_await_message (eve, room, "hello");
  await_status (message, CHAT_MESSAGE_STATUS_DELIVERED);
  chat_session_disconnect (eve->session);
  message = person_say (fixture->ann, room, "missed");
  await_status (message, CHAT_MESSAGE_STATUS_SENT);
  person_come (eve);
  person_await_message (eve, room, "missed");
  await_status (message, CHAT_MESSAGE_STATUS_DELIVERED);
  g_assert_true (person_await_room (eve, room) == hers);
  while (chat_room_get_has_older (hers))
    g_assert_true (person_load_older (eve, hers, NULL));
  assert_in_order (hers);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/chat/session/native/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("signing-in-goes-through-its-states", test_signing_in);
  ADD ("refusals-say-what-to-do", test_refusals);
  ADD ("throttled-waits-by-itself", test_throttled);
  ADD ("signed-out-token-is-dead", test_signing_out);
  ADD ("message-is-sent-delivered-seen", test_statuses);
  ADD ("receipts-are-told-once", test_receipts);
  ADD ("direct-conversation-is-called-after-the-other", test_direct);
  ADD ("people-of-a-room-that-was-opened-before-are-known", test_people_later);
  ADD ("ticks-of-a-group-are-right-when-it-is-shown", test_ticks_when_shown);
  ADD ("people-of-a-room-are-asked-for-once", test_people_once);
  ADD ("typing-is-told", test_typing);
  ADD ("two-devices-are-one-person", test_two_devices);
  ADD ("what-was-missed-is-caught-up", test_catching_up);
  ADD ("what-is-deleted-before-it-is-loaded-is-not-unread", test_deleted_unseen);
  ADD ("seen-offline-is-told-later", test_seen_offline);
  ADD ("history-is-loaded-page-by-page", test_history);
  ADD ("restarted-server-is-found-again", test_restarted_server);
  ADD ("another-server-at-the-address-is-another", test_other_server);
  ADD ("drafts-and-positions-are-kept", test_notes);
  ADD ("rooms-are-made-found-changed-and-left", test_operations);
  ADD ("can-be-dropped-in-any-state", test_dropping);
  ADD ("what-remembers-nothing-works", test_forgetful);

  return g_test_run ();
}
