/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-credentials.h"
#include "chat-host.h"
#include "chat-session.h"

G_BEGIN_DECLS

/* All accounts of this computer, live: a GListModel of ChatSession, the oldest account first. */
#define CHAT_TYPE_SESSION_LIST (chat_session_list_get_type ())
G_DECLARE_FINAL_TYPE (ChatSessionList, chat_session_list, CHAT, SESSION_LIST, GObject)

/* @folder: NULL for the usual one */
ChatSessionList *chat_session_list_new (const char *folder, ChatCredentials *credentials);
ChatSessionList *chat_session_list_new_with_host (const char *folder,
                                                  ChatCredentials *credentials,
                                                  ChatHost *host);

ChatCredentials *chat_session_list_get_credentials (ChatSessionList *self);

/* Done when all is shown that this computer knows; connecting goes on after it. */
void chat_session_list_load_async (ChatSessionList *self,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
gboolean chat_session_list_load_finish (ChatSessionList *self,
                                        GAsyncResult *result,
                                        GError **error);

/* Next comes chat_session_set_password () where there are accounts, and chat_session_connect (). */
ChatSession *chat_session_list_add (ChatSessionList *self,
                                    const char *address,
                                    const char *dialect,
                                    const char *name);
ChatSession *chat_session_list_find (ChatSessionList *self, const char *id);

/* Signs out, and forgets all; it is out of the list at once. */
void chat_session_list_remove_async (ChatSessionList *self,
                                     ChatSession *session,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
gboolean chat_session_list_remove_finish (ChatSessionList *self,
                                          GAsyncResult *result,
                                          GError **error);

/* The program ends: everybody goes offline, and everything onto the disk. */
void chat_session_list_close_async (ChatSessionList *self,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
gboolean chat_session_list_close_finish (ChatSessionList *self,
                                         GAsyncResult *result,
                                         GError **error);

G_END_DECLS
