/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-session.h"

G_BEGIN_DECLS

#define PARLOUR_TYPE_CONNECTION (parlour_connection_get_type ())
G_DECLARE_FINAL_TYPE (ParlourConnection, parlour_connection, PARLOUR, CONNECTION, GObject)

const char *parlour_connection_get_notice (ParlourConnection *self);

G_END_DECLS
