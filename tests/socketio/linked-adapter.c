/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A note goes to every other adapter of a namespace with the same name, in the next
 * turn of the main loop.  Who gets one calls the parent class, which knows its own
 * sockets, and sends back what is asked for.
 */
#include "linked-adapter.h"

#include "socket-io-event.h"

struct _LinkedAdapter {
  SocketIoAdapter parent_instance;

  gboolean closed;
};

G_DEFINE_FINAL_TYPE (LinkedAdapter, linked_adapter, SOCKET_IO_TYPE_ADAPTER)

/* All adapters that are not closed. */
static GPtrArray *everybody;

typedef enum {
  NOTE_BROADCAST,
  NOTE_ASK,
  NOTE_FETCH,
  NOTE_JOIN,
  NOTE_LEAVE,
  NOTE_DISCONNECT,
  NOTE_SERVER_SIDE_EVENT,
} NoteKind;

typedef struct {
  gatomicrefcount ref_count;
  NoteKind kind;
  SocketIoPacket *packet;
  SocketIoBroadcastOptions *options;
  SocketIoReplies *replies; /* of the one who asks */
  GTask *task;              /* of the one who asks */
  char **rooms;
  gboolean close;
  char *event;
  JsonArray *arguments;
} Note;

typedef struct {
  LinkedAdapter *recipient;
  Note *note;
} Letter;

/* What fetching has found so far. */
typedef struct {
  GPtrArray *sockets;
  guint pending;
} Search;

static Note *
note_new (NoteKind kind, const SocketIoBroadcastOptions *options)
{
  Note *note = g_new0 (Note, 1);

  g_atomic_ref_count_init (&note->ref_count);
  note->kind = kind;
  if (options != NULL)
    note->options = socket_io_broadcast_options_copy (options);

  return note;
}

static void
note_unref (Note *note)
{
  if (!g_atomic_ref_count_dec (&note->ref_count))
    return;

  g_clear_pointer (&note->packet, socket_io_packet_free);
  g_clear_pointer (&note->options, socket_io_broadcast_options_free);
  g_clear_object (&note->replies);
  g_clear_object (&note->task);
  g_strfreev (note->rooms);
  g_free (note->event);
  g_clear_pointer (&note->arguments, json_array_unref);
  g_free (note);
}

static void
letter_free (Letter *letter)
{
  g_object_unref (letter->recipient);
  note_unref (letter->note);
  g_free (letter);
}

static void
search_free (Search *search)
{
  g_ptr_array_unref (search->sockets);
  g_free (search);
}

static SocketIoAdapterClass *
parent_class (void)
{
  return SOCKET_IO_ADAPTER_CLASS (linked_adapter_parent_class);
}

static gboolean
is_other (SocketIoAdapter *self, SocketIoAdapter *other)
{
  SocketIoNamespace *mine = socket_io_adapter_get_namespace (self);
  SocketIoNamespace *its = socket_io_adapter_get_namespace (other);

  return self != other && mine != NULL && its != NULL &&
         g_str_equal (socket_io_namespace_get_name (mine), socket_io_namespace_get_name (its));
}

/* --- what a recipient does ------------------------------------------------ */

static void
asked_cb (SocketIoReplies *replies, guint n_replies, SocketIoReplies *asker)
{
  socket_io_replies_expect (asker, n_replies);
}

static void
replied_cb (SocketIoReplies *replies,
            JsonNode *reply,
            SocketIoAttachments *attachments,
            SocketIoReplies *asker)
{
  socket_io_replies_add (asker, reply, attachments);
}

static void
gone_cb (SocketIoReplies *replies, SocketIoReplies *asker)
{
  socket_io_replies_give_up (asker);
}

/* Its own wait ends in time: what is kept for the answers is forgotten here, too. */
static void
answer_question (LinkedAdapter *self, Note *note)
{
  g_autoptr (SocketIoReplies) replies = socket_io_replies_new ();
  g_autoptr (SocketIoPacket) packet = socket_io_packet_copy (note->packet);

  g_signal_connect_object (replies, "asked", G_CALLBACK (asked_cb), note->replies, 0);
  g_signal_connect_object (replies, "replied", G_CALLBACK (replied_cb), note->replies, 0);
  g_signal_connect_object (replies, "gone", G_CALLBACK (gone_cb), note->replies, 0);
  socket_io_replies_set_n_servers (replies, 1);
  if (parent_class ()->broadcast_for_replies (SOCKET_IO_ADAPTER (self), packet, note->options,
                                              replies, NULL))
    socket_io_replies_wait_async (replies, note->options->timeout_ms, NULL, NULL, NULL);
}

