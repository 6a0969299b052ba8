/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What somebody said: name, quote, files, text, reactions, time and ticks.
 *
 * Most messages are a line of text.  What few have, a quote, files, reactions, is
 * made for those that have it, and one change of the message changes no more than
 * the part that it is about.
 */
#include "parlour-bubble.h"

#include <glib/gi18n.h>

#include "chat-file.h"
#include "chat-property.h"
#include "chat-user.h"
#include "parlour-attachment.h"
#include "parlour-moment.h"
#include "parlour-quote.h"
#include "parlour-reactions.h"
#include "parlour-text.h"
#include "parlour-wording.h"

#define LONG 1000 /* bytes of a text */

struct _ParlourBubble {
  GtkBox parent_instance;

  GtkWidget *name;
  GtkWidget *text;
  GtkWidget *ticks;
  GtkWidget *quote;       /* nullable, like the two others: while there is something in it */
  GtkWidget *attachments; /* shows `files` */
  GtkWidget *reactions;

  ChatMessage *message;
  GListModel *files;
  gboolean starts_run;
  gboolean ends_run;
  gboolean withdrawn;
  ParlourPowers powers;
};

typedef enum {
  PROP_MESSAGE = 1,
  PROP_STARTS_RUN,
  PROP_ENDS_RUN,
  PROP_WITHDRAWN,
  PROP_GONE,
  PROP_POWERS,
} ParlourBubbleProperty;

static GParamSpec *properties[PROP_POWERS + 1];

G_DEFINE_FINAL_TYPE (ParlourBubble, parlour_bubble, GTK_TYPE_BOX)

/* Deleted, or as good as that. */
static gboolean
is_gone (ParlourBubble *self)
{
  return self->withdrawn || (self->message != NULL && chat_message_get_deleted (self->message));
}

/* --- called by the template: pure, from model values to what people see ----------- */

static char **
bubble_classes (ParlourBubble *self,
                gboolean own,
                gboolean ends_run,
                ChatMessageKind kind,
                gboolean gone)
{
  g_autoptr (GStrvBuilder) classes = g_strv_builder_new ();

  g_strv_builder_add (classes, "bubble");
  if (own)
    g_strv_builder_add (classes, "own");
  if (ends_run)
    g_strv_builder_add (classes, "last");
  if (kind == CHAT_MESSAGE_KIND_NOTICE || gone)
    g_strv_builder_add (classes, "outlined");

  return g_strv_builder_end (classes);
}

static gboolean
shows_name (ParlourBubble *self, gboolean own, gboolean starts_run)
{
  return starts_run && !own;
}

static char *
display_name (ParlourBubble *self, const char *name)
{
  return parlour_text_to_name (name);
}

static char **
name_classes (ParlourBubble *self, const char *name)
{
  return parlour_text_to_name_classes (name);
}

static gboolean
shows_text (ParlourBubble *self, const char *text, gboolean gone)
{
  return gone || (text != NULL && *text != '\0') || self->files == NULL;
}

/* How narrow a label can get is found out with a line for each word; nobody needs that of a long
 * text. */
static int
least_width (ParlourBubble *self, const char *text)
{
  return text != NULL && strlen (text) > LONG ? 10 : -1;
}

static char *
markup (ParlourBubble *self, const char *text, gboolean gone)
{
  return gone ? g_markup_escape_text (_ ("This message was deleted"), -1)
              : parlour_text_to_markup (text);
}

static char **
text_classes (ParlourBubble *self, const char *text, gboolean gone)
{
  const char *classes = "text";

  if (gone)
    classes = "text gone";
  else if (parlour_text_is_big_emoji (text))
    classes = "text big-emoji";

  return g_strsplit (classes, " ", 0);
}

static gboolean
is_edited (ParlourBubble *self, gint64 edited_at, gboolean gone)
{
  return edited_at > 0 && !gone;
}

