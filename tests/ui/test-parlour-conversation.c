/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A conversation of two people on a real server: one has the window, the other only
 * a session.
 */
#include "parlour-conversation.h"

#include "chat-file.h"
#include "chat-reaction.h"
#include "chat-session-operations.h"
#include "parlour-attachment.h"
#include "parlour-composer.h"
#include "parlour-message-list.h"
#include "parlour-message-row.h"
#include "parlour-picture.h"
#include "parlour-readers-dialog.h"
#include "test-await.h"
#include "test-folder.h"
#include "test-frames.h"
#include "test-house.h"
#include "test-studio.h"
#include "test-suite.h"

#include <glib/gstdio.h>

typedef struct {
  TestHouse *house;
  char *folder;
  ChatSession *noor; /* has the window */
  ChatSession *wen;
  ChatRoom *room;      /* of noor */
  ChatRoom *wens_room; /* the same, of wen */
  GtkWidget *window;
  ParlourConversation *conversation;
  ParlourComposer *composer;
  ParlourMessageList *list;
} Fixture;

static ChatSession *
come (Fixture *fixture, const char *name, const char *display_name)
{
  g_autofree char *folder = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (ChatAccount)
    account = g_object_new (CHAT_TYPE_ACCOUNT, "address", test_house_get_address (fixture->house),
                            "name", display_name, "dialect", "native", "folder", folder, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ChatSession *session = chat_session_new (account);

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  chat_session_open_async (session, NULL, test_keep_result, &result);
  test_await (&result);
  chat_session_open_finish (session, result, &error);
  g_assert_no_error (error);
  chat_session_set_password (session, name, "correct horse", TRUE, NULL, display_name);
  chat_session_connect (session);
  test_await_that (chat_session_get_state (session) == CHAT_SESSION_ONLINE);

  return session;
}

static ChatRoom *
enter_room (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  const char *const people[] = { chat_user_get_id (chat_session_get_me (fixture->wen)), NULL };
  ChatRoom *room = NULL;

  chat_session_create_room_async (fixture->noor, "Garden", NULL, CHAT_ROOM_KIND_PRIVATE, people,
                                  NULL, test_keep_result, &result);
  test_await (&result);
  room = chat_session_room_finish (fixture->noor, result, &error);
  g_assert_no_error (error);

  return room;
}

/* People here talk faster than people do. */
static TestHouse *
open_house (Fixture *fixture)
{
  g_autofree char *config = g_build_filename (fixture->folder, "server.ini", NULL);
  const char *const options[] = { "--config", config, NULL };
  g_autoptr (GError) error = NULL;

  g_file_set_contents (config, "[limits]\nsends=100000\n", -1, &error);
  g_assert_no_error (error);

  return test_house_new (options);
}

/* The one who has @session, as a member of @room, which others hear of a little later. */
static ChatUser *
find_member (ChatRoom *room, ChatSession *session)
{
  const char *id = chat_user_get_id (chat_session_get_me (session));
  ChatUser *user = NULL;

  test_await_that ((user = chat_roster_find (chat_room_get_members (room), id)) != NULL &&
                   chat_room_get_member (room, user) != NULL);

  return user;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
  fixture->house = open_house (fixture);
  fixture->noor = come (fixture, "noor", "Noor Haddad");
  fixture->wen = come (fixture, "wen", "Wen Li");
  fixture->room = enter_room (fixture);
  test_await_that ((fixture->wens_room = chat_room_list_find (chat_session_get_rooms (fixture->wen),
                                                              chat_room_get_id (fixture->room))) !=
                   NULL);
  chat_session_load_members_async (fixture->wen, fixture->wens_room, NULL, NULL, NULL);
  find_member (fixture->room, fixture->wen);
  find_member (fixture->wens_room, fixture->noor);

  fixture->conversation = g_object_new (PARLOUR_TYPE_CONVERSATION, NULL);
  fixture->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 700, 600);
  adw_window_set_content (ADW_WINDOW (fixture->window), GTK_WIDGET (fixture->conversation));
  gtk_window_present (GTK_WINDOW (fixture->window));
  g_object_set (fixture->conversation, "session", fixture->noor, NULL);
  parlour_conversation_set_room (fixture->conversation, fixture->room);
  fixture->composer = PARLOUR_COMPOSER (test_find (GTK_WIDGET (fixture->conversation), "composer"));
  fixture->list =
    PARLOUR_MESSAGE_LIST (test_find (GTK_WIDGET (fixture->conversation), "messagelist"));
  chat_session_set_open_room (fixture->noor, fixture->room);
  test_await_frames (fixture->window, 3);
}

