/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where a message is written.  All of it belongs to the room: it is its draft
 * from the first letter on, so nothing is lost when another room is opened, or
 * the program ends, and it is gone only when it was handed on to be sent.
 *
 * An input method sees every key first: Enter there may choose a word, which
 * must not send half a sentence.
 */
#include "parlour-composer.h"

#include <glib/gi18n.h>

#include "parlour-attaching.h"
#include "parlour-context-bar.h"
#include "parlour-outgoing-files.h"
#include "parlour-text.h"

#define MAX_LINES 8
#define COUNTED 200 /* so many characters before the limit they are counted */

struct _ParlourComposer {
  AdwBin parent_instance;

  GtkScrolledWindow *scroller;
  GtkTextView *view;
  ParlourOutgoingFiles *outgoing;

  ChatRoom *room;
  ChatDraft *draft; /* nullable: the room's */
  guint length;
  guint max_text;
  gint64 max_file;
  gboolean attaches;
  gboolean enter_sends; /* or else Ctrl+Enter does, and Enter breaks the line */
  gboolean loading;     /* the text changes because the room did */
};

typedef enum {
  PROP_ROOM = 1,
  PROP_HAS_TEXT,
  PROP_LENGTH,
  PROP_MAX_TEXT,
  PROP_MAX_FILE,
  PROP_ATTACHES,
  PROP_REPLY,
  PROP_EDITING,
  PROP_ENTER_SENDS,
} ParlourComposerProperty;

static GParamSpec *properties[PROP_ENTER_SENDS + 1];

enum { FILE_CHOSEN, N_SIGNALS };

static guint signals[N_SIGNALS];

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

static gboolean
is_editing (ParlourComposer *self)
{
  return self->draft != NULL && chat_draft_get_editing (self->draft) != NULL;
}

/* A file that is not there any more is to be taken away by somebody who knows that it was. */
static gboolean
is_complete (GListModel *files)
{
  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (ChatFile) file = g_list_model_get_item (files, i);

    if (chat_file_get_state (file) == CHAT_FILE_FAILED)
      return FALSE;
  }

  return TRUE;
}

static gboolean
can_send (ParlourComposer *self)
{
  g_autofree char *text = g_strstrip (dup_text (self));
  GListModel *files = NULL;

  if (self->draft == NULL || (self->max_text > 0 && self->length > self->max_text))
    return FALSE;
  if (is_editing (self))
    return *text != '\0';

  files = G_LIST_MODEL (chat_draft_get_files (self->draft));

  return (*text != '\0' || g_list_model_get_n_items (files) > 0) && is_complete (files);
}

static void
update_send (ParlourComposer *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "composer.send", can_send (self));
}

static void
save (ParlourComposer *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "conversation.save-draft", NULL);
}

static void
set_length (ParlourComposer *self, guint length)
{
  gboolean had_text = self->length > 0;

  if (self->length == length)
    return;

  self->length = length;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LENGTH]);
  if (had_text != (length > 0))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HAS_TEXT]);
}

static void
text_changed_cb (ParlourComposer *self)
{
  g_autofree char *text = dup_text (self);

  set_length (self, (guint) g_utf8_strlen (text, -1));
  update_send (self);
  if (self->loading || self->draft == NULL)
    return;

  if (is_editing (self)) {
    chat_draft_set_edited (self->draft, text);
  } else {
    chat_draft_set_text (self->draft, text);
    gtk_widget_activate_action (GTK_WIDGET (self), "conversation.set-typing", "b",
                                *g_strstrip (text) != '\0');
  }
  save (self);
}

