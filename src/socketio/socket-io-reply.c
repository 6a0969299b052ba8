/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A task without a source object, because that would keep the client alive for as
 * long as the answer takes.  Instead the client ends every wait before it goes, and
 * is held from then on until the callback has run.
 */
#include "socket-io-reply.h"

typedef struct {
  gpointer client;
  gboolean held;
  GAsyncReadyCallback callback;
  gpointer user_data;
} Waiting;

typedef struct {
  JsonArray *arguments;
  SocketIoAttachments *attachments;
} Answer;

static void
waiting_free (Waiting *waiting)
{
  if (waiting->held)
    g_object_unref (waiting->client);
  g_free (waiting);
}

static void
answer_free (Answer *answer)
{
  g_clear_pointer (&answer->arguments, json_array_unref);
  g_clear_object (&answer->attachments);
  g_free (answer);
}

static void
task_returned_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting *waiting = g_task_get_task_data (G_TASK (result));

  if (waiting->callback != NULL)
    waiting->callback (waiting->client, result, waiting->user_data);
}

GTask *
socket_io_reply_new (gpointer client,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, task_returned_cb, NULL);
  Waiting *waiting = g_new0 (Waiting, 1);

  waiting->client = client;
  waiting->callback = callback;
  waiting->user_data = user_data;

  g_task_set_source_tag (task, socket_io_reply_new);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_task_data (task, waiting, (GDestroyNotify) waiting_free);

  return task;
}

void
socket_io_reply_settle (JsonArray *arguments,
                        SocketIoAttachments *attachments,
                        const GError *error,
                        gpointer task)
{
  g_autoptr (GTask) owned = task;
  Waiting *waiting = g_task_get_task_data (owned);
  Answer *answer = NULL;

  g_object_ref (waiting->client);
  waiting->held = TRUE;

  if (error != NULL) {
    g_task_return_error (owned, g_error_copy (error));
    return;
  }

  answer = g_new0 (Answer, 1);
  answer->arguments = json_array_ref (arguments);
  g_set_object (&answer->attachments, attachments);
  g_task_return_pointer (owned, answer, (GDestroyNotify) answer_free);
}

gboolean
socket_io_reply_is_valid (GAsyncResult *result, gpointer client)
{
  Waiting *waiting = NULL;

  if (!g_task_is_valid (result, NULL) || !g_async_result_is_tagged (result, socket_io_reply_new))
    return FALSE;

  waiting = g_task_get_task_data (G_TASK (result));

  return waiting->client == client;
}

JsonArray *
socket_io_reply_finish (GAsyncResult *result, SocketIoAttachments **attachments, GError **error)
{
  Answer *answer = g_task_propagate_pointer (G_TASK (result), error);
  JsonArray *arguments = NULL;

  if (attachments != NULL)
    *attachments = NULL;
  if (answer == NULL)
    return NULL;

  arguments = g_steal_pointer (&answer->arguments);
  if (attachments != NULL)
    *attachments = g_steal_pointer (&answer->attachments);
  answer_free (answer);

  return arguments;
}
