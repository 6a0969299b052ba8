/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine-io-server-options.h"

G_BEGIN_DECLS

/* What the servers for test kits take from the command line: the port, which is given back, and
 * the heartbeat, which goes to @options with the limits that a kit expects.  Ends the program if
 * it makes no sense of the arguments. */
guint echo_program_configure (EngineIoServerOptions *options, int argc, char *argv[]);

G_END_DECLS
