/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The window: without a session the ways to one, with a session the rooms and
 * the one that is open.  Which session it is, others say.
 *
 * It alone knows which room somebody is looking at: the one that is open, while
 * the window has the focus and the room is not hidden behind the list of rooms.
 */
#include "parlour-window.h"

#include "chat-property.h"
#include "chat-session-operations.h"
#include "config.h"
#include "parlour-conversation.h"
#include "parlour-entrance.h"
#include "parlour-join-room-dialog.h"
#include "parlour-password-dialog.h"
#include "parlour-places.h"
#include "parlour-room-actions.h"
#include "parlour-sidebar.h"

struct _ParlourWindow {
  AdwApplicationWindow parent_instance;

  ParlourEntrance *entrance;
  AdwToastOverlay *toasts;
  AdwNavigationSplitView *split;
  ParlourSidebar *sidebar;
  ParlourConversation *conversation;

  GSettings *settings;
  ChatSessionList *accounts;
  ChatHost *host;
  ChatSession *session;
  ParlourRoomActions *room_actions;
  GSignalGroup *open_room;
  gboolean loading;   /* nobody knows yet what there is to show */
  gboolean forgetful; /* people have to be told that nothing keeps their sign-ins */
  gboolean laid_out;  /* what is collapsed is known only then */
  guint layout_id;
};

typedef enum {
  PROP_SETTINGS = 1,
  PROP_ACCOUNTS,
  PROP_HOST,
  PROP_SESSION,
  PROP_LOADING,
  PROP_FORGETFUL,
} ParlourWindowProperty;

static GParamSpec *properties[PROP_FORGETFUL + 1];

G_DEFINE_FINAL_TYPE (ParlourWindow, parlour_window, ADW_TYPE_APPLICATION_WINDOW)

/* Whether the conversation is on the screen, and not only the list of rooms. */
static gboolean
shows_conversation (ParlourWindow *self)
{
  return !adw_navigation_split_view_get_collapsed (self->split) ||
         adw_navigation_split_view_get_show_content (self->split);
}

static ChatRoom *
find_room (ParlourWindow *self, GVariant *id)
{
  ChatRoomList *rooms = NULL;

  if (self->session == NULL)
    return NULL;

  rooms = chat_session_get_rooms (self->session);

  return chat_room_list_find (rooms, g_variant_get_string (id, NULL));
}

/* Who is in a room is looked up when it is opened, and when there are others in it. */
static void
learn_people (ParlourWindow *self)
{
  g_autoptr (ChatRoom) room = g_signal_group_dup_target (self->open_room);

  if (room != NULL && self->session != NULL)
    chat_session_load_members_async (self->session, room, NULL, NULL, NULL);
}

