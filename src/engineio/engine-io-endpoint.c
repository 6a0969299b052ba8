/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where a session's requests go, and what they have in common: address, query,
 * headers, cookies, trust.  Both transports get their messages from here.
 *
 * The HTTP session is private to one Engine.IO session.  A poll holds its
 * connection for as long as the server likes; on a shared session with libsoup's
 * two connections a host, two of them would make everybody else wait.  There is
 * no time limit on sockets for the same reason.  Idle connections are closed
 * before a server (Node: five seconds) closes them under our next request.
 */
#include "engine-io-endpoint.h"

#include <string.h>

#include "engine-io-deflate.h"
#include "engine-io-error.h"

#define CONNECTIONS 8
#define IDLE_SECONDS 4

struct _EngineIoEndpoint {
  GObject parent_instance;

  EngineIoOptions *options;
  SoupSession *session;
  GMainContext *context; /* of construction, for every source of the session */
  GUri *uri;             /* with our scheme and path, without a query */
  char *host;            /* "host:port", what rememberUpgrade goes by */
  char *query;           /* of the address and of the options; may be "" */
  char *sid;
  gsize max_payload;
  guint serial;              /* makes timestamps differ */
  GTlsCertificate *accepted; /* that somebody wanted to trust nevertheless */
};

G_DEFINE_FINAL_TYPE (EngineIoEndpoint, engine_io_endpoint, G_TYPE_OBJECT)

enum { ACCEPT_CERTIFICATE, AUTHENTICATE, N_SIGNALS };

static guint signals[N_SIGNALS];

static gboolean
accept_certificate_cb (SoupMessage *message,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       gpointer user_data)
{
  EngineIoEndpoint *self = user_data;
  gboolean accepted = FALSE;

  if (!engine_io_options_get_reject_unauthorized (self->options))
    return TRUE;

  /* The last words may need a connection of their own, when there is nobody to ask any more. */
  if (!g_signal_has_handler_pending (self, signals[ACCEPT_CERTIFICATE], 0, TRUE))
    return self->accepted != NULL && g_tls_certificate_is_same (self->accepted, certificate);

  g_signal_emit (self, signals[ACCEPT_CERTIFICATE], 0, certificate, errors, &accepted);
  if (accepted)
    g_set_object (&self->accepted, certificate);

  return accepted;
}

static gboolean
authenticate_cb (SoupMessage *message, SoupAuth *auth, gboolean retrying, gpointer user_data)
{
  EngineIoEndpoint *self = user_data;
  gboolean handled = FALSE;

  g_signal_emit (self, signals[AUTHENTICATE], 0, auth, retrying, &handled);

  return handled;
}

/* The query of the address as it was written, without what the protocol says itself. */
static char *
clean_query (const char *query)
{
  g_auto (GStrv) parts = NULL;
  GString *clean = g_string_new (NULL);

  parts = g_strsplit (query != NULL ? query : "", "&", -1);
  for (guint i = 0; parts[i] != NULL; i++) {
    if (*parts[i] == '\0' || g_str_has_prefix (parts[i], "EIO=") ||
        g_str_has_prefix (parts[i], "transport=") || g_str_has_prefix (parts[i], "sid="))
      continue;
    if (clean->len > 0)
      g_string_append_c (clean, '&');
    g_string_append (clean, parts[i]);
  }

  return g_string_free_and_steal (clean);
}

static char *
build_path (EngineIoOptions *options)
{
  const char *path = engine_io_options_get_path (options);
  GString *built = g_string_new (g_str_has_prefix (path, "/") ? NULL : "/");

  g_string_append (built, path);
  while (built->len > 1 && built->str[built->len - 1] == '/')
    g_string_truncate (built, built->len - 1);
  if (engine_io_options_get_add_trailing_slash (options) && built->len > 1)
    g_string_append_c (built, '/');

  return g_string_free_and_steal (built);
}

