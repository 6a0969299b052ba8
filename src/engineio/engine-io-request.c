/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One HTTP exchange: sent -> read (again and again) -> closed
 *
 * The body is read in pieces, after decompression, and given up at the first
 * byte above the limit: neither a large declared length, nor a stream without
 * end, nor a small one that inflates costs more memory than the limit.  The
 * body is closed before the answer is handed on, so that the next request finds
 * the connection free.
 *
 * An exchange that takes longer than the options allow cancels its cancellable,
 * and with it everything else of the same transport.
 *
 * libsoup before 3.6.6 frees a request twice that is cancelled between its
 * headers and its callback.  So libsoup has a cancellable of its own, which is
 * left alone once the headers are there: the callback comes at once then.
 */
#include "engine-io-request.h"

#include "engine-io-error.h"

#define FIRST_PIECE 4096
#define LATER_PIECE 65536

/* An error page is read for the sake of {"code":n,"message":"..."} only. */
#define MAX_ERROR_BODY 16384

typedef struct {
  SoupMessage *message;
  GCancellable *sending; /* what libsoup is cancelled by */
  GCancellable *caller;  /* nullable: what the caller cancels by */
  gulong cancelled_handler;
  gboolean answering; /* the headers are there */
  GInputStream *stream;
  GByteArray *body;
  gsize limit;
  gsize wanted; /* bytes that were asked for */
  GSource *timer;
  gboolean timed_out;
  gboolean failed; /* an answer that is read for its error text */
} Exchange;

static void
stop_timer (Exchange *exchange)
{
  if (exchange->timer != NULL)
    g_source_destroy (exchange->timer);
  g_clear_pointer (&exchange->timer, g_source_unref);
}

static void
stop_watching (Exchange *exchange)
{
  if (exchange->caller != NULL)
    g_clear_signal_handler (&exchange->cancelled_handler, exchange->caller);
  g_signal_handlers_disconnect_by_data (exchange->message, exchange);
}

static void
exchange_free (Exchange *exchange)
{
  stop_timer (exchange);
  stop_watching (exchange);
  g_clear_object (&exchange->sending);
  g_clear_object (&exchange->caller);
  g_clear_object (&exchange->stream);
  g_clear_object (&exchange->message);
  g_byte_array_unref (exchange->body);
  g_free (exchange);
}

static void
fail (GTask *task, const GError *error)
{
  Exchange *exchange = g_task_get_task_data (task);

  stop_timer (exchange);
  if (exchange->timed_out)
    g_task_return_new_error_literal (task, ENGINE_IO_ERROR, ENGINE_IO_ERROR_TIMED_OUT,
                                     "The server does not answer");
  else
    g_task_return_error (task, engine_io_endpoint_explain (exchange->message, error));
}

static gboolean
took_too_long_cb (gpointer data)
{
  GTask *task = data;
  Exchange *exchange = g_task_get_task_data (task);

  exchange->timed_out = TRUE;
  g_cancellable_cancel (g_task_get_cancellable (task));

  return G_SOURCE_REMOVE;
}

static void
settle (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  g_autoptr (GBytes) body = g_byte_array_free_to_bytes (exchange->body);

  stop_timer (exchange);
  exchange->body = g_byte_array_new ();
  if (exchange->failed)
    g_task_return_error (task,
                         engine_io_error_new_http (soup_message_get_status (exchange->message),
                                                   body));
  else
    g_task_return_pointer (task, g_steal_pointer (&body), (GDestroyNotify) g_bytes_unref);
}

static void
exchange_did_close (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  g_input_stream_close_finish (G_INPUT_STREAM (source), result, NULL);
  settle (task);
}

static void exchange_did_read (GObject *source, GAsyncResult *result, gpointer user_data);

static void
read_on (GTask *task)
{
  Exchange *exchange = g_task_get_task_data (task);
  guint length = exchange->body->len;
  GCancellable *cancellable = g_task_get_cancellable (task);

  /* One byte more than is allowed, to know whether it is exceeded. */
  exchange->wanted = length == 0 ? FIRST_PIECE : LATER_PIECE;
  if (exchange->limit > 0)
    exchange->wanted = MIN (exchange->wanted, exchange->limit - length + 1);
  g_byte_array_set_size (exchange->body, length + (guint) exchange->wanted);
  g_input_stream_read_async (exchange->stream, exchange->body->data + length, exchange->wanted,
                             G_PRIORITY_DEFAULT, cancellable, exchange_did_read,
                             g_object_ref (task));
}

