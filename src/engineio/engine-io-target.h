/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* What a request is about. */
typedef struct {
  const char *method; /* interned */
  gboolean upgrade;   /* it wants to become a WebSocket */
  char *transport;    /* NULL if it does not say */
  char *sid;          /* NULL for a handshake */
  char *version;      /* of Engine.IO; NULL if it does not say */
} EngineIoTarget;

void engine_io_target_init (EngineIoTarget *self, SoupServerMessage *message);
void engine_io_target_clear (EngineIoTarget *self);

/* The method and the query alone. */
void engine_io_target_init_query (EngineIoTarget *self, const char *method, const char *query);

/* Whether the head of a request is larger than anybody needs. */
gboolean engine_io_target_is_absurd (GUri *uri, SoupMessageHeaders *headers);

/* Whether the bytes of an Origin are those of a header. */
gboolean engine_io_target_has_valid_origin (SoupMessageHeaders *headers);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (EngineIoTarget, engine_io_target_clear)

G_END_DECLS
