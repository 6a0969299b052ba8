/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench-load PORT PID room MEMBERS IN-FLIGHT MESSAGES
 * bench-load PORT PID pace MEMBERS PER-SECOND MESSAGES
 * bench-load PORT PID crowd IDLE QUESTIONS
 * bench-load PORT PID come COUNT
 *
 * Puts load on the server of process PID, and prints what that cost the server
 * as one line of JSON: CPU time (user and system, of all its threads) in
 * microseconds, memory in KiB.
 *
 *   room   each message is said by another member of a room, and a new one as
 *          soon as everybody in the room has an old one
 *   pace   so many messages a second; how long each delivery took is what counts,
 *          from the moment on that the message was due
 *   crowd  questions of one client before and after so many idle ones have come, over
 *          WebSocket from the beginning
 *   come   what it takes to let so many come as browsers do: polling first, then the
 *          upgrade
 *
 * What a server learns in its first seconds (Node compiles as it goes) is left
 * out: a quarter of all messages and questions come before anything is counted.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench-figures.h"
#include "test-crowd.h"

#define AT_ONCE 50
#define MAX_IN_FLIGHT 4096
#define SETTLED_AFTER_MS 1000
#define WARM_UP(count) ((count) / 4)

typedef struct {
  pid_t pid;
  clockid_t clock; /* the server's CPU time */
  TestCrowd *crowd;

  /* Deliveries of the messages to the room.  Everybody gets them in one order, so the n-th
   * that a client gets is the n-th that was said. */
  guint members;
  guint answers;
  guint64 delivered;
  guint64 completed;
  guint *got;                   /* by client */
  guint missing[MAX_IN_FLIGHT]; /* by message: who has not got it yet */
  gint64 first_due;
  double interval;
  GArray *latencies; /* double, microseconds; NULL if nobody asks */
} Load;

typedef struct {
  double cpu;  /* of the server, microseconds */
  double time; /* microseconds */
} Sample;

/* --- what is measured ----------------------------------------------------- */

static Sample
take_sample (Load *load)
{
  return (Sample) { .cpu = bench_figures_get_clock (load->clock),
                    .time = bench_figures_get_clock (CLOCK_MONOTONIC) };
}

/* --- a room --------------------------------------------------------------- */

static void
packet_cb (TestCrowd *crowd, guint client, const char *packet, gsize length, gpointer user_data)
{
  Load *load = user_data;
  guint message = 0;

  if (packet[0] == '3') {
    load->answers++;
    return;
  }
  if (length < 12 || memcmp (packet, "2[\"message\",", 12) != 0)
    g_error ("Unexpected: %.*s", (int) length, packet);

  message = load->got[client]++;
  load->delivered++;
  if (--load->missing[message % MAX_IN_FLIGHT] == 0)
    load->completed++;
  if (load->latencies != NULL) {
    double due = (double) load->first_due + message * load->interval;
    double latency = (double) bench_figures_get_clock (CLOCK_MONOTONIC) - due;

    g_array_append_val (load->latencies, latency);
  }
}

static void
say (Load *load, guint64 message)
{
  load->missing[message % MAX_IN_FLIGHT] = load->members;
  test_crowd_send (load->crowd, (guint) (message % load->members),
                   "2[\"message\",{\"id\":\"f3c1a6f05b1d4b77\",\"room\":\"general\","
                   "\"user\":\"Am\303\251lie\",\"text\":\"Shall we meet at noon, by the old "
                   "fountain, yes?\",\"time\":1732147200000}]");
}

/* Where there is a core for it this never sleeps: waking it up would be the server's work, several
 * microseconds a delivery, which it has with no client that is elsewhere. */
static void
turn (Load *load)
{
  test_crowd_turn (load->crowd, sysconf (_SC_NPROCESSORS_ONLN) > 1 ? 0 : 1);
  if (test_crowd_get_n_joined (load->crowd) != test_crowd_get_size (load->crowd))
    g_error ("The server has closed a connection");
}

static void
gather (Load *load, guint members)
{
  load->members = members;
  load->got = g_new0 (guint, members);
  test_crowd_grow (load->crowd, members, AT_ONCE);
  for (guint i = 0; i < members; i++) {
    test_crowd_send (load->crowd, i, "20[\"join\",\"general\"]");
    while (load->answers <= i)
      turn (load);
  }
}

static void
run_room (Load *load, guint members, guint in_flight, guint64 messages)
{
  guint64 said = 0;
  guint64 counted = 0;
  Sample before = { 0 };
  Sample after;

  g_assert_cmpuint (in_flight, <, MAX_IN_FLIGHT);
  gather (load, members);
  while (load->completed < messages) {
    while (said < messages && said - load->completed < in_flight)
      say (load, said++);
    turn (load);
    if (before.time == 0 && load->completed >= WARM_UP (messages)) {
      before = take_sample (load);
      counted = load->delivered;
    }
  }

  after = take_sample (load);
  counted = load->delivered - counted;
  printf ("{\"cpu\":%.3f,\"rate\":%.0f}\n", (after.cpu - before.cpu) / (double) counted,
          (double) counted * 1e6 / (after.time - before.time));
}

