/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Connection state recovery: who is lost and comes back finds all as it was, and has
 * missed nothing.
 */
#include "socket-io-error.h"
#include "venue.h"

static void
open_for_recovery (Venue *venue, guint duration_ms)
{
  g_object_set (venue->options, "connection-state-recovery", TRUE, "max-disconnection-duration",
                duration_ms, NULL);
  venue_open (venue);
}

/* A first event gives the client an offset; without one there is nothing to come back to. */
static Guest *
admit_with_offset (Venue *venue)
{
  Guest *guest = venue_admit (venue);

  venue_emit (venue_get_socket (venue, venue->sockets->len - 1), "[\"welcome\"]");
  guest_expect (guest, "welcome []");

  return guest;
}

/* The connection breaks; the client comes back by itself. */
static void
cut (Venue *venue, SocketIoSocket *socket)
{
  engine_io_socket_abort (socket_io_socket_get_engine (socket), ENGINE_IO_CLOSE_TRANSPORT_ERROR,
                          NULL);
}

static void
expect_lost (Guest *guest)
{
  g_autofree char *line = guest_hear (guest);

  g_assert_true (g_str_has_prefix (line, "lost transport "));
}

static void
test_nothing_is_missed (Venue *venue, gconstpointer data)
{
  g_autoptr (SocketIoBroadcast) others = NULL;
  SocketIoSocket *socket = NULL;
  SocketIoSocket *again = NULL;
  Guest *guest = NULL;
  Guest *other = NULL;

  open_for_recovery (venue, 60000);
  guest = admit_with_offset (venue);
  other = admit_with_offset (venue);
  socket = venue_get_socket (venue, 0);
  socket_io_socket_join (socket, "red");
  json_object_set_int_member (socket_io_socket_get_data (socket), "score", 7);

  cut (venue, socket);
  venue_expect (venue, "disconnecting transport error [red]");
  venue_expect (venue, "disconnect transport error");

  /* To itself, its room, everybody, everybody else's room, and all but its room. */
  venue_emit (socket, "[\"one\",{\"$bytes\":\"AQID\"}]");
  others = socket_io_server_to (venue->server, "red");
  venue_broadcast (others, "[\"two\",2]");
  socket_io_server_emit (venue->server, "three", NULL);
  venue_emit (venue_get_socket (venue, 1), "[\"not yours\"]");
  g_clear_object (&others);
  others = socket_io_server_except (venue->server, "red");
  venue_broadcast (others, "[\"nor this\"]");
  g_clear_object (&others);
  others = socket_io_server_to (venue->server, socket_io_socket_get_id (socket));
  venue_broadcast (others, "[\"four\",\"text\"]");

  expect_lost (guest);
  guest_expect (guest, "one [{\"$bytes\":\"AQID\"}]");
  guest_expect (guest, "two [2]");
  guest_expect (guest, "three []");
  guest_expect (guest, "four [\"text\"]");
  guest_expect (guest, "recovered");
  venue_expect (venue, "recovery /");
  guest_expect (other, "three []");
  guest_expect (other, "not yours []");
  guest_expect (other, "nor this []");

  again = venue_get_socket (venue, 2);
  g_assert_true (socket_io_socket_get_recovered (again));
  g_assert_cmpstr (socket_io_socket_get_id (again), ==, socket_io_socket_get_id (socket));
  g_assert_true (socket_io_socket_is_in (again, "red"));
  g_assert_cmpint (json_object_get_int_member (socket_io_socket_get_data (again), "score"), ==, 7);

  /* And goes on. */
  venue_emit (again, "[\"five\"]");
  guest_expect (guest, "five []");
}

static void
test_it_is_found_again_and_again (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  open_for_recovery (venue, 60000);
  guest = admit_with_offset (venue);
  for (guint i = 0; i < 5; i++) {
    g_autofree char *event = g_strdup_printf ("[\"missed\",%u]", i);
    g_autofree char *line = g_strdup_printf ("missed [%u]", i);
    SocketIoSocket *socket = venue_get_socket (venue, i);

    cut (venue, socket);
    venue_expect_gone (venue, "transport error");
    venue_emit (socket, event);
    expect_lost (guest);
    guest_expect (guest, line);
    guest_expect (guest, "recovered");
    venue_expect (venue, "recovery /");
  }
}

/* It has got no event that it could go on from, and nothing is to be missed for that. */
static void
test_who_heard_nothing_is_found (Venue *venue, gconstpointer data)
{
  SocketIoSocket *socket = NULL;
  Guest *guest = NULL;

  open_for_recovery (venue, 60000);
  guest = venue_admit (venue);
  socket = venue_get_socket (venue, 0);
  socket_io_socket_join (socket, "red");
  cut (venue, socket);
  venue_emit (socket, "[\"missed\"]");

  expect_lost (guest);
  guest_expect (guest, "missed []");
  guest_expect (guest, "recovered");
  g_assert_true (socket_io_socket_is_in (venue_get_socket (venue, 1), "red"));
}

static void
test_who_left_on_purpose_begins_anew (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  open_for_recovery (venue, 60000);
  guest = admit_with_offset (venue);
  guest_tell (guest, "close");
  guest_expect (guest, "lost io client disconnect");
  venue_expect_gone (venue, "client namespace disconnect");
  g_assert_false (socket_io_socket_emit (venue_get_socket (venue, 0), "late", NULL));
  guest_tell (guest, "open");
  venue_expect_in (venue, guest, "/");
  g_assert_cmpstr (socket_io_socket_get_id (venue_get_socket (venue, 0)), !=,
                   socket_io_socket_get_id (venue_get_socket (venue, 1)));
}

