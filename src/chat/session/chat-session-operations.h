/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-directory.h"
#include "chat-member.h"
#include "chat-session.h"

G_BEGIN_DECLS

/* When a room is loud again that is silent for good: the year 9999, in ms since 1970. */
#define CHAT_MUTED_FOR_EVER G_GINT64_CONSTANT (253402300799000)

/* Each ends with room_finish. */
void chat_session_create_room_async (ChatSession *self,
                                     const char *name,
                                     const char *topic,
                                     ChatRoomKind kind,
                                     const char *const *people,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
void chat_session_open_direct_async (ChatSession *self,
                                     ChatUser *user,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
void chat_session_join_async (ChatSession *self,
                              const char *room,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
ChatRoom *chat_session_room_finish (ChatSession *self, GAsyncResult *result, GError **error);

/* Each ends with done_finish.  What is NULL stays as it is; a room is silent until a time, 0 for
 * not. */
void chat_session_leave_async (ChatSession *self,
                               ChatRoom *room,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
void chat_session_update_room_async (ChatSession *self,
                                     ChatRoom *room,
                                     const char *name,
                                     const char *topic,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
void chat_session_invite_async (ChatSession *self,
                                ChatRoom *room,
                                ChatUser *user,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
void chat_session_remove_async (ChatSession *self,
                                ChatRoom *room,
                                ChatUser *user,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
void chat_session_set_role_async (ChatSession *self,
                                  ChatRoom *room,
                                  ChatUser *user,
                                  ChatRole role,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
void chat_session_mute_async (ChatSession *self,
                              ChatRoom *room,
                              gint64 until,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
void chat_session_pin_async (ChatSession *self,
                             ChatRoom *room,
                             gboolean on,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void chat_session_sign_out_async (ChatSession *self,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
gboolean chat_session_is_sending (ChatSession *self, ChatRoom *room);
gboolean chat_session_is_leaving (ChatSession *self, ChatRoom *room);
gboolean chat_session_done_finish (ChatSession *self, GAsyncResult *result, GError **error);

void chat_session_list_directory_async (ChatSession *self,
                                        const char *query,
                                        const char *after,
                                        GCancellable *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer user_data);
ChatDirectory *chat_session_directory_finish (ChatSession *self,
                                              GAsyncResult *result,
                                              GError **error);

void chat_session_search_people_async (ChatSession *self,
                                       const char *query,
                                       GCancellable *cancellable,
                                       GAsyncReadyCallback callback,
                                       gpointer user_data);
GPtrArray *chat_session_people_finish (ChatSession *self, GAsyncResult *result, GError **error);

/* A page of what was said before what is loaded; who is in a room.  Each ends with done_finish. */
void chat_session_load_older_async (ChatSession *self,
                                    ChatRoom *room,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
void chat_session_load_members_async (ChatSession *self,
                                      ChatRoom *room,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);

G_END_DECLS
