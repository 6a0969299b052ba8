/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rooms of an account, the liveliest first.  The list listens to its rooms: a message moves its
 * room to the top by itself, and the sum of what is unread is kept.
 */
#include "chat-room-list.h"

#include "chat-sequence.h"

typedef struct {
  ChatRoom *room;
  gint64 activity;
  guint unread;
  gboolean personal;
  gulong activity_id;
  gulong pinned_id;
  gulong unread_id;
  gulong mentioned_id;
  gulong muted_id;
} Entry;

struct _ChatRoomList {
  GObject parent_instance;

  GSequence *entries;
  GHashTable *by_id; /* borrowed id -> GSequenceIter */
  guint total_unread;
  guint n_personal; /* rooms with something unread that is for me */
};

static int
compare_entries (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Entry *left = a;
  const Entry *right = b;

  if (left->activity != right->activity)
    return left->activity > right->activity ? -1 : 1;

  return g_strcmp0 (chat_room_get_id (left->room), chat_room_get_id (right->room));
}

static void
entry_free (Entry *entry)
{
  g_signal_handler_disconnect (entry->room, entry->activity_id);
  g_signal_handler_disconnect (entry->room, entry->pinned_id);
  g_signal_handler_disconnect (entry->room, entry->unread_id);
  g_signal_handler_disconnect (entry->room, entry->mentioned_id);
  g_signal_handler_disconnect (entry->room, entry->muted_id);
  g_object_unref (entry->room);
  g_free (entry);
}

static GType
chat_room_list_get_item_type (GListModel *model)
{
  return CHAT_TYPE_ROOM;
}

static guint
chat_room_list_get_n_items (GListModel *model)
{
  return (guint) g_sequence_get_length (CHAT_ROOM_LIST (model)->entries);
}

static gpointer
chat_room_list_get_item (GListModel *model, guint position)
{
  ChatRoomList *self = CHAT_ROOM_LIST (model);
  Entry *entry = NULL;

  if (position >= (guint) g_sequence_get_length (self->entries))
    return NULL;

  entry = g_sequence_get (g_sequence_get_iter_at_pos (self->entries, (int) position));

  return g_object_ref (entry->room);
}

static void
chat_room_list_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = chat_room_list_get_item_type;
  iface->get_n_items = chat_room_list_get_n_items;
  iface->get_item = chat_room_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatRoomList,
                               chat_room_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      chat_room_list_list_model_init))

typedef enum {
  PROP_TOTAL_UNREAD = 1,
  PROP_PERSONAL,
  PROP_N_ITEMS,
} ChatRoomListProperty;

static GParamSpec *properties[PROP_N_ITEMS + 1];

/* The sums with @unread and @personal in the place of what an entry had in them. */
static void
count (ChatRoomList *self, Entry *entry, guint unread, gboolean personal)
{
  guint total = self->total_unread - entry->unread + unread;
  guint n_personal = self->n_personal - (guint) entry->personal + (guint) personal;
  gboolean total_changed = total != self->total_unread;
  gboolean personal_changed = (n_personal > 0) != (self->n_personal > 0);

  entry->unread = unread;
  entry->personal = personal;
  self->total_unread = total;
  self->n_personal = n_personal;
  if (total_changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOTAL_UNREAD]);
  if (personal_changed)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PERSONAL]);
}

static void
count_room (ChatRoomList *self, Entry *entry)
{
  ChatRoom *room = entry->room;
  gboolean mentioned = chat_room_get_mentioned (room);
  gboolean silent = !mentioned && chat_room_is_muted (room, g_get_real_time () / 1000);
  guint unread = silent ? 0 : chat_room_get_unread (room);

  count (self, entry, unread,
         unread > 0 && (mentioned || chat_room_get_kind (room) == CHAT_ROOM_KIND_DIRECT));
}

static void
activity_changed_cb (ChatRoomList *self, GParamSpec *pspec, ChatRoom *room)
{
  GSequenceIter *iter = g_hash_table_lookup (self->by_id, chat_room_get_id (room));
  Entry *entry = g_sequence_get (iter);

  entry->activity = chat_room_get_activity (room);
  chat_sequence_resort (G_LIST_MODEL (self), iter, compare_entries);
}

/* Who groups rooms by it looks at the room again. */
static void
pinned_changed_cb (ChatRoomList *self, GParamSpec *pspec, ChatRoom *room)
{
  GSequenceIter *iter = g_hash_table_lookup (self->by_id, chat_room_get_id (room));

  g_list_model_items_changed (G_LIST_MODEL (self), (guint) g_sequence_iter_get_position (iter), 1,
                              1);
}

static void
unread_changed_cb (ChatRoomList *self, GParamSpec *pspec, ChatRoom *room)
{
  count_room (self, g_sequence_get (g_hash_table_lookup (self->by_id, chat_room_get_id (room))));
}

static void
chat_room_list_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ChatRoomList *self = CHAT_ROOM_LIST (object);

  switch ((ChatRoomListProperty) property_id) {
  case PROP_TOTAL_UNREAD:
    g_value_set_uint (value, self->total_unread);
    break;
  case PROP_PERSONAL:
    g_value_set_boolean (value, self->n_personal > 0);
    break;
  case PROP_N_ITEMS:
    g_value_set_uint (value, chat_room_list_get_n_items (G_LIST_MODEL (self)));
    break;
  }
}

