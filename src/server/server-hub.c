/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where Socket.IO and the database meet.
 *
 * A device that has been let in is in these Socket.IO rooms:
 *
 *   user:ID      all devices of a person
 *   session:ID   this device alone
 *   room:ID      everybody in that room
 *
 * It enters them in the order in which the database has done things, so whatever is committed after
 * it was let in reaches it.  What it asks goes to the database; the outcome's effects are carried
 * out in the order of the commits, and who asked gets the answer.  After what was told follows
 * `revision`, at most a few times a second: up to there you have heard everything.
 */
#include "server-hub.h"

#include "server-arguments.h"
#include "server-device.h"
#include "server-door.h"
#include "server-error.h"
#include "server-json.h"
#include "server-log.h"
#include "server-presence.h"
#include "server-throttle.h"
#include "server-users.h"
#include "socket-io-adapter.h"

/* How long what has changed waits for more before its revision is told. */
#define REVISION_DELAY_MS 50

#define MINUTE_MS (G_GINT64_CONSTANT (60) * 1000)

struct _ServerHub {
  GObject parent_instance;

  SocketIoServer *io;
  SocketIoAdapter *adapter; /* of its main namespace */
  ServerStore *store;
  char *name;

  ServerDoor *door;
  ServerPresence *presence;
  ServerGuard *passwords; /* people, by their ids, who guess their old one */

  GHashTable *told; /* channels that have heard something since the last `revision` */
  gint64 revision;
  guint revision_id;

  ServerHubFigures figures;
};

G_DEFINE_FINAL_TYPE (ServerHub, server_hub, G_TYPE_OBJECT)

static gint64
now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

/* --- telling ------------------------------------------------------------------------- */

static JsonArray *
make_arguments (JsonObject *payload)
{
  JsonArray *arguments = json_array_new ();

  json_array_add_object_element (arguments, json_object_ref (payload));

  return arguments;
}

static SocketIoBroadcast *
everybody_in (ServerHub *self, const char *kind, const char *id)
{
  g_autofree char *channel = g_strconcat (kind, ":", id, NULL);

  return socket_io_server_in (self->io, channel);
}

static gboolean
tell_revision_cb (gpointer data)
{
  ServerHub *self = data;
  g_autoptr (SocketIoBroadcast) all = socket_io_server_broadcast (self->io);
  g_autoptr (JsonObject) payload = json_object_new ();
  g_autoptr (JsonArray) arguments = NULL;
  GHashTableIter each;
  gpointer channel = NULL;

  self->revision_id = 0;
  json_object_set_int_member (payload, "revision", self->revision);
  arguments = make_arguments (payload);
  g_hash_table_iter_init (&each, self->told);
  while (g_hash_table_iter_next (&each, &channel, NULL))
    socket_io_broadcast_to (all, channel);
  g_hash_table_remove_all (self->told);
  socket_io_broadcast_emit (all, "revision", arguments);

  return G_SOURCE_REMOVE;
}

static void
tell_revision_later (ServerHub *self, ServerOutcome *outcome)
{
  if (outcome->revision == 0 || g_hash_table_size (self->told) == 0)
    return;

  self->revision = MAX (self->revision, outcome->revision);
  if (self->revision_id == 0)
    self->revision_id = g_timeout_add (REVISION_DELAY_MS, tell_revision_cb, self);
}

static void
tell (ServerHub *self, const ServerEffect *effect)
{
  g_autoptr (SocketIoBroadcast) all = socket_io_server_in (self->io, effect->channel);
  g_autoptr (JsonArray) arguments = NULL;

  if (g_str_equal (effect->event, "user")) {
    server_presence_note_status (self->presence, effect->payload);
    server_presence_add_to_user (self->presence, effect->payload);
  }
  if (g_str_equal (effect->event, "message"))
    self->figures.n_messages++;
  arguments = make_arguments (effect->payload);
  socket_io_broadcast_emit (all, effect->event, arguments);
  self->figures.n_deliveries += socket_io_adapter_get_room_size (self->adapter, effect->channel);
  g_hash_table_add (self->told, g_strdup (effect->channel));
}

