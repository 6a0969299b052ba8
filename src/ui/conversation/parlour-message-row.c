/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A message with what stands above it: the day, if it is the first of one, and
 * the line of the new messages.
 *
 * What one sender says within a few minutes is a run: the name stands above the
 * first of it, the picture beside the last.  Whether a message starts or ends
 * one depends on its neighbours, of which the list tells.
 */
#include "parlour-message-row.h"

#include <glib/gi18n.h>

#include "chat-user.h"
#include "parlour-moment.h"
#include "parlour-person.h"
#include "parlour-text.h"

#define RUN_GAP 12
#define MESSAGE_GAP 2
#define OWN_INDENT 26

struct _ParlourMessageRow {
  AdwBin parent_instance;

  ChatMessage *message;
  char *day;
  guint n_unread;
  gboolean starts_run;
  gboolean ends_run;
};

typedef enum {
  PROP_MESSAGE = 1,
  PROP_OWN,
  PROP_SYSTEM,
  PROP_DAY,
  PROP_N_UNREAD,
  PROP_STARTS_RUN,
  PROP_ENDS_RUN,
} ParlourMessageRowProperty;

static GParamSpec *properties[PROP_ENDS_RUN + 1];

G_DEFINE_FINAL_TYPE (ParlourMessageRow, parlour_message_row, ADW_TYPE_BIN)

static gboolean
is_own (ParlourMessageRow *self)
{
  return self->message != NULL && chat_message_get_own (self->message);
}

static gboolean
is_system (ParlourMessageRow *self)
{
  return self->message != NULL && chat_message_get_kind (self->message) == CHAT_MESSAGE_KIND_SYSTEM;
}

/* --- called by the template: pure, from model values to what people see ------- */

static gboolean
has_text (ParlourMessageRow *self, const char *text)
{
  return text != NULL && *text != '\0';
}

static gboolean
is_positive (ParlourMessageRow *self, guint number)
{
  return number > 0;
}

static GtkAlign
side (ParlourMessageRow *self, gboolean own)
{
  return own ? GTK_ALIGN_END : GTK_ALIGN_START;
}

static int
indent (ParlourMessageRow *self, gboolean own)
{
  return own ? OWN_INDENT : 0;
}

static int
gap (ParlourMessageRow *self, gboolean starts_run, const char *day, guint n_unread)
{
  if (day != NULL || n_unread > 0)
    return 0;

  return starts_run ? RUN_GAP : MESSAGE_GAP;
}

static char **
bubble_classes (ParlourMessageRow *self, gboolean own, gboolean ends_run)
{
  g_autoptr (GStrvBuilder) classes = g_strv_builder_new ();

  g_strv_builder_add (classes, "bubble");
  if (own)
    g_strv_builder_add (classes, "own");
  if (ends_run)
    g_strv_builder_add (classes, "last");

  return g_strv_builder_end (classes);
}

static gboolean
shows_name (ParlourMessageRow *self, gboolean own, gboolean starts_run)
{
  return starts_run && !own;
}

static char *
display_name (ParlourMessageRow *self, const char *name)
{
  g_autofree char *line = parlour_text_isolate (name);

  return *line != '\0' ? g_steal_pointer (&line) : g_strdup (_ ("Unknown"));
}

/* The colour that AdwAvatar gives to the same name. */
static char **
name_classes (ParlourMessageRow *self, const char *name)
{
  guint color = g_str_hash (name != NULL ? name : "") % 14 + 1;
  g_autofree char *classes = g_strdup_printf ("name name-%u", color);

  return g_strsplit (classes, " ", 0);
}

static char *
markup (ParlourMessageRow *self, const char *text)
{
  return parlour_text_to_markup (text);
}

static char **
text_classes (ParlourMessageRow *self, const char *text)
{
  return g_strsplit (parlour_text_is_big_emoji (text) ? "text big-emoji" : "text", " ", 0);
}

static char *
time_text (ParlourMessageRow *self, gint64 ms)
{
  return parlour_moment_to_time (ms);
}

