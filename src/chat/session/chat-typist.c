/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who types.  That I do is told as often as it takes and not more; that others do is forgotten when
 * there was no sign of it for too long.  There is one timer for both, and none while nobody types.
 */
#include "chat-typist.h"

#include "chat-typing-throttle.h"

struct _ChatTypist {
  GObject parent_instance;

  ChatCourier *courier;
  ChatSync *sync;
  ChatRoom *room; /* in which I type, while I do */
  ChatTypingThrottle throttle;
  guint tick_id;
};

G_DEFINE_FINAL_TYPE (ChatTypist, chat_typist, G_TYPE_OBJECT)

static void
say (ChatTypist *self, ChatTypingWord word)
{
  if (word == CHAT_TYPING_SAY_NOTHING || self->room == NULL || !chat_room_get_joined (self->room))
    return;

  chat_courier_tell (self->courier, chat_intent_new_typing (chat_sync_get_me (self->sync),
                                                            chat_room_get_id (self->room),
                                                            word == CHAT_TYPING_SAY_ON));
}

static void
tick_cb (gpointer data)
{
  ChatTypist *self = data;

  self->tick_id = 0;
  chat_typist_look (self);
}

static void
chat_typist_dispose (GObject *object)
{
  ChatTypist *self = CHAT_TYPIST (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_clear_object (&self->room);
  g_clear_object (&self->sync);
  g_clear_object (&self->courier);

  G_OBJECT_CLASS (chat_typist_parent_class)->dispose (object);
}

static void
chat_typist_class_init (ChatTypistClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_typist_dispose;
}

static void
chat_typist_init (ChatTypist *self)
{
}

/**
 * chat_typist_new:
 * @courier: who tells others
 * @sync: where others type
 *
 * Makes somebody who does not type.
 */
ChatTypist *
chat_typist_new (ChatCourier *courier, ChatSync *sync)
{
  ChatTypist *self = NULL;

  g_return_val_if_fail (CHAT_IS_COURIER (courier), NULL);
  g_return_val_if_fail (CHAT_IS_SYNC (sync), NULL);

  self = g_object_new (CHAT_TYPE_TYPIST, NULL);
  self->courier = g_object_ref (courier);
  self->sync = g_object_ref (sync);

  return self;
}

/**
 * chat_typist_type:
 * @self: a typist
 * @room: a room that I am in
 *
 * I have changed the text that I write there; nowhere else, then.
 */
void
chat_typist_type (ChatTypist *self, ChatRoom *room)
{
  g_return_if_fail (CHAT_IS_TYPIST (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  if (self->room != room) {
    chat_typist_stop (self, NULL);
    self->room = g_object_ref (room);
  }
  say (self, chat_typing_throttle_touch (&self->throttle, g_get_monotonic_time ()));
  chat_typist_look (self);
}

/**
 * chat_typist_stop:
 * @self: a typist
 * @room: (nullable): a room; %NULL for whichever it is
 *
 * I do not type there any more.
 */
void
chat_typist_stop (ChatTypist *self, ChatRoom *room)
{
  g_return_if_fail (CHAT_IS_TYPIST (self));
  g_return_if_fail (room == NULL || CHAT_IS_ROOM (room));

  if (self->room == NULL || (room != NULL && room != self->room))
    return;

  say (self, chat_typing_throttle_stop (&self->throttle));
  g_clear_object (&self->room);
  chat_typist_look (self);
}

/**
 * chat_typist_look:
 * @self: a typist
 *
 * Looks at the clock: what is over ends, and the next look is when the next thing may be over.
 */
void
chat_typist_look (ChatTypist *self)
{
  g_autoptr (ChatTypist) kept = NULL;
  gint64 now = g_get_monotonic_time ();
  gint64 theirs = 0;
  gint64 next = 0;

  g_return_if_fail (CHAT_IS_TYPIST (self));

  kept = g_object_ref (self);
  chat_sync_expire (self->sync, now);
  if (self->sync == NULL)
    return;

  say (self, chat_typing_throttle_tick (&self->throttle, now));
  theirs = chat_sync_get_next_expiry (self->sync);
  next = MIN (theirs, chat_typing_throttle_get_next (&self->throttle));
  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (next != G_MAXINT64)
    self->tick_id =
      g_timeout_add_once ((guint) ((MAX (next - now, 0) + 999) / 1000), tick_cb, self);
}
