/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Nothing that somebody reads moves by a pixel, whatever happens above and below.
 */
#include "parlour-message-list.h"

#include <adwaita.h>

#include "chat-reaction.h"
#include "chat-timeline.h"
#include "parlour-message-row.h"
#include "test-await.h"
#include "test-frames.h"

#define MINUTE_MS (60 * 1000)
#define START (G_GINT64_CONSTANT (1795000000) * 1000)

typedef struct {
  ChatTimeline *timeline;
  ChatUser *amara;
  ChatUser *me;
  GtkWidget *window;
  ParlourMessageList *list;
  GtkAdjustment *adjustment;
  int next;     /* number of the next message */
  int previous; /* number of the message before all others */
} Fixture;

static ChatMessage *
make_message (Fixture *fixture, int number)
{
  static const char *const texts[] = {
    "short",
    "a text of two lines\nand this is the second one",
    "a text that is so long that it does not fit into one line of a window of this width, nor into "
    "two, and that has a height of its own, which nobody can know before it is laid out",
  };
  g_autofree char *id = g_strdup_printf ("%d", number);
  g_autofree char *text = g_strdup_printf ("%d %s", number, texts[ABS (number) % 3]);

  return chat_message_new (id, number % 4 == 0 ? fixture->me : fixture->amara, text,
                           START + (gint64) number * MINUTE_MS);
}

static void
append (Fixture *fixture, int n_messages)
{
  for (int i = 0; i < n_messages; i++) {
    g_autoptr (ChatMessage) message = make_message (fixture, fixture->next++);

    chat_timeline_add (fixture->timeline, message);
  }
}

static void
prepend (Fixture *fixture, int n_messages)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) added = NULL;

  fixture->previous -= n_messages;
  for (int i = 0; i < n_messages; i++)
    g_ptr_array_add (messages, make_message (fixture, fixture->previous + 1 + i));
  added = chat_timeline_merge (fixture->timeline, messages);
  g_assert_cmpint ((int) added->len, ==, n_messages);
}

static void
set_up (Fixture *fixture, gconstpointer n_messages)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  fixture->timeline = chat_timeline_new ();
  fixture->amara = chat_user_new ("amara", "Amara Okafor");
  fixture->me = chat_user_new_me ("me", "Noor Haddad");
  fixture->previous = -1;
  append (fixture, GPOINTER_TO_INT (n_messages));

  fixture->list =
    PARLOUR_MESSAGE_LIST (parlour_message_list_new (G_LIST_MODEL (fixture->timeline)));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (fixture->list));
  fixture->adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 500, 400);
  gtk_window_set_child (GTK_WINDOW (fixture->window), scrolled);
  gtk_window_present (GTK_WINDOW (fixture->window));
  test_await_frames (fixture->window, 3);
}

static void
tear_down (Fixture *fixture, gconstpointer n_messages)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->list), (gpointer *) &fixture->list);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  test_settle ();
  g_assert_null (fixture->list);
  g_assert_finalize_object (fixture->timeline);
  g_assert_finalize_object (fixture->amara);
  g_assert_finalize_object (fixture->me);
}

static guint
count_messages (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (fixture->timeline));
}

