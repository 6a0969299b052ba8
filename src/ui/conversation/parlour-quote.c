/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a message answers, above its text: who said it, and how it began.
 */
#include "parlour-quote.h"

#include <glib/gi18n.h>

#include "parlour-text.h"

struct _ParlourQuote {
  AdwBin parent_instance;

  ChatReply *reply;
};

typedef enum {
  PROP_REPLY = 1,
  PROP_USER,
  PROP_TEXT,
} ParlourQuoteProperty;

static GParamSpec *properties[PROP_TEXT + 1];

G_DEFINE_FINAL_TYPE (ParlourQuote, parlour_quote, ADW_TYPE_BIN)

/* --- called by the template ------------------------------------------------------ */

static char *
display_name (ParlourQuote *self, const char *name)
{
  return parlour_text_to_name (name);
}

static char **
name_classes (ParlourQuote *self, const char *name)
{
  return parlour_text_to_name_classes (name);
}

/* ---------------------------------------------------------------------------------- */

static char *
dup_text (ParlourQuote *self)
{
  const char *text = self->reply != NULL ? chat_reply_get_text (self->reply) : NULL;
  g_autofree char *line = parlour_text_to_line (text);

  if (self->reply != NULL && text == NULL)
    return g_strdup (_ ("Deleted message"));
  if (self->reply != NULL && *line == '\0')
    return g_strdup (_ ("File"));

  return g_steal_pointer (&line);
}

static void
parlour_quote_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ParlourQuote *self = PARLOUR_QUOTE (object);

  switch ((ParlourQuoteProperty) property_id) {
  case PROP_REPLY:
    g_value_set_boxed (value, self->reply);
    break;
  case PROP_USER:
    g_value_set_object (value, self->reply != NULL ? chat_reply_get_user (self->reply) : NULL);
    break;
  case PROP_TEXT:
    g_value_take_string (value, dup_text (self));
    break;
  }
}

static void
parlour_quote_set_property (GObject *object,
                            guint property_id,
                            const GValue *value,
                            GParamSpec *pspec)
{
  switch ((ParlourQuoteProperty) property_id) {
  case PROP_REPLY:
    parlour_quote_set_reply (PARLOUR_QUOTE (object), g_value_get_boxed (value));
    break;
  case PROP_USER:
  case PROP_TEXT:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_quote_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARLOUR_TYPE_QUOTE);

  G_OBJECT_CLASS (parlour_quote_parent_class)->dispose (object);
}

static void
parlour_quote_finalize (GObject *object)
{
  g_clear_pointer (&PARLOUR_QUOTE (object)->reply, chat_reply_unref);

  G_OBJECT_CLASS (parlour_quote_parent_class)->finalize (object);
}

static void
parlour_quote_class_init (ParlourQuoteClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_quote_get_property;
  object_class->set_property = parlour_quote_set_property;
  object_class->dispose = parlour_quote_dispose;
  object_class->finalize = parlour_quote_finalize;

  properties[PROP_REPLY] =
    g_param_spec_boxed ("reply", NULL, NULL, CHAT_TYPE_REPLY, readable | G_PARAM_WRITABLE);
  properties[PROP_USER] = g_param_spec_object ("user", NULL, NULL, CHAT_TYPE_USER, readable);
  properties[PROP_TEXT] = g_param_spec_string ("text", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (G_TYPE_STRV);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-quote.ui");
  gtk_widget_class_bind_template_callback (widget_class, display_name);
  gtk_widget_class_bind_template_callback (widget_class, name_classes);
  gtk_widget_class_set_css_name (widget_class, "quote");
}

static void
parlour_quote_init (ParlourQuote *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * parlour_quote_new:
 *
 * Returns: (transfer floating): a quote of nothing
 */
GtkWidget *
parlour_quote_new (void)
{
  return g_object_new (PARLOUR_TYPE_QUOTE, NULL);
}

/**
 * parlour_quote_set_reply:
 * @self: a quote
 * @reply: (nullable): what to show
 */
void
parlour_quote_set_reply (ParlourQuote *self, ChatReply *reply)
{
  g_return_if_fail (PARLOUR_IS_QUOTE (self));

  if (self->reply == reply)
    return;

  g_clear_pointer (&self->reply, chat_reply_unref);
  self->reply = reply != NULL ? chat_reply_ref (reply) : NULL;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REPLY]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_USER]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TEXT]);
}
