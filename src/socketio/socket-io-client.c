/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The client's end of one namespace: what JavaScript calls a socket.
 *
 *                     connect ()               server: CONNECT
 *     DISCONNECTED --------------> CONNECTING -----------------> CONNECTED
 *        ^   ^                        |   ^                         |
 *        |   |  refused, given up,    |   |   connection lost       |
 *        |   +--- disconnect () ------+   +-------------------------+
 *        +--- disconnect (), server: DISCONNECT --------------------+
 *
 * While it is CONNECTING the manager does the work: it opens the connection and
 * brings it back.  Each time it is open the client asks for its auth object, which
 * may take a while, and sends CONNECT.  Events that the server sends before it has
 * answered wait for the answer, because a recovered session begins with them.
 */
#include "socket-io-client.h"

#include "socket-io-auth.h"
#include "socket-io-emitter.h"
#include "socket-io-enum-types.h"
#include "socket-io-error.h"
#include "socket-io-json.h"
#include "socket-io-members.h"
#include "socket-io-offset.h"
#include "socket-io-once.h"
#include "socket-io-reply.h"
#include "socket-io-timer.h"

/*
 * How many milliseconds to stay away from a namespace that was left.  A server that
 * reads DISCONNECT and CONNECT in one go takes the second for an error, and ends the
 * connection.
 */
#define REJOIN_DELAY_MS 20

/* How many events a server may send ahead of its answer to CONNECT. */
#define RECEIVE_BUFFER_LIMIT 65536

struct _SocketIoClient {
  GObject parent_instance;

  SocketIoManager *manager;
  char *nsp;
  SocketIoClientState state;
  SocketIoEmitter *emitter;
  gboolean flush_after_connected;

  SocketIoAuth *auth;

  gboolean greeted; /* auth was asked for, or CONNECT sent, on this connection */
  gboolean asked;   /* CONNECT was sent since it is CONNECTING, and not answered yet */
  gboolean left;    /* DISCONNECT was sent on this connection */
  SocketIoTimer rejoin_timer;
  guint session; /* counts connects: what belongs to an earlier one is over */
  char *id;
  JsonNode *refusal; /* the data of the last one */
  char *pid;         /* names the session to recover; a secret */
  char *offset;      /* of the last event */
  gboolean recovered;
  GQueue received; /* SocketIoPacket: events that came before the answer to CONNECT */
  gsize received_size;
};

G_DEFINE_FINAL_TYPE (SocketIoClient, socket_io_client, G_TYPE_OBJECT)

typedef enum {
  PROP_MANAGER = 1,
  PROP_NAMESPACE,
  PROP_STATE,
  PROP_CONNECTED,
  PROP_ACTIVE,
  PROP_ID,
  PROP_RECOVERED,
  PROP_OFFLINE_POLICY,
  PROP_SEND_BUFFER_LIMIT,
  PROP_SEND_BUFFER_AGE,
  PROP_FLUSH_AFTER_CONNECTED,
  PROP_RETRIES,
  PROP_ACK_TIMEOUT,
} SocketIoClientProperty;

static GParamSpec *properties[PROP_ACK_TIMEOUT + 1];

enum {
  CONNECTED,
  CONNECT_ERROR,
  DISCONNECTED,
  EVENT,
  ANY,
  ANY_OUTGOING,
  FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
may_move (SocketIoClientState from, SocketIoClientState to)
{
  switch (from) {
  case SOCKET_IO_CLIENT_DISCONNECTED:
    return to == SOCKET_IO_CLIENT_CONNECTING;
  case SOCKET_IO_CLIENT_CONNECTING:
  case SOCKET_IO_CLIENT_CONNECTED:
    return TRUE;
  }

  return FALSE;
}

static void
set_state (SocketIoClient *self, SocketIoClientState state)
{
  GObject *object = G_OBJECT (self);
  SocketIoClientState before = self->state;

  if (before == state)
    return;

  g_assert (may_move (before, state));
  self->state = state;

  g_object_freeze_notify (object);
  g_object_notify_by_pspec (object, properties[PROP_STATE]);
  if (before == SOCKET_IO_CLIENT_CONNECTED || state == SOCKET_IO_CLIENT_CONNECTED)
    g_object_notify_by_pspec (object, properties[PROP_CONNECTED]);
  if (before == SOCKET_IO_CLIENT_DISCONNECTED || state == SOCKET_IO_CLIENT_DISCONNECTED)
    g_object_notify_by_pspec (object, properties[PROP_ACTIVE]);
  g_object_thaw_notify (object);
}

static void
set_id (SocketIoClient *self, const char *id)
{
  if (g_set_str (&self->id, id))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ID]);
}

static void
set_recovered (SocketIoClient *self, gboolean recovered)
{
  if (self->recovered == recovered)
    return;

  self->recovered = recovered;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RECOVERED]);
}

/* --- connecting ----------------------------------------------------------- */

/* The auth object, over what recovers a session: the user's keys win, as in JavaScript. */
static JsonNode *
build_connect_payload (SocketIoClient *self, JsonNode *auth)
{
  JsonObject *payload = NULL;
  JsonNode *node = NULL;
  JsonObjectIter iter;
  const char *name = NULL;
  JsonNode *value = NULL;

  if (self->pid == NULL)
    return auth != NULL ? json_node_ref (auth) : NULL;

  payload = json_object_new ();
  json_object_set_string_member (payload, "pid", self->pid);
  if (self->offset != NULL)
    json_object_set_string_member (payload, "offset", self->offset);
  if (auth != NULL) {
    json_object_iter_init_ordered (&iter, json_node_get_object (auth));
    while (json_object_iter_next_ordered (&iter, &name, &value))
      json_object_set_member (payload, name, json_node_ref (value));
  }
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, payload);

  return node;
}

static void
forget_received (SocketIoClient *self)
{
  g_queue_clear_full (&self->received, (GDestroyNotify) socket_io_packet_free);
  self->received_size = 0;
}

