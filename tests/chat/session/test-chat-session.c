/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A session against a real server, and where it is needed another person with the reference client.
 */
#include "chat-session-operations.h"

#include <glib/gstdio.h>

#include "socket-io-options.h"
#include "test-await.h"
#include "test-peer.h"

typedef struct {
  char *history; /* what the server remembers */
  TestPeer *server;
  ChatAccount *account;
  ChatSession *session;
  ChatRoom *room;
} Fixture;

/* How the server is started, and how it is reached; all may be NULL. */
typedef struct {
  const char *option;
  const char *argument;
  const char *transport;
} Setting;

static const Setting any = { NULL };
static const Setting polling = { .transport = "polling" };
static const Setting websocket = { .transport = "websocket" };
static const Setting plain = { .option = "--plain" };
static const Setting narrow = { "--max-payload", "2000" };
static const Setting closed = { "--refuse", "members only" };

static ChatSession *
make_session (ChatAccount *account, const char *transport)
{
  const char *const transports[] = { transport, NULL };
  g_autoptr (SocketIoOptions) options = g_object_new (SOCKET_IO_TYPE_OPTIONS, "reconnection-delay",
                                                      50, "reconnection-delay-max", 100, NULL);

  if (transport != NULL)
    g_object_set (options, "transports", transports, NULL);

  return g_object_new (CHAT_TYPE_SESSION, "account", account, "options", options, "ack-timeout",
                       1000, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const Setting *setting = data;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("parlour-history-XXXXXX", &fixture->history, &error);

  g_assert_no_error (error);
  g_close (fd, NULL);
  fixture->server = test_peer_start ("chat-server.js", "--history", fixture->history,
                                     setting->option, setting->argument, NULL);
  fixture->account = chat_account_new (test_peer_get_uri (fixture->server), "u-me", "Me");
  fixture->session = make_session (fixture->account, setting->transport);
  fixture->room = chat_session_join_room (fixture->session, "General");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->session);
  g_assert_finalize_object (fixture->account);
  test_peer_stop (fixture->server);
  g_unlink (fixture->history);
  g_free (fixture->history);
}

static void
go_online (Fixture *fixture)
{
  chat_session_connect (fixture->session);
  test_await_that (chat_session_get_state (fixture->session) == CHAT_SESSION_ONLINE);
  test_await_that (chat_room_get_joined (fixture->room));
}

static void
restart_server (Fixture *fixture)
{
  g_autofree char *port = g_strdup_printf ("%u", test_peer_get_port (fixture->server));

  test_peer_stop (fixture->server);
  fixture->server =
    test_peer_start ("chat-server.js", "--port", port, "--history", fixture->history, NULL);
}

static TestPeer *
invite_ann (Fixture *fixture)
{
  return test_peer_start ("chat-friend.js", test_peer_get_uri (fixture->server), "Ann", "General",
                          NULL);
}

static void
tell_server (Fixture *fixture, const char *line)
{
  g_autofree char *done = NULL;

  test_peer_tell (fixture->server, line);
  done = test_peer_await (fixture->server, "{\"what\":\"done\"");
}

static guint
count (gpointer model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (model));
}

static ChatMessage *
nth (Fixture *fixture, guint position)
{
  g_autoptr (ChatMessage) message =
    g_list_model_get_item (G_LIST_MODEL (chat_room_get_timeline (fixture->room)), position);

  return message;
}

static void
assert_texts (Fixture *fixture, const char *expected)
{
  g_autoptr (GString) texts = g_string_new (NULL);

  for (guint i = 0; i < count (chat_room_get_timeline (fixture->room)); i++)
    g_string_append_printf (texts, "%s%s", i > 0 ? ", " : "",
                            chat_message_get_text (nth (fixture, i)));

  g_assert_cmpstr (texts->str, ==, expected);
}

static ChatMessage *
say (Fixture *fixture, const char *text)
{
  return chat_session_send_text (fixture->session, fixture->room, text);
}