static gboolean
read_address (EngineIoEndpoint *self, const char *uri, GError **error)
{
  g_autoptr (GUri) parsed = NULL;
  g_autoptr (GError) cause = NULL;
  g_autofree char *path = build_path (self->options);
  g_autofree char *own = NULL;
  g_autofree char *extra = NULL;
  const char *scheme = NULL;

  parsed = g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, &cause);
  if (parsed == NULL) {
    g_propagate_error (error, engine_io_error_new_caused (ENGINE_IO_ERROR_UNREACHABLE, cause,
                                                          "This is not an address"));
    return FALSE;
  }

  scheme = g_uri_get_scheme (parsed);
  if (g_str_equal (scheme, "http") || g_str_equal (scheme, "ws"))
    scheme = "http";
  else if (g_str_equal (scheme, "https") || g_str_equal (scheme, "wss"))
    scheme = "https";
  else
    scheme = NULL;
  if (scheme == NULL || g_uri_get_host (parsed) == NULL || *g_uri_get_host (parsed) == '\0') {
    /* It may have a password or a token in it: it is not repeated. */
    g_set_error_literal (error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_UNREACHABLE,
                         "This is not an address of the kind https://example.org");
    return FALSE;
  }

  self->uri = g_uri_build_with_user (SOUP_HTTP_URI_FLAGS, scheme, g_uri_get_user (parsed),
                                     g_uri_get_password (parsed), NULL, g_uri_get_host (parsed),
                                     g_uri_get_port (parsed), path, NULL, NULL);
  self->host = g_strdup_printf ("%s:%d", g_uri_get_host (parsed),
                                g_uri_get_port (parsed) > 0     ? g_uri_get_port (parsed)
                                : g_str_equal (scheme, "https") ? 443
                                                                : 80);

  own = clean_query (g_uri_get_query (parsed));
  extra = engine_io_options_build_query (self->options);
  self->query = g_strjoin (*own != '\0' && *extra != '\0' ? "&" : "", own, extra, NULL);

  return TRUE;
}

static void
make_session (EngineIoEndpoint *self)
{
  SoupCookieJar *jar = engine_io_options_get_cookie_jar (self->options);

  self->session =
    soup_session_new_with_options ("max-conns", CONNECTIONS, "max-conns-per-host", CONNECTIONS,
                                   "timeout", 0, "idle-timeout", IDLE_SECONDS, "remote-connectable",
                                   engine_io_options_get_remote_connectable (self->options), NULL);
  if (jar != NULL)
    soup_session_add_feature (self->session, SOUP_SESSION_FEATURE (jar));
  if (engine_io_options_get_tls_database (self->options) != NULL)
    soup_session_set_tls_database (self->session,
                                   engine_io_options_get_tls_database (self->options));
  if (engine_io_options_get_tls_interaction (self->options) != NULL)
    soup_session_set_tls_interaction (self->session,
                                      engine_io_options_get_tls_interaction (self->options));
  if (engine_io_options_get_proxy_resolver (self->options) != NULL)
    soup_session_set_proxy_resolver (self->session,
                                     engine_io_options_get_proxy_resolver (self->options));

  if (engine_io_options_get_per_message_deflate (self->options)) {
    soup_session_add_feature_by_type (self->session, SOUP_TYPE_WEBSOCKET_EXTENSION_MANAGER);
    soup_session_remove_feature_by_type (self->session, SOUP_TYPE_WEBSOCKET_EXTENSION_DEFLATE);
    soup_session_add_feature_by_type (self->session, ENGINE_IO_TYPE_DEFLATE);
  }
}

static char *
build_query (EngineIoEndpoint *self, const char *transport)
{
  const char *stamp = engine_io_options_get_timestamp_parameter (self->options);
  gboolean stamped = g_str_equal (transport, "polling")
                       ? engine_io_options_get_timestamp_requests (self->options)
                       : engine_io_options_get_timestamp_websocket (self->options);
  GString *query = g_string_new (self->query);

  if (query->len > 0)
    g_string_append_c (query, '&');
  g_string_append_printf (query, "EIO=4&transport=%s", transport);
  if (engine_io_options_get_force_base64 (self->options))
    g_string_append (query, "&b64=1");
  if (stamped && stamp != NULL) {
    g_string_append_c (query, '&');
    g_string_append_uri_escaped (query, stamp, NULL, FALSE);
    g_string_append_printf (query, "=%" G_GINT64_MODIFIER "x.%x",
                            (guint64) g_get_real_time () / 1000, self->serial++);
  }
  if (self->sid != NULL) {
    g_string_append (query, "&sid=");
    g_string_append_uri_escaped (query, self->sid, NULL, FALSE);
  }

  return g_string_free_and_steal (query);
}

