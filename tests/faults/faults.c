/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faults.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

/* KiB that may stay: tables that have grown once (of the main context's descriptors, some forty
 * bytes each), and pages that are not wholly free. */
#define SMALL 32
#define SOME 1024

#define POLLING "/socket.io/?EIO=4&transport=polling"

static const char *const *program;

void
faults_init (int *argc, char ***argv)
{
  struct rlimit limit;

  g_test_init (argc, argv, NULL);
  if (*argc < 2)
    g_error ("The server's program is missing");
  program = (const char *const *) *argv + 1;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
}

gboolean
faults_can_measure (void)
{
  return program[1] == NULL && g_str_has_suffix (program[0], "-plain");
}

/* --- the server ----------------------------------------------------------- */

static char *
hear (Faults *self)
{
  g_autoptr (GError) error = NULL;
  char *line = g_data_input_stream_read_line (self->lines, NULL, NULL, &error);

  g_assert_no_error (error);
  if (line == NULL)
    g_error ("The server has ended");

  return line;
}

static void
tell (Faults *self, const char *line)
{
  g_autoptr (GError) error = NULL;

  g_output_stream_write_all (self->commands, line, strlen (line), NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
packet_cb (TestCrowd *crowd, guint client, const char *packet, gsize length, gpointer user_data)
{
  Faults *self = user_data;

  if (packet[0] == '3')
    self->answers++;
  else
    self->messages++;
}

/* What libraries make once and keep is there before anything is counted. */
static void
warm_up (Faults *self)
{
  int fd = -1;
  g_autofree char *id = faults_open_session (self, &fd);

  faults_print (fd, "GET " POLLING "&sid=%s HTTP/1.1\r\nHost: localhost\r\n\r\n", id);
  faults_ask (self);
  faults_reset (fd);
  faults_await_sessions (self, 1);
}

Faults *
faults_start (const char *options)
{
  g_autoptr (GSubprocessLauncher) launcher =
    g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_autoptr (GStrvBuilder) argv = g_strv_builder_new ();
  g_auto (GStrv) words = g_strsplit (options != NULL ? options : "", " ", -1);
  g_auto (GStrv) command = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *ready = NULL;
  Faults *self = g_new0 (Faults, 1);

  g_strv_builder_addv (argv, (const char **) program);
  g_strv_builder_addv (argv, (const char **) words);
  command = g_strv_builder_end (argv);

  /* What waits in a cache of a thread to be used again counts as used. */
  g_subprocess_launcher_setenv (launcher, "GLIBC_TUNABLES", "glibc.malloc.tcache_count=0", TRUE);
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) command, &error);
  g_assert_no_error (error);
  self->lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  self->commands = g_object_ref (g_subprocess_get_stdin_pipe (self->process));
  ready = hear (self);
  g_assert_true (g_str_has_prefix (ready, "ready "));
  self->port = (guint) atoi (ready + strlen ("ready "));

  self->crowd = test_crowd_new (self->port, packet_cb, self);
  test_crowd_grow (self->crowd, 1, 1);
  warm_up (self);

  return self;
}

void
faults_stop (Faults *self)
{
  g_autoptr (GError) error = NULL;

  faults_ask (self);
  tell (self, "quit\n");
  while (test_crowd_has_joined (self->crowd, 0))
    test_crowd_turn (self->crowd, -1);
  g_subprocess_wait_check (self->process, NULL, &error);
  g_assert_no_error (error);

  test_crowd_free (self->crowd);
  g_object_unref (self->lines);
  g_object_unref (self->commands);
  g_object_unref (self->process);
  g_free (self);
}

FaultsReport
faults_report (Faults *self)
{
  g_autofree char *line = NULL;
  g_auto (GStrv) words = NULL;

  tell (self, "report\n");
  line = hear (self);
  words = g_strsplit (line, " ", -1);
  g_assert_cmpuint (g_strv_length (words), ==, 6);

  return (FaultsReport) {
    .sessions = (guint) atoi (words[0]),
    .descriptors = (guint) atoi (words[1]),
    .polled = (guint) atoi (words[2]),
    .deadlines = (guint) atoi (words[3]),
    .heap = (guint) atoi (words[4]),
    .resident = (guint) atoi (words[5]),
  };
}

void
faults_ask (Faults *self)
{
  guint answers = self->answers;

  test_crowd_send (self->crowd, 0, "21[\"echo\",\"still there?\"]");
  while (self->answers == answers) {
    test_crowd_turn (self->crowd, -1);
    if (!test_crowd_has_joined (self->crowd, 0))
      g_error ("The witness has lost its connection");
  }
}

