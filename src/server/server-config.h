/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "db-connection.h"
#include "server-accounts.h"
#include "server-limits.h"

G_BEGIN_DECLS

/* How a server runs: what its file says, and above that its command line. */
typedef struct {
  char *data;    /* folder */
  char *name;    /* of the server, for people */
  char *address; /* to listen on; "*" for all */
  guint port;
  char *certificate;
  char *key;
  char **allowed_origins;
  char **hosts;         /* the names that it goes by; NULL if nothing is said of them */
  char *address_header; /* in which a proxy says who it speaks for; NULL without one */
  DbDurability durability;
  ServerPolicy policy;
  ServerLimits limits;
  gboolean print_address;
  gboolean print_version;
} ServerConfig;

ServerConfig *server_config_new (void);
void server_config_free (ServerConfig *self);

/* Reads a GKeyFile; an unknown group, key or value is an error that names it. */
gboolean server_config_load (ServerConfig *self, const char *path, GError **error);

/* Who may make an account, in the words of the file. */
gboolean server_config_set_admission (ServerConfig *self, const char *word, GError **error);

/* Makes the data folder if it is not there; refuses one that others can read. */
gboolean server_config_prepare_data (ServerConfig *self, GError **error);

/* Makes sure that no other server has the data folder, for as long as the descriptor that it gives
 * is open; -1 is an error. */
int server_config_lock_data (ServerConfig *self, GError **error);

/* A file in the data folder. */
char *server_config_build_path (ServerConfig *self, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServerConfig, server_config_free)

G_END_DECLS
