/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One connection, shared by the clients of several namespaces, and the way it
 * comes back when it is lost.
 *
 *                 open ()            handshake
 *      CLOSED ------------> OPENING ----------> OPEN
 *        ^  ^                | ^                 |
 *        |  | close (),      | | delay is over,  | connection lost
 *        |  | no attempts    | | network is back |
 *        |  | left           v |                 |
 *        |  +------------- WAITING <-------------+
 *        +--------- close () from everywhere
 *
 * There is one engine and one timer at a time.  An engine serves one session; the
 * manager makes a new one for each attempt, and whatever an old one still says is
 * not heard.
 */
#include "socket-io-manager.h"

#include "engine-io-error.h"
#include "socket-io-enum-types.h"
#include "socket-io-error.h"
#include "socket-io-members.h"
#include "socket-io-reconnection.h"
#include "socket-io-timer.h"

struct _SocketIoManager {
  GObject parent_instance;

  char *uri;
  SocketIoOptions *options;
  SocketIoManagerState state;
  SocketIoMembers *members;
  GHashTable *asked; /* namespaces with a CONNECT that is not answered yet */
  char *share_key;   /* under which other clients find the manager; NULL if they do not */

  EngineIoClient *engine; /* while OPENING and OPEN */
  SocketIoParser *parser;
  gsize packet_size; /* bytes of the messages that belong to the packet that is read */
  SocketIoTimer opening_timer;

  SocketIoReconnection *reconnection;
  gboolean reconnecting; /* since the first failure or loss, until it is open again */
};

G_DEFINE_FINAL_TYPE (SocketIoManager, socket_io_manager, G_TYPE_OBJECT)

typedef enum {
  PROP_URI = 1,
  PROP_OPTIONS,
  PROP_STATE,
} SocketIoManagerProperty;

static GParamSpec *properties[PROP_STATE + 1];

