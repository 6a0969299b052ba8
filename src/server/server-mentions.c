/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * "@name" in a message means a member of the room.  Names may have spaces and end where a sentence
 * goes on, so of what follows the sign the longest part that is a member's name counts: "@Ada
 * Lovelace, look" is Ada Lovelace where there is one, else Ada.
 */
#include "server-mentions.h"

#include "server-names.h"

#define MAX_NAME 32
#define MAX_MENTIONS 50

/* The member of this name, or NULL. */
static gboolean
find_member (ServerRequest *request,
             const ServerRoom *room,
             const char *name,
             char **id,
             GError **error)
{
  g_autofree char *key = server_names_make_key (name);
  g_autoptr (DbStatement)
    find = server_request_query (request, error,
                                 "SELECT u.id FROM user u JOIN member m ON m.user = u.number "
                                 "WHERE u.name_key = ?1 AND m.room = ?2",
                                 "si", key, room->number);

  if (find == NULL)
    return FALSE;
  if (!db_statement_next (find))
    return db_statement_end (find, error);
  *id = g_strdup (db_statement_get_text (find, 0));

  return TRUE;
}

static gboolean
is_part_of_name (const char *p)
{
  gunichar c = g_utf8_get_char (p);

  return g_unichar_isalnum (c) || g_unichar_ismark (c);
}

/* The member whose name @text begins with: the longest one that ends with a word. */
static gboolean
match (ServerRequest *request, const ServerRoom *room, const char *text, char **id, GError **error)
{
  const char *end = text;

  for (guint i = 0; i < MAX_NAME && *end != '\0' && *end != '\n' && *end != '@'; i++)
    end = g_utf8_next_char (end);

  while (end > text && *id == NULL) {
    g_autofree char *name = NULL;
    const char *last = g_utf8_prev_char (end);

    if (is_part_of_name (last) && !(*end != '\0' && is_part_of_name (end))) {
      name = g_strndup (text, (gsize) (end - text));
      if (!find_member (request, room, name, id, error))
        return FALSE;
    }
    end = last;
  }

  return TRUE;
}

static gboolean
begins_mention (const char *text, const char *at)
{
  return *at == '@' && (at == text || !is_part_of_name (g_utf8_prev_char (at)));
}

gboolean
server_mentions_find (ServerRequest *request,
                      const ServerRoom *room,
                      const char *text,
                      char **mentions,
                      GError **error)
{
  g_autoptr (GPtrArray) ids = g_ptr_array_new_null_terminated (0, g_free, TRUE);
  g_autofree char *list = NULL;
  guint n_tried = 0;

  for (const char *p = text; p != NULL && *p != '\0' && n_tried < MAX_MENTIONS;
       p = strchr (p + 1, '@')) {
    char *id = NULL;

    if (!begins_mention (text, p))
      continue;
    n_tried++;
    if (!match (request, room, p + 1, &id, error))
      return FALSE;
    if (id != NULL && g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL))
      g_free (id);
    else if (id != NULL)
      g_ptr_array_add (ids, id);
  }
  if (ids->len == 0)
    return TRUE;

  list = g_strjoinv ("\",\"", (char **) ids->pdata);
  *mentions = g_strdup_printf ("[\"%s\"]", list);
  return TRUE;
}
