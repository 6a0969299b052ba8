/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parlour-composition.h"

ParlourComposition *
parlour_composition_new (void)
{
  ParlourComposition *self = g_new0 (ParlourComposition, 1);

  self->files = g_list_store_new (CHAT_TYPE_FILE);

  return self;
}

void
parlour_composition_free (ParlourComposition *self)
{
  g_clear_object (&self->reply);
  g_clear_object (&self->editing);
  g_clear_object (&self->files);
  g_free (self->edited);
  g_free (self);
}

/**
 * parlour_composition_set_reply:
 * @self: a composition
 * @reply: (nullable): what is answered
 *
 * Answers a message, and changes none.
 */
void
parlour_composition_set_reply (ParlourComposition *self, ChatMessage *reply)
{
  g_set_object (&self->reply, reply);
  if (reply != NULL)
    parlour_composition_set_editing (self, NULL);
}

/**
 * parlour_composition_set_editing:
 * @self: a composition
 * @editing: (nullable): what is changed
 *
 * Changes a message, and answers none.
 */
void
parlour_composition_set_editing (ParlourComposition *self, ChatMessage *editing)
{
  g_set_object (&self->editing, editing);
  g_set_str (&self->edited, editing != NULL ? chat_message_get_text (editing) : NULL);
  if (editing != NULL)
    g_clear_object (&self->reply);
}

/**
 * parlour_composition_clear:
 * @self: a composition
 *
 * It was sent.
 */
void
parlour_composition_clear (ParlourComposition *self)
{
  g_clear_object (&self->reply);
  g_list_store_remove_all (self->files);
}
