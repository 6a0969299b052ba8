/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads values out of JSON that a stranger wrote.  A value may be missing or of another type: then
 * there is none.  What people will see is made fit for it: a name is one line without characters
 * that nobody sees or that turn the text around them, so that nobody can look like somebody else or
 * break the layout; a text may have lines, but no control characters.
 */
#include "chat-reader.h"

#include <math.h>

/* How far a stranger's clock may be ahead of ours. */
#define FUTURE_MS (24 * 60 * 60 * G_GINT64_CONSTANT (1000))

static gboolean
is_number (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         (json_node_get_value_type (node) == G_TYPE_INT64 ||
          json_node_get_value_type (node) == G_TYPE_DOUBLE);
}

/**
 * chat_reader_object:
 * @node: (nullable): a value
 *
 * Returns: (transfer none) (nullable): the object, if it is one
 */
JsonObject *
chat_reader_object (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * chat_reader_object_at:
 * @list: a list, such as the arguments of an event
 * @index: where in it
 *
 * Returns: (transfer none) (nullable): the object, if there is one
 */
JsonObject *
chat_reader_object_at (JsonArray *list, guint index)
{
  if (index >= json_array_get_length (list))
    return NULL;

  return chat_reader_object (json_array_get_element (list, index));
}

/**
 * chat_reader_list:
 * @node: (nullable): a value
 *
 * Returns: (transfer none) (nullable): the list, if it is one
 */
JsonArray *
chat_reader_list (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

/**
 * chat_reader_string:
 * @node: (nullable): a value
 *
 * Returns: (transfer none) (nullable): the string as it came, which is not fit to be shown
 */
const char *
chat_reader_string (JsonNode *node)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  return json_node_get_string (node);
}

/**
 * chat_reader_id:
 * @node: (nullable): a value; some servers count their ids
 *
 * Returns: (transfer full) (nullable): the id, if it is one
 */
char *
chat_reader_id (JsonNode *node)
{
  const char *string = chat_reader_string (node);

  if (string != NULL && *string != '\0' && strlen (string) <= CHAT_READER_MAX_ID)
    return g_utf8_make_valid (string, -1);
  if (string == NULL && is_number (node) && json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));

  return NULL;
}

/* Characters that nobody sees, or that turn the text around them.  The joiners stay: emoji and some
 * languages need them. */
static gboolean
plays_tricks (gunichar c)
{
  return c == 0x00ad || c == 0x061c || c == 0x180e || c == 0x200b || c == 0x200e || c == 0x200f ||
         (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
         (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

/**
 * chat_reader_clean_line:
 * @text: what a stranger wrote
 * @max_length: how many characters to keep
 *
 * Returns: (transfer full) (nullable): one line, fit to be shown; %NULL if nothing is left of it
 */
char *
chat_reader_clean_line (const char *text, guint max_length)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GString) clean = g_string_new (NULL);
  gboolean space = FALSE;
  guint length = 0;

  for (const char *p = valid; *p != '\0' && length < max_length; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_isspace (c) || g_unichar_iscntrl (c) ||
        g_unichar_type (c) == G_UNICODE_SPACE_SEPARATOR) {
      space = clean->len > 0;
      continue;
    }
    if (plays_tricks (c))
      continue;

    if (space)
      g_string_append_c (clean, ' ');
    space = FALSE;
    g_string_append_unichar (clean, c);
    length++;
  }

  return clean->len > 0 ? g_string_free (g_steal_pointer (&clean), FALSE) : NULL;
}

/**
 * chat_reader_clean_name:
 * @name: a name
 *
 * Returns: (transfer full) (nullable): the name, fit to be shown; %NULL if nothing is left of it
 */
char *
chat_reader_clean_name (const char *name)
{
  return chat_reader_clean_line (name, CHAT_READER_MAX_NAME);
}

/**
 * chat_reader_name:
 * @node: (nullable): a value
 *
 * Returns: (transfer full) (nullable): the name, fit to be shown
 */
char *
chat_reader_name (JsonNode *node)
{
  const char *string = chat_reader_string (node);

  return string != NULL ? chat_reader_clean_name (string) : NULL;
}

/**
 * chat_reader_reason:
 * @node: (nullable): a value
 *
 * Returns: (transfer full) (nullable): why a server does not do something, in its own words
 */
