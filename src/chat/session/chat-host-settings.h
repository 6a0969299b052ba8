/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ChatHostSettings:
 * @wanted: whether there is to be a server
 * @stopped: whether somebody has said that there is to be none
 * @open_to_network: whether other computers can reach it
 * @stays: whether it goes on when the program ends
 * @port: where it was the last time; 0 if it never was
 * @name: (nullable): what it is called
 *
 * What is remembered of a server on this computer, beside its data.
 */
typedef struct {
  gboolean wanted;
  gboolean stopped;
  gboolean open_to_network;
  gboolean stays;
  guint port;
  char *name;
} ChatHostSettings;

/* Of settings that are empty. */
void chat_host_settings_load (ChatHostSettings *self, const char *folder);
void chat_host_settings_save (const ChatHostSettings *self, const char *folder);
void chat_host_settings_clear (ChatHostSettings *self);

G_END_DECLS
