/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A client's way out.  An event is encoded when it is emitted, or, where it is sent
 * again and again, each time.  Then it goes
 *
 *   - to the connection, while there is one;
 *   - to the send buffer, or nowhere, as the policy says, while there is none;
 *   - into the retry queue if there are retries: one at a time, sent again with a
 *     new id until it is acknowledged or its tries are used up.
 *
 * Who waits for an acknowledgement hears once: the answer, or why there is none.
 */
#include "socket-io-emitter.h"

#include "socket-io-error.h"
#include "socket-io-send-buffer.h"

struct _SocketIoEmitter {
  GObject parent_instance;

  SocketIoManager *manager;
  char *nsp;
  const SocketIoEmitterListener *listener;
  gpointer client; /* NULL once stopped */

  gboolean connected;
  SocketIoOfflinePolicy policy;
  guint retries;
  guint ack_timeout_ms;
  SocketIoAcks *acks;
  SocketIoSendBuffer *buffer;
  GQueue retrying; /* Retry, the head is on its way */
  gboolean draining;
};

/* An event that is sent until it is acknowledged. */
typedef struct {
  SocketIoEmitter *emitter;
  char *name;
  JsonArray *arguments;
  SocketIoAttachments *attachments;
  SocketIoEmitFlags flags;
  guint timeout_ms;
  GSource *cancelled;
  SocketIoAckFunc func; /* nullable */
  gpointer user_data;
  guint tries;
  gint64 ack_id; /* of the try that is pending, or none */
} Retry;

G_DEFINE_FINAL_TYPE (SocketIoEmitter, socket_io_emitter, G_TYPE_OBJECT)

/* --- one emission --------------------------------------------------------- */

static SocketIoEmission *
encode (SocketIoEmitter *self,
        const char *name,
        JsonArray *arguments,
        SocketIoAttachments *attachments,
        SocketIoEmitFlags flags,
        gint64 ack_id,
        GError **error)
{
  g_autoptr (SocketIoPacket)
    packet = socket_io_packet_new_event (self->nsp, name, arguments, attachments, error);
  g_autoptr (SocketIoEmission) emission = NULL;

  if (packet == NULL)
    return NULL;

  packet->id = ack_id;
  emission = g_new0 (SocketIoEmission, 1);
  if (!socket_io_parser_encode (socket_io_manager_get_parser (self->manager), packet,
                                &emission->text, &emission->binaries, error))
    return NULL;

  emission->name = g_strdup (name);
  emission->arguments = arguments != NULL ? json_array_ref (arguments) : json_array_new ();
  emission->ack_id = ack_id;
  emission->since = g_get_monotonic_time ();
  emission->flags = socket_io_emit_flags_to_engine (flags);

  return g_steal_pointer (&emission);
}

/* Sending may find that the connection is lost, and say so before it returns. */
static gboolean
send_now (SocketIoEmitter *self, SocketIoEmission *emission, GError **error)
{
  guint64 message_id = 0;

  if (self->client != NULL)
    self->listener->outgoing (self->client, emission->name, emission->arguments);

  /* Whoever heard that may have left the namespace: nothing may be sent there any more. */
  if (!self->connected) {
    g_set_error_literal (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED,
                         "There is no connection");
    return FALSE;
  }

  message_id = socket_io_manager_send (self->manager, emission->text, emission->binaries,
                                       emission->flags, error);
  if (message_id == 0)
    return FALSE;

  socket_io_acks_mark_sent (self->acks, emission->ack_id, message_id);
  if (!self->connected) {
    g_autoptr (GError) lost = g_error_new_literal (SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED,
                                                   "The connection was lost while sending");

    socket_io_acks_fail (self->acks, emission->ack_id, lost);
  }

  return TRUE;
}

static gboolean
keep (SocketIoEmitter *self, SocketIoEmission *emission, GError **error)
{
  switch (self->policy) {
  case SOCKET_IO_OFFLINE_BUFFER:
    if (socket_io_send_buffer_push (self->buffer, emission))
      return TRUE;
    g_set_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_BUFFER_FULL,
                 "%u events wait for a connection already",
                 socket_io_send_buffer_get_limit (self->buffer));
    return FALSE;
  case SOCKET_IO_OFFLINE_DROP:
    g_set_error_literal (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DROPPED,
                         "Dropped, for there is no connection");
    return FALSE;
  case SOCKET_IO_OFFLINE_FAIL:
    g_set_error_literal (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED,
                         "There is no connection");
    return FALSE;
  }

  return FALSE;
}

