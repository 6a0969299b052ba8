/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * parlour-scale-picture FROM TO TYPE WIDTH
 *
 * Makes a smaller picture, in a process of its own: what a decoder does with a picture that was
 * made to harm it is bounded here, and gone with it.  It ends with 0 when the picture is there, and
 * with anything else when there is nothing to be had that is better than the original.
 */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#define MAX_PIXELS (40 * 1000 * 1000)
#define MAX_SECONDS 5
#define MAX_MEMORY (512 * 1024 * 1024)
#define PIECE (64 * 1024)
#define QUALITY "82"

static void
bound (int resource, rlim_t most)
{
  const struct rlimit limit = { .rlim_cur = most, .rlim_max = most };

  /* Where even this is forbidden the number of pixels is the bound. */
  if (setrlimit (resource, &limit) != 0)
    g_debug ("No bound for resource %d", resource);
}

static void
bound_all (void)
{
  bound (RLIMIT_CPU, MAX_SECONDS);
  bound (RLIMIT_CORE, 0);
#ifndef __SANITIZE_ADDRESS__ /* which takes terabytes of addresses */
  bound (RLIMIT_AS, MAX_MEMORY);
#endif
}

/* Before anything is decoded. */
static void
size_prepared_cb (GdkPixbufLoader *loader, int width, int height, gpointer user_data)
{
  int wanted = *(int *) user_data;

  if (width <= wanted || (gint64) width * height > MAX_PIXELS)
    exit (EXIT_FAILURE);
  gdk_pixbuf_loader_set_size (loader, wanted, MAX (1, (int) ((gint64) height * wanted / width)));
}

static gboolean
load (GdkPixbufLoader *loader, FILE *from, GError **error)
{
  guint8 *piece = g_malloc (PIECE);
  gsize length = 0;
  gboolean well = TRUE;

  while (well && (length = fread (piece, 1, PIECE, from)) > 0)
    well = gdk_pixbuf_loader_write (loader, piece, length, error);
  g_free (piece);

  return gdk_pixbuf_loader_close (loader, well ? error : NULL) && well;
}

static gboolean
save (GdkPixbuf *pixbuf, const char *to, GError **error)
{
  g_autoptr (GdkPixbuf) turned = gdk_pixbuf_apply_embedded_orientation (pixbuf);

  if (gdk_pixbuf_get_has_alpha (turned))
    return gdk_pixbuf_save (turned, to, "png", error, NULL);

  return gdk_pixbuf_save (turned, to, "jpeg", error, "quality", QUALITY, NULL);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GdkPixbufLoader) loader = NULL;
  g_autoptr (GError) error = NULL;
  FILE *from = argc == 5 ? fopen (argv[1], "rb") : NULL;
  int wanted = argc == 5 ? atoi (argv[4]) : 0;
  gboolean well = FALSE;

  bound_all ();
  if (from == NULL || wanted <= 0)
    return EXIT_FAILURE;

  loader = gdk_pixbuf_loader_new_with_mime_type (argv[3], &error);
  if (loader != NULL) {
    g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), &wanted);
    well = load (loader, from, &error) && gdk_pixbuf_loader_get_pixbuf (loader) != NULL &&
           save (gdk_pixbuf_loader_get_pixbuf (loader), argv[2], &error);
  }
  fclose (from);
  if (error != NULL)
    g_debug ("%s", error->message);

  return well ? EXIT_SUCCESS : EXIT_FAILURE;
}
