/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The picture of a person or a room, with a dot that says whether they are there.
 * Whoever shows one says the same in words beside it.
 */
#include "parlour-person.h"

#include "chat-user.h"

struct _ParlourPerson {
  AdwBin parent_instance;

  char *name;
  int size;
  ChatPresence presence;
  gboolean show_presence;
};

typedef enum {
  PROP_NAME = 1,
  PROP_SIZE,
  PROP_PRESENCE,
  PROP_SHOW_PRESENCE,
} ParlourPersonProperty;

static GParamSpec *properties[PROP_SHOW_PRESENCE + 1];

G_DEFINE_FINAL_TYPE (ParlourPerson, parlour_person, ADW_TYPE_BIN)

/* Called by the template. */
static char **
presence_classes (ParlourPerson *self, ChatPresence presence)
{
  switch (presence) {
  case CHAT_PRESENCE_ONLINE:
    return g_strsplit ("presence online", " ", 0);
  case CHAT_PRESENCE_AWAY:
    return g_strsplit ("presence away", " ", 0);
  case CHAT_PRESENCE_BUSY:
    return g_strsplit ("presence busy", " ", 0);
  case CHAT_PRESENCE_OFFLINE:
    break;
  }

  return g_strsplit ("presence", " ", 0);
}

static void
parlour_person_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ParlourPerson *self = PARLOUR_PERSON (object);

  switch ((ParlourPersonProperty) property_id) {
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  case PROP_SIZE:
    g_value_set_int (value, self->size);
    break;
  case PROP_PRESENCE:
    g_value_set_enum (value, self->presence);
    break;
  case PROP_SHOW_PRESENCE:
    g_value_set_boolean (value, self->show_presence);
    break;
  }
}

static void
parlour_person_set_property (GObject *object,
                             guint property_id,
                             const GValue *value,
                             GParamSpec *pspec)
{
  ParlourPerson *self = PARLOUR_PERSON (object);
  gboolean changed = TRUE;

  switch ((ParlourPersonProperty) property_id) {
  case PROP_NAME:
    changed = g_set_str (&self->name, g_value_get_string (value));
    break;
  case PROP_SIZE:
    self->size = g_value_get_int (value);
    break;
  case PROP_PRESENCE:
    changed = self->presence != (ChatPresence) g_value_get_enum (value);
    self->presence = (ChatPresence) g_value_get_enum (value);
    break;
  case PROP_SHOW_PRESENCE:
    self->show_presence = g_value_get_boolean (value);
    break;
  }

  if (changed)
    g_object_notify_by_pspec (object, pspec);
}

static void
parlour_person_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARLOUR_TYPE_PERSON);

  G_OBJECT_CLASS (parlour_person_parent_class)->dispose (object);
}

static void
parlour_person_finalize (GObject *object)
{
  g_free (PARLOUR_PERSON (object)->name);

  G_OBJECT_CLASS (parlour_person_parent_class)->finalize (object);
}

static void
parlour_person_class_init (ParlourPersonClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_person_get_property;
  object_class->set_property = parlour_person_set_property;
  object_class->dispose = parlour_person_dispose;
  object_class->finalize = parlour_person_finalize;

  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, flags);
  properties[PROP_SIZE] = g_param_spec_int ("size", NULL, NULL, 16, 256, 36, flags);
  properties[PROP_PRESENCE] =
    g_param_spec_enum ("presence", NULL, NULL, CHAT_TYPE_PRESENCE, CHAT_PRESENCE_OFFLINE, flags);
  properties[PROP_SHOW_PRESENCE] = g_param_spec_boolean ("show-presence", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (G_TYPE_STRV);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-person.ui");
  gtk_widget_class_bind_template_callback (widget_class, presence_classes);
  gtk_widget_class_set_css_name (widget_class, "person");
}

static void
parlour_person_init (ParlourPerson *self)
{
  self->size = 36;
  gtk_widget_init_template (GTK_WIDGET (self));
}
