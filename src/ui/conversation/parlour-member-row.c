/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Somebody who is in a room: picture, name, and whether they are there.
 */
#include "parlour-member-row.h"

#include <glib/gi18n.h>

#include "chat-user.h"
#include "parlour-person.h"
#include "parlour-text.h"

struct _ParlourMemberRow {
  AdwBin parent_instance;

  ChatUser *user;
};

typedef enum {
  PROP_USER = 1,
} ParlourMemberRowProperty;

static GParamSpec *properties[PROP_USER + 1];

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
  g_autofree char *line = parlour_text_to_line (name);

  return *line != '\0' ? g_steal_pointer (&line) : g_strdup (_ ("Unknown"));
}

static char *
presence_text (ParlourMemberRow *self, ChatPresence presence, gboolean is_me)
{
  if (is_me)
    return g_strdup (_ ("You"));

  switch (presence) {
  case CHAT_PRESENCE_OFFLINE:
    return g_strdup (_ ("Offline"));
  case CHAT_PRESENCE_ONLINE:
    return g_strdup (_ ("Online"));
  case CHAT_PRESENCE_AWAY:
    return g_strdup (_ ("Away"));
  case CHAT_PRESENCE_BUSY:
    return g_strdup (_ ("Busy"));
  }

  return NULL;
}

/* --------------------------------------------------------------------------------- */

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
    if (g_set_object (&self->user, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  }
}

static void
parlour_member_row_dispose (GObject *object)
{
  ParlourMemberRow *self = PARLOUR_MEMBER_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_MEMBER_ROW);
  g_clear_object (&self->user);

  G_OBJECT_CLASS (parlour_member_row_parent_class)->dispose (object);
}

static void
parlour_member_row_class_init (ParlourMemberRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_member_row_get_property;
  object_class->set_property = parlour_member_row_set_property;
  object_class->dispose = parlour_member_row_dispose;

  properties[PROP_USER] =
    g_param_spec_object ("user", NULL, NULL, CHAT_TYPE_USER,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (G_TYPE_STRV);
  g_type_ensure (PARLOUR_TYPE_PERSON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-member-row.ui");
  gtk_widget_class_bind_template_callback (widget_class, row_classes);
  gtk_widget_class_bind_template_callback (widget_class, display_name);
  gtk_widget_class_bind_template_callback (widget_class, presence_text);
}

static void
parlour_member_row_init (ParlourMemberRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
