/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which transports a client tries, in which order: as the options list them, one or
 * all; but first the one that worked the last time, if the options want that.
 *
 * What worked is a guess about today.  When it is wrong, the client goes on as if it
 * had not been made.
 */
#include "engine-io-route.h"

struct _EngineIoRoute {
  char *host;
  char **names;
  guint n_tried;
  gboolean guessed; /* the first is there because it worked the last time */
  gboolean try_all;
};

/*
 * Where WebSocket worked the last time, for rememberUpgrade: a set of "host:port" that lives as
 * long as the process.
 */
static GHashTable *websocket_hosts = NULL;
G_LOCK_DEFINE_STATIC (websocket_hosts);

static gboolean
websocket_worked (const char *host)
{
  gboolean worked = FALSE;

  G_LOCK (websocket_hosts);
  worked = websocket_hosts != NULL && g_hash_table_contains (websocket_hosts, host);
  G_UNLOCK (websocket_hosts);

  return worked;
}

static void
add_name (GPtrArray *names, const char *name, gboolean first)
{
  if (!g_str_equal (name, "polling") && !g_str_equal (name, "websocket"))
    return;
  if (g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
    return;

  g_ptr_array_insert (names, first ? 0 : -1, g_strdup (name));
}

/*
 * engine_io_route_new:
 * @options: how to connect
 * @host: "host:port"
 */
EngineIoRoute *
engine_io_route_new (EngineIoOptions *options, const char *host)
{
  EngineIoRoute *self = g_new0 (EngineIoRoute, 1);
  const char *const *transports = engine_io_options_get_transports (options);
  g_autoptr (GPtrArray) names = g_ptr_array_new_null_terminated (2, g_free, TRUE);

  self->host = g_strdup (host);
  self->try_all = engine_io_options_get_try_all_transports (options);
  for (guint i = 0; transports != NULL && transports[i] != NULL; i++) {
    gboolean first = g_str_equal (transports[i], "websocket") && names->len > 0 &&
                     engine_io_options_get_remember_upgrade (options) && websocket_worked (host);

    add_name (names, transports[i], first);
    self->guessed = self->guessed || first;
  }
  self->names = (char **) g_ptr_array_steal (names, NULL);

  return self;
}

void
engine_io_route_free (EngineIoRoute *self)
{
  g_free (self->host);
  g_strfreev (self->names);
  g_free (self);
}

const char *
engine_io_route_next (EngineIoRoute *self)
{
  if (self->n_tried > 0 && !self->try_all && !(self->guessed && self->n_tried == 1))
    return NULL;
  if (self->names == NULL || self->names[self->n_tried] == NULL)
    return NULL;

  return self->names[self->n_tried++];
}

void
engine_io_route_remember (EngineIoRoute *self, gboolean websocket_works)
{
  G_LOCK (websocket_hosts);
  if (websocket_hosts == NULL)
    websocket_hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (websocket_works)
    g_hash_table_add (websocket_hosts, g_strdup (self->host));
  else
    g_hash_table_remove (websocket_hosts, self->host);
  G_UNLOCK (websocket_hosts);
}
