/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-server.h"
#include "test-await.h"

#define N_ROOMS 7
#define HOLD_MS 400

typedef struct {
  FakeServer *server;
  ChatSession *session;
  guint n_refusals;  /* how many receipts it does not want now */
  GArray *times;     /* gint64: of receipts, µs */
  GHashTable *rooms; /* ids of those that it has taken a receipt of */
} Fixture;

static char *
list_rooms (void)
{
  g_autoptr (GString) rooms = g_string_new ("{\"ok\":true,\"revision\":100,\"rooms\":[");

  for (guint i = 0; i < N_ROOMS; i++)
    g_string_append_printf (
      rooms,
      "%s{\"id\":\"r-%u\",\"kind\":\"public\",\"name\":\"Room\",\"createdAt\":5,\"lastSeq\":3,"
      "\"memberCount\":1,\"rev\":9,\"me\":{\"room\":\"r-%u\",\"user\":\"u-me\",\"role\":\"owner\","
      "\"joinedAt\":5,\"fromSeq\":1,\"delivered\":0,\"seen\":0,\"rev\":9}}",
      i > 0 ? "," : "", i, i);
  g_string_append (rooms, "]}");

  return g_string_free (g_steal_pointer (&rooms), FALSE);
}

static char *
answer (const char *event, JsonObject *arguments, gpointer user_data)
{
  Fixture *fixture = user_data;
  gint64 now = g_get_monotonic_time ();

  if (g_str_equal (event, "sync"))
    return list_rooms ();
  if (!g_str_equal (event, "receipt"))
    return NULL;

  g_array_append_val (fixture->times, now);
  if (fixture->times->len <= fixture->n_refusals)
    return g_strdup_printf ("{\"ok\":false,\"error\":{\"code\":\"throttled\",\"message\":\"later\","
                            "\"retryAfter\":%d}}",
                            HOLD_MS);

  g_assert_cmpint (json_object_get_int_member (arguments, "delivered"), ==, 3);
  g_hash_table_add (fixture->rooms, g_strdup (json_object_get_string_member (arguments, "room")));

  return NULL;
}

static void
set_up (Fixture *fixture, gconstpointer n_refusals)
{
  fixture->n_refusals = GPOINTER_TO_UINT (n_refusals);
  fixture->times = g_array_new (FALSE, FALSE, sizeof (gint64));
  fixture->rooms = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fixture->server = fake_server_new (answer, fixture);
  fixture->session = fake_server_make_session (fixture->server, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer n_refusals)
{
  chat_session_disconnect (fixture->session);
  test_settle ();
  g_assert_finalize_object (fixture->session);
  fake_server_free (fixture->server);
  g_array_unref (fixture->times);
  g_hash_table_unref (fixture->rooms);
}

/* Of all rooms, however many are refused at once or one after the other: it does not hear of any
 * before it wants to, and of each when it does. */
static void
test_hold (Fixture *fixture, gconstpointer n_refusals)
{
  const gint64 *times = NULL;
  guint last = fixture->n_refusals - 1;

  chat_session_connect (fixture->session);
  test_await_that (g_hash_table_size (fixture->rooms) == N_ROOMS);
  g_assert_cmpuint (fixture->times->len, ==, N_ROOMS + fixture->n_refusals);
  times = (const gint64 *) fixture->times->data;
  g_assert_cmpint (times[last + 1] - times[last], >=, HOLD_MS * G_TIME_SPAN_MILLISECOND);
}

/* A connection that ends takes the hold with it: the next one is heard at once. */
static void
test_new_connection (Fixture *fixture, gconstpointer n_refusals)
{
  chat_session_connect (fixture->session);
  test_await_that (fixture->times->len == fixture->n_refusals);
  chat_session_disconnect (fixture->session);
  test_await_that (chat_session_get_state (fixture->session) == CHAT_SESSION_OFFLINE);
  chat_session_connect (fixture->session);
  test_await_that (g_hash_table_size (fixture->rooms) == N_ROOMS);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, n_refusals, function)                                                            \
  g_test_add ("/chat/receipts/" name, Fixture, GUINT_TO_POINTER (n_refusals), set_up, function,    \
              tear_down)

  ADD ("server-that-wants-none-now-hears-none", 5, test_hold);
  ADD ("next-connection-tells-at-once", 5, test_new_connection);

  return g_test_run ();
}
