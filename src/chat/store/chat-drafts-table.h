/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-outgoing-file.h"
#include "chat-record.h"
#include "db-statement.h"

G_BEGIN_DECLS

/* What is being written in a room, as it lies on the disk. */
typedef struct {
  char *room;
  char *text;       /* never NULL */
  char *reply;      /* the id of the message that it answers, or NULL */
  char *editing;    /* of the one that is changed, or NULL */
  char *edited;     /* what that is to say */
  GPtrArray *files; /* of ChatOutgoingFile, never NULL */

  /* What is known of the two; only read. */
  ChatEventMessage *replied;
  ChatEventMessage *changed;
} ChatStoredDraft;

ChatStoredDraft *chat_stored_draft_new (const char *room, const char *text);
ChatStoredDraft *chat_stored_draft_copy (const ChatStoredDraft *self);
void chat_stored_draft_free (ChatStoredDraft *self);

/* One with nothing in it is none. */
gboolean chat_drafts_table_set (DbConnection *db, const ChatStoredDraft *draft, GError **error);
/* Gives a table of them by their rooms. */
GHashTable *chat_drafts_table_list (DbConnection *db, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatStoredDraft, chat_stored_draft_free)

G_END_DECLS
