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
   * @text: (out) (optional) (nullable): the text message, or %NULL if the packet is one binary
   * message
   * @binaries: (out) (nullable) (element-type GBytes): binary messages that follow, or are, the
   * packet
   */
  gboolean (*encode) (SocketIoParser *self,
                      const SocketIoPacket *packet,
                      GBytes **text,
                      GPtrArray **binaries,
                      GError **error);
  /* Both give a packet when one is complete; NULL without error while more is expected. */
  SocketIoPacket *(*add_text) (SocketIoParser *self, GBytes *text, GError **error);
  SocketIoPacket *(*add_binary) (SocketIoParser *self, GBytes *data, GError **error);
  void (*reset) (SocketIoParser *self);

  gpointer padding[4];
};

/* The JSON parser; refuses packets with more than 10 attachments until told otherwise. */
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