enum {
  OPENED,
  FAILED,
  CLOSED,
  PACKET,
  PING,
  RECONNECT_ATTEMPT,
  RECONNECTED,
  RECONNECT_ERROR,
  RECONNECT_FAILED,
  UPGRADED,
  ACCEPT_CERTIFICATE,
  AUTHENTICATE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* Managers of this thread that clients of the same origin share; they are not owned. */
static GPrivate shared = G_PRIVATE_INIT ((GDestroyNotify) g_hash_table_unref);

static gboolean
may_move (SocketIoManagerState from, SocketIoManagerState to)
{
  switch (from) {
  case SOCKET_IO_MANAGER_CLOSED:
    return to == SOCKET_IO_MANAGER_OPENING;
  case SOCKET_IO_MANAGER_OPENING:
    return to != SOCKET_IO_MANAGER_OPENING;
  case SOCKET_IO_MANAGER_OPEN:
    return to == SOCKET_IO_MANAGER_WAITING || to == SOCKET_IO_MANAGER_CLOSED;
  case SOCKET_IO_MANAGER_WAITING:
    return to == SOCKET_IO_MANAGER_OPENING || to == SOCKET_IO_MANAGER_CLOSED;
  }

  return FALSE;
}

static void
set_state (SocketIoManager *self, SocketIoManagerState state)
{
  if (self->state == state)
    return;

  g_assert (may_move (self->state, state));
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
}

/* --- the engine ----------------------------------------------------------- */

static void
drop_engine (SocketIoManager *self)
{
  socket_io_timer_stop (&self->opening_timer);
  g_hash_table_remove_all (self->asked);
  if (self->engine != NULL)
    g_signal_handlers_disconnect_by_data (self->engine, self);
  g_clear_object (&self->engine);
  if (self->parser != NULL)
    socket_io_parser_reset (self->parser);
  self->packet_size = 0;
}

/* Lets the engine send what is queued, close, and free itself. */
static void
release_engine (SocketIoManager *self)
{
  EngineIoClient *engine = self->engine;

  if (engine == NULL)
    return;

  g_object_ref (engine);
  drop_engine (self);
  g_signal_connect (engine, "closed", G_CALLBACK (g_object_unref), NULL);
  engine_io_client_close (engine);
}

static void
give_up (SocketIoManager *self)
{
  gboolean tried = self->reconnecting;

  self->reconnecting = FALSE;
  socket_io_reconnection_reset (self->reconnection);
  set_state (self, SOCKET_IO_MANAGER_CLOSED);
  socket_io_members_tell_gave_up (self->members);

  /* Clients are at rest by now, so that they can be connected anew from here. */
  if (tried)
    g_signal_emit (self, signals[RECONNECT_FAILED], 0);
}

/* After a failure or loss that everybody has heard of, unless somebody acted on it already. */
static void
go_on (SocketIoManager *self)
{
  if (self->state != SOCKET_IO_MANAGER_WAITING ||
      socket_io_reconnection_is_planned (self->reconnection))
    return;

  if (!socket_io_options_get_reconnection (self->options)) {
    give_up (self);
    return;
  }

  self->reconnecting = TRUE;
  if (socket_io_reconnection_plan (self->reconnection))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  else
    give_up (self);
}

static void
engine_lost (SocketIoManager *self, SocketIoDisconnectReason reason, const GError *details)
{
  socket_io_reconnection_reset (self->reconnection);
  set_state (self, SOCKET_IO_MANAGER_WAITING);
  g_signal_emit (self, signals[CLOSED], 0, reason, details);
  socket_io_members_tell_closed (self->members, reason, details);
  go_on (self);
}

static void
engine_failed (SocketIoManager *self, const GError *error)
{
  gboolean again = self->reconnecting;

  set_state (self, SOCKET_IO_MANAGER_WAITING);
  g_signal_emit (self, signals[FAILED], 0, error);
  socket_io_members_tell_failed (self->members, error);
  if (again)
    g_signal_emit (self, signals[RECONNECT_ERROR], 0, error);
  go_on (self);
}

static void
engine_closed_cb (EngineIoClient *engine,
                  EngineIoCloseReason reason,
                  const GError *details,
                  SocketIoManager *self)
{
  g_object_ref (self);
  drop_engine (self);
  if (self->state == SOCKET_IO_MANAGER_OPEN)
    engine_lost (self, socket_io_disconnect_reason_from_engine (reason), details);
  else
    engine_failed (self, details);
  g_object_unref (self);
}

static void
opening_timed_out_cb (gpointer data)
{
  SocketIoManager *self = data;
  g_autoptr (GError) error = g_error_new (ENGINE_IO_ERROR, ENGINE_IO_ERROR_TIMED_OUT,
                                          "The server did not answer within %u ms",
                                          socket_io_options_get_timeout (self->options));

  engine_io_client_abort (self->engine, ENGINE_IO_CLOSE_TRANSPORT_ERROR, error);
}

static void
engine_opened_cb (EngineIoClient *engine, EngineIoHandshake *handshake, SocketIoManager *self)
{
  gboolean again = self->reconnecting;
  guint attempts = socket_io_reconnection_get_attempts (self->reconnection);

  g_object_ref (self);
  socket_io_timer_stop (&self->opening_timer);
  self->reconnecting = FALSE;
  socket_io_reconnection_reset (self->reconnection);
  set_state (self, SOCKET_IO_MANAGER_OPEN);
  if (self->engine == engine)
    g_signal_emit (self, signals[OPENED], 0);
  if (self->engine == engine)
    socket_io_members_tell_opened (self->members);
  if (self->engine == engine && again)
    g_signal_emit (self, signals[RECONNECTED], 0, attempts);
  g_object_unref (self);
}

/*
 * A client may have left, or gone, while the server was still thinking about its
 * CONNECT.  The server would go on sending to nobody, and refuse the next one.
 */
static void
leave_for_nobody (SocketIoManager *self, const SocketIoPacket *packet)
{
  const SocketIoPacket disconnect = { .type = SOCKET_IO_PACKET_DISCONNECT,
                                      .nsp = packet->nsp,
                                      .id = SOCKET_IO_PACKET_NO_ID };

  if (packet->type == SOCKET_IO_PACKET_CONNECT)
    socket_io_manager_send_packet (self, &disconnect, NULL);
}

static void
engine_message_cb (EngineIoClient *engine, GBytes *message, gboolean binary, SocketIoManager *self)
{
  g_autoptr (SocketIoManager) alive = NULL;
  g_autoptr (SocketIoPacket) packet = NULL;
  g_autoptr (GError) error = NULL;

  self->packet_size += g_bytes_get_size (message);
  if (binary)
    packet = socket_io_parser_add_binary (self->parser, message, &error);
  else
    packet = socket_io_parser_add_text (self->parser, message, &error);

  if (packet != NULL) {
    packet->size = self->packet_size;
    self->packet_size = 0;
    if (g_signal_has_handler_pending (self, signals[PACKET], 0, FALSE)) {
      alive = g_object_ref (self);
      g_signal_emit (self, signals[PACKET], 0, packet);
    }
    if (packet->type == SOCKET_IO_PACKET_CONNECT || packet->type == SOCKET_IO_PACKET_CONNECT_ERROR)
      g_hash_table_remove (self->asked, packet->nsp);
    /* Whoever is told may drop the manager. */
    if (self->engine == engine && !socket_io_members_tell_packet (self->members, packet))
      leave_for_nobody (self, packet);
  } else if (error != NULL) {
    engine_io_client_abort (engine, ENGINE_IO_CLOSE_PARSE_ERROR, error);
  }
}

static void
engine_heartbeat_cb (EngineIoClient *engine, SocketIoManager *self)
{
  g_signal_emit (self, signals[PING], 0);
}

static void
engine_upgraded_cb (EngineIoClient *engine, const char *transport, SocketIoManager *self)
{
  g_signal_emit (self, signals[UPGRADED], 0, transport);
}

static gboolean
engine_accept_certificate_cb (EngineIoClient *engine,
                              GTlsCertificate *certificate,
                              GTlsCertificateFlags flaws,
                              SocketIoManager *self)
{
  gboolean accepted = FALSE;

  g_signal_emit (self, signals[ACCEPT_CERTIFICATE], 0, certificate, flaws, &accepted);

  return accepted;
}

static gboolean
engine_authenticate_cb (EngineIoClient *engine,
                        SoupAuth *auth,
                        gboolean retrying,
                        SocketIoManager *self)
{
  gboolean handled = FALSE;

  g_signal_emit (self, signals[AUTHENTICATE], 0, auth, retrying, &handled);

  return handled;
}

static void
attempt (SocketIoManager *self)
{
  guint timeout = socket_io_options_get_timeout (self->options);

  set_state (self, SOCKET_IO_MANAGER_OPENING);
  if (self->state != SOCKET_IO_MANAGER_OPENING || self->engine != NULL)
    return;

  g_set_object (&self->parser, NULL);
  self->parser = g_object_new (socket_io_options_get_parser_type (self->options), NULL);
  self->engine = engine_io_client_new (self->uri, ENGINE_IO_OPTIONS (self->options));
  g_signal_connect (self->engine, "opened", G_CALLBACK (engine_opened_cb), self);
  g_signal_connect (self->engine, "message", G_CALLBACK (engine_message_cb), self);
  g_signal_connect (self->engine, "closed", G_CALLBACK (engine_closed_cb), self);
  g_signal_connect (self->engine, "heartbeat", G_CALLBACK (engine_heartbeat_cb), self);
  g_signal_connect (self->engine, "upgraded", G_CALLBACK (engine_upgraded_cb), self);
  g_signal_connect (self->engine, "accept-certificate", G_CALLBACK (engine_accept_certificate_cb),
                    self);
  g_signal_connect (self->engine, "authenticate", G_CALLBACK (engine_authenticate_cb), self);
  if (timeout > 0)
    socket_io_timer_start (&self->opening_timer, timeout, opening_timed_out_cb, self);
  engine_io_client_open (self->engine);
}

/* The time of the next attempt is another. */
static void
notify_state (gpointer data)
{
  g_object_notify_by_pspec (data, properties[PROP_STATE]);
}

static void
try_again (gpointer data)
{
  SocketIoManager *self = data;

  g_object_ref (self);
  self->reconnecting = TRUE;
  socket_io_reconnection_cancel (self->reconnection);
  g_signal_emit (self, signals[RECONNECT_ATTEMPT], 0,
                 socket_io_reconnection_get_attempts (self->reconnection));
  if (self->state == SOCKET_IO_MANAGER_WAITING)
    attempt (self);
  g_object_unref (self);
}

/* --- the object ----------------------------------------------------------- */

static void
socket_io_manager_get_property (GObject *object,
                                guint property_id,
                                GValue *value,
                                GParamSpec *pspec)
{
  SocketIoManager *self = SOCKET_IO_MANAGER (object);

  switch ((SocketIoManagerProperty) property_id) {
  case PROP_URI:
    g_value_set_string (value, self->uri);
    break;
  case PROP_OPTIONS:
    g_value_set_object (value, self->options);
    break;
  case PROP_STATE:
    g_value_set_enum (value, self->state);
    break;
  }
}

static void
socket_io_manager_set_property (GObject *object,
                                guint property_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  SocketIoManager *self = SOCKET_IO_MANAGER (object);

  switch ((SocketIoManagerProperty) property_id) {
  case PROP_URI:
    self->uri = g_value_dup_string (value);
    break;
  case PROP_OPTIONS:
    self->options = g_value_dup_object (value);
    break;
  case PROP_STATE:
    g_assert_not_reached ();
  }
}

static void
socket_io_manager_constructed (GObject *object)
{
  SocketIoManager *self = SOCKET_IO_MANAGER (object);

  G_OBJECT_CLASS (socket_io_manager_parent_class)->constructed (object);

  if (self->options == NULL)
    self->options = socket_io_options_new ();
  self->reconnection =
    socket_io_reconnection_new (self->uri, self->options, try_again, notify_state, self);
}

static void
socket_io_manager_dispose (GObject *object)
{
  SocketIoManager *self = SOCKET_IO_MANAGER (object);

  if (self->share_key != NULL)
    g_hash_table_remove (g_private_get (&shared), self->share_key);
  g_clear_pointer (&self->share_key, g_free);
  if (self->reconnection != NULL)
    socket_io_reconnection_cancel (self->reconnection);
  drop_engine (self);
  g_clear_object (&self->parser);
  g_clear_object (&self->options);

  G_OBJECT_CLASS (socket_io_manager_parent_class)->dispose (object);
}

static void
socket_io_manager_finalize (GObject *object)
{
  SocketIoManager *self = SOCKET_IO_MANAGER (object);

  g_clear_pointer (&self->reconnection, socket_io_reconnection_free);
  socket_io_members_free (self->members);
  g_hash_table_unref (self->asked);
  g_free (self->uri);

  G_OBJECT_CLASS (socket_io_manager_parent_class)->finalize (object);
}

static guint
new_signal (const char *name, GType return_type, guint n_params, ...)
{
  GSignalAccumulator accumulator = NULL;
  guint id = 0;
  va_list params;

  if (return_type == G_TYPE_BOOLEAN)
    accumulator = g_signal_accumulator_true_handled;

  va_start (params, n_params);
  id = g_signal_new_valist (name, SOCKET_IO_TYPE_MANAGER, G_SIGNAL_RUN_LAST, NULL, accumulator,
                            NULL, NULL, return_type, n_params, params);
  va_end (params);

  return id;
}

static void
socket_io_manager_class_init (SocketIoManagerClass *klass)
{
  const GParamFlags construct = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = socket_io_manager_get_property;
  object_class->set_property = socket_io_manager_set_property;
  object_class->constructed = socket_io_manager_constructed;
  object_class->dispose = socket_io_manager_dispose;
  object_class->finalize = socket_io_manager_finalize;

  /**
   * SocketIoManager:uri:
   *
   * Where the server is: `http`, `https`, `ws` or `wss`; a query is sent along.
   */
  properties[PROP_URI] = g_param_spec_string ("uri", NULL, NULL, NULL, construct);
  /**
   * SocketIoManager:options:
   *
   * How to connect.
   */
  properties[PROP_OPTIONS] =
    g_param_spec_object ("options", NULL, NULL, SOCKET_IO_TYPE_OPTIONS, construct);
  /**
   * SocketIoManager:state:
   *
   * Whether there is a connection; also notified when the time of the next
   * attempt changes.
   */
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, SOCKET_IO_TYPE_MANAGER_STATE, SOCKET_IO_MANAGER_CLOSED,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  /**
   * SocketIoManager::opened:
   * @self: a manager
   *
   * There is a connection ("open" in JavaScript).
   */
  signals[OPENED] = new_signal ("opened", G_TYPE_NONE, 0);
  /**
   * SocketIoManager::failed:
   * @self: a manager
   * @error: what went wrong
   *
   * An attempt to connect has failed ("error" in JavaScript).
   */
  signals[FAILED] = new_signal ("failed", G_TYPE_NONE, 1, G_TYPE_ERROR);
  /**
   * SocketIoManager::closed:
   * @self: a manager
   * @reason: why
   * @details: (nullable): what is known beyond that
   *
   * The connection is gone ("close" in JavaScript).
   */
  signals[CLOSED] =
    new_signal ("closed", G_TYPE_NONE, 2, SOCKET_IO_TYPE_DISCONNECT_REASON, G_TYPE_ERROR);
  /**
   * SocketIoManager::packet:
   * @self: a manager
   * @packet: what was received
   *
   * A packet for any namespace.
   */
  signals[PACKET] =
    new_signal ("packet", G_TYPE_NONE, 1, SOCKET_IO_TYPE_PACKET | G_SIGNAL_TYPE_STATIC_SCOPE);
  /**
   * SocketIoManager::ping:
   * @self: a manager
   *
   * The server has shown a sign of life, and was answered.
   */
  signals[PING] = new_signal ("ping", G_TYPE_NONE, 0);
  /**
   * SocketIoManager::reconnect-attempt:
   * @self: a manager
   * @attempt: counts from 1
   *
   * The manager is about to try again; options may be changed here.
   */
  signals[RECONNECT_ATTEMPT] = new_signal ("reconnect-attempt", G_TYPE_NONE, 1, G_TYPE_UINT);
  /**
   * SocketIoManager::reconnected:
   * @self: a manager
   * @attempt: how many attempts it took
   *
   * The connection is back ("reconnect" in JavaScript).
   */
  signals[RECONNECTED] = new_signal ("reconnected", G_TYPE_NONE, 1, G_TYPE_UINT);
  /**
   * SocketIoManager::reconnect-error:
   * @self: a manager
   * @error: what went wrong
   *
   * An attempt to come back has failed.
   */
  signals[RECONNECT_ERROR] = new_signal ("reconnect-error", G_TYPE_NONE, 1, G_TYPE_ERROR);
  /**
   * SocketIoManager::reconnect-failed:
   * @self: a manager
   *
   * All attempts are used up.
   */
  signals[RECONNECT_FAILED] = new_signal ("reconnect-failed", G_TYPE_NONE, 0);
  /**
   * SocketIoManager::upgraded:
   * @self: a manager
   * @transport: the transport that is used from now on
   *
   * The connection has moved to a better transport.
   */
  signals[UPGRADED] = new_signal ("upgraded", G_TYPE_NONE, 1, G_TYPE_STRING);
  /**
   * SocketIoManager::accept-certificate:
   * @self: a manager
   * @certificate: the server's certificate
   * @flaws: what is wrong with it
   *
   * Asks whether a certificate that the system does not trust is acceptable.
   *
   * Returns: %TRUE to accept it
   */
  signals[ACCEPT_CERTIFICATE] = new_signal ("accept-certificate", G_TYPE_BOOLEAN, 2,
                                            G_TYPE_TLS_CERTIFICATE, G_TYPE_TLS_CERTIFICATE_FLAGS);
  /**
   * SocketIoManager::authenticate:
   * @self: a manager
   * @auth: the HTTP authentication that is asked for
   * @retrying: whether an answer was refused already
   *
   * The server, or a proxy before it, asks for HTTP authentication; see
   * [signal@Soup.Message::authenticate].
   *
   * Returns: %TRUE if @auth was or will be answered
   */
  signals[AUTHENTICATE] =
    new_signal ("authenticate", G_TYPE_BOOLEAN, 2, SOUP_TYPE_AUTH, G_TYPE_BOOLEAN);
}

static void
socket_io_manager_init (SocketIoManager *self)
{
  self->asked = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->members = socket_io_members_new ();
}

/**
 * socket_io_manager_new:
 * @uri: where the server is; its path is not looked at
 * @options: (nullable) (transfer none): how to connect, or %NULL for the defaults
 *
 * Makes a manager, which does nothing until it is opened or a client of it connects.
 *
 * Returns: (transfer full): a manager
 */
SocketIoManager *
socket_io_manager_new (const char *uri, SocketIoOptions *options)
{
  g_return_val_if_fail (uri != NULL, NULL);
  g_return_val_if_fail (options == NULL || SOCKET_IO_IS_OPTIONS (options), NULL);

  return g_object_new (SOCKET_IO_TYPE_MANAGER, "uri", uri, "options", options, NULL);
}

const char *
socket_io_manager_get_uri (SocketIoManager *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_MANAGER (self), NULL);

