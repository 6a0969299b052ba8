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

#include "chat-property.h"
#include "chat-user.h"
#include "parlour-bubble.h"
#include "parlour-failure.h"
#include "parlour-hover.h"
#include "parlour-message-menu.h"
#include "parlour-moment.h"
#include "parlour-person.h"
#include "parlour-popovers.h"
#include "parlour-wording.h"

#define RUN_GAP 12
#define MESSAGE_GAP 2
#define OWN_INDENT 26
#define FLASH_MS 1600

struct _ParlourMessageRow {
  AdwBin parent_instance;

  GtkBox *body;
  ParlourBubble *bubble;
  GtkWidget *failure; /* nullable: below a message that was not sent */
  ParlourHover hover;

  ChatMessage *message;
  char *day;
  guint n_unread;
  gboolean starts_run;
  gboolean ends_run;
  gboolean withdrawn;
  ParlourPowers powers;

  guint flash_id;
};

typedef enum {
  PROP_MESSAGE = 1,
  PROP_OWN,
  PROP_SYSTEM,
  PROP_INCIDENT,
  PROP_DAY,
  PROP_N_UNREAD,
  PROP_STARTS_RUN,
  PROP_ENDS_RUN,
  PROP_WITHDRAWN,
  PROP_POWERS,
} ParlourMessageRowProperty;

static GParamSpec *properties[PROP_POWERS + 1];

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

static char *
unread_text (ParlourMessageRow *self, guint n_unread)
{
  return g_strdup_printf (ngettext ("%u new message", "%u new messages", n_unread), n_unread);
}

/* --- neighbours ---------------------------------------------------------------- */

/* Made for those few that have it. */
static void
update_failure (ParlourMessageRow *self)
{
  gboolean failed = self->message != NULL && is_own (self) &&
                    chat_message_get_status (self->message) == CHAT_MESSAGE_STATUS_FAILED;

  if (self->failure != NULL && !failed) {
    if (gtk_widget_get_focus_child (GTK_WIDGET (self->body)) == self->failure)
      gtk_widget_grab_focus (GTK_WIDGET (self));
    gtk_box_remove (self->body, self->failure);
    self->failure = NULL;
  } else if (self->failure == NULL && failed) {
    self->failure = parlour_failure_new (self->message);
    gtk_box_append (self->body, self->failure);
  }
}

/* What follows from the message: one sentence for those who do not see it among other things. */
static void
describe (ParlourMessageRow *self)
{
  g_autofree char *sentence = NULL;

  update_failure (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_INCIDENT]);
  if (self->message == NULL)
    return;

  sentence = parlour_wording_of_message (self->message, self->withdrawn ||
                                                          chat_message_get_deleted (self->message));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
}

/* What stands above the message, for those who go from one to the next. */
static void
describe_place (ParlourMessageRow *self)
{
  g_autofree char *line = self->n_unread > 0 ? unread_text (self, self->n_unread) : NULL;
  g_autofree char *both = NULL;
  GtkAccessible *accessible = GTK_ACCESSIBLE (self);

  if (self->day != NULL && line != NULL)
    both = g_strconcat (self->day, C_ ("list", ", "), line, NULL);
  if (self->day != NULL || line != NULL)
    gtk_accessible_update_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    both != NULL   ? both
                                    : line != NULL ? line
                                                   : self->day,
                                    -1);
  else
    gtk_accessible_reset_property (accessible, GTK_ACCESSIBLE_PROPERTY_DESCRIPTION);
}

/* Who somebody is may be known only after what they say. */
static void
listen (ParlourMessageRow *self, gboolean on)
{
  ChatUser *sender = self->message != NULL ? chat_message_get_sender (self->message) : NULL;
  ChatUser *whom = self->message != NULL ? chat_message_get_incident_user (self->message) : NULL;
  gpointer sources[] = { self->message, sender, whom };

  for (gsize i = 0; i < G_N_ELEMENTS (sources); i++) {
    if (sources[i] != NULL && on)
      g_signal_connect_object (sources[i], "notify", G_CALLBACK (describe), self,
                               G_CONNECT_SWAPPED);
    else if (sources[i] != NULL)
      g_signal_handlers_disconnect_by_func (sources[i], describe, self);
  }
}

static ParlourRights
get_rights (ParlourMessageRow *self)
{
  return self->message != NULL && !self->withdrawn
           ? parlour_rights_of_message (self->message, self->powers)
           : 0;
}