static void
close_session (ChatSession *session)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_session_close_async (session, test_keep_result, &result);
  test_await (&result);
  chat_session_close_finish (session, result, NULL);
  g_clear_object (&result);
  test_settle ();
  g_assert_finalize_object (session);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->conversation, "session", NULL, NULL);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  test_settle ();
  close_session (fixture->noor);
  close_session (fixture->wen);
  test_folder_remove (fixture->folder);
  g_free (fixture->folder);
  test_house_free (fixture->house);
}

/* --- what is done and seen -------------------------------------------------------------- */

static gboolean
shows (Fixture *fixture, const char *text)
{
  return test_find_label (fixture->window, text) != NULL;
}

static void
write_and_send (Fixture *fixture, const char *text)
{
  GtkWidget *view = test_find (GTK_WIDGET (fixture->composer), "textview");

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), text, -1);
  g_assert_true (gtk_widget_activate_action (view, "composer.send", NULL));
}

static ChatMessage *
get_last (ChatRoom *room)
{
  return chat_timeline_get_last (chat_room_get_timeline (room));
}

static gboolean
has_heard (ChatRoom *room, const char *text)
{
  ChatMessage *last = get_last (room);

  return last != NULL && g_strcmp0 (chat_message_get_text (last), text) == 0 &&
         chat_message_get_is_sent (last);
}

static ChatMessage *
hear (Fixture *fixture, const char *text)
{
  chat_session_send_text (fixture->wen, fixture->wens_room, text);
  test_await_that (has_heard (fixture->room, text));
  test_await_frames (fixture->window, 2);

  return get_last (fixture->room);
}

static ChatMessage *
say (Fixture *fixture, const char *text)
{
  write_and_send (fixture, text);
  test_await_that (has_heard (fixture->wens_room, text) && has_heard (fixture->room, text));
  test_await_frames (fixture->window, 2);

  return get_last (fixture->room);
}

static GtkWidget *
find_row (Fixture *fixture, ChatMessage *message)
{
  guint position = 0;

  g_assert_true (chat_timeline_find_position (chat_room_get_timeline (fixture->room),
                                              chat_message_get_id (message), &position));

  return parlour_message_list_get_row (fixture->list, position);
}

static void
do_to (Fixture *fixture, ChatMessage *message, const char *action)
{
  g_assert_true (gtk_widget_activate_action (find_row (fixture, message), action, NULL));
}

static const char *
get_ticks (Fixture *fixture, ChatMessage *message)
{
  GtkWidget *ticks = test_find (find_row (fixture, message), "ticks");

  return gtk_image_get_icon_name (GTK_IMAGE (gtk_button_get_child (GTK_BUTTON (ticks))));
}

/* --------------------------------------------------------------------------------------- */

static void
test_ticks_follow_a_message (Fixture *fixture, gconstpointer data)
{
  ChatMessage *message = say (fixture, "is anybody there?");
  AdwDialog *dialog = NULL;

  test_await_that (g_strcmp0 (get_ticks (fixture, message), "parlour-ticks-symbolic") == 0);
  do_to (fixture, message, "message.show-readers");
  test_await_frames (fixture->window, 4);
  dialog = adw_window_get_visible_dialog (ADW_WINDOW (fixture->window));
  g_assert_true (PARLOUR_IS_READERS_DIALOG (dialog));
  g_assert_nonnull (test_find_label (GTK_WIDGET (dialog), "Wen Li"));
  g_assert_null (test_find_label (GTK_WIDGET (dialog), "Noor Haddad"));

  chat_session_see (fixture->wen, fixture->wens_room, get_last (fixture->wens_room));
  test_await_that (g_strcmp0 (get_ticks (fixture, message), "parlour-seen-symbolic") == 0);
  test_await_frames (fixture->window, 2);
  g_assert_null (test_find_label (GTK_WIDGET (dialog), "Delivered"));
  g_assert_nonnull (test_find_label (GTK_WIDGET (dialog), "Seen"));
  adw_dialog_force_close (dialog);
  test_await_frames (fixture->window, 2);
}

