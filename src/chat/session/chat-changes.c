/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Edits, deletions and reactions on their way.  They wait in the queue of the room, and are shown
 * at once, on top of what the server says of the message; what it does not take is taken back.
 *
 * One that cannot have left is changed, or taken out again, where it waits.  From then on it can
 * only be followed by another.
 */
#include "chat-changes.h"

#include "chat-overlay.h"

struct _ChatChanges {
  ChatUser *me;
  GHashTable *overlays; /* id of a message, borrowed -> ChatOverlay */
};

ChatChanges *
chat_changes_new (ChatUser *me)
{
  ChatChanges *self = g_new0 (ChatChanges, 1);

  self->me = g_object_ref (me);
  self->overlays =
    g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) chat_overlay_free);

  return self;
}

void
chat_changes_free (ChatChanges *self)
{
  g_hash_table_unref (self->overlays);
  g_object_unref (self->me);
  g_free (self);
}

/* --- what people see -------------------------------------------------------------- */

/* The one over this message: it may have been loaded once more. */
static ChatOverlay *
find_overlay (ChatChanges *self, ChatMessage *message)
{
  ChatOverlay *overlay = g_hash_table_lookup (self->overlays, chat_message_get_id (message));

  return overlay != NULL && chat_overlay_get_message (overlay) == message ? overlay : NULL;
}

/**
 * chat_changes_cover:
 * @self: changes
 * @message: a message
 *
 * What is to be shown of it goes on top of what it is now, or was before it was changed.
 */
void
chat_changes_cover (ChatChanges *self, ChatMessage *message)
{
  if (find_overlay (self, message) == NULL)
    g_hash_table_replace (self->overlays, (gpointer) chat_message_get_id (message),
                          chat_overlay_new (message));
}

/**
 * chat_changes_learn:
 * @self: changes
 * @message: a message that was made what the server, or the store, says
 *
 * What is to be shown of it goes on top of that.
 */
void
chat_changes_learn (ChatChanges *self, ChatMessage *message)
{
  ChatOverlay *overlay = find_overlay (self, message);

  if (overlay != NULL)
    chat_overlay_learn (overlay);
  else
    chat_changes_cover (self, message);
}

/**
 * chat_changes_set_text:
 * @self: changes
 * @message: a message that the server does not have
 * @text: what it says
 *
 * Changes the message below what has been changed of it.
 */
void
chat_changes_set_text (ChatChanges *self, ChatMessage *message, const char *text)
{
  ChatOverlay *overlay = find_overlay (self, message);

  if (overlay != NULL)
    chat_overlay_set_text (overlay, text);
  chat_message_set_text (message, text);
}

/**
 * chat_changes_show:
 * @self: changes
 * @queue: where they wait
 * @id: the id of a message
 *
 * Makes the message what it will be, if it is loaded.
 */
void
chat_changes_show (ChatChanges *self, ChatQueue *queue, const char *id)
{
  ChatOverlay *overlay = g_hash_table_lookup (self->overlays, id);
  g_autoptr (GPtrArray) changes = NULL;

  if (overlay == NULL)
    return;

  changes = chat_queue_list_changes (queue, id);
  chat_overlay_show (overlay, changes, self->me);
  if (changes->len == 0)
    g_hash_table_remove (self->overlays, id);
}

void
chat_changes_forget (ChatChanges *self, const char *id)
{
  g_hash_table_remove (self->overlays, id);
}

void
chat_changes_forget_all (ChatChanges *self)
{
  g_hash_table_remove_all (self->overlays);
}

/* --- wanting ---------------------------------------------------------------------- */

/* Takes @change. */
static void
add (ChatChanges *self, ChatQueue *queue, ChatMessage *message, ChatParcel *change)
{
  g_autofree char *id = g_strdup (chat_message_get_id (message));

  chat_changes_cover (self, message);
  chat_queue_add (queue, change);
  chat_changes_show (self, queue, id);
}

/**
 * chat_changes_edit:
 * @self: changes
 * @queue: where they wait
 * @message: a message of mine
 * @text: what it shall say
 * @now: the time, in ms since 1970
 */
