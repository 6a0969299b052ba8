/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parlour-message-row.h"

#include "chat-file.h"
#include "chat-reaction.h"
#include "chat-reply.h"
#include "test-frames.h"
#include "test-suite.h"

#define MINUTE_MS (G_GINT64_CONSTANT (60) * 1000)
#define DAY_MS (24 * 60 * MINUTE_MS)

typedef struct {
  ChatUser *amara;
  ChatUser *wen;
  ChatUser *me;
  ParlourMessageRow *row;
  gint64 time; /* noon of today */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime)
    noon = g_date_time_new_local (g_date_time_get_year (now), g_date_time_get_month (now),
                                  g_date_time_get_day_of_month (now), 12, 0, 0);

  fixture->amara = chat_user_new ("amara", "Amara Okafor");
  fixture->wen = chat_user_new ("wen", "Wen Li");
  fixture->me = chat_user_new_me ("me", "Noor Haddad");
  fixture->row = g_object_ref_sink (parlour_message_row_new ());
  fixture->time = g_date_time_to_unix (noon) * 1000;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->row);
  g_assert_finalize_object (fixture->amara);
  g_assert_finalize_object (fixture->wen);
  g_assert_finalize_object (fixture->me);
}

static gboolean
shows (Fixture *fixture, const char *text)
{
  return test_find_label (GTK_WIDGET (fixture->row), text) != NULL;
}

static gboolean
get_flag (Fixture *fixture, const char *property)
{
  gboolean flag = FALSE;

  g_object_get (fixture->row, property, &flag, NULL);

  return flag;
}

/* Puts a message into the row, between two others. */
static void
show (Fixture *fixture, ChatMessage *previous, ChatMessage *message, ChatMessage *next)
{
  parlour_message_row_set_message (fixture->row, message);
  parlour_message_row_connect (fixture->row, previous, next);
}

static void
test_somebody_else_has_a_name (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage)
    message = chat_message_new ("1", fixture->amara, "hello <b>there</b>", fixture->time);

  show (fixture, NULL, message, NULL);

  g_assert_true (shows (fixture, "Amara Okafor"));
  g_assert_true (shows (fixture, "hello <b>there</b>"));
  g_assert_true (shows (fixture, "12:00"));
  g_assert_true (shows (fixture, "Today"));
  g_assert_null (test_find (GTK_WIDGET (fixture->row), "own"));
}

static void
test_a_new_name_is_shown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) message = chat_message_new ("1", fixture->amara, "hello", fixture->time);

  show (fixture, NULL, message, NULL);
  chat_user_set_name (fixture->amara, "Amara O.");

  g_assert_true (shows (fixture, "Amara O."));
  g_assert_false (shows (fixture, "Amara Okafor"));
}

static void
test_mine_has_a_state (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) message = chat_message_new_pending (fixture->me, "hello", fixture->time);

  show (fixture, NULL, message, NULL);
  g_assert_nonnull (test_find (GTK_WIDGET (fixture->row), "own"));
  g_assert_false (shows (fixture, "Noor Haddad"));
  gtk_test_accessible_assert_property (fixture->row, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "You, 12:00, Waiting to be sent: hello");

  chat_message_fail (message, "too long");
  g_assert_true (shows (fixture, "Not sent: too long"));
  g_assert_true (shows (fixture, "Retry"));
  g_assert_true (shows (fixture, "Delete"));

  chat_message_wait (message, fixture->time);
  g_assert_false (shows (fixture, "Not sent: too long"));

  chat_message_confirm (message, "hello", fixture->time);
  gtk_test_accessible_assert_property (fixture->row, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "You, 12:00, Sent: hello");
}

static const char *
get_ticks (Fixture *fixture)
{
  GtkWidget *ticks = test_find (GTK_WIDGET (fixture->row), "ticks");

  return gtk_image_get_icon_name (GTK_IMAGE (gtk_button_get_child (GTK_BUTTON (ticks))));
}

