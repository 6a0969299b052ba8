/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host.ini in the folder of the server's data.  Where it cannot be read or written the server runs
 * all the same, as it does the first time.
 */
#include "chat-host-settings.h"

#include <errno.h>
#include <glib/gstdio.h>

#define GROUP "host"

static char *
build_path (const char *folder)
{
  return g_build_filename (folder, "host.ini", NULL);
}

void
chat_host_settings_load (ChatHostSettings *self, const char *folder)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = build_path (folder);

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return;

  self->wanted = g_key_file_get_boolean (file, GROUP, "wanted", NULL);
  self->stopped = g_key_file_get_boolean (file, GROUP, "stopped", NULL);
  self->open_to_network = g_key_file_get_boolean (file, GROUP, "open-to-network", NULL);
  self->stays = g_key_file_get_boolean (file, GROUP, "stays", NULL);
  self->port = (guint) CLAMP (g_key_file_get_integer (file, GROUP, "port", NULL), 0, G_MAXUINT16);
  self->name = g_key_file_get_string (file, GROUP, "name", NULL);
}

/* The server refuses a folder that others can look into. */
void
chat_host_settings_save (const ChatHostSettings *self, const char *folder)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = build_path (folder);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  g_key_file_set_boolean (file, GROUP, "wanted", self->wanted);
  g_key_file_set_boolean (file, GROUP, "stopped", self->stopped);
  g_key_file_set_boolean (file, GROUP, "open-to-network", self->open_to_network);
  g_key_file_set_boolean (file, GROUP, "stays", self->stays);
  g_key_file_set_integer (file, GROUP, "port", (int) self->port);
  if (self->name != NULL)
    g_key_file_set_string (file, GROUP, "name", self->name);
  text = g_key_file_to_data (file, &length, NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_message ("%s: %s", folder, g_strerror (errno));
  else if (!g_file_set_contents_full (path, text, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT,
                                      0600, &error))
    g_message ("%s", error->message);
}

void
chat_host_settings_clear (ChatHostSettings *self)
{
  g_clear_pointer (&self->name, g_free);
}