static void
found (GTask *task, GPtrArray *sockets)
{
  Search *search = g_task_get_task_data (task);
  SocketIoAdapter *asker = g_task_get_source_object (task);

  for (guint i = 0; i < sockets->len; i++) {
    SocketIoRemoteSocket *socket = g_ptr_array_index (sockets, i);
    g_autoptr (JsonNode)
      json = socket_io_handshake_to_json (socket_io_remote_socket_get_handshake (socket));
    g_autoptr (SocketIoHandshake) handshake = socket_io_handshake_new_from_json (json);

    /* What is done to it goes by way of the one who asked. */
    g_ptr_array_add (search->sockets,
                     socket_io_remote_socket_new (asker, socket_io_remote_socket_get_id (socket),
                                                  handshake,
                                                  socket_io_remote_socket_get_rooms (socket),
                                                  socket_io_remote_socket_get_data (socket)));
  }

  if (--search->pending == 0)
    g_task_return_boolean (task, TRUE);
}

static void
fetch_did_end (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GPtrArray)
    sockets = parent_class ()->fetch_sockets_finish (SOCKET_IO_ADAPTER (source), result, NULL);

  found (task, sockets);
}

static gboolean
acknowledge (SocketIoEvent *event,
             JsonArray *arguments,
             SocketIoAttachments *attachments,
             gpointer replies)
{
  gboolean empty = json_array_get_length (arguments) == 0;

  socket_io_replies_add (replies, empty ? NULL : json_array_get_element (arguments, 0),
                         attachments);

  return TRUE;
}

static void
report_event (LinkedAdapter *self, Note *note)
{
  SocketIoNamespace *nsp = socket_io_adapter_get_namespace (SOCKET_IO_ADAPTER (self));
  g_autoptr (SocketIoEvent) event = socket_io_event_new (note->event, note->arguments, NULL, NULL);

  if (note->replies != NULL)
    socket_io_event_set_acknowledge (event, acknowledge, g_object_ref (note->replies),
                                     g_object_unref);
  socket_io_namespace_take_server_side_event (nsp, event);
}

static void
take_note (LinkedAdapter *self, Note *note)
{
  SocketIoAdapter *adapter = SOCKET_IO_ADAPTER (self);
  const char *const *rooms = (const char *const *) note->rooms;

  switch (note->kind) {
  case NOTE_BROADCAST:
    parent_class ()->broadcast (adapter, note->packet, note->options, NULL);
    break;
  case NOTE_ASK:
    answer_question (self, note);
    break;
  case NOTE_FETCH:
    parent_class ()->fetch_sockets_async (adapter, note->options, NULL, fetch_did_end,
                                          g_object_ref (note->task));
    break;
  case NOTE_JOIN:
    parent_class ()->sockets_join (adapter, note->options, rooms);
    break;
  case NOTE_LEAVE:
    parent_class ()->sockets_leave (adapter, note->options, rooms);
    break;
  case NOTE_DISCONNECT:
    parent_class ()->disconnect_sockets (adapter, note->options, note->close);
    break;
  case NOTE_SERVER_SIDE_EVENT:
    report_event (self, note);
    break;
  }
}

static gboolean
arrived_cb (gpointer data)
{
  Letter *letter = data;

  if (!letter->recipient->closed)
    take_note (letter->recipient, letter->note);

  return G_SOURCE_REMOVE;
}

/* Takes @note; gives how many it goes to. */
static guint
send_note (SocketIoAdapter *self, Note *note)
{
  guint n = 0;

  for (guint i = 0; i < everybody->len; i++) {
    SocketIoAdapter *other = g_ptr_array_index (everybody, i);
    Letter *letter = NULL;

    if (!is_other (self, other))
      continue;

    letter = g_new0 (Letter, 1);
    letter->recipient = LINKED_ADAPTER (g_object_ref (other));
    letter->note = note;
    g_atomic_ref_count_inc (&note->ref_count);
    g_idle_add_full (G_PRIORITY_DEFAULT, arrived_cb, letter, (GDestroyNotify) letter_free);
    n++;
  }
  note_unref (note);

  return n;
}

/* --- what it hands on ----------------------------------------------------- */

static void
linked_adapter_server_count_async (SocketIoAdapter *self,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  int n = 1;

  for (guint i = 0; i < everybody->len; i++)
    n += is_other (self, g_ptr_array_index (everybody, i));
  g_task_return_int (task, n);
}

static guint
linked_adapter_server_count_finish (SocketIoAdapter *self, GAsyncResult *result, GError **error)
{
  return (guint) g_task_propagate_int (G_TASK (result), error);
}

static gboolean
linked_adapter_broadcast (SocketIoAdapter *self,
                          SocketIoPacket *packet,
                          const SocketIoBroadcastOptions *options,
                          GError **error)
{
  if (!parent_class ()->broadcast (self, packet, options, error))
    return FALSE;

  if (!options->local) {
    Note *note = note_new (NOTE_BROADCAST, options);

    note->packet = socket_io_packet_copy (packet);
    send_note (self, note);
  }

  return TRUE;
}

