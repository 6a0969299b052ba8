/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the window can do with rooms, on a real server with two people.
 */
#include "chat-session-operations.h"
#include "config.h"
#include "parlour-composer.h"
#include "parlour-directory-row.h"
#include "parlour-member-row.h"
#include "parlour-role-row.h"
#include "parlour-sidebar.h"
#include "parlour-window.h"
#include "test-await.h"
#include "test-frames.h"
#include "test-house.h"
#include "test-suite.h"

typedef struct {
  TestHouse *house;
  GSettings *settings;
  ChatSession *noor;
  ChatSession *wen;
  ParlourWindow *window;
} Fixture;

static ChatSession *
come (Fixture *fixture, const char *name, const char *display_name)
{
  g_autoptr (ChatAccount)
    account = g_object_new (CHAT_TYPE_ACCOUNT, "address", test_house_get_address (fixture->house),
                            "name", display_name, "dialect", "native", NULL);
  ChatSession *session = chat_session_new (account);

  chat_session_set_password (session, name, "correct horse", TRUE, NULL, display_name);
  chat_session_connect (session);
  test_await_that (chat_session_get_state (session) == CHAT_SESSION_ONLINE);

  return session;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->house = test_house_new (NULL);
  fixture->settings = g_settings_new (APPLICATION_ID);
  fixture->noor = come (fixture, "noor", "Noor Haddad");
  fixture->wen = come (fixture, "wen", "Wen Li");
  fixture->window =
    parlour_window_new (GTK_APPLICATION (g_application_get_default ()), fixture->settings);
  gtk_window_present (GTK_WINDOW (fixture->window));
  parlour_window_set_session (fixture->window, fixture->noor);
  test_await_frames (GTK_WIDGET (fixture->window), 3);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  parlour_window_set_session (fixture->window, NULL);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  chat_session_disconnect (fixture->wen);
  test_settle ();
  g_assert_finalize_object (fixture->noor);
  g_assert_finalize_object (fixture->wen);
  g_clear_object (&fixture->settings);
  test_house_free (fixture->house);
}

/* --- looking and doing ------------------------------------------------------------------- */

static GtkWidget *
get_dialog (Fixture *fixture)
{
  return GTK_WIDGET (
    adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (fixture->window)));
}

static GtkWidget *
find_of_type (GtkWidget *root, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (root, type))
    return root;

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = gtk_widget_get_mapped (child) ? find_of_type (child, type) : NULL;

    if (found != NULL)
      return found;
  }

  return NULL;
}

static void
open_dialog (Fixture *fixture, const char *action, const char *room)
{
  if (room != NULL)
    g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, "s", room));
  else
    g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL));
  test_await_that (get_dialog (fixture) != NULL);
  test_await_frames (GTK_WIDGET (fixture->window), 3);
}

/* The list of what was found has one row, of this type; it is chosen. */
static void
choose_found (Fixture *fixture, GType type)
{
  GtkWidget *row = NULL;

  test_await_that ((row = find_of_type (get_dialog (fixture), type)) != NULL);
  g_assert_true (gtk_widget_activate_action (row, "list.activate-item", "u", 0));
}

static gboolean
shows (Fixture *fixture, const char *words)
{
  return test_find_label (GTK_WIDGET (fixture->window), words) != NULL;
}

static gboolean
is_in (Fixture *fixture, const char *name)
{
  ChatRoom *room = parlour_window_get_room (fixture->window);

  return room != NULL && g_strcmp0 (chat_room_get_name (room), name) == 0;
}

static gboolean
can_write (Fixture *fixture)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));

  return focus != NULL && gtk_widget_get_ancestor (focus, PARLOUR_TYPE_COMPOSER) != NULL;
}

static ChatRoom *
make_room (ChatSession *session, const char *name, ChatRoomKind kind)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ChatRoom *room = NULL;

  chat_session_create_room_async (session, name, NULL, kind, NULL, NULL, test_keep_result, &result);
  test_await (&result);
  room = chat_session_room_finish (session, result, &error);
  g_assert_no_error (error);

  return room;
}

static ChatRoom *
get_room_of_wen (Fixture *fixture, const char *id)
{
  return chat_room_list_find (chat_session_get_rooms (fixture->wen), id);
}

/* --------------------------------------------------------------------------------------------- */

