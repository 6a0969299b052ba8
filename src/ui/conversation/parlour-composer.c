/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a message is written.  What was typed belongs to the room: it is its
 * draft from the first letter on, so nothing is lost when another room is
 * opened, and it is gone only when it was handed on to be sent.
 *
 * An input method sees every key first: Enter there may choose a word, which
 * must not send half a sentence.
 */
#include "parlour-composer.h"

#include <glib/gi18n.h>

#include "parlour-text.h"

#define MAX_LINES 8

struct _ParlourComposer {
  AdwBin parent_instance;

  GtkScrolledWindow *scroller;
  GtkTextView *view;

  ChatRoom *room;
  gboolean has_text;
  gboolean enter_sends; /* or else Ctrl+Enter does, and Enter breaks the line */
  gboolean loading;     /* the text changes because the room did */
};

typedef enum {
  PROP_ROOM = 1,
  PROP_HAS_TEXT,
  PROP_ENTER_SENDS,
} ParlourComposerProperty;

static GParamSpec *properties[PROP_ENTER_SENDS + 1];

G_DEFINE_FINAL_TYPE (ParlourComposer, parlour_composer, ADW_TYPE_BIN)

static GtkTextBuffer *
get_buffer (ParlourComposer *self)
{
  return gtk_text_view_get_buffer (self->view);
}

static char *
dup_text (ParlourComposer *self)
{
  GtkTextIter start;
  GtkTextIter end;

  gtk_text_buffer_get_bounds (get_buffer (self), &start, &end);

  return gtk_text_buffer_get_text (get_buffer (self), &start, &end, FALSE);
}

static void
text_changed_cb (ParlourComposer *self)
{
  g_autofree char *text = dup_text (self);
  g_autofree char *visible = g_strstrip (g_strdup (text));
  gboolean has_text = *text != '\0';

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.send",
                                 *visible != '\0' && self->room != NULL);
  if (self->has_text != has_text) {
    self->has_text = has_text;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_TEXT]);
  }

  if (self->loading || self->room == NULL)
    return;

  chat_room_set_draft (self->room, text);
  gtk_widget_activate_action (GTK_WIDGET (self), "conversation.set-typing", "b", *visible != '\0');
}

/* Eight lines of the font in use, and what stands above and below them. */
static void
limit_height (ParlourComposer *self)
{
  PangoContext *context = gtk_widget_get_pango_context (GTK_WIDGET (self->view));
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int line = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));

  pango_font_metrics_unref (metrics);
  gtk_scrolled_window_set_max_content_height (self->scroller,
                                              MAX_LINES * line +
                                                gtk_text_view_get_top_margin (self->view) +
                                                gtk_text_view_get_bottom_margin (self->view));
}

static void
send_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourComposer *self = PARLOUR_COMPOSER (widget);
  g_autofree char *text = g_strstrip (dup_text (self));

  if (*text == '\0' || self->room == NULL)
    return;

  /* Whoever takes it must have it before it is gone from here. */
  if (gtk_widget_activate_action (widget, "conversation.send", "s", text))
    gtk_text_buffer_set_text (get_buffer (self), "", 0);
}

/* --- called by the template ---------------------------------------------------- */

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                ParlourComposer *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (controller));
  const GdkModifierType modifiers = GDK_SHIFT_MASK | GDK_CONTROL_MASK | GDK_ALT_MASK;

  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_ISO_Enter)
    return GDK_EVENT_PROPAGATE;
  if ((state & modifiers) != (self->enter_sends ? 0 : GDK_CONTROL_MASK))
    return GDK_EVENT_PROPAGATE;
  if (gtk_text_view_im_context_filter_keypress (self->view, event))
    return GDK_EVENT_STOP;

  gtk_widget_activate_action (GTK_WIDGET (self), "composer.send", NULL);

  return GDK_EVENT_STOP;
}

