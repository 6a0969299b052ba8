/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All ways to an account, on a real server.
 */
#include "parlour-entrance.h"

#include "parlour-errand.h"
#include "parlour-password-dialog.h"
#include "parlour-sign-in-form.h"
#include "parlour-sign-in.h"
#include "test-await.h"
#include "test-folder.h"
#include "test-frames.h"
#include "test-house.h"

#define PASSWORD "correct horse"

typedef struct {
  TestHouse *house;
  char *folder;
  ChatSessionList *accounts;
  ChatHost *host;
  GtkWidget *window;
  ParlourEntrance *entrance;
  ChatSession *entered;
} Fixture;

static void
entered_cb (Fixture *fixture, ChatSession *session)
{
  g_set_object (&fixture->entered, session);
}

static void
set_up (Fixture *fixture, gconstpointer options)
{
  g_autoptr (ChatCredentials) credentials = chat_credentials_new ();
  g_autofree char *accounts = NULL;
  g_autofree char *host = NULL;

  fixture->house = test_house_new (options);
  fixture->folder = test_folder_new ();
  accounts = g_build_filename (fixture->folder, "accounts", NULL);
  host = g_build_filename (fixture->folder, "server", NULL);
  fixture->accounts = chat_session_list_new (accounts, credentials);
  fixture->host = chat_host_new (host, g_getenv ("PARLOUR_SERVER"));

  fixture->entrance = g_object_new (PARLOUR_TYPE_ENTRANCE, "accounts", fixture->accounts, "host",
                                    fixture->host, NULL);
  g_signal_connect_swapped (fixture->entrance, "entered", G_CALLBACK (entered_cb), fixture);
  fixture->window = g_object_new (ADW_TYPE_WINDOW, "content", fixture->entrance, NULL);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
tear_down (Fixture *fixture, gconstpointer options)
{
  gboolean accounts_closed = FALSE;
  gboolean host_closed = FALSE;

  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_clear_object (&fixture->entered);
  chat_session_list_close_async (fixture->accounts, closed_cb, &accounts_closed);
  test_await_that (accounts_closed);
  chat_host_stop_async (fixture->host, closed_cb, &host_closed);
  test_await_that (host_closed);

  /* What is being taken away holds them a little longer. */
  g_object_add_weak_pointer (G_OBJECT (fixture->accounts), (gpointer *) &fixture->accounts);
  g_object_unref (fixture->accounts);
  test_await_that (fixture->accounts == NULL);
  g_assert_finalize_object (fixture->host);
  test_house_free (fixture->house);
  test_folder_remove (fixture->folder);
  g_free (fixture->folder);
}

static gboolean
shows (Fixture *fixture, const char *text)
{
  return test_find_label (fixture->window, text) != NULL;
}

static guint
count_accounts (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->accounts));
}

static GtkWidget *
get_focus (Fixture *fixture)
{
  return gtk_window_get_focus (GTK_WINDOW (fixture->window));
}

/* To the door, and to one of the ways in. */
static void
go_to (Fixture *fixture, const char *way)
{
  GtkWidget *page = NULL;

  parlour_entrance_ask (fixture->entrance, test_house_get_address (fixture->house));
  test_await_that (get_focus (fixture) != NULL &&
                   gtk_widget_get_ancestor (get_focus (fixture), PARLOUR_TYPE_SIGN_IN_FORM) !=
                     NULL);
  page = gtk_widget_get_ancestor (get_focus (fixture), ADW_TYPE_NAVIGATION_PAGE);
  adw_toggle_group_set_active_name (ADW_TOGGLE_GROUP (test_find_type (page, ADW_TYPE_TOGGLE_GROUP)),
                                    way);
}

/* Into the entry of that title. */
static void
type (Fixture *fixture, const char *title, const char *text)
{
  GtkWidget *form = gtk_widget_get_ancestor (get_focus (fixture), PARLOUR_TYPE_SIGN_IN_FORM);
  GtkWidget *label = test_find_label (form, title);

  g_assert_nonnull (label);
  gtk_editable_set_text (GTK_EDITABLE (gtk_widget_get_ancestor (label, ADW_TYPE_ENTRY_ROW)), text);
}

static void
submit (Fixture *fixture)
{
  g_assert_true (gtk_widget_activate_action (get_focus (fixture), "sign-in.submit", NULL));
}

static void
register_noor (Fixture *fixture)
{
  go_to (fixture, "newcomer");
  type (fixture, "Your Name", "Noor Haddad");
  type (fixture, "New Password", PASSWORD);
  submit (fixture);
  test_await_that (fixture->entered != NULL);
}

static void
sign_out (Fixture *fixture)
{
  gboolean done = FALSE;

  chat_session_list_remove_async (fixture->accounts, fixture->entered, closed_cb, &done);
  g_clear_object (&fixture->entered);
  test_await_that (done);
}

