/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-io-epoll.h"

#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "test-await.h"

#define MANY 600
#define FEW 20 /* and enough to be worth another look */

typedef struct _Item Item;

struct _Item {
  EngineIoWatch watch;
  EngineIoFlush flush;
  EngineIoEpoll *epoll;
  guint n_ready;
  guint n_flushed;
  guint32 events;
  gboolean stays_ready;
  gboolean asks_again;
  gpointer removes; /* another one, when ready */
  Item *wakes;      /* another one, when ready */
  gboolean nests;   /* a main loop, when ready */
  Item **survivor;
};

static GString *order = NULL; /* what happened: "r" ready, "f" flush */

static void
wake (Item *item)
{
  guint64 one = 1;

  g_assert_cmpint (write (item->watch.fd, &one, sizeof one), ==, sizeof one);
}

#define ITEM(field, pointer) ((Item *) ((char *) (pointer) - offsetof (Item, field)))

static void
item_free (Item *item)
{
  engine_io_epoll_forget_flush (item->epoll, &item->flush);
  engine_io_epoll_remove (item->epoll, &item->watch);
  close (item->watch.fd);
  engine_io_epoll_unref (item->epoll);
  g_free (item);
}

static void
ready (EngineIoWatch *watch, guint32 events)
{
  Item *item = ITEM (watch, watch);
  guint64 number = 0;

  g_string_append_c (order, 'r');
  if (item->survivor != NULL)
    *item->survivor = item;
  item->n_ready++;
  item->events = events;
  if (!item->stays_ready && (events & EPOLLIN) != 0)
    g_assert_cmpint (read (watch->fd, &number, sizeof number), ==, sizeof number);
  if (item->asks_again) {
    engine_io_epoll_flush_later (item->epoll, &item->flush);
    engine_io_epoll_flush_later (item->epoll, &item->flush);
  }
  if (item->wakes != NULL)
    wake (item->wakes);
  if (item->nests) {
    g_assert_false (g_main_context_iteration (NULL, FALSE));
    g_assert_false (g_main_context_iteration (NULL, FALSE));
  }
  if (item->removes != NULL)
    g_clear_pointer (&item->removes, item_free);
}

static void
flush (EngineIoFlush *flush)
{
  Item *item = ITEM (flush, flush);

  g_string_append_c (order, 'f');
  item->n_flushed++;
  if (item->asks_again && item->n_flushed < 3)
    engine_io_epoll_flush_later (item->epoll, &item->flush);
}

static Item *
item_new (EngineIoEpoll *epoll)
{
  Item *item = g_new0 (Item, 1);
  g_autoptr (GError) error = NULL;

  item->epoll = engine_io_epoll_ref (epoll);
  item->watch.fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  item->watch.ready = ready;
  item->flush.flush = flush;
  engine_io_epoll_add (epoll, &item->watch, EPOLLIN, &error);
  g_assert_no_error (error);

  return item;
}

static EngineIoEpoll *
epoll_new (void)
{
  g_autoptr (GError) error = NULL;
  EngineIoEpoll *epoll = engine_io_epoll_new (NULL, &error);

  g_assert_no_error (error);
  g_string_truncate (order, 0);

  return epoll;
}

static void
test_ready (void)
{
  g_autoptr (EngineIoEpoll) epoll = epoll_new ();
  Item *one = item_new (epoll);
  Item *two = item_new (epoll);

  test_settle ();
  g_assert_cmpuint (one->n_ready, ==, 0);

  wake (one);
  test_settle ();
  g_assert_cmpuint (one->n_ready, ==, 1);
  g_assert_cmphex (one->events, ==, EPOLLIN);
  g_assert_cmpuint (two->n_ready, ==, 0);

  engine_io_epoll_change (epoll, &two->watch, EPOLLOUT);
  two->stays_ready = TRUE;
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (two->n_ready, ==, 1);
  g_assert_cmphex (two->events, ==, EPOLLOUT);

  item_free (one);
  item_free (two);
}

