/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * One run of parlour-server.
 *
 * Signals:
 *   listening ()                  its address is known
 *   ended (const GError *why)   it is gone.  Exactly once, unless it is left
 */
#define CHAT_TYPE_HOST_PROCESS (chat_host_process_get_type ())
G_DECLARE_FINAL_TYPE (ChatHostProcess, chat_host_process, CHAT, HOST_PROCESS, GObject)

/**
 * ChatHostOptions:
 * @program: the path of parlour-server
 * @folder: where it keeps its data
 * @name: (nullable): what it is called, if not as every server is
 * @port: where it listens; 0 for anywhere
 * @open_to_network: whether it does so for other computers, too
 * @stays: whether it goes on after this program
 *
 * How a server is run.
 */
typedef struct {
  const char *program;
  const char *folder;
  const char *name;
  guint port;
  gboolean open_to_network;
  gboolean stays;
} ChatHostOptions;

ChatHostProcess *chat_host_process_start (const ChatHostOptions *options, GError **error);

/* The one that has the folder already; NULL, without an error, if none has. */
ChatHostProcess *chat_host_process_find (const char *folder, GError **error);

/* For programs on this computer; NULL until it listens. */
const char *chat_host_process_get_address (ChatHostProcess *self);
gboolean chat_host_process_is_open_to_network (ChatHostProcess *self);

/* SIGTERM; SIGKILL if that takes too long.  FALSE if it is out of reach. */
gboolean chat_host_process_stop (ChatHostProcess *self);

/* Nothing more is heard of it; nothing is done to it. */
void chat_host_process_leave (ChatHostProcess *self);

G_END_DECLS
