/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine-io-server.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Answers with a file, FILE of the protocol, whose content is at @path: what lies there, or a
 * smaller picture that was made of it, under another name. */
gboolean server_file_answer (SoupServerMessage *message,
                             JsonObject *file,
                             const char *path,
                             GError **error);

G_END_DECLS
