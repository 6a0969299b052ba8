/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The room that is open: its messages, who types, the composer, and beside it
 * who is there.
 *
 * The widgets inside know no session.  What people do in them comes here as an
 * action, and goes on to the session.
 */
#include "parlour-conversation.h"

#include <glib/gi18n.h>

#include "chat-property.h"
#include "chat-session-operations.h"
#include "parlour-announcer.h"
#include "parlour-attention.h"
#include "parlour-bookmarks.h"
#include "parlour-composer.h"
#include "parlour-connection.h"
#include "parlour-history.h"
#include "parlour-members-pane.h"
#include "parlour-message-actions.h"
#include "parlour-message-list.h"
#include "parlour-roster-summary.h"
#include "parlour-text.h"
#include "parlour-timeline-head.h"
#include "parlour-typing-row.h"
#include "parlour-typing-summary.h"

struct _ParlourConversation {
  AdwNavigationPage parent_instance;

  ParlourMessageList *messages;
  ParlourComposer *composer;
  ParlourConnection *connection;
  ParlourRosterSummary *roster;
  ParlourTypingSummary *typists;
  AdwToastOverlay *toasts;
  GtkDropTarget *drop_target;

  ParlourMessageActions *actions;
  ParlourAnnouncer *announcer;
  ParlourAttention *attention;
  ParlourHistory *history;
  ParlourBookmarks *bookmarks;

  ChatSession *session;
  ChatRoom *room;
  gboolean show_members;
  gboolean members_collapsed;
  gboolean wants_members; /* beside the messages, when there is room for them */
  gboolean enter_sends;
  gboolean sends_typing;
  gboolean opening; /* nothing of the room was there when it was opened */
};

typedef enum {
  PROP_SESSION = 1,
  PROP_ROOM,
  PROP_SHOW_MEMBERS,
  PROP_MEMBERS_COLLAPSED,
  PROP_WANTS_MEMBERS,
  PROP_ENTER_SENDS,
  PROP_SENDS_TYPING,
  PROP_MAX_TEXT,
  PROP_MAX_FILE,
  PROP_ATTACHES,
} ParlourConversationProperty;

static GParamSpec *properties[PROP_ATTACHES + 1];

G_DEFINE_FINAL_TYPE (ParlourConversation, parlour_conversation, ADW_TYPE_NAVIGATION_PAGE)

/* --- called by the template: pure ------------------------------------------------- */

static char *
display_name (ParlourConversation *self, const char *name)
{
  return parlour_text_to_line (name);
}

/* Where there is no space for the members, who types is more worth saying than who is there. */
static char *
subtitle (ParlourConversation *self, gboolean narrow, const char *typing, const char *people)
{
  return g_strdup (narrow && typing != NULL ? typing : people);
}

static gboolean
is_something (ParlourConversation *self, GObject *object)
{
  return object != NULL;
}

static gboolean
is_positive (ParlourConversation *self, guint number)
{
  return number > 0;
}

static gboolean
has_text (ParlourConversation *self, const char *text)
{
  return text != NULL && *text != '\0';
}

static char *
room_problem (ParlourConversation *self, const char *error)
{
  if (error == NULL)
    return g_strdup ("");

  /* Translators: %s is the reason that the server gives. */
  return g_strdup_printf (_ ("This room cannot be joined: %s"), error);
}

static char *
page_name (ParlourConversation *self, ChatRoom *room)
{
  return g_strdup (room != NULL ? "room" : "no-room");
}

static char *
content_name (ParlourConversation *self,
              gboolean empty,
              ChatMessage *last_message,
              gboolean loading)
{
  if (!empty)
    return g_strdup ("messages");

  return g_strdup (loading ? "loading" : last_message != NULL ? "messages" : "empty");
}

static char *
new_text (ParlourConversation *self, guint n_new)
{
  return g_strdup_printf (ngettext ("%u new", "%u new", n_new), n_new);
}

/* --- actions ------------------------------------------------------------------------ */

static void
send_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourConversation *self = PARLOUR_CONVERSATION (widget);

  chat_session_send_draft (self->session, self->room);
  parlour_message_list_scroll_to_end (self->messages);
}

static void
save_draft_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourConversation *self = PARLOUR_CONVERSATION (widget);

  chat_session_keep_draft (self->session, self->room);
}

static void
detach_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourConversation *self = PARLOUR_CONVERSATION (widget);

  chat_session_detach (self->session, self->room, g_variant_get_uint32 (parameter));
}

static void
edit_last_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  parlour_message_actions_edit_last (PARLOUR_CONVERSATION (widget)->actions);
}

