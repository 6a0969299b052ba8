/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A picture of a message.  Its place is as large as it will be before it is here,
 * so that nothing moves when it comes; it is read when it gets near the screen,
 * and let go of when it leaves.
 */
#include "parlour-picture.h"

#include "parlour-texture.h"

#define MIN_SIDE 48
#define UNKNOWN_WIDTH 4 /* the shape of what does not say which it has */
#define UNKNOWN_HEIGHT 3

struct _ParlourPicture {
  GtkWidget parent_instance;

  ChatFile *file;
  int side;
  gboolean broken;

  GdkTexture *texture;
  GCancellable *cancellable; /* while it is read */
};

typedef enum {
  PROP_FILE = 1,
  PROP_SIDE,
  PROP_BROKEN,
} ParlourPictureProperty;

static GParamSpec *properties[PROP_BROKEN + 1];

G_DEFINE_FINAL_TYPE (ParlourPicture, parlour_picture, GTK_TYPE_WIDGET)

static void
set_broken (ParlourPicture *self, gboolean broken)
{
  if (self->broken == broken)
    return;

  self->broken = broken;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BROKEN]);
}

/* --- reading -------------------------------------------------------------------- */

static void
load_did_end (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ParlourPicture) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = parlour_texture_load_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  set_broken (self, texture == NULL);
  if (g_set_object (&self->texture, texture))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
unload (ParlourPicture *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->texture);
}

static void
load (ParlourPicture *self)
{
  const char *path = self->file != NULL ? chat_file_get_path (self->file) : NULL;
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  if (path == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)) || self->texture != NULL ||
      self->cancellable != NULL)
    return;

  self->cancellable = g_cancellable_new ();
  parlour_texture_load_async (path, self->side * scale, self->cancellable, load_did_end,
                              g_object_ref (self));
}

static void
path_changed_cb (ParlourPicture *self)
{
  unload (self);
  set_broken (self, FALSE);
  load (self);
}

static void
set_file (ParlourPicture *self, ChatFile *file)
{
  if (self->file == file)
    return;

  if (self->file != NULL)
    g_signal_handlers_disconnect_by_func (self->file, path_changed_cb, self);
  g_set_object (&self->file, file);
  if (file != NULL)
    g_signal_connect_object (file, "notify::path", G_CALLBACK (path_changed_cb), self,
                             G_CONNECT_SWAPPED);
  path_changed_cb (self);
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_FILE]);
}

static void
parlour_picture_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (parlour_picture_parent_class)->map (widget);

  load (PARLOUR_PICTURE (widget));
}

static void
parlour_picture_unmap (GtkWidget *widget)
{
  unload (PARLOUR_PICTURE (widget));

  GTK_WIDGET_CLASS (parlour_picture_parent_class)->unmap (widget);
}

/* --- its place ------------------------------------------------------------------ */

/* As wide and high as it is, but no more than a side, and with a shape that can be looked at. */
static void
get_size (ParlourPicture *self, int *width, int *height)
{
  double own_width = self->file != NULL ? chat_file_get_width (self->file) : 0;
  double own_height = self->file != NULL ? chat_file_get_height (self->file) : 0;
  double scale = 1;

  if (own_width <= 0 || own_height <= 0) {
    own_width = UNKNOWN_WIDTH * self->side;
    own_height = UNKNOWN_HEIGHT * self->side;
  }
  scale = MIN (1, self->side / MAX (own_width, own_height));
  *width = CLAMP ((int) (own_width * scale), MIN_SIDE, self->side);
  *height = CLAMP ((int) (own_height * scale), MIN_SIDE, self->side);
}

static GtkSizeRequestMode
parlour_picture_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
parlour_picture_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  int width = 0;
  int height = 0;

  get_size (PARLOUR_PICTURE (widget), &width, &height);
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = MIN_SIDE;
    *natural = width;
  } else {
    *natural = for_size < 0 || for_size >= width ? height : MAX (for_size * height / width, 1);
    *minimum = 0;
  }
}

/* What is too long or too wide for its place is cut, not pressed. */
static void
parlour_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  ParlourPicture *self = PARLOUR_PICTURE (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  float texture_width = 0;
  float texture_height = 0;
  float scale = 1;

  if (self->texture == NULL || width <= 0 || height <= 0)
    return;

  texture_width = (float) gdk_texture_get_width (self->texture);
  texture_height = (float) gdk_texture_get_height (self->texture);
  scale = MAX (width / texture_width, height / texture_height);
  texture_width *= scale;
  texture_height *= scale;
  gtk_snapshot_append_scaled_texture (snapshot, self->texture, GSK_SCALING_FILTER_TRILINEAR,
                                      &GRAPHENE_RECT_INIT ((width - texture_width) / 2,
                                                           (height - texture_height) / 2,
                                                           texture_width, texture_height));
}

/* --- object --------------------------------------------------------------------- */

static void
parlour_picture_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ParlourPicture *self = PARLOUR_PICTURE (object);

  switch ((ParlourPictureProperty) property_id) {
  case PROP_FILE:
    g_value_set_object (value, self->file);
    break;
  case PROP_SIDE:
    g_value_set_int (value, self->side);
    break;
  case PROP_BROKEN:
    g_value_set_boolean (value, self->broken);
    break;
  }
}

static void
parlour_picture_set_property (GObject *object,
                              guint property_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  ParlourPicture *self = PARLOUR_PICTURE (object);

  switch ((ParlourPictureProperty) property_id) {
  case PROP_FILE:
    set_file (self, g_value_get_object (value));
    break;
  case PROP_SIDE:
    self->side = g_value_get_int (value);
    break;
  case PROP_BROKEN:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_picture_dispose (GObject *object)
{
  ParlourPicture *self = PARLOUR_PICTURE (object);

  if (self->file != NULL)
    g_signal_handlers_disconnect_by_func (self->file, path_changed_cb, self);
  g_clear_object (&self->file);
  unload (self);

  G_OBJECT_CLASS (parlour_picture_parent_class)->dispose (object);
}

static void
parlour_picture_class_init (ParlourPictureClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_picture_get_property;
  object_class->set_property = parlour_picture_set_property;
  object_class->dispose = parlour_picture_dispose;
  widget_class->map = parlour_picture_map;
  widget_class->unmap = parlour_picture_unmap;
  widget_class->get_request_mode = parlour_picture_get_request_mode;
  widget_class->measure = parlour_picture_measure;
  widget_class->snapshot = parlour_picture_snapshot;

  properties[PROP_FILE] =
    g_param_spec_object ("file", NULL, NULL, CHAT_TYPE_FILE, readable | G_PARAM_WRITABLE);
  properties[PROP_SIDE] =
    g_param_spec_int ("side", NULL, NULL, 1, G_MAXINT, 320,
                      G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_BROKEN] = g_param_spec_boolean ("broken", NULL, NULL, FALSE, readable);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_css_name (widget_class, "picture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
parlour_picture_init (ParlourPicture *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}

/**
 * parlour_picture_new:
 * @file: (nullable): what to show
 * @side: how wide and how high it may get
 *
 * Returns: (transfer floating): a picture
 */
GtkWidget *
parlour_picture_new (ChatFile *file, int side)
{
  return g_object_new (PARLOUR_TYPE_PICTURE, "side", side, "file", file, NULL);
}

/**
 * parlour_picture_get_texture:
 * @self: a picture
 *
 * Returns: (transfer none) (nullable): what it shows, while it is near the screen
 */
GdkTexture *
parlour_picture_get_texture (ParlourPicture *self)
{
  g_return_val_if_fail (PARLOUR_IS_PICTURE (self), NULL);

  return self->texture;
}
