/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The WebSocket extension "permessage-deflate" (RFC 7692), as a client.
 *
 * libsoup has one, but it compresses everything, and it inflates without a
 * bound: a few kilobytes can become gigabytes before anybody is asked.  This one
 * leaves small messages and those that do not want it alone, compresses each
 * message for itself, and ends the connection when a message inflates above the
 * limit.  It sees every frame, so it also counts what fragments add up to.
 */
#include "engine-io-deflate.h"

#define RSV1 0x40
#define FIN 0x80
#define OPCODE 0x0f
#define CONTROL 0x08

#define PIECE 16384

/* A message ends with an empty block, which is not sent. */
static const guint8 tail[] = { 0x00, 0x00, 0xff, 0xff };

struct _EngineIoDeflate {
  SoupWebsocketExtension parent_instance;

  GConverter *compressor;
  GConverter *decompressor;
  gboolean server_forgets; /* server_no_context_takeover */
  gboolean enabled;
  gsize threshold;
  gsize max_size;

  gboolean inflating; /* inside of a compressed message of several frames */
  gsize message_size; /* what its frames have come to so far */
};

G_DEFINE_FINAL_TYPE (EngineIoDeflate, engine_io_deflate, SOUP_TYPE_WEBSOCKET_EXTENSION)

static gboolean
engine_io_deflate_configure (SoupWebsocketExtension *extension,
                             SoupWebsocketConnectionType type,
                             GHashTable *params,
                             GError **error)
{
  EngineIoDeflate *self = ENGINE_IO_DEFLATE (extension);
  GHashTableIter iter;
  gpointer key = NULL;

  if (params == NULL)
    return TRUE;

  g_hash_table_iter_init (&iter, params);
  while (g_hash_table_iter_next (&iter, &key, NULL)) {
    /* Our window cannot be made smaller, so we did not offer it. */
    if (g_str_equal (key, "client_max_window_bits")) {
      g_set_error_literal (error, SOUP_WEBSOCKET_ERROR, SOUP_WEBSOCKET_ERROR_BAD_HANDSHAKE,
                           "The server wants a compression that was not offered");
      return FALSE;
    }
    if (g_str_equal (key, "server_no_context_takeover"))
      self->server_forgets = TRUE;
  }

  return TRUE;
}

/* Two offers in one: the server had better forget each message, but need not. */
static char *
engine_io_deflate_get_request_params (SoupWebsocketExtension *extension)
{
  return g_strdup ("; server_no_context_takeover; client_no_context_takeover"
                   ", permessage-deflate; client_no_context_takeover");
}

static char *
engine_io_deflate_get_response_params (SoupWebsocketExtension *extension)
{
  return NULL;
}

static gboolean
fail (GError **error, gushort code, const char *what)
{
  g_set_error_literal (error, SOUP_WEBSOCKET_ERROR, code, what);

  return FALSE;
}

/* Feeds @data to the converter up to its last byte, and appends what comes out. */
static gboolean
convert (GConverter *converter,
         GConverterFlags flags,
         const guint8 *data,
         gsize size,
         GByteArray *out,
         gsize max_size,
         GError **error)
{
  while (TRUE) {
    g_autoptr (GError) cause = NULL;
    GConverterResult result = G_CONVERTER_ERROR;
    guint length = out->len;
    gsize taken = 0;
    gsize given = 0;

    g_byte_array_set_size (out, length + PIECE);
    result = g_converter_convert (converter, data, size, out->data + length, PIECE, flags, &taken,
                                  &given, &cause);
    g_byte_array_set_size (out, length + (guint) given);
    data += taken;
    size -= taken;

    if (max_size > 0 && out->len > max_size)
      return fail (error, SOUP_WEBSOCKET_CLOSE_TOO_BIG, "A message inflates above the limit");
    if (result == G_CONVERTER_FINISHED)
      g_converter_reset (converter);
    if (result == G_CONVERTER_FLUSHED || (result == G_CONVERTER_FINISHED && size == 0))
      return TRUE;
    if (g_error_matches (cause, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT) && size == 0)
      return TRUE;
    if (result == G_CONVERTER_ERROR)
      return fail (error, SOUP_WEBSOCKET_CLOSE_BAD_DATA, "A message cannot be decompressed");
  }
}

