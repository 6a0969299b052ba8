/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Packets as MessagePack: one map of "type", "data", "nsp" and "id" in one binary message.
 *
 * "data" and "id" are left out where there are none: JavaScript's decoder takes a nil
 * for a payload that is wrong.  What others send there, nil or JavaScript's undefined,
 * counts as none; members that we do not know (JavaScript's "options") are ignored.
 *
 * A map that only looks like a placeholder cannot be told from one of ours; so next to
 * real attachments it must stand for one of them, as in the JSON form.
 */
#include "socket-io-msgpack-parser.h"

#include "socket-io-error.h"
#include "socket-io-msgpack.h"

struct _SocketIoMsgpackParser {
  SocketIoParser parent_instance;
};

G_DEFINE_FINAL_TYPE (SocketIoMsgpackParser, socket_io_msgpack_parser, SOCKET_IO_TYPE_PARSER)

static gboolean
fail (GError **error, const char *message)
{
  g_set_error_literal (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE, message);

  return FALSE;
}

static gboolean
write_packet (GByteArray *out, const SocketIoPacket *packet, GError **error)
{
  guint n_members = 2 + (packet->data != NULL) + (packet->id != SOCKET_IO_PACKET_NO_ID);

  socket_io_msgpack_append_map (out, n_members);
  socket_io_msgpack_append_string (out, "type", NULL);
  socket_io_msgpack_append_int (out, packet->type);
  if (packet->data != NULL) {
    socket_io_msgpack_append_string (out, "data", NULL);
    if (!socket_io_msgpack_append (out, packet->data, packet->attachments, error))
      return FALSE;
  }
  socket_io_msgpack_append_string (out, "nsp", NULL);
  if (!socket_io_msgpack_append_string (out, packet->nsp, error))
    return FALSE;
  if (packet->id != SOCKET_IO_PACKET_NO_ID) {
    socket_io_msgpack_append_string (out, "id", NULL);
    socket_io_msgpack_append_int (out, packet->id);
  }

  return TRUE;
}

static gboolean
holds (JsonNode *node, GType type)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

/* A member, or NULL where there is none or a nil. */
static JsonNode *
get_member (JsonObject *map, const char *name)
{
  JsonNode *member = json_object_get_member (map, name);

  return member != NULL && !JSON_NODE_HOLDS_NULL (member) ? member : NULL;
}

static gboolean
fill_packet (SocketIoPacket *packet, JsonObject *map, GError **error)
{
  JsonNode *type = get_member (map, "type");
  JsonNode *nsp = get_member (map, "nsp");
  JsonNode *data = get_member (map, "data");
  JsonNode *id = get_member (map, "id");

  if (!holds (type, G_TYPE_INT64) || json_node_get_int (type) < SOCKET_IO_PACKET_CONNECT ||
      json_node_get_int (type) > SOCKET_IO_PACKET_CONNECT_ERROR)
    return fail (error, "Unknown packet type");
  if (!holds (nsp, G_TYPE_STRING))
    return fail (error, "A packet must have a namespace");
  if (id != NULL && (!holds (id, G_TYPE_INT64) || json_node_get_int (id) < 0))
    return fail (error, "An acknowledgement id must be a whole number");

  packet->type = (SocketIoPacketType) json_node_get_int (type);
  g_set_str (&packet->nsp, json_node_get_string (nsp));
  if (id != NULL)
    packet->id = json_node_get_int (id);
  if (data != NULL)
    packet->data = json_node_ref (data);

  return socket_io_packet_check (packet, error);
}

static gboolean
socket_io_msgpack_parser_encode (SocketIoParser *parser,
                                 const SocketIoPacket *packet,
                                 GBytes **text,
                                 GPtrArray **binaries,
                                 GError **error)
{
  g_autoptr (GByteArray) out = NULL;
  GError *problem = NULL;

  if (!socket_io_packet_check (packet, &problem)) {
    problem->code = SOCKET_IO_ERROR_ENCODE;
    g_propagate_error (error, problem);
    return FALSE;
  }

  out = g_byte_array_sized_new (256);
  if (!write_packet (out, packet, error))
    return FALSE;

  *binaries = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (*binaries, g_byte_array_free_to_bytes (g_steal_pointer (&out)));

  return TRUE;
}

static SocketIoPacket *
socket_io_msgpack_parser_add_text (SocketIoParser *parser, GBytes *text, GError **error)
{
  fail (error, "A text message came where MessagePack was expected");

  return NULL;
}

static SocketIoPacket *
socket_io_msgpack_parser_add_binary (SocketIoParser *parser, GBytes *data, GError **error)
{
  g_autoptr (SocketIoAttachments) attachments = socket_io_attachments_new ();
  g_autoptr (SocketIoPacket) packet = NULL;
  g_autoptr (JsonNode) map = socket_io_msgpack_parse (data, attachments, error);

  if (map == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (map)) {
    fail (error, "A packet must be a map");
    return NULL;
  }

  packet = socket_io_packet_new (SOCKET_IO_PACKET_CONNECT, NULL);
  if (!fill_packet (packet, json_node_get_object (map), error))
    return NULL;
  if (socket_io_attachments_get_length (attachments) > 0) {
    if (packet->data != NULL && !socket_io_attachments_check (attachments, packet->data, error))
      return NULL;
    packet->attachments = g_steal_pointer (&attachments);
  }

  return g_steal_pointer (&packet);
}

static void
socket_io_msgpack_parser_class_init (SocketIoMsgpackParserClass *klass)
{
  SocketIoParserClass *parser_class = SOCKET_IO_PARSER_CLASS (klass);

  parser_class->encode = socket_io_msgpack_parser_encode;
  parser_class->add_text = socket_io_msgpack_parser_add_text;
  parser_class->add_binary = socket_io_msgpack_parser_add_binary;
}

static void
socket_io_msgpack_parser_init (SocketIoMsgpackParser *self)
{
}

/**
 * socket_io_msgpack_parser_new:
 *
 * Makes a parser of the MessagePack form.
 *
 * Returns: (transfer full): the parser
 */
SocketIoParser *
socket_io_msgpack_parser_new (void)
{
  return g_object_new (SOCKET_IO_TYPE_MSGPACK_PARSER, NULL);
}
