/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The accent is only for what is meant for me, and a mention is not told by its colour alone.
 */
#include "parlour-badge.h"

struct _ParlourBadge {
  AdwBin parent_instance;

  guint count;
  gboolean personal;
  gboolean mentioned;
};

typedef enum {
  PROP_COUNT = 1,
  PROP_PERSONAL,
  PROP_MENTIONED,
} ParlourBadgeProperty;

static GParamSpec *properties[PROP_MENTIONED + 1];

G_DEFINE_FINAL_TYPE (ParlourBadge, parlour_badge, ADW_TYPE_BIN)

/* --- called by the template: pure ----------------------------------------------------------- */

static gboolean
is_positive (ParlourBadge *self, guint number)
{
  return number > 0;
}

static char *
words (ParlourBadge *self, guint count, gboolean mentioned)
{
  g_autofree char *number = count > 999 ? g_strdup ("999+") : g_strdup_printf ("%u", count);

  return mentioned ? g_strconcat ("@ ", number, NULL) : g_steal_pointer (&number);
}

static char **
classes (ParlourBadge *self, gboolean personal)
{
  return g_strsplit (personal ? "badge numeric accent" : "badge numeric", " ", 0);
}

/* ------------------------------------------------------------------------------------------ */

static void
parlour_badge_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ParlourBadge *self = PARLOUR_BADGE (object);

  switch ((ParlourBadgeProperty) property_id) {
  case PROP_COUNT:
    g_value_set_uint (value, self->count);
    break;
  case PROP_PERSONAL:
    g_value_set_boolean (value, self->personal);
    break;
  case PROP_MENTIONED:
    g_value_set_boolean (value, self->mentioned);
    break;
  }
}

static void
parlour_badge_set_property (GObject *object,
                            guint property_id,
                            const GValue *value,
                            GParamSpec *pspec)
{
  ParlourBadge *self = PARLOUR_BADGE (object);

  switch ((ParlourBadgeProperty) property_id) {
  case PROP_COUNT:
    self->count = g_value_get_uint (value);
    break;
  case PROP_PERSONAL:
    self->personal = g_value_get_boolean (value);
    break;
  case PROP_MENTIONED:
    self->mentioned = g_value_get_boolean (value);
    break;
  }
  g_object_notify_by_pspec (object, pspec);
}

static void
parlour_badge_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARLOUR_TYPE_BADGE);

  G_OBJECT_CLASS (parlour_badge_parent_class)->dispose (object);
}

static void
parlour_badge_class_init (ParlourBadgeClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_badge_get_property;
  object_class->set_property = parlour_badge_set_property;
  object_class->dispose = parlour_badge_dispose;

  properties[PROP_COUNT] = g_param_spec_uint ("count", NULL, NULL, 0, G_MAXUINT, 0, flags);
  properties[PROP_PERSONAL] = g_param_spec_boolean ("personal", NULL, NULL, FALSE, flags);
  properties[PROP_MENTIONED] = g_param_spec_boolean ("mentioned", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (G_TYPE_STRV);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-badge.ui");
  gtk_widget_class_bind_template_callback (widget_class, is_positive);
  gtk_widget_class_bind_template_callback (widget_class, words);
  gtk_widget_class_bind_template_callback (widget_class, classes);
}

static void
parlour_badge_init (ParlourBadge *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
