/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The dialog of whoever hosts, with a real server.
 */
#include "parlour-host-dialog.h"

#include "chat-server-info.h"
#include "chat-session-list.h"
#include "test-await.h"
#include "test-folder.h"
#include "test-frames.h"

#define STOPPED "Not running: nobody can connect"
#define PASSWORD "correct horse"

typedef struct {
  char *folder;
  ChatHost *host;
  GtkWidget *window;
  GtkWidget *dialog;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer program)
{
  g_autofree char *data = NULL;

  fixture->folder = test_folder_new ();
  data = g_build_filename (fixture->folder, "server", NULL);
  fixture->host = chat_host_new (data, program != NULL ? program : g_getenv ("PARLOUR_SERVER"));
  fixture->window = g_object_new (ADW_TYPE_WINDOW, "default-width", 700, "default-height", 800,
                                  "content", adw_bin_new (), NULL);
  gtk_window_present (GTK_WINDOW (fixture->window));
  fixture->dialog = GTK_WIDGET (parlour_host_dialog_new (fixture->host));
  adw_dialog_present (ADW_DIALOG (fixture->dialog), fixture->window);
  test_await_frames (fixture->window, 3);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
tear_down (Fixture *fixture, gconstpointer program)
{
  gboolean stopped = FALSE;

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  chat_host_stop_async (fixture->host, done_cb, &stopped);
  test_await_that (stopped);
  test_settle ();
  g_assert_finalize_object (fixture->host);
  test_folder_remove (fixture->folder);
  g_free (fixture->folder);
}

static gboolean
shows (Fixture *fixture, const char *text)
{
  return test_find_label (fixture->dialog, text) != NULL;
}

static void
await_running (Fixture *fixture)
{
  test_await_that (chat_host_get_state (fixture->host) == CHAT_HOST_RUNNING);
}

static void
act (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (fixture->dialog, action, NULL));
}

static GtkWidget *
find_row (Fixture *fixture, const char *title)
{
  GtkWidget *label = test_find_label (fixture->dialog, title);

  g_assert_nonnull (label);
  return gtk_widget_get_ancestor (label, ADW_TYPE_PREFERENCES_ROW);
}

static void
test_it_starts_and_stops (Fixture *fixture, gconstpointer program)
{
  g_assert_true (shows (fixture, STOPPED));
  g_assert_false (shows (fixture, "Address on this computer"));
  act (fixture, "host.start");
  g_assert_true (shows (fixture, "Starting…"));
  await_running (fixture);
  g_assert_true (shows (fixture, "Running"));
  g_assert_true (shows (fixture, chat_host_get_address (fixture->host)));

  act (fixture, "host.stop");
  g_assert_true (shows (fixture, "Stopping…"));
  g_assert_false (shows (fixture, "Address on this computer"));
  test_await_that (shows (fixture, STOPPED));
}

static void
test_what_is_ending_can_be_started (Fixture *fixture, gconstpointer program)
{
  act (fixture, "host.start");
  await_running (fixture);

  act (fixture, "host.stop");
  act (fixture, "host.start");
  g_assert_true (shows (fixture, "Starting…"));
  await_running (fixture);
  g_assert_true (shows (fixture, "Running"));
}

static void
test_it_says_why_not (Fixture *fixture, gconstpointer program)
{
  act (fixture, "host.start");
  g_assert_cmpint ((int) chat_host_get_state (fixture->host), ==, (int) CHAT_HOST_FAILED);
  g_assert_false (shows (fixture, STOPPED));
  g_assert_false (shows (fixture, "Running"));
  g_assert_true (shows (fixture, "Start"));
}

/* --- others ----------------------------------------------------------------------------------- */

static guint
count_shown (Fixture *fixture, const char *const *addresses)
{
  guint n = 0;

  for (gsize i = 0; addresses[i] != NULL; i++)
    n += shows (fixture, addresses[i]) ? 1 : 0;

  return n;
}

static void
test_the_network_is_a_choice (Fixture *fixture, gconstpointer program)
{
  GtkWidget *row = find_row (fixture, "Let others on the network join");
  g_auto (GStrv) addresses = NULL;

  act (fixture, "host.start");
  await_running (fixture);
  g_assert_false (shows (fixture, "Invite"));

  adw_switch_row_set_active (ADW_SWITCH_ROW (row), TRUE);
  g_assert_true (chat_host_get_open_to_network (fixture->host));
  await_running (fixture);
  g_assert_true (shows (fixture, "Invite"));
  addresses = g_strdupv ((char **) chat_host_get_lan_addresses (fixture->host));
  g_assert_cmpuint (count_shown (fixture, (const char *const *) addresses), ==,
                    g_strv_length (addresses));

  adw_switch_row_set_active (ADW_SWITCH_ROW (row), FALSE);
  g_assert_false (chat_host_get_open_to_network (fixture->host));
  await_running (fixture);
  g_assert_false (shows (fixture, "Invite"));
  g_assert_cmpuint (count_shown (fixture, (const char *const *) addresses), ==, 0);
}

