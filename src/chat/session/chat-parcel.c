/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Something in the outbox, and the files in it.  A message is on the disk at once, with the paths
 * of its files.  They are copied as soon as that can be, and have ids of the server before it goes.
 */
#include "chat-parcel.h"

/* --- what it is ------------------------------------------------------------------- */

static ChatParcel *
parcel_new (ChatRoom *room, ChatOutgoing *outgoing)
{
  ChatParcel *self = g_rc_box_new0 (ChatParcel);

  self->room = g_object_ref (room);
  self->outgoing = outgoing;

  return self;
}

static void
parcel_clear (ChatParcel *self)
{
  chat_outgoing_free (self->outgoing);
  g_clear_object (&self->message);
  g_clear_object (&self->files);
  g_object_unref (self->room);
}

static ChatFile *
nth_file (const ChatParcel *self, guint n)
{
  g_autoptr (ChatFile) file = g_list_model_get_item (self->files, n);

  return file; /* the list holds it */
}

static ChatSpool *
get_spool (ChatAttachments *attachments)
{
  return attachments != NULL ? chat_attachments_get_spool (attachments) : NULL;
}

static void
note_reply (ChatOutgoing *outgoing, ChatReply *reply)
{
  ChatUser *user = chat_reply_get_user (reply);

  outgoing->reply = g_strdup (chat_reply_get_id (reply));
  outgoing->reply_user = g_strdup (user != NULL ? chat_user_get_id (user) : NULL);
  outgoing->reply_text = g_strdup (chat_reply_get_text (reply));
}

/**
 * chat_parcel_new:
 * @room: where it goes
 * @message: a new message of mine
 * @attachments: (nullable): where its files lie, or are to lie
 *
 * Makes a parcel of what I have just written.
 */
ChatParcel *
chat_parcel_new (ChatRoom *room, ChatMessage *message, ChatAttachments *attachments)
{
  ChatOutgoing *outgoing = chat_outgoing_new (CHAT_OUTGOING_SEND, chat_message_get_id (message),
                                              chat_room_get_id (room), NULL);
  ChatParcel *self = parcel_new (room, outgoing);

  self->message = g_object_ref (message);
  self->files = g_object_ref (chat_message_get_files (message));
  outgoing->text = g_strdup (chat_message_get_text (message));
  outgoing->time = chat_message_get_time (message);
  if (chat_message_get_reply (message) != NULL)
    note_reply (outgoing, chat_message_get_reply (message));
  g_ptr_array_unref (outgoing->files);
  outgoing->files = chat_spool_note_files (get_spool (attachments), self->files);

  return self;
}

/**
 * chat_parcel_new_change:
 * @room: where it goes
 * @kind: what is to change
 * @message: the id of the message that changes
 * @now: the time, in ms since 1970
 *
 * Makes a parcel of a change, of which the rest is to be said.
 */
ChatParcel *
chat_parcel_new_change (ChatRoom *room, ChatOutgoingKind kind, const char *message, gint64 now)
{
  g_autofree char *id = g_uuid_string_random ();
  ChatOutgoing *outgoing = chat_outgoing_new (kind, id, chat_room_get_id (room), message);

  outgoing->time = now;

  return parcel_new (room, outgoing);
}

static ChatReply *
make_reply (const ChatOutgoing *outgoing, ChatRoster *users)
{
  ChatUser *user = outgoing->reply_user != NULL ? chat_roster_find (users, outgoing->reply_user)
                                                : NULL;

  return chat_reply_new (outgoing->reply, user, outgoing->reply_text);
}

static ChatMessage *
make_message (const ChatOutgoing *outgoing,
              ChatUser *me,
              ChatRoster *users,
              ChatAttachments *attachments)
{
  ChatMessage *message =
    g_object_new (CHAT_TYPE_MESSAGE, "id", outgoing->id, "sender", me, "text", outgoing->text,
                  "time", outgoing->time, "status", CHAT_MESSAGE_STATUS_PENDING, NULL);

  if (outgoing->reply != NULL) {
    g_autoptr (ChatReply) reply = make_reply (outgoing, users);

    chat_message_set_reply (message, reply);
  }
  if (outgoing->files->len > 0) {
    g_autoptr (GListStore)
      files = chat_spool_make_files (get_spool (attachments), outgoing->files, CHAT_FILE_WAITING);

    chat_message_set_files (message, G_LIST_MODEL (files));
  }

  return message;
}

/**
 * chat_parcel_new_stored:
 * @room: where it goes
 * @outgoing: what lay on the disk
 * @me: who I am
 * @users: everybody who is known
 * @attachments: (nullable): where its files lie
 *
 * Makes a parcel of what I wrote when this program ran before.
 */
