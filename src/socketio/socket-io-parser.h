/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-packet.h"

G_BEGIN_DECLS

/**
 * SocketIoParser:
 *
 * Turns packets into engine messages and back.  The default one speaks the JSON
 * form with binary attachments; [class@SocketIo.MsgpackParser] speaks
 * MessagePack; others may derive their own.
 */
#define SOCKET_IO_TYPE_PARSER (socket_io_parser_get_type ())
G_DECLARE_DERIVABLE_TYPE (SocketIoParser, socket_io_parser, SOCKET_IO, PARSER, GObject)

struct _SocketIoParserClass {
  GObjectClass parent_class;

  /**
   * SocketIoParserClass::encode:
   * @self: a parser
   * @packet: a packet
   * @text: (out) (transfer full) (nullable): the text message, or %NULL if the packet is one binary
   *   message
   * @binaries: (out) (transfer full) (nullable) (element-type GBytes): the binary messages that
   *   follow the text, or are the packet
   * @error: return location for an error
   *
   * Turns a packet into messages.
   *
   * Returns: whether it could be encoded
   */
  gboolean (*encode) (SocketIoParser *self,
                      const SocketIoPacket *packet,
                      GBytes **text,
                      GPtrArray **binaries,
                      GError **error);
  /**
   * SocketIoParserClass::add_text:
   * @self: a parser
   * @text: a text message
   * @error: return location for an error
   *
   * Takes a text message of the peer.
   *
   * Returns: (transfer full) (nullable): a packet when one is complete; %NULL without @error while
   *   more is expected
   */
  SocketIoPacket *(*add_text) (SocketIoParser *self, GBytes *text, GError **error);

  /**
   * SocketIoParserClass::add_binary:
   * @self: a parser
   * @data: a binary message
   * @error: return location for an error
   *
   * Takes a binary message of the peer.
   *
   * Returns: (transfer full) (nullable): a packet when one is complete; %NULL without @error while
   *   more is expected
   */
  SocketIoPacket *(*add_binary) (SocketIoParser *self, GBytes *data, GError **error);

  /**
   * SocketIoParserClass::reset:
   * @self: a parser
   *
   * Forgets a packet that is not complete.
   */
  void (*reset) (SocketIoParser *self);

  gpointer padding[4];
};

SocketIoParser *socket_io_parser_new (void);
void socket_io_parser_set_max_attachments (SocketIoParser *self, guint max_attachments);

gboolean socket_io_parser_encode (SocketIoParser *self,
                                  const SocketIoPacket *packet,
                                  GBytes **text,
                                  GPtrArray **binaries,
                                  GError **error);
SocketIoPacket *socket_io_parser_add_text (SocketIoParser *self, GBytes *text, GError **error);
SocketIoPacket *socket_io_parser_add_binary (SocketIoParser *self, GBytes *data, GError **error);
gboolean socket_io_parser_is_waiting (SocketIoParser *self);
void socket_io_parser_reset (SocketIoParser *self);

G_END_DECLS