static void
stop_joining (SocketIoClient *self)
{
  socket_io_timer_stop (&self->rejoin_timer);
  socket_io_auth_stop (self->auth);
  self->greeted = FALSE;
  self->asked = FALSE;
}

/*
 * Not connected, and not trying any more.  Who listens hears it when all is in
 * place, and may connect again from there.
 */
static void
rest (SocketIoClient *self)
{
  GObject *object = G_OBJECT (self);

  g_object_freeze_notify (object);
  stop_joining (self);
  forget_received (self);
  set_state (self, SOCKET_IO_CLIENT_DISCONNECTED);
  socket_io_manager_set_active (self->manager, self->nsp, FALSE);
  g_object_thaw_notify (object);
}

/* Connecting failed, and trying again would not help. */
static void
refuse (SocketIoClient *self, const GError *error)
{
  g_clear_pointer (&self->refusal, json_node_unref);
  self->refusal = socket_io_error_get_data (error);
  if (self->refusal != NULL)
    json_node_ref (self->refusal);
  rest (self);
  g_signal_emit (self, signals[CONNECT_ERROR], 0, error);
}

static void
send_connect (SocketIoClient *self, JsonNode *auth)
{
  g_autoptr (JsonNode) payload = build_connect_payload (self, auth);
  const SocketIoPacket packet = { .type = SOCKET_IO_PACKET_CONNECT,
                                  .nsp = self->nsp,
                                  .id = SOCKET_IO_PACKET_NO_ID,
                                  .data = payload };
  g_autoptr (GError) error = NULL;

  /* The answer to an earlier CONNECT comes first; see take_stale_answer (). */
  if (socket_io_manager_is_asked (self->manager, self->nsp))
    return;

  self->asked = TRUE;
  if (socket_io_manager_send_packet (self->manager, &packet, &error) ||
      socket_io_manager_get_state (self->manager) != SOCKET_IO_MANAGER_OPEN)
    return;

  /* A namespace or an auth object that no packet can hold. */
  refuse (self, error);
}

static void
send_disconnect (SocketIoClient *self)
{
  const SocketIoPacket packet = { .type = SOCKET_IO_PACKET_DISCONNECT,
                                  .nsp = self->nsp,
                                  .id = SOCKET_IO_PACKET_NO_ID };

  self->left = TRUE;
  socket_io_manager_send_packet (self->manager, &packet, NULL);
}

static void
auth_known (JsonNode *auth, const GError *error, gpointer owner)
{
  g_autoptr (SocketIoClient) self = g_object_ref (owner);

  if (error == NULL)
    send_connect (self, auth);
  else
    g_signal_emit (self, signals[CONNECT_ERROR], 0, error);
}

static void
rejoin_cb (gpointer data)
{
  socket_io_auth_ask (((SocketIoClient *) data)->auth);
}

/* Once for each connection: a server that hears CONNECT twice closes it. */
static void
greet (SocketIoClient *self)
{
  if (self->greeted)
    return;

  self->greeted = TRUE;
  if (self->left)
    socket_io_timer_start (&self->rejoin_timer, REJOIN_DELAY_MS, rejoin_cb, self);
  else
    socket_io_auth_ask (self->auth);
}

/* --- receiving ------------------------------------------------------------ */

typedef struct {
  GWeakRef client;
  guint session;
  gint64 id;
} Question;

static void
question_free (Question *question)
{
  g_weak_ref_clear (&question->client);
  g_free (question);
}

static gboolean
acknowledge (SocketIoEvent *event,
             JsonArray *arguments,
             SocketIoAttachments *attachments,
             gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (SocketIoClient) self = g_weak_ref_get (&question->client);
  g_autoptr (JsonNode) payload = json_node_new (JSON_NODE_ARRAY);
  SocketIoPacket packet = {
    .type = SOCKET_IO_PACKET_ACK, .id = question->id, .data = payload, .attachments = attachments
  };

  if (self == NULL || self->state != SOCKET_IO_CLIENT_CONNECTED ||
      self->session != question->session)
    return FALSE;

  packet.nsp = self->nsp;
  json_node_set_array (payload, arguments);

  return socket_io_manager_send_packet (self->manager, &packet, NULL);
}

static void
keep_offset (SocketIoClient *self, char *offset)
{
  g_free (self->offset);
  self->offset = offset;
}

static void
receive_event (SocketIoClient *self, SocketIoPacket *packet)
{
  JsonArray *arguments = json_node_get_array (packet->data);
  g_autoptr (SocketIoEvent) event = NULL;
  char *offset = NULL;

  if (self->pid != NULL && packet->id == SOCKET_IO_PACKET_NO_ID &&
      json_array_get_length (arguments) > 1)
    offset = socket_io_offset_strip (arguments, g_get_real_time () / 1000);

  event = socket_io_event_new_received (packet, offset);
  if (offset != NULL)
    keep_offset (self, offset);
  if (packet->id != SOCKET_IO_PACKET_NO_ID) {
    Question *question = g_new0 (Question, 1);

    g_weak_ref_init (&question->client, self);
    question->session = self->session;
    question->id = packet->id;
    socket_io_event_set_acknowledge (event, acknowledge, question, (GDestroyNotify) question_free);
  }

  if (g_signal_has_handler_pending (self, signals[ANY], 0, FALSE))
    g_signal_emit (self, signals[ANY], 0, event);

  /* A name that nobody has asked for is no quark, and does not become one. */
  g_signal_emit (self, signals[EVENT], g_quark_try_string (socket_io_event_get_name (event)),
                 event);
}

static void
replay_received (SocketIoClient *self)
{
  SocketIoPacket *next = NULL;

  while (self->state == SOCKET_IO_CLIENT_CONNECTED &&
         (next = g_queue_pop_head (&self->received)) != NULL) {
    g_autoptr (SocketIoPacket) packet = next;

    self->received_size -= packet->size;
    receive_event (self, packet);
  }
}

