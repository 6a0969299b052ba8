/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The whole window over a session without a network: what is in the model is on
 * the screen, and what people do is in the model.
 */
#include "parlour-window.h"

#include "config.h"
#include "parlour-composer.h"
#include "parlour-message-list.h"
#include "test-await.h"
#include "test-frames.h"
#include "test-studio.h"
#include "test-suite.h"

typedef struct {
  AdwApplication *application;
  GSettings *settings;
  ChatSession *session;
  ParlourWindow *window;
} Fixture;

static void
open_window (Fixture *fixture, int width, int height)
{
  g_settings_set_int (fixture->settings, "window-width", width);
  g_settings_set_int (fixture->settings, "window-height", height);
  fixture->window = parlour_window_new (GTK_APPLICATION (fixture->application), fixture->settings);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const keys[] = { "last-rooms", "joined-rooms", "show-members" };

  fixture->application = ADW_APPLICATION (g_application_get_default ());
  fixture->settings = g_settings_new (APPLICATION_ID);
  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (fixture->settings, keys[i]);
  fixture->session = test_studio_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->window != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  fixture->window = NULL;
  test_settle ();
  g_assert_finalize_object (fixture->session);
  g_clear_object (&fixture->settings);
}

static void
show_session (Fixture *fixture)
{
  open_window (fixture, 1200, 760);
  parlour_window_set_session (fixture->window, fixture->session);
  parlour_window_open_room (fixture->window, test_studio_get_room (fixture->session, "General"));
  test_await_frames (GTK_WIDGET (fixture->window), 4);
}

static gboolean
shows (Fixture *fixture, const char *text)
{
  return test_find_label (GTK_WIDGET (fixture->window), text) != NULL;
}

static void
activate (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL));
  test_await_frames (GTK_WIDGET (fixture->window), 2);
}

static const char *
get_room_name (Fixture *fixture)
{
  return chat_room_get_name (parlour_window_get_room (fixture->window));
}

/* --------------------------------------------------------------------------------- */

static void
test_without_a_server_people_are_welcome (Fixture *fixture, gconstpointer data)
{
  open_window (fixture, 1100, 720);
  test_await_frames (GTK_WIDGET (fixture->window), 2);

  g_assert_true (shows (fixture, "Welcome to Parlour"));
  g_assert_true (shows (fixture, "Join a server"));
}

static void
test_rooms_are_listed_with_what_is_new (Fixture *fixture, gconstpointer data)
{
  show_session (fixture);

  g_assert_true (shows (fixture, "Riverside Studio"));
  g_assert_true (shows (fixture, "Rooms"));
  g_assert_true (shows (fixture, "Release 1.0"));
  g_assert_true (shows (fixture, "Tomás: @you can you sign off?"));
  g_assert_true (shows (fixture, "You: I’ll push the icons tonight"));
  g_assert_true (shows (fixture, "Draft: about the trip, I"));
  g_assert_true (shows (fixture, "Noor Haddad"));

  test_studio_say (fixture->session, "Design", "Wen Li", "ten to three", 0);
  g_assert_true (shows (fixture, "Wen: ten to three"));
}

static void
test_in_a_direct_conversation_it_is_clear_who_speaks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatRoom) direct = chat_room_new ("Wen Li", "Wen Li", CHAT_ROOM_KIND_DIRECT);

  chat_room_list_add (chat_session_get_rooms (fixture->session), direct);
  show_session (fixture);
  test_studio_say (fixture->session, "Wen Li", "Wen Li", "just us", 0);
  g_assert_true (shows (fixture, "just us"));
  test_studio_say (fixture->session, "Wen Li", NULL, "yes", 0);
  g_assert_true (shows (fixture, "You: yes"));
}

static void
test_a_mention_stands_out (Fixture *fixture, gconstpointer data)
{
  ChatRoom *design = test_studio_get_room (fixture->session, "Design");
  g_autoptr (ChatMessage)
    message = chat_message_new ("mention", test_studio_get_user (fixture->session, "Wen Li"),
                                "@Noor Haddad look", 1);
  GtkWidget *label = NULL;

  show_session (fixture);
  chat_message_set_seq (message, 1);
  chat_message_set_mentions_me (message, TRUE);
  chat_room_receive (design, message);

  label = test_find_label (GTK_WIDGET (fixture->window), "@ 1");
  g_assert_nonnull (label);
  g_assert_true (gtk_widget_has_css_class (label, "accent"));
}

