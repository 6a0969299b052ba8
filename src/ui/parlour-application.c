/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program: one instance, one window, what the command line and the desktop
 * can ask of it.
 */
#include "parlour-application.h"

#include <glib/gi18n.h>

#include "config.h"
#include "parlour-address.h"
#include "parlour-notifier.h"
#include "parlour-saved-account.h"
#include "parlour-window.h"

struct _ParlourApplication {
  AdwApplication parent_instance;

  GSettings *settings;
  ParlourNotifier *notifier;
  ParlourWindow *window; /* NULL once it is closed */
};

G_DEFINE_FINAL_TYPE (ParlourApplication, parlour_application, ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { "join", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Join the server at ADDRESS"), N_ ("ADDRESS") },
  { "name", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Be called NAME there"), N_ ("NAME") },
  { "room", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Open ROOM"), N_ ("ROOM") },
  { "version", 'v', 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
  { NULL },
};

static void
start_session (ParlourApplication *self, ChatAccount *account)
{
  g_autoptr (ChatSession) session = chat_session_new (account);

  parlour_window_set_session (self->window, session);
  chat_session_connect (session);
}

static void
ensure_window (ParlourApplication *self)
{
  if (self->window != NULL)
    return;

  g_set_weak_pointer (&self->window, parlour_window_new (GTK_APPLICATION (self), self->settings));
  g_object_bind_property (self->window, "session", self->notifier, "session",
                          G_BINDING_SYNC_CREATE);
  g_object_bind_property (self->window, "is-active", self->notifier, "active",
                          G_BINDING_SYNC_CREATE);
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
  gtk_widget_activate_action_variant (GTK_WIDGET (self->window), "win.open-room", parameter);
}

static void
quit_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourApplication *self = user_data;

  /* Closed like by hand, so that everything that closing does is done. */
  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
  g_application_quit (G_APPLICATION (self));
}

static void
add_actions (ParlourApplication *self)
{
  static const GActionEntry actions[] = {
    { .name = "about", .activate = about_activated_cb },
    { .name = "open-room", .activate = open_room_activated_cb, .parameter_type = "s" },
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
    { "win.join-room", { "<Control>n" } },
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

/* --- application ------------------------------------------------------------------------ */

static void
parlour_application_startup (GApplication *application)
{
  ParlourApplication *self = PARLOUR_APPLICATION (application);

  G_APPLICATION_CLASS (parlour_application_parent_class)->startup (application);

  gtk_window_set_default_icon_name (APPLICATION_ID);
  self->settings = g_settings_new (APPLICATION_ID);
  self->notifier = parlour_notifier_new (application);
  add_actions (self);
}

static void
parlour_application_activate (GApplication *application)
{
  ParlourApplication *self = PARLOUR_APPLICATION (application);
  g_autoptr (ChatAccount) account = parlour_saved_account_load (self->settings);
  gboolean is_new = self->window == NULL;

  ensure_window (self);
  if (is_new && account != NULL)
    start_session (self, account);
  gtk_window_present (GTK_WINDOW (self->window));
}

/* What to be called where nothing was said about it. */
static char *
dup_usual_name (ParlourApplication *self)
{
  g_autofree char *last = g_settings_get_string (self->settings, "last-name");
  const char *real = g_get_real_name ();

  if (*last != '\0')
    return g_steal_pointer (&last);

  return g_strdup (g_str_equal (real, "Unknown") || *real == '\0' ? g_get_user_name () : real);
}

/* Whether the window is there already, under the same name if there is one. */
static gboolean
has_joined (ParlourApplication *self, const char *address, const char *name)
{
  ChatSession *session = parlour_window_get_session (self->window);
  ChatAccount *account = session != NULL ? chat_session_get_account (session) : NULL;

  return account != NULL && g_str_equal (chat_account_get_address (account), address) &&
         (name == NULL || g_str_equal (chat_account_get_name (account), name));
}

/* Straight into the conversation, as the command line says. */
static int
join (ParlourApplication *self, GApplicationCommandLine *command_line, GVariantDict *dict)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  const char *typed = NULL;
  const char *name = NULL;
  const char *room = NULL;

  g_variant_dict_lookup (dict, "join", "&s", &typed);
  g_variant_dict_lookup (dict, "name", "&s", &name);
  g_variant_dict_lookup (dict, "room", "&s", &room);
  address = parlour_address_complete (typed, &error);
  if (address == NULL) {
    g_application_command_line_printerr (command_line, "%s\n", error->message);
    return 1;
  }

  ensure_window (self);
  if (!has_joined (self, address, name)) {
    g_autofree char *usual = dup_usual_name (self);
    g_autoptr (ChatAccount)
      account = parlour_saved_account_make (self->settings, address, name != NULL ? name : usual);

    start_session (self, account);
  }
  if (room != NULL)
    parlour_window_open_room (self->window,
                              chat_session_join_room (parlour_window_get_session (self->window),
                                                      room));
  gtk_window_present (GTK_WINDOW (self->window));

  return 0;
}

static int
parlour_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  GVariantDict *dict = g_application_command_line_get_options_dict (command_line);

  if (g_variant_dict_contains (dict, "join"))
    return join (PARLOUR_APPLICATION (application), command_line, dict);

  g_application_activate (application);

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
  g_clear_object (&self->notifier);
  g_settings_sync ();

  G_APPLICATION_CLASS (parlour_application_parent_class)->shutdown (application);
}

static void
parlour_application_dispose (GObject *object)
{
  ParlourApplication *self = PARLOUR_APPLICATION (object);

  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->notifier);
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