/* The server says how much that is, but we say how much is too much. */
static void
keep_received (SocketIoClient *self, const SocketIoPacket *packet)
{
  SocketIoOptions *options = socket_io_manager_get_options (self->manager);
  gsize limit = engine_io_options_get_max_incoming_size (ENGINE_IO_OPTIONS (options));
  g_autoptr (GError) error = NULL;

  if (self->received.length < RECEIVE_BUFFER_LIMIT &&
      (limit == 0 || self->received_size + packet->size <= limit)) {
    g_queue_push_tail (&self->received, socket_io_packet_copy (packet));
    self->received_size += packet->size;
    return;
  }

  error = g_error_new_literal (SOCKET_IO_ERROR, SOCKET_IO_ERROR_TOO_LARGE,
                               "The server sends and sends, but does not accept the client");
  socket_io_manager_abort (self->manager, error);
}

static const char *
get_string_member (JsonNode *node, const char *name)
{
  JsonNode *member = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return NULL;

  member = json_object_get_member (json_node_get_object (node), name);
  if (member == NULL || json_node_get_value_type (member) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (member);
}

static void
receive_connect (SocketIoClient *self, SocketIoPacket *packet)
{
  const char *sid = get_string_member (packet->data, "sid");
  const char *pid = get_string_member (packet->data, "pid");

  self->asked = FALSE;
  if (sid == NULL) {
    g_autoptr (GError)
      error = g_error_new_literal (SOCKET_IO_ERROR, SOCKET_IO_ERROR_VERSION,
                                   "The server speaks an older Socket.IO (version 2)");

    refuse (self, error);
    return;
  }

  g_object_freeze_notify (G_OBJECT (self));
  self->session++;
  set_recovered (self, pid != NULL && g_strcmp0 (pid, self->pid) == 0);
  if (!self->recovered)
    keep_offset (self, NULL);
  g_set_str (&self->pid, pid);
  set_id (self, sid);
  socket_io_emitter_connected (self->emitter);
  set_state (self, SOCKET_IO_CLIENT_CONNECTED);
  g_object_thaw_notify (G_OBJECT (self));

  replay_received (self);
  if (!self->flush_after_connected)
    socket_io_emitter_flush (self->emitter);
  if (self->state == SOCKET_IO_CLIENT_CONNECTED)
    g_signal_emit (self, signals[CONNECTED], 0);
  if (self->flush_after_connected && self->state == SOCKET_IO_CLIENT_CONNECTED)
    socket_io_emitter_flush (self->emitter);
}

/* The namespace is connected no more, whatever comes next. */
static void
leave (SocketIoClient *self,
       SocketIoClientState next,
       SocketIoDisconnectReason reason,
       const GError *details)
{
  g_object_freeze_notify (G_OBJECT (self));
  set_id (self, NULL);
  if (next == SOCKET_IO_CLIENT_DISCONNECTED)
    rest (self);
  else
    set_state (self, next);
  socket_io_emitter_disconnected (self->emitter, socket_io_disconnect_reason_to_string (reason));
  g_object_thaw_notify (G_OBJECT (self));
  g_signal_emit (self, signals[DISCONNECTED], 0, reason, details);
}

/*
 * An answer to a CONNECT from before the client left and came back, perhaps with
 * another auth object: it does not count.
 */
static void
take_stale_answer (SocketIoClient *self, SocketIoPacket *packet)
{
  if (packet->type == SOCKET_IO_PACKET_CONNECT)
    send_disconnect (self);
  self->greeted = FALSE;
  greet (self);
}

static void
member_packet (gpointer client, SocketIoPacket *packet)
{
  g_autoptr (SocketIoClient) self = g_object_ref (client);
  g_autoptr (GError) error = NULL;

  switch (packet->type) {
  case SOCKET_IO_PACKET_CONNECT:
    if (self->state == SOCKET_IO_CLIENT_CONNECTING && self->asked)
      receive_connect (self, packet);
    else if (self->state == SOCKET_IO_CLIENT_CONNECTING)
      take_stale_answer (self, packet);
    break;
  case SOCKET_IO_PACKET_EVENT:
    if (self->state == SOCKET_IO_CLIENT_CONNECTED)
      receive_event (self, packet);
    else
      keep_received (self, packet);
    break;
  case SOCKET_IO_PACKET_ACK:
    socket_io_emitter_acknowledged (self->emitter, packet);
    break;
  case SOCKET_IO_PACKET_DISCONNECT:
    if (self->state == SOCKET_IO_CLIENT_CONNECTED)
      leave (self, SOCKET_IO_CLIENT_DISCONNECTED, SOCKET_IO_DISCONNECT_SERVER, NULL);
    break;
  case SOCKET_IO_PACKET_CONNECT_ERROR:
    error = socket_io_error_new_refused (packet->data);
    if (self->state == SOCKET_IO_CLIENT_CONNECTING && self->asked)
      refuse (self, error);
    else if (self->state == SOCKET_IO_CLIENT_CONNECTING)
      take_stale_answer (self, packet);
    break;
  }
}

/* --- what else the manager tells ------------------------------------------ */

static void
member_opened (gpointer client)
{
  SocketIoClient *self = client;

  self->left = FALSE;
  greet (self);
}

/* Whether the manager will try again by itself. */
static gboolean
comes_back (SocketIoClient *self)
{
  return socket_io_options_get_reconnection (socket_io_manager_get_options (self->manager));
}

static void
member_failed (gpointer client, const GError *error)
{
  if (comes_back (client))
    g_signal_emit (client, signals[CONNECT_ERROR], 0, error);
  else
    refuse (client, error);
}

static void
member_closed (gpointer client, SocketIoDisconnectReason reason, const GError *details)
{
  SocketIoClient *self = client;

  self->greeted = FALSE;
  if (self->state == SOCKET_IO_CLIENT_CONNECTED &&
      (reason == SOCKET_IO_DISCONNECT_FORCED || !comes_back (self))) {
    leave (self, SOCKET_IO_CLIENT_DISCONNECTED, reason, details);
  } else if (self->state == SOCKET_IO_CLIENT_CONNECTED) {
    leave (self, SOCKET_IO_CLIENT_CONNECTING, reason, details);
  } else {
    g_autoptr (GError) error = NULL;

    stop_joining (self);
    forget_received (self);
    if (details != NULL)
      error = g_error_copy (details);
    else
      error = g_error_new (SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED,
                           "Disconnected before the server accepted: %s",
                           socket_io_disconnect_reason_to_string (reason));
    member_failed (self, error);
  }
}

static void
member_gave_up (gpointer client)
{
  SocketIoClient *self = client;

  /* Who closes the manager while it tells of a loss leaves others that have not heard of it. */
  if (self->state == SOCKET_IO_CLIENT_CONNECTED)
    leave (self, SOCKET_IO_CLIENT_DISCONNECTED, SOCKET_IO_DISCONNECT_FORCED, NULL);
  else if (self->state == SOCKET_IO_CLIENT_CONNECTING)
    rest (self);
}

static const SocketIoMember manager_member = {
  .opened = member_opened,
  .packet = member_packet,
  .closed = member_closed,
  .failed = member_failed,
  .gave_up = member_gave_up,
};

static void
emitter_outgoing (gpointer client, const char *name, JsonArray *arguments)
{
  if (g_signal_has_handler_pending (client, signals[ANY_OUTGOING], 0, FALSE))
    g_signal_emit (client, signals[ANY_OUTGOING], 0, name, arguments);
}

static void
emitter_failed (gpointer client, const char *name, JsonArray *arguments, const GError *error)
{
  g_signal_emit (client, signals[FAILED], 0, name, arguments, error);
}

static const SocketIoEmitterListener emitter_listener = {
  .outgoing = emitter_outgoing,
  .failed = emitter_failed,
};

/* --- the object ----------------------------------------------------------- */

static void
socket_io_client_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  SocketIoClient *self = SOCKET_IO_CLIENT (object);

  switch ((SocketIoClientProperty) property_id) {
  case PROP_MANAGER:
    g_value_set_object (value, self->manager);
    break;
  case PROP_NAMESPACE:
    g_value_set_string (value, self->nsp);
    break;
  case PROP_STATE:
    g_value_set_enum (value, self->state);
    break;
  case PROP_CONNECTED:
    g_value_set_boolean (value, socket_io_client_get_connected (self));
    break;
  case PROP_ACTIVE:
    g_value_set_boolean (value, socket_io_client_get_active (self));
    break;
  case PROP_ID:
    g_value_set_string (value, self->id);
    break;
  case PROP_RECOVERED:
    g_value_set_boolean (value, self->recovered);
    break;
  case PROP_OFFLINE_POLICY:
    g_value_set_enum (value, socket_io_emitter_get_policy (self->emitter));
    break;
  case PROP_SEND_BUFFER_LIMIT:
    g_value_set_uint (value, socket_io_emitter_get_limit (self->emitter));
    break;
  case PROP_SEND_BUFFER_AGE:
    g_value_set_uint (value, socket_io_emitter_get_age (self->emitter));
    break;
  case PROP_FLUSH_AFTER_CONNECTED:
    g_value_set_boolean (value, self->flush_after_connected);
    break;
  case PROP_RETRIES:
    g_value_set_uint (value, socket_io_emitter_get_retries (self->emitter));
    break;
  case PROP_ACK_TIMEOUT:
    g_value_set_uint (value, socket_io_emitter_get_ack_timeout (self->emitter));
    break;
  }
}

