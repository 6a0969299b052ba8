/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file on its way to the disk.  Pieces are written as they come: into the page cache, which does
 * not block; waiting for the disk is done at the end, on another thread, and only then does the
 * file get its name.  So what has a name is whole, also after a power cut.
 */
#include "server-upload.h"

#include "server-error.h"
#include "server-picture.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define UNFINISHED "unfinished-"

/* What has its name for less than this may not be in the database yet. */
#define YOUNG_S (60 * 60)

/* Who takes a name and who takes a file away are on different threads. */
static GMutex names;

struct _ServerUpload {
  char *folder;
  char *path; /* of the unfinished file; NULL when it has its name */
  int fd;
  GChecksum *checksum;
  gsize size;
  gsize max_size;
  guint width;
  guint height;
  gboolean failed;
};

static gboolean
fail (GError **error, const char *what)
{
  g_set_error (error, SERVER_ERROR, SERVER_ERROR_STORAGE, "%s: %s", what, g_strerror (errno));

  return FALSE;
}

ServerUpload *
server_upload_new (const char *folder, gsize max_size, GError **error)
{
  g_autoptr (ServerUpload) self = g_new0 (ServerUpload, 1);

  self->fd = -1;
  self->folder = g_strdup (folder);
  self->max_size = max_size;
  self->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  self->path = g_build_filename (folder, UNFINISHED "XXXXXX", NULL);
  if (g_mkdir_with_parents (folder, 0700) == 0)
    self->fd = g_mkstemp_full (self->path, O_RDWR | O_CLOEXEC, 0600);
  if (self->fd < 0) {
    fail (error, "The file cannot be kept");
    return NULL;
  }

  return g_steal_pointer (&self);
}

void
server_upload_free (ServerUpload *self)
{
  if (self->fd >= 0) {
    close (self->fd);
    if (self->path != NULL)
      g_unlink (self->path);
  }
  g_checksum_free (self->checksum);
  g_free (self->path);
  g_free (self->folder);
  g_free (self);
}

static gboolean
write_all (int fd, const guint8 *data, gsize length)
{
  while (length > 0) {
    gssize n = write (fd, data, length);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return FALSE;
    data += n;
    length -= (gsize) n;
  }

  return TRUE;
}

gboolean
server_upload_add (ServerUpload *self, GBytes *piece, GError **error)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (piece, &length);

  if (!self->failed && length > self->max_size - self->size) {
    self->failed = TRUE;
    g_set_error_literal (error, SERVER_ERROR, SERVER_ERROR_TOO_LONG, "The file is too large");
    return FALSE;
  }
  if (self->failed || !write_all (self->fd, data, length)) {
    self->failed = TRUE;
    return fail (error, "The file cannot be kept");
  }

  self->size += length;
  g_checksum_update (self->checksum, data, (gssize) length);
  return TRUE;
}

gsize
server_upload_get_size (ServerUpload *self)
{
  return self->size;
}

guint
server_upload_get_width (ServerUpload *self)
{
  return self->width;
}

guint
server_upload_get_height (ServerUpload *self)
{
  return self->height;
}

char *
server_upload_build_path (const char *folder, const char *sha256)
{
  const char shelf[] = { sha256[0], sha256[1], '\0' };

  return g_build_filename (folder, shelf, sha256, NULL);
}

/* A new name is on the disk when its folder is. */
static gboolean
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean done = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);

  return done;
}

/* Also where the content is there already: what is there may be about to go, what is new is not. */
static gboolean
take_name (const char *from, const char *to)
{
  gboolean done = FALSE;

  g_mutex_lock (&names);
  done = g_rename (from, to) == 0;
  g_mutex_unlock (&names);

  return done;
}

void
server_upload_forget (const char *folder, const char *sha256)
{
  g_autofree char *path = server_upload_build_path (folder, sha256);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  GStatBuf status;

  g_mutex_lock (&names);
  if (g_stat (path, &status) == 0 && status.st_mtime < now - YOUNG_S)
    g_unlink (path);
  g_mutex_unlock (&names);
}

void
server_upload_clean (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    if (g_str_has_prefix (name, UNFINISHED))
      g_unlink (path);
  }
}

static void
measure (ServerUpload *self)
{
  g_autofree guint8 *head = g_malloc (SERVER_PICTURE_HEAD);
  gssize length = pread (self->fd, head, SERVER_PICTURE_HEAD, 0);

  if (length <= 0 || !server_picture_measure (head, (gsize) length, &self->width, &self->height))
    self->width = self->height = 0;
}

static void
keep (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ServerUpload *self = data;
  const char *sha256 = g_checksum_get_string (self->checksum);
  g_autofree char *path = server_upload_build_path (self->folder, sha256);
  g_autofree char *shelf = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  if (g_mkdir_with_parents (shelf, 0700) != 0 || fsync (self->fd) != 0 ||
      !take_name (self->path, path) || !sync_folder (path)) {
    fail (&error, "The file cannot be kept");
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  measure (self);
  g_clear_pointer (&self->path, g_free);
  g_task_return_pointer (task, g_strdup (sha256), g_free);
}

/* The caller keeps it until the callback. */
void
server_upload_keep_async (ServerUpload *self, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, server_upload_keep_async);
  g_task_set_task_data (task, self, NULL);
  g_task_run_in_thread (task, keep);
}

char *
server_upload_keep_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
