/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-host-error.h"

#include <string.h>

/* How the server begins what it has to say. */
#define PREFIX "parlour-server: "

G_DEFINE_QUARK (chat-host-error-quark, chat_host_error)

static const char *
words_for (ChatHostError code)
{
  switch (code) {
  case CHAT_HOST_ERROR_NOT_INSTALLED:
    return "The program of the server is not installed";
  case CHAT_HOST_ERROR_NOT_RUN:
    return "The program of the server cannot be run";
  case CHAT_HOST_ERROR_BUSY:
    return "There is a server on this computer that does not say where";
  case CHAT_HOST_ERROR_ENDED:
    return "The server has ended unexpectedly";
  case CHAT_HOST_ERROR_COMPLAINED:
    break;
  }

  return "The server does not do it";
}

/**
 * chat_host_error_new:
 * @code: what it comes down to
 * @words: (nullable): what the server says
 *
 * Makes an error in the usual words, or the server's.
 */
GError *
chat_host_error_new (ChatHostError code, const char *words)
{
  g_autofree char *said = g_strstrip (g_strdup (words != NULL ? words : ""));
  const char *rest = g_str_has_prefix (said, PREFIX) ? said + strlen (PREFIX) : said;

  return g_error_new_literal (CHAT_HOST_ERROR, (int) code, *rest != '\0' ? rest : words_for (code));
}
