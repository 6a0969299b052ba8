/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a server runs.  Each key of the file is in one table, with where it goes and what it may be;
 * what is not in the table is an error, because a key that is misspelt is a setting that is not
 * made.
 */
#include "server-config.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

typedef enum {
  KEY_STRING,
  KEY_STRINGS,
  KEY_PATH, /* ~ is the home folder */
  KEY_PORT,
  KEY_NUMBER,
  KEY_NUMBER_OR_NONE, /* 0 is no limit */
  KEY_NAME_LENGTH,
  KEY_SIZE, /* more than a number may be */
  KEY_SIZE_OR_NONE,
  KEY_BOOLEAN,
  KEY_DURABILITY,
  KEY_ADMISSION,
} KeyKind;

static const struct {
  const char *group;
  const char *name;
  KeyKind kind;
  gsize offset;
} KEYS[] = {
  { "server", "name", KEY_STRING, G_STRUCT_OFFSET (ServerConfig, name) },
  { "server", "data", KEY_PATH, G_STRUCT_OFFSET (ServerConfig, data) },
  { "server", "durability", KEY_DURABILITY, G_STRUCT_OFFSET (ServerConfig, durability) },
  { "network", "address", KEY_STRING, G_STRUCT_OFFSET (ServerConfig, address) },
  { "network", "port", KEY_PORT, G_STRUCT_OFFSET (ServerConfig, port) },
  { "network", "certificate", KEY_PATH, G_STRUCT_OFFSET (ServerConfig, certificate) },
  { "network", "key", KEY_PATH, G_STRUCT_OFFSET (ServerConfig, key) },
  { "network", "allow-origin", KEY_STRINGS, G_STRUCT_OFFSET (ServerConfig, allowed_origins) },
  { "network", "hosts", KEY_STRINGS, G_STRUCT_OFFSET (ServerConfig, hosts) },
  { "network", "address-header", KEY_STRING, G_STRUCT_OFFSET (ServerConfig, address_header) },
  { "people", "admission", KEY_ADMISSION, G_STRUCT_OFFSET (ServerConfig, policy.admission) },
  { "people", "guests", KEY_BOOLEAN, G_STRUCT_OFFSET (ServerConfig, policy.guests) },
  { "limits", "users", KEY_NUMBER_OR_NONE, G_STRUCT_OFFSET (ServerConfig, limits.users) },
  { "limits", "registrations", KEY_NUMBER_OR_NONE,
    G_STRUCT_OFFSET (ServerConfig, limits.registrations) },
  { "limits", "storage", KEY_SIZE_OR_NONE, G_STRUCT_OFFSET (ServerConfig, limits.storage) },
  { "limits", "frame", KEY_NUMBER, G_STRUCT_OFFSET (ServerConfig, limits.frame) },
  { "limits", "text", KEY_NUMBER, G_STRUCT_OFFSET (ServerConfig, limits.text) },
  { "limits", "name", KEY_NAME_LENGTH, G_STRUCT_OFFSET (ServerConfig, limits.name) },
  { "limits", "file", KEY_SIZE, G_STRUCT_OFFSET (ServerConfig, limits.file) },
  { "limits", "topic", KEY_NUMBER, G_STRUCT_OFFSET (ServerConfig, limits.topic) },
  { "limits", "reactions", KEY_NUMBER, G_STRUCT_OFFSET (ServerConfig, limits.reaction_kinds) },
  { "limits", "files-per-message", KEY_NUMBER,
    G_STRUCT_OFFSET (ServerConfig, limits.files_per_message) },
  { "limits", "rooms-per-user", KEY_NUMBER, G_STRUCT_OFFSET (ServerConfig, limits.rooms_per_user) },
  { "limits", "devices-per-user", KEY_NUMBER,
    G_STRUCT_OFFSET (ServerConfig, limits.sessions_per_user) },
  { "limits", "sign-ins", KEY_NUMBER, G_STRUCT_OFFSET (ServerConfig, limits.sign_ins) },
  { "limits", "sends", KEY_NUMBER, G_STRUCT_OFFSET (ServerConfig, limits.sends) },
  { "limits", "events", KEY_NUMBER, G_STRUCT_OFFSET (ServerConfig, limits.events) },
  { "limits", "window", KEY_NUMBER, G_STRUCT_OFFSET (ServerConfig, limits.window_ms) },
};

