/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *parlour_address_complete (const char *typed, GError **error);
char *parlour_address_get_title (const char *address);

G_END_DECLS
