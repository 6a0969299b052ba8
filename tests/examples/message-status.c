/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sent, delivered, seen: chats whose messages know how far they got with each person.
 *
 *   join ({userId, name?})
 *       says who this is; what was sent meanwhile is delivered now
 *   create-chat ({chat_id, members})
 *       makes a chat of these users and nobody else
 *   join-room (chat_id)
 *       opens a chat on the screen: what is in it is seen now, and comes in the answer,
 *       {history: {messages}}.  A chat that is not there is made, and is open to everybody
 *   leave-room (chat_id)
 *       closes it
 *   sendMessage ({chat_id, text, id?})
 *       is stored; then every member who is online gets sendMessage (message).  Who sends the
 *       same id again is answered again, and nothing else happens
 *   showTyping ({chat_id, typing, to?})
 *       reaches "all" (io.emit), "me" (socket.emit), the "room" (io.to.emit) or, as usual, the
 *       "others" in it (socket.to.emit)
 *
 * Every one of them is acknowledged with {ok: true, ...} or {ok: false, error}.  When the status
 * of a message changes, the one who has written it gets messageStatus ({id, chat_id, status,
 * deliveryStatus}).
 *
 * All windows of a user are in the room "user:ID", those that show a chat in "chat:ID": so no
 * name that somebody thinks up is the room of another.  Whoever says a user id is believed here;
 * a real server asks for a token first, in a middleware (socket_io_server_use ()).
 */
#include "example-json.h"
#include "example-program.h"
#include "message-store.h"

#include <socket-io-adapter.h>

typedef struct {
  SocketIoServer *io;
  MessageStore *store;
} MessageStatusServer;

/* Fills @answer, or says why not. */
typedef gboolean (*RequestFunc) (MessageStatusServer *self,
                                 SocketIoSocket *socket,
                                 JsonArray *arguments,
                                 JsonObject *answer,
                                 GError **error);

static gboolean
fail (GError **error, const char *reason)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, reason);

  return FALSE;
}

static const char *
get_user_id (SocketIoSocket *socket)
{
  return example_json_get_member_text (socket_io_socket_get_data (socket), "userId");
}

static char *
user_room (const char *user_id)
{
  return g_strconcat ("user:", user_id, NULL);
}

static char *
chat_room (const char *chat_id)
{
  return g_strconcat ("chat:", chat_id, NULL);
}

/* Offline, online, or in the chat? */
static MessageStatus
get_status (const char *user_id, const char *chat_id, gpointer user_data)
{
  MessageStatusServer *self = user_data;
  SocketIoNamespace *nsp = socket_io_server_of (self->io, "/");
  g_autoptr (SocketIoBroadcastOptions) windows = socket_io_broadcast_options_new ();
  g_autoptr (GPtrArray) sockets = NULL;
  g_autofree char *user = user_room (user_id);
  g_autofree char *room = chat_room (chat_id);

  socket_io_broadcast_options_add_room (windows, user);
  sockets = socket_io_adapter_dup_sockets (socket_io_namespace_get_adapter (nsp), windows);
  for (guint i = 0; i < sockets->len; i++) {
    if (socket_io_socket_is_in (g_ptr_array_index (sockets, i), room))
      return MESSAGE_SEEN;
  }

  return sockets->len > 0 ? MESSAGE_DELIVERED : MESSAGE_SENT;
}

/* Tells those who have written these messages how far they have got. */
static void
tell_status (MessageStatusServer *self, JsonArray *messages)
{
  static const char *const members[] = { "id", "chat_id", "status", "deliveryStatus" };

  for (guint i = 0; i < json_array_get_length (messages); i++) {
    JsonObject *message = json_array_get_object_element (messages, i);
    g_autoptr (SocketIoBroadcast) writer = NULL;
    g_autoptr (JsonArray) arguments = json_array_new ();
    g_autofree char *room = user_room (json_object_get_string_member (message, "userId"));
    JsonObject *status = json_object_new ();

    for (guint j = 0; j < G_N_ELEMENTS (members); j++)
      json_object_set_member (status, members[j], json_object_dup_member (message, members[j]));
    json_array_add_object_element (arguments, status);
    writer = socket_io_server_to (self->io, room);
    socket_io_broadcast_emit (writer, "messageStatus", arguments);
  }
}

static gboolean
join (MessageStatusServer *self,
      SocketIoSocket *socket,
      JsonArray *arguments,
      JsonObject *answer,
      GError **error)
{
  JsonObject *user = example_json_get_object (arguments, 0);
  JsonObject *data = socket_io_socket_get_data (socket);
  const char *user_id = example_json_get_member_text (user, "userId");
  const char *name = example_json_get_member_text (user, "name");
  g_autoptr (JsonArray) delivered = NULL;
  g_autofree char *room = NULL;

  if (user_id == NULL)
    return fail (error, "Who is this?");
  if (get_user_id (socket) != NULL && !g_str_equal (get_user_id (socket), user_id))
    return fail (error, "This window is somebody else's");

  delivered = message_store_raise (self->store, user_id, NULL, MESSAGE_DELIVERED, error);
  if (delivered == NULL)
    return FALSE;

  json_object_set_string_member (data, "userId", user_id);
  json_object_set_string_member (data, "name", name != NULL ? name : user_id);
  room = user_room (user_id);
  socket_io_socket_join (socket, room);

  for (guint i = 0; i < json_array_get_length (delivered); i++) {
    g_autoptr (JsonArray)
      message = example_json_new_arguments (json_array_dup_element (delivered, i));

    socket_io_socket_emit (socket, "sendMessage", message);
  }
  tell_status (self, delivered);

  return TRUE;
}

