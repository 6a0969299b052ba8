/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-peer.h"

#include <stdlib.h>

#include "test-await.h"

struct _TestPeer {
  GSubprocess *process;
  GDataInputStream *lines;
  GOutputStream *commands;
  guint port;
  char *uri;
};

void
test_peer_require (void)
{
  g_autofree char *node = g_find_program_in_path ("node");
  const char *modules = g_getenv ("NODE_PATH");
  g_autofree char *socket_io = g_build_filename (modules != NULL ? modules : "", "socket.io", NULL);

  if (node != NULL && g_file_test (socket_io, G_FILE_TEST_IS_DIR))
    return;

  g_print ("1..0 # SKIP no Node.js, or no socket.io in NODE_PATH\n");
  exit (0);
}

/* Takes @argv, and adds what is left of @arguments. */
static TestPeer *
start (GPtrArray *argv, va_list arguments)
{
  g_autoptr (GPtrArray) command = argv;
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *port = NULL;
  TestPeer *self = g_new0 (TestPeer, 1);
  const char *argument = NULL;

  while ((argument = va_arg (arguments, const char *)) != NULL)
    g_ptr_array_add (command, g_strdup (argument));
  g_ptr_array_add (command, NULL);

  launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  self->process =
    g_subprocess_launcher_spawnv (launcher, (const char *const *) command->pdata, &error);
  g_assert_no_error (error);

  self->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  self->commands = g_object_ref (g_subprocess_get_stdin_pipe (self->process));

  port = test_peer_await (self, "ready ");
  self->port = (guint) g_ascii_strtoull (port, NULL, 10);
  self->uri = g_strdup_printf ("http://127.0.0.1:%u", self->port);

  return self;
}

TestPeer *
test_peer_start (const char *script, ...)
{
  GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);
  TestPeer *self = NULL;
  va_list arguments;

  g_ptr_array_add (argv, g_strdup ("node"));
  g_ptr_array_add (argv, g_test_build_filename (G_TEST_DIST, "interop", script, NULL));
  va_start (arguments, script);
  self = start (argv, arguments);
  va_end (arguments);

  return self;
}

TestPeer *
test_peer_start_program (const char *program, ...)
{
  GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);
  TestPeer *self = NULL;
  va_list arguments;

  g_ptr_array_add (argv, g_strdup (program));
  va_start (arguments, program);
  self = start (argv, arguments);
  va_end (arguments);

  return self;
}

guint
test_peer_get_port (TestPeer *self)
{
  return self->port;
}

const char *
test_peer_get_uri (TestPeer *self)
{
  return self->uri;
}

void
test_peer_tell (TestPeer *self, const char *line)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *whole = g_strconcat (line, "\n", NULL);

  g_output_stream_write_all (self->commands, whole, strlen (whole), NULL, NULL, &error);
  g_assert_no_error (error);
}

char *
test_peer_hear (TestPeer *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *line = NULL;

  g_data_input_stream_read_line_async (self->lines, G_PRIORITY_DEFAULT, NULL, test_keep_result,
                                       &result);
  test_await (&result);
  line = g_data_input_stream_read_line_finish_utf8 (self->lines, result, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);

  return line;
}

char *
test_peer_await (TestPeer *self, const char *prefix)
{
  while (TRUE) {
    g_autofree char *line = test_peer_hear (self);

    if (g_str_has_prefix (line, prefix))
      return g_strdup (line + strlen (prefix));
    g_test_message ("peer: %.200s", line);
  }
}

void
test_peer_kill (TestPeer *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
}

void
test_peer_stop (TestPeer *self)
{
  test_peer_kill (self);
  g_clear_object (&self->lines);
  g_clear_object (&self->commands);
  g_clear_object (&self->process);
  g_clear_pointer (&self->uri, g_free);
  g_free (self);
}
