/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How a server answers the offer of compression; the client's end is tested with
 * its messages.
 */
#include "engine-io-deflate.h"

#define YES "permessage-deflate; server_no_context_takeover; client_no_context_takeover"

static const struct {
  const char *name;
  const char *offers;
  const char *answer;
} cases[] = {
  { "none", NULL, NULL },
  { "empty", "", NULL },
  { "plain", "permessage-deflate", YES },
  { "browser", "permessage-deflate; client_max_window_bits", YES },
  { "any-case", "PerMessage-Deflate", YES },
  { "all-of-it",
    "permessage-deflate;client_no_context_takeover;server_no_context_takeover;"
    "client_max_window_bits=12",
    YES },
  { "wide-window", "permessage-deflate; server_max_window_bits=15",
    YES "; server_max_window_bits=15" },
  { "quoted-window", "permessage-deflate; server_max_window_bits=\"15\"",
    YES "; server_max_window_bits=15" },
  { "narrow-window", "permessage-deflate; server_max_window_bits=10", NULL },
  { "narrow-window-or-not",
    "permessage-deflate; server_max_window_bits=10, permessage-deflate; client_max_window_bits",
    YES },
  { "window-of-nothing", "permessage-deflate; server_max_window_bits", NULL },
  { "window-of-7", "permessage-deflate; client_max_window_bits=7", NULL },
  { "window-of-16", "permessage-deflate; client_max_window_bits=16", NULL },
  { "window-of-words", "permessage-deflate; client_max_window_bits=wide", NULL },
  { "value-that-is-none", "permessage-deflate; server_no_context_takeover=1", NULL },
  { "twice", "permessage-deflate; client_max_window_bits; client_max_window_bits", NULL },
  { "unknown-parameter", "permessage-deflate; quality=9", NULL },
  { "another-extension", "x-webkit-deflate-frame", NULL },
  { "after-another-extension", "x-webkit-deflate-frame; foo=bar, permessage-deflate", YES },
  { "name-as-a-parameter", "foo; permessage-deflate", NULL },
  { "longer-name", "permessage-deflate2", NULL },
  { "garbage", ";;,,=\"", NULL },
};

static void
test_offer (gconstpointer data)
{
  gsize i = GPOINTER_TO_SIZE (data);
  g_autofree char *answer = engine_io_deflate_negotiate (cases[i].offers);

  g_assert_cmpstr (answer, ==, cases[i].answer);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strconcat ("/engine-io/deflate/offer/", cases[i].name, NULL);

    g_test_add_data_func (path, GSIZE_TO_POINTER (i), test_offer);
  }

  return g_test_run ();
}
