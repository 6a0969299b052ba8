/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The vocabulary that people arrive at when they write their first chat server:
 *
 *   we say                                            the server answers, if it answers
 *     join          {userId, name}                      (nothing)
 *     join-room     ROOM                                {ok, history?: {messages, members}}
 *     leave-room    ROOM                                (nothing)
 *     sendMessage   {id, chat_id, userId, name, text, time}    {ok, time?}
 *     showTyping    {chat_id, userId, name, typing}     (nothing)
 *
 *   the server says
 *     connectedUsers  {users: [{userId, name}]}         everybody who is there
 *     room-members    {chat_id, members: [{userId, name}]}
 *     sendMessage, showTyping                           as we do
 *
 * A no is {ok: false, error: "reason"} or {ok: false, error: {code, message}}.  Nothing of an
 * answer is needed: servers that never answer work too.  Room ids are the names of the rooms.
 */
#include "chat-plain-dialect.h"

#include "chat-reader.h"

#include <glib/gi18n.h>

struct _ChatPlainDialect {
  ChatDialect parent_instance;
};

G_DEFINE_FINAL_TYPE (ChatPlainDialect, chat_plain_dialect, CHAT_TYPE_DIALECT)

/* Somebody without an id is known by name: it is all that tells people apart there. */
static ChatEventUser *
read_user (JsonObject *object)
{
  g_autofree char *id = chat_reader_id (json_object_get_member (object, "userId"));
  g_autofree char *name = chat_reader_name (json_object_get_member (object, "name"));

  if (id == NULL && name != NULL)
    id = g_strconcat ("name:", name, NULL);

  return id != NULL ? chat_event_user_new (id, name) : NULL;
}

static void
read_users (JsonNode *node, GPtrArray *users)
{
  JsonArray *list = chat_reader_list (node);
  guint length = list != NULL ? MIN (json_array_get_length (list), CHAT_READER_MAX_LIST) : 0;

  for (guint i = 0; i < length; i++) {
    JsonObject *object = chat_reader_object_at (list, i);
    ChatEventUser *user = object != NULL ? read_user (object) : NULL;

    if (user != NULL)
      g_ptr_array_add (users, user);
  }
}

static ChatEventMessage *
read_message (JsonObject *object, gint64 now)
{
  g_autoptr (ChatEventMessage) message = chat_event_message_new ();

  message->sender = read_user (object);
  message->text = chat_reader_text (json_object_get_member (object, "text"));
  if (message->sender == NULL || message->text == NULL)
    return NULL;

  message->time = chat_reader_time (json_object_get_member (object, "time"), now);
  message->id = chat_reader_id (json_object_get_member (object, "id"));
  if (message->id == NULL)
    message->id = g_uuid_string_random ();

  return g_steal_pointer (&message);
}

static void
read_history (JsonObject *object, const char *room, gint64 now, GPtrArray *events)
{
  JsonArray *list = chat_reader_list (json_object_get_member (object, "messages"));
  guint length = list != NULL ? json_array_get_length (list) : 0;
  ChatEvent *history = chat_event_new (CHAT_EVENT_HISTORY, room);
  ChatEvent *members = NULL;

  /* Too long a list is cut at its old end. */
  for (guint i = length - MIN (length, CHAT_READER_MAX_LIST); i < length; i++) {
    JsonObject *element = chat_reader_object_at (list, i);
    ChatEventMessage *message = element != NULL ? read_message (element, now) : NULL;

    if (message != NULL)
      g_ptr_array_add (history->messages, message);
  }
  g_ptr_array_add (events, history);

  if (chat_reader_list (json_object_get_member (object, "members")) != NULL) {
    members = chat_event_new (CHAT_EVENT_MEMBERS, room);
    read_users (json_object_get_member (object, "members"), members->users);
    g_ptr_array_add (events, members);
  }
}

static ChatEvent *
event_in_room (ChatEventType type, JsonObject *object)
{
  g_autofree char *room = chat_reader_id (json_object_get_member (object, "chat_id"));

  return chat_event_new (type, room);
}

