/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * People, sorted as they are shown.  A roster listens to its users, so that one who comes online or
 * changes the name goes to the right place by itself, and one who gets another id is found by that.
 */
#include "chat-roster.h"

#include "chat-sequence.h"

typedef struct {
  ChatRoster *roster; /* borrowed */
  GSequenceIter *iter;
  ChatUser *user;
  char *id;        /* under which it is found */
  char *sort_name; /* collation key */
  gboolean online;
  gulong changed_id;
} Entry;

struct _ChatRoster {
  GObject parent_instance;

  GSequence *entries;
  GHashTable *by_id; /* id, of the entry -> GSequenceIter */
  guint n_online;
};

static int
compare_entries (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Entry *left = a;
  const Entry *right = b;
  int order = 0;

  if (left->online != right->online)
    return left->online ? -1 : 1;

  order = g_strcmp0 (left->sort_name, right->sort_name);

  return order != 0 ? order
                    : g_strcmp0 (chat_user_get_id (left->user), chat_user_get_id (right->user));
}

static void
entry_read (Entry *entry)
{
  const char *name = chat_user_get_name (entry->user);
  g_autofree char *folded = g_utf8_casefold (name != NULL ? name : "", -1);

  g_free (entry->sort_name);
  entry->sort_name = g_utf8_collate_key (folded, -1);
  entry->online = chat_user_get_is_online (entry->user);
}

static void
entry_free (Entry *entry)
{
  g_signal_handler_disconnect (entry->user, entry->changed_id);
  g_object_unref (entry->user);
  g_free (entry->id);
  g_free (entry->sort_name);
  g_free (entry);
}

static GType
chat_roster_get_item_type (GListModel *model)
{
  return CHAT_TYPE_USER;
}

static guint
chat_roster_get_n_items (GListModel *model)
{
  return (guint) g_sequence_get_length (CHAT_ROSTER (model)->entries);
}

static gpointer
chat_roster_get_item (GListModel *model, guint position)
{
  ChatRoster *self = CHAT_ROSTER (model);
  Entry *entry = NULL;

  if (position >= (guint) g_sequence_get_length (self->entries))
    return NULL;

  entry = g_sequence_get (g_sequence_get_iter_at_pos (self->entries, (int) position));

  return g_object_ref (entry->user);
}

static void
chat_roster_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = chat_roster_get_item_type;
  iface->get_n_items = chat_roster_get_n_items;
  iface->get_item = chat_roster_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatRoster,
                               chat_roster,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      chat_roster_list_model_init))

typedef enum {
  PROP_N_ONLINE = 1,
  PROP_N_ITEMS,
} ChatRosterProperty;

static GParamSpec *properties[PROP_N_ITEMS + 1];

static void
add_online (ChatRoster *self, int difference)
{
  if (difference == 0)
    return;

  self->n_online = (guint) ((int) self->n_online + difference);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ONLINE]);
}

/* Where two have one id, the first is found by it. */
static void
find_by_new_id (Entry *entry)
{
  const char *id = chat_user_get_id (entry->user);
  GHashTable *by_id = entry->roster->by_id;

  if (g_str_equal (entry->id, id))
    return;

  if (g_hash_table_lookup (by_id, entry->id) == entry->iter)
    g_hash_table_remove (by_id, entry->id);
  g_set_str (&entry->id, id);
  if (!g_hash_table_contains (by_id, id))
    g_hash_table_insert (by_id, entry->id, entry->iter);
}

static void
user_changed_cb (Entry *entry)
{
  ChatRoster *self = entry->roster;
  gboolean was_online = entry->online;

  find_by_new_id (entry);
  entry_read (entry);
  chat_sequence_resort (G_LIST_MODEL (self), entry->iter, compare_entries);
  add_online (self, (entry->online ? 1 : 0) - (was_online ? 1 : 0));
}

static void
chat_roster_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ChatRoster *self = CHAT_ROSTER (object);

  switch ((ChatRosterProperty) property_id) {
  case PROP_N_ONLINE:
    g_value_set_uint (value, self->n_online);
    break;
  case PROP_N_ITEMS:
    g_value_set_uint (value, chat_roster_get_n_items (G_LIST_MODEL (self)));
    break;
  }
}

static void
chat_roster_dispose (GObject *object)
{
  ChatRoster *self = CHAT_ROSTER (object);

  g_hash_table_remove_all (self->by_id);
  g_sequence_remove_range (g_sequence_get_begin_iter (self->entries),
                           g_sequence_get_end_iter (self->entries));

  G_OBJECT_CLASS (chat_roster_parent_class)->dispose (object);
}

static void
chat_roster_finalize (GObject *object)
{
  ChatRoster *self = CHAT_ROSTER (object);

  g_hash_table_unref (self->by_id);
  g_sequence_free (self->entries);

  G_OBJECT_CLASS (chat_roster_parent_class)->finalize (object);
}

