/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Adds all of @tests, an array of { path, test }, each with a Fixture of its own that set_up () and
 * tear_down () make and take apart. */
#define TEST_SUITE_ADD(prefix, tests)                                                              \
  G_STMT_START                                                                                     \
  {                                                                                                \
    for (gsize i_ = 0; i_ < G_N_ELEMENTS (tests); i_++) {                                          \
      g_autofree char *path_ = g_strconcat (prefix, (tests)[i_].path, NULL);                       \
                                                                                                   \
      g_test_add (path_, Fixture, NULL, set_up, (tests)[i_].test, tear_down);                      \
    }                                                                                              \
  }                                                                                                \
  G_STMT_END

/* Starts GTK without animations, and the application in which windows are shown.
 *
 * Returns: (transfer full): the default application */
AdwApplication *test_suite_start (int *argc, char ***argv);

G_END_DECLS