static void
test_the_conversation_says_who_is_there (Fixture *fixture, gconstpointer data)
{
  ChatRoom *general = NULL;

  show_session (fixture);
  general = test_studio_get_room (fixture->session, "General");

  g_assert_true (shows (fixture, "Amara, Jonas and 10 others · 5 online"));
  g_assert_true (shows (fixture, "Tomás and Jonas are typing"));

  chat_typing_clear (chat_room_get_typing (general));
  g_assert_false (shows (fixture, "Tomás and Jonas are typing"));
  chat_user_set_presence (test_studio_get_user (fixture->session, "Jonas Lind"),
                          CHAT_PRESENCE_OFFLINE);
  g_assert_true (shows (fixture, "Amara, Tomás and 10 others · 4 online"));
}

static void
test_a_narrow_header_says_who_types (Fixture *fixture, gconstpointer data)
{
  ChatRoom *general = test_studio_get_room (fixture->session, "General");

  open_window (fixture, 700, 600);
  parlour_window_set_session (fixture->window, fixture->session);
  parlour_window_open_room (fixture->window, general);
  test_await_frames (GTK_WIDGET (fixture->window), 4);
  g_assert_false (shows (fixture, "Amara, Jonas and 10 others · 5 online"));

  chat_typing_clear (chat_room_get_typing (general));
  g_assert_true (shows (fixture, "Amara, Jonas and 10 others · 5 online"));
}

static void
test_what_is_sent_is_in_the_model_and_on_the_screen (Fixture *fixture, gconstpointer data)
{
  GtkWidget *view = NULL;
  ChatRoom *general = NULL;
  g_autoptr (ChatMessage) message = NULL;

  show_session (fixture);
  general = test_studio_get_room (fixture->session, "General");
  view = test_find (test_find (GTK_WIDGET (fixture->window), "composer"), "textview");

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "  on my way\n ", -1);
  g_assert_cmpstr (chat_draft_get_text (chat_room_get_draft (general)), ==, "  on my way\n ");
  g_assert_true (gtk_widget_activate_action (view, "composer.send", NULL));
  test_await_frames (GTK_WIDGET (fixture->window), 3);

  message = g_object_ref (chat_timeline_get_last (chat_room_get_timeline (general)));
  g_assert_cmpstr (chat_message_get_text (message), ==, "on my way");
  g_assert_true (chat_message_get_own (message));
  g_assert_cmpint ((int) chat_message_get_status (message), ==, (int) CHAT_MESSAGE_STATUS_PENDING);
  g_assert_true (shows (fixture, "on my way"));
  g_assert_cmpstr (chat_draft_get_text (chat_room_get_draft (general)), ==, "");

  gtk_widget_activate_action (view, "composer.send", NULL);
  g_assert_true (chat_timeline_get_last (chat_room_get_timeline (general)) == message);
}

static void
test_a_draft_belongs_to_its_room (Fixture *fixture, gconstpointer data)
{
  GtkTextBuffer *buffer = NULL;
  g_autofree char *text = NULL;

  show_session (fixture);
  buffer = gtk_text_view_get_buffer (
    GTK_TEXT_VIEW (test_find (test_find (GTK_WIDGET (fixture->window), "composer"), "textview")));

  gtk_text_buffer_set_text (buffer, "half a sent", -1);
  parlour_window_open_room (fixture->window, test_studio_get_room (fixture->session, "Random"));
  g_object_get (buffer, "text", &text, NULL);
  g_assert_cmpstr (text, ==, "about the trip, I");

  parlour_window_open_room (fixture->window, test_studio_get_room (fixture->session, "General"));
  g_clear_pointer (&text, g_free);
  g_object_get (buffer, "text", &text, NULL);
  g_assert_cmpstr (text, ==, "half a sent");
}

static void
test_a_failed_message_can_be_deleted (Fixture *fixture, gconstpointer data)
{
  ChatRoom *general = NULL;
  ChatTimeline *timeline = NULL;
  ChatMessage *message = NULL;
  GtkWidget *button = NULL;

  show_session (fixture);
  general = test_studio_get_room (fixture->session, "General");
  timeline = chat_room_get_timeline (general);
  message = chat_session_send_text (fixture->session, general, "too much");
  chat_timeline_fail (timeline, message, "too long");
  test_await_frames (GTK_WIDGET (fixture->window), 2);

  button = test_find_label (GTK_WIDGET (fixture->window), "Delete");
  g_assert_nonnull (button);
  g_assert_true (gtk_widget_activate_action (button, "message.delete", NULL));
  test_await_frames (GTK_WIDGET (fixture->window), 2);
  g_assert_false (shows (fixture, "too much"));
  g_assert_cmpstr (chat_message_get_text (chat_timeline_get_last (timeline)), ==,
                   "the new build is up");
}

