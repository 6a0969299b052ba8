/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What happens to a server, one line each, for people and for programs that count.  Values are
 * quoted where they are not plain words, so that nobody's name can pass for a line.  Names stay
 * readable; what shows nothing, or turns the rest around, is written as a number.
 */
#include "server-log.h"

#include "server-names.h"

static gboolean
is_plain (const char *value)
{
  for (const char *p = value; *p != '\0'; p++) {
    if (!g_ascii_isalnum (*p) && strchr ("-_.:/*@+", *p) == NULL)
      return FALSE;
  }

  return *value != '\0';
}

static void
append_character (GString *line, gunichar c)
{
  if (c == '"' || c == '\\')
    g_string_append_printf (line, "\\%c", (char) c);
  else if (c == '\n')
    g_string_append (line, "\\n");
  else if (c == ' ' || (server_names_is_visible (c) && (c < 0x80 || g_get_console_charset (NULL))))
    g_string_append_unichar (line, c);
  else
    g_string_append_printf (line, c <= 0xffff ? "\\u%04x" : "\\U%08x", c);
}

static void
append_quoted (GString *line, const char *value)
{
  g_string_append_c (line, '"');
  while (*value != '\0') {
    gunichar c = g_utf8_get_char_validated (value, -1);

    if (c & 0x80000000) {
      g_string_append_printf (line, "\\x%02x", (guchar) *value++);
    } else {
      append_character (line, c);
      value = g_utf8_next_char (value);
    }
  }
  g_string_append_c (line, '"');
}

static void
append (GString *line, const char *name, const char *value)
{
  g_string_append_printf (line, " %s=", name);
  if (is_plain (value))
    g_string_append (line, value);
  else
    append_quoted (line, value);
}

void
server_log (const char *what, ...)
{
  g_autoptr (GString) line = g_string_new (what);
  const char *name = NULL;
  va_list pairs;

  va_start (pairs, what);
  while ((name = va_arg (pairs, const char *)) != NULL) {
    const char *value = va_arg (pairs, const char *);

    if (value != NULL)
      append (line, name, value);
  }
  va_end (pairs);

  g_message ("%s", line->str);
}
