/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Long-polling: a GET waits at the server for packets, a POST brings ours.
 * There is never more than one of each; a second one would end the session.
 *
 *              open                pause           nothing under way
 *   [new] ------------> [running] -------> [pausing] -------> [paused]
 *                          ^  |               |                  |
 *                          |  '--- resume ----+------------------'
 *        end, close, abort |
 *             any ---------'-> [over]
 *
 * While it is pausing, the GET and the POST that run may finish, and what the
 * GET brings is delivered; only then may the packets go another way, or their
 * order would be lost.
 *
 * close() says good-bye with a last POST.  The poll stays up until that POST is
 * done: cutting it would look to the server like a broken connection.  The
 * transport keeps itself alive that long, a few seconds at most.
 */
#include "engine-io-polling-client.h"

#include "engine-io-codec.h"
#include "engine-io-error.h"
#include "engine-io-request.h"

#define GOODBYE_MS 3000

typedef enum {
  STATE_NEW,
  STATE_RUNNING,
  STATE_PAUSING,
  STATE_PAUSED,
  STATE_OVER,
} State;

struct _EngineIoPollingClient {
  EngineIoTransport parent_instance;

  State state;
  gboolean polling;
  gboolean posting;
  gboolean reading;  /* inside of the packets of one answer */
  gboolean greeted;  /* the first answer was seen */
  gboolean says_bye; /* close() waits for a POST under way */
  GCancellable *cancellable;
  GSource *goodbye_timer;
};

G_DEFINE_FINAL_TYPE (EngineIoPollingClient, engine_io_polling_client, ENGINE_IO_TYPE_TRANSPORT)

static void
set_state (EngineIoPollingClient *self, State state)
{
  static const guint allowed[] = {
    [STATE_NEW] = 1 << STATE_RUNNING | 1 << STATE_OVER,
    [STATE_RUNNING] = 1 << STATE_PAUSING | 1 << STATE_OVER,
    [STATE_PAUSING] = 1 << STATE_PAUSED | 1 << STATE_RUNNING | 1 << STATE_OVER,
    [STATE_PAUSED] = 1 << STATE_RUNNING | 1 << STATE_OVER,
    [STATE_OVER] = 1 << STATE_OVER,
  };

  g_assert (allowed[self->state] & (1u << state));
  self->state = state;
}

static gboolean
is_running (EngineIoPollingClient *self)
{
  return self->state == STATE_RUNNING || self->state == STATE_PAUSING;
}

static void
end (EngineIoPollingClient *self, gboolean clean, const GError *details)
{
  if (self->state == STATE_OVER)
    return;

  set_state (self, STATE_OVER);
  g_cancellable_cancel (self->cancellable);
  engine_io_transport_emit_ended (ENGINE_IO_TRANSPORT (self), clean, details);
}

/* The first answer: not everything that answers 200 is an Engine.IO server. */
static gboolean
check_greeting (EngineIoPollingClient *self, GBytes *body)
{
  g_autoptr (GError) error = NULL;
  gsize size = 0;
  const char *data = g_bytes_get_data (body, &size);

  if (self->greeted)
    return TRUE;

  self->greeted = TRUE;
  if (size > 0 && data[0] == '0')
    return TRUE;

  if (engine_io_codec_is_version_3 (body))
    error = g_error_new_literal (ENGINE_IO_ERROR, ENGINE_IO_ERROR_VERSION,
                                 "The server speaks another version of Engine.IO (3, not 4)");
  else
    error = g_error_new_literal (ENGINE_IO_ERROR, ENGINE_IO_ERROR_PROTOCOL,
                                 "This is not an Engine.IO server");
  end (self, FALSE, error);

  return FALSE;
}

static void
read_packets (EngineIoPollingClient *self, GBytes *body)
{
  gsize size = g_bytes_get_size (body);
  gsize offset = 0;

  self->reading = TRUE;
  do {
    g_autoptr (GError) error = NULL;
    EngineIoPacket packet;

    if (!engine_io_codec_decode_next (body, &offset, &packet, &error)) {
      end (self, FALSE, error);
      break;
    }

    if (packet.type == ENGINE_IO_PACKET_CLOSE)
      end (self, TRUE, NULL);
    else
      engine_io_transport_give_packet (ENGINE_IO_TRANSPORT (self), &packet);
    g_clear_pointer (&packet.data, g_bytes_unref);
  } while (offset <= size && is_running (self));
  self->reading = FALSE;
}

