/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "chat-drafts-table.h"
#include "chat-event.h"
#include "chat-messages-table.h"
#include "chat-outbox-table.h"
#include "chat-rooms-table.h"

G_BEGIN_DECLS

#define CHAT_TYPE_STORE (chat_store_get_type ())
G_DECLARE_FINAL_TYPE (ChatStore, chat_store, CHAT, STORE, GObject)

/* @path may be ":memory:". */
void chat_store_open_async (const char *path,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
ChatStore *chat_store_open_finish (GAsyncResult *result, GError **error);
void chat_store_close_async (ChatStore *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean chat_store_close_finish (ChatStore *self, GAsyncResult *result, GError **error);

/* What was written is on the disk when it is told to be done; each ends with write_finish. */
void chat_store_apply_async (ChatStore *self,
                             GPtrArray *events,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void chat_store_send_async (ChatStore *self,
                            const ChatOutgoing *outgoing,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
void chat_store_retry_async (ChatStore *self,
                             const char *id,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void chat_store_discard_async (ChatStore *self,
                               const char *id,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
void chat_store_set_draft_async (ChatStore *self,
                                 const ChatStoredDraft *draft,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
void chat_store_set_position_async (ChatStore *self,
                                    const char *room,
                                    gint64 seq,
                                    gint64 offset,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void chat_store_see_async (ChatStore *self,
                           const char *room,
                           gint64 seq,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
gboolean chat_store_write_finish (ChatStore *self, GAsyncResult *result, GError **error);

void chat_store_get_revision_async (ChatStore *self,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gint64 chat_store_get_revision_finish (ChatStore *self, GAsyncResult *result, GError **error);

void chat_store_get_run_async (ChatStore *self,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
char *chat_store_get_run_finish (ChatStore *self, GAsyncResult *result, GError **error);

void chat_store_count_unread_async (ChatStore *self,
                                    const char *room,
                                    gint64 after,
                                    gint64 last,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gint64 chat_store_count_unread_finish (ChatStore *self, GAsyncResult *result, GError **error);

/* Each ends with list_finish. */
void chat_store_list_rooms_async (ChatStore *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
void chat_store_list_members_async (ChatStore *self,
                                    const char *room,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void chat_store_list_messages_async (ChatStore *self,
                                     const char *room,
                                     ChatAnchor anchor,
                                     gint64 seq,
                                     guint limit,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
void chat_store_search_async (ChatStore *self,
                              const char *query,
                              const char *room,
                              guint limit,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
void chat_store_list_outbox_async (ChatStore *self,
                                   const char *room,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
GPtrArray *chat_store_list_finish (ChatStore *self, GAsyncResult *result, GError **error);

void chat_store_find_gaps_async (ChatStore *self,
                                 const char *room,
                                 gint64 first,
                                 gint64 last,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
GArray *chat_store_find_gaps_finish (ChatStore *self, GAsyncResult *result, GError **error);

G_END_DECLS