/* Whichever is told first frees the other, of which an event is there, too. */
static void
test_freed_in_the_same_turn (void)
{
  g_autoptr (EngineIoEpoll) epoll = epoll_new ();
  Item *one = item_new (epoll);
  Item *two = item_new (epoll);

  Item *left = NULL;

  one->removes = two;
  two->removes = one;
  one->survivor = two->survivor = &left;
  wake (one);
  wake (two);
  test_settle ();
  g_assert_cmpstr (order->str, ==, "r");
  item_free (left);
}

static void
test_frees_itself (void)
{
  g_autoptr (EngineIoEpoll) epoll = epoll_new ();
  Item *one = item_new (epoll);

  one->removes = one;
  wake (one);
  engine_io_epoll_flush_later (epoll, &one->flush);
  test_settle ();
  g_assert_cmpstr (order->str, ==, "r");
}

static void
test_flush_after_all (void)
{
  g_autoptr (EngineIoEpoll) epoll = epoll_new ();
  Item *one = item_new (epoll);
  Item *two = item_new (epoll);

  one->asks_again = two->asks_again = TRUE;
  wake (one);
  wake (two);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpstr (order->str, ==, "rrff");
  test_settle ();
  g_assert_cmpuint (one->n_flushed, ==, 3);
  g_assert_cmpuint (two->n_flushed, ==, 3);

  item_free (one);
  item_free (two);
}

/* What comes while others are told goes out with the rest, if that rest is much. */
static void
test_looks_again_before_many (void)
{
  g_autoptr (EngineIoEpoll) epoll = epoll_new ();
  Item *items[FEW];
  Item *late = item_new (epoll);

  for (guint i = 0; i < FEW; i++) {
    items[i] = item_new (epoll);
    items[i]->asks_again = TRUE;
    wake (items[i]);
  }
  items[0]->wakes = late;
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (late->n_ready, ==, 1);
  g_assert_cmpint (order->str[FEW], ==, 'r');
  g_assert_cmpint (order->str[FEW + 1], ==, 'f');

  /* Two that wake each other do not keep the rest from being flushed. */
  items[0]->wakes = late;
  late->wakes = items[0];
  wake (late);
  for (guint i = 1; i < FEW; i++) {
    items[i]->n_flushed = 0;
    wake (items[i]);
  }
  g_main_context_iteration (NULL, FALSE);
  for (guint i = 1; i < FEW; i++)
    g_assert_cmpuint (items[i]->n_flushed, ==, 1);

  for (guint i = 0; i < FEW; i++)
    item_free (items[i]);
  item_free (late);
}

/* From outside of its dispatch: the next turn does it, without waiting for anything. */
static void
test_flush_from_outside (void)
{
  g_autoptr (EngineIoEpoll) epoll = epoll_new ();
  Item *one = item_new (epoll);

  engine_io_epoll_flush_later (epoll, &one->flush);
  engine_io_epoll_flush_later (epoll, &one->flush);
  g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (one->n_flushed, ==, 1);

  engine_io_epoll_flush_later (epoll, &one->flush);
  engine_io_epoll_forget_flush (epoll, &one->flush);
  test_settle ();
  g_assert_cmpuint (one->n_flushed, ==, 1);

  item_free (one);
}

/* In a main loop within a callback nobody is told, nothing is flushed, and nothing goes round and
 * round; afterwards all is as it was. */
static void
test_main_loop_in_a_callback (void)
{
  g_autoptr (EngineIoEpoll) epoll = epoll_new ();
  Item *one = item_new (epoll);
  Item *two = item_new (epoll);

  one->nests = one->asks_again = TRUE;
  one->wakes = two;
  engine_io_epoll_flush_later (epoll, &two->flush);
  wake (one);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpstr (order->str, ==, "rff");
  test_settle ();
  g_assert_cmpstr (order->str, ==, "rffrff");

  one->wakes = NULL;
  one->n_flushed = 3;
  wake (one);
  test_settle ();
  g_assert_cmpstr (order->str, ==, "rffrffrf");

  item_free (one);
  item_free (two);
}

static gboolean
count_cb (gpointer data)
{
  guint *turns = data;

  (*turns)++;

  return G_SOURCE_CONTINUE;
}