static void
socket_io_client_set_property (GObject *object,
                               guint property_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  SocketIoClient *self = SOCKET_IO_CLIENT (object);

  switch ((SocketIoClientProperty) property_id) {
  case PROP_MANAGER:
    self->manager = g_value_dup_object (value);
    break;
  case PROP_NAMESPACE:
    self->nsp = g_value_dup_string (value);
    break;
  case PROP_OFFLINE_POLICY:
    socket_io_emitter_set_policy (self->emitter, g_value_get_enum (value));
    break;
  case PROP_SEND_BUFFER_LIMIT:
    socket_io_emitter_set_limit (self->emitter, g_value_get_uint (value));
    break;
  case PROP_SEND_BUFFER_AGE:
    socket_io_emitter_set_age (self->emitter, g_value_get_uint (value));
    break;
  case PROP_FLUSH_AFTER_CONNECTED:
    self->flush_after_connected = g_value_get_boolean (value);
    break;
  case PROP_RETRIES:
    socket_io_emitter_set_retries (self->emitter, g_value_get_uint (value));
    break;
  case PROP_ACK_TIMEOUT:
    socket_io_emitter_set_ack_timeout (self->emitter, g_value_get_uint (value));
    break;
  case PROP_STATE:
  case PROP_CONNECTED:
  case PROP_ACTIVE:
  case PROP_ID:
  case PROP_RECOVERED:
    g_assert_not_reached ();
  }
}

static void
socket_io_client_constructed (GObject *object)
{
  SocketIoClient *self = SOCKET_IO_CLIENT (object);

  G_OBJECT_CLASS (socket_io_client_parent_class)->constructed (object);

  self->auth = socket_io_auth_new (socket_io_manager_get_options (self->manager), auth_known, self);
  self->emitter = socket_io_emitter_new (self->manager, self->nsp, &emitter_listener, self);
  socket_io_manager_attach (self->manager, self->nsp, &manager_member, self);
}

static void
socket_io_client_dispose (GObject *object)
{
  SocketIoClient *self = SOCKET_IO_CLIENT (object);

  /* Others may go on using the connection: the server is told of this namespace alone. */
  if (self->state == SOCKET_IO_CLIENT_CONNECTED)
    send_disconnect (self);
  rest (self);
  socket_io_auth_set_value (self->auth, NULL);
  /* The second time round the namespace may be another client's. */
  if (socket_io_manager_get_client (self->manager, self->nsp) == self)
    socket_io_manager_detach (self->manager, self->nsp);
  socket_io_emitter_stop (self->emitter);

  G_OBJECT_CLASS (socket_io_client_parent_class)->dispose (object);
}

