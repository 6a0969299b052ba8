/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "engine-io-handshake.h"
#include "engine-io-options.h"

G_BEGIN_DECLS

/**
 * EngineIoClientState:
 * @ENGINE_IO_CLIENT_IDLE: made, not opened yet
 * @ENGINE_IO_CLIENT_OPENING: waits for the server's handshake
 * @ENGINE_IO_CLIENT_OPEN: messages go both ways
 * @ENGINE_IO_CLIENT_CLOSING: drains or ends an upgrade, then closes
 * @ENGINE_IO_CLIENT_CLOSED: over; a client serves one session only
 *
 * Where in its life a client is.
 */
typedef enum {
  ENGINE_IO_CLIENT_IDLE,
  ENGINE_IO_CLIENT_OPENING,
  ENGINE_IO_CLIENT_OPEN,
  ENGINE_IO_CLIENT_CLOSING,
  ENGINE_IO_CLIENT_CLOSED,
} EngineIoClientState;

/**
 * EngineIoCloseReason:
 * @ENGINE_IO_CLOSE_FORCED: this side closed ("forced close")
 * @ENGINE_IO_CLOSE_TRANSPORT_CLOSE: the other side closed ("transport close")
 * @ENGINE_IO_CLOSE_TRANSPORT_ERROR: the connection broke ("transport error")
 * @ENGINE_IO_CLOSE_PING_TIMEOUT: the other side went silent ("ping timeout")
 * @ENGINE_IO_CLOSE_PARSE_ERROR: the other side sent what makes no sense ("parse error")
 *
 * Why a session ended, in the words of the JavaScript client and server.
 */
typedef enum {
  ENGINE_IO_CLOSE_FORCED,
  ENGINE_IO_CLOSE_TRANSPORT_CLOSE,
  ENGINE_IO_CLOSE_TRANSPORT_ERROR,
  ENGINE_IO_CLOSE_PING_TIMEOUT,
  ENGINE_IO_CLOSE_PARSE_ERROR,
} EngineIoCloseReason;

/**
 * EngineIoSendFlags:
 * @ENGINE_IO_SEND_DEFAULT: compress where the transport can and it is worth it
 * @ENGINE_IO_SEND_NO_COMPRESS: never compress this message
 *
 * How to send a message.
 */
typedef enum {
  ENGINE_IO_SEND_DEFAULT = 0,
  ENGINE_IO_SEND_NO_COMPRESS = 1 << 0,
} EngineIoSendFlags;

/**
 * EngineIoClient:
 *
 * The client's end of one session: it opens over long-polling or a WebSocket, may
 * change from the one to the other, and ends once, with
 * [signal@EngineIo.Client::closed].  What connects again and again is a
 * [class@SocketIo.Manager], which makes one for each attempt.
 */
#define ENGINE_IO_TYPE_CLIENT (engine_io_client_get_type ())
G_DECLARE_FINAL_TYPE (EngineIoClient, engine_io_client, ENGINE_IO, CLIENT, GObject)

/*
 * Signals (G_SIGNAL_RUN_LAST, emitted in the context of construction):
 *   opened (EngineIoHandshake *handshake)
 *   message (GBytes *data, gboolean binary)      text is checked to be UTF-8
 *   heartbeat ()                                 the server's ping, already answered
 *   upgrading (char *transport), upgraded (char *transport), upgrade-failed (GError *error)
 *   drained ()                                   everything queued is on the wire
 *   closed (EngineIoCloseReason reason, GError *details)   exactly once; details nullable.
 *       Before `opened` this is how opening fails: details always set then.
 *   accept-certificate (GTlsCertificate *, GTlsCertificateFlags) -> gboolean
 *   authenticate (SoupAuth *auth, gboolean retrying) -> gboolean
 */
EngineIoClient *engine_io_client_new (const char *uri, EngineIoOptions *options);

EngineIoClientState engine_io_client_get_state (EngineIoClient *self);
const char *engine_io_client_get_sid (EngineIoClient *self);
const char *engine_io_client_get_transport (EngineIoClient *self);
gsize engine_io_client_get_max_payload (EngineIoClient *self);
gboolean engine_io_client_is_writable (EngineIoClient *self);
gboolean engine_io_client_check_expired (EngineIoClient *self);

void engine_io_client_open (EngineIoClient *self);
guint64 engine_io_client_send (EngineIoClient *self,
                               GBytes *text,
                               GPtrArray *attachments,
                               EngineIoSendFlags flags,
                               GError **error);
guint64 engine_io_client_send_binary (EngineIoClient *self,
                                      GBytes *data,
                                      EngineIoSendFlags flags,
                                      GError **error);
gboolean engine_io_client_take_back (EngineIoClient *self, guint64 id);
void engine_io_client_close (EngineIoClient *self);
void engine_io_client_abort (EngineIoClient *self, EngineIoCloseReason reason, GError *details);

const char *engine_io_close_reason_to_string (EngineIoCloseReason reason);

G_END_DECLS
