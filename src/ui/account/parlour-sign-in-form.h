/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ParlourSignInMode:
 * @PARLOUR_SIGN_IN_MEMBER: I have an account there: name and password
 * @PARLOUR_SIGN_IN_NEWCOMER: an account is made: name, new password, maybe an invite
 * @PARLOUR_SIGN_IN_GUEST: without an account: a name
 * @PARLOUR_SIGN_IN_PLAIN: a server that knows no accounts: a name
 * @PARLOUR_SIGN_IN_AGAIN: it is known who I am: a password
 *
 * How one gets in.
 */
typedef enum {
  PARLOUR_SIGN_IN_MEMBER,
  PARLOUR_SIGN_IN_NEWCOMER,
  PARLOUR_SIGN_IN_GUEST,
  PARLOUR_SIGN_IN_PLAIN,
  PARLOUR_SIGN_IN_AGAIN,
} ParlourSignInMode;

#define PARLOUR_TYPE_SIGN_IN_MODE (parlour_sign_in_mode_get_type ())
GType parlour_sign_in_mode_get_type (void);

/*
 * The entries that are needed to get in, each with what is wrong with it.
 *
 * Properties: mode; name (what is typed); asks-invite (whether newcomers need one); busy (nothing
 * can be changed); problem (what is wrong with none of the entries).
 *
 * Signals:
 *   submitted   Enter was pressed in the last entry
 */
#define PARLOUR_TYPE_SIGN_IN_FORM (parlour_sign_in_form_get_type ())
G_DECLARE_FINAL_TYPE (ParlourSignInForm, parlour_sign_in_form, PARLOUR, SIGN_IN_FORM, AdwBin)

ParlourSignInMode parlour_sign_in_form_get_mode (ParlourSignInForm *self);
char *parlour_sign_in_form_dup_name (ParlourSignInForm *self);
char *parlour_sign_in_form_dup_password (ParlourSignInForm *self);
char *parlour_sign_in_form_dup_invite (ParlourSignInForm *self);
void parlour_sign_in_form_set_invite (ParlourSignInForm *self, const char *invite);

gboolean parlour_sign_in_form_check (ParlourSignInForm *self);
void parlour_sign_in_form_blame (ParlourSignInForm *self, const GError *error);
void parlour_sign_in_form_begin (ParlourSignInForm *self);
void parlour_sign_in_form_forget (ParlourSignInForm *self);

G_END_DECLS
