/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The protocol of parlour-server, which has all that this program can do.  Every event of ours has
 * one object and gets {ok: true, ...} or {ok: false, error: {code, message}}; every event of the
 * server has one object.  What an answer has beside its own matter, the people in it, comes before
 * it: who reads the events in order knows everybody that is spoken of.
 */
#include "chat-native-dialect.h"

#include "chat-native-reader.h"
#include "chat-native-writer.h"
#include "chat-reader.h"

#include <glib/gi18n.h>

struct _ChatNativeDialect {
  ChatDialect parent_instance;
};

G_DEFINE_FINAL_TYPE (ChatNativeDialect, chat_native_dialect, CHAT_TYPE_DIALECT)

/* Lists are read by functions of one type. */

static gpointer
one_user (JsonNode *node, gint64 now)
{
  return chat_native_reader_user (node, now);
}

static gpointer
one_room (JsonNode *node, gint64 now)
{
  return chat_native_reader_room (node, now);
}

static gpointer
one_member (JsonNode *node, gint64 now)
{
  return chat_native_reader_member (node, now);
}

static gpointer
one_message (JsonNode *node, gint64 now)
{
  return chat_native_reader_message (node, now);
}

static gpointer
one_device (JsonNode *node, gint64 now)
{
  return chat_native_reader_device (node, now);
}

/* Adds nothing for an event that says nothing. */
static void
add_list (GPtrArray *events,
          ChatEventType type,
          JsonNode *node,
          ChatNativeRead read,
          gsize list,
          gint64 now)
{
  g_autoptr (ChatEvent) event = chat_event_new (type, NULL);
  GPtrArray *records = G_STRUCT_MEMBER (GPtrArray *, event, list);

  chat_native_reader_list (node, read, now, records);
  if (records->len > 0)
    g_ptr_array_add (events, g_steal_pointer (&event));
}

#define USERS one_user, G_STRUCT_OFFSET (ChatEvent, users)
#define ROOMS one_room, G_STRUCT_OFFSET (ChatEvent, rooms)
#define MEMBERS one_member, G_STRUCT_OFFSET (ChatEvent, members)
#define MESSAGES one_message, G_STRUCT_OFFSET (ChatEvent, messages)

static ChatEvent *
add_record (GPtrArray *events, ChatEventType type, const char *room, gsize list, gpointer record)
{
  ChatEvent *event = NULL;

  if (record == NULL)
    return NULL;

  event = chat_event_new (type, room);
  g_ptr_array_add (G_STRUCT_MEMBER (GPtrArray *, event, list), record);
  g_ptr_array_add (events, event);

  return event;
}

static void
add_message (GPtrArray *events, ChatEventType type, JsonNode *node, gint64 now)
{
  ChatEventMessage *message = chat_native_reader_message (node, now);

  add_record (events, type, message != NULL ? message->room : NULL,
              G_STRUCT_OFFSET (ChatEvent, messages), message);
}

static void
add_room (GPtrArray *events, JsonNode *node, gint64 now)
{
  add_record (events, CHAT_EVENT_ROOMS, NULL, G_STRUCT_OFFSET (ChatEvent, rooms),
              chat_native_reader_room (node, now));
}

static void
add_member (GPtrArray *events, JsonNode *node, gint64 now)
{
  add_record (events, CHAT_EVENT_MEMBERSHIPS, NULL, G_STRUCT_OFFSET (ChatEvent, members),
              chat_native_reader_member (node, now));
}

static void
add_user (GPtrArray *events, JsonNode *node, gint64 now)
{
  add_record (events, CHAT_EVENT_PROFILES, NULL, G_STRUCT_OFFSET (ChatEvent, users),
              chat_native_reader_user (node, now));
}

/* --- what the server says ----------------------------------------------------- */

static void
read_welcome (JsonObject *object, JsonNode *node, gint64 now, GPtrArray *events)
{
  ChatEventWelcome *welcome = chat_native_reader_welcome (node, now);
  ChatEvent *event = NULL;

  if (welcome == NULL)
    return;

  event = chat_event_new (CHAT_EVENT_WELCOME, NULL);
  event->welcome = welcome;
  g_ptr_array_add (events, event);
}

