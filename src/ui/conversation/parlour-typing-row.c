/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The line between the messages and the composer that says who is typing.
 */
#include "parlour-typing-row.h"

#include "parlour-typing-dots.h"
#include "parlour-typing-summary.h"

struct _ParlourTypingRow {
  AdwBin parent_instance;

  ParlourTypingSummary *summary;

  GListModel *users;
};

typedef enum {
  PROP_USERS = 1,
} ParlourTypingRowProperty;

static GParamSpec *properties[PROP_USERS + 1];

G_DEFINE_FINAL_TYPE (ParlourTypingRow, parlour_typing_row, ADW_TYPE_BIN)

static void
parlour_typing_row_get_property (GObject *object,
                                 guint property_id,
                                 GValue *value,
                                 GParamSpec *pspec)
{
  switch ((ParlourTypingRowProperty) property_id) {
  case PROP_USERS:
    g_value_set_object (value, PARLOUR_TYPING_ROW (object)->users);
    break;
  }
}

static void
parlour_typing_row_set_property (GObject *object,
                                 guint property_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  switch ((ParlourTypingRowProperty) property_id) {
  case PROP_USERS:
    if (g_set_object (&PARLOUR_TYPING_ROW (object)->users, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  }
}

static void
parlour_typing_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARLOUR_TYPE_TYPING_ROW);
  g_clear_object (&PARLOUR_TYPING_ROW (object)->users);

  G_OBJECT_CLASS (parlour_typing_row_parent_class)->dispose (object);
}

static void
parlour_typing_row_class_init (ParlourTypingRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_typing_row_get_property;
  object_class->set_property = parlour_typing_row_set_property;
  object_class->dispose = parlour_typing_row_dispose;

  properties[PROP_USERS] =
    g_param_spec_object ("users", NULL, NULL, G_TYPE_LIST_MODEL,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (PARLOUR_TYPE_TYPING_DOTS);
  g_type_ensure (PARLOUR_TYPE_TYPING_SUMMARY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-typing-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourTypingRow, summary);
  gtk_widget_class_set_css_name (widget_class, "typing");
}

static void
parlour_typing_row_init (ParlourTypingRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
