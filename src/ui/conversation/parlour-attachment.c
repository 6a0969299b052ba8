/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file of a message: a picture where it stands, or a name with a size; and what
 * can be done with it, which depends on where its bytes are.
 *
 * Small pictures come by themselves when they get near the screen; everything
 * else comes when somebody asks for it.
 */
#include "parlour-attachment.h"

#include <glib/gi18n.h>

#include "parlour-picture.h"
#include "parlour-text.h"

#define MAX_UNASKED (5 * 1000 * 1000)

struct _ParlourAttachment {
  AdwBin parent_instance;

  ChatFile *file;
  guint number;
};

typedef enum {
  PROP_FILE = 1,
  PROP_NUMBER,
} ParlourAttachmentProperty;

static GParamSpec *properties[PROP_NUMBER + 1];

G_DEFINE_FINAL_TYPE (ParlourAttachment, parlour_attachment, ADW_TYPE_BIN)

static gboolean
is_moving_state (ChatFileState state)
{
  return state == CHAT_FILE_WAITING || state == CHAT_FILE_TRANSFERRING;
}

static void
activate (ParlourAttachment *self, const char *action)
{
  gtk_widget_activate_action (GTK_WIDGET (self), action, "u", self->number);
}

/* --- called by the template --------------------------------------------------------- */

static gboolean
shows_picture (ParlourAttachment *self, gboolean is_picture, gboolean broken)
{
  return is_picture && !broken;
}

static gboolean
shows_file (ParlourAttachment *self, gboolean is_picture, gboolean broken)
{
  return !shows_picture (self, is_picture, broken);
}

static char *
display_name (ParlourAttachment *self, const char *name)
{
  return parlour_text_isolate (name);
}

static GIcon *
type_icon (ParlourAttachment *self, const char *type)
{
  g_autofree char *content_type = g_content_type_from_mime_type (type != NULL ? type : "");

  return g_content_type_get_symbolic_icon (content_type != NULL ? content_type
                                                                : "application/octet-stream");
}

static gboolean
has_transfer (ParlourAttachment *self, ChatFileState state, const char *path)
{
  return is_moving_state (state) || path == NULL;
}

static gboolean
is_here (ParlourAttachment *self, ChatFileState state, const char *path)
{
  return !has_transfer (self, state, path);
}

static gboolean
is_moving (ParlourAttachment *self, ChatFileState state)
{
  return is_moving_state (state);
}

static char *
transfer_icon (ParlourAttachment *self, ChatFileState state)
{
  if (is_moving_state (state))
    return g_strdup ("process-stop-symbolic");

  return g_strdup (state == CHAT_FILE_FAILED ? "view-refresh-symbolic"
                                             : "folder-download-symbolic");
}

static char *
transfer_text (ParlourAttachment *self, ChatFileState state)
{
  if (is_moving_state (state))
    return g_strdup (_ ("Cancel"));

  return g_strdup (state == CHAT_FILE_FAILED ? _ ("Try Again") : _ ("Download"));
}

static char *
details (ParlourAttachment *self,
         ChatFileState state,
         gint64 size,
         double progress,
         const char *error)
{
  g_autofree char *whole = g_format_size ((guint64) MAX (size, 0));
  g_autofree char *part = g_format_size ((guint64) (MAX (size, 0) * CLAMP (progress, 0, 1)));

  if (state == CHAT_FILE_FAILED && error != NULL)
    return g_strdup (_ (error));
  if (state == CHAT_FILE_WAITING)
    /* Translators: %s is a size. */
    return g_strdup_printf (_ ("%s, waiting"), whole);
  if (state == CHAT_FILE_TRANSFERRING)
    /* Translators: two sizes: how much is here, and how much there is. */
    return g_strdup_printf (_ ("%s of %s"), part, whole);

  return g_steal_pointer (&whole);
}

static void
transfer_clicked_cb (ParlourAttachment *self)
{
  activate (self, is_moving_state (chat_file_get_state (self->file)) ? "message.cancel-file"
                                                                     : "message.fetch-file");
}

