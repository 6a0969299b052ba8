/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * HTTP clients that begin a session and nothing more, leave polls hanging, send
 * slowly or without end, or send what is no request.
 */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "faults.h"

#define AT_ONCE 5
#define PATH "/socket.io/?EIO=4&transport=polling"

static void
ask_sometimes (Faults *faults, guint i)
{
  if (i % AT_ONCE == 0)
    faults_ask (faults);
}

/* --- handshakes and nothing more ------------------------------------------ */

static void
only_shake_hands (Faults *faults, guint count)
{
  FaultsReport base = faults_report (faults);

  for (guint i = 0; i < count; i++) {
    g_autofree char *id = faults_open_session (faults, NULL);

    g_assert_nonnull (id);
    ask_sometimes (faults, i);
  }
  faults_await (faults, &base);
}

static void
test_handshakes_expire (void)
{
  Faults *faults = faults_start ("ping-interval=700 ping-timeout=500");

  faults_repeat (faults, only_shake_hands, g_test_slow () ? 10000 : 500);
  faults_stop (faults);
}

static void
test_sessions_are_limited (void)
{
  Faults *faults = faults_start ("max-sessions=50");
  guint opened = 0;

  for (guint i = 0; i < faults_scale (500); i++) {
    g_autofree char *id = faults_open_session (faults, NULL);

    opened += id != NULL;
    ask_sometimes (faults, i);
  }
  g_assert_cmpuint (opened, ==, 50 - 1);
  g_assert_cmpuint (faults_report (faults).sessions, ==, 50);
  faults_stop (faults);
}

/* One handshake was there before.  The crowd has another address, and comes in. */
static void
test_handshakes_of_an_address_are_limited (void)
{
  Faults *faults = faults_start ("max-handshakes-per-address=50 handshake-window=3600000");
  guint opened = 0;

  for (guint i = 0; i < faults_scale (500); i++) {
    g_autofree char *id = faults_open_session (faults, NULL);

    opened += id != NULL;
    ask_sometimes (faults, i);
  }
  g_assert_cmpuint (opened, ==, 50 - 1);
  test_crowd_grow (faults->crowd, 1, 1);
  g_assert_cmpuint (test_crowd_get_n_joined (faults->crowd), ==, 2);
  faults_stop (faults);
}

/* --- polls left hanging --------------------------------------------------- */

static int
begin_poll (Faults *faults)
{
  int fd = -1;
  g_autofree char *id = faults_open_session (faults, &fd);

  g_assert_nonnull (id);
  faults_print (fd, "GET " PATH "&sid=%s HTTP/1.1\r\nHost: localhost\r\n\r\n", id);

  return fd;
}

/* The server notices at once: its pings are far away. */
static void
leave_polls_hanging (Faults *faults, guint count)
{
  g_autofree int *connections = g_new0 (int, count);

  for (guint i = 0; i < count; i++) {
    connections[i] = begin_poll (faults);
    ask_sometimes (faults, i);
  }
  for (guint i = 0; i < count; i++) {
    if (i % 2 == 0)
      faults_reset (connections[i]);
    else
      close (connections[i]);
  }
  faults_await_sessions (faults, 1);
}

static void
test_polls_are_left_hanging (void)
{
  Faults *faults = faults_start (NULL);

  faults_repeat (faults, leave_polls_hanging, faults_scale (100));
  faults_stop (faults);
}

/* --- not polling, not reading --------------------------------------------- */

static void
post (Faults *faults, const char *id, const char *body)
{
  g_autofree char *answer = NULL;
  int fd = faults_connect (faults);

  faults_print (fd,
                "POST " PATH "&sid=%s HTTP/1.1\r\nHost: localhost\r\n"
                "Content-Type: text/plain\r\nContent-Length: %zu\r\n\r\n%s",
                id, strlen (body), body);
  answer = faults_read_answer (fd);
  g_assert_true (answer != NULL && g_str_has_prefix (answer, "HTTP/1.1 200 "));
  close (fd);
}

/* A session in the room "r" whose first poll has been answered. */
static char *
open_member (Faults *faults)
{
  char *id = faults_open_session (faults, NULL);
  g_autofree char *answer = NULL;
  int fd = faults_connect (faults);

  post (faults, id, "40");
  post (faults, id, "420[\"join\",\"r\"]");
  faults_print (fd, "GET " PATH "&sid=%s HTTP/1.1\r\nHost: localhost\r\n\r\n", id);
  answer = faults_read_answer (fd);
  g_assert_nonnull (strstr (answer, "40{"));
  close (fd);

  return id;
}

/* So many KiB to everybody in the room. */
static void
say (Faults *faults, guint size)
{
  g_autofree char *text = g_strnfill (3 * 1024, 'x');
  g_autofree char *message =
    g_strdup_printf ("2[\"message\",{\"room\":\"r\",\"text\":\"%s\"}]", text);

  for (guint i = 0; i < size / 3; i++) {
    test_crowd_send (faults->crowd, 0, message);
    ask_sometimes (faults, i);
  }
  faults_ask (faults);
}

