/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is for one room and the server has not confirmed: new messages, and changes of messages. One
 * thing at a time is under way: so all arrives in order, and nothing overtakes what has to be sent
 * again.
 *
 *              on the disk             room is open, first in the queue, its files are sent
 *     WRITTEN ------------> WAITING ----------------------------------------------------> UNDER WAY
 *                             ^  ^                                                           |
 *                             |  |  time is up                         no answer, not now    |
 *                             |  +-------------- POSTPONED <---------------------------------+
 *                             |                          connection lost                     |
 *                             +--------------------------------------------------------------+
 *                                                                          yes               |
 *                             gone <---------------------------------------------------------+
 *                                                                          no                |
 *                        set aside <---------------------------------------------------------+
 *
 * What is written is on the disk before it leaves, and so is that it may have left.  An attempt has
 * a number, so that an answer to one that was given up long ago cannot set off another.
 */
#include "chat-queue.h"

#include "chat-dialect-error.h"
#include "socket-io-error.h"

#include <glib/gi18n.h>

#define MAX_DELAY_MS 60000
#define JITTER 0.3

/* Of queues that nobody wants any more: nothing leaves, and nothing is kept.  It is only read. */
static ChatQueueSetting NOBODY;

/* --- what is where ---------------------------------------------------------------- */

/**
 * chat_queue_new:
 * @room: where all of it goes
 * @setting: what it has in common with others; is there until chat_queue_leave ()
 *
 * Makes a queue that is closed.
 */
ChatQueue *
chat_queue_new (ChatRoom *room, ChatQueueSetting *setting)
{
  ChatQueue *self = g_rc_box_new0 (ChatQueue);

  self->setting = setting;
  self->room = g_object_ref (room);
  self->refused = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_parcel_unref);
  self->drains = g_ptr_array_new_with_free_func (g_object_unref);
  g_queue_init (&self->parcels);
  socket_io_backoff_init (&self->backoff, setting->first_delay, MAX_DELAY_MS, JITTER);

  return self;
}

static void
queue_clear (ChatQueue *self)
{
  chat_queue_leave (self);
  g_ptr_array_unref (self->refused);
  g_ptr_array_unref (self->drains);
  g_object_unref (self->room);
}

ChatQueue *
chat_queue_ref (ChatQueue *self)
{
  return g_rc_box_acquire (self);
}

void
chat_queue_unref (ChatQueue *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) queue_clear);
}

/* Tells those who wait until it is empty: that it is, or why it will not be. */
static void
settle_drains (ChatQueue *self, const GError *error)
{
  while (self->drains->len > 0) {
    g_autoptr (GTask) task = g_ptr_array_steal_index (self->drains, 0);

    if (error != NULL)
      g_task_return_error (task, g_error_copy (error));
    else
      g_task_return_boolean (task, TRUE);
  }
}

/**
 * chat_queue_leave:
 * @self: a queue
 *
 * Nobody wants it any more: what is in it stays where it is, on the disk.
 */
void
chat_queue_leave (ChatQueue *self)
{
  g_autoptr (GError) gone = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                                                 N_ ("You are not in this room any more"));

  self->setting = &NOBODY;
  self->open = FALSE;
  self->attempt = 0;
  g_clear_handle_id (&self->delay_id, g_source_remove);
  g_queue_clear_full (&self->parcels, (GDestroyNotify) chat_parcel_unref);
  g_ptr_array_set_size (self->refused, 0);
  settle_drains (self, gone);
}

static gboolean
is_under_way (ChatQueue *self, const ChatParcel *parcel)
{
  return self->attempt != 0 && g_queue_peek_head (&self->parcels) == parcel;
}

static gboolean
has (ChatQueue *self, const ChatParcel *parcel)
{
  return g_queue_find (&self->parcels, parcel) != NULL;
}

/* A message that is to be sent, by its id. */
ChatParcel *
chat_queue_find_message (ChatQueue *self, const char *id)
{
  for (GList *link = self->parcels.head; link != NULL; link = link->next) {
    ChatParcel *parcel = link->data;

    if (parcel->message != NULL && g_str_equal (parcel->outgoing->id, id))
      return parcel;
  }

  return NULL;
}

