/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-host.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#include "chat-server-info.h"
#include "socket-io-client.h"
#include "test-await.h"
#include "test-folder.h"

typedef struct {
  char *folder; /* with the server's in it */
  char *data;
  char *program;
  ChatHost *host;
} Fixture;

static const char *self_path;

static ChatHost *
new_host (Fixture *fixture)
{
  return g_object_new (CHAT_TYPE_HOST, "folder", fixture->data, "program", fixture->program,
                       "retry-delay", 20, NULL);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
  fixture->data = g_build_filename (fixture->folder, "parlour", "server", NULL);
  fixture->program =
    g_test_build_filename (G_TEST_BUILT, "..", "src", "server", "parlour-server", NULL);
  fixture->host = new_host (fixture);
}

/* The server that has the folder; 0 if none has. */
static int
read_pid (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->data, "lock", NULL);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? atoi (text) : 0;
}

static gboolean
is_alive (int pid)
{
  return kill (pid, 0) == 0;
}

static void
close_host (ChatHost *host)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_host_close_async (host, test_keep_result, &result);
  test_await (&result);
  g_assert_true (chat_host_close_finish (host, result, NULL));
  g_assert_cmpint (chat_host_get_state (host), ==, CHAT_HOST_STOPPED);
}

static void
stop (ChatHost *host)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_host_stop_async (host, test_keep_result, &result);
  test_await (&result);
  g_assert_true (chat_host_stop_finish (host, result, NULL));
  g_assert_cmpint (chat_host_get_state (host), ==, CHAT_HOST_STOPPED);
}

static void
drop (ChatHost **host)
{
  test_settle ();
  g_assert_finalize_object (g_steal_pointer (host));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  if (fixture->host != NULL) {
    stop (fixture->host);
    drop (&fixture->host);
  }
  test_folder_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->data);
  g_free (fixture->program);
}

/* Once it runs. */
static char *
dup_address (ChatHost *host)
{
  test_await_that (chat_host_get_state (host) == CHAT_HOST_RUNNING);

  return g_strdup (chat_host_get_address (host));
}

static ChatServerInfo *
fetch (const char *address)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  ChatServerInfo *info = NULL;

  chat_server_info_fetch_async (address, NULL, test_keep_result, &result);
  test_await (&result);
  info = chat_server_info_fetch_finish (result, &error);
  g_assert_no_error (error);

  return info;
}

static void
test_runs (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address = NULL;
  g_autoptr (ChatServerInfo) info = NULL;
  int pid = 0;

  g_assert_true (chat_host_get_is_available (fixture->host));
  g_assert_cmpint (chat_host_get_state (fixture->host), ==, CHAT_HOST_STOPPED);
  g_assert_false (chat_host_resume (fixture->host));
  chat_host_start (fixture->host);
  g_assert_cmpint (chat_host_get_state (fixture->host), ==, CHAT_HOST_STARTING);
  chat_host_start (fixture->host);
  address = dup_address (fixture->host);
  pid = read_pid (fixture);

  g_assert_true (g_str_has_prefix (address, "http://127.0.0.1:"));
  g_assert_cmpuint (g_strv_length ((char **) chat_host_get_lan_addresses (fixture->host)), ==, 0);
  info = fetch (address);
  g_assert_cmpstr (info->dialect, ==, "native");
  g_assert_true (chat_server_info_has_feature (info, "registration"));
  g_assert_false (chat_server_info_has_feature (info, "guests"));

  g_assert_true (is_alive (pid));
  stop (fixture->host);
  g_assert_null (chat_host_get_address (fixture->host));
  g_assert_false (is_alive (pid));
}

static void
test_same_address (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketListener) other = g_socket_listener_new ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *moved = NULL;
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GSocketAddress) taken = NULL;
  g_autoptr (GError) error = NULL;

  chat_host_start (fixture->host);
  before = dup_address (fixture->host);
  close_host (fixture->host);
  drop (&fixture->host);

  fixture->host = new_host (fixture);
  g_assert_true (chat_host_resume (fixture->host));
  after = dup_address (fixture->host);
  g_assert_cmpstr (after, ==, before);
  close_host (fixture->host);

  uri = g_uri_parse (before, G_URI_FLAGS_NONE, NULL);
  taken = g_inet_socket_address_new_from_string ("127.0.0.1", (guint) g_uri_get_port (uri));
  g_socket_listener_add_address (other, taken, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
                                 NULL, &error);
  g_assert_no_error (error);
  chat_host_start (fixture->host);
  moved = dup_address (fixture->host);
  g_assert_cmpstr (moved, !=, before);
}

static void
test_stopped_is_not_resumed (Fixture *fixture, gconstpointer data)
{
  chat_host_start (fixture->host);
  stop (fixture->host); /* on its way */
  g_assert_false (chat_host_resume (fixture->host));
  drop (&fixture->host);

  fixture->host = new_host (fixture);
  g_assert_false (chat_host_resume (fixture->host));
}