/* How it goes for somebody who wants to make an account. */
static ChatSessionState
try_to_enrol (Fixture *fixture, const char *name, const char *invite)
{
  g_autofree char *folder = g_build_filename (fixture->folder, "accounts", NULL);
  g_autoptr (ChatCredentials) credentials = chat_credentials_new ();
  g_autoptr (ChatSessionList) accounts = chat_session_list_new (folder, credentials);
  ChatSession *session =
    chat_session_list_add (accounts, chat_host_get_address (fixture->host), "native", name);
  ChatSessionState state = CHAT_SESSION_OFFLINE;
  gboolean closed = FALSE;

  chat_session_set_password (session, name, PASSWORD, TRUE, invite, NULL);
  chat_session_connect (session);
  test_await_that (chat_session_get_state (session) == CHAT_SESSION_ONLINE ||
                   chat_session_get_state (session) == CHAT_SESSION_REFUSED);
  state = chat_session_get_state (session);
  chat_session_list_close_async (accounts, done_cb, &closed);
  test_await_that (closed);

  return state;
}

static void
did_read (GObject *clipboard, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (clipboard), result, NULL);
}

static char *
read_clipboard (Fixture *fixture)
{
  char *text = NULL;

  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (fixture->window), NULL, did_read, &text);
  test_await_that (text != NULL);

  return text;
}

static void
test_an_invite_lets_people_in (Fixture *fixture, gconstpointer program)
{
  g_autofree char *invite = NULL;
  g_autofree char *copied = NULL;

  chat_host_set_open_to_network (fixture->host, TRUE);
  act (fixture, "host.start");
  await_running (fixture);
  g_assert_true (shows (fixture, "Lets people make an account here"));
  act (fixture, "host.invite");
  test_await_that (!shows (fixture, "Lets people make an account here"));
  g_object_get (fixture->dialog, "invite", &invite, NULL);
  g_assert_true (shows (fixture, invite));

  act (fixture, "host.copy-invite");
  copied = read_clipboard (fixture);
  g_assert_cmpstr (copied, ==, invite);
  g_assert_true (shows (fixture, "Copied"));
  g_assert_cmpint ((int) try_to_enrol (fixture, "Karim", "made up"), ==, CHAT_SESSION_REFUSED);
  g_assert_cmpint ((int) try_to_enrol (fixture, "Amara", copied), ==, CHAT_SESSION_ONLINE);
}

/* --- its name --------------------------------------------------------------------------------- */

static void
did_fetch (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(ChatServerInfo **) user_data = chat_server_info_fetch_finish (result, NULL);
}

static void
rename_it (GtkWidget *row, const char *name)
{
  GtkWidget *button = test_find (row, "suggested-action");

  gtk_widget_grab_focus (row);
  gtk_editable_set_text (GTK_EDITABLE (row), name);
  g_assert_true (gtk_widget_get_child_visible (button));
  g_signal_emit_by_name (button, "clicked");
}

static void
test_it_can_be_renamed (Fixture *fixture, gconstpointer program)
{
  GtkWidget *row = find_row (fixture, "Name of the server");
  g_autoptr (ChatServerInfo) info = NULL;

  act (fixture, "host.start");
  await_running (fixture);
  rename_it (row, "Riverside Studio");
  await_running (fixture);
  test_await_frames (fixture->window, 2);
  g_assert_false (gtk_widget_get_child_visible (test_find (row, "suggested-action")));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "Riverside Studio");
  chat_server_info_fetch_async (chat_host_get_address (fixture->host), NULL, did_fetch, &info);
  test_await_that (info != NULL);
  g_assert_cmpstr (info->name, ==, "Riverside Studio");

  rename_it (row, "  ");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "Riverside Studio");
  g_assert_cmpint ((int) chat_host_get_state (fixture->host), ==, (int) CHAT_HOST_RUNNING);
}

int
main (int argc, char *argv[])
{
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

#define ADD(path, program, func)                                                                   \
  g_test_add ("/parlour/host-dialog/" path, Fixture, program, set_up, func, tear_down)

  ADD ("it-starts-and-stops-the-server", NULL, test_it_starts_and_stops);
  ADD ("what-is-ending-can-be-started", NULL, test_what_is_ending_can_be_started);
  ADD ("it-says-why-there-is-none", "/nonexistent/parlour-server", test_it_says_why_not);
  ADD ("the-network-is-a-choice", NULL, test_the_network_is_a_choice);
  ADD ("an-invite-lets-people-in", NULL, test_an_invite_lets_people_in);
  ADD ("the-server-can-be-renamed", NULL, test_it_can_be_renamed);

  return g_test_run ();
}
