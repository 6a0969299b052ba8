/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a server is, in the text format of Prometheus: each figure with its type and what it says,
 * each thing counted since the start, so that whoever reads it makes rates of it.
 */
#include "server-metrics.h"

static void
add_head (GString *text, const char *name, const char *type, const char *help)
{
  g_string_append_printf (text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void
add_figure (GString *text, const char *name, const char *type, const char *help, guint64 value)
{
  add_head (text, name, type, help);
  g_string_append_printf (text, "%s %" G_GUINT64_FORMAT "\n", name, value);
}

/* In seconds, with a point in every locale. */
static void
add_times (GString *text, const char *name, const char *help, const DbWorkerTimes *times)
{
  add_head (text, name, "summary", help);
  g_string_append_printf (text,
                          "%s_sum %" G_GINT64_FORMAT ".%06d\n%s_count %" G_GUINT64_FORMAT "\n",
                          name, times->us / G_USEC_PER_SEC, (int) (times->us % G_USEC_PER_SEC),
                          name, times->n);
}

char *
server_metrics_write (ServerHub *hub, EngineIoServer *engine, DbWorker *worker, guint64 uptime_s)
{
  GString *text = g_string_new (NULL);
  ServerHubFigures figures;
  DbWorkerTimes transactions;
  DbWorkerTimes reads;

  server_hub_get_figures (hub, &figures);
  db_worker_get_times (worker, &transactions, &reads);
  add_figure (text, "parlour_uptime_seconds", "gauge", "Since the server has started.", uptime_s);
  add_figure (text, "parlour_connections", "gauge", "Connections, signed in or not.",
              engine_io_server_get_n_sockets (engine));
  add_figure (text, "parlour_devices", "gauge", "Devices that are signed in and connected.",
              figures.n_devices);
  add_figure (text, "parlour_events_total", "counter", "Events of devices.", figures.n_events);
  add_figure (text, "parlour_refused_total", "counter", "Events and sign-ins that were refused.",
              figures.n_refused);
  add_figure (text, "parlour_failures_total", "counter",
              "Events that the server could not carry out, as with a full disk.",
              figures.n_failures);
  add_figure (text, "parlour_messages_total", "counter", "Messages stored.", figures.n_messages);
  add_figure (text, "parlour_deliveries_total", "counter", "Changes told, to each device.",
              figures.n_deliveries);
  add_figure (text, "parlour_database_waiting", "gauge", "Work that waits for the database.",
              db_worker_get_n_waiting (worker));
  add_times (text, "parlour_database_transaction_seconds",
             "Transactions, of one write or many, until they are on the disk.", &transactions);
  add_times (text, "parlour_database_read_seconds", "Reads of the database.", &reads);

  return g_string_free (text, FALSE);
}
