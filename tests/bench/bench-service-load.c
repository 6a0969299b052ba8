/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench-service-load PORT PID flood PEOPLE ROOMS SIZE MESSAGES
 * bench-service-load PORT PID pace PEOPLE ROOMS SIZE MESSAGES PER-SECOND
 * bench-service-load PORT PID come PEOPLE
 * bench-service-load PORT PID sync PERSON ROUNDS
 * bench-service-load PORT PID ask PERSON ROUNDS EVENT ARGUMENTS
 *
 * Puts load on the chat service of process PID, and prints what came of it as one line of JSON:
 * times in milliseconds, the server's CPU time (all threads) in microseconds, memory in KiB.
 *
 *   flood  everybody has one message under way in each of their rooms, as an outbox does, and
 *          says the next when that is acknowledged; all of them are in SIZE consecutive rooms
 *   pace   so many messages a second, by one after another; how long each took to each member,
 *          from the moment on that it was due
 *   come   so many people come, and each opens the first room; what the server has in memory then
 *   sync   one who comes for the first time, until everything is known
 *   ask    how long one question takes; the answers are checked to be good ones
 *
 * A quarter of everything comes before anything is counted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench-figures.h"
#include "bench-ids.h"
#include "bench-texts.h"
#include "test-crowd.h"

#define AT_ONCE 20
#define SETTLED_AFTER_MS 1000
#define WARM_UP(count) ((count) / 4)

typedef struct {
  pid_t pid;
  clockid_t clock; /* the server's CPU time */
  TestCrowd *crowd;
  BenchTexts *texts;
  guint first_person;
  gboolean alone; /* all clients are that person */

  /* Messages; each is said by one pair of a person and a room, taken in turns. */
  guint people;
  guint rooms;
  guint size;
  guint messages;
  guint said;
  guint acknowledged;
  guint64 delivered;
  gboolean floods;
  double *due;       /* by message */
  GArray *latencies; /* double, milliseconds */

  /* A question. */
  gboolean answered;
  gboolean more;
  gsize size_of_answer;
} Load;

/* --- what is measured ----------------------------------------------------- */

/* In milliseconds. */
static double
get_clock (clockid_t clock)
{
  return bench_figures_get_clock (clock) / 1e3;
}

static double
get_now (void)
{
  return get_clock (CLOCK_MONOTONIC);
}

/* Where there is a core for it this never sleeps: waking it up would be the server's work. */
static void
turn (Load *load)
{
  test_crowd_turn (load->crowd, sysconf (_SC_NPROCESSORS_ONLN) > 1 ? 0 : 1);
  if (test_crowd_get_n_joined (load->crowd) != test_crowd_get_size (load->crowd))
    g_error ("The server has closed a connection");
}

/* --- what comes ------------------------------------------------------------ */

/* The number of a message that was sent, by its id, which is the first thing in it. */
static guint
read_message (const char *packet, gsize length)
{
  const char *id = memmem (packet, MIN (length, 64), "\"id\":\"31000000-", 15);

  if (id == NULL)
    g_error ("Unexpected: %.*s", (int) length, packet);

  return (guint) strtoul (id + 6 + 24, NULL, 16);
}

static void say (Load *load, guint pair);

static void
take_answer (Load *load, const char *packet, gsize length)
{
  if (memmem (packet, length, "\"ok\":true", 9) == NULL)
    g_error ("Refused: %.*s", (int) length, packet);
  load->answered = TRUE;
  load->more = memmem (packet, length, "\"more\":true", 11) != NULL;
  load->size_of_answer = length;

  /* The number of an acknowledgement is that of the message; its pair says the next one. */
  if (load->messages > 0) {
    load->acknowledged++;
    if (load->floods && load->said < load->messages)
      say (load, (guint) strtoul (packet + 1, NULL, 10) % (load->rooms * load->size));
  }
}

static void
packet_cb (TestCrowd *crowd, guint client, const char *packet, gsize length, gpointer user_data)
{
  Load *load = user_data;
  guint message = 0;
  double latency = 0;

  if (packet[0] == '3') {
    take_answer (load, packet, length);
  } else if (length > 12 && memcmp (packet, "2[\"message\",", 12) == 0) {
    message = read_message (packet, length);
    load->delivered++;
    latency = get_now () - load->due[message];
    if (message >= WARM_UP (load->messages))
      g_array_append_val (load->latencies, latency);
  }
}