/* What waits for somebody who does not come is bounded. */
static void
never_poll (Faults *faults, guint count)
{
  for (guint i = 0; i < count; i++)
    g_free (open_member (faults));
  say (faults, 300);
  faults_await_sessions (faults, 1);
}

static void
test_some_never_poll (void)
{
  Faults *faults = faults_start ("max-queued=262144");

  faults_repeat (faults, never_poll, faults_scale (20));
  faults_stop (faults);
}

/* Asks for more than the kernel keeps, and does not take it; but stays. */
static void
poll_and_never_read (Faults *faults, guint count)
{
  g_autofree int *connections = g_new0 (int, count);
  FaultsReport base = faults_report (faults);
  const int small = 4096;

  for (guint i = 0; i < count; i++) {
    g_autofree char *id = open_member (faults);

    say (faults, 12 * 1024);
    connections[i] = faults_connect (faults);
    setsockopt (connections[i], SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    faults_print (connections[i], "GET " PATH "&sid=%s HTTP/1.1\r\nHost: localhost\r\n\r\n", id);
    faults_ask (faults);
  }
  faults_await (faults, &base);
  for (guint i = 0; i < count; i++)
    faults_reset (connections[i]);
}

static void
test_some_poll_and_never_read (void)
{
  Faults *faults = faults_start ("http-timeout=1 ping-interval=1000 ping-timeout=500");

  faults_repeat (faults, poll_and_never_read, faults_scale (2));
  faults_stop (faults);
}

/* A WebSocket that was asked for, and then says nothing. */
static void
leave_upgrades_hanging (Faults *faults, guint count)
{
  g_autofree int *connections = g_new0 (int, 2 * count);

  for (guint i = 0; i < count; i++) {
    g_autofree char *id = faults_open_session (faults, &connections[2 * i]);
    g_autofree char *answer = NULL;
    int fd = faults_connect (faults);

    g_assert_nonnull (id);
    faults_print (fd,
                  "GET /socket.io/?EIO=4&transport=websocket&sid=%s HTTP/1.1\r\n"
                  "Host: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                  "Sec-WebSocket-Version: 13\r\n"
                  "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n",
                  id);
    answer = faults_read_answer (fd);
    g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 101 "));
    connections[2 * i + 1] = fd;
    ask_sometimes (faults, i);
  }
  faults_await_sessions (faults, 1);
  for (guint i = 0; i < 2 * count; i++)
    faults_reset (connections[i]);
}

static void
test_upgrades_are_left_hanging (void)
{
  Faults *faults = faults_start ("ping-interval=700 ping-timeout=500 upgrade-timeout=300");

  faults_repeat (faults, leave_upgrades_hanging, faults_scale (50));
  faults_stop (faults);
}

/* --- uploads -------------------------------------------------------------- */

/* Some go, the others stay until their session ends, and their connection with it. */
static void
upload_slowly (Faults *faults, guint count)
{
  g_autofree int *connections = g_new0 (int, count);
  FaultsReport base = faults_report (faults);
  char piece[1000];

  memset (piece, 'x', sizeof piece);
  for (guint i = 0; i < count; i++) {
    g_autofree char *id = faults_open_session (faults, &connections[i]);

    g_assert_nonnull (id);
    faults_print (connections[i],
                  "POST " PATH "&sid=%s HTTP/1.1\r\nHost: localhost\r\n"
                  "Content-Type: text/plain\r\nContent-Length: 500000\r\n\r\n4",
                  id);
    ask_sometimes (faults, i);
  }
  for (guint round = 0; round < 20; round++) {
    for (guint i = 0; i < count; i++)
      faults_write (connections[i], piece, sizeof piece);
    faults_ask (faults);
  }
  faults_reset_by_halves (faults, connections, count, &base);
}

static void
test_uploads_are_slow (void)
{
  Faults *faults = faults_start ("ping-interval=1000 ping-timeout=500");

  faults_repeat (faults, upload_slowly, faults_scale (50));
  faults_stop (faults);
}

/* A body that has no end is cut when it is longer than allowed: it is not kept until then. */
static void
upload_for_ever (Faults *faults, guint count)
{
  char piece[8 + 0x4000 + 2] = "4000\r\n";
  guint heap = faults_report (faults).heap;

  memset (piece + 6, 'x', 0x4000);
  memcpy (piece + 6 + 0x4000, "\r\n", 2);
  for (guint i = 0; i < count; i++) {
    int fd = -1;
    g_autofree char *id = faults_open_session (faults, &fd);

    faults_print (fd,
                  "POST " PATH "&sid=%s HTTP/1.1\r\nHost: localhost\r\n"
                  "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n",
                  id);
    for (guint j = 0; j < 2000 * 1024 / 0x4000; j++)
      faults_write (fd, piece, 6 + 0x4000 + 2);
    faults_ask (faults);
    if (faults_can_measure ())
      g_assert_cmpuint (faults_report (faults).heap, <, heap + 3 * 1024);
    faults_reset (fd);
  }
  faults_await_sessions (faults, 1);
}

static void
test_uploads_have_no_end (void)
{
  Faults *faults = faults_start ("ping-interval=700 ping-timeout=500");

  faults_repeat (faults, upload_for_ever, faults_scale (5));
  faults_stop (faults);
}

/* --- what is no request --------------------------------------------------- */

static const char *const garbage[] = {
  "\r\n\r\n\r\n",
  "\1\2\3\4\r\n\r\n",
  "GET\r\n\r\n",
  "GET " PATH "\r\n\r\n",
  "GET " PATH " HTTP/1.1\r\n\r\n",
  "GET " PATH " HTTP/9.9\r\nHost: localhost\r\n\r\n",
  "GET " PATH " HTTP/1.1\r\nHost: localhost\r\n: x\r\n\r\n",
  "GET " PATH " HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n",
  "GET " PATH "&sid=%ff%00%zz HTTP/1.1\r\nHost: localhost\r\n\r\n",
  "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\n"
  "Upgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
  "GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\n"
  "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 99\r\n"
  "Sec-WebSocket-Key: ?\r\n\r\n",
  "POST " PATH "&sid=none HTTP/1.1\r\nHost: localhost\r\nContent-Length: -1\r\n\r\n4",
  "POST " PATH "&sid=none HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999999999\r\n"
  "\r\n4",
  "POST " PATH "&sid=none HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
  "POST " PATH "&sid=none HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
  "ffffffffffffffff\r\n4",
  "POST " PATH "&sid=none HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n"
  "Transfer-Encoding: chunked\r\n\r\n1\r\n4\r\n0\r\n\r\n",
};

static void
send_no_requests (Faults *faults, guint count)
{
  for (guint i = 0; i < count; i++) {
    const char *bytes = garbage[i % G_N_ELEMENTS (garbage)];
    int fd = faults_connect (faults);

    faults_write (fd, bytes, strlen (bytes));
    if (i / G_N_ELEMENTS (garbage) % 2 == 0) {
      shutdown (fd, SHUT_WR);
      faults_await_end (fd);
    }
    faults_reset (fd);
    ask_sometimes (faults, i);
  }
}

static void
test_garbage (void)
{
  Faults *faults = faults_start ("ping-interval=700 ping-timeout=500");

  faults_repeat (faults, send_no_requests, faults_scale (4 * G_N_ELEMENTS (garbage)));
  faults_stop (faults);
}

/* A head that never ends, of clients that stay, and of one that sends on and on. */
static void
send_heads_without_end (Faults *faults, guint count)
{
  g_autofree int *connections = g_new0 (int, count);
  FaultsReport base = faults_report (faults);

  for (guint i = 0; i < count; i++) {
    connections[i] = faults_connect (faults);
    faults_print (connections[i], "GET " PATH " HTTP/1.1\r\nHost: localhost\r\nX-%u: ", i);
    ask_sometimes (faults, i);
  }
  for (guint i = 0; i < 200; i++)
    faults_print (connections[0], "%01000u\r\nX-%u: ", i, i);
  faults_await (faults, &base);
  for (guint i = 0; i < count; i++)
    faults_reset (connections[i]);
}

static void
test_heads_without_end (void)
{
  Faults *faults = faults_start ("http-timeout=1");

  faults_repeat (faults, send_heads_without_end, faults_scale (50));
  faults_stop (faults);
}

int
main (int argc, char *argv[])
{
  faults_init (&argc, &argv);

  g_test_add_func ("/faults/http/handshakes-without-more-expire", test_handshakes_expire);
  g_test_add_func ("/faults/http/sessions-are-limited", test_sessions_are_limited);
  g_test_add_func ("/faults/http/handshakes-of-an-address-are-limited",
                   test_handshakes_of_an_address_are_limited);
  g_test_add_func ("/faults/http/polls-are-left-hanging", test_polls_are_left_hanging);
  g_test_add_func ("/faults/http/some-never-poll", test_some_never_poll);
  g_test_add_func ("/faults/http/some-poll-and-never-read", test_some_poll_and_never_read);
  g_test_add_func ("/faults/http/upgrades-are-left-hanging", test_upgrades_are_left_hanging);
  g_test_add_func ("/faults/http/uploads-are-slow", test_uploads_are_slow);
  g_test_add_func ("/faults/http/uploads-have-no-end", test_uploads_have_no_end);
  g_test_add_func ("/faults/http/garbage-is-sent", test_garbage);
  g_test_add_func ("/faults/http/heads-have-no-end", test_heads_without_end);

  return g_test_run ();
}