static gboolean
emit_once (SocketIoEmitter *self,
           const char *name,
           JsonArray *arguments,
           SocketIoAttachments *attachments,
           SocketIoEmitFlags flags,
           gint64 ack_id,
           GError **error)
{
  g_autoptr (SocketIoEmission) emission = NULL;
  g_autoptr (GError) sending_error = NULL;

  if ((flags & SOCKET_IO_EMIT_VOLATILE) != 0 &&
      !(self->connected && socket_io_manager_is_writable (self->manager))) {
    g_set_error_literal (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DROPPED,
                         "Volatile, and could not leave at once");
    return FALSE;
  }

  emission = encode (self, name, arguments, attachments, flags, ack_id, error);
  if (emission == NULL)
    return FALSE;

  if (self->connected && send_now (self, emission, &sending_error))
    return TRUE;
  if (sending_error != NULL &&
      !g_error_matches (sending_error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED)) {
    g_propagate_error (error, g_steal_pointer (&sending_error));
    return FALSE;
  }
  if ((flags & SOCKET_IO_EMIT_VOLATILE) != 0) {
    g_set_error_literal (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DROPPED,
                         "Volatile, and the connection is lost");
    return FALSE;
  }
  if (!keep (self, emission, error))
    return FALSE;

  g_steal_pointer (&emission);
  return TRUE;
}

/* An emission that had been accepted does not leave after all. */
static void
report_failure (SocketIoEmitter *self, SocketIoEmission *emission, const GError *error)
{
  if (emission->ack_id != SOCKET_IO_PACKET_NO_ID)
    socket_io_acks_fail (self->acks, emission->ack_id, error);
  else if (self->client != NULL)
    self->listener->failed (self->client, emission->name, emission->arguments, error);
}

static void
expired_cb (GPtrArray *emissions, gpointer owner)
{
  g_autoptr (SocketIoEmitter) self = g_object_ref (owner);
  g_autoptr (GError) error = g_error_new_literal (SOCKET_IO_ERROR, SOCKET_IO_ERROR_EXPIRED,
                                                  "Waited for a connection for too long");

  for (guint i = 0; i < emissions->len; i++)
    report_failure (self, g_ptr_array_index (emissions, i), error);
}

/* Nobody waits for it any more: it need not be sent, if it is not on the wire yet. */
static void
given_up_cb (gint64 ack_id, guint64 message_id, gpointer owner)
{
  SocketIoEmitter *self = owner;
  g_autoptr (SocketIoEmission) emission = NULL;

  if (message_id == 0)
    emission = socket_io_send_buffer_take (self->buffer, ack_id);
  else
    socket_io_manager_take_back (self->manager, message_id);
}

/* --- retries -------------------------------------------------------------- */

static void
retry_free (Retry *retry)
{
  if (retry->cancelled != NULL) {
    g_source_destroy (retry->cancelled);
    g_source_unref (retry->cancelled);
  }
  g_free (retry->name);
  g_clear_pointer (&retry->arguments, json_array_unref);
  g_clear_object (&retry->attachments);
  g_free (retry);
}

static void
end_retry (Retry *retry,
           JsonArray *arguments,
           SocketIoAttachments *attachments,
           const GError *error)
{
  g_autoptr (SocketIoEmitter) self = g_object_ref (retry->emitter);

  g_queue_remove (&self->retrying, retry);
  if (retry->func != NULL)
    retry->func (arguments, attachments, error, retry->user_data);
  else if (error != NULL && self->client != NULL)
    self->listener->failed (self->client, retry->name, retry->arguments, error);
  retry_free (retry);
}

static void drain (SocketIoEmitter *self);

/* What another try may mend: everything but a message that can never be sent. */
static gboolean
is_passing (const GError *error)
{
  return g_error_matches (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TIMED_OUT) ||
         g_error_matches (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED);
}

