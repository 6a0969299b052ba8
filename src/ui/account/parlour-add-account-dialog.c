/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ways to another account, for somebody who has one.
 */
#include "parlour-add-account-dialog.h"

struct _ParlourAddAccountDialog {
  AdwDialog parent_instance;

  ParlourEntrance *entrance;
};

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
parlour_add_account_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARLOUR_TYPE_ADD_ACCOUNT_DIALOG);

  G_OBJECT_CLASS (parlour_add_account_dialog_parent_class)->dispose (object);
}

static void
parlour_add_account_dialog_class_init (ParlourAddAccountDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parlour_add_account_dialog_dispose;

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
  ParlourAddAccountDialog *self = g_object_new (PARLOUR_TYPE_ADD_ACCOUNT_DIALOG, NULL);

  g_object_set (self->entrance, "accounts", accounts, "host", host, "name", name, NULL);
  return ADW_DIALOG (self);
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