static GtkMenuButton *
find_main_menu (GtkWidget *root)
{
  GtkMenuButton *found = NULL;

  if (GTK_IS_MENU_BUTTON (root) && gtk_menu_button_get_primary (GTK_MENU_BUTTON (root)))
    return GTK_MENU_BUTTON (root);

  for (GtkWidget *child = gtk_widget_get_first_child (root); found == NULL && child != NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_main_menu (child);

  return found;
}

/* Which of what can be done with the open room is in the main menu, in its order. */
static char *
list_offers (Fixture *fixture)
{
  static const char *const items[] = { "Room Details…", "Invite People…", "Leave Room" };
  GtkMenuButton *button =
    find_main_menu (test_find_type (GTK_WIDGET (fixture->window), PARLOUR_TYPE_SIDEBAR));
  g_autoptr (GString) offers = g_string_new (NULL);

  gtk_menu_button_popup (button);
  test_await_frames (GTK_WIDGET (fixture->window), 3);
  for (gsize i = 0; i < G_N_ELEMENTS (items); i++) {
    if (test_find_label (GTK_WIDGET (gtk_menu_button_get_popover (button)), items[i]) != NULL)
      g_string_append_printf (offers, "%s%s", offers->len > 0 ? ", " : "", items[i]);
  }
  gtk_menu_button_popdown (button);

  return g_string_free_and_steal (g_steal_pointer (&offers));
}

static void
assert_offers (Fixture *fixture, const char *expected)
{
  g_autofree char *offers = list_offers (fixture);

  g_assert_cmpstr (offers, ==, expected);
}

static void
test_what_is_open_decides_what_can_be_done (Fixture *fixture, gconstpointer data)
{
  assert_offers (fixture, "");
  make_room (fixture->noor, "Attic", CHAT_ROOM_KIND_PRIVATE);
  test_await_that (is_in (fixture, "Attic"));
  assert_offers (fixture, "Room Details…, Invite People…, Leave Room");

  open_dialog (fixture, "room.talk", NULL);
  gtk_editable_set_text (GTK_EDITABLE (find_of_type (get_dialog (fixture), GTK_TYPE_SEARCH_ENTRY)),
                         "wen");
  choose_found (fixture, PARLOUR_TYPE_MEMBER_ROW);
  test_await_that (is_in (fixture, "Wen Li"));
  assert_offers (fixture, "Room Details…");
}

static void
test_a_room_is_made_and_opened (Fixture *fixture, gconstpointer data)
{
  GtkWidget *name = NULL;

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.search", NULL);
  open_dialog (fixture, "win.new-room", NULL);
  g_assert_false (gtk_widget_get_sensitive (test_find (get_dialog (fixture), "pill")));
  name = find_of_type (get_dialog (fixture), ADW_TYPE_ENTRY_ROW);
  gtk_editable_set_text (GTK_EDITABLE (name), "  Release 1.0 ");
  g_assert_true (gtk_widget_activate_action (get_dialog (fixture), "new-room.create", NULL));

  test_await_that (is_in (fixture, "Release 1.0"));
  test_await_that (get_dialog (fixture) == NULL);
  test_await_that (can_write (fixture));
  g_assert_cmpint (chat_room_get_role (parlour_window_get_room (fixture->window)), ==,
                   CHAT_ROLE_OWNER);
}

static void
test_a_public_room_is_found_and_joined (Fixture *fixture, gconstpointer data)
{
  make_room (fixture->wen, "Garden", CHAT_ROOM_KIND_PUBLIC);
  make_room (fixture->wen, "Secret garden", CHAT_ROOM_KIND_PRIVATE);

  open_dialog (fixture, "room.find", NULL);
  test_await_that (shows (fixture, "Garden"));
  g_assert_true (shows (fixture, "1 person"));
  g_assert_false (shows (fixture, "Secret garden"));
  choose_found (fixture, PARLOUR_TYPE_DIRECTORY_ROW);

  test_await_that (is_in (fixture, "Garden") && get_dialog (fixture) == NULL);
}

static void
test_somebody_is_found_by_name_and_talked_to (Fixture *fixture, gconstpointer data)
{
  GtkWidget *search = NULL;

  open_dialog (fixture, "room.talk", NULL);
  search = find_of_type (get_dialog (fixture), GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (search), "nobody at all");
  test_await_that (shows (fixture, "Nothing Found"));
  gtk_editable_set_text (GTK_EDITABLE (search), "wen");
  choose_found (fixture, PARLOUR_TYPE_MEMBER_ROW);

  test_await_that (is_in (fixture, "Wen Li"));
  g_assert_cmpint (chat_room_get_kind (parlour_window_get_room (fixture->window)), ==,
                   CHAT_ROOM_KIND_DIRECT);
}

static void
test_a_choice_outlives_what_was_typed_before_it (Fixture *fixture, gconstpointer data)
{
  GtkWidget *search = NULL;

  make_room (fixture->wen, "Garden", CHAT_ROOM_KIND_PUBLIC);
  open_dialog (fixture, "room.find", NULL);
  test_await_that (shows (fixture, "Garden"));
  search = find_of_type (get_dialog (fixture), GTK_TYPE_SEARCH_ENTRY);
  choose_found (fixture, PARLOUR_TYPE_DIRECTORY_ROW);
  gtk_editable_set_text (GTK_EDITABLE (search), "gar");
  g_signal_emit_by_name (search, "search-changed");

  test_await_that (is_in (fixture, "Garden") && get_dialog (fixture) == NULL);
}

static void
test_people_are_invited_into_a_private_room (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = make_room (fixture->noor, "Attic", CHAT_ROOM_KIND_PRIVATE);
  g_autofree char *id = g_strdup (chat_room_get_id (room));
  GtkWidget *search = NULL;

  open_dialog (fixture, "room.invite", id);
  search = find_of_type (get_dialog (fixture), GTK_TYPE_SEARCH_ENTRY);
  gtk_editable_set_text (GTK_EDITABLE (search), "wen");
  choose_found (fixture, PARLOUR_TYPE_MEMBER_ROW);

  test_await_that (shows (fixture, "Wen Li was invited"));
  test_await_that (get_room_of_wen (fixture, id) != NULL);
  adw_dialog_force_close (ADW_DIALOG (get_dialog (fixture)));
}

/* Whether what lies over the window at @widget covers the composer. */
static gboolean
hides_writing (Fixture *fixture, GtkWidget *widget)
{
  GtkWidget *toast = gtk_widget_get_ancestor (widget, ADW_TYPE_TOAST_OVERLAY);

  return test_find_type (toast, PARLOUR_TYPE_COMPOSER) != NULL;
}

static void
test_leaving_a_public_room_can_be_undone (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = make_room (fixture->wen, "Garden", CHAT_ROOM_KIND_PUBLIC);
  g_autofree char *id = g_strdup (chat_room_get_id (room));
  ChatRoomList *rooms = chat_session_get_rooms (fixture->noor);
  GtkWidget *undo = NULL;

  open_dialog (fixture, "room.find", NULL);
  test_await_that (shows (fixture, "Garden"));
  choose_found (fixture, PARLOUR_TYPE_DIRECTORY_ROW);
  test_await_that (is_in (fixture, "Garden"));

  g_assert_true (
    gtk_widget_activate_action (GTK_WIDGET (fixture->window), "room.leave-here", NULL));
  test_await_that (chat_room_list_find (rooms, id) == NULL);
  test_await_that ((undo = test_find_label (GTK_WIDGET (fixture->window), "Undo")) != NULL);
  g_assert_false (hides_writing (fixture, undo));
  g_signal_emit_by_name (gtk_widget_get_ancestor (undo, GTK_TYPE_BUTTON), "clicked");

  test_await_that (chat_room_list_find (rooms, id) != NULL);
  test_await_that (is_in (fixture, "Garden"));
}

static void
test_leaving_a_private_room_is_asked_about (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = make_room (fixture->noor, "Attic", CHAT_ROOM_KIND_PRIVATE);
  g_autofree char *id = g_strdup (chat_room_get_id (room));

  open_dialog (fixture, "room.leave", id);
  g_assert_true (shows (fixture, "Leave Attic?"));
  g_signal_emit_by_name (get_dialog (fixture), "response::stay", "stay");
  adw_dialog_force_close (ADW_DIALOG (get_dialog (fixture)));
  test_await_frames (GTK_WIDGET (fixture->window), 3);
  g_assert_nonnull (chat_room_list_find (chat_session_get_rooms (fixture->noor), id));

  open_dialog (fixture, "room.leave", id);
  g_signal_emit_by_name (get_dialog (fixture), "response::leave", "leave");
  test_await_that (chat_room_list_find (chat_session_get_rooms (fixture->noor), id) == NULL);
  adw_dialog_force_close (ADW_DIALOG (get_dialog (fixture)));
}

static void
test_what_goes_with_a_room_is_told (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = make_room (fixture->noor, "Attic", CHAT_ROOM_KIND_PUBLIC);
  g_autofree char *text = g_strnfill (9000, 'x');
  ChatMessage *message = chat_session_send_text (fixture->noor, room, text);
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));
  g_auto (GValue) copied = G_VALUE_INIT;
  GtkWidget *copy = NULL;

  test_await_that (chat_message_get_status (message) == CHAT_MESSAGE_STATUS_FAILED);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "room.leave", "s",
                                             chat_room_get_id (room)));
  test_await_that (shows (fixture, "What you did last in Attic may be lost"));
  copy = test_find_label (GTK_WIDGET (fixture->window), "Copy");
  g_signal_emit_by_name (gtk_widget_get_ancestor (copy, GTK_TYPE_BUTTON), "clicked");
  g_value_init (&copied, G_TYPE_STRING);
  g_assert_true (
    gdk_content_provider_get_value (gdk_clipboard_get_content (clipboard), &copied, NULL));
  g_assert_cmpstr (g_value_get_string (&copied), ==, text);
}

