/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-native-dialect.h"
#include "chat-reader.h"
#include "talk.h"

#define MESSAGE(more)                                                                              \
  "{\"id\":\"m-1\",\"room\":\"r-1\",\"seq\":7,\"user\":\"u-2\",\"at\":1769999999999,"              \
  "\"kind\":\"text\",\"text\":\"hello\",\"rev\":90" more "}"

typedef struct {
  ChatDialect *dialect;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dialect = chat_native_dialect_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->dialect);
}

static ChatEvent *
nth (GPtrArray *events, guint n, ChatEventType type)
{
  ChatEvent *event = NULL;

  g_assert_cmpuint (n, <, events->len);
  event = g_ptr_array_index (events, n);
  g_assert_cmpint (event->type, ==, type);

  return event;
}

static GPtrArray *
read_answer (Fixture *fixture, const ChatIntent *intent, const char *json)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *events = talk_read_answer (fixture->dialect, intent, json, &error);

  g_assert_no_error (error);

  return events;
}

/* --- what I say ------------------------------------------------------------------ */

static void
assert_says (Fixture *fixture, const ChatIntent *intent, const char *event, const char *json)
{
  g_autoptr (ChatRequest) request = chat_dialect_write (fixture->dialect, intent);

  talk_assert_says (fixture->dialect, intent, event, json);
  g_assert_true (request->wants_answer == (intent->type != CHAT_INTENT_TYPING));
  g_assert_true (request->is_volatile == (intent->type == CHAT_INTENT_TYPING));
}

/* Every field that any intent has. */
static ChatIntent *
make_full (ChatIntentType type)
{
  ChatIntent *intent = chat_intent_new (type, NULL, "R");

  intent->id = g_strdup ("I");
  intent->text = g_strdup ("T");
  intent->time = 5;
  intent->on = TRUE;
  intent->name = g_strdup ("N");
  intent->topic = g_strdup ("O");
  intent->avatar = g_strdup ("");
  intent->person = g_strdup ("P");
  intent->reply = g_strdup ("Y");
  intent->emoji = g_strdup ("E");
  intent->query = g_strdup ("Q");
  intent->after = g_strdup ("A");
  intent->status = g_strdup ("S");
  intent->old_password = g_strdup ("1");
  intent->new_password = g_strdup ("2");
  intent->list = g_strsplit ("a b", " ", -1);
  intent->kind = CHAT_ROOM_KIND_PRIVATE;
  intent->role = CHAT_ROLE_MODERATOR;
  intent->presence = CHAT_PRESENCE_BUSY;
  intent->anchor = CHAT_ANCHOR_BEFORE;
  intent->seq = 9;
  intent->delivered = 8;
  intent->seen = 7;
  intent->limit = 20;

  return intent;
}

static void
test_intents (Fixture *fixture, gconstpointer data)
{
  static const struct {
    ChatIntentType type;
    const char *event;
    const char *arguments;
  } cases[] = {
    { CHAT_INTENT_JOIN, "room:join", "[{\"room\":\"R\"}]" },
    { CHAT_INTENT_LEAVE, "room:leave", "[{\"room\":\"R\"}]" },
    { CHAT_INTENT_SEND, "message:send",
      "[{\"id\":\"I\",\"room\":\"R\",\"text\":\"T\",\"reply\":\"Y\",\"files\":[\"a\",\"b\"]}]" },
    { CHAT_INTENT_TYPING, "typing", "[{\"room\":\"R\",\"on\":true}]" },
    { CHAT_INTENT_SYNC, "sync", "[{\"since\":9,\"limit\":20}]" },
    { CHAT_INTENT_HISTORY, "message:history", "[{\"room\":\"R\",\"before\":9,\"limit\":20}]" },
    { CHAT_INTENT_CREATE_ROOM, "room:create",
      "[{\"name\":\"N\",\"topic\":\"O\",\"kind\":\"private\",\"members\":[\"a\",\"b\"]}]" },
    { CHAT_INTENT_DIRECT, "room:direct", "[{\"user\":\"P\"}]" },
    { CHAT_INTENT_UPDATE_ROOM, "room:update",
      "[{\"room\":\"R\",\"name\":\"N\",\"topic\":\"O\",\"avatar\":null}]" },
    { CHAT_INTENT_INVITE, "room:invite", "[{\"room\":\"R\",\"user\":\"P\"}]" },
    { CHAT_INTENT_REMOVE, "room:remove", "[{\"room\":\"R\",\"user\":\"P\"}]" },
    { CHAT_INTENT_SET_ROLE, "room:role",
      "[{\"room\":\"R\",\"user\":\"P\",\"role\":\"moderator\"}]" },
    { CHAT_INTENT_MUTE, "room:mark", "[{\"room\":\"R\",\"muted\":5}]" },
    { CHAT_INTENT_PIN, "room:mark", "[{\"room\":\"R\",\"pinned\":true}]" },
    { CHAT_INTENT_DIRECTORY, "room:directory", "[{\"query\":\"Q\",\"after\":\"A\",\"limit\":20}]" },
    { CHAT_INTENT_LIST_MEMBERS, "room:members", "[{\"room\":\"R\",\"after\":\"A\",\"limit\":20}]" },
    { CHAT_INTENT_EDIT, "message:edit", "[{\"id\":\"I\",\"text\":\"T\"}]" },
    { CHAT_INTENT_DELETE, "message:delete", "[{\"id\":\"I\"}]" },
    { CHAT_INTENT_REACT, "message:react", "[{\"id\":\"I\",\"emoji\":\"E\",\"on\":true}]" },
    { CHAT_INTENT_RECEIPT, "receipt", "[{\"room\":\"R\",\"delivered\":8,\"seen\":7}]" },
    { CHAT_INTENT_PRESENCE, "presence", "[{\"presence\":\"busy\",\"status\":\"S\"}]" },
    { CHAT_INTENT_UPDATE_ME, "user:update", "[{\"displayName\":\"N\",\"avatar\":null}]" },
    { CHAT_INTENT_CHANGE_PASSWORD, "user:update",
      "[{\"password\":{\"old\":\"1\",\"new\":\"2\"}}]" },
    { CHAT_INTENT_SEARCH, "message:search",
      "[{\"query\":\"Q\",\"room\":\"R\",\"user\":\"P\",\"before\":\"A\",\"limit\":20}]" },
    { CHAT_INTENT_SEARCH_USERS, "user:search", "[{\"query\":\"Q\",\"limit\":20}]" },
    { CHAT_INTENT_LIST_DEVICES, "session:list", "[{}]" },
    { CHAT_INTENT_REVOKE_DEVICE, "session:revoke", "[{\"session\":\"I\"}]" },
    { CHAT_INTENT_SIGN_OUT, "signout", "[{}]" },
  };
  g_autoptr (ChatIntent) hello = chat_intent_new (CHAT_INTENT_HELLO, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ChatIntent) intent = make_full (cases[i].type);

    assert_says (fixture, intent, cases[i].event, cases[i].arguments);
  }
  g_assert_null (chat_dialect_write (fixture->dialect, hello));
}

