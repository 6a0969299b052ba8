/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Owns the namespaces of a server.  A parent is not among them: no client can join
 * it, it only stands for those whose names its pattern or its function accepts.
 *
 * Whoever hears of a new namespace may drop it, or the server.
 */
#include "socket-io-namespaces.h"

#include "socket-io-adapter.h"

struct _SocketIoNamespaces {
  SocketIoServer *server; /* whose these are */
  SocketIoNamespaceMadeFunc made;
  GHashTable *by_name; /* name -> SocketIoNamespace, which has the name */
  GPtrArray *parents;  /* Parent */
};

typedef struct {
  SocketIoNamespace *nsp;
  GRegex *pattern; /* or */
  SocketIoNamespaceFunc func;
  gpointer user_data;
  GDestroyNotify destroy;
} Parent;

static void
parent_free (Parent *parent)
{
  socket_io_namespace_close (parent->nsp);
  g_clear_object (&parent->nsp);
  g_clear_pointer (&parent->pattern, g_regex_unref);
  if (parent->destroy != NULL)
    parent->destroy (parent->user_data);
  g_free (parent);
}

static void
namespace_free (gpointer nsp)
{
  socket_io_namespace_close (nsp);
  g_object_unref (nsp);
}

static gboolean
matches (const Parent *parent, const char *name)
{
  return parent->pattern != NULL && g_regex_match (parent->pattern, name, 0, NULL);
}

/* (transfer full) */
static SocketIoNamespace *
add (SocketIoNamespaces *self, const char *name, SocketIoNamespace *parent)
{
  SocketIoNamespace *nsp = socket_io_namespace_new (self->server, name);

  if (parent != NULL)
    socket_io_namespace_set_parent (nsp, parent);
  g_hash_table_insert (self->by_name, (char *) socket_io_namespace_get_name (nsp),
                       g_object_ref (nsp));
  self->made (nsp, self->server);

  return nsp;
}

SocketIoNamespaces *
socket_io_namespaces_new (SocketIoServer *server, SocketIoNamespaceMadeFunc made)
{
  SocketIoNamespaces *self = g_new0 (SocketIoNamespaces, 1);

  self->server = server;
  self->made = made;
  self->by_name = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, namespace_free);
  self->parents = g_ptr_array_new_with_free_func ((GDestroyNotify) parent_free);

  return self;
}

void
socket_io_namespaces_remove_all (SocketIoNamespaces *self)
{
  g_hash_table_remove_all (self->by_name);
  g_ptr_array_set_size (self->parents, 0);
}

void
socket_io_namespaces_free (SocketIoNamespaces *self)
{
  g_hash_table_unref (self->by_name);
  g_ptr_array_unref (self->parents);
  g_free (self);
}

/* Makes it, as a child if the pattern of a parent matches, if it is not there. */
SocketIoNamespace *
socket_io_namespaces_of (SocketIoNamespaces *self, const char *name)
{
  SocketIoNamespace *nsp = socket_io_namespaces_get (self, name);
  SocketIoNamespace *parent_nsp = NULL;
  g_autoptr (SocketIoNamespace) made = NULL;

  if (nsp != NULL)
    return nsp;

  for (guint i = 0; i < self->parents->len && parent_nsp == NULL; i++) {
    Parent *parent = g_ptr_array_index (self->parents, i);

    if (matches (parent, name))
      parent_nsp = parent->nsp;
  }
  made = add (self, name, parent_nsp);

  return made;
}

SocketIoNamespace *
socket_io_namespaces_get (SocketIoNamespaces *self, const char *name)
{
  return g_hash_table_lookup (self->by_name, name);
}

void
socket_io_namespaces_remove (SocketIoNamespaces *self, SocketIoNamespace *nsp)
{
  g_hash_table_remove (self->by_name, socket_io_namespace_get_name (nsp));
}

void
socket_io_namespaces_close_adapters (SocketIoNamespaces *self)
{
  GHashTableIter iter;
  gpointer nsp = NULL;

  g_hash_table_iter_init (&iter, self->by_name);
  while (g_hash_table_iter_next (&iter, NULL, &nsp))
    socket_io_adapter_close (socket_io_namespace_get_adapter (nsp));
}

/* Either with a pattern or with a function. */
SocketIoNamespace *
socket_io_namespaces_add_parent (SocketIoNamespaces *self,
                                 GRegex *pattern,
                                 SocketIoNamespaceFunc func,
                                 gpointer user_data,
                                 GDestroyNotify destroy)
{
  g_autofree char *name = g_strdup_printf ("/_%u", self->parents->len);
  Parent *parent = g_new0 (Parent, 1);

  parent->nsp = socket_io_namespace_new (self->server, name);
  socket_io_namespace_make_parent (parent->nsp);
  parent->pattern = pattern != NULL ? g_regex_ref (pattern) : NULL;
  parent->func = func;
  parent->user_data = user_data;
  parent->destroy = destroy;
  g_ptr_array_add (self->parents, parent);

  return parent->nsp;
}

guint
socket_io_namespaces_get_n_parents (SocketIoNamespaces *self)
{
  return self->parents->len;
}

void
socket_io_namespaces_ask_parent (SocketIoNamespaces *self,
                                 guint number,
                                 const char *name,
                                 JsonNode *auth,
                                 EngineIoNext *next)
{
  Parent *parent = g_ptr_array_index (self->parents, number);

  if (parent->func != NULL)
    parent->func (self->server, name, auth, next, parent->user_data);
  else if (matches (parent, name))
    engine_io_next_pass (next);
  else
    engine_io_next_refuse (next, NULL, NULL);
}

/* Gives the one of that name if somebody was faster. */
SocketIoNamespace *
socket_io_namespaces_make_child (SocketIoNamespaces *self, guint number, const char *name)
{
  SocketIoNamespace *nsp = socket_io_namespaces_get (self, name);
  Parent *parent = g_ptr_array_index (self->parents, number);

  return nsp != NULL ? g_object_ref (nsp) : add (self, name, parent->nsp);
}
