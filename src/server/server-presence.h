/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  SERVER_PRESENCE_OFFLINE,
  SERVER_PRESENCE_AWAY,
  SERVER_PRESENCE_ONLINE,
  SERVER_PRESENCE_BUSY,
} ServerPresenceState;

/* Who is there: a person is as present as the most present of their devices. */
typedef struct _ServerPresence ServerPresence;

ServerPresence *server_presence_new (void);
void server_presence_free (ServerPresence *self);

/* @device is any pointer that is the device's own.  Both say whether the person has changed. */
gboolean server_presence_set (ServerPresence *self,
                              const char *user,
                              gpointer device,
                              ServerPresenceState state);
gboolean server_presence_remove (ServerPresence *self, const char *user, gpointer device);

ServerPresenceState server_presence_get (ServerPresence *self, const char *user);

/* What somebody who is there says of themselves; the database has it of everybody. */
void server_presence_note_status (ServerPresence *self, const char *user, const char *status);
const char *server_presence_get_status (ServerPresence *self, const char *user);

const char *server_presence_to_word (ServerPresenceState state);
gboolean server_presence_from_word (const char *word, ServerPresenceState *state);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServerPresence, server_presence_free)

G_END_DECLS