static void
test_little_said (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatIntent) sync = chat_intent_new_sync (0);
  g_autoptr (ChatIntent) latest = chat_intent_new_history ("R", CHAT_ANCHOR_LATEST, 0, 0);
  g_autoptr (ChatIntent) after = chat_intent_new_history ("R", CHAT_ANCHOR_AFTER, 0, 0);
  g_autoptr (ChatIntent) around = chat_intent_new_history ("R", CHAT_ANCHOR_AROUND, 3, 0);
  g_autoptr (ChatIntent) seen = chat_intent_new_receipt ("R", 0, 4);
  g_autoptr (ChatIntent) react = chat_intent_new_react ("I", "👍", FALSE);
  g_autoptr (ChatIntent) edit = chat_intent_new_edit ("I", "new");

  assert_says (fixture, sync, "sync", "[{\"since\":0,\"limit\":500}]");
  assert_says (fixture, latest, "message:history", "[{\"room\":\"R\"}]");
  assert_says (fixture, after, "message:history", "[{\"room\":\"R\",\"after\":0}]");
  assert_says (fixture, around, "message:history", "[{\"room\":\"R\",\"around\":3}]");
  assert_says (fixture, seen, "receipt", "[{\"room\":\"R\",\"seen\":4}]");
  assert_says (fixture, react, "message:react", "[{\"id\":\"I\",\"emoji\":\"👍\",\"on\":false}]");
  assert_says (fixture, edit, "message:edit", "[{\"id\":\"I\",\"text\":\"new\"}]");
}

