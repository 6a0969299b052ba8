/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A person (or program) on a server.  Everything that shows this person holds the same object, so
 * that a new name or presence appears everywhere at once.
 */
#include "chat-user.h"

struct _ChatUser {
  GObject parent_instance;

  char *id;
  char *name;
  ChatPresence presence;
  gboolean is_me;
};

G_DEFINE_FINAL_TYPE (ChatUser, chat_user, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (ChatPresence,
                    chat_presence,
                    G_DEFINE_ENUM_VALUE (CHAT_PRESENCE_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (CHAT_PRESENCE_ONLINE, "online"),
                    G_DEFINE_ENUM_VALUE (CHAT_PRESENCE_AWAY, "away"),
                    G_DEFINE_ENUM_VALUE (CHAT_PRESENCE_BUSY, "busy"))

typedef enum {
  PROP_ID = 1,
  PROP_NAME,
  PROP_PRESENCE,
  PROP_IS_ME,
} ChatUserProperty;

static GParamSpec *properties[PROP_IS_ME + 1];

static void
chat_user_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ChatUser *self = CHAT_USER (object);

  switch ((ChatUserProperty) property_id) {
  case PROP_ID:
    g_value_set_string (value, self->id);
    break;
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  case PROP_PRESENCE:
    g_value_set_enum (value, self->presence);
    break;
  case PROP_IS_ME:
    g_value_set_boolean (value, self->is_me);
    break;
  }
}

static void
chat_user_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  ChatUser *self = CHAT_USER (object);

  switch ((ChatUserProperty) property_id) {
  case PROP_ID:
    self->id = g_value_dup_string (value);
    break;
  case PROP_NAME:
    chat_user_set_name (self, g_value_get_string (value));
    break;
  case PROP_PRESENCE:
    chat_user_set_presence (self, g_value_get_enum (value));
    break;
  case PROP_IS_ME:
    self->is_me = g_value_get_boolean (value);
    break;
  }
}

static void
chat_user_finalize (GObject *object)
{
  ChatUser *self = CHAT_USER (object);

  g_free (self->id);
  g_free (self->name);

  G_OBJECT_CLASS (chat_user_parent_class)->finalize (object);
}

static void
chat_user_class_init (ChatUserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = chat_user_get_property;
  object_class->set_property = chat_user_set_property;
  object_class->finalize = chat_user_finalize;

  properties[PROP_ID] =
    g_param_spec_string ("id", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_PRESENCE] =
    g_param_spec_enum ("presence", NULL, NULL, CHAT_TYPE_PRESENCE, CHAT_PRESENCE_OFFLINE,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_IS_ME] =
    g_param_spec_boolean ("is-me", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
chat_user_init (ChatUser *self)
{
}

/**
 * chat_user_new:
 * @id: what the server calls this user
 * @name: (nullable): what people call this user
 *
 * Makes a user who is offline until told otherwise.
 */
ChatUser *
chat_user_new (const char *id, const char *name)
{
  g_return_val_if_fail (id != NULL, NULL);

  return g_object_new (CHAT_TYPE_USER, "id", id, "name", name, NULL);
}

/**
 * chat_user_new_me:
 * @id: what the server calls me
 * @name: (nullable): my name
 *
 * Makes the user that I am; messages of this user are my own.
 */
ChatUser *
chat_user_new_me (const char *id, const char *name)
{
  g_return_val_if_fail (id != NULL, NULL);

  return g_object_new (CHAT_TYPE_USER, "id", id, "name", name, "is-me", TRUE, NULL);
}

const char *
chat_user_get_id (ChatUser *self)
{
  g_return_val_if_fail (CHAT_IS_USER (self), NULL);

  return self->id;
}

/**
 * chat_user_get_name:
 * @self: a user
 *
 * Returns: (nullable): the name, %NULL while it is not known
 */
const char *
chat_user_get_name (ChatUser *self)
{
  g_return_val_if_fail (CHAT_IS_USER (self), NULL);

  return self->name;
}

void
chat_user_set_name (ChatUser *self, const char *name)
{
  g_return_if_fail (CHAT_IS_USER (self));

  if (g_set_str (&self->name, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
}

ChatPresence
chat_user_get_presence (ChatUser *self)
{
  g_return_val_if_fail (CHAT_IS_USER (self), CHAT_PRESENCE_OFFLINE);

  return self->presence;
}

void
chat_user_set_presence (ChatUser *self, ChatPresence presence)
{
  g_return_if_fail (CHAT_IS_USER (self));

  if (self->presence == presence)
    return;

  self->presence = presence;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PRESENCE]);
}

/**
 * chat_user_get_is_online:
 * @self: a user
 *
 * Whether the user is there, be it away or busy.
 */
gboolean
chat_user_get_is_online (ChatUser *self)
{
  g_return_val_if_fail (CHAT_IS_USER (self), FALSE);

  return self->presence != CHAT_PRESENCE_OFFLINE;
}

gboolean
chat_user_get_is_me (ChatUser *self)
{
  g_return_val_if_fail (CHAT_IS_USER (self), FALSE);

  return self->is_me;
}
