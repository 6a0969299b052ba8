/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a session does when its parts tell it something: from the connection to what is shown, and
 * on.  Its states are those of the connection, with two more between being let in and being there;
 * see chat-session.c.
 */
#include "chat-session-parts.h"

static ChatSessionParts *
get (ChatSession *self)
{
  return chat_session_get_parts (self);
}

/* --- states ------------------------------------------------------------------ */

/**
 * chat_session_has_accounts:
 * @self: a session
 *
 * Whether the server knows its people, and in which rooms they are.
 */
gboolean
chat_session_has_accounts (ChatSession *self)
{
  return chat_sign_in_is_needed (get (self)->sign_in);
}

static ChatSessionState
find_state (ChatSession *self)
{
  ChatSessionState state = chat_connection_get_state (get (self)->connection);

  if (state != CHAT_SESSION_ONLINE || !chat_session_has_accounts (self))
    return state;
  if (!get (self)->welcome)
    return CHAT_SESSION_SIGNING_IN;

  return chat_catch_up_get_done (get (self)->catch_up) ? CHAT_SESSION_ONLINE : CHAT_SESSION_SYNCING;
}

static void
update_state (ChatSession *session)
{
  g_autoptr (ChatSession) self = g_object_ref (session);
  ChatSessionState state = CHAT_SESSION_OFFLINE;

  if (get (self)->connection == NULL)
    return;

  state = find_state (self);
  if (get (self)->state == state)
    return;

  get (self)->state = state;
  chat_user_set_presence (chat_session_get_me (self),
                          state == CHAT_SESSION_ONLINE || state == CHAT_SESSION_SYNCING
                            ? CHAT_PRESENCE_ONLINE
                            : CHAT_PRESENCE_OFFLINE);
  g_object_notify (G_OBJECT (self), "state");
}

/* --- what the connection tells -------------------------------------------- */

static void
connected_cb (ChatSession *session)
{
  g_autoptr (ChatSession) self = g_object_ref (session);

  chat_courier_connected (get (self)->courier, chat_connection_get_client (get (self)->connection));
  chat_delivery_begin (get (self)->delivery);
  if (!chat_session_has_accounts (self))
    chat_attendance_begin (get (self)->attendance);
}

static void
disconnected_cb (ChatSession *session)
{
  g_autoptr (ChatSession) self = g_object_ref (session);

  get (self)->welcome = FALSE;
  chat_receipts_end (get (self)->receipts);
  chat_census_end (get (self)->census);
  chat_catch_up_end (get (self)->catch_up);
  chat_attendance_end (get (self)->attendance);
  chat_delivery_end (get (self)->delivery);
  chat_courier_disconnected (get (self)->courier);
  chat_sync_disconnected (get (self)->sync);
  if (get (self)->typist != NULL)
    chat_typist_look (get (self)->typist);
}

static void
meet_server (ChatSession *self, const ChatEventWelcome *welcome)
{
  get (self)->max_text = welcome->max_text;
  get (self)->max_file = welcome->max_file;
  if (get (self)->attachments != NULL) {
    chat_attachments_set_max_size (get (self)->attachments, welcome->max_file);
    chat_attachments_set_token (get (self)->attachments,
                                chat_sign_in_get_token (get (self)->sign_in));
  }
  chat_account_set_user_id (chat_session_get_account (self), welcome->me->id);
  if (g_set_str (&get (self)->server_name, welcome->server_name))
    g_object_notify (G_OBJECT (self), "server-name");
  get (self)->capabilities =
    chat_dialect_get_capabilities (get (self)->dialect, (const char *const *) welcome->features);
  g_object_notify (G_OBJECT (self), "capabilities");
}

