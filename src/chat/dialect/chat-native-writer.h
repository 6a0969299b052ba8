/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-dialect.h"

G_BEGIN_DECLS

ChatRequest *chat_native_writer_request (const ChatIntent *intent);
JsonObject *chat_native_writer_auth (const ChatAuth *credentials);

G_END_DECLS