ChatParcel *
chat_queue_find_refused (const ChatQueue *self, const char *id)
{
  for (guint i = 0; i < self->refused->len; i++) {
    ChatParcel *parcel = self->refused->pdata[i];

    if (g_str_equal (parcel->outgoing->id, id))
      return parcel;
  }

  return NULL;
}

gboolean
chat_queue_has_id (const ChatQueue *self, const char *id)
{
  for (const GList *link = self->parcels.head; link != NULL; link = link->next) {
    if (g_str_equal (((ChatParcel *) link->data)->outgoing->id, id))
      return TRUE;
  }

  return chat_queue_find_refused (self, id) != NULL;
}

/**
 * chat_queue_find_change:
 * @self: a queue
 * @message: the id of a message
 * @kind: a kind of change
 * @emoji: (nullable): of a reaction
 *
 * Returns: (transfer none) (nullable): the last change of this kind, if it can still be another one
 */
ChatParcel *
chat_queue_find_change (ChatQueue *self,
                        const char *message,
                        ChatOutgoingKind kind,
                        const char *emoji)
{
  for (GList *link = self->parcels.tail; link != NULL; link = link->prev) {
    ChatParcel *parcel = link->data;

    if (chat_parcel_is_about (parcel, message) && parcel->outgoing->kind == kind &&
        g_strcmp0 (parcel->outgoing->emoji, emoji) == 0)
      return is_under_way (self, parcel) ? NULL : parcel;
  }

  return NULL;
}

/**
 * chat_queue_list:
 * @self: a queue
 *
 * Returns: (transfer container) (element-type ChatParcel): all that is in it, and was set aside
 */
GPtrArray *
chat_queue_list (ChatQueue *self)
{
  GPtrArray *parcels = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_parcel_unref);

  for (GList *link = self->parcels.head; link != NULL; link = link->next)
    g_ptr_array_add (parcels, chat_parcel_ref (link->data));
  for (guint i = 0; i < self->refused->len; i++)
    g_ptr_array_add (parcels, chat_parcel_ref (self->refused->pdata[i]));

  return parcels;
}

/**
 * chat_queue_list_changes:
 * @self: a queue
 * @message: the id of a message
 *
 * Returns: (transfer container) (element-type ChatOutgoing): what is to be changed of it, in order
 */
GPtrArray *
chat_queue_list_changes (ChatQueue *self, const char *message)
{
  GPtrArray *changes = g_ptr_array_new ();

  for (GList *link = self->parcels.head; link != NULL; link = link->next) {
    ChatParcel *parcel = link->data;

    if (chat_parcel_is_about (parcel, message))
      g_ptr_array_add (changes, parcel->outgoing);
  }

  return changes;
}

/* --- what has to be done before it leaves ----------------------------------------- */

/* Work for a parcel, on its way. */
typedef struct {
  ChatQueue *queue;
  ChatParcel *parcel;
  guint save; /* the how manieth it is, of those that bring it to the disk */
} Errand;

static Errand *
errand_new (ChatQueue *self, ChatParcel *parcel)
{
  Errand *errand = g_new0 (Errand, 1);

  errand->queue = chat_queue_ref (self);
  errand->parcel = chat_parcel_ref (parcel);
  parcel->n_busy++;

  return errand;
}

static void
errand_free (Errand *errand)
{
  chat_queue_unref (errand->queue);
  chat_parcel_unref (errand->parcel);
  g_free (errand);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Errand, errand_free)

static void
errand_is_done (Errand *errand)
{
  errand->parcel->n_busy--;
  chat_queue_go_on (errand->queue);
}

/* It may be gone, or set aside, by now. */
static void
refuse (ChatQueue *self, ChatParcel *parcel, const char *reason)
{
  g_autoptr (ChatQueue) kept = chat_queue_ref (self);
  g_autoptr (ChatParcel) refused = chat_parcel_ref (parcel);

  if (self->setting->refuse != NULL && has (self, parcel))
    self->setting->refuse (refused, reason, self->setting->user_data);
  chat_queue_go_on (self);
}

/* What was saved again since is what counts. */
static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (GError) error = NULL;

  if (!chat_store_write_finish (CHAT_STORE (source), result, &error)) {
    g_message ("What is to be sent cannot be kept: %s", error->message);
    if (errand->save == errand->parcel->n_saved)
      refuse (errand->queue, errand->parcel, N_ ("It could not be stored on this computer"));
  }
  errand_is_done (errand);
}