static void
show_room (ParlourWindow *self, ChatRoom *room)
{
  g_signal_group_set_target (self->open_room, room);
  parlour_conversation_set_room (self->conversation, room);
  parlour_sidebar_set_selected (self->sidebar, room);
  g_object_set (self->room_actions, "room", room, NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.toggle-members", room != NULL);
  if (room != NULL)
    parlour_places_set_room (self->settings, chat_session_get_account (self->session), room);
  learn_people (self);
}

static void
update_open_room (ParlourWindow *self)
{
  gboolean seen = self->laid_out && gtk_window_is_active (GTK_WINDOW (self)) &&
                  shows_conversation (self);

  if (self->session != NULL)
    chat_session_set_open_room (self->session,
                                seen ? parlour_conversation_get_room (self->conversation) : NULL);
}

/* Who writes is in the conversation, and stays there when the window gets narrow. */
static void
update_place (ParlourWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (self->laid_out && !adw_navigation_split_view_get_collapsed (self->split) && focus != NULL &&
      gtk_widget_is_ancestor (focus, GTK_WIDGET (self->conversation)))
    adw_navigation_split_view_set_show_content (self->split, TRUE);
}

/* --- called by the template ------------------------------------------------------------ */

static char *
stack_name (ParlourWindow *self, ChatSession *session, gboolean loading)
{
  if (session != NULL)
    return g_strdup ("chat");

  return g_strdup (loading ? "loading" : "entrance");
}

static void
visibility_changed_cb (ParlourWindow *self)
{
  update_open_room (self);
}

static void
focus_changed_cb (ParlourWindow *self)
{
  update_place (self);
}

static void
entered_cb (ParlourEntrance *entrance, ChatSession *session, ParlourWindow *self)
{
  parlour_window_set_session (self, session);
}

/* Nothing lies over where one writes. */
static void
said_cb (ParlourWindow *self, AdwToast *toast)
{
  if (shows_conversation (self))
    parlour_conversation_take_toast (self->conversation, g_object_ref (toast));
  else
    adw_toast_overlay_add_toast (self->toasts, g_object_ref (toast));
}

/* --- the session ------------------------------------------------------------------------- */

/* Opens the room of last time as soon as it is there, or else any. */
static void
open_some_room (ParlourWindow *self)
{
  ChatRoomList *rooms = chat_session_get_rooms (self->session);
  ChatAccount *account = chat_session_get_account (self->session);
  g_autofree char *last = parlour_places_dup_room (self->settings, account);
  ChatRoom *known = last != NULL ? chat_room_list_find (rooms, last) : NULL;
  g_autoptr (ChatRoom) room = g_list_model_get_item (G_LIST_MODEL (rooms), 0);

  if (known != NULL)
    g_set_object (&room, known);
  show_room (self, room);
  update_open_room (self);
  if (room != NULL && shows_conversation (self))
    parlour_conversation_focus_composer (self->conversation);
}

static void
rooms_changed_cb (ParlourWindow *self)
{
  ChatRoomList *rooms = chat_session_get_rooms (self->session);
  ChatRoom *room = parlour_conversation_get_room (self->conversation);

  parlour_places_save_rooms (self->settings, self->session);
  if (room == NULL || chat_room_list_find (rooms, chat_room_get_id (room)) != room)
    open_some_room (self);
}

static void
state_changed_cb (ParlourWindow *self)
{
  ChatSessionState state = self->session != NULL ? chat_session_get_state (self->session)
                                                 : CHAT_SESSION_OFFLINE;
  ChatCapabilities can = self->session != NULL ? chat_session_get_capabilities (self->session) : 0;
  gboolean idle = state == CHAT_SESSION_OFFLINE || state == CHAT_SESSION_REFUSED;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.connect", self->session != NULL && idle);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.disconnect", !idle);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.join-room",
                                 (can & CHAT_CAN_NAME_ROOMS) != 0);
  learn_people (self);
}

static void
leave_session (ParlourWindow *self)
{
  if (self->session == NULL)
    return;

  g_signal_handlers_disconnect_by_func (self->session, state_changed_cb, self);
  g_signal_handlers_disconnect_by_func (chat_session_get_rooms (self->session), rooms_changed_cb,
                                        self);
  chat_session_set_open_room (self->session, NULL);
}

static void
enter_session (ParlourWindow *self)
{
  g_signal_connect_object (self->session, "notify::state", G_CALLBACK (state_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::capabilities", G_CALLBACK (state_changed_cb),
                           self, G_CONNECT_SWAPPED);
  parlour_places_join_rooms (self->settings, self->session);
  g_signal_connect_object (chat_session_get_rooms (self->session), "items-changed",
                           G_CALLBACK (rooms_changed_cb), self, G_CONNECT_SWAPPED);
}

/* --- actions -------------------------------------------------------------------------------- */

static void
open_room_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourWindow *self = PARLOUR_WINDOW (widget);
  ChatRoom *room = find_room (self, parameter);

  if (room != NULL)
    parlour_window_open_room (self, room);
}

/* Moving through the list of rooms looks into them only where both can be seen. */
static void
select_room_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourWindow *self = PARLOUR_WINDOW (widget);
  ChatRoom *room = find_room (self, parameter);

  if (room == NULL || adw_navigation_split_view_get_collapsed (self->split))
    return;

  show_room (self, room);
  adw_navigation_split_view_set_show_content (self->split, TRUE);
  update_open_room (self);
}

static void
next_room_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourWindow *self = PARLOUR_WINDOW (widget);
  gboolean forward = strstr (action_name, "next") != NULL;
  gboolean unread = strstr (action_name, "unread") != NULL;
  ChatRoom *room = NULL;

  if (self->session != NULL)
    room = parlour_sidebar_find_next (self->sidebar, forward ? 1 : -1, unread);
  if (room != NULL)
    parlour_window_open_room (self, room);
}

static void
room_named_cb (ParlourWindow *self, const char *name)
{
  if (self->session != NULL)
    parlour_window_open_room (self, chat_session_join_room (self->session, name));
}

