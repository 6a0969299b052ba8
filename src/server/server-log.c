/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What happens to a server, one line each, for people and for programs that count.  Values are
 * quoted where they are not plain words, so that nobody's name can pass for a line.
 */
#include "server-log.h"

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
append (GString *line, const char *name, const char *value)
{
  g_autofree char *escaped = g_strescape (value, NULL);

  if (is_plain (value))
    g_string_append_printf (line, " %s=%s", name, value);
  else
    g_string_append_printf (line, " %s=\"%s\"", name, escaped);
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
