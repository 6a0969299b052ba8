/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A chat, and every way to emit.  What a front end sends as `chatMessage` everybody gets as
 * `reply`.  The other events bear the name of the method that answers them, so that a front end can
 * see whom each of them reaches:
 *
 *   chatMessage (message)               everybody, the sender included
 *   io.emit (message)                   the same
 *   socket.emit (message)               the sender alone
 *   socket.broadcast.emit (message)     everybody but the sender
 *   io.to.emit (message, room)          who is in the room; everybody is in one: the own id
 *   socket.to.emit (message, room)      who is in the room, but not the sender
 *   io.except.emit (message, room)      who is not in the room
 *   socket.except.emit (message, room)  who is not in the room, and not the sender
 *   io.volatile.emit (message)          everybody to whom it can leave at once
 *   socket.emitWithAck (message)        asks the sender `question`; acknowledged with the answer
 *   io.emitWithAck (message)            asks everybody; acknowledged with the list of answers
 */
#include "example-json.h"
#include "example-program.h"

#define PATIENCE_MS 5000

/* What everybody gets of an event: its message, without what says whom it is for. */
static JsonArray *
dup_message (SocketIoEvent *event)
{
  JsonArray *arguments = socket_io_event_get_arguments (event);

  return example_json_new_arguments (json_array_get_length (arguments) > 0
                                       ? json_array_dup_element (arguments, 0)
                                       : json_node_new (JSON_NODE_NULL));
}

/* Without one it is a room that nobody is in. */
static const char *
get_room (SocketIoEvent *event)
{
  const char *room = example_json_get_text (socket_io_event_get_arguments (event), 1);

  return room != NULL ? room : "";
}

/* The end of every chain; takes it. */
static void
emit_reply (SocketIoBroadcast *chain, SocketIoEvent *event)
{
  g_autoptr (SocketIoBroadcast) whom = chain;
  g_autoptr (JsonArray) message = dup_message (event);

  socket_io_broadcast_emit (whom, "reply", message);
}

static void
io_emit_cb (SocketIoSocket *socket, SocketIoEvent *event, SocketIoServer *io)
{
  g_autoptr (JsonArray) message = dup_message (event);

  socket_io_server_emit (io, "reply", message);
}

static void
chat_message_cb (SocketIoSocket *socket, SocketIoEvent *event, SocketIoServer *io)
{
  g_autoptr (JsonArray) message = dup_message (event);
  g_autofree char *text = json_to_string (json_array_get_element (message, 0), FALSE);

  g_print ("Message received from frontend: %s\n", text);
  io_emit_cb (socket, event, io);
}

static void
socket_emit_cb (SocketIoSocket *socket, SocketIoEvent *event, SocketIoServer *io)
{
  g_autoptr (JsonArray) message = dup_message (event);

  socket_io_socket_emit (socket, "reply", message);
}

static void
socket_broadcast_emit_cb (SocketIoSocket *socket, SocketIoEvent *event, SocketIoServer *io)
{
  emit_reply (socket_io_socket_broadcast (socket), event);
}

static void
io_to_emit_cb (SocketIoSocket *socket, SocketIoEvent *event, SocketIoServer *io)
{
  emit_reply (socket_io_server_to (io, get_room (event)), event);
}

static void
socket_to_emit_cb (SocketIoSocket *socket, SocketIoEvent *event, SocketIoServer *io)
{
  emit_reply (socket_io_socket_to (socket, get_room (event)), event);
}

static void
io_except_emit_cb (SocketIoSocket *socket, SocketIoEvent *event, SocketIoServer *io)
{
  emit_reply (socket_io_server_except (io, get_room (event)), event);
}

static void
socket_except_emit_cb (SocketIoSocket *socket, SocketIoEvent *event, SocketIoServer *io)
{
  emit_reply (socket_io_socket_except (socket, get_room (event)), event);
}

static void
io_volatile_emit_cb (SocketIoSocket *socket, SocketIoEvent *event, SocketIoServer *io)
{
  SocketIoBroadcast *everybody = socket_io_server_broadcast (io);

  emit_reply (socket_io_broadcast_volatile (everybody), event);
}