static char *
full_time (ParlourMessageRow *self, gint64 ms)
{
  return parlour_moment_to_full (ms);
}

static char *
unread_text (ParlourMessageRow *self, guint n_unread)
{
  return g_strdup_printf (ngettext ("%u new message", "%u new messages", n_unread), n_unread);
}

static const char *
name_status (ChatMessageStatus status)
{
  switch (status) {
  case CHAT_MESSAGE_STATUS_PENDING:
    return _ ("Waiting to be sent");
  case CHAT_MESSAGE_STATUS_SENT:
    return _ ("Sent");
  case CHAT_MESSAGE_STATUS_DELIVERED:
    return _ ("Delivered");
  case CHAT_MESSAGE_STATUS_SEEN:
    return _ ("Seen");
  case CHAT_MESSAGE_STATUS_FAILED:
    return _ ("Not sent");
  }

  return "";
}

static char *
status_text (ParlourMessageRow *self, ChatMessageStatus status)
{
  return g_strdup (name_status (status));
}

static char *
status_icon (ParlourMessageRow *self, ChatMessageStatus status)
{
  switch (status) {
  case CHAT_MESSAGE_STATUS_PENDING:
    return g_strdup ("parlour-clock-symbolic");
  case CHAT_MESSAGE_STATUS_SENT:
  case CHAT_MESSAGE_STATUS_DELIVERED:
  case CHAT_MESSAGE_STATUS_SEEN:
    return g_strdup ("parlour-tick-symbolic");
  case CHAT_MESSAGE_STATUS_FAILED:
    return g_strdup ("parlour-failed-symbolic");
  }

  return NULL;
}

static gboolean
is_failed (ParlourMessageRow *self, gboolean own, ChatMessageStatus status)
{
  return own && status == CHAT_MESSAGE_STATUS_FAILED;
}

static char *
failure_text (ParlourMessageRow *self, const char *error)
{
  if (error == NULL || *error == '\0')
    return g_strdup (_ ("Not sent"));

  /* Translators: %s is a reason. */
  return g_strdup_printf (_ ("Not sent: %s"), _ (error));
}

/* --- neighbours ---------------------------------------------------------------- */

static void
set_flag (ParlourMessageRow *self,
          gboolean *flag,
          gboolean value,
          ParlourMessageRowProperty property)
{
  if (*flag == value)
    return;

  *flag = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* One sentence for those who do not see the bubble. */
static void
describe (ParlourMessageRow *self)
{
  ChatUser *sender = NULL;
  g_autofree char *name = NULL;
  g_autofree char *when = NULL;
  g_autofree char *what = NULL;
  g_autofree char *sentence = NULL;

  if (self->message == NULL)
    return;

  sender = chat_message_get_sender (self->message);
  name = display_name (self, sender != NULL ? chat_user_get_name (sender) : NULL);
  when = parlour_moment_to_time (chat_message_get_time (self->message));
  what = parlour_text_to_line (chat_message_get_text (self->message));
  if (is_system (self))
    sentence = g_strdup (what);
  else if (is_own (self))
    /* Translators: a message for a screen reader: time, status, text. */
    sentence = g_strdup_printf (_ ("You, %s, %s: %s"), when,
                                name_status (chat_message_get_status (self->message)), what);
  else
    /* Translators: a message for a screen reader: sender, time, text. */
    sentence = g_strdup_printf (_ ("%s, %s: %s"), name, when, what);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
}

static void
retry_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourMessageRow *self = PARLOUR_MESSAGE_ROW (widget);

  gtk_widget_activate_action (widget, "conversation.retry-message", "s",
                              chat_message_get_id (self->message));
}

static void
delete_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourMessageRow *self = PARLOUR_MESSAGE_ROW (widget);

  gtk_widget_activate_action (widget, "conversation.discard-message", "s",
                              chat_message_get_id (self->message));
}