static void
await_sent (ChatMessage *message)
{
  test_await_that (chat_message_get_status (message) == CHAT_MESSAGE_STATUS_SENT);
}

static void
assert_heard (TestPeer *peer, const char *expected)
{
  g_autofree char *heard = test_peer_await (peer, "heard ");

  g_assert_cmpstr (heard, ==, expected);
}

static void
test_conversation (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestPeer) ann = NULL;
  ChatMessage *mine = NULL;
  ChatMessage *hers = NULL;

  go_online (fixture);
  g_assert_null (chat_session_get_error (fixture->session));
  ann = invite_ann (fixture);
  test_await_that (chat_roster_get_n_online (chat_room_get_members (fixture->room)) == 2);

  mine = say (fixture, "  Hello\nAnn ");
  g_assert_cmpstr (chat_message_get_text (mine), ==, "Hello\nAnn");
  await_sent (mine);
  assert_heard (ann, "Me: Hello\\nAnn");
  test_await_that (chat_session_get_round_trip (fixture->session) > 0);

  test_peer_tell (ann, "say Hello yourself");
  test_await_that (count (chat_room_get_timeline (fixture->room)) == 2);
  hers = nth (fixture, 1);
  g_assert_cmpstr (chat_user_get_name (chat_message_get_sender (hers)), ==, "Ann");
  g_assert_false (chat_message_get_own (hers));
  g_assert_true (chat_message_get_sender (hers) ==
                 chat_roster_find (chat_session_get_users (fixture->session), "friend-Ann"));
  g_assert_cmpuint (chat_room_get_unread (fixture->room), ==, 1);
  g_assert_cmpstr (chat_room_get_first_unread (fixture->room), ==, chat_message_get_id (hers));
  chat_session_set_open_room (fixture->session, fixture->room);
  g_assert_cmpuint (chat_room_get_unread (fixture->room), ==, 0);

  test_peer_tell (ann, "quit");
  test_await_that (chat_roster_get_n_online (chat_session_get_users (fixture->session)) == 1);
  g_assert_cmpuint (count (chat_room_get_members (fixture->room)), ==, 2);
}

static void
test_typing (Fixture *fixture, gconstpointer data)
{
  ChatTyping *typing = chat_room_get_typing (fixture->room);
  g_autoptr (TestPeer) ann = NULL;
  g_autofree char *on = NULL;
  g_autofree char *off = NULL;

  go_online (fixture);
  ann = invite_ann (fixture);

  test_peer_tell (ann, "type on");
  test_await_that (count (typing) == 1);
  test_peer_tell (ann, "type off");
  test_await_that (count (typing) == 0);
  test_peer_tell (ann, "type on");
  test_await_that (count (typing) == 1);
  test_peer_tell (ann, "say done");
  test_await_that (count (typing) == 0);
  test_peer_tell (ann, "type on");
  test_await_that (count (typing) == 1);
  test_peer_tell (ann, "quit");
  test_await_that (count (typing) == 0);

  chat_session_set_typing (fixture->session, fixture->room, TRUE);
  chat_session_set_typing (fixture->session, fixture->room, TRUE);
  on = test_peer_await (fixture->server, "{\"what\":\"typing\",\"name\":\"Me\"");
  g_assert_true (g_str_has_suffix (on, "\"on\":true}"));
  say (fixture, "there");
  off = test_peer_await (fixture->server, "{\"what\":\"typing\",\"name\":\"Me\"");
  g_assert_true (g_str_has_suffix (off, "\"on\":false}"));
}