static void
say (ParlourConversation *self, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  parlour_conversation_take_toast (self, toast);
}

static void
say_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  say (PARLOUR_CONVERSATION (widget), g_variant_get_string (parameter, NULL));
}

static void
set_typing_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourConversation *self = PARLOUR_CONVERSATION (widget);

  if (self->sends_typing)
    chat_session_set_typing (self->session, self->room, g_variant_get_boolean (parameter));
}

static void
scroll_to_end_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourConversation *self = PARLOUR_CONVERSATION (widget);

  parlour_message_list_scroll_to_end (self->messages);
  parlour_conversation_focus_composer (self);
}

/* Whoever writes can read what was said before, without leaving the composer. */
static void
scroll_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  parlour_message_list_scroll (PARLOUR_CONVERSATION (widget)->messages,
                               (GtkScrollType) g_variant_get_int32 (parameter));
}

static void
reconnect_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourConversation *self = PARLOUR_CONVERSATION (widget);

  if (chat_session_get_state (self->session) == CHAT_SESSION_WAITING)
    chat_session_retry_now (self->session);
  else
    gtk_widget_activate_action (widget, "win.connect", NULL);
}

/* What needs a session and a room can be done only with both. */
static void
update_actions (ParlourConversation *self)
{
  static const char *const actions[] = {
    "conversation.send",   "conversation.set-typing", "conversation.save-draft",
    "conversation.detach", "conversation.edit-last",
  };
  gboolean enabled = self->session != NULL && self->room != NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i], enabled);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "conversation.reconnect",
                                 self->session != NULL);
}

/* ------------------------------------------------------------------------------------- */

static void
message_received_cb (ParlourConversation *self, ChatRoom *room, ChatMessage *message)
{
  if (room == self->room && gtk_widget_get_mapped (GTK_WIDGET (self->messages)))
    parlour_announcer_take (self->announcer, message);
}

static void
announced_cb (ParlourConversation *self, const char *sentence)
{
  gtk_accessible_announce (GTK_ACCESSIBLE (self->messages), sentence,
                           GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
change_refused_cb (ParlourConversation *self,
                   ChatRoom *room,
                   const char *message,
                   const char *reason)
{
  /* Translators: %s is the reason why a message stays as it was. */
  g_autofree char *text = g_strdup_printf (_ ("The change was refused: %s"), _ (reason));

  say (self, text);
}

typedef struct {
  ParlourConversation *self;
  ChatFile *file;
} Attaching;

static void
attaching_free (Attaching *attaching)
{
  g_object_unref (attaching->self);
  g_object_unref (attaching->file);
  g_free (attaching);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attaching, attaching_free)

static void
attach_did_end (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Attaching) attaching = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;

  if (chat_session_attach_finish (CHAT_SESSION (source), result, &error) ||
      attaching->self->toasts == NULL)
    return;

  name = parlour_text_isolate (chat_file_get_name (attaching->file));
  /* Translators: a file, and the reason why it cannot go with a message. */
  text = g_strdup_printf (_ ("“%s” cannot be attached: %s"), name, _ (error->message));
  say (attaching->self, text);
}

static void
file_chosen_cb (ParlourConversation *self, ChatRoom *room, ChatFile *file)
{
  Attaching *attaching = NULL;

  if (self->session == NULL)
    return;

  attaching = g_new0 (Attaching, 1);
  attaching->self = g_object_ref (self);
  attaching->file = g_object_ref (file);
  chat_session_attach_async (self->session, room, file, attach_did_end, attaching);
}

static void
not_found_cb (ParlourConversation *self)
{
  say (self, _ ("This message cannot be found"));
}

/* The first page of a room may be the one with the place at which it is to be opened. */
static void
loaded_cb (ParlourConversation *self)
{
  if (self->opening && self->room != NULL && parlour_message_list_get_at_end (self->messages))
    parlour_bookmarks_find (self->bookmarks, self->messages, self->session, self->room);
  self->opening = FALSE;
}

static void
limits_changed_cb (ParlourConversation *self)
{
  for (guint i = PROP_MAX_TEXT; i <= PROP_ATTACHES; i++)
    g_object_notify_by_pspec (G_OBJECT (self), properties[i]);
}

static void
leave_room (ParlourConversation *self)
{
  if (self->room == NULL || self->session == NULL)
    return;

  chat_session_set_typing (self->session, self->room, FALSE);
  parlour_bookmarks_leave (self->bookmarks, self->messages, self->session, self->room);
}

static void
enter_room (ParlourConversation *self)
{
  ChatSession *session = self->room != NULL ? self->session : NULL;

  parlour_announcer_forget (self->announcer);
  parlour_message_actions_set_room (self->actions, session, self->room);
  parlour_attention_set_room (self->attention, session, self->room);
  parlour_history_set_room (self->history, session, self->room);
  if (session == NULL)
    return;

  chat_session_load_members_async (session, self->room, NULL, NULL, NULL);
  parlour_bookmarks_find (self->bookmarks, self->messages, session, self->room);
  self->opening = parlour_message_list_get_at_end (self->messages);
}

static void
set_session (ParlourConversation *self, ChatSession *session)
{
  if (self->session == session)
    return;

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  parlour_conversation_set_room (self, NULL);
  parlour_bookmarks_clear (self->bookmarks);
  g_set_object (&self->session, session);
  if (session != NULL) {
    g_signal_connect_object (session, "message-received", G_CALLBACK (message_received_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "change-refused", G_CALLBACK (change_refused_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::capabilities", G_CALLBACK (limits_changed_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::state", G_CALLBACK (limits_changed_cb), self,
                             G_CONNECT_SWAPPED);
  }
  update_actions (self);
  limits_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

static void
set_show_members (ParlourConversation *self, gboolean show)
{
  if (self->show_members == show)
    return;

  self->show_members = show;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SHOW_MEMBERS]);
  if (!self->members_collapsed && self->wants_members != show) {
    self->wants_members = show;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WANTS_MEMBERS]);
  }
}

