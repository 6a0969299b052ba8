/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where I have an account and who I am there.  The user id is made once and kept with the account:
 * it is what servers without passwords know me by, also when my name changes.
 */
#include "chat-account.h"

#include "chat-property.h"

#include <gio/gio.h>

struct _ChatAccount {
  GObject parent_instance;

  char *id;
  char *address;
  char *dialect;
  char *folder;
  char *user_id;
  char *name;
  char *title;
  gboolean hosted;
};

G_DEFINE_FINAL_TYPE (ChatAccount, chat_account, G_TYPE_OBJECT)

typedef enum {
  PROP_ID = 1,
  PROP_ADDRESS,
  PROP_DIALECT,
  PROP_FOLDER,
  PROP_USER_ID,
  PROP_NAME,
  PROP_TITLE,
  PROP_HOSTED,
} ChatAccountProperty;

static GParamSpec *properties[PROP_HOSTED + 1];

/* Where the values are kept. */
static const gsize FIELDS[] = {
  [PROP_ID] = G_STRUCT_OFFSET (ChatAccount, id),
  [PROP_ADDRESS] = G_STRUCT_OFFSET (ChatAccount, address),
  [PROP_DIALECT] = G_STRUCT_OFFSET (ChatAccount, dialect),
  [PROP_FOLDER] = G_STRUCT_OFFSET (ChatAccount, folder),
  [PROP_USER_ID] = G_STRUCT_OFFSET (ChatAccount, user_id),
  [PROP_NAME] = G_STRUCT_OFFSET (ChatAccount, name),
  [PROP_TITLE] = G_STRUCT_OFFSET (ChatAccount, title),
  [PROP_HOSTED] = G_STRUCT_OFFSET (ChatAccount, hosted),
};

static void
chat_account_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  chat_property_get (object, FIELDS[property_id], value);
}

static void
chat_account_set_property (GObject *object,
                           guint property_id,
                           const GValue *value,
                           GParamSpec *pspec)
{
  ChatAccount *self = CHAT_ACCOUNT (object);

  switch ((ChatAccountProperty) property_id) {
  case PROP_ID:
    self->id = g_value_dup_string (value);
    break;
  case PROP_ADDRESS:
    chat_account_set_address (self, g_value_get_string (value));
    break;
  case PROP_DIALECT:
    self->dialect = g_value_dup_string (value);
    break;
  case PROP_FOLDER:
    self->folder = g_value_dup_string (value);
    break;
  case PROP_USER_ID:
    chat_account_set_user_id (self, g_value_get_string (value));
    break;
  case PROP_NAME:
    chat_account_set_name (self, g_value_get_string (value));
    break;
  case PROP_TITLE:
    chat_account_set_title (self, g_value_get_string (value));
    break;
  case PROP_HOSTED:
    self->hosted = g_value_get_boolean (value);
    break;
  }
}

static void
ensure_id (char **id)
{
  if (*id != NULL && **id != '\0')
    return;

  g_free (*id);
  *id = g_uuid_string_random ();
}

static void
chat_account_constructed (GObject *object)
{
  ChatAccount *self = CHAT_ACCOUNT (object);
  g_autoptr (GUri) uri = NULL;

  G_OBJECT_CLASS (chat_account_parent_class)->constructed (object);

  ensure_id (&self->id);
  ensure_id (&self->user_id);

  if (self->title == NULL) {
    uri = g_uri_parse (self->address, G_URI_FLAGS_NONE, NULL);
    self->title = g_strdup (uri != NULL ? g_uri_get_host (uri) : self->address);
  }
}

static void
chat_account_finalize (GObject *object)
{
  ChatAccount *self = CHAT_ACCOUNT (object);

  g_free (self->id);
  g_free (self->address);
  g_free (self->dialect);
  g_free (self->folder);
  g_free (self->user_id);
  g_free (self->name);
  g_free (self->title);

  G_OBJECT_CLASS (chat_account_parent_class)->finalize (object);
}

static void
chat_account_class_init (ChatAccountClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags fixed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GParamFlags shown = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = chat_account_get_property;
  object_class->set_property = chat_account_set_property;
  object_class->constructed = chat_account_constructed;
  object_class->finalize = chat_account_finalize;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, fixed);
  properties[PROP_ADDRESS] =
    g_param_spec_string ("address", NULL, NULL, "", shown | G_PARAM_CONSTRUCT);
  properties[PROP_DIALECT] = g_param_spec_string ("dialect", NULL, NULL, "plain", fixed);
  properties[PROP_FOLDER] = g_param_spec_string ("folder", NULL, NULL, NULL, fixed);
  properties[PROP_USER_ID] =
    g_param_spec_string ("user-id", NULL, NULL, NULL, shown | G_PARAM_CONSTRUCT);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, shown);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, shown);
  properties[PROP_HOSTED] = g_param_spec_boolean ("hosted", NULL, NULL, FALSE, fixed);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
chat_account_init (ChatAccount *self)
{
}

/**
 * chat_account_new:
 * @address: URI of the server; complete, with its scheme
 * @user_id: (nullable): who I am there, %NULL to make a new one
 * @name: my name
 *
 * Makes an account.
 */
ChatAccount *
chat_account_new (const char *address, const char *user_id, const char *name)
{
  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_object_new (CHAT_TYPE_ACCOUNT, "address", address, "user-id", user_id, "name", name,
                       NULL);
}

/**
 * chat_account_get_id:
 * @self: an account
 *
 * What this computer calls the account.
 */
const char *
chat_account_get_id (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->id;
}

const char *
chat_account_get_address (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->address;
}

/**
 * chat_account_set_address:
 * @self: an account
 * @address: URI of the server; complete, with its scheme
 *
 * The server has moved.
 */
void
chat_account_set_address (ChatAccount *self, const char *address)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));
  g_return_if_fail (address != NULL);

  if (g_set_str (&self->address, address))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ADDRESS]);
}

/**
 * chat_account_get_dialect:
 * @self: an account
 *
 * How its server talks: "plain" or "native".
 */
const char *
chat_account_get_dialect (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->dialect;
}

/**
 * chat_account_get_folder:
 * @self: an account
 *
 * Returns: (nullable): where its files are; %NULL if nothing of it is kept
 */
const char *
chat_account_get_folder (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->folder;
}

const char *
chat_account_get_user_id (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->user_id;
}

void
chat_account_set_user_id (ChatAccount *self, const char *user_id)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  chat_property_set_text (self, properties[PROP_USER_ID], &self->user_id, user_id);
}

const char *
chat_account_get_name (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->name;
}

void
chat_account_set_name (ChatAccount *self, const char *name)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  chat_property_set_text (self, properties[PROP_NAME], &self->name, name);
}

const char *
chat_account_get_title (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->title;
}

void
chat_account_set_title (ChatAccount *self, const char *title)
{
  g_return_if_fail (CHAT_IS_ACCOUNT (self));

  chat_property_set_text (self, properties[PROP_TITLE], &self->title, title);
}

/**
 * chat_account_get_hosted:
 * @self: an account
 *
 * Whether its server is one on this computer, and runs for it.
 */
gboolean
chat_account_get_hosted (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), FALSE);

  return self->hosted;
}
