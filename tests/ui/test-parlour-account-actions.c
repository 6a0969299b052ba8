/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A window over several accounts, none of which has ever been connected.
 */
#include "parlour-account-actions.h"

#include "config.h"
#include "parlour-account-row.h"
#include "parlour-account-switcher.h"
#include "parlour-badge.h"
#include "parlour-join-page.h"
#include "parlour-sign-out-dialog.h"
#include "test-await.h"
#include "test-folder.h"
#include "test-frames.h"
#include "test-suite.h"

#include <libsoup/soup.h>

typedef struct {
  char *folder;
  GSettings *settings;
  ChatSessionList *accounts;
  ChatHost *host;
  ParlourWindow *window;
  ParlourAccountActions *actions;
  ChatSession *home;
  ChatSession *work;
} Fixture;

static ChatSession *
add (Fixture *fixture, const char *address, const char *title)
{
  ChatSession *session = chat_session_list_add (fixture->accounts, address, "plain", "Noor");

  chat_account_set_title (chat_session_get_account (session), title);

  return session;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatCredentials) credentials = chat_credentials_new ();

  fixture->folder = test_folder_new ();
  fixture->settings = g_settings_new (APPLICATION_ID);
  g_settings_reset (fixture->settings, "last-account");
  fixture->accounts = chat_session_list_new (fixture->folder, credentials);
  fixture->host = chat_host_new (fixture->folder, "/bin/true");
  fixture->home = add (fixture, "http://home.test", "Home");
  fixture->work = add (fixture, "http://work.test", "Work");

  fixture->window =
    parlour_window_new (GTK_APPLICATION (g_application_get_default ()), fixture->settings);
  fixture->actions = parlour_account_actions_new (fixture->window, fixture->accounts, fixture->host,
                                                  fixture->settings);
  parlour_account_actions_show_some (fixture->actions);
  gtk_window_present (GTK_WINDOW (fixture->window));
  test_await_frames (GTK_WIDGET (fixture->window), 3);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gboolean closed = FALSE;

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  test_settle ();
  g_assert_finalize_object (fixture->actions);
  chat_session_list_close_async (fixture->accounts, closed_cb, &closed);
  test_await_that (closed);
  test_settle ();
  g_assert_finalize_object (fixture->accounts);
  g_assert_finalize_object (fixture->host);
  g_clear_object (&fixture->settings);
  test_folder_remove (fixture->folder);
  g_free (fixture->folder);
}

static void
show (Fixture *fixture, ChatSession *session)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "account.show", "s",
                              chat_account_get_id (chat_session_get_account (session)));
}

static void
remove_session (Fixture *fixture, ChatSession *session)
{
  gboolean done = FALSE;

  chat_session_list_remove_async (fixture->accounts, session, closed_cb, &done);
  test_await_that (done);
}

/* The row of an account in the list of them. */
static GtkListBoxRow *
get_row (Fixture *fixture, int position)
{
  GtkWidget *row = test_find_type (GTK_WIDGET (fixture->window), PARLOUR_TYPE_ACCOUNT_ROW);

  return gtk_list_box_get_row_at_index (GTK_LIST_BOX (
                                          gtk_widget_get_ancestor (row, GTK_TYPE_LIST_BOX)),
                                        position);
}

static void
add_room_with_news (ChatSession *session, const char *id, ChatRoomKind kind)
{
  g_autoptr (ChatRoom) room = chat_room_new (id, id, kind);
  g_autoptr (ChatUser) wen = chat_user_new ("wen", "Wen Li");
  g_autoptr (ChatMessage) message = chat_message_new ("1", wen, "The kettle is on", 1);

  chat_room_set_joined (room, TRUE);
  chat_room_list_add (chat_session_get_rooms (session), room);
  chat_room_receive (room, message);
}

static void
test_the_one_of_last_time_is_shown (Fixture *fixture, gconstpointer data)
{
  g_assert_true (parlour_window_get_session (fixture->window) == fixture->home);

  show (fixture, fixture->work);
  g_assert_true (parlour_window_get_session (fixture->window) == fixture->work);

  parlour_window_set_session (fixture->window, NULL);
  parlour_account_actions_show_some (fixture->actions);
  g_assert_true (parlour_window_get_session (fixture->window) == fixture->work);
}

static void
test_each_says_what_is_new (Fixture *fixture, gconstpointer data)
{
  g_autofree char *summary = NULL;

  add_room_with_news (fixture->work, "kitchen", CHAT_ROOM_KIND_PUBLIC);
  g_object_get (get_row (fixture, 1), "summary", &summary, NULL);
  g_assert_cmpstr (summary, ==, "Work, Noor, Offline, 1 new message");

  g_clear_pointer (&summary, g_free);
  g_object_get (get_row (fixture, 0), "summary", &summary, NULL);
  g_assert_true (g_str_has_suffix (summary, ", shown"));
}

static void
assert_header (Fixture *fixture, const char *count, gboolean personal, const char *words)
{
  GtkWidget *switcher =
    test_find_type (GTK_WIDGET (fixture->window), PARLOUR_TYPE_ACCOUNT_SWITCHER);
  g_autofree char *summary = NULL;
  GtkWidget *badge = NULL;
  GtkWidget *label = NULL;

  g_object_get (switcher, "summary", &summary, NULL);
  g_assert_cmpstr (summary, ==, words);
  badge = test_find (switcher, "badge");
  g_assert_nonnull (badge);
  label = test_find_label (gtk_widget_get_ancestor (badge, PARLOUR_TYPE_BADGE), count);
  g_assert_true (label == (*count != '\0' ? badge : NULL));
  g_assert_true (gtk_widget_has_css_class (badge, "accent") == personal);
}

