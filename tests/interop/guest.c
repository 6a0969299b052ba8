/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "guest.h"

#include "scene.h"
#include "socket-io-error.h"
#include "socket-io-json.h"
#include "socket-io-msgpack-parser.h"

#include <stdlib.h>
#include <string.h>

struct _GuestHouse {
  TestPeer *peer; /* not owned; NULL for clients of ours */
  GHashTable *guests;
  guint last_number;
};

struct _Guest {
  GuestHouse *house;
  guint number;
  SocketIoClient *client; /* of ours */
  GQueue said;
};

GuestHouse *
guest_house_new (TestPeer *peer)
{
  GuestHouse *self = g_new0 (GuestHouse, 1);

  self->peer = peer;
  self->guests = g_hash_table_new (NULL, NULL);

  return self;
}

void
guest_house_free (GuestHouse *self)
{
  g_assert_cmpuint (g_hash_table_size (self->guests), ==, 0);
  g_hash_table_unref (self->guests);
  g_free (self);
}

/* --- clients of theirs ---------------------------------------------------- */

static void
order (Guest *self, const char *command)
{
  g_autofree char *line = g_strdup_printf ("%u %s", self->number, command);

  test_peer_tell (self->house->peer, line);
}

/* Reads one line of whoever it is from. */
static void
read_line (GuestHouse *house)
{
  g_autofree char *line = test_peer_hear (house->peer);
  char *words = NULL;
  guint64 number = g_ascii_strtoull (line, &words, 10);
  Guest *guest = g_hash_table_lookup (house->guests, GUINT_TO_POINTER (number));

  g_assert_true (*words == ' ');
  if (guest != NULL)
    g_queue_push_tail (&guest->said, g_strdup (words + 1));
}

static void
make_theirs (Guest *self, const char *uri, const char *nsp, JsonObject *options, Guest *other)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), options);
  g_autofree char *json = NULL;
  g_autofree char *command = NULL;

  json_object_set_string_member (options, "uri", uri);
  json_object_set_string_member (options, "nsp", nsp);
  if (other != NULL)
    json_object_set_int_member (options, "with", other->number);
  json = socket_io_json_to_string (node, NULL);
  command = g_strconcat ("new ", json, NULL);
  order (self, command);
}

/* --- clients of ours ------------------------------------------------------ */

