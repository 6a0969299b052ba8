/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the HTTP API says: JSON, never kept by anybody on the way, never taken for anything else.
 */
#include "server-answer.h"

#include "server-error.h"
#include "server-log.h"

/* RFC 6585 */
#define TOO_MANY_REQUESTS 429

static void
set_response (SoupServerMessage *message, guint status, const char *type, char *text)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_message_headers_replace (headers, "Cache-Control", "no-store");
  soup_message_headers_replace (headers, "X-Content-Type-Options", "nosniff");
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_TAKE, text, strlen (text));
}

void
server_answer_with_text (SoupServerMessage *message, const char *type, const char *text)
{
  set_response (message, SOUP_STATUS_OK, type, g_strdup (text));
}

void
server_answer_with_json (SoupServerMessage *message, guint status, JsonObject *json)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), json);

  set_response (message, status, "application/json", json_to_string (node, FALSE));
}

static guint
status_of (const GError *error)
{
  if (error->domain != SERVER_ERROR)
    return SOUP_STATUS_INTERNAL_SERVER_ERROR;

  switch ((ServerError) error->code) {
  case SERVER_ERROR_NOT_FOUND:
  case SERVER_ERROR_UNKNOWN_EVENT:
    return SOUP_STATUS_NOT_FOUND;
  case SERVER_ERROR_FORBIDDEN:
  case SERVER_ERROR_INVITE_REQUIRED:
  case SERVER_ERROR_GUESTS_REFUSED:
    return SOUP_STATUS_FORBIDDEN;
  case SERVER_ERROR_BAD_CREDENTIALS:
    return SOUP_STATUS_UNAUTHORIZED;
  case SERVER_ERROR_TOO_LONG:
  case SERVER_ERROR_NO_SPACE:
    return SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE;
  case SERVER_ERROR_THROTTLED:
    return TOO_MANY_REQUESTS;
  case SERVER_ERROR_CONFLICT:
  case SERVER_ERROR_NAME_TAKEN:
    return SOUP_STATUS_CONFLICT;
  case SERVER_ERROR_GONE:
    return SOUP_STATUS_GONE;
  case SERVER_ERROR_STORAGE:
    return SOUP_STATUS_INTERNAL_SERVER_ERROR;
  case SERVER_ERROR_SERVER_FULL:
    return SOUP_STATUS_SERVICE_UNAVAILABLE;
  case SERVER_ERROR_INVALID:
  case SERVER_ERROR_NAME_INVALID:
  case SERVER_ERROR_PASSWORD_WEAK:
  case SERVER_ERROR_PROTOCOL:
    return SOUP_STATUS_BAD_REQUEST;
  }

  return SOUP_STATUS_INTERNAL_SERVER_ERROR;
}

void
server_answer_with_error (SoupServerMessage *message, const GError *error)
{
  g_autoptr (JsonObject) json = json_object_new ();
  guint status = status_of (error);

  if (status == SOUP_STATUS_INTERNAL_SERVER_ERROR && server_error_is_news (error))
    server_log ("failure", "path", g_uri_get_path (soup_server_message_get_uri (message)), "error",
                error->message, NULL);
  json_object_set_object_member (json, "error", server_error_to_json (error));
  if (status == SOUP_STATUS_UNAUTHORIZED)
    soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                  "WWW-Authenticate", "Bearer");
  server_answer_with_json (message, status, json);
}

void
server_answer_add_cors (SoupServerMessage *message, const char *const *origins)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const char *origin =
    soup_message_headers_get_one (soup_server_message_get_request_headers (message), "Origin");
  gboolean all = origins != NULL && g_strv_contains (origins, "*");

  if (origin == NULL || origins == NULL || (!all && !g_strv_contains (origins, origin)))
    return;

  soup_message_headers_replace (headers, "Access-Control-Allow-Origin", all ? "*" : origin);
  soup_message_headers_replace (headers, "Access-Control-Allow-Methods", "GET, POST");
  soup_message_headers_replace (headers, "Access-Control-Allow-Headers",
                                "Authorization, Content-Type, Range, X-File-Name");
  if (!all)
    soup_message_headers_append (headers, "Vary", "Origin");
}
