/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-config.h"

G_BEGIN_DECLS

/* What can be done to a server's data from the command line, whether it runs or not.  @words are
 * the command and its arguments. */
gboolean server_commands_run (ServerConfig *config, char **words, GError **error);

/* For --help: a line each. */
char *server_commands_describe (void);

G_END_DECLS