static void
test_what_is_on_the_screen_is_seen (Fixture *fixture, gconstpointer data)
{
  ChatUser *me = find_member (fixture->wens_room, fixture->noor);
  gint64 first = chat_message_get_seq (hear (fixture, "look here"));

  test_await_that (chat_room_get_member (fixture->wens_room, me) != NULL &&
                   chat_room_get_member (fixture->wens_room, me)->seen == first);

  chat_session_set_open_room (fixture->noor, NULL);
  hear (fixture, "and here");
  test_await_that (chat_room_get_member (fixture->wens_room, me)->delivered == first + 1);
  g_assert_cmpint (chat_room_get_member (fixture->wens_room, me)->seen, ==, first);

  chat_session_set_open_room (fixture->noor, fixture->room);
  test_await_that (chat_room_get_member (fixture->wens_room, me)->seen == first + 1);
}

static void
test_an_answer_quotes_and_leads_back (Fixture *fixture, gconstpointer data)
{
  ChatMessage *question = hear (fixture, "who waters the plants?");
  ChatMessage *reply = NULL;

  do_to (fixture, question, "message.reply");
  test_await_frames (fixture->window, 2);
  g_assert_true (shows (fixture, "Reply to Wen Li"));
  reply = say (fixture, "I do");

  g_assert_false (shows (fixture, "Reply to Wen Li"));
  g_assert_cmpstr (chat_reply_get_id (chat_message_get_reply (get_last (fixture->wens_room))), ==,
                   chat_message_get_id (question));
  g_assert_nonnull (test_find (find_row (fixture, reply), "quote"));
  do_to (fixture, reply, "message.show-reply");
  test_await_frames (fixture->window, 2);
  g_assert_true (gtk_widget_has_css_class (find_row (fixture, question), "flash"));
}

static void
test_my_last_message_is_changed (Fixture *fixture, gconstpointer data)
{
  ChatMessage *message = say (fixture, "see you at tne");
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (
    GTK_TEXT_VIEW (test_find (GTK_WIDGET (fixture->composer), "textview")));
  g_autofree char *text = NULL;

  g_assert_true (
    gtk_widget_activate_action (GTK_WIDGET (fixture->composer), "conversation.edit-last", NULL));
  g_object_get (buffer, "text", &text, NULL);
  g_assert_cmpstr (text, ==, "see you at tne");
  g_assert_true (shows (fixture, "Edit Message"));

  write_and_send (fixture, "see you at ten");
  test_await_that (has_heard (fixture->wens_room, "see you at ten"));
  test_await_that (chat_message_get_edited_at (message) > 0);
  test_await_frames (fixture->window, 2);
  g_assert_true (shows (fixture, "edited"));
  g_assert_false (shows (fixture, "Edit Message"));
  g_assert_true (get_last (fixture->room) == message);
}

static void
test_a_draft_waits_while_something_is_changed (Fixture *fixture, gconstpointer data)
{
  ChatMessage *message = say (fixture, "first");
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (
    GTK_TEXT_VIEW (test_find (GTK_WIDGET (fixture->composer), "textview")));
  g_autofree char *text = NULL;

  gtk_text_buffer_set_text (buffer, "half a sent", -1);
  do_to (fixture, message, "message.edit");
  gtk_text_buffer_set_text (buffer, "fist", -1);
  g_assert_cmpstr (chat_draft_get_text (chat_room_get_draft (fixture->room)), ==, "half a sent");
  g_assert_true (parlour_composer_cancel (fixture->composer));
  g_object_get (buffer, "text", &text, NULL);
  g_assert_cmpstr (text, ==, "half a sent");
  g_assert_cmpstr (chat_message_get_text (message), ==, "first");
}

static void
test_deleting_can_be_undone (Fixture *fixture, gconstpointer data)
{
  ChatMessage *message = say (fixture, "not for you");

  do_to (fixture, message, "message.delete");
  test_await_frames (fixture->window, 2);
  g_assert_true (shows (fixture, "This message was deleted"));
  g_assert_true (shows (fixture, "Message deleted"));
  g_assert_false (chat_message_get_deleted (message));

  g_signal_emit_by_name (test_find (test_find (fixture->window, "toast"), "text-button"),
                         "clicked");
  test_await_frames (fixture->window, 2);
  g_assert_false (shows (fixture, "This message was deleted"));
  g_assert_true (shows (fixture, "not for you"));

  do_to (fixture, message, "message.delete");
  parlour_conversation_set_room (fixture->conversation, NULL);
  test_await_that (chat_message_get_deleted (get_last (fixture->wens_room)));
  parlour_conversation_set_room (fixture->conversation, fixture->room);
  test_await_frames (fixture->window, 3);
  g_assert_true (shows (fixture, "This message was deleted"));
}

