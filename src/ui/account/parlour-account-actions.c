/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be done with accounts from a window, and which of them it shows: the
 * one of last time, the one that was chosen or added, and another one when that
 * is gone.
 */
#include "parlour-account-actions.h"

#include "parlour-add-account-dialog.h"
#include "parlour-host-dialog.h"
#include "parlour-places.h"
#include "parlour-sign-out-dialog.h"

struct _ParlourAccountActions {
  GObject parent_instance;

  ParlourWindow *window; /* weak */
  ChatSessionList *accounts;
  ChatHost *host;
  GSettings *settings;
  GSimpleActionGroup *group;
};

G_DEFINE_FINAL_TYPE (ParlourAccountActions, parlour_account_actions, G_TYPE_OBJECT)

static ChatSession *
get_session (ParlourAccountActions *self)
{
  return self->window != NULL ? parlour_window_get_session (self->window) : NULL;
}

static void
set_enabled (ParlourAccountActions *self, const char *action, gboolean enabled)
{
  GAction *found = g_action_map_lookup_action (G_ACTION_MAP (self->group), action);

  g_simple_action_set_enabled (G_SIMPLE_ACTION (found), enabled);
}

/* Whoever signs in where nothing keeps it is told so once; the server of this computer lets one in
 * all the same. */
static void
update_notice (ParlourAccountActions *self)
{
  ChatCredentials *credentials = chat_session_list_get_credentials (self->accounts);
  ChatSession *session = get_session (self);
  ChatAccount *account = session != NULL ? chat_session_get_account (session) : NULL;
  gboolean forgetful = FALSE;

  if (self->window == NULL)
    return;

  if (account != NULL && !chat_credentials_get_is_lasting (credentials) &&
      !g_settings_get_boolean (self->settings, "told-of-keyring"))
    forgetful = g_str_equal (chat_account_get_dialect (account), "native") &&
                !chat_account_get_hosted (account);
  g_object_set (self->window, "forgetful", forgetful, NULL);
}

static void
session_shown_cb (ParlourAccountActions *self)
{
  ChatSession *session = get_session (self);
  ChatAccount *account = session != NULL ? chat_session_get_account (session) : NULL;

  if (account != NULL) {
    g_settings_set_string (self->settings, "last-account", chat_account_get_id (account));
    g_settings_set_string (self->settings, "last-name", chat_account_get_name (account));
  }
  set_enabled (self, "sign-out", account != NULL);
  update_notice (self);
}

static void
accounts_changed_cb (ParlourAccountActions *self)
{
  GListModel *accounts = G_LIST_MODEL (self->accounts);
  ChatSession *shown = get_session (self);
  gboolean is_there = shown == NULL;

  for (guint i = 0; i < g_list_model_get_n_items (accounts); i++) {
    g_autoptr (ChatSession) session = g_list_model_get_item (accounts, i);

    is_there = is_there || session == shown;
  }
  if (!is_there)
    parlour_account_actions_show_some (self);
}

/* --- actions ----------------------------------------------------------------------------- */

static void
added_cb (ParlourAccountActions *self, ChatSession *session)
{
  if (self->window != NULL)
    parlour_window_set_session (self->window, session);
}

static void
add_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourAccountActions *self = user_data;

  if (get_session (self) != NULL)
    parlour_account_actions_enter (self);
}

static void
dismiss_notice_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourAccountActions *self = user_data;

  g_settings_set_boolean (self->settings, "told-of-keyring", TRUE);
  update_notice (self);
}

static void
host_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourAccountActions *self = user_data;

  if (self->window != NULL)
    adw_dialog_present (parlour_host_dialog_new (self->host), GTK_WIDGET (self->window));
}

static void
show_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourAccountActions *self = user_data;
  ChatSession *session =
    chat_session_list_find (self->accounts, g_variant_get_string (parameter, NULL));

  if (session != NULL && self->window != NULL)
    parlour_window_set_session (self->window, session);
}

/* The program does not end before the server has heard of it. */
static void
did_remove (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GApplication) application = user_data;
  g_autoptr (GError) error = NULL;

  if (!chat_session_list_remove_finish (CHAT_SESSION_LIST (source), result, &error))
    g_message ("The account cannot be taken away as a whole: %s", error->message);
  g_application_release (application);
}

static void
sign_out_answered_cb (ParlourAccountActions *self, const char *response, AdwDialog *dialog)
{
  ChatSession *session = g_object_get_data (G_OBJECT (dialog), "session");
  GtkApplication *application = NULL;

  if (!g_str_equal (response, "sign-out") || self->window == NULL)
    return;

  application = gtk_window_get_application (GTK_WINDOW (self->window));
  g_application_hold (G_APPLICATION (application));
  parlour_places_forget (self->settings, chat_session_get_account (session));
  chat_session_list_remove_async (self->accounts, session, did_remove, g_object_ref (application));
}

