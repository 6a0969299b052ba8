/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * WebSocket clients that vanish, fall silent, do not read, or send what no client sends.
 */
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "faults.h"

#define AT_ONCE 50
#define MESSAGE_SIZE 3000

/* --- vanishing ------------------------------------------------------------ */

static void
come_and_vanish (Faults *faults, guint count)
{
  guint first = test_crowd_get_size (faults->crowd);

  test_crowd_grow (faults->crowd, count, AT_ONCE);
  faults_ask (faults);
  for (guint i = 0; i < count; i++)
    test_crowd_vanish (faults->crowd, first + i);
}

static void
test_vanish (void)
{
  Faults *faults = faults_start (NULL);

  faults_repeat (faults, come_and_vanish, faults_scale (100));
  faults_stop (faults);
}

/* FIN, but no close frame. */
static void
come_and_close (Faults *faults, guint count)
{
  for (guint i = 0; i < count; i++) {
    close (faults_connect_websocket (faults));
    if (i % AT_ONCE == 0)
      faults_ask (faults);
  }
}

static void
test_close_without_a_word (void)
{
  Faults *faults = faults_start (NULL);

  faults_repeat (faults, come_and_close, faults_scale (100));
  faults_stop (faults);
}

static void
cut_all_but_the_witness (Faults *faults)
{
  for (guint i = 1; i < test_crowd_get_size (faults->crowd); i++) {
    if (test_crowd_has_joined (faults->crowd, i))
      test_crowd_vanish (faults->crowd, i);
  }
}

/* All are cut at once, and come again at once.  Where the kernel cannot keep so many until they are
 * accepted some try again. */
static void
cut_and_reconnect (Faults *faults, guint count)
{
  test_crowd_grow (faults->crowd, count, AT_ONCE);
  cut_all_but_the_witness (faults);
  while (test_crowd_get_n_joined (faults->crowd) < 1 + count)
    test_crowd_grow (faults->crowd, 1 + count - test_crowd_get_n_joined (faults->crowd), count);
  faults_await_sessions (faults, 1 + count);
  cut_all_but_the_witness (faults);
}

static void
test_storm (void)
{
  Faults *faults = faults_start (NULL);

  faults_repeat (faults, cut_and_reconnect, g_test_slow () ? 5000 : 1000);
  faults_stop (faults);
}

/* --- falling silent ------------------------------------------------------- */

static void
fall_silent (Faults *faults, guint count)
{
  guint first = test_crowd_get_size (faults->crowd);
  FaultsReport base = faults_report (faults);

  test_crowd_grow (faults->crowd, count, AT_ONCE);
  for (guint i = 0; i < count; i++)
    test_crowd_go_deaf (faults->crowd, first + i);
  faults_await (faults, &base);
  for (guint i = 0; i < count; i++)
    test_crowd_vanish (faults->crowd, first + i);
}

static void
test_no_pongs (void)
{
  Faults *faults = faults_start ("ping-interval=700 ping-timeout=500");

  faults_repeat (faults, fall_silent, faults_scale (100));
  faults_stop (faults);
}

static void
send_half_a_frame (Faults *faults, guint count)
{
  static const guint8 half[] = { 0x81, 0xfe, 0x03, 0xe8, 1, 2, 3, 4, '4' ^ 1, '2' ^ 2, '[' ^ 3 };
  g_autofree int *connections = g_new0 (int, count);
  FaultsReport base = faults_report (faults);

  for (guint i = 0; i < count; i++) {
    connections[i] = faults_connect_websocket (faults);
    faults_write (connections[i], half, 1 + i % sizeof half);
    if (i % AT_ONCE == 0)
      faults_ask (faults);
  }
  faults_ask (faults);

  /* Some go, the others are asked to. */
  faults_reset_by_halves (faults, connections, count, &base);
}

static void
test_half_a_frame (void)
{
  Faults *faults = faults_start ("ping-interval=700 ping-timeout=500");

  faults_repeat (faults, send_half_a_frame, faults_scale (100));
  faults_stop (faults);
}

/* --- not reading ---------------------------------------------------------- */

#define MEMBERS 10
#define DEAF 3
#define MAX_QUEUED 262144

static char *
make_message (void)
{
  g_autofree char *text = g_strnfill (MESSAGE_SIZE, 'x');

  return g_strdup_printf ("2[\"message\",{\"room\":\"r\",\"text\":\"%s\"}]", text);
}

static void
gather (Faults *faults, guint first, guint count)
{
  for (guint i = 0; i < count; i++) {
    guint answers = faults->answers;

    test_crowd_send (faults->crowd, first + i, "20[\"join\",\"r\"]");
    while (faults->answers == answers)
      test_crowd_turn (faults->crowd, -1);
  }
}

