/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The way to one server, and why it is closed.
 *
 *               open                   there              let in
 *    OFFLINE ----------> CONNECTING ---------> SIGNING_IN ---------> ONLINE
 *       ^                  |    ^                |     |                |
 *       |          attempt |    | time is up,    |     | not            | connection
 *       |           failed |    | retry_now      |     | now            | lost
 *       |                  v    |                |     v                v
 *       |                WAITING <---------------|------+---------------+
 *       |                                        | no
 *       |                                        v
 *       |                                     REFUSED ---- open ----> CONNECTING
 *       |
 *       +--- from everywhere: close, server ends the connection
 *
 * The state follows from the client's and the manager's, and from what the server said at the door.
 * Where nobody asks who I am there is no SIGNING_IN.
 *
 * While a server on this computer does not run, the connection is OFFLINE, or CONNECTING if it is
 * just being started, and goes to nobody: who I am is not for whoever listens there instead.  One
 * that was opened goes on when the server is there.
 *
 * Whoever hears of what happens may drop the connection, and the session that it is part of.  What
 * the layer below calls therefore keeps it to its own end.
 */
#include "chat-connection.h"

#include "socket-io-error.h"

/* How long to wait where the server does not say: longer every time. */
#define LATER_MS 5000
#define LATER_MAX_MS 60000

struct _ChatConnection {
  GObject parent_instance;

  SocketIoOptions *options;
  ChatSignIn *sign_in;
  SocketIoClient *client; /* from the first time it is opened, while the server is there */
  char *address;
  gboolean wanted; /* opened, and not closed */
  ChatServerState server;
  ChatSessionState state;
  gint64 next_attempt;
  gboolean refused;
  guint later_id; /* while the server wants nobody */
  gint64 later;   /* when that is over */
  guint n_later;
  GError *error;
};

G_DEFINE_FINAL_TYPE (ChatConnection, chat_connection, G_TYPE_OBJECT)

typedef enum {
  PROP_OPTIONS = 1,
  PROP_STATE,
  PROP_NEXT_ATTEMPT,
  PROP_ERROR,
} ChatConnectionProperty;

static GParamSpec *properties[PROP_ERROR + 1];

enum {
  CONNECTED,
  DISCONNECTED,
  EVENT,
  ALIVE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
set_error (ChatConnection *self, GError *error)
{
  /* Handlers may look at the old one until they have heard of the new. */
  g_autoptr (GError) before = g_steal_pointer (&self->error);

  self->error = error;
  if (before != NULL || error != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
}

static void
set_state (ChatConnection *self, ChatSessionState state, gint64 next_attempt)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (self->next_attempt != next_attempt) {
    self->next_attempt = next_attempt;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEXT_ATTEMPT]);
  }
  if (self->state != state) {
    self->state = state;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  }
  g_object_thaw_notify (G_OBJECT (self));
}

static ChatSessionState
state_of_client (ChatConnection *self)
{
  SocketIoManager *manager = socket_io_client_get_manager (self->client);

  switch (socket_io_client_get_state (self->client)) {
  case SOCKET_IO_CLIENT_DISCONNECTED:
    if (self->later_id != 0)
      return CHAT_SESSION_WAITING;
    return self->refused ? CHAT_SESSION_REFUSED : CHAT_SESSION_OFFLINE;
  case SOCKET_IO_CLIENT_CONNECTED:
    return CHAT_SESSION_ONLINE;
  case SOCKET_IO_CLIENT_CONNECTING:
    if (socket_io_manager_get_state (manager) == SOCKET_IO_MANAGER_WAITING)
      return CHAT_SESSION_WAITING;
    return socket_io_manager_get_state (manager) == SOCKET_IO_MANAGER_OPEN &&
               chat_sign_in_is_needed (self->sign_in)
             ? CHAT_SESSION_SIGNING_IN
             : CHAT_SESSION_CONNECTING;
  }

  return CHAT_SESSION_OFFLINE;
}

static void
update_state (ChatConnection *connection)
{
  g_autoptr (ChatConnection) self = g_object_ref (connection);
  ChatSessionState state = CHAT_SESSION_OFFLINE;
  gint64 next = 0;

  if (self->client != NULL)
    state = state_of_client (self);
  else if (self->wanted && self->server == CHAT_SERVER_STARTING)
    state = CHAT_SESSION_CONNECTING;
  if (state == CHAT_SESSION_WAITING)
    next =
      self->later_id != 0
        ? self->later
        : socket_io_manager_get_next_attempt_time (socket_io_client_get_manager (self->client));
  set_state (self, state, next);
}

/* Why it is not connected any more is told a moment later; then it is known what that means. */
static void
client_state_changed_cb (ChatConnection *self)
{
  if (socket_io_client_get_state (self->client) != SOCKET_IO_CLIENT_DISCONNECTED)
    update_state (self);
}

