/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-request.h"

G_BEGIN_DECLS

/*
 * Handlers for files whose bytes are on the disk already, by their SHA-256 in hexadecimal.
 *
 * add {name, type, size, sha256} gives {"file": FILE}.
 * find {id} gives {"file": FILE, "sha256"} to its owner, and to members of a room where a message
 * has it; NOT_FOUND to everybody else.
 */
gboolean server_files_add (ServerRequest *request, GError **error);
gboolean server_files_find (ServerRequest *request, GError **error);

G_END_DECLS