static char *
auth_cb (guint client, gpointer user_data)
{
  Load *load = user_data;

  return g_strdup_printf ("{\"token\":\"" BENCH_TOKEN "\",\"protocol\":1}",
                          load->first_person + (load->alone ? 0 : client));
}

/* --- messages --------------------------------------------------------------- */

/* The number is kept such that it tells the pair: the n-th message of a pair is n rounds on. */
static void
say (Load *load, guint pair)
{
  guint n_pairs = load->rooms * load->size;
  guint message = load->said++;
  guint room = pair / load->size;
  guint person = (room * 5 + pair % load->size) % load->people;
  g_autofree char *text = bench_texts_next (load->texts);
  g_autofree char *packet = g_strdup_printf ("2%u[\"message:send\",{\"id\":\"" BENCH_NEW_MESSAGE_ID
                                             "\",\"room\":\"" BENCH_ROOM_ID "\",\"text\":\"%s\"}]",
                                             message * n_pairs + pair, message, room, text);

  if (load->floods)
    load->due[message] = get_now ();
  test_crowd_send (load->crowd, person, packet);
}

typedef struct {
  double cpu;
  double time;
  guint acknowledged;
  guint64 delivered;
} Sample;

static Sample
take_sample (Load *load)
{
  return (Sample) {
    .cpu = get_clock (load->clock),
    .time = get_now (),
    .acknowledged = load->acknowledged,
    .delivered = load->delivered,
  };
}

static void
run_messages (Load *load, double per_second)
{
  guint n_pairs = load->rooms * load->size;
  double first_due = 0;
  Sample before = { 0 };
  Sample after;

  load->floods = per_second <= 0;
  load->due = g_new0 (double, load->messages);
  load->latencies = g_array_new (FALSE, FALSE, sizeof (double));
  test_crowd_grow (load->crowd, load->people, AT_ONCE);

  first_due = get_now ();
  for (guint i = 0; load->floods && i < n_pairs; i++)
    say (load, i);
  while (load->acknowledged < load->messages ||
         load->delivered < (guint64) load->messages * load->size) {
    if (!load->floods && load->said < load->messages) {
      load->due[load->said] = first_due + load->said * 1e3 / per_second;
      if (get_now () >= load->due[load->said])
        say (load, load->said * 7 % n_pairs);
    }
    turn (load);
    if (before.time == 0 && load->acknowledged >= WARM_UP (load->messages))
      before = take_sample (load);
  }
  after = take_sample (load);

  printf ("{\"rate\":%.1f,\"cpu\":%.2f,\"delivery\":%.3f,\"p50\":%.3f,\"p99\":%.3f}\n",
          (after.acknowledged - before.acknowledged) * 1e3 / (after.time - before.time),
          (after.cpu - before.cpu) * 1e3 / (after.acknowledged - before.acknowledged),
          (after.cpu - before.cpu) * 1e3 / (double) (after.delivered - before.delivered),
          bench_figures_get_percentile (load->latencies, 50),
          bench_figures_get_percentile (load->latencies, 99));
  g_array_unref (load->latencies);
  g_free (load->due);
}

/* --- questions ---------------------------------------------------------------- */

static void
ask (Load *load, guint client, const char *event, const char *arguments)
{
  g_autofree char *packet = g_strdup_printf ("20[\"%s\",%s]", event, arguments);

  load->answered = FALSE;
  test_crowd_send (load->crowd, client, packet);
  while (!load->answered)
    turn (load);
}

/* What was put off is done by then; pings are answered meanwhile. */
static void
settle (Load *load)
{
  double until = get_now () + SETTLED_AFTER_MS;

  while (get_now () < until)
    turn (load);
}

