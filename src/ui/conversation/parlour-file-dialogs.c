/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files of messages, handed to other programs and to other folders.
 */
#include "parlour-file-dialogs.h"

#include <glib/gi18n.h>

static void
say (AdwToastOverlay *overlay, const char *what, const GError *error)
{
  g_autofree char *text = g_strdup_printf ("%s: %s", what, error->message);
  AdwToast *toast = NULL;

  if (g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED) ||
      g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_CANCELLED) ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  toast = adw_toast_new (text);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (overlay, toast);
}

static GtkWindow *
get_window (AdwToastOverlay *overlay)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (overlay)));
}

static void
open_did_launch (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (AdwToastOverlay) overlay = user_data;
  g_autoptr (GError) error = NULL;

  if (!gtk_file_launcher_launch_finish (GTK_FILE_LAUNCHER (source), result, &error))
    say (overlay, _ ("The file cannot be opened"), error);
}

/**
 * parlour_file_open:
 * @file: a file
 * @overlay: where toasts are shown
 *
 * Shows a file in the program that the person has for it.
 */
void
parlour_file_open (ChatFile *file, AdwToastOverlay *overlay)
{
  const char *path = chat_file_get_path (file);
  g_autoptr (GFile) bytes = NULL;
  g_autoptr (GtkFileLauncher) launcher = NULL;

  if (path == NULL)
    return;

  bytes = g_file_new_for_path (path);
  launcher = gtk_file_launcher_new (bytes);
  gtk_file_launcher_launch (launcher, get_window (overlay), NULL, open_did_launch,
                            g_object_ref (overlay));
}

/* --- saving: choose -> copy ------------------------------------------------------- */

typedef struct {
  AdwToastOverlay *overlay;
  GFile *source;
} Saving;

static void
saving_free (Saving *saving)
{
  g_clear_object (&saving->overlay);
  g_clear_object (&saving->source);
  g_free (saving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void
save_did_copy (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GError) error = NULL;

  if (!g_file_copy_finish (G_FILE (source), result, &error))
    say (saving->overlay, _ ("The file cannot be saved"), error);
}

static void
save_did_choose (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) target = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);
  GFile *bytes = saving->source;

  if (target == NULL)
    say (saving->overlay, _ ("The file cannot be saved"), error);
  else
    g_file_copy_async (bytes, target, G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS,
                       G_PRIORITY_DEFAULT, NULL, NULL, NULL, save_did_copy,
                       g_steal_pointer (&saving));
}

/* Another person's name of a file must not lead out of the folder that is chosen. */
static char *
dup_safe_name (ChatFile *file)
{
  const char *name = chat_file_get_name (file);
  g_autofree char *base = g_path_get_basename (name != NULL ? name : "");
  const char *start = base;

  while (*start == '.')
    start++;

  return g_strdup (*start != '\0' && *start != G_DIR_SEPARATOR ? start : "file");
}

/**
 * parlour_file_save:
 * @file: a file
 * @overlay: where toasts are shown
 *
 * Asks where to, and puts a copy there.
 */
void
parlour_file_save (ChatFile *file, AdwToastOverlay *overlay)
{
  const char *path = chat_file_get_path (file);
  g_autofree char *name = dup_safe_name (file);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  Saving *saving = NULL;

  if (path == NULL)
    return;

  saving = g_new0 (Saving, 1);
  saving->overlay = g_object_ref (overlay);
  saving->source = g_file_new_for_path (path);
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, get_window (overlay), NULL, save_did_choose, saving);
}
