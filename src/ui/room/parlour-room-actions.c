/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a window can do with rooms: make, find, look into, invite to and leave them.  What the
 * server cannot do is not enabled, nor what needs an open room while there is none, and menus do
 * not show it.
 */
#include "parlour-room-actions.h"

#include <glib/gi18n.h>

#include "chat-session-operations.h"
#include "parlour-find-room-dialog.h"
#include "parlour-moment.h"
#include "parlour-new-room-dialog.h"
#include "parlour-people-dialog.h"
#include "parlour-problem.h"
#include "parlour-room-dialog.h"
#include "parlour-text.h"
#include "parlour-wording.h"

struct _ParlourRoomActions {
  GObject parent_instance;

  GtkWidget *window; /* holds us */
  GSimpleActionGroup *group;

  ChatSession *session;
  ChatRoom *room;
};

typedef enum {
  PROP_SESSION = 1,
  PROP_ROOM,
} ParlourRoomActionsProperty;

static GParamSpec *properties[PROP_ROOM + 1];

enum { SAID, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ParlourRoomActions, parlour_room_actions, G_TYPE_OBJECT)

/* --- leaving ------------------------------------------------------------------------------- */

/* Somebody leaves a room; it keeps what is needed to come back. */
typedef struct {
  ParlourRoomActions *actions;
  ChatSession *session;
  ChatRoom *room;
  AdwToast *waiting; /* nullable: says that I am still there */
} Departure;

static Departure *
departure_new (ParlourRoomActions *actions, ChatSession *session, ChatRoom *room)
{
  Departure *departure = g_new0 (Departure, 1);

  departure->actions = g_object_ref (actions);
  departure->session = g_object_ref (session);
  departure->room = g_object_ref (room);

  return departure;
}

static void
departure_free (Departure *departure)
{
  g_object_unref (departure->actions);
  g_object_unref (departure->session);
  g_object_unref (departure->room);
  g_clear_object (&departure->waiting);
  g_free (departure);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Departure, departure_free)

static void
departure_closure_free (gpointer data, GClosure *closure)
{
  departure_free (data);
}

static AdwToast *
make_toast (const char *words)
{
  AdwToast *toast = adw_toast_new (words);

  adw_toast_set_use_markup (toast, FALSE);

  return toast;
}

/* Takes @toast. */
static void
say (ParlourRoomActions *self, AdwToast *toast)
{
  g_signal_emit (self, signals[SAID], 0, toast);
  g_object_unref (toast);
}

static void
say_problem (ParlourRoomActions *self, const GError *error)
{
  g_autofree char *problem = parlour_problem_describe (error);

  say (self, make_toast (problem));
}

static void
came_back_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Departure) departure = user_data;
  g_autoptr (GError) error = NULL;
  ChatRoom *room = chat_session_room_finish (CHAT_SESSION (source), result, &error);

  if (room == NULL)
    say_problem (departure->actions, error);
  else if (departure->actions->window != NULL)
    gtk_widget_activate_action (departure->actions->window, "win.open-room", "s",
                                chat_room_get_id (room));
}

static void
undo_clicked_cb (AdwToast *toast, Departure *departure)
{
  chat_session_join_async (departure->session, chat_room_get_id (departure->room), NULL,
                           came_back_cb,
                           departure_new (departure->actions, departure->session, departure->room));
}

static void
left_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Departure) departure = user_data;
  g_autofree char *name = parlour_text_to_line (chat_room_get_name (departure->room));
  g_autofree char *words = NULL;
  g_autoptr (GError) error = NULL;
  AdwToast *toast = NULL;

  if (departure->waiting != NULL)
    adw_toast_dismiss (departure->waiting);
  if (!chat_session_done_finish (CHAT_SESSION (source), result, &error)) {
    say_problem (departure->actions, error);
    return;
  }

  /* Translators: %s is a room. */
  words = g_strdup_printf (_ ("You left %s"), name);
  toast = make_toast (words);
  if (chat_room_get_kind (departure->room) == CHAT_ROOM_KIND_PUBLIC &&
      (chat_session_get_capabilities (departure->session) & CHAT_CAN_CREATE_ROOMS)) {
    adw_toast_set_button_label (toast, _ ("_Undo"));
    g_signal_connect_data (toast, "button-clicked", G_CALLBACK (undo_clicked_cb),
                           departure_new (departure->actions, departure->session, departure->room),
                           departure_closure_free, 0);
  }
  say (departure->actions, toast);
}

