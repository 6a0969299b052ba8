/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parlour-address.h"

#include <gio/gio.h>

typedef struct {
  const char *typed;
  const char *address; /* NULL where it is none */
  const char *title;
} Case;

static const Case cases[] = {
  { "localhost:3000", "http://localhost:3000", "localhost:3000" },
  { "  localhost:3000/  ", "http://localhost:3000", "localhost:3000" },
  { "127.0.0.1:3000", "http://127.0.0.1:3000", "127.0.0.1:3000" },
  { "192.168.1.4:8080", "http://192.168.1.4:8080", "192.168.1.4:8080" },
  { "[::1]:3000", "http://[::1]:3000", "::1:3000" },
  { "attic.local", "http://attic.local", "attic.local" },
  { "chat.example.org", "https://chat.example.org", "chat.example.org" },
  { "localhost", "http://localhost", "localhost" },
  { "chat.example.org:443", "https://chat.example.org:443", "chat.example.org" },
  { "chat.example.org:8443", "https://chat.example.org:8443", "chat.example.org" },
  { "http://chat.example.org/team", "http://chat.example.org/team", "chat.example.org" },
  { "http://example.org/chat?room=1", "http://example.org/chat?room=1", "example.org" },
  { "ws://chat.example.org", "http://chat.example.org", "chat.example.org" },
  { "wss://chat.example.org", "https://chat.example.org", "chat.example.org" },
  { "HTTPS://chat.example.org", "https://chat.example.org", "chat.example.org" },
  { "", NULL, NULL },
  { "   ", NULL, NULL },
  { NULL, NULL, NULL },
  { "http://", NULL, NULL },
  { "://", NULL, NULL },
  { "http://:3000", NULL, NULL },
  { "two words", NULL, NULL },
  { "<chat>.example.org", NULL, NULL },
  { "chat|example.org", NULL, NULL },
  { "ftp://chat.example.org", NULL, NULL },
  { "chat.example.org:99999", NULL, NULL },
  { "me:secret@chat.example.org", NULL, NULL },
  { "\377", NULL, NULL },
};

static void
test_address (gconstpointer data)
{
  const Case *example = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *address = parlour_address_complete (example->typed, &error);

  g_assert_cmpstr (address, ==, example->address);
  if (example->address != NULL) {
    g_autofree char *title = parlour_address_get_title (address);

    g_assert_no_error (error);
    g_assert_cmpstr (title, ==, example->title);
  } else {
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = g_strdup_printf ("/parlour/address/%" G_GSIZE_FORMAT, i);

    g_test_add_data_func (path, &cases[i], test_address);
  }

  return g_test_run ();
}
