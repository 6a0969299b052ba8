/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session-program FOLDER ADDRESS NAME PASSWORD [new]
 *
 * Somebody's app without a window: a ChatSession with a folder of its own, in a process that can be
 * killed.  It does what is written to it, one line each, and tells what it has done and what has
 * become of it:
 *
 *   VERB NUMBER WORD...   ->   did NUMBER VALUE    "no" if it could not be done
 *                              kept NUMBER         it is on the disk now
 *   quit                       everything is on the disk, and it ends
 *
 *   lost MESSAGE EMOJI         what it did in a room that it is not in any more may not have
 * arrived;
 *                              "-" of what is no reaction
 *   refused MESSAGE            a change was not taken
 *
 *   me ID                      who it is
 *   state STATE                as ChatSession's
 *
 * "new" is somebody whom the server does not know yet.  The token is kept in the folder, so whoever
 * has been there comes back with it.
 */
#include "chat-file.h"
#include "chat-outgoing.h"
#include "chat-session-operations.h"
#include "chat-session-parts.h"
#include "test-program.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <stdio.h>

/* So long as to be noticed, and no longer. */
#define RECONNECTION_DELAY_MS 20
#define RECONNECTION_DELAY_MAX_MS 200
#define ACK_TIMEOUT_MS 1000

typedef struct {
  TestProgram *program;
  ChatSession *session;
  char *token_path;
  ChatRoom *focused; /* is on the screen of somebody who looks at it */
  guint see_id;
} App;

/* One that is done and not told yet. */
typedef struct {
  App *app;
  char *number;
  ChatRoom *room; /* that it is about, if it takes longer */
} Deed;

static void
deed_free (Deed *deed)
{
  g_clear_object (&deed->room);
  g_free (deed->number);
  g_free (deed);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Deed, deed_free)

static Deed *
deed_new (App *app, const char *number)
{
  Deed *deed = g_new0 (Deed, 1);

  deed->app = app;
  deed->number = g_strdup (number);

  return deed;
}

static void G_GNUC_PRINTF (1, 2) say (const char *format, ...)
{
  va_list values;

  va_start (values, format);
  vprintf (format, values);
  va_end (values);
  putchar ('\n');
  fflush (stdout);
}

/* --- what is done ------------------------------------------------------------- */

static void
store_did_get_there (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deed) deed = user_data;

  if (chat_store_get_revision_finish (CHAT_STORE (source), result, NULL) >= 0)
    say ("kept %s", deed->number);
}

/* What is asked of a store waits for what was written before. */
static void
tell (App *self, const char *number, const char *value)
{
  say ("did %s %s", number, value);
  chat_store_get_revision_async (chat_session_get_parts (self->session)->store, NULL,
                                 store_did_get_there, deed_new (self, number));
}

static ChatRoom *
find_room (App *self, const char *id)
{
  return chat_room_list_find (chat_session_get_rooms (self->session), id);
}

static ChatMessage *
find_message (App *self, const char *room, const char *id)
{
  ChatRoom *found = find_room (self, room);

  return found != NULL ? chat_timeline_find (chat_room_get_timeline (found), id) : NULL;
}

/* The last one that has a place. */
static ChatMessage *
find_last (ChatRoom *room)
{
  GListModel *timeline = G_LIST_MODEL (chat_room_get_timeline (room));

  for (guint i = g_list_model_get_n_items (timeline); i > 0; i--) {
    g_autoptr (ChatMessage) message = g_list_model_get_item (timeline, i - 1);

    if (chat_message_get_seq (message) > 0)
      return message;
  }

  return NULL;
}

static ChatUser *
dup_user (App *self, const char *id)
{
  ChatUser *user = chat_roster_find (chat_session_get_users (self->session), id);

  return user != NULL ? g_object_ref (user) : chat_user_new (id, id);
}

static void
room_did_come (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deed) deed = user_data;
  g_autoptr (GError) error = NULL;
  ChatRoom *room = chat_session_room_finish (CHAT_SESSION (source), result, &error);

  if (room == NULL)
    g_printerr ("%s: %s\n", deed->number, error->message);
  tell (deed->app, deed->number, room != NULL ? chat_room_get_id (room) : "no");
}

