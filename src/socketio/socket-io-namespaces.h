/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-server.h"

G_BEGIN_DECLS

/* The namespaces of a server by their names, and the parents that make more of them. */
typedef struct _SocketIoNamespaces SocketIoNamespaces;

/* Told of each that comes to be. */
typedef void (*SocketIoNamespaceMadeFunc) (SocketIoNamespace *nsp, SocketIoServer *server);

SocketIoNamespaces *socket_io_namespaces_new (SocketIoServer *server,
                                              SocketIoNamespaceMadeFunc made);
void socket_io_namespaces_remove_all (SocketIoNamespaces *self);
void socket_io_namespaces_free (SocketIoNamespaces *self);

/* Makes it, as a child if the pattern of a parent matches, if it is not there. */
SocketIoNamespace *socket_io_namespaces_of (SocketIoNamespaces *self, const char *name);
SocketIoNamespace *socket_io_namespaces_get (SocketIoNamespaces *self, const char *name);
void socket_io_namespaces_remove (SocketIoNamespaces *self, SocketIoNamespace *nsp);
void socket_io_namespaces_close_adapters (SocketIoNamespaces *self);

/* Either with a pattern or with a function. */
SocketIoNamespace *socket_io_namespaces_add_parent (SocketIoNamespaces *self,
                                                    GRegex *pattern,
                                                    SocketIoNamespaceFunc func,
                                                    gpointer user_data,
                                                    GDestroyNotify destroy);

/* Parents are asked, by their numbers, whether a namespace may come to be; then they make it:
 * (transfer full). */
guint socket_io_namespaces_get_n_parents (SocketIoNamespaces *self);
void socket_io_namespaces_ask_parent (SocketIoNamespaces *self,
                                      guint number,
                                      const char *name,
                                      JsonNode *auth,
                                      EngineIoNext *next);
SocketIoNamespace *socket_io_namespaces_make_child (SocketIoNamespaces *self,
                                                    guint number,
                                                    const char *name);

G_END_DECLS
