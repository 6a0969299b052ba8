/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The errors of this layer.  Beside its message, which is for people, each one
 * carries what a program may want to know: the HTTP status, the code that the
 * server gave, what was wrong with its certificate, and the error underneath.
 */
#include "engine-io-error.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

/* More of a server's text than this is not worth showing. */
#define MAX_SERVER_TEXT 200

/* Engine.IO's code for "Unsupported protocol version". */
#define SERVER_CODE_VERSION 5

typedef struct {
  guint http_status;
  int server_code;
  GTlsCertificateFlags tls_errors;
  GError *cause;
} EngineIoErrorPrivate;

static void
engine_io_error_private_init (EngineIoErrorPrivate *priv)
{
  priv->server_code = -1;
}

static void
engine_io_error_private_copy (const EngineIoErrorPrivate *from, EngineIoErrorPrivate *to)
{
  to->http_status = from->http_status;
  to->server_code = from->server_code;
  to->tls_errors = from->tls_errors;
  to->cause = from->cause != NULL ? g_error_copy (from->cause) : NULL;
}

static void
engine_io_error_private_clear (EngineIoErrorPrivate *priv)
{
  g_clear_error (&priv->cause);
}

G_DEFINE_EXTENDED_ERROR (EngineIoError, engine_io_error)

static const EngineIoErrorPrivate *
get_private (const GError *error)
{
  if (error == NULL || error->domain != ENGINE_IO_ERROR)
    return NULL;

  return engine_io_error_get_private (error);
}

/* What the server says about itself, if it is Engine.IO's {"code":n,"message":"..."}. */
static char *
read_server_answer (GBytes *body, int *code)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root = NULL;
  JsonObject *object = NULL;
  JsonNode *code_node = NULL;
  JsonNode *message_node = NULL;
  const char *text = NULL;
  gsize length = 0;

  if (body == NULL)
    return NULL;

  text = g_bytes_get_data (body, &length);
  json_parser_set_strict (parser, TRUE);
  if (text == NULL || !json_parser_load_from_data (parser, text, (gssize) length, NULL))
    return NULL;

  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return NULL;

  object = json_node_get_object (root);
  code_node = json_object_get_member (object, "code");
  message_node = json_object_get_member (object, "message");
  if (code_node == NULL || json_node_get_value_type (code_node) != G_TYPE_INT64)
    return NULL;

  *code = (int) CLAMP (json_node_get_int (code_node), 0, G_MAXINT);
  if (message_node == NULL || json_node_get_value_type (message_node) != G_TYPE_STRING)
    return g_strdup ("no reason given");

  /* g_utf8_substring () reads beyond the end of a string that is shorter. */
  text = json_node_get_string (message_node);
  return g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), MAX_SERVER_TEXT));
}

static const char *
status_phrase (guint http_status)
{
  const char *phrase = soup_status_get_phrase (http_status);

  return phrase != NULL ? phrase : "unknown status";
}