static void
test_restart (Fixture *fixture, gconstpointer data)
{
  ChatMessage *last = NULL;
  g_autoptr (TestPeer) ann = NULL;

  go_online (fixture);
  ann = invite_ann (fixture);
  await_sent (say (fixture, "one"));
  assert_heard (ann, "Me: one");

  /* One may be under way when the server dies. */
  say (fixture, "two");
  test_peer_kill (fixture->server);
  say (fixture, "three");
  test_await_that (chat_session_get_state (fixture->session) == CHAT_SESSION_WAITING);
  g_assert_nonnull (chat_session_get_error (fixture->session));
  g_assert_false (chat_room_get_joined (fixture->room));
  test_peer_tell (ann, "say from Ann");
  last = say (fixture, "four");
  g_assert_cmpint (chat_message_get_status (last), ==, CHAT_MESSAGE_STATUS_PENDING);

  restart_server (fixture);
  await_sent (last);
  test_await_that (count (chat_room_get_timeline (fixture->room)) == 5);
  g_assert_null (chat_session_get_error (fixture->session));
  assert_heard (ann, "Me: two");
  assert_heard (ann, "Me: three");
  assert_heard (ann, "Me: four");

  /* Nothing comes twice: the next thing that she hears is the next thing that was said. */
  await_sent (say (fixture, "five"));
  assert_heard (ann, "Me: five");
  g_assert_cmpuint (count (chat_room_get_timeline (fixture->room)), ==, 6);
}

/* Dies at moments that nobody chose, with messages on every part of their way. */
static void
test_many_restarts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (TestPeer) ann = NULL;
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  ChatMessage *last = NULL;
  guint said = 0;

  go_online (fixture);
  ann = invite_ann (fixture);
  for (guint i = 0; i < 6; i++) {
    guint seen = count (chat_room_get_timeline (fixture->room));

    for (guint j = 0; j < 10; j++) {
      g_autofree char *text = g_strdup_printf ("%u", said++);

      last = say (fixture, text);
    }
    g_assert_cmpuint (count (chat_room_get_timeline (fixture->room)), ==, seen + 10);
    for (int j = g_test_rand_int_range (0, 40); j > 0; j--)
      g_main_context_iteration (NULL, FALSE);
    if (g_test_rand_bit ())
      test_await_that (chat_session_get_state (fixture->session) == CHAT_SESSION_ONLINE);
    restart_server (fixture);
  }
  await_sent (last);

  g_assert_cmpuint (count (chat_room_get_timeline (fixture->room)), ==, said);
  for (guint i = 0; i < said; i++) {
    g_autofree char *text = g_strdup_printf ("Me: %u", i);

    assert_heard (ann, text);
    g_assert_cmpstr (chat_message_get_text (nth (fixture, i)), ==, text + strlen ("Me: "));
    g_assert_cmpint (chat_message_get_status (nth (fixture, i)), ==, CHAT_MESSAGE_STATUS_SENT);
    g_assert_true (g_hash_table_add (ids, (gpointer) chat_message_get_id (nth (fixture, i))));
  }
  await_sent (say (fixture, "the end"));
  assert_heard (ann, "Me: the end");
}

static void
received_cb (GString *texts, ChatRoom *room, ChatMessage *message)
{
  g_string_append_printf (texts, "[%s]", chat_message_get_text (message));
}

static void
test_missed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) received = g_string_new (NULL);

  tell_server (fixture, "say General Bob old");
  go_online (fixture);
  assert_texts (fixture, "old");
  g_assert_cmpuint (chat_room_get_unread (fixture->room), ==, 0);
  g_signal_connect_swapped (fixture->session, "message-received", G_CALLBACK (received_cb),
                            received);

  chat_session_disconnect (fixture->session);
  g_assert_cmpint (chat_session_get_state (fixture->session), ==, CHAT_SESSION_OFFLINE);
  g_assert_null (chat_session_get_error (fixture->session));
  tell_server (fixture, "say General Bob missed");

  go_online (fixture);
  assert_texts (fixture, "old, missed");
  g_assert_cmpuint (chat_room_get_unread (fixture->room), ==, 1);
  g_assert_cmpstr (chat_room_get_first_unread (fixture->room), ==,
                   chat_message_get_id (nth (fixture, 1)));
  tell_server (fixture, "say General Bob live");
  test_await_that (chat_room_get_unread (fixture->room) == 2);
  g_assert_cmpstr (received->str, ==, "[missed][live]");

  g_signal_handlers_disconnect_by_data (fixture->session, received);
}