/* --- at the door -------------------------------------------------------------- */

static void
stop_waiting (ChatConnection *self)
{
  g_clear_handle_id (&self->later_id, g_source_remove);
  self->refused = FALSE;
}

static void
try_again (gpointer data)
{
  g_autoptr (ChatConnection) self = g_object_ref (data);

  stop_waiting (self);
  socket_io_client_connect (self->client);
}

static void
wait_for_server (ChatConnection *self, gint64 retry_after)
{
  guint shift = MIN (self->n_later, 4);
  gint64 delay = MAX (retry_after, MIN (LATER_MS << shift, LATER_MAX_MS));

  self->n_later++;
  self->later = g_get_monotonic_time () + delay * 1000;
  self->later_id = g_timeout_add_once ((guint) delay, try_again, self);
}

static void
client_refused (ChatConnection *self, const GError *refusal)
{
  gint64 retry_after = -1;
  g_autoptr (GError) error = chat_sign_in_explain (self->sign_in, refusal, &retry_after);

  if (retry_after == 0) {
    try_again (self);
    return;
  }

  if (retry_after > 0)
    wait_for_server (self, retry_after);
  else
    self->refused = TRUE;
  set_error (self, g_steal_pointer (&error));
  update_state (self);
}

/* Asked on every connection; there may be a token by now. */
static void
auth_cb (SocketIoClient *client, SocketIoAuthRequest *request, gpointer user_data)
{
  g_autoptr (JsonNode) auth = chat_sign_in_write (user_data);

  socket_io_auth_request_answer (request, auth);
}

/* --- what the client tells ------------------------------------------------------ */

static void
client_connected_cb (ChatConnection *connection)
{
  g_autoptr (ChatConnection) self = g_object_ref (connection);

  self->n_later = 0;
  set_error (self, NULL);
  update_state (self);
  if (self->state == CHAT_SESSION_ONLINE)
    g_signal_emit (self, signals[CONNECTED], 0);
}

static void
client_connect_error_cb (ChatConnection *connection, const GError *error)
{
  g_autoptr (ChatConnection) self = g_object_ref (connection);

  if (g_error_matches (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_REFUSED)) {
    client_refused (self, error);
    return;
  }

  set_error (self, chat_session_error_new_from (error));
  update_state (self);
}

static void
client_disconnected_cb (ChatConnection *connection,
                        SocketIoDisconnectReason reason,
                        const GError *details)
{
  g_autoptr (ChatConnection) self = g_object_ref (connection);

  g_signal_emit (self, signals[DISCONNECTED], 0);
  if (reason == SOCKET_IO_DISCONNECT_SERVER)
    set_error (self, chat_session_error_new (CHAT_SESSION_ERROR_ENDED));
  else if (reason != SOCKET_IO_DISCONNECT_CLIENT)
    set_error (self, chat_session_error_new (CHAT_SESSION_ERROR_LOST));
  update_state (self);
}

static void
client_event_cb (ChatConnection *connection, SocketIoEvent *event)
{
  g_autoptr (ChatConnection) self = g_object_ref (connection);

  g_signal_emit (self, signals[ALIVE], 0);
  g_signal_emit (self, signals[EVENT], 0, event);
}

static void
manager_ping_cb (ChatConnection *self)
{
  g_signal_emit (self, signals[ALIVE], 0);
}

static void
make_client (ChatConnection *self)
{
  SocketIoManager *manager = NULL;

  self->client = socket_io_client_new_with_options (self->address, self->options);
  manager = socket_io_client_get_manager (self->client);
  socket_io_client_set_auth_func (self->client, auth_cb, g_object_ref (self->sign_in),
                                  g_object_unref);

  g_signal_connect_swapped (self->client, "connected", G_CALLBACK (client_connected_cb), self);
  g_signal_connect_swapped (self->client, "connect-error", G_CALLBACK (client_connect_error_cb),
                            self);
  g_signal_connect_swapped (self->client, "disconnected", G_CALLBACK (client_disconnected_cb),
                            self);
  g_signal_connect_swapped (self->client, "event", G_CALLBACK (client_event_cb), self);
  g_signal_connect_swapped (self->client, "notify::state", G_CALLBACK (client_state_changed_cb),
                            self);
  g_signal_connect_swapped (manager, "notify::state", G_CALLBACK (client_state_changed_cb), self);
  g_signal_connect_swapped (manager, "ping", G_CALLBACK (manager_ping_cb), self);
}

