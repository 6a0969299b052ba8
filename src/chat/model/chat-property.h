/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/*
 * Properties that are a field of their object and nothing else.  A class says in a table where it
 * keeps them; they are read by that, and set by one of the functions below, which tell of it if it
 * is a change.
 */
void chat_property_get (gpointer object, gsize field, GValue *value);

void chat_property_set_text (gpointer object,
                             GParamSpec *property,
                             char **field,
                             const char *value);
void chat_property_set_flag (gpointer object,
                             GParamSpec *property,
                             gboolean *field,
                             gboolean value);
void chat_property_set_count (gpointer object, GParamSpec *property, guint *field, guint value);
void chat_property_set_number (gpointer object, GParamSpec *property, gint64 *field, gint64 value);

G_END_DECLS
