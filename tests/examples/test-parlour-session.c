/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Parlour's own sessions at the server of message-status.c: two people who know nothing of statuses
 * have the conversation that they would have at any other server, and keep it when the server dies.
 *
 *   test-parlour-session [OPTION...] SERVER
 */
#include "chat-session.h"

#include <glib/gstdio.h>

#include "socket-io-options.h"
#include "test-await.h"
#include "test-peer.h"

static const char *program; /* the server */

typedef struct {
  ChatAccount *account;
  ChatSession *session;
  ChatRoom *room;
} Person;

typedef struct {
  char *folder;
  char *database;
  TestPeer *server;
  Person ann;
  Person ben;
} Fixture;

static void
sign_in (Person *person, TestPeer *server, const char *name, const char *transport)
{
  const char *const transports[] = { transport, NULL };
  g_autoptr (SocketIoOptions) options = g_object_new (SOCKET_IO_TYPE_OPTIONS, "reconnection-delay",
                                                      50, "reconnection-delay-max", 100, NULL);

  if (transport != NULL)
    g_object_set (options, "transports", transports, NULL);
  person->account = chat_account_new (test_peer_get_uri (server), name, name);
  person->session = g_object_new (CHAT_TYPE_SESSION, "account", person->account, "options", options,
                                  "ack-timeout", 5000, NULL);
  person->room = chat_session_join_room (person->session, "General");
  chat_session_connect (person->session);
}

static void
sign_out (Person *person)
{
  g_assert_finalize_object (person->session);
  g_assert_finalize_object (person->account);
}

static void
set_up (Fixture *fixture, gconstpointer transport)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("parlour-session-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->database = g_build_filename (fixture->folder, "messages.db", NULL);
  fixture->server =
    test_peer_start_program (program, "--port", "0", "--database", fixture->database, NULL);
  sign_in (&fixture->ann, fixture->server, "Ann", transport);
  sign_in (&fixture->ben, fixture->server, "Ben", transport);
  test_await_that (chat_room_get_joined (fixture->ann.room));
  test_await_that (chat_room_get_joined (fixture->ben.room));
}

static void
tear_down (Fixture *fixture, gconstpointer transport)
{
  static const char *const files[] = { "messages.db", "messages.db-wal", "messages.db-shm" };

  sign_out (&fixture->ann);
  sign_out (&fixture->ben);
  test_peer_stop (fixture->server);
  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree char *path = g_build_filename (fixture->folder, files[i], NULL);

    g_unlink (path);
  }
  g_rmdir (fixture->folder);
  g_free (fixture->database);
  g_free (fixture->folder);
}

static ChatMessage *
say (Person *person, const char *text)
{
  return chat_session_send_text (person->session, person->room, text);
}

static gboolean
sees (Person *person, const char *expected)
{
  GListModel *timeline = G_LIST_MODEL (chat_room_get_timeline (person->room));
  g_autoptr (GString) texts = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (timeline); i++) {
    g_autoptr (ChatMessage) message = g_list_model_get_item (timeline, i);

    g_string_append_printf (texts, "%s%s", i > 0 ? ", " : "", chat_message_get_text (message));
  }

  return g_str_equal (texts->str, expected);
}

static void
await_sent (ChatMessage *message)
{
  test_await_that (chat_message_get_status (message) == CHAT_MESSAGE_STATUS_SENT);
}

static void
test_conversation (Fixture *fixture, gconstpointer transport)
{
  await_sent (say (&fixture->ann, "Hello Ben, żółć 🦊"));
  test_await_that (sees (&fixture->ben, "Hello Ben, żółć 🦊"));
  await_sent (say (&fixture->ben, "Hello Ann"));
  test_await_that (sees (&fixture->ann, "Hello Ben, żółć 🦊, Hello Ann"));

  chat_session_set_typing (fixture->ann.session, fixture->ann.room, TRUE);
  test_await_that (
    g_list_model_get_n_items (G_LIST_MODEL (chat_room_get_typing (fixture->ben.room))) == 1);
  chat_session_set_typing (fixture->ann.session, fixture->ann.room, FALSE);
  test_await_that (
    g_list_model_get_n_items (G_LIST_MODEL (chat_room_get_typing (fixture->ben.room))) == 0);
}

static void
test_server_dies (Fixture *fixture, gconstpointer transport)
{
  g_autofree char *port = g_strdup_printf ("%u", test_peer_get_port (fixture->server));
  ChatMessage *one = NULL;
  ChatMessage *other = NULL;

  await_sent (say (&fixture->ann, "before"));
  test_await_that (sees (&fixture->ben, "before"));
  test_peer_stop (fixture->server);
  one = say (&fixture->ann, "meanwhile");
  test_await_that (!chat_room_get_joined (fixture->ben.room));

  fixture->server =
    test_peer_start_program (program, "--port", port, "--database", fixture->database, NULL);
  await_sent (one);
  test_await_that (sees (&fixture->ben, "before, meanwhile"));
  other = say (&fixture->ben, "after");
  await_sent (other);
  test_await_that (sees (&fixture->ann, "before, meanwhile, after"));
  g_assert_true (sees (&fixture->ben, "before, meanwhile, after"));
}

int
main (int argc, char *argv[])
{
  static const char *const transports[] = { "polling", "websocket" };

  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  program = argv[1];

  for (guint i = 0; i < G_N_ELEMENTS (transports); i++) {
    g_autofree char *conversation =
      g_strdup_printf ("/parlour-session/conversation/%s", transports[i]);
    g_autofree char *death = g_strdup_printf ("/parlour-session/server-dies/%s", transports[i]);

    g_test_add (conversation, Fixture, transports[i], set_up, test_conversation, tear_down);
    g_test_add (death, Fixture, transports[i], set_up, test_server_dies, tear_down);
  }
  g_test_add ("/parlour-session/conversation/upgrade", Fixture, NULL, set_up, test_conversation,
              tear_down);

  return g_test_run ();
}