static void
socket_io_client_finalize (GObject *object)
{
  SocketIoClient *self = SOCKET_IO_CLIENT (object);

  g_queue_clear_full (&self->received, (GDestroyNotify) socket_io_packet_free);
  g_clear_pointer (&self->auth, socket_io_auth_free);
  g_clear_object (&self->emitter);
  g_clear_object (&self->manager);
  g_free (self->nsp);
  g_free (self->id);
  g_clear_pointer (&self->refusal, json_node_unref);
  g_free (self->pid);
  g_free (self->offset);

  G_OBJECT_CLASS (socket_io_client_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags construct = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  /**
   * SocketIoClient:manager:
   *
   * The connection, which clients of other namespaces may share.
   */
  properties[PROP_MANAGER] =
    g_param_spec_object ("manager", NULL, NULL, SOCKET_IO_TYPE_MANAGER, construct);
  /**
   * SocketIoClient:namespace:
   *
   * The namespace, "/" for the main one.
   */
  properties[PROP_NAMESPACE] = g_param_spec_string ("namespace", NULL, NULL, "/", construct);
  /**
   * SocketIoClient:state:
   *
   * Whether the client is connected, or tries to be.
   */
  properties[PROP_STATE] = g_param_spec_enum ("state", NULL, NULL, SOCKET_IO_TYPE_CLIENT_STATE,
                                              SOCKET_IO_CLIENT_DISCONNECTED, readable);
  /**
   * SocketIoClient:connected:
   *
   * Whether the server has accepted the client.
   */
  properties[PROP_CONNECTED] = g_param_spec_boolean ("connected", NULL, NULL, FALSE, readable);
  /**
   * SocketIoClient:active:
   *
   * Whether the client is connected, or will connect again by itself.
   */
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, readable);
  /**
   * SocketIoClient:id:
   *
   * What the server calls this client; %NULL while not connected.
   */
  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, readable);
  /**
   * SocketIoClient:recovered:
   *
   * Whether the last connect took up the session before it, with its rooms and
   * the events that were missed.
   */
  properties[PROP_RECOVERED] = g_param_spec_boolean ("recovered", NULL, NULL, FALSE, readable);
  /**
   * SocketIoClient:offline-policy:
   *
   * What becomes of events that are emitted while not connected.
   */
  properties[PROP_OFFLINE_POLICY] =
    g_param_spec_enum ("offline-policy", NULL, NULL, SOCKET_IO_TYPE_OFFLINE_POLICY,
                       SOCKET_IO_OFFLINE_BUFFER, writable);
  /**
   * SocketIoClient:send-buffer-limit:
   *
   * How many events may wait for a connection; 0 for any number.
   */
  properties[PROP_SEND_BUFFER_LIMIT] =
    g_param_spec_uint ("send-buffer-limit", NULL, NULL, 0, G_MAXUINT, 0, writable);
  /**
   * SocketIoClient:send-buffer-age:
   *
   * How many milliseconds an event may wait for a connection; 0 for ever.
   */
  properties[PROP_SEND_BUFFER_AGE] =
    g_param_spec_uint ("send-buffer-age", NULL, NULL, 0, G_MAXINT, 0, writable);
  /**
   * SocketIoClient:flush-after-connected:
   *
   * Whether what waited is sent after [signal@SocketIo.Client::connected] instead
   * of before it, so that a handler can join rooms first, or clear the buffer.
   */
  properties[PROP_FLUSH_AFTER_CONNECTED] =
    g_param_spec_boolean ("flush-after-connected", NULL, NULL, FALSE, writable);
  /**
   * SocketIoClient:retries:
   *
   * How often an event that is not acknowledged is sent again.  With retries every
   * event asks for an acknowledgement, and one is sent after the other; the server
   * may get it more than once.
   */
  properties[PROP_RETRIES] = g_param_spec_uint ("retries", NULL, NULL, 0, G_MAXINT, 0, writable);
  /**
   * SocketIoClient:ack-timeout:
   *
   * How many milliseconds to wait for an acknowledgement where nothing else is
   * said; 0 for as long as the connection lasts.
   */
  properties[PROP_ACK_TIMEOUT] =
    g_param_spec_uint ("ack-timeout", NULL, NULL, 0, G_MAXINT, 0, writable);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
