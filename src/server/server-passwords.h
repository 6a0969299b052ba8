/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Hashes and compares passwords beside the main loop: a few at a time, because each takes 64 MiB,
 * and no more waiting than can be answered while somebody still waits. */
typedef struct _ServerPasswords ServerPasswords;

ServerPasswords *server_passwords_new (void);
void server_passwords_free (ServerPasswords *self);

/* Gives the hash of a new password. */
void server_passwords_hash_async (ServerPasswords *self,
                                  const char *password,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);

/* Gives @hash again if @password is right, else NULL without an error.  Without a @hash it takes as
 * long as with one, so that nobody learns by the clock which names there are. */
void server_passwords_verify_async (ServerPasswords *self,
                                    const char *hash,
                                    const char *password,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);

char *server_passwords_finish (GAsyncResult *result, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServerPasswords, server_passwords_free)

G_END_DECLS