/* --- what comes up ------------------------------------------------------------------ */

static void
get_bubble_bounds (ParlourMessageRow *self, GdkRectangle *place)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, 0, 0);

  if (!gtk_widget_compute_bounds (GTK_WIDGET (self->bubble), GTK_WIDGET (self), &bounds))
    graphene_rect_init (&bounds, 0, 0, 0, 0);
  place->x = (int) bounds.origin.x;
  place->y = (int) bounds.origin.y;
  place->width = (int) bounds.size.width;
  place->height = (int) bounds.size.height;
}

static gboolean
pop_up_menu (ParlourMessageRow *self, const GdkRectangle *place)
{
  ParlourRights rights = get_rights (self);

  if (rights == 0)
    return FALSE;

  parlour_popovers_close (GTK_WIDGET (self));
  parlour_popovers_show (GTK_WIDGET (self), parlour_message_menu_new (self->message, rights),
                         place);

  return TRUE;
}

static void
menu_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  GdkRectangle place;

  get_bubble_bounds (PARLOUR_MESSAGE_ROW (widget), &place);
  pop_up_menu (PARLOUR_MESSAGE_ROW (widget), &place);
}

static void
emoji_picked_cb (ParlourMessageRow *self, const char *emoji)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "message.react", "s", emoji);
}

static void
choose_emoji_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourMessageRow *self = PARLOUR_MESSAGE_ROW (widget);
  GtkWidget *chooser = NULL;
  GdkRectangle place;

  if ((get_rights (self) & PARLOUR_CAN_REACT) == 0)
    return;

  chooser = gtk_emoji_chooser_new ();
  g_signal_connect_object (chooser, "emoji-picked", G_CALLBACK (emoji_picked_cb), self,
                           G_CONNECT_SWAPPED);
  get_bubble_bounds (self, &place);
  parlour_popovers_show (widget, chooser, &place);
}

/* Whoever has selected something wants to do something with that. */
static void
menu_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, ParlourMessageRow *self)
{
  GdkRectangle place = { (int) x, (int) y, 1, 1 };

  if (!parlour_bubble_has_selection (self->bubble) && pop_up_menu (self, &place))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
long_pressed_cb (GtkGestureLongPress *gesture, double x, double y, ParlourMessageRow *self)
{
  GdkRectangle place = { (int) x, (int) y, 1, 1 };

  if (pop_up_menu (self, &place))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static GtkWidget *
make_bar (GtkWidget *widget)
{
  ParlourRights rights = get_rights (PARLOUR_MESSAGE_ROW (widget));

  return rights != 0 ? parlour_message_menu_new_bar (rights) : NULL;
}

static void
pointer_entered_cb (ParlourMessageRow *self)
{
  parlour_hover_enter (&self->hover);
}

static void
pointer_left_cb (ParlourMessageRow *self)
{
  parlour_hover_leave (&self->hover);
}

/* --- layout ------------------------------------------------------------------------ */

static GtkSizeRequestMode
parlour_message_row_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
parlour_message_row_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  gtk_widget_measure (adw_bin_get_child (ADW_BIN (widget)), orientation, for_size, minimum, natural,
                      NULL, NULL);
}

/* What comes and goes with the pointer lies above the message, and does not move it. */
static void
parlour_message_row_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ParlourMessageRow *self = PARLOUR_MESSAGE_ROW (widget);
  GdkRectangle bubble;

  gtk_widget_allocate (adw_bin_get_child (ADW_BIN (widget)), width, height, baseline, NULL);
  get_bubble_bounds (self, &bubble);
  parlour_hover_place (&self->hover, &bubble, !is_own (self));
  parlour_popovers_present (widget);
}

static void
end_flash (ParlourMessageRow *self)
{
  g_clear_handle_id (&self->flash_id, g_source_remove);
  gtk_widget_remove_css_class (GTK_WIDGET (self), "flash");
}

static void
flash_ended_cb (gpointer data)
{
  ParlourMessageRow *self = data;

  self->flash_id = 0;
  end_flash (self);
}

/* --- actions ------------------------------------------------------------------------ */

/* "message.reply" is "messages.reply" with the id of the message. */
static void
forward_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourMessageRow *self = PARLOUR_MESSAGE_ROW (widget);
  g_autofree char *name = g_strconcat ("messages.", strchr (action_name, '.') + 1, NULL);
  const char *id = NULL;

  if (self->message == NULL)
    return;

  id = chat_message_get_id (self->message);
  if (parameter == NULL)
    gtk_widget_activate_action (widget, name, "s", id);
  else
    gtk_widget_activate_action (widget, name, "(s@*)", id, parameter);
}

