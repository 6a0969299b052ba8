/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a room is, who is in it, and what it is to me.  Each change is sent as it is made; what the
 * server refuses goes back to what it was.
 */
#include "parlour-room-dialog.h"

#include <glib/gi18n.h>

#include "chat-session-operations.h"
#include "parlour-moment.h"
#include "parlour-role-row.h"
#include "parlour-text.h"

struct _ParlourRoomDialog {
  ParlourRequestDialog parent_instance;

  AdwEntryRow *name_row;
  AdwEntryRow *topic_row;
  AdwSwitchRow *pinned_row;
  AdwSwitchRow *muted_row;
  GtkWidget *marks;
  GtkWidget *invite_row;
  GtkListView *people;

  ChatRoom *room;
};

typedef enum {
  PROP_ROOM = 1,
} ParlourRoomDialogProperty;

static GParamSpec *properties[PROP_ROOM + 1];

G_DEFINE_FINAL_TYPE (ParlourRoomDialog, parlour_room_dialog, PARLOUR_TYPE_REQUEST_DIALOG)

static ChatSession *
get_session (ParlourRoomDialog *self)
{
  return parlour_request_dialog_get_session (PARLOUR_REQUEST_DIALOG (self));
}

static ChatCapabilities
get_capabilities (ParlourRoomDialog *self)
{
  return chat_session_get_capabilities (get_session (self));
}

static gboolean
is_muted (ParlourRoomDialog *self)
{
  return chat_room_is_muted (self->room, parlour_moment_now ());
}

static void
show_text (AdwEntryRow *row, const char *text)
{
  if (g_strcmp0 (gtk_editable_get_text (GTK_EDITABLE (row)), text != NULL ? text : "") != 0)
    gtk_editable_set_text (GTK_EDITABLE (row), text != NULL ? text : "");
}

static void
show_texts (ParlourRoomDialog *self)
{
  show_text (self->name_row, chat_room_get_name (self->room));
  show_text (self->topic_row, chat_room_get_topic (self->room));
}

static void
show_marks (ParlourRoomDialog *self)
{
  adw_switch_row_set_active (self->pinned_row, chat_room_get_pinned (self->room));
  adw_switch_row_set_active (self->muted_row, is_muted (self));
}

/* --- questions ------------------------------------------------------------------------------- */

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ParlourRoomDialog) self = user_data;
  g_autoptr (GError) error = NULL;

  chat_session_done_finish (CHAT_SESSION (source), result, &error);
  if (parlour_request_dialog_end (PARLOUR_REQUEST_DIALOG (self), error) || self->room == NULL)
    return;

  show_texts (self);
  show_marks (self);
}

static void
load_members (ParlourRoomDialog *self)
{
  if (get_capabilities (self) & CHAT_CAN_INVITE)
    chat_session_load_members_async (get_session (self), self->room, NULL, NULL, NULL);
}

static void
set_role_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourRoomDialog *self = PARLOUR_ROOM_DIALOG (widget);
  ChatUser *user = NULL;
  const char *id = NULL;
  int role = 0;

  g_variant_get (parameter, "(&si)", &id, &role);
  user = chat_roster_find (chat_room_get_members (self->room), id);
  if (user != NULL)
    chat_session_set_role_async (get_session (self), self->room, user, (ChatRole) role,
                                 parlour_request_dialog_begin (PARLOUR_REQUEST_DIALOG (self)),
                                 done_cb, g_object_ref (self));
}

static void
remove_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourRoomDialog *self = PARLOUR_ROOM_DIALOG (widget);
  ChatUser *user =
    chat_roster_find (chat_room_get_members (self->room), g_variant_get_string (parameter, NULL));

  if (user != NULL)
    chat_session_remove_async (get_session (self), self->room, user,
                               parlour_request_dialog_begin (PARLOUR_REQUEST_DIALOG (self)),
                               done_cb, g_object_ref (self));
}