static gboolean
create_chat (MessageStatusServer *self,
             SocketIoSocket *socket,
             JsonArray *arguments,
             JsonObject *answer,
             GError **error)
{
  JsonObject *chat = example_json_get_object (arguments, 0);
  const char *chat_id = example_json_get_member_text (chat, "chat_id");
  JsonNode *node = chat != NULL ? json_object_get_member (chat, "members") : NULL;
  JsonArray *members = NULL;

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
    members = json_node_get_array (node);
  if (chat_id == NULL || members == NULL || json_array_get_length (members) == 0)
    return fail (error, "A chat needs an id and members");
  for (guint i = 0; i < json_array_get_length (members); i++) {
    if (example_json_get_text (members, i) == NULL)
      return fail (error, "A member is said by the user id");
  }

  return message_store_create_chat (self->store, chat_id, members, error);
}

static gboolean
join_room (MessageStatusServer *self,
           SocketIoSocket *socket,
           JsonArray *arguments,
           JsonObject *answer,
           GError **error)
{
  const char *chat_id = example_json_get_text (arguments, 0);
  g_autoptr (JsonArray) seen = NULL;
  g_autoptr (JsonArray) messages = NULL;
  g_autofree char *room = NULL;
  JsonObject *history = NULL;

  if (chat_id == NULL)
    return fail (error, "Which chat?");
  if (!message_store_join_chat (self->store, chat_id, get_user_id (socket), error))
    return FALSE;

  seen = message_store_raise (self->store, get_user_id (socket), chat_id, MESSAGE_SEEN, error);
  messages = seen != NULL ? message_store_get_history (self->store, chat_id, error) : NULL;
  if (messages == NULL)
    return FALSE;

  room = chat_room (chat_id);
  socket_io_socket_join (socket, room);
  tell_status (self, seen);

  history = json_object_new ();
  json_object_set_array_member (history, "messages", g_steal_pointer (&messages));
  json_object_set_object_member (answer, "history", history);

  return TRUE;
}

static gboolean
leave_room (MessageStatusServer *self,
            SocketIoSocket *socket,
            JsonArray *arguments,
            JsonObject *answer,
            GError **error)
{
  const char *chat_id = example_json_get_text (arguments, 0);
  g_autofree char *room = NULL;

  if (chat_id == NULL)
    return fail (error, "Which chat?");
  room = chat_room (chat_id);
  socket_io_socket_leave (socket, room);

  return TRUE;
}

/* Everybody who has the chat on the screen, and every other window of its members: each once. */
static void
emit_message (MessageStatusServer *self, const char *chat_id, char **members, JsonNode *message)
{
  g_autofree char *room = chat_room (chat_id);
  g_autoptr (SocketIoBroadcast) everybody = socket_io_server_to (self->io, room);
  g_autoptr (JsonArray) arguments = example_json_new_arguments (json_node_ref (message));

  for (guint i = 0; members[i] != NULL; i++) {
    g_autofree char *user = user_room (members[i]);

    socket_io_broadcast_to (everybody, user);
  }
  socket_io_broadcast_emit (everybody, "sendMessage", arguments);
}

static gboolean
send_message (MessageStatusServer *self,
              SocketIoSocket *socket,
              JsonArray *arguments,
              JsonObject *answer,
              GError **error)
{
  JsonObject *said = example_json_get_object (arguments, 0);
  const char *chat_id = example_json_get_member_text (said, "chat_id");
  const char *text = example_json_get_member_text (said, "text");
  const char *user_id = get_user_id (socket);
  const char *name = json_object_get_string_member (socket_io_socket_get_data (socket), "name");
  g_autofree char *id = g_strdup (example_json_get_member_text (said, "id"));
  g_autoptr (JsonNode) message = NULL;
  g_autoptr (GError) failure = NULL;
  g_auto (GStrv) members = NULL;
  gboolean is_new = FALSE;

  if (chat_id == NULL || text == NULL)
    return fail (error, "A message needs a chat and a text");
  members = message_store_dup_members (self->store, chat_id, user_id, error);
  if (members == NULL)
    return FALSE;
  if (id == NULL)
    id = g_uuid_string_random ();

  is_new =
    message_store_add (self->store, id, chat_id, user_id, name, text, get_status, self, &failure);
  if (failure != NULL) {
    g_propagate_error (error, g_steal_pointer (&failure));
    return FALSE;
  }
  message = message_store_get_message (self->store, id, user_id, error);
  if (message == NULL)
    return FALSE;

  if (is_new)
    emit_message (self, chat_id, members, message);
  json_object_set_member (answer, "time",
                          json_object_dup_member (json_node_get_object (message), "time"));
  json_object_set_member (answer, "message", g_steal_pointer (&message));

  return TRUE;
}

