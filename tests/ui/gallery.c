/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gallery FOLDER [NAME]: writes pictures of the window for people to look at, in
 * the sizes, schemes and directions in which it has to be right; with a NAME only
 * those that are called like it.
 */
#include "config.h"
#include "parlour-account-switcher.h"
#include "parlour-composer.h"
#include "parlour-host-dialog.h"
#include "parlour-join-page.h"
#include "parlour-message-list.h"
#include "parlour-password-dialog.h"
#include "parlour-readers-dialog.h"
#include "parlour-sign-in-form.h"
#include "parlour-sign-out-dialog.h"
#include "parlour-window.h"
#include "test-frames.h"
#include "test-studio.h"

typedef struct {
  const char *name;
  int width;
  int height;
  const char *page; /* NULL for the conversation */
  AdwColorScheme scheme;
  gboolean members;
  gboolean mirrored;
  int text_percent;
  const char *room; /* NULL for General */
} Picture;

static const Picture pictures[] = {
  { "main", 1190, 750, NULL, ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "members-dark", 1190, 750, NULL, ADW_COLOR_SCHEME_FORCE_DARK, TRUE, FALSE },
  { "medium", 700, 600, NULL, ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "narrow", 370, 710, NULL, ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "rooms", 370, 710, "rooms", ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "right-to-left", 1190, 750, NULL, ADW_COLOR_SCHEME_FORCE_LIGHT, TRUE, TRUE },
  { "large-text", 1190, 750, NULL, ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE, 200 },
  { "large-text-narrow", 370, 710, NULL, ADW_COLOR_SCHEME_FORCE_DARK, FALSE, FALSE, 200 },
  { "welcome", 1110, 710, "welcome", ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "welcome-small", 360, 294, "welcome", ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "join", 1110, 710, "join", ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "sign-in", 1110, 710, "sign-in", ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "sign-in-problems", 360, 640, "sign-in-problems", ADW_COLOR_SCHEME_FORCE_DARK, FALSE, FALSE },
  { "sign-in-right-to-left", 700, 600, "sign-in-problems", ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE,
    TRUE },
  { "host", 1110, 710, "host", ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "host-large-text", 360, 640, "host", ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE, 200 },
  { "accounts", 1110, 710, "accounts", ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "accounts-narrow", 360, 640, "accounts", ADW_COLOR_SCHEME_FORCE_DARK, FALSE, FALSE },
  { "hosting", 1110, 710, "hosting", ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "hosting-narrow", 360, 640, "hosting", ADW_COLOR_SCHEME_FORCE_DARK, FALSE, FALSE },
  { "password", 1110, 710, "password", ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "sign-out", 360, 640, "sign-out", ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "design", 1190, 900, NULL, ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE, 100, "Design" },
  { "design-dark", 700, 900, NULL, ADW_COLOR_SCHEME_FORCE_DARK, FALSE, FALSE, 100, "Design" },
  { "design-narrow", 360, 900, NULL, ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, TRUE, 100, "Design" },
  { "message-bar", 1190, 750, "message-bar", ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "message-bar-dark", 360, 720, "message-bar", ADW_COLOR_SCHEME_FORCE_DARK, FALSE, FALSE },
  { "message-bar-right-to-left", 700, 600, "message-bar", ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE,
    TRUE },
  { "message-menu", 700, 600, "message-menu", ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "readers", 1190, 750, "readers", ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "readers-narrow", 360, 640, "readers", ADW_COLOR_SCHEME_FORCE_DARK, FALSE, FALSE },
  { "small", 360, 294, NULL, ADW_COLOR_SCHEME_FORCE_DARK, FALSE, FALSE },
};

static void
save (GtkWidget *window, const char *file)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (window),
                          gtk_widget_get_height (window));
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  gdk_texture_save_to_png (texture, file);
}

/* Up to the door of a server, and maybe in vain. */
static void
show_sign_in (ParlourWindow *window, gboolean problems)
{
  static const char *const features[] = { "invites", "guests", NULL };
  ParlourEntrance *entrance = parlour_window_get_entrance (window);
  const ChatServerInfo info = {
    .name = (char *) "Riverside Studio",
    .dialect = "native",
    .features = (char **) features,
  };
  GtkWidget *join = NULL;
  GtkWidget *form = NULL;
  g_autoptr (GError) error = NULL;

  parlour_entrance_show_page (entrance, "join");
  test_await_frames (GTK_WIDGET (window), 5);
  join = test_find_type (GTK_WIDGET (entrance), PARLOUR_TYPE_JOIN_PAGE);
  g_object_set (entrance, "name", "Noor Haddad", NULL);
  g_signal_emit_by_name (join, "found", "https://riverside.example.org", &info);
  test_await_frames (GTK_WIDGET (window), 5);
  if (!problems)
    return;

  form =
    gtk_widget_get_ancestor (gtk_window_get_focus (GTK_WINDOW (window)), PARLOUR_TYPE_SIGN_IN_FORM);
  g_object_set (form, "mode", PARLOUR_SIGN_IN_NEWCOMER, NULL);
  parlour_sign_in_form_check (PARLOUR_SIGN_IN_FORM (form));
  g_object_set (form, "problem",
                "The server cannot be reached. Is the address right, and is the "
                "server running?",
                NULL);
}

