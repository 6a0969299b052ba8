/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Why there is no connection, in words for people.  The layers below say precisely what happened;
 * here it becomes one of the few things that people can do something about.
 */
#include "chat-session-error.h"

#include "chat-dialect-error.h"
#include "chat-reader.h"
#include "db-error.h"
#include "engine-io-error.h"
#include "socket-io-error.h"

/* What Engine.IO's servers say to a protocol version that they do not speak. */
#define UNSUPPORTED_PROTOCOL 5

G_DEFINE_QUARK (chat_session_error, chat_session_error)

static ChatSessionError
code_of_engine_error (const GError *cause)
{
  switch ((EngineIoError) cause->code) {
  case ENGINE_IO_ERROR_UNREACHABLE:
    return CHAT_SESSION_ERROR_UNREACHABLE;
  case ENGINE_IO_ERROR_TLS:
    return CHAT_SESSION_ERROR_UNTRUSTED;
  case ENGINE_IO_ERROR_HTTP:
  case ENGINE_IO_ERROR_PROTOCOL:
    return CHAT_SESSION_ERROR_NO_CHAT;
  case ENGINE_IO_ERROR_REFUSED:
    return engine_io_error_get_server_code (cause) == UNSUPPORTED_PROTOCOL
             ? CHAT_SESSION_ERROR_VERSION
             : CHAT_SESSION_ERROR_REFUSED;
  case ENGINE_IO_ERROR_VERSION:
    return CHAT_SESSION_ERROR_VERSION;
  case ENGINE_IO_ERROR_TIMED_OUT:
    return CHAT_SESSION_ERROR_TIMED_OUT;
  case ENGINE_IO_ERROR_TOO_LARGE:
  case ENGINE_IO_ERROR_CLOSED:
    return CHAT_SESSION_ERROR_LOST;
  }

  return CHAT_SESSION_ERROR_LOST;
}

static ChatSessionError
code_of_socket_error (const GError *cause)
{
  switch ((SocketIoError) cause->code) {
  case SOCKET_IO_ERROR_REFUSED:
  case SOCKET_IO_ERROR_AUTH:
    return CHAT_SESSION_ERROR_REFUSED;
  case SOCKET_IO_ERROR_VERSION:
    return CHAT_SESSION_ERROR_VERSION;
  case SOCKET_IO_ERROR_PARSE:
    return CHAT_SESSION_ERROR_NO_CHAT;
  case SOCKET_IO_ERROR_TIMED_OUT:
    return CHAT_SESSION_ERROR_TIMED_OUT;
  case SOCKET_IO_ERROR_ENCODE:
  case SOCKET_IO_ERROR_DISCONNECTED:
  case SOCKET_IO_ERROR_TOO_LARGE:
  case SOCKET_IO_ERROR_BUFFER_FULL:
  case SOCKET_IO_ERROR_EXPIRED:
  case SOCKET_IO_ERROR_DROPPED:
    return CHAT_SESSION_ERROR_LOST;
  }

  return CHAT_SESSION_ERROR_LOST;
}

static ChatSessionError
code_of_dialect_error (const GError *cause)
{
  static const struct {
    const char *word;
    ChatSessionError code;
  } CODES[] = {
    { "bad-credentials", CHAT_SESSION_ERROR_CREDENTIALS },
    { "name-taken", CHAT_SESSION_ERROR_NAME_TAKEN },
    { "name-invalid", CHAT_SESSION_ERROR_NAME_INVALID },
    { "password-weak", CHAT_SESSION_ERROR_PASSWORD_WEAK },
    { "invite-required", CHAT_SESSION_ERROR_INVITE },
    { "guests-refused", CHAT_SESSION_ERROR_NO_GUESTS },
    { "throttled", CHAT_SESSION_ERROR_THROTTLED },
    { "server-full", CHAT_SESSION_ERROR_FULL },
    { "protocol", CHAT_SESSION_ERROR_VERSION },
  };
  const char *word = chat_dialect_error_get_word (cause);

  for (guint i = 0; i < G_N_ELEMENTS (CODES); i++) {
    if (g_strcmp0 (CODES[i].word, word) == 0)
      return CODES[i].code;
  }

  return CHAT_SESSION_ERROR_REFUSED;
}

