/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What people do with messages, once they have chosen one: the actions behind the
 * menu of a row, its keys and its buttons.  Each is given the id of the message;
 * what the reader may not do is not done, whoever asks.
 */
#include "parlour-message-actions.h"

#include <glib/gi18n.h>

#include "parlour-file-dialogs.h"
#include "parlour-readers-dialog.h"
#include "parlour-withdrawal.h"

struct _ParlourMessageActions {
  GObject parent_instance;

  GSimpleActionGroup *group;
  ParlourMessageList *list; /* these three own the one who owns us */
  ParlourComposer *composer;
  AdwToastOverlay *overlay;
  ParlourWithdrawal *withdrawal;

  ChatSession *session; /* nullable, like the room: nothing can be done without */
  ChatRoom *room;
  ParlourPowers powers;
};

enum { REPLY_WANTED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ParlourMessageActions, parlour_message_actions, G_TYPE_OBJECT)

/* What is being changed may be older than all that is loaded, when the change was begun before the
 * program started. */
static ChatMessage *
find_by_id (ParlourMessageActions *self, const char *id)
{
  ChatMessage *message = chat_timeline_find (chat_room_get_timeline (self->room), id);
  ChatMessage *editing = chat_draft_get_editing (chat_room_get_draft (self->room));

  if (message == NULL && editing != NULL && g_str_equal (chat_message_get_id (editing), id))
    return editing;

  return message;
}

/* The message of which @parameter names the id, if @right allows it. */
static ChatMessage *
find_message (ParlourMessageActions *self, GVariant *parameter, ParlourRights right)
{
  g_autofree char *id = NULL;
  ChatMessage *message = NULL;

  if (self->room == NULL)
    return NULL;

  if (g_variant_is_of_type (parameter, G_VARIANT_TYPE_STRING))
    id = g_variant_dup_string (parameter, NULL);
  else
    g_variant_get_child (parameter, 0, "s", &id);
  message = find_by_id (self, id);

  return message != NULL && (parlour_rights_of_message (message, self->powers) & right) == right
           ? message
           : NULL;
}

static ChatFile *
dup_file (ParlourMessageActions *self, GVariant *parameter)
{
  ChatMessage *message = find_message (self, parameter, 0);
  guint number = 0;

  if (message == NULL)
    return NULL;

  g_variant_get_child (parameter, 1, "u", &number);

  return g_list_model_get_item (chat_message_get_files (message), number);
}

/* --- what is said ---------------------------------------------------------------- */

static void
reply_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourMessageActions *self = user_data;
  ChatMessage *message = find_message (self, parameter, PARLOUR_CAN_REPLY);

  if (message != NULL)
    parlour_composer_reply (self->composer, message);
}

static void
edit_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourMessageActions *self = user_data;
  ChatMessage *message = find_message (self, parameter, PARLOUR_CAN_EDIT);

  if (message != NULL)
    parlour_composer_edit (self->composer, message);
}

static void
change_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourMessageActions *self = user_data;
  ChatMessage *message = find_message (self, parameter, PARLOUR_CAN_EDIT);
  g_autofree char *text = NULL;

  if (message == NULL)
    return;

  g_variant_get_child (parameter, 1, "s", &text);
  if (!chat_message_get_is_sent (message))
    chat_session_change_outgoing (self->session, self->room, message, text);
  else if (g_strcmp0 (text, chat_message_get_text (message)) != 0)
    chat_session_edit (self->session, self->room, message, text);
  chat_draft_set_editing (chat_room_get_draft (self->room), NULL);
}

static void
delete_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourMessageActions *self = user_data;
  ChatMessage *message = find_message (self, parameter, PARLOUR_CAN_DELETE);

  if (message == NULL)
    return;

  if (chat_message_get_is_sent (message))
    parlour_withdrawal_start (self->withdrawal, self->session, self->room, message);
  else
    chat_session_discard_message (self->session, self->room, message);
}

static void
retry_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourMessageActions *self = user_data;
  ChatMessage *message = find_message (self, parameter, PARLOUR_CAN_RETRY);

  if (message != NULL)
    chat_session_retry_message (self->session, self->room, message);
}