static void
test_auth (Fixture *fixture, gconstpointer data)
{
#define CLIENT "{\"protocol\":1,\"client\":{\"name\":\"Parlour\",\"version\":\"0.1.0\"},"
  static const struct {
    ChatAuth credentials;
    const char *json;
  } cases[] = {
    { { .token = "T", .name = "ann", .password = "x" }, CLIENT "\"token\":\"T\"}" },
    { { .name = "ann", .password = "x", .invite = "I" },
      CLIENT "\"name\":\"ann\",\"password\":\"x\"}" },
    { { .name = "ann", .password = "x", .enrol = TRUE },
      CLIENT "\"name\":\"ann\",\"password\":\"x\",\"register\":true}" },
    { { .name = "ann", .password = "x", .enrol = TRUE, .invite = "I", .display_name = "Ann" },
      CLIENT "\"name\":\"ann\",\"password\":\"x\",\"register\":true,\"invite\":\"I\","
             "\"displayName\":\"Ann\"}" },
    { { .name = "ann" }, CLIENT "\"name\":\"ann\",\"guest\":true}" },
    { { .token = "T", .run = "r-1" }, CLIENT "\"run\":\"r-1\",\"token\":\"T\"}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    ChatAuth credentials = cases[i].credentials;
    g_autoptr (JsonNode) node = json_node_alloc ();
    g_autofree char *json = NULL;

    credentials.client_version = "0.1.0";
    json_node_init_object (node, NULL);
    json_node_take_object (node, chat_dialect_write_auth (fixture->dialect, &credentials));
    json = json_to_string (node, FALSE);
    g_assert_cmpstr (json, ==, cases[i].json);
  }
}

static void
test_capabilities (Fixture *fixture, gconstpointer data)
{
  static const char *const SOME[] = { "search", "teleport", NULL };
  static const char *const ALL[] = { "files", "search", "guests", NULL };
  ChatCapabilities none = chat_dialect_get_capabilities (fixture->dialect, NULL);
  ChatCapabilities some = chat_dialect_get_capabilities (fixture->dialect, SOME);
  ChatCapabilities all = chat_dialect_get_capabilities (fixture->dialect, ALL);

  g_assert_cmpuint (some, ==, none | CHAT_CAN_SEARCH);
  g_assert_cmpuint (all, ==, none | CHAT_CAN_SEARCH | CHAT_CAN_SEND_FILES | CHAT_CAN_BE_GUEST);
  g_assert_cmpuint (none & CHAT_CAN_EDIT, !=, 0);
  g_assert_cmpuint (all & CHAT_CAN_NAME_ROOMS, ==, 0);
}

/* --- what the server says ------------------------------------------------------- */

static void
test_welcome (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) events = talk_read_event (
    fixture->dialect, "welcome",
    "[{\"server\":{\"id\":\"s\",\"name\":\"Home\",\"version\":\"0.1.0\",\"features\":"
    "[\"files\",\"search\"],\"limits\":{\"text\":8192,\"file\":26214400,\"name\":32,"
    "\"topic\":500,\"rooms\":500,\"reactions\":20}},\"me\":{\"id\":\"u-1\",\"name\":"
    "\"me\",\"displayName\":\"Me\",\"avatar\":null,\"kind\":\"guest\",\"presence\":"
    "\"online\",\"status\":null,\"lastSeen\":1769999999999,\"rev\":3},"
    "\"token\":\"T\",\"revision\":41,\"session\":\"d-1\",\"run\":\"r-2\","
    "\"kept\":40}]");
  const ChatEventWelcome *welcome = nth (events, 0, CHAT_EVENT_WELCOME)->welcome;

  g_assert_cmpstr (welcome->server_id, ==, "s");
  g_assert_cmpstr (welcome->server_name, ==, "Home");
  g_assert_cmpstr (welcome->server_version, ==, "0.1.0");
  g_assert_true (g_strv_contains ((const char *const *) welcome->features, "search"));
  g_assert_cmpuint (welcome->max_text, ==, 8192);
  g_assert_cmpint (welcome->max_file, ==, 26214400);
  g_assert_cmpstr (welcome->token, ==, "T");
  g_assert_cmpstr (welcome->device, ==, "d-1");
  g_assert_cmpint (welcome->revision, ==, 41);
  g_assert_cmpstr (welcome->run, ==, "r-2");
  g_assert_cmpint (welcome->kept, ==, 40);
  g_assert_cmpstr (welcome->me->id, ==, "u-1");
  g_assert_cmpstr (welcome->me->name, ==, "Me");
  g_assert_cmpstr (welcome->me->handle, ==, "me");
  g_assert_cmpint (welcome->me->kind, ==, CHAT_USER_KIND_GUEST);
  g_assert_cmpint (welcome->me->presence, ==, CHAT_PRESENCE_ONLINE);
  g_assert_cmpint (welcome->me->last_seen, ==, G_GINT64_CONSTANT (1769999999999));
  g_assert_cmpint (welcome->me->rev, ==, 3);
}

/* Without a word of it, and whatever the word, what is there holds and no more than that. */
static void
test_kept (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *said;
    gint64 kept;
  } CASES[] = {
    { "", 41 },
    { ",\"kept\":0", 0 },
    { ",\"kept\":41", 41 },
    { ",\"kept\":42", 41 },
    { ",\"kept\":-1", 41 },
    { ",\"kept\":null,\"run\":7", 41 },
    { ",\"kept\":\"9\",\"run\":{}", 41 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_autofree char *json =
      g_strdup_printf ("[{\"me\":{\"id\":\"u-1\",\"name\":\"me\"},\"revision\":41%s}]",
                       CASES[i].said);
    g_autoptr (GPtrArray) events = talk_read_event (fixture->dialect, "welcome", json);

    g_assert_cmpint (nth (events, 0, CHAT_EVENT_WELCOME)->welcome->kept, ==, CASES[i].kept);
  }
}

static void
test_message (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) events = talk_read_event (
    fixture->dialect, "message",
    "[" MESSAGE (",\"reply\":{\"id\":\"m-0\",\"user\":\"u-1\",\"text\":\"before\"},\"files\":[{"
                 "\"id\":\"f\",\"name\":\"../a.png\",\"type\":\"image/png\",\"size\":12,"
                 "\"width\":3,\"height\":4}],\"mentions\":[\"u-1\"],\"reactions\":{\"👍\":[\"u-1\","
                 "\"u-3\"],\"🎉\":[\"u-2\"]},\"editedAt\":1769999999999,\"deletedAt\":null") "]");
  const ChatEvent *event = nth (events, 0, CHAT_EVENT_MESSAGE);
  const ChatEventMessage *message = event->messages->pdata[0];
  const ChatEventFile *file = message->files->pdata[0];
  const ChatEventReaction *thumb = message->reactions->pdata[0];

  g_assert_cmpstr (event->room, ==, "r-1");
  g_assert_cmpstr (message->id, ==, "m-1");
  g_assert_cmpint (message->seq, ==, 7);
  g_assert_cmpint (message->rev, ==, 90);
  g_assert_cmpstr (message->sender->id, ==, "u-2");
  g_assert_cmpstr (message->text, ==, "hello");
  g_assert_cmpstr (message->reply_id, ==, "m-0");
  g_assert_cmpstr (message->reply_user, ==, "u-1");
  g_assert_cmpstr (message->reply_text, ==, "before");
  g_assert_cmpstr (message->mentions->pdata[0], ==, "u-1");
  g_assert_cmpstr (file->name, ==, ".._a.png");
  g_assert_cmpuint (file->width, ==, 3);
  g_assert_cmpuint (message->reactions->len, ==, 2);
  g_assert_cmpstr (thumb->emoji, ==, "👍");
  g_assert_cmpuint (thumb->users->len, ==, 2);
  g_assert_cmpint (message->edited_at, ==, G_GINT64_CONSTANT (1769999999999));
  g_assert_cmpint (message->deleted_at, ==, 0);
}

