/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-server.h"

#include "socket-io-server.h"
#include "test-await.h"

#define WELCOME                                                                                    \
  "[{\"server\":{\"id\":\"s\",\"name\":\"Fake\"},\"me\":{\"id\":\"u-me\",\"name\":\"me\","         \
  "\"rev\":1},\"revision\":100}]"

struct _FakeServer {
  SocketIoServer *io;
  FakeServerAnswer answer;
  gpointer user_data;
};

static JsonArray *
read_array (const char *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);

  g_assert_nonnull (node);

  return json_node_dup_array (node);
}

static void
event_cb (SocketIoSocket *socket, SocketIoEvent *event, FakeServer *self)
{
  JsonArray *arguments = socket_io_event_get_arguments (event);
  g_autofree char *answer =
    self->answer (socket_io_event_get_name (event), json_array_get_object_element (arguments, 0),
                  self->user_data);
  g_autofree char *list = g_strdup_printf ("[%s]", answer != NULL ? answer : "{\"ok\":true}");
  g_autoptr (JsonArray) answers = read_array (list);

  socket_io_event_acknowledge (event, answers, NULL);
}

static void
connection_cb (SocketIoServer *io, SocketIoSocket *socket, FakeServer *self)
{
  g_autoptr (JsonArray) welcome = read_array (WELCOME);

  g_signal_connect (socket, "event", G_CALLBACK (event_cb), self);
  socket_io_socket_emit (socket, "welcome", welcome);
}

FakeServer *
fake_server_new (FakeServerAnswer answer, gpointer user_data)
{
  FakeServer *self = g_new0 (FakeServer, 1);

  self->io = socket_io_server_new (NULL);
  self->answer = answer;
  self->user_data = user_data;
  g_signal_connect (self->io, "connection", G_CALLBACK (connection_cb), self);
  g_assert_true (socket_io_server_listen (self->io, "127.0.0.1", 0, NULL, NULL));

  return self;
}

void
fake_server_free (FakeServer *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  socket_io_server_close_async (self->io, 0, NULL, test_keep_result, &result);
  test_await (&result);
  g_clear_object (&result);
  test_settle ();
  g_assert_finalize_object (self->io);
  g_free (self);
}

ChatSession *
fake_server_make_session (FakeServer *self, const char *folder)
{
  g_autofree char *address =
    g_strdup_printf ("http://127.0.0.1:%u", socket_io_server_get_port (self->io));
  g_autoptr (ChatAccount)
    account = g_object_new (CHAT_TYPE_ACCOUNT, "address", address, "name", "me", "dialect",
                            "native", "folder", folder, NULL);
  ChatSession *session = chat_session_new (account);
  g_autoptr (GAsyncResult) result = NULL;

  chat_session_set_token (session, "T");
  chat_session_open_async (session, NULL, test_keep_result, &result);
  test_await (&result);
  g_assert_true (chat_session_open_finish (session, result, NULL));

  return session;
}

void
fake_server_tell (FakeServer *self, const char *event, const char *arguments)
{
  g_autoptr (SocketIoBroadcast) all = socket_io_server_broadcast (self->io);
  g_autoptr (JsonArray) array = read_array (arguments);

  socket_io_broadcast_emit (all, event, array);
}
