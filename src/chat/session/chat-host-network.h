/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where other computers find a port of this one: "http://192.168.1.5:3000", IPv4 first. */
char **chat_host_network_list_addresses (guint port);

/* Whether nobody on this computer has it. */
gboolean chat_host_network_is_free (guint port);

G_END_DECLS
