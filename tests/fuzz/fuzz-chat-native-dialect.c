/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a server of the native protocol may say.  The input is lines, each a JSON array as on the
 * wire: an event's name and its arguments, or "answer" and the arguments of an answer, which is
 * read as one to every intent.  Whatever comes out of it is what a store and a timeline may rely
 * on: ids and places are there, only names and texts that can be shown, times that have a date.
 */
#include "fuzz-target.h"

#include <string.h>

#include "chat-native-dialect.h"
#include "chat-reader.h"
#include "socket-io-json.h"

#define NOW G_GINT64_CONSTANT (1770000000000)

static void
check_id (const char *id)
{
  g_assert_nonnull (id);
  g_assert_cmpint (*id, !=, '\0');
  g_assert_cmpuint (strlen (id), <=, 3 * CHAT_READER_MAX_ID);
  g_assert_true (g_utf8_validate (id, -1, NULL));
}

static void
check_line (const char *text)
{
  g_autofree char *clean = text != NULL ? chat_reader_clean_line (text, G_MAXUINT) : NULL;

  g_assert_cmpstr (text, ==, clean);
}

static void
check_time (gint64 time)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_unix_utc (time / 1000);

  g_assert_cmpint (time, >=, 0);
  g_assert_nonnull (date);
}

static void
check_rev (gint64 rev)
{
  g_assert_cmpint (rev, >=, 0);
  g_assert_cmpint (rev, <=, CHAT_READER_MAX_COUNT);
}

static void
check_user (gpointer data, gpointer user_data)
{
  ChatEventUser *user = data;

  check_id (user->id);
  check_line (user->name);
  check_line (user->handle);
  check_line (user->status);
  check_time (user->last_seen);
  check_rev (user->rev);
  g_assert_cmpint (user->presence, <=, CHAT_PRESENCE_BUSY);
}

static void
check_message (gpointer data, gpointer user_data)
{
  ChatEventMessage *message = data;

  check_id (message->id);
  check_id (message->room);
  check_user (message->sender, NULL);
  check_time (message->time);
  check_time (message->edited_at);
  check_time (message->deleted_at);
  check_rev (message->rev);
  check_line (message->reply_text);
  check_line (message->incident_text);
  g_assert_cmpint (message->seq, >, 0);
  g_assert_true ((message->text == NULL) ==
                 (message->kind == CHAT_MESSAGE_KIND_SYSTEM || message->deleted_at != 0));
  g_assert_true (message->text == NULL || g_utf8_validate (message->text, -1, NULL));
  for (guint i = 0; i < message->files->len; i++) {
    const ChatEventFile *file = message->files->pdata[i];

    check_id (file->id);
    g_assert_null (strpbrk (file->name, "/\\"));
    g_assert_cmpint (file->size, >=, 0);
  }
  for (guint i = 0; i < message->reactions->len; i++) {
    const ChatEventReaction *reaction = message->reactions->pdata[i];
    g_autofree char *emoji = chat_reader_emoji (reaction->emoji);

    g_assert_cmpstr (reaction->emoji, ==, emoji);
    g_assert_cmpuint (reaction->users->len, >, 0);
  }
}

static void
check_member (gpointer data, gpointer user_data)
{
  ChatEventMember *member = data;

  check_id (member->room);
  check_id (member->user);
  check_rev (member->rev);
  g_assert_cmpint (member->seen, >=, 0);
  g_assert_cmpint (member->seen, <=, member->delivered);
}

static void
check_room (gpointer data, gpointer user_data)
{
  ChatEventRoom *room = data;

  check_id (room->id);
  check_line (room->name);
  check_line (room->topic);
  check_time (room->created_at);
  check_rev (room->rev);
  if (room->me != NULL)
    check_member (room->me, NULL);
  if (room->last_message != NULL)
    check_message (room->last_message, NULL);
}

static void
check (GPtrArray *events)
{
  for (guint i = 0; i < events->len; i++) {
    ChatEvent *event = events->pdata[i];

    g_ptr_array_foreach (event->users, check_user, NULL);
    g_ptr_array_foreach (event->messages, check_message, NULL);
    g_ptr_array_foreach (event->rooms, check_room, NULL);
    g_ptr_array_foreach (event->members, check_member, NULL);
    if (event->type == CHAT_EVENT_WELCOME) {
      check_user (event->welcome->me, NULL);
      check_line (event->welcome->server_name);
      g_assert_nonnull (event->welcome->features);
      g_assert_cmpint (event->welcome->kept, <=, event->welcome->revision);
    }
  }
}

static void
hear_answer (ChatDialect *dialect, JsonArray *arguments)
{
  for (int type = CHAT_INTENT_HELLO; type <= CHAT_INTENT_SIGN_OUT; type++) {
    g_autoptr (ChatIntent) intent = chat_intent_new ((ChatIntentType) type, NULL, "r");
    g_autoptr (GPtrArray) events = NULL;
    g_autoptr (GError) error = NULL;

    intent->id = g_strdup ("mine");
    intent->person = g_strdup ("u");
    events = chat_dialect_read_answer (dialect, intent, arguments, NOW, &error);
    if (events != NULL)
      check (events);
    else
      check_line (error->message);
  }
}

static void
hear (ChatDialect *dialect, JsonArray *arguments)
{
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) refusal = NULL;
  g_autofree char *name = NULL;

  if (json_array_get_length (arguments) == 0 ||
      json_node_get_value_type (json_array_get_element (arguments, 0)) != G_TYPE_STRING)
    return;

  name = g_strdup (json_array_get_string_element (arguments, 0));
  refusal =
    chat_dialect_read_refusal (dialect, name,
                               json_array_get_element (arguments,
                                                       json_array_get_length (arguments) - 1));
  check_line (refusal->message);
  json_array_remove_element (arguments, 0);
  if (g_str_equal (name, "answer")) {
    hear_answer (dialect, arguments);
  } else {
    events = chat_dialect_read_event (dialect, name, arguments, NOW);
    check (events);
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) lines = g_strsplit (text, "\n", 64);
  g_autoptr (ChatDialect) dialect = chat_native_dialect_new ();

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autoptr (JsonNode) node = socket_io_json_parse (lines[i], strlen (lines[i]), NULL);

    if (node != NULL && JSON_NODE_HOLDS_ARRAY (node))
      hear (dialect, json_node_get_array (node));
  }

  return 0;
}
