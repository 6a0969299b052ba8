/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-request.h"

G_BEGIN_DECLS

/* How often one may do it. */
typedef enum {
  SERVER_RATE_EVENT,
  SERVER_RATE_SEND,
} ServerRate;

/* One event of the protocol that is carried out in the database. */
typedef struct {
  const char *name;
  ServerHandler handle;
  gboolean writes;
  ServerRate rate;
} ServerEvent;

/* NULL for one that there is not. */
const ServerEvent *server_events_find (const char *name);

/* All of them; the last has no name. */
const ServerEvent *server_events_get_all (void);

G_END_DECLS
