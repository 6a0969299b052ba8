/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One kind of reaction to a message: the emoji, and who chose it.
 */
#include "chat-reaction.h"

struct _ChatReaction {
  char *emoji;
  GPtrArray *users;
  gboolean mine;
};

G_DEFINE_BOXED_TYPE (ChatReaction, chat_reaction, chat_reaction_ref, chat_reaction_unref)

static void
chat_reaction_clear (ChatReaction *self)
{
  g_free (self->emoji);
  g_ptr_array_unref (self->users);
}

/**
 * chat_reaction_new:
 * @emoji: the emoji
 * @users: (element-type Chat.User): who chose it, not to be changed any more
 *
 * Makes a reaction.
 */
ChatReaction *
chat_reaction_new (const char *emoji, GPtrArray *users)
{
  ChatReaction *self = NULL;

  g_return_val_if_fail (emoji != NULL, NULL);
  g_return_val_if_fail (users != NULL, NULL);

  self = g_rc_box_new0 (ChatReaction);
  self->emoji = g_strdup (emoji);
  self->users = g_ptr_array_ref (users);
  for (guint i = 0; i < users->len; i++)
    self->mine = self->mine || chat_user_get_is_me (g_ptr_array_index (users, i));

  return self;
}

ChatReaction *
chat_reaction_ref (ChatReaction *self)
{
  return g_rc_box_acquire (self);
}

void
chat_reaction_unref (ChatReaction *self)
{
  g_rc_box_release_full (self, (GDestroyNotify) chat_reaction_clear);
}

const char *
chat_reaction_get_emoji (const ChatReaction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->emoji;
}

/**
 * chat_reaction_get_users:
 * @self: a reaction
 *
 * Returns: (transfer none) (element-type Chat.User): who chose it
 */
GPtrArray *
chat_reaction_get_users (const ChatReaction *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->users;
}

/**
 * chat_reaction_get_mine:
 * @self: a reaction
 *
 * Whether I am one of them.
 */
gboolean
chat_reaction_get_mine (const ChatReaction *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->mine;
}

/**
 * chat_reaction_equal:
 * @a: a reaction
 * @b: another
 *
 * Whether both are the same emoji, of the same people in the same order.
 */
gboolean
chat_reaction_equal (const ChatReaction *a, const ChatReaction *b)
{
  g_return_val_if_fail (a != NULL, FALSE);
  g_return_val_if_fail (b != NULL, FALSE);

  if (!g_str_equal (a->emoji, b->emoji) || a->users->len != b->users->len)
    return FALSE;

  for (guint i = 0; i < a->users->len; i++) {
    if (g_ptr_array_index (a->users, i) != g_ptr_array_index (b->users, i))
      return FALSE;
  }

  return TRUE;
}