static void
test_reactions_are_added_and_taken_back (Fixture *fixture, gconstpointer data)
{
  ChatMessage *message = hear (fixture, "we have a garden");
  GtkWidget *chip = NULL;

  g_assert_true (
    gtk_widget_activate_action (find_row (fixture, message), "message.react", "s", "🎉"));
  test_await_that (chat_message_get_reactions (get_last (fixture->wens_room))->len == 1);
  test_await_frames (fixture->window, 2);
  g_assert_true (shows (fixture, "🎉 1"));
  chip = test_find (find_row (fixture, message), "chip");
  g_assert_true (gtk_widget_has_css_class (chip, "mine"));

  chat_session_react (fixture->wen, fixture->wens_room, get_last (fixture->wens_room), "🎉", TRUE);
  test_await_that (shows (fixture, "🎉 2"));
  g_signal_emit_by_name (chip, "clicked");
  test_await_that (shows (fixture, "🎉 1"));
  g_assert_true (test_find (find_row (fixture, message), "chip") == chip);
  g_assert_false (gtk_widget_has_css_class (chip, "mine"));
}

static ParlourPicture *
find_picture (GtkWidget *root)
{
  if (PARLOUR_IS_PICTURE (root))
    return PARLOUR_PICTURE (root);

  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    ParlourPicture *found = find_picture (child);

    if (found != NULL)
      return found;
  }

  return NULL;
}

static guint
count_files (ChatMessage *message)
{
  return g_list_model_get_n_items (chat_message_get_files (message));
}

static void
test_a_picture_goes_and_comes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = test_studio_paint (320, 200);
  g_autoptr (GFile) painting = g_file_new_for_path (path);
  g_auto (GValue) value = G_VALUE_INIT;
  GListModel *files = G_LIST_MODEL (chat_draft_get_files (chat_room_get_draft (fixture->room)));
  g_autoptr (ChatFile) file = NULL;
  ChatMessage *message = NULL;
  int height = 0;

  g_value_init (&value, G_TYPE_FILE);
  g_value_set_object (&value, painting);
  parlour_composer_attach (fixture->composer, &value);
  test_await_that (g_list_model_get_n_items (files) == 1);
  test_await_frames (fixture->window, 2);
  g_assert_nonnull (test_find (fixture->window, "outgoing-file"));
  write_and_send (fixture, "");
  g_assert_cmpuint (g_list_model_get_n_items (files), ==, 0);
  test_await_that (get_last (fixture->wens_room) != NULL &&
                   count_files (get_last (fixture->wens_room)) == 1);
  file = g_list_model_get_item (chat_message_get_files (get_last (fixture->wens_room)), 0);
  g_assert_cmpuint (chat_file_get_width (file), ==, 320);
  g_assert_cmpuint (chat_file_get_height (file), ==, 200);

  /* Until mine has arrived its file is a copy that waits, and nobody else's to send. */
  test_await_that (chat_message_get_is_sent (get_last (fixture->room)));

  /* The way back: it has its place before it is here. */
  chat_session_send (fixture->wen, fixture->wens_room, "mine is better", NULL,
                     chat_message_get_files (get_last (fixture->room)));
  test_await_that (has_heard (fixture->room, "mine is better"));
  message = get_last (fixture->room);
  test_await_frames (fixture->window, 2);
  height = gtk_widget_get_height (find_row (fixture, message));
  test_await_that (parlour_picture_get_texture (find_picture (find_row (fixture, message))) !=
                   NULL);
  test_await_frames (fixture->window, 2);
  g_assert_cmpint (gtk_widget_get_height (find_row (fixture, message)), ==, height);
}