static void
test_who_comes_too_late_begins_anew (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  open_for_recovery (venue, 1);
  guest = admit_with_offset (venue);
  cut (venue, venue_get_socket (venue, 0));
  venue_emit (venue_get_socket (venue, 0), "[\"missed\"]");
  expect_lost (guest);
  guest_expect (guest, "connected");
  venue_expect_gone (venue, "transport error");
  venue_expect (venue, "connection /");
  g_assert_cmpstr (socket_io_socket_get_id (venue_get_socket (venue, 0)), !=,
                   socket_io_socket_get_id (venue_get_socket (venue, 1)));
}

static void
test_strangers_begin_anew (Venue *venue, gconstpointer data)
{
  static const char *const strangers[] = {
    "{\"auth\":{\"pid\":\"AAAAAAAAAAAAAAAAAAAA\",\"offset\":\"x\"}}",
    "{\"auth\":{\"pid\":\"\",\"offset\":\"\"}}",
    "{\"auth\":{\"pid\":7,\"offset\":[]}}",
    "{\"auth\":{\"pid\":\"x\"}}",
  };

  open_for_recovery (venue, 60000);
  for (guint i = 0; i < G_N_ELEMENTS (strangers); i++) {
    Guest *guest = venue_invite (venue, "/", strangers[i]);

    guest_tell (guest, "open");
    venue_expect_in (venue, guest, "/");
  }
}

/* Volatile events and those that ask for an answer are for now or never. */
static void
test_some_events_are_not_kept (Venue *venue, gconstpointer data)
{
  g_autoptr (SocketIoBroadcast) everybody = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  SocketIoSocket *socket = NULL;
  Guest *guest = NULL;

  open_for_recovery (venue, 60000);
  guest = admit_with_offset (venue);
  socket = venue_get_socket (venue, 0);
  cut (venue, socket);
  everybody = socket_io_server_broadcast (venue->server);
  venue_broadcast (socket_io_broadcast_volatile (everybody), "[\"maybe\"]");
  venue_ask (socket, "[\"echo\"]", 0, NULL, &result);
  g_assert_null (venue_finish (socket, &result, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED);
  venue_emit (socket, "[\"kept\"]");

  expect_lost (guest);
  guest_expect (guest, "kept []");
  guest_expect (guest, "recovered");
}

static void
note_outgoing_cb (SocketIoSocket *socket, const char *name, JsonArray *arguments, Venue *venue)
{
  venue_note (venue, "outgoing %s", name);
}

/* Whether it goes through the adapter or not. */
static void
test_what_goes_out_is_told_once (Venue *venue, gconstpointer data)
{
  SocketIoSocket *socket = NULL;
  Guest *guest = NULL;

  open_for_recovery (venue, 60000);
  guest = venue_admit (venue);
  socket = venue_get_socket (venue, 0);
  g_signal_connect (socket, "any-outgoing", G_CALLBACK (note_outgoing_cb), venue);
  for (int watches = FALSE; watches <= TRUE; watches++) {
    socket_io_socket_set_watches_broadcasts (socket, watches);
    venue_emit (socket, "[\"one\"]");
    guest_expect (guest, "one []");
    venue_expect (venue, "outgoing one");
    g_assert_true (venue_is_silent (venue));
  }
}

static void
refuse_second_cb (SocketIoSocket *socket, EngineIoNext *next, gpointer user_data)
{
  guint *asked = user_data;

  if (++*asked == 2)
    engine_io_next_refuse (next, "not now", NULL);
  else
    engine_io_next_pass (next);
}

/* Middleware may refuse one who comes back; the next time all is there still. */
static void
test_middleware_is_asked_if_it_shall_be (Venue *venue, gconstpointer data)
{
  guint asked = 0;
  Guest *guest = NULL;

  g_object_set (venue->options, "skip-middlewares", FALSE, NULL);
  venue_make (venue);
  socket_io_server_use (venue->server, refuse_second_cb, &asked, NULL);
  open_for_recovery (venue, 60000);
  guest = admit_with_offset (venue);
  cut (venue, venue_get_socket (venue, 0));
  venue_emit (venue_get_socket (venue, 0), "[\"missed\"]");
  expect_lost (guest);
  guest_expect (guest, "refused not now");
  g_assert_cmpuint (asked, ==, 2);
}

int
main (int argc, char *argv[])
{
  venue_init (&argc, &argv);

  venue_add ("nothing-is-missed", test_nothing_is_missed);
  venue_add ("it-is-found-again-and-again", test_it_is_found_again_and_again);
  venue_add ("who-heard-nothing-is-found", test_who_heard_nothing_is_found);
  venue_add ("who-left-on-purpose-begins-anew", test_who_left_on_purpose_begins_anew);
  venue_add ("who-comes-too-late-begins-anew", test_who_comes_too_late_begins_anew);
  venue_add ("strangers-begin-anew", test_strangers_begin_anew);
  venue_add ("some-events-are-not-kept", test_some_events_are_not_kept);
  venue_add ("what-goes-out-is-told-once", test_what_goes_out_is_told_once);
  venue_add ("middleware-is-asked-if-it-shall-be", test_middleware_is_asked_if_it_shall_be);

  return venue_run ();
}
