/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program: one instance, one window, all accounts, and what the command
 * line and the desktop can ask of it.
 *
 *      loading --> showing (an account, or the ways to one) --> closing
 *
 * What the command line asks for waits until it is known which accounts there
 * are.  When the window goes, the program stays until everything is on the disk,
 * but no longer than CLOSE_SECONDS.
 */
#include "parlour-application.h"

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "chat-host.h"
#include "chat-session-list.h"
#include "config.h"
#include "parlour-account-actions.h"
#include "parlour-address.h"
#include "parlour-errand.h"
#include "parlour-notifiers.h"
#include "parlour-places.h"
#include "parlour-problem.h"
#include "parlour-window.h"

#define CLOSE_SECONDS 5

struct _ParlourApplication {
  AdwApplication parent_instance;

  GSettings *settings;
  ChatSessionList *accounts;
  ChatHost *host;
  ParlourNotifiers *notifiers;
  ParlourWindow *window; /* NULL once it is closed */
  ParlourAccountActions *account_actions;

  gboolean loaded;        /* it is known which accounts there are */
  ParlourErrand *errand;  /* what the command line asks for, until it is done */
  GVariant *wanted;       /* the account and the room of a notification, until these are known */
  guint n_closing;        /* what is still being written */
  guint close_timeout_id; /* gives up waiting for it */
  guint terminated_id;
};

G_DEFINE_FINAL_TYPE (ParlourApplication, parlour_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "join", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Join the server at ADDRESS"), N_ ("ADDRESS") },
  { "name", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Be called NAME there"), N_ ("NAME") },
  { "room", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Open ROOM"), N_ ("ROOM") },
  { "host", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Host on this computer, and be called NAME"),
    N_ ("NAME") },
  { "version", 'v', 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
  { NULL },
};

/* What comes where somebody looks need not be told elsewhere. */
static void
update_watched (ParlourApplication *self)
{
  gboolean active = self->window != NULL && gtk_window_is_active (GTK_WINDOW (self->window));

  parlour_notifiers_set_watched (self->notifiers,
                                 active ? parlour_window_get_session (self->window) : NULL);
}

static void
ensure_window (ParlourApplication *self)
{
  if (self->window != NULL)
    return;

  g_set_weak_pointer (&self->window, parlour_window_new (GTK_APPLICATION (self), self->settings));
  g_clear_object (&self->account_actions);
  self->account_actions =
    parlour_account_actions_new (self->window, self->accounts, self->host, self->settings);
  g_object_set (self->window, "loading", !self->loaded, NULL);
  g_signal_connect_object (self->window, "notify::session", G_CALLBACK (update_watched), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->window, "notify::is-active", G_CALLBACK (update_watched), self,
                           G_CONNECT_SWAPPED);
  if (self->loaded)
    parlour_account_actions_show_some (self->account_actions);
}

/* --- what the command line asks for --------------------------------------------------- */

static void
open_room_named (ParlourApplication *self, ChatSession *session, const char *name)
{
  GListModel *rooms = G_LIST_MODEL (chat_session_get_rooms (session));

  if ((chat_session_get_capabilities (session) & CHAT_CAN_NAME_ROOMS) != 0) {
    parlour_window_open_room (self->window, chat_session_join_room (session, name));
    return;
  }

  for (guint i = 0; i < g_list_model_get_n_items (rooms); i++) {
    g_autoptr (ChatRoom) room = g_list_model_get_item (rooms, i);

    if (g_strcmp0 (chat_room_get_name (room), name) == 0) {
      parlour_window_open_room (self->window, room);
      break;
    }
  }
}

/* There is a person after all: everything that is known is filled in. */
static void
ask_person (ParlourApplication *self, ParlourErrand *errand)
{
  const char *address = parlour_errand_get_address (errand);
  ParlourEntrance *entrance = parlour_account_actions_enter (self->account_actions);

  g_object_set (entrance, "name", parlour_errand_get_name (errand), NULL);
  if (address != NULL)
    parlour_entrance_ask (entrance, address);
  else
    parlour_entrance_show_page (entrance, "host");
}

static void
complain (const GError *error)
{
  g_autofree char *problem = parlour_problem_describe (error);

  g_printerr ("parlour: %s\n", problem);
}

static void
did_run_errand (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ParlourApplication) self = user_data;
  g_autoptr (ParlourErrand) errand = PARLOUR_ERRAND (g_object_ref (source));
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatSession) session = parlour_errand_run_finish (errand, result, &error);
  const char *room = parlour_errand_get_room (errand);

  g_application_release (G_APPLICATION (self));
  if (error != NULL)
    complain (error);
  if (self->errand != errand || self->window == NULL)
    return;

  g_clear_object (&self->errand);
  g_object_set (self->window, "loading", FALSE, NULL);
  if (session == NULL) {
    ask_person (self, errand);
    return;
  }
  parlour_window_set_session (self->window, session);
  if (room != NULL)
    open_room_named (self, session, room);
}

static void
run_errand (ParlourApplication *self)
{
  g_object_set (self->window, "loading", TRUE, NULL);
  g_application_hold (G_APPLICATION (self));
  parlour_errand_run_async (self->errand, self->accounts, self->host, did_run_errand,
                            g_object_ref (self));
}

/* --- what a notification asks for ----------------------------------------------------- */

static void
open_wanted_room (ParlourApplication *self)
{
  g_autoptr (GVariant) wanted = g_steal_pointer (&self->wanted);
  const char *account = NULL;
  const char *room = NULL;
  ChatSession *session = NULL;

  if (wanted == NULL)
    return;

  g_variant_get (wanted, "(&s&s)", &account, &room);
  session = chat_session_list_find (self->accounts, account);
  if (session == NULL)
    return;

  parlour_window_set_session (self->window, session);
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.open-room", "s", room);
}

/* An account of an earlier version. */
static void
take_over (ParlourApplication *self)
{
  ChatSession *session = parlour_places_take_over (self->settings, self->accounts);

  if (session != NULL)
    chat_session_connect (session);
}

static void
did_load (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ParlourApplication) self = user_data;
  g_autoptr (GError) error = NULL;

  g_application_release (G_APPLICATION (self));
  if (!chat_session_list_load_finish (self->accounts, result, &error))
    g_message ("Not all accounts can be read: %s", error->message);
  if (self->settings == NULL)
    return; /* it ended meanwhile */

  self->loaded = TRUE;
  take_over (self);
  if (self->window == NULL)
    return;
  if (self->errand == NULL)
    parlour_account_actions_show_some (self->account_actions);
  g_object_set (self->window, "loading", FALSE, NULL);
  open_wanted_room (self);
  if (self->errand != NULL)
    run_errand (self);
}