static void
try_ended_cb (JsonArray *arguments,
              SocketIoAttachments *attachments,
              const GError *error,
              gpointer user_data)
{
  Retry *retry = user_data;
  g_autoptr (SocketIoEmitter) self = g_object_ref (retry->emitter);

  retry->ack_id = SOCKET_IO_PACKET_NO_ID;
  if (error == NULL || retry->tries > self->retries || !is_passing (error))
    end_retry (retry, arguments, attachments, error);
  drain (self);
}

/* Whether to look for the next one. */
static gboolean
try_head (SocketIoEmitter *self)
{
  Retry *head = g_queue_peek_head (&self->retrying);
  g_autoptr (GError) error = NULL;
  gint64 ack_id = SOCKET_IO_PACKET_NO_ID;
  gboolean lost = FALSE;

  if (!self->connected || head == NULL || head->ack_id != SOCKET_IO_PACKET_NO_ID)
    return FALSE;

  ack_id = socket_io_acks_add (self->acks, head->timeout_ms, NULL, try_ended_cb, head);
  head->tries++;
  head->ack_id = ack_id;
  if (emit_once (self, head->name, head->arguments, head->attachments, head->flags, ack_id, &error))
    return FALSE;

  /* What could not even leave was no try, and goes on with the next connection.  Sending may have
   * ended the try, and with the last one the retry. */
  lost = g_error_matches (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED);
  if (lost && g_queue_peek_head (&self->retrying) == head && head->ack_id == ack_id)
    head->tries--;
  socket_io_acks_fail (self->acks, ack_id, error);

  return !lost;
}

static void
drain (SocketIoEmitter *self)
{
  /* A try may end before it has begun: then it is for the loop below to go on, not for a deeper
   * one. */
  if (self->draining)
    return;

  self->draining = TRUE;
  while (try_head (self))
    ;
  self->draining = FALSE;
}

static gboolean
retry_cancelled_cb (GCancellable *cancellable, gpointer data)
{
  Retry *retry = data;
  g_autoptr (SocketIoEmitter) self = g_object_ref (retry->emitter);
  g_autoptr (GError) error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  if (retry->ack_id != SOCKET_IO_PACKET_NO_ID)
    socket_io_acks_fail (self->acks, retry->ack_id, error);
  else
    end_retry (retry, NULL, NULL, error);

  return G_SOURCE_REMOVE;
}

static gboolean
add_retry (SocketIoEmitter *self, Retry retry, GCancellable *cancellable, GError **error)
{
  guint limit = socket_io_send_buffer_get_limit (self->buffer);
  Retry *added = NULL;

  if (limit > 0 && self->retrying.length >= limit) {
    g_set_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_BUFFER_FULL,
                 "%u events wait for their turn already", limit);
    return FALSE;
  }

  added = g_memdup2 (&retry, sizeof retry);
  added->emitter = self;
  added->name = g_strdup (retry.name);
  added->arguments = retry.arguments != NULL ? json_array_ref (retry.arguments) : json_array_new ();
  added->attachments = retry.attachments != NULL ? g_object_ref (retry.attachments) : NULL;
  added->ack_id = SOCKET_IO_PACKET_NO_ID;
  if (added->timeout_ms == 0)
    added->timeout_ms = self->ack_timeout_ms;
  if (cancellable != NULL) {
    added->cancelled = g_cancellable_source_new (cancellable);
    g_source_set_callback (added->cancelled, G_SOURCE_FUNC (retry_cancelled_cb), added, NULL);
    g_source_attach (added->cancelled, g_main_context_get_thread_default ());
  }
  g_queue_push_tail (&self->retrying, added);
  drain (self);

  return TRUE;
}

/* --- the object ----------------------------------------------------------- */

static void
socket_io_emitter_finalize (GObject *object)
{
  SocketIoEmitter *self = SOCKET_IO_EMITTER (object);

  g_assert (g_queue_is_empty (&self->retrying));
  g_clear_pointer (&self->acks, socket_io_acks_free);
  g_clear_pointer (&self->buffer, socket_io_send_buffer_free);
  g_clear_object (&self->manager);
  g_free (self->nsp);

  G_OBJECT_CLASS (socket_io_emitter_parent_class)->finalize (object);
}

