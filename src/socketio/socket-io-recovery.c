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
 *
 * A client that hears little may come back with an offset that is long forgotten,
 * or with none at all.  It has missed nothing of that time: what was sent some while
 * before its connection was lost has arrived, for an answer to a later ping has come
 * back (grace_ms).  So packets are kept for that while longer than sessions, and any
 * offset that was ever given will do.
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

/* There, or lost, or just on the way back. */
typedef struct {
  char *pid;
  gpointer socket;          /* nullable */
  Offset start;             /* of the last packet before it came */
  SocketIoSession *session; /* nullable */
  gint64 since_ms;          /* when it was lost */
  GList link;               /* among those that are lost */
} Client;

struct _SocketIoRecovery {
  SocketIoRecoveryLimits limits;
  gint64 created_ms; /* since 1970 */

  Record *records; /* a ring */
  guint first;
  guint length;
  guint capacity; /* a power of two */
  gsize bytes;
  Offset last;
  Offset dropped; /* the last one that was forgotten before its time */
  gint64 dropped_ms;

  GHashTable *clients; /* pid (in the client) -> Client */
  GQueue lost;         /* of Client, oldest first */
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
  g_autofree char *printed = NULL;

  offset->count = 0;
  if (rest != NULL && *rest == '.') {
    rest = scan_number (rest + 1, &offset->count);
    offset->count++;
  }
  if (rest == NULL || *rest != '\0')
    return FALSE;