/* Once on every connection. */
static void
be_welcome (ChatSession *self, const ChatEventWelcome *welcome, GPtrArray *events)
{
  g_autofree char *token = g_strdup (welcome->token);

  get (self)->welcome = TRUE;
  chat_sign_in_succeed (get (self)->sign_in, token);
  if (!g_str_equal (chat_user_get_id (chat_session_get_me (self)), welcome->me->id))
    chat_session_forget_rooms (self);
  chat_catch_up_begin (get (self)->catch_up, events);
  meet_server (self, welcome);
  if (token != NULL)
    g_signal_emit_by_name (self, "token-received", token);
  update_state (self);
}

static void
event_cb (ChatSession *session, SocketIoEvent *event)
{
  g_autoptr (ChatSession) self = g_object_ref (session);
  const char *name = socket_io_event_get_name (event);
  g_autoptr (GPtrArray) events = NULL;
  const ChatEvent *welcome = NULL;

  events =
    chat_dialect_read_event (get (self)->dialect, name, socket_io_event_get_arguments (event),
                             g_get_real_time () / 1000);
  if (events->len == 0)
    g_debug ("Nothing in “%s” makes sense here", name);

  welcome = chat_event_find (events, CHAT_EVENT_WELCOME);
  if (welcome == NULL)
    chat_intake_hear (get (self)->intake, events);
  else if (!get (self)->welcome)
    be_welcome (self, welcome->welcome, events);
}

/* Whoever begins to type is to be forgotten in time. */
static void
applied_cb (ChatSession *self, GPtrArray *events)
{
  for (guint i = 0; i < events->len; i++) {
    const ChatEvent *event = g_ptr_array_index (events, i);

    if (event->type == CHAT_EVENT_TYPING) {
      chat_typist_look (get (self)->typist);
      return;
    }
  }
}

static void
alive_cb (ChatSession *self)
{
  chat_delivery_alive (get (self)->delivery);
}

/* --- in the rooms that the server knows me in ------------------------------------- */

static void
enter_rooms (ChatSession *self, guint position, guint n_rooms)
{
  g_autoptr (GPtrArray) rooms = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *model = G_LIST_MODEL (chat_session_get_rooms (self));

  for (guint i = 0; i < n_rooms; i++)
    g_ptr_array_add (rooms, g_list_model_get_item (model, position + i));
  for (guint i = 0; i < rooms->len && get (self)->attendance != NULL; i++) {
    chat_attendance_enter (get (self)->attendance, g_ptr_array_index (rooms, i));
    chat_census_look (get (self)->census, g_ptr_array_index (rooms, i));
  }
}

static void
rooms_changed_cb (ChatSession *session, guint position, guint n_removed, guint n_added)
{
  g_autoptr (ChatSession) self = g_object_ref (session);

  if (chat_session_has_accounts (self) && chat_catch_up_get_done (get (self)->catch_up))
    enter_rooms (self, position, n_added);
}

static void
caught_up_cb (ChatSession *session)
{
  g_autoptr (ChatSession) self = g_object_ref (session);

  chat_session_restore_writing (self);
  chat_census_begin (get (self)->census);
  chat_history_begin (get (self)->history);
  chat_receipts_begin (get (self)->receipts);
  enter_rooms (self, 0, g_list_model_get_n_items (G_LIST_MODEL (chat_session_get_rooms (self))));
  update_state (self);
}

/* --- what is passed on ------------------------------------------------------------- */

static void
next_attempt_changed_cb (ChatSession *self)
{
  g_object_notify (G_OBJECT (self), "next-attempt");
}

static void
error_changed_cb (ChatSession *self)
{
  g_object_notify (G_OBJECT (self), "error");
}

static void
round_trip_changed_cb (ChatSession *self)
{
  g_object_notify (G_OBJECT (self), "round-trip");
}

static void
message_received_cb (ChatSession *self, ChatRoom *room, ChatMessage *message)
{
  g_signal_emit_by_name (self, "message-received", room, message);
}

static void
change_refused_cb (ChatSession *self, ChatRoom *room, const char *message, const char *reason)
{
  g_signal_emit_by_name (self, "change-refused", room, message, reason);
}

