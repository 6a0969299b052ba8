/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-host.h"
#include "chat-session.h"

G_BEGIN_DECLS

/*
 * An account on the server that this computer hosts.
 *
 * Signals:
 *   token-received (const char *token)   what signs in from now on, as ChatSession's
 */
#define CHAT_TYPE_TENANT (chat_tenant_get_type ())
G_DECLARE_FINAL_TYPE (ChatTenant, chat_tenant, CHAT, TENANT, GObject)

/* @returns: whether the server has let the account in before, and is to do so again */
ChatTenant *chat_tenant_new (ChatHost *host, ChatSession *session, gboolean returns);

/* Does nothing any more. */
void chat_tenant_leave (ChatTenant *self);

G_END_DECLS