static gboolean
linked_adapter_broadcast_for_replies (SocketIoAdapter *self,
                                      SocketIoPacket *packet,
                                      const SocketIoBroadcastOptions *options,
                                      SocketIoReplies *replies,
                                      GError **error)
{
  if (!parent_class ()->broadcast_for_replies (self, packet, options, replies, error))
    return FALSE;

  if (!options->local) {
    Note *note = note_new (NOTE_ASK, options);

    note->packet = socket_io_packet_copy (packet);
    note->replies = g_object_ref (replies);
    send_note (self, note);
  }

  return TRUE;
}

static void
linked_adapter_fetch_sockets_async (SocketIoAdapter *self,
                                    const SocketIoBroadcastOptions *options,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Search *search = g_new0 (Search, 1);

  search->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  search->pending = 1;
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);
  if (!options->local) {
    Note *note = note_new (NOTE_FETCH, options);

    note->task = g_object_ref (task);
    search->pending += send_note (self, note);
  }
  parent_class ()->fetch_sockets_async (self, options, NULL, fetch_did_end, g_object_ref (task));
}

static GPtrArray *
linked_adapter_fetch_sockets_finish (SocketIoAdapter *self, GAsyncResult *result, GError **error)
{
  Search *search = g_task_get_task_data (G_TASK (result));

  return g_task_propagate_boolean (G_TASK (result), error) ? g_ptr_array_ref (search->sockets)
                                                           : NULL;
}

static void
linked_adapter_sockets_join (SocketIoAdapter *self,
                             const SocketIoBroadcastOptions *options,
                             const char *const *rooms)
{
  parent_class ()->sockets_join (self, options, rooms);
  if (!options->local) {
    Note *note = note_new (NOTE_JOIN, options);

    note->rooms = g_strdupv ((char **) rooms);
    send_note (self, note);
  }
}

static void
linked_adapter_sockets_leave (SocketIoAdapter *self,
                              const SocketIoBroadcastOptions *options,
                              const char *const *rooms)
{
  parent_class ()->sockets_leave (self, options, rooms);
  if (!options->local) {
    Note *note = note_new (NOTE_LEAVE, options);

    note->rooms = g_strdupv ((char **) rooms);
    send_note (self, note);
  }
}

static void
linked_adapter_disconnect_sockets (SocketIoAdapter *self,
                                   const SocketIoBroadcastOptions *options,
                                   gboolean close)
{
  parent_class ()->disconnect_sockets (self, options, close);
  if (!options->local) {
    Note *note = note_new (NOTE_DISCONNECT, options);

    note->close = close;
    send_note (self, note);
  }
}

static gboolean
linked_adapter_server_side_emit (SocketIoAdapter *self,
                                 const char *event,
                                 JsonArray *arguments,
                                 SocketIoReplies *replies,
                                 GError **error)
{
  Note *note = note_new (NOTE_SERVER_SIDE_EVENT, NULL);

  note->event = g_strdup (event);
  note->arguments = arguments != NULL ? json_array_ref (arguments) : json_array_new ();
  g_set_object (&note->replies, replies);
  send_note (self, note);

  return TRUE;
}

static void
linked_adapter_close (SocketIoAdapter *adapter)
{
  LinkedAdapter *self = LINKED_ADAPTER (adapter);

  if (self->closed)
    return;

  self->closed = TRUE;
  g_ptr_array_remove (everybody, self);
  if (everybody->len == 0)
    g_clear_pointer (&everybody, g_ptr_array_unref);
}

static void
linked_adapter_constructed (GObject *object)
{
  G_OBJECT_CLASS (linked_adapter_parent_class)->constructed (object);

  if (everybody == NULL)
    everybody = g_ptr_array_new ();
  g_ptr_array_add (everybody, object);
}

static void
linked_adapter_dispose (GObject *object)
{
  linked_adapter_close (SOCKET_IO_ADAPTER (object));

  G_OBJECT_CLASS (linked_adapter_parent_class)->dispose (object);
}

static void
linked_adapter_class_init (LinkedAdapterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  SocketIoAdapterClass *adapter_class = SOCKET_IO_ADAPTER_CLASS (klass);

  object_class->constructed = linked_adapter_constructed;
  object_class->dispose = linked_adapter_dispose;

  adapter_class->server_count_async = linked_adapter_server_count_async;
  adapter_class->server_count_finish = linked_adapter_server_count_finish;
  adapter_class->broadcast = linked_adapter_broadcast;
  adapter_class->broadcast_for_replies = linked_adapter_broadcast_for_replies;
  adapter_class->fetch_sockets_async = linked_adapter_fetch_sockets_async;
  adapter_class->fetch_sockets_finish = linked_adapter_fetch_sockets_finish;
  adapter_class->sockets_join = linked_adapter_sockets_join;
  adapter_class->sockets_leave = linked_adapter_sockets_leave;
  adapter_class->disconnect_sockets = linked_adapter_disconnect_sockets;
  adapter_class->server_side_emit = linked_adapter_server_side_emit;
  adapter_class->close = linked_adapter_close;
}

static void
linked_adapter_init (LinkedAdapter *self)
{
}
