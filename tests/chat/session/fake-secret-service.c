/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * org.freedesktop.secrets with one collection, in which every item is found by the attribute
 * `account`.  Secrets come as they are: sessions are of the algorithm "plain".
 */
#include "fake-secret-service.h"

#define ROOT "/org/freedesktop/secrets"
#define COLLECTION ROOT "/collection/login"
#define ALIAS ROOT "/aliases/default"
#define SESSION ROOT "/session/s1"
#define PROMPT ROOT "/prompt/p1"

static const char DESCRIPTION[] =
  "<node>"
  "<interface name='org.freedesktop.Secret.Service'>"
  "<property name='Collections' type='ao' access='read'/>"
  "<method name='OpenSession'><arg type='s' direction='in'/><arg type='v' direction='in'/>"
  "<arg type='v' direction='out'/><arg type='o' direction='out'/></method>"
  "<method name='SearchItems'><arg type='a{ss}' direction='in'/>"
  "<arg type='ao' direction='out'/><arg type='ao' direction='out'/></method>"
  "<method name='Unlock'><arg type='ao' direction='in'/>"
  "<arg type='ao' direction='out'/><arg type='o' direction='out'/></method>"
  "<method name='GetSecrets'><arg type='ao' direction='in'/><arg type='o' direction='in'/>"
  "<arg type='a{o(oayays)}' direction='out'/></method>"
  "<method name='ReadAlias'><arg type='s' direction='in'/><arg type='o' direction='out'/></method>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Collection'>"
  "<method name='CreateItem'><arg type='a{sv}' direction='in'/><arg type='(oayays)' "
  "direction='in'/>"
  "<arg type='b' direction='in'/><arg type='o' direction='out'/><arg type='o' direction='out'/>"
  "</method>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Item'>"
  "<method name='Delete'><arg type='o' direction='out'/></method>"
  "</interface>"
  "<interface name='org.freedesktop.Secret.Prompt'>"
  "<method name='Prompt'><arg type='s' direction='in'/></method>"
  "<signal name='Completed'><arg type='b'/><arg type='v'/></signal>"
  "</interface>"
  "</node>";

typedef struct {
  char *path;
  char *account;
  char *secret;
  guint registration;
} Item;

struct _FakeSecretService {
  GDBusConnection *bus;
  GDBusNodeInfo *description;
  GPtrArray *items;
  GPtrArray *unanswered; /* invocations */
  FakeSecretsMood mood;
  guint n_prompts;
  guint n_made;
};

static void
item_free (Item *item)
{
  g_free (item->path);
  g_free (item->account);
  g_free (item->secret);
  g_free (item);
}

static Item *
find (FakeSecretService *self, const char *account, const char *path)
{
  for (guint i = 0; i < self->items->len; i++) {
    Item *item = g_ptr_array_index (self->items, i);

    if (g_strcmp0 (item->account, account) == 0 || g_strcmp0 (item->path, path) == 0)
      return item;
  }

  return NULL;
}

static void export (FakeSecretService *self, const char *path, const char *interface, guint *id);

/* --- what is asked ---------------------------------------------------------------------- */

static void
open_session (FakeSecretService *self, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  const char *algorithm = NULL;

  g_variant_get (arguments, "(&sv)", &algorithm, NULL);
  if (g_str_equal (algorithm, "plain"))
    g_dbus_method_invocation_return_value (invocation,
                                           g_variant_new ("(vo)", g_variant_new_string (""),
                                                          SESSION));
  else
    g_dbus_method_invocation_return_dbus_error (invocation,
                                                "org.freedesktop.DBus.Error.NotSupported",
                                                "Only plain");
}

static void
search (FakeSecretService *self, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) attributes = g_variant_get_child_value (arguments, 0);
  const char *none[] = { NULL };
  const char *some[] = { NULL, NULL };
  const char *account = NULL;
  Item *item = NULL;

  g_variant_lookup (attributes, "account", "&s", &account);
  item = find (self, account, NULL);
  some[0] = item != NULL ? item->path : NULL;
  if (self->mood == FAKE_SECRETS_LOCKED)
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(^ao^ao)", none, some));
  else
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(^ao^ao)", some, none));
}

static void
unlock (FakeSecretService *self, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  const char *none[] = { NULL };

  g_dbus_method_invocation_return_value (invocation,
                                         g_variant_new ("(^aoo)", none,
                                                        self->mood == FAKE_SECRETS_LOCKED ? PROMPT
                                                                                          : "/"));
}

static GVariant *
make_bytes (const char *text)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, text, strlen (text), 1);
}

static void
get_secrets (FakeSecretService *self, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  GVariantBuilder secrets = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{o(oayays)}"));
  g_autofree const char **paths = NULL;

  g_variant_get (arguments, "(^a&oo)", &paths, NULL);
  for (guint i = 0; paths[i] != NULL; i++) {
    Item *item = find (self, "", paths[i]);

    if (item != NULL)
      g_variant_builder_add (&secrets, "{o(o@ay@ays)}", item->path, SESSION, make_bytes (""),
                             make_bytes (item->secret), "text/plain");
  }
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(a{o(oayays)})", &secrets));
}

