/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * All accounts of this computer, live.
 */
#include "chat-session-list.h"

struct _ChatSessionList {
  GObject parent_instance;

  char *folder;
  ChatCredentials *credentials;
  GPtrArray *sessions;
};

static GType
chat_session_list_get_item_type (GListModel *model)
{
  return CHAT_TYPE_SESSION;
}

static guint
chat_session_list_get_n_items (GListModel *model)
{
  return CHAT_SESSION_LIST (model)->sessions->len;
}

static gpointer
chat_session_list_get_item (GListModel *model, guint position)
{
  ChatSessionList *self = CHAT_SESSION_LIST (model);

  return position < self->sessions->len
           ? g_object_ref (g_ptr_array_index (self->sessions, position))
           : NULL;
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

static void
chat_session_list_dispose (GObject *object)
{
  ChatSessionList *self = CHAT_SESSION_LIST (object);

  g_clear_pointer (&self->sessions, g_ptr_array_unref);
  g_clear_object (&self->credentials);

  G_OBJECT_CLASS (chat_session_list_parent_class)->dispose (object);
}

static void
chat_session_list_finalize (GObject *object)
{
  g_free (CHAT_SESSION_LIST (object)->folder);

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
  self->sessions = g_ptr_array_new_with_free_func (g_object_unref);
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
  self->folder = folder != NULL
                   ? g_strdup (folder)
                   : g_build_filename (g_get_user_data_dir (), "parlour", "accounts", NULL);
  self->credentials = g_object_ref (credentials);

  return self;
}

ChatCredentials *
chat_session_list_get_credentials (ChatSessionList *self)
{
  g_return_val_if_fail (CHAT_IS_SESSION_LIST (self), NULL);

  return self->credentials;
}

static void
settle (ChatSessionList *self, gpointer tag, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_return_boolean (task, TRUE);
}

void
chat_session_list_load_async (ChatSessionList *self,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  settle (self, chat_session_list_load_async, callback, user_data);
}

gboolean
chat_session_list_load_finish (ChatSessionList *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * chat_session_list_add:
 * @self: a list
 * @address: where the server is, complete
 * @dialect: "native" or "plain"
 * @name: who I am there
 *
 * Begins with an account.  Nothing of it is kept if the server never lets it in.
 *
 * Returns: (transfer none): its session, not connected yet
 */
ChatSession *
chat_session_list_add (ChatSessionList *self,
                       const char *address,
                       const char *dialect,
                       const char *name)
{
  g_autoptr (ChatAccount) account = NULL;
  ChatSession *session = NULL;

  g_return_val_if_fail (CHAT_IS_SESSION_LIST (self), NULL);

  account = chat_account_new (address, NULL, name);
  session = chat_session_new (account);
  g_ptr_array_add (self->sessions, session);
  g_list_model_items_changed (G_LIST_MODEL (self), self->sessions->len - 1, 0, 1);

  return session;
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

  return NULL;
}

void
chat_session_list_remove_async (ChatSessionList *self,
                                ChatSession *session,
                                GAsyncReadyCallback callback,
                                gpointer user_data)
{
  guint position = 0;

  g_return_if_fail (CHAT_IS_SESSION_LIST (self));

  if (g_ptr_array_find (self->sessions, session, &position)) {
    chat_session_disconnect (session);
    g_ptr_array_remove_index (self->sessions, position);
    g_list_model_items_changed (G_LIST_MODEL (self), position, 1, 0);
  }
  settle (self, chat_session_list_remove_async, callback, user_data);
}

gboolean
chat_session_list_remove_finish (ChatSessionList *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

void
chat_session_list_close_async (ChatSessionList *self,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  settle (self, chat_session_list_close_async, callback, user_data);
}

gboolean
chat_session_list_close_finish (ChatSessionList *self, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
