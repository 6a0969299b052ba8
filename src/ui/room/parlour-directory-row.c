/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A room that one may join: its name, how many are in it, what it is about.
 */
#include "parlour-directory-row.h"

#include <glib/gi18n.h>

#include "chat-room.h"
#include "parlour-person.h"
#include "parlour-text.h"

struct _ParlourDirectoryRow {
  AdwBin parent_instance;

  ChatRoom *room;
};

typedef enum {
  PROP_ROOM = 1,
} ParlourDirectoryRowProperty;

static GParamSpec *properties[PROP_ROOM + 1];

G_DEFINE_FINAL_TYPE (ParlourDirectoryRow, parlour_directory_row, ADW_TYPE_BIN)

/* --- called by the template ----------------------------------------------------- */

static char *
one_line (ParlourDirectoryRow *self, const char *text)
{
  return parlour_text_to_line (text);
}

static char *
describe (ParlourDirectoryRow *self, const char *topic, guint n_members)
{
  g_autofree char *people =
    g_strdup_printf (ngettext ("%u person", "%u people", n_members), n_members);
  g_autofree char *line = topic != NULL ? parlour_text_to_line (topic) : NULL;

  if (line == NULL || *line == '\0')
    return g_steal_pointer (&people);

  /* Translators: how many people are in a room, and what it is about. */
  return g_strdup_printf (_ ("%s · %s"), people, line);
}

/* ---------------------------------------------------------------------------------- */

static void
parlour_directory_row_get_property (GObject *object,
                                    guint property_id,
                                    GValue *value,
                                    GParamSpec *pspec)
{
  switch ((ParlourDirectoryRowProperty) property_id) {
  case PROP_ROOM:
    g_value_set_object (value, PARLOUR_DIRECTORY_ROW (object)->room);
    break;
  }
}

static void
parlour_directory_row_set_property (GObject *object,
                                    guint property_id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  switch ((ParlourDirectoryRowProperty) property_id) {
  case PROP_ROOM:
    if (g_set_object (&PARLOUR_DIRECTORY_ROW (object)->room, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  }
}

static void
parlour_directory_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARLOUR_TYPE_DIRECTORY_ROW);
  g_clear_object (&PARLOUR_DIRECTORY_ROW (object)->room);

  G_OBJECT_CLASS (parlour_directory_row_parent_class)->dispose (object);
}

static void
parlour_directory_row_class_init (ParlourDirectoryRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_directory_row_get_property;
  object_class->set_property = parlour_directory_row_set_property;
  object_class->dispose = parlour_directory_row_dispose;

  properties[PROP_ROOM] =
    g_param_spec_object ("room", NULL, NULL, CHAT_TYPE_ROOM,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (PARLOUR_TYPE_PERSON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-directory-row.ui");
  gtk_widget_class_bind_template_callback (widget_class, one_line);
  gtk_widget_class_bind_template_callback (widget_class, describe);
}

static void
parlour_directory_row_init (ParlourDirectoryRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