static void
parlour_message_row_get_property (GObject *object,
                                  guint property_id,
                                  GValue *value,
                                  GParamSpec *pspec)
{
  ParlourMessageRow *self = PARLOUR_MESSAGE_ROW (object);

  switch ((ParlourMessageRowProperty) property_id) {
  case PROP_MESSAGE:
    g_value_set_object (value, self->message);
    break;
  case PROP_OWN:
    g_value_set_boolean (value, is_own (self));
    break;
  case PROP_SYSTEM:
    g_value_set_boolean (value, is_system (self));
    break;
  case PROP_DAY:
    g_value_set_string (value, self->day);
    break;
  case PROP_N_UNREAD:
    g_value_set_uint (value, self->n_unread);
    break;
  case PROP_STARTS_RUN:
    g_value_set_boolean (value, self->starts_run);
    break;
  case PROP_ENDS_RUN:
    g_value_set_boolean (value, self->ends_run);
    break;
  }
}

static void
parlour_message_row_set_property (GObject *object,
                                  guint property_id,
                                  const GValue *value,
                                  GParamSpec *pspec)
{
  ParlourMessageRow *self = PARLOUR_MESSAGE_ROW (object);

  switch ((ParlourMessageRowProperty) property_id) {
  case PROP_MESSAGE:
    parlour_message_row_set_message (self, g_value_get_object (value));
    break;
  case PROP_N_UNREAD:
    parlour_message_row_set_n_unread (self, g_value_get_uint (value));
    break;
  case PROP_OWN:
  case PROP_SYSTEM:
  case PROP_DAY:
  case PROP_STARTS_RUN:
  case PROP_ENDS_RUN:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_message_row_dispose (GObject *object)
{
  ParlourMessageRow *self = PARLOUR_MESSAGE_ROW (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_MESSAGE_ROW);
  if (self->message != NULL)
    g_signal_handlers_disconnect_by_func (self->message, describe, self);
  g_clear_object (&self->message);

  G_OBJECT_CLASS (parlour_message_row_parent_class)->dispose (object);
}

static void
parlour_message_row_finalize (GObject *object)
{
  g_free (PARLOUR_MESSAGE_ROW (object)->day);

  G_OBJECT_CLASS (parlour_message_row_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_MESSAGE] =
    g_param_spec_object ("message", NULL, NULL, CHAT_TYPE_MESSAGE, readable | G_PARAM_WRITABLE);
  properties[PROP_OWN] = g_param_spec_boolean ("own", NULL, NULL, FALSE, readable);
  properties[PROP_SYSTEM] = g_param_spec_boolean ("system", NULL, NULL, FALSE, readable);
  properties[PROP_DAY] = g_param_spec_string ("day", NULL, NULL, NULL, readable);
  properties[PROP_N_UNREAD] =
    g_param_spec_uint ("n-unread", NULL, NULL, 0, G_MAXUINT, 0, readable | G_PARAM_WRITABLE);
  properties[PROP_STARTS_RUN] = g_param_spec_boolean ("starts-run", NULL, NULL, FALSE, readable);
  properties[PROP_ENDS_RUN] = g_param_spec_boolean ("ends-run", NULL, NULL, FALSE, readable);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bind_callbacks (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, has_text);
  gtk_widget_class_bind_template_callback (widget_class, is_positive);
  gtk_widget_class_bind_template_callback (widget_class, side);
  gtk_widget_class_bind_template_callback (widget_class, indent);
  gtk_widget_class_bind_template_callback (widget_class, gap);
  gtk_widget_class_bind_template_callback (widget_class, bubble_classes);
  gtk_widget_class_bind_template_callback (widget_class, shows_name);
  gtk_widget_class_bind_template_callback (widget_class, display_name);
  gtk_widget_class_bind_template_callback (widget_class, name_classes);
  gtk_widget_class_bind_template_callback (widget_class, markup);
  gtk_widget_class_bind_template_callback (widget_class, text_classes);
  gtk_widget_class_bind_template_callback_full (widget_class, "time", G_CALLBACK (time_text));
  gtk_widget_class_bind_template_callback (widget_class, full_time);
  gtk_widget_class_bind_template_callback (widget_class, unread_text);
  gtk_widget_class_bind_template_callback (widget_class, status_text);
  gtk_widget_class_bind_template_callback (widget_class, status_icon);
  gtk_widget_class_bind_template_callback (widget_class, is_failed);
  gtk_widget_class_bind_template_callback (widget_class, failure_text);
}

static void
parlour_message_row_class_init (ParlourMessageRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_message_row_get_property;
  object_class->set_property = parlour_message_row_set_property;
  object_class->dispose = parlour_message_row_dispose;
  object_class->finalize = parlour_message_row_finalize;
  install_properties (object_class);

  g_type_ensure (CHAT_TYPE_USER);
  g_type_ensure (G_TYPE_STRV);
  g_type_ensure (PARLOUR_TYPE_PERSON);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-message-row.ui");
  bind_callbacks (widget_class);
  gtk_widget_class_install_action (widget_class, "message.retry", NULL, retry_activated_cb);
  gtk_widget_class_install_action (widget_class, "message.delete", NULL, delete_activated_cb);
  gtk_widget_class_set_css_name (widget_class, "message");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ARTICLE);
}

static void
parlour_message_row_init (ParlourMessageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * parlour_message_row_new:
 *
 * Returns: (transfer floating): a row without a message
 */
ParlourMessageRow *
parlour_message_row_new (void)
{
  return g_object_new (PARLOUR_TYPE_MESSAGE_ROW, NULL);
}

/**
 * parlour_message_row_get_message:
 * @self: a row
 *
 * Returns: (transfer none) (nullable): what it shows
 */
ChatMessage *
parlour_message_row_get_message (ParlourMessageRow *self)
{
  g_return_val_if_fail (PARLOUR_IS_MESSAGE_ROW (self), NULL);

  return self->message;
}

/**
 * parlour_message_row_set_message:
 * @self: a row
 * @message: (nullable): what to show
 */
void
parlour_message_row_set_message (ParlourMessageRow *self, ChatMessage *message)
{
  g_return_if_fail (PARLOUR_IS_MESSAGE_ROW (self));

  if (self->message == message)
    return;

  if (self->message != NULL)
    g_signal_handlers_disconnect_by_func (self->message, describe, self);
  g_set_object (&self->message, message);
  if (message != NULL)
    g_signal_connect_object (message, "notify", G_CALLBACK (describe), self, G_CONNECT_SWAPPED);
  describe (self);

  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MESSAGE]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_OWN]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SYSTEM]);
}