/* --- actions -------------------------------------------------------------------------- */

static void
about_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourApplication *self = user_data;
  static const char *const developers[] = { "The Parlour developers", NULL };

  adw_show_about_dialog (GTK_WIDGET (self->window), "application-name", "Parlour",
                         "application-icon", APPLICATION_ID, "version", VERSION, "developer-name",
                         _ ("The Parlour developers"), "developers", developers, "license-type",
                         GTK_LICENSE_GPL_3_0, "comments",
                         _ ("Native chat for any Socket.IO server"), "translator-credits",
                         /* Translators: your names, one a line. */
                         _ ("translator-credits"), NULL);
}

static void
open_room_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourApplication *self = user_data;

  g_application_activate (G_APPLICATION (self));
  g_clear_pointer (&self->wanted, g_variant_unref);
  self->wanted = g_variant_ref (parameter);
  if (self->loaded)
    open_wanted_room (self);
}

static void
quit_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourApplication *self = user_data;

  /* Not closed like by hand: that would close a dialog that is open, and nothing else. */
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  else if (self->close_timeout_id == 0)
    g_application_quit (G_APPLICATION (self));
}

static void
add_actions (ParlourApplication *self)
{
  static const GActionEntry actions[] = {
    { .name = "about", .activate = about_activated_cb },
    { .name = "open-room", .activate = open_room_activated_cb, .parameter_type = "(ss)" },
    { .name = "quit", .activate = quit_activated_cb },
  };
  static const struct {
    const char *action;
    const char *accels[3];
  } shortcuts[] = {
    { "app.quit", { "<Control>q" } },
    { "window.close", { "<Control>w" } },
    { "win.show-help-overlay", { "<Control>question" } },
    { "win.search", { "<Control>k", "<Control>f" } },
    { "win.new-room", { "<Control>n" } },
    { "room.talk", { "<Control><Shift>n" } },
    { "win.toggle-members", { "F9" } },
    { "win.next-room", { "<Alt>Down", "<Control>Page_Down" } },
    { "win.previous-room", { "<Alt>Up", "<Control>Page_Up" } },
    { "win.next-unread-room", { "<Alt><Shift>Down", "<Control><Shift>Page_Down" } },
    { "win.previous-unread-room", { "<Alt><Shift>Up", "<Control><Shift>Page_Up" } },
  };

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  for (gsize i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (self), shortcuts[i].action,
                                           shortcuts[i].accels);
}

/* --- closing ----------------------------------------------------------------------------- */

static void
finish_closing (ParlourApplication *self)
{
  if (self->close_timeout_id == 0)
    return;

  g_clear_handle_id (&self->close_timeout_id, g_source_remove);
  g_application_quit (G_APPLICATION (self));
}

static void
close_timed_out_cb (gpointer data)
{
  ParlourApplication *self = data;

  g_warning ("Not everything could be written in time");
  self->close_timeout_id = 0;
  g_application_quit (G_APPLICATION (self));
}

static void
did_close (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ParlourApplication) self = user_data;

  if (--self->n_closing == 0)
    finish_closing (self);
}

/* The program goes with its window, when all is on the disk and the server on this computer has
 * ended, if it is not to stay. */
