/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The server on this computer: whether it runs, who gets to it, and how.
 */
#include "parlour-host-dialog.h"

#include <glib/gi18n.h>

#include "parlour-problem.h"

struct _ParlourHostDialog {
  AdwDialog parent_instance;

  AdwToastOverlay *toasts;
  AdwPreferencesGroup *network;
  GtkWidget *name_row;
  GtkWidget *stays_row;
  GtkWidget *open_row;

  ChatHost *host;
  char *invite;
  GPtrArray *address_rows; /* GtkWidget, in the group of the network */
};

typedef enum {
  PROP_HOST = 1,
  PROP_INVITE,
} ParlourHostDialogProperty;

static GParamSpec *properties[PROP_INVITE + 1];

G_DEFINE_FINAL_TYPE (ParlourHostDialog, parlour_host_dialog, ADW_TYPE_DIALOG)

static void
show_name (ParlourHostDialog *self)
{
  const char *name = chat_host_get_name (self->host);
  const char *shown = name != NULL ? name : "";
  GtkEditable *row = GTK_EDITABLE (self->name_row);

  /* What is set counts as typed, and would have to be applied. */
  if (!g_str_equal (gtk_editable_get_text (row), shown))
    gtk_editable_set_text (row, shown);
}

/* --- called by the template: pure ------------------------------------------------------- */

static gboolean
has_text (ParlourHostDialog *self, const char *text)
{
  return text != NULL && *text != '\0';
}

static gboolean
is_running (ParlourHostDialog *self, ChatHostState state)
{
  return state == CHAT_HOST_RUNNING;
}

static gboolean
is_wanted (ParlourHostDialog *self, ChatHostState state)
{
  return state == CHAT_HOST_RUNNING || state == CHAT_HOST_STARTING;
}

static gboolean
is_unwanted (ParlourHostDialog *self, ChatHostState state)
{
  return !is_wanted (self, state);
}

static char *
state_words (ParlourHostDialog *self, ChatHostState state, const GError *error)
{
  switch (state) {
  case CHAT_HOST_STOPPED:
    return g_strdup (_ ("Not running: nobody can connect"));
  case CHAT_HOST_STARTING:
    return g_strdup (_ ("Starting…"));
  case CHAT_HOST_RUNNING:
    return g_strdup (_ ("Running"));
  case CHAT_HOST_STOPPING:
    /* Translators: a server is being ended. */
    return g_strdup (_ ("Stopping…"));
  case CHAT_HOST_FAILED:
    break;
  }

  return error != NULL ? parlour_problem_describe (error) : g_strdup (_ ("It ended by itself"));
}

static char *
invite_words (ParlourHostDialog *self, const char *invite)
{
  return g_strdup (has_text (self, invite) ? invite : _ ("Lets people make an account here"));
}

/* What has no name keeps the one that it had. */
static void
name_applied_cb (ParlourHostDialog *self)
{
  g_autofree char *name =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));

  if (*name != '\0')
    chat_host_set_name (self->host, name);
  show_name (self);
}

/* --- addresses ----------------------------------------------------------------------------- */

static void
add_address (ParlourHostDialog *self, const char *address)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Address for others"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), address);
  adw_action_row_set_subtitle_selectable (ADW_ACTION_ROW (row), TRUE);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, _ ("Copy Address"));
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "host.copy");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", address);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (self->network, row);
  g_ptr_array_add (self->address_rows, row);
}

static void
show_addresses (ParlourHostDialog *self)
{
  const char *const *addresses = chat_host_get_lan_addresses (self->host);

  for (guint i = 0; i < self->address_rows->len; i++)
    adw_preferences_group_remove (self->network, g_ptr_array_index (self->address_rows, i));
  g_ptr_array_set_size (self->address_rows, 0);
  for (gsize i = 0; addresses != NULL && addresses[i] != NULL; i++)
    add_address (self, addresses[i]);
}

/* --- actions --------------------------------------------------------------------------------- */

static void
say (ParlourHostDialog *self, const char *words)
{
  AdwToast *toast = adw_toast_new (words);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
say_problem (ParlourHostDialog *self, const GError *error)
{
  g_autofree char *problem = parlour_problem_describe (error);

  say (self, problem);
}

static void
copy (ParlourHostDialog *self, const char *text)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  say (self, _ ("Copied"));
}

static void
copy_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  copy (PARLOUR_HOST_DIALOG (widget), g_variant_get_string (parameter, NULL));
}

static void
copy_address_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourHostDialog *self = PARLOUR_HOST_DIALOG (widget);

  if (chat_host_get_address (self->host) != NULL)
    copy (self, chat_host_get_address (self->host));
}

static void
copy_invite_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourHostDialog *self = PARLOUR_HOST_DIALOG (widget);

  if (self->invite != NULL)
    copy (self, self->invite);
}

static void
did_invite (GObject *host, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ParlourHostDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *invite = chat_host_invite_finish (CHAT_HOST (host), result, &error);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "host.invite", TRUE);
  if (invite == NULL)
    say_problem (self, error);
  else if (g_set_str (&self->invite, invite))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INVITE]);
}

