/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Twenty characters and the end of the string. */
#define ENGINE_IO_ID_SIZE 21

/* Puts a new id into @id: one that nobody can guess and that nobody else has. */
void engine_io_id_make (char id[ENGINE_IO_ID_SIZE]);

G_END_DECLS
