/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Many WebSockets, and at both ends anything in any order: frames whole, cut and
 * wrong, much and little, closing, resetting, not reading; owners who send, close
 * and free in whatever they are called for.  Whoever is told of an end is told
 * once, and nobody after it; memory is watched by the sanitizers.
 */
#include "engine-io-websocket-server.h"

#include <dirent.h>
#include <string.h>

#include "engine-io-frame.h"
#include "socket-pair.h"
#include "test-await.h"

#define N_PAIRS 12
#define N_STEPS 4000

typedef struct {
  EngineIoEpoll *epoll;
  EngineIoWebsocketServer *websocket; /* NULL without one */
  gboolean ended;
  GSocket *client; /* NULL without one */
} Pair;

static int
chance (int one_in)
{
  return g_test_rand_int_range (0, one_in) == 0;
}

static void
send_something (Pair *pair)
{
  static const gsize sizes[] = { 1, 50, 200, 5000, 70000, 300000 };
  gsize length = sizes[g_test_rand_int_range (0, G_N_ELEMENTS (sizes))];
  g_autofree char *text = g_strnfill (length, 'x');
  g_autoptr (EngineIoMessage) message = engine_io_message_new_text (text, length);

  for (int i = g_test_rand_int_range (1, 10); i > 0; i--)
    engine_io_websocket_server_send (pair->websocket, message);
}

static void
do_something (Pair *pair)
{
  if (pair->websocket == NULL)
    return;

  if (chance (20))
    g_clear_pointer (&pair->websocket, engine_io_websocket_server_free);
  else if (chance (20))
    engine_io_websocket_server_close (g_steal_pointer (&pair->websocket), chance (2) ? 0 : 1001);
  else if (chance (2))
    send_something (pair);
}

static void
message (gpointer owner, gboolean binary, const char *data, gsize length)
{
  Pair *pair = owner;

  g_assert_false (pair->ended);
  do_something (pair);
  if (!binary && memchr (data, 0, length) == NULL)
    g_assert_true (g_utf8_validate_len (data, length, NULL));
}

static void
drained (gpointer owner)
{
  Pair *pair = owner;

  g_assert_false (pair->ended);
  do_something (pair);
}

static void
ended (gpointer owner, guint code, const GError *error)
{
  Pair *pair = owner;

  g_assert_false (pair->ended);
  g_assert_true (code == 0 || code >= 1000);
  pair->ended = TRUE;
  do_something (pair);
}

static const EngineIoWebsocketListener listener = { message, drained, ended };

static void
begin (Pair *pair)
{
  EngineIoWebsocketLimits limits = { 20000, 2000000, chance (2), 100 };
  g_autoptr (GIOStream) stream = socket_pair_make (&pair->client, chance (3));

  pair->ended = FALSE;
  pair->websocket = engine_io_websocket_server_new (pair->epoll, stream, NULL, &limits);
  engine_io_websocket_server_set_listener (pair->websocket, &listener, pair);
}

static void
write_something (Pair *pair)
{
  static const guint8 firsts[] = { 0x81, 0x81, 0x82, 0x01, 0x00, 0x80, 0x89, 0x8a, 0xc1 };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *text = g_strnfill (20000, 'y');

  for (int i = g_test_rand_int_range (1, 5); i > 0; i--) {
    guint8 first = firsts[g_test_rand_int_range (0, G_N_ELEMENTS (firsts))];
    gsize length = (gsize) g_test_rand_int_range (0, chance (10) ? 20000 : 100);

    engine_io_frame_append (bytes, first, (const guint8 *) text, length);
  }
  if (chance (20))
    engine_io_frame_append (bytes, 0x88, (const guint8 *) "\x03\xe8", chance (2) ? 2 : 0);
  if (chance (20))
    bytes->data[g_test_rand_int_range (0, (int) bytes->len)] ^= 1;
  if (chance (5))
    g_byte_array_set_size (bytes, (guint) g_test_rand_int_range (0, (int) bytes->len));

  /* The server may have closed, or not have read. */
  g_socket_send (pair->client, (const char *) bytes->data, bytes->len, NULL, NULL);
}

static void
act_as_client (Pair *pair)
{
  char piece[65536];

  if (chance (30)) {
    g_clear_object (&pair->client);
  } else if (chance (30)) {
    g_socket_shutdown (pair->client, FALSE, TRUE, NULL);
  } else if (chance (2)) {
    write_something (pair);
  } else if (chance (3)) {
    while (g_socket_receive (pair->client, piece, sizeof piece, NULL, NULL) > 0)
      ;
  }
}

static guint
count_descriptors (void)
{
  DIR *dir = opendir ("/proc/self/fd");
  guint n = 0;

  while (readdir (dir) != NULL)
    n++;
  closedir (dir);

  return n;
}

static void
test_storm (void)
{
  EngineIoEpoll *epoll = NULL;
  Pair pairs[N_PAIRS] = { 0 };
  guint n_before = 0;

  test_settle (); /* the main context has descriptors, too */
  n_before = count_descriptors ();
  epoll = engine_io_epoll_new (NULL, NULL);

  for (guint i = 0; i < N_PAIRS; i++)
    pairs[i].epoll = epoll;

  for (guint step = 0; step < N_STEPS; step++) {
    Pair *pair = &pairs[g_test_rand_int_range (0, N_PAIRS)];

    if (pair->client == NULL && (pair->websocket == NULL || pair->ended)) {
      g_clear_pointer (&pair->websocket, engine_io_websocket_server_free);
      begin (pair);
    } else if (pair->client != NULL && chance (2)) {
      act_as_client (pair);
    } else {
      do_something (pair);
    }
    if (chance (3))
      g_main_context_iteration (NULL, FALSE);
  }

  for (guint i = 0; i < N_PAIRS; i++) {
    g_clear_pointer (&pairs[i].websocket, engine_io_websocket_server_free);
    g_clear_object (&pairs[i].client);
  }
  engine_io_epoll_unref (epoll);
  test_settle ();
  g_assert_cmpuint (count_descriptors (), ==, n_before);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine-io/websocket-storm/one", test_storm);
  g_test_add_func ("/engine-io/websocket-storm/two", test_storm);
  g_test_add_func ("/engine-io/websocket-storm/three", test_storm);

  return g_test_run ();
}
