/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The path of parlour-server; NULL if it is not installed. */
char *chat_host_program_find (void);

/* Makes an invite to the server whose data are in @folder.  @task, which it takes, gives the code;
 * @program may be NULL. */
void chat_host_program_invite (const char *program, const char *folder, GTask *task);

G_END_DECLS
