/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-plain-dialect.h"

#include "talk.h"

typedef struct {
  ChatUser *me;
  ChatDialect *dialect;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->me = chat_user_new_me ("u-1", "Me");
  fixture->dialect = chat_plain_dialect_new ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->me);
  g_assert_finalize_object (fixture->dialect);
}

static void
test_intents (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatMessage) message = chat_message_new_pending (fixture->me, "Hi \"you\"", 1000);
  g_autoptr (ChatIntent) hello = chat_intent_new (CHAT_INTENT_HELLO, fixture->me, NULL);
  g_autoptr (ChatIntent) join = chat_intent_new (CHAT_INTENT_JOIN, fixture->me, "General");
  g_autoptr (ChatIntent) leave = chat_intent_new (CHAT_INTENT_LEAVE, fixture->me, "General");
  g_autoptr (ChatIntent) send = chat_intent_new_send (message, "General");
  g_autoptr (ChatIntent) typing = chat_intent_new_typing (fixture->me, "General", TRUE);
  g_autofree char *sent =
    g_strdup_printf ("[{\"userId\":\"u-1\",\"name\":\"Me\",\"id\":\"%s\",\"chat_id\":\"General\","
                     "\"text\":\"Hi \\\"you\\\"\",\"time\":1000}]",
                     chat_message_get_id (message));

  talk_assert_says (fixture->dialect, hello, "join", "[{\"userId\":\"u-1\",\"name\":\"Me\"}]");
  talk_assert_says (fixture->dialect, join, "join-room", "[\"General\"]");
  talk_assert_says (fixture->dialect, leave, "leave-room", "[\"General\"]");
  talk_assert_says (fixture->dialect, send, "sendMessage", sent);
  talk_assert_says (
    fixture->dialect, typing, "showTyping",
    "[{\"userId\":\"u-1\",\"name\":\"Me\",\"chat_id\":\"General\",\"typing\":true}]");
  g_assert_cmpint (chat_dialect_get_confirmation (fixture->dialect), ==, CHAT_CONFIRMATION_LEARNED);
}

static void
test_message (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) events =
    talk_read_event (fixture->dialect, "sendMessage",
                     "[{\"id\":\"m-1\",\"chat_id\":\"General\",\"userId\":\"u-2\",\"name\":\"Ann\","
                     "\"text\":\"hello\",\"time\":1769999999999}]");
  ChatEvent *event = NULL;
  ChatEventMessage *message = NULL;

  g_assert_cmpuint (events->len, ==, 1);
  event = g_ptr_array_index (events, 0);
  message = g_ptr_array_index (event->messages, 0);
  g_assert_cmpint (event->type, ==, CHAT_EVENT_MESSAGE);
  g_assert_cmpstr (event->room, ==, "General");
  g_assert_cmpstr (message->id, ==, "m-1");
  g_assert_cmpstr (message->sender->id, ==, "u-2");
  g_assert_cmpstr (message->sender->name, ==, "Ann");
  g_assert_cmpstr (message->text, ==, "hello");
  g_assert_cmpint (message->time, ==, G_GINT64_CONSTANT (1769999999999));
}

static void
test_poor_message (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) events =
    talk_read_event (fixture->dialect, "sendMessage", "[{\"name\":\"Ann\",\"text\":\"hello\"},7]");
  ChatEvent *event = g_ptr_array_index (events, 0);
  ChatEventMessage *message = g_ptr_array_index (event->messages, 0);

  g_assert_null (event->room);
  g_assert_true (g_uuid_string_is_valid (message->id));
  g_assert_cmpstr (message->sender->id, ==, "name:Ann");
  g_assert_cmpint (message->time, ==, TALK_NOW);
}

static void
test_users (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) events = talk_read_event (
    fixture->dialect, "connectedUsers",
    "[{\"users\":[{\"userId\":\"u-2\",\"name\":\"Ann\"},{\"userId\":3},null,\"x\",{},[1]]}]");
  ChatEvent *event = g_ptr_array_index (events, 0);
  ChatEventUser *second = g_ptr_array_index (event->users, 1);

  g_assert_cmpint (event->type, ==, CHAT_EVENT_USERS);
  g_assert_cmpuint (event->users->len, ==, 2);
  g_assert_cmpstr (second->id, ==, "3");
  g_assert_null (second->name);
}

static void
test_typing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) on = talk_read_event (fixture->dialect, "showTyping",
                                              "[{\"chat_id\":\"General\",\"userId\":\"u-2\"}]");
  g_autoptr (GPtrArray)
    off = talk_read_event (fixture->dialect, "showTyping",
                           "[{\"chat_id\":\"General\",\"userId\":\"u-2\",\"typing\":false}]");

  g_assert_true (((ChatEvent *) g_ptr_array_index (on, 0))->on);
  g_assert_false (((ChatEvent *) g_ptr_array_index (off, 0))->on);
}