static void
chat_plain_dialect_read_event (ChatDialect *dialect,
                               const char *name,
                               JsonArray *arguments,
                               gint64 now,
                               GPtrArray *events)
{
  JsonObject *object = chat_reader_object_at (arguments, 0);
  g_autoptr (ChatEvent) event = NULL;
  ChatEventMessage *message = NULL;
  ChatEventUser *user = NULL;

  if (object == NULL)
    return;

  if (g_str_equal (name, "sendMessage")) {
    message = read_message (object, now);
    event = event_in_room (CHAT_EVENT_MESSAGE, object);
    if (message == NULL)
      return;
    g_ptr_array_add (event->messages, message);
  } else if (g_str_equal (name, "showTyping")) {
    user = read_user (object);
    event = event_in_room (CHAT_EVENT_TYPING, object);
    if (user == NULL)
      return;
    g_ptr_array_add (event->users, user);
    event->on = chat_reader_flag (json_object_get_member (object, "typing"), TRUE);
  } else if (g_str_equal (name, "connectedUsers")) {
    event = chat_event_new (CHAT_EVENT_USERS, NULL);
    if (chat_reader_list (json_object_get_member (object, "users")) == NULL)
      return;
    read_users (json_object_get_member (object, "users"), event->users);
  } else if (g_str_equal (name, "room-members")) {
    event = event_in_room (CHAT_EVENT_MEMBERS, object);
    if (chat_reader_list (json_object_get_member (object, "members")) == NULL)
      return;
    read_users (json_object_get_member (object, "members"), event->users);
  }

  if (event != NULL)
    g_ptr_array_add (events, g_steal_pointer (&event));
}

static void
set_refusal (JsonObject *answer, GError **error)
{
  JsonNode *node = json_object_get_member (answer, "error");
  JsonObject *details = chat_reader_object (node);
  g_autofree char *code = NULL;
  g_autofree char *reason = NULL;

  if (details != NULL) {
    code = chat_reader_id (json_object_get_member (details, "code"));
    reason = chat_reader_reason (json_object_get_member (details, "message"));
  } else {
    reason = chat_reader_reason (node);
  }

  g_set_error_literal (error, CHAT_DIALECT_ERROR,
                       g_strcmp0 (code, "throttled") == 0 ? CHAT_DIALECT_ERROR_LATER
                                                          : CHAT_DIALECT_ERROR_REFUSED,
                       reason != NULL ? reason : N_ ("The server gave no reason"));
}

static gboolean
chat_plain_dialect_read_answer (ChatDialect *dialect,
                                const ChatIntent *intent,
                                JsonArray *answer,
                                gint64 now,
                                GPtrArray *events,
                                GError **error)
{
  JsonObject *object = chat_reader_object_at (answer, 0);
  JsonObject *history =
    object != NULL ? chat_reader_object (json_object_get_member (object, "history")) : NULL;
  ChatEvent *event = NULL;

  if (object != NULL && !chat_reader_flag (json_object_get_member (object, "ok"), TRUE)) {
    set_refusal (object, error);
    return FALSE;
  }

  if (intent->type == CHAT_INTENT_SEND) {
    event = chat_event_new (CHAT_EVENT_CONFIRMED, intent->room);
    event->id = g_strdup (intent->id);
    if (object != NULL && json_object_has_member (object, "time"))
      event->time = chat_reader_time (json_object_get_member (object, "time"), now);
    g_ptr_array_add (events, event);
  } else if (intent->type == CHAT_INTENT_JOIN && history != NULL) {
    read_history (history, intent->room, now, events);
  }

  return TRUE;
}

static JsonObject *
new_signed (const ChatIntent *intent)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "userId", intent->user_id);
  json_object_set_string_member (object, "name",
                                 intent->user_name != NULL ? intent->user_name : "");

  return object;
}

static ChatRequest *
request_with_object (const char *event, JsonObject *object)
{
  JsonArray *arguments = json_array_new ();

  json_array_add_object_element (arguments, object);

  return chat_request_new (event, arguments);
}

