/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What servers know this computer by: a token per account, kept where the desktop keeps secrets
 * (in a sandbox in a file that only the desktop has the key of; libsecret decides).  Where that
 * cannot be had, because there is none, or it is locked and stays so, or does not answer, a token
 * is kept for as long as the program runs, and ::is-lasting says so.
 *
 * What is asked is done one after the other: an account that is forgotten while its token is still
 * on its way is forgotten.
 *
 * Tokens are in memory that is not swapped out, where there is such memory, and in no message.
 */
#include "chat-credentials.h"

#include <libsecret/secret.h>

#define SCHEMA "chat.parlour.Parlour"

/* Somebody may have to type the keyring's password. */
#define DEFAULT_PATIENCE_MS (120 * 1000)

struct _ChatCredentials {
  GObject parent_instance;

  gboolean is_lasting;
  guint patience;
  GHashTable *tokens; /* what does not last: id -> SecretValue */
  GQueue waiting;     /* of GTask; the first one is being done */
};

G_DEFINE_FINAL_TYPE (ChatCredentials, chat_credentials, G_TYPE_OBJECT)

typedef enum {
  PROP_IS_LASTING = 1,
  PROP_PATIENCE,
} ChatCredentialsProperty;

static GParamSpec *properties[PROP_PATIENCE + 1];

typedef enum {
  ASK_STORE,
  ASK_LOOKUP,
  ASK_FORGET,
} AskKind;

typedef struct {
  AskKind kind;
  char *account;
  char *label;
  SecretValue *token;
  GCancellable *cancellable; /* for when patience is at its end */
  guint patience_id;
} Ask;

static void
ask_free (Ask *ask)
{
  g_free (ask->account);
  g_free (ask->label);
  g_clear_pointer (&ask->token, secret_value_unref);
  g_clear_object (&ask->cancellable);
  g_clear_handle_id (&ask->patience_id, g_source_remove);
  g_free (ask);
}

static const SecretSchema *
get_schema (void)
{
  static const SecretSchema schema = {
    SCHEMA,
    SECRET_SCHEMA_NONE,
    { { "account", SECRET_SCHEMA_ATTRIBUTE_STRING }, { NULL, 0 } },
  };

  return &schema;
}

static SecretValue *
make_value (const char *token)
{
  return secret_value_new (token, -1, "text/plain");
}

static char *
dup_token (SecretValue *value)
{
  gsize length = 0;

  return value != NULL ? secret_value_unref_to_password (secret_value_ref (value), &length) : NULL;
}

/* --- what is done ----------------------------------------------------------------------- */

static void do_next (ChatCredentials *self);

static void
does_not_last (ChatCredentials *self, const GError *error)
{
  if (!self->is_lasting)
    return;

  g_info ("Secrets are kept until the program ends only: %s", error->message);
  self->is_lasting = FALSE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_IS_LASTING]);
}

/* The queue goes on before anybody hears of it. */
static void
settle (ChatCredentials *self, GTask *task, const GError *error, SecretValue *found)
{
  Ask *ask = g_task_get_task_data (task);

  g_clear_handle_id (&ask->patience_id, g_source_remove);
  if (error != NULL)
    does_not_last (self, error);
  g_queue_remove (&self->waiting, task);
  do_next (self);

  if (ask->kind == ASK_LOOKUP)
    g_task_return_pointer (task, dup_token (found), (GDestroyNotify) chat_credentials_free_token);
  else
    g_task_return_boolean (task, error == NULL);
  g_object_unref (task);
}

static void
did_store (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  ChatCredentials *self = g_task_get_source_object (task);
  Ask *ask = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (secret_password_store_finish (result, &error))
    g_hash_table_remove (self->tokens, ask->account);
  settle (self, task, error, NULL);
}

static void
did_look_up (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  ChatCredentials *self = g_task_get_source_object (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (SecretValue) value = secret_password_lookup_binary_finish (result, &error);

  settle (self, task, error, value);
}

static void
did_forget (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GTask *task = user_data;
  g_autoptr (GError) error = NULL;

  /* FALSE without an error: there was nothing to forget. */
  secret_password_clear_finish (result, &error);
  settle (g_task_get_source_object (task), task, error, NULL);
}

static void
lose_patience_cb (gpointer data)
{
  Ask *ask = data;

  ask->patience_id = 0;
  g_cancellable_cancel (ask->cancellable);
}

static void
do_next (ChatCredentials *self)
{
  GTask *task = g_queue_peek_head (&self->waiting);
  Ask *ask = task != NULL ? g_task_get_task_data (task) : NULL;

  if (ask == NULL)
    return;

  ask->cancellable = g_cancellable_new ();
  ask->patience_id = g_timeout_add_once (self->patience, lose_patience_cb, ask);
  switch (ask->kind) {
  case ASK_STORE:
    secret_password_store_binary (get_schema (), SECRET_COLLECTION_DEFAULT, ask->label, ask->token,
                                  ask->cancellable, did_store, task, "account", ask->account, NULL);
    break;
  case ASK_LOOKUP:
    secret_password_lookup (get_schema (), ask->cancellable, did_look_up, task, "account",
                            ask->account, NULL);
    break;
  case ASK_FORGET:
    secret_password_clear (get_schema (), ask->cancellable, did_forget, task, "account",
                           ask->account, NULL);
    break;
  }
}

/* Takes @task and @ask. */
static void
begin (ChatCredentials *self, GTask *task, Ask *ask)
{
  g_task_set_task_data (task, ask, (GDestroyNotify) ask_free);
  g_queue_push_tail (&self->waiting, task);
  if (self->waiting.length == 1)
    do_next (self);
}

static Ask *
ask_new (AskKind kind, const char *account)
{
  Ask *ask = g_new0 (Ask, 1);

  ask->kind = kind;
  ask->account = g_strdup (account);

  return ask;
}

/* --- the object ------------------------------------------------------------------------------ */

static void
chat_credentials_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ChatCredentials *self = CHAT_CREDENTIALS (object);

  switch ((ChatCredentialsProperty) property_id) {
  case PROP_IS_LASTING:
    g_value_set_boolean (value, self->is_lasting);
    break;
  case PROP_PATIENCE:
    g_value_set_uint (value, self->patience);
    break;
  }
}

