/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Two queues, oldest first: packets, and sessions by the time when they were lost.
 *
 * A packet's offset is the time in base 64, as the reference makes it: "PJ4Bl9L",
 * and "PJ4Bl9L.0", "PJ4Bl9L.1", ... within the same millisecond.  It never goes
 * back, even if the clock does, so a packet is found by halving.
 *
 * What a session has missed is what was sent after the offset to a room that it
 * was in, and to none that it was in by way of except: rooms do not change while
 * nobody is there to change them.
 */
#include "socket-io-recovery.h"

#include "socket-io-json.h"

#include <string.h>

#define DIGITS "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_"

/* Memory that lies around a value, a member's name and a packet, roughly. */
#define NODE_BYTES 64
#define MEMBER_BYTES 64
#define RECORD_BYTES 256

typedef struct {
  gint64 time_ms; /* since 1970 */
  gint64 count;   /* within that millisecond */
} Offset;

typedef struct {
  Offset offset;
  gint64 since_ms;
  gsize bytes;
  SocketIoPacket *packet;
  SocketIoBroadcastOptions *options;
} Record;

typedef struct {
  SocketIoSession *session;
  gint64 since_ms;
  GList link; /* in the queue */
} Lost;

struct _SocketIoRecovery {
  SocketIoRecoveryLimits limits;

  Record *records; /* a ring */
  guint first;
  guint length;
  guint capacity; /* a power of two */
  gsize bytes;
  Offset last;

  GHashTable *lost_by_pid; /* pid (in the session) -> Lost */
  GQueue lost;             /* of Lost, oldest first */
};

/* --- offsets -------------------------------------------------------------- */

static void
append_number (GString *text, gint64 number)
{
  char digits[12];
  guint n = 0;

  do {
    digits[n++] = DIGITS[number % 64];
    number /= 64;
  } while (number > 0);

  while (n > 0)
    g_string_append_c (text, digits[--n]);
}

static char *
print_offset (const Offset *offset)
{
  g_autoptr (GString) text = g_string_sized_new (16);

  append_number (text, offset->time_ms);
  if (offset->count > 0) {
    g_string_append_c (text, '.');
    append_number (text, offset->count - 1);
  }

  return g_string_free_and_steal (g_steal_pointer (&text));
}

/* Gives where the number ends, or NULL if there is none that we have made. */
static const char *
scan_number (const char *text, gint64 *number)
{
  gsize length = strspn (text, DIGITS);

  if (length == 0 || length > 9)
    return NULL;

  *number = 0;
  for (gsize i = 0; i < length; i++)
    *number = *number * 64 + (strchr (DIGITS, text[i]) - DIGITS);

  return text + length;
}

static gboolean
scan_offset (const char *text, Offset *offset)
{
  const char *rest = scan_number (text, &offset->time_ms);

  offset->count = 0;
  if (rest != NULL && *rest == '.') {
    rest = scan_number (rest + 1, &offset->count);
    offset->count++;
  }

  return rest != NULL && *rest == '\0';
}

static int
compare_offsets (const Offset *a, const Offset *b)
{
  if (a->time_ms != b->time_ms)
    return a->time_ms < b->time_ms ? -1 : 1;
  if (a->count != b->count)
    return a->count < b->count ? -1 : 1;

  return 0;
}

static void
advance (SocketIoRecovery *self)
{
  gint64 time_ms = g_get_real_time () / 1000;

  if (time_ms > self->last.time_ms)
    self->last = (Offset) { .time_ms = time_ms };
  else
    self->last.count++;
}

/* --- packets -------------------------------------------------------------- */

/* As deep as can be sent; what is deeper will not be. */
static gsize
weigh (JsonNode *node, guint depth)
{
  gsize bytes = NODE_BYTES;

  if (depth > SOCKET_IO_JSON_MAX_DEPTH)
    return bytes;

  if (JSON_NODE_HOLDS_ARRAY (node) && json_node_get_array (node) != NULL) {
    JsonArray *array = json_node_get_array (node);
    guint length = json_array_get_length (array);

    for (guint i = 0; i < length; i++)
      bytes += weigh (json_array_get_element (array, i), depth + 1);
  } else if (JSON_NODE_HOLDS_OBJECT (node) && json_node_get_object (node) != NULL) {
    JsonObjectIter iter;
    const char *name = NULL;
    JsonNode *value = NULL;

    json_object_iter_init (&iter, json_node_get_object (node));
    while (json_object_iter_next (&iter, &name, &value))
      bytes += MEMBER_BYTES + strlen (name) + weigh (value, depth + 1);
  } else if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING) {
    const char *string = json_node_get_string (node);

    bytes += string != NULL ? strlen (string) : 0;
  }

  return bytes;
}