static guint
count_rows (Fixture *fixture)
{
  guint n_rows = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (fixture->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    n_rows += PARLOUR_IS_MESSAGE_ROW (row);

  return n_rows;
}

/* How far the lower edge of the last message is from the lower edge of the viewport. */
static double
get_distance_to_end (Fixture *fixture)
{
  GtkWidget *row = parlour_message_list_get_row (fixture->list, count_messages (fixture) - 1);

  g_assert_nonnull (row);

  return gtk_widget_get_height (GTK_WIDGET (fixture->list)) -
         test_get_y (row, GTK_WIDGET (fixture->list)) - gtk_widget_get_height (row);
}

static GtkWidget *
find_row (Fixture *fixture, int number)
{
  g_autofree char *id = g_strdup_printf ("%d", number);
  guint position = 0;

  g_assert_true (chat_timeline_find_position (fixture->timeline, id, &position));

  return parlour_message_list_get_row (fixture->list, position);
}

/* The number of the first message on the screen, and where it is. */
static int
look (Fixture *fixture, double *y)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (fixture->list)); row != NULL;
       row = gtk_widget_get_next_sibling (row)) {
    ChatMessage *message = NULL;

    if (!PARLOUR_IS_MESSAGE_ROW (row))
      continue;
    message = parlour_message_row_get_message (PARLOUR_MESSAGE_ROW (row));
    *y = test_get_y (row, GTK_WIDGET (fixture->list));
    if (*y + gtk_widget_get_height (row) > 0)
      return atoi (chat_message_get_id (message));
  }

  g_assert_not_reached ();
}

static void
assert_still (Fixture *fixture, int number, double y)
{
  for (guint frame = 0; frame < 6; frame++) {
    GtkWidget *row = NULL;

    test_await_frames (fixture->window, 0);
    row = find_row (fixture, number);
    g_assert_nonnull (row);
    g_assert_cmpfloat (test_get_y (row, GTK_WIDGET (fixture->list)), ==, y);
  }
}

static void
read_the_middle (Fixture *fixture, int *number, double *y)
{
  gtk_adjustment_set_value (fixture->adjustment,
                            gtk_adjustment_get_value (fixture->adjustment) - 1777);
  test_await_frames (fixture->window, 2);
  g_assert_false (parlour_message_list_get_at_end (fixture->list));
  *number = look (fixture, y);
}

static void
test_stands_at_its_end (Fixture *fixture, gconstpointer data)
{
  g_assert_true (parlour_message_list_get_at_end (fixture->list));
  g_assert_cmpfloat (get_distance_to_end (fixture), ==, 4);
}

static void
test_few_messages_stand_below (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpfloat (get_distance_to_end (fixture), ==, 4);

  append (fixture, 1);
  test_await_frames (fixture->window, 2);
  g_assert_cmpfloat (get_distance_to_end (fixture), ==, 4);
}

static void
test_begins_empty (Fixture *fixture, gconstpointer data)
{
  append (fixture, 40);
  test_await_frames (fixture->window, 3);

  g_assert_true (parlour_message_list_get_at_end (fixture->list));
  g_assert_cmpfloat (get_distance_to_end (fixture), ==, 4);
}

static void
test_stays_at_its_end (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 20; i++) {
    append (fixture, 1);
    test_await_frames (fixture->window, 1);
    g_assert_cmpfloat (get_distance_to_end (fixture), ==, 4);
  }
  append (fixture, 100);
  test_await_frames (fixture->window, 2);
  g_assert_cmpfloat (get_distance_to_end (fixture), ==, 4);
  g_assert_cmpuint (parlour_message_list_get_n_new (fixture->list), ==, 0);
}

static void
test_reading_is_not_disturbed_from_below (Fixture *fixture, gconstpointer data)
{
  double y = 0;
  int number = 0;

  read_the_middle (fixture, &number, &y);
  append (fixture, 8); /* two of them are mine */
  assert_still (fixture, number, y);
  g_assert_cmpuint (parlour_message_list_get_n_new (fixture->list), ==, 6);

  parlour_message_list_scroll_to_end (fixture->list);
  test_await_frames (fixture->window, 2);
  g_assert_true (parlour_message_list_get_at_end (fixture->list));
  g_assert_cmpfloat (get_distance_to_end (fixture), ==, 4);
  g_assert_cmpuint (parlour_message_list_get_n_new (fixture->list), ==, 0);
}

static void
test_reading_is_not_disturbed_from_above (Fixture *fixture, gconstpointer data)
{
  double y = 0;
  int number = 0;

  read_the_middle (fixture, &number, &y);
  for (guint i = 0; i < 5; i++) {
    prepend (fixture, 50);
    assert_still (fixture, number, y);
  }
}