static ChatSessionError
code_of_store_error (const GError *cause)
{
  switch ((DbError) cause->code) {
  case DB_ERROR_NEWER:
    return CHAT_SESSION_ERROR_STORE_NEWER;
  case DB_ERROR_FULL:
    return CHAT_SESSION_ERROR_STORE_FULL;
  case DB_ERROR_OPEN:
  case DB_ERROR_CORRUPT:
  case DB_ERROR_BUSY:
  case DB_ERROR_CONSTRAINT:
  case DB_ERROR_FAILED:
    return CHAT_SESSION_ERROR_STORE;
  }

  return CHAT_SESSION_ERROR_STORE;
}

/* Where the server knows more than that. */
static gboolean
keeps_words (ChatSessionError code)
{
  return code == CHAT_SESSION_ERROR_REFUSED || code == CHAT_SESSION_ERROR_NAME_INVALID ||
         code == CHAT_SESSION_ERROR_PASSWORD_WEAK;
}

static const char *
words_for (ChatSessionError code)
{
  switch (code) {
  case CHAT_SESSION_ERROR_ADDRESS:
    return "This is not the address of a server";
  case CHAT_SESSION_ERROR_UNREACHABLE:
    return "The server cannot be reached";
  case CHAT_SESSION_ERROR_UNTRUSTED:
    return "The server could not prove that it is the right one";
  case CHAT_SESSION_ERROR_NO_CHAT:
    return "There is no chat server at this address";
  case CHAT_SESSION_ERROR_VERSION:
    return "The server is too old";
  case CHAT_SESSION_ERROR_REFUSED:
    return "The server does not let you in";
  case CHAT_SESSION_ERROR_TIMED_OUT:
    return "The server does not answer";
  case CHAT_SESSION_ERROR_LOST:
    return "The connection was lost";
  case CHAT_SESSION_ERROR_ENDED:
    return "The server ended the connection";
  case CHAT_SESSION_ERROR_CREDENTIALS:
    return "The name or the password is wrong";
  case CHAT_SESSION_ERROR_NAME_TAKEN:
    return "Somebody has this name already";
  case CHAT_SESSION_ERROR_NAME_INVALID:
    return "This cannot be a name";
  case CHAT_SESSION_ERROR_PASSWORD_WEAK:
    return "The password is too weak";
  case CHAT_SESSION_ERROR_INVITE:
    return "The server wants an invitation that is valid";
  case CHAT_SESSION_ERROR_NO_GUESTS:
    return "The server takes no guests";
  case CHAT_SESSION_ERROR_THROTTLED:
    return "Too many attempts; wait a moment";
  case CHAT_SESSION_ERROR_FULL:
    return "The server is full";
  case CHAT_SESSION_ERROR_NOT_RUNNING:
    return "The server on this computer is not running";
  case CHAT_SESSION_ERROR_STORE:
    return "What this computer remembers of the account cannot be read";
  case CHAT_SESSION_ERROR_STORE_NEWER:
    return "A newer version of this program has been used with the account";
  case CHAT_SESSION_ERROR_STORE_FULL:
    return "There is no room left on the disk";
  }

  return "The connection was lost";
}

/**
 * chat_session_error_new:
 * @code: what it comes down to
 *
 * Makes an error in the usual words.
 */
GError *
chat_session_error_new (ChatSessionError code)
{
  return g_error_new_literal (CHAT_SESSION_ERROR, (int) code, words_for (code));
}

/**
 * chat_session_error_new_from:
 * @cause: (nullable): an error of the layers below
 *
 * Makes an error of what a connection, or what comes before it, failed with.  Only some refusals
 * keep their words, which are the server's own.
 */
GError *
chat_session_error_new_from (const GError *cause)
{
  ChatSessionError code = CHAT_SESSION_ERROR_LOST;
  g_autofree char *reason = NULL;

  if (cause != NULL && cause->domain == ENGINE_IO_ERROR)
    code = code_of_engine_error (cause);
  else if (cause != NULL && cause->domain == SOCKET_IO_ERROR)
    code = code_of_socket_error (cause);
  else if (cause != NULL && cause->domain == CHAT_DIALECT_ERROR)
    code = code_of_dialect_error (cause);
  else if (cause != NULL && cause->domain == DB_ERROR)
    code = code_of_store_error (cause);

  if (cause != NULL && keeps_words (code))
    reason = chat_reader_clean_line (cause->message, CHAT_READER_MAX_REASON);
  if (reason != NULL)
    return g_error_new_literal (CHAT_SESSION_ERROR, (int) code, reason);

  return chat_session_error_new (code);
}
