/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-session-parts.h"
#include "fake-server.h"
#include "person.h"
#include "test-await.h"
#include "test-folder.h"

#include <signal.h>

/* --- servers that go in circles --------------------------------------------------------- */

/* How a server turns pages that never end. */
typedef struct {
  gint64 step; /* by which each goes on */
  gboolean says_something;
} Circle;

typedef struct {
  const Circle *circle;
  char *folder;
  FakeServer *server;
  ChatSession *session;
  guint n_pages;
} Round;

static char *
turn_page (const char *event, JsonObject *arguments, gpointer user_data)
{
  Round *round = user_data;
  gint64 since = 0;

  if (!g_str_equal (event, "sync"))
    return NULL;

  since = json_object_get_int_member (arguments, "since");
  round->n_pages++;

  return g_strdup_printf ("{\"ok\":true,\"users\":[%s],\"revision\":%" G_GINT64_FORMAT
                          ",\"more\":true}",
                          round->circle->says_something
                            ? "{\"id\":\"u-2\",\"name\":\"ann\",\"rev\":2}"
                            : "",
                          MAX (since + round->circle->step, 0));
}

static void
set_up_round (Round *round, gconstpointer circle)
{
  round->circle = circle;
  round->folder = test_folder_new ();
  round->server = fake_server_new (turn_page, round);
  round->session = fake_server_make_session (round->server, round->folder);
}

static void
tear_down_round (Round *round, gconstpointer circle)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_session_close_async (round->session, test_keep_result, &result);
  test_await (&result);
  g_clear_object (&result);
  test_settle ();
  g_assert_finalize_object (round->session);
  fake_server_free (round->server);
  test_folder_remove (round->folder);
  g_free (round->folder);
}

static gint64
get_cursor (ChatSession *session)
{
  ChatStore *store = chat_session_get_parts (session)->store;
  g_autoptr (GAsyncResult) result = NULL;

  chat_store_get_revision_async (store, NULL, test_keep_result, &result);
  test_await (&result);

  return chat_store_get_revision_finish (store, result, NULL);
}

static void
assert_heard (Round *round, const char *person)
{
  g_autofree char *json =
    g_strdup_printf ("[{\"id\":\"%s\",\"name\":\"%s\",\"rev\":3}]", person, person);

  fake_server_tell (round->server, "revision", "[{\"revision\":150}]");
  fake_server_tell (round->server, "user", json);
  test_await_that (chat_roster_find (chat_session_get_users (round->session), person) != NULL);
}

/* It is online with what there is, and says that all is there only of what it was told. */
static void
test_circle_ends (Round *round, gconstpointer circle)
{
  guint n_pages = 0;
  gint64 cursor = 0;

  chat_session_connect (round->session);
  test_await_that (chat_session_get_state (round->session) == CHAT_SESSION_ONLINE);
  n_pages = round->n_pages;
  cursor = get_cursor (round->session);
  g_assert_cmpuint (n_pages, <=, 10);
  g_assert_cmpint (cursor, <=, 10);
  assert_heard (round, "bob");
  g_assert_cmpint (get_cursor (round->session), ==, cursor);
  g_assert_cmpuint (round->n_pages, ==, n_pages);
}

/* What goes on saying something may have that much to say; one page at a time, until the person has
 * enough of it. */
static void
test_flood (Round *round, gconstpointer circle)
{
  guint n_pages = 0;

  chat_session_connect (round->session);
  test_await_that (round->n_pages == 50);
  g_assert_cmpint (chat_session_get_state (round->session), ==, CHAT_SESSION_SYNCING);
  chat_session_disconnect (round->session);
  g_assert_cmpint (chat_session_get_state (round->session), ==, CHAT_SESSION_OFFLINE);
  n_pages = round->n_pages;
  g_assert_cmpint (get_cursor (round->session), <=, n_pages);
  test_settle ();
  g_assert_cmpuint (round->n_pages, <=, n_pages + 1);
}

/* --- servers that are set back ------------------------------------------------------------- */

typedef struct {
  TestHouse *house;
  char *copy; /* of its database */
  Person *ann;
  Person *bob;
} Fixture;

typedef struct {
  gboolean is_forgetful; /* Ann's device */
  guint n_lost;          /* messages that were said after the backup */
  guint n_gained;        /* and again by Bob after it was put back, before Ann comes */
} SetBack;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const SetBack *set_back = data;

  fixture->house = test_house_new (NULL);
  fixture->copy = g_strconcat (test_house_get_data (fixture->house), ".copy", NULL);
  fixture->ann =
    (set_back->is_forgetful ? person_new_forgetful : person_new) (fixture->house, "ann");
  fixture->bob = person_new (fixture->house, "bob");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->ann, person_free);
  g_clear_pointer (&fixture->bob, person_free);
  test_house_free (fixture->house);
  g_free (fixture->copy);
}

static void
run_command (const char *const *command)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (command, G_SUBPROCESS_FLAGS_NONE, &error);

  g_assert_no_error (error);
  g_subprocess_wait_check_async (process, NULL, test_keep_result, &result);
  test_await (&result);
  g_subprocess_wait_check_finish (process, result, &error);
  g_assert_no_error (error);
}

/* While it runs. */
static void
back_up (Fixture *fixture)
{
  const char *const command[] = {
    g_getenv ("PARLOUR_SERVER"),
    "--data",
    test_house_get_data (fixture->house),
    "backup",
    fixture->copy,
    NULL,
  };

  run_command (command);
}