static void
react_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourMessageActions *self = user_data;
  ChatMessage *message = find_message (self, parameter, PARLOUR_CAN_REACT);
  g_autofree char *emoji = NULL;

  if (message == NULL)
    return;

  g_variant_get_child (parameter, 1, "s", &emoji);
  chat_session_react (self->session, self->room, message, emoji,
                      !chat_message_has_reacted (message, emoji));
}

/* --- what is looked at ------------------------------------------------------------ */

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourMessageActions *self = user_data;
  ChatMessage *message = find_message (self, parameter, PARLOUR_CAN_COPY);

  if (message != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self->list)),
                            chat_message_get_text (message));
}

static void
show_readers_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourMessageActions *self = user_data;
  ChatMessage *message = find_message (self, parameter, PARLOUR_CAN_SEE_READERS);

  if (message != NULL)
    adw_dialog_present (parlour_readers_dialog_new (self->room, message), GTK_WIDGET (self->list));
}

static void
show_reply_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourMessageActions *self = user_data;
  ChatMessage *message = find_message (self, parameter, 0);
  ChatReply *reply = message != NULL ? chat_message_get_reply (message) : NULL;

  if (reply != NULL)
    g_signal_emit (self, signals[REPLY_WANTED], 0, chat_reply_get_id (reply));
}

/* --- files ------------------------------------------------------------------------- */

static void
fetch_file_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourMessageActions *self = user_data;
  g_autoptr (ChatFile) file = dup_file (self, parameter);

  if (file != NULL)
    chat_session_fetch_file (self->session, file);
}

static void
cancel_file_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourMessageActions *self = user_data;
  g_autoptr (ChatFile) file = dup_file (self, parameter);

  if (file != NULL)
    chat_session_cancel_file (self->session, file);
}

static void
open_file_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourMessageActions *self = user_data;
  g_autoptr (ChatFile) file = dup_file (self, parameter);

  if (file != NULL)
    parlour_file_open (file, self->overlay);
}

static void
save_file_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ParlourMessageActions *self = user_data;
  g_autoptr (ChatFile) file = dup_file (self, parameter);

  if (file != NULL)
    parlour_file_save (file, self->overlay);
}

/* --- object ------------------------------------------------------------------------ */

static void
update_powers (ParlourMessageActions *self)
{
  ChatCapabilities can = self->session != NULL ? chat_session_get_capabilities (self->session) : 0;
  gboolean moderates = self->room != NULL && chat_room_get_role (self->room) != CHAT_ROLE_MEMBER;

  self->powers = 0;
  if (can & CHAT_CAN_REPLY)
    self->powers |= PARLOUR_MAY_REPLY;
  if (can & CHAT_CAN_REACT)
    self->powers |= PARLOUR_MAY_REACT;
  if (can & CHAT_CAN_EDIT)
    self->powers |= PARLOUR_MAY_EDIT;
  if ((can & CHAT_CAN_EDIT) && (can & CHAT_CAN_MODERATE) && moderates)
    self->powers |= PARLOUR_MAY_MODERATE;
  if (can & CHAT_CAN_SEE_RECEIPTS)
    self->powers |= PARLOUR_MAY_SEE_READERS;
  parlour_message_list_set_powers (self->list, self->powers);
}

static void
disconnect (ParlourMessageActions *self)
{
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  if (self->room != NULL)
    g_signal_handlers_disconnect_by_data (self->room, self);
}

static void
parlour_message_actions_dispose (GObject *object)
{
  ParlourMessageActions *self = PARLOUR_MESSAGE_ACTIONS (object);

  disconnect (self);
  g_clear_object (&self->withdrawal);
  g_clear_object (&self->group);
  g_clear_object (&self->room);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (parlour_message_actions_parent_class)->dispose (object);
}

