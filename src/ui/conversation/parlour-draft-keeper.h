/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-session.h"

G_BEGIN_DECLS

#define PARLOUR_TYPE_DRAFT_KEEPER (parlour_draft_keeper_get_type ())
G_DECLARE_FINAL_TYPE (ParlourDraftKeeper, parlour_draft_keeper, PARLOUR, DRAFT_KEEPER, GObject)

ParlourDraftKeeper *parlour_draft_keeper_new (void);

void parlour_draft_keeper_keep (ParlourDraftKeeper *self, ChatSession *session, ChatRoom *room);
void parlour_draft_keeper_flush (ParlourDraftKeeper *self);

G_END_DECLS