/* The event that asked is acknowledged once the answer is there; without one it is not. */
static void
sender_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SocketIoEvent) event = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray)
    answer = socket_io_socket_emit_finish (SOCKET_IO_SOCKET (source), result, NULL, &error);

  if (answer != NULL)
    socket_io_event_acknowledge (event, answer, NULL);
  else
    g_print ("No answer: %s\n", error->message);
}

static void
socket_emit_with_ack_cb (SocketIoSocket *socket, SocketIoEvent *event, SocketIoServer *io)
{
  g_autoptr (JsonArray) message = dup_message (event);

  socket_io_socket_emit_async (socket, "question", message, PATIENCE_MS, NULL, sender_answered_cb,
                               g_object_ref (event));
}

static void
everybody_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (SocketIoEvent) event = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) answers = NULL;
  g_autoptr (JsonArray) some = NULL;

  answers =
    socket_io_broadcast_emit_finish (SOCKET_IO_BROADCAST (source), result, NULL, &some, &error);
  if (answers != NULL) {
    g_autoptr (JsonArray) arguments = json_array_new ();

    json_array_add_array_element (arguments, g_steal_pointer (&answers));
    socket_io_event_acknowledge (event, arguments, NULL);
  } else {
    g_print ("%u have answered: %s\n", some != NULL ? json_array_get_length (some) : 0,
             error->message);
  }
}

static void
io_emit_with_ack_cb (SocketIoSocket *socket, SocketIoEvent *event, SocketIoServer *io)
{
  g_autoptr (JsonArray) message = dup_message (event);
  g_autoptr (SocketIoBroadcast) everybody = socket_io_server_broadcast (io);

  socket_io_broadcast_emit_async (socket_io_broadcast_timeout (everybody, PATIENCE_MS), "question",
                                  message, NULL, NULL, everybody_answered_cb, g_object_ref (event));
}

static void
disconnected_cb (SocketIoSocket *socket)
{
  g_print ("Socket disconnected: %s\n", socket_io_socket_get_id (socket));
}

static const struct {
  const char *signal;
  GCallback callback;
} listeners[] = {
  { "event::chatMessage", G_CALLBACK (chat_message_cb) },
  { "event::io.emit", G_CALLBACK (io_emit_cb) },
  { "event::socket.emit", G_CALLBACK (socket_emit_cb) },
  { "event::socket.broadcast.emit", G_CALLBACK (socket_broadcast_emit_cb) },
  { "event::io.to.emit", G_CALLBACK (io_to_emit_cb) },
  { "event::socket.to.emit", G_CALLBACK (socket_to_emit_cb) },
  { "event::io.except.emit", G_CALLBACK (io_except_emit_cb) },
  { "event::socket.except.emit", G_CALLBACK (socket_except_emit_cb) },
  { "event::io.volatile.emit", G_CALLBACK (io_volatile_emit_cb) },
  { "event::socket.emitWithAck", G_CALLBACK (socket_emit_with_ack_cb) },
  { "event::io.emitWithAck", G_CALLBACK (io_emit_with_ack_cb) },
  { "disconnected", G_CALLBACK (disconnected_cb) },
};

static void
connection_cb (SocketIoServer *io, SocketIoSocket *socket)
{
  g_print ("Socket connected: %s\n", socket_io_socket_get_id (socket));
  for (guint i = 0; i < G_N_ELEMENTS (listeners); i++)
    g_signal_connect (socket, listeners[i].signal, listeners[i].callback, io);
}

int
main (int argc, char *argv[])
{
  const char *const any_origin[] = { "*", NULL };
  g_autoptr (ExampleProgram) program = example_program_new (argc, argv);
  g_autoptr (SoupServer) http = soup_server_new (NULL, NULL);
  g_autoptr (SocketIoServerOptions) options = NULL;
  g_autoptr (SocketIoServer) io = NULL;

  options = g_object_new (SOCKET_IO_TYPE_SERVER_OPTIONS, "cors-origins", any_origin, NULL);
  io = socket_io_server_new (options);
  g_signal_connect (io, "connection", G_CALLBACK (connection_cb), NULL);
  socket_io_server_attach (io, http);

  return example_program_run (program, io, http);
}
