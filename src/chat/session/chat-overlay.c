/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What I have changed of a message is shown at once.  What the server says of it is kept below, so
 * that a change can be taken back, and others can change the same message meanwhile.
 */
#include "chat-overlay.h"

struct _ChatOverlay {
  ChatMessage *message;

  /* What the server says. */
  char *text;
  gint64 edited_at;
  gboolean deleted;
  GPtrArray *reactions;
};

ChatOverlay *
chat_overlay_new (ChatMessage *message)
{
  ChatOverlay *self = g_new0 (ChatOverlay, 1);

  self->message = g_object_ref (message);
  chat_overlay_learn (self);

  return self;
}

void
chat_overlay_free (ChatOverlay *self)
{
  g_object_unref (self->message);
  g_free (self->text);
  g_clear_pointer (&self->reactions, g_ptr_array_unref);
  g_free (self);
}

/**
 * chat_overlay_learn:
 * @self: an overlay
 *
 * The message was made what the server says.
 */
void
chat_overlay_learn (ChatOverlay *self)
{
  g_set_str (&self->text, chat_message_get_text (self->message));
  self->edited_at = chat_message_get_edited_at (self->message);
  self->deleted = chat_message_get_deleted (self->message);
  g_clear_pointer (&self->reactions, g_ptr_array_unref);
  self->reactions = g_ptr_array_ref (chat_message_get_reactions (self->message));
}

void
chat_overlay_set_text (ChatOverlay *self, const char *text)
{
  g_set_str (&self->text, text);
}

ChatMessage *
chat_overlay_get_message (ChatOverlay *self)
{
  return self->message;
}

static GPtrArray *
reaction_list_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) chat_reaction_unref);
}

static GPtrArray *
list_users_but (const ChatReaction *reaction, ChatUser *me)
{
  GPtrArray *users = g_ptr_array_new_with_free_func (g_object_unref);
  GPtrArray *before = chat_reaction_get_users (reaction);

  for (guint i = 0; i < before->len; i++) {
    if (before->pdata[i] != me)
      g_ptr_array_add (users, g_object_ref (before->pdata[i]));
  }

  return users;
}

/* The last one, whether others have chosen it or not. */
static void
add_mine (GPtrArray *reactions, GPtrArray *users, const char *emoji, ChatUser *me)
{
  g_ptr_array_add (users, g_object_ref (me));
  g_ptr_array_add (reactions, chat_reaction_new (emoji, users));
}

static GPtrArray *
react (GPtrArray *reactions, const ChatOutgoing *change, ChatUser *me)
{
  GPtrArray *after = reaction_list_new ();
  gboolean found = FALSE;

  for (guint i = 0; i < reactions->len; i++) {
    ChatReaction *reaction = reactions->pdata[i];
    g_autoptr (GPtrArray) users = NULL;

    if (!g_str_equal (chat_reaction_get_emoji (reaction), change->emoji)) {
      g_ptr_array_add (after, chat_reaction_ref (reaction));
      continue;
    }

    found = TRUE;
    users = list_users_but (reaction, me);
    if (change->on && chat_reaction_get_mine (reaction))
      g_ptr_array_add (after, chat_reaction_ref (reaction));
    else if (change->on)
      add_mine (after, users, change->emoji, me);
    else if (users->len > 0)
      g_ptr_array_add (after, chat_reaction_new (change->emoji, users));
  }
  if (!found && change->on) {
    g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (g_object_unref);

    add_mine (after, users, change->emoji, me);
  }

  return after;
}

/**
 * chat_overlay_show:
 * @self: an overlay
 * @changes: (element-type ChatOutgoing): what I have changed and the server has not confirmed
 * @me: who I am
 *
 * Makes the message what it will be.
 */
void
chat_overlay_show (ChatOverlay *self, GPtrArray *changes, ChatUser *me)
{
  g_autoptr (ChatMessage) message = g_object_ref (self->message);
  g_autoptr (GPtrArray) reactions = g_ptr_array_ref (self->reactions);
  const char *text = self->text;
  gint64 edited_at = self->edited_at;
  gboolean deleted = self->deleted;

  for (guint i = 0; i < changes->len; i++) {
    const ChatOutgoing *change = changes->pdata[i];

    if (change->kind == CHAT_OUTGOING_EDIT) {
      text = change->text;
      edited_at = change->time;
    } else if (change->kind == CHAT_OUTGOING_REACT) {
      GPtrArray *after = react (reactions, change, me);

      g_ptr_array_unref (reactions);
      reactions = after;
    } else if (change->kind == CHAT_OUTGOING_DELETE) {
      deleted = TRUE;
    }
  }
  if (deleted) {
    g_ptr_array_unref (reactions);
    reactions = reaction_list_new ();
    text = "";
  }

  /* Whoever is told of it may leave the room, and the overlay goes with that. */
  chat_message_set_text (message, text);
  chat_message_set_edited_at (message, edited_at);
  chat_message_set_reactions (message, reactions);
  chat_message_set_deleted (message, deleted);
}
