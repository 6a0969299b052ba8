/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-dialect.h"

G_BEGIN_DECLS

#define CHAT_TYPE_PLAIN_DIALECT (chat_plain_dialect_get_type ())
G_DECLARE_FINAL_TYPE (ChatPlainDialect, chat_plain_dialect, CHAT, PLAIN_DIALECT, ChatDialect)

ChatDialect *chat_plain_dialect_new (void);

G_END_DECLS
