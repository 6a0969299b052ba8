/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server on this computer: the installed parlour-server as a child of the program.
 */
#include "chat-host.h"

struct _ChatHost {
  GObject parent_instance;

  char *folder;
  char *program; /* NULL if there is none */

  ChatHostState state;
  char *address;
  char **lan_addresses;
  GError *error;
  gint64 next_attempt;
  gboolean open_to_network;
  gboolean stays;
};

G_DEFINE_FINAL_TYPE (ChatHost, chat_host, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (ChatHostState,
                    chat_host_state,
                    G_DEFINE_ENUM_VALUE (CHAT_HOST_STOPPED, "stopped"),
                    G_DEFINE_ENUM_VALUE (CHAT_HOST_STARTING, "starting"),
                    G_DEFINE_ENUM_VALUE (CHAT_HOST_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (CHAT_HOST_FAILED, "failed"))

typedef enum {
  PROP_STATE = 1,
  PROP_ADDRESS,
  PROP_LAN_ADDRESSES,
  PROP_ERROR,
  PROP_NEXT_ATTEMPT,
  PROP_IS_AVAILABLE,
  PROP_OPEN_TO_NETWORK,
  PROP_STAYS,
} ChatHostProperty;

static GParamSpec *properties[PROP_STAYS + 1];

static void
chat_host_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ChatHost *self = CHAT_HOST (object);

  switch ((ChatHostProperty) property_id) {
  case PROP_STATE:
    g_value_set_enum (value, self->state);
    break;
  case PROP_ADDRESS:
    g_value_set_string (value, self->address);
    break;
  case PROP_LAN_ADDRESSES:
    g_value_set_boxed (value, self->lan_addresses);
    break;
  case PROP_ERROR:
    g_value_set_boxed (value, self->error);
    break;
  case PROP_NEXT_ATTEMPT:
    g_value_set_int64 (value, self->next_attempt);
    break;
  case PROP_IS_AVAILABLE:
    g_value_set_boolean (value, chat_host_get_is_available (self));
    break;
  case PROP_OPEN_TO_NETWORK:
    g_value_set_boolean (value, self->open_to_network);
    break;
  case PROP_STAYS:
    g_value_set_boolean (value, self->stays);
    break;
  }
}

static void
chat_host_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  ChatHost *self = CHAT_HOST (object);

  switch ((ChatHostProperty) property_id) {
  case PROP_OPEN_TO_NETWORK:
    chat_host_set_open_to_network (self, g_value_get_boolean (value));
    break;
  case PROP_STAYS:
    chat_host_set_stays (self, g_value_get_boolean (value));
    break;
  case PROP_STATE:
  case PROP_ADDRESS:
  case PROP_LAN_ADDRESSES:
  case PROP_ERROR:
  case PROP_NEXT_ATTEMPT:
  case PROP_IS_AVAILABLE:
    g_assert_not_reached ();
  }
}

static void
chat_host_finalize (GObject *object)
{
  ChatHost *self = CHAT_HOST (object);

  g_free (self->folder);
  g_free (self->program);
  g_free (self->address);
  g_strfreev (self->lan_addresses);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (chat_host_parent_class)->finalize (object);
}

static void
chat_host_class_init (ChatHostClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags shown = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GParamFlags chosen = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = chat_host_get_property;
  object_class->set_property = chat_host_set_property;
  object_class->finalize = chat_host_finalize;

  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, CHAT_TYPE_HOST_STATE, CHAT_HOST_STOPPED, shown);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, shown);
  properties[PROP_LAN_ADDRESSES] =
    g_param_spec_boxed ("lan-addresses", NULL, NULL, G_TYPE_STRV, shown);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, shown);
  properties[PROP_NEXT_ATTEMPT] =
    g_param_spec_int64 ("next-attempt", NULL, NULL, 0, G_MAXINT64, 0, shown);
  properties[PROP_IS_AVAILABLE] = g_param_spec_boolean ("is-available", NULL, NULL, FALSE, shown);
  properties[PROP_OPEN_TO_NETWORK] =
    g_param_spec_boolean ("open-to-network", NULL, NULL, FALSE, chosen);
  properties[PROP_STAYS] = g_param_spec_boolean ("stays", NULL, NULL, FALSE, chosen);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