  return self->uri;
}

/**
 * socket_io_manager_get_options:
 * @self: a manager
 *
 * Returns: (transfer none): the options; changes are in force from the next attempt on
 */
SocketIoOptions *
socket_io_manager_get_options (SocketIoManager *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_MANAGER (self), NULL);

  return self->options;
}

SocketIoManagerState
socket_io_manager_get_state (SocketIoManager *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_MANAGER (self), SOCKET_IO_MANAGER_CLOSED);

  return self->state;
}

/**
 * socket_io_manager_get_transport:
 * @self: a manager
 *
 * Returns: (nullable): "polling" or "websocket", or %NULL without a connection
 */
const char *
socket_io_manager_get_transport (SocketIoManager *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_MANAGER (self), NULL);

  return self->engine != NULL ? engine_io_client_get_transport (self->engine) : NULL;
}

/**
 * socket_io_manager_get_engine:
 * @self: a manager
 *
 * Gets the connection below, for what only it can tell, such as
 * [signal@EngineIo.Client::upgrade-failed].  There is a new one for each attempt;
 * do not send with it.
 *
 * Returns: (transfer none) (nullable): the engine, or %NULL without a connection or attempt
 */
EngineIoClient *
socket_io_manager_get_engine (SocketIoManager *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_MANAGER (self), NULL);

  return self->engine;
}