void
server_hub_complete (ServerHub *self, ServerOutcome *outcome)
{
  server_presence_add_to_answer (self->presence, outcome->answer);
}

void
server_hub_carry_out (ServerHub *self, ServerOutcome *outcome)
{
  for (guint i = 0; i < outcome->effects->len; i++) {
    const ServerEffect *effect = outcome->effects->pdata[i];
    g_autoptr (SocketIoBroadcast) devices = NULL;

    switch (effect->kind) {
    case SERVER_EFFECT_TELL:
      tell (self, effect);
      break;
    case SERVER_EFFECT_ENTER:
      devices = everybody_in (self, "user", effect->user);
      socket_io_broadcast_sockets_join (devices, effect->channel);
      break;
    case SERVER_EFFECT_LEAVE:
      devices = everybody_in (self, "user", effect->user);
      socket_io_broadcast_sockets_leave (devices, effect->channel);
      break;
    case SERVER_EFFECT_END_SESSION:
      server_log ("sign-out", "session", effect->session, NULL);
      devices = everybody_in (self, "session", effect->session);
      socket_io_broadcast_disconnect_sockets (devices, TRUE);
      break;
    }
  }
  tell_revision_later (self, outcome);
}

/* --- answering -------------------------------------------------------------------------- */

static void
acknowledge (SocketIoEvent *event, JsonObject *answer)
{
  g_autoptr (JsonArray) arguments = make_arguments (answer);

  socket_io_event_acknowledge (event, arguments, NULL);
}

static void
answer_with_error (ServerHub *self, SocketIoEvent *event, const GError *error)
{
  g_autoptr (JsonObject) answer = json_object_new ();

  if (error->domain != SERVER_ERROR) {
    self->figures.n_failures++;
    if (server_error_is_news (error))
      server_log ("failure", "event", socket_io_event_get_name (event), "error", error->message,
                  NULL);
  }
  self->figures.n_refused++;
  json_object_set_boolean_member (answer, "ok", FALSE);
  json_object_set_object_member (answer, "error", server_error_to_json (error));
  acknowledge (event, answer);
}

static void
answer_with_ok (SocketIoEvent *event, JsonObject *answer)
{
  json_object_set_boolean_member (answer, "ok", TRUE);
  acknowledge (event, answer);
}

typedef struct {
  ServerHub *hub;
  SocketIoEvent *event;
  char *user; /* whose password it is about, or NULL */
} Asked;

static void
asked_free (Asked *asked)
{
  g_object_unref (asked->hub);
  g_object_unref (asked->event);
  g_free (asked->user);
  g_free (asked);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asked, asked_free)

/* The answer goes before the effects: who signs out hears that it has worked. */
static void
asked_did_carry_out (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Asked) asked = user_data;
  ServerHub *self = asked->hub;
  g_autoptr (GError) error = NULL;
  g_autoptr (ServerOutcome) outcome = server_store_finish (self->store, result, &error);

  if (asked->user != NULL)
    server_guard_end (self->passwords, asked->user,
                      g_error_matches (error, SERVER_ERROR, SERVER_ERROR_BAD_CREDENTIALS),
                      now_ms ());
  if (outcome == NULL) {
    answer_with_error (self, asked->event, error);
    return;
  }

  server_hub_complete (self, outcome);
  answer_with_ok (asked->event, outcome->answer);
  server_hub_carry_out (self, outcome);
}

static void
ask (ServerHub *self,
     ServerDevice *device,
     const ServerEvent *event,
     SocketIoEvent *received,
     JsonObject *arguments)
{
  Asked *asked = g_new0 (Asked, 1);

  asked->hub = g_object_ref (self);
  asked->event = g_object_ref (received);
  server_store_ask_async (self->store, &device->caller, event, arguments, asked_did_carry_out,
                          asked);
}

