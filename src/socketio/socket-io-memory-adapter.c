/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Connection state recovery within one process.  An event that can be recovered
 * gets an offset before it is encoded, once for everybody, and is remembered; a
 * session whose socket has gone is kept until it comes back, or for too long.
 *
 * A client may be back before its old connection is known to be dead: then nothing
 * is kept of it yet, but its socket is here, and still found by its private id.  Its
 * connection is cut, which keeps the session.
 *
 * One timer forgets what is too old, and runs only while there is something.
 */
#include "socket-io-memory-adapter.h"

#include "socket-io-recovery.h"
#include "socket-io-server.h"
#include "socket-io-timer.h"

/* Beyond these the oldest is forgotten before its time. */
#define MAX_SESSIONS 100000
#define MAX_PACKETS 1000000
#define MAX_BYTES ((gsize) 64 * 1024 * 1024)

/* Forgetting a little later is cheaper than looking after each packet. */
#define MIN_PAUSE_MS 1000

struct _SocketIoMemoryAdapter {
  SocketIoAdapter parent_instance;

  SocketIoRecovery *recovery; /* NULL if there is none */
  SocketIoTimer timer;
};

G_DEFINE_FINAL_TYPE (SocketIoMemoryAdapter, socket_io_memory_adapter, SOCKET_IO_TYPE_ADAPTER)

/* What is looked for, until the answer is fetched. */
typedef struct {
  char *pid;
  char *offset;
} Sought;

static void
sought_free (Sought *sought)
{
  g_free (sought->pid);
  g_free (sought->offset);
  g_free (sought);
}

static gint64
now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

static void
prune_cb (gpointer data)
{
  SocketIoMemoryAdapter *self = data;
  guint pause_ms = socket_io_recovery_prune (self->recovery, now_ms ());

  if (pause_ms > 0)
    socket_io_timer_start (&self->timer, MAX (pause_ms, MIN_PAUSE_MS), prune_cb, self);
}

static void
prune_later (SocketIoMemoryAdapter *self)
{
  if (!socket_io_timer_is_running (&self->timer))
    prune_cb (self);
}

/* What asks for an acknowledgement cannot be answered later, and what is volatile need not be. */
static gboolean
is_recoverable (const SocketIoPacket *packet, const SocketIoBroadcastOptions *options)
{
  return packet->id == SOCKET_IO_PACKET_NO_ID && (options->flags & SOCKET_IO_EMIT_VOLATILE) == 0 &&
         packet->type == SOCKET_IO_PACKET_EVENT && socket_io_packet_check (packet, NULL);
}

static gboolean
socket_io_memory_adapter_broadcast (SocketIoAdapter *adapter,
                                    SocketIoPacket *packet,
                                    const SocketIoBroadcastOptions *options,
                                    GError **error)
{
  SocketIoMemoryAdapter *self = SOCKET_IO_MEMORY_ADAPTER (adapter);
  SocketIoAdapterClass *parent_class =
    SOCKET_IO_ADAPTER_CLASS (socket_io_memory_adapter_parent_class);
  g_autoptr (SocketIoPacket) dated = NULL;

  if (self->recovery == NULL || !is_recoverable (packet, options))
    return parent_class->broadcast (adapter, packet, options, error);

  /* Before it is sent: whoever hears of it may emit the next one. */
  dated = socket_io_recovery_record (self->recovery, packet, options, now_ms ());
  prune_later (self);
  if (parent_class->broadcast (adapter, dated, options, error))
    return TRUE;

  socket_io_recovery_take_back (self->recovery);
  return FALSE;
}

static void
socket_io_memory_adapter_join (SocketIoAdapter *adapter,
                               SocketIoSocket *socket,
                               const char *const *rooms)
{
  SocketIoMemoryAdapter *self = SOCKET_IO_MEMORY_ADAPTER (adapter);
  const char *pid = socket_io_socket_get_pid (socket);

  if (self->recovery != NULL && pid != NULL)
    socket_io_recovery_arrive (self->recovery, pid, socket);
  SOCKET_IO_ADAPTER_CLASS (socket_io_memory_adapter_parent_class)->join (adapter, socket, rooms);
}

static void
socket_io_memory_adapter_leave_all (SocketIoAdapter *adapter, SocketIoSocket *socket)
{
  SocketIoMemoryAdapter *self = SOCKET_IO_MEMORY_ADAPTER (adapter);
  const char *pid = socket_io_socket_get_pid (socket);

  SOCKET_IO_ADAPTER_CLASS (socket_io_memory_adapter_parent_class)->leave_all (adapter, socket);
  if (self->recovery != NULL && pid != NULL)
    socket_io_recovery_depart (self->recovery, pid, socket);
}

static void
socket_io_memory_adapter_persist_session (SocketIoAdapter *adapter, SocketIoSession *session)
{
  SocketIoMemoryAdapter *self = SOCKET_IO_MEMORY_ADAPTER (adapter);

  if (self->recovery == NULL)
    return;

  socket_io_recovery_persist (self->recovery, session, now_ms ());
  prune_later (self);
}

