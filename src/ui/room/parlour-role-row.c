/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Somebody in a room, as what, and what I may do about it.
 */
#include "parlour-role-row.h"

#include <glib/gi18n.h>

#include "chat-room.h"
#include "parlour-member-row.h"

struct _ParlourRoleRow {
  AdwBin parent_instance;

  GtkLabel *role;
  GtkMenuButton *menu;

  ChatRoom *room;
  ChatUser *user;
};

typedef enum {
  PROP_ROOM = 1,
  PROP_USER,
} ParlourRoleRowProperty;

static GParamSpec *properties[PROP_USER + 1];

G_DEFINE_FINAL_TYPE (ParlourRoleRow, parlour_role_row, ADW_TYPE_BIN)

static const char *
describe_role (ChatRole role)
{
  switch (role) {
  case CHAT_ROLE_OWNER:
    return _ ("Owner");
  case CHAT_ROLE_MODERATOR:
    return _ ("Moderator");
  case CHAT_ROLE_MEMBER:
    break;
  }

  return "";
}

static void
add_item (GMenu *menu, const char *label, const char *action, GVariant *target)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action, target);
  g_menu_append_item (menu, item);
}

/* Owners say who moderates; moderators put members out. */
static GMenuModel *
make_menu (ParlourRoleRow *self, const ChatMember *member)
{
  GMenu *menu = g_menu_new ();
  ChatRole mine = chat_room_get_role (self->room);
  const char *id = chat_user_get_id (self->user);

  if (mine == CHAT_ROLE_OWNER && member->role == CHAT_ROLE_MEMBER)
    add_item (menu, _ ("Make _Moderator"), "room-dialog.set-role",
              g_variant_new ("(si)", id, CHAT_ROLE_MODERATOR));
  if (mine == CHAT_ROLE_OWNER && member->role == CHAT_ROLE_MODERATOR)
    add_item (menu, _ ("Make _Member"), "room-dialog.set-role",
              g_variant_new ("(si)", id, CHAT_ROLE_MEMBER));
  if (mine > member->role)
    add_item (menu, _ ("_Remove from Room"), "room-dialog.remove", g_variant_new_string (id));

  return G_MENU_MODEL (menu);
}

static void
update (ParlourRoleRow *self)
{
  const ChatMember *member = NULL;
  g_autoptr (GMenuModel) menu = NULL;

  if (self->room != NULL && self->user != NULL)
    member = chat_room_get_member (self->room, self->user);
  if (member != NULL && !chat_user_get_is_me (self->user))
    menu = make_menu (self, member);

  gtk_label_set_label (self->role, member != NULL ? describe_role (member->role) : "");
  gtk_menu_button_set_menu_model (self->menu, menu);
  gtk_widget_set_visible (GTK_WIDGET (self->menu),
                          menu != NULL && g_menu_model_get_n_items (menu) > 0);
}

static void
set_room (ParlourRoleRow *self, ChatRoom *room)
{
  if (self->room == room)
    return;

  if (self->room != NULL)
    g_signal_handlers_disconnect_by_data (self->room, self);
  g_set_object (&self->room, room);
  if (room != NULL) {
    g_signal_connect_object (room, "members-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (room, "notify::role", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  }
}

static void
parlour_role_row_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ParlourRoleRow *self = PARLOUR_ROLE_ROW (object);

  switch ((ParlourRoleRowProperty) property_id) {
  case PROP_ROOM:
    g_value_set_object (value, self->room);
    break;
  case PROP_USER:
    g_value_set_object (value, self->user);
    break;
  }
}

static void
parlour_role_row_set_property (GObject *object,
                               guint property_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  ParlourRoleRow *self = PARLOUR_ROLE_ROW (object);

  switch ((ParlourRoleRowProperty) property_id) {
  case PROP_ROOM:
    set_room (self, g_value_get_object (value));
    break;
  case PROP_USER:
    g_set_object (&self->user, g_value_get_object (value));
    break;
  }
  g_object_notify_by_pspec (object, pspec);
  update (self);
}

static void
parlour_role_row_dispose (GObject *object)
{
  ParlourRoleRow *self = PARLOUR_ROLE_ROW (object);

  set_room (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_ROLE_ROW);
  g_clear_object (&self->user);

  G_OBJECT_CLASS (parlour_role_row_parent_class)->dispose (object);
}

static void
parlour_role_row_class_init (ParlourRoleRowClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_role_row_get_property;
  object_class->set_property = parlour_role_row_set_property;
  object_class->dispose = parlour_role_row_dispose;

  properties[PROP_ROOM] = g_param_spec_object ("room", NULL, NULL, CHAT_TYPE_ROOM, flags);
  properties[PROP_USER] = g_param_spec_object ("user", NULL, NULL, CHAT_TYPE_USER, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (PARLOUR_TYPE_MEMBER_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-role-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourRoleRow, role);
  gtk_widget_class_bind_template_child (widget_class, ParlourRoleRow, menu);
}

static void
parlour_role_row_init (ParlourRoleRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
