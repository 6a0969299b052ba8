/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is kept of an account on this computer, in a folder that is called by its id and is for
 * nobody else to read:
 *
 *     account.ini   where it is, and who I am there; no secrets
 *     chat.db       what its server has told (ChatStore)
 *     files/        what was downloaded
 *     outgoing/     copies of files that wait to be sent
 *
 * The files of a few accounts are read and written at once, for they are small; what was
 * downloaded is not, and is removed by a thread.
 */
#include "chat-account-folder.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

#define FILE_NAME "account.ini"
#define GROUP "account"

static ChatAccountFolder *
take (ChatAccount *account, char *path)
{
  ChatAccountFolder *self = g_new0 (ChatAccountFolder, 1);

  self->account = account;
  self->path = path;

  return self;
}

void
chat_account_folder_free (ChatAccountFolder *self)
{
  g_object_unref (self->account);
  g_free (self->path);
  g_free (self);
}

/* Only a server that has accounts tells what is worth a folder to its session. */
static const char *
folder_for (const char *dialect, const char *path)
{
  return g_str_equal (dialect, "native") ? path : NULL;
}

ChatAccountFolder *
chat_account_folder_new (const char *accounts,
                         const char *address,
                         const char *dialect,
                         const char *name,
                         gboolean hosted)
{
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *path = g_build_filename (accounts, id, NULL);
  ChatAccount *account = NULL;
  ChatAccountFolder *self = NULL;

  if (g_mkdir_with_parents (path, 0700) != 0)
    g_message ("%s: %s", path, g_strerror (errno));

  account =
    g_object_new (CHAT_TYPE_ACCOUNT, "id", id, "address", address, "dialect", dialect, "folder",
                  folder_for (dialect, path), "name", name, "hosted", hosted, NULL);
  self = take (account, g_steal_pointer (&path));
  self->created_at = g_get_real_time () / 1000;

  return self;
}

/* --- what was saved ------------------------------------------------------------------------ */

static GKeyFile *
read_file (const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *name = g_build_filename (path, FILE_NAME, NULL);

  return g_key_file_load_from_file (file, name, G_KEY_FILE_NONE, error) ? g_steal_pointer (&file)
                                                                        : NULL;
}

/* NULL if something is missing without which there is no account. */
static ChatAccountFolder *
load (const char *path, const char *id, GKeyFile *file)
{
  g_autofree char *address = g_key_file_get_string (file, GROUP, "address", NULL);
  g_autofree char *dialect = g_key_file_get_string (file, GROUP, "dialect", NULL);
  g_autofree char *user_id = g_key_file_get_string (file, GROUP, "user-id", NULL);
  g_autofree char *name = g_key_file_get_string (file, GROUP, "name", NULL);
  g_autofree char *title = g_key_file_get_string (file, GROUP, "title", NULL);
  ChatAccount *account = NULL;
  ChatAccountFolder *self = NULL;

  if (address == NULL || dialect == NULL || user_id == NULL || name == NULL)
    return NULL;

  account =
    g_object_new (CHAT_TYPE_ACCOUNT, "id", id, "address", address, "dialect", dialect, "folder",
                  folder_for (dialect, path), "user-id", user_id, "name", name, "title", title,
                  "hosted", g_key_file_get_boolean (file, GROUP, "hosted", NULL), NULL);
  self = take (account, g_strdup (path));
  self->created_at = g_key_file_get_int64 (file, GROUP, "created-at", NULL);

  return self;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  const ChatAccountFolder *left = a;
  const ChatAccountFolder *right = b;

  if (left->created_at != right->created_at)
    return left->created_at < right->created_at ? -1 : 1;

  return g_strcmp0 (left->path, right->path);
}

/* What is in the way of an account stays where it is: a folder without its file is what a program
 * that was killed has left, but a file that makes no sense may still be somebody's. */
static void
look_into (const char *path, const char *id, GPtrArray *folders)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GKeyFile) file = read_file (path, &error);
  ChatAccountFolder *self = file != NULL ? load (path, id, file) : NULL;

  if (self != NULL)
    g_ptr_array_add (folders, self);
  else if (g_error_matches (error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    chat_account_folder_remove_async (path, NULL, NULL);
  else
    g_message ("%s: there is no account in it", path);
}

GPtrArray *
chat_account_folder_list (const char *accounts)
{
  GPtrArray *folders = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_account_folder_free);
  g_autoptr (GDir) dir = g_dir_open (accounts, 0, NULL);
  const char *id = NULL;

  while (dir != NULL && (id = g_dir_read_name (dir)) != NULL) {
    g_autofree char *path = g_build_filename (accounts, id, NULL);

    if (g_uuid_string_is_valid (id) && g_file_test (path, G_FILE_TEST_IS_DIR))
      look_into (path, id, folders);
  }
  g_ptr_array_sort_values (folders, compare);

  return folders;
}

void
chat_account_folder_save (ChatAccountFolder *self)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *path = g_build_filename (self->path, FILE_NAME, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  gsize length = 0;

  g_key_file_set_string (file, GROUP, "address", chat_account_get_address (self->account));
  g_key_file_set_string (file, GROUP, "dialect", chat_account_get_dialect (self->account));
  g_key_file_set_string (file, GROUP, "user-id", chat_account_get_user_id (self->account));
  g_key_file_set_string (file, GROUP, "name", chat_account_get_name (self->account));
  g_key_file_set_string (file, GROUP, "title", chat_account_get_title (self->account));
  g_key_file_set_boolean (file, GROUP, "hosted", chat_account_get_hosted (self->account));
  g_key_file_set_int64 (file, GROUP, "created-at", self->created_at);

  text = g_key_file_to_data (file, &length, NULL);
  if (!g_file_set_contents_full (path, text, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600,
                                 &error))
    g_message ("%s", error->message);
}

/* --- away with it ------------------------------------------------------------------------------
 */

static gboolean
remove_tree (const char *path, GError **error)
{
  g_autoptr (GDir) dir = NULL;
  GStatBuf status;
  const char *name = NULL;

  if (g_lstat (path, &status) == 0 && S_ISDIR (status.st_mode))
    dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (path, name, NULL);

    if (!remove_tree (child, error))
      return FALSE;
  }
  if (g_remove (path) == 0 || errno == ENOENT)
    return TRUE;

  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (errno), "%s: %s", path,
               g_strerror (errno));
  return FALSE;
}

static void
remove_in_thread (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  GError *error = NULL;

  if (remove_tree (path, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

/**
 * chat_account_folder_remove_async:
 * @path: of the folder of an account
 * @callback: (scope async) (nullable): called when it is gone
 * @user_data: for @callback
 *
 * Removes all that is kept of an account.
 */
void
chat_account_folder_remove_async (const char *path,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, chat_account_folder_remove_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, remove_in_thread);
}

gboolean
chat_account_folder_remove_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