static void
read_message (JsonObject *object, JsonNode *node, gint64 now, GPtrArray *events)
{
  add_message (events, CHAT_EVENT_MESSAGE, node, now);
}

static void
read_changed (JsonObject *object, JsonNode *node, gint64 now, GPtrArray *events)
{
  add_message (events, CHAT_EVENT_MESSAGES, node, now);
}

static void
read_room (JsonObject *object, JsonNode *node, gint64 now, GPtrArray *events)
{
  add_room (events, node, now);
}

static void
read_member (JsonObject *object, JsonNode *node, gint64 now, GPtrArray *events)
{
  add_member (events, node, now);
}

static void
read_user (JsonObject *object, JsonNode *node, gint64 now, GPtrArray *events)
{
  add_user (events, node, now);
}

static void
add_room_removed (GPtrArray *events, const char *room)
{
  if (room != NULL)
    g_ptr_array_add (events, chat_event_new (CHAT_EVENT_ROOM_REMOVED, room));
}

static void
add_member_removed (GPtrArray *events, const char *room, const char *user)
{
  if (room != NULL && user != NULL)
    add_record (events, CHAT_EVENT_MEMBER_REMOVED, room, G_STRUCT_OFFSET (ChatEvent, users),
                chat_event_user_new (user, NULL));
}

static void
read_room_removed (JsonObject *object, JsonNode *node, gint64 now, GPtrArray *events)
{
  g_autofree char *room = chat_reader_id (json_object_get_member (object, "room"));

  add_room_removed (events, room);
}

static void
read_member_removed (JsonObject *object, JsonNode *node, gint64 now, GPtrArray *events)
{
  g_autofree char *room = chat_reader_id (json_object_get_member (object, "room"));
  g_autofree char *user = chat_reader_id (json_object_get_member (object, "user"));

  add_member_removed (events, room, user);
}

static void
read_receipt (JsonObject *object, JsonNode *node, gint64 now, GPtrArray *events)
{
  ChatEventMember *receipt = chat_native_reader_receipt (node);

  add_record (events, CHAT_EVENT_RECEIPT, receipt != NULL ? receipt->room : NULL,
              G_STRUCT_OFFSET (ChatEvent, members), receipt);
}

static void
read_typing (JsonObject *object, JsonNode *node, gint64 now, GPtrArray *events)
{
  g_autofree char *room = chat_reader_id (json_object_get_member (object, "room"));
  g_autofree char *user = chat_reader_id (json_object_get_member (object, "user"));
  ChatEvent *event = NULL;

  if (room == NULL || user == NULL)
    return;

  event = add_record (events, CHAT_EVENT_TYPING, room, G_STRUCT_OFFSET (ChatEvent, users),
                      chat_event_user_new (user, NULL));
  event->on = chat_reader_flag (json_object_get_member (object, "on"), FALSE);
}

static void
read_presence (JsonObject *object, JsonNode *node, gint64 now, GPtrArray *events)
{
  add_record (events, CHAT_EVENT_PRESENCE, NULL, G_STRUCT_OFFSET (ChatEvent, users),
              chat_native_reader_presence (node, now));
}

/* A cursor that is none moves nothing. */
static void
read_revision (JsonObject *object, JsonNode *node, gint64 now, GPtrArray *events)
{
  gint64 revision =
    chat_reader_count (json_object_get_member (object, "revision"), CHAT_READER_MAX_COUNT, 0);
  ChatEvent *event = NULL;

  if (revision == 0)
    return;

  event = chat_event_new (CHAT_EVENT_REVISION, NULL);
  event->revision = revision;
  event->more = chat_reader_flag (json_object_get_member (object, "more"), FALSE);
  g_ptr_array_add (events, event);
}

static const struct {
  const char *name;
  void (*read) (JsonObject *object, JsonNode *node, gint64 now, GPtrArray *events);
} EVENTS[] = {
  { "message", read_message },
  { "message:changed", read_changed },
  { "receipt", read_receipt },
  { "typing", read_typing },
  { "presence", read_presence },
  { "revision", read_revision },
  { "user", read_user },
  { "room", read_room },
  { "room:removed", read_room_removed },
  { "member", read_member },
  { "member:removed", read_member_removed },
  { "welcome", read_welcome },
};