  printed = print_offset (offset);
  return g_str_equal (printed, text);
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

/* Clients take any last string of an event for an offset. */
static gboolean
may_be_ours (SocketIoRecovery *self, const Offset *offset)
{
  return offset->time_ms >= self->created_ms && compare_offsets (offset, &self->last) <= 0;
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

/* How many are not after @offset. */
static guint
count_until (SocketIoRecovery *self, const Offset *offset)
{
  guint low = 0;
  guint high = self->length;

  while (low < high) {
    guint middle = low + (high - low) / 2;

    if (compare_offsets (&get_record (self, middle)->offset, offset) <= 0)
      low = middle + 1;
    else
      high = middle;
  }

  return low;
}

/* --- clients -------------------------------------------------------------- */

static void
client_free (Client *client)
{
  g_clear_pointer (&client->session, socket_io_session_free);
  g_free (client->pid);
  g_free (client);
}

static Client *
find_client (SocketIoRecovery *self, const char *pid)
{
  return g_hash_table_lookup (self->clients, pid);
}

static Client *
ensure_client (SocketIoRecovery *self, const char *pid)
{
  Client *client = find_client (self, pid);

  if (client != NULL)
    return client;

  client = g_new0 (Client, 1);
  client->pid = g_strdup (pid);
  client->start = self->last;
  client->link.data = client;
  g_hash_table_insert (self->clients, client->pid, client);

  return client;
}

static void
forget_if_neither (SocketIoRecovery *self, Client *client)
{
  if (client->socket == NULL && client->session == NULL)
    g_hash_table_remove (self->clients, client->pid);
}

static SocketIoSession *
take_session (SocketIoRecovery *self, Client *client)
{
  g_queue_unlink (&self->lost, &client->link);

  return g_steal_pointer (&client->session);
}

static Client *
get_longest_lost (SocketIoRecovery *self)
{
  return self->lost.head != NULL ? self->lost.head->data : NULL;
}

static void
forget_session (SocketIoRecovery *self, Client *client)
{
  socket_io_session_free (take_session (self, client));
  forget_if_neither (self, client);
}

static gboolean
is_over (SocketIoRecovery *self, const Client *client, gint64 now_ms)
{
  return now_ms - client->since_ms > self->limits.duration_ms;
}

static gint64
get_packet_age (SocketIoRecovery *self)
{
  return (gint64) self->limits.duration_ms + self->limits.grace_ms;
}

static gboolean
contains_any (GHashTable *set, const GPtrArray *names)
{
  for (guint i = 0; i < names->len; i++)
    if (g_hash_table_contains (set, g_ptr_array_index (names, i)))
      return TRUE;

  return FALSE;
}

/* The place of the first packet that a client may have missed, or FALSE if there were others. */
static gboolean
find_missed (SocketIoRecovery *self, const Client *client, const char *offset, guint *from)
{
  Offset last = client->start;

  if (offset != NULL && !(scan_offset (offset, &last) && may_be_ours (self, &last)))
    return FALSE;

  *from = count_until (self, &last);
  if (*from > 0)
    return offset == NULL || compare_offsets (&get_record (self, *from - 1)->offset, &last) == 0;

  return compare_offsets (&self->dropped, &last) <= 0 ||
         self->dropped_ms < client->since_ms - self->limits.grace_ms;
}

static GPtrArray *
collect_missed (SocketIoRecovery *self, const Client *client, guint from)
{
  GPtrArray *missed = g_ptr_array_new_with_free_func ((GDestroyNotify) socket_io_packet_free);
  g_autoptr (GHashTable) rooms = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; client->session->rooms[i] != NULL; i++)
    g_hash_table_add (rooms, client->session->rooms[i]);

  for (guint i = from; i < self->length; i++) {
    const Record *record = get_record (self, i);
    const SocketIoBroadcastOptions *options = record->options;

    if (record->since_ms >= client->since_ms - self->limits.grace_ms &&
        (options->rooms->len == 0 || contains_any (rooms, options->rooms)) &&
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
  self->created_ms = g_get_real_time () / 1000;
  self->clients =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) client_free);

  return self;
}

void
socket_io_recovery_free (SocketIoRecovery *self)
{
  while (self->length > 0)
    forget_oldest_packet (self);
  g_hash_table_unref (self->clients);
  g_free (self);
}

void
socket_io_recovery_arrive (SocketIoRecovery *self, const char *pid, gpointer socket)
{
  ensure_client (self, pid)->socket = socket;
}

void
socket_io_recovery_depart (SocketIoRecovery *self, const char *pid, gpointer socket)
{
  Client *client = find_client (self, pid);

  if (client == NULL || client->socket != socket)
    return;

  client->socket = NULL;
  forget_if_neither (self, client);
}

gpointer
socket_io_recovery_get_socket (SocketIoRecovery *self, const char *pid)
{
  const Client *client = find_client (self, pid);

  return client != NULL ? client->socket : NULL;
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

  while (self->length > self->limits.max_packets || self->bytes > self->limits.max_bytes) {
    self->dropped = get_record (self, 0)->offset;
    self->dropped_ms = get_record (self, 0)->since_ms;
    forget_oldest_packet (self);
  }

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
  Client *client = ensure_client (self, session->pid);

  if (client->session != NULL)
    socket_io_session_free (take_session (self, client));

  client->session = socket_io_session_copy (session);
  g_clear_pointer (&client->session->missed, g_ptr_array_unref);
  client->since_ms = now_ms;
  g_queue_push_tail_link (&self->lost, &client->link);

  while (self->lost.length > self->limits.max_sessions)
    forget_session (self, get_longest_lost (self));
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
  Client *client = find_client (self, pid);
  g_autoptr (GPtrArray) missed = NULL;
  SocketIoSession *session = NULL;
  guint from = 0;

  if (client == NULL || client->session == NULL || is_over (self, client, now_ms) ||
      !find_missed (self, client, offset, &from))
    return NULL;

  missed = collect_missed (self, client, from);
  session = take_session (self, client);
  session->missed = g_steal_pointer (&missed);

  return session;
}

guint
socket_io_recovery_prune (SocketIoRecovery *self, gint64 now_ms)
{
  gint64 next_ms = G_MAXINT64;

  while (self->length > 0 && now_ms - get_record (self, 0)->since_ms > get_packet_age (self))
    forget_oldest_packet (self);
  while (self->lost.head != NULL && is_over (self, get_longest_lost (self), now_ms))
    forget_session (self, get_longest_lost (self));

  if (self->length > 0)
    next_ms = get_record (self, 0)->since_ms + get_packet_age (self);
  if (self->lost.head != NULL)
    next_ms = MIN (next_ms, get_longest_lost (self)->since_ms + self->limits.duration_ms);

  return next_ms < G_MAXINT64 ? (guint) (next_ms - now_ms) + 1 : 0;
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
