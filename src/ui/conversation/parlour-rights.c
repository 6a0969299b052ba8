/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What can be done with a message: nobody is shown what would be refused.  What
 * the server does not have yet is the writer's alone, whatever the server can do.
 */
#include "parlour-rights.h"

static ParlourRights
get_rights_of_sent (ChatMessage *message, ParlourPowers powers)
{
  gboolean own = chat_message_get_own (message);
  gboolean is_text = chat_message_get_kind (message) == CHAT_MESSAGE_KIND_TEXT;
  ParlourRights rights = 0;

  if (powers & PARLOUR_MAY_REPLY)
    rights |= PARLOUR_CAN_REPLY;
  if (powers & PARLOUR_MAY_REACT)
    rights |= PARLOUR_CAN_REACT;
  if (own && is_text && (powers & PARLOUR_MAY_EDIT))
    rights |= PARLOUR_CAN_EDIT;
  if ((own && (powers & PARLOUR_MAY_EDIT)) || (powers & PARLOUR_MAY_MODERATE))
    rights |= PARLOUR_CAN_DELETE;
  if (own && (powers & PARLOUR_MAY_SEE_READERS))
    rights |= PARLOUR_CAN_SEE_READERS;

  return rights;
}

/**
 * parlour_rights_of_message:
 * @message: a message
 * @powers: what the reader may do in its room
 *
 * Returns: what can be done with it
 */
ParlourRights
parlour_rights_of_message (ChatMessage *message, ParlourPowers powers)
{
  const char *text = NULL;
  ParlourRights rights = 0;

  g_return_val_if_fail (CHAT_IS_MESSAGE (message), 0);

  if (chat_message_get_kind (message) == CHAT_MESSAGE_KIND_SYSTEM ||
      chat_message_get_deleted (message))
    return 0;

  text = chat_message_get_text (message);
  if (text != NULL && *text != '\0')
    rights |= PARLOUR_CAN_COPY;
  if (chat_message_get_is_sent (message))
    return rights | get_rights_of_sent (message, powers);

  rights |= PARLOUR_CAN_EDIT | PARLOUR_CAN_DELETE;
  if (chat_message_get_status (message) == CHAT_MESSAGE_STATUS_FAILED)
    rights |= PARLOUR_CAN_RETRY;

  return rights;
}
