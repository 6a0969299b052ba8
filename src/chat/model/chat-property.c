/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-property.h"

/**
 * chat_property_get:
 * @object: an object
 * @field: where it keeps a property, as G_STRUCT_OFFSET() says
 * @value: a value of the type of the property
 *
 * Reads the property; the kinds of fields are those that the model has.
 */
void
chat_property_get (gpointer object, gsize field, GValue *value)
{
  gpointer place = G_STRUCT_MEMBER_P (object, field);

  g_return_if_fail (field != 0);

  switch (G_TYPE_FUNDAMENTAL (G_VALUE_TYPE (value))) {
  case G_TYPE_STRING:
    g_value_set_string (value, *(char **) place);
    break;
  case G_TYPE_BOOLEAN:
    g_value_set_boolean (value, *(gboolean *) place);
    break;
  case G_TYPE_ENUM:
    g_value_set_enum (value, *(int *) place);
    break;
  case G_TYPE_UINT:
    g_value_set_uint (value, *(guint *) place);
    break;
  case G_TYPE_INT64:
    g_value_set_int64 (value, *(gint64 *) place);
    break;
  case G_TYPE_DOUBLE:
    g_value_set_double (value, *(double *) place);
    break;
  case G_TYPE_OBJECT:
    g_value_set_object (value, *(gpointer *) place);
    break;
  case G_TYPE_BOXED:
    g_value_set_boxed (value, *(gpointer *) place);
    break;
  default:
    g_assert_not_reached ();
  }
}

void
chat_property_set_text (gpointer object, GParamSpec *property, char **field, const char *value)
{
  if (g_set_str (field, value))
    g_object_notify_by_pspec (object, property);
}

void
chat_property_set_flag (gpointer object, GParamSpec *property, gboolean *field, gboolean value)
{
  if (*field == value)
    return;

  *field = value;
  g_object_notify_by_pspec (object, property);
}

void
chat_property_set_count (gpointer object, GParamSpec *property, guint *field, guint value)
{
  if (*field == value)
    return;

  *field = value;
  g_object_notify_by_pspec (object, property);
}

void
chat_property_set_number (gpointer object, GParamSpec *property, gint64 *field, gint64 value)
{
  if (*field == value)
    return;

  *field = value;
  g_object_notify_by_pspec (object, property);
}
