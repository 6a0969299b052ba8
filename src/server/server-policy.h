/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-credentials.h"

G_BEGIN_DECLS

/* Who may come in. */
typedef enum {
  SERVER_ADMISSION_OPEN,   /* everybody who registers */
  SERVER_ADMISSION_INVITE, /* those who have an invite */
  SERVER_ADMISSION_CLOSED, /* nobody new */
} ServerAdmission;

typedef struct {
  ServerAdmission admission;
  gboolean guests;
} ServerPolicy;

/* Whether somebody like that may come at all; again without a look at the database. */
gboolean server_policy_check (const ServerPolicy *policy,
                              const ServerCredentials *credentials,
                              GError **error);

G_END_DECLS