static ChatRequest *
request_with_string (const char *event, const char *string)
{
  JsonArray *arguments = json_array_new ();

  json_array_add_string_element (arguments, string);

  return chat_request_new (event, arguments);
}

static ChatRequest *
chat_plain_dialect_write (ChatDialect *dialect, const ChatIntent *intent)
{
  ChatRequest *request = NULL;
  JsonObject *object = NULL;

  switch (intent->type) {
  case CHAT_INTENT_HELLO:
    request = request_with_object ("join", new_signed (intent));
    request->wants_answer = FALSE;
    break;
  case CHAT_INTENT_JOIN:
    request = request_with_string ("join-room", intent->room);
    break;
  case CHAT_INTENT_LEAVE:
    request = request_with_string ("leave-room", intent->room);
    request->wants_answer = FALSE;
    break;
  case CHAT_INTENT_SEND:
    object = new_signed (intent);
    json_object_set_string_member (object, "id", intent->id);
    json_object_set_string_member (object, "chat_id", intent->room);
    json_object_set_string_member (object, "text", intent->text);
    json_object_set_int_member (object, "time", intent->time);
    request = request_with_object ("sendMessage", object);
    break;
  case CHAT_INTENT_TYPING:
    object = new_signed (intent);
    json_object_set_string_member (object, "chat_id", intent->room);
    json_object_set_boolean_member (object, "typing", intent->on);
    request = request_with_object ("showTyping", object);
    request->wants_answer = FALSE;
    request->is_volatile = TRUE;
    break;
  case CHAT_INTENT_SYNC:
  case CHAT_INTENT_HISTORY:
  case CHAT_INTENT_CREATE_ROOM:
  case CHAT_INTENT_DIRECT:
  case CHAT_INTENT_UPDATE_ROOM:
  case CHAT_INTENT_INVITE:
  case CHAT_INTENT_REMOVE:
  case CHAT_INTENT_SET_ROLE:
  case CHAT_INTENT_MUTE:
  case CHAT_INTENT_PIN:
  case CHAT_INTENT_DIRECTORY:
  case CHAT_INTENT_LIST_MEMBERS:
  case CHAT_INTENT_EDIT:
  case CHAT_INTENT_DELETE:
  case CHAT_INTENT_REACT:
  case CHAT_INTENT_RECEIPT:
  case CHAT_INTENT_PRESENCE:
  case CHAT_INTENT_UPDATE_ME:
  case CHAT_INTENT_CHANGE_PASSWORD:
  case CHAT_INTENT_SEARCH:
  case CHAT_INTENT_SEARCH_USERS:
  case CHAT_INTENT_LIST_DEVICES:
  case CHAT_INTENT_REVOKE_DEVICE:
  case CHAT_INTENT_SIGN_OUT:
    break;
  }

  return request;
}

static ChatConfirmation
chat_plain_dialect_get_confirmation (ChatDialect *dialect)
{
  return CHAT_CONFIRMATION_LEARNED;
}

static ChatCapabilities
chat_plain_dialect_get_capabilities (ChatDialect *dialect, const char *const *features)
{
  return CHAT_CAN_NAME_ROOMS | CHAT_CAN_TYPE;
}

static void
chat_plain_dialect_class_init (ChatPlainDialectClass *klass)
{
  ChatDialectClass *dialect_class = CHAT_DIALECT_CLASS (klass);

  dialect_class->read_event = chat_plain_dialect_read_event;
  dialect_class->read_answer = chat_plain_dialect_read_answer;
  dialect_class->write = chat_plain_dialect_write;
  dialect_class->get_confirmation = chat_plain_dialect_get_confirmation;
  dialect_class->get_capabilities = chat_plain_dialect_get_capabilities;
}

static void
chat_plain_dialect_init (ChatPlainDialect *self)
{
}

ChatDialect *
chat_plain_dialect_new (void)
{
  return g_object_new (CHAT_TYPE_PLAIN_DIALECT, NULL);
}
