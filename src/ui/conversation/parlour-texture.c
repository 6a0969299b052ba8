/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pictures of others, made small before they are shown.  They are read in another
 * thread, one after the other, so that no number of them and no size of one of
 * them takes the memory: what has too many pixels to be read at all is refused
 * when only its first bytes are known.  JPEG is made smaller while it is read.
 */
#include "parlour-texture.h"

#define MAX_PIXELS (40 * 1000 * 1000)
#define MAX_JPEG_PIXELS (1000 * 1000 * 1000)

G_LOCK_DEFINE_STATIC (reading);

typedef struct {
  char *path;
  int side;
} Loading;

static void
loading_free (gpointer data)
{
  Loading *loading = data;

  g_free (loading->path);
  g_free (loading);
}

static gboolean
is_bearable (const char *path, GError **error)
{
  int width = 0;
  int height = 0;
  GdkPixbufFormat *format = gdk_pixbuf_get_file_info (path, &width, &height);
  g_autofree char *name = format != NULL ? gdk_pixbuf_format_get_name (format) : NULL;
  gint64 limit = g_strcmp0 (name, "jpeg") == 0 ? MAX_JPEG_PIXELS : MAX_PIXELS;

  if (format != NULL && width > 0 && height > 0 && (gint64) width * height <= limit)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED,
                       "It is no picture, or too large a one");

  return FALSE;
}

static GdkTexture *
make_texture (GdkPixbuf *pixbuf)
{
  g_autoptr (GBytes) bytes = gdk_pixbuf_read_pixel_bytes (pixbuf);
  GdkMemoryFormat format = gdk_pixbuf_get_has_alpha (pixbuf) ? GDK_MEMORY_R8G8B8A8
                                                             : GDK_MEMORY_R8G8B8;

  return gdk_memory_texture_new (gdk_pixbuf_get_width (pixbuf), gdk_pixbuf_get_height (pixbuf),
                                 format, bytes, (gsize) gdk_pixbuf_get_rowstride (pixbuf));
}

static void
load_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Loading *loading = task_data;
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autoptr (GError) error = NULL;

  G_LOCK (reading);
  if (!g_cancellable_is_cancelled (cancellable) && is_bearable (loading->path, &error))
    pixbuf =
      gdk_pixbuf_new_from_file_at_scale (loading->path, loading->side, loading->side, TRUE, &error);
  G_UNLOCK (reading);

  if (pixbuf != NULL) {
    g_autoptr (GdkPixbuf) upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);

    g_task_return_pointer (task, make_texture (upright), g_object_unref);
  } else if (error != NULL) {
    g_task_return_error (task, g_steal_pointer (&error));
  } else {
    g_task_return_error_if_cancelled (task);
  }
}

/**
 * parlour_texture_load_async:
 * @path: of a picture
 * @side: how wide and how high it may get, in pixels
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when it is here, or cannot be shown
 * @user_data: for @callback
 *
 * Reads a picture.
 */
void
parlour_texture_load_async (const char *path,
                            int side,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Loading *loading = NULL;

  g_return_if_fail (path != NULL);
  g_return_if_fail (side > 0);

  loading = g_new0 (Loading, 1);
  loading->path = g_strdup (path);
  loading->side = side;

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, parlour_texture_load_async);
  g_task_set_task_data (task, loading, loading_free);
  g_task_run_in_thread (task, load_in_thread);
}

/**
 * parlour_texture_load_finish:
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the picture, not larger than asked for
 */
GdkTexture *
parlour_texture_load_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