static void
test_whoever_is_new_makes_an_account (Fixture *fixture, gconstpointer options)
{
  ChatAccount *account = NULL;

  register_noor (fixture);
  account = chat_session_get_account (fixture->entered);
  g_assert_cmpstr (chat_account_get_name (account), ==, "Noor Haddad");
  g_assert_cmpstr (chat_account_get_dialect (account), ==, "native");
  g_assert_cmpuint (count_accounts (fixture), ==, 1);

  /* Nothing of it is left for whoever comes next. */
  g_assert_false (shows (fixture, PASSWORD));
}

static void
test_whoever_comes_back_signs_in (Fixture *fixture, gconstpointer options)
{
  register_noor (fixture);
  sign_out (fixture);
  g_assert_cmpuint (count_accounts (fixture), ==, 0);

  go_to (fixture, "member");
  type (fixture, "Name", "Noor Haddad");
  type (fixture, "Password", "wrong horse");
  submit (fixture);
  test_await_that (shows (fixture, "The name or the password is wrong"));
  g_assert_cmpuint (count_accounts (fixture), ==, 0);

  type (fixture, "Password", PASSWORD);
  submit (fixture);
  test_await_that (fixture->entered != NULL);
}

static void
test_a_name_belongs_to_one (Fixture *fixture, gconstpointer options)
{
  register_noor (fixture);
  sign_out (fixture);

  go_to (fixture, "newcomer");
  type (fixture, "Your Name", "noor haddad");
  type (fixture, "New Password", PASSWORD);
  submit (fixture);
  test_await_that (shows (fixture, "Somebody has this name already"));
  g_assert_cmpuint (count_accounts (fixture), ==, 0);
  g_assert_null (fixture->entered);
}

static void
test_one_way_is_not_added_twice (Fixture *fixture, gconstpointer options)
{
  g_autoptr (ChatSession) first = NULL;

  register_noor (fixture);
  first = g_steal_pointer (&fixture->entered);

  go_to (fixture, "member");
  type (fixture, "Name", "Noor Haddad");
  type (fixture, "Password", PASSWORD);
  submit (fixture);
  test_await_that (fixture->entered == first);
  g_assert_cmpuint (count_accounts (fixture), ==, 1);
}

static void
test_giving_up_leaves_nothing (Fixture *fixture, gconstpointer options)
{
  go_to (fixture, "newcomer");
  type (fixture, "Your Name", "Noor Haddad");
  type (fixture, "New Password", PASSWORD);
  submit (fixture);
  g_assert_true (shows (fixture, "Signing in…"));
  g_assert_cmpuint (count_accounts (fixture), ==, 1);

  gtk_widget_activate_action (get_focus (fixture), "sign-in.cancel", NULL);
  test_await_that (count_accounts (fixture) == 0);
  g_assert_false (shows (fixture, "Signing in…"));
  g_assert_null (fixture->entered);
}

static void
test_an_invite_is_asked_for (Fixture *fixture, gconstpointer options)
{
  go_to (fixture, "newcomer");
  type (fixture, "Your Name", "Noor Haddad");
  type (fixture, "New Password", PASSWORD);
  submit (fixture);
  g_assert_true (shows (fixture, "Enter the invite that you were given"));

  type (fixture, "Invite", "made up");
  submit (fixture);
  test_await_that (shows (fixture, "This invite is not valid here"));
  g_assert_cmpuint (count_accounts (fixture), ==, 0);
}

static void
test_a_guest_needs_a_name (Fixture *fixture, gconstpointer options)
{
  go_to (fixture, "guest");
  type (fixture, "Your Name", "Passer-by");
  submit (fixture);
  test_await_that (fixture->entered != NULL);
  test_await_that (chat_user_get_kind (chat_session_get_me (fixture->entered)) ==
                   CHAT_USER_KIND_GUEST);
}

static void
test_a_host_starts_first (Fixture *fixture, gconstpointer options)
{
  parlour_entrance_show_page (fixture->entrance, "host");
  test_await_that (get_focus (fixture) != NULL &&
                   gtk_widget_get_ancestor (get_focus (fixture), PARLOUR_TYPE_SIGN_IN_FORM) !=
                     NULL);
  type (fixture, "Your Name", "Noor Haddad");
  type (fixture, "New Password", PASSWORD);
  submit (fixture);
  g_assert_true (shows (fixture, "Starting the server…"));
  test_await_that (fixture->entered != NULL);

  g_assert_cmpint ((int) chat_host_get_state (fixture->host), ==, (int) CHAT_HOST_RUNNING);
  g_assert_cmpstr (chat_account_get_address (chat_session_get_account (fixture->entered)), ==,
                   chat_host_get_address (fixture->host));
}

static void
did_run (GObject *errand, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  ChatSession *session = parlour_errand_run_finish (PARLOUR_ERRAND (errand), result, &error);

  g_assert_no_error (error);
  g_assert_nonnull (session);
  *(ChatSession **) user_data = session;
}