static void
engine_io_endpoint_dispose (GObject *object)
{
  EngineIoEndpoint *self = ENGINE_IO_ENDPOINT (object);

  if (self->session != NULL)
    soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_object (&self->options);
  g_clear_object (&self->accepted);

  G_OBJECT_CLASS (engine_io_endpoint_parent_class)->dispose (object);
}

static void
engine_io_endpoint_finalize (GObject *object)
{
  EngineIoEndpoint *self = ENGINE_IO_ENDPOINT (object);

  g_clear_pointer (&self->context, g_main_context_unref);
  g_clear_pointer (&self->uri, g_uri_unref);
  g_free (self->host);
  g_free (self->query);
  g_free (self->sid);

  G_OBJECT_CLASS (engine_io_endpoint_parent_class)->finalize (object);
}

static void
engine_io_endpoint_class_init (EngineIoEndpointClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = engine_io_endpoint_dispose;
  object_class->finalize = engine_io_endpoint_finalize;

  signals[ACCEPT_CERTIFICATE] =
    g_signal_new ("accept-certificate", ENGINE_IO_TYPE_ENDPOINT, G_SIGNAL_RUN_LAST, 0,
                  g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 2,
                  G_TYPE_TLS_CERTIFICATE, G_TYPE_TLS_CERTIFICATE_FLAGS);
  signals[AUTHENTICATE] = g_signal_new ("authenticate", ENGINE_IO_TYPE_ENDPOINT, G_SIGNAL_RUN_LAST,
                                        0, g_signal_accumulator_true_handled, NULL, NULL,
                                        G_TYPE_BOOLEAN, 2, SOUP_TYPE_AUTH, G_TYPE_BOOLEAN);
}

static void
engine_io_endpoint_init (EngineIoEndpoint *self)
{
  self->context = g_main_context_ref_thread_default ();
}

/*
 * engine_io_endpoint_new:
 * @uri: where the server is; its path is not used, the options say it
 * @options: how to connect
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): an endpoint, or %NULL if @uri is no address
 */
EngineIoEndpoint *
engine_io_endpoint_new (const char *uri, EngineIoOptions *options, GError **error)
{
  g_autoptr (EngineIoEndpoint) self = g_object_new (ENGINE_IO_TYPE_ENDPOINT, NULL);

  self->options = g_object_ref (options);
  if (!read_address (self, uri, error))
    return NULL;
  make_session (self);

  return g_steal_pointer (&self);
}

EngineIoOptions *
engine_io_endpoint_get_options (EngineIoEndpoint *self)
{
  return self->options;
}

SoupSession *
engine_io_endpoint_get_session (EngineIoEndpoint *self)
{
  return self->session;
}

GMainContext *
engine_io_endpoint_get_context (EngineIoEndpoint *self)
{
  return self->context;
}

const char *
engine_io_endpoint_get_host (EngineIoEndpoint *self)
{
  return self->host;
}

const char *
engine_io_endpoint_get_sid (EngineIoEndpoint *self)
{
  return self->sid;
}

void
engine_io_endpoint_set_sid (EngineIoEndpoint *self, const char *sid)
{
  g_set_str (&self->sid, sid);
}

gsize
engine_io_endpoint_get_max_payload (EngineIoEndpoint *self)
{
  return self->max_payload;
}

void
engine_io_endpoint_set_max_payload (EngineIoEndpoint *self, gsize max_payload)
{
  self->max_payload = max_payload;
}

