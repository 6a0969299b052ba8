/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What people see who have no server yet: the ways to get to one.
 */
#include "parlour-welcome-page.h"

struct _ParlourWelcomePage {
  AdwNavigationPage parent_instance;
};

G_DEFINE_FINAL_TYPE (ParlourWelcomePage, parlour_welcome_page, ADW_TYPE_NAVIGATION_PAGE)

static void
parlour_welcome_page_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARLOUR_TYPE_WELCOME_PAGE);

  G_OBJECT_CLASS (parlour_welcome_page_parent_class)->dispose (object);
}

static void
parlour_welcome_page_class_init (ParlourWelcomePageClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parlour_welcome_page_dispose;

  gtk_widget_class_set_template_from_resource (GTK_WIDGET_CLASS (klass),
                                               "/chat/parlour/Parlour/parlour-welcome-page.ui");
}

static void
parlour_welcome_page_init (ParlourWelcomePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
