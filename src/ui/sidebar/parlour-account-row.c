/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An account to go to: the server, who I am there, how it is, and what is new.
 */
#include "parlour-account-row.h"

#include <glib/gi18n.h>

#include "parlour-badge.h"
#include "parlour-connection.h"
#include "parlour-person.h"
#include "parlour-text.h"

struct _ParlourAccountRow {
  GtkListBoxRow parent_instance;

  ParlourConnection *connection;

  ChatSession *session;
  gboolean shown;
  char *summary; /* all of it, for a screen reader */
};

typedef enum {
  PROP_SESSION = 1,
  PROP_SHOWN,
  PROP_SUMMARY,
} ParlourAccountRowProperty;

static GParamSpec *properties[PROP_SUMMARY + 1];

G_DEFINE_FINAL_TYPE (ParlourAccountRow, parlour_account_row, GTK_TYPE_LIST_BOX_ROW)

/* --- called by the template: pure ------------------------------------------------------- */

static char *
display_name (ParlourAccountRow *self, const char *name)
{
  return parlour_text_to_line (name);
}

static char *
subtitle (ParlourAccountRow *self, const char *name, const char *status)
{
  g_autofree char *line = parlour_text_to_line (name);
  g_autofree char *isolated = parlour_text_isolate (line);

  /* Translators: below the name of a server: who I am there, and whether it is connected. */
  return g_strdup_printf (_ ("%s · %s"), isolated, status);
}

static char *
describe (ParlourAccountRow *self,
          const char *title,
          const char *name,
          const char *status,
          guint unread,
          gboolean personal,
          gboolean shown)
{
  g_autoptr (GString) words = g_string_new (title);

  g_string_append_printf (words, ", %s, %s", name, status);
  if (unread > 0) {
    g_string_append (words, ", ");
    g_string_append_printf (words, ngettext ("%u new message", "%u new messages", unread), unread);
  }
  if (personal)
    /* Translators: for a screen reader: some of the new messages mention me, or are to me alone. */
    g_string_append_printf (words, ", %s", _ ("some for you"));
  if (shown)
    /* Translators: for a screen reader: this account is the one in the window. */
    g_string_append_printf (words, ", %s", _ ("shown"));

  return g_string_free (g_steal_pointer (&words), FALSE);
}

/* ------------------------------------------------------------------------------------------ */

static void
parlour_account_row_get_property (GObject *object,
                                  guint property_id,
                                  GValue *value,
                                  GParamSpec *pspec)
{
  ParlourAccountRow *self = PARLOUR_ACCOUNT_ROW (object);

  switch ((ParlourAccountRowProperty) property_id) {
  case PROP_SESSION:
    g_value_set_object (value, self->session);
    break;
  case PROP_SHOWN:
    g_value_set_boolean (value, self->shown);
    break;
  case PROP_SUMMARY:
    g_value_set_string (value, self->summary);
    break;
  }
}

static void
parlour_account_row_set_property (GObject *object,
                                  guint property_id,
                                  const GValue *value,
                                  GParamSpec *pspec)
{
  ParlourAccountRow *self = PARLOUR_ACCOUNT_ROW (object);

  switch ((ParlourAccountRowProperty) property_id) {
  case PROP_SESSION:
    if (g_set_object (&self->session, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_SHOWN:
    if (self->shown != g_value_get_boolean (value)) {
      self->shown = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  case PROP_SUMMARY:
    if (g_set_str (&self->summary, g_value_get_string (value))) {
      gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      self->summary, -1);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  }
}

static void
parlour_account_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARLOUR_TYPE_ACCOUNT_ROW);
  g_clear_object (&PARLOUR_ACCOUNT_ROW (object)->session);

  G_OBJECT_CLASS (parlour_account_row_parent_class)->dispose (object);
}

static void
parlour_account_row_finalize (GObject *object)
{
  g_free (PARLOUR_ACCOUNT_ROW (object)->summary);

  G_OBJECT_CLASS (parlour_account_row_parent_class)->finalize (object);
}

static void
parlour_account_row_class_init (ParlourAccountRowClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_account_row_get_property;
  object_class->set_property = parlour_account_row_set_property;
  object_class->dispose = parlour_account_row_dispose;
  object_class->finalize = parlour_account_row_finalize;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, CHAT_TYPE_SESSION, flags);
  properties[PROP_SHOWN] = g_param_spec_boolean ("shown", NULL, NULL, FALSE, flags);
  properties[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (PARLOUR_TYPE_BADGE);
  g_type_ensure (PARLOUR_TYPE_CONNECTION);
  g_type_ensure (PARLOUR_TYPE_PERSON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-account-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourAccountRow, connection);
  gtk_widget_class_bind_template_callback (widget_class, display_name);
  gtk_widget_class_bind_template_callback (widget_class, subtitle);
  gtk_widget_class_bind_template_callback (widget_class, describe);
}

static void
parlour_account_row_init (ParlourAccountRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * parlour_account_row_new:
 * @session: an account
 *
 * Returns: (transfer floating): a row for it
 */
GtkWidget *
parlour_account_row_new (ChatSession *session)
{
  return g_object_new (PARLOUR_TYPE_ACCOUNT_ROW, "session", session, NULL);
}

ChatSession *
parlour_account_row_get_session (ParlourAccountRow *self)
{
  g_return_val_if_fail (PARLOUR_IS_ACCOUNT_ROW (self), NULL);

  return self->session;
}
