/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-session-list.h"

G_BEGIN_DECLS

#define ACCOUNTS_PASSWORD "correct horse"

/* What tests do with the accounts of a computer that hosts a server. */
void accounts_load (ChatSessionList *list);
void accounts_close (ChatSessionList *list);

void accounts_start_server (ChatHost *host);
void accounts_stop_server (ChatHost *host);

/* Somebody is at the door of a server. */
ChatSession *accounts_begin (ChatSessionList *list,
                             const char *address,
                             const char *name,
                             const char *password,
                             gboolean enrol);
void accounts_await (ChatSession *session, ChatSessionState state);

G_END_DECLS
