/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parlour-server as a program: where it is, and what it does for whoever looks after a server.
 */
#include "chat-host-program.h"

#define NAME "parlour-server"
#define INVITE_USES "10"
#define INVITE_DAYS "7"

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
did_invite (GObject *command, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autofree char *code = NULL;
  g_autofree char *complaint = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_subprocess_communicate_utf8_finish (G_SUBPROCESS (command), result, &code, &complaint,
                                             &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (!g_subprocess_get_successful (G_SUBPROCESS (command)))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "%s", g_strstrip (complaint));
  else
    g_task_return_pointer (task, g_strdup (g_strstrip (code)), g_free);
}

void
chat_host_program_invite (const char *program, const char *folder, GTask *task)
{
  g_autoptr (GTask) owned = task;
  g_autoptr (GSubprocess) command = NULL;
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;

  if (program == NULL) {
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                                     "The program of the server is not installed");
    return;
  }

  command =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error,
                      program, "--data", folder, "invite", INVITE_USES, INVITE_DAYS, NULL);
  if (command == NULL)
    g_task_return_error (task, error);
  else
    g_subprocess_communicate_utf8_async (command, NULL, cancellable, did_invite,
                                         g_steal_pointer (&owned));
}