static void
done_did_end (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deed) deed = user_data;

  tell (deed->app, deed->number,
        chat_session_done_finish (CHAT_SESSION (source), result, NULL) ? "yes" : "no");
}

/* make KIND NAME USER... */
static void
make (App *self, const char *number, char **words)
{
  ChatRoomKind kind = g_str_equal (words[0], "public") ? CHAT_ROOM_KIND_PUBLIC
                                                       : CHAT_ROOM_KIND_PRIVATE;

  chat_session_create_room_async (self->session, words[1], NULL, kind,
                                  (const char *const *) words + 2, NULL, room_did_come,
                                  deed_new (self, number));
}

/* direct USER */
static void
open_direct (App *self, const char *number, char **words)
{
  g_autoptr (ChatUser) user = dup_user (self, words[0]);

  chat_session_open_direct_async (self->session, user, NULL, room_did_come,
                                  deed_new (self, number));
}

/* invite ROOM USER */
static void
invite (App *self, const char *number, char **words)
{
  g_autoptr (ChatUser) user = dup_user (self, words[1]);
  ChatRoom *room = find_room (self, words[0]);

  if (room != NULL)
    chat_session_invite_async (self->session, room, user, NULL, done_did_end,
                               deed_new (self, number));
  else
    tell (self, number, "no");
}

/* leave ROOM */
static void
leave (App *self, const char *number, char **words)
{
  ChatRoom *room = find_room (self, words[0]);

  if (room != NULL)
    chat_session_leave_async (self->session, room, NULL, done_did_end, deed_new (self, number));
  else
    tell (self, number, "no");
}

/* rename ROOM NAME */
static void
rename_room (App *self, const char *number, char **words)
{
  ChatRoom *room = find_room (self, words[0]);

  if (room != NULL)
    chat_session_update_room_async (self->session, room, words[1], NULL, NULL, done_did_end,
                                    deed_new (self, number));
  else
    tell (self, number, "no");
}

static void
send_with (App *self, const char *number, char **words, ChatMessage *reply, GListModel *files)
{
  ChatRoom *room = find_room (self, words[0]);
  ChatMessage *message =
    room != NULL ? chat_session_send (self->session, room, words[1], reply, files) : NULL;

  tell (self, number, message != NULL ? chat_message_get_id (message) : "no");
}

/* send ROOM TEXT */
static void
send_text (App *self, const char *number, char **words)
{
  send_with (self, number, words, NULL, NULL);
}

/* reply ROOM TEXT MESSAGE */
static void
send_reply (App *self, const char *number, char **words)
{
  ChatMessage *answered = find_message (self, words[0], words[2]);

  if (answered != NULL)
    send_with (self, number, words, answered, NULL);
  else
    tell (self, number, "no");
}

/* file ROOM TEXT PATH */
static void
send_file (App *self, const char *number, char **words)
{
  g_autoptr (GListStore) files = g_list_store_new (CHAT_TYPE_FILE);
  g_autofree char *name = g_path_get_basename (words[2]);
  g_autoptr (ChatFile) file = NULL;
  GStatBuf status;

  g_assert (g_stat (words[2], &status) == 0);
  file = chat_file_new_local (words[2], name, "application/octet-stream", status.st_size);
  g_list_store_append (files, file);
  send_with (self, number, words, NULL, G_LIST_MODEL (files));
}

/* edit ROOM MESSAGE TEXT, delete ROOM MESSAGE, react ROOM MESSAGE EMOJI 0|1 */
static void
edit (App *self, const char *number, char **words)
{
  ChatMessage *message = find_message (self, words[0], words[1]);

  if (message != NULL)
    chat_session_edit (self->session, find_room (self, words[0]), message, words[2]);
  tell (self, number, message != NULL ? "yes" : "no");
}

static void
delete_message (App *self, const char *number, char **words)
{
  ChatMessage *message = find_message (self, words[0], words[1]);

  if (message != NULL)
    chat_session_delete (self->session, find_room (self, words[0]), message);
  tell (self, number, message != NULL ? "yes" : "no");
}