/* The shape says it, and words say it. */
static void
test_ticks_say_how_far_it_has_got (Fixture *fixture, gconstpointer data)
{
  static const struct {
    guint n_delivered;
    guint n_seen;
    const char *icon;
    const char *words;
  } cases[] = {
    { 0, 0, "parlour-tick-symbolic", "You, 12:00, Sent: hello" },
    { 2, 0, "parlour-tick-symbolic", "You, 12:00, Delivered to 2 of 3: hello" },
    { 3, 0, "parlour-ticks-symbolic", "You, 12:00, Delivered to 3 of 3: hello" },
    { 3, 1, "parlour-ticks-symbolic", "You, 12:00, Seen by 1 of 3: hello" },
    { 3, 3, "parlour-seen-symbolic", "You, 12:00, Seen by 3 of 3: hello" },
  };
  g_autoptr (ChatMessage) message = chat_message_new ("1", fixture->me, "hello", fixture->time);

  show (fixture, NULL, message, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    chat_message_set_receipts (message, 3, cases[i].n_delivered, cases[i].n_seen);
    g_assert_cmpstr (get_ticks (fixture), ==, cases[i].icon);
    gtk_test_accessible_assert_property (fixture->row, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                         cases[i].words);
  }

  chat_message_set_receipts (message, 1, 1, 1);
  gtk_test_accessible_assert_property (fixture->row, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "You, 12:00, Seen: hello");
}

static void
test_what_was_deleted_leaves_its_place (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) message = chat_message_new ("1", fixture->amara, "hello", fixture->time);
  g_autoptr (ChatReply) reply = chat_reply_new ("0", fixture->me, "anybody?");

  chat_message_set_reply (message, reply);
  show (fixture, NULL, message, NULL);
  g_assert_true (shows (fixture, "anybody?"));

  parlour_message_row_set_withdrawn (fixture->row, TRUE);
  g_assert_true (shows (fixture, "This message was deleted"));
  g_assert_false (shows (fixture, "anybody?"));
  parlour_message_row_set_withdrawn (fixture->row, FALSE);
  g_assert_true (shows (fixture, "hello"));
  g_assert_true (shows (fixture, "anybody?"));

  chat_message_set_deleted (message, TRUE);
  g_assert_true (shows (fixture, "This message was deleted"));
  g_assert_false (shows (fixture, "hello"));
  g_assert_true (shows (fixture, "Amara Okafor"));
}

static void
test_what_was_changed_says_so (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) message = chat_message_new ("1", fixture->amara, "helo", fixture->time);

  show (fixture, NULL, message, NULL);
  g_assert_false (shows (fixture, "edited"));
  chat_message_set_text (message, "hello");
  chat_message_set_edited_at (message, fixture->time + 1);
  g_assert_true (shows (fixture, "edited"));
  gtk_test_accessible_assert_property (fixture->row, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Amara Okafor, 12:00, edited: hello");
}

static void
set_reaction (ChatMessage *message, const char *emoji, ChatUser *user)
{
  g_autoptr (GPtrArray)
    reactions = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_reaction_unref);
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (g_object_unref);

  if (user != NULL) {
    g_ptr_array_add (users, g_object_ref (user));
    g_ptr_array_add (reactions, chat_reaction_new (emoji, users));
  }
  chat_message_set_reactions (message, reactions);
}

/* A row that is used again has nothing of the message before. */
static void
test_parts_come_and_go_with_their_message (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) full = chat_message_new ("1", fixture->amara, "", fixture->time);
  g_autoptr (ChatMessage) plain = chat_message_new ("2", fixture->amara, "hello", fixture->time);
  g_autoptr (ChatReply) reply = chat_reply_new ("0", fixture->me, NULL);
  g_autoptr (ChatFile) file = chat_file_new ("f", "plan.pdf", "application/pdf", 1, 0, 0);
  g_autoptr (GListStore) files = g_list_store_new (CHAT_TYPE_FILE);

  g_list_store_append (files, file);
  chat_message_set_reply (full, reply);
  chat_message_set_files (full, G_LIST_MODEL (files));
  set_reaction (full, "🎉", fixture->me);

  show (fixture, NULL, full, NULL);
  g_assert_true (shows (fixture, "Deleted message"));
  g_assert_true (shows (fixture, "plan.pdf"));
  g_assert_true (shows (fixture, "🎉 1"));

  show (fixture, NULL, plain, NULL);
  g_assert_null (test_find (GTK_WIDGET (fixture->row), "quote"));
  g_assert_null (test_find (GTK_WIDGET (fixture->row), "attachment"));
  g_assert_null (test_find (GTK_WIDGET (fixture->row), "reactions"));

  set_reaction (full, "👍", fixture->amara);
  g_assert_null (test_find (GTK_WIDGET (fixture->row), "reactions"));
  set_reaction (plain, "👍", fixture->amara);
  g_assert_true (shows (fixture, "👍 1"));
  set_reaction (plain, NULL, NULL);
  g_assert_null (test_find (GTK_WIDGET (fixture->row), "reactions"));
}