/* A dialog gives the focus back to what had it before. */
static void
join_room_closed_cb (ParlourWindow *self)
{
  if (shows_conversation (self))
    parlour_conversation_focus_composer (self->conversation);
}

static void
join_room_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AdwDialog *dialog = NULL;

  if (PARLOUR_WINDOW (widget)->session == NULL)
    return;

  dialog = parlour_join_room_dialog_new ();
  g_signal_connect_object (dialog, "named", G_CALLBACK (room_named_cb), widget, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "closed", G_CALLBACK (join_room_closed_cb), widget,
                           G_CONNECT_SWAPPED);
  adw_dialog_present (dialog, widget);
}

/* Where names alone make rooms, one is joined. */
static void
new_room_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ChatSession *session = PARLOUR_WINDOW (widget)->session;

  if (session == NULL)
    return;

  if ((chat_session_get_capabilities (session) & CHAT_CAN_CREATE_ROOMS) != 0)
    gtk_widget_activate_action (widget, "room.new", NULL);
  else
    gtk_widget_activate_action (widget, "win.join-room", NULL);
}

/* Whom the server does not know any more has to say again who it is.  A server on this computer
 * that does not run is started. */
static void
connect_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ChatSession *session = PARLOUR_WINDOW (widget)->session;

  if (session == NULL)
    return;
  if (g_error_matches (chat_session_get_error (session), CHAT_SESSION_ERROR,
                       CHAT_SESSION_ERROR_CREDENTIALS))
    adw_dialog_present (parlour_password_dialog_new (session), widget);
  else
    chat_session_connect (session);
  if (g_error_matches (chat_session_get_error (session), CHAT_SESSION_ERROR,
                       CHAT_SESSION_ERROR_NOT_RUNNING))
    chat_host_start (PARLOUR_WINDOW (widget)->host);
}

static void
disconnect_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  chat_session_disconnect (PARLOUR_WINDOW (widget)->session);
}

static void
search_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourWindow *self = PARLOUR_WINDOW (widget);

  adw_navigation_split_view_set_show_content (self->split, FALSE);
  parlour_sidebar_focus_search (self->sidebar);
}

static void
focus_composer_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  parlour_conversation_focus_composer (PARLOUR_WINDOW (widget)->conversation);
}

static void
toggle_members_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourWindow *self = PARLOUR_WINDOW (widget);
  gboolean shown = FALSE;

  g_object_get (self->conversation, "show-members", &shown, NULL);
  g_object_set (self->conversation, "show-members", !shown, NULL);
}

/* Out of whatever lies over the conversation, one at a time, and at last into the composer. */
static void
go_back_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourWindow *self = PARLOUR_WINDOW (widget);
  gboolean shown = FALSE;
  gboolean over = FALSE;

  g_object_get (self->conversation, "show-members", &shown, "members-collapsed", &over, NULL);
  if (self->session == NULL)
    parlour_entrance_go_back (self->entrance);
  else if (shown && over)
    g_object_set (self->conversation, "show-members", FALSE, NULL);
  else if (parlour_sidebar_clear_search (self->sidebar))
    return;
  else if (adw_navigation_split_view_get_collapsed (self->split))
    adw_navigation_split_view_set_show_content (self->split, FALSE);
  else
    parlour_conversation_focus_composer (self->conversation);
}

/* --------------------------------------------------------------------------------------------- */

static void
bind_settings (ParlourWindow *self)
{
  g_settings_bind (self->settings, "window-width", self, "default-width", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-height", self, "default-height",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "window-maximized", self, "maximized", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "sidebar-width-fraction", self->split, "sidebar-width-fraction",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "show-members", self->conversation, "wants-members",
                   G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "enter-sends", self->conversation, "enter-sends",
                   G_SETTINGS_BIND_GET);
  g_settings_bind (self->settings, "send-typing", self->conversation, "sends-typing",
                   G_SETTINGS_BIND_GET);
  g_settings_bind (self->settings, "last-address", self->entrance, "address", G_SETTINGS_BIND_GET);
}

static void
laid_out_cb (gpointer data)
{
  ParlourWindow *self = data;

  self->layout_id = 0;
  self->laid_out = TRUE;
  update_place (self);
  update_open_room (self);
}

