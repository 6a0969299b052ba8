/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One run of parlour-server: a child of this program, or one that was found at work.
 *
 * A child that does not stay ends with this program in any case: the kernel tells it when its
 * parent is gone, however that happened.  One that stays is in a session of its own, where neither
 * the end of this program nor that of a terminal reaches it.
 *
 * One that is found has the lock of the folder, in which it wrote who and where it is.  It is
 * watched through a descriptor that stands for this process, and never for a later one of the same
 * number.
 *
 * What waits for a process has a reference; whoever loses interest says so with _leave ().
 */
#include "chat-host-process.h"

#include "chat-host-error.h"

#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <unistd.h>

#define KILL_AFTER_S 5
#define LOOK_EVERY_S 5
#define NAME "parlour-server"

struct _ChatHostProcess {
  GObject parent_instance;

  GCancellable *cancellable; /* of what waits */
  GSubprocess *child;        /* NULL if it was found */
  char *folder;              /* where it was found */
  int pidfd;                 /* of one that was found; -1 if it is out of reach */
  guint watch_id;
  guint kill_id;
  guint n_ends; /* how many of the child's two ends are there: its log's and its own */
  char *last_words;
  char *address;
  gboolean open_to_network;
};

G_DEFINE_FINAL_TYPE (ChatHostProcess, chat_host_process, G_TYPE_OBJECT)

enum {
  LISTENING,
  ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* The name that it gives itself with all addresses is for others. */
static gboolean
take_address (ChatHostProcess *self, const char *said)
{
  g_autoptr (GUri) uri = g_uri_parse (said, G_URI_FLAGS_NONE, NULL);
  gboolean numeric = FALSE;

  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_port (uri) <= 0)
    return FALSE;

  numeric = g_hostname_is_ip_address (g_uri_get_host (uri));
  self->open_to_network = !numeric;
  self->address =
    g_uri_join (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL,
                numeric ? g_uri_get_host (uri) : "127.0.0.1", g_uri_get_port (uri), "", NULL, NULL);
  return TRUE;
}

static void
end (ChatHostProcess *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_handle_id (&self->kill_id, g_source_remove);
  error = chat_host_error_new (self->last_words != NULL ? CHAT_HOST_ERROR_COMPLAINED
                                                        : CHAT_HOST_ERROR_ENDED,
                               self->last_words);
  g_signal_emit (self, signals[ENDED], 0, error);
}

/* --- a child ------------------------------------------------------------------------------ */

/* Its last words come through a pipe, and may be slower than the news of its end. */
static void
one_end (ChatHostProcess *self)
{
  if (++self->n_ends == 2)
    end (self);
}

static void
did_wait (GObject *child, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ChatHostProcess) self = user_data;

  if (g_subprocess_wait_finish (G_SUBPROCESS (child), result, NULL))
    one_end (self);
}

static void
did_read_log (GObject *log, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ChatHostProcess) self = user_data;
  g_autofree char *line =
    g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (log), result, NULL, NULL);

  if (g_cancellable_is_cancelled (self->cancellable))
    return;
  if (line == NULL) {
    one_end (self);
    return;
  }

  g_message ("%s", line);
  if (g_str_has_prefix (line, NAME ": "))
    g_set_str (&self->last_words, line);
  g_data_input_stream_read_line_async (G_DATA_INPUT_STREAM (log), G_PRIORITY_DEFAULT,
                                       self->cancellable, did_read_log, g_object_ref (self));
}

static void
did_print (GObject *output, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ChatHostProcess) self = user_data;
  g_autofree char *line =
    g_data_input_stream_read_line_finish_utf8 (G_DATA_INPUT_STREAM (output), result, NULL, NULL);

  if (line != NULL && take_address (self, line))
    g_signal_emit (self, signals[LISTENING], 0);
}

static void
follow (ChatHostProcess *self)
{
  g_autoptr (GDataInputStream)
    output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->child));
  g_autoptr (GDataInputStream)
    log = g_data_input_stream_new (g_subprocess_get_stderr_pipe (self->child));

  g_data_input_stream_read_line_async (output, G_PRIORITY_DEFAULT, self->cancellable, did_print,
                                       g_object_ref (self));
  g_data_input_stream_read_line_async (log, G_PRIORITY_DEFAULT, self->cancellable, did_read_log,
                                       g_object_ref (self));
  g_subprocess_wait_async (self->child, self->cancellable, did_wait, g_object_ref (self));
}