static int
measure (Fixture *fixture)
{
  int height = 0;

  gtk_widget_measure (GTK_WIDGET (fixture->row), GTK_ORIENTATION_VERTICAL, 600, NULL, &height, NULL,
                      NULL);

  return height;
}

static void
test_nothing_moves_while_a_file_comes (Fixture *fixture, gconstpointer data)
{
  const ChatFileState states[] = { CHAT_FILE_WAITING, CHAT_FILE_TRANSFERRING, CHAT_FILE_FAILED,
                                   CHAT_FILE_REMOTE };
  g_autoptr (ChatFile) picture = chat_file_new ("p", "sunset.png", "image/png", 1, 640, 360);
  g_autoptr (ChatFile) plan = chat_file_new ("f", "plan.pdf", "application/pdf", 1, 0, 0);
  ChatFile *const both[] = { picture, plan };

  for (gsize i = 0; i < G_N_ELEMENTS (both); i++) {
    g_autoptr (GListStore) files = g_list_store_new (CHAT_TYPE_FILE);
    g_autoptr (ChatMessage) message = chat_message_new ("1", fixture->amara, "", fixture->time);
    int height = 0;

    g_list_store_append (files, both[i]);
    chat_message_set_files (message, G_LIST_MODEL (files));
    show (fixture, NULL, message, NULL);
    height = measure (fixture);
    for (gsize j = 0; j < G_N_ELEMENTS (states); j++) {
      chat_file_set_state (both[i], states[j]);
      g_assert_cmpint (measure (fixture), ==, height);
    }
  }
}

static void
test_what_happened_is_worded (Fixture *fixture, gconstpointer data)
{
  const struct {
    ChatUser *who;
    ChatIncident incident;
    ChatUser *whom;
    const char *text;
    const char *words;
  } cases[] = {
    { fixture->amara, CHAT_INCIDENT_CREATED, NULL, NULL, "Amara Okafor created this room" },
    { fixture->me, CHAT_INCIDENT_CREATED, NULL, NULL, "You created this room" },
    { fixture->amara, CHAT_INCIDENT_JOINED, fixture->amara, NULL, "Amara Okafor joined" },
    { fixture->amara, CHAT_INCIDENT_JOINED, fixture->me, NULL, "Amara Okafor added you" },
    { fixture->amara, CHAT_INCIDENT_JOINED, fixture->wen, NULL, "Amara Okafor added Wen Li" },
    { fixture->me, CHAT_INCIDENT_LEFT, NULL, NULL, "You left" },
    { fixture->me, CHAT_INCIDENT_LEFT, fixture->wen, NULL, "You removed Wen Li" },
    { fixture->wen, CHAT_INCIDENT_RENAMED, NULL, "Den", "Wen Li renamed the room to “Den”" },
    { fixture->wen, CHAT_INCIDENT_TOPIC, NULL, "", "Wen Li removed the topic" },
    { fixture->me, CHAT_INCIDENT_TOPIC, NULL, "Tea", "You changed the topic to “Tea”" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ChatMessage) message =
      chat_message_new_of_kind ("1", cases[i].who, CHAT_MESSAGE_KIND_SYSTEM, "", fixture->time);

    chat_message_set_incident (message, cases[i].incident, cases[i].whom, cases[i].text);
    show (fixture, NULL, message, NULL);
    g_assert_true (shows (fixture, cases[i].words));
    gtk_test_accessible_assert_property (fixture->row, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                         cases[i].words);
  }
  parlour_message_row_set_message (fixture->row, NULL);
}