/* --- called by the template ------------------------------------------------------------ */

static void
applied_cb (ParlourRoomDialog *self)
{
  g_autofree char *name =
    g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row))));
  const char *topic = gtk_editable_get_text (GTK_EDITABLE (self->topic_row));

  if (*name == '\0') {
    show_texts (self);
    return;
  }

  chat_session_update_room_async (get_session (self), self->room, name, topic,
                                  parlour_request_dialog_begin (PARLOUR_REQUEST_DIALOG (self)),
                                  done_cb, g_object_ref (self));
}

static void
pinned_cb (ParlourRoomDialog *self)
{
  gboolean pinned = adw_switch_row_get_active (self->pinned_row);

  if (pinned != chat_room_get_pinned (self->room))
    chat_session_pin_async (get_session (self), self->room, pinned, NULL, done_cb,
                            g_object_ref (self));
}

static void
muted_cb (ParlourRoomDialog *self)
{
  gboolean muted = adw_switch_row_get_active (self->muted_row);

  if (muted != is_muted (self))
    chat_session_mute_async (get_session (self), self->room, muted ? CHAT_MUTED_FOR_EVER : 0, NULL,
                             done_cb, g_object_ref (self));
}

static void
invite_cb (ParlourRoomDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "room.invite", "s", chat_room_get_id (self->room));
}

static void
leave_cb (ParlourRoomDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "room.leave", "s", chat_room_get_id (self->room));
  adw_dialog_close (ADW_DIALOG (self));
}

static gboolean
has_text (ParlourRoomDialog *self, const char *text)
{
  return *text != '\0';
}

static char *
one_line (ParlourRoomDialog *self, const char *name)
{
  return parlour_text_to_line (name != NULL ? name : "");
}

static gboolean
is_shared (ParlourRoomDialog *self, ChatRoomKind kind)
{
  return kind != CHAT_ROOM_KIND_DIRECT;
}

static char *
describe_kind (ParlourRoomDialog *self, ChatRoomKind kind)
{
  return g_strdup (kind == CHAT_ROOM_KIND_PRIVATE
                     ? _ ("A private room: only those who were invited can find and read it.")
                     : _ ("A public room: everybody on the server can find and join it."));
}

static gboolean
may_edit (ParlourRoomDialog *self, ChatRole role)
{
  return role >= CHAT_ROLE_MODERATOR;
}

static char *
count_people (ParlourRoomDialog *self, guint n_members)
{
  return g_strdup_printf (ngettext ("%u person", "%u people", n_members), n_members);
}

/* --- rows ---------------------------------------------------------------------------------- */

static void
row_setup_cb (ParlourRoomDialog *self, GtkListItem *item)
{
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, g_object_new (PARLOUR_TYPE_ROLE_ROW, "room", self->room, NULL));
}

static void
row_bind_cb (ParlourRoomDialog *self, GtkListItem *item)
{
  g_object_set (gtk_list_item_get_child (item), "user", gtk_list_item_get_item (item), NULL);
}

static void
row_unbind_cb (ParlourRoomDialog *self, GtkListItem *item)
{
  g_object_set (gtk_list_item_get_child (item), "user", NULL, NULL);
}