static void
test_incidents (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *system;
    ChatIncident incident;
    const char *user;
    const char *text;
  } cases[] = {
    { "{\"what\":\"created\"}", CHAT_INCIDENT_CREATED, NULL, NULL },
    { "{\"what\":\"joined\",\"user\":\"u-3\"}", CHAT_INCIDENT_JOINED, "u-3", NULL },
    { "{\"what\":\"left\",\"user\":\"u-3\"}", CHAT_INCIDENT_LEFT, "u-3", NULL },
    { "{\"what\":\"renamed\",\"name\":\" New \"}", CHAT_INCIDENT_RENAMED, NULL, "New" },
    { "{\"what\":\"topic\",\"topic\":\"T\"}", CHAT_INCIDENT_TOPIC, NULL, "T" },
    { "{\"what\":\"exploded\"}", CHAT_INCIDENT_OTHER, NULL, NULL },
    { "{\"what\":[]}", CHAT_INCIDENT_OTHER, NULL, NULL },
    { "7", CHAT_INCIDENT_OTHER, NULL, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *json =
      g_strdup_printf ("[{\"id\":\"m\",\"room\":\"r\",\"seq\":1,\"user\":\"u\",\"kind\":\"system\","
                       "\"text\":null,\"system\":%s}]",
                       cases[i].system);
    g_autoptr (GPtrArray) events = talk_read_event (fixture->dialect, "message", json);
    const ChatEventMessage *message = nth (events, 0, CHAT_EVENT_MESSAGE)->messages->pdata[0];

    g_assert_cmpint (message->kind, ==, CHAT_MESSAGE_KIND_SYSTEM);
    g_assert_cmpint (message->incident, ==, cases[i].incident);
    g_assert_cmpstr (message->incident_user, ==, cases[i].user);
    g_assert_cmpstr (message->incident_text, ==, cases[i].text);
    g_assert_null (message->text);
  }
}

static void
test_room (Fixture *fixture, gconstpointer data)
{
#define ROOM                                                                                       \
  "\"id\":\"r-1\",\"kind\":\"private\",\"name\":\"Den\",\"topic\":\"Tea\",\"avatar\":null,"        \
  "\"createdBy\":\"u-1\",\"createdAt\":1769999999999,\"lastSeq\":7,\"memberCount\":3,\"rev\":50"
#define MEMBER(room)                                                                               \
  "{\"room\":\"" room "\",\"user\":\"u-1\",\"role\":\"owner\",\"joinedAt\":1769999999999,"         \
  "\"fromSeq\":2,\"delivered\":6,\"seen\":5,\"muted\":null,\"pinned\":true,\"rev\":51}"
  g_autoptr (GPtrArray) mine =
    talk_read_event (fixture->dialect, "room",
                     "[{" ROOM ",\"me\":" MEMBER ("r-1") ",\"lastMessage\":" MESSAGE ("") "}]");
  g_autoptr (GPtrArray) all = talk_read_event (fixture->dialect, "room", "[{" ROOM "}]");
  g_autoptr (GPtrArray)
    left = talk_read_event (fixture->dialect, "room", "[{" ROOM ",\"me\":null}]");
  g_autoptr (GPtrArray)
    lie = talk_read_event (fixture->dialect, "room", "[{" ROOM ",\"me\":" MEMBER ("r-2") "}]");
  const ChatEventRoom *room = nth (mine, 0, CHAT_EVENT_ROOMS)->rooms->pdata[0];
  const ChatEventRoom *announced = nth (all, 0, CHAT_EVENT_ROOMS)->rooms->pdata[0];
  const ChatEventRoom *lost = nth (left, 0, CHAT_EVENT_ROOMS)->rooms->pdata[0];
  const ChatEventRoom *other = nth (lie, 0, CHAT_EVENT_ROOMS)->rooms->pdata[0];

  g_assert_cmpstr (room->name, ==, "Den");
  g_assert_cmpstr (room->topic, ==, "Tea");
  g_assert_cmpint (room->kind, ==, CHAT_ROOM_KIND_PRIVATE);
  g_assert_cmpint (room->last_seq, ==, 7);
  g_assert_cmpuint (room->n_members, ==, 3);
  g_assert_cmpint (room->rev, ==, 50);
  g_assert_cmpint (room->me->role, ==, CHAT_ROLE_OWNER);
  g_assert_cmpint (room->me->from_seq, ==, 2);
  g_assert_cmpint (room->me->delivered, ==, 6);
  g_assert_cmpint (room->me->seen, ==, 5);
  g_assert_true (room->me->has_marks);
  g_assert_true (room->me->pinned);
  g_assert_cmpint (room->me->muted, ==, 0);
  g_assert_cmpstr (room->last_message->id, ==, "m-1");
  g_assert_false (announced->has_me);
  g_assert_true (lost->has_me);
  g_assert_null (lost->me);
  g_assert_null (other->me);
}

