/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Packets as engine messages, in the JSON form of Socket.IO v5:
 *
 *   <type>[<attachments>-][<namespace>,][<id>][<payload>]
 *
 * A packet with attachments has type 5 or 6 and is followed by as many binary
 * messages; nothing else may come in between.  So the parser has two states:
 *
 *              text with attachments
 *     ready ---------------------------> waiting
 *       ^                                   |
 *       +-----------------------------------+
 *          last binary message, any error, reset
 *
 * The decoder is strict: what no conforming peer sends is an error, and the
 * connection should be closed.
 */
#include "socket-io-parser.h"

#include "socket-io-error.h"
#include "socket-io-json.h"

#include <string.h>

/* As many as JavaScript's parser takes. */
#define DEFAULT_MAX_ATTACHMENTS 10

/* Types 5 and 6 are 2 and 3 with attachments. */
#define BINARY_OFFSET 3

typedef struct {
  guint max_attachments;
  SocketIoPacket *pending; /* waits for attachments; NULL when ready */
  guint n_expected;        /* of them in all */
} SocketIoParserPrivate;

G_DEFINE_TYPE_WITH_PRIVATE (SocketIoParser, socket_io_parser, G_TYPE_OBJECT)

/* What is left of a text message while its head is taken off. */
typedef struct {
  const char *at;
  const char *end;
} Rest;

static void
set_error (GError **error, const char *message)
{
  g_set_error_literal (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE, message);
}

static SocketIoParserPrivate *
get_private (SocketIoParser *self)
{
  return socket_io_parser_get_instance_private (self);
}

static void
set_pending (SocketIoParser *self, SocketIoPacket *packet, guint n_expected)
{
  SocketIoParserPrivate *priv = get_private (self);

  g_clear_pointer (&priv->pending, socket_io_packet_free);
  priv->pending = packet;
  priv->n_expected = n_expected;
}

/* Takes a run of digits; FALSE if the number is above @max.  No digit at all is a -1. */
static gboolean
take_number (Rest *rest, gint64 max, gint64 *number)
{
  *number = -1;

  for (; rest->at < rest->end && g_ascii_isdigit (*rest->at); rest->at++) {
    *number = MAX (*number, 0) * 10 + (*rest->at - '0');
    if (*number > max)
      return FALSE;
  }

  return TRUE;
}

static gboolean
take_attachment_count (Rest *rest, guint max, guint *count, GError **error)
{
  gint64 number = -1;

  if (!take_number (rest, max, &number)) {
    g_set_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE,
                 "Too many attachments: at most %u are accepted", max);
    return FALSE;
  }
  if (number < 1 || rest->at == rest->end || *rest->at != '-') {
    set_error (error, "Illegal attachments: their number is expected");
    return FALSE;
  }
  rest->at++;
  *count = (guint) number;

  return TRUE;
}

/* Takes the namespace with its comma; a message may also end with it. */
static char *
take_namespace (Rest *rest, GError **error)
{
  const char *start = rest->at;
  const char *comma = NULL;

  if (start == rest->end || *start != '/')
    return g_strdup ("/");

  comma = memchr (start, ',', (gsize) (rest->end - start));
  rest->at = comma != NULL ? comma + 1 : rest->end;
  if (comma == NULL)
    comma = rest->end;
  if (!g_utf8_validate_len (start, (gsize) (comma - start), NULL)) {
    set_error (error, "The namespace is not valid UTF-8");
    return NULL;
  }

  return g_strndup (start, (gsize) (comma - start));
}

static SocketIoPacket *
decode (const char *text, gsize length, guint max_attachments, guint *n_attachments, GError **error)
{
  g_autoptr (SocketIoPacket) packet = NULL;
  g_autofree char *nsp = NULL;
  Rest rest = { NULL, NULL };
  gint64 id = SOCKET_IO_PACKET_NO_ID;
  int type = 0;

  *n_attachments = 0;
  if (length == 0 || *text < '0' || *text > '6') {
    set_error (error, "Unknown packet type");
    return NULL;
  }

  type = *text - '0';
  rest.at = text + 1;
  rest.end = text + length;
  if (type > SOCKET_IO_PACKET_CONNECT_ERROR) {
    type -= BINARY_OFFSET;
    if (!take_attachment_count (&rest, max_attachments, n_attachments, error))
      return NULL;
  }
  nsp = take_namespace (&rest, error);
  if (nsp == NULL)
    return NULL;
  if (!take_number (&rest, SOCKET_IO_PACKET_MAX_ID, &id)) {
    set_error (error, "An acknowledgement id must be at most 2^53 - 1");
    return NULL;
  }

  packet = g_new0 (SocketIoPacket, 1);
  packet->type = (SocketIoPacketType) type;
  packet->nsp = g_steal_pointer (&nsp);
  packet->id = id;
  if (rest.at < rest.end) {
    packet->data = socket_io_json_parse (rest.at, (gsize) (rest.end - rest.at), error);
    if (packet->data == NULL)
      return NULL;
  }
  if (!socket_io_packet_check (packet, error))
    return NULL;

  return g_steal_pointer (&packet);
}

