/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-attendance.h"
#include "chat-catch-up.h"
#include "chat-census.h"
#include "chat-connection.h"
#include "chat-delivery.h"
#include "chat-history.h"
#include "chat-notes.h"
#include "chat-receipts.h"
#include "chat-session.h"
#include "chat-tally.h"
#include "chat-typist.h"

G_BEGIN_DECLS

/* What a session is made of, for what it does in other files.  All are there as long as it is, but
 * the store, which is there while it is open, and the attachments of an account without a folder.
 */
typedef struct {
  ChatDialect *dialect;
  ChatSignIn *sign_in;
  ChatConnection *connection;
  ChatStore *store;
  ChatAttachments *attachments;
  ChatOutbox *outbox;
  ChatSync *sync;
  ChatIntake *intake;
  ChatCourier *courier;
  ChatCatchUp *catch_up;
  ChatAttendance *attendance;
  ChatDelivery *delivery;
  ChatHistory *history;
  ChatCensus *census;
  ChatReceipts *receipts;
  ChatTally *tally;
  ChatNotes *notes;
  ChatTypist *typist;
  GHashTable *leaving; /* ChatRoom -> GPtrArray of GTask: who waits until I am out of it */

  ChatSessionState state;
  gboolean welcome; /* the server has said so on this connection */
  ChatCapabilities capabilities;
  char *server_name;
  guint max_text;
  gint64 max_file;
  gboolean has_hidden; /* what I wrote for rooms that were forgotten is on the disk alone */
} ChatSessionParts;

ChatSessionParts *chat_session_get_parts (ChatSession *self);

/* What comes of an answer: what @read makes of it, or NULL and an error if it lacks what was asked
 * for. */
typedef struct {
  gpointer (*read) (ChatSession *self, GPtrArray *events, GError **error);
  GDestroyNotify destroy; /* of what was made; nullable */
} ChatOutcome;

void chat_session_ask_async (ChatSession *self,
                             ChatIntent *intent,
                             const ChatOutcome *outcome,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);

/* From being made to being dropped. */
void chat_session_begin_life (ChatSession *self);
void chat_session_end_life (ChatSession *self);

gboolean chat_session_has_accounts (ChatSession *self);
gboolean chat_session_has_room (ChatSession *self, ChatRoom *room);
void chat_session_go_out (ChatSession *self, ChatRoom *room);

/* Where everything is remembered from now on; %NULL for nowhere. */
void chat_session_set_store (ChatSession *self, ChatStore *store);
void chat_session_set_store_error (ChatSession *self, const GError *cause);
void chat_session_set_opening (ChatSession *self, gboolean opening);
gboolean chat_session_is_opening (ChatSession *self);

/* What another server said is not shown; what I wrote waits for rooms that are known again. */
void chat_session_forget_rooms (ChatSession *self);
void chat_session_restore_writing (ChatSession *self);

G_END_DECLS
