/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All accounts of this computer, live.
 *
 *     load:    folders -> everything that is remembered is shown -> tokens -> the network
 *     add:     a folder -> the server lets me in -> the folder is an account's, the token is kept
 *     remove:  out of the list -> signed out -> closed -> the token is forgotten -> no folder
 *
 * An account is one from the first time that its server lets me in: what never got so far leaves
 * nothing behind.  One whose token is gone is there all the same, with what is remembered of it;
 * its session is refused and says why.
 */
#include "chat-session-list.h"

#include "chat-keeper.h"

struct _ChatSessionList {
  GObject parent_instance;

  char *folder;
  ChatCredentials *credentials;
  ChatHost *host; /* NULL if there is none */
  GPtrArray *keepers;
  gboolean closed;
};

static GType
chat_session_list_get_item_type (GListModel *model)
{
  return CHAT_TYPE_SESSION;
}

static guint
chat_session_list_get_n_items (GListModel *model)
{
  return CHAT_SESSION_LIST (model)->keepers->len;
}

static gpointer
chat_session_list_get_item (GListModel *model, guint position)
{
  ChatSessionList *self = CHAT_SESSION_LIST (model);
  ChatKeeper *keeper = NULL;

  if (position >= self->keepers->len)
    return NULL;

  keeper = g_ptr_array_index (self->keepers, position);
  return g_object_ref (chat_keeper_get_session (keeper));
}