static void
emoji_picked_cb (GtkEmojiChooser *chooser, const char *emoji, ParlourComposer *self)
{
  gtk_text_buffer_delete_selection (get_buffer (self), TRUE, TRUE);
  gtk_text_buffer_insert_at_cursor (get_buffer (self), emoji, -1);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static char *
placeholder (ParlourComposer *self, const char *room_name)
{
  g_autofree char *name = parlour_text_isolate (room_name);

  /* Translators: %s is the name of a room. */
  return g_strdup_printf (_ ("Message %s"), name);
}

/* ----------------------------------------------------------------------------------- */

static gboolean
parlour_composer_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (PARLOUR_COMPOSER (widget)->view));
}

static void
parlour_composer_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (parlour_composer_parent_class)->css_changed (widget, change);

  limit_height (PARLOUR_COMPOSER (widget));
}

static void
parlour_composer_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ParlourComposer *self = PARLOUR_COMPOSER (object);

  switch ((ParlourComposerProperty) property_id) {
  case PROP_ROOM:
    g_value_set_object (value, self->room);
    break;
  case PROP_HAS_TEXT:
    g_value_set_boolean (value, self->has_text);
    break;
  case PROP_ENTER_SENDS:
    g_value_set_boolean (value, self->enter_sends);
    break;
  }
}

static void
parlour_composer_set_property (GObject *object,
                               guint property_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  ParlourComposer *self = PARLOUR_COMPOSER (object);

  switch ((ParlourComposerProperty) property_id) {
  case PROP_ROOM:
    parlour_composer_set_room (self, g_value_get_object (value));
    break;
  case PROP_ENTER_SENDS:
    if (self->enter_sends != g_value_get_boolean (value)) {
      self->enter_sends = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  case PROP_HAS_TEXT:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_composer_dispose (GObject *object)
{
  ParlourComposer *self = PARLOUR_COMPOSER (object);

  if (self->view != NULL)
    g_signal_handlers_disconnect_by_data (get_buffer (self), self);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_COMPOSER);
  g_clear_object (&self->room);

  G_OBJECT_CLASS (parlour_composer_parent_class)->dispose (object);
}

static void
parlour_composer_class_init (ParlourComposerClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_composer_get_property;
  object_class->set_property = parlour_composer_set_property;
  object_class->dispose = parlour_composer_dispose;
  widget_class->grab_focus = parlour_composer_grab_focus;
  widget_class->css_changed = parlour_composer_css_changed;

  properties[PROP_ROOM] =
    g_param_spec_object ("room", NULL, NULL, CHAT_TYPE_ROOM, readable | G_PARAM_WRITABLE);
  properties[PROP_HAS_TEXT] = g_param_spec_boolean ("has-text", NULL, NULL, FALSE, readable);
  properties[PROP_ENTER_SENDS] =
    g_param_spec_boolean ("enter-sends", NULL, NULL, TRUE, readable | G_PARAM_WRITABLE);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourComposer, scroller);
  gtk_widget_class_bind_template_child (widget_class, ParlourComposer, view);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, emoji_picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, placeholder);
  gtk_widget_class_install_action (widget_class, "composer.send", NULL, send_activated_cb);
  gtk_widget_class_set_css_name (widget_class, "composer");
}

static void
parlour_composer_init (ParlourComposer *self)
{
  self->enter_sends = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.send", FALSE);
  g_signal_connect_object (get_buffer (self), "changed", G_CALLBACK (text_changed_cb), self,
                           G_CONNECT_SWAPPED);
  limit_height (self);
}

/**
 * parlour_composer_set_room:
 * @self: a composer
 * @room: (nullable): where messages go
 *
 * Goes on with the draft of @room.
 */
void
parlour_composer_set_room (ParlourComposer *self, ChatRoom *room)
{
  const char *draft = NULL;

  g_return_if_fail (PARLOUR_IS_COMPOSER (self));

  if (self->room == room)
    return;

  g_set_object (&self->room, room);
  draft = room != NULL ? chat_room_get_draft (room) : NULL;

  self->loading = TRUE;
  gtk_text_buffer_begin_irreversible_action (get_buffer (self));
  gtk_text_buffer_set_text (get_buffer (self), draft != NULL ? draft : "", -1);
  gtk_text_buffer_end_irreversible_action (get_buffer (self));
  text_changed_cb (self);
  self->loading = FALSE;

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROOM]);
}
