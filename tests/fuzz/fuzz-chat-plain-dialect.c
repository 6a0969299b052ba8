/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a chat server may say.  The input is lines, each a JSON array as on the wire: an event's
 * name and its arguments, or "answer" and the arguments of an answer to what was asked last.  All
 * of it goes into the model of a session, which has to stay sane: each message and each person
 * once, only names and texts that can be shown, and times that have a date.
 */
#include "fuzz-target.h"

#include <string.h>

#include "chat-plain-dialect.h"
#include "chat-reader.h"
#include "chat-sync.h"
#include "socket-io-json.h"

#define NOW G_GINT64_CONSTANT (1770000000000)

typedef struct {
  ChatDialect *dialect;
  ChatOutbox *outbox;
  ChatSync *sync;
  ChatRoom *room;
  ChatMessage *mine;
} World;

static void
check_message (ChatMessage *message)
{
  const char *text = chat_message_get_text (message);
  g_autoptr (GDateTime)
    date = g_date_time_new_from_unix_utc (chat_message_get_time (message) / 1000);

  g_assert_true (g_utf8_validate (text, -1, NULL));
  g_assert_cmpint (g_utf8_strlen (text, -1), <=, CHAT_READER_MAX_TEXT + 1);
  g_assert_nonnull (date);
  g_assert_cmpuint (strlen (chat_message_get_id (message)), <=, 3 * CHAT_READER_MAX_ID);
}

static void
check_user (ChatUser *user)
{
  const char *name = chat_user_get_name (user);
  g_autofree char *clean = name != NULL ? chat_reader_clean_name (name) : NULL;

  g_assert_cmpstr (name, ==, clean);
}

static void
check (World *world)
{
  GListModel *messages = G_LIST_MODEL (chat_room_get_timeline (world->room));
  GListModel *users = G_LIST_MODEL (chat_sync_get_users (world->sync));
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < g_list_model_get_n_items (messages); i++) {
    g_autoptr (ChatMessage) message = g_list_model_get_item (messages, i);

    check_message (message);
    g_assert_true (g_hash_table_add (seen, (gpointer) chat_message_get_id (message)));
  }

  g_hash_table_remove_all (seen);
  for (guint i = 0; i < g_list_model_get_n_items (users); i++) {
    g_autoptr (ChatUser) user = g_list_model_get_item (users, i);

    check_user (user);
    g_assert_true (g_hash_table_add (seen, (gpointer) chat_user_get_id (user)));
  }
}

static void
hear_answer (World *world, ChatIntentType type, JsonArray *arguments)
{
  ChatUser *me = chat_sync_get_me (world->sync);
  g_autoptr (ChatIntent) intent = type == CHAT_INTENT_SEND
                                    ? chat_intent_new_send (world->mine, "General")
                                    : chat_intent_new (type, me, "General");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray)
    events = chat_dialect_read_answer (world->dialect, intent, arguments, NOW, &error);

  if (events != NULL)
    chat_sync_apply (world->sync, events, 1);
  else
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
hear (World *world, JsonArray *arguments)
{
  g_autoptr (GPtrArray) events = NULL;
  g_autofree char *name = NULL;

  if (json_array_get_length (arguments) == 0 ||
      json_node_get_value_type (json_array_get_element (arguments, 0)) != G_TYPE_STRING)
    return;

  name = g_strdup (json_array_get_string_element (arguments, 0));
  json_array_remove_element (arguments, 0);
  if (g_str_equal (name, "answer")) {
    hear_answer (world, CHAT_INTENT_JOIN, arguments);
    hear_answer (world, CHAT_INTENT_SEND, arguments);
  } else {
    events = chat_dialect_read_event (world->dialect, name, arguments, NOW);
    chat_sync_apply (world->sync, events, 1);
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 64);
  g_autoptr (ChatUser) me = chat_user_new_me ("u-me", "Me");
  g_autoptr (ChatMessage)
    mine = g_object_new (CHAT_TYPE_MESSAGE, "id", "mine", "sender", me, "text", "mine", "time", NOW,
                         "status", CHAT_MESSAGE_STATUS_PENDING, NULL);
  g_autoptr (ChatDialect) dialect = chat_plain_dialect_new ();
  g_autoptr (ChatOutbox) outbox = chat_outbox_new (me);
  g_autoptr (ChatSync) sync = chat_sync_new (me, outbox);
  World world = { .dialect = dialect, .outbox = outbox, .sync = sync, .mine = mine };

  world.room = chat_sync_add_room (sync, "General", 1);
  chat_outbox_add (outbox, world.room, mine);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_autoptr (JsonNode) node = socket_io_json_parse (lines[i], strlen (lines[i]), NULL);

    if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
      hear (&world, json_node_get_array (node));
  }
  check (&world);

  return 0;
}