static void
set_wants_members (ParlourConversation *self, gboolean wants)
{
  if (self->wants_members == wants)
    return;

  self->wants_members = wants;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WANTS_MEMBERS]);
  if (!self->members_collapsed)
    set_show_members (self, wants);
}

/* A pane that lies over the messages is only there when called. */
static void
set_members_collapsed (ParlourConversation *self, gboolean collapsed)
{
  if (self->members_collapsed == collapsed)
    return;

  self->members_collapsed = collapsed;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_MEMBERS_COLLAPSED]);
  set_show_members (self, !collapsed && self->wants_members);
}

static gboolean
attaches (ParlourConversation *self)
{
  return self->session != NULL &&
         chat_account_get_folder (chat_session_get_account (self->session)) != NULL &&
         (chat_session_get_capabilities (self->session) & CHAT_CAN_SEND_FILES) != 0;
}

static void
parlour_conversation_get_property (GObject *object,
                                   guint property_id,
                                   GValue *value,
                                   GParamSpec *pspec)
{
  ParlourConversation *self = PARLOUR_CONVERSATION (object);

  switch ((ParlourConversationProperty) property_id) {
  case PROP_SESSION:
    g_value_set_object (value, self->session);
    break;
  case PROP_ROOM:
    g_value_set_object (value, self->room);
    break;
  case PROP_SHOW_MEMBERS:
    g_value_set_boolean (value, self->show_members);
    break;
  case PROP_MEMBERS_COLLAPSED:
    g_value_set_boolean (value, self->members_collapsed);
    break;
  case PROP_WANTS_MEMBERS:
    g_value_set_boolean (value, self->wants_members);
    break;
  case PROP_ENTER_SENDS:
    g_value_set_boolean (value, self->enter_sends);
    break;
  case PROP_SENDS_TYPING:
    g_value_set_boolean (value, self->sends_typing);
    break;
  case PROP_MAX_TEXT:
    g_value_set_uint (value, self->session != NULL ? chat_session_get_max_text (self->session) : 0);
    break;
  case PROP_MAX_FILE:
    g_value_set_int64 (value,
                       self->session != NULL ? chat_session_get_max_file (self->session) : 0);
    break;
  case PROP_ATTACHES:
    g_value_set_boolean (value, attaches (self));
    break;
  }
}