static void
check_paused (EngineIoPollingClient *self)
{
  if (self->state != STATE_PAUSING || self->polling || self->posting || self->reading)
    return;

  set_state (self, STATE_PAUSED);
  engine_io_transport_emit_paused (ENGINE_IO_TRANSPORT (self));
}

static void poll (EngineIoPollingClient *self);

static void
poll_did_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EngineIoPollingClient) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;

  self->polling = FALSE;
  body = engine_io_request_finish (ENGINE_IO_ENDPOINT (source), result, &error);
  if (!is_running (self))
    return;

  if (body == NULL) {
    end (self, FALSE, error);
    return;
  }

  if (!check_greeting (self, body))
    return;

  read_packets (self, body);
  if (self->state == STATE_RUNNING)
    poll (self);
  else
    check_paused (self);
}

static void
poll (EngineIoPollingClient *self)
{
  EngineIoEndpoint *endpoint = engine_io_transport_get_endpoint (ENGINE_IO_TRANSPORT (self));
  g_autoptr (SoupMessage) message = NULL;

  if (self->polling || self->reading)
    return;

  self->polling = TRUE;
  message = engine_io_endpoint_new_message (endpoint, "polling", SOUP_METHOD_GET);
  engine_io_request_async (endpoint, message, self->cancellable, poll_did_answer,
                           g_object_ref (self));
}

static void say_goodbye (EngineIoPollingClient *self);

static void
post_did_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EngineIoPollingClient) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = NULL;

  self->posting = FALSE;
  body = engine_io_request_finish (ENGINE_IO_ENDPOINT (source), result, &error);
  if (self->says_bye) {
    say_goodbye (self);
    return;
  }
  if (!is_running (self))
    return;

  if (body == NULL) {
    end (self, FALSE, error);
    return;
  }

  check_paused (self);
  if (self->state == STATE_RUNNING)
    engine_io_transport_emit_ready (ENGINE_IO_TRANSPORT (self));
}

static void
post (EngineIoPollingClient *self, GBytes *body, GAsyncReadyCallback callback)
{
  EngineIoEndpoint *endpoint = engine_io_transport_get_endpoint (ENGINE_IO_TRANSPORT (self));
  g_autoptr (SoupMessage) message = NULL;

  self->posting = TRUE;
  message = engine_io_endpoint_new_message (endpoint, "polling", SOUP_METHOD_POST);
  soup_message_set_request_body_from_bytes (message, "text/plain;charset=UTF-8", body);
  engine_io_request_async (endpoint, message, self->cancellable, callback, g_object_ref (self));
}

static void
clear_goodbye_timer (EngineIoPollingClient *self)
{
  if (self->goodbye_timer != NULL)
    g_source_destroy (self->goodbye_timer);
  g_clear_pointer (&self->goodbye_timer, g_source_unref);
}

static void
goodbye_did_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (EngineIoPollingClient) self = user_data;
  g_autoptr (GBytes) body = engine_io_request_finish (ENGINE_IO_ENDPOINT (source), result, NULL);

  self->posting = FALSE;
  clear_goodbye_timer (self);
  g_cancellable_cancel (self->cancellable);
}

static gboolean
goodbye_took_too_long_cb (gpointer data)
{
  EngineIoPollingClient *self = data;

  g_cancellable_cancel (self->cancellable);

  return G_SOURCE_REMOVE;
}

static void
say_goodbye (EngineIoPollingClient *self)
{
  g_autoptr (GBytes) body = g_bytes_new_static ("1", 1);

  self->says_bye = FALSE;
  if (g_cancellable_is_cancelled (self->cancellable))
    clear_goodbye_timer (self);
  else
    post (self, body, goodbye_did_answer);
}

static void
engine_io_polling_client_open (EngineIoTransport *transport)
{
  EngineIoPollingClient *self = ENGINE_IO_POLLING_CLIENT (transport);

  set_state (self, STATE_RUNNING);
  poll (self);
}