static void
run_pace (Load *load, guint members, guint per_second, guint64 messages)
{
  g_autoptr (GArray) latencies = g_array_new (FALSE, FALSE, sizeof (double));
  guint64 said = 0;

  gather (load, members);
  load->interval = 1e6 / per_second;
  load->first_due = (gint64) bench_figures_get_clock (CLOCK_MONOTONIC);
  while (load->completed < messages) {
    double due = (double) load->first_due + (double) said * load->interval;

    if (said < messages && bench_figures_get_clock (CLOCK_MONOTONIC) >= due)
      say (load, said++);
    else
      turn (load);
    if (load->latencies == NULL && said >= WARM_UP (messages))
      load->latencies = latencies;
  }

  printf ("{\"p50\":%.1f,\"p99\":%.1f}\n", bench_figures_get_percentile (latencies, 50),
          bench_figures_get_percentile (latencies, 99));
}

/* --- a crowd -------------------------------------------------------------- */

/* The CPU time of one question. */
static double
ask (Load *load, guint questions)
{
  guint first = load->answers + WARM_UP (questions);
  guint last = load->answers + questions;
  Sample before = { 0 };

  while (load->answers < last) {
    guint answers = load->answers;

    if (answers == first)
      before = take_sample (load);
    test_crowd_send (load->crowd, 0, "21[\"echo\",\"Shall we meet at noon?\"]");
    while (load->answers == answers)
      turn (load);
  }

  return (take_sample (load).cpu - before.cpu) / (last - first);
}

/* What was put off is done by then; pings are answered meanwhile. */
static void
settle (Load *load)
{
  double until = bench_figures_get_clock (CLOCK_MONOTONIC) + SETTLED_AFTER_MS * 1e3;

  while (bench_figures_get_clock (CLOCK_MONOTONIC) < until)
    turn (load);
}

typedef struct {
  double cpu;
  double memory;
} Each;

/* Each of those who come. */
static Each
let_come (Load *load, guint count)
{
  double memory = bench_figures_get_memory (load->pid);
  Sample before = take_sample (load);
  Sample after;

  test_crowd_grow (load->crowd, count, AT_ONCE);
  after = take_sample (load);
  settle (load);

  return (Each) {
    .cpu = (after.cpu - before.cpu) / count,
    .memory = (bench_figures_get_memory (load->pid) - memory) / count,
  };
}

static void
run_crowd (Load *load, guint idle, guint questions)
{
  double base = bench_figures_get_memory (load->pid);
  double alone = 0;
  Each each;

  test_crowd_grow (load->crowd, 1, 1);
  alone = ask (load, questions);
  settle (load);
  each = let_come (load, idle);
  printf ("{\"base\":%.0f,\"memory\":%.3f,\"setup\":%.3f,\"alone\":%.3f,\"crowded\":%.3f}\n", base,
          each.memory, each.cpu, alone, ask (load, questions));
}

static void
run_come (Load *load, guint count)
{
  Each each;

  test_crowd_poll_first (load->crowd);
  let_come (load, WARM_UP (count));
  each = let_come (load, count);
  printf ("{\"memory\":%.3f,\"setup\":%.3f}\n", each.memory, each.cpu);
}

/* -------------------------------------------------------------------------- */

int
main (int argc, char *argv[])
{
  Load load = { 0 };
  g_autoptr (TestCrowd) crowd = NULL;
  const char *what = argc > 3 ? argv[3] : "";
  guint numbers[3] = { 0 };

  for (int i = 4; i < argc && i < 7; i++)
    numbers[i - 4] = (guint) atoi (argv[i]);

  if (argc > 2) {
    load.pid = atoi (argv[2]);
    if (clock_getcpuclockid (load.pid, &load.clock) != 0)
      g_error ("There is no process %s", argv[2]);
    load.crowd = crowd = test_crowd_new ((guint) atoi (argv[1]), packet_cb, &load);
  }

  if (g_str_equal (what, "room") && argc == 7) {
    run_room (&load, numbers[0], numbers[1], numbers[2]);
  } else if (g_str_equal (what, "pace") && argc == 7) {
    run_pace (&load, numbers[0], numbers[1], numbers[2]);
  } else if (g_str_equal (what, "crowd") && argc == 6) {
    run_crowd (&load, numbers[0], numbers[1]);
  } else if (g_str_equal (what, "come") && argc == 5) {
    run_come (&load, numbers[0]);
  } else {
    fprintf (stderr, "Usage: bench-load PORT PID room MEMBERS IN-FLIGHT MESSAGES\n"
                     "                           pace MEMBERS PER-SECOND MESSAGES\n"
                     "                           crowd IDLE QUESTIONS\n"
                     "                           come COUNT\n");
    return 2;
  }
  g_free (load.got);

  return 0;
}