/**
 * socket_io_manager_get_next_attempt_time:
 * @self: a manager
 *
 * Returns: when the next attempt starts, in microseconds of monotonic time; 0 if
 *   none is planned, or if it waits for a network
 */
gint64
socket_io_manager_get_next_attempt_time (SocketIoManager *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_MANAGER (self), 0);

  return socket_io_reconnection_get_next_time (self->reconnection);
}

/**
 * socket_io_manager_open:
 * @self: a manager
 *
 * Connects, unless there is a connection or an attempt already.  Clients do this
 * by themselves.
 */
void
socket_io_manager_open (SocketIoManager *self)
{
  g_return_if_fail (SOCKET_IO_IS_MANAGER (self));

  if (self->state == SOCKET_IO_MANAGER_CLOSED ||
      (self->state == SOCKET_IO_MANAGER_WAITING &&
       !socket_io_options_get_reconnection (self->options)))
    attempt (self);
}

/**
 * socket_io_manager_retry_now:
 * @self: a manager
 *
 * Does not wait any longer for the next attempt.
 */
void
socket_io_manager_retry_now (SocketIoManager *self)
{
  g_return_if_fail (SOCKET_IO_IS_MANAGER (self));

  if (self->state == SOCKET_IO_MANAGER_WAITING)
    try_again (self);
}