/* Shows what is being written in the room: a change of a message, or else the draft. */
static void
load (ParlourComposer *self)
{
  g_autofree char *shown = dup_text (self);
  const char *text = NULL;

  if (is_editing (self))
    text = chat_draft_get_edited (self->draft);
  else if (self->draft != NULL)
    text = chat_draft_get_text (self->draft);

  self->loading = TRUE;
  if (g_strcmp0 (text, shown) != 0) {
    gtk_text_buffer_begin_irreversible_action (get_buffer (self));
    gtk_text_buffer_set_text (get_buffer (self), text != NULL ? text : "", -1);
    gtk_text_buffer_end_irreversible_action (get_buffer (self));
  }
  text_changed_cb (self);
  self->loading = FALSE;
}

static void
tell_context (ParlourComposer *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPLY]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EDITING]);
}

static void
reply_changed_cb (ParlourComposer *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPLY]);
  save (self);
}

static void
files_changed_cb (ParlourComposer *self)
{
  update_send (self);
  save (self);
}

static void
editing_changed_cb (ParlourComposer *self)
{
  load (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_EDITING]);
  save (self);
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

/* Whoever takes it takes it out of the draft: what is not taken stays. */
static void
send_change (ParlourComposer *self, const char *text)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "messages.change", "(ss)",
                              chat_message_get_id (chat_draft_get_editing (self->draft)), text);
}

static void
send_message (ParlourComposer *self)
{
  if (gtk_widget_activate_action (GTK_WIDGET (self), "conversation.send", NULL))
    gtk_text_buffer_set_text (get_buffer (self), chat_draft_get_text (self->draft), -1);
}

static void
send_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourComposer *self = PARLOUR_COMPOSER (widget);
  g_autofree char *text = g_strstrip (dup_text (self));

  if (self->draft == NULL)
    return;
  if (is_editing (self))
    send_change (self, text);
  else
    send_message (self);
}

static void
cancel_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  parlour_composer_cancel (PARLOUR_COMPOSER (widget));
}

static void
attach_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourComposer *self = PARLOUR_COMPOSER (widget);

  if (self->draft != NULL && self->attaches)
    parlour_attach_chosen (widget, self->room, self->max_file);
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

  if (keyval == GDK_KEY_Escape && (state & modifiers) == 0)
    return parlour_composer_cancel (self);
  if ((keyval == GDK_KEY_Page_Up || keyval == GDK_KEY_Page_Down) && (state & modifiers) == 0)
    return gtk_widget_activate_action (GTK_WIDGET (self), "conversation.scroll", "i",
                                       keyval == GDK_KEY_Page_Up ? GTK_SCROLL_PAGE_UP
                                                                 : GTK_SCROLL_PAGE_DOWN);
  if (keyval == GDK_KEY_Up && (state & modifiers) == 0 && self->length == 0 && !is_editing (self))
    return gtk_widget_activate_action (GTK_WIDGET (self), "conversation.edit-last", NULL);
  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter && keyval != GDK_KEY_ISO_Enter)
    return GDK_EVENT_PROPAGATE;
  if ((state & modifiers) != (self->enter_sends ? 0 : GDK_CONTROL_MASK))
    return GDK_EVENT_PROPAGATE;
  if (gtk_text_view_im_context_filter_keypress (self->view, event))
    return GDK_EVENT_STOP;

  gtk_widget_activate_action (GTK_WIDGET (self), "composer.send", NULL);

  return GDK_EVENT_STOP;
}

