/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench-client URI receive COUNT
 * bench-client URI ask COUNT TIMEOUT
 *
 * Works against bench-server.js, and prints what it took as one line of JSON: CPU
 * time, wall time and median latency of one event or question in microseconds,
 * and the most memory the process has had, in KiB.  bench-client.js does the same.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "bench-figures.h"
#include "socket-io-client.h"

typedef struct {
  GMainLoop *loop;
  SocketIoClient *client;
  gboolean asking;
  guint count;
  guint timeout_ms;

  guint done;
  gsize length;
  double cpu_before;
  gint64 time_before;
  gint64 asked_at;
  GArray *latencies; /* double, microseconds */
} Bench;

static double
cpu_time (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

static guint
peak_memory (void)
{
  g_autofree char *status = NULL;
  const char *peak = NULL;

  g_file_get_contents ("/proc/self/status", &status, NULL, NULL);
  peak = status != NULL ? strstr (status, "VmHWM:") : NULL;

  return peak != NULL ? (guint) atoi (peak + strlen ("VmHWM:")) : 0;
}

static void
begin (Bench *bench)
{
  bench->cpu_before = cpu_time ();
  bench->time_before = g_get_monotonic_time ();
}

static void
report (Bench *bench)
{
  double cpu = cpu_time () - bench->cpu_before;
  gint64 time = g_get_monotonic_time () - bench->time_before;
  guint peak = peak_memory ();
  double median = 0;

  if (bench->asking)
    median = bench_figures_get_percentile (bench->latencies, 50);
  printf ("{\"cpu\":%.3f,\"time\":%.3f,\"median\":%.1f,\"peak\":%u}\n", cpu / bench->count,
          (double) time / bench->count, median, peak);
  g_main_loop_quit (bench->loop);
}

/* --- receiving ------------------------------------------------------------ */

static void
request_stream (Bench *bench)
{
  g_autoptr (JsonArray) arguments = json_array_new ();

  json_array_add_int_element (arguments, bench->count);
  socket_io_client_emit (bench->client, "stream", arguments);
}

static void
message_cb (SocketIoClient *client, SocketIoEvent *event, Bench *bench)
{
  JsonArray *arguments = socket_io_event_get_arguments (event);
  JsonObject *message = json_array_get_object_element (arguments, 0);

  bench->done++;
  bench->length += strlen (json_object_get_string_member (message, "text"));
}

static void
done_cb (SocketIoClient *client, SocketIoEvent *event, Bench *bench)
{
  if (bench->done != bench->count || bench->length == 0)
    g_error ("%u events of %u", bench->done, bench->count);

  report (bench);
}

/* --- asking --------------------------------------------------------------- */

static void answered_cb (GObject *source, GAsyncResult *result, gpointer user_data);

static void
ask (Bench *bench)
{
  g_autoptr (JsonArray) arguments = json_array_new ();

  json_array_add_int_element (arguments, bench->done);
  bench->asked_at = g_get_monotonic_time ();
  socket_io_client_emit_async (bench->client, "ask", arguments, bench->timeout_ms, NULL,
                               answered_cb, bench);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Bench *bench = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonArray) answer = socket_io_client_emit_finish (bench->client, result, NULL, &error);
  double latency = (double) (g_get_monotonic_time () - bench->asked_at);

  if (answer == NULL || json_array_get_int_element (answer, 0) != bench->done)
    g_error ("Another answer was expected: %s", error != NULL ? error->message : "wrong value");

  bench->done++;
  g_array_append_val (bench->latencies, latency);
  if (bench->done == bench->count)
    report (bench);
  else
    ask (bench);
}

/* -------------------------------------------------------------------------- */

static void
connected_cb (SocketIoClient *client, Bench *bench)
{
  begin (bench);
  if (bench->asking)
    ask (bench);
  else
    request_stream (bench);
}

static void
connect_error_cb (SocketIoClient *client, const GError *error, Bench *bench)
{
  g_error ("Cannot connect: %s", error->message);
}

int
main (int argc, char *argv[])
{
  const char *const transports[] = { "websocket", NULL };
  g_autoptr (SocketIoOptions) options = socket_io_options_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (SocketIoClient) client = NULL;
  Bench bench = { .loop = loop };

  if (argc < 4) {
    fprintf (stderr, "Usage: bench-client URI receive COUNT | ask COUNT TIMEOUT\n");
    return 2;
  }

  g_object_set (options, "transports", transports, NULL);
  client = socket_io_client_new_with_options (argv[1], options);
  bench.client = client;
  bench.asking = g_str_equal (argv[2], "ask");
  bench.count = (guint) atoi (argv[3]);
  bench.timeout_ms = argc > 4 ? (guint) atoi (argv[4]) : 0;
  bench.latencies =
    g_array_sized_new (FALSE, FALSE, sizeof (double), bench.asking ? bench.count : 0);

  g_signal_connect (client, "connected", G_CALLBACK (connected_cb), &bench);
  g_signal_connect (client, "connect-error", G_CALLBACK (connect_error_cb), &bench);
  g_signal_connect (client, "event::message", G_CALLBACK (message_cb), &bench);
  g_signal_connect (client, "event::done", G_CALLBACK (done_cb), &bench);
  socket_io_client_connect (client);
  g_main_loop_run (loop);

  socket_io_client_disconnect (client);
  g_array_unref (bench.latencies);

  return 0;
}