/**
 * socket_io_manager_close:
 * @self: a manager
 *
 * Closes the connection for all clients, and does not come back by itself.
 */
void
socket_io_manager_close (SocketIoManager *self)
{
  gboolean was_open = FALSE;

  g_return_if_fail (SOCKET_IO_IS_MANAGER (self));

  if (self->state == SOCKET_IO_MANAGER_CLOSED)
    return;

  g_object_ref (self);
  was_open = self->state == SOCKET_IO_MANAGER_OPEN;
  self->reconnecting = FALSE;
  socket_io_reconnection_reset (self->reconnection);
  release_engine (self);
  set_state (self, SOCKET_IO_MANAGER_CLOSED);
  if (was_open) {
    g_signal_emit (self, signals[CLOSED], 0, SOCKET_IO_DISCONNECT_FORCED, NULL);
    socket_io_members_tell_closed (self->members, SOCKET_IO_DISCONNECT_FORCED, NULL);
  }
  if (self->state == SOCKET_IO_MANAGER_CLOSED)
    socket_io_members_tell_gave_up (self->members);
  g_object_unref (self);
}

/**
 * socket_io_manager_share: (skip)
 * @uri: an address whose path names a namespace
 * @options: (nullable): how to connect
 * @nsp: the namespace that is wanted
 *
 * Finds the manager that clients of the same origin, query and options share, or
 * makes one.  As in JavaScript a namespace that is in use on the shared
 * connection gets a connection of its own.
 *
 * Returns: (transfer full): a manager without a client for @nsp
 */