static void
test_limits_are_kept (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = test_studio_paint (320, 200);
  g_autoptr (GFile) painting = g_file_new_for_path (path);
  g_auto (GValue) value = G_VALUE_INIT;
  GtkWidget *send = test_find (GTK_WIDGET (fixture->composer), "send");
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (
    GTK_TEXT_VIEW (test_find (GTK_WIDGET (fixture->composer), "textview")));
  GListModel *files = G_LIST_MODEL (chat_draft_get_files (chat_room_get_draft (fixture->room)));
  g_autofree char *limit = g_format_size (10);
  g_autofree char *complaint = g_strdup_printf ("“painting-320x200.png” is larger than %s", limit);
  guint max_text = 0;

  g_object_get (fixture->composer, "max-text", &max_text, NULL);
  g_assert_cmpuint (max_text, ==, 8192);
  g_object_set (fixture->composer, "max-text", 5, "max-file", G_GINT64_CONSTANT (10), NULL);
  gtk_text_buffer_set_text (buffer, "12345", -1);
  g_assert_true (shows (fixture, "0"));
  g_assert_true (gtk_widget_get_sensitive (send));
  gtk_text_buffer_set_text (buffer, "123456", -1);
  g_assert_true (shows (fixture, "-1"));
  g_assert_false (gtk_widget_get_sensitive (send));
  gtk_text_buffer_set_text (buffer, "", -1);

  g_value_init (&value, G_TYPE_FILE);
  g_value_set_object (&value, painting);
  parlour_composer_attach (fixture->composer, &value);
  test_await_that (shows (fixture, complaint));
  g_assert_cmpuint (g_list_model_get_n_items (files), ==, 0);
}

static void
test_a_draft_is_handed_on (Fixture *fixture, gconstpointer data)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (
    GTK_TEXT_VIEW (test_find (GTK_WIDGET (fixture->composer), "textview")));
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ChatSession) again = NULL;
  g_autoptr (ChatAccount) account = g_object_ref (chat_session_get_account (fixture->noor));
  ChatRoom *room = NULL;

  gtk_text_buffer_set_text (buffer, "half a sent", -1);
  parlour_conversation_set_room (fixture->conversation, NULL);
  chat_session_disconnect (fixture->noor);
  chat_session_close_async (fixture->noor, test_keep_result, &result);
  test_await (&result);
  chat_session_close_finish (fixture->noor, result, NULL);
  g_clear_object (&result);

  again = chat_session_new (account);
  chat_session_open_async (again, NULL, test_keep_result, &result);
  test_await (&result);
  g_assert_true (chat_session_open_finish (again, result, NULL));
  g_clear_object (&result);
  room = chat_room_list_find (chat_session_get_rooms (again), chat_room_get_id (fixture->room));
  g_assert_nonnull (room);
  g_assert_cmpstr (chat_draft_get_text (chat_room_get_draft (room)), ==, "half a sent");
  chat_session_close_async (again, test_keep_result, &result);
  test_await (&result);
  chat_session_close_finish (again, result, NULL);
}

/* The program runs again, and there is no network. */
static void
start_again (Fixture *fixture)
{
  g_autoptr (ChatAccount) account = g_object_ref (chat_session_get_account (fixture->noor));
  g_autofree char *id = g_strdup (chat_room_get_id (fixture->room));
  g_autoptr (GAsyncResult) result = NULL;

  g_object_set (fixture->conversation, "session", NULL, NULL);
  close_session (fixture->noor);
  fixture->noor = chat_session_new (account);
  chat_session_open_async (fixture->noor, NULL, test_keep_result, &result);
  test_await (&result);
  g_assert_true (chat_session_open_finish (fixture->noor, result, NULL));
  fixture->room = chat_room_list_find (chat_session_get_rooms (fixture->noor), id);
  g_object_set (fixture->conversation, "session", fixture->noor, NULL);
  parlour_conversation_set_room (fixture->conversation, fixture->room);
  test_await_frames (fixture->window, 3);
}

static GListModel *
get_files (Fixture *fixture)
{
  return G_LIST_MODEL (chat_draft_get_files (chat_room_get_draft (fixture->room)));
}

static void
attach (Fixture *fixture, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  guint n_before = g_list_model_get_n_items (get_files (fixture));
  g_auto (GValue) value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_FILE);
  g_value_set_object (&value, file);
  parlour_composer_attach (fixture->composer, &value);
  test_await_that (g_list_model_get_n_items (get_files (fixture)) == n_before + 1);
  test_await_frames (fixture->window, 2);
}

static char *
dup_copy (Fixture *fixture)
{
  g_autoptr (ChatFile) file = g_list_model_get_item (get_files (fixture), 0);

  return g_strdup (chat_file_get_path (file));
}

