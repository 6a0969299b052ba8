/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A room in the list of rooms: what it is called, what was said last, and how
 * much of it is new.
 */
#include "parlour-room-row.h"

#include <glib/gi18n.h>

#include "chat-room.h"
#include "parlour-badge.h"
#include "parlour-moment.h"
#include "parlour-person.h"
#include "parlour-text.h"
#include "parlour-typing-summary.h"
#include "parlour-wording.h"

struct _ParlourRoomRow {
  AdwBin parent_instance;

  ParlourTypingSummary *typists;

  ChatRoom *room;
  GSignalGroup *room_signals;
  GSignalGroup *message_signals; /* of the last one */
  GSignalGroup *sender_signals;
  GSignalGroup *other_signals; /* to whom the sender did it */
  GtkWidget *menu;             /* while it is open, and until the next one */
};

typedef enum {
  PROP_ROOM = 1,
  PROP_SAID,
} ParlourRoomRowProperty;

static GParamSpec *properties[PROP_SAID + 1];

G_DEFINE_FINAL_TYPE (ParlourRoomRow, parlour_room_row, ADW_TYPE_BIN)

/* Called by the template: a click goes into the room, also where it is selected already. */
static void
clicked_cb (ParlourRoomRow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-room", "s",
                              chat_room_get_id (self->room));
}

/* --- the menu ------------------------------------------------------------------------- */

static void
add_item (GMenu *menu, const char *label, const char *action, ChatRoom *room)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "s", chat_room_get_id (room));
  g_menu_item_set_attribute (item, "hidden-when", "s", "action-disabled");
  g_menu_append_item (menu, item);
}

static GMenuModel *
make_menu (ChatRoom *room)
{
  GMenu *menu = g_menu_new ();
  gboolean direct = chat_room_get_kind (room) == CHAT_ROOM_KIND_DIRECT;

  add_item (menu, chat_room_get_pinned (room) ? _ ("Un_pin") : _ ("_Pin"), "room.pin", room);
  add_item (menu, chat_room_is_muted (room, parlour_moment_now ()) ? _ ("Un_mute") : _ ("_Mute"),
            "room.mute", room);
  add_item (menu, _ ("_Details…"), "room.details", room);
  if (!direct)
    add_item (menu, _ ("_Invite People…"), "room.invite", room);
  if (!direct)
    add_item (menu, _ ("_Leave"), "room.leave", room);

  return G_MENU_MODEL (menu);
}

static void
show_menu_at (ParlourRoomRow *self, double x, double y)
{
  GdkRectangle place = { (int) x, (int) y, 1, 1 };
  g_autoptr (GMenuModel) model = make_menu (self->room);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  self->menu = gtk_popover_menu_new_from_model (model);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &place);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* Called by the template. */
static void
menu_asked_cb (GtkGestureClick *gesture, int n_press, double x, double y, ParlourRoomRow *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  show_menu_at (self, x, y);
}

/* Called by the template. */
static void
menu_held_cb (GtkGestureLongPress *gesture, double x, double y, ParlourRoomRow *self)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  show_menu_at (self, x, y);
}

/* --- called by the template: pure --------------------------------------------------- */

static char *
display_name (ParlourRoomRow *self, const char *name)
{
  return parlour_text_to_line (name);
}

static char **
name_classes (ParlourRoomRow *self, guint unread)
{
  return g_strsplit (unread > 0 ? "heading" : "body", " ", 0);
}

static gboolean
is_something (ParlourRoomRow *self, GObject *object)
{
  return object != NULL;
}

static gboolean
is_muted (ParlourRoomRow *self, gint64 until)
{
  return until > parlour_moment_now ();
}

static char *
short_time (ParlourRoomRow *self, gint64 ms)
{
  return parlour_moment_to_short (ms, parlour_moment_now ());
}

static gboolean
is_personal (ParlourRoomRow *self, ChatRoomKind kind, gboolean mentioned)
{
  return kind == CHAT_ROOM_KIND_DIRECT || mentioned;
}

static char *
preview_draft (const char *draft)
{
  g_autofree char *line = parlour_text_to_line (draft);

  /* Translators: the beginning of a message that was not sent yet; %s is the message. */
  return g_markup_printf_escaped (_ ("<i>Draft: %s</i>"), line);
}

/* What was said last, and by whom where that is not clear. */
static char *
preview_message (ChatMessage *message, ChatRoomKind kind)
{
  ChatUser *user = chat_message_get_sender (message);
  g_autofree char *line = parlour_wording_of_content (message);
  g_autofree char *sender = parlour_text_to_name (user != NULL ? chat_user_get_name (user) : NULL);
  char *blank = strchr (sender, ' ');

  if (user == NULL || chat_message_get_kind (message) == CHAT_MESSAGE_KIND_SYSTEM)
    return g_markup_escape_text (line, -1);
  if (!chat_message_get_own (message) && kind == CHAT_ROOM_KIND_DIRECT)
    return g_markup_escape_text (line, -1);
  if (chat_message_get_own (message))
    /* Translators: in a list, a message of the reader; %s is the message. */
    return g_markup_printf_escaped (_ ("<b>You:</b> %s"), line);

  if (blank != NULL)
    *blank = '\0';
  /* Translators: in a list: a sender and a message. */
  return g_markup_printf_escaped (_ ("<b>%s:</b> %s"), sender, line);
}

