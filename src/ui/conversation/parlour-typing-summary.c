/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is typing, as a sentence that changes with the list it is made of.
 */
#include "parlour-typing-summary.h"

#include <glib/gi18n.h>

#include "chat-user.h"
#include "parlour-text.h"

struct _ParlourTypingSummary {
  GObject parent_instance;

  GListModel *users;
  char *text; /* NULL while nobody types */
};

typedef enum {
  PROP_USERS = 1,
  PROP_TEXT,
  PROP_ACTIVE,
} ParlourTypingSummaryProperty;

static GParamSpec *properties[PROP_ACTIVE + 1];

G_DEFINE_FINAL_TYPE (ParlourTypingSummary, parlour_typing_summary, G_TYPE_OBJECT)

static char *
dup_first_name (ParlourTypingSummary *self, guint position)
{
  g_autoptr (ChatUser) user = g_list_model_get_item (self->users, position);
  g_autofree char *name = parlour_text_to_line (chat_user_get_name (user));
  char *blank = strchr (name, ' ');

  if (blank != NULL)
    *blank = '\0';

  return parlour_text_isolate (name);
}

static char *
summarise (ParlourTypingSummary *self)
{
  guint n_users = self->users != NULL ? g_list_model_get_n_items (self->users) : 0;
  g_autofree char *first = n_users > 0 ? dup_first_name (self, 0) : NULL;
  g_autofree char *second = n_users > 1 ? dup_first_name (self, 1) : NULL;

  if (n_users == 0)
    return NULL;
  if (n_users == 1)
    return g_strdup_printf (_ ("%s is typing"), first);
  if (n_users == 2)
    return g_strdup_printf (_ ("%s and %s are typing"), first, second);

  return g_strdup_printf (ngettext ("%s, %s and %u other are typing",
                                    "%s, %s and %u others are typing", n_users - 2),
                          first, second, n_users - 2);
}

static void
update (ParlourTypingSummary *self)
{
  g_autofree char *text = summarise (self);
  gboolean was_active = self->text != NULL;

  if (!g_set_str (&self->text, text))
    return;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
  if (was_active != (text != NULL))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

static void
set_users (ParlourTypingSummary *self, GListModel *users)
{
  if (self->users == users)
    return;

  if (self->users != NULL)
    g_signal_handlers_disconnect_by_func (self->users, update, self);
  g_set_object (&self->users, users);
  if (users != NULL)
    g_signal_connect_object (users, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_USERS]);
}

static void
parlour_typing_summary_get_property (GObject *object,
                                     guint property_id,
                                     GValue *value,
                                     GParamSpec *pspec)
{
  ParlourTypingSummary *self = PARLOUR_TYPING_SUMMARY (object);

  switch ((ParlourTypingSummaryProperty) property_id) {
  case PROP_USERS:
    g_value_set_object (value, self->users);
    break;
  case PROP_TEXT:
    g_value_set_string (value, self->text);
    break;
  case PROP_ACTIVE:
    g_value_set_boolean (value, self->text != NULL);
    break;
  }
}

static void
parlour_typing_summary_set_property (GObject *object,
                                     guint property_id,
                                     const GValue *value,
                                     GParamSpec *pspec)
{
  ParlourTypingSummary *self = PARLOUR_TYPING_SUMMARY (object);

  switch ((ParlourTypingSummaryProperty) property_id) {
  case PROP_USERS:
    set_users (self, g_value_get_object (value));
    break;
  case PROP_TEXT:
  case PROP_ACTIVE:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_typing_summary_dispose (GObject *object)
{
  set_users (PARLOUR_TYPING_SUMMARY (object), NULL);

  G_OBJECT_CLASS (parlour_typing_summary_parent_class)->dispose (object);
}

static void
parlour_typing_summary_finalize (GObject *object)
{
  g_free (PARLOUR_TYPING_SUMMARY (object)->text);

  G_OBJECT_CLASS (parlour_typing_summary_parent_class)->finalize (object);
}

static void
parlour_typing_summary_class_init (ParlourTypingSummaryClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = parlour_typing_summary_get_property;
  object_class->set_property = parlour_typing_summary_set_property;
  object_class->dispose = parlour_typing_summary_dispose;
  object_class->finalize = parlour_typing_summary_finalize;

  properties[PROP_USERS] =
    g_param_spec_object ("users", NULL, NULL, G_TYPE_LIST_MODEL, readable | G_PARAM_WRITABLE);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, readable);
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, readable);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
parlour_typing_summary_init (ParlourTypingSummary *self)
{
}

/**
 * parlour_typing_summary_new:
 *
 * Returns: (transfer full): a summary of nobody
 */
ParlourTypingSummary *
parlour_typing_summary_new (void)
{
  return g_object_new (PARLOUR_TYPE_TYPING_SUMMARY, NULL);
}

/**
 * parlour_typing_summary_get_text:
 * @self: a summary
 *
 * Returns: (nullable): who is typing, %NULL if nobody is
 */
const char *
parlour_typing_summary_get_text (ParlourTypingSummary *self)
{
  g_return_val_if_fail (PARLOUR_IS_TYPING_SUMMARY (self), NULL);

  return self->text;
}