static void
test_keys_go_from_room_to_room (Fixture *fixture, gconstpointer data)
{
  show_session (fixture);

  /* By activity: General, Design, Release 1.0, Random. */
  activate (fixture, "win.next-room");
  g_assert_cmpstr (get_room_name (fixture), ==, "Design");
  activate (fixture, "win.next-unread-room");
  g_assert_cmpstr (get_room_name (fixture), ==, "Release 1.0");
  activate (fixture, "win.next-room");
  g_assert_cmpstr (get_room_name (fixture), ==, "Random");
  activate (fixture, "win.next-room");
  g_assert_cmpstr (get_room_name (fixture), ==, "General");
  activate (fixture, "win.previous-room");
  g_assert_cmpstr (get_room_name (fixture), ==, "Random");
  activate (fixture, "win.previous-room");
  g_assert_cmpstr (get_room_name (fixture), ==, "Release 1.0");
}

static void
test_searching_leaves_the_open_room_open (Fixture *fixture, gconstpointer data)
{
  GtkWidget *search = NULL;

  show_session (fixture);
  activate (fixture, "win.search");
  search = gtk_widget_get_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture->window)),
                                    GTK_TYPE_SEARCH_ENTRY);
  g_assert_nonnull (search);

  gtk_editable_set_text (GTK_EDITABLE (search), "des");
  test_await_frames (GTK_WIDGET (fixture->window), 2);
  g_assert_false (shows (fixture, "Release 1.0"));
  g_assert_cmpstr (get_room_name (fixture), ==, "General");

  gtk_editable_set_text (GTK_EDITABLE (search), "nothing like it");
  test_await_frames (GTK_WIDGET (fixture->window), 2);
  g_assert_true (shows (fixture, "No Room Found"));

  activate (fixture, "win.go-back");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (search)), ==, "");
  g_assert_true (shows (fixture, "Release 1.0"));
  g_assert_cmpstr (get_room_name (fixture), ==, "General");
}

static void
test_members_come_and_go (Fixture *fixture, gconstpointer data)
{
  show_session (fixture);
  g_assert_false (shows (fixture, "12 · 5 online"));

  activate (fixture, "win.toggle-members");
  test_await_frames (GTK_WIDGET (fixture->window), 5);
  g_assert_true (shows (fixture, "Members"));
  g_assert_true (shows (fixture, "Yusuf Demir"));
  g_assert_true (g_settings_get_boolean (fixture->settings, "show-members"));

  activate (fixture, "win.toggle-members");
  g_assert_false (g_settings_get_boolean (fixture->settings, "show-members"));
}

static void
resize (Fixture *fixture, int width, int height)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  int before = gtk_widget_get_width (window);

  gtk_window_set_default_size (GTK_WINDOW (window), width, height);
  test_await_that (gtk_widget_get_width (window) != before);
  test_await_frames (window, 5);
}

static gboolean
shows_conversation (Fixture *fixture)
{
  return gtk_widget_get_mapped (test_find (GTK_WIDGET (fixture->window), "composer"));
}

/* GTK 4.18 never drops a page of a split view that collapses while the page has the focus (who was
 * its parent keeps it as its focus child), not even with the window: so it goes empty. */
static void
leave_server (Fixture *fixture)
{
  parlour_window_set_session (fixture->window, NULL);
  test_await_frames (GTK_WIDGET (fixture->window), 5);
}

static void
test_shrinking_stays_in_the_conversation (Fixture *fixture, gconstpointer data)
{
  open_window (fixture, 1100, 720);
  test_await_frames (GTK_WIDGET (fixture->window), 4);
  parlour_window_set_session (fixture->window, fixture->session);
  test_await_frames (GTK_WIDGET (fixture->window), 4);

  resize (fixture, 360, 640);
  g_assert_true (shows_conversation (fixture));
  activate (fixture, "win.go-back");
  test_await_that (!shows_conversation (fixture));
  leave_server (fixture);
}