/**
 * chat_queue_save:
 * @self: a queue
 * @parcel: a parcel in it, or set aside
 *
 * Brings it to the disk as it is now; it does not leave before.
 */
void
chat_queue_save (ChatQueue *self, ChatParcel *parcel)
{
  Errand *errand = NULL;

  if (self->setting->store == NULL)
    return;

  errand = errand_new (self, parcel);
  errand->save = ++parcel->n_saved;
  chat_store_send_async (self->setting->store, parcel->outgoing, saved_cb, errand);
}

static void
save_cb (gpointer data, gpointer user_data)
{
  chat_queue_save (user_data, data);
}

void
chat_queue_save_all (ChatQueue *self)
{
  g_queue_foreach (&self->parcels, save_cb, self);
}

/* One that was set aside meanwhile may be wanted again. */
static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  g_autoptr (GError) error = NULL;
  gboolean done = chat_parcel_copy_files_finish (result, &error);

  if (!chat_queue_has_id (errand->queue, errand->parcel->outgoing->id))
    chat_parcel_drop_files (errand->parcel, CHAT_ATTACHMENTS (source));
  else if (done)
    chat_queue_save (errand->queue, errand->parcel);
  else
    refuse (errand->queue, errand->parcel, error->message);
  errand_is_done (errand);
}

static void
file_sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Errand) errand = user_data;
  ChatQueue *self = errand->queue;
  ChatParcel *parcel = errand->parcel;
  g_autoptr (GError) error = NULL;
  gboolean done = chat_parcel_send_file_finish (result, &error);
  gboolean current = is_under_way (self, parcel);

  if (current)
    self->attempt = 0;
  if (done && has (self, parcel))
    chat_queue_save (self, parcel);
  else if (!done && current)
    chat_queue_fail (self, parcel, error);
  errand_is_done (errand);
}

/* --- leaving ---------------------------------------------------------------------- */

static void
send_file (ChatQueue *self, ChatParcel *parcel)
{
  ChatAttachments *attachments = self->setting->attachments;

  self->attempt = ++self->setting->last_attempt;
  if (attachments != NULL)
    chat_parcel_send_file_async (parcel, attachments, file_sent_cb, errand_new (self, parcel));
  else
    refuse (self, parcel, N_ ("This server does not take files"));
}

/**
 * chat_queue_go_on:
 * @self: a queue
 *
 * Lets the first parcel leave, if it may.  Once it has left it may be there, whatever happens here:
 * that is on the disk before.
 */
void
chat_queue_go_on (ChatQueue *self)
{
  ChatParcel *parcel = g_queue_peek_head (&self->parcels);
  g_autoptr (ChatQueue) kept = chat_queue_ref (self);

  if (parcel == NULL)
    settle_drains (self, NULL);
  if (parcel == NULL || parcel->n_busy > 0 || !self->open || self->attempt != 0 ||
      self->delay_id != 0 || self->setting->send == NULL)
    return;

  if (chat_parcel_wants_files_sent (parcel)) {
    send_file (self, parcel);
    return;
  }
  if (parcel->outgoing->attempts == 0) {
    parcel->outgoing->attempts = 1;
    chat_queue_save (self, parcel);
  }
  if (parcel->n_busy == 0) {
    self->attempt = ++self->setting->last_attempt;
    self->setting->send (parcel, self->attempt, self->setting->user_data);
  }
}

static gboolean
delay_is_over_cb (gpointer data)
{
  ChatQueue *self = data;

  self->delay_id = 0;
  chat_queue_go_on (self);

  return G_SOURCE_REMOVE;
}

static void
postpone (ChatQueue *self, gint64 at_least_ms)
{
  guint ms = socket_io_backoff_next (&self->backoff, g_random_double ());

  /* Many may have been told the same time. */
  if (at_least_ms > 0)
    ms = (guint) (at_least_ms + g_random_int_range (0, (int) self->setting->first_delay / 4 + 1));

  self->attempt = 0;
  g_clear_handle_id (&self->delay_id, g_source_remove);
  self->delay_id = g_timeout_add (ms, delay_is_over_cb, self);
}

static void
rest (ChatQueue *self)
{
  self->attempt = 0;
  g_clear_handle_id (&self->delay_id, g_source_remove);
  socket_io_backoff_reset (&self->backoff);
}