static void
create_item (FakeSecretService *self, GVariant *arguments, GDBusMethodInvocation *invocation)
{
  g_autoptr (GVariant) item_properties = NULL;
  g_autoptr (GVariant) attributes = NULL;
  g_autoptr (GVariant) value = NULL;
  const char *account = NULL;
  gsize length = 0;
  const char *bytes = NULL;
  Item *item = NULL;

  if (self->mood == FAKE_SECRETS_LOCKED) {
    g_dbus_method_invocation_return_dbus_error (invocation, "org.freedesktop.Secret.Error.IsLocked",
                                                "It is locked");
    return;
  }

  g_variant_get (arguments, "(@a{sv}(o@ay@ays)b)", &item_properties, NULL, NULL, &value, NULL,
                 NULL);
  attributes = g_variant_lookup_value (item_properties, "org.freedesktop.Secret.Item.Attributes",
                                       G_VARIANT_TYPE ("a{ss}"));
  g_variant_lookup (attributes, "account", "&s", &account);
  bytes = g_variant_get_fixed_array (value, &length, 1);

  item = find (self, account, NULL);
  if (item == NULL) {
    item = g_new0 (Item, 1);
    item->path = g_strdup_printf (COLLECTION "/%u", self->n_made++);
    item->account = g_strdup (account);
    g_ptr_array_add (self->items, item);
    export (self, item->path, "org.freedesktop.Secret.Item", &item->registration);
  }
  g_free (item->secret);
  item->secret = g_strndup (bytes, length);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(oo)", item->path, "/"));
}

static void
delete_item (FakeSecretService *self, const char *path, GDBusMethodInvocation *invocation)
{
  Item *item = find (self, "", path);

  g_dbus_connection_unregister_object (self->bus, item->registration);
  g_ptr_array_remove (self->items, item);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", "/"));
}

static void
prompt (FakeSecretService *self, GDBusMethodInvocation *invocation)
{
  const char *none[] = { NULL };

  self->n_prompts++;
  g_dbus_method_invocation_return_value (invocation, NULL);
  g_dbus_connection_emit_signal (self->bus, NULL, PROMPT, "org.freedesktop.Secret.Prompt",
                                 "Completed",
                                 g_variant_new ("(bv)", TRUE, g_variant_new_objv (none, 0)), NULL);
}

static void
call_cb (GDBusConnection *bus,
         const char *sender,
         const char *path,
         const char *interface,
         const char *method,
         GVariant *arguments,
         GDBusMethodInvocation *invocation,
         gpointer user_data)
{
  FakeSecretService *self = user_data;

  if (self->mood == FAKE_SECRETS_SILENT)
    g_ptr_array_add (self->unanswered, invocation);
  else if (g_str_equal (method, "OpenSession"))
    open_session (self, arguments, invocation);
  else if (g_str_equal (method, "SearchItems"))
    search (self, arguments, invocation);
  else if (g_str_equal (method, "Unlock"))
    unlock (self, arguments, invocation);
  else if (g_str_equal (method, "GetSecrets"))
    get_secrets (self, arguments, invocation);
  else if (g_str_equal (method, "ReadAlias"))
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(o)", COLLECTION));
  else if (g_str_equal (method, "CreateItem"))
    create_item (self, arguments, invocation);
  else if (g_str_equal (method, "Delete"))
    delete_item (self, path, invocation);
  else if (g_str_equal (method, "Prompt"))
    prompt (self, invocation);
}

static GVariant *
get_property_cb (GDBusConnection *bus,
                 const char *sender,
                 const char *path,
                 const char *interface,
                 const char *name,
                 GError **error,
                 gpointer user_data)
{
  const char *collections[] = { COLLECTION };

  return g_variant_new_objv (collections, 1);
}

/* --- on the bus ----------------------------------------------------------------------------- */

static void export (FakeSecretService *self, const char *path, const char *interface, guint *id)
{
  static const GDBusInterfaceVTable vtable = { call_cb, get_property_cb, NULL, { NULL } };
  g_autoptr (GError) error = NULL;
  guint registration = 0;

  registration =
    g_dbus_connection_register_object (self->bus, path,
                                       g_dbus_node_info_lookup_interface (self->description,
                                                                          interface),
                                       &vtable, self, NULL, &error);
  g_assert_no_error (error);
  if (id != NULL)
    *id = registration;
}

FakeSecretService *
fake_secret_service_new (void)
{
  FakeSecretService *self = g_new0 (FakeSecretService, 1);
  g_autofree char *address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;

  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) item_free);
  self->unanswered = g_ptr_array_new_with_free_func (g_object_unref);
  self->description = g_dbus_node_info_new_for_xml (DESCRIPTION, &error);
  g_assert_no_error (error);
  self->bus =
    g_dbus_connection_new_for_address_sync (address,
                                            G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                              G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                            NULL, NULL, &error);
  g_assert_no_error (error);

  export (self, ROOT, "org.freedesktop.Secret.Service", NULL);
  export (self, COLLECTION, "org.freedesktop.Secret.Collection", NULL);
  export (self, ALIAS, "org.freedesktop.Secret.Collection", NULL);
  export (self, PROMPT, "org.freedesktop.Secret.Prompt", NULL);
  reply = g_dbus_connection_call_sync (self->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "RequestName",
                                       g_variant_new ("(su)", "org.freedesktop.secrets", 0), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);

  return self;
}

void
fake_secret_service_free (FakeSecretService *self)
{
  g_ptr_array_unref (self->unanswered);
  g_dbus_connection_close_sync (self->bus, NULL, NULL);
  g_object_unref (self->bus);
  g_ptr_array_unref (self->items);
  g_dbus_node_info_unref (self->description);
  g_free (self);
}

void
fake_secret_service_set_mood (FakeSecretService *self, FakeSecretsMood mood)
{
  self->mood = mood;
}

guint
fake_secret_service_get_n_items (FakeSecretService *self)
{
  return self->items->len;
}

const char *
fake_secret_service_get (FakeSecretService *self, const char *account)
{
  Item *item = find (self, account, "");

  return item != NULL ? item->secret : NULL;
}

guint
fake_secret_service_get_n_prompts (FakeSecretService *self)
{
  return self->n_prompts;
}