static void
test_a_message_that_grows_above_disturbs_nobody (Fixture *fixture, gconstpointer data)
{
  double y = 0;
  int number = 0;
  GtkWidget *above = NULL;

  read_the_middle (fixture, &number, &y);
  above = find_row (fixture, number - 1);
  g_assert_nonnull (above);
  gtk_widget_set_size_request (above, -1, gtk_widget_get_height (above) + 100);
  assert_still (fixture, number, y);
}

static void
test_every_step_up_is_a_step (Fixture *fixture, gconstpointer data)
{
  double y = 0;
  int number = look (fixture, &y);

  for (guint step = 0; step < 150; step++) {
    double before = y;

    gtk_adjustment_set_value (fixture->adjustment,
                              gtk_adjustment_get_value (fixture->adjustment) - 60);
    test_await_frames (fixture->window, 0);
    g_assert_nonnull (find_row (fixture, number));
    y = test_get_y (find_row (fixture, number), GTK_WIDGET (fixture->list));
    g_assert_cmpfloat (y - before, ==, 60);
    number = look (fixture, &y);
  }
  g_assert_cmpuint (count_rows (fixture), <, 80);
}

static void
test_the_first_message_can_be_reached (Fixture *fixture, gconstpointer data)
{
  double y = 0;

  for (guint i = 0; i < 40; i++) {
    gtk_adjustment_set_value (fixture->adjustment, gtk_adjustment_get_lower (fixture->adjustment));
    test_await_frames (fixture->window, 1);
  }

  g_assert_cmpint (look (fixture, &y), ==, 0);
  g_assert_cmpfloat (y, ==, 12);
  g_assert_cmpuint (count_rows (fixture), <, 80);

  gtk_adjustment_set_value (fixture->adjustment, gtk_adjustment_get_upper (fixture->adjustment));
  test_await_frames (fixture->window, 3);
  parlour_message_list_scroll_to_end (fixture->list);
  test_await_frames (fixture->window, 2);
  g_assert_cmpfloat (get_distance_to_end (fixture), ==, 4);
}

static ChatMessage *
dup_last_shown (Fixture *fixture)
{
  ChatMessage *message = NULL;

  g_object_get (fixture->list, "last-shown", &message, NULL);

  return message;
}

static void
test_it_says_what_can_be_seen (Fixture *fixture, gconstpointer data)
{
  int page = gtk_widget_get_height (GTK_WIDGET (fixture->list));
  g_autoptr (ChatMessage) newest = dup_last_shown (fixture);
  g_autoptr (ChatMessage) shown = NULL;
  GtkWidget *row = NULL;
  double y = 0;
  int number = 0;

  g_assert_cmpstr (chat_message_get_id (newest), ==, "299");

  read_the_middle (fixture, &number, &y);
  test_await_frames (fixture->window, 1);
  shown = dup_last_shown (fixture);
  number = atoi (chat_message_get_id (shown));
  row = find_row (fixture, number);
  g_assert_cmpfloat (test_get_y (row, GTK_WIDGET (fixture->list)) + gtk_widget_get_height (row), <=,
                     page);
  row = find_row (fixture, number + 1);
  g_assert_cmpfloat (test_get_y (row, GTK_WIDGET (fixture->list)) + gtk_widget_get_height (row), >,
                     page);

  append (fixture, 1);
  test_await_frames (fixture->window, 2);
  g_assert_true (shown == parlour_message_list_get_last_shown (fixture->list));
}

static void
older_wanted_cb (Fixture *fixture)
{
  gboolean near_start = FALSE;

  g_object_get (fixture->list, "near-start", &near_start, NULL);
  if (near_start && fixture->previous > -200)
    prepend (fixture, 50);
}