void
faults_await (Faults *self, const FaultsReport *base)
{
  FaultsReport now = faults_report (self);

  while (now.sessions != base->sessions || now.descriptors != base->descriptors ||
         now.polled != base->polled || now.deadlines != base->deadlines) {
    faults_ask (self);
    test_crowd_turn (self->crowd, 1);
    now = faults_report (self);
  }
}

void
faults_await_sessions (Faults *self, guint sessions)
{
  while (faults_report (self).sessions != sessions) {
    faults_ask (self);
    test_crowd_turn (self->crowd, 1);
  }
}

/* Some of it may be freed a little later than its descriptors are closed. */
static void
await_heap (Faults *self, guint most)
{
  FaultsReport now = faults_report (self);

  while (faults_can_measure () && now.heap > most) {
    faults_ask (self);
    test_crowd_turn (self->crowd, 1);
    now = faults_report (self);
  }
}

void
faults_repeat (Faults *self, FaultsFunc func, guint count)
{
  FaultsReport base = faults_report (self);
  FaultsReport first, second;

  func (self, count);
  faults_await (self, &base);
  await_heap (self, base.heap + SMALL + count / 25);
  first = faults_report (self);
  func (self, count);
  faults_await (self, &base);
  await_heap (self, first.heap + SMALL);
  second = faults_report (self);

  g_test_message ("heap %u, %u, %u KiB; resident %u, %u, %u KiB", base.heap, first.heap,
                  second.heap, base.resident, first.resident, second.resident);
  if (faults_can_measure ())
    g_assert_cmpuint (second.resident, <=, base.resident + SOME);
}

guint
faults_scale (guint count)
{
  return g_test_slow () ? count * 20 : count;
}

/* --- bare sockets --------------------------------------------------------- */

int
faults_connect (Faults *self)
{
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = htons ((guint16) self->port),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  if (fd < 0 || connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
    g_error ("Cannot connect: %s", g_strerror (errno));

  return fd;
}

/* A server that has closed meanwhile is none of the caller's concerns. */
void
faults_write (int fd, const void *data, gsize length)
{
  const guint8 *bytes = data;

  while (length > 0) {
    gssize written = send (fd, bytes, length, MSG_NOSIGNAL);

    if (written <= 0)
      return;
    bytes += written;
    length -= (gsize) written;
  }
}

void
faults_print (int fd, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  faults_write (fd, text, strlen (text));
}

char *
faults_read_answer (int fd)
{
  g_autoptr (GString) answer = g_string_new (NULL);
  const char *body = NULL;
  const char *declared = NULL;
  gsize length = 0;

  while (TRUE) {
    char byte = '\0';

    if (recv (fd, &byte, 1, 0) != 1)
      return NULL;
    g_string_append_c (answer, byte);

    body = strstr (answer->str, "\r\n\r\n");
    if (body == NULL)
      continue;
    declared = strcasestr (answer->str, "\r\nContent-Length: ");
    length = declared != NULL ? strtoul (declared + strlen ("\r\nContent-Length: "), NULL, 10) : 0;
    if (strlen (body + 4) >= length)
      return g_string_free (g_steal_pointer (&answer), FALSE);
  }
}

void
faults_await_end (int fd)
{
  guint8 buffer[4096];

  while (recv (fd, buffer, sizeof buffer, 0) > 0)
    continue;
}

int
faults_connect_websocket (Faults *self)
{
  g_autofree char *answer = NULL;
  int fd = faults_connect (self);

  faults_print (fd,
                "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\n"
                "Host: localhost:%u\r\n"
                "Upgrade: websocket\r\n"
                "Connection: Upgrade\r\n"
                "Sec-WebSocket-Version: 13\r\n"
                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                "\r\n",
                self->port);
  answer = faults_read_answer (fd);
  g_assert_true (answer != NULL && g_str_has_prefix (answer, "HTTP/1.1 101 "));

  return fd;
}

char *
faults_open_session (Faults *self, int *connection)
{
  g_autofree char *answer = NULL;
  const char *id = NULL;
  int fd = faults_connect (self);

  faults_print (fd, "GET " POLLING " HTTP/1.1\r\nHost: localhost:%u\r\n\r\n", self->port);
  answer = faults_read_answer (fd);
  if (connection != NULL)
    *connection = fd;
  else
    close (fd);

  id = answer != NULL ? strstr (answer, "\"sid\":\"") : NULL;
  if (id == NULL)
    return NULL;
  id += strlen ("\"sid\":\"");

  return g_strndup (id, strcspn (id, "\""));
}

void
faults_reset (int fd)
{
  const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close (fd);
}

void
faults_reset_by_halves (Faults *self, const int *connections, guint count, const FaultsReport *base)
{
  for (guint i = 0; i < count; i += 2)
    faults_reset (connections[i]);
  faults_await (self, base);
  for (guint i = 1; i < count; i += 2)
    faults_reset (connections[i]);
}
