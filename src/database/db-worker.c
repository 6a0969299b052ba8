/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A database on a thread of its own, fed by a queue, so that nothing blocks the main loop.
 *
 * To be on the disk is what a write costs, and it costs that once for a transaction, not for a row.
 * So the thread takes all writes that wait and does them in one transaction, each in a savepoint of
 * its own: one that fails is taken back alone.  Those who wait hear of success only after the
 * commit.  With one writer a transaction holds one write and nobody waits for anybody; the more
 * there are at once, the more share the cost.
 *
 *   queue:   write write write read write        transactions:   [write write write] read [write]
 *
 * Jobs go to the thread and come back whole: everything that is not the database's is made and
 * freed in the main context of the one who asked.
 */
#include "db-worker.h"

#include "db-migrations.h"

/* Most writes of one transaction, so that the first of them does not wait for long. */
#define MAX_BATCH 512

typedef enum {
  JOB_OPEN,
  JOB_WRITE,
  JOB_READ,
  JOB_CLOSE,
} JobKind;

typedef struct {
  JobKind kind;
  GTask *task; /* NULL if nobody waits */
  DbWork work;
  gpointer data;
  GDestroyNotify destroy;
  GDestroyNotify destroy_result;

  /* What came of it. */
  gpointer result;
  GError *error;
  gboolean changed; /* a write did something */
  gint64 took_us;   /* a read, or the transaction whose first write this is; else 0 */
} Job;

/* What the thread has; the worker only has a reference to the queue. */
typedef struct {
  GAsyncQueue *queue;
  char *path;
  DbDurability durability;
  char *migrations;
  DbConnection *connection;
} Lane;

struct _DbWorker {
  GObject parent_instance;

  GAsyncQueue *queue; /* of Job */
  gboolean closed;    /* the last job has been given */
  DbWorkerTimes transactions;
  DbWorkerTimes reads;
  GError *failure; /* why writes fail; NULL if they do not */
};

G_DEFINE_FINAL_TYPE (DbWorker, db_worker, G_TYPE_OBJECT)

enum { FAILURE_CHANGED, N_SIGNALS };

static guint signals[N_SIGNALS];

static void
drop_result (Job *job)
{
  if (job->result != NULL && job->destroy_result != NULL)
    job->destroy_result (job->result);
  job->result = NULL;
}

static void
job_free (gpointer data)
{
  Job *job = data;

  drop_result (job);
  if (job->destroy != NULL)
    job->destroy (job->data);
  g_clear_error (&job->error);
  g_clear_object (&job->task);
  g_free (job);
}

/* --- on the thread ------------------------------------------------------------ */

static void
note_time (DbWorker *self, const Job *job)
{
  DbWorkerTimes *times = job->kind == JOB_READ ? &self->reads : &self->transactions;

  if (job->took_us == 0)
    return;
  times->n++;
  times->us += job->took_us;
}

/* A write that had nothing to change, or was refused, says nothing of the disk. */
static void
note_failure (DbWorker *self, const Job *job)
{
  gboolean failed = job->error != NULL && job->error->domain == DB_ERROR &&
                    job->error->code != DB_ERROR_CONSTRAINT;
  gboolean went_well = job->error == NULL && job->changed;

  if (job->kind != JOB_WRITE || (self->failure == NULL ? !failed : !went_well))
    return;
  g_clear_error (&self->failure);
  if (failed)
    self->failure = g_error_copy (job->error);
  g_signal_emit (self, signals[FAILURE_CHANGED], 0);
}

/* Back in the main context of the one who waits. */
static gboolean
job_done_cb (gpointer data)
{
  Job *job = data;

  note_time (g_task_get_source_object (job->task), job);
  note_failure (g_task_get_source_object (job->task), job);
  if (job->error != NULL)
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  else
    g_task_return_pointer (job->task, g_steal_pointer (&job->result), job->destroy_result);

  return G_SOURCE_REMOVE;
}

/* Always by way of the context's loop: where that does not turn at the moment, an invocation would
 * be carried out here, on the thread. */
static void
send_back (Job *job)
{
  g_autoptr (GSource) source = NULL;

  if (job->task == NULL) {
    job_free (job);
    return;
  }

  source = g_idle_source_new ();
  g_source_set_static_name (source, "[database] job done");
  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_callback (source, job_done_cb, job, job_free);
  g_source_attach (source, g_task_get_context (job->task));
}