static char *
edited_time (ParlourBubble *self, gint64 ms)
{
  g_autofree char *time = parlour_moment_to_full (ms);

  /* Translators: when a message was changed. */
  return g_strdup_printf (_ ("Edited %s"), time);
}

static char *
time_text (ParlourBubble *self, gint64 ms)
{
  return parlour_moment_to_time (ms);
}

static char *
full_time (ParlourBubble *self, gint64 ms)
{
  return parlour_moment_to_full (ms);
}

static gboolean
shows_ticks (ParlourBubble *self, gboolean own, gboolean gone)
{
  return own && !gone;
}

static char *
status_text (ParlourBubble *self,
             ChatMessage *message,
             ChatMessageStatus status,
             guint n_delivered,
             guint n_seen,
             guint n_people)
{
  return message != NULL ? parlour_wording_of_status (message) : NULL;
}

static char *
status_icon (ParlourBubble *self, ChatMessageStatus status)
{
  switch (status) {
  case CHAT_MESSAGE_STATUS_PENDING:
    return g_strdup ("parlour-clock-symbolic");
  case CHAT_MESSAGE_STATUS_SENT:
    return g_strdup ("parlour-tick-symbolic");
  case CHAT_MESSAGE_STATUS_DELIVERED:
    return g_strdup ("parlour-ticks-symbolic");
  case CHAT_MESSAGE_STATUS_SEEN:
    return g_strdup ("parlour-seen-symbolic");
  case CHAT_MESSAGE_STATUS_FAILED:
    return g_strdup ("parlour-failed-symbolic");
  }

  return NULL;
}

/* --- parts ------------------------------------------------------------------------- */

/* The focus of a part goes to the message as a whole, and not to any other of its parts. */
static void
remove_part (ParlourBubble *self, GtkWidget **part)
{
  GtkWidget *heir = GTK_WIDGET (self);

  if (*part == NULL)
    return;

  if (gtk_widget_get_focus_child (heir) == *part) {
    while (heir != NULL && !gtk_widget_get_focusable (heir))
      heir = gtk_widget_get_parent (heir);
    if (heir != NULL)
      gtk_widget_grab_focus (heir);
  }
  gtk_box_remove (GTK_BOX (self), *part);
  *part = NULL;
}

static void
update_quote (ParlourBubble *self)
{
  ChatReply *reply = NULL;

  if (self->message != NULL && !is_gone (self))
    reply = chat_message_get_reply (self->message);
  if (reply == NULL) {
    remove_part (self, &self->quote);
    return;
  }

  if (self->quote == NULL) {
    self->quote = parlour_quote_new ();
    gtk_box_insert_child_after (GTK_BOX (self), self->quote, self->name);
  }
  parlour_quote_set_reply (PARLOUR_QUOTE (self->quote), reply);
}

static GtkWidget *
make_attachments (GListModel *files)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  gtk_widget_add_css_class (box, "attachments");
  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (ChatFile) file = g_list_model_get_item (files, i);

    gtk_box_append (GTK_BOX (box), parlour_attachment_new (file, i));
  }

  return box;
}

static void
update_files (ParlourBubble *self)
{
  GListModel *files = NULL;

  if (self->message != NULL && !is_gone (self))
    files = chat_message_get_files (self->message);
  if (files != NULL && g_list_model_get_n_items (files) == 0)
    files = NULL;
  if (!g_set_object (&self->files, files))
    return;

  remove_part (self, &self->attachments);
  if (files != NULL) {
    self->attachments = make_attachments (files);
    gtk_box_insert_child_after (GTK_BOX (self), self->attachments,
                                self->quote != NULL ? self->quote : self->name);
  }
}

