/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The acknowledgements that one namespace waits for.  Ids count up and are never
 * used twice, also across reconnections, so that a late answer finds nobody.  At a
 * server they count up for all sockets of a namespace together, so there they are
 * given, and so is the queue of deadlines, which all share.
 *
 * An entry leaves the table before its function is called: whatever that
 * function does, it ends once.
 */
#include "socket-io-acks.h"

#include "socket-io-error.h"

struct _SocketIoAcks {
  GHashTable *pending;          /* gint64 * (in the entry) -> Entry */
  EngineIoDeadlines *deadlines; /* NULL until somebody cannot wait for ever */
  gint64 next_id;
  SocketIoAckGivenUpFunc given_up;
  gpointer owner;
};

typedef struct {
  EngineIoDeadline timeout; /* comes first, so that it is the entry */
  gint64 id;
  guint64 message_id; /* what the engine calls the message; 0 while it is buffered */
  SocketIoAcks *acks;
  GSource *cancelled;
  SocketIoAckFunc func;
  gpointer user_data;
} Entry;

/* Nothing but its caller ends the wait any more. */
static void
disarm (Entry *entry)
{
  if (entry->timeout.position > 0)
    engine_io_deadlines_clear (entry->acks->deadlines, &entry->timeout);
  if (entry->cancelled != NULL)
    g_source_destroy (entry->cancelled);
  g_clear_pointer (&entry->cancelled, g_source_unref);
}

static void
entry_free (Entry *entry)
{
  disarm (entry);
  g_free (entry);
}

static Entry *
take (SocketIoAcks *self, gint64 id)
{
  Entry *entry = NULL;

  g_hash_table_steal_extended (self->pending, &id, NULL, (gpointer *) &entry);

  return entry;
}

static void
settle (Entry *entry, JsonArray *arguments, SocketIoAttachments *attachments, const GError *error)
{
  SocketIoAckFunc func = entry->func;
  gpointer user_data = entry->user_data;

  entry_free (entry);
  func (arguments, attachments, error, user_data);
}

static void
give_up (Entry *entry, GError *error)
{
  g_autoptr (GError) owned = error;
  SocketIoAcks *self = entry->acks;

  take (self, entry->id);
  if (self->given_up != NULL)
    self->given_up (entry->id, entry->message_id, self->owner);
  settle (entry, NULL, NULL, owned);
}

static void
timed_out_cb (EngineIoDeadline *timeout)
{
  give_up ((Entry *) timeout, g_error_new_literal (SOCKET_IO_ERROR, SOCKET_IO_ERROR_TIMED_OUT,
                                                   "No acknowledgement in time"));
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer data)
{
  GError *error = NULL;

  g_cancellable_set_error_if_cancelled (cancellable, &error);
  give_up (data, error);

  return G_SOURCE_REMOVE;
}

/* @given_up: (nullable): what to do about the event that need not be answered any more */
SocketIoAcks *
socket_io_acks_new (SocketIoAckGivenUpFunc given_up, gpointer owner)
{
  SocketIoAcks *self = g_new0 (SocketIoAcks, 1);

  self->pending =
    g_hash_table_new_full (g_int64_hash, g_int64_equal, NULL, (GDestroyNotify) entry_free);
  self->given_up = given_up;
  self->owner = owner;

  return self;
}

/* Who frees the table has ended all that waited in it. */
void
socket_io_acks_free (SocketIoAcks *self)
{
  g_hash_table_unref (self->pending);
  g_clear_pointer (&self->deadlines, engine_io_deadlines_unref);
  g_free (self);
}

/* Has the time limits wait in @deadlines; before there are any. */
void
socket_io_acks_share_deadlines (SocketIoAcks *self, EngineIoDeadlines *deadlines)
{
  g_assert (self->deadlines == NULL);

  self->deadlines = engine_io_deadlines_ref (deadlines);
}

