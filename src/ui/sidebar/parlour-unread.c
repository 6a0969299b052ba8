/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many messages are new in all rooms of an account.
 */
#include "parlour-unread.h"

struct _ParlourUnread {
  GObject parent_instance;

  ChatSession *session;
  GHashTable *rooms; /* ChatRoom: those that are listened to */
  guint count;
};

typedef enum {
  PROP_SESSION = 1,
  PROP_COUNT,
} ParlourUnreadProperty;

static GParamSpec *properties[PROP_COUNT + 1];

G_DEFINE_FINAL_TYPE (ParlourUnread, parlour_unread, G_TYPE_OBJECT)

static void
update (ParlourUnread *self)
{
  GHashTableIter iter;
  gpointer room = NULL;
  guint count = 0;

  g_hash_table_iter_init (&iter, self->rooms);
  while (g_hash_table_iter_next (&iter, &room, NULL))
    count += chat_room_get_unread (room);

  if (self->count != count) {
    self->count = count;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COUNT]);
  }
}

static void
leave_rooms (ParlourUnread *self)
{
  GHashTableIter iter;
  gpointer room = NULL;

  g_hash_table_iter_init (&iter, self->rooms);
  while (g_hash_table_iter_next (&iter, &room, NULL))
    g_signal_handlers_disconnect_by_func (room, update, self);
  g_hash_table_remove_all (self->rooms);
}

static void
rooms_changed_cb (ParlourUnread *self)
{
  GListModel *rooms = G_LIST_MODEL (chat_session_get_rooms (self->session));

  leave_rooms (self);
  for (guint i = 0; i < g_list_model_get_n_items (rooms); i++) {
    ChatRoom *room = g_list_model_get_item (rooms, i);

    g_signal_connect_swapped (room, "notify::unread", G_CALLBACK (update), self);
    g_hash_table_add (self->rooms, room);
  }
  update (self);
}

static void
set_session (ParlourUnread *self, ChatSession *session)
{
  if (self->session == session)
    return;

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_func (chat_session_get_rooms (self->session), rooms_changed_cb,
                                          self);
  leave_rooms (self);
  g_set_object (&self->session, session);
  if (session != NULL) {
    g_signal_connect_swapped (chat_session_get_rooms (session), "items-changed",
                              G_CALLBACK (rooms_changed_cb), self);
    rooms_changed_cb (self);
  }
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

static void
parlour_unread_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ParlourUnread *self = PARLOUR_UNREAD (object);

  switch ((ParlourUnreadProperty) property_id) {
  case PROP_SESSION:
    g_value_set_object (value, self->session);
    break;
  case PROP_COUNT:
    g_value_set_uint (value, self->count);
    break;
  }
}

static void
parlour_unread_set_property (GObject *object,
                             guint property_id,
                             const GValue *value,
                             GParamSpec *pspec)
{
  switch ((ParlourUnreadProperty) property_id) {
  case PROP_SESSION:
    set_session (PARLOUR_UNREAD (object), g_value_get_object (value));
    break;
  case PROP_COUNT:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_unread_dispose (GObject *object)
{
  set_session (PARLOUR_UNREAD (object), NULL);

  G_OBJECT_CLASS (parlour_unread_parent_class)->dispose (object);
}

static void
parlour_unread_finalize (GObject *object)
{
  g_hash_table_unref (PARLOUR_UNREAD (object)->rooms);

  G_OBJECT_CLASS (parlour_unread_parent_class)->finalize (object);
}

static void
parlour_unread_class_init (ParlourUnreadClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = parlour_unread_get_property;
  object_class->set_property = parlour_unread_set_property;
  object_class->dispose = parlour_unread_dispose;
  object_class->finalize = parlour_unread_finalize;

  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, CHAT_TYPE_SESSION, readable | G_PARAM_WRITABLE);
  properties[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0, readable);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
parlour_unread_init (ParlourUnread *self)
{
  self->rooms = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

guint
parlour_unread_get_count (ParlourUnread *self)
{
  g_return_val_if_fail (PARLOUR_IS_UNREAD (self), 0);

  return self->count;
}