static void
test_network (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *open = NULL;
  g_autofree char *closed = NULL;
  g_autofree char *invite = NULL;
  g_autoptr (ChatServerInfo) info = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  const char *port = NULL;

  chat_host_start (fixture->host);
  before = dup_address (fixture->host);
  chat_host_set_open_to_network (fixture->host, TRUE);
  g_assert_cmpint (chat_host_get_state (fixture->host), ==, CHAT_HOST_STARTING);
  open = dup_address (fixture->host);
  g_assert_cmpstr (open, ==, before);

  port = strrchr (open, ':');
  for (const char *const *each = chat_host_get_lan_addresses (fixture->host); *each != NULL;
       each++) {
    g_assert_true (g_str_has_suffix (*each, port));
    g_assert_false (g_str_has_prefix (*each, "http://127."));
  }
  info = fetch (open);
  g_assert_true (chat_server_info_has_feature (info, "invites"));
  g_assert_false (chat_server_info_has_feature (info, "registration"));

  chat_host_invite_async (fixture->host, NULL, test_keep_result, &result);
  test_await (&result);
  invite = chat_host_invite_finish (fixture->host, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (invite), ==, 20);

  chat_host_set_open_to_network (fixture->host, FALSE);
  closed = dup_address (fixture->host);
  g_assert_cmpstr (closed, ==, before);
  g_assert_cmpuint (g_strv_length ((char **) chat_host_get_lan_addresses (fixture->host)), ==, 0);
}

static void
test_name (Fixture *fixture, gconstpointer data)
{
  static const char *const NAMES[] = { "Noor’s Computer", "--help", "a \"b\" $c", NULL };

  chat_host_set_name (fixture->host, "Before");
  chat_host_start (fixture->host);
  for (guint i = 0; NAMES[i] != NULL; i++) {
    g_autofree char *address = NULL;
    g_autoptr (ChatServerInfo) info = NULL;

    chat_host_set_name (fixture->host, NAMES[i]);
    address = dup_address (fixture->host);
    info = fetch (address);
    g_assert_cmpstr (info->name, ==, NAMES[i]);
  }

  close_host (fixture->host);
  drop (&fixture->host);
  fixture->host = new_host (fixture);
  g_assert_cmpstr (chat_host_get_name (fixture->host), ==, NAMES[2]);
}

/* What somebody is called is never an option. */
static void
test_nobody (Fixture *fixture, gconstpointer data)
{
  static const char *const NAMES[] = { "noor", "--help", "--", "-d/" };

  chat_host_start (fixture->host);
  test_await_that (chat_host_get_state (fixture->host) == CHAT_HOST_RUNNING);
  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++) {
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;

    chat_host_sign_in_async (fixture->host, NAMES[i], NULL, test_keep_result, &result);
    test_await (&result);
    g_assert_null (chat_host_sign_in_finish (fixture->host, result, &error));
    g_assert_error (error, CHAT_HOST_ERROR, CHAT_HOST_ERROR_COMPLAINED);
    g_assert_cmpstr (error->message, ==, "There is nobody of this name");
  }
}

static void
test_crash (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  chat_host_start (fixture->host);
  before = dup_address (fixture->host);
  for (guint i = 0; i < 2; i++) {
    kill (read_pid (fixture), SIGKILL);
    test_await_that (chat_host_get_state (fixture->host) == CHAT_HOST_FAILED);
    g_assert_error (chat_host_get_error (fixture->host), CHAT_HOST_ERROR, CHAT_HOST_ERROR_ENDED);
    g_assert_cmpint (chat_host_get_next_attempt (fixture->host), >, 0);
    g_assert_cmpstr (chat_host_get_address (fixture->host), ==, before);

    g_free (after);
    after = dup_address (fixture->host);
    g_assert_cmpstr (after, ==, before);
    g_assert_null (chat_host_get_error (fixture->host));
    g_assert_cmpint (chat_host_get_next_attempt (fixture->host), ==, 0);
  }

  /* While it waits it can be told to stop. */
  kill (read_pid (fixture), SIGKILL);
  test_await_that (chat_host_get_state (fixture->host) == CHAT_HOST_FAILED);
  stop (fixture->host);
}

static void
test_cannot_start (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatHost) missing = NULL;

  /* The server does not use what others can read, and says so. */
  g_assert_cmpint (g_mkdir_with_parents (fixture->data, 0700), ==, 0);
  g_assert_cmpint (g_chmod (fixture->data, 0755), ==, 0);
  chat_host_start (fixture->host);
  test_await_that (chat_host_get_state (fixture->host) == CHAT_HOST_FAILED);
  g_assert_error (chat_host_get_error (fixture->host), CHAT_HOST_ERROR, CHAT_HOST_ERROR_COMPLAINED);
  g_assert_true (
    g_str_has_prefix (chat_host_get_error (fixture->host)->message, "Others can look"));
  g_assert_cmpint (chat_host_get_next_attempt (fixture->host), ==, 0);

  missing = chat_host_new (fixture->data, "/nonexistent/parlour-server");
  chat_host_start (missing);
  g_assert_cmpint (chat_host_get_state (missing), ==, CHAT_HOST_FAILED);
  g_assert_error (chat_host_get_error (missing), CHAT_HOST_ERROR, CHAT_HOST_ERROR_NOT_RUN);
  g_assert_cmpint (chat_host_get_next_attempt (missing), ==, 0);
  drop (&missing);
}