static void
test_the_header_says_what_is_new_elsewhere (Fixture *fixture, gconstpointer data)
{
  assert_header (fixture, "", FALSE, "");
  add_room_with_news (fixture->home, "hall", CHAT_ROOM_KIND_PUBLIC);
  assert_header (fixture, "", FALSE, "");
  add_room_with_news (fixture->work, "kitchen", CHAT_ROOM_KIND_PUBLIC);
  assert_header (fixture, "1", FALSE, "1 new message in other accounts");
  add_room_with_news (fixture->work, "wen", CHAT_ROOM_KIND_DIRECT);
  assert_header (fixture, "2", TRUE, "2 new messages in other accounts, some for you");

  show (fixture, fixture->work);
  assert_header (fixture, "1", FALSE, "1 new message in other accounts");
  remove_session (fixture, fixture->home);
  assert_header (fixture, "", FALSE, "");
}

static void
test_when_one_is_gone_another_is_shown (Fixture *fixture, gconstpointer data)
{
  remove_session (fixture, fixture->home);
  g_assert_true (parlour_window_get_session (fixture->window) == fixture->work);

  remove_session (fixture, fixture->work);
  g_assert_null (parlour_window_get_session (fixture->window));
  test_await_frames (GTK_WIDGET (fixture->window), 3);
  g_assert_nonnull (test_find_label (GTK_WIDGET (fixture->window), "Welcome to Parlour"));
}

static void
test_another_is_added_in_a_dialog (Fixture *fixture, gconstpointer data)
{
  ParlourEntrance *inside = parlour_window_get_entrance (fixture->window);
  ParlourEntrance *entrance = parlour_account_actions_enter (fixture->actions);
  AdwDialog *dialog = NULL;

  g_assert_true (entrance != inside);
  test_await_frames (GTK_WIDGET (fixture->window), 3);
  dialog = ADW_DIALOG (gtk_widget_get_ancestor (GTK_WIDGET (entrance), ADW_TYPE_DIALOG));
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  g_signal_emit_by_name (entrance, "entered", fixture->work);
  g_assert_true (parlour_window_get_session (fixture->window) == fixture->work);
  test_await_that (dialog == NULL);

  parlour_window_set_session (fixture->window, NULL);
  g_assert_true (parlour_account_actions_enter (fixture->actions) == inside);
}

/* Answers the first question only when it is told to. */
static void
server_heard_cb (SoupServer *server,
                 SoupServerMessage *message,
                 const char *path,
                 GHashTable *query,
                 gpointer user_data)
{
  SoupServerMessage **heard = user_data;

  soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
  if (*heard == NULL)
    soup_server_message_pause (message);
  *heard = message;
}

static gboolean
has_problem (ParlourEntrance *entrance)
{
  g_autofree char *problem = NULL;

  g_object_get (test_find_type (GTK_WIDGET (entrance), PARLOUR_TYPE_JOIN_PAGE), "problem", &problem,
                NULL);

  return problem != NULL && *problem != '\0';
}

/* There a dialog takes its page out once more while it is being shown. */
static void
test_in_a_small_window_an_answer_is_waited_for (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SoupServer) server = g_object_new (SOUP_TYPE_SERVER, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  GSList *uris = NULL;
  ParlourEntrance *entrance = NULL;
  SoupServerMessage *heard = NULL;

  soup_server_add_handler (server, NULL, server_heard_cb, &heard, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  address = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 340);
  test_await_that (gtk_widget_get_height (GTK_WIDGET (fixture->window)) < 360);
  entrance = parlour_account_actions_enter (fixture->actions);
  parlour_entrance_ask (entrance, address);
  test_await_that (heard != NULL);
  test_await_frames (GTK_WIDGET (fixture->window), 3);
  soup_server_message_unpause (heard);
  test_await_that (has_problem (entrance));
}

static void
test_signing_out_says_what_is_lost (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = chat_session_join_room (fixture->home, "Kitchen");
  ChatMessage *message = chat_session_send_text (fixture->home, room, "lost");
  AdwDialog *dialog = NULL;
  const char *body = NULL;

  chat_session_react (fixture->home, room, message, "👍", TRUE);
  dialog = g_object_ref_sink (parlour_sign_out_dialog_new (fixture->home));
  body = adw_alert_dialog_get_body (ADW_ALERT_DIALOG (dialog));
  g_assert_nonnull (strstr (body, "Home"));
  g_assert_nonnull (strstr (body, "2 messages and changes have not been sent, and will be lost."));
  g_object_unref (dialog);
}

int
main (int argc, char *argv[])
{
  g_autoptr (AdwApplication) application = NULL;
  static const struct {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "the-one-of-last-time-is-shown", test_the_one_of_last_time_is_shown },
    { "each-says-what-is-new", test_each_says_what_is_new },
    { "the-header-says-what-is-new-elsewhere", test_the_header_says_what_is_new_elsewhere },
    { "when-one-is-gone-another-is-shown", test_when_one_is_gone_another_is_shown },
    { "another-is-added-in-a-dialog", test_another_is_added_in_a_dialog },
    { "in-a-small-window-an-answer-is-waited-for", test_in_a_small_window_an_answer_is_waited_for },
    { "signing-out-says-what-is-lost", test_signing_out_says_what_is_lost },
  };

  application = test_suite_start (&argc, &argv);
  TEST_SUITE_ADD ("/parlour/account-actions/", tests);

  return g_test_run ();
}