static void
set_timeout (SocketIoAcks *self, Entry *entry, guint timeout_ms)
{
  if (self->deadlines == NULL)
    self->deadlines = engine_io_deadlines_new (g_main_context_get_thread_default ());
  engine_io_deadlines_set (self->deadlines, &entry->timeout, timeout_ms, timed_out_cb);
}

/*
 * Adds one who waits for the answer to @id, for which nobody waits yet; @timeout_ms 0
 * waits for as long as the connection lasts.
 */
void
socket_io_acks_add_as (SocketIoAcks *self,
                       gint64 id,
                       guint timeout_ms,
                       GCancellable *cancellable,
                       SocketIoAckFunc func,
                       gpointer user_data)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->id = id;
  entry->acks = self;
  entry->func = func;
  entry->user_data = user_data;
  if (timeout_ms > 0)
    set_timeout (self, entry, timeout_ms);
  if (cancellable != NULL) {
    entry->cancelled = g_cancellable_source_new (cancellable);
    g_source_set_callback (entry->cancelled, G_SOURCE_FUNC (cancelled_cb), entry, NULL);
    g_source_attach (entry->cancelled, g_main_context_get_thread_default ());
  }
  g_hash_table_insert (self->pending, &entry->id, entry);
}

/* The same with an id of its own, which it gives, to send with the event. */
gint64
socket_io_acks_add (SocketIoAcks *self,
                    guint timeout_ms,
                    GCancellable *cancellable,
                    SocketIoAckFunc func,
                    gpointer user_data)
{
  gint64 id = self->next_id++;

  socket_io_acks_add_as (self, id, timeout_ms, cancellable, func, user_data);

  return id;
}

/* From now on a lost connection ends the wait: the event may or may not have arrived. */
void
socket_io_acks_mark_sent (SocketIoAcks *self, gint64 id, guint64 message_id)
{
  Entry *entry = g_hash_table_lookup (self->pending, &id);

  if (entry != NULL)
    entry->message_id = message_id;
}

/* Gives FALSE for an id that nobody waits for (any more). */
gboolean
socket_io_acks_resolve (SocketIoAcks *self,
                        gint64 id,
                        JsonArray *arguments,
                        SocketIoAttachments *attachments)
{
  Entry *entry = take (self, id);

  if (entry == NULL)
    return FALSE;

  settle (entry, arguments, attachments, NULL);
  return TRUE;
}

gboolean
socket_io_acks_fail (SocketIoAcks *self, gint64 id, const GError *error)
{
  Entry *entry = take (self, id);

  if (entry == NULL)
    return FALSE;

  settle (entry, NULL, NULL, error);
  return TRUE;
}

static int
compare_ids (gconstpointer a, gconstpointer b)
{
  const Entry *const *first = a;
  const Entry *const *second = b;

  return (*first)->id < (*second)->id ? -1 : 1;
}

/* Ends them in the order in which they were asked for. */
static void
fail_many (SocketIoAcks *self, gboolean sent_only, const GError *error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer value = NULL;

  g_hash_table_iter_init (&iter, self->pending);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Entry *entry = value;

    if (sent_only && entry->message_id == 0)
      continue;
    g_hash_table_iter_steal (&iter);
    disarm (entry); /* the function of another may turn the main loop */
    g_ptr_array_add (entries, entry);
  }

  g_ptr_array_sort (entries, compare_ids);
  for (guint i = 0; i < entries->len; i++)
    settle (g_ptr_array_index (entries, i), NULL, NULL, error);
}

/* The connection is lost: what was sent is not answered any more, what is buffered may still be. */
void
socket_io_acks_fail_sent (SocketIoAcks *self, const GError *error)
{
  fail_many (self, TRUE, error);
}

void
socket_io_acks_fail_all (SocketIoAcks *self, const GError *error)
{
  fail_many (self, FALSE, error);
}

guint
socket_io_acks_get_length (SocketIoAcks *self)
{
  return g_hash_table_size (self->pending);
}