static void
exchange_did_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Exchange *exchange = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  gssize got = g_input_stream_read_finish (G_INPUT_STREAM (source), result, &error);

  if (got < 0) {
    fail (task, error);
    return;
  }

  g_byte_array_set_size (exchange->body,
                         exchange->body->len - (guint) exchange->wanted + (guint) got);
  if (exchange->limit > 0 && exchange->body->len > exchange->limit) {
    if (exchange->failed)
      settle (task);
    else
      g_task_return_new_error_literal (task, ENGINE_IO_ERROR, ENGINE_IO_ERROR_TOO_LARGE,
                                       "The server sent more than the limit allows");
  } else if (got > 0 && exchange->body->len < G_MAXINT32) {
    read_on (task);
  } else {
    g_input_stream_close_async (exchange->stream, G_PRIORITY_DEFAULT, cancellable,
                                exchange_did_close, g_steal_pointer (&task));
  }
}

static void
caller_cancelled_cb (GCancellable *cancellable, Exchange *exchange)
{
  if (!exchange->answering)
    g_cancellable_cancel (exchange->sending);
}

static void
got_headers_cb (SoupMessage *message, Exchange *exchange)
{
  exchange->answering = TRUE;
}

/* A message that is sent once more, after authentication, has not been answered yet. */
static void
restarted_cb (SoupMessage *message, Exchange *exchange)
{
  exchange->answering = FALSE;
  if (g_cancellable_is_cancelled (exchange->caller))
    g_cancellable_cancel (exchange->sending);
}

static void
watch (Exchange *exchange, GCancellable *cancellable)
{
  exchange->sending = g_cancellable_new ();
  g_signal_connect (exchange->message, "got-headers", G_CALLBACK (got_headers_cb), exchange);
  g_signal_connect (exchange->message, "restarted", G_CALLBACK (restarted_cb), exchange);

  if (cancellable == NULL)
    return;

  g_set_object (&exchange->caller, cancellable);
  exchange->cancelled_handler =
    g_signal_connect (cancellable, "cancelled", G_CALLBACK (caller_cancelled_cb), exchange);
  if (g_cancellable_is_cancelled (cancellable))
    g_cancellable_cancel (exchange->sending);
}

static void
exchange_did_send (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  Exchange *exchange = g_task_get_task_data (task);
  SoupMessageHeaders *headers = NULL;

  stop_watching (exchange);
  exchange->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (exchange->stream == NULL || g_cancellable_set_error_if_cancelled (exchange->caller, &error)) {
    fail (task, error);
    return;
  }

  headers = soup_message_get_response_headers (exchange->message);
  exchange->failed = soup_message_get_status (exchange->message) != SOUP_STATUS_OK;
  if (exchange->failed) {
    exchange->limit = MAX_ERROR_BODY;
  } else if (exchange->limit > 0 &&
             soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
             (guint64) soup_message_headers_get_content_length (headers) > exchange->limit) {
    g_task_return_new_error_literal (task, ENGINE_IO_ERROR, ENGINE_IO_ERROR_TOO_LARGE,
                                     "The server sent more than the limit allows");
    return;
  }

  read_on (task);
}

/*
 * engine_io_request_async:
 * @endpoint: where to
 * @message: what to send
 * @cancellable: gives up; is cancelled when the exchange takes too long
 * @callback: called when the answer is complete, or there is none
 * @user_data: for @callback
 */
void
engine_io_request_async (EngineIoEndpoint *endpoint,
                         SoupMessage *message,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (endpoint, cancellable, callback, user_data);
  EngineIoOptions *options = engine_io_endpoint_get_options (endpoint);
  guint timeout = engine_io_options_get_request_timeout (options);
  Exchange *exchange = g_new0 (Exchange, 1);

  exchange->message = g_object_ref (message);
  exchange->body = g_byte_array_new ();
  exchange->limit = engine_io_options_get_max_incoming_size (options);
  if (exchange->limit == 0 || exchange->limit > G_MAXINT32)
    exchange->limit = G_MAXINT32;

  g_task_set_source_tag (task, engine_io_request_async);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, exchange, (GDestroyNotify) exchange_free);

  if (timeout > 0) {
    exchange->timer = g_timeout_source_new (timeout);
    g_source_set_callback (exchange->timer, took_too_long_cb, task, NULL);
    g_source_attach (exchange->timer, engine_io_endpoint_get_context (endpoint));
  }

  watch (exchange, cancellable);
  soup_session_send_async (engine_io_endpoint_get_session (endpoint), message, G_PRIORITY_DEFAULT,
                           exchange->sending, exchange_did_send, g_steal_pointer (&task));
}

/*
 * engine_io_request_finish:
 *
 * Returns: (transfer full) (nullable): the body
 */
GBytes *
engine_io_request_finish (EngineIoEndpoint *endpoint, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, endpoint), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