static void
test_nonsense (Fixture *fixture, gconstpointer data)
{
  static const char *const names[] = { "sendMessage", "showTyping", "connectedUsers",
                                       "room-members", "something-else" };
  static const char *const arguments[] = {
    "[]",
    "[null]",
    "[1]",
    "[\"text\"]",
    "[[]]",
    "[{}]",
    "[{\"users\":{}}]",
    "[{\"members\":\"all\"}]",
    "[{\"userId\":[],\"name\":{},\"text\":\"x\"}]",
    "[{\"userId\":\"\",\"name\":\"\",\"text\":\"x\"}]",
    "[{\"userId\":null,\"text\":null,\"chat_id\":null,\"users\":null,\"members\":null}]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    for (guint j = 0; j < G_N_ELEMENTS (arguments); j++) {
      g_autoptr (GPtrArray) events = talk_read_event (fixture->dialect, names[i], arguments[j]);

      g_assert_cmpuint (events->len, ==, 0);
    }
  }
}

static void
test_answers (Fixture *fixture, gconstpointer data)
{
  static const struct {
    const char *json;
    gboolean ok;
    gint64 time;
    int code;
    const char *reason;
  } cases[] = {
    { "[{\"ok\":true,\"time\":1769999999999}]", TRUE, G_GINT64_CONSTANT (1769999999999), 0, NULL },
    { "[{\"ok\":true}]", TRUE, 0, 0, NULL },
    { "[]", TRUE, 0, 0, NULL },
    { "[\"stored\"]", TRUE, 0, 0, NULL },
    { "[{\"ok\":false,\"error\":\"Too rude\"}]", FALSE, 0, CHAT_DIALECT_ERROR_REFUSED, "Too rude" },
    { "[{\"ok\":false,\"error\":\"\u202eNo\\nway \"}]", FALSE, 0, CHAT_DIALECT_ERROR_REFUSED,
      "No way" },
    { "[{\"ok\":false}]", FALSE, 0, CHAT_DIALECT_ERROR_REFUSED, "The server gave no reason" },
    { "[{\"ok\":false,\"error\":{\"code\":\"throttled\",\"message\":\"Slow down\"}}]", FALSE, 0,
      CHAT_DIALECT_ERROR_LATER, "Slow down" },
    { "[{\"ok\":false,\"error\":[1]}]", FALSE, 0, CHAT_DIALECT_ERROR_REFUSED,
      "The server gave no reason" },
  };
  g_autoptr (ChatMessage) message = chat_message_new_pending (fixture->me, "hi", 1000);
  g_autoptr (ChatIntent) send = chat_intent_new_send (message, "General");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonArray) answer = talk_parse (cases[i].json);
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray)
      events = chat_dialect_read_answer (fixture->dialect, send, answer, TALK_NOW, &error);

    if (cases[i].ok) {
      ChatEvent *event = g_ptr_array_index (events, 0);

      g_assert_no_error (error);
      g_assert_cmpint (event->type, ==, CHAT_EVENT_CONFIRMED);
      g_assert_cmpstr (event->id, ==, chat_message_get_id (message));
      g_assert_cmpint (event->time, ==, cases[i].time);
    } else {
      g_assert_null (events);
      g_assert_error (error, CHAT_DIALECT_ERROR, cases[i].code);
      g_assert_cmpstr (error->message, ==, cases[i].reason);
    }
  }
}

static void
test_history (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatIntent) join = chat_intent_new (CHAT_INTENT_JOIN, fixture->me, "General");
  g_autoptr (JsonArray)
    answer = talk_parse ("[{\"ok\":true,\"history\":{\"messages\":["
                         "{\"id\":\"a\",\"userId\":\"u-2\",\"text\":\"one\",\"time\":1},false,"
                         "{\"id\":\"b\",\"userId\":\"u-2\",\"text\":\"two\",\"time\":2}],"
                         "\"members\":[{\"userId\":\"u-2\",\"name\":\"Ann\"}]}}]");
  g_autoptr (JsonArray) silent = talk_parse ("[{\"history\":[]}]");
  g_autoptr (GPtrArray)
    events = chat_dialect_read_answer (fixture->dialect, join, answer, TALK_NOW, NULL);
  g_autoptr (GPtrArray)
    nothing = chat_dialect_read_answer (fixture->dialect, join, silent, TALK_NOW, NULL);
  ChatEvent *history = g_ptr_array_index (events, 0);
  ChatEvent *members = g_ptr_array_index (events, 1);

  g_assert_cmpuint (events->len, ==, 2);
  g_assert_cmpint (history->type, ==, CHAT_EVENT_HISTORY);
  g_assert_cmpstr (history->room, ==, "General");
  g_assert_cmpuint (history->messages->len, ==, 2);
  g_assert_cmpint (members->type, ==, CHAT_EVENT_MEMBERS);
  g_assert_cmpuint (members->users->len, ==, 1);
  g_assert_cmpuint (nothing->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/chat/plain-dialect/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("intents-become-events", test_intents);
  ADD ("message-is-read-whole", test_message);
  ADD ("what-a-message-lacks-is-made-up", test_poor_message);
  ADD ("users-that-make-no-sense-are-left-out", test_users);
  ADD ("typing-begins-and-ends", test_typing);
  ADD ("nonsense-means-nothing", test_nonsense);
  ADD ("answer-is-yes-no-or-later", test_answers);
  ADD ("history-comes-with-joining", test_history);

  return g_test_run ();
}
