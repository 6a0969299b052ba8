/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-session-list.h"
#include "parlour-sign-in-form.h"

G_BEGIN_DECLS

/**
 * ParlourSignIn:
 * @address: of the server
 * @mode: how to get in
 * @name: my name there
 * @password: (nullable): where the mode has one
 * @invite: (nullable): what lets me make an account
 * @token: (nullable): what lets a member in without a password
 *
 * What is needed to get into a server.
 */
typedef struct {
  const char *address;
  ParlourSignInMode mode;
  const char *name;
  const char *password;
  const char *invite;
  const char *token;
} ParlourSignIn;

ChatSession *parlour_sign_in_find (ChatSessionList *accounts,
                                   const char *address,
                                   const char *name);

void parlour_sign_in_async (ChatSessionList *accounts,
                            const ParlourSignIn *what,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
void parlour_sign_in_again_async (ChatSession *session,
                                  const char *password,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
ChatSession *parlour_sign_in_finish (GAsyncResult *result, GError **error);

G_END_DECLS
