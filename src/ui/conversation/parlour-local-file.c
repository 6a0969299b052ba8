/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files of this computer that somebody wants to send: what they are is found out
 * in another thread.  What has no path here, such as a picture from the clipboard,
 * gets one in the cache.
 */
#include "parlour-local-file.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define MAX_AGE_S (7 * 24 * 60 * 60)
#define ATTRIBUTES                                                                                 \
  G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE                                \
                                 "," G_FILE_ATTRIBUTE_STANDARD_DISPLAY_NAME                        \
                                 "," G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE

/* What was pasted so long ago has been attached, and that makes a copy. */
static void
clean_up (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (folder, name, NULL);
    GStatBuf status;

    if (g_stat (path, &status) == 0 && status.st_mtime < now - MAX_AGE_S)
      g_unlink (path);
  }
}

static char *
make_cached_path (const char *name, GError **error)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "parlour", "pasted", NULL);
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *base = g_strconcat (id, "-", name, NULL);

  clean_up (folder);
  if (g_mkdir_with_parents (folder, 0700) == 0)
    return g_build_filename (folder, base, NULL);

  g_set_error_literal (error, G_IO_ERROR, g_io_error_from_errno (errno), g_strerror (errno));

  return NULL;
}

/* Where @source can be read by its path: itself, or a copy. */
static char *
get_path (GFile *source, const char *name, GCancellable *cancellable, GError **error)
{
  g_autofree char *path = g_file_get_path (source);
  g_autoptr (GFile) copy = NULL;

  if (path != NULL)
    return g_steal_pointer (&path);

  path = make_cached_path (name, error);
  if (path == NULL)
    return NULL;

  copy = g_file_new_for_path (path);
  if (!g_file_copy (source, copy, G_FILE_COPY_NONE, cancellable, NULL, NULL, error))
    return NULL;

  return g_steal_pointer (&path);
}

static ChatFile *
make_file (const char *path, const char *name, const char *type, gint64 size)
{
  int width = 0;
  int height = 0;

  if (g_str_has_prefix (type, "image/"))
    gdk_pixbuf_get_file_info (path, &width, &height);

  return g_object_new (CHAT_TYPE_FILE, "name", name, "type", type, "size", size, "width",
                       (guint) MAX (width, 0), "height", (guint) MAX (height, 0), "path", path,
                       "state", CHAT_FILE_HERE, NULL);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GFile *file = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInfo)
    info = g_file_query_info (file, ATTRIBUTES, G_FILE_QUERY_INFO_NONE, cancellable, &error);
  g_autofree char *type = NULL;
  g_autofree char *path = NULL;
  const char *name = NULL;

  if (info == NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR) {
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE,
                             _ ("Only files can be sent"));
    return;
  }

  name = g_file_info_get_display_name (info);
  type = g_content_type_get_mime_type (g_file_info_get_content_type (info));
  path = get_path (file, name, cancellable, &error);
  if (path == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task,
                           make_file (path, name, type != NULL ? type : "application/octet-stream",
                                      g_file_info_get_size (info)),
                           g_object_unref);
}

static void
paint_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GdkTexture *texture = task_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = gdk_texture_save_to_png_bytes (texture);
  g_autofree char *path = make_cached_path ("picture.png", &error);
  gsize size = g_bytes_get_size (bytes);

  if (path == NULL ||
      !g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL), (gssize) size,
                                 G_FILE_SET_CONTENTS_NONE, 0600, &error))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_task_return_pointer (task, make_file (path, _ ("Picture.png"), "image/png", (gint64) size),
                           g_object_unref);
}

/**
 * parlour_local_file_load_async:
 * @source: a file
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when it is known what it is
 * @user_data: for @callback
 *
 * Finds out what a file is.
 */
void
parlour_local_file_load_async (GFile *source,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (G_IS_FILE (source));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, parlour_local_file_load_async);
  g_task_set_task_data (task, g_object_ref (source), g_object_unref);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * parlour_local_file_paint_async:
 * @texture: a picture without a file
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when it has one
 * @user_data: for @callback
 *
 * Makes a file of a picture.
 */
void
parlour_local_file_paint_async (GdkTexture *texture,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (GDK_IS_TEXTURE (texture));

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, parlour_local_file_paint_async);
  g_task_set_task_data (task, g_object_ref (texture), g_object_unref);
  g_task_run_in_thread (task, paint_in_thread);
}

/**
 * parlour_local_file_finish:
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the file
 */
ChatFile *
parlour_local_file_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
