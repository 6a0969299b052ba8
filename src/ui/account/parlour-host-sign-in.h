/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parlour-sign-in.h"

G_BEGIN_DECLS

/* The address is the host's.  Without a password whoever hosts is who @what says, somebody new or
 * not. */
void parlour_host_sign_in_async (ChatSessionList *accounts,
                                 ChatHost *host,
                                 const ParlourSignIn *what,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
ChatSession *parlour_host_sign_in_finish (GAsyncResult *result, GError **error);

G_END_DECLS
