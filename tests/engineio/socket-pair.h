/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* One end of a pair of sockets as a connection, or with @anything as a stream around it that is not
 * known to be one; the other end, which does not block, is in *@other. */
GIOStream *socket_pair_make (GSocket **other, gboolean anything);

G_END_DECLS