static void
test_small_events (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) receipt =
    talk_read_event (fixture->dialect, "receipt",
                     "[{\"room\":\"r\",\"user\":\"u\",\"delivered\":2,\"seen\":4,\"rev\":9}]");
  g_autoptr (GPtrArray) typing =
    talk_read_event (fixture->dialect, "typing", "[{\"room\":\"r\",\"user\":\"u\",\"on\":true}]");
  g_autoptr (GPtrArray) presence =
    talk_read_event (fixture->dialect, "presence", "[{\"user\":\"u\",\"presence\":\"away\"}]");
  g_autoptr (GPtrArray)
    revision = talk_read_event (fixture->dialect, "revision", "[{\"revision\":12}]");
  g_autoptr (GPtrArray)
    gone = talk_read_event (fixture->dialect, "room:removed", "[{\"room\":\"r\"}]");
  g_autoptr (GPtrArray) left =
    talk_read_event (fixture->dialect, "member:removed", "[{\"room\":\"r\",\"user\":\"u\"}]");
  g_autoptr (GPtrArray)
    changed = talk_read_event (fixture->dialect, "message:changed", "[" MESSAGE ("") "]");
  const ChatEventMember *how_far = nth (receipt, 0, CHAT_EVENT_RECEIPT)->members->pdata[0];
  const ChatEventUser *away = nth (presence, 0, CHAT_EVENT_PRESENCE)->users->pdata[0];

  /* What was seen has arrived. */
  g_assert_cmpint (how_far->seen, ==, 4);
  g_assert_cmpint (how_far->delivered, ==, 4);
  g_assert_true (nth (typing, 0, CHAT_EVENT_TYPING)->on);
  g_assert_cmpint (away->presence, ==, CHAT_PRESENCE_AWAY);
  g_assert_cmpint (nth (revision, 0, CHAT_EVENT_REVISION)->revision, ==, 12);
  g_assert_cmpstr (nth (gone, 0, CHAT_EVENT_ROOM_REMOVED)->room, ==, "r");
  g_assert_cmpstr (nth (left, 0, CHAT_EVENT_MEMBER_REMOVED)->room, ==, "r");
  nth (changed, 0, CHAT_EVENT_MESSAGES);
}

static void
test_nonsense (Fixture *fixture, gconstpointer data)
{
  static const char *const NAMES[] = {
    "welcome", "message",        "message:changed", "room",     "room:removed", "member",  "user",
    "receipt", "member:removed", "typing",          "presence", "revision",     "unheard", "ok",
    "",        "message:",
  };
  static const char *const ARGUMENTS[] = {
    "[]",
    "[null]",
    "[7]",
    "[\"x\"]",
    "[[]]",
    "[{}]",
    "[{\"id\":null,\"room\":{},\"user\":[],\"seq\":1,\"revision\":-1,\"me\":7}]",
    "[{\"id\":\"\",\"room\":\"\",\"user\":\"\",\"seq\":\"1\",\"revision\":\"9\",\"me\":{}}]",
    "[{\"id\":{\"a\":1},\"revision\":1e300,\"me\":{\"id\":1.5}}]",
    "[{\"room\":null,\"user\":null,\"revision\":0.5}]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++) {
    for (guint k = 0; k < G_N_ELEMENTS (ARGUMENTS); k++) {
      g_autoptr (GPtrArray) events = talk_read_event (fixture->dialect, NAMES[i], ARGUMENTS[k]);

      g_assert_cmpuint (events->len, ==, 0);
    }
  }
}

/* A message that can be known keeps its place, whatever else is wrong with it. */
static void
test_poor_messages (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *json;
    gboolean is_one;
  } cases[] = {
    { "{\"id\":\"m\",\"room\":\"r\",\"seq\":1,\"user\":\"u\"}", TRUE },
    { "{\"id\":\"m\",\"room\":\"r\",\"seq\":1.0,\"user\":\"u\",\"text\":{}}", TRUE },
    { "{\"id\":\"m\",\"room\":\"r\",\"seq\":1,\"user\":\"u\",\"kind\":\"spell\",\"text\":[1],"
      "\"reply\":7,\"files\":{\"a\":1},\"mentions\":\"u\",\"reactions\":[1],\"at\":-5,"
      "\"editedAt\":\"x\",\"rev\":-1}",
      TRUE },
    { "{\"id\":\"m\",\"room\":\"r\",\"seq\":2147483647,\"user\":\"u\",\"rev\":1e400}", TRUE },
    { "{\"id\":\"m\",\"room\":\"r\",\"seq\":2147483648,\"user\":\"u\"}", FALSE },
    { "{\"id\":\"m\",\"room\":\"r\",\"seq\":0,\"user\":\"u\"}", FALSE },
    { "{\"id\":\"m\",\"room\":\"r\",\"seq\":-1,\"user\":\"u\"}", FALSE },
    { "{\"id\":\"m\",\"room\":\"r\",\"seq\":1.5,\"user\":\"u\"}", FALSE },
    { "{\"id\":\"m\",\"room\":\"r\",\"user\":\"u\"}", FALSE },
    { "{\"id\":\"m\",\"room\":\"r\",\"seq\":1}", FALSE },
    { "{\"id\":\"m\",\"seq\":1,\"user\":\"u\"}", FALSE },
    { "{\"room\":\"r\",\"seq\":1,\"user\":\"u\"}", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *json = g_strconcat ("[", cases[i].json, "]", NULL);
    g_autoptr (GPtrArray) events = talk_read_event (fixture->dialect, "message", json);

    g_assert_cmpuint (events->len, ==, cases[i].is_one ? 1 : 0);
    if (cases[i].is_one) {
      const ChatEventMessage *message = nth (events, 0, CHAT_EVENT_MESSAGE)->messages->pdata[0];

      g_assert_cmpstr (message->text, ==, "");
      g_assert_cmpint (message->time, ==, TALK_NOW);
      g_assert_cmpint (message->rev, ==, 0);
      g_assert_null (message->reply_id);
    }
  }
}