static gint64
get_time_since (gint64 began_at)
{
  return MAX (g_get_monotonic_time () - began_at, 1);
}

static void
do_work (Lane *self, Job *job)
{
  if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (job->task), &job->error))
    return;

  job->result = job->work (self->connection, job->data, &job->error);
}

static void
do_write (Lane *self, Job *job)
{
  gint64 n_before = db_connection_get_n_changes_ever (self->connection);

  if (!db_connection_save (self->connection, &job->error))
    return;

  do_work (self, job);
  if (job->error != NULL)
    db_connection_roll_back_to_save (self->connection);
  else
    db_connection_release (self->connection, &job->error);
  job->changed = db_connection_get_n_changes_ever (self->connection) > n_before;
}

/* None of them is on the disk: nobody may believe it. */
static void
fail_batch (GPtrArray *batch, const GError *error)
{
  for (guint i = 0; i < batch->len; i++) {
    Job *job = batch->pdata[i];

    drop_result (job);
    if (job->error == NULL)
      job->error = g_error_copy (error);
  }
}

/* An error that has ended the whole transaction is everybody's; what a job says of itself is not.
 */
static GError *
describe_end (const Job *job)
{
  if (job->error != NULL && job->error->domain == DB_ERROR)
    return g_error_copy (job->error);

  return g_error_new_literal (DB_ERROR, DB_ERROR_FAILED, "The database took everything back");
}

/* Does @first and the writes that wait behind it; gives what came after them, if that was there
 * already. */
static Job *
do_batch (Lane *self, Job *first)
{
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  gint64 began_at = g_get_monotonic_time ();
  gboolean begun = db_connection_begin (self->connection, &error);
  Job *next = first;

  while (next != NULL && next->kind == JOB_WRITE && batch->len < MAX_BATCH) {
    g_ptr_array_add (batch, next);
    if (begun && error == NULL) {
      do_write (self, next);
      if (!db_connection_is_in_transaction (self->connection))
        error = describe_end (next);
    }
    next = g_async_queue_try_pop (self->queue);
  }
  if (begun && error == NULL && !db_connection_commit (self->connection, &error))
    db_connection_roll_back (self->connection);

  first->took_us = get_time_since (began_at);
  if (error != NULL)
    fail_batch (batch, error);
  for (guint i = 0; i < batch->len; i++)
    send_back (batch->pdata[i]);

  return next;
}

static void
do_open (Lane *self, Job *job)
{
  self->connection = db_connection_open (self->path, self->durability, &job->error);
  if (self->connection != NULL && self->migrations != NULL &&
      !db_migrations_apply (self->connection, self->migrations, &job->error))
    g_clear_pointer (&self->connection, db_connection_free);
}

/* Gives a job that was taken from the queue on the way. */
static Job *
do_job (Lane *self, Job *job)
{
  gint64 began_at = g_get_monotonic_time ();

  switch (job->kind) {
  case JOB_WRITE:
    return do_batch (self, job);
  case JOB_OPEN:
    do_open (self, job);
    break;
  case JOB_READ:
    do_work (self, job);
    job->took_us = get_time_since (began_at);
    break;
  case JOB_CLOSE:
    g_clear_pointer (&self->connection, db_connection_free);
    break;
  }
  send_back (job);

  return NULL;
}

static void
lane_free (Lane *self)
{
  g_async_queue_unref (self->queue);
  g_free (self->path);
  g_free (self->migrations);
  g_free (self);
}

static gpointer
run (gpointer data)
{
  Lane *self = data;
  gboolean closed = FALSE;

  while (!closed) {
    Job *job = g_async_queue_pop (self->queue);

    while (job != NULL) {
      closed = job->kind == JOB_CLOSE;
      job = do_job (self, job);
    }
  }
  lane_free (self);

  return NULL;
}

/* --- for everybody ------------------------------------------------------------ */

static Job *
job_new (JobKind kind, GTask *task)
{
  Job *job = g_new0 (Job, 1);

  job->kind = kind;
  job->task = task;

  return job;
}