/* The others get all, until the server has had enough of the deaf one, and afterwards. */
static void
overwhelm (Faults *faults, guint count)
{
  guint first = test_crowd_get_size (faults->crowd);
  g_autofree char *message = make_message ();
  FaultsReport base;

  test_crowd_grow (faults->crowd, MEMBERS, MEMBERS);
  gather (faults, first, MEMBERS);
  base = faults_report (faults);
  test_crowd_go_deaf (faults->crowd, first + DEAF);

  for (guint i = 0; i < count || faults_report (faults).sessions == base.sessions; i++) {
    faults->messages = 0;
    test_crowd_send (faults->crowd, first, message);
    while (faults->messages < MEMBERS - 1)
      test_crowd_turn (faults->crowd, -1);
    if (faults_can_measure ())
      g_assert_cmpuint (faults_report (faults).heap, <, base.heap + 2 * MAX_QUEUED / 1024);
  }

  for (guint i = 0; i < MEMBERS; i++) {
    g_assert_true (i == DEAF || test_crowd_has_joined (faults->crowd, first + i));
    test_crowd_vanish (faults->crowd, first + i);
  }
}

static void
test_never_read (void)
{
  g_autofree char *option = g_strdup_printf ("max-queued=%d", MAX_QUEUED);
  Faults *faults = faults_start (option);

  faults_repeat (faults, overwhelm, faults_scale (100));
  faults_stop (faults);
}

/* --- garbage -------------------------------------------------------------- */

typedef struct {
  const char *what;
  const char *bytes;
  gsize length;
} Garbage;

#define GARBAGE(what, bytes) { what, bytes, sizeof (bytes) - 1 }
#define MASK "\1\2\3\4"

/* What no client may send: each is the end of the connection. */
static const Garbage garbage[] = {
  GARBAGE ("not masked",
           "\x81\x01"
           "3"),
  GARBAGE ("a reserved bit", "\xc1\x81" MASK "2"),
  GARBAGE ("all reserved bits", "\xf1\x81" MASK "2"),
  GARBAGE ("an unknown data frame", "\x83\x81" MASK "2"),
  GARBAGE ("an unknown control frame", "\x8b\x80" MASK),
  GARBAGE ("a long ping", "\x89\xfe\x00\x7e" MASK),
  GARBAGE ("half a ping", "\x09\x80" MASK),
  GARBAGE ("the rest of nothing", "\x80\x81" MASK "2"),
  GARBAGE ("a message in a message", "\x01\x81" MASK "5\x01\x81" MASK "5"),
  GARBAGE ("more than is allowed", "\x81\xff\x00\x00\x00\x00\x00\x1f\x00\x00" MASK),
  GARBAGE ("more than there is", "\x81\xff\x7f\xff\xff\xff\xff\xff\xff\xff" MASK),
  GARBAGE ("a negative length", "\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff" MASK),
  GARBAGE ("not UTF-8", "\x81\x83" MASK "\x35\xfd\xfd"),
  GARBAGE ("a close frame with half a code", "\x88\x81" MASK "\2"),
  GARBAGE ("a close code that is not sent", "\x88\x82" MASK "\2\xef"),
  GARBAGE ("an empty packet", "\x81\x80" MASK),
  GARBAGE ("an unknown packet", "\x81\x81" MASK "8"),
  GARBAGE ("HTTP", "GET / HTTP/1.1\r\n\r\n"),
};

static void
test_garbage (gconstpointer data)
{
  const Garbage *self = data;
  Faults *faults = faults_start (NULL);
  FaultsReport base = faults_report (faults);
  int connections[10];

  for (guint i = 0; i < G_N_ELEMENTS (connections); i++) {
    connections[i] = faults_connect_websocket (faults);
    faults_write (connections[i], self->bytes, self->length);
    faults_ask (faults);
  }
  for (guint i = 0; i < G_N_ELEMENTS (connections); i++) {
    faults_await_end (connections[i]);
    close (connections[i]);
  }
  faults_await (faults, &base);
  faults_stop (faults);
}

static void
send_noise (Faults *faults, guint count)
{
  for (guint i = 0; i < count; i++) {
    guint8 noise[300];
    int fd = faults_connect_websocket (faults);

    for (guint j = 0; j < sizeof noise; j++)
      noise[j] = (guint8) g_test_rand_int ();
    faults_write (fd, noise, (gsize) g_test_rand_int_range (1, sizeof noise));
    shutdown (fd, SHUT_WR);
    faults_await_end (fd);
    close (fd);
    if (i % AT_ONCE == 0)
      faults_ask (faults);
  }
}

static void
test_noise (void)
{
  Faults *faults = faults_start (NULL);

  faults_repeat (faults, send_noise, faults_scale (100));
  faults_stop (faults);
}

int
main (int argc, char *argv[])
{
  faults_init (&argc, &argv);

  g_test_add_func ("/faults/websocket/clients-vanish", test_vanish);
  g_test_add_func ("/faults/websocket/clients-close-without-a-word", test_close_without_a_word);
  g_test_add_func ("/faults/websocket/a-thousand-are-cut-and-reconnect", test_storm);
  g_test_add_func ("/faults/websocket/no-ping-is-answered", test_no_pongs);
  g_test_add_func ("/faults/websocket/half-a-frame-is-sent", test_half_a_frame);
  g_test_add_func ("/faults/websocket/one-never-reads", test_never_read);
  for (guint i = 0; i < G_N_ELEMENTS (garbage); i++) {
    g_autofree char *name = g_strdup_printf ("/faults/websocket/garbage/%s", garbage[i].what);

    g_test_add_data_func (g_strdelimit (name, " ", '-'), &garbage[i], test_garbage);
  }
  g_test_add_func ("/faults/websocket/noise-is-sent", test_noise);

  return g_test_run ();
}