static void
update_reactions (ParlourBubble *self)
{
  GPtrArray *reactions = NULL;

  if (self->message != NULL && !is_gone (self))
    reactions = chat_message_get_reactions (self->message);
  if (reactions == NULL || reactions->len == 0) {
    remove_part (self, &self->reactions);
    return;
  }

  if (self->reactions == NULL) {
    self->reactions = parlour_reactions_new ();
    gtk_box_insert_child_after (GTK_BOX (self), self->reactions, self->text);
  }
  parlour_reactions_set (PARLOUR_REACTIONS (self->reactions), reactions,
                         (self->powers & PARLOUR_MAY_REACT) != 0);
}

static void
update_parts (ParlourBubble *self)
{
  update_quote (self);
  update_files (self);
  update_reactions (self);
}

static void
deleted_changed_cb (ParlourBubble *self)
{
  update_parts (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GONE]);
}

/* --- object ------------------------------------------------------------------------ */

static void
connect_message (ParlourBubble *self)
{
  static const struct {
    const char *signal;
    void (*update) (ParlourBubble *self);
  } updates[] = {
    { "notify::reply", update_quote },
    { "notify::files", update_files },
    { "notify::reactions", update_reactions },
    { "notify::deleted", deleted_changed_cb },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (updates); i++)
    g_signal_connect_object (self->message, updates[i].signal, G_CALLBACK (updates[i].update), self,
                             G_CONNECT_SWAPPED);
}

static void
set_message (ParlourBubble *self, ChatMessage *message)
{
  if (self->message == message)
    return;

  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_set_object (&self->message, message);
  if (message != NULL)
    connect_message (self);
  update_parts (self);

  /* The template's bindings look at the parts. */
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GONE]);
}

static void
set_powers (ParlourBubble *self, ParlourPowers powers)
{
  gboolean sees_readers = (powers & PARLOUR_MAY_SEE_READERS) != 0;

  if (self->powers == powers)
    return;

  self->powers = powers;
  gtk_widget_set_can_target (self->ticks, sees_readers);
  gtk_widget_set_focusable (self->ticks, sees_readers);
  update_reactions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_POWERS]);
}

static void
set_withdrawn (ParlourBubble *self, gboolean withdrawn)
{
  if (self->withdrawn == withdrawn)
    return;

  self->withdrawn = withdrawn;
  update_parts (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WITHDRAWN]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_GONE]);
}

static void
parlour_bubble_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ParlourBubble *self = PARLOUR_BUBBLE (object);

  switch ((ParlourBubbleProperty) property_id) {
  case PROP_MESSAGE:
    g_value_set_object (value, self->message);
    break;
  case PROP_STARTS_RUN:
    g_value_set_boolean (value, self->starts_run);
    break;
  case PROP_ENDS_RUN:
    g_value_set_boolean (value, self->ends_run);
    break;
  case PROP_WITHDRAWN:
    g_value_set_boolean (value, self->withdrawn);
    break;
  case PROP_GONE:
    g_value_set_boolean (value, is_gone (self));
    break;
  case PROP_POWERS:
    g_value_set_uint (value, self->powers);
    break;
  }
}