static gboolean
show_typing (MessageStatusServer *self,
             SocketIoSocket *socket,
             JsonArray *arguments,
             JsonObject *answer,
             GError **error)
{
  JsonObject *shown = example_json_get_object (arguments, 0);
  const char *chat_id = example_json_get_member_text (shown, "chat_id");
  const char *to = example_json_get_member_text (shown, "to");
  JsonNode *typing = shown != NULL ? json_object_get_member (shown, "typing") : NULL;
  g_autoptr (SocketIoBroadcast) whom = NULL;
  g_autoptr (JsonArray) message = NULL;
  g_autofree char *room = chat_room (chat_id != NULL ? chat_id : "");
  JsonObject *data = NULL;

  if (!socket_io_socket_is_in (socket, room))
    return fail (error, "Who is not in a chat does not type there");

  data = json_object_new ();
  message = json_array_new ();
  json_array_add_object_element (message, data);
  json_object_set_string_member (data, "chat_id", chat_id);
  json_object_set_string_member (data, "userId", get_user_id (socket));
  json_object_set_member (data, "name",
                          json_object_dup_member (socket_io_socket_get_data (socket), "name"));
  json_object_set_boolean_member (data, "typing",
                                  typing != NULL && JSON_NODE_HOLDS_VALUE (typing) &&
                                    json_node_get_value_type (typing) == G_TYPE_BOOLEAN &&
                                    json_node_get_boolean (typing));

  if (g_strcmp0 (to, "all") == 0)
    return socket_io_server_emit (self->io, "showTyping", message);
  if (g_strcmp0 (to, "me") == 0)
    return socket_io_socket_emit (socket, "showTyping", message);
  if (g_strcmp0 (to, "room") == 0)
    whom = socket_io_server_to (self->io, room);
  else if (to == NULL || g_str_equal (to, "others"))
    whom = socket_io_socket_to (socket, room);
  else
    return fail (error, "Shown to whom?");

  return socket_io_broadcast_emit (whom, "showTyping", message);
}

static const struct {
  const char *event;
  RequestFunc func;
} requests[] = {
  { "join", join },
  { "create-chat", create_chat },
  { "join-room", join_room },
  { "leave-room", leave_room },
  { "sendMessage", send_message },
  { "showTyping", show_typing },
};

/* Nobody gets further without having said who it is. */
static void
any_cb (SocketIoSocket *socket, SocketIoEvent *event, MessageStatusServer *self)
{
  const char *name = socket_io_event_get_name (event);
  JsonObject *answer = json_object_new ();
  g_autoptr (JsonArray) answers = json_array_new ();
  g_autoptr (GError) error = NULL;
  gboolean ok = FALSE;
  guint i = 0;

  while (i < G_N_ELEMENTS (requests) && !g_str_equal (requests[i].event, name))
    i++;
  if (i == G_N_ELEMENTS (requests))
    fail (&error, "There is no such event");
  else if (get_user_id (socket) == NULL && requests[i].func != join)
    fail (&error, "Join first");
  else
    ok = requests[i].func (self, socket, socket_io_event_get_arguments (event), answer, &error);

  json_object_set_boolean_member (answer, "ok", ok);
  if (error != NULL)
    json_object_set_string_member (answer, "error", error->message);
  json_array_add_object_element (answers, answer);
  socket_io_event_acknowledge (event, answers, NULL);
}

static void
disconnected_cb (SocketIoSocket *socket)
{
  if (get_user_id (socket) != NULL)
    g_print ("User disconnected: %s\n", get_user_id (socket));
}

static void
connection_cb (SocketIoServer *io, SocketIoSocket *socket, MessageStatusServer *self)
{
  g_print ("A user connected\n");
  g_signal_connect (socket, "any", G_CALLBACK (any_cb), self);
  g_signal_connect (socket, "disconnected", G_CALLBACK (disconnected_cb), NULL);
}

int
main (int argc, char *argv[])
{
  const char *const any_origin[] = { "*", NULL };
  const char *const methods[] = { "GET", "POST", NULL };
  g_autoptr (ExampleProgram) program = example_program_new (argc, argv);
  g_autoptr (MessageStore) store = NULL;
  g_autoptr (SoupServer) http = soup_server_new (NULL, NULL);
  g_autoptr (SocketIoServerOptions) options = NULL;
  g_autoptr (SocketIoServer) io = NULL;
  g_autoptr (GError) error = NULL;
  MessageStatusServer self = { 0 };

  store = message_store_open (program->database, &error);
  if (store == NULL) {
    g_printerr ("%s: %s\n", program->database, error->message);
    return 1;
  }

  options = g_object_new (SOCKET_IO_TYPE_SERVER_OPTIONS, "cors-origins", any_origin, "cors-methods",
                          methods, NULL);
  io = socket_io_server_new (options);
  self.io = io;
  self.store = store;
  g_signal_connect (io, "connection", G_CALLBACK (connection_cb), &self);
  socket_io_server_attach (io, http);

  return example_program_run (program, io, http);
}
