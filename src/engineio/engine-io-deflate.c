/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The WebSocket extension "permessage-deflate" (RFC 7692), as a client; and what
 * a server answers to the offer of one.
 *
 * libsoup has one, but it compresses everything, and it inflates without a
 * bound: a few kilobytes can become gigabytes before anybody is asked.  This one
 * leaves small messages and those that do not want it alone, compresses each
 * message for itself, and ends the connection when a message inflates above the
 * limit.  It sees every frame, so it also counts what fragments add up to.
 */
#include "engine-io-deflate.h"

#include <string.h>

#include "engine-io-packing.h"

#define RSV1 0x40
#define FIN 0x80
#define OPCODE 0x0f
#define CONTROL 0x08

#define NAME "permessage-deflate"

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

static void
fail (GError **error, gushort code, const char *what)
{
  g_set_error_literal (error, SOUP_WEBSOCKET_ERROR, code, what);
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
  if (!engine_io_packing_convert (self->compressor, G_CONVERTER_FLUSH, data, size, out, 0, error))
    return NULL;

  g_assert (out->len >= ENGINE_IO_PACKING_TAIL_LENGTH);
  g_byte_array_set_size (out, out->len - ENGINE_IO_PACKING_TAIL_LENGTH);
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
  if (size > 0 && !engine_io_packing_convert (self->decompressor, G_CONVERTER_NO_FLAGS, data, size,
                                              out, left, error))
    return NULL;
  if (last && !engine_io_packing_convert (self->decompressor, G_CONVERTER_NO_FLAGS,
                                          (const guint8 *) ENGINE_IO_PACKING_TAIL,
                                          ENGINE_IO_PACKING_TAIL_LENGTH, out, left, error))
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

  extension_class->name = NAME;
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

/* --- a server ------------------------------------------------------------- */

static gboolean
is_window (const char *value)
{
  guint64 bits = 0;

  return value != NULL && g_ascii_string_to_unsigned (value, 10, 8, 15, &bits, NULL);
}

/* Whether we can do what is offered; @wide is set if our window has to be named in the answer. */
static gboolean
is_acceptable (const char *offer, gboolean *wide)
{
  g_autoptr (GHashTable) params = NULL;
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer value = NULL;
  gsize length = strcspn (offer, "; \t");

  if (length != strlen (NAME) || g_ascii_strncasecmp (offer, NAME, length) != 0)
    return FALSE;
  params = soup_header_parse_semi_param_list_strict (offer);
  if (params == NULL)
    return FALSE;

  *wide = FALSE;
  g_hash_table_iter_init (&iter, params);
  while (g_hash_table_iter_next (&iter, &key, &value)) {
    gboolean known = FALSE;

    if (g_ascii_strcasecmp (key, NAME) == 0 || g_str_equal (key, "server_no_context_takeover") ||
        g_str_equal (key, "client_no_context_takeover"))
      known = value == NULL;
    else if (g_str_equal (key, "client_max_window_bits"))
      known = value == NULL || is_window (value);
    else if (g_str_equal (key, "server_max_window_bits"))
      known = *wide = g_strcmp0 (value, "15") == 0; /* a smaller one would be no message for all */
    if (!known)
      return FALSE;
  }

  return TRUE;
}

/*
 * engine_io_deflate_negotiate:
 * @offers: (nullable): Sec-WebSocket-Extensions of a request
 *
 * What a server does with permessage-deflate: both ends forget each message.
 *
 * Returns: (transfer full) (nullable): Sec-WebSocket-Extensions of the answer,
 *   or %NULL for no compression
 */
char *
engine_io_deflate_negotiate (const char *offers)
{
  GSList *list = offers != NULL ? soup_header_parse_list (offers) : NULL;
  char *answer = NULL;

  for (GSList *l = list; l != NULL && answer == NULL; l = l->next) {
    gboolean wide = FALSE;

    if (is_acceptable (l->data, &wide))
      answer = g_strconcat (NAME "; server_no_context_takeover; client_no_context_takeover",
                            wide ? "; server_max_window_bits=15" : NULL, NULL);
  }
  soup_header_free_list (list);

  return answer;
}