/**
 * parlour_message_row_connect:
 * @self: a row with a message
 * @previous: (nullable): the message before it
 * @next: (nullable): the message behind it
 *
 * Finds out whether the message begins a day, and where its run begins and ends.
 */
void
parlour_message_row_connect (ParlourMessageRow *self, ChatMessage *previous, ChatMessage *next)
{
  g_autofree char *day = NULL;
  gint64 time = 0;

  g_return_if_fail (PARLOUR_IS_MESSAGE_ROW (self));
  g_return_if_fail (self->message != NULL);

  time = chat_message_get_time (self->message);
  if (!chat_message_is_same_day (self->message, previous))
    day = parlour_moment_to_day (time, parlour_moment_now ());

  if (g_set_str (&self->day, day))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DAY]);
  set_flag (self, &self->starts_run,
            self->n_unread > 0 || !chat_message_continues (self->message, previous),
            PROP_STARTS_RUN);
  set_flag (self, &self->ends_run, next == NULL || !chat_message_continues (next, self->message),
            PROP_ENDS_RUN);
}

/**
 * parlour_message_row_set_n_unread:
 * @self: a row
 * @n_unread: how many new messages begin here, 0 for no line
 */
void
parlour_message_row_set_n_unread (ParlourMessageRow *self, guint n_unread)
{
  g_return_if_fail (PARLOUR_IS_MESSAGE_ROW (self));

  if (self->n_unread == n_unread)
    return;

  self->n_unread = n_unread;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_UNREAD]);
}
