/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Asks for the name of a room, and tells it by ::named.
 */
#include "parlour-join-room-dialog.h"

struct _ParlourJoinRoomDialog {
  AdwDialog parent_instance;

  AdwEntryRow *name_row;
};

enum { NAMED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ParlourJoinRoomDialog, parlour_join_room_dialog, ADW_TYPE_DIALOG)

static char *
dup_name (ParlourJoinRoomDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));
}

/* Called by the template. */
static void
text_changed_cb (ParlourJoinRoomDialog *self)
{
  g_autofree char *name = dup_name (self);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "join-room.join", *name != '\0');
}

static void
join_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourJoinRoomDialog *self = PARLOUR_JOIN_ROOM_DIALOG (widget);
  g_autofree char *name = dup_name (self);

  if (*name == '\0')
    return;

  g_signal_emit (self, signals[NAMED], 0, name);
  adw_dialog_close (ADW_DIALOG (self));
}

static void
parlour_join_room_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARLOUR_TYPE_JOIN_ROOM_DIALOG);

  G_OBJECT_CLASS (parlour_join_room_dialog_parent_class)->dispose (object);
}

static void
parlour_join_room_dialog_class_init (ParlourJoinRoomDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parlour_join_room_dialog_dispose;

  signals[NAMED] =
    g_signal_new ("named", PARLOUR_TYPE_JOIN_ROOM_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-join-room-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourJoinRoomDialog, name_row);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
  gtk_widget_class_install_action (widget_class, "join-room.join", NULL, join_activated_cb);
}

static void
parlour_join_room_dialog_init (ParlourJoinRoomDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "join-room.join", FALSE);
}

/**
 * parlour_join_room_dialog_new:
 *
 * Returns: (transfer floating): a dialog without a name
 */
AdwDialog *
parlour_join_room_dialog_new (void)
{
  return g_object_new (PARLOUR_TYPE_JOIN_ROOM_DIALOG, NULL);
}
