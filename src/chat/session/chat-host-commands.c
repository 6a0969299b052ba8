/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What whoever hosts may do with the server's data, whether the server runs or not: the program
 * does it as a command, and prints what comes of it.  That is a secret every time: it comes through
 * a pipe, and into no log.
 */
#include "chat-host.h"

#include "chat-host-program.h"

#define INVITE_USES "10"
#define INVITE_DAYS "7"

/* Takes @task. */
static void
run (ChatHost *self, const char *const *words, GTask *task)
{
  g_autofree char *program = NULL;
  g_autofree char *folder = NULL;

  g_object_get (self, "program", &program, "folder", &folder, NULL);
  chat_host_program_run (program, folder, words, task);
}

/**
 * chat_host_invite_async:
 * @self: a host
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when there is an invite
 * @user_data: for @callback
 *
 * Makes an invite, good for ten people and a week.
 */
void
chat_host_invite_async (ChatHost *self,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  static const char *const words[] = { "invite", INVITE_USES, INVITE_DAYS, NULL };
  GTask *task = NULL;

  g_return_if_fail (CHAT_IS_HOST (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_host_invite_async);
  run (self, words, task);
}

char *
chat_host_invite_finish (ChatHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * chat_host_sign_in_async:
 * @self: a host
 * @name: of somebody who has an account on the server
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when there is a token
 * @user_data: for @callback
 *
 * Signs somebody in without a password: whoever hosts has the data anyway.
 */
void
chat_host_sign_in_async (ChatHost *self,
                         const char *name,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  const char *words[] = { "user", "token", name, NULL };
  GTask *task = NULL;

  g_return_if_fail (CHAT_IS_HOST (self));
  g_return_if_fail (name != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_host_sign_in_async);
  run (self, words, task);
}

/**
 * chat_host_sign_in_finish:
 * @self: a host
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the token of a new session
 */
char *
chat_host_sign_in_finish (ChatHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
