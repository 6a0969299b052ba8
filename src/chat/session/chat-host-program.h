/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The path of parlour-server; NULL if it is not installed. */
char *chat_host_program_find (void);

/* Does what @words say with the data in @folder.  @task, which it takes, gives what is printed;
 * @program may be NULL. */
void chat_host_program_run (const char *program,
                            const char *folder,
                            const char *const *words,
                            GTask *task);

G_END_DECLS
