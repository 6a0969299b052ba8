/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-message.h"

G_BEGIN_DECLS

/* What the reader may do in a room. */
typedef enum {
  PARLOUR_MAY_REPLY = 1 << 0,
  PARLOUR_MAY_REACT = 1 << 1,
  PARLOUR_MAY_EDIT = 1 << 2,     /* what is the reader's own */
  PARLOUR_MAY_MODERATE = 1 << 3, /* delete what others said */
  PARLOUR_MAY_SEE_READERS = 1 << 4,
} ParlourPowers;

/* What can be done with one message. */
typedef enum {
  PARLOUR_CAN_REPLY = 1 << 0,
  PARLOUR_CAN_REACT = 1 << 1,
  PARLOUR_CAN_COPY = 1 << 2,
  PARLOUR_CAN_EDIT = 1 << 3,
  PARLOUR_CAN_DELETE = 1 << 4,
  PARLOUR_CAN_SEE_READERS = 1 << 5,
  PARLOUR_CAN_RETRY = 1 << 6,
} ParlourRights;

ParlourRights parlour_rights_of_message (ChatMessage *message, ParlourPowers powers);

G_END_DECLS