/* Something that is always ready, and more of it than fits into a turn: others have theirs. */
static void
test_others_have_their_turn (void)
{
  g_autoptr (EngineIoEpoll) epoll = epoll_new ();
  Item *items[MANY];
  guint turns = 0;
  guint id = g_timeout_add (0, count_cb, &turns);

  for (guint i = 0; i < MANY; i++) {
    items[i] = item_new (epoll);
    items[i]->stays_ready = TRUE;
    wake (items[i]);
    engine_io_epoll_flush_later (epoll, &items[i]->flush);
  }
  while (turns < 20)
    g_main_context_iteration (NULL, TRUE);

  for (guint i = 0; i < MANY; i++) {
    g_assert_cmpuint (items[i]->n_ready, >=, 1);
    g_assert_cmpuint (items[i]->n_flushed, ==, 1);
    item_free (items[i]);
  }
  g_source_remove (id);
}

typedef struct {
  EngineIoLinger linger;
  gint64 over;
} Lingering;

static void
over (EngineIoLinger *linger)
{
  ((Lingering *) linger)->over = g_get_monotonic_time ();
}

static void
test_linger (void)
{
  g_autoptr (EngineIoEpoll) epoll = epoll_new ();
  gint64 begin = g_get_monotonic_time ();
  Lingering one = { { .over = over } };
  Lingering two = one;
  Lingering three = one;

  engine_io_epoll_linger (epoll, &one.linger);
  engine_io_epoll_linger (epoll, &two.linger);
  engine_io_epoll_forget_linger (epoll, &one.linger);
  test_await_that (two.over != 0);
  g_assert_cmpint (two.over - begin, >=, G_USEC_PER_SEC);
  g_assert_cmpint (one.over, ==, 0);

  engine_io_epoll_linger (epoll, &three.linger);
  g_clear_pointer (&epoll, engine_io_epoll_unref);
  g_assert_cmpint (three.over, !=, 0);
}

static void
test_bad_descriptor (void)
{
  g_autoptr (EngineIoEpoll) epoll = epoll_new ();
  g_autoptr (GError) error = NULL;
  EngineIoWatch watch = { -1, ready };

  g_assert_false (engine_io_epoll_add (epoll, &watch, EPOLLIN, &error));
  g_assert_nonnull (error);
}

static void
test_context (void)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (EngineIoEpoll) epoll = engine_io_epoll_new (context, NULL);
  Item *one = item_new (epoll);

  g_assert_true (engine_io_epoll_get_context (epoll) == context);
  wake (one);
  test_settle ();
  g_assert_cmpuint (one->n_ready, ==, 0);
  g_main_context_iteration (context, TRUE);
  g_assert_cmpuint (one->n_ready, ==, 1);
  item_free (one);
}

int
main (int argc, char *argv[])
{
  int status = 0;

  g_test_init (&argc, &argv, NULL);
  order = g_string_new (NULL);

  g_test_add_func ("/engine-io/epoll/tells-who-is-ready", test_ready);
  g_test_add_func ("/engine-io/epoll/one-may-free-another", test_freed_in_the_same_turn);
  g_test_add_func ("/engine-io/epoll/one-may-free-itself", test_frees_itself);
  g_test_add_func ("/engine-io/epoll/flushes-when-all-were-told", test_flush_after_all);
  g_test_add_func ("/engine-io/epoll/looks-again-before-it-flushes-many",
                   test_looks_again_before_many);
  g_test_add_func ("/engine-io/epoll/flushes-what-is-asked-from-outside", test_flush_from_outside);
  g_test_add_func ("/engine-io/epoll/is-silent-in-a-main-loop-within-a-callback",
                   test_main_loop_in_a_callback);
  g_test_add_func ("/engine-io/epoll/others-have-their-turn", test_others_have_their_turn);
  g_test_add_func ("/engine-io/epoll/lingers-for-a-second", test_linger);
  g_test_add_func ("/engine-io/epoll/refuses-what-the-kernel-refuses", test_bad_descriptor);
  g_test_add_func ("/engine-io/epoll/lives-in-its-context", test_context);

  status = g_test_run ();
  g_string_free (order, TRUE);

  return status;
}