/* Text is pasted into the text, everything else goes with it. */
static void
pasted_cb (GtkTextView *view, ParlourComposer *self)
{
  if (self->draft != NULL && self->attaches &&
      parlour_attach_clipboard (GTK_WIDGET (self), self->room, self->max_file))
    g_signal_stop_emission_by_name (view, "paste-clipboard");
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

static gboolean
shows_count (ParlourComposer *self, guint length, guint max_text)
{
  return max_text > 0 && length + COUNTED > max_text;
}

static char *
count (ParlourComposer *self, guint length, guint max_text)
{
  return g_strdup_printf ("%d", (int) max_text - (int) length);
}

static char **
count_classes (ParlourComposer *self, guint length, guint max_text)
{
  return g_strsplit (length > max_text ? "count numeric error" : "count numeric dimmed", " ", 0);
}

static char *
send_icon (ParlourComposer *self, ChatMessage *editing)
{
  return g_strdup (editing != NULL ? "object-select-symbolic" : "go-up-symbolic");
}

static char *
send_text (ParlourComposer *self, ChatMessage *editing)
{
  return g_strdup (editing != NULL ? _ ("Save Changes") : _ ("Send"));
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
    g_value_set_boolean (value, self->length > 0);
    break;
  case PROP_LENGTH:
    g_value_set_uint (value, self->length);
    break;
  case PROP_MAX_TEXT:
    g_value_set_uint (value, self->max_text);
    break;
  case PROP_MAX_FILE:
    g_value_set_int64 (value, self->max_file);
    break;
  case PROP_ATTACHES:
    g_value_set_boolean (value, self->attaches);
    break;
  case PROP_REPLY:
    g_value_set_object (value, self->draft != NULL ? chat_draft_get_reply (self->draft) : NULL);
    break;
  case PROP_EDITING:
    g_value_set_object (value, self->draft != NULL ? chat_draft_get_editing (self->draft) : NULL);
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
  case PROP_MAX_TEXT:
    self->max_text = g_value_get_uint (value);
    update_send (self);
    g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_MAX_FILE:
    self->max_file = g_value_get_int64 (value);
    g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_ATTACHES:
    self->attaches = g_value_get_boolean (value);
    g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_HAS_TEXT:
  case PROP_LENGTH:
  case PROP_REPLY:
  case PROP_EDITING:
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
  parlour_composer_set_room (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_COMPOSER);

  G_OBJECT_CLASS (parlour_composer_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = readable | G_PARAM_WRITABLE;

  properties[PROP_ROOM] = g_param_spec_object ("room", NULL, NULL, CHAT_TYPE_ROOM, writable);
  properties[PROP_HAS_TEXT] = g_param_spec_boolean ("has-text", NULL, NULL, FALSE, readable);
  properties[PROP_LENGTH] = g_param_spec_uint ("length", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_MAX_TEXT] = g_param_spec_uint ("max-text", NULL, NULL, 0, G_MAXUINT, 0, writable);
  properties[PROP_MAX_FILE] =
    g_param_spec_int64 ("max-file", NULL, NULL, 0, G_MAXINT64, 0, writable);
  properties[PROP_ATTACHES] = g_param_spec_boolean ("attaches", NULL, NULL, FALSE, writable);
  properties[PROP_REPLY] = g_param_spec_object ("reply", NULL, NULL, CHAT_TYPE_MESSAGE, readable);
  properties[PROP_EDITING] =
    g_param_spec_object ("editing", NULL, NULL, CHAT_TYPE_MESSAGE, readable);
  properties[PROP_ENTER_SENDS] = g_param_spec_boolean ("enter-sends", NULL, NULL, TRUE, writable);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-composer.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourComposer, scroller);
  gtk_widget_class_bind_template_child (widget_class, ParlourComposer, view);
  gtk_widget_class_bind_template_child (widget_class, ParlourComposer, outgoing);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, pasted_cb);
  gtk_widget_class_bind_template_callback (widget_class, emoji_picked_cb);
  gtk_widget_class_bind_template_callback (widget_class, placeholder);
  gtk_widget_class_bind_template_callback (widget_class, shows_count);
  gtk_widget_class_bind_template_callback (widget_class, count);
  gtk_widget_class_bind_template_callback (widget_class, count_classes);
  gtk_widget_class_bind_template_callback (widget_class, send_icon);
  gtk_widget_class_bind_template_callback (widget_class, send_text);
}