static void
test_rights_follow_from_message_and_powers (Fixture *fixture, gconstpointer data)
{
  const ParlourPowers all =
    PARLOUR_MAY_REPLY | PARLOUR_MAY_REACT | PARLOUR_MAY_EDIT | PARLOUR_MAY_SEE_READERS;
  g_autoptr (ChatMessage) mine = chat_message_new ("1", fixture->me, "a", fixture->time);
  g_autoptr (ChatMessage) other = chat_message_new ("2", fixture->amara, "b", fixture->time);
  g_autoptr (ChatMessage) pending = chat_message_new_pending (fixture->me, "c", fixture->time);
  g_autoptr (ChatMessage) system = chat_message_new_system ("d", fixture->time);

  g_assert_cmpuint (parlour_rights_of_message (mine, 0), ==, PARLOUR_CAN_COPY);
  g_assert_cmpuint (parlour_rights_of_message (mine, all), ==,
                    PARLOUR_CAN_REPLY | PARLOUR_CAN_REACT | PARLOUR_CAN_COPY | PARLOUR_CAN_EDIT |
                      PARLOUR_CAN_DELETE | PARLOUR_CAN_SEE_READERS);
  g_assert_cmpuint (parlour_rights_of_message (other, all), ==,
                    PARLOUR_CAN_REPLY | PARLOUR_CAN_REACT | PARLOUR_CAN_COPY);
  g_assert_cmpuint (parlour_rights_of_message (other, PARLOUR_MAY_MODERATE), ==,
                    PARLOUR_CAN_COPY | PARLOUR_CAN_DELETE);
  g_assert_cmpuint (parlour_rights_of_message (pending, all), ==,
                    PARLOUR_CAN_COPY | PARLOUR_CAN_EDIT | PARLOUR_CAN_DELETE);
  chat_message_fail (pending, "no");
  g_assert_cmpuint (parlour_rights_of_message (pending, 0), ==,
                    PARLOUR_CAN_COPY | PARLOUR_CAN_EDIT | PARLOUR_CAN_DELETE | PARLOUR_CAN_RETRY);
  g_assert_cmpuint (parlour_rights_of_message (system, all), ==, 0);
  chat_message_set_deleted (mine, TRUE);
  g_assert_cmpuint (parlour_rights_of_message (mine, all), ==, 0);
}

static void
test_a_run_has_one_name_and_one_picture (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) first = chat_message_new ("1", fixture->amara, "a", fixture->time);
  g_autoptr (ChatMessage)
    second = chat_message_new ("2", fixture->amara, "b", fixture->time + MINUTE_MS / 2);
  g_autoptr (ChatMessage)
    third = chat_message_new ("3", fixture->amara, "c", fixture->time + MINUTE_MS);
  g_autoptr (ChatMessage)
    other = chat_message_new ("4", fixture->wen, "d", fixture->time + MINUTE_MS);

  show (fixture, NULL, first, second);
  g_assert_true (get_flag (fixture, "starts-run"));
  g_assert_false (get_flag (fixture, "ends-run"));

  show (fixture, first, second, third);
  g_assert_false (get_flag (fixture, "starts-run"));
  g_assert_false (get_flag (fixture, "ends-run"));
  g_assert_false (shows (fixture, "Amara Okafor"));
  g_assert_false (shows (fixture, "Today"));

  show (fixture, second, third, other);
  g_assert_true (get_flag (fixture, "ends-run"));

  show (fixture, third, other, NULL);
  g_assert_true (get_flag (fixture, "starts-run"));
  g_assert_true (shows (fixture, "Wen Li"));
}

static void
test_a_new_day_is_announced (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage)
    yesterday = chat_message_new ("1", fixture->amara, "a", fixture->time - DAY_MS);
  g_autoptr (ChatMessage) today = chat_message_new ("2", fixture->amara, "b", fixture->time);

  show (fixture, NULL, yesterday, today);
  g_assert_true (shows (fixture, "Yesterday"));

  show (fixture, yesterday, today, NULL);
  g_assert_true (shows (fixture, "Today"));
  g_assert_true (get_flag (fixture, "starts-run"));
}

