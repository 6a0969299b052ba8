/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Pictures of others: their place, and what they may cost.
 */
#include "parlour-picture.h"

#include <adwaita.h>
#include <sys/resource.h>

#include "parlour-attachment.h"
#include "parlour-local-file.h"
#include "parlour-texture.h"
#include "test-await.h"
#include "test-frames.h"
#include "test-studio.h"
#include "test-suite.h"

/* A PNG of 20,000 x 20,000 pixels, as far as anybody reads who does not want them all. */
static const guint8 huge[] = { 0x89, 'P',  'N',  'G',  0x0d, 0x0a, 0x1a, 0x0a, 0,    0,
                               0,    0x0d, 'I',  'H',  'D',  'R',  0,    0,    0x4e, 0x20,
                               0,    0,    0x4e, 0x20, 8,    2,    0,    0,    0,    0x6c,
                               0x12, 0xd1, 0x6e, 0x00, 0x00, 0x00, 0x0c, 0x49, 0x44, 0x41,
                               0x54, 0x78, 0x9c, 0x63, 0x60, 0xa0, 0x0c, 0x00, 0x00, 0x00,
                               0x40, 0x00, 0x01, 0xb7, 0x34, 0x7c, 0xef };

typedef struct {
  GtkWidget *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 500, 500);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  test_settle ();
}

static char *
write_huge (void)
{
  char *path = g_build_filename (g_get_user_cache_dir (), "huge.png", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, (const char *) huge, sizeof huge, &error);
  g_assert_no_error (error);

  return path;
}

static GdkTexture *
load (const char *path, int side, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  parlour_texture_load_async (path, side, NULL, test_keep_result, &result);
  test_await (&result);

  return parlour_texture_load_finish (result, error);
}

static void
test_a_large_picture_is_made_small (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = test_studio_paint (2000, 1000);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = load (path, 320, &error);

  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 320);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 160);
}

static void
test_a_huge_picture_is_not_read (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_huge ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  struct rusage before;
  struct rusage after;

  getrusage (RUSAGE_SELF, &before);
  texture = load (path, 320, &error);
  getrusage (RUSAGE_SELF, &after);

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED);
  g_assert_null (texture);
  g_assert_cmpint (after.ru_maxrss - before.ru_maxrss, <, 64 * 1024);
}

static void
test_a_picture_has_its_place_before_it_is_there (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatFile) wide = chat_file_new ("1", "wide.png", "image/png", 1, 4000, 1000);
  g_autoptr (ChatFile) small = chat_file_new ("2", "small.png", "image/png", 1, 80, 60);
  g_autoptr (ChatFile) unknown = chat_file_new ("3", "unknown.png", "image/png", 1, 0, 0);
  const struct {
    ChatFile *file;
    int width;
    int height;
  } cases[] = { { wide, 320, 80 }, { small, 80, 60 }, { unknown, 320, 240 } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    GtkWidget *picture = g_object_ref_sink (parlour_picture_new (cases[i].file, 320));
    GtkRequisition size;

    gtk_widget_get_preferred_size (picture, NULL, &size);
    g_assert_cmpint (size.width, ==, cases[i].width);
    g_assert_cmpint (size.height, ==, cases[i].height);
    g_assert_finalize_object (picture);
  }
}

static void
test_a_picture_is_kept_while_it_can_be_seen (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = test_studio_paint (320, 200);
  g_autoptr (ChatFile) file = chat_file_new ("1", "painting.png", "image/png", 1, 320, 200);
  GtkWidget *picture = parlour_picture_new (file, 320);

  gtk_window_set_child (GTK_WINDOW (fixture->window), picture);
  gtk_window_present (GTK_WINDOW (fixture->window));
  test_await_frames (fixture->window, 2);
  g_assert_null (parlour_picture_get_texture (PARLOUR_PICTURE (picture)));

  chat_file_set_path (file, path);
  test_await_that (parlour_picture_get_texture (PARLOUR_PICTURE (picture)) != NULL);
  gtk_widget_set_visible (picture, FALSE);
  g_assert_null (parlour_picture_get_texture (PARLOUR_PICTURE (picture)));
}

static void
test_what_cannot_be_shown_is_a_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = write_huge ();
  g_autoptr (ChatFile) file = chat_file_new ("1", "huge.png", "image/png", 2400000, 20000, 20000);
  GtkWidget *attachment = parlour_attachment_new (file, 0);

  gtk_window_set_child (GTK_WINDOW (fixture->window), attachment);
  gtk_window_present (GTK_WINDOW (fixture->window));
  test_await_frames (fixture->window, 2);
  g_assert_null (test_find_label (attachment, "huge.png"));

  chat_file_set_path (file, path);
  chat_file_set_state (file, CHAT_FILE_HERE);
  test_await_that (test_find_label (attachment, "huge.png") != NULL);
  g_assert_nonnull (test_find_label (attachment, "2.4 MB"));
}

static void
test_a_pasted_picture_gets_a_file (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = test_studio_paint (320, 200);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = load (path, 320, &error);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (ChatFile) file = NULL;
  g_autoptr (GdkTexture) again = NULL;

  parlour_local_file_paint_async (texture, NULL, test_keep_result, &result);
  test_await (&result);
  file = parlour_local_file_finish (result, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (chat_file_get_content_type (file), ==, "image/png");
  g_assert_cmpuint (chat_file_get_width (file), ==, 320);
  g_assert_cmpuint (chat_file_get_height (file), ==, 200);
  again = load (chat_file_get_path (file), 320, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (again), ==, 320);
}

static void
test_a_folder_cannot_be_sent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GFile) folder = g_file_new_for_path (g_get_user_cache_dir ());
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatFile) file = NULL;

  parlour_local_file_load_async (folder, NULL, test_keep_result, &result);
  test_await (&result);
  file = parlour_local_file_finish (result, &error);

  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE);
  g_assert_null (file);
}

static void
test_a_file_says_how_it_comes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatFile) file = chat_file_new ("1", "plan.pdf", "application/pdf", 2400000, 0, 0);
  GtkWidget *attachment = g_object_ref_sink (parlour_attachment_new (file, 0));

  g_assert_nonnull (test_find_label (attachment, "2.4 MB"));
  chat_file_set_progress (file, 0.5);
  chat_file_set_state (file, CHAT_FILE_TRANSFERRING);
  g_assert_nonnull (test_find_label (attachment, "1.2 MB of 2.4 MB"));
  chat_file_fail (file, "The server cannot be reached");
  g_assert_nonnull (test_find_label (attachment, "The server cannot be reached"));
  g_assert_finalize_object (attachment);
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "a-large-picture-is-made-small", test_a_large_picture_is_made_small },
    { "a-huge-picture-is-not-read", test_a_huge_picture_is_not_read },
    { "a-picture-has-its-place-before-it-is-there",
      test_a_picture_has_its_place_before_it_is_there },
    { "a-picture-is-kept-while-it-can-be-seen", test_a_picture_is_kept_while_it_can_be_seen },
    { "what-cannot-be-shown-is-a-file", test_what_cannot_be_shown_is_a_file },
    { "a-pasted-picture-gets-a-file", test_a_pasted_picture_gets_a_file },
    { "a-folder-cannot-be-sent", test_a_folder_cannot_be_sent },
    { "a-file-says-how-it-comes", test_a_file_says_how_it_comes },
  };

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  TEST_SUITE_ADD ("/parlour/picture/", tests);

  return g_test_run ();
}
