/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What I want, in the words of the native protocol: each intent is one event with one object.
 */
#include "chat-native-writer.h"

#define PROTOCOL 1

/* The most that the server gives at once. */
#define SYNC_LIMIT 500

static void
set_string (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

/* An empty one takes away what is there. */
static void
set_or_clear (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL && *value == '\0')
    json_object_set_null_member (object, name);
  else
    set_string (object, name, value);
}

static void
set_limit (JsonObject *object, guint limit)
{
  if (limit > 0)
    json_object_set_int_member (object, "limit", limit);
}

static void
set_seq (JsonObject *object, const char *name, gint64 seq)
{
  if (seq > 0)
    json_object_set_int_member (object, name, seq);
}

static void
set_list (JsonObject *object, const char *name, char **list)
{
  JsonArray *array = NULL;

  if (list == NULL || list[0] == NULL)
    return;

  array = json_array_new ();
  for (guint i = 0; list[i] != NULL; i++)
    json_array_add_string_element (array, list[i]);
  json_object_set_array_member (object, name, array);
}

static const char *
word_of_role (ChatRole role)
{
  switch (role) {
  case CHAT_ROLE_OWNER:
    return "owner";
  case CHAT_ROLE_MODERATOR:
    return "moderator";
  case CHAT_ROLE_MEMBER:
    break;
  }

  return "member";
}

/* Whoever is connected cannot say that they are not. */
static const char *
word_of_presence (ChatPresence presence)
{
  switch (presence) {
  case CHAT_PRESENCE_BUSY:
    return "busy";
  case CHAT_PRESENCE_AWAY:
  case CHAT_PRESENCE_OFFLINE:
    return "away";
  case CHAT_PRESENCE_ONLINE:
    break;
  }

  return "online";
}

static void
set_anchor (JsonObject *object, const ChatIntent *intent)
{
  switch (intent->anchor) {
  case CHAT_ANCHOR_LATEST:
    break;
  case CHAT_ANCHOR_BEFORE:
    json_object_set_int_member (object, "before", intent->seq);
    break;
  case CHAT_ANCHOR_AFTER:
    json_object_set_int_member (object, "after", intent->seq);
    break;
  case CHAT_ANCHOR_AROUND:
    json_object_set_int_member (object, "around", intent->seq);
    break;
  }
}

/* --- rooms ------------------------------------------------------------------- */

static void
write_room (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "room", intent->room);
}

static void
write_create_room (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "name", intent->name);
  set_string (object, "topic", intent->topic);
  set_string (object, "kind", intent->kind == CHAT_ROOM_KIND_PUBLIC ? "public" : "private");
  set_list (object, "members", intent->list);
}

static void
write_direct (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "user", intent->person);
}

static void
write_update_room (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "room", intent->room);
  set_string (object, "name", intent->name);
  set_string (object, "topic", intent->topic);
  set_or_clear (object, "avatar", intent->avatar);
}

static void
write_person (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "room", intent->room);
  set_string (object, "user", intent->person);
}

static void
write_role (JsonObject *object, const ChatIntent *intent)
{
  write_person (object, intent);
  set_string (object, "role", word_of_role (intent->role));
}

static void
write_mute (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "room", intent->room);
  json_object_set_int_member (object, "muted", intent->time);
}

static void
write_pin (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "room", intent->room);
  json_object_set_boolean_member (object, "pinned", intent->on);
}

static void
write_directory (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "query", intent->query);
  set_string (object, "after", intent->after);
  set_limit (object, intent->limit);
}

static void
write_list_members (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "room", intent->room);
  set_string (object, "after", intent->after);
  set_limit (object, intent->limit);
}

/* --- messages ---------------------------------------------------------------- */

static void
write_send (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "id", intent->id);
  set_string (object, "room", intent->room);
  set_string (object, "text", intent->text);
  set_string (object, "reply", intent->reply);
  set_list (object, "files", intent->list);
}

static void
write_edit (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "id", intent->id);
  set_string (object, "text", intent->text);
}

static void
write_delete (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "id", intent->id);
}

static void
write_react (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "id", intent->id);
  set_string (object, "emoji", intent->emoji);
  json_object_set_boolean_member (object, "on", intent->on);
}

static void
write_history (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "room", intent->room);
  set_anchor (object, intent);
  set_limit (object, intent->limit);
}

static void
write_search (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "query", intent->query);
  set_string (object, "room", intent->room);
  set_string (object, "user", intent->person);
  set_string (object, "before", intent->after);
  set_limit (object, intent->limit);
}

static void
write_receipt (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "room", intent->room);
  set_seq (object, "delivered", intent->delivered);
  set_seq (object, "seen", intent->seen);
}

static void
write_typing (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "room", intent->room);
  json_object_set_boolean_member (object, "on", intent->on);
}

/* --- me ---------------------------------------------------------------------- */

static void
write_sync (JsonObject *object, const ChatIntent *intent)
{
  json_object_set_int_member (object, "since", intent->seq);
  set_limit (object, intent->limit > 0 ? intent->limit : SYNC_LIMIT);
}

static void
write_presence (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "presence", word_of_presence (intent->presence));
  set_or_clear (object, "status", intent->status);
}

