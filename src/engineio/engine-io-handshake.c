/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the server says first.  Without a session id or the times of its
 * heartbeat there is no session; a missing list of upgrades or size limit is
 * how some servers say "none".
 */
#include "engine-io-handshake.h"

#include <json-glib/json-glib.h>

#include "engine-io-error.h"

/* Longest time that is believed, in milliseconds: 24 days, as much as JavaScript can wait. */
#define MAX_TIME_MS G_MAXINT32

/* A real one has about 120 bytes.  Names that repeat cost json-glib quadratic time, so what is far
 * larger is not even read. */
#define MAX_SIZE 16384

G_DEFINE_BOXED_TYPE (EngineIoHandshake,
                     engine_io_handshake,
                     engine_io_handshake_copy,
                     engine_io_handshake_free)

static gboolean
refuse (GError **error, const char *what)
{
  g_set_error (error, ENGINE_IO_ERROR, ENGINE_IO_ERROR_PROTOCOL,
               "This is not an Engine.IO server: its handshake has %s", what);

  return FALSE;
}

/* A number of JavaScript: any JSON number counts. */
static gboolean
read_number (JsonObject *object, const char *name, double *number)
{
  JsonNode *node = json_object_get_member (object, name);
  GType type = node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node)
                                                            : G_TYPE_INVALID;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;

  *number = json_node_get_double (node);

  return TRUE;
}

static gboolean
read_upgrades (JsonObject *object, char ***upgrades)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonNode *node = json_object_get_member (object, "upgrades");
  JsonArray *array = NULL;

  if (node != NULL && !JSON_NODE_HOLDS_NULL (node)) {
    if (!JSON_NODE_HOLDS_ARRAY (node))
      return FALSE;

    array = json_node_get_array (node);
    for (guint i = 0; i < json_array_get_length (array); i++) {
      JsonNode *name = json_array_get_element (array, i);

      if (!JSON_NODE_HOLDS_VALUE (name) || json_node_get_value_type (name) != G_TYPE_STRING)
        return FALSE;
      g_strv_builder_add (builder, json_node_get_string (name));
    }
  }
  *upgrades = g_strv_builder_end (builder);

  return TRUE;
}

static gboolean
read_members (EngineIoHandshake *self, JsonObject *object, GError **error)
{
  JsonNode *sid = json_object_get_member (object, "sid");
  double number = 0;

  if (sid == NULL || !JSON_NODE_HOLDS_VALUE (sid) ||
      json_node_get_value_type (sid) != G_TYPE_STRING || *json_node_get_string (sid) == '\0')
    return refuse (error, "no session id");
  self->sid = json_node_dup_string (sid);

  if (!read_number (object, "pingInterval", &number) || !(number >= 1))
    return refuse (error, "no ping interval");
  self->ping_interval_ms = (guint) MIN (number, MAX_TIME_MS);

  if (!read_number (object, "pingTimeout", &number) || !(number >= 0))
    return refuse (error, "no ping timeout");
  self->ping_timeout_ms = (guint) MIN (number, MAX_TIME_MS);

  if (!read_upgrades (object, &self->upgrades))
    return refuse (error, "a broken list of upgrades");

  if (json_object_has_member (object, "maxPayload") &&
      !json_object_get_null_member (object, "maxPayload")) {
    if (!read_number (object, "maxPayload", &number) || !(number >= 0))
      return refuse (error, "a broken size limit");
    self->max_payload = (gsize) MIN (number, (double) G_MAXINT64);
  }

  return TRUE;
}

/**
 * engine_io_handshake_parse:
 * @json: (array length=length) (element-type guint8): the data of an open packet
 * @length: bytes of @json
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): what the server said
 */
EngineIoHandshake *
engine_io_handshake_parse (const char *json, gsize length, GError **error)
{
  g_autoptr (EngineIoHandshake) self = g_new0 (EngineIoHandshake, 1);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode *root = NULL;

  json_parser_set_strict (parser, TRUE);
  if (length > MAX_SIZE) {
    refuse (error, "no end");
    return NULL;
  }
  if (json == NULL || length == 0 ||
      !json_parser_load_from_data (parser, json, (gssize) length, NULL)) {
    refuse (error, "broken JSON");
    return NULL;
  }

  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
    refuse (error, "no object");
    return NULL;
  }
  if (!read_members (self, json_node_get_object (root), error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * engine_io_handshake_copy:
 * @self: a handshake
 *
 * Returns: (transfer full): the same
 */
EngineIoHandshake *
engine_io_handshake_copy (const EngineIoHandshake *self)
{
  EngineIoHandshake *copy = g_memdup2 (self, sizeof *self);

  copy->sid = g_strdup (self->sid);
  copy->upgrades = g_strdupv (self->upgrades);

  return copy;
}

/**
 * engine_io_handshake_free:
 * @self: (transfer full): a handshake
 */
void
engine_io_handshake_free (EngineIoHandshake *self)
{
  g_free (self->sid);
  g_strfreev (self->upgrades);
  g_free (self);
}