static void
chat_native_dialect_read_event (ChatDialect *dialect,
                                const char *name,
                                JsonArray *arguments,
                                gint64 now,
                                GPtrArray *events)
{
  JsonObject *object = chat_reader_object_at (arguments, 0);

  if (object == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (EVENTS); i++) {
    if (g_str_equal (EVENTS[i].name, name)) {
      EVENTS[i].read (object, json_array_get_element (arguments, 0), now, events);
      return;
    }
  }
}

/* --- what it answers ----------------------------------------------------------- */

static void
read_removed (JsonArray *list, GPtrArray *events)
{
  guint length = list != NULL ? MIN (json_array_get_length (list), CHAT_READER_MAX_LIST) : 0;

  for (guint i = 0; i < length; i++) {
    JsonObject *object = chat_reader_object_at (list, i);
    g_autofree char *kind = NULL;
    g_autofree char *id = NULL;
    g_autofree char *room = NULL;

    if (object == NULL)
      continue;
    kind = chat_reader_id (json_object_get_member (object, "kind"));
    id = chat_reader_id (json_object_get_member (object, "id"));
    room = chat_reader_id (json_object_get_member (object, "room"));
    if (g_strcmp0 (kind, "room") == 0)
      add_room_removed (events, id);
    else if (g_strcmp0 (kind, "member") == 0)
      add_member_removed (events, room, id);
  }
}

/* What was taken away comes first: some of it may be there again. */
static void
read_sync (JsonObject *answer, gint64 now, GPtrArray *events)
{
  read_removed (chat_reader_list (json_object_get_member (answer, "removed")), events);
  add_list (events, CHAT_EVENT_PROFILES, json_object_get_member (answer, "users"), USERS, now);
  add_list (events, CHAT_EVENT_ROOMS, json_object_get_member (answer, "rooms"), ROOMS, now);
  add_list (events, CHAT_EVENT_MEMBERSHIPS, json_object_get_member (answer, "members"), MEMBERS,
            now);
  add_list (events, CHAT_EVENT_MESSAGES, json_object_get_member (answer, "messages"), MESSAGES,
            now);
  read_revision (answer, NULL, now, events);
}

/* Of the room that was asked about, and in order. */
static void
read_history (JsonObject *answer, const ChatIntent *intent, gint64 now, GPtrArray *events)
{
  ChatEvent *history = chat_event_new (CHAT_EVENT_HISTORY, intent->room);
  gint64 after = 0;

  add_list (events, CHAT_EVENT_PROFILES, json_object_get_member (answer, "users"), USERS, now);
  chat_native_reader_list (json_object_get_member (answer, "messages"), one_message, now,
                           history->messages);
  for (guint i = 0; i < history->messages->len;) {
    const ChatEventMessage *message = history->messages->pdata[i];

    if (g_strcmp0 (message->room, intent->room) != 0 || message->seq <= after) {
      g_ptr_array_remove_index (history->messages, i);
    } else {
      after = message->seq;
      i++;
    }
  }
  history->first = chat_reader_count (json_object_get_member (answer, "first"), G_MAXINT32, 0);
  history->last = chat_reader_count (json_object_get_member (answer, "last"), G_MAXINT32, 0);
  g_ptr_array_add (events, history);
}

/* It is ours only if it is under our id, where we sent it. */
static gboolean
read_sent (JsonObject *answer, const ChatIntent *intent, gint64 now, GPtrArray *events)
{
  g_autoptr (ChatEventMessage)
    message = chat_native_reader_message (json_object_get_member (answer, "message"), now);
  ChatEvent *event = NULL;

  if (message == NULL || g_strcmp0 (message->id, intent->id) != 0 ||
      g_strcmp0 (message->room, intent->room) != 0)
    return FALSE;

  event = add_record (events, CHAT_EVENT_CONFIRMED, intent->room,
                      G_STRUCT_OFFSET (ChatEvent, messages), message);
  event->id = g_strdup (message->id);
  event->time = message->time;
  g_steal_pointer (&message);

  return TRUE;
}

