/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-outgoing-file.h"

G_BEGIN_DECLS

/**
 * ChatOutgoingKind:
 * @CHAT_OUTGOING_SEND: a new message
 * @CHAT_OUTGOING_EDIT: another text for one
 * @CHAT_OUTGOING_DELETE: taking one back
 * @CHAT_OUTGOING_REACT: putting something on one, or taking it away
 */
typedef enum {
  CHAT_OUTGOING_SEND,
  CHAT_OUTGOING_EDIT,
  CHAT_OUTGOING_DELETE,
  CHAT_OUTGOING_REACT,
} ChatOutgoingKind;

/* What I want of the server and it has not confirmed. */
typedef struct {
  char *id; /* of a new message its own, of a change one of the change */
  ChatOutgoingKind kind;
  char *room;
  char *message; /* the id of the one that changes; of a new one NULL */
  char *text;    /* of a new one and of an edit */
  char *emoji;   /* of a reaction, which is put there or taken away */
  gboolean on;
  char *reply; /* the message that it answers, or NULL */
  char *reply_user;
  char *reply_text;
  GPtrArray *files; /* of ChatOutgoingFile, never NULL */
  gint64 time;
  char *error;    /* why the server refused it; NULL while it waits */
  guint attempts; /* 0 as long as it cannot have left */
} ChatOutgoing;

ChatOutgoing *chat_outgoing_new (ChatOutgoingKind kind,
                                 const char *id,
                                 const char *room,
                                 const char *message);
ChatOutgoing *chat_outgoing_copy (const ChatOutgoing *self);
void chat_outgoing_free (ChatOutgoing *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatOutgoing, chat_outgoing_free)

G_END_DECLS
