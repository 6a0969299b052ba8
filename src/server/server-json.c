/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server-json.h"

void
server_json_set_text (JsonObject *json, const char *name, const char *text)
{
  if (text == NULL)
    json_object_set_null_member (json, name);
  else
    json_object_set_string_member (json, name, text);
}

void
server_json_set_time (JsonObject *json, const char *name, gint64 time)
{
  if (time == 0)
    json_object_set_null_member (json, name);
  else
    json_object_set_int_member (json, name, time);
}