static char *
preview (ParlourRoomRow *self,
         gboolean typing,
         gboolean open,
         const char *draft,
         const char *error,
         const char *said)
{
  if (error != NULL)
    return g_markup_escape_text (error, -1);
  if (typing)
    return g_strdup (_ ("typing…"));
  if (draft != NULL && *draft != '\0' && !open)
    return preview_draft (draft);

  return g_strdup (said);
}

/* --- what was said last ---------------------------------------------------------------- */

static ChatMessage *
get_last_message (ParlourRoomRow *self)
{
  return self->room != NULL ? chat_room_get_last_message (self->room) : NULL;
}

static char *
dup_said (ParlourRoomRow *self)
{
  ChatMessage *message = get_last_message (self);

  return message != NULL ? preview_message (message, chat_room_get_kind (self->room))
                         : g_strdup (_ ("No messages yet"));
}

static void
said_changed_cb (ParlourRoomRow *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SAID]);
}

static void
last_message_changed_cb (ParlourRoomRow *self)
{
  ChatMessage *message = get_last_message (self);
  ChatUser *sender = message != NULL ? chat_message_get_sender (message) : NULL;
  ChatUser *other = message != NULL ? chat_message_get_incident_user (message) : NULL;

  g_signal_group_set_target (self->message_signals, message);
  g_signal_group_set_target (self->sender_signals, sender);
  g_signal_group_set_target (self->other_signals, other);
  said_changed_cb (self);
}

static void
set_room (ParlourRoomRow *self, ChatRoom *room)
{
  if (!g_set_object (&self->room, room))
    return;

  g_signal_group_set_target (self->room_signals, room);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROOM]);
  last_message_changed_cb (self);
}

static GSignalGroup *
listen (ParlourRoomRow *self, GType type, const char *signal, gpointer callback)
{
  GSignalGroup *group = g_signal_group_new (type);

  g_signal_group_connect_swapped (group, signal, callback, self);

  return group;
}

/* --------------------------------------------------------------------------------------- */

static void
parlour_room_row_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  switch ((ParlourRoomRowProperty) property_id) {
  case PROP_ROOM:
    g_value_set_object (value, PARLOUR_ROOM_ROW (object)->room);
    break;
  case PROP_SAID:
    g_value_take_string (value, dup_said (PARLOUR_ROOM_ROW (object)));
    break;
  }
}

static void
parlour_room_row_set_property (GObject *object,
                               guint property_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  switch ((ParlourRoomRowProperty) property_id) {
  case PROP_ROOM:
    set_room (PARLOUR_ROOM_ROW (object), g_value_get_object (value));
    break;
  case PROP_SAID:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_room_row_dispose (GObject *object)
{
  ParlourRoomRow *self = PARLOUR_ROOM_ROW (object);

  g_clear_pointer (&self->menu, gtk_widget_unparent);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_ROOM_ROW);
  g_clear_object (&self->room_signals);
  g_clear_object (&self->message_signals);
  g_clear_object (&self->sender_signals);
  g_clear_object (&self->other_signals);
  g_clear_object (&self->room);

  G_OBJECT_CLASS (parlour_room_row_parent_class)->dispose (object);
}

static void
parlour_room_row_class_init (ParlourRoomRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_room_row_get_property;
  object_class->set_property = parlour_room_row_set_property;
  object_class->dispose = parlour_room_row_dispose;

  properties[PROP_ROOM] =
    g_param_spec_object ("room", NULL, NULL, CHAT_TYPE_ROOM,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SAID] =
    g_param_spec_string ("said", NULL, NULL, NULL,
                         G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (G_TYPE_STRV);
  g_type_ensure (CHAT_TYPE_DRAFT);
  g_type_ensure (PARLOUR_TYPE_BADGE);
  g_type_ensure (PARLOUR_TYPE_PERSON);
  g_type_ensure (PARLOUR_TYPE_TYPING_SUMMARY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-room-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourRoomRow, typists);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, menu_asked_cb);
  gtk_widget_class_bind_template_callback (widget_class, menu_held_cb);
  gtk_widget_class_bind_template_callback (widget_class, display_name);
  gtk_widget_class_bind_template_callback (widget_class, name_classes);
  gtk_widget_class_bind_template_callback (widget_class, is_something);
  gtk_widget_class_bind_template_callback (widget_class, is_muted);
  gtk_widget_class_bind_template_callback (widget_class, short_time);
  gtk_widget_class_bind_template_callback (widget_class, is_personal);
  gtk_widget_class_bind_template_callback (widget_class, preview);
}

static void
parlour_room_row_init (ParlourRoomRow *self)
{
  self->room_signals =
    listen (self, CHAT_TYPE_ROOM, "notify::last-message", last_message_changed_cb);
  self->message_signals = listen (self, CHAT_TYPE_MESSAGE, "notify", said_changed_cb);
  self->sender_signals = listen (self, CHAT_TYPE_USER, "notify::name", said_changed_cb);
  self->other_signals = listen (self, CHAT_TYPE_USER, "notify::name", said_changed_cb);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * parlour_room_row_show_menu:
 * @self: a row
 *
 * Opens the menu of what can be done with the room.
 */
void
parlour_room_row_show_menu (ParlourRoomRow *self)
{
  g_return_if_fail (PARLOUR_IS_ROOM_ROW (self));

  show_menu_at (self, gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                gtk_widget_get_height (GTK_WIDGET (self)));
}