chat_host_init (ChatHost *self)
{
  self->lan_addresses = g_new0 (char *, 1);
}

ChatHost *
chat_host_new (const char *folder, const char *program)
{
  ChatHost *self = g_object_new (CHAT_TYPE_HOST, NULL);

  self->folder = folder != NULL
                   ? g_strdup (folder)
                   : g_build_filename (g_get_user_data_dir (), "parlour", "server", NULL);
  self->program = program != NULL ? g_strdup (program) : g_find_program_in_path ("parlour-server");

  return self;
}

ChatHostState
chat_host_get_state (ChatHost *self)
{
  g_return_val_if_fail (CHAT_IS_HOST (self), CHAT_HOST_STOPPED);

  return self->state;
}

const char *
chat_host_get_address (ChatHost *self)
{
  g_return_val_if_fail (CHAT_IS_HOST (self), NULL);

  return self->address;
}

const char *const *
chat_host_get_lan_addresses (ChatHost *self)
{
  g_return_val_if_fail (CHAT_IS_HOST (self), NULL);

  return (const char *const *) self->lan_addresses;
}

const GError *
chat_host_get_error (ChatHost *self)
{
  g_return_val_if_fail (CHAT_IS_HOST (self), NULL);

  return self->error;
}

gint64
chat_host_get_next_attempt (ChatHost *self)
{
  g_return_val_if_fail (CHAT_IS_HOST (self), 0);

  return self->next_attempt;
}

gboolean
chat_host_get_is_available (ChatHost *self)
{
  g_return_val_if_fail (CHAT_IS_HOST (self), FALSE);

  return self->program != NULL;
}

gboolean
chat_host_get_open_to_network (ChatHost *self)
{
  g_return_val_if_fail (CHAT_IS_HOST (self), FALSE);

  return self->open_to_network;
}

void
chat_host_set_open_to_network (ChatHost *self, gboolean open_to_network)
{
  g_return_if_fail (CHAT_IS_HOST (self));

  if (self->open_to_network == open_to_network)
    return;

  self->open_to_network = open_to_network;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OPEN_TO_NETWORK]);
}

gboolean
chat_host_get_stays (ChatHost *self)
{
  g_return_val_if_fail (CHAT_IS_HOST (self), FALSE);

  return self->stays;
}

void
chat_host_set_stays (ChatHost *self, gboolean stays)
{
  g_return_if_fail (CHAT_IS_HOST (self));

  if (self->stays == stays)
    return;

  self->stays = stays;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STAYS]);
}

void
chat_host_start (ChatHost *self)
{
  g_return_if_fail (CHAT_IS_HOST (self));
}

gboolean
chat_host_resume (ChatHost *self)
{
  g_return_val_if_fail (CHAT_IS_HOST (self), FALSE);

  return FALSE;
}

static void
settle (ChatHost *self, gpointer tag, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_return_boolean (task, TRUE);
}

void
chat_host_stop_async (ChatHost *self, GAsyncReadyCallback callback, gpointer user_data)
{
  settle (self, chat_host_stop_async, callback, user_data);
}

gboolean
chat_host_stop_finish (ChatHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
chat_host_close_async (ChatHost *self, GAsyncReadyCallback callback, gpointer user_data)
{
  settle (self, chat_host_close_async, callback, user_data);
}

gboolean
chat_host_close_finish (ChatHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
chat_host_invite_async (ChatHost *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, chat_host_invite_async);
  g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                                   "There is no server");
}

char *
chat_host_invite_finish (ChatHost *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
