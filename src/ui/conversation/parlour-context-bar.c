/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Says, above what is being written, which message it answers or changes.
 */
#include "parlour-context-bar.h"

#include <glib/gi18n.h>

#include "chat-message.h"
#include "parlour-text.h"
#include "parlour-wording.h"

struct _ParlourContextBar {
  GtkBox parent_instance;

  ChatMessage *reply;
  ChatMessage *editing;
};

typedef enum {
  PROP_REPLY = 1,
  PROP_EDITING,
} ParlourContextBarProperty;

static GParamSpec *properties[PROP_EDITING + 1];

G_DEFINE_FINAL_TYPE (ParlourContextBar, parlour_context_bar, GTK_TYPE_BOX)

/* --- called by the template ---------------------------------------------------------- */

static gboolean
is_there (ParlourContextBar *self, ChatMessage *reply, ChatMessage *editing)
{
  return reply != NULL || editing != NULL;
}

static char *
icon (ParlourContextBar *self, ChatMessage *editing)
{
  return g_strdup (editing != NULL ? "document-edit-symbolic" : "mail-reply-sender-symbolic");
}

static char *
title (ParlourContextBar *self, ChatMessage *reply, ChatMessage *editing)
{
  ChatUser *sender = reply != NULL ? chat_message_get_sender (reply) : NULL;
  g_autofree char *name =
    parlour_text_to_name (sender != NULL ? chat_user_get_name (sender) : NULL);

  if (editing != NULL)
    return g_strdup (_ ("Edit Message"));
  if (sender != NULL && chat_user_get_is_me (sender))
    return g_strdup (_ ("Reply to Yourself"));

  /* Translators: above a message that is being written; %s is a person. */
  return g_strdup_printf (_ ("Reply to %s"), name);
}

static char *
text (ParlourContextBar *self, ChatMessage *reply, ChatMessage *editing)
{
  ChatMessage *message = editing != NULL ? editing : reply;

  return message != NULL ? parlour_wording_of_content (message) : NULL;
}

/* --------------------------------------------------------------------------------------- */

static void
parlour_context_bar_get_property (GObject *object,
                                  guint property_id,
                                  GValue *value,
                                  GParamSpec *pspec)
{
  ParlourContextBar *self = PARLOUR_CONTEXT_BAR (object);

  switch ((ParlourContextBarProperty) property_id) {
  case PROP_REPLY:
    g_value_set_object (value, self->reply);
    break;
  case PROP_EDITING:
    g_value_set_object (value, self->editing);
    break;
  }
}

static void
parlour_context_bar_set_property (GObject *object,
                                  guint property_id,
                                  const GValue *value,
                                  GParamSpec *pspec)
{
  ParlourContextBar *self = PARLOUR_CONTEXT_BAR (object);

  switch ((ParlourContextBarProperty) property_id) {
  case PROP_REPLY:
    if (g_set_object (&self->reply, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_EDITING:
    if (g_set_object (&self->editing, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  }
}

static void
parlour_context_bar_dispose (GObject *object)
{
  ParlourContextBar *self = PARLOUR_CONTEXT_BAR (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_CONTEXT_BAR);
  g_clear_object (&self->reply);
  g_clear_object (&self->editing);

  G_OBJECT_CLASS (parlour_context_bar_parent_class)->dispose (object);
}

static void
parlour_context_bar_class_init (ParlourContextBarClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_context_bar_get_property;
  object_class->set_property = parlour_context_bar_set_property;
  object_class->dispose = parlour_context_bar_dispose;

  properties[PROP_REPLY] = g_param_spec_object ("reply", NULL, NULL, CHAT_TYPE_MESSAGE, flags);
  properties[PROP_EDITING] = g_param_spec_object ("editing", NULL, NULL, CHAT_TYPE_MESSAGE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-context-bar.ui");
  gtk_widget_class_bind_template_callback (widget_class, is_there);
  gtk_widget_class_bind_template_callback (widget_class, icon);
  gtk_widget_class_bind_template_callback (widget_class, title);
  gtk_widget_class_bind_template_callback (widget_class, text);
}

static void
parlour_context_bar_init (ParlourContextBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