static void
leave (ParlourRoomActions *self, ChatRoom *room)
{
  Departure *departure = NULL;

  /* It is said already when that will be. */
  if (chat_session_is_leaving (self->session, room))
    return;

  departure = departure_new (self, self->session, room);
  if (chat_session_is_sending (self->session, room)) {
    g_autofree char *name = parlour_text_to_line (chat_room_get_name (room));
    /* Translators: %s is a room. */
    g_autofree char *words = g_strdup_printf (_ ("You leave %s when everything is sent"), name);

    departure->waiting = make_toast (words);
    say (self, g_object_ref (departure->waiting));
  }
  chat_session_leave_async (self->session, room, NULL, left_cb, departure);
}

static void
farewell_answered_cb (AdwAlertDialog *dialog, const char *response, Departure *departure)
{
  if (g_str_equal (response, "leave") && departure->actions->session == departure->session)
    leave (departure->actions, departure->room);
}

/* Nobody can undo that but those who stay. */
static void
ask_to_leave (ParlourRoomActions *self, ChatRoom *room)
{
  g_autofree char *name = parlour_text_to_line (chat_room_get_name (room));
  /* Translators: %s is a room. */
  g_autofree char *question = g_strdup_printf (_ ("Leave %s?"), name);
  AdwAlertDialog *dialog = ADW_ALERT_DIALOG (
    adw_alert_dialog_new (question, _ ("It is a private room: you can come back only when somebody "
                                       "invites you again.")));

  adw_alert_dialog_add_responses (dialog, "stay", _ ("_Stay"), "leave", _ ("_Leave"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "leave", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "stay");
  adw_alert_dialog_set_close_response (dialog, "stay");
  g_signal_connect_data (dialog, "response", G_CALLBACK (farewell_answered_cb),
                         departure_new (self, self->session, room), departure_closure_free, 0);
  adw_dialog_present (ADW_DIALOG (dialog), self->window);
}

static void
copy_clicked_cb (AdwToast *toast, GtkWidget *window)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (window),
                          g_object_get_data (G_OBJECT (toast), "text"));
}

/* It stays until it was read: this is the last that is seen of it. */
static void
lost_cb (ParlourRoomActions *self, ChatRoom *room, char **texts)
{
  g_autofree char *words = parlour_wording_of_loss (room);
  g_autofree char *text = g_strjoinv ("\n\n", texts);
  AdwToast *toast = make_toast (words);

  adw_toast_set_timeout (toast, 0);
  if (*text != '\0' && self->window != NULL) {
    adw_toast_set_button_label (toast, _ ("_Copy"));
    g_object_set_data_full (G_OBJECT (toast), "text", g_steal_pointer (&text), g_free);
    g_signal_connect_object (toast, "button-clicked", G_CALLBACK (copy_clicked_cb), self->window,
                             0);
  }
  say (self, toast);
}

/* --- actions ------------------------------------------------------------------------------- */

/* The room that an action is about: the one that it names, or else the one that is open. */
static ChatRoom *
find_room (ParlourRoomActions *self, GVariant *parameter)
{
  if (self->session == NULL)
    return NULL;
  if (parameter == NULL)
    return self->room;

  return chat_room_list_find (chat_session_get_rooms (self->session),
                              g_variant_get_string (parameter, NULL));
}

static void
new_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourRoomActions *self = user_data;

  adw_dialog_present (parlour_new_room_dialog_new (self->session), self->window);
}

