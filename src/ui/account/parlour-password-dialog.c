/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Asks for the password of an account whose server does not know this device
 * any more, and goes once it lets it in.
 */
#include "parlour-password-dialog.h"

#include <glib/gi18n.h>

#include "parlour-sign-in-form.h"
#include "parlour-sign-in.h"
#include "parlour-text.h"

struct _ParlourPasswordDialog {
  AdwDialog parent_instance;

  ParlourSignInForm *form;

  ChatSession *session;
  GCancellable *waiting; /* while one is on the way in */
};

typedef enum {
  PROP_SESSION = 1,
  PROP_BUSY,
} ParlourPasswordDialogProperty;

static GParamSpec *properties[PROP_BUSY + 1];

G_DEFINE_FINAL_TYPE (ParlourPasswordDialog, parlour_password_dialog, ADW_TYPE_DIALOG)

/* --- called by the template ------------------------------------------------------------- */

static char *
question (ParlourPasswordDialog *self, const char *name, const char *title)
{
  g_autofree char *isolated_name = parlour_text_isolate (name);
  g_autofree char *isolated_title = parlour_text_isolate (title);

  /* Translators: the first %s is the name of a person, the second that of a server. */
  return g_strdup_printf (_ ("The password of %s at %s"), isolated_name, isolated_title);
}

static void
submitted_cb (ParlourPasswordDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "password.submit", NULL);
}

/* ------------------------------------------------------------------------------------------- */

static void
set_waiting (ParlourPasswordDialog *self, GCancellable *waiting)
{
  g_set_object (&self->waiting, waiting);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "password.submit", waiting == NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
did_sign_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ParlourPasswordDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatSession) session = parlour_sign_in_finish (result, &error);

  if (self->waiting == NULL)
    return;

  set_waiting (self, NULL);
  if (session != NULL)
    adw_dialog_close (ADW_DIALOG (self));
  else
    parlour_sign_in_form_blame (self->form, error);
}

static void
submit_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourPasswordDialog *self = PARLOUR_PASSWORD_DIALOG (widget);
  g_autoptr (GCancellable) cancellable = NULL;
  g_autofree char *password = NULL;

  if (!parlour_sign_in_form_check (self->form))
    return;

  cancellable = g_cancellable_new ();
  password = parlour_sign_in_form_dup_password (self->form);
  set_waiting (self, cancellable);
  parlour_sign_in_again_async (self->session, password, cancellable, did_sign_in,
                               g_object_ref (self));
}

static void
parlour_password_dialog_closed (AdwDialog *dialog)
{
  ParlourPasswordDialog *self = PARLOUR_PASSWORD_DIALOG (dialog);
  g_autoptr (GCancellable) waiting = g_steal_pointer (&self->waiting);

  g_cancellable_cancel (waiting);
}

static void
parlour_password_dialog_get_property (GObject *object,
                                      guint property_id,
                                      GValue *value,
                                      GParamSpec *pspec)
{
  ParlourPasswordDialog *self = PARLOUR_PASSWORD_DIALOG (object);

  switch ((ParlourPasswordDialogProperty) property_id) {
  case PROP_SESSION:
    g_value_set_object (value, self->session);
    break;
  case PROP_BUSY:
    g_value_set_boolean (value, self->waiting != NULL);
    break;
  }
}

static void
parlour_password_dialog_set_property (GObject *object,
                                      guint property_id,
                                      const GValue *value,
                                      GParamSpec *pspec)
{
  switch ((ParlourPasswordDialogProperty) property_id) {
  case PROP_SESSION:
    PARLOUR_PASSWORD_DIALOG (object)->session = g_value_dup_object (value);
    break;
  case PROP_BUSY:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_password_dialog_dispose (GObject *object)
{
  ParlourPasswordDialog *self = PARLOUR_PASSWORD_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_PASSWORD_DIALOG);
  g_clear_object (&self->session);
  g_clear_object (&self->waiting);

  G_OBJECT_CLASS (parlour_password_dialog_parent_class)->dispose (object);
}

static void
parlour_password_dialog_class_init (ParlourPasswordDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_password_dialog_get_property;
  object_class->set_property = parlour_password_dialog_set_property;
  object_class->dispose = parlour_password_dialog_dispose;
  ADW_DIALOG_CLASS (klass)->closed = parlour_password_dialog_closed;

  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, CHAT_TYPE_SESSION,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_BUSY] =
    g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (PARLOUR_TYPE_SIGN_IN_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-password-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourPasswordDialog, form);
  gtk_widget_class_bind_template_callback (widget_class, question);
  gtk_widget_class_bind_template_callback (widget_class, submitted_cb);
  gtk_widget_class_install_action (widget_class, "password.submit", NULL, submit_activated_cb);
}

static void
parlour_password_dialog_init (ParlourPasswordDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  adw_dialog_set_focus (ADW_DIALOG (self), GTK_WIDGET (self->form));
}

/**
 * parlour_password_dialog_new:
 * @session: an account
 *
 * Returns: (transfer floating): a dialog that gets it in again
 */
AdwDialog *
parlour_password_dialog_new (ChatSession *session)
{
  return g_object_new (PARLOUR_TYPE_PASSWORD_DIALOG, "session", session, NULL);
}
