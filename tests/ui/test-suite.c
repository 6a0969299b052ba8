/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-suite.h"

AdwApplication *
test_suite_start (int *argc, char ***argv)
{
  g_autoptr (AdwApplication) application = NULL;
  g_autoptr (GError) error = NULL;

  gtk_test_init (argc, argv, NULL);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  application =
    g_object_new (ADW_TYPE_APPLICATION, "application-id", "chat.parlour.Test", "flags",
                  G_APPLICATION_NON_UNIQUE, "resource-base-path", "/chat/parlour/Parlour", NULL);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  g_application_set_default (G_APPLICATION (application));

  return g_steal_pointer (&application);
}