/* Pages come in before the top is reached, while the wheel turns. */
static void
test_older_messages_come_before_the_top_is_reached (Fixture *fixture, gconstpointer data)
{
  GtkWidget *head = gtk_label_new ("The beginning");
  double y = 0;
  int number = 0;

  g_object_set (fixture->list, "head", head, NULL);
  g_signal_connect_swapped (fixture->list, "notify::near-start", G_CALLBACK (older_wanted_cb),
                            fixture);
  number = look (fixture, &y);
  while (gtk_adjustment_get_value (fixture->adjustment) >
         gtk_adjustment_get_lower (fixture->adjustment) + 120) {
    double before = y;

    gtk_adjustment_set_value (fixture->adjustment,
                              gtk_adjustment_get_value (fixture->adjustment) - 120);
    test_await_frames (fixture->window, 0);
    y = test_get_y (find_row (fixture, number), GTK_WIDGET (fixture->list));
    g_assert_cmpfloat (y - before, ==, 120);
    g_assert_true (number - fixture->previous > 20 || fixture->previous < -200);
    number = look (fixture, &y);
  }

  g_assert_cmpint (fixture->previous, <=, -200);
  gtk_adjustment_set_value (fixture->adjustment, gtk_adjustment_get_lower (fixture->adjustment));
  test_await_frames (fixture->window, 2);
  g_assert_cmpint (look (fixture, &y), ==, fixture->previous + 1);
  g_assert_true (gtk_widget_get_mapped (head));
  g_assert_cmpfloat (test_get_y (head, GTK_WIDGET (fixture->list)), ==, 12);
  g_assert_cmpfloat (y, ==, 12 + gtk_widget_get_height (head));
}

static gboolean
go_on_cb (gpointer data)
{
  Fixture *fixture = data;

  gtk_adjustment_set_value (fixture->adjustment, gtk_adjustment_get_lower (fixture->adjustment));

  return G_SOURCE_REMOVE;
}

static void
range_changed_cb (Fixture *fixture)
{
  g_idle_add_full (G_PRIORITY_HIGH, go_on_cb, fixture, NULL);
}

/* Somebody scrolls so fast that they are near the start again before the list had time to think. */
static void
test_older_messages_are_asked_for_again_and_again (Fixture *fixture, gconstpointer data)
{
  gulong range_id = 0;

  gtk_adjustment_set_value (fixture->adjustment, gtk_adjustment_get_lower (fixture->adjustment));
  test_await_frames (fixture->window, 3);
  g_assert_true (parlour_message_list_get_near_start (fixture->list));

  g_signal_connect_swapped (fixture->list, "notify::near-start", G_CALLBACK (older_wanted_cb),
                            fixture);
  range_id = g_signal_connect_swapped (fixture->adjustment, "changed",
                                       G_CALLBACK (range_changed_cb), fixture);
  prepend (fixture, 50);
  test_await_frames (fixture->window, 4);
  g_assert_cmpint (fixture->previous, <, -51);

  g_signal_handler_disconnect (fixture->adjustment, range_id);
  test_settle ();
}

static void
test_a_message_can_be_shown (Fixture *fixture, gconstpointer data)
{
  static const guint positions[] = { 150, 3, 290, 297 };

  for (gsize i = 0; i < G_N_ELEMENTS (positions); i++) {
    GtkWidget *row = NULL;
    double y = 0;

    parlour_message_list_scroll_to (fixture->list, positions[i], 80);
    test_await_frames (fixture->window, 3);
    row = parlour_message_list_get_row (fixture->list, positions[i]);
    g_assert_nonnull (row);
    y = test_get_y (row, GTK_WIDGET (fixture->list));
    g_assert_cmpfloat (y, >=, 0);
    g_assert_cmpfloat (y, <, gtk_widget_get_height (GTK_WIDGET (fixture->list)));
  }
  g_assert_true (parlour_message_list_get_at_end (fixture->list));
}

