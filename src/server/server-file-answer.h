/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine-io-server.h"

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* Answers with the content of a file, FILE of the protocol, that lies in @folder under its hash. */
gboolean server_file_answer (SoupServerMessage *message,
                             JsonObject *file,
                             const char *sha256,
                             const char *folder,
                             GError **error);

G_END_DECLS
