/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why there is no connection, in words for people, and in their language.  What
 * a server says itself is passed on as it is.
 */
#include "parlour-problem.h"

#include <glib/gi18n.h>

#include "chat-host-error.h"
#include "chat-session-error.h"
#include "parlour-text.h"

static const char *
get_words (ChatSessionError code)
{
  switch (code) {
  case CHAT_SESSION_ERROR_ADDRESS:
    return _ ("This is not the address of a server");
  case CHAT_SESSION_ERROR_UNREACHABLE:
    return _ ("The server cannot be reached. Is the address right, and is the server running?");
  case CHAT_SESSION_ERROR_UNTRUSTED:
    return _ ("The server could not prove who it is: its certificate is not trusted");
  case CHAT_SESSION_ERROR_NO_CHAT:
    return _ ("Something answers there, but it is not a Socket.IO server");
  case CHAT_SESSION_ERROR_VERSION:
    return _ ("The server is too old for this version of Parlour");
  case CHAT_SESSION_ERROR_REFUSED:
    return _ ("The server does not let you in");
  case CHAT_SESSION_ERROR_TIMED_OUT:
    return _ ("The server does not answer");
  case CHAT_SESSION_ERROR_LOST:
    return _ ("The connection was lost");
  case CHAT_SESSION_ERROR_ENDED:
    return _ ("The server ended the connection");
  case CHAT_SESSION_ERROR_CREDENTIALS:
    return _ ("The name or the password is wrong");
  case CHAT_SESSION_ERROR_NAME_TAKEN:
    return _ ("Somebody has this name already");
  case CHAT_SESSION_ERROR_NAME_INVALID:
    return _ ("A name has 2 to 32 characters that can be seen");
  case CHAT_SESSION_ERROR_PASSWORD_WEAK:
    return _ ("Choose a longer password: 8 characters or more, and not your name");
  case CHAT_SESSION_ERROR_INVITE:
    return _ ("This invite is not valid here");
  case CHAT_SESSION_ERROR_NO_GUESTS:
    return _ ("The server takes no guests");
  case CHAT_SESSION_ERROR_THROTTLED:
    return _ ("Too many attempts; wait a moment");
  case CHAT_SESSION_ERROR_FULL:
    return _ ("The server is full");
  case CHAT_SESSION_ERROR_NOT_RUNNING:
    return _ ("The server on this computer is not running");
  case CHAT_SESSION_ERROR_STORE:
    return _ ("What this computer remembers of this account cannot be read");
  case CHAT_SESSION_ERROR_STORE_NEWER:
    return _ ("A newer version of Parlour has been used with this account");
  case CHAT_SESSION_ERROR_STORE_FULL:
    return _ ("There is no room left on the disk");
  }

  return _ ("The connection did not work");
}

static char *
describe_host (ChatHostError code, const char *message)
{
  switch (code) {
  case CHAT_HOST_ERROR_NOT_INSTALLED:
    return g_strdup (_ ("The server is not installed on this computer"));
  case CHAT_HOST_ERROR_NOT_RUN:
    return g_strdup (_ ("The server cannot be run on this computer"));
  case CHAT_HOST_ERROR_BUSY:
    return g_strdup (_ ("Another server is using the data; trying again"));
  case CHAT_HOST_ERROR_ENDED:
    return g_strdup (_ ("The server ended unexpectedly"));
  case CHAT_HOST_ERROR_COMPLAINED:
    break;
  }

  /* Translators: %s is what the server on this computer says. */
  return g_strdup_printf (_ ("The server has a problem: %s"), message);
}

/**
 * parlour_problem_describe:
 * @error: an error of a session, or of the server on this computer
 *
 * Returns: (transfer full): a sentence for a banner or below an entry
 */
char *
parlour_problem_describe (const GError *error)
{
  g_autofree char *message = parlour_text_to_line (error->message);

  if (error->domain == CHAT_HOST_ERROR)
    return describe_host ((ChatHostError) error->code, message);
  if (error->domain != CHAT_SESSION_ERROR)
    return g_strdup (*message != '\0' ? _ (message) : "");
  if (error->code == CHAT_SESSION_ERROR_REFUSED && *message != '\0')
    /* Translators: %s is the reason that the server gives. */
    return g_strdup_printf (_ ("The server does not let you in: %s"), message);

  return g_strdup (get_words ((ChatSessionError) error->code));
}
