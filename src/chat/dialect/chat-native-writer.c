/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What I want, in the words of the native protocol: each intent is one event with one object, whose
 * fields are fields of the intent.
 */
#include "chat-native-writer.h"

#define PROTOCOL 1

/* The most that the server gives at once. */
#define SYNC_LIMIT 500

/* --- values: each is set from where it lies in the intent ---------------------- */

static void
set_string (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

static void
set_text (JsonObject *object, const char *name, gconstpointer place)
{
  set_string (object, name, *(char *const *) place);
}

/* An empty one takes away what is there. */
static void
set_or_clear (JsonObject *object, const char *name, gconstpointer place)
{
  const char *value = *(char *const *) place;

  if (value != NULL && *value == '\0')
    json_object_set_null_member (object, name);
  else
    set_string (object, name, value);
}

static void
set_list (JsonObject *object, const char *name, gconstpointer place)
{
  char **list = *(char **const *) place;
  JsonArray *array = NULL;

  if (list == NULL || list[0] == NULL)
    return;

  array = json_array_new ();
  for (guint i = 0; list[i] != NULL; i++)
    json_array_add_string_element (array, list[i]);
  json_object_set_array_member (object, name, array);
}

static void
set_flag (JsonObject *object, const char *name, gconstpointer place)
{
  json_object_set_boolean_member (object, name, *(const gboolean *) place);
}

static void
set_number (JsonObject *object, const char *name, gconstpointer place)
{
  json_object_set_int_member (object, name, *(const gint64 *) place);
}

/* There is no place 0. */
static void
set_seq (JsonObject *object, const char *name, gconstpointer place)
{
  if (*(const gint64 *) place > 0)
    set_number (object, name, place);
}

static void
set_limit (JsonObject *object, const char *name, gconstpointer place)
{
  guint limit = *(const guint *) place;

  if (limit > 0)
    json_object_set_int_member (object, name, limit);
}

static void
set_sync_limit (JsonObject *object, const char *name, gconstpointer place)
{
  guint limit = *(const guint *) place;

  json_object_set_int_member (object, name, limit > 0 ? limit : SYNC_LIMIT);
}

/* What is to be made is no direct conversation. */
static void
set_kind (JsonObject *object, const char *name, gconstpointer place)
{
  set_string (object, name,
              *(const ChatRoomKind *) place == CHAT_ROOM_KIND_PUBLIC ? "public" : "private");
}

static void
set_role (JsonObject *object, const char *name, gconstpointer place)
{
  static const char *const WORDS[] = {
    [CHAT_ROLE_MEMBER] = "member",
    [CHAT_ROLE_MODERATOR] = "moderator",
    [CHAT_ROLE_OWNER] = "owner",
  };

  set_string (object, name, WORDS[*(const ChatRole *) place]);
}

/* Whoever is connected cannot say that they are not. */
static void
set_presence (JsonObject *object, const char *name, gconstpointer place)
{
  static const char *const WORDS[] = {
    [CHAT_PRESENCE_OFFLINE] = "away",
    [CHAT_PRESENCE_ONLINE] = "online",
    [CHAT_PRESENCE_AWAY] = "away",
    [CHAT_PRESENCE_BUSY] = "busy",
  };

  set_string (object, name, WORDS[*(const ChatPresence *) place]);
}

/* The side is the name, and the place the value. */
static void
set_anchor (JsonObject *object, const char *name, gconstpointer place)
{
  static const char *const SIDES[] = {
    [CHAT_ANCHOR_BEFORE] = "before",
    [CHAT_ANCHOR_AFTER] = "after",
    [CHAT_ANCHOR_AROUND] = "around",
  };
  const ChatIntent *intent = place;

  if (intent->anchor != CHAT_ANCHOR_LATEST)
    json_object_set_int_member (object, SIDES[intent->anchor], intent->seq);
}

static void
set_passwords (JsonObject *object, const char *name, gconstpointer place)
{
  const ChatIntent *intent = place;
  JsonObject *passwords = json_object_new ();

  set_string (passwords, "old", intent->old_password);
  set_string (passwords, "new", intent->new_password);
  json_object_set_object_member (object, name, passwords);
}

/* --- words ---------------------------------------------------------------------- */

/* What the protocol calls it, and where it lies in the intent. */
typedef struct {
  const char *name;
  void (*set) (JsonObject *object, const char *name, gconstpointer place);
  gsize offset;
} Field;

#define AT(member) G_STRUCT_OFFSET (ChatIntent, member)
#define OF_ALL 0

static const Field AFTER = { "after", set_text, AT (after) };
static const Field ANCHOR = { NULL, set_anchor, OF_ALL };
static const Field AVATAR = { "avatar", set_or_clear, AT (avatar) };
static const Field BEFORE = { "before", set_text, AT (after) };
static const Field DELIVERED = { "delivered", set_seq, AT (delivered) };
static const Field DISPLAY_NAME = { "displayName", set_text, AT (name) };
static const Field EMOJI = { "emoji", set_text, AT (emoji) };
static const Field FILES = { "files", set_list, AT (list) };
static const Field ID = { "id", set_text, AT (id) };
static const Field KIND = { "kind", set_kind, AT (kind) };
static const Field LIMIT = { "limit", set_limit, AT (limit) };
static const Field MEMBERS = { "members", set_list, AT (list) };
static const Field MUTED = { "muted", set_number, AT (time) };
static const Field NAME = { "name", set_text, AT (name) };
static const Field ON = { "on", set_flag, AT (on) };
static const Field PASSWORD = { "password", set_passwords, OF_ALL };
static const Field PINNED = { "pinned", set_flag, AT (on) };
static const Field PRESENCE = { "presence", set_presence, AT (presence) };
static const Field QUERY = { "query", set_text, AT (query) };
static const Field REPLY = { "reply", set_text, AT (reply) };
static const Field ROLE = { "role", set_role, AT (role) };
static const Field ROOM = { "room", set_text, AT (room) };
static const Field SEEN = { "seen", set_seq, AT (seen) };
static const Field SESSION = { "session", set_text, AT (id) };
static const Field SINCE = { "since", set_number, AT (seq) };
static const Field STATUS = { "status", set_or_clear, AT (status) };
static const Field TEXT = { "text", set_text, AT (text) };
static const Field TOPIC = { "topic", set_text, AT (topic) };
static const Field AT_MOST = { "limit", set_sync_limit, AT (limit) };
static const Field USER = { "user", set_text, AT (person) };

#define MAX_FIELDS 5

/* Who I am was said at the door: HELLO goes without saying. */
static const struct {
  const char *event;
  const Field *fields[MAX_FIELDS];
} WORDS[] = {
  [CHAT_INTENT_HELLO] = { NULL },
  [CHAT_INTENT_JOIN] = { "room:join", { &ROOM } },
  [CHAT_INTENT_LEAVE] = { "room:leave", { &ROOM } },
  [CHAT_INTENT_SEND] = { "message:send", { &ID, &ROOM, &TEXT, &REPLY, &FILES } },
  [CHAT_INTENT_TYPING] = { "typing", { &ROOM, &ON } },
  [CHAT_INTENT_SYNC] = { "sync", { &SINCE, &AT_MOST } },
  [CHAT_INTENT_HISTORY] = { "message:history", { &ROOM, &ANCHOR, &LIMIT } },
  [CHAT_INTENT_CREATE_ROOM] = { "room:create", { &NAME, &TOPIC, &KIND, &MEMBERS } },
  [CHAT_INTENT_DIRECT] = { "room:direct", { &USER } },
  [CHAT_INTENT_UPDATE_ROOM] = { "room:update", { &ROOM, &NAME, &TOPIC, &AVATAR } },
  [CHAT_INTENT_INVITE] = { "room:invite", { &ROOM, &USER } },
  [CHAT_INTENT_REMOVE] = { "room:remove", { &ROOM, &USER } },
  [CHAT_INTENT_SET_ROLE] = { "room:role", { &ROOM, &USER, &ROLE } },
  [CHAT_INTENT_MUTE] = { "room:mark", { &ROOM, &MUTED } },
  [CHAT_INTENT_PIN] = { "room:mark", { &ROOM, &PINNED } },
  [CHAT_INTENT_DIRECTORY] = { "room:directory", { &QUERY, &AFTER, &LIMIT } },
  [CHAT_INTENT_LIST_MEMBERS] = { "room:members", { &ROOM, &AFTER, &LIMIT } },
  [CHAT_INTENT_EDIT] = { "message:edit", { &ID, &TEXT } },
  [CHAT_INTENT_DELETE] = { "message:delete", { &ID } },
  [CHAT_INTENT_REACT] = { "message:react", { &ID, &EMOJI, &ON } },
  [CHAT_INTENT_RECEIPT] = { "receipt", { &ROOM, &DELIVERED, &SEEN } },
  [CHAT_INTENT_PRESENCE] = { "presence", { &PRESENCE, &STATUS } },
  [CHAT_INTENT_UPDATE_ME] = { "user:update", { &DISPLAY_NAME, &AVATAR } },
  [CHAT_INTENT_CHANGE_PASSWORD] = { "user:update", { &PASSWORD } },
  [CHAT_INTENT_SEARCH] = { "message:search", { &QUERY, &ROOM, &USER, &BEFORE, &LIMIT } },
  [CHAT_INTENT_SEARCH_USERS] = { "user:search", { &QUERY, &LIMIT } },
  [CHAT_INTENT_LIST_DEVICES] = { "session:list" },
  [CHAT_INTENT_REVOKE_DEVICE] = { "session:revoke", { &SESSION } },
  [CHAT_INTENT_SIGN_OUT] = { "signout" },
};

static JsonObject *
make_object (const ChatIntent *intent)
{
  const Field *const *fields = WORDS[intent->type].fields;
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < MAX_FIELDS && fields[i] != NULL; i++)
    fields[i]->set (object, fields[i]->name, G_STRUCT_MEMBER_P (intent, fields[i]->offset));

  return object;
}

/**
 * chat_native_writer_request:
 * @intent: what I want
 *
 * Returns: (transfer full) (nullable): how to say it; %NULL if it goes without saying
 */
ChatRequest *
chat_native_writer_request (const ChatIntent *intent)
{
  JsonArray *arguments = NULL;
  ChatRequest *request = NULL;

  if (WORDS[intent->type].event == NULL)
    return NULL;

  arguments = json_array_new ();
  json_array_add_object_element (arguments, make_object (intent));
  request = chat_request_new (WORDS[intent->type].event, arguments);
  request->wants_answer = intent->type != CHAT_INTENT_TYPING;
  request->is_volatile = intent->type == CHAT_INTENT_TYPING;

  return request;
}

/* --- at the door ---------------------------------------------------------------- */

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
  set_string (auth, "run", credentials->run);
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
