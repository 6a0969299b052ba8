/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How often others are told that I still type, and after which pause I do not, in microseconds. */
#define CHAT_TYPING_REPEAT (4 * G_USEC_PER_SEC)
#define CHAT_TYPING_PAUSE (5 * G_USEC_PER_SEC)

/**
 * ChatTypingWord:
 * @CHAT_TYPING_SAY_NOTHING: others know what they have to know
 * @CHAT_TYPING_SAY_ON: tell that I type
 * @CHAT_TYPING_SAY_OFF: tell that I stopped
 */
typedef enum {
  CHAT_TYPING_SAY_NOTHING,
  CHAT_TYPING_SAY_ON,
  CHAT_TYPING_SAY_OFF,
} ChatTypingWord;

/* Both 0 while I do not type. */
typedef struct {
  gint64 touched; /* when I changed the text last */
  gint64 said;    /* when others were told last */
} ChatTypingThrottle;

ChatTypingWord chat_typing_throttle_touch (ChatTypingThrottle *self, gint64 now);
ChatTypingWord chat_typing_throttle_stop (ChatTypingThrottle *self);
ChatTypingWord chat_typing_throttle_tick (ChatTypingThrottle *self, gint64 now);
gint64 chat_typing_throttle_get_next (const ChatTypingThrottle *self);

G_END_DECLS
