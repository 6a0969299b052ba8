/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The objects of the native protocol, read from JSON that a stranger may have written.  What a
 * thing cannot be known by, its id or its place, is not missing in what comes out of here; all else
 * that makes no sense is as if it had not been said.  So a message whose text is no text keeps its
 * place: a hole there would be asked for for ever.
 */
#include "chat-native-reader.h"

#include "chat-reader.h"

#include <string.h>

#define MAX_STATUS 200
#define MAX_TOPIC 1000
#define MAX_FILE_NAME 255
#define MAX_TYPE 100
#define MAX_BLURHASH 200
#define MAX_TOKEN 512
#define MAX_WORD 64
#define MAX_EXCERPT 200

/* Of one message; a server allows far less. */
#define MAX_FILES 100
#define MAX_REACTIONS 100
#define MAX_SIDE 100000

static JsonNode *
member_of (JsonObject *object, const char *name)
{
  return json_object_get_member (object, name);
}

static char *
id_of (JsonObject *object, const char *name)
{
  return chat_reader_id (member_of (object, name));
}

static gint64
count_of (JsonObject *object, const char *name)
{
  return chat_reader_count (member_of (object, name), CHAT_READER_MAX_COUNT, 0);
}

/* A place in a room. */
static gint64
seq_of (JsonObject *object, const char *name)
{
  return chat_reader_count (member_of (object, name), G_MAXINT32, 0);
}

static guint
limit_of (JsonObject *object, const char *name)
{
  return (guint) chat_reader_count (member_of (object, name), G_MAXINT32, 0);
}

/* 0 where there is none. */
static gint64
time_of (JsonObject *object, const char *name, gint64 now)
{
  JsonNode *node = member_of (object, name);

  return node == NULL || JSON_NODE_HOLDS_NULL (node) ? 0 : chat_reader_time (node, now);
}

/* The position of a word in @words, 0 for any other. */
static guint
word_of (JsonObject *object, const char *name, const char *const *words)
{
  g_autofree char *word = chat_reader_line (member_of (object, name), MAX_WORD);

  for (guint i = 0; word != NULL && words[i] != NULL; i++) {
    if (g_str_equal (words[i], word))
      return i;
  }

  return 0;
}

/**
 * chat_native_reader_list:
 * @node: (nullable): a list
 * @read: what its values are
 * @now: the time, in ms since 1970
 * @records: where they go
 *
 * Reads a list; what makes no sense in it is left out.
 */
void
chat_native_reader_list (JsonNode *node, ChatNativeRead read, gint64 now, GPtrArray *records)
{
  JsonArray *list = chat_reader_list (node);
  guint length = list != NULL ? MIN (json_array_get_length (list), CHAT_READER_MAX_LIST) : 0;

  for (guint i = 0; i < length; i++) {
    gpointer record = read (json_array_get_element (list, i), now);

    if (record != NULL)
      g_ptr_array_add (records, record);
  }
}

static gpointer
read_id (JsonNode *node, gint64 now)
{
  return chat_reader_id (node);
}

/* --- people ------------------------------------------------------------------ */

static ChatPresence
presence_of (JsonObject *object)
{
  static const char *const WORDS[] = { "offline", "online", "away", "busy", NULL };

  return (ChatPresence) word_of (object, "presence", WORDS);
}

/**
 * chat_native_reader_user:
 * @node: (nullable): a USER
 * @now: the time, in ms since 1970
 *
 * Returns: (transfer full) (nullable): somebody
 */
ChatEventUser *
chat_native_reader_user (JsonNode *node, gint64 now)
{
  static const char *const KINDS[] = { "person", "guest", "bot", NULL };
  JsonObject *object = chat_reader_object (node);
  g_autofree char *id = object != NULL ? id_of (object, "id") : NULL;
  ChatEventUser *user = NULL;

  if (id == NULL)
    return NULL;

  user = chat_event_user_new (id, NULL);
  user->handle = chat_reader_name (member_of (object, "name"));
  user->name = chat_reader_name (member_of (object, "displayName"));
  if (user->name == NULL)
    user->name = g_strdup (user->handle);
  user->avatar = id_of (object, "avatar");
  user->kind = (ChatUserKind) word_of (object, "kind", KINDS);
  user->presence = presence_of (object);
  user->status = chat_reader_line (member_of (object, "status"), MAX_STATUS);
  user->last_seen = time_of (object, "lastSeen", now);
  user->rev = count_of (object, "rev");

  return user;
}