static void
lost_cb (ChatSession *self, ChatRoom *room, GPtrArray *list)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;

  for (guint i = 0; i < list->len; i++) {
    const ChatOutgoing *outgoing = g_ptr_array_index (list, i);

    if (outgoing->text != NULL && *outgoing->text != '\0')
      g_strv_builder_add (builder, outgoing->text);
  }
  texts = g_strv_builder_end (builder);
  g_signal_emit_by_name (self, "lost", room, texts);
}

/* A server that has accounts knows how I am called. */
static void
account_name_changed_cb (ChatSession *self)
{
  if (chat_session_has_accounts (self))
    return;

  chat_user_set_name (chat_session_get_me (self),
                      chat_account_get_name (chat_session_get_account (self)));
  chat_attendance_hello (get (self)->attendance);
}

/**
 * chat_session_set_server_state:
 * @self: a session of an account whose server is on this computer
 * @state: what is known of the server
 *
 * Goes to nobody while the server is not there, and to the account's address when it is.
 */
void
chat_session_set_server_state (ChatSession *session, ChatServerState state)
{
  g_autoptr (ChatSession) self = NULL;
  const char *address = NULL;

  g_return_if_fail (CHAT_IS_SESSION (session));

  self = g_object_ref (session);
  if (state == CHAT_SERVER_THERE)
    address = chat_account_get_address (chat_session_get_account (self));
  if (get (self)->attachments != NULL)
    chat_attachments_set_address (get (self)->attachments, address);
  chat_connection_set_server (get (self)->connection, state, address);
}

/**
 * chat_session_begin_life:
 * @self: a session whose parts are there
 *
 * Listens to them.
 */
void
chat_session_begin_life (ChatSession *self)
{
  const struct {
    gpointer object;
    const char *signal;
    GCallback callback;
  } SIGNALS[] = {
    { get (self)->connection, "notify::next-attempt", G_CALLBACK (next_attempt_changed_cb) },
    { get (self)->connection, "notify::state", G_CALLBACK (update_state) },
    { get (self)->connection, "notify::error", G_CALLBACK (error_changed_cb) },
    { get (self)->connection, "connected", G_CALLBACK (connected_cb) },
    { get (self)->connection, "disconnected", G_CALLBACK (disconnected_cb) },
    { get (self)->connection, "event", G_CALLBACK (event_cb) },
    { get (self)->connection, "alive", G_CALLBACK (alive_cb) },
    { get (self)->intake, "applied", G_CALLBACK (applied_cb) },
    { get (self)->catch_up, "nothing-known", G_CALLBACK (chat_session_forget_rooms) },
    { get (self)->catch_up, "done", G_CALLBACK (caught_up_cb) },
    { get (self)->sync, "message-received", G_CALLBACK (message_received_cb) },
    { chat_sync_get_rooms (get (self)->sync), "items-changed", G_CALLBACK (rooms_changed_cb) },
    { get (self)->outbox, "refused", G_CALLBACK (change_refused_cb) },
    { get (self)->outbox, "lost", G_CALLBACK (lost_cb) },
    { get (self)->courier, "notify::round-trip", G_CALLBACK (round_trip_changed_cb) },
    { chat_session_get_account (self), "notify::name", G_CALLBACK (account_name_changed_cb) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (SIGNALS); i++)
    g_signal_connect_object (SIGNALS[i].object, SIGNALS[i].signal, SIGNALS[i].callback, self,
                             G_CONNECT_SWAPPED);
}

/**
 * chat_session_end_life:
 * @self: a session that is dropped
 *
 * What waits for an answer is held by that as well, and is told that it ends.
 */
void
chat_session_end_life (ChatSession *self)
{
  if (get (self)->connection == NULL)
    return;

  g_clear_object (&get (self)->connection);
  chat_receipts_end (get (self)->receipts);
  chat_census_end (get (self)->census);
  chat_catch_up_end (get (self)->catch_up);
  chat_attendance_end (get (self)->attendance);
  chat_delivery_end (get (self)->delivery);
}