static void
test_tricks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) user =
    talk_read_event (fixture->dialect, "user",
                     "[{\"id\":\"u\",\"name\":\"ann\",\"displayName\":\"\\u202eadmin\\u0000\\n \","
                     "\"status\":\"a\\nb\",\"avatar\":{\"x\":1}}]");
  g_autoptr (GPtrArray) message = talk_read_event (
    fixture->dialect, "message",
    "[" MESSAGE (",\"reactions\":{\"Admin says yes\":[\"u\"],\"\":[\"u\"],\"👍\":[],\"7\":[\"u\"],"
                 "\"7\xef\xb8\x8f\xe2\x83\xa3\":[\"u\"],\"\xe2\x80\xae\":[\"u\"]},\"files\":[{"
                 "\"id\":\"f\",\"name\":\"..\",\"size\":-1,\"width\":1e9,\"height\":5}]") "]");
  const ChatEventUser *ann = nth (user, 0, CHAT_EVENT_PROFILES)->users->pdata[0];
  const ChatEventMessage *said = nth (message, 0, CHAT_EVENT_MESSAGE)->messages->pdata[0];
  const ChatEventReaction *reaction = said->reactions->pdata[0];
  const ChatEventFile *file = said->files->pdata[0];

  g_assert_cmpstr (ann->name, ==, "admin");
  g_assert_cmpstr (ann->status, ==, "a b");
  g_assert_null (ann->avatar);
  g_assert_cmpuint (said->reactions->len, ==, 1);
  g_assert_cmpstr (reaction->emoji, ==, "7\xef\xb8\x8f\xe2\x83\xa3");
  g_assert_cmpstr (file->name, ==, "file");
  g_assert_cmpint (file->size, ==, 0);
  g_assert_cmpuint (file->width, ==, 0);
  g_assert_cmpuint (file->height, ==, 0);
}

/* --- what it answers -------------------------------------------------------------- */

static void
test_sync (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatIntent) intent = chat_intent_new_sync (4);
  g_autoptr (GPtrArray) events =
    read_answer (fixture, intent,
                 "[{\"ok\":true,\"users\":[{\"id\":\"u-2\",\"name\":\"ann\"},5],\"rooms\":[{" ROOM
                 "}],"
                 "\"members\":[" MEMBER ("r-1") "],\"messages\":[" MESSAGE (
                   "") ",{}],"
                       "\"removed\":[{\"kind\":\"room\",\"id\":\"r-3\",\"room\":\"r-3\"},"
                       "{\"kind\":\"member\",\"id\":\"u-3\",\"room\":\"r-1\"},{\"kind\":\"ghost\","
                       "\"id\":\"g\"},null],"
                       "\"revision\":90,\"more\":true}]");
  ChatEventUser *gone = nth (events, 1, CHAT_EVENT_MEMBER_REMOVED)->users->pdata[0];

  g_assert_cmpstr (nth (events, 0, CHAT_EVENT_ROOM_REMOVED)->room, ==, "r-3");
  g_assert_cmpstr (gone->id, ==, "u-3");
  g_assert_cmpuint (nth (events, 2, CHAT_EVENT_PROFILES)->users->len, ==, 1);
  g_assert_cmpuint (nth (events, 3, CHAT_EVENT_ROOMS)->rooms->len, ==, 1);
  g_assert_cmpuint (nth (events, 4, CHAT_EVENT_MEMBERSHIPS)->members->len, ==, 1);
  g_assert_cmpuint (nth (events, 5, CHAT_EVENT_MESSAGES)->messages->len, ==, 1);
  g_assert_cmpint (nth (events, 6, CHAT_EVENT_REVISION)->revision, ==, 90);
  g_assert_true (nth (events, 6, CHAT_EVENT_REVISION)->more);
  g_assert_cmpuint (events->len, ==, 7);
}

static void
test_history (Fixture *fixture, gconstpointer data)
{
#define AT(seq, room)                                                                              \
  "{\"id\":\"m-" seq "\",\"room\":\"" room "\",\"seq\":" seq ",\"user\":\"u\",\"text\":\"x\"}"
  g_autoptr (ChatIntent) intent = chat_intent_new_history ("r", CHAT_ANCHOR_BEFORE, 9, 4);
  g_autoptr (GPtrArray) events = read_answer (
    fixture, intent,
    "[{\"ok\":true,\"messages\":[" AT ("4", "r") "," AT ("5", "other") "," AT ("6", "r") "," AT (
      "6", "r") "," AT ("3",
                        "r") "," AT ("8",
                                     "r") "],"
                                          "\"users\":[{\"id\":\"u\"}],\"first\":1,\"last\":20}]");
  const ChatEvent *history = nth (events, 1, CHAT_EVENT_HISTORY);
  gint64 seqs[] = { 4, 6, 8 };

  nth (events, 0, CHAT_EVENT_PROFILES);
  g_assert_cmpstr (history->room, ==, "r");
  g_assert_cmpint (history->first, ==, 1);
  g_assert_cmpint (history->last, ==, 20);
  g_assert_cmpuint (history->messages->len, ==, G_N_ELEMENTS (seqs));
  for (guint i = 0; i < G_N_ELEMENTS (seqs); i++)
    g_assert_cmpint (((ChatEventMessage *) history->messages->pdata[i])->seq, ==, seqs[i]);
}