/* Passwords take a way of their own.  Who guesses the old one is as slow as at the door. */
static void
change_password (ServerHub *self,
                 ServerDevice *device,
                 SocketIoEvent *received,
                 JsonObject *arguments)
{
  g_autoptr (GError) error = NULL;
  gint64 retry_after_ms = 0;
  Asked *asked = NULL;

  if (!server_guard_begin (self->passwords, device->caller.user, now_ms (), &retry_after_ms)) {
    server_error_set_throttled (&error, retry_after_ms);
    answer_with_error (self, received, error);
    return;
  }

  asked = g_new0 (Asked, 1);
  asked->hub = g_object_ref (self);
  asked->event = g_object_ref (received);
  asked->user = g_strdup (device->caller.user);
  server_store_change_password_async (self->store, &device->caller, arguments, asked_did_carry_out,
                                      asked);
}

/* --- what needs no database ---------------------------------------------------------------- */

/* To everybody else in the room; who cannot hear it now need not hear it later. */
static void
take_typing (ServerHub *self, SocketIoSocket *socket, ServerDevice *device, JsonObject *arguments)
{
  g_autofree char *channel = NULL;
  g_autofree char *own = g_strconcat ("user:", device->caller.user, NULL);
  g_autoptr (SocketIoBroadcast) others = NULL;
  g_autoptr (JsonObject) payload = json_object_new ();
  g_autoptr (JsonArray) typing = NULL;
  const char *room = NULL;
  gboolean on = FALSE;

  if (!server_arguments_get_id (arguments, "room", TRUE, &room, NULL) ||
      !server_arguments_get_boolean (arguments, "on", TRUE, &on, NULL))
    return;
  channel = g_strconcat ("room:", room, NULL);
  if (!socket_io_socket_is_in (socket, channel))
    return;

  json_object_set_string_member (payload, "room", room);
  json_object_set_string_member (payload, "user", device->caller.user);
  json_object_set_boolean_member (payload, "on", on);
  typing = make_arguments (payload);
  others = socket_io_server_in (self->io, channel);
  socket_io_broadcast_emit (socket_io_broadcast_volatile (socket_io_broadcast_except (others, own)),
                            "typing", typing);
}

/* What it says beside the word is the database's, and goes out with the person. */
static void
take_presence (ServerHub *self,
               SocketIoSocket *socket,
               ServerDevice *device,
               SocketIoEvent *received,
               JsonObject *arguments)
{
  static const char *const WORDS[] = { "online", "away", "busy", NULL };
  static const ServerEvent SET_STATUS = { .handle = server_users_set_status, .writes = TRUE };
  g_autoptr (JsonObject) answer = NULL;
  g_autoptr (GError) error = NULL;
  ServerPresenceState state = SERVER_PRESENCE_ONLINE;
  const char *word = NULL;

  if (!server_arguments_get_word (arguments, "presence", TRUE, WORDS, &word, &error)) {
    answer_with_error (self, received, error);
    return;
  }

  server_presence_from_word (word, &state);
  if (server_presence_set (self->presence, device->caller.user, socket, state))
    server_presence_tell (self->presence, self->io, socket);
  if (json_object_has_member (arguments, "status")) {
    ask (self, device, &SET_STATUS, received, arguments);
  } else {
    answer = json_object_new ();
    answer_with_ok (received, answer);
  }
}

/* --- events ---------------------------------------------------------------------------------- */

static gboolean
may_go_on (ServerHub *self, ServerDevice *device, ServerRate rate, GError **error)
{
  const ServerLimits *limits = server_store_get_limits (self->store);
  gint64 retry_after_ms = 0;

  if (rate == SERVER_RATE_SEND ? server_bucket_take (&device->sends, limits->sends,
                                                     limits->window_ms, now_ms (), &retry_after_ms)
                               : server_bucket_take (&device->events, limits->events,
                                                     limits->window_ms, now_ms (), &retry_after_ms))
    return TRUE;

  server_error_set_throttled (error, retry_after_ms);
  return FALSE;
}

