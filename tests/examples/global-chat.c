/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A global chat: an HTTP controller and Socket.IO on one port.  What is posted is stored for every
 * user, then everybody who is connected gets it.
 *
 *   POST /users {name}      makes a user: {id, name}
 *   GET  /users/ID          {id, name, chats: [message, ...]}
 *   POST /chats message     any object; everybody gets new_chat (message)
 *
 * For a chat between some users the statement that stores a message gets a condition, and
 * socket_io_server_to () takes the place of socket_io_server_emit ().
 */
#include "example-database.h"
#include "example-json.h"
#include "example-program.h"

typedef struct {
  SocketIoServer *io;
  sqlite3 *database;
} GlobalChat;

static void
answer (SoupServerMessage *message, guint status, const char *json)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, json,
                                    strlen (json));
}

static void
refuse (SoupServerMessage *message, guint status, const char *reason)
{
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *json = NULL;

  json_object_set_string_member (object, "error", reason);
  json = json_to_string (node, FALSE);
  answer (message, status, json);
}

static gboolean
check_method (SoupServerMessage *message, const char *method)
{
  if (g_str_equal (soup_server_message_get_method (message), method))
    return TRUE;

  soup_message_headers_replace (soup_server_message_get_response_headers (message), "Allow",
                                method);
  refuse (message, SOUP_STATUS_METHOD_NOT_ALLOWED, "This is not done here");

  return FALSE;
}

/* The body, if it is a JSON object. */
static JsonNode *
read_object (SoupServerMessage *message)
{
  g_autoptr (GBytes)
    body = soup_message_body_flatten (soup_server_message_get_request_body (message));
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root = NULL;
  gsize length = 0;
  const char *data = g_bytes_get_data (body, &length);

  json_parser_set_strict (parser, TRUE);
  if (data != NULL && json_parser_load_from_data (parser, data, length, NULL))
    root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
    refuse (message, SOUP_STATUS_BAD_REQUEST, "This is no JSON object");
    return NULL;
  }

  return json_node_ref (root);
}

static void
post_chat (GlobalChat *self, SoupServerMessage *message)
{
  g_autoptr (JsonNode) node = read_object (message);
  g_autoptr (sqlite3_stmt) store = NULL;
  g_autoptr (JsonArray) arguments = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  if (node == NULL)
    return;

  json = json_to_string (node, FALSE);
  store = example_database_prepare (self->database,
                                    "INSERT INTO chats (user_id, message) SELECT id, ?1 FROM users",
                                    json, NULL);
  if (!example_database_run (store, &error)) {
    refuse (message, SOUP_STATUS_INTERNAL_SERVER_ERROR, error->message);
    return;
  }

  arguments = example_json_new_arguments (json_node_ref (node));
  socket_io_server_emit (self->io, "new_chat", arguments);
  answer (message, SOUP_STATUS_CREATED, json);
}

static void
post_user (GlobalChat *self, SoupServerMessage *message)
{
  g_autoptr (JsonNode) node = read_object (message);
  g_autoptr (sqlite3_stmt) add = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;
  const char *name = NULL;

  if (node == NULL)
    return;

  name = example_json_get_member_text (json_node_get_object (node), "name");
  if (name == NULL) {
    refuse (message, SOUP_STATUS_BAD_REQUEST, "A user needs a name");
    return;
  }

  add = example_database_prepare (
    self->database,
    "INSERT INTO users (name) VALUES (?1) RETURNING json_object ('id', id, 'name', name)", name,
    NULL);
  if (example_database_step (add, &error))
    json = g_strdup ((const char *) sqlite3_column_text (add, 0));
  if (error == NULL && example_database_run (add, &error))
    answer (message, SOUP_STATUS_CREATED, json);
  else
    refuse (message, SOUP_STATUS_INTERNAL_SERVER_ERROR, error->message);
}

static void
get_user (GlobalChat *self, SoupServerMessage *message, const char *id)
{
  g_autoptr (sqlite3_stmt) find =
    example_database_prepare (self->database,
                              "SELECT json_object ('id', id, 'name', name, 'chats',"
                              "   (SELECT json_group_array (json (message) ORDER BY chats.id)"
                              "    FROM chats WHERE user_id = users.id))"
                              " FROM users WHERE id = ?1",
                              id, NULL);
  g_autoptr (GError) error = NULL;

  if (example_database_step (find, &error))
    answer (message, SOUP_STATUS_OK, (const char *) sqlite3_column_text (find, 0));
  else if (error == NULL)
    refuse (message, SOUP_STATUS_NOT_FOUND, "There is no such user");
  else
    refuse (message, SOUP_STATUS_INTERNAL_SERVER_ERROR, error->message);
}

static void
request_cb (SoupServer *http,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  GlobalChat *self = user_data;

  if (g_str_equal (path, "/chats")) {
    if (check_method (message, "POST"))
      post_chat (self, message);
  } else if (g_str_equal (path, "/users")) {
    if (check_method (message, "POST"))
      post_user (self, message);
  } else if (g_str_has_prefix (path, "/users/")) {
    if (check_method (message, "GET"))
      get_user (self, message, path + strlen ("/users/"));
  } else {
    refuse (message, SOUP_STATUS_NOT_FOUND, "There is nothing here");
  }
}

static void
disconnected_cb (SocketIoSocket *socket)
{
  g_print ("User disconnected: %s\n", socket_io_socket_get_id (socket));
}

static void
connection_cb (SocketIoServer *io, SocketIoSocket *socket)
{
  g_print ("A user connected: %s\n", socket_io_socket_get_id (socket));
  g_signal_connect (socket, "disconnected", G_CALLBACK (disconnected_cb), NULL);
}

int
main (int argc, char *argv[])
{
  const char *const any_origin[] = { "*", NULL };
  g_autoptr (ExampleProgram) program = example_program_new (argc, argv);
  g_autoptr (sqlite3) database = NULL;
  g_autoptr (SoupServer) http = soup_server_new (NULL, NULL);
  g_autoptr (SocketIoServerOptions) options = NULL;
  g_autoptr (SocketIoServer) io = NULL;
  g_autoptr (GError) error = NULL;
  GlobalChat self = { 0 };

  database = example_database_open (program->database, "/example/global-chat.sql", &error);
  if (database == NULL) {
    g_printerr ("%s: %s\n", program->database, error->message);
    return 1;
  }

  options = g_object_new (SOCKET_IO_TYPE_SERVER_OPTIONS, "cors-origins", any_origin, NULL);
  io = socket_io_server_new (options);
  g_signal_connect (io, "connection", G_CALLBACK (connection_cb), NULL);
  socket_io_server_attach (io, http);

  self.io = io;
  self.database = database;
  soup_server_add_handler (http, NULL, request_cb, &self, NULL);

  return example_program_run (program, io, http);
}