static void
drop_client (ChatConnection *self)
{
  if (self->client == NULL)
    return;

  g_signal_handlers_disconnect_by_data (socket_io_client_get_manager (self->client), self);
  g_signal_handlers_disconnect_by_data (self->client, self);
  socket_io_client_disconnect (self->client);
  g_clear_object (&self->client);
}

static void
chat_connection_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ChatConnection *self = CHAT_CONNECTION (object);

  switch ((ChatConnectionProperty) property_id) {
  case PROP_OPTIONS:
    g_value_set_object (value, self->options);
    break;
  case PROP_STATE:
    g_value_set_enum (value, self->state);
    break;
  case PROP_NEXT_ATTEMPT:
    g_value_set_int64 (value, self->next_attempt);
    break;
  case PROP_ERROR:
    g_value_set_boxed (value, self->error);
    break;
  }
}

static void
chat_connection_set_property (GObject *object,
                              guint property_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  ChatConnection *self = CHAT_CONNECTION (object);

  switch ((ChatConnectionProperty) property_id) {
  case PROP_OPTIONS:
    self->options = g_value_dup_object (value);
    break;
  case PROP_STATE:
  case PROP_NEXT_ATTEMPT:
  case PROP_ERROR:
    g_assert_not_reached ();
  }
}

static void
chat_connection_constructed (GObject *object)
{
  ChatConnection *self = CHAT_CONNECTION (object);

  G_OBJECT_CLASS (chat_connection_parent_class)->constructed (object);

  if (self->options == NULL)
    self->options = socket_io_options_new ();
  /* Two accounts on one server are two people, and need a connection each. */
  g_object_set (self->options, "force-new", TRUE, NULL);
}

static void
chat_connection_dispose (GObject *object)
{
  ChatConnection *self = CHAT_CONNECTION (object);

  g_clear_handle_id (&self->later_id, g_source_remove);
  drop_client (self);
  g_clear_object (&self->sign_in);
  g_clear_object (&self->options);

  G_OBJECT_CLASS (chat_connection_parent_class)->dispose (object);
}

static void
chat_connection_finalize (GObject *object)
{
  ChatConnection *self = CHAT_CONNECTION (object);

  g_clear_error (&self->error);
  g_free (self->address);

  G_OBJECT_CLASS (chat_connection_parent_class)->finalize (object);
}

