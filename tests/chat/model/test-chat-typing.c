/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-typing.h"
#include "test-changes.h"

#define SECOND G_USEC_PER_SEC

static void
test_expiry (void)
{
  ChatTyping *typing = chat_typing_new ();
  TestChanges *changes = test_changes_new (G_LIST_MODEL (typing));
  ChatUser *ann = chat_user_new ("1", "Ann");
  ChatUser *bob = chat_user_new ("2", "Bob");
  g_autofree char *said = NULL;

  g_assert_cmpint (chat_typing_get_next_expiry (typing), ==, G_MAXINT64);
  chat_typing_start (typing, ann, 0);
  chat_typing_start (typing, bob, 1 * SECOND);
  chat_typing_start (typing, ann, 4 * SECOND);
  g_assert_cmpint (chat_typing_get_next_expiry (typing), ==, 7 * SECOND);

  chat_typing_expire (typing, 7 * SECOND - 1);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (typing)), ==, 2);
  chat_typing_expire (typing, 7 * SECOND);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (typing)), ==, 1);
  chat_typing_stop (typing, bob);
  chat_typing_stop (typing, ann);
  chat_typing_stop (typing, ann);
  chat_typing_start (typing, ann, 8 * SECOND);
  chat_typing_clear (typing);
  chat_typing_clear (typing);

  said = test_changes_take (changes);
  g_assert_cmpstr (said, ==, "0-0+1 1-0+1 1-1+0 0-1+0 0-0+1 0-1+0");

  test_changes_free (changes);
  g_assert_finalize_object (typing);
  g_assert_finalize_object (ann);
  g_assert_finalize_object (bob);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/typing/ends-six-seconds-after-the-last-sign", test_expiry);

  return g_test_run ();
}