static void
invite_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_widget_action_set_enabled (widget, "host.invite", FALSE);
  chat_host_invite_async (PARLOUR_HOST_DIALOG (widget)->host, NULL, did_invite,
                          g_object_ref (widget));
}

static void
start_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  chat_host_start (PARLOUR_HOST_DIALOG (widget)->host);
}

static void
stop_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  chat_host_stop_async (PARLOUR_HOST_DIALOG (widget)->host, NULL, NULL);
}

/* ------------------------------------------------------------------------------------------------
 */

static void
parlour_host_dialog_get_property (GObject *object,
                                  guint property_id,
                                  GValue *value,
                                  GParamSpec *pspec)
{
  ParlourHostDialog *self = PARLOUR_HOST_DIALOG (object);

  switch ((ParlourHostDialogProperty) property_id) {
  case PROP_HOST:
    g_value_set_object (value, self->host);
    break;
  case PROP_INVITE:
    g_value_set_string (value, self->invite);
    break;
  }
}

static void
parlour_host_dialog_set_property (GObject *object,
                                  guint property_id,
                                  const GValue *value,
                                  GParamSpec *pspec)
{
  switch ((ParlourHostDialogProperty) property_id) {
  case PROP_HOST:
    PARLOUR_HOST_DIALOG (object)->host = g_value_dup_object (value);
    break;
  case PROP_INVITE:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_host_dialog_constructed (GObject *object)
{
  ParlourHostDialog *self = PARLOUR_HOST_DIALOG (object);

  G_OBJECT_CLASS (parlour_host_dialog_parent_class)->constructed (object);

  g_signal_connect_object (self->host, "notify::name", G_CALLBACK (show_name), self,
                           G_CONNECT_SWAPPED);
  show_name (self);
  g_object_bind_property (self->host, "stays", self->stays_row, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_object_bind_property (self->host, "open-to-network", self->open_row, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  g_signal_connect_object (self->host, "notify::lan-addresses", G_CALLBACK (show_addresses), self,
                           G_CONNECT_SWAPPED);
  show_addresses (self);
}

static void
parlour_host_dialog_dispose (GObject *object)
{
  ParlourHostDialog *self = PARLOUR_HOST_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_HOST_DIALOG);
  g_clear_object (&self->host);

  G_OBJECT_CLASS (parlour_host_dialog_parent_class)->dispose (object);
}

static void
parlour_host_dialog_finalize (GObject *object)
{
  ParlourHostDialog *self = PARLOUR_HOST_DIALOG (object);

  g_free (self->invite);
  g_ptr_array_unref (self->address_rows);

  G_OBJECT_CLASS (parlour_host_dialog_parent_class)->finalize (object);
}

static void
parlour_host_dialog_class_init (ParlourHostDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_host_dialog_get_property;
  object_class->set_property = parlour_host_dialog_set_property;
  object_class->constructed = parlour_host_dialog_constructed;
  object_class->dispose = parlour_host_dialog_dispose;
  object_class->finalize = parlour_host_dialog_finalize;

  properties[PROP_HOST] =
    g_param_spec_object ("host", NULL, NULL, CHAT_TYPE_HOST,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_INVITE] =
    g_param_spec_string ("invite", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-host-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourHostDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, ParlourHostDialog, network);
  gtk_widget_class_bind_template_child (widget_class, ParlourHostDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, ParlourHostDialog, stays_row);
  gtk_widget_class_bind_template_child (widget_class, ParlourHostDialog, open_row);
  gtk_widget_class_bind_template_callback (widget_class, has_text);
  gtk_widget_class_bind_template_callback (widget_class, is_running);
  gtk_widget_class_bind_template_callback (widget_class, is_wanted);
  gtk_widget_class_bind_template_callback (widget_class, is_unwanted);
  gtk_widget_class_bind_template_callback (widget_class, state_words);
  gtk_widget_class_bind_template_callback (widget_class, invite_words);
  gtk_widget_class_bind_template_callback (widget_class, name_applied_cb);
  gtk_widget_class_install_action (widget_class, "host.copy", "s", copy_activated_cb);
  gtk_widget_class_install_action (widget_class, "host.copy-address", NULL,
                                   copy_address_activated_cb);
  gtk_widget_class_install_action (widget_class, "host.copy-invite", NULL,
                                   copy_invite_activated_cb);
  gtk_widget_class_install_action (widget_class, "host.invite", NULL, invite_activated_cb);
  gtk_widget_class_install_action (widget_class, "host.start", NULL, start_activated_cb);
  gtk_widget_class_install_action (widget_class, "host.stop", NULL, stop_activated_cb);
}

static void
parlour_host_dialog_init (ParlourHostDialog *self)
{
  self->address_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * parlour_host_dialog_new:
 * @host: a server on this computer
 *
 * Returns: (transfer floating): a dialog to look after it
 */
AdwDialog *
parlour_host_dialog_new (ChatHost *host)
{
  return g_object_new (PARLOUR_TYPE_HOST_DIALOG, "host", host, NULL);
}
