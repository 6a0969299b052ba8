/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why a message was not sent, and what can be done about it.
 */
#include "parlour-failure.h"

#include "parlour-wording.h"

struct _ParlourFailure {
  GtkBox parent_instance;

  ChatMessage *message;
};

typedef enum {
  PROP_MESSAGE = 1,
} ParlourFailureProperty;

static GParamSpec *properties[PROP_MESSAGE + 1];

G_DEFINE_FINAL_TYPE (ParlourFailure, parlour_failure, GTK_TYPE_BOX)

/* Called by the template. */
static char *
failure_text (ParlourFailure *self, const char *error)
{
  return parlour_wording_of_failure (error);
}

static void
parlour_failure_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  switch ((ParlourFailureProperty) property_id) {
  case PROP_MESSAGE:
    g_value_set_object (value, PARLOUR_FAILURE (object)->message);
    break;
  }
}

static void
parlour_failure_set_property (GObject *object,
                              guint property_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  switch ((ParlourFailureProperty) property_id) {
  case PROP_MESSAGE:
    PARLOUR_FAILURE (object)->message = g_value_dup_object (value);
    break;
  }
}

static void
parlour_failure_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARLOUR_TYPE_FAILURE);
  g_clear_object (&PARLOUR_FAILURE (object)->message);

  G_OBJECT_CLASS (parlour_failure_parent_class)->dispose (object);
}

static void
parlour_failure_class_init (ParlourFailureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_failure_get_property;
  object_class->set_property = parlour_failure_set_property;
  object_class->dispose = parlour_failure_dispose;

  properties[PROP_MESSAGE] =
    g_param_spec_object ("message", NULL, NULL, CHAT_TYPE_MESSAGE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-failure.ui");
  gtk_widget_class_bind_template_callback (widget_class, failure_text);
}

static void
parlour_failure_init (ParlourFailure *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * parlour_failure_new:
 * @message: a message that was not sent
 *
 * Returns: (transfer floating): what stands below it
 */
GtkWidget *
parlour_failure_new (ChatMessage *message)
{
  return g_object_new (PARLOUR_TYPE_FAILURE, "message", message, NULL);
}
