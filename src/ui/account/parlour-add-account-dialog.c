/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ways to another account, for somebody who has one.
 */
#include "parlour-add-account-dialog.h"

struct _ParlourAddAccountDialog {
  AdwDialog parent_instance;

  ParlourEntrance *entrance;

  ChatSessionList *accounts;
  ChatHost *host;
  char *name;
};

typedef enum {
  PROP_ACCOUNTS = 1,
  PROP_HOST,
  PROP_NAME,
} ParlourAddAccountDialogProperty;

static GParamSpec *properties[PROP_NAME + 1];

enum { ENTERED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ParlourAddAccountDialog, parlour_add_account_dialog, ADW_TYPE_DIALOG)

/* Called by the template. */
static void
entered_cb (ParlourEntrance *entrance, ChatSession *session, ParlourAddAccountDialog *self)
{
  g_signal_emit (self, signals[ENTERED], 0, session);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
parlour_add_account_dialog_get_property (GObject *object,
                                         guint property_id,
                                         GValue *value,
                                         GParamSpec *pspec)
{
  ParlourAddAccountDialog *self = PARLOUR_ADD_ACCOUNT_DIALOG (object);

  switch ((ParlourAddAccountDialogProperty) property_id) {
  case PROP_ACCOUNTS:
    g_value_set_object (value, self->accounts);
    break;
  case PROP_HOST:
    g_value_set_object (value, self->host);
    break;
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  }
}

static void
parlour_add_account_dialog_set_property (GObject *object,
                                         guint property_id,
                                         const GValue *value,
                                         GParamSpec *pspec)
{
  ParlourAddAccountDialog *self = PARLOUR_ADD_ACCOUNT_DIALOG (object);

  switch ((ParlourAddAccountDialogProperty) property_id) {
  case PROP_ACCOUNTS:
    self->accounts = g_value_dup_object (value);
    break;
  case PROP_HOST:
    self->host = g_value_dup_object (value);
    break;
  case PROP_NAME:
    g_set_str (&self->name, g_value_get_string (value));
    break;
  }
}

static void
parlour_add_account_dialog_dispose (GObject *object)
{
  ParlourAddAccountDialog *self = PARLOUR_ADD_ACCOUNT_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_ADD_ACCOUNT_DIALOG);
  g_clear_object (&self->accounts);
  g_clear_object (&self->host);

  G_OBJECT_CLASS (parlour_add_account_dialog_parent_class)->dispose (object);
}

static void
parlour_add_account_dialog_finalize (GObject *object)
{
  g_free (PARLOUR_ADD_ACCOUNT_DIALOG (object)->name);

  G_OBJECT_CLASS (parlour_add_account_dialog_parent_class)->finalize (object);
}

static void
parlour_add_account_dialog_class_init (ParlourAddAccountDialogClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_add_account_dialog_get_property;
  object_class->set_property = parlour_add_account_dialog_set_property;
  object_class->dispose = parlour_add_account_dialog_dispose;
  object_class->finalize = parlour_add_account_dialog_finalize;

  properties[PROP_ACCOUNTS] =
    g_param_spec_object ("accounts", NULL, NULL, CHAT_TYPE_SESSION_LIST, flags);
  properties[PROP_HOST] = g_param_spec_object ("host", NULL, NULL, CHAT_TYPE_HOST, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[ENTERED] = g_signal_new ("entered", PARLOUR_TYPE_ADD_ACCOUNT_DIALOG, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_SESSION);

  g_type_ensure (PARLOUR_TYPE_ENTRANCE);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/chat/parlour/Parlour/parlour-add-account-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourAddAccountDialog, entrance);
  gtk_widget_class_bind_template_callback (widget_class, entered_cb);
}

static void
parlour_add_account_dialog_init (ParlourAddAccountDialog *self)
{
  self->name = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * parlour_add_account_dialog_new:
 * @accounts: where the new account goes
 * @host: (nullable): a server on this computer
 * @name: what to be called if nothing else is typed
 *
 * Returns: (transfer floating): a dialog that asks for an account
 */
AdwDialog *
parlour_add_account_dialog_new (ChatSessionList *accounts, ChatHost *host, const char *name)
{
  return g_object_new (PARLOUR_TYPE_ADD_ACCOUNT_DIALOG, "accounts", accounts, "host", host, "name",
                       name, NULL);
}

/**
 * parlour_add_account_dialog_get_entrance:
 * @self: a dialog
 *
 * Returns: (transfer none): the ways to an account
 */
ParlourEntrance *
parlour_add_account_dialog_get_entrance (ParlourAddAccountDialog *self)
{
  g_return_val_if_fail (PARLOUR_IS_ADD_ACCOUNT_DIALOG (self), NULL);

  return self->entrance;
}
