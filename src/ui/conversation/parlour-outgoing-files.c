/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The files that go with a message that is being written: as small pictures, or as
 * names, each with a button that takes it away again.
 */
#include "parlour-outgoing-files.h"

#include <glib/gi18n.h>

#include "chat-file.h"
#include "parlour-picture.h"
#include "parlour-text.h"

#define SIDE 64

struct _ParlourOutgoingFiles {
  AdwBin parent_instance;

  GtkWidget *box;
  GListStore *files;
};

G_DEFINE_FINAL_TYPE (ParlourOutgoingFiles, parlour_outgoing_files, ADW_TYPE_BIN)

static void
remove_clicked_cb (ParlourOutgoingFiles *self, GtkButton *button)
{
  ChatFile *file = g_object_get_data (G_OBJECT (button), "file");
  guint position = 0;

  if (self->files != NULL && g_list_store_find (self->files, file, &position))
    gtk_widget_activate_action (GTK_WIDGET (self), "conversation.detach", "u", position);
}

static GtkWidget *
make_name (ChatFile *file)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *name = parlour_text_isolate (chat_file_get_name (file));
  gboolean failed = chat_file_get_state (file) == CHAT_FILE_FAILED;
  g_autofree char *size = g_format_size ((guint64) MAX (chat_file_get_size (file), 0));
  GtkWidget *name_label = gtk_label_new (name);
  GtkWidget *size_label = gtk_label_new (failed ? _ (chat_file_get_error (file)) : size);

  gtk_label_set_ellipsize (GTK_LABEL (name_label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_max_width_chars (GTK_LABEL (name_label), 20);
  gtk_label_set_xalign (GTK_LABEL (name_label), 0);
  gtk_label_set_xalign (GTK_LABEL (size_label), 0);
  gtk_widget_add_css_class (size_label, failed ? "error" : "details");
  gtk_widget_set_valign (box, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_start (box, 12);
  gtk_box_append (GTK_BOX (box), name_label);
  gtk_box_append (GTK_BOX (box), size_label);

  return box;
}

static GtkWidget *
make_chip (ParlourOutgoingFiles *self, ChatFile *file)
{
  GtkWidget *chip = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *button = gtk_button_new_from_icon_name ("window-close-symbolic");
  gboolean shows_picture = chat_file_get_is_picture (file) &&
                           chat_file_get_state (file) != CHAT_FILE_FAILED;
  g_autofree char *name = parlour_text_isolate (chat_file_get_name (file));
  /* Translators: takes a file away from a message that was not sent yet. */
  g_autofree char *label = g_strdup_printf (_ ("Remove “%s”"), name);

  gtk_widget_add_css_class (chip, "outgoing-file");
  gtk_widget_add_css_class (button, "circular");
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  g_object_set_data_full (G_OBJECT (button), "file", g_object_ref (file), g_object_unref);
  g_signal_connect_object (button, "clicked", G_CALLBACK (remove_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_box_append (GTK_BOX (chip),
                  shows_picture ? parlour_picture_new (file, SIDE) : make_name (file));
  gtk_box_append (GTK_BOX (chip), button);
  gtk_widget_set_tooltip_text (chip, name);

  return chip;
}

static void
update (ParlourOutgoingFiles *self)
{
  guint n_files = self->files != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->files)) : 0;

  while (gtk_widget_get_first_child (self->box) != NULL)
    adw_wrap_box_remove (ADW_WRAP_BOX (self->box), gtk_widget_get_first_child (self->box));
  for (guint i = 0; i < n_files; i++) {
    g_autoptr (ChatFile) file = g_list_model_get_item (G_LIST_MODEL (self->files), i);

    adw_wrap_box_append (ADW_WRAP_BOX (self->box), make_chip (self, file));
  }
  gtk_widget_set_visible (GTK_WIDGET (self), n_files > 0);
}

static void
parlour_outgoing_files_dispose (GObject *object)
{
  ParlourOutgoingFiles *self = PARLOUR_OUTGOING_FILES (object);

  if (self->files != NULL)
    g_signal_handlers_disconnect_by_func (self->files, update, self);
  g_clear_object (&self->files);

  G_OBJECT_CLASS (parlour_outgoing_files_parent_class)->dispose (object);
}

static void
parlour_outgoing_files_class_init (ParlourOutgoingFilesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parlour_outgoing_files_dispose;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
parlour_outgoing_files_init (ParlourOutgoingFiles *self)
{
  self->box = adw_wrap_box_new ();
  adw_wrap_box_set_child_spacing (ADW_WRAP_BOX (self->box), 6);
  adw_wrap_box_set_line_spacing (ADW_WRAP_BOX (self->box), 6);
  adw_bin_set_child (ADW_BIN (self), self->box);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Attached Files"), -1);
  update (self);
}

/**
 * parlour_outgoing_files_set_files:
 * @self: a row of files
 * @files: (nullable): a list of [class@Chat.File]
 */
void
parlour_outgoing_files_set_files (ParlourOutgoingFiles *self, GListStore *files)
{
  g_return_if_fail (PARLOUR_IS_OUTGOING_FILES (self));

  if (self->files == files)
    return;

  if (self->files != NULL)
    g_signal_handlers_disconnect_by_func (self->files, update, self);
  g_set_object (&self->files, files);
  if (files != NULL)
    g_signal_connect_object (files, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}