static void
socket_io_emitter_class_init (SocketIoEmitterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = socket_io_emitter_finalize;
}

static void
socket_io_emitter_init (SocketIoEmitter *self)
{
  self->acks = socket_io_acks_new (given_up_cb, self);
  self->buffer = socket_io_send_buffer_new (expired_cb, self);
  g_queue_init (&self->retrying);
}

SocketIoEmitter *
socket_io_emitter_new (SocketIoManager *manager,
                       const char *nsp,
                       const SocketIoEmitterListener *listener,
                       gpointer client)
{
  SocketIoEmitter *self = g_object_new (SOCKET_IO_TYPE_EMITTER, NULL);

  self->manager = g_object_ref (manager);
  self->nsp = g_strdup (nsp);
  self->listener = listener;
  self->client = client;

  return self;
}

/* The client goes away: everybody who waits hears it, and nothing is sent any more. */
void
socket_io_emitter_stop (SocketIoEmitter *self)
{
  g_autoptr (GError) error =
    g_error_new_literal (SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED, "The client was dropped");
  Retry *retry = NULL;

  self->connected = FALSE;
  self->client = NULL;
  self->policy = SOCKET_IO_OFFLINE_FAIL;
  self->retries = 0;
  socket_io_acks_fail_all (self->acks, error);
  while ((retry = g_queue_peek_head (&self->retrying)) != NULL)
    end_retry (retry, NULL, NULL, error);
  socket_io_emitter_clear (self);
}

void
socket_io_emitter_set_policy (SocketIoEmitter *self, SocketIoOfflinePolicy policy)
{
  self->policy = policy;
}

SocketIoOfflinePolicy
socket_io_emitter_get_policy (SocketIoEmitter *self)
{
  return self->policy;
}

void
socket_io_emitter_set_limit (SocketIoEmitter *self, guint limit)
{
  socket_io_send_buffer_set_limit (self->buffer, limit);
}

guint
socket_io_emitter_get_limit (SocketIoEmitter *self)
{
  return socket_io_send_buffer_get_limit (self->buffer);
}

void
socket_io_emitter_set_age (SocketIoEmitter *self, guint age_ms)
{
  socket_io_send_buffer_set_age (self->buffer, age_ms);
}

guint
socket_io_emitter_get_age (SocketIoEmitter *self)
{
  return socket_io_send_buffer_get_age (self->buffer);
}

void
socket_io_emitter_set_retries (SocketIoEmitter *self, guint retries)
{
  self->retries = retries;
}

guint
socket_io_emitter_get_retries (SocketIoEmitter *self)
{
  return self->retries;
}

void
socket_io_emitter_set_ack_timeout (SocketIoEmitter *self, guint timeout_ms)
{
  self->ack_timeout_ms = timeout_ms;
}

guint
socket_io_emitter_get_ack_timeout (SocketIoEmitter *self)
{
  return self->ack_timeout_ms;
}

gboolean
socket_io_emitter_emit (SocketIoEmitter *self,
                        const char *name,
                        JsonArray *arguments,
                        SocketIoAttachments *attachments,
                        SocketIoEmitFlags flags,
                        GError **error)
{
  const Retry retry = {
    .name = (char *) name, .arguments = arguments, .attachments = attachments, .flags = flags
  };

  if (self->retries > 0 && (flags & SOCKET_IO_EMIT_VOLATILE) == 0)
    return add_retry (self, retry, NULL, error);

  return emit_once (self, name, arguments, attachments, flags, SOCKET_IO_PACKET_NO_ID, error);
}