static void
test_a_place_can_be_found_again (Fixture *fixture, gconstpointer data)
{
  guint position = 0;
  double y = 0;
  int number = 0;
  int offset = 0;
  g_autoptr (ChatMessage) message = NULL;

  g_assert_null (parlour_message_list_get_place (fixture->list, &offset));
  read_the_middle (fixture, &number, &y);
  g_set_object (&message, parlour_message_list_get_place (fixture->list, &offset));
  g_assert_cmpint (atoi (chat_message_get_id (message)), ==, number);

  parlour_message_list_set_messages (fixture->list, NULL);
  test_await_frames (fixture->window, 2);
  parlour_message_list_set_messages (fixture->list, G_LIST_MODEL (fixture->timeline));
  chat_timeline_find_position (fixture->timeline, chat_message_get_id (message), &position);
  parlour_message_list_scroll_to (fixture->list, position, offset);
  test_await_frames (fixture->window, 3);
  assert_still (fixture, number, y);
}

/* Puts so many messages into @store at @position that they have rows only later. */
static void
fill_gap (Fixture *fixture, GListStore *store, guint position)
{
  g_autoptr (GPtrArray) messages = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 120; i++)
    g_ptr_array_add (messages, make_message (fixture, fixture->next++));
  g_list_store_splice (store, position, 0, messages->pdata, messages->len);
}

static void
test_a_gap_that_is_filled_disturbs_nobody (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GListStore) store = g_list_store_new (CHAT_TYPE_MESSAGE);
  ChatMessage *message = NULL;
  guint position = 0;
  int offset = 0;

  fill_gap (fixture, store, 0);
  fill_gap (fixture, store, 0);
  parlour_message_list_set_messages (fixture->list, G_LIST_MODEL (store));
  test_await_frames (fixture->window, 3);
  gtk_adjustment_set_value (fixture->adjustment,
                            gtk_adjustment_get_value (fixture->adjustment) - 1777);
  test_await_frames (fixture->window, 3);
  message = parlour_message_list_get_place (fixture->list, &offset);

  for (int distance = -2; distance <= 3; distance++) {
    int now = 0;

    g_assert_true (g_list_store_find (store, message, &position));
    fill_gap (fixture, store, (guint) ((int) position + distance));
    for (guint frame = 0; frame < 4; frame++) {
      test_await_frames (fixture->window, 0);
      g_assert_true (parlour_message_list_get_place (fixture->list, &now) == message);
      g_assert_cmpint (now, ==, offset);
    }
    for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (store)); i++) {
      g_autoptr (ChatMessage) wanted = g_list_model_get_item (G_LIST_MODEL (store), i);
      GtkWidget *row = parlour_message_list_get_row (fixture->list, i);

      if (row != NULL)
        g_assert_true (parlour_message_row_get_message (PARLOUR_MESSAGE_ROW (row)) == wanted);
    }
  }
  g_assert_cmpuint (count_rows (fixture), <, 80);
  parlour_message_list_set_messages (fixture->list, NULL);
}

static void
test_another_width_keeps_the_place (Fixture *fixture, gconstpointer data)
{
  double y = 0;
  int number = 0;

  read_the_middle (fixture, &number, &y);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 360, 400);
  test_await_that (gtk_widget_get_width (fixture->window) == 360);
  assert_still (fixture, number, y);

  parlour_message_list_scroll_to_end (fixture->list);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 700, 300);
  test_await_that (gtk_widget_get_width (fixture->window) == 700);
  test_await_frames (fixture->window, 2);
  g_assert_cmpfloat (get_distance_to_end (fixture), ==, 4);
}

static void
test_a_message_that_goes_leaves_no_gap (Fixture *fixture, gconstpointer data)
{
  guint last = count_messages (fixture) - 1;
  g_autoptr (ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (fixture->timeline), last);

  chat_timeline_remove (fixture->timeline, message);
  test_await_frames (fixture->window, 2);
  g_assert_cmpfloat (get_distance_to_end (fixture), ==, 4);
  g_assert_cmpuint (count_messages (fixture), ==, last);
}

