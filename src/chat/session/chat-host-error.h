/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ChatHostError:
 * @CHAT_HOST_ERROR_NOT_INSTALLED: there is no such program
 * @CHAT_HOST_ERROR_NOT_RUN: the program is there, but cannot be run
 * @CHAT_HOST_ERROR_BUSY: the folder has a server that cannot be found; that passes
 * @CHAT_HOST_ERROR_ENDED: the server has ended by itself, without a word
 * @CHAT_HOST_ERROR_COMPLAINED: the server does not do what it was to do; the message has its words
 *
 * Why this computer does not host.  The messages are English; whoever shows them words them again
 * by code in the language of the person.
 */
typedef enum {
  CHAT_HOST_ERROR_NOT_INSTALLED,
  CHAT_HOST_ERROR_NOT_RUN,
  CHAT_HOST_ERROR_BUSY,
  CHAT_HOST_ERROR_ENDED,
  CHAT_HOST_ERROR_COMPLAINED,
} ChatHostError;

#define CHAT_HOST_ERROR (chat_host_error_quark ())
GQuark chat_host_error_quark (void);

/* @words: of the server, for COMPLAINED */
GError *chat_host_error_new (ChatHostError code, const char *words);

G_END_DECLS
