/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where a server is to be found: a path of an HTTP server.  One that others made
 * is left as it is, for it listens where they say and serves what else they like.
 * On one of our own nobody keeps a connection that is not used, nor sends without
 * end, and it does not stop to listen when there are too many.
 */
#include "engine-io-mount.h"

#include <gio/gunixsocketaddress.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "engine-io-doorkeeper.h"
#include "engine-io-guard.h"

struct _EngineIoMount {
  SoupServer *http;
  gboolean owned;
  EngineIoDoorkeeper *doorkeeper; /* of our own */
  EngineIoGuard *guard;           /* of our own */
  guint port;                     /* of our own, the first one */
  char *route;                    /* the path without its last slash */
};

/* What may be shared is a little longer than what is ours: libsoup calls "" and "/" the same. */
static const char *
get_handler_path (EngineIoMount *self)
{
  return *self->route != '\0' ? self->route : "/";
}

EngineIoMount *
engine_io_mount_new (SoupServer *http,
                     EngineIoServerOptions *options,
                     SoupServerCallback early,
                     SoupServerCallback request,
                     gpointer user_data)
{
  EngineIoMount *self = g_new0 (EngineIoMount, 1);

  self->owned = http == NULL;
  self->http = http != NULL ? g_object_ref (http) : soup_server_new (NULL, NULL);
  self->route = g_strdup (engine_io_server_options_get_path (options));
  if (g_str_has_suffix (self->route, "/"))
    self->route[strlen (self->route) - 1] = '\0';

  if (self->owned) {
    self->doorkeeper = engine_io_doorkeeper_new (self->http);
    self->guard = engine_io_guard_new (self->http, options);
  }
  soup_server_add_early_handler (self->http, get_handler_path (self), early, user_data, NULL);
  soup_server_add_handler (self->http, get_handler_path (self), request, user_data, NULL);
  engine_io_mount_widen (self);

  return self;
}

void
engine_io_mount_free (EngineIoMount *self)
{
  soup_server_remove_handler (self->http, get_handler_path (self));
  g_clear_pointer (&self->doorkeeper, engine_io_doorkeeper_free);
  g_clear_pointer (&self->guard, engine_io_guard_free);
  if (self->owned)
    soup_server_disconnect (self->http);
  g_object_unref (self->http);
  g_free (self->route);
  g_free (self);
}

/* NULL if there is no such address; GIO would cut a path that is too long. */
static GSocketAddress *
parse_address (const char *address, guint port)
{
  struct sockaddr_un local;

  if (*address != '/')
    return g_inet_socket_address_new_from_string (address, port);

  return strlen (address) < sizeof local.sun_path ? g_unix_socket_address_new (address) : NULL;
}

static gboolean
listen_at (EngineIoMount *self,
           const char *address,
           guint port,
           SoupServerListenOptions options,
           GError **error)
{
  g_autoptr (GSocketAddress) socket_address = NULL;

  if (address == NULL)
    return soup_server_listen_all (self->http, port, options, error);
  if (g_str_equal (address, "localhost"))
    return soup_server_listen_local (self->http, port, options, error);

  socket_address = parse_address (address, port);
  if (socket_address == NULL) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT, "“%s” is no address", address);
    return FALSE;
  }

  return soup_server_listen (self->http, socket_address, options, error);
}

/* Where there is no IPv6, not even for this computer itself, IPv4 is enough. */
static gboolean
listen_somehow (EngineIoMount *self,
                const char *address,
                guint port,
                SoupServerListenOptions options,
                GError **error)
{
  g_autoptr (GError) why_not = NULL;

  if (listen_at (self, address, port, options, &why_not))
    return TRUE;

  if ((address == NULL || g_str_equal (address, "localhost")) &&
      !g_error_matches (why_not, G_IO_ERROR, G_IO_ERROR_ADDRESS_IN_USE) &&
      !g_error_matches (why_not, G_IO_ERROR, G_IO_ERROR_PERMISSION_DENIED))
    return listen_at (self, address, port, options | SOUP_SERVER_LISTEN_IPV4_ONLY, error);

  g_propagate_error (error, g_steal_pointer (&why_not));

  return FALSE;
}

static guint
find_port (SoupServer *http)
{
  g_autoptr (GSList) listeners = soup_server_get_listeners (http);

  for (GSList *iter = listeners; iter != NULL; iter = iter->next) {
    g_autoptr (GSocketAddress) address = NULL;

    if (!g_socket_is_closed (iter->data))
      address = g_socket_get_local_address (iter->data, NULL);
    if (G_IS_INET_SOCKET_ADDRESS (address))
      return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
  }

  return 0;
}

gboolean
engine_io_mount_listen (EngineIoMount *self,
                        const char *address,
                        guint port,
                        GTlsCertificate *certificate,
                        GError **error)
{
  SoupServerListenOptions options = certificate != NULL ? SOUP_SERVER_LISTEN_HTTPS : 0;

  if (certificate != NULL)
    soup_server_set_tls_certificate (self->http, certificate);

  if (!listen_somehow (self, address, port, options, error))
    return FALSE;

  engine_io_mount_widen (self);
  engine_io_doorkeeper_watch (self->doorkeeper, options);
  if (self->port == 0)
    self->port = find_port (self->http);

  return TRUE;
}

/* A GSocket lets ten clients wait until they are accepted.  Of hundreds that come back at once most
 * would have to knock again a second later. */
void
engine_io_mount_widen (EngineIoMount *self)
{
  g_autoptr (GSList) listeners = soup_server_get_listeners (self->http);

  for (GSList *iter = listeners; iter != NULL; iter = iter->next) {
    if (g_socket_is_closed (iter->data))
      continue;
    listen (g_socket_get_fd (iter->data), SOMAXCONN);
  }
}

SoupServer *
engine_io_mount_get_http (EngineIoMount *self)
{
  return self->http;
}

gboolean
engine_io_mount_owns_http (EngineIoMount *self)
{
  return self->owned;
}

guint
engine_io_mount_get_port (EngineIoMount *self)
{
  return self->owned ? self->port : find_port (self->http);
}

/* Whether there is somebody of whom a close would take an answer. */
gboolean
engine_io_mount_is_quiet (EngineIoMount *self)
{
  return self->guard == NULL || engine_io_guard_is_quiet (self->guard);
}

void
engine_io_mount_set_quiet_func (EngineIoMount *self, EngineIoGuardQuietFunc quiet, gpointer owner)
{
  if (self->guard != NULL)
    engine_io_guard_set_quiet_func (self->guard, quiet, owner);
}

gboolean
engine_io_mount_is_at (EngineIoMount *self, const char *path, gboolean bare)
{
  gsize length = strlen (self->route);

  if (strncmp (path, self->route, length) != 0)
    return FALSE;

  return g_str_equal (path + length, "/") || (bare && path[length] == '\0');
}