static gsize
weigh_packet (const SocketIoPacket *packet)
{
  gsize bytes = RECORD_BYTES + weigh (packet->data, 0);
  guint n_parts =
    packet->attachments != NULL ? socket_io_attachments_get_length (packet->attachments) : 0;

  for (guint i = 0; i < n_parts; i++)
    bytes += g_bytes_get_size (socket_io_attachments_get_nth (packet->attachments, i));

  return bytes;
}

/* A packet may be another's, too: its arguments are not added to. */
static SocketIoPacket *
add_offset (const SocketIoPacket *packet, const Offset *offset)
{
  g_autofree char *text = print_offset (offset);
  JsonArray *arguments = json_node_get_array (packet->data);
  guint length = json_array_get_length (arguments);
  JsonArray *dated = json_array_sized_new (length + 1);
  SocketIoPacket *copy = socket_io_packet_copy (packet);

  for (guint i = 0; i < length; i++)
    json_array_add_element (dated, json_node_ref (json_array_get_element (arguments, i)));
  json_array_add_string_element (dated, text);

  json_node_unref (copy->data);
  copy->data = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (copy->data, dated);

  return copy;
}

static Record *
get_record (SocketIoRecovery *self, guint index)
{
  return &self->records[(self->first + index) & (self->capacity - 1)];
}

static void
grow (SocketIoRecovery *self)
{
  guint capacity = MAX (64, self->capacity * 2);
  Record *records = g_new (Record, capacity);

  for (guint i = 0; i < self->length; i++)
    records[i] = *get_record (self, i);
  g_free (self->records);
  self->records = records;
  self->first = 0;
  self->capacity = capacity;
}

static void
clear_record (SocketIoRecovery *self, Record *record)
{
  self->bytes -= record->bytes;
  socket_io_packet_free (record->packet);
  socket_io_broadcast_options_free (record->options);
}

static void
forget_oldest_packet (SocketIoRecovery *self)
{
  clear_record (self, get_record (self, 0));
  self->first = (self->first + 1) & (self->capacity - 1);
  if (--self->length > 0)
    return;

  /* A burst's memory is not kept for ever. */
  g_clear_pointer (&self->records, g_free);
  self->first = 0;
  self->capacity = 0;
}

/* Gives the place of the packet with @offset, or FALSE if it is not remembered. */
static gboolean
find_packet (SocketIoRecovery *self, const Offset *offset, guint *index)
{
  guint low = 0;
  guint high = self->length;

  while (low < high) {
    guint middle = low + (high - low) / 2;
    int order = compare_offsets (&get_record (self, middle)->offset, offset);

    if (order == 0) {
      *index = middle;
      return TRUE;
    }
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }

  return FALSE;
}

/* --- sessions ------------------------------------------------------------- */

static void
lost_free (Lost *lost)
{
  socket_io_session_free (lost->session);
  g_free (lost);
}

static void
unlink_lost (SocketIoRecovery *self, Lost *lost)
{
  g_hash_table_remove (self->lost_by_pid, lost->session->pid);
  g_queue_unlink (&self->lost, &lost->link);
}

static void
forget_lost (SocketIoRecovery *self, Lost *lost)
{
  unlink_lost (self, lost);
  lost_free (lost);
}

static gboolean
is_past (SocketIoRecovery *self, gint64 since_ms, gint64 now_ms)
{
  return now_ms - since_ms > self->limits.duration_ms;
}

static gboolean
contains_any (GHashTable *set, const GPtrArray *names)
{
  for (guint i = 0; i < names->len; i++)
    if (g_hash_table_contains (set, g_ptr_array_index (names, i)))
      return TRUE;

  return FALSE;
}

static GPtrArray *
collect_missed (SocketIoRecovery *self, SocketIoSession *session, guint from)
{
  GPtrArray *missed = g_ptr_array_new_with_free_func ((GDestroyNotify) socket_io_packet_free);
  g_autoptr (GHashTable) rooms = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; session->rooms[i] != NULL; i++)
    g_hash_table_add (rooms, session->rooms[i]);

  for (guint i = from; i < self->length; i++) {
    const Record *record = get_record (self, i);
    const SocketIoBroadcastOptions *options = record->options;

    if ((options->rooms->len == 0 || contains_any (rooms, options->rooms)) &&
        !contains_any (rooms, options->except))
      g_ptr_array_add (missed, socket_io_packet_copy (record->packet));
  }

  return missed;
}