static void
read_found (JsonObject *answer, gint64 now, GPtrArray *events)
{
  ChatEvent *found = chat_event_new (CHAT_EVENT_FOUND, NULL);

  add_list (events, CHAT_EVENT_PROFILES, json_object_get_member (answer, "users"), USERS, now);
  chat_native_reader_list (json_object_get_member (answer, "messages"), one_message, now,
                           found->messages);
  found->total = (guint) chat_reader_count (json_object_get_member (answer, "total"), G_MAXINT32,
                                            found->messages->len);
  g_ptr_array_add (events, found);
}

static void
read_directory (JsonObject *answer, gint64 now, GPtrArray *events)
{
  ChatEvent *directory = chat_event_new (CHAT_EVENT_DIRECTORY, NULL);

  chat_native_reader_list (json_object_get_member (answer, "rooms"), one_room, now,
                           directory->rooms);
  directory->after = chat_reader_id (json_object_get_member (answer, "after"));
  g_ptr_array_add (events, directory);
}

static void
read_member_list (JsonObject *answer, const ChatIntent *intent, gint64 now, GPtrArray *events)
{
  ChatEvent *list = chat_event_new (CHAT_EVENT_MEMBER_LIST, intent->room);

  add_list (events, CHAT_EVENT_PROFILES, json_object_get_member (answer, "users"), USERS, now);
  add_list (events, CHAT_EVENT_MEMBERSHIPS, json_object_get_member (answer, "members"), MEMBERS,
            now);
  list->after = chat_reader_id (json_object_get_member (answer, "after"));
  g_ptr_array_add (events, list);
}

static void
read_users_found (JsonObject *answer, gint64 now, GPtrArray *events)
{
  ChatEvent *found = chat_event_new (CHAT_EVENT_FOUND_USERS, NULL);

  chat_native_reader_list (json_object_get_member (answer, "users"), one_user, now, found->users);
  g_ptr_array_add (events, found);
}

static void
read_devices (JsonObject *answer, gint64 now, GPtrArray *events)
{
  ChatEvent *devices = chat_event_new (CHAT_EVENT_DEVICES, NULL);

  chat_native_reader_list (json_object_get_member (answer, "sessions"), one_device, now,
                           devices->devices);
  g_ptr_array_add (events, devices);
}

/* FALSE if a yes lacks what it was asked for. */
static gboolean
read_yes (JsonObject *answer, const ChatIntent *intent, gint64 now, GPtrArray *events)
{
  switch (intent->type) {
  case CHAT_INTENT_SYNC:
    read_sync (answer, now, events);
    return TRUE;
  case CHAT_INTENT_HISTORY:
    read_history (answer, intent, now, events);
    return TRUE;
  case CHAT_INTENT_SEND:
    return read_sent (answer, intent, now, events);
  case CHAT_INTENT_SEARCH:
    read_found (answer, now, events);
    return TRUE;
  case CHAT_INTENT_DIRECTORY:
    read_directory (answer, now, events);
    return TRUE;
  case CHAT_INTENT_LIST_MEMBERS:
    read_member_list (answer, intent, now, events);
    return TRUE;
  case CHAT_INTENT_SEARCH_USERS:
    read_users_found (answer, now, events);
    return TRUE;
  case CHAT_INTENT_LIST_DEVICES:
    read_devices (answer, now, events);
    return TRUE;
  case CHAT_INTENT_CREATE_ROOM:
  case CHAT_INTENT_DIRECT:
  case CHAT_INTENT_JOIN:
  case CHAT_INTENT_LEAVE:
  case CHAT_INTENT_UPDATE_ROOM:
    add_room (events, json_object_get_member (answer, "room"), now);
    return events->len > 0;
  case CHAT_INTENT_INVITE:
  case CHAT_INTENT_SET_ROLE:
  case CHAT_INTENT_MUTE:
  case CHAT_INTENT_PIN:
    add_member (events, json_object_get_member (answer, "member"), now);
    return TRUE;
  case CHAT_INTENT_REMOVE:
    add_member_removed (events, intent->room, intent->person);
    return TRUE;
  case CHAT_INTENT_EDIT:
  case CHAT_INTENT_DELETE:
  case CHAT_INTENT_REACT:
    add_message (events, CHAT_EVENT_MESSAGES, json_object_get_member (answer, "message"), now);
    return TRUE;
  case CHAT_INTENT_UPDATE_ME:
    add_user (events, json_object_get_member (answer, "user"), now);
    return TRUE;
  case CHAT_INTENT_HELLO:
  case CHAT_INTENT_TYPING:
  case CHAT_INTENT_RECEIPT:
  case CHAT_INTENT_PRESENCE:
  case CHAT_INTENT_CHANGE_PASSWORD:
  case CHAT_INTENT_REVOKE_DEVICE:
  case CHAT_INTENT_SIGN_OUT:
    break;
  }

  return TRUE;
}

