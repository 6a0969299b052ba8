/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How I come in: with a token on every connection, or once with a name and a password, for which
 * the server gives a token.  Then the password is forgotten.
 *
 * A connection may break after the server has made an account and before it could say so.  Then the
 * name is taken, by me; so after an account was asked for more than once, I come in as somebody who
 * has one.  What the server puts off it has not done, and does not count.
 */
#include "chat-sign-in.h"

#include "chat-session-error.h"
#include "socket-io-error.h"

#include <libsecret/secret.h>

struct _ChatSignIn {
  GObject parent_instance;

  ChatDialect *dialect;
  char *token;
  char *name;
  char *password;
  gboolean enrol;
  char *invite;
  char *display_name;
  char *run; /* of the server, in which I heard something last; NULL if that is not known */
  guint n_enrolments; /* how often I have asked for an account, and what came of it is not known */
};

G_DEFINE_FINAL_TYPE (ChatSignIn, chat_sign_in, G_TYPE_OBJECT)

static void
forget (ChatSignIn *self)
{
  g_clear_pointer (&self->token, secret_password_free);
  g_clear_pointer (&self->password, secret_password_free);
  g_clear_pointer (&self->invite, secret_password_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->display_name, g_free);
  self->enrol = FALSE;
  self->n_enrolments = 0;
}

static void
chat_sign_in_dispose (GObject *object)
{
  g_clear_object (&CHAT_SIGN_IN (object)->dialect);

  G_OBJECT_CLASS (chat_sign_in_parent_class)->dispose (object);
}

static void
chat_sign_in_finalize (GObject *object)
{
  forget (CHAT_SIGN_IN (object));
  g_free (CHAT_SIGN_IN (object)->run);

  G_OBJECT_CLASS (chat_sign_in_parent_class)->finalize (object);
}

static void
chat_sign_in_class_init (ChatSignInClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_sign_in_dispose;
  G_OBJECT_CLASS (klass)->finalize = chat_sign_in_finalize;
}

static void
chat_sign_in_init (ChatSignIn *self)
{
}

/**
 * chat_sign_in_new:
 * @dialect: how the server talks
 *
 * Makes a way in for somebody who is not known yet.
 */
ChatSignIn *
chat_sign_in_new (ChatDialect *dialect)
{
  ChatSignIn *self = NULL;

  g_return_val_if_fail (CHAT_IS_DIALECT (dialect), NULL);

  self = g_object_new (CHAT_TYPE_SIGN_IN, NULL);
  self->dialect = g_object_ref (dialect);

  return self;
}

/**
 * chat_sign_in_set_token:
 * @self: a way in
 * @token: (nullable): what the server once gave me
 *
 * Comes in with a token.
 */
void
chat_sign_in_set_token (ChatSignIn *self, const char *token)
{
  g_return_if_fail (CHAT_IS_SIGN_IN (self));

  forget (self);
  self->token = g_strdup (token);
}

/**
 * chat_sign_in_get_token:
 * @self: a sign-in
 *
 * Returns: (nullable): what shows the server who I am; not for a log
 */
const char *
chat_sign_in_get_token (ChatSignIn *self)
{
  g_return_val_if_fail (CHAT_IS_SIGN_IN (self), NULL);

  return self->token;
}

/**
 * chat_sign_in_set_password:
 * @self: a way in
 * @name: my name
 * @password: (nullable): my password; a guest has none
 * @enrol: whether to make an account
 * @invite: (nullable): what lets me make one
 * @display_name: (nullable): how a new account is called
 *
 * Comes in with a name.
 */
void
chat_sign_in_set_password (ChatSignIn *self,
                           const char *name,
                           const char *password,
                           gboolean enrol,
                           const char *invite,
                           const char *display_name)
{
  g_return_if_fail (CHAT_IS_SIGN_IN (self));
  g_return_if_fail (name != NULL);

  forget (self);
  self->name = g_strdup (name);
  self->password = g_strdup (password);
  self->enrol = enrol;
  self->invite = g_strdup (invite);
  self->display_name = g_strdup (display_name);
}

