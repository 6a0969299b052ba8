/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why a request was refused, for programs a word and for people a sentence.  An error may carry the
 * argument that is to blame or the time after which it is worth trying again.
 */
#include "server-error.h"

#include "db-error.h"

typedef struct {
  char *field;
  gint64 retry_after_ms;
} ServerErrorPrivate;

static void
server_error_private_init (ServerErrorPrivate *priv)
{
}

static void
server_error_private_copy (const ServerErrorPrivate *from, ServerErrorPrivate *to)
{
  to->field = g_strdup (from->field);
  to->retry_after_ms = from->retry_after_ms;
}

static void
server_error_private_clear (ServerErrorPrivate *priv)
{
  g_free (priv->field);
}

G_DEFINE_EXTENDED_ERROR (ServerError, server_error)

static const char *
word_of (ServerError code)
{
  switch (code) {
  case SERVER_ERROR_NOT_FOUND:
    return "not-found";
  case SERVER_ERROR_FORBIDDEN:
    return "forbidden";
  case SERVER_ERROR_INVALID:
    return "invalid";
  case SERVER_ERROR_TOO_LONG:
    return "too-long";
  case SERVER_ERROR_THROTTLED:
    return "throttled";
  case SERVER_ERROR_CONFLICT:
    return "conflict";
  case SERVER_ERROR_GONE:
    return "gone";
  case SERVER_ERROR_STORAGE:
  case SERVER_ERROR_NO_SPACE:
    return "storage";
  case SERVER_ERROR_UNKNOWN_EVENT:
    return "unknown-event";
  case SERVER_ERROR_BAD_CREDENTIALS:
    return "bad-credentials";
  case SERVER_ERROR_NAME_TAKEN:
    return "name-taken";
  case SERVER_ERROR_NAME_INVALID:
    return "name-invalid";
  case SERVER_ERROR_PASSWORD_WEAK:
    return "password-weak";
  case SERVER_ERROR_INVITE_REQUIRED:
    return "invite-required";
  case SERVER_ERROR_GUESTS_REFUSED:
    return "guests-refused";
  case SERVER_ERROR_PROTOCOL:
    return "protocol";
  case SERVER_ERROR_SERVER_FULL:
    return "server-full";
  }

  return "storage";
}

void
server_error_set_field (GError **error, ServerError code, const char *field, const char *message)
{
  g_autoptr (GError) failure = g_error_new (SERVER_ERROR, (int) code, "%s: %s", field, message);

  server_error_get_private (failure)->field = g_strdup (field);
  g_propagate_error (error, g_steal_pointer (&failure));
}

gboolean
server_error_refuse (GError **error, ServerError code, const char *message)
{
  g_set_error_literal (error, SERVER_ERROR, (int) code, message);

  return FALSE;
}

void
server_error_set_throttled (GError **error, gint64 retry_after_ms)
{
  g_autoptr (GError)
    failure = g_error_new_literal (SERVER_ERROR, SERVER_ERROR_THROTTLED, "Too much at once");

  server_error_get_private (failure)->retry_after_ms = retry_after_ms;
  g_propagate_error (error, g_steal_pointer (&failure));
}

JsonObject *
server_error_to_json (const GError *error)
{
  JsonObject *json = json_object_new ();
  ServerErrorPrivate *priv = NULL;

  if (error->domain != SERVER_ERROR) {
    json_object_set_string_member (json, "code", word_of (SERVER_ERROR_STORAGE));
    json_object_set_string_member (json, "message", "The server could not store it");
    return json;
  }

  priv = server_error_get_private (error);
  json_object_set_string_member (json, "code", word_of ((ServerError) error->code));
  json_object_set_string_member (json, "message", error->message);
  if (priv->field != NULL)
    json_object_set_string_member (json, "field", priv->field);
  if (priv->retry_after_ms > 0)
    json_object_set_int_member (json, "retryAfter", priv->retry_after_ms);

  return json;
}

gboolean
server_error_is_news (const GError *error)
{
  return !g_error_matches (error, DB_ERROR, DB_ERROR_FULL);
}
