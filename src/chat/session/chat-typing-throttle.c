/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How others learn that I type: at once when I begin, every four seconds while I go on, and once
 * when I stop, be it that the text is empty or sent or that I only look at it.
 *
 *            touch: say on                       tick after 4 s: say on
 *   SILENT ----------------> TYPING  ------------------------------------+
 *     ^                       |  ^                                       |
 *     |  stop, or tick after  |  +---------------------------------------+
 *     |  5 s without a touch: |
 *     +---- say off ----------+
 *
 * Times are arguments, in microseconds of the monotonic clock.
 */
#include "chat-typing-throttle.h"

static gboolean
is_typing (const ChatTypingThrottle *self)
{
  return self->said != 0;
}

/**
 * chat_typing_throttle_touch:
 * @self: how I type
 * @now: the monotonic time
 *
 * I changed the text.
 */
ChatTypingWord
chat_typing_throttle_touch (ChatTypingThrottle *self, gint64 now)
{
  self->touched = now;
  if (is_typing (self) && now < self->said + CHAT_TYPING_REPEAT)
    return CHAT_TYPING_SAY_NOTHING;

  self->said = now;

  return CHAT_TYPING_SAY_ON;
}

/**
 * chat_typing_throttle_stop:
 * @self: how I type
 *
 * The text is empty, or sent.
 */
ChatTypingWord
chat_typing_throttle_stop (ChatTypingThrottle *self)
{
  gboolean was_typing = is_typing (self);

  self->touched = 0;
  self->said = 0;

  return was_typing ? CHAT_TYPING_SAY_OFF : CHAT_TYPING_SAY_NOTHING;
}

/**
 * chat_typing_throttle_tick:
 * @self: how I type
 * @now: the monotonic time
 *
 * Time has passed.
 */
ChatTypingWord
chat_typing_throttle_tick (ChatTypingThrottle *self, gint64 now)
{
  if (!is_typing (self))
    return CHAT_TYPING_SAY_NOTHING;
  if (now >= self->touched + CHAT_TYPING_PAUSE)
    return chat_typing_throttle_stop (self);
  if (now < self->said + CHAT_TYPING_REPEAT)
    return CHAT_TYPING_SAY_NOTHING;

  self->said = now;

  return CHAT_TYPING_SAY_ON;
}

/**
 * chat_typing_throttle_get_next:
 * @self: how I type
 *
 * Returns: when to tick next, %G_MAXINT64 while I do not type
 */
gint64
chat_typing_throttle_get_next (const ChatTypingThrottle *self)
{
  if (!is_typing (self))
    return G_MAXINT64;

  return MIN (self->said + CHAT_TYPING_REPEAT, self->touched + CHAT_TYPING_PAUSE);
}
