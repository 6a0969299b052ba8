/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-dialect.h"

G_BEGIN_DECLS

#define CHAT_TYPE_NATIVE_DIALECT (chat_native_dialect_get_type ())
G_DECLARE_FINAL_TYPE (ChatNativeDialect, chat_native_dialect, CHAT, NATIVE_DIALECT, ChatDialect)

ChatDialect *chat_native_dialect_new (void);

G_END_DECLS