/* The first argument, if it is an object; nothing said is nothing in particular. */
static JsonObject *
dup_arguments (SocketIoEvent *event)
{
  JsonArray *arguments = socket_io_event_get_arguments (event);
  JsonNode *first = NULL;

  if (json_array_get_length (arguments) > 0)
    first = json_array_get_element (arguments, 0);

  return first != NULL && JSON_NODE_HOLDS_OBJECT (first) ? json_node_dup_object (first)
                                                         : json_object_new ();
}

static void
event_cb (SocketIoSocket *socket, SocketIoEvent *received, ServerHub *self)
{
  ServerDevice *device = server_device_get (socket);
  const char *name = socket_io_event_get_name (received);
  const ServerEvent *event = server_events_find (name);
  g_autoptr (JsonObject) arguments = dup_arguments (received);
  g_autoptr (GError) error = NULL;

  self->figures.n_events++;
  if (!may_go_on (self, device, event != NULL ? event->rate : SERVER_RATE_EVENT, &error))
    answer_with_error (self, received, error);
  else if (g_str_equal (name, "user:update") && json_object_has_member (arguments, "password"))
    change_password (self, device, received, arguments);
  else if (event != NULL)
    ask (self, device, event, received, arguments);
  else if (g_str_equal (name, "typing"))
    take_typing (self, socket, device, arguments);
  else if (g_str_equal (name, "presence"))
    take_presence (self, socket, device, received, arguments);
  else {
    g_set_error_literal (&error, SERVER_ERROR, SERVER_ERROR_UNKNOWN_EVENT,
                         "There is no such event");
    answer_with_error (self, received, error);
  }
}

/* --- coming and going ------------------------------------------------------------------------- */

static void
disconnecting_cb (SocketIoSocket *socket, SocketIoDisconnectReason reason, ServerHub *self)
{
  ServerDevice *device = server_device_get (socket);

  self->figures.n_devices--;
  if (!server_presence_remove (self->presence, device->caller.user, socket))
    return;
  server_presence_tell (self->presence, self->io, socket);
  server_store_run_async (self->store, &device->caller, server_accounts_mark_seen, NULL, NULL,
                          NULL);
}

static void
add_limits (JsonObject *server, const ServerLimits *limits)
{
  JsonObject *json = json_object_new ();

  json_object_set_int_member (json, "text", limits->text);
  json_object_set_int_member (json, "file", (gint64) limits->file);
  json_object_set_int_member (json, "name", limits->name);
  json_object_set_int_member (json, "topic", limits->topic);
  json_object_set_int_member (json, "rooms", limits->rooms_per_user);
  json_object_set_int_member (json, "reactions", limits->reaction_kinds);
  json_object_set_object_member (server, "limits", json);
}

/* What one can do here, and how one gets in. */
static JsonArray *
list_features (const ServerPolicy *policy)
{
  JsonArray *features = json_array_new ();

  json_array_add_string_element (features, "files");
  json_array_add_string_element (features, "search");
  if (policy->guests)
    json_array_add_string_element (features, "guests");
  if (policy->admission == SERVER_ADMISSION_OPEN)
    json_array_add_string_element (features, "registration");
  if (policy->admission == SERVER_ADMISSION_INVITE)
    json_array_add_string_element (features, "invites");

  return features;
}

static JsonObject *
describe_to_member (ServerHub *self)
{
  JsonObject *server = server_hub_describe (self);

  json_object_set_string_member (server, "id", server_store_get_id (self->store));
  add_limits (server, server_store_get_limits (self->store));

  return server;
}

