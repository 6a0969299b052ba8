/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A folder with copies of what I send, so that it can go whatever becomes of the original: changed,
 * moved, or, where programs live in a box, out of reach when this one runs again.  A copy is there
 * until its message has arrived, or is not wanted any more.
 *
 * The names of the copies are made here.  Those that people give to files are for people to read;
 * no path is made of them.
 */
#include "chat-spool.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

struct _ChatSpool {
  GObject parent_instance;

  char *folder;
};

G_DEFINE_FINAL_TYPE (ChatSpool, chat_spool, G_TYPE_OBJECT)

static void
chat_spool_finalize (GObject *object)
{
  g_free (CHAT_SPOOL (object)->folder);

  G_OBJECT_CLASS (chat_spool_parent_class)->finalize (object);
}

static void
chat_spool_class_init (ChatSpoolClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = chat_spool_finalize;
}

static void
chat_spool_init (ChatSpool *self)
{
}

/**
 * chat_spool_new:
 * @folder: (type filename): where the copies are; it need not be there
 *
 * Makes a spool of what lies in a folder.
 */
ChatSpool *
chat_spool_new (const char *folder)
{
  ChatSpool *self = NULL;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (CHAT_TYPE_SPOOL, NULL);
  self->folder = g_strdup (folder);

  return self;
}

static void
keep_did_copy (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatSpool *self = g_task_get_source_object (task);
  const char *copy = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  if (g_file_copy_finish (G_FILE (source), result, &error)) {
    g_task_return_pointer (task, g_strdup (copy), g_free);
    return;
  }

  chat_spool_drop (self, copy);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                                     N_ ("The file is not there any more"));
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * chat_spool_keep_async:
 * @self: a spool
 * @file: one with a path
 * @cancellable: (nullable): gives up
 * @callback: (scope async): called when there is a copy, or cannot be
 * @user_data: for @callback
 *
 * Makes a copy of a file that is to go.
 */
void
chat_spool_keep_async (ChatSpool *self,
                       ChatFile *file,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GFile) from = NULL;
  g_autoptr (GFile) to = NULL;
  g_autofree char *path = NULL;
  char *copy = NULL;

  g_return_if_fail (CHAT_IS_SPOOL (self));
  g_return_if_fail (CHAT_IS_FILE (file) && chat_file_get_path (file) != NULL);

  copy = g_uuid_string_random ();
  path = chat_spool_build_path (self, copy);
  from = g_file_new_for_path (chat_file_get_path (file));
  to = g_file_new_for_path (path);
  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, chat_spool_keep_async);
  g_task_set_task_data (task, copy, g_free);
  g_mkdir_with_parents (self->folder, 0700);
  g_file_copy_async (from, to, G_FILE_COPY_TARGET_DEFAULT_PERMS, G_PRIORITY_DEFAULT, cancellable,
                     NULL, NULL, keep_did_copy, g_steal_pointer (&task));
}

/**
 * chat_spool_keep_finish:
 * @self: a spool
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the name of the copy
 */
char *
chat_spool_keep_finish (ChatSpool *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

char *
chat_spool_build_path (ChatSpool *self, const char *copy)
{
  g_return_val_if_fail (CHAT_IS_SPOOL (self), NULL);
  g_return_val_if_fail (copy != NULL, NULL);

  return g_build_filename (self->folder, copy, NULL);
}

/**
 * chat_spool_drop:
 * @self: a spool
 * @copy: the name of a copy
 *
 * Takes a copy away that is not to go any more.
 */
void
chat_spool_drop (ChatSpool *self, const char *copy)
{
  g_autofree char *path = chat_spool_build_path (self, copy);

  g_unlink (path);
}

/**
 * chat_spool_clean:
 * @self: a spool
 * @copies: (element-type utf8 gpointer): the names of copies that wait
 *
 * Takes away what a program that ended too early has left.
 */
void
chat_spool_clean (ChatSpool *self, GHashTable *copies)
{
  g_autoptr (GDir) dir = NULL;
  const char *name = NULL;

  g_return_if_fail (CHAT_IS_SPOOL (self));
  g_return_if_fail (copies != NULL);

  dir = g_dir_open (self->folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (!g_hash_table_contains (copies, name))
      chat_spool_drop (self, name);
  }
}

/* The name of the copy that a path leads to, if it does. */
static char *
find_copy (ChatSpool *self, const char *path)
{
  g_autofree char *folder = path != NULL ? g_path_get_dirname (path) : NULL;

  return g_strcmp0 (folder, self->folder) == 0 ? g_path_get_basename (path) : NULL;
}

/**
 * chat_spool_drop_file:
 * @self: a spool
 * @file: one that is not to go any more
 *
 * Takes the copy away if that is what it is; originals stay.
 */
void
chat_spool_drop_file (ChatSpool *self, ChatFile *file)
{
  g_autofree char *copy = NULL;

  g_return_if_fail (CHAT_IS_SPOOL (self));
  g_return_if_fail (CHAT_IS_FILE (file));

  copy = find_copy (self, chat_file_get_path (file));
  if (copy != NULL)
    chat_spool_drop (self, copy);
}

/**
 * chat_spool_note_files:
 * @self: (nullable): a spool
 * @files: a list of [class@Chat.File] with paths
 *
 * Returns: (transfer full) (element-type ChatOutgoingFile): what is to be remembered of them
 */
GPtrArray *
chat_spool_note_files (ChatSpool *self, GListModel *files)
{
  GPtrArray *list = chat_outgoing_file_list_new ();

  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (ChatFile) file = g_list_model_get_item (files, i);
    ChatOutgoingFile *noted = g_new0 (ChatOutgoingFile, 1);

    noted->copy = self != NULL ? find_copy (self, chat_file_get_path (file)) : NULL;
    noted->original = noted->copy == NULL ? g_strdup (chat_file_get_path (file)) : NULL;
    noted->name = g_strdup (chat_file_get_name (file));
    noted->type = g_strdup (chat_file_get_content_type (file));
    noted->size = chat_file_get_size (file);
    noted->width = chat_file_get_width (file);
    noted->height = chat_file_get_height (file);
    g_ptr_array_add (list, noted);
  }

  return list;
}

/**
 * chat_spool_make_files:
 * @self: (nullable): a spool
 * @noted: (element-type ChatOutgoingFile): what is remembered of files
 * @state: where they are on their way
 *
 * Returns: (transfer full): a list of [class@Chat.File]
 */
GListStore *
chat_spool_make_files (ChatSpool *self, GPtrArray *noted, ChatFileState state)
{
  GListStore *files = g_list_store_new (CHAT_TYPE_FILE);

  for (guint i = 0; i < noted->len; i++) {
    const ChatOutgoingFile *one = noted->pdata[i];
    g_autofree char *path = self != NULL && one->copy != NULL
                              ? chat_spool_build_path (self, one->copy)
                              : g_strdup (one->original);
    g_autoptr (ChatFile)
      file = g_object_new (CHAT_TYPE_FILE, "id", one->id, "name", one->name, "type", one->type,
                           "size", one->size, "width", one->width, "height", one->height, "path",
                           path, "state", state, NULL);

    g_list_store_append (files, file);
  }

  return files;
}
