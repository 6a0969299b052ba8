/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/*
 * What a client says, one member at a time, never believed.  Each reader gives FALSE with
 * SERVER_ERROR_INVALID (or TOO_LONG) naming the member; borrowed strings live as long as the
 * object.  Where @required is FALSE, a member that is missing or null leaves NULL or the value that
 * was there.
 */
gboolean server_arguments_get_id (JsonObject *arguments,
                                  const char *name,
                                  gboolean required,
                                  const char **id,
                                  GError **error);

/* @max_characters: of Unicode */
gboolean server_arguments_get_text (JsonObject *arguments,
                                    const char *name,
                                    gboolean required,
                                    guint max_characters,
                                    const char **text,
                                    GError **error);
gboolean server_arguments_get_int (JsonObject *arguments,
                                   const char *name,
                                   gboolean required,
                                   gint64 min,
                                   gint64 max,
                                   gint64 *value,
                                   GError **error);
gboolean server_arguments_get_boolean (JsonObject *arguments,
                                       const char *name,
                                       gboolean required,
                                       gboolean *value,
                                       GError **error);

/* One of @words, which ends with NULL. */
gboolean server_arguments_get_word (JsonObject *arguments,
                                    const char *name,
                                    gboolean required,
                                    const char *const *words,
                                    const char **word,
                                    GError **error);

/* Borrowed strings in an array of its own; each an id. */
gboolean server_arguments_get_ids (JsonObject *arguments,
                                   const char *name,
                                   guint max_length,
                                   GPtrArray **ids,
                                   GError **error);

G_END_DECLS
