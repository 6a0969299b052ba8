/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A person (or program) on a server.  Everything that shows this person holds the same object, so
 * that a new name or presence appears everywhere at once.
 */
#include "chat-user.h"

#include "chat-property.h"

struct _ChatUser {
  GObject parent_instance;

  char *id;
  char *name;
  char *handle;
  ChatUserKind kind;
  char *avatar;
  ChatPresence presence;
  char *status;
  gint64 last_seen;
  gboolean is_me;
};

G_DEFINE_FINAL_TYPE (ChatUser, chat_user, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (ChatPresence,
                    chat_presence,
                    G_DEFINE_ENUM_VALUE (CHAT_PRESENCE_OFFLINE, "offline"),
                    G_DEFINE_ENUM_VALUE (CHAT_PRESENCE_ONLINE, "online"),
                    G_DEFINE_ENUM_VALUE (CHAT_PRESENCE_AWAY, "away"),
                    G_DEFINE_ENUM_VALUE (CHAT_PRESENCE_BUSY, "busy"))

G_DEFINE_ENUM_TYPE (ChatUserKind,
                    chat_user_kind,
                    G_DEFINE_ENUM_VALUE (CHAT_USER_KIND_PERSON, "person"),
                    G_DEFINE_ENUM_VALUE (CHAT_USER_KIND_GUEST, "guest"),
                    G_DEFINE_ENUM_VALUE (CHAT_USER_KIND_BOT, "bot"))

typedef enum {
  PROP_ID = 1,
  PROP_NAME,
  PROP_HANDLE,
  PROP_KIND,
  PROP_AVATAR,
  PROP_PRESENCE,
  PROP_STATUS,
  PROP_LAST_SEEN,
  PROP_IS_ME,
} ChatUserProperty;

static GParamSpec *properties[PROP_IS_ME + 1];

/* Where the values are kept. */
static const gsize FIELDS[] = {
  [PROP_ID] = G_STRUCT_OFFSET (ChatUser, id),
  [PROP_NAME] = G_STRUCT_OFFSET (ChatUser, name),
  [PROP_HANDLE] = G_STRUCT_OFFSET (ChatUser, handle),
  [PROP_KIND] = G_STRUCT_OFFSET (ChatUser, kind),
  [PROP_AVATAR] = G_STRUCT_OFFSET (ChatUser, avatar),
  [PROP_PRESENCE] = G_STRUCT_OFFSET (ChatUser, presence),
  [PROP_STATUS] = G_STRUCT_OFFSET (ChatUser, status),
  [PROP_LAST_SEEN] = G_STRUCT_OFFSET (ChatUser, last_seen),
  [PROP_IS_ME] = G_STRUCT_OFFSET (ChatUser, is_me),
};

static void
chat_user_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  chat_property_get (object, FIELDS[property_id], value);
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
  case PROP_HANDLE:
    chat_user_set_handle (self, g_value_get_string (value));
    break;
  case PROP_KIND:
    chat_user_set_kind (self, g_value_get_enum (value));
    break;
  case PROP_AVATAR:
    chat_user_set_avatar (self, g_value_get_string (value));
    break;
  case PROP_PRESENCE:
    chat_user_set_presence (self, g_value_get_enum (value));
    break;
  case PROP_STATUS:
    chat_user_set_status (self, g_value_get_string (value));
    break;
  case PROP_LAST_SEEN:
    chat_user_set_last_seen (self, g_value_get_int64 (value));
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
  g_free (self->handle);
  g_free (self->avatar);
  g_free (self->status);

  G_OBJECT_CLASS (chat_user_parent_class)->finalize (object);
}

static void
chat_user_class_init (ChatUserClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags fixed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GParamFlags told = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = chat_user_get_property;
  object_class->set_property = chat_user_set_property;
  object_class->finalize = chat_user_finalize;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, fixed);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, told);
  properties[PROP_HANDLE] = g_param_spec_string ("handle", NULL, NULL, NULL, told);
  properties[PROP_KIND] =
    g_param_spec_enum ("kind", NULL, NULL, CHAT_TYPE_USER_KIND, CHAT_USER_KIND_PERSON, told);
  properties[PROP_AVATAR] = g_param_spec_string ("avatar", NULL, NULL, NULL, told);
  properties[PROP_PRESENCE] =
    g_param_spec_enum ("presence", NULL, NULL, CHAT_TYPE_PRESENCE, CHAT_PRESENCE_OFFLINE, told);
  properties[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, told);
  properties[PROP_LAST_SEEN] = g_param_spec_int64 ("last-seen", NULL, NULL, 0, G_MAXINT64, 0, told);
  properties[PROP_IS_ME] = g_param_spec_boolean ("is-me", NULL, NULL, FALSE, fixed);

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
 * chat_user_set_id:
 * @self: a user whom only rosters hold by the id
 * @id: what the server calls this user
 *
 * Who I am is not known before a server lets me in for the first time.
 */
void
chat_user_set_id (ChatUser *self, const char *id)
{
  g_return_if_fail (CHAT_IS_USER (self));
  g_return_if_fail (id != NULL);

  chat_property_set_text (self, properties[PROP_ID], &self->id, id);
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

  chat_property_set_text (self, properties[PROP_NAME], &self->name, name);
}

/**
 * chat_user_get_handle:
 * @self: a user
 *
 * Returns: (nullable): the name that nobody else on the server has
 */
const char *
chat_user_get_handle (ChatUser *self)
{
  g_return_val_if_fail (CHAT_IS_USER (self), NULL);

  return self->handle;
}

void
chat_user_set_handle (ChatUser *self, const char *handle)
{
  g_return_if_fail (CHAT_IS_USER (self));

  chat_property_set_text (self, properties[PROP_HANDLE], &self->handle, handle);
}

ChatUserKind
chat_user_get_kind (ChatUser *self)
{
  g_return_val_if_fail (CHAT_IS_USER (self), CHAT_USER_KIND_PERSON);

  return self->kind;
}

void
chat_user_set_kind (ChatUser *self, ChatUserKind kind)
{
  g_return_if_fail (CHAT_IS_USER (self));

  if (self->kind == kind)
    return;

  self->kind = kind;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_KIND]);
}

/**
 * chat_user_get_avatar:
 * @self: a user
 *
 * Returns: (nullable): the id of the file with the picture
 */
const char *
chat_user_get_avatar (ChatUser *self)
{
  g_return_val_if_fail (CHAT_IS_USER (self), NULL);

  return self->avatar;
}

void
chat_user_set_avatar (ChatUser *self, const char *avatar)
{
  g_return_if_fail (CHAT_IS_USER (self));

  chat_property_set_text (self, properties[PROP_AVATAR], &self->avatar, avatar);
}

void
chat_user_set_status (ChatUser *self, const char *status)
{
  g_return_if_fail (CHAT_IS_USER (self));

  chat_property_set_text (self, properties[PROP_STATUS], &self->status, status);
}

/**
 * chat_user_get_last_seen:
 * @self: a user
 *
 * When the user was there last, in ms since 1970; 0 if that is not known.
 */
gint64
chat_user_get_last_seen (ChatUser *self)
{
  g_return_val_if_fail (CHAT_IS_USER (self), 0);

  return self->last_seen;
}

void
chat_user_set_last_seen (ChatUser *self, gint64 time)
{
  g_return_if_fail (CHAT_IS_USER (self));

  chat_property_set_number (self, properties[PROP_LAST_SEEN], &self->last_seen, time);
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