/* Makes the server write a line to its log. */
static void
be_refused (const char *address)
{
  g_autoptr (SocketIoClient) client = socket_io_client_new (address);

  socket_io_client_connect (client);
  test_await_signal (client, "connect-error");
  socket_io_client_disconnect (client);
  test_settle ();
}

static void
test_stays (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  int pid = 0;

  chat_host_set_stays (fixture->host, TRUE);
  chat_host_start (fixture->host);
  before = dup_address (fixture->host);
  pid = read_pid (fixture);
  close_host (fixture->host);
  drop (&fixture->host);
  be_refused (before);
  be_refused (before);
  g_assert_true (is_alive (pid));

  fixture->host = new_host (fixture);
  g_assert_true (chat_host_get_stays (fixture->host));
  g_assert_true (chat_host_resume (fixture->host));
  after = dup_address (fixture->host);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (read_pid (fixture), ==, pid);

  /* From now on it is a child again. */
  chat_host_set_stays (fixture->host, FALSE);
  g_clear_pointer (&after, g_free);
  after = dup_address (fixture->host);
  g_assert_cmpstr (after, ==, before);
  g_assert_cmpint (read_pid (fixture), !=, pid);
  close_host (fixture->host);
}

static void
test_two_programs (Fixture *fixture, gconstpointer data)
{
  ChatHost *other = NULL;
  g_autofree char *address = NULL;
  g_autofree char *same = NULL;
  g_autofree char *own = NULL;
  int pid = 0;

  chat_host_start (fixture->host);
  address = dup_address (fixture->host);
  pid = read_pid (fixture);
  other = new_host (fixture);
  chat_host_start (other);
  same = dup_address (other);
  g_assert_cmpstr (same, ==, address);
  close_host (other);
  g_assert_true (is_alive (pid));

  /* Whose server it is goes away; how soon the other has its own is not known. */
  chat_host_start (other);
  close_host (fixture->host);
  test_await_that (chat_host_get_state (other) == CHAT_HOST_RUNNING && read_pid (fixture) > 0 &&
                   read_pid (fixture) != pid);
  own = dup_address (other);
  g_assert_cmpstr (own, ==, address);
  close_host (other);
  drop (&other);
}

/* The part of the program that is killed. */
static int
be_program (const char *data, const char *program)
{
  g_autoptr (ChatHost) host = chat_host_new (data, program);

  chat_host_start (host);
  test_await_that (chat_host_get_state (host) == CHAT_HOST_RUNNING);
  g_print ("running\n");
  test_await_that (FALSE);

  return 0;
}

static void
test_killed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSubprocess)
    program = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, self_path, "--be-program",
                                fixture->data, fixture->program, NULL);
  g_autoptr (GDataInputStream)
    output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (program));
  g_autofree char *line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  g_autofree char *address = NULL;
  int pid = read_pid (fixture);

  g_assert_cmpstr (line, ==, "running");
  g_assert_true (is_alive (pid));
  g_subprocess_force_exit (program);
  g_subprocess_wait (program, NULL, NULL);

  /* It ends by itself, and makes room for the next one. */
  chat_host_start (fixture->host);
  test_await_that (read_pid (fixture) != pid);
  address = dup_address (fixture->host);
  g_assert_true (is_alive (read_pid (fixture)));
}

static void
test_dropped (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address = NULL;
  int pid = 0;

  chat_host_start (fixture->host);
  address = dup_address (fixture->host);
  pid = read_pid (fixture);
  drop (&fixture->host);
  while (is_alive (pid))
    g_main_context_iteration (NULL, FALSE);
}

int
main (int argc, char *argv[])
{
  if (argc == 4 && g_str_equal (argv[1], "--be-program"))
    return be_program (argv[2], argv[3]);

  g_test_init (&argc, &argv, NULL);
  self_path = argv[0];

#define ADD(path, func) g_test_add ("/chat/host/" path, Fixture, NULL, set_up, func, tear_down)

  ADD ("it-runs-until-it-is-stopped", test_runs);
  ADD ("it-is-where-it-was-if-it-can-be", test_same_address);
  ADD ("what-was-stopped-is-not-resumed", test_stopped_is_not_resumed);
  ADD ("others-reach-it-when-it-is-opened-and-need-an-invite", test_network);
  ADD ("it-has-a-name-of-its-own", test_name);
  ADD ("there-is-no-way-in-for-nobody", test_nobody);
  ADD ("what-crashes-is-started-again", test_crash);
  ADD ("what-cannot-start-is-told-once", test_cannot_start);
  ADD ("what-stays-is-found-again", test_stays);
  ADD ("two-programs-have-one-server", test_two_programs);
  ADD ("it-dies-with-a-program-that-is-killed", test_killed);
  ADD ("it-ends-with-its-host", test_dropped);

  return g_test_run ();
}