static void
run_come (Load *load, guint people)
{
  double base = bench_figures_get_memory (load->pid);

  test_crowd_grow (load->crowd, people, AT_ONCE);
  for (guint i = 0; i < people; i++) {
    g_autofree char *room = g_strdup_printf ("{\"room\":\"" BENCH_ROOM_ID "\",\"limit\":50}", 0);

    ask (load, i, "message:history", room);
  }
  settle (load);
  printf ("{\"base\":%.0f,\"memory\":%.0f}\n", base, bench_figures_get_memory (load->pid));
}

typedef struct {
  GArray *times;
  double cpu;
} Rounds;

static void
print_rounds (Load *load, Rounds *rounds)
{
  printf ("{\"time\":%.3f,\"p99\":%.3f,\"cpu\":%.1f,\"size\":%zu}\n",
          bench_figures_get_percentile (rounds->times, 50),
          bench_figures_get_percentile (rounds->times, 99), rounds->cpu * 1e3 / rounds->times->len,
          load->size_of_answer);
  g_array_unref (rounds->times);
}

/* From the first packet to the last answer. */
static void
sync_once (Load *load, guint client)
{
  test_crowd_grow (load->crowd, 1, 1);
  ask (load, client, "sync", "{\"since\":0,\"limit\":500}");
  if (load->more)
    g_error ("More is not asked for");
}

static void
run_rounds (Load *load, guint n_rounds, const char *event, const char *arguments)
{
  Rounds rounds = { .times = g_array_new (FALSE, FALSE, sizeof (double)) };

  if (event != NULL)
    test_crowd_grow (load->crowd, 1, 1);
  for (guint i = 0; i < n_rounds; i++) {
    double start = get_now ();
    double cpu = get_clock (load->clock);
    double time = 0;

    if (event != NULL)
      ask (load, 0, event, arguments);
    else
      sync_once (load, i);
    time = get_now () - start;
    cpu = get_clock (load->clock) - cpu;
    if (i >= WARM_UP (n_rounds)) {
      g_array_append_val (rounds.times, time);
      rounds.cpu += cpu;
    }
  }
  print_rounds (load, &rounds);
}

/* -------------------------------------------------------------------------- */

static guint
get_number (char *argv[], int index)
{
  return (guint) strtoul (argv[index], NULL, 10);
}

static gboolean
run (Load *load, int argc, char *argv[])
{
  const char *what = argv[3];

  if ((g_str_equal (what, "flood") && argc == 8) || (g_str_equal (what, "pace") && argc == 9)) {
    load->people = get_number (argv, 4);
    load->rooms = get_number (argv, 5);
    load->size = get_number (argv, 6);
    load->messages = get_number (argv, 7);
    run_messages (load, argc == 9 ? get_number (argv, 8) : 0);
  } else if (g_str_equal (what, "come") && argc == 5) {
    run_come (load, get_number (argv, 4));
  } else if (g_str_equal (what, "sync") && argc == 6) {
    load->alone = TRUE;
    load->first_person = get_number (argv, 4);
    run_rounds (load, get_number (argv, 5), NULL, NULL);
  } else if (g_str_equal (what, "ask") && argc == 8) {
    load->first_person = get_number (argv, 4);
    run_rounds (load, get_number (argv, 5), argv[6], argv[7]);
  } else {
    return FALSE;
  }

  return TRUE;
}

int
main (int argc, char *argv[])
{
  Load load = { 0 };
  g_autoptr (TestCrowd) crowd = NULL;
  g_autoptr (BenchTexts) texts = bench_texts_new (2);

  if (argc > 3) {
    load.pid = (pid_t) get_number (argv, 2);
    if (clock_getcpuclockid (load.pid, &load.clock) != 0)
      g_error ("There is no process %s", argv[2]);
    load.texts = texts;
    load.crowd = crowd = test_crowd_new (get_number (argv, 1), packet_cb, &load);
    test_crowd_set_auth (crowd, auth_cb);
    if (run (&load, argc, argv))
      return 0;
  }

  fprintf (stderr, "Usage: bench-service-load PORT PID flood PEOPLE ROOMS SIZE MESSAGES\n"
                   "                                   pace PEOPLE ROOMS SIZE MESSAGES PER-SECOND\n"
                   "                                   come PEOPLE\n"
                   "                                   sync PERSON ROUNDS\n"
                   "                                   ask PERSON ROUNDS EVENT ARGUMENTS\n");
  return 2;
}