static void
opened_cb (ParlourAttachment *self)
{
  if (chat_file_get_path (self->file) != NULL)
    activate (self, "message.open-file");
  else if (!is_moving_state (chat_file_get_state (self->file)))
    activate (self, "message.fetch-file");
}

static void
save_clicked_cb (ParlourAttachment *self)
{
  activate (self, "message.save-file");
}

/* --- object --------------------------------------------------------------------------- */

static void
parlour_attachment_map (GtkWidget *widget)
{
  ParlourAttachment *self = PARLOUR_ATTACHMENT (widget);

  GTK_WIDGET_CLASS (parlour_attachment_parent_class)->map (widget);

  if (chat_file_get_is_picture (self->file) &&
      chat_file_get_state (self->file) == CHAT_FILE_REMOTE &&
      chat_file_get_size (self->file) <= MAX_UNASKED)
    activate (self, "message.fetch-file");
}

static void
parlour_attachment_get_property (GObject *object,
                                 guint property_id,
                                 GValue *value,
                                 GParamSpec *pspec)
{
  ParlourAttachment *self = PARLOUR_ATTACHMENT (object);

  switch ((ParlourAttachmentProperty) property_id) {
  case PROP_FILE:
    g_value_set_object (value, self->file);
    break;
  case PROP_NUMBER:
    g_value_set_uint (value, self->number);
    break;
  }
}

static void
parlour_attachment_set_property (GObject *object,
                                 guint property_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  ParlourAttachment *self = PARLOUR_ATTACHMENT (object);

  switch ((ParlourAttachmentProperty) property_id) {
  case PROP_FILE:
    self->file = g_value_dup_object (value);
    break;
  case PROP_NUMBER:
    self->number = g_value_get_uint (value);
    break;
  }
}

static void
parlour_attachment_dispose (GObject *object)
{
  ParlourAttachment *self = PARLOUR_ATTACHMENT (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_ATTACHMENT);
  g_clear_object (&self->file);

  G_OBJECT_CLASS (parlour_attachment_parent_class)->dispose (object);
}

static void
parlour_attachment_class_init (ParlourAttachmentClass *klass)
{
  const GParamFlags fixed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_attachment_get_property;
  object_class->set_property = parlour_attachment_set_property;
  object_class->dispose = parlour_attachment_dispose;
  widget_class->map = parlour_attachment_map;

  properties[PROP_FILE] = g_param_spec_object ("file", NULL, NULL, CHAT_TYPE_FILE, fixed);
  properties[PROP_NUMBER] = g_param_spec_uint ("number", NULL, NULL, 0, G_MAXUINT, 0, fixed);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (PARLOUR_TYPE_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-attachment.ui");
  gtk_widget_class_bind_template_callback (widget_class, shows_picture);
  gtk_widget_class_bind_template_callback (widget_class, shows_file);
  gtk_widget_class_bind_template_callback (widget_class, is_here);
  gtk_widget_class_bind_template_callback (widget_class, display_name);
  gtk_widget_class_bind_template_callback (widget_class, type_icon);
  gtk_widget_class_bind_template_callback (widget_class, has_transfer);
  gtk_widget_class_bind_template_callback (widget_class, is_moving);
  gtk_widget_class_bind_template_callback (widget_class, transfer_icon);
  gtk_widget_class_bind_template_callback (widget_class, transfer_text);
  gtk_widget_class_bind_template_callback (widget_class, details);
  gtk_widget_class_bind_template_callback (widget_class, transfer_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, opened_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_clicked_cb);
  gtk_widget_class_set_css_name (widget_class, "attachment");
}

static void
parlour_attachment_init (ParlourAttachment *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * parlour_attachment_new:
 * @file: a file of a message
 * @number: which of its files it is
 *
 * Returns: (transfer floating): a widget that shows it
 */
GtkWidget *
parlour_attachment_new (ChatFile *file, guint number)
{
  return g_object_new (PARLOUR_TYPE_ATTACHMENT, "file", file, "number", number, NULL);
}