install_signals (void)
{
  const GSignalFlags last = G_SIGNAL_RUN_LAST;
  const GType type = SOCKET_IO_TYPE_CLIENT;

  /**
   * SocketIoClient::connected:
   * @self: a client
   *
   * The server has accepted the client ("connect" in JavaScript).
   */
  signals[CONNECTED] = g_signal_new ("connected", type, last, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  /**
   * SocketIoClient::connect-error:
   * @self: a client
   * @error: what went wrong
   *
   * Connecting has failed ("connect_error" in JavaScript).  If
   * [property@SocketIo.Client:active] is still set it will be tried again;
   * otherwise the server has refused the client, and the error may have data, see
   * [func@SocketIo.error_get_data] and [method@SocketIo.Client.get_refusal_data].
   */
  signals[CONNECT_ERROR] =
    g_signal_new ("connect-error", type, last, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  /**
   * SocketIoClient::disconnected:
   * @self: a client
   * @reason: why
   * @details: (nullable): what is known beyond that
   *
   * The client was connected and is no more ("disconnect" in JavaScript).
   */
  signals[DISCONNECTED] =
    g_signal_new ("disconnected", type, last, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                  SOCKET_IO_TYPE_DISCONNECT_REASON, G_TYPE_ERROR);
  /**
   * SocketIoClient::event:
   * @self: a client
   * @event: what was received
   *
   * The server has emitted an event.  The signal's detail is the event's name:
   * a handler of `event::new_chat` is `socket.on ("new_chat")` in JavaScript, and
   * one of `event` is `socket.onAny ()`.
   */
  signals[EVENT] =
    g_signal_new ("event", type, last | G_SIGNAL_DETAILED, 0, NULL, NULL,
                  g_cclosure_marshal_VOID__OBJECT, G_TYPE_NONE, 1, SOCKET_IO_TYPE_EVENT);
  g_signal_set_va_marshaller (signals[EVENT], type, g_cclosure_marshal_VOID__OBJECTv);
  /**
   * SocketIoClient::any:
   * @self: a client
   * @event: what was received
   *
   * As [signal@SocketIo.Client::event], before its handlers ("prependAny" in
   * JavaScript).
   */
  signals[ANY] =
    g_signal_new ("any", type, last, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, SOCKET_IO_TYPE_EVENT);
  /**
   * SocketIoClient::any-outgoing:
   * @self: a client
   * @name: the event's name
   * @arguments: its arguments
   *
   * An event is about to be sent ("onAnyOutgoing" in JavaScript).
   */
  signals[ANY_OUTGOING] = g_signal_new ("any-outgoing", type, last, 0, NULL, NULL, NULL,
                                        G_TYPE_NONE, 2, G_TYPE_STRING, JSON_TYPE_ARRAY);
  /**
   * SocketIoClient::failed:
   * @self: a client
   * @name: the event's name
   * @arguments: its arguments
   * @error: why
   *
   * An event that waited, and for whose acknowledgement nobody waits, could not be
   * sent after all.
   */
  signals[FAILED] = g_signal_new ("failed", type, last, 0, NULL, NULL, NULL, G_TYPE_NONE, 3,
                                  G_TYPE_STRING, JSON_TYPE_ARRAY, G_TYPE_ERROR);
}

static void
socket_io_client_class_init (SocketIoClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = socket_io_client_get_property;
  object_class->set_property = socket_io_client_set_property;
  object_class->constructed = socket_io_client_constructed;
  object_class->dispose = socket_io_client_dispose;
  object_class->finalize = socket_io_client_finalize;

  install_properties (object_class);
  install_signals ();
}

static void
socket_io_client_init (SocketIoClient *self)
{
  g_queue_init (&self->received);
}

/* "http://host:1/admin?a=b" is the namespace "/admin" at "http://host:1?a=b". */
static char *
split_namespace (const char *uri, char **origin)
{
  g_autoptr (GUri) parsed = g_uri_parse (uri, G_URI_FLAGS_ENCODED, NULL);
  g_autofree char *nsp = NULL;

  if (parsed == NULL || g_uri_get_host (parsed) == NULL) {
    *origin = g_strdup (uri);
    return g_strdup ("/");
  }

  nsp = g_uri_unescape_string (g_uri_get_path (parsed), NULL);
  *origin =
    g_uri_join_with_user (G_URI_FLAGS_ENCODED, g_uri_get_scheme (parsed), g_uri_get_user (parsed),
                          g_uri_get_password (parsed), NULL, g_uri_get_host (parsed),
                          g_uri_get_port (parsed), "", g_uri_get_query (parsed), NULL);
  if (nsp == NULL || *nsp == '\0')
    return g_strdup ("/");

  return g_steal_pointer (&nsp);
}

/**
 * socket_io_client_new:
 * @uri: where the server is, for example "http://localhost:3000" or, for the
 *   namespace "/admin", "http://localhost:3000/admin"
 *
 * Makes a client with the default options.  Clients of one thread with the same
 * origin share one connection, as `io (uri)` does in JavaScript.
 *
 * Returns: (transfer full): a client, which does nothing until it is connected
 */
SocketIoClient *
socket_io_client_new (const char *uri)
{
  return socket_io_client_new_with_options (uri, NULL);
}

/**
 * socket_io_client_new_with_options:
 * @uri: where the server is; its path names the namespace
 * @options: (nullable) (transfer none): how to connect
 *
 * Makes a client.  Clients of one thread that are given the same origin and the
 * same options object share one connection, unless
 * [property@SocketIo.Options:force-new] is set.
 *
 * Returns: (transfer full): a client
 */
SocketIoClient *
socket_io_client_new_with_options (const char *uri, SocketIoOptions *options)
{
  g_autofree char *origin = NULL;
  g_autofree char *nsp = NULL;
  g_autoptr (SocketIoManager) manager = NULL;

  g_return_val_if_fail (uri != NULL, NULL);
  g_return_val_if_fail (options == NULL || SOCKET_IO_IS_OPTIONS (options), NULL);

  nsp = split_namespace (uri, &origin);
  manager = socket_io_manager_share (origin, options, nsp);

  return socket_io_client_new_for_manager (manager, nsp);
}

/**
 * socket_io_client_new_for_manager:
 * @manager: the connection to use
 * @nsp: a namespace, beginning with "/"
 *
 * Makes a client of one more namespace on a connection, or gives the one that is
 * there already.  A namespace cannot have a comma in it: connecting to one fails.
 *
 * Returns: (transfer full): a client
 */
SocketIoClient *
socket_io_client_new_for_manager (SocketIoManager *manager, const char *nsp)
{
  SocketIoClient *client = NULL;

  g_return_val_if_fail (SOCKET_IO_IS_MANAGER (manager), NULL);
  g_return_val_if_fail (nsp != NULL && *nsp == '/', NULL);

  client = socket_io_manager_get_client (manager, nsp);
  if (client != NULL)
    return g_object_ref (client);

  client = g_object_new (SOCKET_IO_TYPE_CLIENT, "manager", manager, "namespace", nsp, NULL);
  if (socket_io_options_get_auto_connect (socket_io_manager_get_options (manager)))
    socket_io_client_connect (client);

  return client;
}

/**
 * socket_io_client_get_manager:
 * @self: a client
 *
 * Returns: (transfer none): the connection
 */
SocketIoManager *
socket_io_client_get_manager (SocketIoClient *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_CLIENT (self), NULL);

  return self->manager;
}

const char *
socket_io_client_get_namespace (SocketIoClient *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_CLIENT (self), NULL);

  return self->nsp;
}

/**
 * socket_io_client_get_id:
 * @self: a client
 *
 * Returns: (nullable): what the server calls this client, or %NULL while not connected
 */
const char *
socket_io_client_get_id (SocketIoClient *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_CLIENT (self), NULL);

  return self->id;
}

