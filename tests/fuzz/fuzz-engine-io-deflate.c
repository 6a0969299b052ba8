/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The extensions that a client offers (Sec-WebSocket-Extensions), and compressed
 * payloads: what is inflated is within the limit, and what is compressed comes back.
 */
#include "engine-io-deflate.h"

#include <string.h>

#include "engine-io-packing.h"
#include "fuzz-target.h"

#define LIMIT 100000

static void
negotiate (const guint8 *data, gsize size)
{
  g_autofree char *offers = g_strndup ((const char *) data, size);
  g_autofree char *answer = engine_io_deflate_negotiate (offers);

  if (answer != NULL)
    g_assert_true (g_str_has_prefix (
      answer, "permessage-deflate; server_no_context_takeover; client_no_context_takeover"));
}

static void
pack (const guint8 *data, gsize size)
{
  g_autoptr (GByteArray) packed = engine_io_packing_pack (data, size);
  g_autoptr (GByteArray) again = NULL;
  g_autoptr (GByteArray) inflated = NULL;

  again = engine_io_packing_unpack (packed->data, packed->len, size, NULL);
  g_assert_nonnull (again);
  g_assert_cmpmem (again->data, again->len, data, size);

  inflated = engine_io_packing_unpack (data, size, LIMIT, NULL);
  if (inflated != NULL)
    g_assert_cmpuint (inflated->len, <=, LIMIT);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  negotiate (data, size);
  pack (data, size);

  return 0;
}