static void
test_dropped_answers (Fixture *fixture, gconstpointer data)
{
  g_autofree char *again = NULL;
  ChatMessage *second = NULL;
  ChatMessage *third = NULL;

  go_online (fixture);
  await_sent (say (fixture, "one"));

  tell_server (fixture, "drop-acks on");
  tell_server (fixture, "drop-echo on");
  second = say (fixture, "two");
  third = say (fixture, "three");
  again = test_peer_await (fixture->server, "{\"what\":\"again\"");
  g_assert_cmpint (chat_message_get_status (second), ==, CHAT_MESSAGE_STATUS_PENDING);

  tell_server (fixture, "drop-acks off");
  await_sent (third);
  g_assert_cmpint (chat_message_get_status (second), ==, CHAT_MESSAGE_STATUS_SENT);
  assert_texts (fixture, "one, two, three");
}

static void
test_echo_confirms (Fixture *fixture, gconstpointer data)
{
  go_online (fixture);
  tell_server (fixture, "drop-acks on");
  await_sent (say (fixture, "one"));
  await_sent (say (fixture, "two"));
  assert_texts (fixture, "one, two");
}

static void
test_plain_server (Fixture *fixture, gconstpointer data)
{
  ChatMessage *first = NULL;
  ChatMessage *second = NULL;
  g_autofree char *heard = NULL;

  go_online (fixture);
  first = say (fixture, "one");
  second = say (fixture, "two");
  heard = test_peer_await (fixture->server, "{\"what\":\"message\"");

  /* It says nothing about our messages, but what it says about others shows that it lives. */
  for (guint i = 0; chat_message_get_status (second) != CHAT_MESSAGE_STATUS_SENT; i++) {
    gboolean on = i % 2 == 0;

    test_peer_tell (fixture->server, on ? "type General Bob on" : "type General Bob off");
    test_await_that (count (chat_room_get_typing (fixture->room)) == (on ? 1 : 0));
  }
  g_assert_cmpint (chat_message_get_status (first), ==, CHAT_MESSAGE_STATUS_SENT);
  assert_texts (fixture, "one, two");
  g_assert_cmpuint (chat_roster_get_n_online (chat_room_get_members (fixture->room)), >=, 1);
}

static void
test_refused_message (Fixture *fixture, gconstpointer data)
{
  ChatMessage *refused = NULL;
  ChatMessage *other = NULL;

  go_online (fixture);
  tell_server (fixture, "refuse Too rude for this room");
  refused = say (fixture, "Bother");
  other = say (fixture, "Bother again");
  test_await_that (chat_message_get_status (other) == CHAT_MESSAGE_STATUS_FAILED);
  g_assert_cmpint (chat_message_get_status (refused), ==, CHAT_MESSAGE_STATUS_FAILED);
  g_assert_cmpstr (chat_message_get_error (refused), ==, "Too rude for this room");

  tell_server (fixture, "refuse");
  chat_session_retry_message (fixture->session, fixture->room, refused);
  g_assert_cmpint (chat_message_get_status (refused), ==, CHAT_MESSAGE_STATUS_PENDING);
  await_sent (refused);
  chat_session_discard_message (fixture->session, fixture->room, other);
  assert_texts (fixture, "Bother");
}

static void
test_too_large (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (5000, 'x');
  ChatMessage *large = NULL;

  go_online (fixture);
  large = say (fixture, text);
  await_sent (say (fixture, "small"));
  g_assert_cmpint (chat_message_get_status (large), ==, CHAT_MESSAGE_STATUS_FAILED);
  g_assert_nonnull (chat_message_get_error (large));
  g_assert_cmpint (chat_session_get_state (fixture->session), ==, CHAT_SESSION_ONLINE);
}

