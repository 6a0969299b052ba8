/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ways by which files come to a message that is being written: chosen, dropped
 * and pasted.  It may take a while until it is known what they are; they are for the
 * room that was shown before.
 */
#include "parlour-attaching.h"

#include <glib/gi18n.h>

#include "parlour-local-file.h"
#include "parlour-text.h"

typedef struct {
  GtkWidget *widget;
  ChatRoom *room;
  gint64 max_size;
} Attaching;

static Attaching *
attaching_new (GtkWidget *widget, ChatRoom *room, gint64 max_size)
{
  Attaching *attaching = g_new0 (Attaching, 1);

  attaching->widget = g_object_ref (widget);
  attaching->room = g_object_ref (room);
  attaching->max_size = max_size;

  return attaching;
}

static void
attaching_free (Attaching *attaching)
{
  g_clear_object (&attaching->widget);
  g_clear_object (&attaching->room);
  g_free (attaching);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attaching, attaching_free)

static void
say (Attaching *attaching, const char *text)
{
  gtk_widget_activate_action (attaching->widget, "conversation.say", "s", text);
}

static void
say_error (Attaching *attaching, const GError *error)
{
  if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED) &&
      !g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_CANCELLED) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say (attaching, error->message);
}

static void
load_did_end (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Attaching) attaching = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatFile) file = parlour_local_file_finish (result, &error);

  if (file == NULL) {
    say_error (attaching, error);
  } else if (attaching->max_size > 0 && chat_file_get_size (file) > attaching->max_size) {
    g_autofree char *name = parlour_text_isolate (chat_file_get_name (file));
    g_autofree char *limit = g_format_size ((guint64) attaching->max_size);
    /* Translators: a file, and the size that no file may have more than. */
    g_autofree char *text = g_strdup_printf (_ ("“%s” is larger than %s"), name, limit);

    say (attaching, text);
  } else {
    g_signal_emit_by_name (attaching->widget, "file-chosen", attaching->room, file);
  }
}

static void
attach_file (GtkWidget *widget, ChatRoom *room, gint64 max_size, GFile *file)
{
  parlour_local_file_load_async (file, NULL, load_did_end, attaching_new (widget, room, max_size));
}

/**
 * parlour_attach_value:
 * @widget: where a message is written
 * @room: the room that it is for
 * @max_size: how large a file may be, 0 for any size
 * @value: a list of files, a file or a picture
 *
 * Adds what was dropped or pasted.
 */
void
parlour_attach_value (GtkWidget *widget, ChatRoom *room, gint64 max_size, const GValue *value)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (CHAT_IS_ROOM (room));

  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST)) {
    g_autoptr (GSList) list = gdk_file_list_get_files (g_value_get_boxed (value));

    for (GSList *here = list; here != NULL; here = here->next)
      attach_file (widget, room, max_size, here->data);
  } else if (G_VALUE_HOLDS (value, G_TYPE_FILE)) {
    attach_file (widget, room, max_size, g_value_get_object (value));
  } else if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE)) {
    parlour_local_file_paint_async (g_value_get_object (value), NULL, load_did_end,
                                    attaching_new (widget, room, max_size));
  }
}

/* --- pasting ----------------------------------------------------------------------- */

static void
paste_did_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Attaching) attaching = user_data;
  g_autoptr (GError) error = NULL;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, &error);

  if (value == NULL)
    say_error (attaching, error);
  else
    parlour_attach_value (attaching->widget, attaching->room, attaching->max_size, value);
}

/**
 * parlour_attach_clipboard:
 * @widget: where a message is written
 * @room: the room that it is for
 * @max_size: how large a file may be, 0 for any size
 *
 * Adds what is in the clipboard, unless that is a text.
 *
 * Returns: whether it did
 */
gboolean
parlour_attach_clipboard (GtkWidget *widget, ChatRoom *room, gint64 max_size)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (widget);
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);
  GType type = G_TYPE_INVALID;

  if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST))
    type = GDK_TYPE_FILE_LIST;
  else if (gdk_content_formats_contain_gtype (formats, GDK_TYPE_TEXTURE) &&
           !gdk_content_formats_contain_gtype (formats, G_TYPE_STRING))
    type = GDK_TYPE_TEXTURE;
  else
    return FALSE;

  gdk_clipboard_read_value_async (clipboard, type, G_PRIORITY_DEFAULT, NULL, paste_did_read,
                                  attaching_new (widget, room, max_size));

  return TRUE;
}

/* --- choosing ---------------------------------------------------------------------- */

static void
choose_did_end (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Attaching) attaching = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel)
    chosen = gtk_file_dialog_open_multiple_finish (GTK_FILE_DIALOG (source), result, &error);

  if (chosen == NULL) {
    say_error (attaching, error);
    return;
  }

  for (guint i = 0; i < g_list_model_get_n_items (chosen); i++) {
    g_autoptr (GFile) file = g_list_model_get_item (chosen, i);

    attach_file (attaching->widget, attaching->room, attaching->max_size, file);
  }
  gtk_widget_grab_focus (attaching->widget);
}

/**
 * parlour_attach_chosen:
 * @widget: where a message is written
 * @room: the room that it is for
 * @max_size: how large a file may be, 0 for any size
 *
 * Asks which files to add.
 */
void
parlour_attach_chosen (GtkWidget *widget, ChatRoom *room, gint64 max_size)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_title (dialog, _ ("Attach Files"));
  gtk_file_dialog_open_multiple (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), NULL,
                                 choose_did_end, attaching_new (widget, room, max_size));
}