SocketIoClientState
socket_io_client_get_state (SocketIoClient *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_CLIENT (self), SOCKET_IO_CLIENT_DISCONNECTED);

  return self->state;
}

gboolean
socket_io_client_get_connected (SocketIoClient *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_CLIENT (self), FALSE);

  return self->state == SOCKET_IO_CLIENT_CONNECTED;
}

gboolean
socket_io_client_get_active (SocketIoClient *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_CLIENT (self), FALSE);

  return self->state != SOCKET_IO_CLIENT_DISCONNECTED;
}

gboolean
socket_io_client_get_recovered (SocketIoClient *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_CLIENT (self), FALSE);

  return self->recovered;
}

/**
 * socket_io_client_get_refusal_data:
 * @self: a client
 *
 * Gets what [func@SocketIo.error_get_data] gave for the last refusal, for languages
 * in which an error keeps only its message (`err.data` in JavaScript).
 *
 * Returns: (transfer none) (nullable): the data that the server sent when it last
 *   refused the client
 */
JsonNode *
socket_io_client_get_refusal_data (SocketIoClient *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_CLIENT (self), NULL);

  return self->refusal;
}

/**
 * socket_io_client_set_auth:
 * @self: a client
 * @auth: (nullable) (transfer none): an object, or %NULL for none
 *
 * Sets what the server gets on every connect from now on.
 */
void
socket_io_client_set_auth (SocketIoClient *self, JsonNode *auth)
{
  g_return_if_fail (SOCKET_IO_IS_CLIENT (self));
  g_return_if_fail (auth == NULL || JSON_NODE_HOLDS_OBJECT (auth));

  socket_io_auth_set_value (self->auth, auth);
}

/**
 * socket_io_client_set_auth_func:
 * @self: a client
 * @func: (nullable) (scope notified) (closure user_data) (destroy destroy): is asked for
 *   the auth object on every connect
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 *
 * Has the auth object asked for on every connect, so that an expired token can be
 * refreshed.
 */
void
socket_io_client_set_auth_func (SocketIoClient *self,
                                SocketIoAuthFunc func,
                                gpointer user_data,
                                GDestroyNotify destroy)
{
  g_return_if_fail (SOCKET_IO_IS_CLIENT (self));

  socket_io_auth_set_func (self->auth, (SocketIoAuthAsk) func, user_data, destroy);
}

/**
 * socket_io_client_connect: (skip)
 * @self: a client
 *
 * Connects, and comes back by itself when the connection is lost.  Does nothing
 * if the client is active already.  [signal@SocketIo.Client::connected] or
 * [signal@SocketIo.Client::connect-error] tell how it went.
 */
void
socket_io_client_connect (SocketIoClient *self)
{
  g_return_if_fail (SOCKET_IO_IS_CLIENT (self));

  if (self->state != SOCKET_IO_CLIENT_DISCONNECTED)
    return;

  g_object_ref (self);
  g_object_freeze_notify (G_OBJECT (self));
  set_state (self, SOCKET_IO_CLIENT_CONNECTING);
  socket_io_manager_set_active (self->manager, self->nsp, TRUE);
  if (socket_io_manager_get_state (self->manager) == SOCKET_IO_MANAGER_OPEN)
    greet (self);
  else
    socket_io_manager_open (self->manager);
  g_object_thaw_notify (G_OBJECT (self));
  g_object_unref (self);
}

/**
 * socket_io_client_disconnect: (skip)
 * @self: a client
 *
 * Leaves the namespace, and closes the connection if no other client needs it.
 * Events that wait in the send buffer go on waiting for the next connect.
 */
void
socket_io_client_disconnect (SocketIoClient *self)
{
  g_return_if_fail (SOCKET_IO_IS_CLIENT (self));

  g_object_ref (self);
  switch (self->state) {
  case SOCKET_IO_CLIENT_DISCONNECTED:
    break;
  case SOCKET_IO_CLIENT_CONNECTING:
    rest (self);
    break;
  case SOCKET_IO_CLIENT_CONNECTED:
    send_disconnect (self);
    if (self->state == SOCKET_IO_CLIENT_CONNECTED)
      leave (self, SOCKET_IO_CLIENT_DISCONNECTED, SOCKET_IO_DISCONNECT_CLIENT, NULL);
    break;
  }
  g_object_unref (self);
}

/**
 * socket_io_client_open:
 * @self: a client
 *
 * Connects, and comes back by itself when the connection is lost: another name of
 * [method@SocketIo.Client.connect] for languages in which every object has a
 * `connect` that connects signals.
 */
void
socket_io_client_open (SocketIoClient *self)
{
  socket_io_client_connect (self);
}

/**
 * socket_io_client_close:
 * @self: a client
 *
 * Leaves the namespace: another name of [method@SocketIo.Client.disconnect].
 */
void
socket_io_client_close (SocketIoClient *self)
{
  socket_io_client_disconnect (self);
}

/**
 * socket_io_client_once:
 * @self: a client
 * @event: an event's name
 * @func: (scope notified) (closure user_data) (destroy destroy): called for the next event
 *   of that name, and not again
 * @user_data: for @func
 * @destroy: (nullable): frees @user_data
 *
 * Listens once.
 */
void
socket_io_client_once (SocketIoClient *self,
                       const char *event,
                       SocketIoEventFunc func,
                       gpointer user_data,
                       GDestroyNotify destroy)
{
  g_return_if_fail (SOCKET_IO_IS_CLIENT (self));
  g_return_if_fail (event != NULL && func != NULL);

  socket_io_once_connect (self, event, (SocketIoOnceFunc) func, user_data, destroy);
}

/**
 * socket_io_client_emit:
 * @self: a client
 * @event: the event's name
 * @arguments: (nullable) (transfer none): what to send with it
 *
 * Emits an event, or keeps it until there is a connection.
 *
 * Returns: whether it was accepted; [method@SocketIo.Client.emit_full] says why not
 */