static void
test_the_line_of_new_messages (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) first = chat_message_new ("1", fixture->amara, "a", fixture->time);
  g_autoptr (ChatMessage) second = chat_message_new ("2", fixture->amara, "b", fixture->time);

  parlour_message_row_set_message (fixture->row, second);
  parlour_message_row_set_n_unread (fixture->row, 3);
  parlour_message_row_connect (fixture->row, first, NULL);

  g_assert_true (shows (fixture, "3 new messages"));
  g_assert_true (get_flag (fixture, "starts-run"));

  parlour_message_row_set_n_unread (fixture->row, 1);
  g_assert_true (shows (fixture, "1 new message"));

  parlour_message_row_set_n_unread (fixture->row, 0);
  g_assert_false (shows (fixture, "1 new message"));
}

static void
test_emoji_alone_are_big (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) big = chat_message_new ("1", fixture->amara, "🎉", fixture->time);
  g_autoptr (ChatMessage) small = chat_message_new ("2", fixture->amara, "yes 🎉", fixture->time);

  show (fixture, NULL, big, NULL);
  g_assert_nonnull (test_find (GTK_WIDGET (fixture->row), "big-emoji"));

  show (fixture, NULL, small, NULL);
  g_assert_null (test_find (GTK_WIDGET (fixture->row), "big-emoji"));
}

/* Who does not see a message hears all of it, and what stands above it. */
static void
test_everything_is_said_in_words (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage)
    message = chat_message_new ("1", fixture->amara, "on the roof", fixture->time);
  g_autoptr (ChatMessage) mine = chat_message_new ("2", fixture->me, "yes", fixture->time);
  g_autoptr (ChatReply) reply = chat_reply_new ("0", fixture->wen, "where?");
  g_autoptr (GListStore) files = g_list_store_new (CHAT_TYPE_FILE);
  g_autoptr (ChatFile) file = chat_file_new ("sunset", "sunset.png", "image/png", 1, 640, 360);

  g_list_store_append (files, file);
  chat_message_set_reply (message, reply);
  chat_message_set_files (message, G_LIST_MODEL (files));
  parlour_message_row_set_n_unread (fixture->row, 3);
  show (fixture, NULL, message, NULL);
  gtk_test_accessible_assert_property (
    fixture->row, GTK_ACCESSIBLE_PROPERTY_LABEL,
    "Amara Okafor, 12:00, in reply to Wen Li: Picture, on the roof");
  gtk_test_accessible_assert_property (fixture->row, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "Today, 3 new messages");

  parlour_message_row_set_n_unread (fixture->row, 0);
  show (fixture, message, mine, NULL);
  g_assert_false (gtk_test_accessible_has_property (GTK_ACCESSIBLE (fixture->row),
                                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION));
  parlour_message_row_set_withdrawn (fixture->row, TRUE);
  gtk_test_accessible_assert_property (fixture->row, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "You, 12:00: Deleted message");
  parlour_message_row_set_withdrawn (fixture->row, FALSE);
  gtk_test_accessible_assert_property (fixture->row, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "You, 12:00, Sent: yes");
}

static void
test_nobody_said_what_the_room_says (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) message = chat_message_new_system ("Amara joined", fixture->time);

  show (fixture, NULL, message, NULL);

  g_assert_true (shows (fixture, "Amara joined"));
  g_assert_false (shows (fixture, "Unknown"));
  gtk_test_accessible_assert_property (fixture->row, GTK_ACCESSIBLE_PROPERTY_LABEL, "Amara joined");
}

static void
test_who_did_something_may_be_known_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatUser) amara = chat_user_new ("amara", "");
  g_autoptr (ChatMessage)
    message = g_object_new (CHAT_TYPE_MESSAGE, "id", "1", "sender", amara, "kind",
                            CHAT_MESSAGE_KIND_SYSTEM, "time", fixture->time, NULL);

  chat_message_set_incident (message, CHAT_INCIDENT_CREATED, NULL, NULL);
  show (fixture, NULL, message, NULL);
  g_assert_false (shows (fixture, "Amara created this room"));

  chat_user_set_name (amara, "Amara");
  g_assert_true (shows (fixture, "Amara created this room"));
  gtk_test_accessible_assert_property (fixture->row, GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Amara created this room");
}

