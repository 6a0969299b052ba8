/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two threads for what is slow on purpose.
 */
#include "server-passwords.h"

#include "server-accounts.h"
#include "server-error.h"

#include <sodium.h>

#define N_THREADS 2
#define MAX_WAITING 100
#define RETRY_AFTER_MS 5000

struct _ServerPasswords {
  GThreadPool *pool;
  char *nobody; /* the hash of a password that nobody has */
};

typedef struct {
  char *password;
  char *hash; /* NULL to make one */
  gboolean nobody;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  sodium_memzero (job->password, strlen (job->password));
  g_free (job->password);
  g_free (job->hash);
  g_free (job);
}

static void
do_hash (GTask *task, Job *job)
{
  char *hash = server_accounts_hash_password (job->password);

  if (hash != NULL)
    g_task_return_pointer (task, hash, g_free);
  else
    g_task_return_new_error_literal (task, SERVER_ERROR, SERVER_ERROR_STORAGE,
                                     "There is no memory to hash a password");
}

static void
do_verify (GTask *task, Job *job)
{
  gboolean right = server_accounts_verify_password (job->hash, job->password) && !job->nobody;

  g_task_return_pointer (task, right ? g_strdup (job->hash) : NULL, g_free);
}

/* On a thread; nothing of the task belongs to another. */
static void
run (gpointer data, gpointer user_data)
{
  g_autoptr (GTask) task = data;
  Job *job = g_task_get_task_data (task);

  if (job->hash == NULL)
    do_hash (task, job);
  else
    do_verify (task, job);
}

ServerPasswords *
server_passwords_new (void)
{
  ServerPasswords *self = g_new0 (ServerPasswords, 1);
  guint8 random[16];
  char password[2 * sizeof random + 1];

  self->pool = g_thread_pool_new_full (run, NULL, g_object_unref, N_THREADS, FALSE, NULL);
  randombytes_buf (random, sizeof random);
  sodium_bin2hex (password, sizeof password, random, sizeof random);
  self->nobody = server_accounts_hash_password (password);

  return self;
}

void
server_passwords_free (ServerPasswords *self)
{
  g_thread_pool_free (self->pool, TRUE, TRUE);
  g_free (self->nobody);
  g_free (self);
}

static void
push (ServerPasswords *self, Job *job, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (NULL, NULL, callback, user_data);
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, push);
  g_task_set_task_data (task, job, job_free);
  if (g_thread_pool_unprocessed (self->pool) < MAX_WAITING) {
    g_thread_pool_push (self->pool, task, NULL);
    return;
  }

  server_error_set_throttled (&error, RETRY_AFTER_MS);
  g_task_return_error (task, g_steal_pointer (&error));
  g_object_unref (task);
}

void
server_passwords_hash_async (ServerPasswords *self,
                             const char *password,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->password = g_strdup (password);
  push (self, job, callback, user_data);
}

void
server_passwords_verify_async (ServerPasswords *self,
                               const char *hash,
                               const char *password,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  Job *job = g_new0 (Job, 1);

  job->password = g_strdup (password);
  job->hash = g_strdup (hash != NULL ? hash : self->nobody);
  job->nobody = hash == NULL;
  push (self, job, callback, user_data);
}

char *
server_passwords_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