static void
set_up_rows (ParlourRoomDialog *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (row_setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (row_bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (row_unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->people, factory);
}

/* ------------------------------------------------------------------------------------------- */

static void
parlour_room_dialog_get_property (GObject *object,
                                  guint property_id,
                                  GValue *value,
                                  GParamSpec *pspec)
{
  switch ((ParlourRoomDialogProperty) property_id) {
  case PROP_ROOM:
    g_value_set_object (value, PARLOUR_ROOM_DIALOG (object)->room);
    break;
  }
}

static void
parlour_room_dialog_set_property (GObject *object,
                                  guint property_id,
                                  const GValue *value,
                                  GParamSpec *pspec)
{
  switch ((ParlourRoomDialogProperty) property_id) {
  case PROP_ROOM:
    PARLOUR_ROOM_DIALOG (object)->room = g_value_dup_object (value);
    break;
  }
}

static void
parlour_room_dialog_constructed (GObject *object)
{
  ParlourRoomDialog *self = PARLOUR_ROOM_DIALOG (object);
  ChatCapabilities capabilities = get_capabilities (self);

  G_OBJECT_CLASS (parlour_room_dialog_parent_class)->constructed (object);

  g_signal_connect_object (self->room, "notify::name", G_CALLBACK (show_texts), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->room, "notify::pinned", G_CALLBACK (show_marks), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->room, "notify::muted-until", G_CALLBACK (show_marks), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->room, "notify::topic", G_CALLBACK (show_texts), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_set_visible (self->marks, (capabilities & CHAT_CAN_MARK_ROOMS) != 0);
  gtk_widget_set_visible (self->invite_row, (capabilities & CHAT_CAN_INVITE) != 0);
  show_texts (self);
  show_marks (self);
  set_up_rows (self);
  load_members (self);
}

static void
parlour_room_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARLOUR_TYPE_ROOM_DIALOG);
  g_clear_object (&PARLOUR_ROOM_DIALOG (object)->room);

  G_OBJECT_CLASS (parlour_room_dialog_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-room-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourRoomDialog, name_row);
  gtk_widget_class_bind_template_child (widget_class, ParlourRoomDialog, topic_row);
  gtk_widget_class_bind_template_child (widget_class, ParlourRoomDialog, pinned_row);
  gtk_widget_class_bind_template_child (widget_class, ParlourRoomDialog, muted_row);
  gtk_widget_class_bind_template_child (widget_class, ParlourRoomDialog, marks);
  gtk_widget_class_bind_template_child (widget_class, ParlourRoomDialog, invite_row);
  gtk_widget_class_bind_template_child (widget_class, ParlourRoomDialog, people);
  gtk_widget_class_bind_template_callback (widget_class, applied_cb);
  gtk_widget_class_bind_template_callback (widget_class, pinned_cb);
  gtk_widget_class_bind_template_callback (widget_class, muted_cb);
  gtk_widget_class_bind_template_callback (widget_class, invite_cb);
  gtk_widget_class_bind_template_callback (widget_class, leave_cb);
  gtk_widget_class_bind_template_callback (widget_class, has_text);
  gtk_widget_class_bind_template_callback (widget_class, one_line);
  gtk_widget_class_bind_template_callback (widget_class, is_shared);
  gtk_widget_class_bind_template_callback (widget_class, describe_kind);
  gtk_widget_class_bind_template_callback (widget_class, may_edit);
  gtk_widget_class_bind_template_callback (widget_class, count_people);
}

static void
parlour_room_dialog_class_init (ParlourRoomDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_room_dialog_get_property;
  object_class->set_property = parlour_room_dialog_set_property;
  object_class->constructed = parlour_room_dialog_constructed;
  object_class->dispose = parlour_room_dialog_dispose;

  properties[PROP_ROOM] =
    g_param_spec_object ("room", NULL, NULL, CHAT_TYPE_ROOM,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (PARLOUR_TYPE_ROLE_ROW);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "room-dialog.set-role", "(si)",
                                   set_role_activated_cb);
  gtk_widget_class_install_action (widget_class, "room-dialog.remove", "s", remove_activated_cb);
}

static void
parlour_room_dialog_init (ParlourRoomDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * parlour_room_dialog_new:
 * @session: where the room is
 * @room: a room of mine
 *
 * Returns: (transfer floating): a dialog about a room
 */
AdwDialog *
parlour_room_dialog_new (ChatSession *session, ChatRoom *room)
{
  return g_object_new (PARLOUR_TYPE_ROOM_DIALOG, "session", session, "room", room, NULL);
}
