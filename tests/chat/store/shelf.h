/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-dialect.h"
#include "chat-store.h"

G_BEGIN_DECLS

/* A store in which there is something: what tests of the tables begin with. */
typedef struct {
  ChatDialect *dialect;
  ChatStore *store;
  char *folder; /* NULL of one that is in memory */
  char *path;
} Shelf;

/* What the server says. */
#define MESSAGE(id, room, seq, user, text, rev)                                                    \
  "{\"id\":\"" id "\",\"room\":\"" room "\",\"seq\":" #seq ",\"user\":\"" user                     \
  "\",\"at\":176999999" #seq "000,\"kind\":\"text\",\"text\":\"" text "\",\"rev\":" #rev "}"
#define SAID(id, room, seq, at, text)                                                              \
  "{\"id\":\"" id "\",\"room\":\"" room "\",\"seq\":" #seq ",\"user\":\"u-2\",\"at\":" #at         \
  ",\"kind\":\"text\",\"text\":\"" text "\",\"rev\":99}"
#define ME(room, seen, rev)                                                                        \
  "{\"room\":\"" room "\",\"user\":\"u-me\",\"role\":\"owner\",\"joinedAt\":5,\"fromSeq\":1,"      \
  "\"delivered\":" #seen ",\"seen\":" #seen ",\"muted\":null,\"pinned\":true,\"rev\":" #rev "}"
#define ROOM(room, name, seq, rev)                                                                 \
  "\"id\":\"" room "\",\"kind\":\"public\",\"name\":\"" name "\",\"topic\":\"\",\"createdAt\":5,"  \
  "\"lastSeq\":" #seq ",\"memberCount\":2,\"rev\":" #rev

ChatStore *shelf_open (const char *path);
void shelf_close (Shelf *self);
void shelf_reopen (Shelf *self);

/* Leaves what an older version of the schema would have left behind, with what @sql puts there. */
void shelf_make_older (Shelf *self, guint version, const char *sql);

/* An account with one room of five messages, of which I have seen two; in a file if @on_disk is not
 * NULL. */
void shelf_set_up (Shelf *self, gconstpointer on_disk);
void shelf_tear_down (Shelf *self, gconstpointer on_disk);

/* What is put there. */
void shelf_apply (Shelf *self, GPtrArray *events, GError **error);
void shelf_hear (Shelf *self, const char *name, const char *json);
void shelf_hear_answer (Shelf *self, const ChatIntent *intent, const char *json);
void shelf_send (Shelf *self, const ChatOutgoing *outgoing);
void shelf_send_text (Shelf *self, const char *id, const char *room, const char *text);
void shelf_set_draft (Shelf *self, const char *text);

/* What is found there. */
GPtrArray *shelf_finish_list (Shelf *self, GAsyncResult **result);
GPtrArray *shelf_list_rooms (Shelf *self);
GPtrArray *shelf_list_messages (Shelf *self, ChatAnchor anchor, gint64 seq, guint limit);
GPtrArray *shelf_list_outbox (Shelf *self, const char *room);
gint64 shelf_get_revision (Shelf *self);
ChatEventMessage *shelf_nth_message (GPtrArray *messages, guint n);
void shelf_assert_seqs (GPtrArray *messages, const char *expected);

G_END_DECLS
