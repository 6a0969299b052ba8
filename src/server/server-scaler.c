/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Smaller pictures.  They are made by another program (scale-picture.c), one at a time, so that a
 * picture that was made to harm its reader harms that one; whoever wants the same one meanwhile
 * waits for the same.  What could not be made is remembered by an empty file, and not tried again.
 *
 *   ask --> is it there? -- yes --> its path
 *                |no
 *           is it made now? -- yes --> wait for it
 *                |no
 *           queue --> the program --> rename --> everybody who waits
 */
#include "server-scaler.h"

#include "server-upload.h"

#include <glib/gstdio.h>

#define PROGRAM "parlour-scale-picture"
#define TIME_LIMIT_S 10
#define MAX_WAITING 200

/* Few sizes, so that nobody can have many made. */
static const guint WIDTHS[] = { 160, 320, 640, 1280 };

struct _ServerScaler {
  GObject parent_instance;

  char *folder;
  char *program; /* NULL if it is not there */
  GQueue works;  /* of Work: the first one is under way */
};

G_DEFINE_FINAL_TYPE (ServerScaler, server_scaler, G_TYPE_OBJECT)

typedef struct {
  char *from;
  char *to;
  char *unfinished;
  char *type;
  guint width;
  GPtrArray *tasks; /* that wait for it */
  GSubprocess *process;
  guint timeout_id;
} Work;

static void
work_free (Work *work)
{
  g_clear_handle_id (&work->timeout_id, g_source_remove);
  g_clear_object (&work->process);
  g_ptr_array_unref (work->tasks);
  g_free (work->from);
  g_free (work->to);
  g_free (work->unfinished);
  g_free (work->type);
  g_free (work);
}

static char *
build_path (const char *folder, const char *sha256, guint width)
{
  g_autofree char *name = g_strdup_printf ("%s-%u", sha256, width);

  return g_build_filename (folder, "scaled", name, NULL);
}

static guint
round_up (guint width)
{
  for (guint i = 0; i < G_N_ELEMENTS (WIDTHS); i++) {
    if (width <= WIDTHS[i])
      return WIDTHS[i];
  }

  return WIDTHS[G_N_ELEMENTS (WIDTHS) - 1];
}

/* What is empty is none. */
static char *
dup_if_picture (const char *path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 && status.st_size > 0 ? g_strdup (path) : NULL;
}

static void work_begin (ServerScaler *self);

static void
end (ServerScaler *self, gboolean made)
{
  Work *work = g_queue_pop_head (&self->works);

  if (!made || g_rename (work->unfinished, work->to) != 0) {
    g_unlink (work->unfinished);
    g_file_set_contents (work->to, "", 0, NULL);
  }
  for (guint i = 0; i < work->tasks->len; i++)
    g_task_return_pointer (work->tasks->pdata[i], dup_if_picture (work->to), g_free);
  work_free (work);
  work_begin (self);
}

static void
did_run (GObject *process, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ServerScaler) self = user_data;

  end (self, g_subprocess_wait_check_finish (G_SUBPROCESS (process), result, NULL));
}

static gboolean
timeout_cb (gpointer data)
{
  Work *work = data;

  work->timeout_id = 0;
  g_subprocess_force_exit (work->process);

  return G_SOURCE_REMOVE;
}

/* With the first one of those that wait. */
static void
work_begin (ServerScaler *self)
{
  Work *work = g_queue_peek_head (&self->works);
  g_autofree char *width = NULL;

  if (work == NULL)
    return;

  width = g_strdup_printf ("%u", work->width);
  work->process =
    g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL,
                      self->program, work->from, work->unfinished, work->type, width, NULL);
  if (work->process == NULL) {
    end (self, FALSE);
    return;
  }
  work->timeout_id = g_timeout_add_seconds (TIME_LIMIT_S, timeout_cb, work);
  g_subprocess_wait_check_async (work->process, NULL, did_run, g_object_ref (self));
}

/* The same one that is made already, or NULL. */
static Work *
find_work (ServerScaler *self, const char *to)
{
  for (GList *each = self->works.head; each != NULL; each = each->next) {
    Work *work = each->data;

    if (g_str_equal (work->to, to))
      return work;
  }

  return NULL;
}

static void
add_work (ServerScaler *self, const char *sha256, const char *type, guint width, GTask *task)
{
  g_autofree char *to = build_path (self->folder, sha256, width);
  g_autofree char *folder = NULL;
  Work *work = find_work (self, to);

  if (work != NULL) {
    g_ptr_array_add (work->tasks, g_object_ref (task));
    return;
  }

  folder = g_path_get_dirname (to);
  g_mkdir_with_parents (folder, 0700);
  work = g_new0 (Work, 1);
  work->from = server_upload_build_path (self->folder, sha256);
  work->unfinished = g_strconcat (to, ".part", NULL);
  work->to = g_steal_pointer (&to);
  work->type = g_strdup (type);
  work->width = width;
  work->tasks = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (work->tasks, g_object_ref (task));
  g_queue_push_tail (&self->works, work);
  if (self->works.length == 1)
    work_begin (self);
}

static gboolean
can_be_scaled (const char *type)
{
  static const char *const TYPES[] = { "image/png", "image/jpeg", "image/webp", NULL };

  return g_strv_contains (TYPES, type);
}

void
server_scaler_scale_async (ServerScaler *self,
                           const char *sha256,
                           const char *type,
                           guint width,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, callback, user_data);
  g_autofree char *path = build_path (self->folder, sha256, round_up (width));

  g_task_set_source_tag (task, server_scaler_scale_async);
  if (!can_be_scaled (type))
    g_task_return_pointer (task, NULL, NULL);
  else if (g_file_test (path, G_FILE_TEST_EXISTS))
    g_task_return_pointer (task, dup_if_picture (path), g_free);
  else if (self->program == NULL || self->works.length >= MAX_WAITING)
    g_task_return_pointer (task, NULL, NULL);
  else
    add_work (self, sha256, type, round_up (width), task);
}

char *
server_scaler_scale_finish (ServerScaler *self, GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

void
server_scaler_forget (const char *folder, const char *sha256)
{
  for (guint i = 0; i < G_N_ELEMENTS (WIDTHS); i++) {
    g_autofree char *path = build_path (folder, sha256, WIDTHS[i]);

    g_unlink (path);
  }
}

/* --- the object ---------------------------------------------------------------------------- */

/* Beside this program, as where it was built, or where it was installed. */
static char *
find_program (void)
{
  g_autofree char *own = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = own != NULL ? g_path_get_dirname (own) : NULL;
  g_autofree char *beside = folder != NULL ? g_build_filename (folder, PROGRAM, NULL) : NULL;

  if (beside != NULL && g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&beside);

  return g_file_test (SERVER_LIBEXEC "/" PROGRAM, G_FILE_TEST_IS_EXECUTABLE)
           ? g_strdup (SERVER_LIBEXEC "/" PROGRAM)
           : NULL;
}

/* Who waits for one holds the object: nothing is under way any more. */
static void
server_scaler_finalize (GObject *object)
{
  ServerScaler *self = SERVER_SCALER (object);

  g_free (self->folder);
  g_free (self->program);

  G_OBJECT_CLASS (server_scaler_parent_class)->finalize (object);
}

static void
server_scaler_class_init (ServerScalerClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = server_scaler_finalize;
}

static void
server_scaler_init (ServerScaler *self)
{
  self->program = find_program ();
}

ServerScaler *
server_scaler_new (const char *folder)
{
  ServerScaler *self = g_object_new (SERVER_TYPE_SCALER, NULL);

  self->folder = g_strdup (folder);

  return self;
}