static void
connection_cb (SocketIoServer *io, SocketIoSocket *socket, ServerHub *self)
{
  ServerDevice *device = server_device_get (socket);
  g_autoptr (JsonObject) welcome = g_steal_pointer (&device->welcome);
  g_autoptr (JsonArray) arguments = NULL;
  JsonObject *me = NULL;
  gboolean came = FALSE;

  g_signal_connect_object (socket, "event", G_CALLBACK (event_cb), self, G_CONNECT_DEFAULT);
  g_signal_connect_object (socket, "disconnecting", G_CALLBACK (disconnecting_cb), self,
                           G_CONNECT_DEFAULT);
  self->figures.n_devices++;
  came = server_presence_set (self->presence, device->caller.user, socket, SERVER_PRESENCE_ONLINE);

  json_object_remove_member (welcome, "number");
  json_object_remove_member (welcome, "rooms");
  json_object_set_object_member (welcome, "server", describe_to_member (self));
  me = json_object_get_object_member (welcome, "me");
  server_presence_note_status (self->presence, me);
  server_presence_add_to_user (self->presence, me);
  arguments = make_arguments (welcome);
  socket_io_socket_emit (socket, "welcome", arguments);
  server_presence_tell_newcomer (self->presence, socket);
  if (came)
    server_presence_tell (self->presence, self->io, socket);
}

static void
enter_rooms (SocketIoSocket *socket, ServerDevice *device)
{
  g_autofree char *user = g_strconcat ("user:", device->caller.user, NULL);
  g_autofree char *session = g_strconcat ("session:", device->caller.session, NULL);
  JsonArray *rooms = json_object_get_array_member (device->welcome, "rooms");

  socket_io_socket_join (socket, user);
  socket_io_socket_join (socket, session);
  for (guint i = 0; i < json_array_get_length (rooms); i++) {
    g_autofree char *room = g_strconcat ("room:", json_array_get_string_element (rooms, i), NULL);

    socket_io_socket_join (socket, room);
  }
}

/* Whoever is let in hears of everything that is committed from then on. */
static void
entered_cb (SocketIoSocket *socket, ServerOutcome *outcome, gpointer hub)
{
  enter_rooms (socket, server_device_attach (socket, outcome->answer));
  server_hub_carry_out (hub, outcome);
}

/* --- the object ------------------------------------------------------------------------------- */

static void
server_hub_dispose (GObject *object)
{
  ServerHub *self = SERVER_HUB (object);

  g_clear_handle_id (&self->revision_id, g_source_remove);
  g_clear_object (&self->adapter);
  g_clear_object (&self->io);
  g_clear_object (&self->store);
  g_clear_object (&self->door);

  G_OBJECT_CLASS (server_hub_parent_class)->dispose (object);
}

static void
server_hub_finalize (GObject *object)
{
  ServerHub *self = SERVER_HUB (object);

  server_presence_free (self->presence);
  server_guard_free (self->passwords);
  g_hash_table_unref (self->told);
  g_free (self->name);

  G_OBJECT_CLASS (server_hub_parent_class)->finalize (object);
}

static void
server_hub_class_init (ServerHubClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = server_hub_dispose;
  object_class->finalize = server_hub_finalize;
}

static void
server_hub_init (ServerHub *self)
{
  self->presence = server_presence_new ();
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

ServerHub *
server_hub_new (SocketIoServer *io, ServerStore *store, const char *name)
{
  ServerHub *self = g_object_new (SERVER_TYPE_HUB, NULL);

  self->io = g_object_ref (io);
  self->adapter = g_object_ref (socket_io_namespace_get_adapter (socket_io_server_of (io, "/")));
  self->store = g_object_ref (store);
  self->name = g_strdup (name);
  self->passwords =
    server_guard_new (server_store_get_limits (store)->sign_ins, MINUTE_MS, 60 * MINUTE_MS);
  self->door = server_door_new (io, store, entered_cb, G_OBJECT (self));
  g_signal_connect_object (io, "connection", G_CALLBACK (connection_cb), self, G_CONNECT_DEFAULT);

  return self;
}

void
server_hub_get_figures (ServerHub *self, ServerHubFigures *figures)
{
  *figures = self->figures;
  figures->n_refused += server_door_get_n_refused (self->door);
}

JsonObject *
server_hub_describe (ServerHub *self)
{
  JsonObject *server = json_object_new ();

  json_object_set_string_member (server, "name", self->name);
  json_object_set_string_member (server, "version", SERVER_VERSION);
  json_object_set_array_member (server, "features",
                                list_features (server_store_get_policy (self->store)));

  return server;
}