char *
chat_reader_reason (JsonNode *node)
{
  const char *string = chat_reader_string (node);

  return string != NULL ? chat_reader_clean_line (string, CHAT_READER_MAX_REASON) : NULL;
}

/**
 * chat_reader_text:
 * @node: (nullable): a value
 *
 * Returns: (transfer full) (nullable): the text, fit to be shown; it may be empty
 */
char *
chat_reader_text (JsonNode *node)
{
  const char *string = chat_reader_string (node);
  g_autofree char *valid = NULL;
  g_autoptr (GString) clean = NULL;
  guint length = 0;

  if (string == NULL)
    return NULL;

  valid = g_utf8_make_valid (string, -1);
  clean = g_string_sized_new (MIN (strlen (valid), CHAT_READER_MAX_TEXT) + 1);
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (length == CHAT_READER_MAX_TEXT) {
      g_string_append (clean, "…");
      break;
    }
    if (g_unichar_iscntrl (c) && c != '\n' && c != '\t')
      continue;
    g_string_append_unichar (clean, c);
    length++;
  }

  return g_string_free (g_steal_pointer (&clean), FALSE);
}

/**
 * chat_reader_flag:
 * @node: (nullable): a value
 * @fallback: what counts where there is none
 */
gboolean
chat_reader_flag (JsonNode *node, gboolean fallback)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return fallback;
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node);

  return fallback;
}

/**
 * chat_reader_time:
 * @node: (nullable): a value: ms since 1970, or ISO 8601
 * @now: the time, in ms since 1970; it counts where there is none
 *
 * Returns: the time in ms since 1970; never before that, nor more than a day from now
 */
gint64
chat_reader_time (JsonNode *node, gint64 now)
{
  const char *string = chat_reader_string (node);
  g_autoptr (GDateTime) date = NULL;
  double ms = 0;

  if (is_number (node)) {
    ms = json_node_get_double (node);
  } else if (string != NULL && strlen (string) < 64) {
    date = g_date_time_new_from_iso8601 (string, NULL);
    if (date != NULL)
      ms = (double) (g_date_time_to_unix_usec (date) / 1000);
  }

  return ms > 0 && ms <= (double) (now + FUTURE_MS) ? (gint64) ms : now;
}

/**
 * chat_reader_count:
 * @node: (nullable): a value
 * @max: the largest that makes sense, at most %CHAT_READER_MAX_COUNT
 * @fallback: what counts where there is none
 *
 * Returns: the whole number, from 0 to @max
 */
gint64
chat_reader_count (JsonNode *node, gint64 max, gint64 fallback)
{
  double number = 0;

  if (!is_number (node))
    return fallback;

  number = json_node_get_double (node);
  if (!(number >= 0 && number <= (double) max) || number != floor (number))
    return fallback;

  return (gint64) number;
}

/**
 * chat_reader_line:
 * @node: (nullable): a value
 * @max_length: how many characters to keep
 *
 * Returns: (transfer full) (nullable): one line, fit to be shown; %NULL if nothing is left of it
 */
char *
chat_reader_line (JsonNode *node, guint max_length)
{
  const char *string = chat_reader_string (node);

  return string != NULL ? chat_reader_clean_line (string, max_length) : NULL;
}

/* Flags of parts of countries are spelt with tags, which nobody sees elsewhere. */
static gboolean
is_tag (gunichar c)
{
  return c >= 0xe0020 && c <= 0xe007f;
}

/**
 * chat_reader_emoji:
 * @text: what a stranger reacted with
 *
 * Returns: (transfer full) (nullable): the emoji, if it is one: nothing that could be read as words
 */
char *
chat_reader_emoji (const char *text)
{
  gboolean has_key_cap = FALSE;
  guint length = 0;

  if (*text == '\0' || !g_utf8_validate (text, -1, NULL))
    return NULL;

  has_key_cap = g_utf8_strchr (text, -1, 0x20e3) != NULL;
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (++length > CHAT_READER_MAX_EMOJI || g_unichar_iscntrl (c) || g_unichar_isspace (c) ||
        g_unichar_isalpha (c) || (g_unichar_isdigit (c) && !has_key_cap) ||
        (plays_tricks (c) && !is_tag (c)))
      return NULL;
  }

  return g_strdup (text);
}
