/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chat-file.h"

G_BEGIN_DECLS

/* Both need the file's bytes to be here, and say in a toast what goes wrong. */
void parlour_file_open (ChatFile *file, AdwToastOverlay *overlay);
void parlour_file_save (ChatFile *file, AdwToastOverlay *overlay);

G_END_DECLS