static void
show_accounts (ParlourWindow *window)
{
  static const char *const titles[] = { "Riverside Studio", "Allotment Society" };
  g_autoptr (GListStore) accounts = g_list_store_new (CHAT_TYPE_SESSION);
  GtkWidget *switcher = NULL;

  g_list_store_append (accounts, parlour_window_get_session (window));
  for (gsize i = 1; i < G_N_ELEMENTS (titles); i++) {
    g_autoptr (ChatSession) session = test_studio_new ();

    chat_account_set_title (chat_session_get_account (session), titles[i]);
    g_list_store_append (accounts, session);
  }
  switcher = test_find_type (GTK_WIDGET (window), PARLOUR_TYPE_ACCOUNT_SWITCHER);
  g_object_set (switcher, "accounts", accounts, NULL);
  gtk_menu_button_popup (GTK_MENU_BUTTON (gtk_widget_get_first_child (switcher)));
}

/* --- what can be done with messages --------------------------------------------------- */

static GtkWidget *
find_last_row (GtkWidget *list, ChatRoom *room)
{
  guint n_messages = g_list_model_get_n_items (G_LIST_MODEL (chat_room_get_timeline (room)));

  return parlour_message_list_get_row (PARLOUR_MESSAGE_LIST (list), n_messages - 1);
}

/* As if the pointer were there. */
static void
hover (GtkWidget *row)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (row);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++) {
    g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

    if (GTK_IS_EVENT_CONTROLLER_MOTION (controller))
      g_signal_emit_by_name (controller, "enter", 1.0, 1.0);
  }
}

static void
show_readers (ParlourWindow *window, ChatSession *session, ChatRoom *room)
{
  GListModel *people = G_LIST_MODEL (chat_room_get_members (room));
  ChatMessage *message = test_studio_say (session, "General", NULL, "Who is coming?", 0);

  chat_room_place (room, message, 1);
  for (guint i = 0; i < g_list_model_get_n_items (people); i++) {
    g_autoptr (ChatUser) user = g_list_model_get_item (people, i);
    const ChatMember member = { user, CHAT_ROLE_MEMBER, 0, i < 7, i < 4, 0 };

    chat_room_set_member (room, &member);
  }
  adw_dialog_present (parlour_readers_dialog_new (room, message), GTK_WIDGET (window));
}

static void
show_messages (ParlourWindow *window, const char *page, ChatSession *session)
{
  ChatRoom *room = test_studio_get_room (session, "General");
  GtkWidget *list = test_find_type (GTK_WIDGET (window), PARLOUR_TYPE_MESSAGE_LIST);
  GtkWidget *composer = test_find_type (GTK_WIDGET (window), PARLOUR_TYPE_COMPOSER);
  g_autofree char *path = test_studio_paint (640, 360);
  g_autoptr (ChatFile) picture = chat_file_new_local (path, "sunset.png", "image/png", 4711);
  g_autoptr (ChatFile)
    report = chat_file_new_local (path, "Quarterly report.pdf", "application/pdf", 2400000);
  g_autoptr (ChatFile) gone = chat_file_new_local ("/gone", "Plan.odt", "text/plain", 12000);
  ChatMessage *failed = NULL;

  chat_file_fail (gone, "The file is not there any more");
  parlour_window_open_room (window, room);
  test_await_frames (GTK_WIDGET (window), 3);
  parlour_message_list_set_powers (PARLOUR_MESSAGE_LIST (list), ~0u);
  if (g_str_equal (page, "readers")) {
    show_readers (window, session, room);
    return;
  }

  failed = chat_session_send_text (session, room, "and this did not go");
  chat_timeline_fail (chat_room_get_timeline (room), failed, "too long");
  chat_draft_set_text (chat_room_get_draft (room), "");
  g_object_set (composer, "attaches", TRUE, "max-text", 60, NULL);
  parlour_composer_reply (PARLOUR_COMPOSER (composer),
                          test_studio_say (session, "General", "Wen Li", "How does it look?", 0));
  g_list_store_append (chat_draft_get_files (chat_room_get_draft (room)), picture);
  g_list_store_append (chat_draft_get_files (chat_room_get_draft (room)), report);
  g_list_store_append (chat_draft_get_files (chat_room_get_draft (room)), gone);
  test_await_frames (GTK_WIDGET (window), 3);
  hover (find_last_row (list, room));
  if (g_str_equal (page, "message-menu"))
    gtk_widget_activate_action (find_last_row (list, room), "message.menu", NULL);
}

