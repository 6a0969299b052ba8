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
 * @CHAT_SESSION_ERROR_CREDENTIALS: the name, the password or the token is not right
 * @CHAT_SESSION_ERROR_NAME_TAKEN: somebody has the name
 * @CHAT_SESSION_ERROR_NAME_INVALID: the name cannot be one; the message says why
 * @CHAT_SESSION_ERROR_PASSWORD_WEAK: the password is too weak; the message says why
 * @CHAT_SESSION_ERROR_INVITE: without an invitation nobody makes an account
 * @CHAT_SESSION_ERROR_NO_GUESTS: one needs an account
 * @CHAT_SESSION_ERROR_THROTTLED: there were too many attempts; there will be another
 * @CHAT_SESSION_ERROR_FULL: there is no room for another connection; there will be another attempt
 * @CHAT_SESSION_ERROR_NOT_RUNNING: the server is one on this computer, and was not started
 * @CHAT_SESSION_ERROR_STORE: what this computer remembers cannot be read: it is damaged, or not for
 *   us to write
 * @CHAT_SESSION_ERROR_STORE_NEWER: a newer version of this program remembered it
 * @CHAT_SESSION_ERROR_STORE_FULL: there is no room on the disk to remember anything
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
  CHAT_SESSION_ERROR_CREDENTIALS,
  CHAT_SESSION_ERROR_NAME_TAKEN,
  CHAT_SESSION_ERROR_NAME_INVALID,
  CHAT_SESSION_ERROR_PASSWORD_WEAK,
  CHAT_SESSION_ERROR_INVITE,
  CHAT_SESSION_ERROR_NO_GUESTS,
  CHAT_SESSION_ERROR_THROTTLED,
  CHAT_SESSION_ERROR_FULL,
  CHAT_SESSION_ERROR_NOT_RUNNING,
  CHAT_SESSION_ERROR_STORE,
  CHAT_SESSION_ERROR_STORE_NEWER,
  CHAT_SESSION_ERROR_STORE_FULL,
} ChatSessionError;

#define CHAT_SESSION_ERROR (chat_session_error_quark ())
GQuark chat_session_error_quark (void);

GError *chat_session_error_new (ChatSessionError code);
GError *chat_session_error_new_from (const GError *cause);

G_END_DECLS