/* What is wrong with a packet of a peer is a PARSE error, with one of ours an ENCODE error. */
static gboolean
blame_sender (GError *problem, GError **error)
{
  problem->code = SOCKET_IO_ERROR_ENCODE;
  g_propagate_error (error, problem);

  return FALSE;
}

static gboolean
check_outgoing (const SocketIoPacket *packet, guint n_attachments, guint max, GError **error)
{
  GError *problem = NULL;

  if (!socket_io_packet_check (packet, &problem))
    return blame_sender (problem, error);
  if (n_attachments > 0 &&
      !socket_io_attachments_check (packet->attachments, packet->data, &problem))
    return blame_sender (problem, error);

  if (n_attachments > max) {
    g_set_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE,
                 "%u attachments are too many: a message may have at most %u", n_attachments, max);
    return FALSE;
  }
  if (strchr (packet->nsp, ',') != NULL || !g_utf8_validate (packet->nsp, -1, NULL)) {
    g_set_error_literal (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE,
                         "A namespace cannot have a comma in it, and must be valid UTF-8");
    return FALSE;
  }

  return TRUE;
}

static gboolean
socket_io_parser_real_encode (SocketIoParser *self,
                              const SocketIoPacket *packet,
                              GBytes **text,
                              GPtrArray **binaries,
                              GError **error)
{
  g_autoptr (GString) out = NULL;
  gboolean binary = packet->type == SOCKET_IO_PACKET_EVENT || packet->type == SOCKET_IO_PACKET_ACK;
  guint n_attachments = 0;

  if (binary && packet->attachments != NULL)
    n_attachments = socket_io_attachments_get_length (packet->attachments);
  if (!check_outgoing (packet, n_attachments, get_private (self)->max_attachments, error))
    return FALSE;

  out = g_string_sized_new (256);
  if (n_attachments > 0)
    g_string_append_printf (out, "%d%u-", packet->type + BINARY_OFFSET, n_attachments);
  else
    g_string_append_c (out, (char) ('0' + packet->type));
  if (strcmp (packet->nsp, "/") != 0) {
    g_string_append (out, packet->nsp);
    g_string_append_c (out, ',');
  }
  if (packet->id != SOCKET_IO_PACKET_NO_ID)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, packet->id);
  if (packet->data != NULL && !socket_io_json_append (out, packet->data, error))
    return FALSE;

  *text = g_string_free_to_bytes (g_steal_pointer (&out));
  if (n_attachments > 0)
    *binaries = g_ptr_array_ref (socket_io_attachments_get_all (packet->attachments));

  return TRUE;
}

static SocketIoPacket *
socket_io_parser_real_add_text (SocketIoParser *self, GBytes *text, GError **error)
{
  SocketIoParserPrivate *priv = get_private (self);
  g_autoptr (SocketIoPacket) packet = NULL;
  guint n_attachments = 0;
  gsize length = 0;
  const char *data = g_bytes_get_data (text, &length);

  if (priv->pending != NULL) {
    set_pending (self, NULL, 0);
    set_error (error, "A text message came where an attachment was expected");
    return NULL;
  }

  packet = decode (data, length, priv->max_attachments, &n_attachments, error);
  if (packet == NULL || n_attachments == 0)
    return g_steal_pointer (&packet);

  packet->attachments = socket_io_attachments_new ();
  set_pending (self, g_steal_pointer (&packet), n_attachments);

  return NULL;
}

static SocketIoPacket *
socket_io_parser_real_add_binary (SocketIoParser *self, GBytes *data, GError **error)
{
  SocketIoParserPrivate *priv = get_private (self);
  g_autoptr (SocketIoPacket) packet = NULL;
  g_autoptr (JsonNode) placeholder = NULL;

  if (priv->pending == NULL) {
    set_error (error, "A binary message came where no attachment was expected");
    return NULL;
  }

  placeholder = socket_io_attachments_add (priv->pending->attachments, data);
  if (socket_io_attachments_get_length (priv->pending->attachments) < priv->n_expected)
    return NULL;

  packet = g_steal_pointer (&priv->pending);
  if (!socket_io_attachments_check (packet->attachments, packet->data, error))
    return NULL;

  return g_steal_pointer (&packet);
}

static void
socket_io_parser_real_reset (SocketIoParser *self)
{
  set_pending (self, NULL, 0);
}

static void
socket_io_parser_finalize (GObject *object)
{
  set_pending (SOCKET_IO_PARSER (object), NULL, 0);

  G_OBJECT_CLASS (socket_io_parser_parent_class)->finalize (object);
}