static void
test_sent (Fixture *fixture, gconstpointer data)
{
  static const char *const OTHERS[] = {
    "[{\"ok\":true}]",
    "[{\"ok\":true,\"message\":null}]",
    "[{\"ok\":true,\"message\":" AT ("7", "r-1") "}]",
    "[{\"ok\":true,\"message\":{\"id\":\"m-1\",\"room\":\"r-2\",\"seq\":7,\"user\":\"u\"}}]",
  };
  g_autoptr (ChatIntent) intent = chat_intent_new (CHAT_INTENT_SEND, NULL, "r-1");
  g_autoptr (GPtrArray) events = NULL;
  const ChatEvent *confirmed = NULL;

  intent->id = g_strdup ("m-1");
  events = read_answer (fixture, intent, "[{\"ok\":true,\"message\":" MESSAGE ("") "}]");
  confirmed = nth (events, 0, CHAT_EVENT_CONFIRMED);
  g_assert_cmpstr (confirmed->room, ==, "r-1");
  g_assert_cmpstr (confirmed->id, ==, "m-1");
  g_assert_cmpint (confirmed->time, ==, G_GINT64_CONSTANT (1769999999999));
  g_assert_cmpuint (confirmed->messages->len, ==, 1);

  for (guint i = 0; i < G_N_ELEMENTS (OTHERS); i++) {
    g_autoptr (JsonArray) answer = talk_parse (OTHERS[i]);
    g_autoptr (GError) error = NULL;

    g_assert_null (chat_dialect_read_answer (fixture->dialect, intent, answer, TALK_NOW, &error));
    g_assert_error (error, CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_LATER);
  }
}

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  static const struct {
    ChatIntentType type;
    const char *json;
    ChatEventType event;
  } cases[] = {
    { CHAT_INTENT_CREATE_ROOM, "[{\"ok\":true,\"room\":{" ROOM "}}]", CHAT_EVENT_ROOMS },
    { CHAT_INTENT_DIRECT, "[{\"ok\":true,\"room\":{" ROOM "}}]", CHAT_EVENT_ROOMS },
    { CHAT_INTENT_JOIN, "[{\"ok\":true,\"room\":{" ROOM "}}]", CHAT_EVENT_ROOMS },
    { CHAT_INTENT_LEAVE, "[{\"ok\":true,\"room\":{" ROOM ",\"me\":null}}]", CHAT_EVENT_ROOMS },
    { CHAT_INTENT_MUTE, "[{\"ok\":true,\"member\":" MEMBER ("r") "}]", CHAT_EVENT_MEMBERSHIPS },
    { CHAT_INTENT_INVITE, "[{\"ok\":true,\"member\":" MEMBER ("r") "}]", CHAT_EVENT_MEMBERSHIPS },
    { CHAT_INTENT_REMOVE, "[{\"ok\":true,\"member\":" MEMBER ("r") "}]",
      CHAT_EVENT_MEMBER_REMOVED },
    { CHAT_INTENT_EDIT, "[{\"ok\":true,\"message\":" MESSAGE ("") "}]", CHAT_EVENT_MESSAGES },
    { CHAT_INTENT_REACT, "[{\"ok\":true,\"message\":" MESSAGE ("") "}]", CHAT_EVENT_MESSAGES },
    { CHAT_INTENT_UPDATE_ME, "[{\"ok\":true,\"user\":{\"id\":\"u\"}}]", CHAT_EVENT_PROFILES },
    { CHAT_INTENT_DIRECTORY, "[{\"ok\":true,\"rooms\":[{" ROOM "}],\"after\":\"r-1\"}]",
      CHAT_EVENT_DIRECTORY },
    { CHAT_INTENT_LIST_MEMBERS, "[{\"ok\":true,\"members\":[],\"users\":[],\"after\":null}]",
      CHAT_EVENT_MEMBER_LIST },
    { CHAT_INTENT_SEARCH,
      "[{\"ok\":true,\"messages\":[" MESSAGE ("") "],\"users\":[],\"total\":8}]",
      CHAT_EVENT_FOUND },
    { CHAT_INTENT_SEARCH_USERS, "[{\"ok\":true,\"users\":[{\"id\":\"u\"}]}]",
      CHAT_EVENT_FOUND_USERS },
    { CHAT_INTENT_LIST_DEVICES,
      "[{\"ok\":true,\"sessions\":[{\"id\":\"d\",\"client\":\"Parlour 0.1.0\",\"createdAt\":5,"
      "\"usedAt\":6,\"current\":true}]}]",
      CHAT_EVENT_DEVICES },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (ChatIntent) intent = make_full (cases[i].type);
    g_autoptr (GPtrArray) events = read_answer (fixture, intent, cases[i].json);

    g_assert_cmpuint (events->len, ==, 1);
    nth (events, 0, cases[i].event);
  }
}

