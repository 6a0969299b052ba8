/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The query of an address, read as JavaScript's URLSearchParams does: "+" is a
 * space, "%" without two digits stands for itself, what is not UTF-8 is replaced,
 * and so is U+0000, which no C string can hold.
 */
#include "engine-io-query.h"

#include <string.h>

/* U+FFFD */
#define REPLACEMENT "\xef\xbf\xbd"

static char *
decode (const char *text, gsize length)
{
  g_autoptr (GString) decoded = g_string_sized_new (length);

  for (gsize i = 0; i < length; i++) {
    char c = text[i];

    if (c == '+') {
      c = ' ';
    } else if (c == '%' && i + 2 < length && g_ascii_isxdigit (text[i + 1]) &&
               g_ascii_isxdigit (text[i + 2])) {
      c = (char) (g_ascii_xdigit_value (text[i + 1]) << 4 | g_ascii_xdigit_value (text[i + 2]));
      i += 2;
    }

    if (c != '\0')
      g_string_append_c (decoded, c);
    else
      g_string_append (decoded, REPLACEMENT);
  }

  if (g_utf8_validate_len (decoded->str, decoded->len, NULL))
    return g_string_free_and_steal (g_steal_pointer (&decoded));

  return g_utf8_make_valid (decoded->str, (gssize) decoded->len);
}

static gboolean
is_plain (const char *text, gsize length)
{
  for (gsize i = 0; i < length; i++) {
    if (text[i] == '%' || text[i] == '+' || (guchar) text[i] >= 0x80)
      return FALSE;
  }

  return TRUE;
}

static gboolean
is_name (const char *text, gsize length, const char *name)
{
  g_autofree char *decoded = NULL;

  if (is_plain (text, length))
    return strlen (name) == length && memcmp (text, name, length) == 0;

  decoded = decode (text, length);
  return g_str_equal (decoded, name);
}

/* Cuts the next parameter off, and finds the name and the value in it. */
static const char *
next_parameter (const char *query, gsize *name_length, const char **value, gsize *value_length)
{
  gsize length = strcspn (query, "&");
  const char *equals = memchr (query, '=', length);

  *name_length = equals != NULL ? (gsize) (equals - query) : length;
  *value = equals != NULL ? equals + 1 : query + length;
  *value_length = length - (gsize) (*value - query);

  return query + length + (query[length] == '&' ? 1 : 0);
}

/**
 * engine_io_query_get: (skip)
 * @query: (nullable): the query of an address, without the question mark
 * @name: a parameter's name
 *
 * Returns: (transfer full) (nullable): the value of the last parameter of this name
 */
char *
engine_io_query_get (const char *query, const char *name)
{
  const char *found = NULL;
  gsize found_length = 0;

  g_return_val_if_fail (name != NULL, NULL);

  while (query != NULL && *query != '\0') {
    const char *parameter = query;
    const char *value = NULL;
    gsize name_length = 0;
    gsize value_length = 0;

    query = next_parameter (query, &name_length, &value, &value_length);
    if (value + value_length > parameter && is_name (parameter, name_length, name)) {
      found = value;
      found_length = value_length;
    }
  }

  return found != NULL ? decode (found, found_length) : NULL;
}

/**
 * engine_io_query_parse: (skip)
 * @query: (nullable): the query of an address, without the question mark
 *
 * Returns: (transfer full) (element-type utf8 utf8): its parameters
 */
GHashTable *
engine_io_query_parse (const char *query)
{
  GHashTable *parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  while (query != NULL && *query != '\0') {
    const char *parameter = query;
    const char *value = NULL;
    gsize name_length = 0;
    gsize value_length = 0;

    query = next_parameter (query, &name_length, &value, &value_length);
    if (value + value_length > parameter)
      g_hash_table_replace (parameters, decode (parameter, name_length),
                            decode (value, value_length));
  }

  return parameters;
}