/**
 * chat_queue_open:
 * @self: a queue
 *
 * Things may leave; what an earlier connection was told to wait for does not count.
 */
void
chat_queue_open (ChatQueue *self)
{
  if (!self->open)
    rest (self);
  self->open = TRUE;
  chat_queue_go_on (self);
}

void
chat_queue_close (ChatQueue *self)
{
  g_autoptr (GError) lost =
    g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED, N_ ("There is no connection"));

  self->open = FALSE;
  rest (self);
  settle_drains (self, lost);
}

/**
 * chat_queue_drain:
 * @self: a queue with something in it
 * @task: (transfer full): is told
 *
 * Tells when all that is in it, and all that comes meanwhile, has left; or when a message of it is
 * set aside, or the queue is closed.
 */
void
chat_queue_drain (ChatQueue *self, GTask *task)
{
  g_ptr_array_add (self->drains, task);
}

/* --- coming in and going out ------------------------------------------------------ */

static void
copy_files (ChatQueue *self, ChatParcel *parcel)
{
  ChatAttachments *attachments = self->setting->attachments;

  if (attachments != NULL)
    chat_parcel_copy_files_async (parcel, attachments, copied_cb, errand_new (self, parcel));
  else
    refuse (self, parcel, N_ ("This server does not take files"));
}

static void
push (ChatQueue *self, ChatParcel *parcel)
{
  g_queue_push_tail (&self->parcels, parcel);
  chat_queue_save (self, parcel);
  if (chat_parcel_wants_copies (parcel))
    copy_files (self, parcel);
}

/**
 * chat_queue_add:
 * @self: a queue
 * @parcel: (transfer full): something new
 *
 * Puts it at the end.
 */
void
chat_queue_add (ChatQueue *self, ChatParcel *parcel)
{
  /* It leaves at once: that it does is not written twice. */
  if (self->open && self->parcels.length == 0 && !chat_parcel_wants_files_sent (parcel))
    parcel->outgoing->attempts = 1;
  push (self, parcel);
  chat_queue_go_on (self);
}

/**
 * chat_queue_restore:
 * @self: a queue
 * @parcel: (transfer full): something that is on the disk
 *
 * Puts it back where it was.
 */
void
chat_queue_restore (ChatQueue *self, ChatParcel *parcel)
{
  if (parcel->outgoing->error != NULL) {
    g_ptr_array_add (self->refused, parcel);
    return;
  }

  g_queue_push_tail (&self->parcels, parcel);
  if (chat_parcel_wants_copies (parcel))
    copy_files (self, parcel);
}

static void
bring_back (ChatQueue *self, ChatParcel *parcel)
{
  g_autoptr (ChatParcel) kept = chat_parcel_ref (parcel);

  g_ptr_array_remove (self->refused, parcel);
  g_clear_pointer (&parcel->outgoing->error, g_free);
  chat_parcel_send_files_again (parcel);
  push (self, g_steal_pointer (&kept));
  if (self->setting->store != NULL)
    chat_store_retry_async (self->setting->store, parcel->outgoing->id, NULL, NULL);
}

/* What went aside with it. */
static void
bring_back_changes (ChatQueue *self, const char *message)
{
  for (guint i = 0; i < self->refused->len;) {
    ChatParcel *parcel = self->refused->pdata[i];

    if (chat_parcel_is_about (parcel, message))
      bring_back (self, parcel);
    else
      i++;
  }
}

/**
 * chat_queue_retry:
 * @self: a queue
 * @parcel: a message that was set aside
 *
 * Puts it at the end once more, and what is about it behind it.
 */
void
chat_queue_retry (ChatQueue *self, ChatParcel *parcel)
{
  bring_back (self, parcel);
  if (has (self, parcel))
    bring_back_changes (self, parcel->outgoing->id);
  chat_queue_go_on (self);
}

/* Gives the parcel back to the caller, if it was there. */
static ChatParcel *
take_out (ChatQueue *self, ChatParcel *parcel)
{
  if (!has (self, parcel))
    return NULL;

  if (g_queue_peek_head (&self->parcels) == parcel) {
    self->attempt = 0;
    g_clear_handle_id (&self->delay_id, g_source_remove);
  }
  g_queue_remove (&self->parcels, parcel);

  return parcel;
}