static void
chat_connection_class_init (ChatConnectionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags shown = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = chat_connection_get_property;
  object_class->set_property = chat_connection_set_property;
  object_class->constructed = chat_connection_constructed;
  object_class->dispose = chat_connection_dispose;
  object_class->finalize = chat_connection_finalize;

  properties[PROP_OPTIONS] =
    g_param_spec_object ("options", NULL, NULL, SOCKET_IO_TYPE_OPTIONS,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, CHAT_TYPE_SESSION_STATE, CHAT_SESSION_OFFLINE, shown);
  properties[PROP_NEXT_ATTEMPT] =
    g_param_spec_int64 ("next-attempt", NULL, NULL, 0, G_MAXINT64, 0, shown);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, shown);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[CONNECTED] = g_signal_new ("connected", CHAT_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
  signals[DISCONNECTED] = g_signal_new ("disconnected", CHAT_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0,
                                        NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[EVENT] = g_signal_new ("event", CHAT_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, SOCKET_IO_TYPE_EVENT);
  signals[ALIVE] = g_signal_new ("alive", CHAT_TYPE_CONNECTION, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 0);
}

static void
chat_connection_init (ChatConnection *self)
{
}

/**
 * chat_connection_new:
 * @options: (nullable): how to connect and reconnect
 * @sign_in: what to say at the door
 *
 * Makes a connection that is closed.
 */
ChatConnection *
chat_connection_new (SocketIoOptions *options, ChatSignIn *sign_in)
{
  ChatConnection *self = NULL;

  g_return_val_if_fail (options == NULL || SOCKET_IO_IS_OPTIONS (options), NULL);
  g_return_val_if_fail (CHAT_IS_SIGN_IN (sign_in), NULL);

  self = g_object_new (CHAT_TYPE_CONNECTION, "options", options, NULL);
  self->sign_in = g_object_ref (sign_in);

  return self;
}

/* What is no address now is none later: not worth an attempt, and not one after the other. */
static gboolean
is_address (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_PARSE_RELAXED, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  return host != NULL && *host != '\0';
}

/* Why there is no attempt. */
static void
explain_absence (ChatConnection *self)
{
  set_error (self, self->wanted && self->server == CHAT_SERVER_STOPPED
                     ? chat_session_error_new (CHAT_SESSION_ERROR_NOT_RUNNING)
                     : NULL);
  update_state (self);
}

static void
start (ChatConnection *self)
{
  if (!chat_sign_in_is_possible (self->sign_in)) {
    set_error (self, chat_session_error_new (CHAT_SESSION_ERROR_CREDENTIALS));
    set_state (self, CHAT_SESSION_REFUSED, 0);
    return;
  }

  stop_waiting (self);
  set_error (self, NULL);
  if (self->client == NULL)
    make_client (self);
  socket_io_client_connect (self->client);
}

/**
 * chat_connection_open:
 * @self: a connection
 * @address: where the server is, complete; the same every time while it is there
 *
 * Connects, and connects again whenever the connection is lost.
 */
void
chat_connection_open (ChatConnection *self, const char *address)
{
  g_return_if_fail (CHAT_IS_CONNECTION (self));
  g_return_if_fail (address != NULL);

  if (self->state != CHAT_SESSION_OFFLINE && self->state != CHAT_SESSION_REFUSED)
    return;

  if (!is_address (address)) {
    set_error (self, chat_session_error_new (CHAT_SESSION_ERROR_ADDRESS));
    return;
  }

  self->wanted = TRUE;
  g_set_str (&self->address, address);
  if (self->server == CHAT_SERVER_THERE)
    start (self);
  else
    explain_absence (self);
}

/**
 * chat_connection_set_server:
 * @self: a connection to a server on this computer
 * @server: what is known of it
 * @address: (nullable): where it is, if it is there
 *
 * Goes to nobody while the server is not there, and on when it is.
 */
void
chat_connection_set_server (ChatConnection *self, ChatServerState server, const char *address)
{
  g_autoptr (ChatConnection) kept = NULL;

  g_return_if_fail (CHAT_IS_CONNECTION (self));
  g_return_if_fail (server != CHAT_SERVER_THERE || address != NULL);

  if (self->server == server)
    return;

  kept = g_object_ref (self);
  self->server = server;
  if (server != CHAT_SERVER_THERE) {
    stop_waiting (self);
    if (self->client != NULL)
      socket_io_client_disconnect (self->client);
    drop_client (self);
    explain_absence (self);
  } else if (self->wanted) {
    g_set_str (&self->address, address);
    start (self);
  }
}

/**
 * chat_connection_retry_now:
 * @self: a connection
 *
 * Does not wait any longer for the next attempt.
 */
void
chat_connection_retry_now (ChatConnection *self)
{
  g_return_if_fail (CHAT_IS_CONNECTION (self));

  if (self->later_id != 0)
    try_again (self);
  else if (self->state == CHAT_SESSION_WAITING)
    socket_io_manager_retry_now (socket_io_client_get_manager (self->client));
}

/**
 * chat_connection_close:
 * @self: a connection
 *
 * Goes offline, and stays there.
 */
void
chat_connection_close (ChatConnection *self)
{
  g_autoptr (ChatConnection) kept = NULL;

  g_return_if_fail (CHAT_IS_CONNECTION (self));

  kept = g_object_ref (self);
  self->wanted = FALSE;
  stop_waiting (self);
  set_error (self, NULL);
  if (self->client != NULL)
    socket_io_client_disconnect (self->client);
  update_state (self);
}

/**
 * chat_connection_explain:
 * @self: a connection that is not open
 * @cause: why it is better not opened now
 */
void
chat_connection_explain (ChatConnection *self, const GError *cause)
{
  g_return_if_fail (CHAT_IS_CONNECTION (self));
  g_return_if_fail (cause != NULL);

  if (self->state == CHAT_SESSION_OFFLINE)
    set_error (self, chat_session_error_new_from (cause));
}

/**
 * chat_connection_get_client:
 * @self: a connection
 *
 * Returns: (transfer none) (nullable): what to emit with; %NULL before it is opened first
 */
SocketIoClient *
chat_connection_get_client (ChatConnection *self)
{
  g_return_val_if_fail (CHAT_IS_CONNECTION (self), NULL);

  return self->client;
}

ChatSessionState
chat_connection_get_state (ChatConnection *self)
{
  g_return_val_if_fail (CHAT_IS_CONNECTION (self), CHAT_SESSION_OFFLINE);

  return self->state;
}

/**
 * chat_connection_get_next_attempt:
 * @self: a connection
 *
 * Returns: when the next attempt starts, as g_get_monotonic_time () counts; 0 where none is
 * planned, or while there is no network
 */
gint64
chat_connection_get_next_attempt (ChatConnection *self)
{
  g_return_val_if_fail (CHAT_IS_CONNECTION (self), 0);

  return self->next_attempt;
}

/**
 * chat_connection_get_error:
 * @self: a connection
 *
 * Returns: (nullable): why it is not connected, an error of %CHAT_SESSION_ERROR
 */
const GError *
chat_connection_get_error (ChatConnection *self)
{
  g_return_val_if_fail (CHAT_IS_CONNECTION (self), NULL);

  return self->error;
}