static void
react (App *self, const char *number, char **words)
{
  ChatMessage *message = find_message (self, words[0], words[1]);

  /* To what was refused nobody can react. */
  if (message != NULL && chat_message_get_status (message) == CHAT_MESSAGE_STATUS_FAILED) {
    g_printerr ("%s: %s\n", words[1], chat_message_get_error (message));
    message = NULL;
  }
  if (message != NULL)
    chat_session_react (self->session, find_room (self, words[0]), message, words[2],
                        g_str_equal (words[3], "1"));
  tell (self, number, message != NULL ? "yes" : "no");
}

/* see ROOM: all that is there -> the place of the last */
static void
see (App *self, const char *number, char **words)
{
  ChatRoom *room = find_room (self, words[0]);
  ChatMessage *last = room != NULL ? find_last (room) : NULL;

  g_autofree char *seq =
    g_strdup_printf ("%" G_GINT64_FORMAT, last != NULL ? chat_message_get_seq (last) : 0);

  if (last != NULL)
    chat_session_see (self->session, room, last);
  tell (self, number, seq);
}

/* --- what is on the screen --------------------------------------------------- */

static gboolean
see_cb (gpointer data)
{
  App *self = data;
  ChatMessage *last = find_last (self->focused);

  self->see_id = 0;
  if (last != NULL)
    chat_session_see (self->session, self->focused, last);

  return G_SOURCE_REMOVE;
}

static void
timeline_changed_cb (App *self)
{
  if (self->see_id == 0)
    self->see_id = g_idle_add (see_cb, self);
}

static void
focus (App *self, ChatRoom *room)
{
  if (self->focused != NULL)
    g_signal_handlers_disconnect_by_func (chat_room_get_timeline (self->focused),
                                          timeline_changed_cb, self);
  g_clear_handle_id (&self->see_id, g_source_remove);
  g_set_object (&self->focused, room);
  chat_session_set_open_room (self->session, room);
  if (room == NULL)
    return;

  g_signal_connect_swapped (chat_room_get_timeline (room), "items-changed",
                            G_CALLBACK (timeline_changed_cb), self);
  timeline_changed_cb (self);
  if (find_last (room) == NULL)
    chat_session_load_older_async (self->session, room, NULL, NULL, NULL);
}

/* show ROOM, or "-": the list of rooms, or another program */
static void
show (App *self, const char *number, char **words)
{
  ChatRoom *room = find_room (self, words[0]);

  focus (self, room);
  tell (self, number, room != NULL ? "yes" : "no");
}

/* --- what it shows ------------------------------------------------------------ */

static void
add_message (JsonBuilder *builder, ChatMessage *message)
{
  g_autoptr (GEnumClass) words = g_type_class_ref (CHAT_TYPE_MESSAGE_STATUS);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "id");
  json_builder_add_string_value (builder, chat_message_get_id (message));
  json_builder_set_member_name (builder, "seq");
  json_builder_add_int_value (builder, chat_message_get_seq (message));
  json_builder_set_member_name (builder, "user");
  json_builder_add_string_value (builder, chat_message_get_sender (message) != NULL
                                            ? chat_user_get_id (chat_message_get_sender (message))
                                            : NULL);
  json_builder_set_member_name (builder, "system");
  json_builder_add_boolean_value (builder,
                                  chat_message_get_kind (message) == CHAT_MESSAGE_KIND_SYSTEM);
  json_builder_set_member_name (builder, "status");
  json_builder_add_string_value (
    builder, g_enum_get_value (words, (int) chat_message_get_status (message))->value_nick);
  json_builder_set_member_name (builder, "counts");
  json_builder_begin_array (builder);
  json_builder_add_int_value (builder, chat_message_get_n_people (message));
  json_builder_add_int_value (builder, chat_message_get_n_delivered (message));
  json_builder_add_int_value (builder, chat_message_get_n_seen (message));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_members (JsonBuilder *builder, ChatRoom *room)
{
  GListModel *roster = G_LIST_MODEL (chat_room_get_members (room));

  for (guint i = 0; i < g_list_model_get_n_items (roster); i++) {
    g_autoptr (ChatUser) user = g_list_model_get_item (roster, i);
    const ChatMember *member = chat_room_get_member (room, user);

    json_builder_set_member_name (builder, chat_user_get_id (user));
    json_builder_begin_array (builder);
    json_builder_add_int_value (builder, member != NULL ? member->from_seq : -1);
    json_builder_add_int_value (builder, member != NULL ? member->delivered : -1);
    json_builder_add_int_value (builder, member != NULL ? member->seen : -1);
    json_builder_end_array (builder);
  }
}