static void
show_page (ParlourWindow *window, const char *page, ChatSession *session, ChatHost *host)
{
  if (g_str_has_prefix (page, "sign-in"))
    show_sign_in (window, g_str_equal (page, "sign-in-problems"));
  else if (g_str_equal (page, "join") || g_str_equal (page, "host"))
    parlour_entrance_show_page (parlour_window_get_entrance (window), page);
  else if (!g_str_equal (page, "welcome"))
    parlour_window_set_session (window, session);

  test_await_frames (GTK_WIDGET (window), 5);
  if (g_str_equal (page, "accounts"))
    show_accounts (window);
  else if (g_str_has_prefix (page, "message-") || g_str_equal (page, "readers"))
    show_messages (window, page, session);
  else if (g_str_equal (page, "hosting"))
    adw_dialog_present (parlour_host_dialog_new (host), GTK_WIDGET (window));
  else if (g_str_equal (page, "password"))
    adw_dialog_present (parlour_password_dialog_new (session), GTK_WIDGET (window));
  else if (g_str_equal (page, "sign-out"))
    adw_dialog_present (parlour_sign_out_dialog_new (session), GTK_WIDGET (window));
}

static void
paint (GtkApplication *application, const Picture *picture, const char *folder)
{
  g_autofree char *file = g_strdup_printf ("%s/%s.png", folder, picture->name);
  g_autoptr (GSettings) settings = g_settings_new (APPLICATION_ID);
  g_autoptr (ChatSession) session = test_studio_new ();
  g_autoptr (ChatHost) host = chat_host_new (folder, "/bin/true");
  GtkWidget *window = NULL;
  GtkWidget *popover = NULL; /* a surface of its own */

  g_settings_set_int (settings, "window-width", picture->width);
  g_settings_set_int (settings, "window-height", picture->height);
  g_settings_set_boolean (settings, "show-members", picture->members);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), picture->scheme);
  gtk_widget_set_default_direction (picture->mirrored ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi",
                (picture->text_percent > 0 ? picture->text_percent : 100) * 96 * 1024 / 100, NULL);
  window = GTK_WIDGET (parlour_window_new (application, settings));
  g_object_set (window, "host", host, NULL);
  gtk_window_present (GTK_WINDOW (window));
  test_await_frames (window, 2);

  if (picture->page == NULL) {
    parlour_window_set_session (PARLOUR_WINDOW (window), session);
    test_await_frames (window, 2);
    parlour_window_open_room (PARLOUR_WINDOW (window),
                              test_studio_get_room (session, picture->room != NULL ? picture->room
                                                                                   : "General"));
  } else {
    show_page (PARLOUR_WINDOW (window), picture->page, session, host);
  }

  test_await_frames (window, 40);
  if (g_strcmp0 (picture->page, "accounts") == 0)
    popover =
      test_find_type (test_find_type (window, PARLOUR_TYPE_ACCOUNT_SWITCHER), GTK_TYPE_POPOVER);
  if (g_strcmp0 (picture->page, "message-menu") == 0)
    popover =
      test_find_type (test_find_type (window, PARLOUR_TYPE_MESSAGE_LIST), GTK_TYPE_POPOVER_MENU);
  save (popover != NULL ? popover : window, file);
  g_print ("%s\n", file);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
activate_cb (GtkApplication *application, char **arguments)
{

  g_object_set (gtk_settings_get_default (), "gtk-decoration-layout", ":close", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    if (arguments[1] == NULL || strstr (pictures[i].name, arguments[1]) != NULL)
      paint (application, &pictures[i], arguments[0]);
}

int
main (int argc, char *argv[])
{
  g_autoptr (AdwApplication) application = NULL;

  if (argc != 2 && argc != 3) {
    g_printerr ("Usage: gallery FOLDER [NAME]\n");
    return 1;
  }

  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", "chat.parlour.Gallery",
                              "resource-base-path", "/chat/parlour/Parlour", NULL);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), argv + 1);

  return g_application_run (G_APPLICATION (application), 1, argv);
}
