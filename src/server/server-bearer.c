/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server-bearer.h"

void
server_bearer_free (ServerBearer *self)
{
  g_free (self->caller.user);
  g_free (self->caller.session);
  g_free (self);
}

static const char *
get_token (SoupServerMessage *message)
{
  const char *authorization =
    soup_message_headers_get_one (soup_server_message_get_request_headers (message),
                                  "Authorization");

  if (authorization == NULL || g_ascii_strncasecmp (authorization, "Bearer ", 7) != 0)
    return "";

  return authorization + 7;
}

void
server_bearer_identify_async (ServerStore *store,
                              SoupServerMessage *message,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (JsonObject) auth = json_object_new ();

  json_object_set_int_member (auth, "protocol", 1);
  json_object_set_string_member (auth, "token", get_token (message));
  server_store_admit_async (store, auth, callback, user_data);
}

ServerBearer *
server_bearer_identify_finish (ServerStore *store, GAsyncResult *result, GError **error)
{
  g_autoptr (ServerOutcome) outcome = server_store_finish (store, result, error);
  ServerBearer *self = NULL;
  JsonObject *me = NULL;

  if (outcome == NULL)
    return NULL;

  self = g_new0 (ServerBearer, 1);
  me = json_object_get_object_member (outcome->answer, "me");
  self->caller.number = json_object_get_int_member (outcome->answer, "number");
  self->caller.user = g_strdup (json_object_get_string_member (me, "id"));
  self->caller.session = g_strdup (json_object_get_string_member (outcome->answer, "session"));
  self->bot = g_str_equal (json_object_get_string_member (me, "kind"), "bot");

  return self;
}
