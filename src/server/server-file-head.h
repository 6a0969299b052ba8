/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A name to show; never a path. */
char *server_file_head_dup_name (SoupServerMessage *message);

/* MIME */
const char *server_file_head_get_type (SoupServerMessage *message);

G_END_DECLS