/**
 * chat_native_reader_presence:
 * @node: (nullable): the argument of `presence`
 * @now: the time, in ms since 1970
 *
 * Returns: (transfer full) (nullable): who it is, and whether they are there
 */
ChatEventUser *
chat_native_reader_presence (JsonNode *node, gint64 now)
{
  JsonObject *object = chat_reader_object (node);
  g_autofree char *id = object != NULL ? id_of (object, "user") : NULL;
  ChatEventUser *user = NULL;

  if (id == NULL)
    return NULL;

  user = chat_event_user_new (id, NULL);
  user->presence = presence_of (object);
  user->last_seen = time_of (object, "lastSeen", now);

  return user;
}

/* --- messages ---------------------------------------------------------------- */

/* A name that is kept as a file's: none that leads somewhere else. */
static char *
file_name_of (JsonObject *object)
{
  char *name = chat_reader_line (member_of (object, "name"), MAX_FILE_NAME);

  if (name == NULL || g_str_equal (name, ".") || g_str_equal (name, "..")) {
    g_free (name);
    return g_strdup ("file");
  }

  return g_strdelimit (name, "/\\", '_');
}

static gpointer
read_file (JsonNode *node, gint64 now)
{
  JsonObject *object = chat_reader_object (node);
  g_autofree char *id = object != NULL ? id_of (object, "id") : NULL;
  ChatEventFile *file = NULL;

  if (id == NULL)
    return NULL;

  file = g_new0 (ChatEventFile, 1);
  file->id = g_steal_pointer (&id);
  file->name = file_name_of (object);
  file->type = chat_reader_line (member_of (object, "type"), MAX_TYPE);
  file->size = count_of (object, "size");
  file->width = (guint) chat_reader_count (member_of (object, "width"), MAX_SIDE, 0);
  file->height = (guint) chat_reader_count (member_of (object, "height"), MAX_SIDE, 0);
  if (file->width == 0 || file->height == 0)
    file->width = file->height = 0;
  file->blurhash = chat_reader_line (member_of (object, "blurhash"), MAX_BLURHASH);

  return file;
}

static void
read_reactions (JsonNode *node, GPtrArray *reactions)
{
  JsonObject *object = chat_reader_object (node);
  JsonObjectIter each;
  const char *name = NULL;
  JsonNode *users = NULL;

  if (object == NULL)
    return;

  json_object_iter_init_ordered (&each, object);
  while (reactions->len < MAX_REACTIONS && json_object_iter_next_ordered (&each, &name, &users)) {
    g_autofree char *emoji = chat_reader_emoji (name);
    g_autoptr (ChatEventReaction) reaction = NULL;

    if (emoji == NULL)
      continue;
    reaction = chat_event_reaction_new (emoji);
    chat_native_reader_list (users, read_id, 0, reaction->users);
    if (reaction->users->len > 0)
      g_ptr_array_add (reactions, g_steal_pointer (&reaction));
  }
}

static void
read_reply (JsonNode *node, ChatEventMessage *message)
{
  JsonObject *object = chat_reader_object (node);

  if (object == NULL)
    return;

  message->reply_id = id_of (object, "id");
  if (message->reply_id == NULL)
    return;
  message->reply_user = id_of (object, "user");
  message->reply_text = chat_reader_line (member_of (object, "text"), MAX_EXCERPT);
}

static void
read_incident (JsonNode *node, ChatEventMessage *message)
{
  static const char *const WHAT[] = { "", "created", "joined", "left", "renamed", "topic", NULL };
  JsonObject *object = chat_reader_object (node);

  if (object == NULL)
    return;

  message->incident = (ChatIncident) word_of (object, "what", WHAT);
  message->incident_user = id_of (object, "user");
  if (message->incident == CHAT_INCIDENT_RENAMED)
    message->incident_text = chat_reader_name (member_of (object, "name"));
  else if (message->incident == CHAT_INCIDENT_TOPIC)
    message->incident_text = chat_reader_line (member_of (object, "topic"), MAX_TOPIC);
}

static void
read_text (JsonObject *object, ChatEventMessage *message)
{
  if (message->kind == CHAT_MESSAGE_KIND_SYSTEM) {
    read_incident (member_of (object, "system"), message);
    return;
  }
  if (message->deleted_at != 0)
    return;

  message->text = chat_reader_text (member_of (object, "text"));
  if (message->text == NULL)
    message->text = g_strdup ("");
}