static void
put_back (Fixture *fixture)
{
  g_autofree char *database =
    g_build_filename (test_house_get_data (fixture->house), "parlour.db", NULL);
  g_autofree char *log = g_strconcat (database, "-wal", NULL);
  g_autofree char *index = g_strconcat (database, "-shm", NULL);
  const char *const command[] = { "rm", "-f", log, index, NULL };
  const char *const move[] = { "mv", fixture->copy, database, NULL };

  run_command (command);
  run_command (move);
}

static void
say_many (Person *person, ChatRoom *same, const char *text, guint n)
{
  ChatRoom *room = person_await_room (person, same);
  ChatMessage *last = NULL;

  for (guint i = 0; i < n; i++)
    last = person_say (person, room, text);
  if (last != NULL)
    test_await_that (chat_message_get_is_sent (last));
}

static char *
dup_history (Person *person, ChatRoom *same)
{
  ChatRoom *room = person_await_room (person, same);
  GListModel *timeline = G_LIST_MODEL (chat_room_get_timeline (room));
  g_autoptr (GString) history = g_string_new (NULL);

  do
    g_assert_true (person_load_older (person, room, NULL));
  while (chat_room_get_has_older (room));
  for (guint i = 0; i < person_count (timeline); i++) {
    g_autoptr (ChatMessage) message = g_list_model_get_item (timeline, i);
    const char *text = chat_message_get_text (message);

    g_string_append_printf (history, "%s %s\n", chat_message_get_id (message),
                            text != NULL ? text : "");
  }

  return g_string_free (g_steal_pointer (&history), FALSE);
}

static void
write_draft (Person *person, ChatRoom *room, const char *text)
{
  chat_draft_set_text (chat_room_get_draft (room), text);
  chat_session_keep_draft (person->session, room);
}

static gboolean
has_draft (Person *person, ChatRoom *same, const char *text)
{
  ChatRoom *room = person_await_room (person, same);

  return g_strcmp0 (chat_draft_get_text (chat_room_get_draft (room)), text) == 0;
}

/* What the server has not got has not been said, however far it has come since; what waits to be
 * sent, or is being written, waits for the same room. */
static void
test_set_back (Fixture *fixture, gconstpointer data)
{
  const SetBack *set_back = data;
  Person *ann = fixture->ann;
  Person *bob = fixture->bob;
  g_autoptr (ChatRoom) room = g_object_ref (person_make_room (ann, "Den", bob));
  g_autoptr (Person) phone = NULL;
  g_autofree char *history = NULL;
  g_autofree char *same = NULL;

  say_many (ann, room, "kept", 1);
  person_await_message (bob, room, "kept");
  back_up (fixture);
  say_many (ann, room, "lost", set_back->n_lost);
  test_house_stop (fixture->house, SIGKILL);
  chat_session_disconnect (ann->session);
  chat_session_disconnect (bob->session);
  if (!set_back->is_forgetful) {
    person_say (ann, room, "waiting");
    write_draft (ann, room, "being writ");
  }

  put_back (fixture);
  test_house_start (fixture->house);
  person_come (bob);
  say_many (bob, room, "gained", set_back->n_gained);
  person_come (ann);
  if (!set_back->is_forgetful) {
    person_await_message (bob, room, "waiting");
    test_await_that (has_draft (ann, room, "being writ"));
  } else {
    say_many (ann, room, "waiting", 1);
  }

  phone = person_new_device (ann);
  same = dup_history (phone, room);
  g_assert_nonnull (strstr (same, "kept"));
  g_assert_null (strstr (same, "lost"));
  g_assert_nonnull (strstr (same, "waiting"));
  history = dup_history (ann, room);
  g_assert_cmpstr (history, ==, same);
}

int
main (int argc, char *argv[])
{
  static const Circle stays = { 0, TRUE };
  static const Circle goes_back = { -5, TRUE };
  static const Circle is_empty = { 1, FALSE };
  static const Circle floods = { 1, TRUE };
  static const SetBack below = { FALSE, 20, 0 };
  static const SetBack past = { FALSE, 5, 15 };
  static const SetBack a_little = { FALSE, 1, 1 };
  static const SetBack forgetful_below = { TRUE, 20, 0 };
  static const SetBack forgetful_past = { TRUE, 5, 15 };

  g_test_init (&argc, &argv, NULL);

#define ADD_CIRCLE(name, circle, function)                                                         \
  g_test_add ("/chat/catch-up/circles/" name, Round, circle, set_up_round, function,               \
              tear_down_round)
#define ADD_SET_BACK(name, set_back)                                                               \
  g_test_add ("/chat/catch-up/set-back/" name, Fixture, set_back, set_up, test_set_back, tear_down)

  ADD_CIRCLE ("page-that-stays-where-it-is", &stays, test_circle_ends);
  ADD_CIRCLE ("page-that-goes-back", &goes_back, test_circle_ends);
  ADD_CIRCLE ("pages-that-say-nothing-without-end", &is_empty, test_circle_ends);
  ADD_CIRCLE ("pages-that-go-on-can-be-left", &floods, test_flood);
  ADD_SET_BACK ("below-what-was-heard", &below);
  ADD_SET_BACK ("and-grown-past-it", &past);
  ADD_SET_BACK ("by-little", &a_little);
  ADD_SET_BACK ("below-what-is-only-in-memory", &forgetful_below);
  ADD_SET_BACK ("and-grown-past-what-is-only-in-memory", &forgetful_past);

  return g_test_run ();
}
