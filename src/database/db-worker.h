/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "db-connection.h"

G_BEGIN_DECLS

#define DB_TYPE_WORKER (db_worker_get_type ())
G_DECLARE_FINAL_TYPE (DbWorker, db_worker, DB, WORKER, GObject)

/* Something to do with the database, on the worker's thread.  What it gives is handed to the one
 * who waits; NULL with @error is a failure, and what it has written is taken back. */
typedef gpointer (*DbWork) (DbConnection *connection, gpointer data, GError **error);

/* Starts the thread, which opens the database and brings it to the newest version of the resource
 * folder @migrations (NULL for none). */
void db_worker_open_async (const char *path,
                           DbDurability durability,
                           const char *migrations,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
DbWorker *db_worker_open_finish (GAsyncResult *result, GError **error);

/* Work is done in the order in which it is given.  A write is told to be done when it is on the
 * disk; writes that wait at the same time share one transaction.  @data is freed with @destroy on
 * the thread of the caller's main context; so is, with @destroy_result, a result that nobody
 * takes. */
void db_worker_write_async (DbWorker *self,
                            DbWork work,
                            gpointer data,
                            GDestroyNotify destroy,
                            GDestroyNotify destroy_result,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
void db_worker_read_async (DbWorker *self,
                           DbWork work,
                           gpointer data,
                           GDestroyNotify destroy,
                           GDestroyNotify destroy_result,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gpointer db_worker_finish (DbWorker *self, GAsyncResult *result, GError **error);

/* Work that was not begun yet. */
guint db_worker_get_n_waiting (DbWorker *self);

/* How many there have been, and how long they took together. */
typedef struct {
  guint64 n;
  gint64 us;
} DbWorkerTimes;

/* Of transactions with all of their writes until they were on the disk, and of reads. */
void db_worker_get_times (DbWorker *self, DbWorkerTimes *transactions, DbWorkerTimes *reads);

/* Why writes fail since the last of them that went well, as with a full disk; NULL if they do not.
 * ::failure-changed is emitted when they begin and when they end to do so, before whoever waits for
 * that write hears of it. */
const GError *db_worker_get_failure (DbWorker *self);

/* Does what was given before, then closes the database. */
void db_worker_close_async (DbWorker *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean db_worker_close_finish (DbWorker *self, GAsyncResult *result, GError **error);

G_END_DECLS