/* --- the keyboard --- */

/* The number of the message that has the focus, which can be seen. */
static int
find_focus (Fixture *fixture)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  double y = 0;

  g_assert_true (PARLOUR_IS_MESSAGE_ROW (focus));
  y = test_get_y (focus, GTK_WIDGET (fixture->list));
  g_assert_cmpfloat (y, <, gtk_widget_get_height (GTK_WIDGET (fixture->list)));
  g_assert_cmpfloat (y + gtk_widget_get_height (focus), >, 0);

  return atoi (chat_message_get_id (parlour_message_row_get_message (PARLOUR_MESSAGE_ROW (focus))));
}

static void
move_focus (Fixture *fixture, GtkDirectionType direction)
{
  g_assert_true (gtk_widget_child_focus (GTK_WIDGET (fixture->list), direction));
  test_await_frames (fixture->window, 1);
}

static void
test_arrows_go_from_row_to_row (Fixture *fixture, gconstpointer data)
{
  g_assert_true (gtk_widget_grab_focus (find_row (fixture, 299)));

  for (int number = 298; number > 270; number--) {
    move_focus (fixture, GTK_DIR_UP);
    g_assert_cmpint (find_focus (fixture), ==, number);
  }
  move_focus (fixture, GTK_DIR_DOWN);
  g_assert_cmpint (find_focus (fixture), ==, 272);

  /* Who has looked elsewhere meanwhile comes back. */
  gtk_adjustment_set_value (fixture->adjustment,
                            gtk_adjustment_get_value (fixture->adjustment) - 900);
  test_await_frames (fixture->window, 2);
  move_focus (fixture, GTK_DIR_UP);
  g_assert_cmpint (find_focus (fixture), ==, 271);
}

static void
test_the_focus_does_not_leave_with_a_row (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) message = NULL;
  guint position = 0;
  int number = 0;

  g_assert_true (gtk_widget_grab_focus (find_row (fixture, 299)));
  gtk_adjustment_set_value (fixture->adjustment, gtk_adjustment_get_lower (fixture->adjustment));
  test_await_frames (fixture->window, 3);
  number = find_focus (fixture);
  g_assert_cmpint (number, <, 100);

  move_focus (fixture, GTK_DIR_UP);
  number = find_focus (fixture);
  chat_timeline_find_position (fixture->timeline,
                               chat_message_get_id (
                                 parlour_message_row_get_message (PARLOUR_MESSAGE_ROW (
                                   gtk_window_get_focus (GTK_WINDOW (fixture->window))))),
                               &position);
  message = g_list_model_get_item (G_LIST_MODEL (fixture->timeline), position);
  chat_timeline_remove (fixture->timeline, message);
  test_await_frames (fixture->window, 2);
  g_assert_cmpint (find_focus (fixture), ==, number + 1);

  parlour_message_list_scroll_to_end (fixture->list);
  test_await_frames (fixture->window, 3);
  g_assert_cmpint (find_focus (fixture), >, 200);
}

static void
set_reaction (ChatMessage *message, ChatUser *user)
{
  g_autoptr (GPtrArray)
    reactions = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_reaction_unref);
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (g_object_unref);

  if (user != NULL) {
    g_ptr_array_add (users, g_object_ref (user));
    g_ptr_array_add (reactions, chat_reaction_new ("🎉", users));
  }
  chat_message_set_reactions (message, reactions);
}

/* What somebody has just pressed goes because of that. */
static void
test_the_focus_stays_with_a_message (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = find_row (fixture, 299);
  ChatMessage *message = parlour_message_row_get_message (PARLOUR_MESSAGE_ROW (row));

  set_reaction (message, fixture->me);
  test_await_frames (fixture->window, 2);
  g_assert_true (gtk_widget_grab_focus (test_find (row, "chip")));
  set_reaction (message, NULL);
  test_await_frames (fixture->window, 2);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == row);
}

