/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "server-store.h"

G_BEGIN_DECLS

/* Who sends an HTTP request: "Authorization: Bearer TOKEN". */
typedef struct {
  ServerCaller caller;
  gboolean bot;
} ServerBearer;

void server_bearer_free (ServerBearer *self);

void server_bearer_identify_async (ServerStore *store,
                                   SoupServerMessage *message,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
ServerBearer *server_bearer_identify_finish (ServerStore *store,
                                             GAsyncResult *result,
                                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServerBearer, server_bearer_free)

G_END_DECLS