ChatParcel *
chat_parcel_new_stored (ChatRoom *room,
                        const ChatOutgoing *outgoing,
                        ChatUser *me,
                        ChatRoster *users,
                        ChatAttachments *attachments)
{
  ChatParcel *self = parcel_new (room, chat_outgoing_copy (outgoing));

  if (outgoing->kind == CHAT_OUTGOING_SEND) {
    self->message = make_message (outgoing, me, users, attachments);
    self->files = g_object_ref (chat_message_get_files (self->message));
  }

  return self;
}

ChatParcel *
chat_parcel_ref (ChatParcel *self)
{
  return g_rc_box_acquire (self);
}

void
chat_parcel_unref (ChatParcel *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) parcel_clear);
}

/**
 * chat_parcel_is_about:
 * @self: a parcel
 * @message: the id of a message
 *
 * Whether it is a change of that message.
 */
gboolean
chat_parcel_is_about (const ChatParcel *self, const char *message)
{
  return g_strcmp0 (self->outgoing->message, message) == 0;
}

static ChatIntent *
make_send (const ChatParcel *self)
{
  const ChatOutgoing *outgoing = self->outgoing;
  ChatIntent *intent = chat_intent_new_send (self->message, outgoing->room);
  g_autoptr (GStrvBuilder) files = g_strv_builder_new ();

  /* What people see may have been changed since; that goes behind it. */
  g_set_str (&intent->text, outgoing->text);
  intent->reply = g_strdup (outgoing->reply);
  for (guint i = 0; i < outgoing->files->len; i++)
    g_strv_builder_add (files, ((ChatOutgoingFile *) outgoing->files->pdata[i])->id);
  intent->list = g_strv_builder_end (files);

  return intent;
}

/**
 * chat_parcel_make_intent:
 * @self: a parcel that is ready to go
 *
 * Returns: (transfer full): what the server is asked for
 */
ChatIntent *
chat_parcel_make_intent (const ChatParcel *self)
{
  const ChatOutgoing *outgoing = self->outgoing;
  ChatIntent *intent = NULL;

  switch (outgoing->kind) {
  case CHAT_OUTGOING_SEND:
    return make_send (self);
  case CHAT_OUTGOING_EDIT:
    return chat_intent_new_edit (outgoing->message, outgoing->text);
  case CHAT_OUTGOING_REACT:
    return chat_intent_new_react (outgoing->message, outgoing->emoji, outgoing->on);
  case CHAT_OUTGOING_DELETE:
    break;
  }

  intent = chat_intent_new (CHAT_INTENT_DELETE, NULL, NULL);
  intent->id = g_strdup (outgoing->message);

  return intent;
}

/* --- its files -------------------------------------------------------------------- */

static ChatOutgoingFile *
find_without_copy (const ChatParcel *self, guint *position)
{
  for (guint i = 0; i < self->outgoing->files->len; i++) {
    ChatOutgoingFile *noted = self->outgoing->files->pdata[i];

    *position = i;
    if (noted->copy == NULL)
      return noted;
  }

  return NULL;
}

static ChatOutgoingFile *
find_without_id (const ChatParcel *self, guint *position)
{
  for (guint i = 0; i < self->outgoing->files->len; i++) {
    ChatOutgoingFile *noted = self->outgoing->files->pdata[i];

    *position = i;
    if (noted->id == NULL)
      return noted;
  }

  return NULL;
}

gboolean
chat_parcel_wants_copies (const ChatParcel *self)
{
  guint position = 0;

  return !self->copying && find_without_copy (self, &position) != NULL;
}

static void copy_next (GTask *task);

static void
copy_did_keep (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatParcel *self = g_task_get_task_data (task);
  ChatSpool *spool = CHAT_SPOOL (source);
  GError *error = NULL;
  guint position = 0;
  ChatOutgoingFile *noted = find_without_copy (self, &position);
  g_autofree char *path = NULL;

  noted->copy = chat_spool_keep_finish (spool, result, &error);
  if (noted->copy == NULL) {
    self->copying = FALSE;
    g_task_return_error (task, error);
    return;
  }

  g_clear_pointer (&noted->original, g_free);
  path = chat_spool_build_path (spool, noted->copy);
  chat_file_set_path (nth_file (self, position), path);
  copy_next (g_steal_pointer (&task));
}

/* Takes @task. */
static void
copy_next (GTask *task)
{
  ChatParcel *self = g_task_get_task_data (task);
  ChatAttachments *attachments = g_task_get_source_object (task);
  guint position = 0;

  if (find_without_copy (self, &position) != NULL) {
    chat_spool_keep_async (chat_attachments_get_spool (attachments), nth_file (self, position),
                           NULL, copy_did_keep, task);
    return;
  }

  self->copying = FALSE;
  g_task_return_boolean (task, TRUE);
  g_object_unref (task);
}

