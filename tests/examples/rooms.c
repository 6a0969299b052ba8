/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Socket.IO on a port, and nothing else there.  The front end is served elsewhere: its origin is
 * listed, and a browser lets no other page read the answers to its requests.  (For a WebSocket no
 * browser asks; who has something to protect refuses other origins in the hook of
 * engine_io_server_set_allow_request ().)
 *
 *   custom-event (message)           everybody else gets receive-message (message)
 *   custom-event (message, room)     only who is in the room; everybody is in one from the
 *                                    beginning, whose name is the own id: a private message
 *   join-room (room)                 is acknowledged, if the front end wants to know
 */
#include "example-json.h"
#include "example-program.h"

static void
custom_event_cb (SocketIoSocket *socket, SocketIoEvent *event)
{
  JsonArray *arguments = socket_io_event_get_arguments (event);
  guint length = json_array_get_length (arguments);
  const char *room = example_json_get_text (arguments, 1);
  g_autoptr (SocketIoBroadcast) others = NULL;
  g_autoptr (JsonArray) message = NULL;

  /* A room that is no text is a mistake, and not everybody. */
  if (length == 0 || (length > 1 && room == NULL))
    return;

  others = room != NULL ? socket_io_socket_to (socket, room) : socket_io_socket_broadcast (socket);
  message = example_json_new_arguments (json_array_dup_element (arguments, 0));
  socket_io_broadcast_emit (others, "receive-message", message);
}

static void
join_room_cb (SocketIoSocket *socket, SocketIoEvent *event)
{
  const char *room = example_json_get_text (socket_io_event_get_arguments (event), 0);
  g_autoptr (JsonArray) answer = json_array_new ();
  g_autofree char *joined = NULL;

  if (room == NULL)
    return;

  socket_io_socket_join (socket, room);
  joined = g_strdup_printf ("Joined %s", room);
  json_array_add_string_element (answer, joined);
  socket_io_event_acknowledge (event, answer, NULL);
}

static void
connection_cb (SocketIoServer *io, SocketIoSocket *socket)
{
  g_print ("%s\n", socket_io_socket_get_id (socket));
  g_signal_connect (socket, "event::custom-event", G_CALLBACK (custom_event_cb), NULL);
  g_signal_connect (socket, "event::join-room", G_CALLBACK (join_room_cb), NULL);
}

int
main (int argc, char *argv[])
{
  const char *const origins[] = { "http://localhost:8080", NULL };
  g_autoptr (ExampleProgram) program = example_program_new (argc, argv);
  g_autoptr (SocketIoServerOptions) options = NULL;
  g_autoptr (SocketIoServer) io = NULL;

  options = g_object_new (SOCKET_IO_TYPE_SERVER_OPTIONS, "cors-origins", origins, NULL);
  io = socket_io_server_new (options);
  g_signal_connect (io, "connection", G_CALLBACK (connection_cb), NULL);

  return example_program_run (program, io, NULL);
}