/**
 * chat_queue_remove:
 * @self: a queue
 * @parcel: a parcel in it, or set aside
 *
 * Takes it away, also from the disk: it is done, or not to be done.
 */
void
chat_queue_remove (ChatQueue *self, ChatParcel *parcel)
{
  g_autoptr (ChatParcel) taken = take_out (self, parcel);

  if (self->setting->store != NULL)
    chat_store_discard_async (self->setting->store, parcel->outgoing->id, NULL, NULL);
  if (taken == NULL)
    g_ptr_array_remove (self->refused, parcel);
}

/**
 * chat_queue_remove_changes:
 * @self: a queue
 * @message: the id of a message
 *
 * Takes away what was to be changed of it and is not under way.
 */
void
chat_queue_remove_changes (ChatQueue *self, const char *message)
{
  g_autoptr (GPtrArray) parcels = chat_queue_list (self);

  for (guint i = 0; i < parcels->len; i++) {
    ChatParcel *parcel = parcels->pdata[i];

    if (chat_parcel_is_about (parcel, message) && !is_under_way (self, parcel))
      chat_queue_remove (self, parcel);
  }
}

static void
set_aside (ChatQueue *self, ChatParcel *parcel, const char *reason)
{
  g_ptr_array_add (self->refused, take_out (self, parcel));
  g_set_str (&parcel->outgoing->error, reason);
  parcel->outgoing->attempts = 0;
  chat_queue_save (self, parcel);
}

/**
 * chat_queue_set_aside:
 * @self: a queue
 * @parcel: a message in it
 * @reason: why, in words for people
 *
 * The server does not have it and does not want it: it waits for somebody to do something about it,
 * and what is about it waits with it.
 */
void
chat_queue_set_aside (ChatQueue *self, ChatParcel *parcel, const char *reason)
{
  g_autoptr (GError) refused =
    g_error_new_literal (G_IO_ERROR, G_IO_ERROR_FAILED, N_ ("Not everything you wrote was sent"));
  GList *next = NULL;

  set_aside (self, parcel, reason);
  for (GList *link = self->parcels.head; link != NULL; link = next) {
    next = link->next;
    if (chat_parcel_is_about (link->data, parcel->outgoing->id))
      set_aside (self, link->data, reason);
  }
  settle_drains (self, refused);
}

/* --- what came of it -------------------------------------------------------------- */

ChatParcel *
chat_queue_find_attempt (ChatQueue *self, guint attempt)
{
  return attempt != 0 && self->attempt == attempt ? g_queue_peek_head (&self->parcels) : NULL;
}

/**
 * chat_queue_succeed:
 * @self: a queue
 * @parcel: a parcel in it, or set aside
 *
 * The server has it.  Of a message the store knows that already, if the server counts messages.
 * What was set aside with the message may leave now.
 */
void
chat_queue_succeed (ChatQueue *self, ChatParcel *parcel)
{
  g_autoptr (ChatParcel) kept = chat_parcel_ref (parcel);

  socket_io_backoff_reset (&self->backoff);
  chat_queue_remove (self, parcel);
  bring_back_changes (self, parcel->outgoing->id);
}

static const char *
words_for (const GError *error)
{
  if (g_error_matches (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TOO_LARGE))
    return N_ ("The message is too long for this server");
  if (g_error_matches (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE))
    return N_ ("The message cannot be sent");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return N_ ("Sending was stopped");

  return error->message;
}

/* Whether it is worth trying again by itself. */
static gboolean
is_for_later (const GError *error)
{
  if (error->domain == CHAT_DIALECT_ERROR)
    return error->code != CHAT_DIALECT_ERROR_REFUSED;
  if (error->domain == SOCKET_IO_ERROR)
    return error->code != SOCKET_IO_ERROR_TOO_LARGE && error->code != SOCKET_IO_ERROR_ENCODE;

  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_CONNECTED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CLOSED);
}

/**
 * chat_queue_fail:
 * @self: a queue
 * @parcel: the first in it
 * @error: why the server does not have it
 *
 * Tries again later, or not.
 */
void
chat_queue_fail (ChatQueue *self, ChatParcel *parcel, const GError *error)
{
  if (is_for_later (error))
    postpone (self,
              error->domain == CHAT_DIALECT_ERROR ? chat_dialect_error_get_retry_after (error) : 0);
  else
    refuse (self, parcel, words_for (error));
}
