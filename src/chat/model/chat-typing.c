/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who types in a room.  A sign of it counts for six seconds: whoever types repeats it, and one who
 * vanishes without a word stops by itself.  Few people type at the same time, so an array will do.
 */
#include "chat-typing.h"

typedef struct {
  ChatUser *user;
  gint64 expiry;
} Entry;

struct _ChatTyping {
  GObject parent_instance;

  GPtrArray *entries;
};

static void
entry_free (Entry *entry)
{
  g_object_unref (entry->user);
  g_free (entry);
}

static GType
chat_typing_get_item_type (GListModel *model)
{
  return CHAT_TYPE_USER;
}

static guint
chat_typing_get_n_items (GListModel *model)
{
  return CHAT_TYPING (model)->entries->len;
}

static gpointer
chat_typing_get_item (GListModel *model, guint position)
{
  ChatTyping *self = CHAT_TYPING (model);
  Entry *entry = NULL;

  if (position >= self->entries->len)
    return NULL;

  entry = g_ptr_array_index (self->entries, position);

  return g_object_ref (entry->user);
}

static void
chat_typing_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = chat_typing_get_item_type;
  iface->get_n_items = chat_typing_get_n_items;
  iface->get_item = chat_typing_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatTyping,
                               chat_typing,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL,
                                                      chat_typing_list_model_init))

typedef enum {
  PROP_N_ITEMS = 1,
} ChatTypingProperty;

static GParamSpec *properties[PROP_N_ITEMS + 1];

static void
tell (ChatTyping *self, guint position, guint removed, guint added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_ITEMS]);
}

static gboolean
find (ChatTyping *self, ChatUser *user, guint *position)
{
  for (guint i = 0; i < self->entries->len; i++) {
    Entry *entry = g_ptr_array_index (self->entries, i);

    if (entry->user == user) {
      *position = i;
      return TRUE;
    }
  }

  return FALSE;
}

static void
remove_at (ChatTyping *self, guint position)
{
  g_ptr_array_remove_index (self->entries, position);
  tell (self, position, 1, 0);
}

static void
chat_typing_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  switch ((ChatTypingProperty) property_id) {
  case PROP_N_ITEMS:
    g_value_set_uint (value, CHAT_TYPING (object)->entries->len);
    break;
  }
}

static void
chat_typing_dispose (GObject *object)
{
  g_ptr_array_set_size (CHAT_TYPING (object)->entries, 0);

  G_OBJECT_CLASS (chat_typing_parent_class)->dispose (object);
}

static void
chat_typing_finalize (GObject *object)
{
  g_ptr_array_unref (CHAT_TYPING (object)->entries);

  G_OBJECT_CLASS (chat_typing_parent_class)->finalize (object);
}

static void
chat_typing_class_init (ChatTypingClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = chat_typing_get_property;
  object_class->dispose = chat_typing_dispose;
  object_class->finalize = chat_typing_finalize;

  properties[PROP_N_ITEMS] =
    g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
chat_typing_init (ChatTyping *self)
{
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify) entry_free);
}

ChatTyping *
chat_typing_new (void)
{
  return g_object_new (CHAT_TYPE_TYPING, NULL);
}

/**
 * chat_typing_start:
 * @self: who types
 * @user: somebody
 * @now: the monotonic time, in microseconds
 *
 * There was a sign that @user types.
 */
void
chat_typing_start (ChatTyping *self, ChatUser *user, gint64 now)
{
  Entry *entry = NULL;
  guint position = 0;

  g_return_if_fail (CHAT_IS_TYPING (self));
  g_return_if_fail (CHAT_IS_USER (user));

  if (find (self, user, &position)) {
    entry = g_ptr_array_index (self->entries, position);
    entry->expiry = now + CHAT_TYPING_EXPIRY;
    return;
  }

  entry = g_new0 (Entry, 1);
  entry->user = g_object_ref (user);
  entry->expiry = now + CHAT_TYPING_EXPIRY;
  g_ptr_array_add (self->entries, entry);
  tell (self, self->entries->len - 1, 0, 1);
}

/**
 * chat_typing_stop:
 * @self: who types
 * @user: somebody
 *
 * The user has stopped, sent what was typed, or is gone.
 */
void
chat_typing_stop (ChatTyping *self, ChatUser *user)
{
  guint position = 0;

  g_return_if_fail (CHAT_IS_TYPING (self));
  g_return_if_fail (CHAT_IS_USER (user));

  if (find (self, user, &position))
    remove_at (self, position);
}

/**
 * chat_typing_clear:
 * @self: who types
 *
 * Nothing is known of anybody any more.
 */
void
chat_typing_clear (ChatTyping *self)
{
  guint length = 0;

  g_return_if_fail (CHAT_IS_TYPING (self));

  length = self->entries->len;
  if (length == 0)
    return;

  g_ptr_array_set_size (self->entries, 0);
  tell (self, 0, length, 0);
}

/**
 * chat_typing_expire:
 * @self: who types
 * @now: the monotonic time, in microseconds
 *
 * Forgets those of whom there was no sign for too long.
 */
void
chat_typing_expire (ChatTyping *self, gint64 now)
{
  g_return_if_fail (CHAT_IS_TYPING (self));

  for (guint i = self->entries->len; i > 0; i--) {
    Entry *entry = g_ptr_array_index (self->entries, i - 1);

    if (entry->expiry <= now)
      remove_at (self, i - 1);
  }
}

/**
 * chat_typing_get_next_expiry:
 * @self: who types
 *
 * Returns: when to call [method@Chat.Typing.expire] next, %G_MAXINT64 while nobody types
 */
gint64
chat_typing_get_next_expiry (ChatTyping *self)
{
  gint64 next = G_MAXINT64;

  g_return_val_if_fail (CHAT_IS_TYPING (self), G_MAXINT64);

  for (guint i = 0; i < self->entries->len; i++) {
    Entry *entry = g_ptr_array_index (self->entries, i);

    next = MIN (next, entry->expiry);
  }

  return next;
}