/* @func hears how it ends, perhaps before this returns. */
void
socket_io_emitter_emit_for_ack (SocketIoEmitter *self,
                                const char *name,
                                JsonArray *arguments,
                                SocketIoAttachments *attachments,
                                SocketIoEmitFlags flags,
                                guint timeout_ms,
                                GCancellable *cancellable,
                                SocketIoAckFunc func,
                                gpointer user_data)
{
  const Retry retry = { .name = (char *) name,
                        .arguments = arguments,
                        .attachments = attachments,
                        .flags = flags,
                        .timeout_ms = timeout_ms,
                        .func = func,
                        .user_data = user_data };
  g_autoptr (GError) error = NULL;
  gint64 ack_id = SOCKET_IO_PACKET_NO_ID;

  if (g_cancellable_set_error_if_cancelled (cancellable, &error)) {
    func (NULL, NULL, error, user_data);
    return;
  }

  if (self->retries > 0 && (flags & SOCKET_IO_EMIT_VOLATILE) == 0) {
    if (!add_retry (self, retry, cancellable, &error))
      func (NULL, NULL, error, user_data);
    return;
  }

  if (timeout_ms == 0)
    timeout_ms = self->ack_timeout_ms;
  ack_id = socket_io_acks_add (self->acks, timeout_ms, cancellable, func, user_data);
  if (!emit_once (self, name, arguments, attachments, flags, ack_id, &error))
    socket_io_acks_fail (self->acks, ack_id, error);
}

/* The namespace is connected; nothing that waits is sent before _flush (). */
void
socket_io_emitter_connected (SocketIoEmitter *self)
{
  self->connected = TRUE;
}

/* Sends what waited, in order. */
void
socket_io_emitter_flush (SocketIoEmitter *self)
{
  g_autoptr (SocketIoEmitter) alive = g_object_ref (self);
  SocketIoEmission *next = NULL;

  while (self->connected && (next = socket_io_send_buffer_pop (self->buffer)) != NULL) {
    g_autoptr (SocketIoEmission) emission = next;
    g_autoptr (GError) error = NULL;

    if (send_now (self, emission, &error))
      continue;
    if (g_error_matches (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED)) {
      socket_io_send_buffer_push_back (self->buffer, g_steal_pointer (&emission));
      break;
    }
    report_failure (self, emission, error);
  }

  drain (self);
}

/* Whoever waits for an answer to what was sent hears that there will be none. */
void
socket_io_emitter_disconnected (SocketIoEmitter *self, const char *reason)
{
  g_autoptr (SocketIoEmitter) alive = g_object_ref (self);
  g_autoptr (GError)
    error = g_error_new (SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED,
                         "Disconnected before an acknowledgement came: %s", reason);

  self->connected = FALSE;
  socket_io_acks_fail_sent (self->acks, error);
}

/* An acknowledgement that nobody waits for, or waits for any more, is ignored. */
void
socket_io_emitter_acknowledged (SocketIoEmitter *self, const SocketIoPacket *packet)
{
  socket_io_acks_resolve (self->acks, packet->id, json_node_get_array (packet->data),
                          packet->attachments);
}

/* How many events wait: for a connection, or in the retry queue. */
guint
socket_io_emitter_get_length (SocketIoEmitter *self)
{
  return socket_io_send_buffer_get_length (self->buffer) + self->retrying.length;
}

char **
socket_io_emitter_dup_names (SocketIoEmitter *self)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) buffered = socket_io_send_buffer_dup_names (self->buffer);

  g_strv_builder_addv (names, (const char **) buffered);
  for (GList *l = self->retrying.head; l != NULL; l = l->next)
    g_strv_builder_add (names, ((Retry *) l->data)->name);

  return g_strv_builder_end (names);
}

static Retry *
find_idle_retry (SocketIoEmitter *self)
{
  for (GList *l = self->retrying.head; l != NULL; l = l->next)
    if (((Retry *) l->data)->ack_id == SOCKET_IO_PACKET_NO_ID)
      return l->data;

  return NULL;
}

/* Forgets what waits and is not on its way yet. */
void
socket_io_emitter_clear (SocketIoEmitter *self)
{
  g_autoptr (SocketIoEmitter) alive = g_object_ref (self);
  g_autoptr (GError) error =
    g_error_new_literal (SOCKET_IO_ERROR, SOCKET_IO_ERROR_DROPPED, "Cleared from the send buffer");
  SocketIoEmission *next = NULL;
  Retry *retry = NULL;

  while ((retry = find_idle_retry (self)) != NULL)
    end_retry (retry, NULL, NULL, error);
  while ((next = socket_io_send_buffer_pop (self->buffer)) != NULL) {
    g_autoptr (SocketIoEmission) emission = next;

    if (emission->ack_id != SOCKET_IO_PACKET_NO_ID)
      socket_io_acks_fail (self->acks, emission->ack_id, error);
  }
}