static void
test_a_room_is_renamed_and_pinned_and_muted (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = make_room (fixture->noor, "Attic", CHAT_ROOM_KIND_PUBLIC);
  GtkWidget *row = NULL;

  open_dialog (fixture, "room.details", chat_room_get_id (room));
  row = find_of_type (get_dialog (fixture), ADW_TYPE_ENTRY_ROW);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (row)), ==, "Attic");
  gtk_editable_set_text (GTK_EDITABLE (row), "Cellar");
  g_signal_emit_by_name (row, "apply");
  test_await_that (g_strcmp0 (chat_room_get_name (room), "Cellar") == 0);

  row = find_of_type (get_dialog (fixture), ADW_TYPE_SWITCH_ROW);
  adw_switch_row_set_active (ADW_SWITCH_ROW (row), TRUE);
  test_await_that (chat_room_get_pinned (room));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window), "room.mute", "s",
                                             chat_room_get_id (room)));
  test_await_that (chat_room_is_muted (room, g_get_real_time () / 1000));
  test_await_that (shows (fixture, "Pinned"));
  adw_dialog_force_close (ADW_DIALOG (get_dialog (fixture)));
}

static void
test_an_owner_makes_moderators_and_removes_people (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = make_room (fixture->noor, "Attic", CHAT_ROOM_KIND_PUBLIC);
  const char *wen = chat_user_get_id (chat_session_get_me (fixture->wen));
  g_autoptr (GAsyncResult) result = NULL;
  ChatUser *user = NULL;

  chat_session_join_async (fixture->wen, chat_room_get_id (room), NULL, test_keep_result, &result);
  test_await (&result);
  open_dialog (fixture, "room.details", chat_room_get_id (room));
  test_await_that ((user = chat_roster_find (chat_room_get_members (room), wen)) != NULL);
  test_await_that (chat_room_get_member (room, user) != NULL);

  g_assert_true (gtk_widget_activate_action (get_dialog (fixture), "room-dialog.set-role", "(si)",
                                             wen, CHAT_ROLE_MODERATOR));
  test_await_that (chat_room_get_member (room, user)->role == CHAT_ROLE_MODERATOR);
  test_await_that (chat_room_get_role (get_room_of_wen (fixture, chat_room_get_id (room))) ==
                   CHAT_ROLE_MODERATOR);

  g_assert_true (gtk_widget_activate_action (get_dialog (fixture), "room-dialog.remove", "s", wen));
  test_await_that (chat_roster_find (chat_room_get_members (room), wen) == NULL);
  test_await_that (get_room_of_wen (fixture, chat_room_get_id (room)) == NULL);
  adw_dialog_force_close (ADW_DIALOG (get_dialog (fixture)));
}

