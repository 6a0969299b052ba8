/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parlour-search-dialog.h"

G_BEGIN_DECLS

#define PARLOUR_TYPE_PEOPLE_DIALOG (parlour_people_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ParlourPeopleDialog,
                      parlour_people_dialog,
                      PARLOUR,
                      PEOPLE_DIALOG,
                      ParlourSearchDialog)

AdwDialog *parlour_people_dialog_new_talk (ChatSession *session);
AdwDialog *parlour_people_dialog_new_invite (ChatSession *session, ChatRoom *room);

G_END_DECLS
