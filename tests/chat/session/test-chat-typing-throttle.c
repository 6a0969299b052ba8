/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-typing-throttle.h"

#define SECOND G_USEC_PER_SEC

static void
test_repeat (void)
{
  ChatTypingThrottle throttle = { 0 };

  g_assert_cmpint (chat_typing_throttle_get_next (&throttle), ==, G_MAXINT64);
  g_assert_cmpint (chat_typing_throttle_touch (&throttle, 100 * SECOND), ==, CHAT_TYPING_SAY_ON);
  g_assert_cmpint (chat_typing_throttle_touch (&throttle, 101 * SECOND), ==,
                   CHAT_TYPING_SAY_NOTHING);
  g_assert_cmpint (chat_typing_throttle_touch (&throttle, 103 * SECOND), ==,
                   CHAT_TYPING_SAY_NOTHING);
  g_assert_cmpint (chat_typing_throttle_get_next (&throttle), ==, 104 * SECOND);
  g_assert_cmpint (chat_typing_throttle_tick (&throttle, 103 * SECOND), ==,
                   CHAT_TYPING_SAY_NOTHING);
  g_assert_cmpint (chat_typing_throttle_tick (&throttle, 104 * SECOND), ==, CHAT_TYPING_SAY_ON);
  g_assert_cmpint (chat_typing_throttle_touch (&throttle, 109 * SECOND), ==, CHAT_TYPING_SAY_ON);
}

static void
test_stop (void)
{
  ChatTypingThrottle throttle = { 0 };

  g_assert_cmpint (chat_typing_throttle_stop (&throttle), ==, CHAT_TYPING_SAY_NOTHING);
  chat_typing_throttle_touch (&throttle, 100 * SECOND);
  g_assert_cmpint (chat_typing_throttle_stop (&throttle), ==, CHAT_TYPING_SAY_OFF);
  g_assert_cmpint (chat_typing_throttle_stop (&throttle), ==, CHAT_TYPING_SAY_NOTHING);
  g_assert_cmpint (chat_typing_throttle_touch (&throttle, 101 * SECOND), ==, CHAT_TYPING_SAY_ON);
}

static void
test_pause (void)
{
  ChatTypingThrottle throttle = { 0 };

  chat_typing_throttle_touch (&throttle, 100 * SECOND);
  chat_typing_throttle_tick (&throttle, 104 * SECOND);
  g_assert_cmpint (chat_typing_throttle_get_next (&throttle), ==, 105 * SECOND);
  g_assert_cmpint (chat_typing_throttle_tick (&throttle, 105 * SECOND), ==, CHAT_TYPING_SAY_OFF);
  g_assert_cmpint (chat_typing_throttle_tick (&throttle, 106 * SECOND), ==,
                   CHAT_TYPING_SAY_NOTHING);
  g_assert_cmpint (chat_typing_throttle_get_next (&throttle), ==, G_MAXINT64);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/typing-throttle/tells-at-once-and-every-four-seconds", test_repeat);
  g_test_add_func ("/chat/typing-throttle/tells-once-that-it-stops", test_stop);
  g_test_add_func ("/chat/typing-throttle/looking-is-not-typing", test_pause);

  return g_test_run ();
}