/* A letter is a command only where nothing can be written or selected. */
static gboolean
key_pressed_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  ParlourMessageRow *self = PARLOUR_MESSAGE_ROW (widget);
  ParlourRights right = 0;
  const char *action = NULL;

  g_variant_get (arguments, "(u&s)", &right, &action);
  if (!gtk_widget_has_focus (widget) || (get_rights (self) & right) == 0)
    return FALSE;

  return gtk_widget_activate_action (widget, action, NULL);
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
  case PROP_INCIDENT:
    if (self->message != NULL && is_system (self))
      g_value_take_string (value, parlour_wording_of_incident (self->message));
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
  case PROP_WITHDRAWN:
    g_value_set_boolean (value, self->withdrawn);
    break;
  case PROP_POWERS:
    g_value_set_uint (value, self->powers);
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
  case PROP_WITHDRAWN:
    parlour_message_row_set_withdrawn (self, g_value_get_boolean (value));
    break;
  case PROP_POWERS:
    parlour_message_row_set_powers (self, g_value_get_uint (value));
    break;
  case PROP_OWN:
  case PROP_SYSTEM:
  case PROP_INCIDENT:
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

  g_clear_handle_id (&self->flash_id, g_source_remove);
  parlour_hover_leave (&self->hover);
  parlour_popovers_close (GTK_WIDGET (self));
  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_MESSAGE_ROW);
  listen (self, FALSE);
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
  properties[PROP_INCIDENT] = g_param_spec_string ("incident", NULL, NULL, NULL, readable);
  properties[PROP_DAY] = g_param_spec_string ("day", NULL, NULL, NULL, readable);
  properties[PROP_N_UNREAD] =
    g_param_spec_uint ("n-unread", NULL, NULL, 0, G_MAXUINT, 0, readable | G_PARAM_WRITABLE);
  properties[PROP_STARTS_RUN] = g_param_spec_boolean ("starts-run", NULL, NULL, FALSE, readable);
  properties[PROP_ENDS_RUN] = g_param_spec_boolean ("ends-run", NULL, NULL, FALSE, readable);
  properties[PROP_WITHDRAWN] =
    g_param_spec_boolean ("withdrawn", NULL, NULL, FALSE, readable | G_PARAM_WRITABLE);
  properties[PROP_POWERS] =
    g_param_spec_uint ("powers", NULL, NULL, 0, G_MAXUINT, 0, readable | G_PARAM_WRITABLE);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-message-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourMessageRow, body);
  gtk_widget_class_bind_template_child (widget_class, ParlourMessageRow, bubble);
  gtk_widget_class_bind_template_callback (widget_class, has_text);
  gtk_widget_class_bind_template_callback (widget_class, is_positive);
  gtk_widget_class_bind_template_callback (widget_class, side);
  gtk_widget_class_bind_template_callback (widget_class, indent);
  gtk_widget_class_bind_template_callback (widget_class, gap);
  gtk_widget_class_bind_template_callback (widget_class, unread_text);
  gtk_widget_class_bind_template_callback (widget_class, pointer_entered_cb);
  gtk_widget_class_bind_template_callback (widget_class, pointer_left_cb);
  gtk_widget_class_bind_template_callback (widget_class, menu_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, long_pressed_cb);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct {
    const char *name;
    const char *parameter_type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "message.menu", NULL, menu_activated_cb },
    { "message.choose-emoji", NULL, choose_emoji_activated_cb },
    { "message.react", "s", forward_activated_cb },
    { "message.reply", NULL, forward_activated_cb },
    { "message.copy", NULL, forward_activated_cb },
    { "message.edit", NULL, forward_activated_cb },
    { "message.delete", NULL, forward_activated_cb },
    { "message.retry", NULL, forward_activated_cb },
    { "message.show-readers", NULL, forward_activated_cb },
    { "message.show-reply", NULL, forward_activated_cb },
    { "message.fetch-file", "u", forward_activated_cb },
    { "message.cancel-file", "u", forward_activated_cb },
    { "message.open-file", "u", forward_activated_cb },
    { "message.save-file", "u", forward_activated_cb },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].parameter_type,
                                     actions[i].activate);
}

