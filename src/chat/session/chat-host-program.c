/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parlour-server as a program: where it is, and what it does for whoever looks after a server.
 */
#include "chat-host-program.h"

#include "chat-host-error.h"

#define NAME "parlour-server"

/* It is installed with this program, or somewhere else. */
char *
chat_host_program_find (void)
{
  g_autofree char *here = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = here != NULL ? g_path_get_dirname (here) : NULL;
  g_autofree char *path = folder != NULL ? g_build_filename (folder, NAME, NULL) : NULL;

  if (path != NULL && g_file_test (path, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&path);

  return g_find_program_in_path (NAME);
}

static void
did_run (GObject *command, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  char *answer = NULL;
  g_autofree char *complaint = NULL;
  GError *error = NULL;

  if (!g_subprocess_communicate_utf8_finish (G_SUBPROCESS (command), result, &answer, &complaint,
                                             &error)) {
    g_task_return_error (task, error);
  } else if (!g_subprocess_get_successful (G_SUBPROCESS (command))) {
    g_free (answer);
    g_task_return_error (task, chat_host_error_new (CHAT_HOST_ERROR_COMPLAINED, complaint));
  } else {
    g_task_return_pointer (task, g_strstrip (answer), g_free);
  }
}

void
chat_host_program_run (const char *program,
                       const char *folder,
                       const char *const *words,
                       GTask *task)
{
  g_autoptr (GTask) owned = task;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) argv = NULL;
  g_autoptr (GSubprocess) command = NULL;
  g_autoptr (GError) error = NULL;

  if (program == NULL) {
    g_task_return_error (task, chat_host_error_new (CHAT_HOST_ERROR_NOT_INSTALLED, NULL));
    return;
  }

  /* What comes after -- is no option, whatever it looks like. */
  g_strv_builder_add_many (builder, program, "--data", folder, "--", NULL);
  g_strv_builder_addv (builder, (const char **) words);
  argv = g_strv_builder_end (builder);
  command =
    g_subprocess_newv ((const char *const *) argv,
                       G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);
  if (command == NULL)
    g_task_return_error (task, chat_host_error_new (CHAT_HOST_ERROR_NOT_RUN, error->message));
  else
    g_subprocess_communicate_utf8_async (command, NULL, g_task_get_cancellable (task), did_run,
                                         g_steal_pointer (&owned));
}