static void
engine_io_polling_client_write (EngineIoTransport *transport,
                                GQueue *packets,
                                gboolean tell_when_idle)
{
  EngineIoPollingClient *self = ENGINE_IO_POLLING_CLIENT (transport);
  EngineIoEndpoint *endpoint = engine_io_transport_get_endpoint (transport);
  g_autoptr (GBytes) body = NULL;

  if (self->state != STATE_RUNNING || self->posting || g_queue_is_empty (packets))
    return;

  body = engine_io_codec_take_payload (packets, engine_io_endpoint_get_max_payload (endpoint));
  post (self, body, post_did_answer);
}

static gboolean
engine_io_polling_client_is_idle (EngineIoTransport *transport)
{
  return !ENGINE_IO_POLLING_CLIENT (transport)->posting;
}

static gsize
engine_io_polling_client_packet_size (EngineIoTransport *transport, const EngineIoPacket *packet)
{
  return engine_io_codec_text_size (packet);
}

static void
engine_io_polling_client_pause (EngineIoTransport *transport)
{
  EngineIoPollingClient *self = ENGINE_IO_POLLING_CLIENT (transport);

  if (self->state != STATE_RUNNING)
    return;

  set_state (self, STATE_PAUSING);
  check_paused (self);
}

static void
engine_io_polling_client_resume (EngineIoTransport *transport)
{
  EngineIoPollingClient *self = ENGINE_IO_POLLING_CLIENT (transport);

  if (self->state != STATE_PAUSING && self->state != STATE_PAUSED)
    return;

  set_state (self, STATE_RUNNING);
  poll (self);
}

static void
engine_io_polling_client_close (EngineIoTransport *transport)
{
  EngineIoPollingClient *self = ENGINE_IO_POLLING_CLIENT (transport);

  EngineIoEndpoint *endpoint = engine_io_transport_get_endpoint (transport);

  if (self->state == STATE_OVER)
    return;

  set_state (self, STATE_OVER);
  if (engine_io_endpoint_get_sid (endpoint) == NULL) {
    g_cancellable_cancel (self->cancellable);
    return;
  }

  self->goodbye_timer = g_timeout_source_new (GOODBYE_MS);
  g_source_set_callback (self->goodbye_timer, goodbye_took_too_long_cb, self, NULL);
  g_source_attach (self->goodbye_timer, engine_io_endpoint_get_context (endpoint));
  if (self->posting)
    self->says_bye = TRUE;
  else
    say_goodbye (self);
}

static void
engine_io_polling_client_abort (EngineIoTransport *transport)
{
  EngineIoPollingClient *self = ENGINE_IO_POLLING_CLIENT (transport);

  set_state (self, STATE_OVER);
  g_cancellable_cancel (self->cancellable);
}

static void
engine_io_polling_client_dispose (GObject *object)
{
  EngineIoPollingClient *self = ENGINE_IO_POLLING_CLIENT (object);

  self->state = STATE_OVER;
  clear_goodbye_timer (self);
  g_cancellable_cancel (self->cancellable);

  G_OBJECT_CLASS (engine_io_polling_client_parent_class)->dispose (object);
}

static void
engine_io_polling_client_finalize (GObject *object)
{
  EngineIoPollingClient *self = ENGINE_IO_POLLING_CLIENT (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (engine_io_polling_client_parent_class)->finalize (object);
}

static void
engine_io_polling_client_class_init (EngineIoPollingClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  EngineIoTransportClass *transport_class = ENGINE_IO_TRANSPORT_CLASS (klass);

  object_class->dispose = engine_io_polling_client_dispose;
  object_class->finalize = engine_io_polling_client_finalize;

  transport_class->name = "polling";
  transport_class->open = engine_io_polling_client_open;
  transport_class->write = engine_io_polling_client_write;
  transport_class->is_idle = engine_io_polling_client_is_idle;
  transport_class->packet_size = engine_io_polling_client_packet_size;
  transport_class->pause = engine_io_polling_client_pause;
  transport_class->resume = engine_io_polling_client_resume;
  transport_class->close = engine_io_polling_client_close;
  transport_class->abort = engine_io_polling_client_abort;
}

static void
engine_io_polling_client_init (EngineIoPollingClient *self)
{
  self->cancellable = g_cancellable_new ();
}

/*
 * engine_io_polling_client_new:
 * @endpoint: where to poll
 *
 * Returns: (transfer full): a transport
 */
EngineIoTransport *
engine_io_polling_client_new (EngineIoEndpoint *endpoint)
{
  return g_object_new (ENGINE_IO_TYPE_POLLING_CLIENT, "endpoint", endpoint, NULL);
}