#define DEFAULT_PORT 3000
#define MAX_SIZE (G_GINT64_CONSTANT (1) << 50)

/* In the order of ServerAdmission. */
static const char *const ADMISSIONS[] = { "open", "invite", "closed", NULL };

ServerConfig *
server_config_new (void)
{
  ServerConfig *self = g_new0 (ServerConfig, 1);

  self->data = g_build_filename (g_get_user_data_dir (), "parlour-server", NULL);
  self->name = g_strdup ("Parlour");
  self->address = g_strdup ("127.0.0.1");
  self->port = DEFAULT_PORT;
  self->durability = DB_DURABILITY_FULL;
  server_limits_init (&self->limits);

  return self;
}

void
server_config_free (ServerConfig *self)
{
  g_free (self->data);
  g_free (self->name);
  g_free (self->address);
  g_free (self->certificate);
  g_free (self->key);
  g_strfreev (self->allowed_origins);
  g_strfreev (self->hosts);
  g_free (self->address_header);
  g_free (self);
}

static gboolean
find_word (const char *name,
           const char *word,
           const char *const *words,
           gpointer field,
           GError **error)
{
  g_autofree char *choices = NULL;

  for (int i = 0; words[i] != NULL; i++) {
    if (g_str_equal (words[i], word)) {
      *(int *) field = i;
      return TRUE;
    }
  }

  choices = g_strjoinv (", ", (char **) words);
  g_set_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE, "%s is one of: %s", name,
               choices);
  return FALSE;
}

static gboolean
read_word (GKeyFile *file, guint index, const char *const *words, gpointer field, GError **error)
{
  g_autofree char *word = g_key_file_get_string (file, KEYS[index].group, KEYS[index].name, error);

  return word != NULL && find_word (KEYS[index].name, word, words, field, error);
}

static gboolean
read_int (GKeyFile *file, guint index, gint64 min, gint64 max, gint64 *number, GError **error)
{
  g_autoptr (GError) failure = NULL;

  *number = g_key_file_get_int64 (file, KEYS[index].group, KEYS[index].name, &failure);
  if (failure == NULL && *number >= min && *number <= max)
    return TRUE;

  g_set_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE,
               "%s is a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, KEYS[index].name,
               min, max);
  return FALSE;
}

static gboolean
read_number (GKeyFile *file, guint index, guint min, guint max, guint *field, GError **error)
{
  gint64 number = 0;

  if (!read_int (file, index, min, max, &number, error))
    return FALSE;
  *field = (guint) number;

  return TRUE;
}

static gboolean
read_size (GKeyFile *file, guint index, gint64 min, gsize *field, GError **error)
{
  gint64 number = 0;

  if (!read_int (file, index, min, MAX_SIZE, &number, error))
    return FALSE;
  *field = (gsize) number;

  return TRUE;
}

static gboolean
read_path (GKeyFile *file, guint index, char **field, GError **error)
{
  g_autofree char *path = g_key_file_get_string (file, KEYS[index].group, KEYS[index].name, error);

  if (path == NULL)
    return FALSE;
  g_free (*field);
  *field = g_str_has_prefix (path, "~/") ? g_build_filename (g_get_home_dir (), path + 2, NULL)
                                         : g_steal_pointer (&path);

  return TRUE;
}

