/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where I have an account and who I am there.  The user id is made once and kept with the account:
 * it is what servers without passwords know me by, also when my name changes.
 */
#include "chat-account.h"

#include <gio/gio.h>

struct _ChatAccount {
  GObject parent_instance;

  char *address;
  char *user_id;
  char *name;
  char *title;
};

G_DEFINE_FINAL_TYPE (ChatAccount, chat_account, G_TYPE_OBJECT)

typedef enum {
  PROP_ADDRESS = 1,
  PROP_USER_ID,
  PROP_NAME,
  PROP_TITLE,
} ChatAccountProperty;

static GParamSpec *properties[PROP_TITLE + 1];

static void
chat_account_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ChatAccount *self = CHAT_ACCOUNT (object);

  switch ((ChatAccountProperty) property_id) {
  case PROP_ADDRESS:
    g_value_set_string (value, self->address);
    break;
  case PROP_USER_ID:
    g_value_set_string (value, self->user_id);
    break;
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  case PROP_TITLE:
    g_value_set_string (value, self->title);
    break;
  }
}

static void
chat_account_set_property (GObject *object,
                           guint property_id,
                           const GValue *value,
                           GParamSpec *pspec)
{
  ChatAccount *self = CHAT_ACCOUNT (object);

  switch ((ChatAccountProperty) property_id) {
  case PROP_ADDRESS:
    self->address = g_value_dup_string (value);
    break;
  case PROP_USER_ID:
    self->user_id = g_value_dup_string (value);
    break;
  case PROP_NAME:
    chat_account_set_name (self, g_value_get_string (value));
    break;
  case PROP_TITLE:
    chat_account_set_title (self, g_value_get_string (value));
    break;
  }
}

static void
chat_account_constructed (GObject *object)
{
  ChatAccount *self = CHAT_ACCOUNT (object);
  g_autoptr (GUri) uri = NULL;

  G_OBJECT_CLASS (chat_account_parent_class)->constructed (object);

  if (self->user_id == NULL || *self->user_id == '\0') {
    g_free (self->user_id);
    self->user_id = g_uuid_string_random ();
  }

  if (self->title == NULL) {
    uri = g_uri_parse (self->address, G_URI_FLAGS_NONE, NULL);
    self->title = g_strdup (uri != NULL ? g_uri_get_host (uri) : self->address);
  }
}

static void
chat_account_finalize (GObject *object)
{
  ChatAccount *self = CHAT_ACCOUNT (object);

  g_free (self->address);
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

  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, "", fixed);
  properties[PROP_USER_ID] = g_param_spec_string ("user-id", NULL, NULL, NULL, fixed);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, shown);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, shown);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
chat_account_init (ChatAccount *self)
{
}

/**
 * chat_account_new:
 * @address: URI of the server; see [func@Chat.Account.normalize_address]
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

const char *
chat_account_get_address (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->address;
}

const char *
chat_account_get_user_id (ChatAccount *self)
{
  g_return_val_if_fail (CHAT_IS_ACCOUNT (self), NULL);

  return self->user_id;
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

  if (g_set_str (&self->name, name))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NAME]);
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

  if (g_set_str (&self->title, title))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

/* A bare "host:3000" is a server that somebody tries out; a bare name is one on the internet. */
static char *
guess_scheme (const char *typed)
{
  g_autofree char *plain = g_strconcat ("http://", typed, NULL);
  g_autoptr (GUri) uri = g_uri_parse (plain, G_URI_FLAGS_NONE, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL)
    return NULL;

  if (g_uri_get_port (uri) == 443)
    return g_strconcat ("https://", typed, NULL);
  if (g_uri_get_port (uri) > 0 || g_hostname_is_ip_address (host) ||
      g_ascii_strcasecmp (host, "localhost") == 0 || g_str_has_suffix (host, ".local"))
    return g_steal_pointer (&plain);

  return g_strconcat ("https://", typed, NULL);
}

static const char *
secure_or_plain (const char *scheme)
{
  if (g_strcmp0 (scheme, "http") == 0 || g_strcmp0 (scheme, "ws") == 0)
    return "http";
  if (g_strcmp0 (scheme, "https") == 0 || g_strcmp0 (scheme, "wss") == 0)
    return "https";

  return NULL;
}

/* URIs may have more in the place of a host than any server is called. */
static gboolean
is_host (const char *host)
{
  if (host == NULL || *host == '\0')
    return FALSE;

  for (const char *p = host; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (!g_unichar_isgraph (c) || (c < 0x80 && strchr ("\"<>\\^`{|}%", (int) c) != NULL))
      return FALSE;
  }

  return TRUE;
}

/**
 * chat_account_normalize_address:
 * @typed: what a person typed: a host, host and port, or a whole URI
 *
 * Makes it an http or https URI.  Without a scheme, what looks like a server of one's own (a port,
 * a numeric address, localhost) is http and everything else https.
 *
 * Returns: (transfer full) (nullable): the URI, or %NULL where it cannot be one
 */
char *
chat_account_normalize_address (const char *typed)
{
  g_autofree char *trimmed = NULL;
  g_autofree char *whole = NULL;
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GUri) normal = NULL;
  const char *scheme = NULL;
  const char *path = NULL;

  g_return_val_if_fail (typed != NULL, NULL);

  trimmed = g_strstrip (g_strdup (typed));
  whole = strstr (trimmed, "://") != NULL ? g_strdup (trimmed) : guess_scheme (trimmed);
  uri = whole != NULL ? g_uri_parse (whole, G_URI_FLAGS_NONE, NULL) : NULL;
  scheme = uri != NULL ? secure_or_plain (g_uri_get_scheme (uri)) : NULL;
  if (scheme == NULL || !is_host (g_uri_get_host (uri)))
    return NULL;

  path = g_strcmp0 (g_uri_get_path (uri), "/") == 0 ? "" : g_uri_get_path (uri);
  normal = g_uri_build (G_URI_FLAGS_NONE, scheme, NULL, g_uri_get_host (uri), g_uri_get_port (uri),
                        path, g_uri_get_query (uri), NULL);

  return g_uri_to_string (normal);
}