static void
test_strange_texts_are_shown_as_they_are (Fixture *fixture, gconstpointer data)
{
  static const char *const texts[] = { "", "&", "<", "\001\002", "\342\200\256abc", "</span>" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (ChatUser) stranger = chat_user_new ("s", texts[i]);
    g_autoptr (ChatMessage) message = chat_message_new ("1", stranger, texts[i], G_MAXINT64);

    show (fixture, NULL, message, NULL);
    g_assert_true (shows (fixture, texts[i]));
    parlour_message_row_set_message (fixture->row, NULL);
  }
}

static double
measure_cpu (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);

  return (double) now.tv_sec + (double) now.tv_nsec / 1e9;
}

/* How long the program does nothing else because of a message that says the same 8,192 times. */
static double
measure_layout (Fixture *fixture, const char *unit)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (ChatMessage) message = NULL;
  double start = 0;

  while (g_utf8_strlen (text->str, -1) < 8192)
    g_string_append (text, unit);
  message = chat_message_new ("1", fixture->amara, text->str, fixture->time);

  start = measure_cpu ();
  show (fixture, NULL, message, NULL);
  gtk_widget_measure (GTK_WIDGET (fixture->row), GTK_ORIENTATION_HORIZONTAL, -1, NULL, NULL, NULL,
                      NULL);
  gtk_widget_measure (GTK_WIDGET (fixture->row), GTK_ORIENTATION_VERTICAL, 500, NULL, NULL, NULL,
                      NULL);
  start = measure_cpu () - start;
  parlour_message_row_set_message (fixture->row, NULL);

  return start;
}

static void
test_no_text_stops_the_program (Fixture *fixture, gconstpointer data)
{
  static const char *const units[] = { "x",  "\330\264",  "🎉",
                                       "🇩🇪", "x\314\201", "👩‍👩‍👧‍👦",
                                       "\n" };
  double usual = 0;

  measure_layout (fixture, "warm "); /* loads fonts */
  usual = measure_layout (fixture, "word ");
  g_test_message ("words: %.0f ms", usual * 1000);
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++) {
    double time = measure_layout (fixture, units[i]);

    g_test_message ("%s: %.0f ms", units[i], time * 1000);
    g_assert_cmpfloat (time, <, 40 * usual);
  }
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "somebody-else-has-a-name", test_somebody_else_has_a_name },
    { "a-new-name-is-shown", test_a_new_name_is_shown },
    { "mine-has-a-state", test_mine_has_a_state },
    { "ticks-say-how-far-it-has-got", test_ticks_say_how_far_it_has_got },
    { "what-was-deleted-leaves-its-place", test_what_was_deleted_leaves_its_place },
    { "what-was-changed-says-so", test_what_was_changed_says_so },
    { "parts-come-and-go-with-their-message", test_parts_come_and_go_with_their_message },
    { "nothing-moves-while-a-file-comes", test_nothing_moves_while_a_file_comes },
    { "what-happened-is-worded", test_what_happened_is_worded },
    { "rights-follow-from-message-and-powers", test_rights_follow_from_message_and_powers },
    { "a-run-has-one-name-and-one-picture", test_a_run_has_one_name_and_one_picture },
    { "a-new-day-is-announced", test_a_new_day_is_announced },
    { "the-line-of-new-messages", test_the_line_of_new_messages },
    { "emoji-alone-are-big", test_emoji_alone_are_big },
    { "everything-is-said-in-words", test_everything_is_said_in_words },
    { "nobody-said-what-the-room-says", test_nobody_said_what_the_room_says },
    { "who-did-something-may-be-known-later", test_who_did_something_may_be_known_later },
    { "strange-texts-are-shown-as-they-are", test_strange_texts_are_shown_as_they_are },
    { "no-text-stops-the-program", test_no_text_stops_the_program },
  };

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  TEST_SUITE_ADD ("/parlour/message-row/", tests);

  return g_test_run ();
}