static void
describe (ChatRoom *room, JsonBuilder *builder)
{
  GListModel *timeline = G_LIST_MODEL (chat_room_get_timeline (room));

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "unread");
  json_builder_add_int_value (builder, chat_room_get_unread (room));
  json_builder_set_member_name (builder, "members");
  json_builder_begin_object (builder);
  add_members (builder, room);
  json_builder_end_object (builder);
  json_builder_set_member_name (builder, "messages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < g_list_model_get_n_items (timeline); i++) {
    g_autoptr (ChatMessage) message = g_list_model_get_item (timeline, i);

    add_message (builder, message);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

/* look ROOM -> JSON */
static void
look (App *self, const char *number, char **words)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  ChatRoom *room = find_room (self, words[0]);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  if (room == NULL || !chat_room_get_joined (room)) {
    tell (self, number, "no");
    return;
  }

  describe (room, builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, FALSE);
  tell (self, number, text);
}

/* Asked for until there is no more. */
static void
older_did_load (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deed) deed = user_data;
  ChatSession *session = CHAT_SESSION (source);

  if (!chat_session_done_finish (session, result, NULL)) {
    tell (deed->app, deed->number, "no");
  } else if (!chat_room_get_has_older (deed->room)) {
    tell (deed->app, deed->number, "yes");
  } else {
    ChatRoom *room = deed->room;

    chat_session_load_older_async (session, room, NULL, older_did_load, g_steal_pointer (&deed));
  }
}

static void
members_did_load (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Deed) deed = user_data;
  ChatSession *session = CHAT_SESSION (source);
  ChatRoom *room = deed->room;

  if (chat_session_done_finish (session, result, NULL))
    chat_session_load_older_async (session, room, NULL, older_did_load, g_steal_pointer (&deed));
  else
    tell (deed->app, deed->number, "no");
}

/* learn ROOM: who is in it, and everything that was said there */
static void
learn (App *self, const char *number, char **words)
{
  Deed *deed = NULL;
  ChatRoom *room = find_room (self, words[0]);

  if (room == NULL) {
    tell (self, number, "no");
    return;
  }

  deed = deed_new (self, number);
  deed->room = g_object_ref (room);
  chat_session_load_members_async (self->session, room, NULL, members_did_load, deed);
}

/* --- obeying -------------------------------------------------------------------- */

static const struct {
  const char *verb;
  guint n_words; /* at least */
  void (*obey) (App *self, const char *number, char **words);
} VERBS[] = {
  { "make", 2, make },          { "direct", 1, open_direct },
  { "invite", 2, invite },      { "leave", 1, leave },
  { "rename", 2, rename_room }, { "send", 2, send_text },
  { "reply", 3, send_reply },   { "file", 3, send_file },
  { "edit", 3, edit },          { "delete", 2, delete_message },
  { "react", 4, react },        { "see", 1, see },
  { "show", 1, show },          { "look", 1, look },
  { "learn", 1, learn },
};

static void
session_did_close (GObject *source, GAsyncResult *result, gpointer user_data)
{
  App *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!chat_session_close_finish (CHAT_SESSION (source), result, &error))
    g_error ("It cannot be closed: %s", error->message);
  test_program_quit (self->program);
}

static gboolean
command_cb (GIOChannel *commands, GIOCondition condition, gpointer user_data)
{
  App *self = user_data;
  g_autofree char *line = NULL;
  g_auto (GStrv) words = NULL;
  gsize end = 0;

  if (g_io_channel_read_line (commands, &line, NULL, &end, NULL) != G_IO_STATUS_NORMAL)
    line = g_strdup ("quit");
  else
    line[end] = '\0';

  words = g_strsplit (line, " ", -1);
  if (g_str_equal (words[0], "quit")) {
    focus (self, NULL);
    chat_session_close_async (self->session, session_did_close, self);
    return G_SOURCE_REMOVE;
  }
  for (guint i = 0; i < G_N_ELEMENTS (VERBS); i++) {
    if (g_str_equal (words[0], VERBS[i].verb) && g_strv_length (words) >= VERBS[i].n_words + 2) {
      VERBS[i].obey (self, words[1], words + 2);
      return G_SOURCE_CONTINUE;
    }
  }
  g_error ("\"%s\" is nothing that can be done", line);
}

