/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parlour-server: a chat for a team, from one command.
 */
#include "server-app.h"
#include "server-commands.h"
#include "server-log.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <locale.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
  GMainLoop *loop;
  ServerApp *app;
  ServerConfig *config;
  gboolean stopping;
  int status;
} Program;

static void
did_stop (GObject *app, GAsyncResult *result, gpointer user_data)
{
  Program *program = user_data;

  server_app_stop_finish (SERVER_APP (app), result, NULL);
  server_log ("stopped", NULL);
  g_main_loop_quit (program->loop);
}

/* Who asks again has to wait all the same: it takes a few seconds at most. */
static gboolean
stop_cb (gpointer data)
{
  Program *program = data;

  if (!program->stopping)
    server_app_stop_async (program->app, did_stop, program);
  program->stopping = TRUE;

  return G_SOURCE_CONTINUE;
}

static void
did_start (GObject *app, GAsyncResult *result, gpointer user_data)
{
  Program *program = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *uri = NULL;

  if (!server_app_start_finish (SERVER_APP (app), result, &error)) {
    g_printerr ("parlour-server: %s\n", error->message);
    program->status = 1;
    g_main_loop_quit (program->loop);
    return;
  }

  g_unix_signal_add (SIGTERM, stop_cb, program);
  g_unix_signal_add (SIGINT, stop_cb, program);
  uri = server_app_dup_uri (program->app);
  if (program->config->print_address)
    g_print ("%s\n", uri);
  server_log ("started", "name", program->config->name, "address", uri, "data",
              program->config->data, NULL);
}

/* What the command line says comes after the file, and wins. */
static gboolean
read_command_line (ServerConfig *config, int *argc, char ***argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("[COMMAND] - a chat for a team");
  g_autofree char *commands = server_commands_describe ();
  g_autofree char *file = NULL;
  g_autofree char *data = NULL;
  g_autofree char *name = NULL;
  g_autofree char *address = NULL;
  g_autofree char *admission = NULL;
  g_auto (GStrv) origins = NULL;
  gboolean guests = FALSE;
  int port = G_MININT;
  const GOptionEntry entries[] = {
    { "config", 'c', 0, G_OPTION_ARG_FILENAME, &file, "The file with the settings", "FILE" },
    { "data", 'd', 0, G_OPTION_ARG_FILENAME, &data, "The folder for the data", "FOLDER" },
    { "name", 'n', 0, G_OPTION_ARG_STRING, &name, "What the server is called", "NAME" },
    { "address", 'a', 0, G_OPTION_ARG_STRING, &address,
      "The address to listen on; * for all (default: 127.0.0.1, this computer only)", "ADDRESS" },
    { "port", 'p', 0, G_OPTION_ARG_INT, &port, "The port; 0 for any that is free", "PORT" },
    { "allow-origin", 0, 0, G_OPTION_ARG_STRING_ARRAY, &origins,
      "A web page's origin that may use the server; * for all", "ORIGIN" },
    { "admission", 0, 0, G_OPTION_ARG_STRING, &admission,
      "Who may make an account: open (everybody), invite or closed", "WORD" },
    { "guests", 0, 0, G_OPTION_ARG_NONE, &guests, "Let guests in without an account", NULL },
    { "print-address", 0, 0, G_OPTION_ARG_NONE, &config->print_address,
      "Print the address to the standard output when it is there", NULL },
    { "version", 'V', 0, G_OPTION_ARG_NONE, &config->print_version,
      "Print the version of the program, and end", NULL },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_set_description (context, commands);
  if (!g_option_context_parse (context, argc, argv, error) ||
      (file != NULL && !server_config_load (config, file, error)) ||
      (admission != NULL && !server_config_set_admission (config, admission, error)))
    return FALSE;
  if (port != G_MININT && (port < 0 || port > G_MAXUINT16)) {
    g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "There is no such port");
    return FALSE;
  }

  g_set_str (&config->data, data != NULL ? data : config->data);
  g_set_str (&config->name, name != NULL ? name : config->name);
  g_set_str (&config->address, address != NULL ? address : config->address);
  if (port >= 0)
    config->port = (guint) port;
  if (origins != NULL) {
    g_strfreev (config->allowed_origins);
    config->allowed_origins = g_steal_pointer (&origins);
  }
  config->policy.guests = config->policy.guests || guests;

  return TRUE;
}

/* Whoever has closed these did not mean the next file or socket that is opened. */
static void
open_standard_files (void)
{
  int fd = -1;

  do
    fd = open ("/dev/null", O_RDWR);
  while (fd >= 0 && fd <= STDERR_FILENO);
  if (fd >= 0)
    close (fd);
}

int
main (int argc, char *argv[])
{
  g_autoptr (ServerConfig) config = server_config_new ();
  g_autoptr (GMainLoop) loop = NULL;
  g_autoptr (ServerApp) app = NULL;
  g_autoptr (GError) error = NULL;
  Program program = { .config = config };

  open_standard_files ();
  setlocale (LC_ALL, "");
  umask (077); /* what is written here, backups too, is for nobody else */
  if (!read_command_line (config, &argc, &argv, &error)) {
    g_printerr ("parlour-server: %s\n", error->message);
    return 2;
  }
  if (config->print_version) {
    g_print ("parlour-server %s\n", SERVER_VERSION);
    return 0;
  }
  if (argc > 1) {
    if (server_commands_run (config, argv + 1, &error))
      return 0;
    g_printerr ("parlour-server: %s\n", error->message);
    return 1;
  }

  program.loop = loop = g_main_loop_new (NULL, FALSE);
  program.app = app = server_app_new ();
  server_app_start_async (app, config, did_start, &program);
  g_main_loop_run (loop);

  return program.status;
}
