/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * gallery FOLDER: writes pictures of the window for people to look at, in the
 * sizes, schemes and directions in which it has to be right.
 */
#include "config.h"
#include "parlour-window.h"
#include "test-frames.h"
#include "test-studio.h"

typedef struct {
  const char *name;
  int width;
  int height;
  const char *page; /* NULL for the conversation */
  AdwColorScheme scheme;
  gboolean members;
  gboolean mirrored;
  int text_percent;
} Picture;

static const Picture pictures[] = {
  { "main", 1190, 750, NULL, ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "members-dark", 1190, 750, NULL, ADW_COLOR_SCHEME_FORCE_DARK, TRUE, FALSE },
  { "medium", 700, 600, NULL, ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "narrow", 370, 710, NULL, ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "rooms", 370, 710, "rooms", ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "right-to-left", 1190, 750, NULL, ADW_COLOR_SCHEME_FORCE_LIGHT, TRUE, TRUE },
  { "large-text", 1190, 750, NULL, ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE, 200 },
  { "large-text-narrow", 370, 710, NULL, ADW_COLOR_SCHEME_FORCE_DARK, FALSE, FALSE, 200 },
  { "welcome", 1110, 710, "welcome", ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "join", 1110, 710, "join", ADW_COLOR_SCHEME_FORCE_LIGHT, FALSE, FALSE },
  { "small", 360, 294, NULL, ADW_COLOR_SCHEME_FORCE_DARK, FALSE, FALSE },
};

static void
save (GtkWidget *window, const char *file)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (window);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (window),
                          gtk_widget_get_height (window));
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (window)), node, NULL);
  gdk_texture_save_to_png (texture, file);
}

static void
paint (GtkApplication *application, const Picture *picture, const char *folder)
{
  g_autofree char *file = g_strdup_printf ("%s/%s.png", folder, picture->name);
  g_autoptr (GSettings) settings = g_settings_new (APPLICATION_ID);
  g_autoptr (ChatSession) session = test_studio_new ();
  GtkWidget *window = NULL;

  g_settings_set_int (settings, "window-width", picture->width);
  g_settings_set_int (settings, "window-height", picture->height);
  g_settings_set_boolean (settings, "show-members", picture->members);
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), picture->scheme);
  gtk_widget_set_default_direction (picture->mirrored ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  g_object_set (gtk_settings_get_default (), "gtk-xft-dpi",
                (picture->text_percent > 0 ? picture->text_percent : 100) * 96 * 1024 / 100, NULL);
  window = GTK_WIDGET (parlour_window_new (application, settings));
  gtk_window_present (GTK_WINDOW (window));

  if (picture->page == NULL || g_str_equal (picture->page, "rooms")) {
    parlour_window_set_session (PARLOUR_WINDOW (window), session);
    if (picture->page == NULL) {
      test_await_frames (window, 2);
      parlour_window_open_room (PARLOUR_WINDOW (window), test_studio_get_room (session, "General"));
    }
  } else if (g_str_equal (picture->page, "join")) {
    test_await_frames (window, 2);
    gtk_widget_activate_action (gtk_window_get_focus (GTK_WINDOW (window)), "navigation.push", "s",
                                "join");
  }

  test_await_frames (window, 40);
  save (window, file);
  g_print ("%s\n", file);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
activate_cb (GtkApplication *application, const char *folder)
{
  g_object_set (gtk_settings_get_default (), "gtk-decoration-layout", ":close", NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (pictures); i++)
    paint (application, &pictures[i], folder);
}

int
main (int argc, char *argv[])
{
  g_autoptr (AdwApplication) application = NULL;

  if (argc != 2) {
    g_printerr ("Usage: gallery FOLDER\n");
    return 1;
  }

  application = g_object_new (ADW_TYPE_APPLICATION, "application-id", "chat.parlour.Gallery",
                              "resource-base-path", "/chat/parlour/Parlour", NULL);
  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), argv[1]);

  return g_application_run (G_APPLICATION (application), 1, argv);
}