static void
parlour_window_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  ParlourWindow *self = PARLOUR_WINDOW (widget);

  GTK_WIDGET_CLASS (parlour_window_parent_class)->size_allocate (widget, width, height, baseline);

  if (!self->laid_out && self->layout_id == 0)
    self->layout_id = g_timeout_add_once (0, laid_out_cb, self);
}

static void
parlour_window_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ParlourWindow *self = PARLOUR_WINDOW (object);

  switch ((ParlourWindowProperty) property_id) {
  case PROP_SETTINGS:
    g_value_set_object (value, self->settings);
    break;
  case PROP_ACCOUNTS:
    g_value_set_object (value, self->accounts);
    break;
  case PROP_HOST:
    g_value_set_object (value, self->host);
    break;
  case PROP_SESSION:
    g_value_set_object (value, self->session);
    break;
  case PROP_LOADING:
    g_value_set_boolean (value, self->loading);
    break;
  case PROP_FORGETFUL:
    g_value_set_boolean (value, self->forgetful);
    break;
  }
}

static void
parlour_window_set_property (GObject *object,
                             guint property_id,
                             const GValue *value,
                             GParamSpec *pspec)
{
  ParlourWindow *self = PARLOUR_WINDOW (object);

  switch ((ParlourWindowProperty) property_id) {
  case PROP_SETTINGS:
    self->settings = g_value_dup_object (value);
    break;
  case PROP_ACCOUNTS:
    if (g_set_object (&self->accounts, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_HOST:
    if (g_set_object (&self->host, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_SESSION:
    parlour_window_set_session (self, g_value_get_object (value));
    break;
  case PROP_LOADING:
    chat_property_set_flag (self, pspec, &self->loading, g_value_get_boolean (value));
    break;
  case PROP_FORGETFUL:
    chat_property_set_flag (self, pspec, &self->forgetful, g_value_get_boolean (value));
    break;
  }
}

static void
parlour_window_constructed (GObject *object)
{
  ParlourWindow *self = PARLOUR_WINDOW (object);

  G_OBJECT_CLASS (parlour_window_parent_class)->constructed (object);

  bind_settings (self);
}

static void
parlour_window_dispose (GObject *object)
{
  ParlourWindow *self = PARLOUR_WINDOW (object);

  g_clear_handle_id (&self->layout_id, g_source_remove);
  leave_session (self);
  if (self->room_actions != NULL) /* they outlive us while somebody is leaving a room */
    g_signal_handlers_disconnect_by_data (self->room_actions, self);
  g_clear_object (&self->room_actions);
  g_clear_object (&self->open_room);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_WINDOW);
  g_clear_object (&self->session);
  g_clear_object (&self->accounts);
  g_clear_object (&self->host);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (parlour_window_parent_class)->dispose (object);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct {
    const char *name;
    const char *parameter_type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "win.open-room", "s", open_room_activated_cb },
    { "win.select-room", "s", select_room_activated_cb },
    { "win.next-room", NULL, next_room_activated_cb },
    { "win.previous-room", NULL, next_room_activated_cb },
    { "win.next-unread-room", NULL, next_room_activated_cb },
    { "win.previous-unread-room", NULL, next_room_activated_cb },
    { "win.join-room", NULL, join_room_activated_cb },
    { "win.new-room", NULL, new_room_activated_cb },
    { "win.connect", NULL, connect_activated_cb },
    { "win.disconnect", NULL, disconnect_activated_cb },
    { "win.search", NULL, search_activated_cb },
    { "win.focus-composer", NULL, focus_composer_activated_cb },
    { "win.toggle-members", NULL, toggle_members_activated_cb },
    { "win.go-back", NULL, go_back_activated_cb },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].parameter_type,
                                     actions[i].activate);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "win.go-back", NULL);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_SETTINGS] =
    g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_ACCOUNTS] =
    g_param_spec_object ("accounts", NULL, NULL, CHAT_TYPE_SESSION_LIST, flags);
  properties[PROP_HOST] = g_param_spec_object ("host", NULL, NULL, CHAT_TYPE_HOST, flags);
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, CHAT_TYPE_SESSION, flags);
  properties[PROP_LOADING] = g_param_spec_boolean ("loading", NULL, NULL, FALSE, flags);
  properties[PROP_FORGETFUL] = g_param_spec_boolean ("forgetful", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
parlour_window_class_init (ParlourWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_window_get_property;
  object_class->set_property = parlour_window_set_property;
  object_class->constructed = parlour_window_constructed;
  object_class->dispose = parlour_window_dispose;
  widget_class->size_allocate = parlour_window_size_allocate;

  install_properties (object_class);

  g_type_ensure (PARLOUR_TYPE_CONVERSATION);
  g_type_ensure (PARLOUR_TYPE_ENTRANCE);
  g_type_ensure (PARLOUR_TYPE_SIDEBAR);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-window.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourWindow, entrance);
  gtk_widget_class_bind_template_child (widget_class, ParlourWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, ParlourWindow, split);
  gtk_widget_class_bind_template_child (widget_class, ParlourWindow, sidebar);
  gtk_widget_class_bind_template_child (widget_class, ParlourWindow, conversation);
  gtk_widget_class_bind_template_callback (widget_class, stack_name);
  gtk_widget_class_bind_template_callback (widget_class, visibility_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, focus_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entered_cb);
  install_actions (widget_class);
}

