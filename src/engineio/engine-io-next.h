/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/**
 * EngineIoNext:
 *
 * A question of the server to a hook or a middleware: may this one go on?
 * Answer it once, at once or seconds later; dropping it unanswered refuses.
 */
#define ENGINE_IO_TYPE_NEXT (engine_io_next_get_type ())
G_DECLARE_FINAL_TYPE (EngineIoNext, engine_io_next, ENGINE_IO, NEXT, GObject)

void engine_io_next_pass (EngineIoNext *self);
void engine_io_next_refuse (EngineIoNext *self, const char *message, JsonNode *data);

/**
 * EngineIoNextFunc: (skip)
 * @passed: whether it may go on
 * @message: (nullable): why not
 * @data: (nullable): more about why not
 * @user_data: what was set with it
 *
 * How the one who asked hears the answer: exactly once.
 */
typedef void (*EngineIoNextFunc) (gboolean passed,
                                  const char *message,
                                  JsonNode *data,
                                  gpointer user_data);

EngineIoNext *engine_io_next_new (EngineIoNextFunc func, gpointer user_data);

/* The one who asked does not want to know any more. */
void engine_io_next_forget (EngineIoNext *self);

G_END_DECLS
