/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "server-limits.h"

G_BEGIN_DECLS

/* The version of the protocol that is spoken here. */
#define SERVER_PROTOCOL 1

/* What somebody says to come in; the strings are borrowed from CONNECT's auth object. */
typedef struct {
  const char *token;
  const char *name;
  const char *password;
  gboolean enrol; /* `register`, which is a word of C */
  gboolean guest;
  gboolean bot; /* never said by a client: made at the command line */
  const char *invite;
  const char *display_name;
  const char *run; /* of this server, in which it heard something last */
  char *client;    /* name and version of the program */
} ServerCredentials;

/* Reads the auth object; what is refused here is refused without a look at the database. */
gboolean server_credentials_read (JsonObject *auth,
                                  const ServerLimits *limits,
                                  ServerCredentials *credentials,
                                  GError **error);
void server_credentials_clear (ServerCredentials *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ServerCredentials, server_credentials_clear)

/* Whether it may be the password of @name; PASSWORD_WEAK. */
gboolean server_credentials_check_password (const char *name, const char *password, GError **error);

/* Reads user:update's password {old, new}; the strings are borrowed. */
gboolean server_credentials_read_passwords (JsonObject *passwords,
                                            const char **old_one,
                                            const char **new_one,
                                            GError **error);

G_END_DECLS