static void
parlour_window_init (ParlourWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->open_room = g_signal_group_new (CHAT_TYPE_ROOM);
  g_signal_group_connect_swapped (self->open_room, "notify::n-members", G_CALLBACK (learn_people),
                                  self);
  self->room_actions = parlour_room_actions_new (GTK_WIDGET (self));
  g_signal_connect_object (self->room_actions, "said", G_CALLBACK (said_cb), self,
                           G_CONNECT_SWAPPED);
  g_object_bind_property (self, "session", self->room_actions, "session", G_BINDING_DEFAULT);
  if (IS_DEVELOPMENT)
    gtk_widget_add_css_class (GTK_WIDGET (self), "devel");
  state_changed_cb (self);
  show_room (self, NULL);
}

/**
 * parlour_window_new:
 * @application: what the window belongs to
 * @settings: the settings of the program
 *
 * Returns: (transfer none): a window without a session
 */
ParlourWindow *
parlour_window_new (GtkApplication *application, GSettings *settings)
{
  return g_object_new (PARLOUR_TYPE_WINDOW, "application", application, "settings", settings, NULL);
}

/**
 * parlour_window_get_session:
 * @self: a window
 *
 * Returns: (transfer none) (nullable): what it shows
 */
ChatSession *
parlour_window_get_session (ParlourWindow *self)
{
  g_return_val_if_fail (PARLOUR_IS_WINDOW (self), NULL);

  return self->session;
}

/**
 * parlour_window_set_session:
 * @self: a window
 * @session: (nullable): what to show
 *
 * Leaves the session that was shown, and goes on with another.
 */
void
parlour_window_set_session (ParlourWindow *self, ChatSession *session)
{
  g_return_if_fail (PARLOUR_IS_WINDOW (self));

  if (self->session == session)
    return;

  leave_session (self);
  show_room (self, NULL);
  g_set_object (&self->session, session);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);

  if (session != NULL) {
    enter_session (self);
    open_some_room (self);
  } else {
    adw_navigation_split_view_set_show_content (self->split, FALSE);
    parlour_entrance_restart (self->entrance);
  }
  state_changed_cb (self);
}

/**
 * parlour_window_get_entrance:
 * @self: a window
 *
 * Returns: (transfer none): the ways to an account, which fill the window while there is none
 */
ParlourEntrance *
parlour_window_get_entrance (ParlourWindow *self)
{
  g_return_val_if_fail (PARLOUR_IS_WINDOW (self), NULL);

  return self->entrance;
}

/**
 * parlour_window_get_room:
 * @self: a window
 *
 * Returns: (transfer none) (nullable): the room that is open
 */
ChatRoom *
parlour_window_get_room (ParlourWindow *self)
{
  g_return_val_if_fail (PARLOUR_IS_WINDOW (self), NULL);

  return parlour_conversation_get_room (self->conversation);
}

/**
 * parlour_window_open_room:
 * @self: a window with a session
 * @room: one of its rooms
 *
 * Goes into a room, ready to write.
 */
void
parlour_window_open_room (ParlourWindow *self, ChatRoom *room)
{
  g_return_if_fail (PARLOUR_IS_WINDOW (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  show_room (self, room);
  adw_navigation_split_view_set_show_content (self->split, TRUE);
  update_open_room (self);
  parlour_conversation_focus_composer (self->conversation);
}