static void
find_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourRoomActions *self = user_data;

  adw_dialog_present (parlour_find_room_dialog_new (self->session), self->window);
}

static void
talk_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourRoomActions *self = user_data;

  adw_dialog_present (parlour_people_dialog_new_talk (self->session), self->window);
}

static void
details_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourRoomActions *self = user_data;
  ChatRoom *room = find_room (self, parameter);

  if (room != NULL)
    adw_dialog_present (parlour_room_dialog_new (self->session, room), self->window);
}

static void
invite_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourRoomActions *self = user_data;
  ChatRoom *room = find_room (self, parameter);

  if (room != NULL && chat_room_get_kind (room) != CHAT_ROOM_KIND_DIRECT)
    adw_dialog_present (parlour_people_dialog_new_invite (self->session, room), self->window);
}

static void
marked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ParlourRoomActions) self = user_data;
  g_autoptr (GError) error = NULL;

  if (!chat_session_done_finish (CHAT_SESSION (source), result, &error))
    say_problem (self, error);
}

static void
pin_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourRoomActions *self = user_data;
  ChatRoom *room = find_room (self, parameter);

  if (room != NULL)
    chat_session_pin_async (self->session, room, !chat_room_get_pinned (room), NULL, marked_cb,
                            g_object_ref (self));
}

static void
mute_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourRoomActions *self = user_data;
  ChatRoom *room = find_room (self, parameter);

  if (room != NULL)
    chat_session_mute_async (self->session, room,
                             chat_room_is_muted (room, parlour_moment_now ()) ? 0
                                                                              : CHAT_MUTED_FOR_EVER,
                             NULL, marked_cb, g_object_ref (self));
}

static void
leave_activated_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourRoomActions *self = user_data;
  ChatRoom *room = find_room (self, parameter);

  if (room == NULL)
    return;

  if (chat_room_get_kind (room) == CHAT_ROOM_KIND_PRIVATE &&
      !chat_session_is_leaving (self->session, room))
    ask_to_leave (self, room);
  else
    leave (self, room);
}

typedef enum {
  NO_ROOM,
  OPEN_ROOM,
  OPEN_GROUP, /* a room that is no direct conversation */
} RoomNeed;

static const struct {
  GActionEntry entry;
  ChatCapabilities needs; /* all of these */
  RoomNeed needs_room;
} ACTIONS[] = {
  { { .name = "new", .activate = new_activated_cb }, CHAT_CAN_CREATE_ROOMS },
  { { .name = "find", .activate = find_activated_cb }, CHAT_CAN_FIND_ROOMS },
  { { .name = "talk", .activate = talk_activated_cb }, CHAT_CAN_TALK_ALONE },
  { { .name = "details", .activate = details_activated_cb, .parameter_type = "s" },
    CHAT_CAN_CREATE_ROOMS },
  { { .name = "invite", .activate = invite_activated_cb, .parameter_type = "s" }, CHAT_CAN_INVITE },
  { { .name = "pin", .activate = pin_activated_cb, .parameter_type = "s" }, CHAT_CAN_MARK_ROOMS },
  { { .name = "mute", .activate = mute_activated_cb, .parameter_type = "s" }, CHAT_CAN_MARK_ROOMS },
  { { .name = "leave", .activate = leave_activated_cb, .parameter_type = "s" }, 0 },
  { { .name = "details-here", .activate = details_activated_cb },
    CHAT_CAN_CREATE_ROOMS,
    OPEN_ROOM },
  { { .name = "invite-here", .activate = invite_activated_cb }, CHAT_CAN_INVITE, OPEN_GROUP },
  { { .name = "leave-here", .activate = leave_activated_cb }, 0, OPEN_GROUP },
};

static gboolean
has_room (ParlourRoomActions *self, RoomNeed need)
{
  switch (need) {
  case NO_ROOM:
    return TRUE;
  case OPEN_ROOM:
    return self->room != NULL;
  case OPEN_GROUP:
    return self->room != NULL && chat_room_get_kind (self->room) != CHAT_ROOM_KIND_DIRECT;
  }

  g_return_val_if_reached (FALSE);
}

