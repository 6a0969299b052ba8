/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes a room, and goes into it.
 */
#include "parlour-new-room-dialog.h"

#include "chat-session-operations.h"

struct _ParlourNewRoomDialog {
  ParlourRequestDialog parent_instance;

  AdwEntryRow *name_row;
  AdwEntryRow *topic_row;
  AdwSwitchRow *private_row;
};

G_DEFINE_FINAL_TYPE (ParlourNewRoomDialog, parlour_new_room_dialog, PARLOUR_TYPE_REQUEST_DIALOG)

static char *
dup_text (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static void
created_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ParlourNewRoomDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  ChatRoom *room = chat_session_room_finish (CHAT_SESSION (source), result, &error);

  if (parlour_request_dialog_end (PARLOUR_REQUEST_DIALOG (self), error))
    parlour_request_dialog_go_to (PARLOUR_REQUEST_DIALOG (self), room);
}

static void
create_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourNewRoomDialog *self = PARLOUR_NEW_ROOM_DIALOG (widget);
  ParlourRequestDialog *request = PARLOUR_REQUEST_DIALOG (widget);
  g_autofree char *name = dup_text (self->name_row);
  g_autofree char *topic = dup_text (self->topic_row);
  gboolean is_private = adw_switch_row_get_active (self->private_row);

  chat_session_create_room_async (parlour_request_dialog_get_session (request), name, topic,
                                  is_private ? CHAT_ROOM_KIND_PRIVATE : CHAT_ROOM_KIND_PUBLIC, NULL,
                                  parlour_request_dialog_begin (request), created_cb,
                                  g_object_ref (self));
}

/* --- called by the template ------------------------------------------------------------ */

static void
update_create (ParlourNewRoomDialog *self)
{
  g_autofree char *name = dup_text (self->name_row);
  gboolean busy = FALSE;

  g_object_get (self, "busy", &busy, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "new-room.create", *name != '\0' && !busy);
}

static void
name_changed_cb (ParlourNewRoomDialog *self)
{
  update_create (self);
}

static gboolean
has_text (ParlourNewRoomDialog *self, const char *text)
{
  return *text != '\0';
}

static char *
button_face (ParlourNewRoomDialog *self, gboolean busy)
{
  return g_strdup (busy ? "busy" : "label");
}

/* ------------------------------------------------------------------------------------------- */

static void
parlour_new_room_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARLOUR_TYPE_NEW_ROOM_DIALOG);

  G_OBJECT_CLASS (parlour_new_room_dialog_parent_class)->dispose (object);
}

static void
parlour_new_room_dialog_class_init (ParlourNewRoomDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parlour_new_room_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-new-room-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourNewRoomDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, ParlourNewRoomDialog, topic_row);
  gtk_widget_class_bind_template_child (widget_class, ParlourNewRoomDialog, private_row);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, has_text);
  gtk_widget_class_bind_template_callback (widget_class, button_face);
  gtk_widget_class_install_action (widget_class, "new-room.create", NULL, create_activated_cb);
}

static void
parlour_new_room_dialog_init (ParlourNewRoomDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect (self, "notify::busy", G_CALLBACK (update_create), NULL);
  update_create (self);
}

/**
 * parlour_new_room_dialog_new:
 * @session: where to make a room
 *
 * Returns: (transfer floating): a dialog that makes a room
 */
AdwDialog *
parlour_new_room_dialog_new (ChatSession *session)
{
  return g_object_new (PARLOUR_TYPE_NEW_ROOM_DIALOG, "session", session, NULL);
}