static void
test_kick (Fixture *fixture, gconstpointer data)
{
  go_online (fixture);
  tell_server (fixture, "kick Me");
  test_await_that (chat_session_get_state (fixture->session) == CHAT_SESSION_OFFLINE);
  g_assert_error (chat_session_get_error (fixture->session), CHAT_SESSION_ERROR,
                  CHAT_SESSION_ERROR_ENDED);
  g_assert_cmpint (chat_user_get_presence (chat_session_get_me (fixture->session)), ==,
                   CHAT_PRESENCE_OFFLINE);

  go_online (fixture);
  g_assert_null (chat_session_get_error (fixture->session));
}

static void
test_turned_away (Fixture *fixture, gconstpointer data)
{
  chat_session_connect (fixture->session);
  test_await_that (chat_session_get_error (fixture->session) != NULL);
  g_assert_cmpint (chat_session_get_state (fixture->session), ==, CHAT_SESSION_REFUSED);
  g_assert_error (chat_session_get_error (fixture->session), CHAT_SESSION_ERROR,
                  CHAT_SESSION_ERROR_REFUSED);
  g_assert_cmpstr (chat_session_get_error (fixture->session)->message, ==, "members only");
}

static void
test_nobody_there (Fixture *fixture, gconstpointer data)
{
  test_peer_kill (fixture->server);
  chat_session_connect (fixture->session);
  g_assert_cmpint (chat_session_get_state (fixture->session), ==, CHAT_SESSION_CONNECTING);
  test_await_that (chat_session_get_state (fixture->session) == CHAT_SESSION_WAITING);
  g_assert_error (chat_session_get_error (fixture->session), CHAT_SESSION_ERROR,
                  CHAT_SESSION_ERROR_UNREACHABLE);
  test_await_that (chat_session_get_next_attempt (fixture->session) > 0);
  chat_session_retry_now (fixture->session);

  restart_server (fixture);
  test_await_that (chat_room_get_joined (fixture->room));
}