static void
test_a_failure_leaves_the_focus (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) message = chat_message_new_pending (fixture->me, "hello", START);
  GtkWidget *row = NULL;

  chat_timeline_add (fixture->timeline, message);
  chat_message_fail (message, "too long");
  test_await_frames (fixture->window, 3);
  row = parlour_message_list_get_row (fixture->list, 3);
  g_assert_true (gtk_widget_grab_focus (gtk_widget_get_parent (test_find_label (row, "Retry"))));
  chat_message_wait (message, START);
  test_await_frames (fixture->window, 2);
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == row);
}

static void
test_nothing_is_above_the_first_row (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 5; i++)
    move_focus (fixture, GTK_DIR_UP);
  g_assert_cmpint (find_focus (fixture), ==, 0);
}

/* A message that is higher than the window is read on in it before the next one has its turn. */
static void
test_a_high_message_is_read_part_by_part (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (ChatMessage) message = NULL;
  GtkWidget *row = NULL;
  guint n_steps = 0;

  for (guint i = 0; i < 100; i++)
    g_string_append (text, "a line\n");
  message = chat_message_new ("300", fixture->amara, text->str, START + (gint64) 300 * MINUTE_MS);
  chat_timeline_add (fixture->timeline, message);
  fixture->next++;
  append (fixture, 1);
  test_await_frames (fixture->window, 3);

  g_assert_true (gtk_widget_grab_focus (find_row (fixture, 301)));
  move_focus (fixture, GTK_DIR_UP);
  g_assert_cmpint (find_focus (fixture), ==, 300);
  row = gtk_window_get_focus (GTK_WINDOW (fixture->window));
  while (find_focus (fixture) == 300) {
    double before = test_get_y (row, GTK_WIDGET (fixture->list));

    move_focus (fixture, GTK_DIR_UP);
    g_assert_cmpfloat (test_get_y (row, GTK_WIDGET (fixture->list)) - before, <=,
                       gtk_widget_get_height (GTK_WIDGET (fixture->list)));
    n_steps++;
  }
  g_assert_cmpuint (n_steps, >, 3);
  g_assert_cmpint (find_focus (fixture), ==, 299);
}

static void
test_pages_can_be_turned (Fixture *fixture, gconstpointer data)
{
  double page = gtk_adjustment_get_page_size (fixture->adjustment);
  double y = 0;
  int number = look (fixture, &y);

  parlour_message_list_scroll (fixture->list, GTK_SCROLL_PAGE_UP);
  test_await_frames (fixture->window, 2);
  g_assert_cmpfloat (test_get_y (find_row (fixture, number), GTK_WIDGET (fixture->list)) - y, >,
                     page / 2);
  g_assert_false (parlour_message_list_get_at_end (fixture->list));

  parlour_message_list_scroll (fixture->list, GTK_SCROLL_PAGE_DOWN);
  test_await_frames (fixture->window, 2);
  g_assert_true (parlour_message_list_get_at_end (fixture->list));

  parlour_message_list_scroll (fixture->list, GTK_SCROLL_START);
  test_await_frames (fixture->window, 3);
  g_assert_cmpint (look (fixture, &y), <, 60);
  parlour_message_list_scroll (fixture->list, GTK_SCROLL_END);
  test_await_frames (fixture->window, 2);
  g_assert_true (parlour_message_list_get_at_end (fixture->list));
}