static void
list_model_init (GListModelInterface *interface)
{
  interface->get_item_type = chat_session_list_get_item_type;
  interface->get_n_items = chat_session_list_get_n_items;
  interface->get_item = chat_session_list_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ChatSessionList,
                               chat_session_list,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

/* Takes @folder. */
static ChatKeeper *
append (ChatSessionList *self, ChatAccountFolder *folder, gboolean kept)
{
  ChatKeeper *keeper = chat_keeper_new (folder, kept, self->credentials, self->host);

  g_ptr_array_add (self->keepers, keeper);

  return keeper;
}

static ChatKeeper *
find_keeper (ChatSessionList *self, ChatSession *session, guint *position)
{
  for (guint i = 0; i < self->keepers->len; i++) {
    ChatKeeper *keeper = g_ptr_array_index (self->keepers, i);

    if (chat_keeper_get_session (keeper) == session) {
      *position = i;
      return keeper;
    }
  }

  return NULL;
}

/* --- loading ------------------------------------------------------------------------------- */

typedef struct {
  GPtrArray *sessions; /* to be connected when all are shown */
  guint n_opening;
  GError *error; /* the first one */
} Loading;

static void
loading_free (Loading *loading)
{
  g_ptr_array_unref (loading->sessions);
  g_clear_error (&loading->error);
  g_free (loading);
}

/* Whoever has left the list meanwhile, or does something already, is left alone. */
static gboolean
may_connect (ChatSessionList *self, ChatSession *session)
{
  guint position = 0;

  return !self->closed && find_keeper (self, session, &position) != NULL &&
         chat_session_get_state (session) == CHAT_SESSION_OFFLINE;
}

typedef struct {
  ChatSessionList *list;
  ChatSession *session;
} Lookup;

static void
did_look_up (GObject *credentials, GAsyncResult *result, gpointer user_data)
{
  g_autofree Lookup *lookup = user_data;
  g_autoptr (ChatSessionList) self = lookup->list;
  g_autoptr (ChatSession) session = lookup->session;
  char *token = chat_credentials_lookup_finish (CHAT_CREDENTIALS (credentials), result);

  if (may_connect (self, session)) {
    chat_session_set_token (session, token);
    chat_session_connect (session);
  }
  chat_credentials_free_token (token);
}

static void
connect_all (ChatSessionList *self, GPtrArray *sessions)
{
  for (guint i = 0; i < sessions->len; i++) {
    ChatSession *session = g_ptr_array_index (sessions, i);
    ChatAccount *account = chat_session_get_account (session);
    Lookup *lookup = NULL;

    if (!may_connect (self, session))
      continue;
    if (g_str_equal (chat_account_get_dialect (account), "plain")) {
      chat_session_connect (session);
      continue;
    }

    lookup = g_new0 (Lookup, 1);
    lookup->list = g_object_ref (self);
    lookup->session = g_object_ref (session);
    chat_credentials_lookup_async (self->credentials, chat_account_get_id (account), did_look_up,
                                   lookup);
  }
}

static void
load_did_open (GObject *session, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatSessionList *self = g_task_get_source_object (task);
  Loading *loading = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  /* What cannot be remembered is not to be told, either: it would be lost. */
  if (!chat_session_open_finish (CHAT_SESSION (session), result, &error)) {
    g_message ("An account cannot be opened: %s", error->message);
    if (loading->error == NULL)
      loading->error = g_steal_pointer (&error);
  } else {
    g_ptr_array_add (loading->sessions, g_object_ref (session));
  }
  if (--loading->n_opening > 0)
    return;

  connect_all (self, loading->sessions);
  if (loading->error != NULL)
    g_task_return_error (task, g_steal_pointer (&loading->error));
  else
    g_task_return_boolean (task, TRUE);
}

static void
did_remove (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (chat_keeper_remove_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/* --- closing ------------------------------------------------------------------------------- */

/* The last one is the end. */
static void
one_closed (GTask *task)
{
  guint *n_closing = g_task_get_task_data (task);

  if (--*n_closing == 0)
    g_task_return_boolean (task, TRUE);
}

static void
close_did_remove (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;

  chat_account_folder_remove_finish (result, NULL);
  one_closed (task);
}

static void
close_did_close (GObject *session, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatSessionList *self = g_task_get_source_object (task);
  guint position = 0;
  ChatKeeper *keeper = find_keeper (self, CHAT_SESSION (session), &position);

  if (keeper != NULL && !chat_keeper_has_kept (keeper))
    chat_account_folder_remove_async (chat_keeper_get_path (keeper), close_did_remove,
                                      g_steal_pointer (&task));
  else
    one_closed (task);
}

/* --- the object --------------------------------------------------------------------------------
 */

static void
chat_session_list_dispose (GObject *object)
{
  ChatSessionList *self = CHAT_SESSION_LIST (object);

  g_ptr_array_set_size (self->keepers, 0);
  g_clear_object (&self->credentials);
  g_clear_object (&self->host);

  G_OBJECT_CLASS (chat_session_list_parent_class)->dispose (object);
}

static void
chat_session_list_finalize (GObject *object)
{
  ChatSessionList *self = CHAT_SESSION_LIST (object);

  g_ptr_array_unref (self->keepers);
  g_free (self->folder);

  G_OBJECT_CLASS (chat_session_list_parent_class)->finalize (object);
}

static void
chat_session_list_class_init (ChatSessionListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_session_list_dispose;
  G_OBJECT_CLASS (klass)->finalize = chat_session_list_finalize;
}

static void
chat_session_list_init (ChatSessionList *self)
{
  self->keepers = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_keeper_free);
}

/**
 * chat_session_list_new:
 * @folder: (nullable): where the accounts are kept; %NULL for the usual folder
 * @credentials: where their tokens are kept
 *
 * Makes a list that is empty until it is loaded.
 */
ChatSessionList *
chat_session_list_new (const char *folder, ChatCredentials *credentials)
{
  ChatSessionList *self = NULL;

  g_return_val_if_fail (CHAT_IS_CREDENTIALS (credentials), NULL);

  self = g_object_new (CHAT_TYPE_SESSION_LIST, NULL);
  self->credentials = g_object_ref (credentials);
  if (folder != NULL)
    self->folder = g_strdup (folder);
  else
    self->folder = g_build_filename (g_get_user_data_dir (), "parlour", "accounts", NULL);

  return self;
}

/**
 * chat_session_list_new_with_host:
 * @folder: (nullable): where the accounts are kept; %NULL for the usual folder
 * @credentials: where their tokens are kept
 * @host: the server on this computer
 *
 * Makes a list that knows which of the accounts are on this computer's own server.
 */
ChatSessionList *
chat_session_list_new_with_host (const char *folder, ChatCredentials *credentials, ChatHost *host)
{
  ChatSessionList *self = NULL;

  g_return_val_if_fail (CHAT_IS_HOST (host), NULL);

  self = chat_session_list_new (folder, credentials);
  g_set_object (&self->host, host);

  return self;
}

ChatCredentials *
chat_session_list_get_credentials (ChatSessionList *self)
{
  g_return_val_if_fail (CHAT_IS_SESSION_LIST (self), NULL);

  return self->credentials;
}

/**
 * chat_session_list_load_async:
 * @self: a list that is new
 * @callback: (scope async): called when all is shown that is remembered
 * @user_data: for @callback
 *
 * Shows all accounts, and then connects them.
 */
void
chat_session_list_load_async (ChatSessionList *self,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) folders = NULL;
  Loading *loading = NULL;
  guint first = 0;

  g_return_if_fail (CHAT_IS_SESSION_LIST (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, chat_session_list_load_async);
  loading = g_new0 (Loading, 1);
  loading->sessions = g_ptr_array_new_with_free_func (g_object_unref);
  g_task_set_task_data (task, loading, (GDestroyNotify) loading_free);

  first = self->keepers->len;
  folders = chat_account_folder_list (self->folder);
  if (folders->len == 0) {
    g_task_return_boolean (task, TRUE);
    return;
  }

  while (folders->len > 0)
    append (self, g_ptr_array_steal_index (folders, 0), TRUE);
  loading->n_opening = self->keepers->len - first;
  for (guint i = first; i < self->keepers->len; i++) {
    ChatKeeper *keeper = g_ptr_array_index (self->keepers, i);

    chat_session_open_async (chat_keeper_get_session (keeper), NULL, load_did_open,
                             g_object_ref (task));
  }
  g_list_model_items_changed (G_LIST_MODEL (self), first, 0, loading->n_opening);
}

gboolean
chat_session_list_load_finish (ChatSessionList *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Whoever was where the server is now, is not that server while it does not run. */
static gboolean
is_hosted (ChatSessionList *self, const char *address)
{
  return self->host != NULL && chat_host_get_state (self->host) == CHAT_HOST_RUNNING &&
         g_strcmp0 (chat_host_get_address (self->host), address) == 0;
}

/**
 * chat_session_list_add:
 * @self: a list
 * @address: where the server is, complete
 * @dialect: "native" or "plain"
 * @name: who I am there
 *
 * Begins with an account.  Nothing of it is kept if the server never lets me in.
 *
 * Returns: (transfer none): its session, not connected yet
 */
ChatSession *
chat_session_list_add (ChatSessionList *self,
                       const char *address,
                       const char *dialect,
                       const char *name)
{
  ChatAccountFolder *folder = NULL;
  ChatKeeper *keeper = NULL;

  g_return_val_if_fail (CHAT_IS_SESSION_LIST (self), NULL);
  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (dialect != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  folder =
    chat_account_folder_new (self->folder, address, dialect, name, is_hosted (self, address));
  keeper = append (self, folder, FALSE);
  chat_session_open_async (chat_keeper_get_session (keeper), NULL, NULL, NULL);
  g_list_model_items_changed (G_LIST_MODEL (self), self->keepers->len - 1, 0, 1);

  return chat_keeper_get_session (keeper);
}

/**
 * chat_session_list_find:
 * @self: a list
 * @id: of an account
 *
 * Returns: (transfer none) (nullable): its session
 */
ChatSession *
chat_session_list_find (ChatSessionList *self, const char *id)
{
  g_return_val_if_fail (CHAT_IS_SESSION_LIST (self), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < self->keepers->len; i++) {
    ChatKeeper *keeper = g_ptr_array_index (self->keepers, i);

    if (g_str_equal (chat_account_get_id (chat_keeper_get_account (keeper)), id))
      return chat_keeper_get_session (keeper);
  }

  return NULL;
}

/**
 * chat_session_list_remove_async:
 * @self: a list
 * @session: one of it
 * @callback: (scope async) (nullable): called when nothing is left of it
 * @user_data: for @callback
 *
 * Signs out, and forgets all that is kept of an account.  It leaves the list at once.
 */
void
chat_session_list_remove_async (ChatSessionList *self,
                                ChatSession *session,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  ChatKeeper *keeper = NULL;
  guint position = 0;

  g_return_if_fail (CHAT_IS_SESSION_LIST (self));
  g_return_if_fail (CHAT_IS_SESSION (session));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, chat_session_list_remove_async);
  keeper = find_keeper (self, session, &position);
  if (keeper == NULL) {
    g_task_return_boolean (task, TRUE);
    return;
  }

  g_ptr_array_steal_index (self->keepers, position);
  chat_keeper_leave (keeper);
  g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  chat_keeper_remove_async (keeper, did_remove, g_steal_pointer (&task));
}

gboolean
chat_session_list_remove_finish (ChatSessionList *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * chat_session_list_close_async:
 * @self: a list
 * @callback: (scope async): called when everything is on the disk
 * @user_data: for @callback
 *
 * Takes all accounts offline; nothing is connected any more.
 */
void
chat_session_list_close_async (ChatSessionList *self,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  guint *n_closing = NULL;

  g_return_if_fail (CHAT_IS_SESSION_LIST (self));

  self->closed = TRUE;
  n_closing = g_new0 (guint, 1);
  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, chat_session_list_close_async);
  g_task_set_task_data (task, n_closing, g_free);

  *n_closing = self->keepers->len + 1;
  for (guint i = 0; i < self->keepers->len; i++) {
    ChatKeeper *keeper = g_ptr_array_index (self->keepers, i);

    chat_keeper_settle (keeper);
    chat_session_close_async (chat_keeper_get_session (keeper), close_did_close,
                              g_object_ref (task));
  }
  one_closed (task);
}

gboolean
chat_session_list_close_finish (ChatSessionList *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
