/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The client's end of one Engine.IO session.
 *
 *            open             handshake          close
 *   [idle] ---------> [opening] --------> [open] -----> [closing]
 *      |                  |                  |              |
 *      '------------------+------ end -------+--------------'--> [closed]
 *
 * Packets wait in one queue, and the transport takes from its head what it can:
 * long-polling a payload at a time, WebSocket until its stream is full.  During
 * an upgrade, from the moment the new transport has proved itself until it has
 * taken over, nothing is taken.
 *
 * end() is the only way into the last state, and emits ::closed; dispose goes
 * there without a word.  Whoever listens to a signal may close the client or let
 * it go, so after each emission the state is looked at again.
 */
#include "engine-io-client.h"

#include "engine-io-endpoint.h"
#include "engine-io-enum-types.h"
#include "engine-io-error.h"
#include "engine-io-heartbeat.h"
#include "engine-io-marshal.h"
#include "engine-io-outbox.h"
#include "engine-io-polling-client.h"
#include "engine-io-route.h"
#include "engine-io-upgrade.h"
#include "engine-io-websocket.h"

struct _EngineIoClient {
  GObject parent_instance;

  char *uri;
  EngineIoOptions *options;
  GMainContext *context; /* of construction */

  EngineIoClientState state;
  EngineIoEndpoint *endpoint;
  EngineIoTransport *transport;
  EngineIoUpgrade *upgrade; /* while one is tried */
  EngineIoHeartbeat *heartbeat;
  EngineIoHandshake *handshake; /* once open */
  GSource *failure;             /* reports in the next turn that open() was in vain */
  GError *failure_error;

  EngineIoRoute *route; /* transports that are left to try */
  gboolean upgrading;   /* the new transport has answered, the old one is being paused */
  gboolean flushing;
  gboolean undrained; /* something was written, and ::drained not emitted since */

  EngineIoOutbox outbox;
};

G_DEFINE_FINAL_TYPE (EngineIoClient, engine_io_client, G_TYPE_OBJECT)