static void
update (ParlourRoomActions *self)
{
  ChatCapabilities has = 0;

  if (self->session != NULL)
    has = chat_session_get_capabilities (self->session);

  for (gsize i = 0; i < G_N_ELEMENTS (ACTIONS); i++) {
    GAction *action =
      g_action_map_lookup_action (G_ACTION_MAP (self->group), ACTIONS[i].entry.name);

    g_simple_action_set_enabled (G_SIMPLE_ACTION (action),
                                 self->session != NULL &&
                                   (has & ACTIONS[i].needs) == ACTIONS[i].needs &&
                                   has_room (self, ACTIONS[i].needs_room));
  }
}

/* ------------------------------------------------------------------------------------------- */

static void
set_session (ParlourRoomActions *self, ChatSession *session)
{
  if (self->session == session)
    return;

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  if (session != NULL) {
    g_signal_connect_object (session, "notify::capabilities", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "lost", G_CALLBACK (lost_cb), self, G_CONNECT_SWAPPED);
  }
}

static void
parlour_room_actions_get_property (GObject *object,
                                   guint property_id,
                                   GValue *value,
                                   GParamSpec *pspec)
{
  ParlourRoomActions *self = PARLOUR_ROOM_ACTIONS (object);

  switch ((ParlourRoomActionsProperty) property_id) {
  case PROP_SESSION:
    g_value_set_object (value, self->session);
    break;
  case PROP_ROOM:
    g_value_set_object (value, self->room);
    break;
  }
}

static void
parlour_room_actions_set_property (GObject *object,
                                   guint property_id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  ParlourRoomActions *self = PARLOUR_ROOM_ACTIONS (object);

  switch ((ParlourRoomActionsProperty) property_id) {
  case PROP_SESSION:
    set_session (self, g_value_get_object (value));
    break;
  case PROP_ROOM:
    g_set_object (&self->room, g_value_get_object (value));
    break;
  }
  update (self);
  g_object_notify_by_pspec (object, pspec);
}

static void
parlour_room_actions_dispose (GObject *object)
{
  ParlourRoomActions *self = PARLOUR_ROOM_ACTIONS (object);

  set_session (self, NULL);
  g_clear_object (&self->room);
  g_clear_object (&self->group);
  g_clear_weak_pointer (&self->window);

  G_OBJECT_CLASS (parlour_room_actions_parent_class)->dispose (object);
}

static void
parlour_room_actions_class_init (ParlourRoomActionsClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = parlour_room_actions_get_property;
  object_class->set_property = parlour_room_actions_set_property;
  object_class->dispose = parlour_room_actions_dispose;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, CHAT_TYPE_SESSION, flags);
  properties[PROP_ROOM] = g_param_spec_object ("room", NULL, NULL, CHAT_TYPE_ROOM, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[SAID] = g_signal_new ("said", PARLOUR_TYPE_ROOM_ACTIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, ADW_TYPE_TOAST);
}

static void
parlour_room_actions_init (ParlourRoomActions *self)
{
  self->group = g_simple_action_group_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (ACTIONS); i++)
    g_action_map_add_action_entries (G_ACTION_MAP (self->group), &ACTIONS[i].entry, 1, self);
  update (self);
}

/**
 * parlour_room_actions_new:
 * @window: a window, which has win.open-room
 *
 * Gives a window the actions of the group "room".
 */
ParlourRoomActions *
parlour_room_actions_new (GtkWidget *window)
{
  ParlourRoomActions *self = NULL;

  g_return_val_if_fail (GTK_IS_WIDGET (window), NULL);

  self = g_object_new (PARLOUR_TYPE_ROOM_ACTIONS, NULL);
  g_set_weak_pointer (&self->window, window);
  gtk_widget_insert_action_group (window, "room", G_ACTION_GROUP (self->group));

  return self;
}
