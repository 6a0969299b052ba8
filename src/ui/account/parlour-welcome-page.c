/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What people see who have no server yet: the ways to get to one.
 */
#include "parlour-welcome-page.h"

struct _ParlourWelcomePage {
  AdwNavigationPage parent_instance;

  GtkWidget *host_row;

  gboolean can_host;
  gboolean greeted;
};

typedef enum {
  PROP_CAN_HOST = 1,
} ParlourWelcomePageProperty;

static GParamSpec *properties[PROP_CAN_HOST + 1];

G_DEFINE_FINAL_TYPE (ParlourWelcomePage, parlour_welcome_page, ADW_TYPE_NAVIGATION_PAGE)

/* Whoever has no server yet most likely has no address either: Enter hosts. */
static void
parlour_welcome_page_shown (AdwNavigationPage *page)
{
  ParlourWelcomePage *self = PARLOUR_WELCOME_PAGE (page);

  if (self->can_host && !self->greeted)
    gtk_widget_grab_focus (self->host_row);
  self->greeted = TRUE;
}

static void
parlour_welcome_page_get_property (GObject *object,
                                   guint property_id,
                                   GValue *value,
                                   GParamSpec *pspec)
{
  switch ((ParlourWelcomePageProperty) property_id) {
  case PROP_CAN_HOST:
    g_value_set_boolean (value, PARLOUR_WELCOME_PAGE (object)->can_host);
    break;
  }
}

static void
parlour_welcome_page_set_property (GObject *object,
                                   guint property_id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  ParlourWelcomePage *self = PARLOUR_WELCOME_PAGE (object);

  switch ((ParlourWelcomePageProperty) property_id) {
  case PROP_CAN_HOST:
    if (self->can_host != g_value_get_boolean (value)) {
      self->can_host = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  }
}

static void
parlour_welcome_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARLOUR_TYPE_WELCOME_PAGE);

  G_OBJECT_CLASS (parlour_welcome_page_parent_class)->dispose (object);
}

static void
parlour_welcome_page_class_init (ParlourWelcomePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = parlour_welcome_page_get_property;
  object_class->set_property = parlour_welcome_page_set_property;
  object_class->dispose = parlour_welcome_page_dispose;
  ADW_NAVIGATION_PAGE_CLASS (klass)->shown = parlour_welcome_page_shown;

  properties[PROP_CAN_HOST] =
    g_param_spec_boolean ("can-host", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/chat/parlour/Parlour/parlour-welcome-page.ui");
  gtk_widget_class_bind_template_child (GTK_WIDGET_CLASS (klass), ParlourWelcomePage, host_row);
}

static void
parlour_welcome_page_init (ParlourWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