/* An answer that is none says nothing of what the server did.  What was asked is asked again: its
 * id sees to it that it is not done twice. */
static gboolean
chat_native_dialect_read_answer (ChatDialect *dialect,
                                 const ChatIntent *intent,
                                 JsonArray *answer,
                                 gint64 now,
                                 GPtrArray *events,
                                 GError **error)
{
  JsonObject *object = chat_reader_object_at (answer, 0);
  JsonNode *ok = object != NULL ? json_object_get_member (object, "ok") : NULL;
  JsonObject *details = NULL;

  if (chat_reader_flag (ok, FALSE) && read_yes (object, intent, now, events))
    return TRUE;

  if (chat_reader_flag (ok, TRUE)) {
    g_set_error_literal (error, CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_LATER,
                         N_ ("The server gave an answer that makes no sense"));
  } else {
    details = chat_reader_object (json_object_get_member (object, "error"));
    g_propagate_error (error, chat_dialect_error_new_from_json (details, NULL));
  }

  return FALSE;
}

/* --- what I say ------------------------------------------------------------------ */

static ChatRequest *
chat_native_dialect_write (ChatDialect *dialect, const ChatIntent *intent)
{
  return chat_native_writer_request (intent);
}

static JsonObject *
chat_native_dialect_write_auth (ChatDialect *dialect, const ChatAuth *credentials)
{
  return chat_native_writer_auth (credentials);
}

static GError *
chat_native_dialect_read_refusal (ChatDialect *dialect, const char *message, JsonNode *data)
{
  return chat_dialect_error_new_from_json (chat_reader_object (data), message);
}

static ChatCapabilities
chat_native_dialect_get_capabilities (ChatDialect *dialect, const char *const *features)
{
  static const struct {
    const char *feature;
    ChatCapabilities capability;
  } OPTIONAL[] = {
    { "files", CHAT_CAN_SEND_FILES },
    { "search", CHAT_CAN_SEARCH },
    { "guests", CHAT_CAN_BE_GUEST },
  };
  ChatCapabilities capabilities =
    CHAT_CAN_CREATE_ROOMS | CHAT_CAN_FIND_ROOMS | CHAT_CAN_TALK_ALONE | CHAT_CAN_INVITE |
    CHAT_CAN_MODERATE | CHAT_CAN_MARK_ROOMS | CHAT_CAN_EDIT | CHAT_CAN_REPLY | CHAT_CAN_REACT |
    CHAT_CAN_SEE_RECEIPTS | CHAT_CAN_TYPE | CHAT_CAN_BE_AWAY | CHAT_CAN_LOOK_BACK |
    CHAT_CAN_CATCH_UP | CHAT_CAN_SIGN_IN | CHAT_CAN_CHANGE_PROFILE | CHAT_CAN_MANAGE_DEVICES;

  for (guint i = 0; features != NULL && i < G_N_ELEMENTS (OPTIONAL); i++) {
    if (g_strv_contains (features, OPTIONAL[i].feature))
      capabilities |= OPTIONAL[i].capability;
  }

  return capabilities;
}

static void
chat_native_dialect_class_init (ChatNativeDialectClass *klass)
{
  ChatDialectClass *dialect_class = CHAT_DIALECT_CLASS (klass);

  dialect_class->read_event = chat_native_dialect_read_event;
  dialect_class->read_answer = chat_native_dialect_read_answer;
  dialect_class->write = chat_native_dialect_write;
  dialect_class->get_capabilities = chat_native_dialect_get_capabilities;
  dialect_class->write_auth = chat_native_dialect_write_auth;
  dialect_class->read_refusal = chat_native_dialect_read_refusal;
}

static void
chat_native_dialect_init (ChatNativeDialect *self)
{
}

ChatDialect *
chat_native_dialect_new (void)
{
  return g_object_new (CHAT_TYPE_NATIVE_DIALECT, NULL);
}
