/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Names may be in any script, but nobody may pass for somebody else by what cannot be seen: by
 * another case or form of a letter (the key), by invisible characters, by turning the direction of
 * writing (both refused).
 */
#include "server-names.h"

#include "server-error.h"

#define MIN_LENGTH 2

char *
server_names_make_key (const char *name)
{
  g_autofree char *composed = g_utf8_normalize (name, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *folded = g_utf8_casefold (composed, -1);

  return g_utf8_normalize (folded, -1, G_NORMALIZE_ALL_COMPOSE);
}

/* Default_Ignorable_Code_Point as far as it is not already of type FORMAT: fillers and variation
 * selectors that show nothing. */
static gboolean
shows_nothing (gunichar c)
{
  return c == 0x034f || c == 0x115f || c == 0x1160 || c == 0x17b4 || c == 0x17b5 || c == 0x2800 ||
         c == 0x3164 || c == 0xffa0 || (c >= 0x180b && c <= 0x180f) ||
         (c >= 0xfe00 && c <= 0xfe0f) || (c >= 0xe0000 && c <= 0xe0fff);
}

/* A joiner is needed inside of words of some scripts, and of emoji: allowed between two characters
 * that are seen. */
static gboolean
is_joiner (gunichar c)
{
  return c == 0x200c || c == 0x200d;
}

gboolean
server_names_is_visible (gunichar c)
{
  switch ((guint) g_unichar_type (c)) {
  case G_UNICODE_CONTROL:
  case G_UNICODE_FORMAT:
  case G_UNICODE_SURROGATE:
  case G_UNICODE_PRIVATE_USE:
  case G_UNICODE_UNASSIGNED:
  case G_UNICODE_LINE_SEPARATOR:
  case G_UNICODE_PARAGRAPH_SEPARATOR:
  case G_UNICODE_SPACE_SEPARATOR:
    return FALSE;
  default:
    return !shows_nothing (c);
  }
}

/* Begins and ends with what can be seen; single spaces and joiners may be between. */
static gboolean
is_honest (const char *name)
{
  gboolean seen = FALSE; /* whether the character before can be seen */

  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (c == 0xfe0f && seen)
      continue; /* says that what is before it is an emoji */
    if (server_names_is_visible (c)) {
      seen = TRUE;
    } else if ((c == ' ' || is_joiner (c)) && seen) {
      seen = FALSE;
    } else {
      return FALSE;
    }
  }

  return seen;
}

gboolean
server_names_check (const char *name, guint max_length, GError **error)
{
  glong length = g_utf8_strlen (name, -1);
  g_autofree char *message = NULL;

  if (length >= MIN_LENGTH && length <= max_length && is_honest (name))
    return TRUE;

  message =
    g_strdup_printf ("a name has %d to %u characters that can be seen", MIN_LENGTH, max_length);
  server_error_set_field (error, SERVER_ERROR_NAME_INVALID, "name", message);
  return FALSE;
}

gboolean
server_names_check_displayed (const char *name, const char *field, GError **error)
{
  if (*name != '\0' && is_honest (name))
    return TRUE;

  server_error_set_field (error, SERVER_ERROR_INVALID, field,
                          "it is empty, or has characters that cannot be seen");
  return FALSE;
}