static ChatSession *
run_host (Fixture *fixture)
{
  g_autoptr (ParlourErrand) errand = parlour_errand_new_host ("Noor Haddad", NULL);
  ChatSession *session = NULL;

  parlour_errand_run_async (errand, fixture->accounts, fixture->host, did_run, &session);
  test_await_that (session != NULL);

  return session;
}

static void
test_the_command_line_hosts_once (Fixture *fixture, gconstpointer options)
{
  g_autoptr (ChatSession) first = run_host (fixture);
  g_autoptr (ChatSession) again = run_host (fixture);

  g_assert_true (first == again);
  g_assert_cmpuint (count_accounts (fixture), ==, 1);
}

static void
did_remove (GObject *accounts, GAsyncResult *result, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
}

/* Nobody knows the password of such an account. */
static void
test_the_command_line_comes_back (Fixture *fixture, gconstpointer options)
{
  g_autoptr (ChatSession) before = run_host (fixture);
  g_autoptr (ChatSession) after = NULL;
  gboolean removed = FALSE;

  test_await_that (chat_session_get_state (before) == CHAT_SESSION_ONLINE);
  chat_session_list_remove_async (fixture->accounts, before, did_remove, &removed);
  test_await_that (removed);
  after = run_host (fixture);
  test_await_that (chat_session_get_state (after) == CHAT_SESSION_ONLINE);

  g_assert_cmpstr (chat_user_get_id (chat_session_get_me (after)), ==,
                   chat_user_get_id (chat_session_get_me (before)));
  g_assert_cmpuint (count_accounts (fixture), ==, 1);
}

static void
test_a_host_needs_no_invite (Fixture *fixture, gconstpointer options)
{
  g_autoptr (ChatSession) session = NULL;

  chat_host_set_open_to_network (fixture->host, TRUE);
  session = run_host (fixture);
  test_await_that (chat_session_get_state (session) == CHAT_SESSION_ONLINE);
  g_assert_cmpstr (chat_session_get_server_name (session), ==, "Noor Haddad’s Computer");
}

static void
test_whoever_is_unknown_gives_the_password_again (Fixture *fixture, gconstpointer options)
{
  AdwDialog *dialog = NULL;
  GtkWidget *form = NULL;

  register_noor (fixture);
  chat_session_disconnect (fixture->entered);
  chat_session_set_token (fixture->entered, "nonsense");
  chat_session_connect (fixture->entered);
  test_await_that (chat_session_get_state (fixture->entered) == CHAT_SESSION_REFUSED);

  dialog = parlour_password_dialog_new (fixture->entered);
  adw_dialog_present (dialog, fixture->window);
  test_await_frames (fixture->window, 3);
  form = test_find_type (GTK_WIDGET (dialog), PARLOUR_TYPE_SIGN_IN_FORM);
  gtk_editable_set_text (GTK_EDITABLE (test_find_type (form, ADW_TYPE_PASSWORD_ENTRY_ROW)),
                         PASSWORD);
  g_object_add_weak_pointer (G_OBJECT (dialog), (gpointer *) &dialog);
  g_assert_true (gtk_widget_activate_action (form, "password.submit", NULL));
  test_await_that (dialog == NULL);
  test_await_that (chat_session_get_state (fixture->entered) == CHAT_SESSION_ONLINE);
}

int
main (int argc, char *argv[])
{
  static const char *const by_invite[] = { "--admission", "invite", NULL };
  static const char *const with_guests[] = { "--guests", NULL };
  const struct {
    const char *path;
    const char *const *options;
    void (*test) (Fixture *fixture, gconstpointer options);
  } tests[] = {
    { "whoever-is-new-makes-an-account", NULL, test_whoever_is_new_makes_an_account },
    { "whoever-comes-back-signs-in", NULL, test_whoever_comes_back_signs_in },
    { "a-name-belongs-to-one", NULL, test_a_name_belongs_to_one },
    { "one-way-is-not-added-twice", NULL, test_one_way_is_not_added_twice },
    { "giving-up-leaves-nothing", NULL, test_giving_up_leaves_nothing },
    { "an-invite-is-asked-for", by_invite, test_an_invite_is_asked_for },
    { "a-guest-needs-a-name", with_guests, test_a_guest_needs_a_name },
    { "a-host-starts-first", NULL, test_a_host_starts_first },
    { "the-command-line-hosts-once", NULL, test_the_command_line_hosts_once },
    { "the-command-line-comes-back", NULL, test_the_command_line_comes_back },
    { "a-host-needs-no-invite", NULL, test_a_host_needs_no_invite },
    { "whoever-is-unknown-gives-the-password-again", NULL,
      test_whoever_is_unknown_gives_the_password_again },
  };

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/parlour/entrance/", tests[i].path, NULL);

    g_test_add (path, Fixture, tests[i].options, set_up, tests[i].test, tear_down);
  }

  return g_test_run ();
}
