/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

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

/* A file that goes with a message.  @copy is the name of my copy of it, in the account's folder; as
 * long as there is none, @original is the path of what is to be copied. */
typedef struct {
  char *original;
  char *copy;
  char *id; /* once the server has it */
  char *name;
  char *type;
  gint64 size;
  guint width; /* 0 of what is no picture */
  guint height;
} ChatOutgoingFile;

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

ChatOutgoingFile *chat_outgoing_file_copy (const ChatOutgoingFile *self);
void chat_outgoing_file_free (ChatOutgoingFile *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatOutgoing, chat_outgoing_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ChatOutgoingFile, chat_outgoing_file_free)

G_END_DECLS