/* It is looked for when the answer is fetched: what is sent until then must not be missed. */
static void
socket_io_memory_adapter_restore_session_async (SocketIoAdapter *adapter,
                                                const char *pid,
                                                const char *offset,
                                                GCancellable *cancellable,
                                                GAsyncReadyCallback callback,
                                                gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (adapter, cancellable, callback, user_data);
  Sought *sought = g_new0 (Sought, 1);

  sought->pid = g_strdup (pid);
  sought->offset = g_strdup (offset);
  g_task_set_source_tag (task, socket_io_memory_adapter_restore_session_async);
  g_task_set_task_data (task, sought, (GDestroyNotify) sought_free);
  g_task_return_boolean (task, TRUE);
}

/* Its client has come back by another connection. */
static void
cut_old_connection (SocketIoMemoryAdapter *self, const char *pid)
{
  SocketIoSocket *socket = socket_io_recovery_get_socket (self->recovery, pid);

  if (socket != NULL && socket_io_socket_get_connected (socket))
    engine_io_socket_abort (socket_io_socket_get_engine (socket), ENGINE_IO_CLOSE_TRANSPORT_CLOSE,
                            NULL);
}

static SocketIoSession *
socket_io_memory_adapter_restore_session_finish (SocketIoAdapter *adapter,
                                                 GAsyncResult *result,
                                                 GError **error)
{
  SocketIoMemoryAdapter *self = SOCKET_IO_MEMORY_ADAPTER (adapter);
  Sought *sought = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), error) || self->recovery == NULL)
    return NULL;

  cut_old_connection (self, sought->pid);

  return socket_io_recovery_restore (self->recovery, sought->pid, sought->offset, now_ms ());
}

static void
socket_io_memory_adapter_close (SocketIoAdapter *adapter)
{
  socket_io_timer_stop (&SOCKET_IO_MEMORY_ADAPTER (adapter)->timer);
}

/* In that time a ping goes out and is answered, or the connection is lost: one may be on its way
 * already, and the next one follows after the answer. */
static guint
get_grace (EngineIoServerOptions *options)
{
  return engine_io_server_options_get_ping_interval (options) +
         2 * engine_io_server_options_get_ping_timeout (options);
}

static void
socket_io_memory_adapter_constructed (GObject *object)
{
  SocketIoMemoryAdapter *self = SOCKET_IO_MEMORY_ADAPTER (object);
  SocketIoNamespace *nsp = socket_io_adapter_get_namespace (SOCKET_IO_ADAPTER (self));
  SocketIoServerOptions *options =
    socket_io_server_get_options (socket_io_namespace_get_server (nsp));

  G_OBJECT_CLASS (socket_io_memory_adapter_parent_class)->constructed (object);

  if (socket_io_server_options_get_connection_state_recovery (options)) {
    SocketIoRecoveryLimits limits = {
      .duration_ms = socket_io_server_options_get_max_disconnection_duration (options),
      .grace_ms = get_grace (ENGINE_IO_SERVER_OPTIONS (options)),
      .max_sessions = MAX_SESSIONS,
      .max_packets = MAX_PACKETS,
      .max_bytes = MAX_BYTES,
    };

    self->recovery = socket_io_recovery_new (&limits);
  }
}

static void
socket_io_memory_adapter_dispose (GObject *object)
{
  socket_io_timer_stop (&SOCKET_IO_MEMORY_ADAPTER (object)->timer);

  G_OBJECT_CLASS (socket_io_memory_adapter_parent_class)->dispose (object);
}

static void
socket_io_memory_adapter_finalize (GObject *object)
{
  g_clear_pointer (&SOCKET_IO_MEMORY_ADAPTER (object)->recovery, socket_io_recovery_free);

  G_OBJECT_CLASS (socket_io_memory_adapter_parent_class)->finalize (object);
}

static void
socket_io_memory_adapter_class_init (SocketIoMemoryAdapterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SocketIoAdapterClass *adapter_class = SOCKET_IO_ADAPTER_CLASS (klass);

  object_class->constructed = socket_io_memory_adapter_constructed;
  object_class->dispose = socket_io_memory_adapter_dispose;
  object_class->finalize = socket_io_memory_adapter_finalize;

  adapter_class->join = socket_io_memory_adapter_join;
  adapter_class->leave_all = socket_io_memory_adapter_leave_all;
  adapter_class->broadcast = socket_io_memory_adapter_broadcast;
  adapter_class->persist_session = socket_io_memory_adapter_persist_session;
  adapter_class->restore_session_async = socket_io_memory_adapter_restore_session_async;
  adapter_class->restore_session_finish = socket_io_memory_adapter_restore_session_finish;
  adapter_class->close = socket_io_memory_adapter_close;
}

static void
socket_io_memory_adapter_init (SocketIoMemoryAdapter *self)
{
}