/* --- coming and going ------------------------------------------------------------ */

static void
state_changed_cb (App *self)
{
  g_autoptr (GEnumClass) words = g_type_class_ref (CHAT_TYPE_SESSION_STATE);
  ChatSessionState state = chat_session_get_state (self->session);

  if (state == CHAT_SESSION_ONLINE)
    say ("me %s", chat_account_get_user_id (chat_session_get_account (self->session)));
  if (chat_session_get_error (self->session) != NULL)
    g_printerr ("%s\n", chat_session_get_error (self->session)->message);
  say ("state %s", g_enum_get_value (words, (int) state)->value_nick);
}

static void
lost_cb (App *self, ChatRoom *room, GPtrArray *list)
{
  for (guint i = 0; i < list->len; i++) {
    const ChatOutgoing *outgoing = list->pdata[i];

    say ("lost %s %s", outgoing->message != NULL ? outgoing->message : outgoing->id,
         outgoing->emoji != NULL ? outgoing->emoji : "-");
  }
}

static void
change_refused_cb (App *self, ChatRoom *room, const char *message, const char *reason)
{
  g_printerr ("%s: %s\n", message, reason);
  say ("refused %s", message);
}

static void
token_received_cb (App *self, const char *token)
{
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents_full (self->token_path, token, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                 &error))
    g_error ("The token cannot be kept: %s", error->message);
}

static void
session_did_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  App *self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GIOChannel) commands = g_io_channel_unix_new (STDIN_FILENO);

  if (!chat_session_open_finish (CHAT_SESSION (source), result, &error))
    g_error ("It cannot be opened: %s", error->message);
  say ("ready");
  g_io_channel_set_encoding (commands, NULL, NULL);
  g_io_add_watch (commands, G_IO_IN | G_IO_HUP, command_cb, self);
  chat_session_connect (self->session);
}

static void
sign_in (App *self, const char *name, const char *password, gboolean enrol)
{
  g_autofree char *token = NULL;

  if (g_file_get_contents (self->token_path, &token, NULL, NULL))
    chat_session_set_token (self->session, token);
  else
    chat_session_set_password (self->session, name, password, enrol, NULL, NULL);
}

int
main (int argc, char *argv[])
{
  g_autoptr (TestProgram) program = test_program_new ();
  g_autoptr (SocketIoOptions) options = socket_io_options_new ();
  g_autoptr (ChatAccount) account = NULL;
  g_autofree char *token_path = NULL;
  App self = { .program = program };

  if (argc < 5)
    g_error ("session-program FOLDER ADDRESS NAME PASSWORD [new]");

  account = g_object_new (CHAT_TYPE_ACCOUNT, "address", argv[2], "dialect", "native", "folder",
                          argv[1], "name", argv[3], NULL);
  g_object_set (options, "reconnection-delay", RECONNECTION_DELAY_MS, "reconnection-delay-max",
                RECONNECTION_DELAY_MAX_MS, NULL);
  self.session = g_object_new (CHAT_TYPE_SESSION, "account", account, "options", options,
                               "ack-timeout", ACK_TIMEOUT_MS, NULL);
  self.token_path = token_path = g_build_filename (argv[1], "token", NULL);
  sign_in (&self, argv[3], argv[4], argc > 5);
  g_signal_connect_swapped (self.session, "notify::state", G_CALLBACK (state_changed_cb), &self);
  g_signal_connect_swapped (chat_session_get_parts (self.session)->outbox, "lost",
                            G_CALLBACK (lost_cb), &self);
  g_signal_connect_swapped (self.session, "change-refused", G_CALLBACK (change_refused_cb), &self);
  g_signal_connect_swapped (self.session, "token-received", G_CALLBACK (token_received_cb), &self);
  chat_session_open_async (self.session, NULL, session_did_open, &self);

  test_program_run (program);
  g_assert_finalize_object (self.session);

  return 0;
}