static void
parlour_conversation_set_property (GObject *object,
                                   guint property_id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  ParlourConversation *self = PARLOUR_CONVERSATION (object);

  switch ((ParlourConversationProperty) property_id) {
  case PROP_SESSION:
    set_session (self, g_value_get_object (value));
    break;
  case PROP_ROOM:
    parlour_conversation_set_room (self, g_value_get_object (value));
    break;
  case PROP_SHOW_MEMBERS:
    set_show_members (self, g_value_get_boolean (value));
    break;
  case PROP_MEMBERS_COLLAPSED:
    set_members_collapsed (self, g_value_get_boolean (value));
    break;
  case PROP_WANTS_MEMBERS:
    set_wants_members (self, g_value_get_boolean (value));
    break;
  case PROP_ENTER_SENDS:
    chat_property_set_flag (self, properties[PROP_ENTER_SENDS], &self->enter_sends,
                            g_value_get_boolean (value));
    break;
  case PROP_SENDS_TYPING:
    chat_property_set_flag (self, properties[PROP_SENDS_TYPING], &self->sends_typing,
                            g_value_get_boolean (value));
    break;
  case PROP_MAX_TEXT:
  case PROP_MAX_FILE:
  case PROP_ATTACHES:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_conversation_dispose (GObject *object)
{
  ParlourConversation *self = PARLOUR_CONVERSATION (object);

  if (self->messages != NULL)
    leave_room (self);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->actions);
  g_clear_object (&self->announcer);
  g_clear_object (&self->attention);
  g_clear_object (&self->history);
  g_clear_object (&self->room);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_CONVERSATION);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (parlour_conversation_parent_class)->dispose (object);
}

static void
parlour_conversation_finalize (GObject *object)
{
  ParlourConversation *self = PARLOUR_CONVERSATION (object);

  parlour_bookmarks_free (self->bookmarks);

  G_OBJECT_CLASS (parlour_conversation_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags flags = readable | G_PARAM_WRITABLE;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, CHAT_TYPE_SESSION, flags);
  properties[PROP_ROOM] = g_param_spec_object ("room", NULL, NULL, CHAT_TYPE_ROOM, flags);
  properties[PROP_SHOW_MEMBERS] = g_param_spec_boolean ("show-members", NULL, NULL, FALSE, flags);
  properties[PROP_MEMBERS_COLLAPSED] =
    g_param_spec_boolean ("members-collapsed", NULL, NULL, FALSE, flags);
  properties[PROP_WANTS_MEMBERS] = g_param_spec_boolean ("wants-members", NULL, NULL, FALSE, flags);
  properties[PROP_ENTER_SENDS] = g_param_spec_boolean ("enter-sends", NULL, NULL, TRUE, flags);
  properties[PROP_SENDS_TYPING] = g_param_spec_boolean ("sends-typing", NULL, NULL, TRUE, flags);
  properties[PROP_MAX_TEXT] = g_param_spec_uint ("max-text", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_MAX_FILE] =
    g_param_spec_int64 ("max-file", NULL, NULL, 0, G_MAXINT64, 0, readable);
  properties[PROP_ATTACHES] = g_param_spec_boolean ("attaches", NULL, NULL, FALSE, readable);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

/* Who types in a conversation writes a message, wherever the focus is. */
static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                ParlourConversation *self)
{
  const GdkModifierType commands = GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK;
  GtkWidget *composer = GTK_WIDGET (self->composer);

  if ((state & commands) != 0 || !g_unichar_isgraph (gdk_keyval_to_unicode (keyval)))
    return GDK_EVENT_PROPAGATE;
  if (gtk_widget_get_state_flags (composer) & GTK_STATE_FLAG_FOCUS_WITHIN ||
      !gtk_widget_grab_focus (composer))
    return GDK_EVENT_PROPAGATE;

  return gtk_event_controller_key_forward (controller,
                                           gtk_root_get_focus (gtk_widget_get_root (composer)));
}

static gboolean
dropped_cb (GtkDropTarget *target,
            const GValue *value,
            double x,
            double y,
            ParlourConversation *self)
{
  if (self->room == NULL || !attaches (self))
    return FALSE;

  parlour_composer_attach (self->composer, value);
  parlour_conversation_focus_composer (self);

  return TRUE;
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  static const struct {
    const char *name;
    const char *parameter_type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "conversation.send", NULL, send_activated_cb },
    { "conversation.save-draft", NULL, save_draft_activated_cb },
    { "conversation.detach", "u", detach_activated_cb },
    { "conversation.edit-last", NULL, edit_last_activated_cb },
    { "conversation.say", "s", say_activated_cb },
    { "conversation.set-typing", "b", set_typing_activated_cb },
    { "conversation.scroll-to-end", NULL, scroll_to_end_activated_cb },
    { "conversation.scroll", "i", scroll_activated_cb },
    { "conversation.reconnect", NULL, reconnect_activated_cb },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, actions[i].parameter_type,
                                     actions[i].activate);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-conversation.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourConversation, messages);
  gtk_widget_class_bind_template_child (widget_class, ParlourConversation, composer);
  gtk_widget_class_bind_template_child (widget_class, ParlourConversation, connection);
  gtk_widget_class_bind_template_child (widget_class, ParlourConversation, roster);
  gtk_widget_class_bind_template_child (widget_class, ParlourConversation, typists);
  gtk_widget_class_bind_template_child (widget_class, ParlourConversation, toasts);
  gtk_widget_class_bind_template_child (widget_class, ParlourConversation, drop_target);
  gtk_widget_class_bind_template_callback (widget_class, key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, dropped_cb);
  gtk_widget_class_bind_template_callback (widget_class, display_name);
  gtk_widget_class_bind_template_callback (widget_class, subtitle);
  gtk_widget_class_bind_template_callback (widget_class, is_something);
  gtk_widget_class_bind_template_callback (widget_class, is_positive);
  gtk_widget_class_bind_template_callback (widget_class, has_text);
  gtk_widget_class_bind_template_callback (widget_class, room_problem);
  gtk_widget_class_bind_template_callback (widget_class, page_name);
  gtk_widget_class_bind_template_callback (widget_class, content_name);
  gtk_widget_class_bind_template_callback (widget_class, new_text);
}