/* Replays random changes and compares every row with the model. */
static void
test_rows_always_show_their_messages (Fixture *fixture, gconstpointer data)
{
  for (guint round = 0; round < 120; round++) {
    g_autoptr (ChatMessage) victim = NULL;
    guint n_messages = count_messages (fixture);

    switch (g_test_rand_int_range (0, 5)) {
    case 0:
      append (fixture, g_test_rand_int_range (1, 6));
      break;
    case 1:
      prepend (fixture, g_test_rand_int_range (1, 30));
      break;
    case 2:
      victim = g_list_model_get_item (G_LIST_MODEL (fixture->timeline),
                                      (guint) g_test_rand_int_range (0, (int) n_messages));
      chat_timeline_remove (fixture->timeline, victim);
      break;
    case 3:
      gtk_adjustment_set_value (fixture->adjustment,
                                g_test_rand_double_range (gtk_adjustment_get_lower (
                                                            fixture->adjustment),
                                                          gtk_adjustment_get_upper (
                                                            fixture->adjustment)));
      break;
    default:
      parlour_message_list_scroll_to_end (fixture->list);
    }
    test_await_frames (fixture->window, 1);

    for (guint i = 0; i < count_messages (fixture); i++) {
      g_autoptr (ChatMessage) message = g_list_model_get_item (G_LIST_MODEL (fixture->timeline), i);
      GtkWidget *row = parlour_message_list_get_row (fixture->list, i);

      if (row != NULL)
        g_assert_true (parlour_message_row_get_message (PARLOUR_MESSAGE_ROW (row)) == message);
    }
    if (parlour_message_list_get_at_end (fixture->list))
      g_assert_cmpfloat (get_distance_to_end (fixture), ==, 4);
  }
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    int n_messages;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "stands-at-its-end", 300, test_stands_at_its_end },
    { "few-messages-stand-below", 2, test_few_messages_stand_below },
    { "begins-empty", 0, test_begins_empty },
    { "stays-at-its-end", 300, test_stays_at_its_end },
    { "reading-is-not-disturbed-from-below", 300, test_reading_is_not_disturbed_from_below },
    { "reading-is-not-disturbed-from-above", 300, test_reading_is_not_disturbed_from_above },
    { "a-message-that-grows-above-disturbs-nobody", 300,
      test_a_message_that_grows_above_disturbs_nobody },
    { "every-step-up-is-a-step", 300, test_every_step_up_is_a_step },
    { "the-first-message-can-be-reached", 3000, test_the_first_message_can_be_reached },
    { "it-says-what-can-be-seen", 300, test_it_says_what_can_be_seen },
    { "older-messages-come-before-the-top-is-reached", 100,
      test_older_messages_come_before_the_top_is_reached },
    { "older-messages-are-asked-for-again-and-again", 100,
      test_older_messages_are_asked_for_again_and_again },
    { "a-message-can-be-shown", 300, test_a_message_can_be_shown },
    { "a-place-can-be-found-again", 300, test_a_place_can_be_found_again },
    { "a-gap-that-is-filled-disturbs-nobody", 0, test_a_gap_that_is_filled_disturbs_nobody },
    { "another-width-keeps-the-place", 300, test_another_width_keeps_the_place },
    { "a-message-that-goes-leaves-no-gap", 300, test_a_message_that_goes_leaves_no_gap },
    { "arrows-go-from-row-to-row", 300, test_arrows_go_from_row_to_row },
    { "the-focus-does-not-leave-with-a-row", 300, test_the_focus_does_not_leave_with_a_row },
    { "the-focus-stays-with-a-message", 300, test_the_focus_stays_with_a_message },
    { "a-failure-leaves-the-focus", 3, test_a_failure_leaves_the_focus },
    { "nothing-is-above-the-first-row", 3, test_nothing_is_above_the_first_row },
    { "a-high-message-is-read-part-by-part", 300, test_a_high_message_is_read_part_by_part },
    { "pages-can-be-turned", 300, test_pages_can_be_turned },
    { "rows-always-show-their-messages", 200, test_rows_always_show_their_messages },
  };

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/parlour/message-list/", tests[i].path, NULL);

    g_test_add (path, Fixture, GINT_TO_POINTER (tests[i].n_messages), set_up, tests[i].test,
                tear_down);
  }

  return g_test_run ();
}