enum {
  OPENED,
  MESSAGE,
  HEARTBEAT,
  UPGRADING,
  UPGRADED,
  UPGRADE_FAILED,
  DRAINED,
  CLOSED,
  ACCEPT_CERTIFICATE,
  AUTHENTICATE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
set_state (EngineIoClient *self, EngineIoClientState state)
{
  g_assert (state > self->state);
  self->state = state;
}

static gboolean
is_live (EngineIoClient *self)
{
  return self->state == ENGINE_IO_CLIENT_OPEN || self->state == ENGINE_IO_CLIENT_CLOSING;
}

static void
drop_upgrade (EngineIoClient *self)
{
  self->upgrading = FALSE;
  if (self->upgrade == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->upgrade, self);
  engine_io_upgrade_stop (self->upgrade);
  g_clear_object (&self->upgrade);
}

static void
drop_transport (EngineIoClient *self, gboolean say_goodbye)
{
  g_autoptr (EngineIoTransport) transport = g_steal_pointer (&self->transport);

  if (transport == NULL)
    return;

  g_signal_handlers_disconnect_by_data (transport, self);
  if (say_goodbye)
    engine_io_transport_close (transport);
  else
    engine_io_transport_abort (transport);
}

static void
let_go (EngineIoClient *self, gboolean say_goodbye)
{
  self->state = ENGINE_IO_CLIENT_CLOSED;
  if (self->failure != NULL)
    g_source_destroy (self->failure);
  g_clear_pointer (&self->failure, g_source_unref);
  if (self->heartbeat != NULL)
    engine_io_heartbeat_stop (self->heartbeat);
  drop_upgrade (self);
  drop_transport (self, say_goodbye);
  if (self->endpoint != NULL)
    g_signal_handlers_disconnect_by_data (self->endpoint, self);
  engine_io_outbox_clear (&self->outbox);
}

static void
end (EngineIoClient *self, EngineIoCloseReason reason, const GError *details)
{
  g_autoptr (EngineIoClient) keep = g_object_ref (self);
  g_autoptr (GError) kept = details != NULL ? g_error_copy (details) : NULL;
  gboolean opened = is_live (self);

  if (self->state == ENGINE_IO_CLIENT_CLOSED)
    return;

  if (kept == NULL && !opened)
    kept = g_error_new_literal (ENGINE_IO_ERROR, ENGINE_IO_ERROR_CLOSED,
                                "The connection was closed before it was open");
  let_go (self, opened && reason != ENGINE_IO_CLOSE_PING_TIMEOUT);
  g_signal_emit (self, signals[CLOSED], 0, reason, kept);
}

static void
check_closing (EngineIoClient *self)
{
  if (self->state == ENGINE_IO_CLIENT_CLOSING && !self->upgrading &&
      engine_io_outbox_is_empty (&self->outbox))
    end (self, ENGINE_IO_CLOSE_FORCED, NULL);
}

/* The caller holds a reference. */
static void
flush (EngineIoClient *self)
{
  if (!is_live (self) || self->upgrading || self->flushing ||
      engine_io_outbox_is_empty (&self->outbox))
    return;

  self->flushing = TRUE;
  self->undrained = TRUE;
  engine_io_transport_write (self->transport, &self->outbox.packets,
                             g_signal_has_handler_pending (self, signals[DRAINED], 0, TRUE));
  self->flushing = FALSE;
  check_closing (self);
}

static void
answer_ping (EngineIoClient *self)
{
  engine_io_outbox_add_pong (&self->outbox);
  flush (self);
  if (!is_live (self))
    return;

  engine_io_heartbeat_expect (self->heartbeat,
                              self->handshake->ping_interval_ms + self->handshake->ping_timeout_ms);
  g_signal_emit (self, signals[HEARTBEAT], 0);
}

static gboolean
wants_upgrade (EngineIoClient *self)
{
  const char *const *transports = engine_io_options_get_transports (self->options);

  return engine_io_options_get_upgrade (self->options) && transports != NULL &&
         ENGINE_IO_IS_POLLING_CLIENT (self->transport) &&
         g_strv_contains (transports, "websocket") &&
         g_strv_contains ((const char *const *) self->handshake->upgrades, "websocket");
}

static void
upgrade_probed_cb (EngineIoUpgrade *upgrade, gpointer data)
{
  EngineIoClient *self = data;

  self->upgrading = TRUE;
  g_signal_emit (self, signals[UPGRADING], 0, "websocket");
}

static void
upgrade_failed_cb (EngineIoUpgrade *upgrade, GError *error, gpointer data)
{
  g_autoptr (EngineIoClient) self = g_object_ref (data);

  engine_io_route_remember (self->route, FALSE);
  drop_upgrade (self);
  g_signal_emit (self, signals[UPGRADE_FAILED], 0, error);
  flush (self);
  check_closing (self);
}

static void use_transport (EngineIoClient *self, EngineIoTransport *transport);

static void
upgrade_done_cb (EngineIoUpgrade *upgrade, gpointer data)
{
  g_autoptr (EngineIoClient) self = g_object_ref (data);

  engine_io_route_remember (self->route, TRUE);
  drop_transport (self, FALSE);
  use_transport (self, engine_io_upgrade_steal_transport (upgrade));
  drop_upgrade (self);
  g_signal_emit (self, signals[UPGRADED], 0, "websocket");
  flush (self);
  check_closing (self);
}

static void
start_upgrade (EngineIoClient *self)
{
  g_autoptr (EngineIoTransport) websocket = engine_io_websocket_new (self->endpoint);

  self->upgrade = engine_io_upgrade_new (self->transport, websocket);
  g_signal_connect (self->upgrade, "probed", G_CALLBACK (upgrade_probed_cb), self);
  g_signal_connect (self->upgrade, "failed", G_CALLBACK (upgrade_failed_cb), self);
  g_signal_connect (self->upgrade, "done", G_CALLBACK (upgrade_done_cb), self);
  engine_io_upgrade_start (self->upgrade, engine_io_options_get_probe_timeout (self->options));
}

static void
open_session (EngineIoClient *self, const EngineIoPacket *packet)
{
  g_autoptr (GError) error = NULL;
  gsize size = 0;
  const char *json = g_bytes_get_data (packet->data, &size);

  self->handshake = engine_io_handshake_parse (json, size, &error);
  if (self->handshake == NULL) {
    end (self, ENGINE_IO_CLOSE_PARSE_ERROR, error);
    return;
  }

  engine_io_endpoint_set_sid (self->endpoint, self->handshake->sid);
  engine_io_endpoint_set_max_payload (self->endpoint, self->handshake->max_payload);
  engine_io_route_remember (self->route, ENGINE_IO_IS_WEBSOCKET (self->transport));
  engine_io_heartbeat_expect (self->heartbeat,
                              self->handshake->ping_interval_ms + self->handshake->ping_timeout_ms);
  set_state (self, ENGINE_IO_CLIENT_OPEN);
  g_signal_emit (self, signals[OPENED], 0, self->handshake);

  if (self->state == ENGINE_IO_CLIENT_OPEN && wants_upgrade (self))
    start_upgrade (self);
}

static void
packet_cb (EngineIoTransport *transport, EngineIoPacket *packet, gpointer data)
{
  g_autoptr (EngineIoClient) self = NULL;
  g_autoptr (GError) error = NULL;

  /* What comes most often goes the shortest way. */
  if (packet->type == ENGINE_IO_PACKET_MESSAGE && is_live (data)) {
    g_signal_emit (data, signals[MESSAGE], 0, packet->data, packet->binary);
    return;
  }

  self = g_object_ref (data);
  if (self->state == ENGINE_IO_CLIENT_OPENING) {
    if (packet->type == ENGINE_IO_PACKET_OPEN) {
      open_session (self, packet);
      return;
    }
    error = g_error_new_literal (ENGINE_IO_ERROR, ENGINE_IO_ERROR_PROTOCOL,
                                 "This is not an Engine.IO server: it does not say open first");
    end (self, ENGINE_IO_CLOSE_PARSE_ERROR, error);
    return;
  }

  switch (packet->type) {
  case ENGINE_IO_PACKET_PING:
    answer_ping (self);
    break;
  case ENGINE_IO_PACKET_MESSAGE:
  case ENGINE_IO_PACKET_OPEN:
  case ENGINE_IO_PACKET_CLOSE:
  case ENGINE_IO_PACKET_PONG:
  case ENGINE_IO_PACKET_UPGRADE:
  case ENGINE_IO_PACKET_NOOP:
    break;
  }
}

static void
ready_cb (EngineIoTransport *transport, gpointer data)
{
  g_autoptr (EngineIoClient) self = g_object_ref (data);

  flush (self);
  if (!is_live (self) || !self->undrained || !engine_io_outbox_is_empty (&self->outbox) ||
      !engine_io_transport_is_idle (self->transport))
    return;

  self->undrained = FALSE;
  g_signal_emit (self, signals[DRAINED], 0);
}

static gboolean try_next_transport (EngineIoClient *self);

static void
ended_cb (EngineIoTransport *transport, gboolean clean, GError *details, gpointer data)
{
  g_autoptr (EngineIoClient) self = g_object_ref (data);
  EngineIoCloseReason reason = ENGINE_IO_CLOSE_TRANSPORT_ERROR;

  if (clean)
    reason = ENGINE_IO_CLOSE_TRANSPORT_CLOSE;
  else if (g_error_matches (details, ENGINE_IO_ERROR, ENGINE_IO_ERROR_PROTOCOL))
    reason = ENGINE_IO_CLOSE_PARSE_ERROR;

  if (ENGINE_IO_IS_WEBSOCKET (transport) && !clean)
    engine_io_route_remember (self->route, FALSE);
  if (self->state == ENGINE_IO_CLIENT_OPENING && try_next_transport (self))
    return;

  end (self, reason, details);
}

/* Takes @transport over. */
static void
use_transport (EngineIoClient *self, EngineIoTransport *transport)
{
  g_assert (self->transport == NULL);

  self->transport = transport;
  engine_io_transport_set_receiver (transport, packet_cb, self);
  g_signal_connect (transport, "ready", G_CALLBACK (ready_cb), self);
  g_signal_connect (transport, "ended", G_CALLBACK (ended_cb), self);
}

/* Whether there is another one to try; it is being opened then. */
static gboolean
try_next_transport (EngineIoClient *self)
{
  const char *name = engine_io_route_next (self->route);

  if (name == NULL)
    return FALSE;

  drop_transport (self, FALSE);
  use_transport (self, g_str_equal (name, "websocket")
                         ? engine_io_websocket_new (self->endpoint)
                         : engine_io_polling_client_new (self->endpoint));
  engine_io_transport_open (self->transport);

  return TRUE;
}

static gboolean
accept_certificate_cb (EngineIoEndpoint *endpoint,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       gpointer data)
{
  g_autoptr (EngineIoClient) self = g_object_ref (data);
  gboolean accepted = FALSE;

  g_signal_emit (self, signals[ACCEPT_CERTIFICATE], 0, certificate, errors, &accepted);

  return accepted;
}

static gboolean
authenticate_cb (EngineIoEndpoint *endpoint, SoupAuth *auth, gboolean retrying, gpointer data)
{
  g_autoptr (EngineIoClient) self = g_object_ref (data);
  gboolean handled = FALSE;

  g_signal_emit (self, signals[AUTHENTICATE], 0, auth, retrying, &handled);

  return handled;
}

static void
heartbeat_missed_cb (EngineIoHeartbeat *heartbeat, gpointer data)
{
  EngineIoClient *self = data;
  g_autoptr (GError) error = NULL;

  error =
    g_error_new_literal (ENGINE_IO_ERROR, ENGINE_IO_ERROR_TIMED_OUT, "The server has gone silent");
  end (self, ENGINE_IO_CLOSE_PING_TIMEOUT, error);
}

static gboolean
report_failure_cb (gpointer data)
{
  EngineIoClient *self = data;

  end (self, ENGINE_IO_CLOSE_TRANSPORT_ERROR, self->failure_error);

  return G_SOURCE_REMOVE;
}

/* Nothing is emitted from inside of open(). */
static void
fail_later (EngineIoClient *self, GError *error)
{
  self->failure_error = error;
  self->failure = g_idle_source_new ();
  g_source_set_priority (self->failure, G_PRIORITY_DEFAULT);
  g_source_set_callback (self->failure, report_failure_cb, self, NULL);
  g_source_attach (self->failure, self->context);
}

static void
start (EngineIoClient *self)
{
  GError *error = NULL;

  self->endpoint = engine_io_endpoint_new (self->uri, self->options, &error);
  if (self->endpoint == NULL) {
    fail_later (self, error);
    return;
  }

  g_signal_connect (self->endpoint, "accept-certificate", G_CALLBACK (accept_certificate_cb), self);
  g_signal_connect (self->endpoint, "authenticate", G_CALLBACK (authenticate_cb), self);
  self->route = engine_io_route_new (self->options, engine_io_endpoint_get_host (self->endpoint));
  if (!try_next_transport (self))
    fail_later (self, g_error_new_literal (ENGINE_IO_ERROR, ENGINE_IO_ERROR_UNREACHABLE,
                                           "No transport is left to connect with"));
}

static void
engine_io_client_dispose (GObject *object)
{
  EngineIoClient *self = ENGINE_IO_CLIENT (object);

  let_go (self, FALSE);
  if (self->heartbeat != NULL)
    g_signal_handlers_disconnect_by_data (self->heartbeat, self);
  g_clear_object (&self->heartbeat);
  g_clear_object (&self->endpoint);
  g_clear_object (&self->options);

  G_OBJECT_CLASS (engine_io_client_parent_class)->dispose (object);
}

static void
engine_io_client_finalize (GObject *object)
{
  EngineIoClient *self = ENGINE_IO_CLIENT (object);

  g_free (self->uri);
  g_clear_error (&self->failure_error);
  g_clear_pointer (&self->handshake, engine_io_handshake_free);
  g_clear_pointer (&self->route, engine_io_route_free);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (engine_io_client_parent_class)->finalize (object);
}

static void
install_session_signals (void)
{
  GType type = ENGINE_IO_TYPE_CLIENT;

  /**
   * EngineIoClient::opened:
   * @self: a client
   * @handshake: what the server said
   *
   * The session is open.
   */
  signals[OPENED] = g_signal_new ("opened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, ENGINE_IO_TYPE_HANDSHAKE);

  /**
   * EngineIoClient::message:
   * @self: a client
   * @data: what the server sent
   * @binary: whether that is bytes; else it is UTF-8
   *
   * A message was received.
   */
  signals[MESSAGE] = g_signal_new ("message", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   engine_io_marshal_VOID__BOXED_BOOLEAN, G_TYPE_NONE, 2,
                                   G_TYPE_BYTES | G_SIGNAL_TYPE_STATIC_SCOPE, G_TYPE_BOOLEAN);
  g_signal_set_va_marshaller (signals[MESSAGE], type, engine_io_marshal_VOID__BOXED_BOOLEANv);

  /**
   * EngineIoClient::heartbeat:
   * @self: a client
   *
   * The server asked whether this side is there, and was answered.
   */
  signals[HEARTBEAT] =
    g_signal_new ("heartbeat", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * EngineIoClient::drained:
   * @self: a client
   *
   * Everything that was queued is on the wire.
   */
  signals[DRAINED] =
    g_signal_new ("drained", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * EngineIoClient::closed:
   * @self: a client
   * @reason: why
   * @details: (nullable): what went wrong, if anything
   *
   * The session is over, or there was none; emitted once.
   */
  signals[CLOSED] = g_signal_new ("closed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, ENGINE_IO_TYPE_CLOSE_REASON, G_TYPE_ERROR);
}

static void
install_connection_signals (void)
{
  GType type = ENGINE_IO_TYPE_CLIENT;

  /**
   * EngineIoClient::upgrading:
   * @self: a client
   * @transport: the transport that is changed to
   *
   * The new transport works; the old one is being finished.
   */
  signals[UPGRADING] = g_signal_new ("upgrading", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * EngineIoClient::upgraded:
   * @self: a client
   * @transport: the transport that is used from now on
   *
   * The session changed its transport.
   */
  signals[UPGRADED] = g_signal_new ("upgraded", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                    G_TYPE_NONE, 1, G_TYPE_STRING);

  /**
   * EngineIoClient::upgrade-failed:
   * @self: a client
   * @error: why
   *
   * The session goes on with the transport that it has.
   */
  signals[UPGRADE_FAILED] = g_signal_new ("upgrade-failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);

  /**
   * EngineIoClient::accept-certificate:
   * @self: a client
   * @certificate: what the server showed
   * @errors: what is wrong with it
   *
   * Whether to trust a server nevertheless.
   *
   * Returns: %TRUE to go on
   */
  signals[ACCEPT_CERTIFICATE] =
    g_signal_new ("accept-certificate", type, G_SIGNAL_RUN_LAST, 0,
                  g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 2,
                  G_TYPE_TLS_CERTIFICATE, G_TYPE_TLS_CERTIFICATE_FLAGS);

  /**
   * EngineIoClient::authenticate:
   * @self: a client
   * @auth: what a server or a proxy asks for
   * @retrying: whether it was answered wrongly before
   *
   * HTTP wants a name and a password; see [method@Soup.Auth.authenticate].
   *
   * Returns: %TRUE if this is or will be answered
   */
  signals[AUTHENTICATE] =
    g_signal_new ("authenticate", type, G_SIGNAL_RUN_LAST, 0, g_signal_accumulator_true_handled,
                  NULL, NULL, G_TYPE_BOOLEAN, 2, SOUP_TYPE_AUTH, G_TYPE_BOOLEAN);
}

static void
engine_io_client_class_init (EngineIoClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = engine_io_client_dispose;
  object_class->finalize = engine_io_client_finalize;

  install_session_signals ();
  install_connection_signals ();
}

static void
engine_io_client_init (EngineIoClient *self)
{
  engine_io_outbox_init (&self->outbox);
  self->context = g_main_context_ref_thread_default ();
  self->heartbeat = engine_io_heartbeat_new ();
  g_signal_connect (self->heartbeat, "missed", G_CALLBACK (heartbeat_missed_cb), self);
}

/**
 * engine_io_client_new:
 * @uri: where the server is: http, https, ws or wss; its query is sent along, its path is not
 *   used, the options say it
 * @options: (nullable): how to connect; %NULL for the defaults
 *
 * Makes a client for one session.  It belongs to the thread-default main context of now.
 *
 * Returns: (transfer full): a client
 */
EngineIoClient *
engine_io_client_new (const char *uri, EngineIoOptions *options)
{
  EngineIoClient *self = NULL;

  g_return_val_if_fail (uri != NULL, NULL);
  g_return_val_if_fail (options == NULL || ENGINE_IO_IS_OPTIONS (options), NULL);

  self = g_object_new (ENGINE_IO_TYPE_CLIENT, NULL);
  self->uri = g_strdup (uri);
  self->options = options != NULL ? g_object_ref (options) : engine_io_options_new ();

  return self;
}

/**
 * engine_io_client_get_state:
 * @self: a client
 *
 * Returns: where in its life the session is
 */
EngineIoClientState
engine_io_client_get_state (EngineIoClient *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_CLIENT (self), ENGINE_IO_CLIENT_CLOSED);

  return self->state;
}

/**
 * engine_io_client_get_sid:
 * @self: a client
 *
 * Returns: (nullable): the name of the session, a secret; %NULL while there is none
 */
const char *
engine_io_client_get_sid (EngineIoClient *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_CLIENT (self), NULL);

  return is_live (self) ? self->handshake->sid : NULL;
}

/**
 * engine_io_client_get_transport:
 * @self: a client
 *
 * Returns: (nullable): "polling" or "websocket"; %NULL while there is none
 */
const char *
engine_io_client_get_transport (EngineIoClient *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_CLIENT (self), NULL);

  return self->transport != NULL ? engine_io_transport_get_name (self->transport) : NULL;
}

/**
 * engine_io_client_get_max_payload:
 * @self: a client
 *
 * Returns: the largest message in bytes that the server takes; 0 if it did not say
 */
gsize
engine_io_client_get_max_payload (EngineIoClient *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_CLIENT (self), 0);

  return self->handshake != NULL ? self->handshake->max_payload : 0;
}

/**
 * engine_io_client_is_writable:
 * @self: a client
 *
 * Whether a message that is sent now leaves at once: nothing waits, and what was sent before has
 * gone in an earlier turn of the main loop.
 *
 * Returns: whether that is so
 */
gboolean
engine_io_client_is_writable (EngineIoClient *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_CLIENT (self), FALSE);

  return self->state == ENGINE_IO_CLIENT_OPEN && !self->upgrading &&
         engine_io_outbox_is_empty (&self->outbox) && engine_io_transport_is_idle (self->transport);
}

/**
 * engine_io_client_check_expired:
 * @self: a client
 *
 * Whether the server's ping is overdue, for example because the computer was asleep.  The client
 * closes in the next turn of the main loop then; what is sent now would be lost.
 *
 * Returns: whether that is so
 */
gboolean
engine_io_client_check_expired (EngineIoClient *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_CLIENT (self), FALSE);

  return is_live (self) && engine_io_heartbeat_check (self->heartbeat);
}

/**
 * engine_io_client_open:
 * @self: a client
 *
 * Connects.  [signal@EngineIo.Client::opened] or [signal@EngineIo.Client::closed] tells what became
 * of it, never from inside of this call.
 */
void
engine_io_client_open (EngineIoClient *self)
{
  g_return_if_fail (ENGINE_IO_IS_CLIENT (self));

  if (self->state != ENGINE_IO_CLIENT_IDLE)
    return;

  set_state (self, ENGINE_IO_CLIENT_OPENING);
  g_main_context_push_thread_default (self->context);
  start (self);
  g_main_context_pop_thread_default (self->context);
}

static guint64
send_message (EngineIoClient *self,
              GBytes *text,
              GPtrArray *attachments,
              EngineIoSendFlags flags,
              GError **error)
{
  g_autoptr (EngineIoClient) keep = g_object_ref (self);
  guint64 id = 0;

  if (self->state != ENGINE_IO_CLIENT_OPEN) {
    g_set_error_literal (error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_CLOSED, "There is no connection");
    return 0;
  }

  id = engine_io_outbox_add (&self->outbox, self->transport, text, attachments, flags, error);
  flush (self);

  return id;
}

/**
 * engine_io_client_send:
 * @self: a client
 * @text: a message, UTF-8
 * @attachments: (nullable) (element-type GBytes): binary messages that follow it, with nothing in
 *   between
 * @flags: how to send
 * @error: return location for an error
 *
 * Sends, or queues, a message.  If any part is too large for the server, nothing is sent and the
 * session goes on.
 *
 * Returns: a number for [method@EngineIo.Client.take_back], or 0
 */
guint64
engine_io_client_send (EngineIoClient *self,
                       GBytes *text,
                       GPtrArray *attachments,
                       EngineIoSendFlags flags,
                       GError **error)
{
  g_return_val_if_fail (ENGINE_IO_IS_CLIENT (self), 0);
  g_return_val_if_fail (text != NULL, 0);

  return send_message (self, text, attachments, flags, error);
}

/**
 * engine_io_client_send_binary:
 * @self: a client
 * @data: a message
 * @flags: how to send
 * @error: return location for an error
 *
 * Sends, or queues, a message of bytes.
 *
 * Returns: a number for [method@EngineIo.Client.take_back], or 0
 */
guint64
engine_io_client_send_binary (EngineIoClient *self,
                              GBytes *data,
                              EngineIoSendFlags flags,
                              GError **error)
{
  g_autoptr (GPtrArray) attachments = NULL;

  g_return_val_if_fail (ENGINE_IO_IS_CLIENT (self), 0);
  g_return_val_if_fail (data != NULL, 0);

  attachments = g_ptr_array_new ();
  g_ptr_array_add (attachments, data);

  return send_message (self, NULL, attachments, flags, error);
}

/**
 * engine_io_client_take_back:
 * @self: a client
 * @id: what sending gave
 *
 * Removes a message that waits still, whole.
 *
 * Returns: whether it will not be sent; %FALSE if any of it has left
 */
gboolean
engine_io_client_take_back (EngineIoClient *self, guint64 id)
{
  g_return_val_if_fail (ENGINE_IO_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (id != 0, FALSE);

  if (!engine_io_outbox_take_back (&self->outbox, id))
    return FALSE;
  check_closing (self);

  return TRUE;
}

/**
 * engine_io_client_close:
 * @self: a client
 *
 * Ends the session when all that was sent has left, and an upgrade that is under way is over.
 */
void
engine_io_client_close (EngineIoClient *self)
{
  g_return_if_fail (ENGINE_IO_IS_CLIENT (self));

  switch (self->state) {
  case ENGINE_IO_CLIENT_OPEN:
    set_state (self, ENGINE_IO_CLIENT_CLOSING);
    check_closing (self);
    break;
  case ENGINE_IO_CLIENT_IDLE:
  case ENGINE_IO_CLIENT_OPENING:
    end (self, ENGINE_IO_CLOSE_FORCED, NULL);
    break;
  case ENGINE_IO_CLIENT_CLOSING:
  case ENGINE_IO_CLIENT_CLOSED:
    break;
  }
}

/**
 * engine_io_client_abort:
 * @self: a client
 * @reason: why
 * @details: (nullable) (transfer none): what went wrong
 *
 * Ends the session now; what waits is lost.
 */
void
engine_io_client_abort (EngineIoClient *self, EngineIoCloseReason reason, GError *details)
{
  g_return_if_fail (ENGINE_IO_IS_CLIENT (self));

  end (self, reason, details);
}

/**
 * engine_io_close_reason_to_string:
 * @reason: why a session ended
 *
 * Returns: the same in JavaScript's words
 */
const char *
engine_io_close_reason_to_string (EngineIoCloseReason reason)
{
  switch (reason) {
  case ENGINE_IO_CLOSE_FORCED:
    return "forced close";
  case ENGINE_IO_CLOSE_TRANSPORT_CLOSE:
    return "transport close";
  case ENGINE_IO_CLOSE_TRANSPORT_ERROR:
    return "transport error";
  case ENGINE_IO_CLOSE_PING_TIMEOUT:
    return "ping timeout";
  case ENGINE_IO_CLOSE_PARSE_ERROR:
    return "parse error";
  }

  g_return_val_if_reached (NULL);
}