static void
sign_out_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourAccountActions *self = user_data;
  ChatSession *session = get_session (self);
  AdwDialog *dialog = NULL;

  if (session == NULL)
    return;

  dialog = parlour_sign_out_dialog_new (session);
  g_object_set_data_full (G_OBJECT (dialog), "session", g_object_ref (session), g_object_unref);
  g_signal_connect_object (dialog, "response", G_CALLBACK (sign_out_answered_cb), self,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self->window));
}

/* ------------------------------------------------------------------------------------------ */

static void
parlour_account_actions_dispose (GObject *object)
{
  ParlourAccountActions *self = PARLOUR_ACCOUNT_ACTIONS (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->accounts);
  g_clear_object (&self->host);
  g_clear_object (&self->settings);
  g_clear_object (&self->group);

  G_OBJECT_CLASS (parlour_account_actions_parent_class)->dispose (object);
}

static void
parlour_account_actions_class_init (ParlourAccountActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parlour_account_actions_dispose;
}

static void
parlour_account_actions_init (ParlourAccountActions *self)
{
  static const GActionEntry actions[] = {
    { .name = "add", .activate = add_activated_cb },
    { .name = "dismiss-notice", .activate = dismiss_notice_activated_cb },
    { .name = "host", .activate = host_activated_cb },
    { .name = "show", .activate = show_activated_cb, .parameter_type = "s" },
    { .name = "sign-out", .activate = sign_out_activated_cb },
  };

  self->group = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->group), actions, G_N_ELEMENTS (actions),
                                   self);
}

/**
 * parlour_account_actions_new:
 * @window: a window
 * @accounts: all accounts
 * @host: the server on this computer
 * @settings: the settings of the program
 *
 * Gives a window the actions of the group "account", and lets it choose from the accounts.
 */
ParlourAccountActions *
parlour_account_actions_new (ParlourWindow *window,
                             ChatSessionList *accounts,
                             ChatHost *host,
                             GSettings *settings)
{
  ParlourAccountActions *self = NULL;
  g_autofree char *name = NULL;

  g_return_val_if_fail (PARLOUR_IS_WINDOW (window), NULL);
  g_return_val_if_fail (CHAT_IS_SESSION_LIST (accounts), NULL);
  g_return_val_if_fail (CHAT_IS_HOST (host), NULL);

  self = g_object_new (PARLOUR_TYPE_ACCOUNT_ACTIONS, NULL);
  g_set_weak_pointer (&self->window, window);
  self->accounts = g_object_ref (accounts);
  self->host = g_object_ref (host);
  self->settings = g_object_ref (settings);
  gtk_widget_insert_action_group (GTK_WIDGET (window), "account", G_ACTION_GROUP (self->group));

  name = parlour_places_dup_name (settings);
  g_object_set (window, "accounts", accounts, "host", host, NULL);
  g_object_set (parlour_window_get_entrance (window), "name", name, NULL);
  g_signal_connect_object (window, "notify::session", G_CALLBACK (session_shown_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (accounts_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (chat_session_list_get_credentials (accounts), "notify::is-lasting",
                           G_CALLBACK (update_notice), self, G_CONNECT_SWAPPED);
  set_enabled (self, "host", chat_host_get_is_available (host));
  session_shown_cb (self);

  return self;
}

/**
 * parlour_account_actions_show_some:
 * @self: the actions of a window
 *
 * Shows the account of last time, or else the oldest, or else none.
 */
void
parlour_account_actions_show_some (ParlourAccountActions *self)
{
  g_autofree char *last = NULL;
  g_autoptr (ChatSession) oldest = NULL;
  ChatSession *session = NULL;

  g_return_if_fail (PARLOUR_IS_ACCOUNT_ACTIONS (self));

  last = g_settings_get_string (self->settings, "last-account");
  oldest = g_list_model_get_item (G_LIST_MODEL (self->accounts), 0);
  session = chat_session_list_find (self->accounts, last);
  if (self->window != NULL)
    parlour_window_set_session (self->window, session != NULL ? session : oldest);
}

/**
 * parlour_account_actions_enter:
 * @self: the actions of a window
 *
 * Shows the ways to an account: in the window if it has nothing else to show, in a dialog
 * otherwise.
 *
 * Returns: (transfer none): them
 */
ParlourEntrance *
parlour_account_actions_enter (ParlourAccountActions *self)
{
  g_autofree char *name = NULL;
  AdwDialog *dialog = NULL;

  g_return_val_if_fail (PARLOUR_IS_ACCOUNT_ACTIONS (self), NULL);
  g_return_val_if_fail (self->window != NULL, NULL);

  if (get_session (self) == NULL)
    return parlour_window_get_entrance (self->window);

  name = parlour_places_dup_name (self->settings);
  dialog = parlour_add_account_dialog_new (self->accounts, self->host, name);
  g_signal_connect_object (dialog, "entered", G_CALLBACK (added_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, GTK_WIDGET (self->window));

  return parlour_add_account_dialog_get_entrance (PARLOUR_ADD_ACCOUNT_DIALOG (dialog));
}
