/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-request.h"

G_BEGIN_DECLS

/*
 * Handlers for files whose bytes are on the disk already, by their SHA-256 in hexadecimal.
 *
 * add {name, type, size, sha256} gives {"file": FILE}; NO_SPACE if the caller has too much.
 * measure {} gives {"stored": bytes of all that the caller has}.
 * find {id} gives {"file": FILE, "sha256"} to its owner, and to members of a room where a message
 * has it or whose picture it is, and to everybody if it is the picture of a person or a public
 * room; NOT_FOUND to everybody else.
 */
gboolean server_files_add (ServerRequest *request, GError **error);
gboolean server_files_measure (ServerRequest *request, GError **error);
gboolean server_files_find (ServerRequest *request, GError **error);

/* INVALID if @id (may be NULL) is no file of the caller's. */
gboolean server_files_check_own (ServerRequest *request,
                                 const char *id,
                                 const char *field,
                                 GError **error);

/* Forgets files that have been for nothing for a day; gives "contents", the SHA-256 of those that
 * can go from the disk. */
gboolean server_files_forget (ServerRequest *request, GError **error);

G_END_DECLS