static void
chat_credentials_set_property (GObject *object,
                               guint property_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  ChatCredentials *self = CHAT_CREDENTIALS (object);

  switch ((ChatCredentialsProperty) property_id) {
  case PROP_PATIENCE:
    self->patience = g_value_get_uint (value);
    break;
  case PROP_IS_LASTING:
    g_assert_not_reached ();
  }
}

/* What waits has a reference: nothing can be waiting here. */
static void
chat_credentials_finalize (GObject *object)
{
  g_hash_table_unref (CHAT_CREDENTIALS (object)->tokens);

  G_OBJECT_CLASS (chat_credentials_parent_class)->finalize (object);
}

static void
chat_credentials_class_init (ChatCredentialsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = chat_credentials_get_property;
  object_class->set_property = chat_credentials_set_property;
  object_class->finalize = chat_credentials_finalize;

  properties[PROP_IS_LASTING] =
    g_param_spec_boolean ("is-lasting", NULL, NULL, TRUE,
                          G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_PATIENCE] =
    g_param_spec_uint ("patience", NULL, NULL, 1, G_MAXINT, DEFAULT_PATIENCE_MS,
                       G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
chat_credentials_init (ChatCredentials *self)
{
  self->is_lasting = TRUE;
  self->tokens =
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) secret_value_unref);
}

ChatCredentials *
chat_credentials_new (void)
{
  return g_object_new (CHAT_TYPE_CREDENTIALS, NULL);
}

gboolean
chat_credentials_get_is_lasting (ChatCredentials *self)
{
  g_return_val_if_fail (CHAT_IS_CREDENTIALS (self), FALSE);

  return self->is_lasting;
}

/**
 * chat_credentials_store_async:
 * @self: the credentials
 * @account: the id of an account
 * @label: what it is called where people look at their secrets
 * @token: what is to be kept, in place of what was
 * @callback: (scope async): called when it is, one way or the other
 * @user_data: for @callback
 *
 * Keeps a token.
 */
void
chat_credentials_store_async (ChatCredentials *self,
                              const char *account,
                              const char *label,
                              const char *token,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task = NULL;
  Ask *ask = NULL;

  g_return_if_fail (CHAT_IS_CREDENTIALS (self));
  g_return_if_fail (account != NULL);
  g_return_if_fail (label != NULL);
  g_return_if_fail (token != NULL);

  ask = ask_new (ASK_STORE, account);
  ask->label = g_strdup (label);
  ask->token = make_value (token);
  g_hash_table_insert (self->tokens, g_strdup (account), make_value (token));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, chat_credentials_store_async);
  begin (self, task, ask);
}

/**
 * chat_credentials_lookup_async:
 * @self: the credentials
 * @account: the id of an account
 * @callback: (scope async): called when it is known
 * @user_data: for @callback
 *
 * Looks for the token of an account.
 */
void
chat_credentials_lookup_async (ChatCredentials *self,
                               const char *account,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = NULL;
  SecretValue *value = NULL;

  g_return_if_fail (CHAT_IS_CREDENTIALS (self));
  g_return_if_fail (account != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, chat_credentials_lookup_async);
  value = g_hash_table_lookup (self->tokens, account);
  if (value == NULL) {
    begin (self, task, ask_new (ASK_LOOKUP, account));
    return;
  }

  g_task_return_pointer (task, dup_token (value), (GDestroyNotify) chat_credentials_free_token);
  g_object_unref (task);
}

/**
 * chat_credentials_forget_async:
 * @self: the credentials
 * @account: the id of an account
 * @callback: (scope async): called when it is done
 * @user_data: for @callback
 *
 * Keeps the token of an account no longer.
 */
void
chat_credentials_forget_async (ChatCredentials *self,
                               const char *account,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (CHAT_IS_CREDENTIALS (self));
  g_return_if_fail (account != NULL);

  g_hash_table_remove (self->tokens, account);
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, chat_credentials_forget_async);
  begin (self, task, ask_new (ASK_FORGET, account));
}

gboolean
chat_credentials_finish (ChatCredentials *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), NULL);
}

char *
chat_credentials_lookup_finish (ChatCredentials *self, GAsyncResult *result)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
chat_credentials_free_token (char *token)
{
  secret_password_free (token);
}