/* In the child, before it is another program. */
static void
tie_cb (gpointer parent)
{
  if (prctl (PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid () != GPOINTER_TO_INT (parent))
    _exit (1);
}

static void
untie_cb (gpointer data)
{
  setsid ();
}

/* Whoever comes from elsewhere was asked in. */
static char **
build_argv (const ChatHostOptions *options)
{
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();

  g_strv_builder_add_many (argv, options->program, "--data", options->folder, "--print-address",
                           NULL);
  g_strv_builder_take (argv, g_strdup_printf ("--port=%u", options->port));
  if (options->open_to_network)
    g_strv_builder_add_many (argv, "--address=*", "--admission=invite", NULL);
  else
    g_strv_builder_add_many (argv, "--address=127.0.0.1", "--admission=open", NULL);
  if (options->name != NULL)
    g_strv_builder_take (argv, g_strconcat ("--name=", options->name, NULL));

  return g_strv_builder_end (argv);
}

static GSubprocess *
spawn (const ChatHostOptions *options, GError **error)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_auto (GStrv) argv = build_argv (options);
  g_autoptr (GError) failure = NULL;
  GSubprocess *child = NULL;

  g_subprocess_launcher_set_child_setup (launcher, options->stays ? untie_cb : tie_cb,
                                         GINT_TO_POINTER (getpid ()), NULL);

  child = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &failure);
  if (child == NULL)
    g_propagate_error (error, chat_host_error_new (CHAT_HOST_ERROR_NOT_RUN, failure->message));

  return child;
}

/* --- one that is there ------------------------------------------------------------------------ */

/* What is in the lock of a folder; NULL if nobody has it. */
static char *
read_lock (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "lock", NULL);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  char *text = NULL;

  if (fd < 0)
    return NULL;
  if (flock (fd, LOCK_SH | LOCK_NB) != 0 && !g_file_get_contents (path, &text, NULL, NULL))
    text = g_strdup ("");
  close (fd);

  return text;
}

/* Where processes have other numbers, in a sandbox, this may be anything. */
static gboolean
is_server (int pid)
{
  g_autofree char *link = g_strdup_printf ("/proc/%d/exe", pid);
  g_autofree char *path = g_file_read_link (link, NULL);
  g_autofree char *name = path != NULL ? g_path_get_basename (path) : NULL;

  return name != NULL && g_str_has_prefix (name, NAME);
}

static gboolean
over_cb (int fd, GIOCondition condition, gpointer data)
{
  g_autoptr (ChatHostProcess) self = g_object_ref (data);

  self->watch_id = 0;
  end (self);
  return G_SOURCE_REMOVE;
}

/* Out of reach, but not out of sight. */
static gboolean
look_cb (gpointer data)
{
  g_autoptr (ChatHostProcess) self = g_object_ref (data);
  g_autofree char *text = read_lock (self->folder);

  if (text != NULL)
    return G_SOURCE_CONTINUE;

  self->watch_id = 0;
  end (self);
  return G_SOURCE_REMOVE;
}

static void
watch (ChatHostProcess *self, int pid)
{
  self->pidfd = pidfd_open (pid, 0);
  if (self->pidfd >= 0 && !is_server (pid))
    g_clear_fd (&self->pidfd, NULL);

  if (self->pidfd >= 0)
    self->watch_id = g_unix_fd_add (self->pidfd, G_IO_IN, over_cb, self);
  else
    self->watch_id = g_timeout_add_seconds (LOOK_EVERY_S, look_cb, self);
}

/* --- the object --------------------------------------------------------------------------------
 */

static void
chat_host_process_dispose (GObject *object)
{
  ChatHostProcess *self = CHAT_HOST_PROCESS (object);

  chat_host_process_leave (self);
  g_clear_object (&self->child);

  G_OBJECT_CLASS (chat_host_process_parent_class)->dispose (object);
}