/**
 * chat_native_reader_message:
 * @node: (nullable): a MESSAGE
 * @now: the time, in ms since 1970
 *
 * Returns: (transfer full) (nullable): a message; it has an id, a room, a place in it and a sender
 */
ChatEventMessage *
chat_native_reader_message (JsonNode *node, gint64 now)
{
  static const char *const KINDS[] = { "text", "notice", "system", NULL };
  JsonObject *object = chat_reader_object (node);
  g_autoptr (ChatEventMessage) message = NULL;
  g_autofree char *sender = NULL;

  if (object == NULL)
    return NULL;

  message = chat_event_message_new ();
  message->id = id_of (object, "id");
  message->room = id_of (object, "room");
  message->seq = seq_of (object, "seq");
  sender = id_of (object, "user");
  if (message->id == NULL || message->room == NULL || message->seq == 0 || sender == NULL)
    return NULL;

  message->sender = chat_event_user_new (sender, NULL);
  message->rev = count_of (object, "rev");
  message->time = chat_reader_time (member_of (object, "at"), now);
  message->kind = (ChatMessageKind) word_of (object, "kind", KINDS);
  message->edited_at = time_of (object, "editedAt", now);
  message->deleted_at = time_of (object, "deletedAt", now);
  read_text (object, message);
  read_reply (member_of (object, "reply"), message);
  chat_native_reader_list (member_of (object, "mentions"), read_id, now, message->mentions);
  chat_native_reader_list (member_of (object, "files"), read_file, now, message->files);
  if (message->files->len > MAX_FILES)
    g_ptr_array_set_size (message->files, MAX_FILES);
  read_reactions (member_of (object, "reactions"), message->reactions);

  return g_steal_pointer (&message);
}

/* --- rooms ------------------------------------------------------------------- */

/**
 * chat_native_reader_receipt:
 * @node: (nullable): the argument of `receipt`, or a MEMBER
 *
 * Returns: (transfer full) (nullable): who it is, in which room, and how far
 */
ChatEventMember *
chat_native_reader_receipt (JsonNode *node)
{
  JsonObject *object = chat_reader_object (node);
  g_autoptr (ChatEventMember) member = NULL;

  if (object == NULL)
    return NULL;

  member = g_new0 (ChatEventMember, 1);
  member->room = id_of (object, "room");
  member->user = id_of (object, "user");
  if (member->room == NULL || member->user == NULL)
    return NULL;

  member->seen = seq_of (object, "seen");
  member->delivered = MAX (seq_of (object, "delivered"), member->seen);
  member->rev = count_of (object, "rev");

  return g_steal_pointer (&member);
}

/* For how long a room is muted is not bound to be soon. */
static void
read_marks (JsonObject *object, ChatEventMember *member)
{
  member->has_marks = json_object_has_member (object, "pinned");
  if (!member->has_marks)
    return;

  member->pinned = chat_reader_flag (member_of (object, "pinned"), FALSE);
  member->muted = count_of (object, "muted");
}

/**
 * chat_native_reader_member:
 * @node: (nullable): a MEMBER
 * @now: the time, in ms since 1970
 *
 * Returns: (transfer full) (nullable): somebody in a room
 */
ChatEventMember *
chat_native_reader_member (JsonNode *node, gint64 now)
{
  static const char *const ROLES[] = { "member", "moderator", "owner", NULL };
  ChatEventMember *member = chat_native_reader_receipt (node);
  JsonObject *object = chat_reader_object (node);

  if (member == NULL)
    return NULL;

  member->role = (ChatRole) word_of (object, "role", ROLES);
  member->joined_at = time_of (object, "joinedAt", now);
  member->from_seq = MAX (seq_of (object, "fromSeq"), 1);
  read_marks (object, member);

  return member;
}

/* What is said inside a room is said of it. */
static void
read_view (JsonObject *object, ChatEventRoom *room, gint64 now)
{
  room->has_me = json_object_has_member (object, "me");
  if (!room->has_me)
    return;

  room->me = chat_native_reader_member (member_of (object, "me"), now);
  if (room->me != NULL && !g_str_equal (room->me->room, room->id))
    g_clear_pointer (&room->me, chat_event_member_free);
  room->last_message = chat_native_reader_message (member_of (object, "lastMessage"), now);
  if (room->last_message != NULL && !g_str_equal (room->last_message->room, room->id))
    g_clear_pointer (&room->last_message, chat_event_message_free);
}

/**
 * chat_native_reader_room:
 * @node: (nullable): a ROOM
 * @now: the time, in ms since 1970
 *
 * Returns: (transfer full) (nullable): a room
 */
