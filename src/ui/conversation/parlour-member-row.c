/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Somebody who is in a room: picture, name, as what, and whether they are there.
 */
#include "parlour-member-row.h"

#include <glib/gi18n.h>

#include "chat-room.h"
#include "parlour-moment.h"
#include "parlour-person.h"
#include "parlour-text.h"

struct _ParlourMemberRow {
  AdwBin parent_instance;

  ChatUser *user;
  ChatRoom *room; /* nullable: where roles do not matter */
};

typedef enum {
  PROP_USER = 1,
  PROP_ROOM,
  PROP_ROLE,
} ParlourMemberRowProperty;

static GParamSpec *properties[PROP_ROLE + 1];

G_DEFINE_FINAL_TYPE (ParlourMemberRow, parlour_member_row, ADW_TYPE_BIN)

/* --- called by the template ----------------------------------------------------- */

static char **
row_classes (ParlourMemberRow *self, ChatPresence presence)
{
  return g_strsplit (presence == CHAT_PRESENCE_OFFLINE ? "member absent" : "member", " ", 0);
}

static char *
display_name (ParlourMemberRow *self, const char *name)
{
  return parlour_text_to_name (name);
}

static const char *
name_role (ChatRole role)
{
  switch (role) {
  case CHAT_ROLE_OWNER:
    return _ ("Owner");
  case CHAT_ROLE_MODERATOR:
    return _ ("Moderator");
  case CHAT_ROLE_MEMBER:
    break;
  }

  return NULL;
}

static char *
word_presence (ChatPresence presence, gint64 last_seen)
{
  switch (presence) {
  case CHAT_PRESENCE_OFFLINE:
    return last_seen > 0 ? parlour_moment_to_last_seen (last_seen, parlour_moment_now ())
                         : g_strdup (_ ("Offline"));
  case CHAT_PRESENCE_ONLINE:
    return g_strdup (_ ("Online"));
  case CHAT_PRESENCE_AWAY:
    return g_strdup (_ ("Away"));
  case CHAT_PRESENCE_BUSY:
    return g_strdup (_ ("Busy"));
  }

  return NULL;
}

/* What somebody says of themselves says more than whether they are there. */
static char *
word_state (ChatPresence presence,
            gboolean is_me,
            ChatUserKind kind,
            const char *status,
            gint64 last_seen)
{
  g_autofree char *line = parlour_text_isolate (status);

  if (is_me)
    return g_strdup (_ ("You"));
  if (kind == CHAT_USER_KIND_BOT)
    return g_strdup (_ ("Bot"));
  if (*line != '\0')
    return g_steal_pointer (&line);

  return word_presence (presence, last_seen);
}

static char *
details (ParlourMemberRow *self,
         ChatRole role,
         ChatPresence presence,
         gboolean is_me,
         ChatUserKind kind,
         const char *status,
         gint64 last_seen)
{
  g_autofree char *state = word_state (presence, is_me, kind, status, last_seen);

  if (name_role (role) == NULL)
    return g_steal_pointer (&state);

  /* Translators: as what somebody is in a room, and whether they are there. */
  return g_strdup_printf (_ ("%s · %s"), name_role (role), state);
}

/* --------------------------------------------------------------------------------- */

static ChatRole
get_role (ParlourMemberRow *self)
{
  const ChatMember *member = NULL;

  if (self->room != NULL && self->user != NULL)
    member = chat_room_get_member (self->room, self->user);

  return member != NULL ? member->role : CHAT_ROLE_MEMBER;
}

static void
role_changed_cb (ParlourMemberRow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROLE]);
}

static void
set_room (ParlourMemberRow *self, ChatRoom *room)
{
  if (self->room == room)
    return;

  if (self->room != NULL)
    g_signal_handlers_disconnect_by_func (self->room, role_changed_cb, self);
  g_set_object (&self->room, room);
  if (room != NULL)
    g_signal_connect_object (room, "members-changed", G_CALLBACK (role_changed_cb), self,
                             G_CONNECT_SWAPPED);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROOM]);
  role_changed_cb (self);
}

static void
parlour_member_row_get_property (GObject *object,
                                 guint property_id,
                                 GValue *value,
                                 GParamSpec *pspec)
{
  ParlourMemberRow *self = PARLOUR_MEMBER_ROW (object);

  switch ((ParlourMemberRowProperty) property_id) {
  case PROP_USER:
    g_value_set_object (value, self->user);
    break;
  case PROP_ROOM:
    g_value_set_object (value, self->room);
    break;
  case PROP_ROLE:
    g_value_set_enum (value, get_role (self));
    break;
  }
}

static void
parlour_member_row_set_property (GObject *object,
                                 guint property_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  ParlourMemberRow *self = PARLOUR_MEMBER_ROW (object);

  switch ((ParlourMemberRowProperty) property_id) {
  case PROP_USER:
    if (g_set_object (&self->user, g_value_get_object (value))) {
      g_object_notify_by_pspec (object, pspec);
      role_changed_cb (self);
    }
    break;
  case PROP_ROOM:
    set_room (self, g_value_get_object (value));
    break;
  case PROP_ROLE:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_member_row_dispose (GObject *object)
{
  ParlourMemberRow *self = PARLOUR_MEMBER_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_MEMBER_ROW);
  set_room (self, NULL);
  g_clear_object (&self->user);

  G_OBJECT_CLASS (parlour_member_row_parent_class)->dispose (object);
}

static void
parlour_member_row_class_init (ParlourMemberRowClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_member_row_get_property;
  object_class->set_property = parlour_member_row_set_property;
  object_class->dispose = parlour_member_row_dispose;

  properties[PROP_USER] =
    g_param_spec_object ("user", NULL, NULL, CHAT_TYPE_USER, readable | G_PARAM_WRITABLE);
  properties[PROP_ROOM] =
    g_param_spec_object ("room", NULL, NULL, CHAT_TYPE_ROOM, readable | G_PARAM_WRITABLE);
  properties[PROP_ROLE] =
    g_param_spec_enum ("role", NULL, NULL, CHAT_TYPE_ROLE, CHAT_ROLE_MEMBER, readable);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (G_TYPE_STRV);
  g_type_ensure (PARLOUR_TYPE_PERSON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-member-row.ui");
  gtk_widget_class_bind_template_callback (widget_class, row_classes);
  gtk_widget_class_bind_template_callback (widget_class, display_name);
  gtk_widget_class_bind_template_callback (widget_class, details);
}

static void
parlour_member_row_init (ParlourMemberRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
