/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is kept of rooms for me alone: what I am writing there, and where I left them.  Both change
 * with every key and every turn of a wheel, so they go to the disk a moment later, once.
 */
#include "chat-notes.h"

#define MOMENT_MS 1000

typedef struct {
  gint64 seq;
  gint64 offset;
} Position;

struct _ChatNotes {
  GObject parent_instance;

  ChatSpool *spool; /* nullable: where files of drafts are */
  ChatStore *store;
  GHashTable *drafts;    /* ChatRoom, of which the draft is not on the disk yet */
  GHashTable *positions; /* id of a room -> Position */
  GHashTable *moved;     /* ids of rooms whose position is not on the disk yet */
  guint moment_id;
};

G_DEFINE_FINAL_TYPE (ChatNotes, chat_notes, G_TYPE_OBJECT)

static void
moment_is_over_cb (gpointer data)
{
  ChatNotes *self = data;

  self->moment_id = 0;
  chat_notes_flush (self);
}

static void
flush_later (ChatNotes *self)
{
  if (self->moment_id == 0 && self->store != NULL)
    self->moment_id = g_timeout_add_once (MOMENT_MS, moment_is_over_cb, self);
}

static void
chat_notes_dispose (GObject *object)
{
  ChatNotes *self = CHAT_NOTES (object);

  if (self->store != NULL)
    chat_notes_flush (self);
  g_clear_object (&self->store);
  g_clear_object (&self->spool);

  G_OBJECT_CLASS (chat_notes_parent_class)->dispose (object);
}

static void
chat_notes_finalize (GObject *object)
{
  ChatNotes *self = CHAT_NOTES (object);

  g_hash_table_unref (self->drafts);
  g_hash_table_unref (self->positions);
  g_hash_table_unref (self->moved);

  G_OBJECT_CLASS (chat_notes_parent_class)->finalize (object);
}

static void
chat_notes_class_init (ChatNotesClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_notes_dispose;
  G_OBJECT_CLASS (klass)->finalize = chat_notes_finalize;
}

static void
chat_notes_init (ChatNotes *self)
{
  self->drafts = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->positions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->moved = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * chat_notes_new:
 * @spool: (nullable): where the files of drafts are
 *
 * Makes notes that are kept nowhere yet.
 */
ChatNotes *
chat_notes_new (ChatSpool *spool)
{
  ChatNotes *self = NULL;

  g_return_val_if_fail (spool == NULL || CHAT_IS_SPOOL (spool), NULL);

  self = g_object_new (CHAT_TYPE_NOTES, NULL);
  g_set_object (&self->spool, spool);

  return self;
}

/**
 * chat_notes_set_store:
 * @self: notes
 * @store: (nullable): where they are kept from now on; %NULL for nowhere
 *
 * What is not on the disk yet goes to where it was to go.
 */
void
chat_notes_set_store (ChatNotes *self, ChatStore *store)
{
  g_return_if_fail (CHAT_IS_NOTES (self));
  g_return_if_fail (store == NULL || CHAT_IS_STORE (store));

  if (self->store != NULL)
    chat_notes_flush (self);
  g_set_object (&self->store, store);
}

static char *
dup_id (ChatMessage *message)
{
  return message != NULL ? g_strdup (chat_message_get_id (message)) : NULL;
}

static void
write_draft (ChatNotes *self, ChatRoom *room)
{
  ChatDraft *draft = chat_room_get_draft (room);
  g_autoptr (ChatStoredDraft)
    stored = chat_stored_draft_new (chat_room_get_id (room), chat_draft_get_text (draft));

  stored->reply = dup_id (chat_draft_get_reply (draft));
  stored->editing = dup_id (chat_draft_get_editing (draft));
  stored->edited = stored->editing != NULL ? g_strdup (chat_draft_get_edited (draft)) : NULL;
  g_ptr_array_unref (stored->files);
  stored->files = chat_spool_note_files (self->spool, G_LIST_MODEL (chat_draft_get_files (draft)));
  chat_store_set_draft_async (self->store, stored, NULL, NULL);
}

/**
 * chat_notes_flush:
 * @self: notes
 *
 * Writes what is not on the disk yet.
 */
void
chat_notes_flush (ChatNotes *self)
{
  GHashTableIter iter;
  gpointer room = NULL;

  g_return_if_fail (CHAT_IS_NOTES (self));

  g_clear_handle_id (&self->moment_id, g_source_remove);
  if (self->store == NULL)
    return;

  g_hash_table_iter_init (&iter, self->drafts);
  while (g_hash_table_iter_next (&iter, &room, NULL))
    write_draft (self, room);
  g_hash_table_remove_all (self->drafts);

  g_hash_table_iter_init (&iter, self->moved);
  while (g_hash_table_iter_next (&iter, &room, NULL)) {
    const Position *position = g_hash_table_lookup (self->positions, room);

    chat_store_set_position_async (self->store, room, position->seq, position->offset, NULL, NULL);
  }
  g_hash_table_remove_all (self->moved);
}

/**
 * chat_notes_keep_draft:
 * @self: notes
 * @room: a room of which the draft has changed
 *
 * Keeps what I am writing there, if there is a store.
 */
void
chat_notes_keep_draft (ChatNotes *self, ChatRoom *room)
{
  g_return_if_fail (CHAT_IS_NOTES (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  if (self->store == NULL)
    return;

  g_hash_table_add (self->drafts, g_object_ref (room));
  flush_later (self);
}

/**
 * chat_notes_load_position:
 * @self: notes
 * @room: the id of a room
 * @seq: the place of the message that was looked at, 0 for the end
 * @offset: how far it was scrolled out
 *
 * Takes what the store knows.
 */
void
chat_notes_load_position (ChatNotes *self, const char *room, gint64 seq, gint64 offset)
{
  Position *position = NULL;

  g_return_if_fail (CHAT_IS_NOTES (self));
  g_return_if_fail (room != NULL);

  position = g_new0 (Position, 1);
  position->seq = seq;
  position->offset = offset;
  g_hash_table_insert (self->positions, g_strdup (room), position);
}

/**
 * chat_notes_set_position:
 * @self: notes
 * @room: the id of a room
 * @seq: the place of the message that is looked at, 0 for the end
 * @offset: how far it is scrolled out
 *
 * Keeps where a room is left.
 */
void
chat_notes_set_position (ChatNotes *self, const char *room, gint64 seq, gint64 offset)
{
  g_return_if_fail (CHAT_IS_NOTES (self));
  g_return_if_fail (room != NULL);

  chat_notes_load_position (self, room, seq, offset);
  g_hash_table_add (self->moved, g_strdup (room));
  flush_later (self);
}

/**
 * chat_notes_get_position:
 * @self: notes
 * @room: the id of a room
 * @seq: (out): the place of the message that was looked at
 * @offset: (out): how far it was scrolled out
 *
 * Returns: whether it was left anywhere but at the end
 */
gboolean
chat_notes_get_position (ChatNotes *self, const char *room, gint64 *seq, gint64 *offset)
{
  const Position *position = NULL;

  g_return_val_if_fail (CHAT_IS_NOTES (self), FALSE);
  g_return_val_if_fail (room != NULL, FALSE);

  position = g_hash_table_lookup (self->positions, room);
  *seq = position != NULL ? position->seq : 0;
  *offset = position != NULL ? position->offset : 0;

  return *seq != 0;
}