/* Nothing in a yes, nothing that makes sense in it: no intent minds. */
static void
test_empty_yes (Fixture *fixture, gconstpointer data)
{
  static const char *const ANSWERS[] = {
    "[{\"ok\":true}]",
    "[{\"ok\":true,\"room\":7,\"rooms\":7,\"message\":[],\"messages\":{},\"member\":0,\"members\":"
    "\"\",\"user\":1,\"users\":null,\"removed\":4,\"sessions\":true,\"revision\":\"x\",\"first\":"
    "-1,\"last\":{},\"total\":1e99,\"after\":[]}]",
    "[]",
    "[null]",
    "[7]",
    "[{\"ok\":\"yes\"}]",
    "[{}]",
    "[{\"ok\":false}]",
    "[{\"ok\":false,\"error\":[]}]",
  };

  for (int type = CHAT_INTENT_HELLO; type <= CHAT_INTENT_SIGN_OUT; type++) {
    g_autoptr (ChatIntent) intent = make_full ((ChatIntentType) type);

    for (guint i = 0; i < G_N_ELEMENTS (ANSWERS); i++) {
      g_autoptr (JsonArray) answer = talk_parse (ANSWERS[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray)
        events = chat_dialect_read_answer (fixture->dialect, intent, answer, TALK_NOW, &error);

      g_assert_true ((events == NULL) == (error != NULL));
      g_assert_true (i < 2 || events == NULL);
    }
  }
}

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *error;
    ChatDialectError code;
    gint64 retry_after;
    const char *field;
    const char *words;
  } cases[] = {
    { "{\"code\":\"throttled\",\"message\":\"Too much at once\",\"retryAfter\":1500}",
      CHAT_DIALECT_ERROR_LATER, 1500, NULL, "Too much at once; wait a moment" },
    { "{\"code\":\"throttled\",\"retryAfter\":1e300}", CHAT_DIALECT_ERROR_LATER, 0, NULL,
      "Too much at once; wait a moment" },
    { "{\"code\":\"storage\"}", CHAT_DIALECT_ERROR_LATER, 0, NULL,
      "The server could not store it" },
    { "{\"code\":\"server-full\"}", CHAT_DIALECT_ERROR_LATER, 0, NULL, "The server is full" },
    { "{\"code\":\"bad-credentials\"}", CHAT_DIALECT_ERROR_STRANGER, 0, "password",
      "The name or the password is wrong" },
    { "{\"code\":\"name-taken\"}", CHAT_DIALECT_ERROR_REFUSED, 0, "name",
      "Somebody has this name already" },
    { "{\"code\":\"invite-required\"}", CHAT_DIALECT_ERROR_REFUSED, 0, "invite",
      "This server wants an invitation that is valid" },
    { "{\"code\":\"forbidden\",\"message\":\"Join the\\u202e room first\",\"retryAfter\":5}",
      CHAT_DIALECT_ERROR_REFUSED, 0, NULL, "Join the room first" },
    { "{\"code\":\"new\",\"message\":\"Because\"}", CHAT_DIALECT_ERROR_REFUSED, 0, NULL,
      "Because" },
    { "{\"code\":7,\"message\":7}", CHAT_DIALECT_ERROR_REFUSED, 0, NULL,
      "The server gave no reason" },
    { "null", CHAT_DIALECT_ERROR_REFUSED, 0, NULL, "The server gave no reason" },
  };
  g_autoptr (ChatIntent) intent = make_full (CHAT_INTENT_SEND);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *json = g_strdup_printf ("[{\"ok\":false,\"error\":%s}]", cases[i].error);
    g_autoptr (JsonArray) answer = talk_parse (json);
    g_autoptr (JsonNode) node = json_from_string (cases[i].error, NULL);
    g_autoptr (GError) refusal = chat_dialect_read_refusal (fixture->dialect, NULL, node);
    g_autoptr (GError) error = NULL;

    g_assert_null (chat_dialect_read_answer (fixture->dialect, intent, answer, TALK_NOW, &error));
    g_assert_error (error, CHAT_DIALECT_ERROR, (int) cases[i].code);
    g_assert_cmpint (chat_dialect_error_get_retry_after (error), ==, cases[i].retry_after);
    g_assert_cmpstr (chat_dialect_error_get_field (error), ==, cases[i].field);
    g_assert_cmpstr (error->message, ==, cases[i].words);
    g_assert_error (refusal, CHAT_DIALECT_ERROR, (int) cases[i].code);
    g_assert_cmpstr (refusal->message, ==, cases[i].words);
  }
}

static void
test_plain_refusal (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = chat_dialect_read_refusal (fixture->dialect, "Go\naway", NULL);

  g_assert_error (error, CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_REFUSED);
  g_assert_cmpstr (error->message, ==, "Go away");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/chat/native-dialect/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("intents-become-events", test_intents);
  ADD ("what-is-not-wanted-is-not-said", test_little_said);
  ADD ("who-i-am-is-said-at-the-door", test_auth);
  ADD ("what-can-be-done-follows-from-the-features", test_capabilities);
  ADD ("welcome-is-read-whole", test_welcome);
  ADD ("welcome-says-what-holds", test_kept);
  ADD ("message-is-read-whole", test_message);
  ADD ("what-happened-is-known", test_incidents);
  ADD ("room-says-how-it-is-mine-or-does-not", test_room);
  ADD ("small-events-are-read", test_small_events);
  ADD ("nonsense-means-nothing", test_nonsense);
  ADD ("message-keeps-its-place-whatever-it-says", test_poor_messages);
  ADD ("tricks-are-taken-out", test_tricks);
  ADD ("sync-takes-away-before-it-adds", test_sync);
  ADD ("history-is-of-its-room-and-in-order", test_history);
  ADD ("sent-is-what-is-stored-under-our-id", test_sent);
  ADD ("answers-tell-what-was-asked", test_answers);
  ADD ("answers-of-nonsense-are-borne", test_empty_yes);
  ADD ("no-has-a-meaning-and-words", test_refusals);
  ADD ("no-without-details-has-its-words", test_plain_refusal);

  return g_test_run ();
}
