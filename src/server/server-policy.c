/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server-policy.h"

#include "server-error.h"

gboolean
server_policy_check (const ServerPolicy *policy,
                     const ServerCredentials *credentials,
                     GError **error)
{
  if (credentials->guest && !policy->guests)
    return server_error_refuse (error, SERVER_ERROR_GUESTS_REFUSED, "Guests are not let in here");
  if (credentials->enrol && policy->admission == SERVER_ADMISSION_CLOSED)
    return server_error_refuse (error, SERVER_ERROR_FORBIDDEN, "Nobody new is let in here");
  if (credentials->enrol && policy->admission == SERVER_ADMISSION_INVITE &&
      credentials->invite == NULL)
    return server_error_refuse (error, SERVER_ERROR_INVITE_REQUIRED,
                                "One needs an invite to register here");

  return TRUE;
}