static void
add_bindings (GtkWidgetClass *widget_class)
{
  static const struct {
    guint keyval;
    GdkModifierType modifiers;
    ParlourRights right;
    const char *action;
  } keys[] = {
    { GDK_KEY_r, 0, PARLOUR_CAN_REPLY, "message.reply" },
    { GDK_KEY_e, 0, PARLOUR_CAN_EDIT, "message.edit" },
    { GDK_KEY_plus, 0, PARLOUR_CAN_REACT, "message.choose-emoji" },
    { GDK_KEY_i, 0, PARLOUR_CAN_SEE_READERS, "message.show-readers" },
    { GDK_KEY_Delete, 0, PARLOUR_CAN_DELETE, "message.delete" },
    { GDK_KEY_KP_Delete, 0, PARLOUR_CAN_DELETE, "message.delete" },
    { GDK_KEY_c, GDK_CONTROL_MASK, PARLOUR_CAN_COPY, "message.copy" },
    { GDK_KEY_Return, 0, ~0u, "message.menu" },
    { GDK_KEY_KP_Enter, 0, ~0u, "message.menu" },
    { GDK_KEY_Menu, 0, ~0u, "message.menu" },
    { GDK_KEY_F10, GDK_SHIFT_MASK, ~0u, "message.menu" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (widget_class, keys[i].keyval, keys[i].modifiers, key_pressed_cb,
                                  "(us)", keys[i].right, keys[i].action);
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
  widget_class->get_request_mode = parlour_message_row_get_request_mode;
  widget_class->measure = parlour_message_row_measure;
  widget_class->size_allocate = parlour_message_row_size_allocate;
  install_properties (object_class);

  g_type_ensure (CHAT_TYPE_USER);
  g_type_ensure (PARLOUR_TYPE_PERSON);
  g_type_ensure (PARLOUR_TYPE_BUBBLE);
  bind_template (widget_class);
  install_actions (widget_class);
  add_bindings (widget_class);
  gtk_widget_class_set_css_name (widget_class, "message");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_ARTICLE);
}

static void
parlour_message_row_init (ParlourMessageRow *self)
{
  parlour_hover_init (&self->hover, GTK_WIDGET (self), make_bar);
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
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

  parlour_hover_leave (&self->hover);
  parlour_popovers_close (GTK_WIDGET (self));
  end_flash (self);
  listen (self, FALSE);
  g_clear_object (&self->message);
  update_failure (self);
  g_set_object (&self->message, message);
  listen (self, TRUE);
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

  if (g_set_str (&self->day, day)) {
    describe_place (self);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_DAY]);
  }
  chat_property_set_flag (self, properties[PROP_STARTS_RUN], &self->starts_run,
                          self->n_unread > 0 || !chat_message_continues (self->message, previous));
  chat_property_set_flag (self, properties[PROP_ENDS_RUN], &self->ends_run,
                          next == NULL || !chat_message_continues (next, self->message));
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
  describe_place (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_N_UNREAD]);
}

/**
 * parlour_message_row_set_powers:
 * @self: a row
 * @powers: what the reader may do in the room
 */
void
parlour_message_row_set_powers (ParlourMessageRow *self, ParlourPowers powers)
{
  g_return_if_fail (PARLOUR_IS_MESSAGE_ROW (self));

  if (self->powers == powers)
    return;

  self->powers = powers;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_POWERS]);
}

/**
 * parlour_message_row_set_withdrawn:
 * @self: a row
 * @withdrawn: whether the message is about to be deleted
 *
 * Shows the message as deleted, though it is not yet.
 */
void
parlour_message_row_set_withdrawn (ParlourMessageRow *self, gboolean withdrawn)
{
  g_return_if_fail (PARLOUR_IS_MESSAGE_ROW (self));

  if (self->withdrawn == withdrawn)
    return;

  self->withdrawn = withdrawn;
  describe (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WITHDRAWN]);
}

/**
 * parlour_message_row_flash:
 * @self: a row
 *
 * Shows for a moment that this is the message that somebody looked for.
 */
void
parlour_message_row_flash (ParlourMessageRow *self)
{
  g_return_if_fail (PARLOUR_IS_MESSAGE_ROW (self));

  end_flash (self);
  gtk_widget_add_css_class (GTK_WIDGET (self), "flash");
  self->flash_id = g_timeout_add_once (FLASH_MS, flash_ended_cb, self);
}