static void
socket_io_parser_class_init (SocketIoParserClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = socket_io_parser_finalize;

  klass->encode = socket_io_parser_real_encode;
  klass->add_text = socket_io_parser_real_add_text;
  klass->add_binary = socket_io_parser_real_add_binary;
  klass->reset = socket_io_parser_real_reset;
}

static void
socket_io_parser_init (SocketIoParser *self)
{
  get_private (self)->max_attachments = DEFAULT_MAX_ATTACHMENTS;
}

/**
 * socket_io_parser_new:
 *
 * Makes a parser of the JSON form, which takes and sends up to 10 attachments with a packet, as
 * JavaScript's does.
 *
 * Returns: (transfer full): the parser
 */
SocketIoParser *
socket_io_parser_new (void)
{
  return g_object_new (SOCKET_IO_TYPE_PARSER, NULL);
}

/**
 * socket_io_parser_set_max_attachments:
 * @self: a parser
 * @max_attachments: most attachments of a packet, in both directions; 0 refuses all
 *
 * Changes how many attachments a packet of the JSON form may have.  Raise it only if the peer
 * accepts as many: it closes the connection otherwise.
 */
void
socket_io_parser_set_max_attachments (SocketIoParser *self, guint max_attachments)
{
  g_return_if_fail (SOCKET_IO_IS_PARSER (self));

  get_private (self)->max_attachments = max_attachments;
}

/**
 * socket_io_parser_encode:
 * @self: a parser
 * @packet: a packet
 * @text: (out) (transfer full) (nullable): the text message, without the engine's packet type;
 *   %NULL if the packet is one binary message
 * @binaries: (out) (transfer full) (nullable) (element-type GBytes): the binary messages that
 *   follow the text, or are the packet; %NULL if there are none
 * @error: return location for an error
 *
 * Turns a packet into the engine messages that carry it, in this order.
 *
 * Fails with %SOCKET_IO_ERROR_ENCODE if the packet breaks the protocol's rules, so that the peer
 * would close the connection.
 *
 * Returns: whether it could be encoded
 */
gboolean
socket_io_parser_encode (SocketIoParser *self,
                         const SocketIoPacket *packet,
                         GBytes **text,
                         GPtrArray **binaries,
                         GError **error)
{
  g_return_val_if_fail (SOCKET_IO_IS_PARSER (self), FALSE);
  g_return_val_if_fail (packet != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (binaries != NULL, FALSE);

  *text = NULL;
  *binaries = NULL;

  return SOCKET_IO_PARSER_GET_CLASS (self)->encode (self, packet, text, binaries, error);
}

/**
 * socket_io_parser_add_text:
 * @self: a parser
 * @text: a text message, without the engine's packet type
 * @error: return location for an error
 *
 * Takes the next message of the peer.
 *
 * Returns: (transfer full) (nullable): the packet that is complete with it; %NULL without @error
 *   while attachments are expected
 */
SocketIoPacket *
socket_io_parser_add_text (SocketIoParser *self, GBytes *text, GError **error)
{
  g_return_val_if_fail (SOCKET_IO_IS_PARSER (self), NULL);
  g_return_val_if_fail (text != NULL, NULL);

  return SOCKET_IO_PARSER_GET_CLASS (self)->add_text (self, text, error);
}

/**
 * socket_io_parser_add_binary:
 * @self: a parser
 * @data: a binary message
 * @error: return location for an error
 *
 * Takes the next message of the peer.
 *
 * Returns: (transfer full) (nullable): the packet that is complete with it; %NULL without @error
 *   while more attachments are expected
 */
SocketIoPacket *
socket_io_parser_add_binary (SocketIoParser *self, GBytes *data, GError **error)
{
  g_return_val_if_fail (SOCKET_IO_IS_PARSER (self), NULL);
  g_return_val_if_fail (data != NULL, NULL);

  return SOCKET_IO_PARSER_GET_CLASS (self)->add_binary (self, data, error);
}

/**
 * socket_io_parser_is_waiting:
 * @self: a parser
 *
 * Looks whether attachments are outstanding; only packets of the JSON form wait for some.
 *
 * Returns: whether the peer began a packet whose attachments have not all come
 */
gboolean
socket_io_parser_is_waiting (SocketIoParser *self)
{
  g_return_val_if_fail (SOCKET_IO_IS_PARSER (self), FALSE);

  return get_private (self)->pending != NULL;
}

/**
 * socket_io_parser_reset:
 * @self: a parser
 *
 * Forgets a packet that is not complete; for a new connection.
 */
void
socket_io_parser_reset (SocketIoParser *self)
{
  g_return_if_fail (SOCKET_IO_IS_PARSER (self));

  SOCKET_IO_PARSER_GET_CLASS (self)->reset (self);
}
