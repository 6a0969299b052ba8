/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-house.h"

#include <gio/gio.h>
#include <signal.h>
#include <sys/prctl.h>

#include "test-await.h"
#include "test-folder.h"

struct _TestHouse {
  char *folder;
  char *data;
  char *address; /* once it has been there */
  char **options;
  GSubprocess *process;
};

TestHouse *
test_house_new (const char *const *options)
{
  TestHouse *self = g_new0 (TestHouse, 1);

  self->folder = test_folder_new ();
  self->data = g_build_filename (self->folder, "data", NULL);
  self->options = g_strdupv ((char **) options);
  test_house_start (self);

  return self;
}

void
test_house_free (TestHouse *self)
{
  if (self->process != NULL)
    test_house_stop (self, SIGKILL);
  test_folder_remove (self->folder);
  g_strfreev (self->options);
  g_free (self->folder);
  g_free (self->data);
  g_free (self->address);
  g_free (self);
}

static char *
dup_port (TestHouse *self)
{
  return g_strdup (self->address != NULL ? strrchr (self->address, ':') + 1 : "0");
}

/* The line that says where it is. */
static char *
read_address (TestHouse *self)
{
  g_autoptr (GDataInputStream) lines = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  char *address = NULL;

  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  g_data_input_stream_read_line_async (lines, G_PRIORITY_DEFAULT, NULL, test_keep_result, &result);
  test_await (&result);
  address = g_data_input_stream_read_line_finish_utf8 (lines, result, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (address);

  return address;
}

/* A test that fails does not leave a server behind. */
static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

void
test_house_start (TestHouse *self)
{
  g_autoptr (GPtrArray) command = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autofree char *port = dup_port (self);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (g_getenv ("PARLOUR_SERVER"));
  g_ptr_array_add (command, g_strdup (g_getenv ("PARLOUR_SERVER")));
  g_ptr_array_add (command, g_strdup ("--data"));
  g_ptr_array_add (command, g_strdup (self->data));
  g_ptr_array_add (command, g_strdup ("--port"));
  g_ptr_array_add (command, g_strdup (port));
  g_ptr_array_add (command, g_strdup ("--print-address"));
  for (guint i = 0; self->options != NULL && self->options[i] != NULL; i++)
    g_ptr_array_add (command, g_strdup (self->options[i]));
  g_ptr_array_add (command, NULL);

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->process =
    g_subprocess_launcher_spawnv (launcher, (const char *const *) command->pdata, &error);
  g_assert_no_error (error);
  g_free (self->address);
  self->address = read_address (self);
}

void
test_house_stop (TestHouse *self, int signal)
{
  g_autoptr (GAsyncResult) result = NULL;

  g_subprocess_send_signal (self->process, signal);
  g_subprocess_wait_async (self->process, NULL, test_keep_result, &result);
  test_await (&result);
  g_clear_object (&self->process);
}

const char *
test_house_get_address (TestHouse *self)
{
  return self->address;
}

const char *
test_house_get_data (TestHouse *self)
{
  return self->data;
}