static void
test_an_answer_with_a_file_is_there_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "plan.txt", NULL);
  GtkWidget *send = test_find (GTK_WIDGET (fixture->composer), "send");
  g_autofree char *copy = NULL;
  ChatMessage *message = hear (fixture, "what is the plan?");

  g_assert_true (g_file_set_contents (path, "the plan", -1, NULL));
  do_to (fixture, message, "message.reply");
  attach (fixture, path);
  g_remove (path);
  start_again (fixture);
  g_assert_true (shows (fixture, "Reply to Wen Li"));
  g_assert_true (shows (fixture, "plan.txt"));
  g_assert_true (gtk_widget_get_sensitive (send));
  g_assert_true (parlour_composer_cancel (fixture->composer));
  start_again (fixture);
  g_assert_false (shows (fixture, "Reply to Wen Li"));

  /* Nobody sends a message without the file that they see with it. */
  copy = dup_copy (fixture);
  g_assert_cmpint (g_remove (copy), ==, 0);
  start_again (fixture);
  g_assert_true (shows (fixture, "The file is not there any more"));
  g_assert_false (gtk_widget_get_sensitive (send));
  g_signal_emit_by_name (test_find (test_find (fixture->window, "outgoing-file"), "button"),
                         "clicked");
  g_assert_cmpuint (g_list_model_get_n_items (get_files (fixture)), ==, 0);
  start_again (fixture);
  g_assert_null (test_find (fixture->window, "outgoing-file"));
}

static void
test_what_is_taken_away_leaves_no_copy (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = test_studio_paint (320, 200);
  g_autofree char *copy = NULL;

  attach (fixture, path);
  copy = dup_copy (fixture);
  g_assert_cmpstr (copy, !=, path);
  g_assert_true (g_file_test (copy, G_FILE_TEST_EXISTS));
  g_signal_emit_by_name (test_find (test_find (fixture->window, "outgoing-file"), "button"),
                         "clicked");
  g_assert_false (g_file_test (copy, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_what_cannot_be_copied_is_not_attached (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "plan.txt", NULL);
  g_autoptr (ChatFile) file = chat_file_new_local (path, "plan.txt", "text/plain", 8);

  g_signal_emit_by_name (fixture->composer, "file-chosen", fixture->room, file);
  test_await_that (
    shows (fixture, "“plan.txt” cannot be attached: The file is not there any more"));
  g_assert_cmpuint (g_list_model_get_n_items (get_files (fixture)), ==, 0);
}

static void
test_a_change_is_there_again (Fixture *fixture, gconstpointer data)
{
  ChatMessage *message = say (fixture, "first");
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (
    GTK_TEXT_VIEW (test_find (GTK_WIDGET (fixture->composer), "textview")));
  g_autofree char *changed = NULL;
  g_autofree char *text = NULL;

  gtk_text_buffer_set_text (buffer, "half a sent", -1);
  do_to (fixture, message, "message.edit");
  gtk_text_buffer_set_text (buffer, "fist", -1);
  start_again (fixture);
  g_assert_true (shows (fixture, "Edit Message"));
  g_object_get (buffer, "text", &changed, NULL);
  g_assert_cmpstr (changed, ==, "fist");
  test_await_that (get_last (fixture->room) != NULL);
  g_assert_true (
    gtk_widget_activate_action (GTK_WIDGET (fixture->composer), "composer.send", NULL));
  g_assert_cmpstr (chat_message_get_text (get_last (fixture->room)), ==, "fist");
  g_object_get (buffer, "text", &text, NULL);
  g_assert_cmpstr (text, ==, "half a sent");
}

static guint
count_messages (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (chat_room_get_timeline (fixture->room)));
}

static void
test_what_is_not_loaded_is_changed (Fixture *fixture, gconstpointer data)
{
  ChatMessage *message = say (fixture, "first");
  ChatDraft *draft = NULL;
  g_autoptr (ChatMessage) kept = NULL;

  say (fixture, "second");
  do_to (fixture, message, "message.edit");
  start_again (fixture);
  draft = chat_room_get_draft (fixture->room);
  test_await_that (count_messages (fixture) > 1);
  chat_timeline_trim (chat_room_get_timeline (fixture->room), 1);
  g_set_object (&kept, chat_draft_get_editing (draft));
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->composer), "messages.change",
                                             "(ss)", chat_message_get_id (kept), "1st"));
  g_assert_null (chat_draft_get_editing (draft));
  g_assert_cmpstr (chat_message_get_text (kept), ==, "1st");
}

