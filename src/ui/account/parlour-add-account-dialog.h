/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parlour-entrance.h"

G_BEGIN_DECLS

/*
 * Properties: accounts, host (see ParlourEntrance); name (what to be called if nothing else is
 * typed).
 *
 * Signals:
 *   entered (ChatSession *session)   there is another account
 */
#define PARLOUR_TYPE_ADD_ACCOUNT_DIALOG (parlour_add_account_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ParlourAddAccountDialog,
                      parlour_add_account_dialog,
                      PARLOUR,
                      ADD_ACCOUNT_DIALOG,
                      AdwDialog)

AdwDialog *parlour_add_account_dialog_new (ChatSessionList *accounts,
                                           ChatHost *host,
                                           const char *name);

ParlourEntrance *parlour_add_account_dialog_get_entrance (ParlourAddAccountDialog *self);

G_END_DECLS