static void
parlour_application_window_removed (GtkApplication *application, GtkWindow *window)
{
  ParlourApplication *self = PARLOUR_APPLICATION (application);

  if (GTK_WIDGET (window) == GTK_WIDGET (self->window) && self->close_timeout_id == 0) {
    g_application_hold (G_APPLICATION (self));
    self->n_closing = 2;
    self->close_timeout_id = g_timeout_add_seconds_once (CLOSE_SECONDS, close_timed_out_cb, self);
    chat_session_list_close_async (self->accounts, did_close, g_object_ref (self));
    chat_host_close_async (self->host, did_close, g_object_ref (self));
  }

  GTK_APPLICATION_CLASS (parlour_application_parent_class)->window_removed (application, window);
}

static gboolean
terminated_cb (gpointer data)
{
  g_action_group_activate_action (data, "quit", NULL);

  return G_SOURCE_CONTINUE;
}

/* --- application ------------------------------------------------------------------------ */

static void
parlour_application_startup (GApplication *application)
{
  ParlourApplication *self = PARLOUR_APPLICATION (application);
  g_autoptr (ChatCredentials) credentials = chat_credentials_new ();

  G_APPLICATION_CLASS (parlour_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (APPLICATION_ID);
  self->settings = g_settings_new (APPLICATION_ID);
  self->host = chat_host_new (NULL, NULL);
  self->accounts = chat_session_list_new_with_host (NULL, credentials, self->host);
  self->notifiers = parlour_notifiers_new (application, G_LIST_MODEL (self->accounts));
  add_actions (self);
  self->terminated_id = g_unix_signal_add (SIGTERM, terminated_cb, self);

  chat_host_resume (self->host);
  g_application_hold (application);
  chat_session_list_load_async (self->accounts, did_load, g_object_ref (self));
}

static void
parlour_application_activate (GApplication *application)
{
  ParlourApplication *self = PARLOUR_APPLICATION (application);

  ensure_window (self);
  gtk_window_present (GTK_WINDOW (self->window));
}

/* What the command line asks for, or NULL and a sentence. */
static ParlourErrand *
read_errand (ParlourApplication *self, GVariantDict *dict, GError **error)
{
  const char *typed = NULL;
  const char *host = NULL;
  const char *name = NULL;
  const char *room = NULL;
  g_autofree char *address = NULL;
  g_autofree char *usual = NULL;

  g_variant_dict_lookup (dict, "join", "&s", &typed);
  g_variant_dict_lookup (dict, "host", "&s", &host);
  g_variant_dict_lookup (dict, "name", "&s", &name);
  g_variant_dict_lookup (dict, "room", "&s", &room);
  if (host != NULL)
    return parlour_errand_new_host (host, room);

  address = parlour_address_complete (typed, error);
  if (address == NULL)
    return NULL;

  usual = parlour_places_dup_name (self->settings);

  return parlour_errand_new_join (address, name != NULL ? name : usual, room);
}

static int
parlour_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  ParlourApplication *self = PARLOUR_APPLICATION (application);
  GVariantDict *dict = g_application_command_line_get_options_dict (command_line);
  g_autoptr (ParlourErrand) errand = NULL;
  g_autoptr (GError) error = NULL;

  if (g_variant_dict_contains (dict, "join") || g_variant_dict_contains (dict, "host")) {
    errand = read_errand (self, dict, &error);
    if (errand == NULL) {
      g_application_command_line_printerr (command_line, "%s\n", error->message);
      return 1;
    }
  }

  g_application_activate (application);
  if (errand != NULL && g_set_object (&self->errand, errand) && self->loaded)
    run_errand (self);

  return 0;
}

static int
parlour_application_handle_local_options (GApplication *application, GVariantDict *dict)
{
  if (!g_variant_dict_contains (dict, "version"))
    return -1;

  g_print ("Parlour %s\n", VERSION);

  return 0;
}

static void
parlour_application_shutdown (GApplication *application)
{
  ParlourApplication *self = PARLOUR_APPLICATION (application);

  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  g_clear_handle_id (&self->terminated_id, g_source_remove);
  g_clear_object (&self->notifiers);
  g_settings_sync ();

  G_APPLICATION_CLASS (parlour_application_parent_class)->shutdown (application);
}

static void
parlour_application_dispose (GObject *object)
{
  ParlourApplication *self = PARLOUR_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_pointer (&self->wanted, g_variant_unref);
  g_clear_object (&self->notifiers);
  g_clear_object (&self->errand);
  g_clear_object (&self->account_actions);
  g_clear_object (&self->accounts);
  g_clear_object (&self->host);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (parlour_application_parent_class)->dispose (object);
}

static void
parlour_application_class_init (ParlourApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parlour_application_dispose;
  application_class->startup = parlour_application_startup;
  application_class->activate = parlour_application_activate;
  application_class->command_line = parlour_application_command_line;
  application_class->handle_local_options = parlour_application_handle_local_options;
  application_class->shutdown = parlour_application_shutdown;
  GTK_APPLICATION_CLASS (klass)->window_removed = parlour_application_window_removed;
}

static void
parlour_application_init (ParlourApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _ ("Native chat for any Socket.IO server"));
}

/**
 * parlour_application_new:
 *
 * Returns: (transfer full): the program
 */
ParlourApplication *
parlour_application_new (void)
{
  return g_object_new (PARLOUR_TYPE_APPLICATION, "application-id", APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE, "resource-base-path",
                       "/chat/parlour/Parlour", NULL);
}