static gboolean
read_key (ServerConfig *self, GKeyFile *file, guint index, GError **error)
{
  static const char *const DURABILITIES[] = { "full", "normal", NULL };
  gpointer field = G_STRUCT_MEMBER_P (self, KEYS[index].offset);
  const char *group = KEYS[index].group;
  const char *name = KEYS[index].name;
  g_autoptr (GError) failure = NULL;

  switch (KEYS[index].kind) {
  case KEY_STRING:
    g_free (*(char **) field);
    *(char **) field = g_key_file_get_string (file, group, name, &failure);
    break;
  case KEY_STRINGS:
    g_strfreev (*(char ***) field);
    *(char ***) field = g_key_file_get_string_list (file, group, name, NULL, &failure);
    break;
  case KEY_BOOLEAN:
    *(gboolean *) field = g_key_file_get_boolean (file, group, name, &failure);
    break;
  case KEY_PATH:
    return read_path (file, index, field, error);
  case KEY_SIZE:
    return read_size (file, index, 1, field, error);
  case KEY_SIZE_OR_NONE:
    return read_size (file, index, 0, field, error);
  case KEY_PORT:
    return read_number (file, index, 0, G_MAXUINT16, field, error);
  case KEY_NUMBER:
    return read_number (file, index, 1, G_MAXINT32, field, error);
  case KEY_NUMBER_OR_NONE:
    return read_number (file, index, 0, G_MAXINT32, field, error);
  case KEY_NAME_LENGTH:
    return read_number (file, index, 2, 128, field, error);
  case KEY_DURABILITY:
    return read_word (file, index, DURABILITIES, field, error);
  case KEY_ADMISSION:
    return read_word (file, index, ADMISSIONS, field, error);
  }
  if (failure == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&failure));
  return FALSE;
}

static gboolean
load_key (ServerConfig *self, GKeyFile *file, const char *group, const char *name, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (KEYS); i++) {
    if (g_str_equal (KEYS[i].group, group) && g_str_equal (KEYS[i].name, name))
      return read_key (self, file, i, error);
  }

  g_set_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND,
               "there is no setting %s in [%s]", name, group);
  return FALSE;
}

gboolean
server_config_load (ServerConfig *self, const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_auto (GStrv) groups = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, error)) {
    g_prefix_error (error, "%s: ", path);
    return FALSE;
  }

  groups = g_key_file_get_groups (file, NULL);
  for (guint i = 0; groups[i] != NULL; i++) {
    g_auto (GStrv) names = g_key_file_get_keys (file, groups[i], NULL, NULL);

    for (guint j = 0; names != NULL && names[j] != NULL; j++) {
      if (!load_key (self, file, groups[i], names[j], error)) {
        g_prefix_error (error, "%s: ", path);
        return FALSE;
      }
    }
  }
  if (self->key != NULL && self->certificate == NULL) {
    g_set_error (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_KEY_NOT_FOUND,
                 "%s: there is a key without a certificate", path);
    return FALSE;
  }

  return TRUE;
}

gboolean
server_config_set_admission (ServerConfig *self, const char *word, GError **error)
{
  return find_word ("admission", word, ADMISSIONS, &self->policy.admission, error);
}

gboolean
server_config_prepare_data (ServerConfig *self, GError **error)
{
  GStatBuf status;

  if (g_mkdir_with_parents (self->data, 0700) != 0 || g_stat (self->data, &status) != 0) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "The folder %s cannot be made: %s",
                 self->data, g_strerror (errno));
    return FALSE;
  }
  if ((status.st_mode & 077) != 0) {
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_PERM,
                 "Others can look into the folder %s, where everybody's messages are. "
                 "Close it (chmod 700 %s) and start again",
                 self->data, self->data);
    return FALSE;
  }

  return TRUE;
}

/* The lock goes with the process, however that ends. */
int
server_config_lock_data (ServerConfig *self, GError **error)
{
  g_autofree char *path = server_config_build_path (self, "lock");
  int fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

  /* What the last server has written there is true no longer. */
  if (fd >= 0 && flock (fd, LOCK_EX | LOCK_NB) == 0 && ftruncate (fd, 0) == 0)
    return fd;

  if (fd >= 0 && errno == EWOULDBLOCK)
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "Another server uses the folder %s",
                 self->data);
  else
    g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "The folder %s cannot be written to: %s",
                 self->data, g_strerror (errno));
  if (fd >= 0)
    close (fd);
  return -1;
}

char *
server_config_build_path (ServerConfig *self, const char *name)
{
  return g_build_filename (self->data, name, NULL);
}
