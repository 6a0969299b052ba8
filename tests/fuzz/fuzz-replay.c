/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Stands in for libFuzzer in ordinary builds: gives each seed of a folder to the target,
 * so that what was once found is tested with everything else, with any compiler.
 */
#include "fuzz-target.h"

#include <glib.h>

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

static GPtrArray *
list_seeds (const char *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;
  const char *name = NULL;

  dir = g_dir_open (folder, 0, &error);
  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);

  return names;
}

int
main (int argc, char *argv[])
{
  g_autoptr (GPtrArray) names = NULL;

  g_assert_cmpint (argc, ==, 2);
  names = list_seeds (argv[1]);

  g_print ("1..%u\n", names->len);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *path = g_build_filename (argv[1], names->pdata[i], NULL);
    g_autofree char *content = NULL;
    g_autofree guint8 *exact = NULL;
    g_autoptr (GError) error = NULL;
    gsize size = 0;

    g_file_get_contents (path, &content, &size, &error);
    g_assert_no_error (error);

    /* Without the NUL that GLib adds, a sanitizer sees each read behind the end. */
    exact = g_memdup2 (content, size);
    LLVMFuzzerTestOneInput (exact, size);
    g_print ("ok %u %s\n", i + 1, (const char *) names->pdata[i]);
  }

  return 0;
}