static void
test_a_key_does_something_to_the_row_with_the_focus (Fixture *fixture, gconstpointer data)
{
  ChatMessage *message = hear (fixture, "reply to me");
  GtkWidget *row = find_row (fixture, message);

  g_assert_true (gtk_widget_grab_focus (row));
  g_assert_true (gtk_widget_activate_action (row, "message.menu", NULL));
  test_await_frames (fixture->window, 2);
  g_assert_nonnull (test_find (row, "emoji-strip"));
  g_assert_nonnull (test_find_label (row, "Reply"));
  g_assert_null (test_find_label (row, "Edit"));
  gtk_popover_popdown (
    GTK_POPOVER (gtk_widget_get_ancestor (test_find (row, "emoji-strip"), GTK_TYPE_POPOVER)));
  test_await_that (test_find (row, "emoji-strip") == NULL);
}

/* --- history ------------------------------------------------------------------------------- */

static void
tell_a_long_story (Fixture *fixture, guint n_messages)
{
  for (guint i = 0; i < n_messages; i++) {
    g_autofree char *text = g_strdup_printf ("%u", i);

    chat_session_send_text (fixture->wen, fixture->wens_room, text);
    test_await_that (has_heard (fixture->wens_room, text));
  }
}

static void
test_history_comes_before_the_top_is_reached (Fixture *fixture, gconstpointer data)
{
  GtkWidget *scrolled =
    gtk_widget_get_ancestor (GTK_WIDGET (fixture->list), GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  ChatTimeline *timeline = chat_room_get_timeline (fixture->room);
  g_autofree char *first = NULL;

  tell_a_long_story (fixture, 150);
  test_await_that (has_heard (fixture->room, "149"));
  first = g_strdup (chat_message_get_id (chat_timeline_get_first (timeline)));
  parlour_conversation_set_room (fixture->conversation, NULL);
  chat_timeline_trim (timeline, 40);
  parlour_conversation_set_room (fixture->conversation, fixture->room);

  while (gtk_adjustment_get_value (adjustment) > gtk_adjustment_get_lower (adjustment) + 1 ||
         chat_room_get_has_older (fixture->room)) {
    guint before = count_messages (fixture);
    double value = gtk_adjustment_get_value (adjustment);
    double lower = gtk_adjustment_get_lower (adjustment);

    gtk_adjustment_set_value (adjustment, MAX (value - 300, lower));
    test_await_frames (fixture->window, 1);
    if (chat_room_get_loading (fixture->room))
      test_await_that (count_messages (fixture) > before || !chat_room_get_loading (fixture->room));
  }
  g_assert_cmpstr (chat_message_get_id (chat_timeline_get_first (timeline)), ==, first);
  test_await_frames (fixture->window, 3);
  g_assert_true (shows (fixture, "This is the beginning of Garden"));
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "ticks-follow-a-message", test_ticks_follow_a_message },
    { "what-is-on-the-screen-is-seen", test_what_is_on_the_screen_is_seen },
    { "an-answer-quotes-and-leads-back", test_an_answer_quotes_and_leads_back },
    { "my-last-message-is-changed", test_my_last_message_is_changed },
    { "a-draft-waits-while-something-is-changed", test_a_draft_waits_while_something_is_changed },
    { "deleting-can-be-undone", test_deleting_can_be_undone },
    { "reactions-are-added-and-taken-back", test_reactions_are_added_and_taken_back },
    { "a-picture-goes-and-comes", test_a_picture_goes_and_comes },
    { "limits-are-kept", test_limits_are_kept },
    { "a-draft-is-handed-on", test_a_draft_is_handed_on },
    { "an-answer-with-a-file-is-there-again", test_an_answer_with_a_file_is_there_again },
    { "what-is-taken-away-leaves-no-copy", test_what_is_taken_away_leaves_no_copy },
    { "what-cannot-be-copied-is-not-attached", test_what_cannot_be_copied_is_not_attached },
    { "a-change-is-there-again", test_a_change_is_there_again },
    { "what-is-not-loaded-is-changed", test_what_is_not_loaded_is_changed },
    { "a-key-does-something-to-the-row-with-the-focus",
      test_a_key_does_something_to_the_row_with_the_focus },
    { "history-comes-before-the-top-is-reached", test_history_comes_before_the_top_is_reached },
  };

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  TEST_SUITE_ADD ("/parlour/conversation/", tests);

  return g_test_run ();
}