static GBytes *
engine_io_deflate_process_outgoing_message (SoupWebsocketExtension *extension,
                                            guint8 *header,
                                            GBytes *payload,
                                            GError **error)
{
  EngineIoDeflate *self = ENGINE_IO_DEFLATE (extension);
  g_autoptr (GBytes) plain = payload;
  g_autoptr (GByteArray) out = NULL;
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (payload, &size);

  if ((header[0] & CONTROL) != 0 || !self->enabled || size == 0 || size < self->threshold ||
      size > G_MAXINT32)
    return g_steal_pointer (&plain);

  if (self->compressor == NULL)
    self->compressor = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW, -1));
  g_converter_reset (self->compressor);
  out = g_byte_array_new ();
  if (!convert (self->compressor, G_CONVERTER_FLUSH, data, size, out, 0, error))
    return NULL;

  g_assert (out->len >= sizeof tail);
  g_byte_array_set_size (out, out->len - (guint) sizeof tail);
  header[0] |= RSV1;

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static GBytes *
engine_io_deflate_process_incoming_message (SoupWebsocketExtension *extension,
                                            guint8 *header,
                                            GBytes *payload,
                                            GError **error)
{
  EngineIoDeflate *self = ENGINE_IO_DEFLATE (extension);
  g_autoptr (GBytes) packed = payload;
  g_autoptr (GByteArray) out = NULL;
  gboolean last = (header[0] & FIN) != 0;
  gsize left = 0;
  gsize size = 0;
  const guint8 *data = g_bytes_get_data (payload, &size);

  if ((header[0] & CONTROL) != 0)
    return g_steal_pointer (&packed);

  if ((header[0] & OPCODE) != 0) {
    self->inflating = (header[0] & RSV1) != 0;
    self->message_size = 0;
  } else if ((header[0] & RSV1) != 0) {
    fail (error, SOUP_WEBSOCKET_CLOSE_PROTOCOL_ERROR, "A message changes to compressed midway");
    return NULL;
  }

  if (!self->inflating) {
    self->message_size += size;
    if (self->max_size > 0 && self->message_size > self->max_size) {
      fail (error, SOUP_WEBSOCKET_CLOSE_TOO_BIG, "A message is above the limit");
      return NULL;
    }
    return g_steal_pointer (&packed);
  }

  header[0] &= (guint8) ~RSV1;
  if (self->decompressor == NULL)
    self->decompressor = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_RAW));
  if ((header[0] & OPCODE) != 0 && self->server_forgets)
    g_converter_reset (self->decompressor);

  out = g_byte_array_new ();
  left = self->max_size > 0 ? self->max_size - self->message_size : 0;
  left = self->max_size > 0 && left == 0 ? 1 : left;
  if (size > 0 && !convert (self->decompressor, G_CONVERTER_NO_FLAGS, data, size, out, left, error))
    return NULL;
  if (last &&
      !convert (self->decompressor, G_CONVERTER_NO_FLAGS, tail, sizeof tail, out, left, error))
    return NULL;
  self->message_size += out->len;

  return g_byte_array_free_to_bytes (g_steal_pointer (&out));
}

static void
engine_io_deflate_dispose (GObject *object)
{
  EngineIoDeflate *self = ENGINE_IO_DEFLATE (object);

  g_clear_object (&self->compressor);
  g_clear_object (&self->decompressor);

  G_OBJECT_CLASS (engine_io_deflate_parent_class)->dispose (object);
}

static void
engine_io_deflate_class_init (EngineIoDeflateClass *klass)
{
  SoupWebsocketExtensionClass *extension_class = SOUP_WEBSOCKET_EXTENSION_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = engine_io_deflate_dispose;

  extension_class->name = "permessage-deflate";
  extension_class->configure = engine_io_deflate_configure;
  extension_class->get_request_params = engine_io_deflate_get_request_params;
  extension_class->get_response_params = engine_io_deflate_get_response_params;
  extension_class->process_outgoing_message = engine_io_deflate_process_outgoing_message;
  extension_class->process_incoming_message = engine_io_deflate_process_incoming_message;
}

static void
engine_io_deflate_init (EngineIoDeflate *self)
{
  self->enabled = TRUE;
}

EngineIoDeflate *
engine_io_deflate_of (SoupWebsocketConnection *connection)
{
  GList *l = soup_websocket_connection_get_extensions (connection);

  for (; l != NULL; l = l->next) {
    if (ENGINE_IO_IS_DEFLATE (l->data))
      return l->data;
  }

  return NULL;
}

/*
 * engine_io_deflate_set_limits:
 * @threshold: messages of fewer bytes are not compressed
 * @max_size: most bytes of one message from the server; 0 for no limit
 */
void
engine_io_deflate_set_limits (EngineIoDeflate *self, gsize threshold, gsize max_size)
{
  self->threshold = threshold;
  self->max_size = max_size;
}

void
engine_io_deflate_set_enabled (EngineIoDeflate *self, gboolean enabled)
{
  self->enabled = enabled;
}