/* The first thing wrong with a certificate, in words. */
static const char *
describe_tls_errors (GTlsCertificateFlags flags)
{
  if (flags & G_TLS_CERTIFICATE_UNKNOWN_CA)
    return "its certificate is not signed by anybody this computer trusts";
  if (flags & G_TLS_CERTIFICATE_BAD_IDENTITY)
    return "its certificate belongs to another address";
  if (flags & G_TLS_CERTIFICATE_EXPIRED)
    return "its certificate has expired";
  if (flags & G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return "its certificate is not valid yet";
  if (flags & G_TLS_CERTIFICATE_REVOKED)
    return "its certificate was revoked";
  if (flags & G_TLS_CERTIFICATE_INSECURE)
    return "its certificate is too weak";

  return "its certificate is not valid";
}

/**
 * engine_io_error_get_http_status:
 * @error: (nullable): an error
 *
 * Returns: the HTTP status behind @error, or 0
 */
guint
engine_io_error_get_http_status (const GError *error)
{
  const EngineIoErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->http_status : 0;
}

/**
 * engine_io_error_get_server_code:
 * @error: (nullable): an error
 *
 * Returns: the code that the server gave as the reason of its refusal, or -1
 */
int
engine_io_error_get_server_code (const GError *error)
{
  const EngineIoErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->server_code : -1;
}

/**
 * engine_io_error_get_tls_errors:
 * @error: (nullable): an error
 *
 * Returns: what was wrong with the server's certificate
 */
GTlsCertificateFlags
engine_io_error_get_tls_errors (const GError *error)
{
  const EngineIoErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->tls_errors : G_TLS_CERTIFICATE_NO_FLAGS;
}

/**
 * engine_io_error_get_cause:
 * @error: (nullable): an error
 *
 * Returns: (transfer none) (nullable): the error underneath @error
 */
const GError *
engine_io_error_get_cause (const GError *error)
{
  const EngineIoErrorPrivate *priv = get_private (error);

  return priv != NULL ? priv->cause : NULL;
}

/**
 * engine_io_error_new_http: (skip)
 * @http_status: what a server answered
 * @body: (nullable): the text it sent along
 *
 * Says what an HTTP status means; a body with Engine.IO's code and message is
 * understood.
 *
 * Returns: (transfer full): an error
 */
GError *
engine_io_error_new_http (guint http_status, GBytes *body)
{
  g_autofree char *reason = NULL;
  GError *error = NULL;
  int code = -1;

  reason = read_server_answer (body, &code);
  if (reason != NULL && code == SERVER_CODE_VERSION)
    error = g_error_new (ENGINE_IO_ERROR, ENGINE_IO_ERROR_VERSION,
                         "The server speaks another version of Engine.IO: %s", reason);
  else if (reason != NULL)
    error = g_error_new (ENGINE_IO_ERROR, ENGINE_IO_ERROR_REFUSED,
                         "The server refused the connection: %s", reason);
  else if (http_status == SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE)
    error = g_error_new_literal (ENGINE_IO_ERROR, ENGINE_IO_ERROR_TOO_LARGE,
                                 "A message is larger than the server takes");
  else if (http_status == SOUP_STATUS_NOT_FOUND)
    error = g_error_new_literal (ENGINE_IO_ERROR, ENGINE_IO_ERROR_HTTP,
                                 "There is no Engine.IO server at this address (404 Not Found)");
  else
    error = g_error_new (ENGINE_IO_ERROR, ENGINE_IO_ERROR_HTTP, "The server answered %u %s",
                         http_status, status_phrase (http_status));

  engine_io_error_get_private (error)->http_status = http_status;
  engine_io_error_get_private (error)->server_code = code;

  return error;
}

/**
 * engine_io_error_new_tls: (skip)
 * @flags: what is wrong with the server's certificate
 * @cause: (nullable): what the TLS library said
 *
 * Returns: (transfer full): an error
 */
GError *
engine_io_error_new_tls (GTlsCertificateFlags flags, const GError *cause)
{
  GError *error = NULL;

  if (flags != G_TLS_CERTIFICATE_NO_FLAGS || cause == NULL)
    error = g_error_new (ENGINE_IO_ERROR, ENGINE_IO_ERROR_TLS, "The server cannot be trusted: %s",
                         describe_tls_errors (flags));
  else
    error = g_error_new (ENGINE_IO_ERROR, ENGINE_IO_ERROR_TLS,
                         "No secure connection to the server: %s", cause->message);

  engine_io_error_get_private (error)->tls_errors = flags;
  if (cause != NULL)
    engine_io_error_get_private (error)->cause = g_error_copy (cause);

  return error;
}

/**
 * engine_io_error_new_caused: (skip)
 * @code: what happened, for the program
 * @cause: (nullable): the error underneath
 * @what: what happened, for people
 *
 * Returns: (transfer full): an error
 */
GError *
engine_io_error_new_caused (EngineIoError code, const GError *cause, const char *what)
{
  GError *error = NULL;

  g_return_val_if_fail (what != NULL, NULL);

  if (cause == NULL)
    return g_error_new_literal (ENGINE_IO_ERROR, (int) code, what);

  error = g_error_new (ENGINE_IO_ERROR, (int) code, "%s: %s", what, cause->message);
  engine_io_error_get_private (error)->cause = g_error_copy (cause);

  return error;
}