SocketIoRecovery *
socket_io_recovery_new (const SocketIoRecoveryLimits *limits)
{
  SocketIoRecovery *self = g_new0 (SocketIoRecovery, 1);

  self->limits = *limits;
  self->lost_by_pid = g_hash_table_new (g_str_hash, g_str_equal);

  return self;
}

void
socket_io_recovery_free (SocketIoRecovery *self)
{
  while (self->length > 0)
    forget_oldest_packet (self);
  while (self->lost.head != NULL)
    forget_lost (self, self->lost.head->data);
  g_hash_table_unref (self->lost_by_pid);
  g_free (self);
}

SocketIoPacket *
socket_io_recovery_record (SocketIoRecovery *self,
                           const SocketIoPacket *packet,
                           const SocketIoBroadcastOptions *options,
                           gint64 now_ms)
{
  g_autoptr (SocketIoPacket) dated = NULL;
  Record *record = NULL;

  advance (self);
  dated = add_offset (packet, &self->last);

  if (self->length == self->capacity)
    grow (self);
  record = get_record (self, self->length++);
  record->offset = self->last;
  record->since_ms = now_ms;
  record->bytes = weigh_packet (dated);
  record->packet = socket_io_packet_copy (dated);
  record->options = socket_io_broadcast_options_copy (options);
  self->bytes += record->bytes;

  while (self->length > self->limits.max_packets || self->bytes > self->limits.max_bytes)
    forget_oldest_packet (self);

  return g_steal_pointer (&dated);
}

void
socket_io_recovery_take_back (SocketIoRecovery *self)
{
  if (self->length > 0)
    clear_record (self, get_record (self, --self->length));
}

void
socket_io_recovery_persist (SocketIoRecovery *self, const SocketIoSession *session, gint64 now_ms)
{
  Lost *before = g_hash_table_lookup (self->lost_by_pid, session->pid);
  Lost *lost = g_new0 (Lost, 1);

  if (before != NULL)
    forget_lost (self, before);

  lost->session = socket_io_session_copy (session);
  g_clear_pointer (&lost->session->missed, g_ptr_array_unref);
  lost->since_ms = now_ms;
  lost->link.data = lost;
  g_hash_table_insert (self->lost_by_pid, lost->session->pid, lost);
  g_queue_push_tail_link (&self->lost, &lost->link);

  while (self->lost.length > self->limits.max_sessions)
    forget_lost (self, self->lost.head->data);
}

/*
 * Gives the session and forgets it, or NULL if there is none.  One whose place in the packets is
 * not known stays for a client that knows better.
 */
SocketIoSession *
socket_io_recovery_restore (SocketIoRecovery *self,
                            const char *pid,
                            const char *offset,
                            gint64 now_ms)
{
  Lost *lost = g_hash_table_lookup (self->lost_by_pid, pid);
  SocketIoSession *session = NULL;
  Offset last = { 0 };
  guint index = 0;

  if (lost == NULL || is_past (self, lost->since_ms, now_ms))
    return NULL;
  if (!scan_offset (offset, &last) || !find_packet (self, &last, &index))
    return NULL;

  unlink_lost (self, lost);
  session = g_steal_pointer (&lost->session);
  lost_free (lost);
  session->missed = collect_missed (self, session, index + 1);

  return session;
}

guint
socket_io_recovery_prune (SocketIoRecovery *self, gint64 now_ms)
{
  gint64 oldest_ms = now_ms;

  while (self->length > 0 && is_past (self, get_record (self, 0)->since_ms, now_ms))
    forget_oldest_packet (self);
  while (self->lost.head != NULL &&
         is_past (self, ((Lost *) self->lost.head->data)->since_ms, now_ms))
    forget_lost (self, self->lost.head->data);

  if (self->length == 0 && self->lost.head == NULL)
    return 0;
  if (self->length > 0)
    oldest_ms = get_record (self, 0)->since_ms;
  if (self->lost.head != NULL)
    oldest_ms = MIN (oldest_ms, ((Lost *) self->lost.head->data)->since_ms);

  return (guint) (oldest_ms + self->limits.duration_ms - now_ms) + 1;
}

guint
socket_io_recovery_get_n_packets (SocketIoRecovery *self)
{
  return self->length;
}

guint
socket_io_recovery_get_n_sessions (SocketIoRecovery *self)
{
  return self->lost.length;
}
