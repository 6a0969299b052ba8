/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "talk.h"

JsonArray *
talk_parse (const char *json)
{
  g_autoptr (JsonNode) node = json_from_string (json, NULL);

  g_assert_nonnull (node);

  return json_array_ref (json_node_get_array (node));
}

GPtrArray *
talk_read_event (ChatDialect *dialect, const char *name, const char *json)
{
  g_autoptr (JsonArray) arguments = talk_parse (json);

  return chat_dialect_read_event (dialect, name, arguments, TALK_NOW);
}

GPtrArray *
talk_read_answer (ChatDialect *dialect, const ChatIntent *intent, const char *json, GError **error)
{
  g_autoptr (JsonArray) answer = talk_parse (json);

  return chat_dialect_read_answer (dialect, intent, answer, TALK_NOW, error);
}

void
talk_assert_says (ChatDialect *dialect,
                  const ChatIntent *intent,
                  const char *event,
                  const char *json)
{
  g_autoptr (ChatRequest) request = chat_dialect_write (dialect, intent);
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), request->arguments);
  g_autofree char *arguments = json_to_string (node, FALSE);

  g_assert_cmpstr (request->event, ==, event);
  g_assert_cmpstr (arguments, ==, json);
}
