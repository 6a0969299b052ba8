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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/account/user-id-is-made-once", test_user_id_is_made_once);

  return g_test_run ();
}