static void
write_me (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "displayName", intent->name);
  set_or_clear (object, "avatar", intent->avatar);
}

static void
write_passwords (JsonObject *object, const ChatIntent *intent)
{
  JsonObject *passwords = json_object_new ();

  set_string (passwords, "old", intent->old_password);
  set_string (passwords, "new", intent->new_password);
  json_object_set_object_member (object, "password", passwords);
}

static void
write_search_users (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "query", intent->query);
  set_limit (object, intent->limit);
}

static void
write_device (JsonObject *object, const ChatIntent *intent)
{
  set_string (object, "session", intent->id);
}

static void
write_nothing (JsonObject *object, const ChatIntent *intent)
{
}

/* Who I am was said at the door: HELLO goes without saying. */
static const struct {
  const char *event;
  void (*write) (JsonObject *object, const ChatIntent *intent);
} WORDS[] = {
  [CHAT_INTENT_HELLO] = { NULL, NULL },
  [CHAT_INTENT_JOIN] = { "room:join", write_room },
  [CHAT_INTENT_LEAVE] = { "room:leave", write_room },
  [CHAT_INTENT_SEND] = { "message:send", write_send },
  [CHAT_INTENT_TYPING] = { "typing", write_typing },
  [CHAT_INTENT_SYNC] = { "sync", write_sync },
  [CHAT_INTENT_HISTORY] = { "message:history", write_history },
  [CHAT_INTENT_CREATE_ROOM] = { "room:create", write_create_room },
  [CHAT_INTENT_DIRECT] = { "room:direct", write_direct },
  [CHAT_INTENT_UPDATE_ROOM] = { "room:update", write_update_room },
  [CHAT_INTENT_INVITE] = { "room:invite", write_person },
  [CHAT_INTENT_REMOVE] = { "room:remove", write_person },
  [CHAT_INTENT_SET_ROLE] = { "room:role", write_role },
  [CHAT_INTENT_MUTE] = { "room:mark", write_mute },
  [CHAT_INTENT_PIN] = { "room:mark", write_pin },
  [CHAT_INTENT_DIRECTORY] = { "room:directory", write_directory },
  [CHAT_INTENT_LIST_MEMBERS] = { "room:members", write_list_members },
  [CHAT_INTENT_EDIT] = { "message:edit", write_edit },
  [CHAT_INTENT_DELETE] = { "message:delete", write_delete },
  [CHAT_INTENT_REACT] = { "message:react", write_react },
  [CHAT_INTENT_RECEIPT] = { "receipt", write_receipt },
  [CHAT_INTENT_PRESENCE] = { "presence", write_presence },
  [CHAT_INTENT_UPDATE_ME] = { "user:update", write_me },
  [CHAT_INTENT_CHANGE_PASSWORD] = { "user:update", write_passwords },
  [CHAT_INTENT_SEARCH] = { "message:search", write_search },
  [CHAT_INTENT_SEARCH_USERS] = { "user:search", write_search_users },
  [CHAT_INTENT_LIST_DEVICES] = { "session:list", write_nothing },
  [CHAT_INTENT_REVOKE_DEVICE] = { "session:revoke", write_device },
  [CHAT_INTENT_SIGN_OUT] = { "signout", write_nothing },
};

/**
 * chat_native_writer_request:
 * @intent: what I want
 *
 * Returns: (transfer full) (nullable): how to say it; %NULL if it goes without saying
 */
ChatRequest *
chat_native_writer_request (const ChatIntent *intent)
{
  JsonObject *object = NULL;
  JsonArray *arguments = NULL;
  ChatRequest *request = NULL;

  if (WORDS[intent->type].event == NULL)
    return NULL;

  object = json_object_new ();
  WORDS[intent->type].write (object, intent);
  arguments = json_array_new ();
  json_array_add_object_element (arguments, object);
  request = chat_request_new (WORDS[intent->type].event, arguments);
  request->wants_answer = intent->type != CHAT_INTENT_TYPING;
  request->is_volatile = intent->type == CHAT_INTENT_TYPING;

  return request;
}

static JsonObject *
describe_client (const char *version)
{
  JsonObject *client = json_object_new ();

  json_object_set_string_member (client, "name", "Parlour");
  set_string (client, "version", version);

  return client;
}

/**
 * chat_native_writer_auth:
 * @credentials: who I am
 *
 * Returns: (transfer full): what CONNECT carries
 */
JsonObject *
chat_native_writer_auth (const ChatAuth *credentials)
{
  JsonObject *auth = json_object_new ();

  json_object_set_int_member (auth, "protocol", PROTOCOL);
  json_object_set_object_member (auth, "client", describe_client (credentials->client_version));
  if (credentials->token != NULL) {
    json_object_set_string_member (auth, "token", credentials->token);
    return auth;
  }

  set_string (auth, "name", credentials->name);
  if (credentials->password == NULL) {
    json_object_set_boolean_member (auth, "guest", TRUE);
    return auth;
  }
  json_object_set_string_member (auth, "password", credentials->password);
  if (credentials->enrol) {
    json_object_set_boolean_member (auth, "register", TRUE);
    set_string (auth, "invite", credentials->invite);
    set_string (auth, "displayName", credentials->display_name);
  }

  return auth;
}