/*
 * engine_io_endpoint_new_message:
 * @transport: who asks
 * @method: an HTTP method
 *
 * IDEMPOTENT lets a POST use a connection that is there already; libsoup does not send it twice for
 * that.  A redirect would turn a POST into a GET, so it is an answer like any other.
 */
SoupMessage *
engine_io_endpoint_new_message (EngineIoEndpoint *self, const char *transport, const char *method)
{
  g_autofree char *query = build_query (self, transport);
  g_autoptr (GUri) uri = NULL;
  SoupMessage *message = NULL;

  uri = g_uri_build_with_user (SOUP_HTTP_URI_FLAGS, g_uri_get_scheme (self->uri),
                               g_uri_get_user (self->uri), g_uri_get_password (self->uri), NULL,
                               g_uri_get_host (self->uri), g_uri_get_port (self->uri),
                               g_uri_get_path (self->uri), query, NULL);
  message = soup_message_new_from_uri (method, uri);
  soup_message_add_flags (message, SOUP_MESSAGE_IDEMPOTENT | SOUP_MESSAGE_NO_REDIRECT);
  soup_message_set_force_http1 (message, TRUE);
  engine_io_options_apply_headers (self->options, transport,
                                   soup_message_get_request_headers (message));
  if (engine_io_options_get_client_certificate (self->options) != NULL)
    soup_message_set_tls_client_certificate (message, engine_io_options_get_client_certificate (
                                                        self->options));

  g_signal_connect_object (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), self,
                           G_CONNECT_DEFAULT);
  g_signal_connect_object (message, "authenticate", G_CALLBACK (authenticate_cb), self,
                           G_CONNECT_DEFAULT);

  return message;
}

static GError *
explain_io_error (const GError *error)
{
  EngineIoError code = ENGINE_IO_ERROR_UNREACHABLE;
  const char *what = "The connection to the server broke";

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED)) {
    what = "No server answers at this address";
  } else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT)) {
    code = ENGINE_IO_ERROR_TIMED_OUT;
    what = "The server does not answer";
  } else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_UNREACHABLE) ||
             g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE)) {
    what = "The server cannot be reached";
  } else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_FAILED) ||
             g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_AUTH_FAILED) ||
             g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_NEED_AUTH) ||
             g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PROXY_NOT_ALLOWED)) {
    what = "The proxy does not let us through";
  } else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_HOST_NOT_FOUND)) {
    what = "The server's name is not known";
  }

  return engine_io_error_new_caused (code, error, what);
}

/*
 * engine_io_endpoint_explain:
 * @message: (nullable): the request that failed
 * @error: what libsoup, GIO or TLS said
 *
 * Returns: (transfer full): the same as an error of this layer
 */
GError *
engine_io_endpoint_explain (SoupMessage *message, const GError *error)
{
  GTlsCertificateFlags flags = G_TLS_CERTIFICATE_NO_FLAGS;

  if (error->domain == ENGINE_IO_ERROR || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_error_copy (error);

  if (error->domain == G_TLS_ERROR && !g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF)) {
    if (message != NULL)
      flags = soup_message_get_tls_peer_certificate_errors (message);
    return engine_io_error_new_tls (flags, error);
  }

  if (error->domain == G_RESOLVER_ERROR)
    return engine_io_error_new_caused (ENGINE_IO_ERROR_UNREACHABLE, error,
                                       "The server's name is not known");
  if (error->domain == SOUP_SESSION_ERROR)
    return engine_io_error_new_caused (ENGINE_IO_ERROR_PROTOCOL, error,
                                       "The server's answer makes no sense");
  if (g_error_matches (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_CLOSE_TOO_BIG))
    return engine_io_error_new_caused (ENGINE_IO_ERROR_TOO_LARGE, error,
                                       "The server sent a message above the limit");
  if (error->domain == SOUP_WEBSOCKET_ERROR)
    return engine_io_error_new_caused (ENGINE_IO_ERROR_PROTOCOL, error,
                                       "The server does not speak WebSocket as it should");

  return explain_io_error (error);
}