static void
test_nonsense (Fixture *fixture, gconstpointer data)
{
  static const char *const lines[] = {
    "emit sendMessage 5",
    "emit sendMessage {\"chat_id\":\"Elsewhere\",\"userId\":\"u\",\"text\":\"x\"}",
    "emit sendMessage {\"chat_id\":\"General\",\"userId\":null,\"text\":{\"a\":[]}}",
    "emit sendMessage {\"chat_id\":[\"General\"],\"userId\":\"\",\"text\":7}",
    "emit connectedUsers {\"users\":{\"length\":1e9}}",
    "emit connectedUsers [[[[]]]]",
    "emit showTyping {\"chat_id\":\"General\"}",
    "emit room-members {\"chat_id\":\"General\",\"members\":[null,1,\"x\",{}]}",
    "emit never-heard-of \"it\"",
    "emit sendMessage {\"chat_id\":\"General\",\"userId\":\"u\",\"name\":\"\\u202eeve\","
    "\"text\":\"x\",\"time\":1e300}",
  };

  go_online (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    tell_server (fixture, lines[i]);
  test_await_that (count (chat_room_get_timeline (fixture->room)) == 1);
  g_assert_cmpstr (chat_user_get_name (chat_message_get_sender (nth (fixture, 0))), ==, "eve");
  await_sent (say (fixture, "still here"));
}

static void
test_rooms (Fixture *fixture, gconstpointer data)
{
  ChatRoomList *rooms = chat_session_get_rooms (fixture->session);
  ChatRoom *other = NULL;

  go_online (fixture);
  g_assert_null (chat_session_join_room (fixture->session, " \n"));
  other = chat_session_join_room (fixture->session, " Other ");
  g_assert_true (chat_session_join_room (fixture->session, "Other") == other);
  test_await_that (chat_room_get_joined (other));
  tell_server (fixture, "say Other Bob hello");
  test_await_that (chat_room_list_get_total_unread (rooms) == 1);

  chat_session_set_open_room (fixture->session, other);
  g_assert_cmpuint (chat_room_list_get_total_unread (rooms), ==, 0);
  chat_session_leave_async (fixture->session, other, NULL, NULL, NULL);
  g_assert_null (chat_session_get_open_room (fixture->session));
  g_assert_cmpuint (count (rooms), ==, 1);
  g_free (test_peer_await (fixture->server, "{\"what\":\"leave-room\",\"name\":\"Me\""));
  tell_server (fixture, "say Other Bob anybody");
  await_sent (say (fixture, "one"));
}

static void
leave_cb (Fixture *fixture, ChatRoom *room, ChatMessage *message)
{
  g_clear_object (&fixture->session);
}

static void
test_dropping (Fixture *fixture, gconstpointer data)
{
  /* While it is offline, connecting, connected with messages under way, waiting. */
  g_assert_finalize_object (fixture->session);

  fixture->session = make_session (fixture->account, NULL);
  chat_session_connect (fixture->session);
  g_assert_finalize_object (fixture->session);

  fixture->session = make_session (fixture->account, NULL);
  fixture->room = chat_session_join_room (fixture->session, "General");
  go_online (fixture);
  say (fixture, "one");
  say (fixture, "two");
  chat_session_set_typing (fixture->session, fixture->room, TRUE);
  g_assert_finalize_object (fixture->session);

  /* From inside its own signal. */
  fixture->session = make_session (fixture->account, NULL);
  fixture->room = chat_session_join_room (fixture->session, "General");
  go_online (fixture);
  g_signal_connect_swapped (fixture->session, "message-received", G_CALLBACK (leave_cb), fixture);
  test_peer_tell (fixture->server, "say General Bob bye");
  test_await_that (fixture->session == NULL);

  fixture->session = make_session (fixture->account, NULL);
  test_peer_kill (fixture->server);
  chat_session_connect (fixture->session);
  test_await_that (chat_session_get_state (fixture->session) == CHAT_SESSION_WAITING);
}

static void
test_bad_address (void)
{
  ChatAccount *account = chat_account_new ("not an address", NULL, "Me");
  ChatSession *session = chat_session_new (account);

  chat_session_connect (session);
  g_assert_cmpint (chat_session_get_state (session), ==, CHAT_SESSION_OFFLINE);
  g_assert_error (chat_session_get_error (session), CHAT_SESSION_ERROR, CHAT_SESSION_ERROR_ADDRESS);

  g_assert_finalize_object (session);
  g_assert_finalize_object (account);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  test_peer_require ();

#define ADD(name, setting, function)                                                               \
  g_test_add ("/chat/session/" name, Fixture, &setting, set_up, function, tear_down)

  ADD ("two-people-talk", any, test_conversation);
  ADD ("two-people-talk/polling", polling, test_conversation);
  ADD ("two-people-talk/websocket", websocket, test_conversation);
  ADD ("typing-is-told-and-heard", any, test_typing);
  ADD ("server-restarts-and-nothing-is-lost-or-doubled", any, test_restart);
  ADD ("server-restarts-and-nothing-is-lost-or-doubled/polling", polling, test_restart);
  ADD ("server-restarts-and-nothing-is-lost-or-doubled/websocket", websocket, test_restart);
  ADD ("server-keeps-dying-and-order-is-kept", any, test_many_restarts);
  ADD ("what-was-missed-is-unread", any, test_missed);
  ADD ("dropped-answers-lose-and-double-nothing", any, test_dropped_answers);
  ADD ("echo-confirms-without-an-answer", any, test_echo_confirms);
  ADD ("server-that-never-answers-is-believed", plain, test_plain_server);
  ADD ("refused-message-fails-and-can-be-retried", any, test_refused_message);
  ADD ("too-large-fails-and-the-next-goes", narrow, test_too_large);
  ADD ("kicked-stays-offline-until-asked", any, test_kick);
  ADD ("turned-away-tells-the-reason", closed, test_turned_away);
  ADD ("nobody-there-is-tried-again", any, test_nobody_there);
  ADD ("nonsense-changes-nothing", any, test_nonsense);
  ADD ("rooms-come-and-go", any, test_rooms);
  ADD ("can-be-dropped-in-any-state", any, test_dropping);
  g_test_add_func ("/chat/session/bad-address-is-an-error", test_bad_address);

  return g_test_run ();
}
