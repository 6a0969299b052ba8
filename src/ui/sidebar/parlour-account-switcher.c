/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The account that is shown, and below it the others to go to, and what can be
 * done with it.
 */
#include "parlour-account-switcher.h"

#include <glib/gi18n.h>

#include "parlour-account-row.h"

struct _ParlourAccountSwitcher {
  AdwBin parent_instance;

  GtkPopoverMenu *popover;
  GtkListBox *list;

  GListModel *accounts;
  ChatSession *session;
};

typedef enum {
  PROP_ACCOUNTS = 1,
  PROP_SESSION,
} ParlourAccountSwitcherProperty;

static GParamSpec *properties[PROP_SESSION + 1];

G_DEFINE_FINAL_TYPE (ParlourAccountSwitcher, parlour_account_switcher, ADW_TYPE_BIN)

static void
mark_shown (ParlourAccountSwitcher *self)
{
  GtkListBoxRow *row = NULL;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    g_object_set (row, "shown",
                  parlour_account_row_get_session (PARLOUR_ACCOUNT_ROW (row)) == self->session,
                  NULL);
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  ParlourAccountSwitcher *self = user_data;
  GtkWidget *row = parlour_account_row_new (item);

  g_object_set (row, "shown", item == self->session, NULL);

  return row;
}

static void
row_activated_cb (ParlourAccountSwitcher *self, ParlourAccountRow *row)
{
  ChatAccount *account = chat_session_get_account (parlour_account_row_get_session (row));

  gtk_popover_popdown (GTK_POPOVER (self->popover));
  gtk_widget_activate_action (GTK_WIDGET (self), "account.show", "s",
                              chat_account_get_id (account));
}

/* Arrows go on into the menu, and come back from there. */
static gboolean
keynav_failed_cb (ParlourAccountSwitcher *self, GtkDirectionType direction)
{
  return gtk_widget_child_focus (GTK_WIDGET (self->popover), direction == GTK_DIR_UP
                                                               ? GTK_DIR_TAB_BACKWARD
                                                               : GTK_DIR_TAB_FORWARD);
}

static void
set_accounts (ParlourAccountSwitcher *self, GListModel *accounts)
{
  if (!g_set_object (&self->accounts, accounts))
    return;

  gtk_list_box_bind_model (self->list, accounts, create_row, self, NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACCOUNTS]);
}

static void
parlour_account_switcher_get_property (GObject *object,
                                       guint property_id,
                                       GValue *value,
                                       GParamSpec *pspec)
{
  ParlourAccountSwitcher *self = PARLOUR_ACCOUNT_SWITCHER (object);

  switch ((ParlourAccountSwitcherProperty) property_id) {
  case PROP_ACCOUNTS:
    g_value_set_object (value, self->accounts);
    break;
  case PROP_SESSION:
    g_value_set_object (value, self->session);
    break;
  }
}

static void
parlour_account_switcher_set_property (GObject *object,
                                       guint property_id,
                                       const GValue *value,
                                       GParamSpec *pspec)
{
  ParlourAccountSwitcher *self = PARLOUR_ACCOUNT_SWITCHER (object);

  switch ((ParlourAccountSwitcherProperty) property_id) {
  case PROP_ACCOUNTS:
    set_accounts (self, g_value_get_object (value));
    break;
  case PROP_SESSION:
    if (g_set_object (&self->session, g_value_get_object (value))) {
      mark_shown (self);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  }
}

static void
parlour_account_switcher_dispose (GObject *object)
{
  ParlourAccountSwitcher *self = PARLOUR_ACCOUNT_SWITCHER (object);

  if (self->list != NULL) {
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
    gtk_popover_menu_remove_child (self->popover, GTK_WIDGET (self->list));
  }
  self->list = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_ACCOUNT_SWITCHER);
  g_clear_object (&self->accounts);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (parlour_account_switcher_parent_class)->dispose (object);
}

static void
parlour_account_switcher_class_init (ParlourAccountSwitcherClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_account_switcher_get_property;
  object_class->set_property = parlour_account_switcher_set_property;
  object_class->dispose = parlour_account_switcher_dispose;

  properties[PROP_ACCOUNTS] =
    g_param_spec_object ("accounts", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, CHAT_TYPE_SESSION, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-account-switcher.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourAccountSwitcher, popover);
}

static void
parlour_account_switcher_init (ParlourAccountSwitcher *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  /* Has a place in the menu only once there is the menu. */
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "accounts");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Accounts"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "keynav-failed", G_CALLBACK (keynav_failed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_popover_menu_add_child (self->popover, GTK_WIDGET (self->list), "accounts");
}
