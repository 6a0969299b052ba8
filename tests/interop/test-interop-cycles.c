/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Connecting and disconnecting again and again leaves nothing behind: no memory, no
 * file descriptors, no sources in the main context.  100 cycles, or 1,000 with
 * "-m slow", or as many as CYCLES says.
 */
#include <malloc.h>

#include "scene.h"

static guint
count_file_descriptors (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/fd", 0, NULL);
  guint count = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    count++;

  return count;
}

static gsize
get_resident_bytes (void)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) fields = NULL;

  malloc_trim (0);
  g_assert_true (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL));
  fields = g_strsplit (text, " ", -1);

  return g_ascii_strtoull (fields[1], NULL, 10) * 4096;
}

/* One cycle in all its ways out: a good-bye, the last reference, a cut, a kick. */
static void
turn_once (Scene *scene, guint n)
{
  scene->client = scene_new_client (scene, n % 2 == 0 ? "/" : "/other");
  socket_io_client_connect (scene->client);
  scene_await_connected (scene, scene->client);
  if (n % 3 == 0)
    scene_await_upgraded (scene, scene->client);
  scene_assert_answer (scene->client, "echo", "[1,{\"$bytes\":\"AQID\"}]",
                       "[1,{\"$bytes\":\"AQID\"}]");

  if (n % 4 == 1) {
    test_peer_tell (scene->peer, "cut");
    test_await_signal (scene->client, "disconnected");
  } else if (n % 4 == 2) {
    test_peer_tell (scene->peer, "kick-all /");
    test_await_signal (scene->client, "disconnected");
  } else if (n % 4 == 3) {
    socket_io_client_disconnect (scene->client);
  }
  g_assert_finalize_object (g_steal_pointer (&scene->client));
}

static guint
dispatch_source_count (GMainContext *context)
{
  int timeout = 0;
  int priority = G_MININT;
  GPollFD fds[64];
  int n_fds = 0;

  /* Polling is not needed to see which descriptors and times are waited for. */
  g_assert_true (g_main_context_acquire (context));
  g_main_context_prepare (context, &priority);
  n_fds = g_main_context_query (context, G_MAXINT, &timeout, fds, G_N_ELEMENTS (fds));
  g_main_context_release (context);

  /* One more for a time that is waited for. */
  return (guint) n_fds + (timeout > 0 ? 1 : 0);
}

/* What says good-bye needs a moment: the server closes last. */
static void
await_quiet (guint descriptors, guint sources)
{
  while (count_file_descriptors () > descriptors ||
         dispatch_source_count (g_main_context_default ()) > sources)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

/* Long enough for every good-bye; what libraries keep for good is there now. */
static void
settle_down (void)
{
  gint64 end = g_get_monotonic_time () + G_USEC_PER_SEC / 5;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

static void
test_nothing_stays_behind (Scene *scene, gconstpointer way)
{
  const guint warm_up = 40;
  const char *asked = g_getenv ("CYCLES");
  guint cycles = g_test_slow () ? 1000 : 100;
  /* AddressSanitizer keeps what is freed for a while; what leaks it finds itself. */
  const gsize slack = 3 * 1024 * 1024;
  guint descriptors = 0;
  guint sources = 0;
  gsize before = 0;
  gsize after = 0;

  if (asked != NULL)
    cycles = (guint) g_ascii_strtoull (asked, NULL, 10);

  for (guint n = 0; n < warm_up; n++)
    turn_once (scene, n);
  settle_down ();
  descriptors = count_file_descriptors ();
  sources = dispatch_source_count (g_main_context_default ());
  before = get_resident_bytes ();

  for (guint n = 0; n < cycles; n++)
    turn_once (scene, n);
  await_quiet (descriptors, sources);
  after = get_resident_bytes ();

  g_test_message ("%u cycles: %" G_GSIZE_FORMAT " kB before, %" G_GSIZE_FORMAT
                  " kB after; %u descriptors, %u sources",
                  cycles, before / 1024, after / 1024, descriptors, sources);
#ifndef __SANITIZE_ADDRESS__
  g_assert_cmpuint (after, <, before + slack);
#else
  (void) slack;
#endif
}

/* Clients on a context of their own leave it as empty as it was. */
static void
test_a_context_of_its_own_is_left_empty (Scene *scene, gconstpointer way)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  guint sources = dispatch_source_count (context);

  g_main_context_push_thread_default (context);
  for (guint n = 0; n < 10; n++) {
    g_autoptr (SocketIoClient) client = scene_new_client (scene, "/");

    socket_io_client_connect (client);
    while (!socket_io_client_get_connected (client))
      g_main_context_iteration (context, TRUE);
    if (n % 2 == 0)
      socket_io_client_disconnect (client);
    g_assert_finalize_object (g_steal_pointer (&client));
  }

  /* Whatever still says good-bye holds its options, or a source. */
  while (G_OBJECT (scene->options)->ref_count > 1 || dispatch_source_count (context) > sources)
    if (!g_main_context_iteration (context, FALSE))
      g_usleep (1000);
  g_main_context_pop_thread_default (context);
}

int
main (int argc, char *argv[])
{
  scene_init (&argc, &argv, NULL);

  scene_add ("cycles/nothing-stays-behind", test_nothing_stays_behind);
  scene_add ("cycles/a-context-of-its-own-is-left-empty", test_a_context_of_its_own_is_left_empty);

  return scene_run ();
}
