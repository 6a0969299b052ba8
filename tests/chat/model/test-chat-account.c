/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-account.h"

static void
test_user_id_is_made_once (void)
{
  ChatAccount *account = chat_account_new ("https://chat.example.org", NULL, "Ann");
  ChatAccount *again =
    chat_account_new ("https://chat.example.org", chat_account_get_user_id (account), "Ann");

  g_assert_true (g_uuid_string_is_valid (chat_account_get_user_id (account)));
  g_assert_cmpstr (chat_account_get_user_id (again), ==, chat_account_get_user_id (account));
  g_assert_cmpstr (chat_account_get_title (account), ==, "chat.example.org");

  g_assert_finalize_object (account);
  g_assert_finalize_object (again);
}

static void
test_address (void)
{
  static const struct {
    const char *typed;
    const char *normal;
  } cases[] = {
    { "https://chat.example.org", "https://chat.example.org" },
    { " https://chat.example.org/ ", "https://chat.example.org" },
    { "chat.example.org", "https://chat.example.org" },
    { "chat.example.org:443", "https://chat.example.org:443" },
    { "chat.example.org:3000", "http://chat.example.org:3000" },
    { "localhost", "http://localhost" },
    { "localhost:3000", "http://localhost:3000" },
    { "127.0.0.1:3000", "http://127.0.0.1:3000" },
    { "[::1]:3000", "http://[::1]:3000" },
    { "ws://example.org", "http://example.org" },
    { "WSS://example.org", "https://example.org" },
    { "http://example.org/chat?room=1", "http://example.org/chat?room=1" },
    { "", NULL },
    { "   ", NULL },
    { "://", NULL },
    { "http://", NULL },
    { "http://:3000", NULL },
    { "ftp://example.org", NULL },
    { "two words", NULL },
    { "host:99999", NULL },
    { "\xff\xfe", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *normal = chat_account_normalize_address (cases[i].typed);

    g_assert_cmpstr (normal, ==, cases[i].normal);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/account/user-id-is-made-once", test_user_id_is_made_once);
  g_test_add_func ("/chat/account/what-people-type-becomes-an-address", test_address);

  return g_test_run ();
}