ChatEventRoom *
chat_native_reader_room (JsonNode *node, gint64 now)
{
  static const char *const KINDS[] = { "public", "private", "direct", NULL };
  JsonObject *object = chat_reader_object (node);
  g_autofree char *id = object != NULL ? id_of (object, "id") : NULL;
  ChatEventRoom *room = NULL;

  if (id == NULL)
    return NULL;

  room = g_new0 (ChatEventRoom, 1);
  room->id = g_steal_pointer (&id);
  room->kind = (ChatRoomKind) word_of (object, "kind", KINDS);
  room->name = chat_reader_name (member_of (object, "name"));
  room->topic = chat_reader_line (member_of (object, "topic"), MAX_TOPIC);
  room->avatar = id_of (object, "avatar");
  room->created_by = id_of (object, "createdBy");
  room->created_at = time_of (object, "createdAt", now);
  room->last_seq = seq_of (object, "lastSeq");
  room->n_members = limit_of (object, "memberCount");
  room->rev = count_of (object, "rev");
  read_view (object, room, now);

  return room;
}

/* --- the server -------------------------------------------------------------- */

/**
 * chat_native_reader_device:
 * @node: (nullable): one of the `sessions`
 * @now: the time, in ms since 1970
 *
 * Returns: (transfer full) (nullable): where I am signed in
 */
ChatEventDevice *
chat_native_reader_device (JsonNode *node, gint64 now)
{
  JsonObject *object = chat_reader_object (node);
  g_autofree char *id = object != NULL ? id_of (object, "id") : NULL;
  ChatEventDevice *device = NULL;

  if (id == NULL)
    return NULL;

  device = g_new0 (ChatEventDevice, 1);
  device->id = g_steal_pointer (&id);
  device->client = chat_reader_name (member_of (object, "client"));
  device->created_at = time_of (object, "createdAt", now);
  device->used_at = time_of (object, "usedAt", now);
  device->is_current = chat_reader_flag (member_of (object, "current"), FALSE);

  return device;
}

/* It goes to the server again as it came. */
static char *
token_of (JsonObject *object)
{
  const char *token = chat_reader_string (member_of (object, "token"));

  return token != NULL && *token != '\0' && strlen (token) <= MAX_TOKEN && g_str_is_ascii (token)
           ? g_strdup (token)
           : NULL;
}

static char **
features_of (JsonObject *object)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_null_terminated (0, g_free, TRUE);

  chat_native_reader_list (member_of (object, "features"), read_id, 0, words);

  return words->len > 0 ? (char **) g_ptr_array_steal (words, NULL) : g_new0 (char *, 1);
}

static void
read_server (JsonNode *node, ChatEventWelcome *welcome)
{
  JsonObject *object = chat_reader_object (node);
  JsonObject *limits = NULL;

  if (object == NULL) {
    welcome->features = g_new0 (char *, 1);
    return;
  }

  welcome->server_id = id_of (object, "id");
  welcome->server_name = chat_reader_name (member_of (object, "name"));
  welcome->server_version = chat_reader_line (member_of (object, "version"), MAX_WORD);
  welcome->features = features_of (object);
  limits = chat_reader_object (member_of (object, "limits"));
  if (limits == NULL)
    return;
  welcome->max_text = limit_of (limits, "text");
  welcome->max_file = count_of (limits, "file");
  welcome->max_name = limit_of (limits, "name");
  welcome->max_topic = limit_of (limits, "topic");
}

/**
 * chat_native_reader_welcome:
 * @node: (nullable): the argument of `welcome`
 * @now: the time, in ms since 1970
 *
 * Returns: (transfer full) (nullable): what the server says of itself and of me
 */
ChatEventWelcome *
chat_native_reader_welcome (JsonNode *node, gint64 now)
{
  JsonObject *object = chat_reader_object (node);
  ChatEventUser *me = object != NULL ? chat_native_reader_user (member_of (object, "me"), now)
                                     : NULL;
  ChatEventWelcome *welcome = NULL;

  if (me == NULL)
    return NULL;

  welcome = g_new0 (ChatEventWelcome, 1);
  welcome->me = me;
  welcome->token = token_of (object);
  welcome->device = id_of (object, "session");
  welcome->revision = count_of (object, "revision");
  welcome->run = id_of (object, "run");
  welcome->kept =
    chat_reader_count (member_of (object, "kept"), welcome->revision, welcome->revision);
  read_server (member_of (object, "server"), welcome);

  return welcome;
}