static void say (Guest *self, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
say (Guest *self, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_queue_push_tail (&self->said, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

static void
connected_cb (SocketIoClient *client, Guest *self)
{
  say (self, socket_io_client_get_recovered (client) ? "recovered" : "connected");
}

static void
connect_error_cb (SocketIoClient *client, GError *error, Guest *self)
{
  JsonNode *data = socket_io_client_get_refusal_data (client);
  g_autofree char *json = NULL;

  if (socket_io_client_get_active (client))
    return;

  json = data != NULL ? socket_io_json_to_string (data, NULL) : NULL;
  say (self, "refused %s%s%s", error->message, json != NULL ? " " : "", json != NULL ? json : "");
}

static void
disconnected_cb (SocketIoClient *client,
                 SocketIoDisconnectReason reason,
                 GError *details,
                 Guest *self)
{
  say (self, "lost %s", socket_io_disconnect_reason_to_string (reason));
}

static gboolean
later_cb (gpointer data)
{
  SocketIoEvent *event = data;

  socket_io_event_acknowledge (event, socket_io_event_get_arguments (event),
                               socket_io_event_get_attachments (event));

  return G_SOURCE_REMOVE;
}

static void
answer (SocketIoEvent *event)
{
  const char *name = socket_io_event_get_name (event);
  g_autoptr (JsonArray) one = json_array_new ();

  json_array_add_int_element (one, 1);
  if (g_str_equal (name, "echo"))
    later_cb (event);
  else if (g_str_equal (name, "later"))
    g_timeout_add_full (G_PRIORITY_DEFAULT, 20, later_cb, g_object_ref (event), g_object_unref);
  else if (g_str_equal (name, "twice"))
    for (guint i = 0; i < 2; i++)
      socket_io_event_acknowledge (event, one, NULL);
}

static void
event_cb (SocketIoClient *client, SocketIoEvent *event, Guest *self)
{
  g_autofree char *shown =
    scene_show (socket_io_event_get_arguments (event), socket_io_event_get_attachments (event));

  say (self, "%s %s", socket_io_event_get_name (event), shown);
  if (socket_io_event_wants_acknowledgement (event))
    answer (event);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Guest *self = user_data;
  g_autoptr (SocketIoAttachments) attachments = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) arguments =
    socket_io_client_emit_finish (SOCKET_IO_CLIENT (source), result, &attachments, &error);
  g_autofree char *shown = NULL;

  if (arguments != NULL) {
    shown = scene_show (arguments, attachments);
    say (self, "answered %s", shown);
  } else if (g_error_matches (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TIMED_OUT)) {
    say (self, "unanswered operation has timed out");
  }
}

/* "[NAME, ARGUMENT...]" */
static char *
parse_event (const char *json, JsonArray **arguments, SocketIoAttachments **attachments)
{
  char *name = NULL;

  *arguments = scene_parse (json, attachments);
  name = g_strdup (json_array_get_string_element (*arguments, 0));
  json_array_remove_element (*arguments, 0);

  return name;
}

static void
emit (Guest *self, const char *json, SocketIoEmitFlags flags)
{
  g_autoptr (JsonArray) arguments = NULL;
  g_autoptr (SocketIoAttachments) attachments = NULL;
  g_autofree char *name = parse_event (json, &arguments, &attachments);

  socket_io_client_emit_full (self->client, name, arguments, attachments, flags, NULL);
}

static void
ask (Guest *self, const char *json, guint timeout_ms)
{
  g_autoptr (JsonArray) arguments = NULL;
  g_autoptr (SocketIoAttachments) attachments = NULL;
  g_autofree char *name = parse_event (json, &arguments, &attachments);

  socket_io_client_emit_full_async (self->client, name, arguments, attachments,
                                    SOCKET_IO_EMIT_DEFAULT, timeout_ms, NULL, answered_cb, self);
}

static SocketIoOptions *
read_options (JsonObject *object)
{
  static const char *const switches[][2] = {
    { "upgrade", "upgrade" },
    { "reconnection", "reconnection" },
    { "rejectUnauthorized", "reject-unauthorized" },
    { "forceBase64", "force-base64" },
  };
  SocketIoOptions *options = socket_io_options_new ();

  g_object_set (options, "force-new", TRUE, "reconnection-delay", 10, "reconnection-delay-max", 50,
                "auto-connect", FALSE, NULL);
  if (json_object_has_member (object, "transports")) {
    JsonArray *names = json_object_get_array_member (object, "transports");
    const char *transports[] = { NULL, NULL, NULL };

    for (guint i = 0; i < json_array_get_length (names); i++)
      transports[i] = json_array_get_string_element (names, i);
    g_object_set (options, "transports", transports, NULL);
  }
  for (guint i = 0; i < G_N_ELEMENTS (switches); i++)
    if (json_object_has_member (object, switches[i][0]))
      g_object_set (options, switches[i][1],
                    json_object_get_boolean_member (object, switches[i][0]), NULL);
  if (json_object_has_member (object, "path"))
    g_object_set (options, "path", json_object_get_string_member (object, "path"), NULL);
  if (json_object_has_member (object, "msgpack"))
    g_object_set (options, "parser-type", SOCKET_IO_TYPE_MSGPACK_PARSER, NULL);

  return options;
}

static char *
build_uri (const char *uri, const char *nsp, JsonObject *options)
{
  JsonObject *query = NULL;
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;
  g_autoptr (GString) built = g_string_new (uri);

  g_string_append (built, nsp);
  if (!json_object_has_member (options, "query"))
    return g_strdup (built->str);

  query = json_object_get_object_member (options, "query");
  json_object_iter_init_ordered (&iter, query);
  while (json_object_iter_next_ordered (&iter, &name, &value)) {
    g_autofree char *escaped = g_uri_escape_string (json_node_get_string (value), NULL, FALSE);

    g_string_append_printf (built, "%c%s=%s", strchr (built->str, '?') != NULL ? '&' : '?', name,
                            escaped);
  }

  return g_strdup (built->str);
}

static void
make_ours (Guest *self, const char *uri, const char *nsp, JsonObject *object, Guest *other)
{
  if (other != NULL) {
    self->client =
      socket_io_client_new_for_manager (socket_io_client_get_manager (other->client), nsp);
  } else {
    g_autoptr (SocketIoOptions) options = read_options (object);
    g_autofree char *address = build_uri (uri, nsp, object);

    self->client = socket_io_client_new_with_options (address, options);
  }
  if (json_object_has_member (object, "auth"))
    socket_io_client_set_auth (self->client, json_object_get_member (object, "auth"));

  g_signal_connect (self->client, "connected", G_CALLBACK (connected_cb), self);
  g_signal_connect (self->client, "connect-error", G_CALLBACK (connect_error_cb), self);
  g_signal_connect (self->client, "disconnected", G_CALLBACK (disconnected_cb), self);
  g_signal_connect (self->client, "event", G_CALLBACK (event_cb), self);
}

static void
stay (Guest *self, const char *transport)
{
  SocketIoManager *manager = socket_io_client_get_manager (self->client);

  test_await_that (g_strcmp0 (socket_io_manager_get_transport (manager), transport) == 0);
  say (self, "transport %s", transport);
}

static void
write_message (Guest *self, const char *text, gboolean binary)
{
  EngineIoClient *engine =
    socket_io_manager_get_engine (socket_io_client_get_manager (self->client));
  g_autoptr (GBytes) bytes = NULL;

  if (binary) {
    gsize length = 0;
    guchar *data = g_base64_decode (text, &length);

    bytes = g_bytes_new_take (data, length);
    engine_io_client_send_binary (engine, bytes, ENGINE_IO_SEND_DEFAULT, NULL);
  } else {
    bytes = g_bytes_new (text, strlen (text));
    engine_io_client_send (engine, bytes, NULL, ENGINE_IO_SEND_DEFAULT, NULL);
  }
}

static void
obey (Guest *self, const char *command)
{
  g_auto (GStrv) words = g_strsplit (command, " ", 2);
  const char *word = words[0];
  const char *rest = words[1];

  if (g_str_equal (word, "open")) {
    socket_io_client_connect (self->client);
  } else if (g_str_equal (word, "emit")) {
    emit (self, rest, SOCKET_IO_EMIT_DEFAULT);
  } else if (g_str_equal (word, "volatile")) {
    emit (self, rest, SOCKET_IO_EMIT_VOLATILE);
  } else if (g_str_equal (word, "ask")) {
    ask (self, rest, 0);
  } else if (g_str_equal (word, "ask-for")) {
    ask (self, strchr (rest, ' ') + 1, atoi (rest));
  } else if (g_str_equal (word, "write")) {
    write_message (self, rest, FALSE);
  } else if (g_str_equal (word, "write-bytes")) {
    write_message (self, rest, TRUE);
  } else if (g_str_equal (word, "close")) {
    socket_io_client_disconnect (self->client);
  } else if (g_str_equal (word, "hang-up")) {
    engine_io_client_close (
      socket_io_manager_get_engine (socket_io_client_get_manager (self->client)));
  } else if (g_str_equal (word, "stay")) {
    stay (self, rest);
  } else {
    g_error ("a guest of ours cannot %s", word);
  }
}

/* --- either --------------------------------------------------------------- */

Guest *
guest_new (GuestHouse *house, const char *uri, const char *nsp, const char *options, Guest *other)
{
  Guest *self = g_new0 (Guest, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = socket_io_json_parse (options, strlen (options), &error);

  g_assert_no_error (error);
  self->house = house;
  self->number = ++house->last_number;
  g_queue_init (&self->said);
  g_hash_table_insert (house->guests, GUINT_TO_POINTER (self->number), self);
  if (house->peer != NULL)
    make_theirs (self, uri, nsp, json_node_get_object (node), other);
  else
    make_ours (self, uri, nsp, json_node_get_object (node), other);

  return self;
}

/* Waits until nothing of it is heard any more. */
void
guest_free (Guest *self)
{
  if (self->house->peer != NULL) {
    g_autofree char *line = NULL;

    order (self, "drop");
    do {
      g_free (line);
      line = guest_hear (self);
    } while (!g_str_equal (line, "dropped"));
  } else {
    g_signal_handlers_disconnect_by_data (self->client, self);
    g_assert_finalize_object (self->client);
  }
  g_hash_table_remove (self->house->guests, GUINT_TO_POINTER (self->number));
  g_queue_clear_full (&self->said, g_free);
  g_free (self);
}

void
guest_tell (Guest *self, const char *format, ...)
{
  g_autofree char *command = NULL;
  va_list arguments;

  va_start (arguments, format);
  command = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  if (self->house->peer != NULL)
    order (self, command);
  else
    obey (self, command);
}

char *
guest_hear (Guest *self)
{
  while (g_queue_is_empty (&self->said)) {
    if (self->house->peer != NULL)
      read_line (self->house);
    else
      g_main_context_iteration (NULL, TRUE);
  }

  return g_queue_pop_head (&self->said);
}

void
guest_expect (Guest *self, const char *line)
{
  g_autofree char *heard = guest_hear (self);

  g_assert_cmpstr (heard, ==, line);
}

gboolean
guest_is_silent (Guest *self)
{
  return g_queue_is_empty (&self->said);
}
