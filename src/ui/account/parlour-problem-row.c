/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is wrong with the entry above it; not there while nothing is.
 */
#include "parlour-problem-row.h"

struct _ParlourProblemRow {
  GtkListBoxRow parent_instance;

  char *text;
};

typedef enum {
  PROP_TEXT = 1,
} ParlourProblemRowProperty;

static GParamSpec *properties[PROP_TEXT + 1];

G_DEFINE_FINAL_TYPE (ParlourProblemRow, parlour_problem_row, GTK_TYPE_LIST_BOX_ROW)

/* Called by the template. */
static gboolean
has_text (ParlourProblemRow *self, const char *text)
{
  return text != NULL && *text != '\0';
}

static void
parlour_problem_row_get_property (GObject *object,
                                  guint property_id,
                                  GValue *value,
                                  GParamSpec *pspec)
{
  switch ((ParlourProblemRowProperty) property_id) {
  case PROP_TEXT:
    g_value_set_string (value, PARLOUR_PROBLEM_ROW (object)->text);
    break;
  }
}

static void
parlour_problem_row_set_property (GObject *object,
                                  guint property_id,
                                  const GValue *value,
                                  GParamSpec *pspec)
{
  switch ((ParlourProblemRowProperty) property_id) {
  case PROP_TEXT:
    if (g_set_str (&PARLOUR_PROBLEM_ROW (object)->text, g_value_get_string (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  }
}

static void
parlour_problem_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARLOUR_TYPE_PROBLEM_ROW);

  G_OBJECT_CLASS (parlour_problem_row_parent_class)->dispose (object);
}

static void
parlour_problem_row_finalize (GObject *object)
{
  g_free (PARLOUR_PROBLEM_ROW (object)->text);

  G_OBJECT_CLASS (parlour_problem_row_parent_class)->finalize (object);
}

static void
parlour_problem_row_class_init (ParlourProblemRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_problem_row_get_property;
  object_class->set_property = parlour_problem_row_set_property;
  object_class->dispose = parlour_problem_row_dispose;
  object_class->finalize = parlour_problem_row_finalize;

  properties[PROP_TEXT] =
    g_param_spec_string ("text", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-problem-row.ui");
  gtk_widget_class_bind_template_callback (widget_class, has_text);
}

static void
parlour_problem_row_init (ParlourProblemRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