static void
parlour_bubble_set_property (GObject *object,
                             guint property_id,
                             const GValue *value,
                             GParamSpec *pspec)
{
  ParlourBubble *self = PARLOUR_BUBBLE (object);

  switch ((ParlourBubbleProperty) property_id) {
  case PROP_MESSAGE:
    set_message (self, g_value_get_object (value));
    break;
  case PROP_STARTS_RUN:
    chat_property_set_flag (self, properties[PROP_STARTS_RUN], &self->starts_run,
                            g_value_get_boolean (value));
    break;
  case PROP_ENDS_RUN:
    chat_property_set_flag (self, properties[PROP_ENDS_RUN], &self->ends_run,
                            g_value_get_boolean (value));
    break;
  case PROP_WITHDRAWN:
    set_withdrawn (self, g_value_get_boolean (value));
    break;
  case PROP_POWERS:
    set_powers (self, g_value_get_uint (value));
    break;
  case PROP_GONE:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_bubble_dispose (GObject *object)
{
  ParlourBubble *self = PARLOUR_BUBBLE (object);

  if (self->message != NULL)
    g_signal_handlers_disconnect_by_data (self->message, self);
  g_clear_object (&self->message);
  g_clear_object (&self->files);
  remove_part (self, &self->quote);
  remove_part (self, &self->attachments);
  remove_part (self, &self->reactions);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_BUBBLE);

  G_OBJECT_CLASS (parlour_bubble_parent_class)->dispose (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = readable | G_PARAM_WRITABLE;

  properties[PROP_MESSAGE] =
    g_param_spec_object ("message", NULL, NULL, CHAT_TYPE_MESSAGE, writable);
  properties[PROP_STARTS_RUN] = g_param_spec_boolean ("starts-run", NULL, NULL, FALSE, writable);
  properties[PROP_ENDS_RUN] = g_param_spec_boolean ("ends-run", NULL, NULL, FALSE, writable);
  properties[PROP_WITHDRAWN] = g_param_spec_boolean ("withdrawn", NULL, NULL, FALSE, writable);
  properties[PROP_GONE] = g_param_spec_boolean ("gone", NULL, NULL, FALSE, readable);
  properties[PROP_POWERS] = g_param_spec_uint ("powers", NULL, NULL, 0, G_MAXUINT, 0, writable);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-bubble.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourBubble, name);
  gtk_widget_class_bind_template_child (widget_class, ParlourBubble, text);
  gtk_widget_class_bind_template_child (widget_class, ParlourBubble, ticks);
  gtk_widget_class_bind_template_callback (widget_class, bubble_classes);
  gtk_widget_class_bind_template_callback (widget_class, shows_name);
  gtk_widget_class_bind_template_callback (widget_class, display_name);
  gtk_widget_class_bind_template_callback (widget_class, name_classes);
  gtk_widget_class_bind_template_callback (widget_class, shows_text);
  gtk_widget_class_bind_template_callback (widget_class, least_width);
  gtk_widget_class_bind_template_callback (widget_class, markup);
  gtk_widget_class_bind_template_callback (widget_class, text_classes);
  gtk_widget_class_bind_template_callback (widget_class, is_edited);
  gtk_widget_class_bind_template_callback (widget_class, edited_time);
  gtk_widget_class_bind_template_callback_full (widget_class, "time", G_CALLBACK (time_text));
  gtk_widget_class_bind_template_callback (widget_class, full_time);
  gtk_widget_class_bind_template_callback (widget_class, shows_ticks);
  gtk_widget_class_bind_template_callback (widget_class, status_text);
  gtk_widget_class_bind_template_callback (widget_class, status_icon);
}

static void
parlour_bubble_class_init (ParlourBubbleClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = parlour_bubble_get_property;
  object_class->set_property = parlour_bubble_set_property;
  object_class->dispose = parlour_bubble_dispose;
  install_properties (object_class);

  g_type_ensure (CHAT_TYPE_USER);
  g_type_ensure (G_TYPE_STRV);
  bind_template (GTK_WIDGET_CLASS (klass));
}

/* A hyphen that was not written would look like a part of the address that it is in. */
static void
avoid_hyphens (GtkLabel *label)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_insert_hyphens_new (FALSE));
  gtk_label_set_attributes (label, attributes);
  pango_attr_list_unref (attributes);
}

static void
parlour_bubble_init (ParlourBubble *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  avoid_hyphens (GTK_LABEL (self->text));
  gtk_widget_set_can_target (self->ticks, FALSE);
  gtk_widget_set_focusable (self->ticks, FALSE);
}

/**
 * parlour_bubble_has_selection:
 * @self: a bubble
 *
 * Returns: whether some of its text is selected
 */
gboolean
parlour_bubble_has_selection (ParlourBubble *self)
{
  g_return_val_if_fail (PARLOUR_IS_BUBBLE (self), FALSE);

  return gtk_label_get_selection_bounds (GTK_LABEL (self->text), NULL, NULL);
}
