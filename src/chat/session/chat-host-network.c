/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * This computer as others on the network see it.
 */
#include "chat-host-network.h"

#include <gio/gio.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>

static GInetAddress *
address_of (const struct ifaddrs *interface)
{
  g_autoptr (GSocketAddress) address = NULL;

  if (interface->ifa_addr == NULL || (interface->ifa_flags & IFF_UP) == 0 ||
      (interface->ifa_addr->sa_family != AF_INET && interface->ifa_addr->sa_family != AF_INET6))
    return NULL;

  address =
    g_socket_address_new_from_native (interface->ifa_addr, interface->ifa_addr->sa_family == AF_INET
                                                             ? sizeof (struct sockaddr_in)
                                                             : sizeof (struct sockaddr_in6));
  return g_object_ref (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address)));
}

static void
add_family (GStrvBuilder *addresses,
            const struct ifaddrs *interfaces,
            GSocketFamily family,
            guint port)
{
  for (const struct ifaddrs *each = interfaces; each != NULL; each = each->ifa_next) {
    g_autoptr (GInetAddress) address = address_of (each);
    g_autofree char *host = NULL;

    if (address == NULL || g_inet_address_get_family (address) != family ||
        g_inet_address_get_is_loopback (address) || g_inet_address_get_is_link_local (address))
      continue;

    host = g_inet_address_to_string (address);
    g_strv_builder_take (addresses, g_uri_join (G_URI_FLAGS_NONE, "http", NULL, host, (int) port,
                                                "", NULL, NULL));
  }
}

char **
chat_host_network_list_addresses (guint port)
{
  g_autoptr (GStrvBuilder) addresses = g_strv_builder_new ();
  struct ifaddrs *interfaces = NULL;

  if (getifaddrs (&interfaces) != 0)
    return g_new0 (char *, 1);

  add_family (addresses, interfaces, G_SOCKET_FAMILY_IPV4, port);
  add_family (addresses, interfaces, G_SOCKET_FAMILY_IPV6, port);
  freeifaddrs (interfaces);

  return g_strv_builder_end (addresses);
}

gboolean
chat_host_network_is_free (guint port)
{
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new_from_string ("127.0.0.1", port);
  g_autoptr (GSocket)
    socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);

  return socket != NULL && g_socket_bind (socket, address, TRUE, NULL);
}