static void
test_what_goes_wrong_is_said (Fixture *fixture, gconstpointer data)
{
  GtkWidget *name = NULL;

  open_dialog (fixture, "room.new", NULL);
  chat_session_disconnect (fixture->noor);
  name = find_of_type (get_dialog (fixture), ADW_TYPE_ENTRY_ROW);
  gtk_editable_set_text (GTK_EDITABLE (name), "Release 1.0");
  g_assert_true (gtk_widget_activate_action (get_dialog (fixture), "new-room.create", NULL));

  test_await_that (test_find (get_dialog (fixture), "problem") != NULL &&
                   gtk_widget_get_visible (test_find (get_dialog (fixture), "problem")));
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (name)), ==, "Release 1.0");
  adw_dialog_force_close (ADW_DIALOG (get_dialog (fixture)));
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "what-is-open-decides-what-can-be-done", test_what_is_open_decides_what_can_be_done },
    { "a-room-is-made-and-opened", test_a_room_is_made_and_opened },
    { "a-public-room-is-found-and-joined", test_a_public_room_is_found_and_joined },
    { "somebody-is-found-by-name-and-talked-to", test_somebody_is_found_by_name_and_talked_to },
    { "a-choice-outlives-what-was-typed-before-it",
      test_a_choice_outlives_what_was_typed_before_it },
    { "people-are-invited-into-a-private-room", test_people_are_invited_into_a_private_room },
    { "leaving-a-public-room-can-be-undone", test_leaving_a_public_room_can_be_undone },
    { "leaving-a-private-room-is-asked-about", test_leaving_a_private_room_is_asked_about },
    { "a-room-is-renamed-and-pinned-and-muted", test_a_room_is_renamed_and_pinned_and_muted },
    { "what-goes-with-a-room-is-told", test_what_goes_with_a_room_is_told },
    { "an-owner-makes-moderators-and-removes-people",
      test_an_owner_makes_moderators_and_removes_people },
    { "what-goes-wrong-is-said", test_what_goes_wrong_is_said },
  };
  g_autoptr (AdwApplication) application = NULL;

  application = test_suite_start (&argc, &argv);
  TEST_SUITE_ADD ("/parlour/room-dialogs/", tests);

  return g_test_run ();
}