/**
 * chat_parcel_copy_files_async:
 * @self: a parcel of a message
 * @attachments: where its files go
 * @callback: (scope async): called when all are there, or one cannot be
 * @user_data: for @callback
 *
 * Makes copies of the files, one after the other.
 */
void
chat_parcel_copy_files_async (ChatParcel *self,
                              ChatAttachments *attachments,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = g_task_new (attachments, NULL, callback, user_data);

  g_task_set_source_tag (task, chat_parcel_copy_files_async);
  g_task_set_task_data (task, chat_parcel_ref (self), (GDestroyNotify) chat_parcel_unref);
  self->copying = TRUE;
  copy_next (task);
}

gboolean
chat_parcel_copy_files_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
chat_parcel_wants_files_sent (const ChatParcel *self)
{
  guint position = 0;

  return find_without_id (self, &position) != NULL;
}

static void
send_did_send (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatParcel *self = g_task_get_task_data (task);
  GError *error = NULL;
  guint position = 0;
  ChatOutgoingFile *noted = NULL;

  if (!chat_attachments_send_finish (CHAT_ATTACHMENTS (source), result, &error)) {
    g_task_return_error (task, error);
    return;
  }

  noted = find_without_id (self, &position);
  noted->id = g_strdup (chat_file_get_id (nth_file (self, position)));
  g_task_return_boolean (task, TRUE);
}

/**
 * chat_parcel_send_file_async:
 * @self: a parcel of a message
 * @attachments: where its files lie
 * @callback: (scope async): called when the server has it, or does not take it
 * @user_data: for @callback
 *
 * Brings the next file to the server.
 */
void
chat_parcel_send_file_async (ChatParcel *self,
                             ChatAttachments *attachments,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  GTask *task = g_task_new (attachments, NULL, callback, user_data);
  guint position = 0;
  ChatOutgoingFile *noted = find_without_id (self, &position);

  g_task_set_source_tag (task, chat_parcel_send_file_async);
  g_task_set_task_data (task, chat_parcel_ref (self), (GDestroyNotify) chat_parcel_unref);
  chat_attachments_send_async (attachments, nth_file (self, position), noted->copy, send_did_send,
                               task);
}

gboolean
chat_parcel_send_file_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * chat_parcel_send_files_again:
 * @self: a parcel of a message
 *
 * The server may have forgotten the files: they go once more.
 */
void
chat_parcel_send_files_again (ChatParcel *self)
{
  for (guint i = 0; i < self->outgoing->files->len; i++) {
    ChatOutgoingFile *noted = self->outgoing->files->pdata[i];

    g_clear_pointer (&noted->id, g_free);
    chat_file_set_id (nth_file (self, i), NULL);
    chat_file_set_state (nth_file (self, i), CHAT_FILE_WAITING);
  }
}

/* The one of the message's files with this id: the server's word may have brought new ones. */
static ChatFile *
find_file (const ChatParcel *self, const char *id)
{
  GListModel *files = chat_message_get_files (self->message);

  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (ChatFile) file = g_list_model_get_item (files, i);

    if (g_strcmp0 (chat_file_get_id (file), id) == 0)
      return file; /* the list holds it */
  }

  return NULL;
}

/**
 * chat_parcel_settle_files:
 * @self: a parcel of a message that has arrived
 * @attachments: where its files lie
 *
 * The copies are from now on the files of that message.
 */
void
chat_parcel_settle_files (ChatParcel *self, ChatAttachments *attachments)
{
  for (guint i = 0; i < self->outgoing->files->len; i++) {
    const ChatOutgoingFile *noted = self->outgoing->files->pdata[i];
    ChatFile *file = noted->id != NULL ? find_file (self, noted->id) : NULL;

    if (file != NULL && noted->copy != NULL)
      chat_attachments_settle (attachments, file, noted->copy);
    else if (noted->copy != NULL)
      chat_spool_drop (get_spool (attachments), noted->copy);
  }
}

/**
 * chat_parcel_drop_files:
 * @self: a parcel
 * @attachments: where its files lie
 *
 * They are not to go any more.
 */
void
chat_parcel_drop_files (ChatParcel *self, ChatAttachments *attachments)
{
  for (guint i = 0; i < self->outgoing->files->len; i++) {
    const ChatOutgoingFile *noted = self->outgoing->files->pdata[i];

    chat_attachments_cancel (attachments, nth_file (self, i));
    if (noted->copy != NULL)
      chat_spool_drop (get_spool (attachments), noted->copy);
  }
}