static void
test_shrinking_stays_in_the_search (Fixture *fixture, gconstpointer data)
{
  show_session (fixture);
  activate (fixture, "win.search");

  resize (fixture, 360, 294);
  g_assert_false (shows_conversation (fixture));
  leave_server (fixture);
}

static void
test_a_narrow_window_starts_with_the_rooms (Fixture *fixture, gconstpointer data)
{
  open_window (fixture, 360, 640);
  parlour_window_set_session (fixture->window, fixture->session);
  test_await_frames (GTK_WIDGET (fixture->window), 5);

  g_assert_false (shows_conversation (fixture));
  leave_server (fixture);
}

static void
test_leaving_the_open_room_opens_another (Fixture *fixture, gconstpointer data)
{
  g_autofree char *last = NULL;

  show_session (fixture);

  chat_room_list_remove (chat_session_get_rooms (fixture->session),
                         test_studio_get_room (fixture->session, "General"));
  test_await_frames (GTK_WIDGET (fixture->window), 2);
  g_assert_cmpstr (get_room_name (fixture), !=, "General");

  for (guint i = 0; i < 3; i++) {
    g_set_str (&last, get_room_name (fixture));
    chat_room_list_remove (chat_session_get_rooms (fixture->session),
                           parlour_window_get_room (fixture->window));
  }
  test_await_frames (GTK_WIDGET (fixture->window), 2);
  g_assert_null (parlour_window_get_room (fixture->window));
  g_assert_true (shows (fixture, "No Room Is Open"));
  g_assert_false (shows (fixture, last));
}

static void
test_without_an_account_it_goes_back_to_the_start (Fixture *fixture, gconstpointer data)
{
  show_session (fixture);

  parlour_window_set_session (fixture->window, NULL);
  test_await_frames (GTK_WIDGET (fixture->window), 5);
  g_assert_true (shows (fixture, "Welcome to Parlour"));
}

static void
test_it_says_nothing_before_it_knows (Fixture *fixture, gconstpointer data)
{
  open_window (fixture, 1100, 720);
  g_object_set (fixture->window, "loading", TRUE, NULL);
  test_await_frames (GTK_WIDGET (fixture->window), 5);
  g_assert_false (shows (fixture, "Welcome to Parlour"));

  g_object_set (fixture->window, "loading", FALSE, NULL);
  test_await_frames (GTK_WIDGET (fixture->window), 5);
  g_assert_true (shows (fixture, "Welcome to Parlour"));
}

static void
test_what_was_open_is_open_again (Fixture *fixture, gconstpointer data)
{
  show_session (fixture);
  parlour_window_open_room (fixture->window, test_studio_get_room (fixture->session, "Design"));

  parlour_window_set_session (fixture->window, NULL);
  parlour_window_set_session (fixture->window, fixture->session);
  g_assert_cmpstr (get_room_name (fixture), ==, "Design");
}

static void
test_who_has_no_keyring_is_told (Fixture *fixture, gconstpointer data)
{
  static const char notice[] =
    "There is no keyring here: after a restart you have to sign in again";

  show_session (fixture);
  g_assert_false (shows (fixture, notice));

  g_object_set (fixture->window, "forgetful", TRUE, NULL);
  test_await_frames (GTK_WIDGET (fixture->window), 5);
  g_assert_true (shows (fixture, notice));
}

/* --- every page in every size and scheme -------------------------------------------- */

static void
check_children (GtkWidget *widget, GtkWidget *window)
{
  graphene_rect_t bounds;

  if (!gtk_widget_get_mapped (widget))
    return;
  g_assert_true (gtk_widget_compute_bounds (widget, window, &bounds));
  /* What scrolls up and down may be anywhere above and below, but nothing sticks out at a side. */
  if (GTK_IS_LABEL (widget) || GTK_IS_BUTTON (widget)) {
    if (bounds.origin.x < -1 ||
        bounds.origin.x + bounds.size.width > (float) gtk_widget_get_width (window) + 1)
      g_error ("%s sticks out: %g to %g of %d", G_OBJECT_TYPE_NAME (widget),
               (double) bounds.origin.x, (double) (bounds.origin.x + bounds.size.width),
               gtk_widget_get_width (window));
  }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_children (child, window);
}

