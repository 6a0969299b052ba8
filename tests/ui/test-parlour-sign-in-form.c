/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parlour-sign-in-form.h"

#include "chat-session-error.h"
#include "test-await.h"
#include "test-frames.h"
#include "test-suite.h"

typedef struct {
  GtkWidget *window;
  ParlourSignInForm *form;
  guint n_submitted;
} Fixture;

static void
submitted_cb (Fixture *fixture)
{
  fixture->n_submitted++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->form = g_object_new (PARLOUR_TYPE_SIGN_IN_FORM, NULL);
  g_signal_connect_swapped (fixture->form, "submitted", G_CALLBACK (submitted_cb), fixture);
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->form));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->form), (gpointer *) &fixture->form);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  test_settle ();
  g_assert_null (fixture->form);
}

static gboolean
shows (Fixture *fixture, const char *text)
{
  return test_find_label (fixture->window, text) != NULL;
}

static void
set_mode (Fixture *fixture, ParlourSignInMode mode)
{
  g_object_set (fixture->form, "mode", mode, NULL);
}

/* The entry with the focus. */
static GtkEditable *
get_entry (Fixture *fixture)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));

  g_assert_nonnull (focus);

  return GTK_EDITABLE (gtk_widget_get_ancestor (focus, ADW_TYPE_ENTRY_ROW));
}

static const char *
get_title (Fixture *fixture)
{
  return adw_preferences_row_get_title (ADW_PREFERENCES_ROW (get_entry (fixture)));
}

static void
press_enter (Fixture *fixture)
{
  g_signal_emit_by_name (get_entry (fixture), "entry-activated");
}

static void
blame (Fixture *fixture, ChatSessionError code)
{
  g_autoptr (GError) error = chat_session_error_new (code);

  parlour_sign_in_form_blame (fixture->form, error);
}

static void
test_each_way_asks_for_what_it_needs (Fixture *fixture, gconstpointer data)
{
  set_mode (fixture, PARLOUR_SIGN_IN_MEMBER);
  g_assert_true (shows (fixture, "Name"));
  g_assert_true (shows (fixture, "Password"));
  g_assert_false (shows (fixture, "Invite"));

  set_mode (fixture, PARLOUR_SIGN_IN_NEWCOMER);
  g_assert_true (shows (fixture, "Your Name"));
  g_assert_true (shows (fixture, "New Password"));
  g_assert_false (shows (fixture, "Invite"));
  g_object_set (fixture->form, "asks-invite", TRUE, NULL);
  g_assert_true (shows (fixture, "Invite"));

  set_mode (fixture, PARLOUR_SIGN_IN_GUEST);
  g_assert_true (shows (fixture, "Your Name"));
  g_assert_false (shows (fixture, "New Password"));
  g_assert_false (shows (fixture, "Invite"));

  set_mode (fixture, PARLOUR_SIGN_IN_AGAIN);
  g_assert_false (shows (fixture, "Your Name"));
  g_assert_true (shows (fixture, "Password"));
}

static void
test_enter_goes_on_until_nothing_is_missing (Fixture *fixture, gconstpointer data)
{
  set_mode (fixture, PARLOUR_SIGN_IN_NEWCOMER);
  g_object_set (fixture->form, "asks-invite", TRUE, "name", "Noor", NULL);
  parlour_sign_in_form_begin (fixture->form);
  g_assert_cmpstr (get_title (fixture), ==, "New Password");

  gtk_editable_set_text (get_entry (fixture), "correct horse");
  press_enter (fixture);
  g_assert_cmpstr (get_title (fixture), ==, "Invite");
  g_assert_cmpuint (fixture->n_submitted, ==, 0);

  gtk_editable_set_text (get_entry (fixture), "4711");
  press_enter (fixture);
  g_assert_cmpuint (fixture->n_submitted, ==, 1);
  g_assert_true (parlour_sign_in_form_check (fixture->form));
}

static void
test_what_is_missing_is_said_below_it (Fixture *fixture, gconstpointer data)
{
  set_mode (fixture, PARLOUR_SIGN_IN_MEMBER);
  g_object_set (fixture->form, "name", "  ", NULL);
  g_assert_false (parlour_sign_in_form_check (fixture->form));
  g_assert_true (shows (fixture, "Enter your name on this server"));
  g_assert_true (shows (fixture, "Enter your password"));
  g_assert_cmpstr (get_title (fixture), ==, "Name");

  /* Whoever types on is not blamed any longer. */
  g_object_set (fixture->form, "name", "N", NULL);
  g_assert_false (shows (fixture, "Enter your name on this server"));
  g_assert_true (shows (fixture, "Enter your password"));
}

static void
test_the_server_is_quoted_where_it_is_meant (Fixture *fixture, gconstpointer data)
{
  set_mode (fixture, PARLOUR_SIGN_IN_NEWCOMER);
  g_object_set (fixture->form, "name", "Noor", NULL);

  blame (fixture, CHAT_SESSION_ERROR_NAME_TAKEN);
  g_assert_true (shows (fixture, "Somebody has this name already"));
  g_assert_cmpstr (get_title (fixture), ==, "Your Name");

  blame (fixture, CHAT_SESSION_ERROR_PASSWORD_WEAK);
  g_assert_false (shows (fixture, "Somebody has this name already"));
  g_assert_cmpstr (get_title (fixture), ==, "New Password");

  /* A server that has changed its mind since it was asked. */
  blame (fixture, CHAT_SESSION_ERROR_INVITE);
  g_assert_cmpstr (get_title (fixture), ==, "Invite");

  blame (fixture, CHAT_SESSION_ERROR_TIMED_OUT);
  g_assert_true (shows (fixture, "The server does not answer"));
}

static void
test_what_was_typed_stays (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = NULL;
  g_autofree char *password = NULL;

  set_mode (fixture, PARLOUR_SIGN_IN_MEMBER);
  parlour_sign_in_form_begin (fixture->form);
  gtk_editable_set_text (get_entry (fixture), " Noor ");
  parlour_sign_in_form_begin (fixture->form);
  gtk_editable_set_text (get_entry (fixture), "correct horse");

  set_mode (fixture, PARLOUR_SIGN_IN_GUEST);
  g_assert_null (parlour_sign_in_form_dup_password (fixture->form));
  set_mode (fixture, PARLOUR_SIGN_IN_NEWCOMER);
  name = parlour_sign_in_form_dup_name (fixture->form);
  password = parlour_sign_in_form_dup_password (fixture->form);
  g_assert_cmpstr (name, ==, "Noor");
  g_assert_cmpstr (password, ==, "correct horse");

  g_clear_pointer (&password, g_free);
  parlour_sign_in_form_forget (fixture->form);
  password = parlour_sign_in_form_dup_password (fixture->form);
  g_assert_cmpstr (password, ==, "");
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "each-way-asks-for-what-it-needs", test_each_way_asks_for_what_it_needs },
    { "enter-goes-on-until-nothing-is-missing", test_enter_goes_on_until_nothing_is_missing },
    { "what-is-missing-is-said-below-it", test_what_is_missing_is_said_below_it },
    { "the-server-is-quoted-where-it-is-meant", test_the_server_is_quoted_where_it_is_meant },
    { "what-was-typed-stays", test_what_was_typed_stays },
  };

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  TEST_SUITE_ADD ("/parlour/sign-in-form/", tests);

  return g_test_run ();
}