static void
parlour_conversation_class_init (ParlourConversationClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_conversation_get_property;
  object_class->set_property = parlour_conversation_set_property;
  object_class->dispose = parlour_conversation_dispose;
  object_class->finalize = parlour_conversation_finalize;
  install_properties (object_class);
  install_actions (widget_class);

  g_type_ensure (PARLOUR_TYPE_COMPOSER);
  g_type_ensure (PARLOUR_TYPE_CONNECTION);
  g_type_ensure (PARLOUR_TYPE_MEMBERS_PANE);
  g_type_ensure (PARLOUR_TYPE_MESSAGE_LIST);
  g_type_ensure (PARLOUR_TYPE_ROSTER_SUMMARY);
  g_type_ensure (PARLOUR_TYPE_TYPING_ROW);
  g_type_ensure (PARLOUR_TYPE_TYPING_SUMMARY);
  g_type_ensure (PARLOUR_TYPE_TIMELINE_HEAD);
  bind_template (widget_class);
}

static void
parlour_conversation_init (ParlourConversation *self)
{
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE };

  self->enter_sends = TRUE;
  self->sends_typing = TRUE;
  self->bookmarks = parlour_bookmarks_new ();
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_drop_target_set_gtypes (self->drop_target, types, G_N_ELEMENTS (types));
  self->actions = parlour_message_actions_new (self->messages, self->composer, self->toasts);
  self->announcer = parlour_announcer_new ();
  self->attention = parlour_attention_new (self->messages);
  self->history = parlour_history_new (self->messages);
  g_signal_connect_object (self->composer, "file-chosen", G_CALLBACK (file_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->announcer, "announced", G_CALLBACK (announced_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->actions, "reply-wanted", G_CALLBACK (parlour_history_show),
                           self->history, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->history, "loaded", G_CALLBACK (loaded_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->history, "not-found", G_CALLBACK (not_found_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "messages",
                                  parlour_message_actions_get_group (self->actions));

  update_actions (self);
}

/**
 * parlour_conversation_get_room:
 * @self: a conversation
 *
 * Returns: (transfer none) (nullable): the room that is shown
 */
ChatRoom *
parlour_conversation_get_room (ParlourConversation *self)
{
  g_return_val_if_fail (PARLOUR_IS_CONVERSATION (self), NULL);

  return self->room;
}

/**
 * parlour_conversation_set_room:
 * @self: a conversation
 * @room: (nullable): what to show
 *
 * Shows a room: at the line of the new messages if there is one, or else where
 * it was left.
 */
void
parlour_conversation_set_room (ParlourConversation *self, ChatRoom *room)
{
  g_return_if_fail (PARLOUR_IS_CONVERSATION (self));

  if (self->room == room)
    return;

  leave_room (self);
  g_set_object (&self->room, room);
  update_actions (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROOM]);
  enter_room (self);
}

/**
 * parlour_conversation_focus_composer:
 * @self: a conversation
 *
 * Lets the next key be a letter of a message.
 */
void
parlour_conversation_focus_composer (ParlourConversation *self)
{
  g_return_if_fail (PARLOUR_IS_CONVERSATION (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->composer));
}

/**
 * parlour_conversation_take_toast:
 * @self: a conversation
 * @toast: (transfer full): what is to be told
 *
 * Tells it where it hides nothing that is being written.
 */
void
parlour_conversation_take_toast (ParlourConversation *self, AdwToast *toast)
{
  g_return_if_fail (PARLOUR_IS_CONVERSATION (self));
  g_return_if_fail (ADW_IS_TOAST (toast));

  adw_toast_overlay_add_toast (self->toasts, toast);
}
