/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How much of everything one may have; the defaults are the protocol's. */
typedef struct {
  guint text;  /* characters of a message */
  guint name;  /* characters of a room's or person's name */
  guint topic; /* characters */
  guint rooms_per_user;
  guint sessions_per_user; /* devices */
  guint reaction_kinds;    /* different reactions to one message */
  guint files_per_message;
  gsize file;   /* bytes */
  guint frame;  /* bytes of a packet, or of what is polled or posted at once */
  guint sends;  /* messages of one device in a window */
  guint events; /* other events of one device in a window */
  guint window_ms;
  guint sign_ins;      /* that fail, before an address has to wait */
  guint users;         /* 0 is no limit */
  guint registrations; /* accounts made from one address in an hour; 0 is no limit */
  gsize storage;       /* bytes of one person's files; 0 is no limit */
} ServerLimits;

void server_limits_init (ServerLimits *self);

G_END_DECLS