/* Whoever waits for a job holds the worker: nothing is under way any more. */
static void
db_worker_dispose (GObject *object)
{
  DbWorker *self = DB_WORKER (object);

  if (!self->closed)
    g_async_queue_push (self->queue, job_new (JOB_CLOSE, NULL));
  self->closed = TRUE;

  G_OBJECT_CLASS (db_worker_parent_class)->dispose (object);
}

static void
db_worker_finalize (GObject *object)
{
  DbWorker *self = DB_WORKER (object);

  g_async_queue_unref (self->queue);
  g_clear_error (&self->failure);

  G_OBJECT_CLASS (db_worker_parent_class)->finalize (object);
}

static void
db_worker_class_init (DbWorkerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = db_worker_dispose;
  object_class->finalize = db_worker_finalize;

  signals[FAILURE_CHANGED] = g_signal_new ("failure-changed", DB_TYPE_WORKER, G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
db_worker_init (DbWorker *self)
{
  self->queue = g_async_queue_new ();
}

void
db_worker_open_async (const char *path,
                      DbDurability durability,
                      const char *migrations,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  g_autoptr (DbWorker) self = g_object_new (DB_TYPE_WORKER, NULL);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Lane *lane = g_new0 (Lane, 1);

  g_task_set_source_tag (task, db_worker_open_async);
  lane->queue = g_async_queue_ref (self->queue);
  lane->path = g_strdup (path);
  lane->durability = durability;
  lane->migrations = g_strdup (migrations);
  g_async_queue_push (self->queue, job_new (JOB_OPEN, task));
  g_thread_unref (g_thread_new ("database", run, lane));
}

DbWorker *
db_worker_open_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (GError) failure = NULL;

  g_task_propagate_pointer (G_TASK (result), &failure);
  if (failure == NULL)
    return g_object_ref (g_task_get_source_object (G_TASK (result)));

  g_propagate_error (error, g_steal_pointer (&failure));
  return NULL;
}

static void
give_work (DbWorker *self,
           JobKind kind,
           DbWork work,
           gpointer data,
           GDestroyNotify destroy,
           GDestroyNotify destroy_result,
           GTask *task)
{
  Job *job = job_new (kind, task);

  job->work = work;
  job->data = data;
  job->destroy = destroy;
  job->destroy_result = destroy_result;
  if (self->closed) {
    g_set_error_literal (&job->error, DB_ERROR, DB_ERROR_OPEN, "The database is closed");
    send_back (job);
  } else {
    g_async_queue_push (self->queue, job);
  }
}

void
db_worker_write_async (DbWorker *self,
                       DbWork work,
                       gpointer data,
                       GDestroyNotify destroy,
                       GDestroyNotify destroy_result,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  give_work (self, JOB_WRITE, work, data, destroy, destroy_result,
             g_task_new (self, cancellable, callback, user_data));
}

void
db_worker_read_async (DbWorker *self,
                      DbWork work,
                      gpointer data,
                      GDestroyNotify destroy,
                      GDestroyNotify destroy_result,
                      GCancellable *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer user_data)
{
  give_work (self, JOB_READ, work, data, destroy, destroy_result,
             g_task_new (self, cancellable, callback, user_data));
}

gpointer
db_worker_finish (DbWorker *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

guint
db_worker_get_n_waiting (DbWorker *self)
{
  return (guint) MAX (g_async_queue_length (self->queue), 0);
}

void
db_worker_get_times (DbWorker *self, DbWorkerTimes *transactions, DbWorkerTimes *reads)
{
  *transactions = self->transactions;
  *reads = self->reads;
}

const GError *
db_worker_get_failure (DbWorker *self)
{
  return self->failure;
}

void
db_worker_close_async (DbWorker *self, GAsyncReadyCallback callback, gpointer user_data)
{
  Job *job = job_new (JOB_CLOSE, g_task_new (self, NULL, callback, user_data));

  if (self->closed)
    send_back (job);
  else
    g_async_queue_push (self->queue, job);
  self->closed = TRUE;
}

gboolean
db_worker_close_finish (DbWorker *self, GAsyncResult *result, GError **error)
{
  g_autoptr (GError) failure = NULL;

  g_task_propagate_pointer (G_TASK (result), &failure);
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}