static void
chat_roster_class_init (ChatRosterClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags shown = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = chat_roster_get_property;
  object_class->dispose = chat_roster_dispose;
  object_class->finalize = chat_roster_finalize;

  properties[PROP_N_ONLINE] = g_param_spec_uint ("n-online", NULL, NULL, 0, G_MAXUINT, 0, shown);
  properties[PROP_N_ITEMS] = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, shown);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
chat_roster_init (ChatRoster *self)
{
  self->entries = g_sequence_new ((GDestroyNotify) entry_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
}

ChatRoster *
chat_roster_new (void)
{
  return g_object_new (CHAT_TYPE_ROSTER, NULL);
}

/**
 * chat_roster_find:
 * @self: a roster
 * @id: the id of a user
 *
 * Returns: (transfer none) (nullable): the user
 */
ChatUser *
chat_roster_find (ChatRoster *self, const char *id)
{
  GSequenceIter *iter = NULL;
  Entry *entry = NULL;

  g_return_val_if_fail (CHAT_IS_ROSTER (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  iter = g_hash_table_lookup (self->by_id, id);
  if (iter == NULL)
    return NULL;

  entry = g_sequence_get (iter);

  return entry->user;
}

/**
 * chat_roster_add:
 * @self: a roster
 * @user: a user
 *
 * Returns: whether the user was not in the roster before
 */
gboolean
chat_roster_add (ChatRoster *self, ChatUser *user)
{
  Entry *entry = NULL;
  GSequenceIter *iter = NULL;

  g_return_val_if_fail (CHAT_IS_ROSTER (self), FALSE);
  g_return_val_if_fail (CHAT_IS_USER (user), FALSE);

  if (g_hash_table_contains (self->by_id, chat_user_get_id (user)))
    return FALSE;

  entry = g_new0 (Entry, 1);
  entry->roster = self;
  entry->user = g_object_ref (user);
  entry->id = g_strdup (chat_user_get_id (user));
  entry->changed_id =
    g_signal_connect_swapped (user, "notify", G_CALLBACK (user_changed_cb), entry);
  entry_read (entry);

  iter = g_sequence_insert_sorted (self->entries, entry, compare_entries, NULL);
  entry->iter = iter;
  g_hash_table_insert (self->by_id, entry->id, iter);
  g_list_model_items_changed (G_LIST_MODEL (self), (guint) g_sequence_iter_get_position (iter), 0,
                              1);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
  add_online (self, entry->online ? 1 : 0);

  return TRUE;
}

/**
 * chat_roster_remove:
 * @self: a roster
 * @user: a user
 *
 * Returns: whether the user was in the roster
 */
gboolean
chat_roster_remove (ChatRoster *self, ChatUser *user)
{
  GSequenceIter *iter = NULL;
  Entry *entry = NULL;
  guint position = 0;
  gboolean was_online = FALSE;

  g_return_val_if_fail (CHAT_IS_ROSTER (self), FALSE);
  g_return_val_if_fail (CHAT_IS_USER (user), FALSE);

  iter = g_hash_table_lookup (self->by_id, chat_user_get_id (user));
  if (iter == NULL)
    return FALSE;

  entry = g_sequence_get (iter);
  was_online = entry->online;
  position = (guint) g_sequence_iter_get_position (iter);
  g_hash_table_remove (self->by_id, chat_user_get_id (user));
  g_sequence_remove (iter);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
  add_online (self, was_online ? -1 : 0);

  return TRUE;
}

/**
 * chat_roster_replace:
 * @self: a roster
 * @users: (element-type Chat.User): everybody who belongs to it now
 *
 * Takes out who is not in @users and puts in who was missing; nobody else is touched.
 */
void
chat_roster_replace (ChatRoster *self, GPtrArray *users)
{
  g_autoptr (GHashTable) wanted = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) gone = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer id = NULL;
  gpointer place = NULL;

  g_return_if_fail (CHAT_IS_ROSTER (self));
  g_return_if_fail (users != NULL);

  for (guint i = 0; i < users->len; i++)
    g_hash_table_add (wanted, (gpointer) chat_user_get_id (g_ptr_array_index (users, i)));

  g_hash_table_iter_init (&iter, self->by_id);
  while (g_hash_table_iter_next (&iter, &id, &place)) {
    Entry *entry = g_sequence_get (place);

    if (!g_hash_table_contains (wanted, id))
      g_ptr_array_add (gone, g_object_ref (entry->user));
  }

  for (guint i = 0; i < gone->len; i++)
    chat_roster_remove (self, g_ptr_array_index (gone, i));
  for (guint i = 0; i < users->len; i++)
    chat_roster_add (self, g_ptr_array_index (users, i));
}

guint
chat_roster_get_n_online (ChatRoster *self)
{
  g_return_val_if_fail (CHAT_IS_ROSTER (self), 0);

  return self->n_online;
}