static void
check_pages (Fixture *fixture, int width, int height)
{
  static const char *const pages[] = { "join", "sign-in", "host" };
  GtkWidget *window = NULL;

  open_window (fixture, width, height);
  window = GTK_WIDGET (fixture->window);
  test_await_frames (window, 3);
  check_children (window, window);

  for (gsize i = 0; i < G_N_ELEMENTS (pages); i++) {
    parlour_entrance_show_page (parlour_window_get_entrance (fixture->window), pages[i]);
    test_await_frames (window, 5);
    check_children (window, window);
  }

  parlour_window_set_session (fixture->window, fixture->session);
  test_await_frames (window, 5);
  check_children (window, window);

  parlour_window_open_room (fixture->window, test_studio_get_room (fixture->session, "General"));
  test_await_frames (window, 5);
  check_children (window, window);

  activate (fixture, "win.toggle-members");
  test_await_frames (window, 5);
  check_children (window, window);

  activate (fixture, "win.join-room");
  test_await_frames (window, 5);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  fixture->window = NULL;
  test_settle ();
}

static void
test_every_page_fits (Fixture *fixture, gconstpointer data)
{
  static const struct {
    int width;
    int height;
  } sizes[] = { { 360, 294 }, { 360, 720 }, { 700, 600 }, { 1200, 760 } };

  for (gsize i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_settings_reset (fixture->settings, "show-members");
    check_pages (fixture, sizes[i].width, sizes[i].height);
  }
}

static void
test_every_page_fits_dark (Fixture *fixture, gconstpointer data)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (),
                                      ADW_COLOR_SCHEME_FORCE_DARK);
  test_every_page_fits (fixture, data);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

static void
test_every_page_fits_mirrored (Fixture *fixture, gconstpointer data)
{
  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  test_every_page_fits (fixture, data);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

static void
test_every_page_fits_with_large_text (Fixture *fixture, gconstpointer data)
{
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi", 2 * 96 * 1024, NULL);
  test_every_page_fits (fixture, data);
  gtk_settings_reset_property (gtk_settings_get_default (), "gtk-xft-dpi");
}

int
main (int argc, char *argv[])
{
  g_autoptr (AdwApplication) application = NULL;
  static const struct {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "without-a-server-people-are-welcome", test_without_a_server_people_are_welcome },
    { "rooms-are-listed-with-what-is-new", test_rooms_are_listed_with_what_is_new },
    { "in-a-direct-conversation-it-is-clear-who-speaks",
      test_in_a_direct_conversation_it_is_clear_who_speaks },
    { "a-mention-stands-out", test_a_mention_stands_out },
    { "the-conversation-says-who-is-there", test_the_conversation_says_who_is_there },
    { "a-narrow-header-says-who-types", test_a_narrow_header_says_who_types },
    { "what-is-sent-is-in-the-model-and-on-the-screen",
      test_what_is_sent_is_in_the_model_and_on_the_screen },
    { "a-draft-belongs-to-its-room", test_a_draft_belongs_to_its_room },
    { "a-failed-message-can-be-deleted", test_a_failed_message_can_be_deleted },
    { "keys-go-from-room-to-room", test_keys_go_from_room_to_room },
    { "searching-leaves-the-open-room-open", test_searching_leaves_the_open_room_open },
    { "members-come-and-go", test_members_come_and_go },
    { "shrinking-stays-in-the-conversation", test_shrinking_stays_in_the_conversation },
    { "shrinking-stays-in-the-search", test_shrinking_stays_in_the_search },
    { "a-narrow-window-starts-with-the-rooms", test_a_narrow_window_starts_with_the_rooms },
    { "leaving-the-open-room-opens-another", test_leaving_the_open_room_opens_another },
    { "without-an-account-it-goes-back-to-the-start",
      test_without_an_account_it_goes_back_to_the_start },
    { "it-says-nothing-before-it-knows", test_it_says_nothing_before_it_knows },
    { "what-was-open-is-open-again", test_what_was_open_is_open_again },
    { "who-has-no-keyring-is-told", test_who_has_no_keyring_is_told },
    { "every-page-fits", test_every_page_fits },
    { "every-page-fits-dark", test_every_page_fits_dark },
    { "every-page-fits-mirrored", test_every_page_fits_mirrored },
    { "every-page-fits-with-large-text", test_every_page_fits_with_large_text },
  };

  application = test_suite_start (&argc, &argv);
  g_object_set (gtk_settings_get_default (), "gtk-decoration-layout", ":close", NULL);
  TEST_SUITE_ADD ("/parlour/window/", tests);

  return g_test_run ();
}