gboolean
socket_io_client_emit (SocketIoClient *self, const char *event, JsonArray *arguments)
{
  g_autoptr (GError) error = NULL;

  if (socket_io_client_emit_full (self, event, arguments, NULL, SOCKET_IO_EMIT_DEFAULT, &error))
    return TRUE;

  if (error != NULL)
    g_debug ("“%s” was not emitted: %s", event, error->message);
  return FALSE;
}

/**
 * socket_io_client_send:
 * @self: a client
 * @arguments: (nullable) (transfer none): what to send
 *
 * Emits the event "message", as `socket.send ()` does in JavaScript.
 *
 * Returns: whether it was accepted
 */
gboolean
socket_io_client_send (SocketIoClient *self, JsonArray *arguments)
{
  return socket_io_client_emit (self, "message", arguments);
}

/**
 * socket_io_client_emit_full:
 * @self: a client
 * @event: the event's name
 * @arguments: (nullable) (transfer none): what to send with it
 * @attachments: (nullable) (transfer none): the bytes for placeholders in @arguments
 * @flags: how to send it
 * @error: return location for an error
 *
 * Emits an event.
 *
 * Returns: whether it was sent, or will be
 */
gboolean
socket_io_client_emit_full (SocketIoClient *self,
                            const char *event,
                            JsonArray *arguments,
                            SocketIoAttachments *attachments,
                            SocketIoEmitFlags flags,
                            GError **error)
{
  g_autoptr (SocketIoClient) alive = NULL;

  g_return_val_if_fail (SOCKET_IO_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (event != NULL, FALSE);
  g_return_val_if_fail (attachments == NULL || SOCKET_IO_IS_ATTACHMENTS (attachments), FALSE);

  alive = g_object_ref (self);

  return socket_io_emitter_emit (self->emitter, event, arguments, attachments, flags, error);
}

/**
 * socket_io_client_emit_async:
 * @self: a client
 * @event: the event's name
 * @arguments: (nullable) (transfer none): what to send with it
 * @timeout_ms: how long to wait for the acknowledgement, buffering included; 0 for
 *   [property@SocketIo.Client:ack-timeout]
 * @cancellable: (nullable): ends the wait
 * @callback: (scope async) (closure user_data): called when the answer is there, or why there is
 * none
 * @user_data: for @callback
 *
 * Emits an event and waits for its acknowledgement ("emitWithAck" in JavaScript).
 * The operation does not keep the client alive: dropping it ends the wait.
 */
void
socket_io_client_emit_async (SocketIoClient *self,
                             const char *event,
                             JsonArray *arguments,
                             guint timeout_ms,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  socket_io_client_emit_full_async (self, event, arguments, NULL, SOCKET_IO_EMIT_DEFAULT,
                                    timeout_ms, cancellable, callback, user_data);
}

/**
 * socket_io_client_emit_full_async: (finish-func emit_finish)
 * @self: a client
 * @event: the event's name
 * @arguments: (nullable) (transfer none): what to send with it
 * @attachments: (nullable) (transfer none): the bytes for placeholders in @arguments
 * @flags: how to send it
 * @timeout_ms: how long to wait for the acknowledgement, buffering included; 0 for
 *   [property@SocketIo.Client:ack-timeout]
 * @cancellable: (nullable): ends the wait
 * @callback: (scope async) (closure user_data): called when the answer is there, or why there is
 * none
 * @user_data: for @callback
 *
 * Emits an event and waits for its acknowledgement.
 */
void
socket_io_client_emit_full_async (SocketIoClient *self,
                                  const char *event,
                                  JsonArray *arguments,
                                  SocketIoAttachments *attachments,
                                  SocketIoEmitFlags flags,
                                  guint timeout_ms,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (SocketIoClient) alive = NULL;

  g_return_if_fail (SOCKET_IO_IS_CLIENT (self));
  g_return_if_fail (event != NULL);
  g_return_if_fail (attachments == NULL || SOCKET_IO_IS_ATTACHMENTS (attachments));

  alive = g_object_ref (self);
  socket_io_emitter_emit_for_ack (self->emitter, event, arguments, attachments, flags, timeout_ms,
                                  cancellable, socket_io_reply_settle,
                                  socket_io_reply_new (self, cancellable, callback, user_data));
}

/**
 * socket_io_client_emit_finish:
 * @self: a client
 * @result: what the callback was given
 * @attachments: (out) (optional) (nullable) (transfer full): binary parts of the answer
 * @error: return location for an error
 *
 * Gets the answer that [method@SocketIo.Client.emit_async] waited for.
 *
 * Returns: (transfer full): the arguments of the acknowledgement, or %NULL with @error set
 */
JsonArray *
socket_io_client_emit_finish (SocketIoClient *self,
                              GAsyncResult *result,
                              SocketIoAttachments **attachments,
                              GError **error)
{
  g_return_val_if_fail (SOCKET_IO_IS_CLIENT (self), NULL);
  g_return_val_if_fail (socket_io_reply_is_valid (result, self), NULL);

  return socket_io_reply_finish (result, attachments, error);
}

/**
 * socket_io_client_get_send_buffer_length:
 * @self: a client
 *
 * Returns: how many events wait for a connection, or for their turn in the retry queue
 */
guint
socket_io_client_get_send_buffer_length (SocketIoClient *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_CLIENT (self), 0);

  return socket_io_emitter_get_length (self->emitter);
}

/**
 * socket_io_client_dup_send_buffer:
 * @self: a client
 *
 * Returns: (transfer full): the names of the events that wait, oldest first
 */
char **
socket_io_client_dup_send_buffer (SocketIoClient *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_CLIENT (self), NULL);

  return socket_io_emitter_dup_names (self->emitter);
}

/**
 * socket_io_client_clear_send_buffer:
 * @self: a client
 *
 * Forgets all events that wait.  Who waits for their acknowledgement gets
 * %SOCKET_IO_ERROR_DROPPED.
 */
void
socket_io_client_clear_send_buffer (SocketIoClient *self)
{
  g_return_if_fail (SOCKET_IO_IS_CLIENT (self));

  socket_io_emitter_clear (self->emitter);
}