static void
parlour_message_actions_class_init (ParlourMessageActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parlour_message_actions_dispose;

  signals[REPLY_WANTED] =
    g_signal_new ("reply-wanted", PARLOUR_TYPE_MESSAGE_ACTIONS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                  NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
parlour_message_actions_init (ParlourMessageActions *self)
{
  static const GActionEntry entries[] = {
    { .name = "reply", .activate = reply_cb, .parameter_type = "s" },
    { .name = "edit", .activate = edit_cb, .parameter_type = "s" },
    { .name = "change", .activate = change_cb, .parameter_type = "(ss)" },
    { .name = "delete", .activate = delete_cb, .parameter_type = "s" },
    { .name = "retry", .activate = retry_cb, .parameter_type = "s" },
    { .name = "react", .activate = react_cb, .parameter_type = "(ss)" },
    { .name = "copy", .activate = copy_cb, .parameter_type = "s" },
    { .name = "show-readers", .activate = show_readers_cb, .parameter_type = "s" },
    { .name = "show-reply", .activate = show_reply_cb, .parameter_type = "s" },
    { .name = "fetch-file", .activate = fetch_file_cb, .parameter_type = "(su)" },
    { .name = "cancel-file", .activate = cancel_file_cb, .parameter_type = "(su)" },
    { .name = "open-file", .activate = open_file_cb, .parameter_type = "(su)" },
    { .name = "save-file", .activate = save_file_cb, .parameter_type = "(su)" },
  };

  self->group = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->group), entries, G_N_ELEMENTS (entries),
                                   self);
}

/**
 * parlour_message_actions_new:
 * @list: where messages are shown
 * @composer: where they are written
 * @overlay: where toasts are shown
 *
 * Returns: (transfer full): actions for the widget in which these three are
 */
ParlourMessageActions *
parlour_message_actions_new (ParlourMessageList *list,
                             ParlourComposer *composer,
                             AdwToastOverlay *overlay)
{
  ParlourMessageActions *self = g_object_new (PARLOUR_TYPE_MESSAGE_ACTIONS, NULL);

  self->list = list;
  self->composer = composer;
  self->overlay = overlay;
  self->withdrawal = parlour_withdrawal_new (list, overlay);

  return self;
}

GActionGroup *
parlour_message_actions_get_group (ParlourMessageActions *self)
{
  g_return_val_if_fail (PARLOUR_IS_MESSAGE_ACTIONS (self), NULL);

  return G_ACTION_GROUP (self->group);
}

/**
 * parlour_message_actions_set_room:
 * @self: actions
 * @session: (nullable): a session
 * @room: (nullable): a room of it
 *
 * Is about the messages of another room from now on.
 */
void
parlour_message_actions_set_room (ParlourMessageActions *self, ChatSession *session, ChatRoom *room)
{
  g_return_if_fail (PARLOUR_IS_MESSAGE_ACTIONS (self));

  parlour_withdrawal_finish (self->withdrawal);
  disconnect (self);
  g_set_object (&self->session, session);
  g_set_object (&self->room, room);
  if (session != NULL)
    g_signal_connect_object (session, "notify::capabilities", G_CALLBACK (update_powers), self,
                             G_CONNECT_SWAPPED);
  if (room != NULL)
    g_signal_connect_object (room, "notify::role", G_CALLBACK (update_powers), self,
                             G_CONNECT_SWAPPED);
  update_powers (self);
}

/**
 * parlour_message_actions_edit_last:
 * @self: actions
 *
 * Lets the reader change what they said last, if it is loaded.
 */
void
parlour_message_actions_edit_last (ParlourMessageActions *self)
{
  GListModel *timeline = NULL;

  g_return_if_fail (PARLOUR_IS_MESSAGE_ACTIONS (self));

  if (self->room == NULL)
    return;

  timeline = G_LIST_MODEL (chat_room_get_timeline (self->room));
  for (guint i = g_list_model_get_n_items (timeline); i > 0; i--) {
    g_autoptr (ChatMessage) message = g_list_model_get_item (timeline, i - 1);

    if (!chat_message_get_own (message) ||
        (parlour_rights_of_message (message, self->powers) & PARLOUR_CAN_EDIT) == 0)
      continue;
    parlour_composer_edit (self->composer, message);
    return;
  }
}