void
chat_changes_edit (ChatChanges *self,
                   ChatQueue *queue,
                   ChatMessage *message,
                   const char *text,
                   gint64 now)
{
  const char *id = chat_message_get_id (message);
  ChatParcel *parcel = chat_queue_find_change (queue, id, CHAT_OUTGOING_EDIT, NULL);

  if (parcel != NULL) {
    g_set_str (&parcel->outgoing->text, text);
    parcel->outgoing->time = now;
    chat_queue_save (queue, parcel);
    chat_changes_show (self, queue, id);
    return;
  }

  parcel = chat_parcel_new_change (queue->room, CHAT_OUTGOING_EDIT, id, now);
  parcel->outgoing->text = g_strdup (text);
  add (self, queue, message, parcel);
}

/**
 * chat_changes_delete:
 * @self: changes
 * @queue: where they wait
 * @message: a message; one of mine that may have left need not be shown any more
 * @now: the time, in ms since 1970
 */
void
chat_changes_delete (ChatChanges *self, ChatQueue *queue, ChatMessage *message, gint64 now)
{
  ChatParcel *parcel =
    chat_parcel_new_change (queue->room, CHAT_OUTGOING_DELETE, chat_message_get_id (message), now);

  if (chat_message_get_is_sent (message))
    add (self, queue, message, parcel);
  else
    chat_queue_add (queue, parcel);
}

/**
 * chat_changes_react:
 * @self: changes
 * @queue: where they wait
 * @message: a message
 * @emoji: what I put on it
 * @on: FALSE takes it away
 * @now: the time, in ms since 1970
 */
void
chat_changes_react (ChatChanges *self,
                    ChatQueue *queue,
                    ChatMessage *message,
                    const char *emoji,
                    gboolean on,
                    gint64 now)
{
  const char *id = chat_message_get_id (message);
  ChatParcel *parcel = NULL;

  /* Otherwise a change that waits would be taken back, and not the one before. */
  if (chat_message_has_reacted (message, emoji) == on)
    return;

  parcel = chat_queue_find_change (queue, id, CHAT_OUTGOING_REACT, emoji);
  if (parcel != NULL && parcel->outgoing->attempts > 0) {
    parcel->outgoing->on = on;
    chat_queue_save (queue, parcel);
    chat_changes_show (self, queue, id);
    return;
  }

  /* Another device of mine may have done it meanwhile: then it is not enough to take it back. */
  if (parcel != NULL) {
    chat_queue_remove (queue, parcel);
    chat_changes_show (self, queue, id);
    if (chat_message_has_reacted (message, emoji) == on)
      return;
  }

  parcel = chat_parcel_new_change (queue->room, CHAT_OUTGOING_REACT, id, now);
  parcel->outgoing->emoji = g_strdup (emoji);
  parcel->outgoing->on = on;
  add (self, queue, message, parcel);
}

/* --- refused ---------------------------------------------------------------------- */

/**
 * chat_changes_fold:
 * @queue: where they wait
 * @parcel: a message in it that the server did not take
 *
 * What was to be changed of the message is changed in it; reactions stay with it.
 *
 * Returns: whether it is wanted still
 */
gboolean
chat_changes_fold (ChatQueue *queue, ChatParcel *parcel)
{
  ChatOutgoing *outgoing = parcel->outgoing;
  ChatParcel *change = NULL;

  if (chat_queue_find_change (queue, outgoing->id, CHAT_OUTGOING_DELETE, NULL) != NULL)
    return FALSE;

  change = chat_queue_find_change (queue, outgoing->id, CHAT_OUTGOING_EDIT, NULL);
  if (change != NULL) {
    g_set_str (&outgoing->text, change->outgoing->text);
    chat_queue_remove (queue, change);
  }

  return TRUE;
}

/**
 * chat_changes_refuse:
 * @self: changes
 * @queue: where they wait
 * @parcel: one of them that the server did not take
 *
 * Takes it back.
 *
 * Returns: whether there is something to tell: what I discarded while it was under way may never
 *   have arrived
 */
gboolean
chat_changes_refuse (ChatChanges *self, ChatQueue *queue, ChatParcel *parcel)
{
  const char *id = parcel->outgoing->message;
  gboolean is_news = parcel->outgoing->kind != CHAT_OUTGOING_DELETE ||
                     g_hash_table_contains (self->overlays, id);

  chat_queue_remove (queue, parcel);
  chat_changes_show (self, queue, id);

  return is_news;
}