SocketIoManager *
socket_io_manager_share (const char *uri, SocketIoOptions *options, const char *nsp)
{
  g_autofree char *key = g_strdup_printf ("%p %s", options, uri);
  GHashTable *managers = g_private_get (&shared);
  SocketIoManager *manager = NULL;

  if (managers == NULL) {
    managers = g_hash_table_new (g_str_hash, g_str_equal);
    g_private_set (&shared, managers);
  }

  if (options != NULL && socket_io_options_get_force_new (options))
    return socket_io_manager_new (uri, options);

  manager = g_hash_table_lookup (managers, key);
  if (manager == NULL) {
    manager = socket_io_manager_new (uri, options);
    manager->share_key = g_steal_pointer (&key);
    g_hash_table_insert (managers, manager->share_key, manager);
    return manager;
  }

  if (socket_io_members_get_client (manager->members, nsp) != NULL)
    return socket_io_manager_new (uri, options);

  return g_object_ref (manager);
}

/**
 * socket_io_manager_get_client: (skip)
 * @self: a manager
 * @nsp: a namespace
 *
 * Returns: (transfer none) (nullable): the client that has @nsp
 */
gpointer
socket_io_manager_get_client (SocketIoManager *self, const char *nsp)
{
  return socket_io_members_get_client (self->members, nsp);
}

