/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A folder for a test alone, which goes with all that is in it. */
char *test_folder_new (void);
void test_folder_remove (const char *path);

G_END_DECLS
