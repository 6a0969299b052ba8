/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is there?  A front end says once who it is, and the server keeps that with its socket for as
 * long as the connection lasts:
 *
 *   join ({userId, name?})
 *       everybody gets connectedUsers ({users: [{userId, name?}, ...]}) now, and again when this
 *       user leaves
 *   event (payload)
 *       is answered by event ({userId, payload}): no message has to say again who it is from
 *
 * A user with several windows is one user.  Whoever says a user id is believed here; a real server
 * asks for a token first, in a middleware (socket_io_server_use ()).
 */
#include "example-json.h"
#include "example-program.h"

static const char *
get_user_id (SocketIoSocket *socket)
{
  return example_json_get_member_text (socket_io_socket_get_data (socket), "userId");
}

static JsonArray *
list_users (SocketIoServer *io)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) sockets = NULL;
  JsonArray *users = json_array_new ();

  sockets = socket_io_namespace_dup_sockets (socket_io_server_of (io, "/"));
  for (guint i = 0; i < sockets->len; i++) {
    SocketIoSocket *socket = g_ptr_array_index (sockets, i);
    const char *user_id = get_user_id (socket);

    if (user_id != NULL && g_hash_table_add (known, (gpointer) user_id))
      json_array_add_object_element (users, json_object_ref (socket_io_socket_get_data (socket)));
  }

  return users;
}

static void
tell_users (SocketIoServer *io)
{
  g_autoptr (JsonArray) arguments = json_array_new ();
  JsonObject *who = json_object_new ();

  json_object_set_array_member (who, "users", list_users (io));
  json_array_add_object_element (arguments, who);
  socket_io_server_emit (io, "connectedUsers", arguments);
}

static void
join_cb (SocketIoSocket *socket, SocketIoEvent *event, SocketIoServer *io)
{
  JsonObject *user = example_json_get_object (socket_io_event_get_arguments (event), 0);
  JsonObject *data = socket_io_socket_get_data (socket);
  const char *name = example_json_get_member_text (user, "name");
  const char *user_id = example_json_get_member_text (user, "userId");

  if (user_id == NULL)
    return;

  json_object_set_string_member (data, "userId", user_id);
  if (name != NULL)
    json_object_set_string_member (data, "name", name);
  else if (json_object_has_member (data, "name"))
    json_object_remove_member (data, "name");
  tell_users (io);
}

static void
event_cb (SocketIoSocket *socket, SocketIoEvent *event, SocketIoServer *io)
{
  JsonArray *arguments = socket_io_event_get_arguments (event);
  g_autoptr (JsonArray) answer = json_array_new ();
  JsonObject *object = json_object_new ();

  if (get_user_id (socket) != NULL)
    json_object_set_string_member (object, "userId", get_user_id (socket));
  else
    json_object_set_null_member (object, "userId");
  if (json_array_get_length (arguments) > 0)
    json_object_set_member (object, "payload", json_array_dup_element (arguments, 0));
  else
    json_object_set_null_member (object, "payload");
  json_array_add_object_element (answer, object);
  socket_io_socket_emit (socket, "event", answer);
}

static void
disconnected_cb (SocketIoSocket *socket,
                 SocketIoDisconnectReason reason,
                 const GError *details,
                 SocketIoServer *io)
{
  if (get_user_id (socket) != NULL)
    tell_users (io);
}

static void
connection_cb (SocketIoServer *io, SocketIoSocket *socket)
{
  g_signal_connect (socket, "event::join", G_CALLBACK (join_cb), io);
  g_signal_connect (socket, "event::event", G_CALLBACK (event_cb), io);
  g_signal_connect (socket, "disconnected", G_CALLBACK (disconnected_cb), io);
}

int
main (int argc, char *argv[])
{
  g_autoptr (ExampleProgram) program = example_program_new (argc, argv);
  g_autoptr (SoupServer) http = soup_server_new (NULL, NULL);
  g_autoptr (SocketIoServer) io = socket_io_server_new (NULL);

  g_signal_connect (io, "connection", G_CALLBACK (connection_cb), NULL);
  socket_io_server_attach (io, http);

  return example_program_run (program, io, http);
}
