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
test_it_has_a_place_on_this_computer (void)
{
  ChatAccount *made = chat_account_new ("http://localhost", NULL, "Ann");
  ChatAccount *kept = g_object_new (CHAT_TYPE_ACCOUNT, "id", chat_account_get_id (made), "address",
                                    "http://localhost", "dialect", "native", "folder", "/a", NULL);

  g_assert_true (g_uuid_string_is_valid (chat_account_get_id (made)));
  g_assert_cmpstr (chat_account_get_id (made), !=, chat_account_get_user_id (made));
  g_assert_cmpstr (chat_account_get_dialect (made), ==, "plain");
  g_assert_null (chat_account_get_folder (made));

  g_assert_cmpstr (chat_account_get_id (kept), ==, chat_account_get_id (made));
  g_assert_cmpstr (chat_account_get_dialect (kept), ==, "native");
  g_assert_cmpstr (chat_account_get_folder (kept), ==, "/a");

  chat_account_set_user_id (kept, "as the server says");
  g_assert_cmpstr (chat_account_get_user_id (kept), ==, "as the server says");

  g_assert_finalize_object (made);
  g_assert_finalize_object (kept);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/account/user-id-is-made-once", test_user_id_is_made_once);
  g_test_add_func ("/chat/account/it-has-a-place-on-this-computer",
                   test_it_has_a_place_on_this_computer);

  return g_test_run ();
}
