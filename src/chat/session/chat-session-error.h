/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ChatSessionError:
 * @CHAT_SESSION_ERROR_ADDRESS: the address makes no sense
 * @CHAT_SESSION_ERROR_UNREACHABLE: there is no way to the server: name, network, nobody listens
 * @CHAT_SESSION_ERROR_UNTRUSTED: the server could not prove who it is
 * @CHAT_SESSION_ERROR_NO_CHAT: somebody answers there, but it is not a chat server
 * @CHAT_SESSION_ERROR_VERSION: a chat server that is too old
 * @CHAT_SESSION_ERROR_REFUSED: the server does not let us in; the message has its reason
 * @CHAT_SESSION_ERROR_TIMED_OUT: the server does not answer
 * @CHAT_SESSION_ERROR_LOST: the connection was there and broke
 * @CHAT_SESSION_ERROR_ENDED: the server ended the connection; it does not come back by itself
 *
 * One code per thing that people would do differently.  The messages are English, in words for
 * people; whoever shows them words them again by code in the language of the person.
 */
typedef enum {
  CHAT_SESSION_ERROR_ADDRESS,
  CHAT_SESSION_ERROR_UNREACHABLE,
  CHAT_SESSION_ERROR_UNTRUSTED,
  CHAT_SESSION_ERROR_NO_CHAT,
  CHAT_SESSION_ERROR_VERSION,
  CHAT_SESSION_ERROR_REFUSED,
  CHAT_SESSION_ERROR_TIMED_OUT,
  CHAT_SESSION_ERROR_LOST,
  CHAT_SESSION_ERROR_ENDED,
} ChatSessionError;

#define CHAT_SESSION_ERROR (chat_session_error_quark ())
GQuark chat_session_error_quark (void);

GError *chat_session_error_new (ChatSessionError code);
GError *chat_session_error_new_from (const GError *cause);

G_END_DECLS
