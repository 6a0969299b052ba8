/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-intake.h"

#include "chat-native-dialect.h"
#include "test-await.h"

typedef struct {
  ChatUser *me;
  ChatOutbox *outbox;
  ChatSync *sync;
  ChatStore *store;
  ChatIntake *intake;
  guint n_applied;
} Fixture;

static void
applied_cb (Fixture *fixture, GPtrArray *events, gboolean remembered)
{
  g_assert_true (remembered);
  fixture->n_applied++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  chat_store_open_async (":memory:", NULL, test_keep_result, &result);
  test_await (&result);
  fixture->store = chat_store_open_finish (result, &error);
  g_assert_no_error (error);

  fixture->me = chat_user_new_me ("u-me", "Me");
  fixture->outbox = chat_outbox_new (fixture->me);
  fixture->sync = chat_sync_new (fixture->me, fixture->outbox);
  fixture->intake = chat_intake_new (fixture->sync);
  chat_intake_set_store (fixture->intake, fixture->store);
  g_signal_connect_swapped (fixture->intake, "applied", G_CALLBACK (applied_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  test_settle ();
  g_assert_finalize_object (fixture->intake);
  g_assert_finalize_object (fixture->sync);
  g_assert_finalize_object (fixture->outbox);
  g_assert_finalize_object (fixture->me);
  g_assert_finalize_object (fixture->store);
}

static GPtrArray *
read_event (const char *name, const char *json)
{
  g_autoptr (ChatDialect) dialect = chat_native_dialect_new ();
  g_autoptr (JsonNode) node = json_from_string (json, NULL);

  return chat_dialect_read_event (dialect, name, json_node_get_array (node), 1);
}

static void
hear (Fixture *fixture, const char *name, const char *json)
{
  g_autoptr (GPtrArray) events = read_event (name, json);

  chat_intake_hear (fixture->intake, events);
}

static gint64
get_revision (Fixture *fixture)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_store_get_revision_async (fixture->store, NULL, test_keep_result, &result);
  test_await (&result);

  return chat_store_get_revision_finish (fixture->store, result, NULL);
}

#define ROOM(id, rev)                                                                              \
  "[{\"id\":\"" id "\",\"kind\":\"public\",\"name\":\"Den\",\"topic\":\"\",\"createdAt\":5,"       \
  "\"lastSeq\":0,\"memberCount\":1,\"rev\":" #rev ",\"me\":{\"room\":\"" id                        \
  "\",\"user\":\"u-me\",\"role\":\"owner\",\"joinedAt\":5,\"fromSeq\":1,\"delivered\":0,"          \
  "\"seen\":0,\"muted\":null,\"pinned\":false,\"rev\":" #rev "}}]"

static guint
count_rooms (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (chat_sync_get_rooms (fixture->sync)));
}

/* Nothing is shown that is not on the disk, and one turn of the loop is one transaction. */
static void
test_one_turn (Fixture *fixture, gconstpointer data)
{
  hear (fixture, "room", ROOM ("r-1", 1));
  hear (fixture, "room", ROOM ("r-2", 2));
  hear (fixture, "room", ROOM ("r-3", 3));
  g_assert_cmpuint (count_rooms (fixture), ==, 0);
  test_await_that (fixture->n_applied > 0);
  g_assert_cmpuint (fixture->n_applied, ==, 1);
  g_assert_cmpuint (count_rooms (fixture), ==, 3);
}

/* A cursor that comes in passing says that all before it was told, which is so only after I have
 * caught up. */
static void
test_cursor (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) page = read_event ("revision", "[{\"revision\":20}]");
  g_autoptr (GAsyncResult) result = NULL;
  guint n_applied = 0;

  hear (fixture, "room", ROOM ("r-1", 12));
  hear (fixture, "revision", "[{\"revision\":12}]");
  test_await_that (fixture->n_applied > 0);
  g_assert_cmpint (get_revision (fixture), ==, 0);

  chat_intake_take_async (fixture->intake, page, test_keep_result, &result);
  test_await (&result);
  g_assert_true (chat_intake_take_finish (fixture->intake, result, NULL));
  g_clear_object (&result);
  g_assert_cmpint (get_revision (fixture), ==, 20);

  chat_intake_set_whole (fixture->intake, TRUE);
  n_applied = fixture->n_applied;
  hear (fixture, "revision", "[{\"revision\":21}]");
  test_await_that (fixture->n_applied > n_applied);
  g_assert_cmpint (get_revision (fixture), ==, 21);
}

/* What is not on its way to the disk any more is none the less told to be over. */
static void
test_closing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) page = read_event ("room", ROOM ("r-1", 1));
  g_autoptr (GAsyncResult) result = NULL;

  chat_intake_take_async (fixture->intake, page, test_keep_result, &result);
  chat_intake_set_store (fixture->intake, NULL);
  test_await (&result);
  g_assert_true (chat_intake_take_finish (fixture->intake, result, NULL));
  g_assert_cmpuint (count_rooms (fixture), ==, 1);

  hear (fixture, "room", ROOM ("r-2", 2));
  g_assert_cmpuint (count_rooms (fixture), ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/chat/intake/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("one-turn-is-one-transaction", test_one_turn);
  ADD ("cursor-waits-for-having-caught-up", test_cursor);
  ADD ("what-is-on-its-way-arrives", test_closing);

  return g_test_run ();
}