static void
parlour_composer_class_init (ParlourComposerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_composer_get_property;
  object_class->set_property = parlour_composer_set_property;
  object_class->dispose = parlour_composer_dispose;
  widget_class->grab_focus = parlour_composer_grab_focus;
  widget_class->css_changed = parlour_composer_css_changed;

  install_properties (object_class);
  signals[FILE_CHOSEN] =
    g_signal_new ("file-chosen", PARLOUR_TYPE_COMPOSER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, CHAT_TYPE_ROOM, CHAT_TYPE_FILE);

  g_type_ensure (G_TYPE_STRV);
  g_type_ensure (PARLOUR_TYPE_CONTEXT_BAR);
  g_type_ensure (PARLOUR_TYPE_OUTGOING_FILES);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "composer.send", NULL, send_activated_cb);
  gtk_widget_class_install_action (widget_class, "composer.cancel", NULL, cancel_activated_cb);
  gtk_widget_class_install_action (widget_class, "composer.attach", NULL, attach_activated_cb);
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

static void
leave_draft (ParlourComposer *self)
{
  if (self->draft == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->draft, self);
  g_signal_handlers_disconnect_by_func (chat_draft_get_files (self->draft), files_changed_cb, self);
}

static void
follow_draft (ParlourComposer *self)
{
  if (self->draft == NULL)
    return;

  g_signal_connect_object (self->draft, "notify::reply", G_CALLBACK (reply_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->draft, "notify::editing", G_CALLBACK (editing_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (chat_draft_get_files (self->draft), "items-changed",
                           G_CALLBACK (files_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * parlour_composer_set_room:
 * @self: a composer
 * @room: (nullable): where messages go
 *
 * Goes on with what is being written in @room.
 */
void
parlour_composer_set_room (ParlourComposer *self, ChatRoom *room)
{
  g_return_if_fail (PARLOUR_IS_COMPOSER (self));

  if (self->room == room)
    return;

  leave_draft (self);
  g_set_object (&self->room, room);
  self->draft = room != NULL ? chat_room_get_draft (room) : NULL;
  follow_draft (self);
  if (self->outgoing != NULL)
    parlour_outgoing_files_set_files (self->outgoing, self->draft != NULL
                                                        ? chat_draft_get_files (self->draft)
                                                        : NULL);
  if (self->view != NULL)
    load (self);
  tell_context (self);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROOM]);
}

/**
 * parlour_composer_reply:
 * @self: a composer with a room
 * @message: a message of it
 *
 * Lets the next message be an answer.
 */
void
parlour_composer_reply (ParlourComposer *self, ChatMessage *message)
{
  g_return_if_fail (PARLOUR_IS_COMPOSER (self));
  g_return_if_fail (self->draft != NULL);

  chat_draft_set_reply (self->draft, message);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/**
 * parlour_composer_edit:
 * @self: a composer with a room
 * @message: a message of it
 *
 * Shows the text of @message, to be changed.
 */
void
parlour_composer_edit (ParlourComposer *self, ChatMessage *message)
{
  g_return_if_fail (PARLOUR_IS_COMPOSER (self));
  g_return_if_fail (self->draft != NULL);

  chat_draft_set_editing (self->draft, message);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/**
 * parlour_composer_cancel:
 * @self: a composer
 *
 * Answers and changes nothing: the next message is a new one, with the draft that
 * there was.
 *
 * Returns: whether anything was answered or changed
 */
gboolean
parlour_composer_cancel (ParlourComposer *self)
{
  g_return_val_if_fail (PARLOUR_IS_COMPOSER (self), FALSE);

  if (self->draft == NULL || (chat_draft_get_reply (self->draft) == NULL && !is_editing (self)))
    return FALSE;

  chat_draft_set_reply (self->draft, NULL);
  chat_draft_set_editing (self->draft, NULL);

  return TRUE;
}

/**
 * parlour_composer_attach:
 * @self: a composer
 * @value: files or a picture
 *
 * Sends what was dropped with the next message.
 */
void
parlour_composer_attach (ParlourComposer *self, const GValue *value)
{
  g_return_if_fail (PARLOUR_IS_COMPOSER (self));

  if (self->draft != NULL && self->attaches)
    parlour_attach_value (GTK_WIDGET (self), self->room, self->max_file, value);
}