/**
 * chat_sign_in_set_run:
 * @self: a way in
 * @run: (nullable): the run of the server in which I heard something last
 *
 * Lets the server find out whether it was set back since then.
 */
void
chat_sign_in_set_run (ChatSignIn *self, const char *run)
{
  g_return_if_fail (CHAT_IS_SIGN_IN (self));

  g_set_str (&self->run, run);
}

/**
 * chat_sign_in_is_needed:
 * @self: a way in
 *
 * Whether the server asks who I am.
 */
gboolean
chat_sign_in_is_needed (ChatSignIn *self)
{
  g_return_val_if_fail (CHAT_IS_SIGN_IN (self), FALSE);

  return (chat_dialect_get_capabilities (self->dialect, NULL) & CHAT_CAN_SIGN_IN) != 0;
}

/**
 * chat_sign_in_is_possible:
 * @self: a way in
 *
 * Whether there is an answer to that.
 */
gboolean
chat_sign_in_is_possible (ChatSignIn *self)
{
  g_return_val_if_fail (CHAT_IS_SIGN_IN (self), FALSE);

  return self->token != NULL || self->name != NULL || !chat_sign_in_is_needed (self);
}

/**
 * chat_sign_in_write:
 * @self: a way in
 *
 * Returns: (transfer full) (nullable): what is said at the door; %NULL for nothing
 */
JsonNode *
chat_sign_in_write (ChatSignIn *self)
{
  ChatAuth auth = { .client_version = PROGRAM_VERSION };
  JsonObject *object = NULL;
  JsonNode *node = NULL;

  g_return_val_if_fail (CHAT_IS_SIGN_IN (self), NULL);

  auth.token = self->token;
  auth.name = self->name;
  auth.password = self->password;
  auth.enrol = self->enrol;
  auth.invite = self->invite;
  auth.display_name = self->display_name;
  auth.run = self->run;
  if (self->enrol)
    self->n_enrolments++;

  object = chat_dialect_write_auth (self->dialect, &auth);
  if (object == NULL)
    return NULL;

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);

  return node;
}

/**
 * chat_sign_in_explain:
 * @self: a way in
 * @refusal: an error %SOCKET_IO_ERROR_REFUSED
 * @retry_after: (out): in how many ms it is worth trying again: 0 for at once, -1 for not before
 *   somebody has done something about it
 *
 * Returns: (transfer full): why I am not let in, an error of %CHAT_SESSION_ERROR
 */
GError *
chat_sign_in_explain (ChatSignIn *self, const GError *refusal, gint64 *retry_after)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (CHAT_IS_SIGN_IN (self), NULL);
  g_return_val_if_fail (refusal != NULL && refusal->domain == SOCKET_IO_ERROR, NULL);
  g_return_val_if_fail (retry_after != NULL, NULL);

  cause =
    chat_dialect_read_refusal (self->dialect, refusal->message, socket_io_error_get_data (refusal));
  error = chat_session_error_new_from (cause);
  *retry_after = -1;
  if (g_error_matches (cause, CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_LATER)) {
    *retry_after = MAX (chat_dialect_error_get_retry_after (cause), 1);
    self->n_enrolments -= MIN (self->n_enrolments, 1);
  } else if (g_error_matches (error, CHAT_SESSION_ERROR, CHAT_SESSION_ERROR_NAME_TAKEN) &&
             self->n_enrolments > 1) {
    self->enrol = FALSE;
    self->n_enrolments = 0;
    *retry_after = 0;
  }

  return g_steal_pointer (&error);
}

/**
 * chat_sign_in_succeed:
 * @self: a way in
 * @token: (nullable): what the server gave me to come in with from now on
 *
 * I am in; what was only for the first time is forgotten.
 */
void
chat_sign_in_succeed (ChatSignIn *self, const char *token)
{
  g_return_if_fail (CHAT_IS_SIGN_IN (self));

  if (token != NULL)
    chat_sign_in_set_token (self, token);
}
