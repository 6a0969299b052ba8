/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-host-error.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ChatHostState:
 * @CHAT_HOST_STOPPED: there is no server on this computer, and none is wanted
 * @CHAT_HOST_STARTING: it is on its way
 * @CHAT_HOST_RUNNING: it is there, at [property@Chat.Host:address]
 * @CHAT_HOST_STOPPING: it is being ended, because none is wanted any more
 * @CHAT_HOST_FAILED: it ended by itself, or cannot be started; see [property@Chat.Host:error].  If
 *   [property@Chat.Host:next-attempt] is set, it is started again then
 */
typedef enum {
  CHAT_HOST_STOPPED,
  CHAT_HOST_STARTING,
  CHAT_HOST_RUNNING,
  CHAT_HOST_STOPPING,
  CHAT_HOST_FAILED,
} ChatHostState;

#define CHAT_TYPE_HOST_STATE (chat_host_state_get_type ())
GType chat_host_state_get_type (void);

/*
 * A server on this computer, for as long as the program runs, or longer.
 *
 * Properties, with notification: state; address (for this computer, nullable until it is known, the
 * same from start to start as far as possible); lan-addresses (GStrv: for others on the network,
 * empty unless it is open to them); error (of CHAT_HOST_ERROR, nullable: why it FAILED);
 * next-attempt (g_get_monotonic_time () of the next start, 0 where none is planned); is-available
 * (whether the server's program is installed).
 *
 * Read and write, remembered from run to run; changing them starts the server again:
 * open-to-network (whether others can reach it; whoever is new there needs an invite then), stays
 * (whether it goes on when the program ends), name (what people call it, nullable).
 *
 * Construct-only: folder, program, retry-delay (ms before it is started again, the first time).
 */
#define CHAT_TYPE_HOST (chat_host_get_type ())
G_DECLARE_FINAL_TYPE (ChatHost, chat_host, CHAT, HOST, GObject)

/* @folder: NULL for the usual one; @program: NULL for the one that is installed */
ChatHost *chat_host_new (const char *folder, const char *program);

ChatHostState chat_host_get_state (ChatHost *self);
const char *chat_host_get_address (ChatHost *self);
const char *const *chat_host_get_lan_addresses (ChatHost *self);
const GError *chat_host_get_error (ChatHost *self);
gint64 chat_host_get_next_attempt (ChatHost *self);
gboolean chat_host_get_is_available (ChatHost *self);
gboolean chat_host_get_open_to_network (ChatHost *self);
void chat_host_set_open_to_network (ChatHost *self, gboolean open_to_network);
gboolean chat_host_get_stays (ChatHost *self);
void chat_host_set_stays (ChatHost *self, gboolean stays);
const char *chat_host_get_name (ChatHost *self);
void chat_host_set_name (ChatHost *self, const char *name);

/* Where it is, and nobody else can be; for this program.  NULL if there is no such place. */
GSocketConnectable *chat_host_make_connectable (ChatHost *self);

/* From now on there is to be a server; need starts it unless somebody has stopped it, resume if
 * there was to be one last time. */
void chat_host_start (ChatHost *self);
void chat_host_need (ChatHost *self);
gboolean chat_host_resume (ChatHost *self);

/* There is to be none any more, not the next time either; done when it has ended. */
void chat_host_stop_async (ChatHost *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean chat_host_stop_finish (ChatHost *self, GAsyncResult *result, GError **error);

/* The program ends: the server does so, too, unless it stays. */
void chat_host_close_async (ChatHost *self, GAsyncReadyCallback callback, gpointer user_data);
gboolean chat_host_close_finish (ChatHost *self, GAsyncResult *result, GError **error);

/* Makes an invite for a few people and days; gives its code. */
void chat_host_invite_async (ChatHost *self,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
char *chat_host_invite_finish (ChatHost *self, GAsyncResult *result, GError **error);

/* Signs somebody in who has an account there; gives a token, which is free of what was before. */
void chat_host_sign_in_async (ChatHost *self,
                              const char *name,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data);
char *chat_host_sign_in_finish (ChatHost *self, GAsyncResult *result, GError **error);

G_END_DECLS