/**
 * socket_io_manager_attach: (skip)
 * @self: a manager
 * @nsp: the client's namespace
 * @member: how the client is told
 * @client: the client, which is not owned
 */
void
socket_io_manager_attach (SocketIoManager *self,
                          const char *nsp,
                          const SocketIoMember *member,
                          gpointer client)
{
  socket_io_members_add (self->members, nsp, member, client);
}

/**
 * socket_io_manager_detach: (skip)
 * @self: a manager
 * @nsp: the namespace of a client that goes away
 */
void
socket_io_manager_detach (SocketIoManager *self, const char *nsp)
{
  socket_io_manager_set_active (self, nsp, FALSE);
  socket_io_members_remove (self->members, nsp);
}

/**
 * socket_io_manager_set_active: (skip)
 * @self: a manager
 * @nsp: a client's namespace
 * @active: whether the client wants the connection
 *
 * The last client that does not want it any more closes it.
 */
void
socket_io_manager_set_active (SocketIoManager *self, const char *nsp, gboolean active)
{
  if (socket_io_members_set_active (self->members, nsp, active) && !active &&
      !socket_io_members_any_active (self->members))
    socket_io_manager_close (self);
}

/**
 * socket_io_manager_get_parser: (skip)
 * @self: a manager
 *
 * Returns: (transfer none): what encodes packets; also there without a connection
 */