static void
chat_host_process_finalize (GObject *object)
{
  ChatHostProcess *self = CHAT_HOST_PROCESS (object);

  g_clear_object (&self->cancellable);
  g_clear_fd (&self->pidfd, NULL);
  g_free (self->folder);
  g_free (self->last_words);
  g_free (self->address);

  G_OBJECT_CLASS (chat_host_process_parent_class)->finalize (object);
}

static void
chat_host_process_class_init (ChatHostProcessClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_host_process_dispose;
  G_OBJECT_CLASS (klass)->finalize = chat_host_process_finalize;

  signals[LISTENING] = g_signal_new ("listening", CHAT_TYPE_HOST_PROCESS, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ENDED] = g_signal_new ("ended", CHAT_TYPE_HOST_PROCESS, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                 NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
chat_host_process_init (ChatHostProcess *self)
{
  self->cancellable = g_cancellable_new ();
  self->pidfd = -1;
}

/**
 * chat_host_process_start:
 * @options: how to run it
 * @error: return location for an error
 *
 * Runs a server.
 *
 * Returns: (transfer full) (nullable): the run
 */
ChatHostProcess *
chat_host_process_start (const ChatHostOptions *options, GError **error)
{
  g_autoptr (ChatHostProcess) self = g_object_new (CHAT_TYPE_HOST_PROCESS, NULL);

  self->child = spawn (options, error);
  if (self->child == NULL)
    return NULL;

  follow (self);
  return g_steal_pointer (&self);
}

/**
 * chat_host_process_find:
 * @folder: where a server keeps its data
 * @error: return location for an error
 *
 * Looks for the server that has a folder.  One that is only just coming or going cannot be found,
 * but is in the way: that is an error, which passes.
 *
 * Returns: (transfer full) (nullable): its run; %NULL without an error if there is none
 */
ChatHostProcess *
chat_host_process_find (const char *folder, GError **error)
{
  g_autoptr (ChatHostProcess) self = NULL;
  g_autofree char *text = read_lock (folder);
  char *address = NULL;
  int pid = 0;

  if (text == NULL)
    return NULL;

  self = g_object_new (CHAT_TYPE_HOST_PROCESS, NULL);
  self->folder = g_strdup (folder);
  pid = (int) strtol (text, &address, 10);
  if (pid > 0 && take_address (self, g_strstrip (address))) {
    watch (self, pid);
    return g_steal_pointer (&self);
  }

  g_propagate_error (error, chat_host_error_new (CHAT_HOST_ERROR_BUSY, NULL));
  return NULL;
}

const char *
chat_host_process_get_address (ChatHostProcess *self)
{
  g_return_val_if_fail (CHAT_IS_HOST_PROCESS (self), NULL);

  return self->address;
}

gboolean
chat_host_process_is_open_to_network (ChatHostProcess *self)
{
  g_return_val_if_fail (CHAT_IS_HOST_PROCESS (self), FALSE);

  return self->open_to_network;
}

static void
send_signal (ChatHostProcess *self, int signal)
{
  if (self->child != NULL)
    g_subprocess_send_signal (self->child, signal);
  else
    pidfd_send_signal (self->pidfd, signal, NULL, 0);
}

static void
kill_cb (gpointer data)
{
  ChatHostProcess *self = data;

  self->kill_id = 0;
  send_signal (self, SIGKILL);
}

/**
 * chat_host_process_stop:
 * @self: a run of a server
 *
 * Ends it, as gently as it lets itself be ended.
 *
 * Returns: whether it can be; one outside of this program's sandbox cannot
 */
gboolean
chat_host_process_stop (ChatHostProcess *self)
{
  g_return_val_if_fail (CHAT_IS_HOST_PROCESS (self), FALSE);

  if (self->child == NULL && self->pidfd < 0)
    return FALSE;

  if (self->kill_id == 0) {
    self->kill_id = g_timeout_add_seconds_once (KILL_AFTER_S, kill_cb, self);
    send_signal (self, SIGTERM);
  }
  return TRUE;
}

/**
 * chat_host_process_leave:
 * @self: a run of a server
 *
 * Lets it run, and forgets it.
 */
void
chat_host_process_leave (ChatHostProcess *self)
{
  g_return_if_fail (CHAT_IS_HOST_PROCESS (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->watch_id, g_source_remove);
  g_clear_handle_id (&self->kill_id, g_source_remove);
}