static void
chat_room_list_dispose (GObject *object)
{
  ChatRoomList *self = CHAT_ROOM_LIST (object);

  g_hash_table_remove_all (self->by_id);
  g_sequence_remove_range (g_sequence_get_begin_iter (self->entries),
                           g_sequence_get_end_iter (self->entries));

  G_OBJECT_CLASS (chat_room_list_parent_class)->dispose (object);
}

static void
chat_room_list_finalize (GObject *object)
{
  ChatRoomList *self = CHAT_ROOM_LIST (object);

  g_hash_table_unref (self->by_id);
  g_sequence_free (self->entries);

  G_OBJECT_CLASS (chat_room_list_parent_class)->finalize (object);
}

static void
chat_room_list_class_init (ChatRoomListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags shown = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = chat_room_list_get_property;
  object_class->dispose = chat_room_list_dispose;
  object_class->finalize = chat_room_list_finalize;

  properties[PROP_TOTAL_UNREAD] =
    g_param_spec_uint ("total-unread", NULL, NULL, 0, G_MAXUINT, 0, shown);
  properties[PROP_PERSONAL] = g_param_spec_boolean ("personal", NULL, NULL, FALSE, shown);
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, shown);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
chat_room_list_init (ChatRoomList *self)
{
  self->entries = g_sequence_new ((GDestroyNotify) entry_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
}

ChatRoomList *
chat_room_list_new (void)
{
  return g_object_new (CHAT_TYPE_ROOM_LIST, NULL);
}

/**
 * chat_room_list_find:
 * @self: a list of rooms
 * @id: the id of a room
 *
 * Returns: (transfer none) (nullable): the room
 */
ChatRoom *
chat_room_list_find (ChatRoomList *self, const char *id)
{
  GSequenceIter *iter = NULL;
  Entry *entry = NULL;

  g_return_val_if_fail (CHAT_IS_ROOM_LIST (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  iter = g_hash_table_lookup (self->by_id, id);
  if (iter == NULL)
    return NULL;

  entry = g_sequence_get (iter);

  return entry->room;
}

/**
 * chat_room_list_find_position:
 * @self: a list of rooms
 * @room: a room
 * @position: (out): where it stands
 *
 * Returns: whether the room is in the list
 */
gboolean
chat_room_list_find_position (ChatRoomList *self, ChatRoom *room, guint *position)
{
  GSequenceIter *iter = NULL;

  g_return_val_if_fail (CHAT_IS_ROOM_LIST (self), FALSE);
  g_return_val_if_fail (CHAT_IS_ROOM (room), FALSE);
  g_return_val_if_fail (position != NULL, FALSE);

  iter = g_hash_table_lookup (self->by_id, chat_room_get_id (room));
  if (iter == NULL)
    return FALSE;

  *position = (guint) g_sequence_iter_get_position (iter);

  return TRUE;
}

/**
 * chat_room_list_add:
 * @self: a list of rooms
 * @room: a room that is not in it
 *
 * Puts a room in its place.
 */
void
chat_room_list_add (ChatRoomList *self, ChatRoom *room)
{
  Entry *entry = NULL;
  GSequenceIter *iter = NULL;

  g_return_if_fail (CHAT_IS_ROOM_LIST (self));
  g_return_if_fail (CHAT_IS_ROOM (room));
  g_return_if_fail (!g_hash_table_contains (self->by_id, chat_room_get_id (room)));

  entry = g_new0 (Entry, 1);
  entry->room = g_object_ref (room);
  entry->activity = chat_room_get_activity (room);
  entry->activity_id =
    g_signal_connect_swapped (room, "notify::activity", G_CALLBACK (activity_changed_cb), self);
  entry->pinned_id =
    g_signal_connect_swapped (room, "notify::pinned", G_CALLBACK (pinned_changed_cb), self);
  entry->unread_id =
    g_signal_connect_swapped (room, "notify::unread", G_CALLBACK (unread_changed_cb), self);
  entry->mentioned_id =
    g_signal_connect_swapped (room, "notify::mentioned", G_CALLBACK (unread_changed_cb), self);
  entry->muted_id =
    g_signal_connect_swapped (room, "notify::muted-until", G_CALLBACK (unread_changed_cb), self);

  iter = g_sequence_insert_sorted (self->entries, entry, compare_entries, NULL);
  g_hash_table_insert (self->by_id, (gpointer) chat_room_get_id (room), iter);
  g_list_model_items_changed (G_LIST_MODEL (self), (guint) g_sequence_iter_get_position (iter), 0,
                              1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
  count_room (self, entry);
}

/**
 * chat_room_list_remove:
 * @self: a list of rooms
 * @room: a room in it
 *
 * Takes a room out.
 */
void
chat_room_list_remove (ChatRoomList *self, ChatRoom *room)
{
  GSequenceIter *iter = NULL;
  Entry *entry = NULL;
  guint position = 0;

  g_return_if_fail (CHAT_IS_ROOM_LIST (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  iter = g_hash_table_lookup (self->by_id, chat_room_get_id (room));
  g_return_if_fail (iter != NULL);

  entry = g_sequence_get (iter);
  position = (guint) g_sequence_iter_get_position (iter);
  count (self, entry, 0, FALSE);
  g_hash_table_remove (self->by_id, chat_room_get_id (room));
  g_sequence_remove (iter);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

guint
chat_room_list_get_total_unread (ChatRoomList *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM_LIST (self), 0);

  return self->total_unread;
}

gboolean
chat_room_list_get_personal (ChatRoomList *self)
{
  g_return_val_if_fail (CHAT_IS_ROOM_LIST (self), FALSE);

  return self->n_personal > 0;
}