SocketIoParser *
socket_io_manager_get_parser (SocketIoManager *self)
{
  if (self->parser == NULL)
    self->parser = g_object_new (socket_io_options_get_parser_type (self->options), NULL);

  return self->parser;
}

/**
 * socket_io_manager_is_writable: (skip)
 * @self: a manager
 *
 * Returns: whether what is sent now leaves at once, and the heartbeat is not overdue
 */
gboolean
socket_io_manager_is_writable (SocketIoManager *self)
{
  return self->state == SOCKET_IO_MANAGER_OPEN && engine_io_client_is_writable (self->engine);
}

/**
 * socket_io_manager_send: (skip)
 * @self: a manager
 * @text: (nullable): an encoded packet, or %NULL if @binaries are the packet
 * @binaries: (nullable): its binary messages
 * @flags: for the engine
 * @error: return location for an error
 *
 * Returns: an id for [method@SocketIo.Manager.take_back], or 0 with @error set
 */
guint64
socket_io_manager_send (SocketIoManager *self,
                        GBytes *text,
                        GPtrArray *binaries,
                        EngineIoSendFlags flags,
                        GError **error)
{
  g_autoptr (EngineIoClient) engine = NULL;
  g_autoptr (GError) engine_error = NULL;
  guint64 id = 0;

  /* Sending may find that the connection is lost, and drop the engine. */
  g_set_object (&engine, self->engine);
  if (self->state != SOCKET_IO_MANAGER_OPEN || engine_io_client_check_expired (engine)) {
    g_set_error_literal (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED,
                         "There is no connection");
    return 0;
  }

  if (text != NULL)
    id = engine_io_client_send (engine, text, binaries, flags, &engine_error);
  else
    id =
      engine_io_client_send_binary (engine, g_ptr_array_index (binaries, 0), flags, &engine_error);

  if (id == 0)
    g_set_error_literal (error, SOCKET_IO_ERROR,
                         g_error_matches (engine_error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_TOO_LARGE)
                           ? SOCKET_IO_ERROR_TOO_LARGE
                           : SOCKET_IO_ERROR_DISCONNECTED,
                         engine_error->message);

  return id;
}

/**
 * socket_io_manager_send_packet: (skip)
 * @self: a manager
 * @packet: what to send
 * @error: return location for an error
 *
 * Returns: whether it was sent
 */
gboolean
socket_io_manager_send_packet (SocketIoManager *self, const SocketIoPacket *packet, GError **error)
{
  g_autoptr (GBytes) text = NULL;
  g_autoptr (GPtrArray) binaries = NULL;

  if (!socket_io_parser_encode (socket_io_manager_get_parser (self), packet, &text, &binaries,
                                error) ||
      socket_io_manager_send (self, text, binaries, ENGINE_IO_SEND_DEFAULT, error) == 0)
    return FALSE;

  if (packet->type == SOCKET_IO_PACKET_CONNECT && self->engine != NULL)
    g_hash_table_add (self->asked, g_strdup (packet->nsp));
  return TRUE;
}

/**
 * socket_io_manager_is_asked: (skip)
 * @self: a manager
 * @nsp: a namespace
 *
 * Returns: whether the server still has to answer a CONNECT for @nsp
 */
gboolean
socket_io_manager_is_asked (SocketIoManager *self, const char *nsp)
{
  return g_hash_table_contains (self->asked, nsp);
}

/**
 * socket_io_manager_abort: (skip)
 * @self: a manager
 * @error: what the server did
 *
 * Ends the connection, as for all that the server should not send.
 */
void
socket_io_manager_abort (SocketIoManager *self, GError *error)
{
  if (self->state == SOCKET_IO_MANAGER_OPEN)
    engine_io_client_abort (self->engine, ENGINE_IO_CLOSE_PARSE_ERROR, error);
}

/**
 * socket_io_manager_take_back: (skip)
 * @self: a manager
 * @message_id: what [method@SocketIo.Manager.send] gave
 *
 * Returns: whether the message will not be sent after all
 */
gboolean
socket_io_manager_take_back (SocketIoManager *self, guint64 message_id)
{
  return self->engine != NULL && engine_io_client_take_back (self->engine, message_id);
}
