/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events and acknowledgements between our server and both sorts of clients.
 */
#include "socket-io-error.h"
#include "venue.h"

/* What JSON can say, bytes anywhere in it, and what separates packets elsewhere. */
static const char *const payloads[] = {
  "[]",
  "[null]",
  "[1,-1,0,1.5,1e+21,9007199254740991,-9007199254740991]",
  "[true,false,\"\",\"plain\",\"\\\"\\\\/\\b\\f\\n\\r\\t\\u0001\\u001f\"]",
  "[\"\\u001e4\\u001e\",\"b4\"]",
  "[\"\xc3\xa9\",\"\xe2\x82\xac\",\"\xf0\x9f\x98\x80\",\"\xe2\x80\xa8\"]",
  "[[],{},[[[]]],{\"a\":{\"b\":{\"c\":[1,{\"d\":null}]}}}]",
  "[{\"_placeholder\":false,\"num\":0},{\"num\":7}]",
  "[\"a\",{\"$bytes\":\"AQID\"},\"b\"]",
  "[{\"$bytes\":\"\"}]",
  "[{\"x\":[{\"$bytes\":\"MA==\"},{\"y\":{\"$bytes\":\"NA==\"}}]},{\"$bytes\":\"eyJhIjoxfQ==\"}]",
  "[{\"$bytes\":\"/w==\"},{\"$bytes\":\"AA==\"},{\"$bytes\":\"gIGCg4SFhoeIiYo=\"}]",
};

/* "[1,2]" of the event "echo": "[\"echo\",1,2]" */
static char *
with_name (const char *name, const char *arguments)
{
  return g_strdup_printf ("[\"%s\"%s%s", name, arguments[1] == ']' ? "" : ",", arguments + 1);
}

static void
test_arguments_arrive_as_they_went (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  for (guint i = 0; i < G_N_ELEMENTS (payloads); i++) {
    g_autofree char *event = with_name ("echo", payloads[i]);
    g_autofree char *line = g_strdup_printf ("echo %s", payloads[i]);

    guest_tell (guest, "emit %s", event);
    venue_expect (venue, line);
    guest_expect (guest, line);
  }
}

static void
test_clients_get_acknowledgements (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  for (guint i = 0; i < G_N_ELEMENTS (payloads); i++) {
    g_autofree char *event = with_name ("echo", payloads[i]);
    g_autofree char *noted = g_strdup_printf ("echo %s", payloads[i]);
    g_autofree char *answer = g_strdup_printf ("answered %s", payloads[i]);

    guest_tell (guest, "ask %s", event);
    venue_expect (venue, noted);
    guest_expect (guest, answer);
  }
}

static void
assert_answer (SocketIoSocket *socket, const char *event, const char *expected)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  venue_ask (socket, event, 0, NULL, &result);
  answer = venue_finish (socket, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (answer, ==, expected);
}

static void
test_the_server_gets_acknowledgements (Venue *venue, gconstpointer data)
{
  venue_open (venue);
  venue_admit (venue);
  for (guint i = 0; i < G_N_ELEMENTS (payloads); i++) {
    g_autofree char *now = with_name ("echo", payloads[i]);
    g_autofree char *later = with_name ("later", payloads[i]);

    assert_answer (venue_get_socket (venue, 0), now, payloads[i]);
    if (i % 4 == 0)
      assert_answer (venue_get_socket (venue, 0), later, payloads[i]);
  }
}

static void
test_only_the_first_answer_counts (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);

  guest_tell (guest, "ask [\"twice\"]");
  venue_expect (venue, "twice []");
  guest_expect (guest, "answered [1]");

  assert_answer (venue_get_socket (venue, 0), "[\"twice\"]", "[1]");
  guest_expect (guest, "twice []");
  assert_answer (venue_get_socket (venue, 0), "[\"echo\",7]", "[7]");
  guest_expect (guest, "echo [7]");

  guest_tell (guest, "ask [\"echo\",8]");
  venue_expect (venue, "echo [8]");
  guest_expect (guest, "answered [8]");
  g_assert_true (guest_is_silent (guest));
}

static void
test_answers_may_not_come (Venue *venue, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (GAsyncResult) lost = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;
  SocketIoSocket *socket = NULL;
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  socket = venue_get_socket (venue, 0);

  guest_tell (guest, "ask-for 20 [\"silent\"]");
  guest_expect (guest, "unanswered operation has timed out");

  venue_ask (socket, "[\"silent\",1]", 20, NULL, &result);
  g_assert_null (venue_finish (socket, &result, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_TIMED_OUT);
  g_clear_error (&error);

  venue_ask (socket, "[\"silent\",2]", 10000, cancellable, &cancelled);
  venue_ask (socket, "[\"silent\",3]", 10000, NULL, &lost);
  g_cancellable_cancel (cancellable);
  g_assert_null (venue_finish (socket, &cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);

  guest_expect (guest, "silent [1]");
  guest_expect (guest, "silent [2]");
  guest_expect (guest, "silent [3]");
  guest_tell (guest, "close");
  g_assert_null (venue_finish (socket, &lost, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED);
  venue_expect_gone (venue, "client namespace disconnect");

  /* And now at once. */
  g_clear_error (&error);
  venue_ask (socket, "[\"echo\"]", 10000, NULL, &result);
  g_assert_null (venue_finish (socket, &result, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_DISCONNECTED);
}

static void
test_order_is_kept (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  for (guint i = 0; i < 200; i++)
    guest_tell (guest,
                i % 7 == 0 ? "emit [\"echo\",%u,{\"$bytes\":\"AQID\"}]" : "emit [\"echo\",%u]", i);
  for (guint i = 0; i < 200; i++) {
    g_autofree char *line =
      g_strdup_printf (i % 7 == 0 ? "echo [%u,{\"$bytes\":\"AQID\"}]" : "echo [%u]", i);

    venue_expect (venue, line);
    guest_expect (guest, line);
  }
}

/* Messages cross while the transport is changed; none is lost, doubled or overtaken. */
static void
test_order_is_kept_while_upgrading (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_invite (venue, "/", NULL);
  guest_tell (guest, "open");
  for (guint i = 0; i < 300; i++) {
    guest_tell (guest, "emit [\"echo\",%u]", i);
    g_main_context_iteration (NULL, FALSE);
  }
  venue_expect_in (venue, guest, "/");
  for (guint i = 0; i < 300; i++) {
    g_autofree char *line = g_strdup_printf ("echo [%u]", i);

    venue_expect (venue, line);
    guest_expect (guest, line);
  }
  venue_await_upgraded (venue, guest);
}

static char *
repeat (const char *what, gsize times)
{
  g_autoptr (GString) text = g_string_sized_new (strlen (what) * times);

  for (gsize i = 0; i < times; i++)
    g_string_append (text, what);

  return g_strdup (text->str);
}

static void
test_large_messages (Venue *venue, gconstpointer data)
{
  g_autofree char *euros = repeat ("\xe2\x82\xac", 300000);
  g_autofree char *base64 = repeat ("AAECAwQFBgcI", 70000);
  g_autofree char *texts = g_strdup_printf ("[\"%s\"]", euros);
  g_autofree char *bytes = g_strdup_printf ("[{\"$bytes\":\"%s\"}]", base64);
  const char *const both[] = { texts, bytes };
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  for (guint i = 0; i < G_N_ELEMENTS (both); i++) {
    g_autofree char *event = with_name ("echo", both[i]);
    g_autofree char *line = g_strdup_printf ("echo %s", both[i]);

    guest_tell (guest, "emit %s", event);
    venue_expect (venue, line);
    guest_expect (guest, line);
  }
}

static void
test_ten_attachments_are_enough (Venue *venue, gconstpointer data)
{
  g_autofree char *ten = repeat ("{\"$bytes\":\"AQID\"},", 10);
  Guest *guest = NULL;
  g_autofree char *line = g_strdup_printf ("echo [%s1]", ten);

  venue_open (venue);
  guest = venue_admit (venue);
  guest_tell (guest, "emit [\"echo\",%s1]", ten);
  venue_expect (venue, line);
  guest_expect (guest, line);
}

/* A client of ours would not even send them. */
static void
test_eleven_attachments_are_too_many (Venue *venue, gconstpointer data)
{
  g_autofree char *ten = repeat ("{\"$bytes\":\"AQID\"},", 10);
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  guest_tell (guest, "emit [\"echo\",%s{\"$bytes\":\"AQID\"}]", ten);
  venue_expect_gone (venue, "forced close");
  guest_expect (guest, "lost transport close");
  guest_expect (guest, "connected");
}

static void
test_names_may_be_anything (Venue *venue, gconstpointer data)
{
  static const char *const names[] = { "",         " ",       "a b", "\xf0\x9f\x98\x80",
                                       "event::x", "\\u001e", "42[" };
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *json = g_strdup_printf ("[\"%s\",1]", names[i]);
    g_autofree char *line =
      g_strdup_printf ("%s [1]", g_str_equal (names[i], "\\u001e") ? "\x1e" : names[i]);

    guest_tell (guest, "emit %s", json);
    venue_expect (venue, line);
    venue_emit (venue_get_socket (venue, 0), json);
    guest_expect (guest, line);
  }
}

static void
test_numbers_are_names (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  guest_tell (guest, "write 2[5,\"a\"]");
  venue_expect (venue, "5 [\"a\"]");
}

static void
test_reserved_names_are_refused (Venue *venue, gconstpointer data)
{
  static const char *const names[] = { "connect",       "connect_error", "disconnect",
                                       "disconnecting", "newListener",   "removeListener" };
  SocketIoSocket *socket = NULL;

  venue_open (venue);
  venue_admit (venue);
  socket = venue_get_socket (venue, 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_false (
      socket_io_socket_emit_full (socket, names[i], NULL, NULL, SOCKET_IO_EMIT_DEFAULT, &error));
    g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE);
  }
}

static void
note_any_cb (SocketIoSocket *socket, SocketIoEvent *event, Venue *venue)
{
  venue_note (venue, "any %s", socket_io_event_get_name (event));
}

static void
note_outgoing_cb (SocketIoSocket *socket, const char *name, JsonArray *arguments, Venue *venue)
{
  venue_note (venue, "outgoing %s %u", name, json_array_get_length (arguments));
}

static void
note_once_cb (SocketIoSocket *socket, SocketIoEvent *event, gpointer user_data)
{
  venue_note (user_data, "once %s", socket_io_event_get_name (event));
}

static void
test_all_sorts_of_listeners (Venue *venue, gconstpointer data)
{
  SocketIoSocket *socket = NULL;
  Guest *guest = NULL;

  venue_open (venue);
  guest = venue_admit (venue);
  socket = venue_get_socket (venue, 0);
  g_signal_connect (socket, "any", G_CALLBACK (note_any_cb), venue);
  g_signal_connect (socket, "any-outgoing", G_CALLBACK (note_outgoing_cb), venue);
  socket_io_socket_once (socket, "once", note_once_cb, venue, NULL);

  guest_tell (guest, "emit [\"once\"]");
  guest_tell (guest, "emit [\"once\"]");
  venue_expect (venue, "any once");
  venue_expect (venue, "once []");
  venue_expect (venue, "once once");
  venue_expect (venue, "any once");
  venue_expect (venue, "once []");

  venue_emit (socket, "[\"hello\",1,2]");
  venue_expect (venue, "outgoing hello 2");
  guest_expect (guest, "hello [1,2]");

  socket_io_server_emit (venue->server, "unheard", NULL);
  guest_expect (guest, "unheard []");
  socket_io_socket_set_watches_broadcasts (socket, TRUE);
  socket_io_server_emit (venue->server, "heard", NULL);
  venue_expect (venue, "outgoing heard 0");
  guest_expect (guest, "heard []");
}

int
main (int argc, char *argv[])
{
  venue_init (&argc, &argv);

  venue_add ("arguments-arrive-as-they-went", test_arguments_arrive_as_they_went);
  venue_add ("clients-get-acknowledgements", test_clients_get_acknowledgements);
  venue_add ("the-server-gets-acknowledgements", test_the_server_gets_acknowledgements);
  venue_add ("only-the-first-answer-counts", test_only_the_first_answer_counts);
  venue_add ("answers-may-not-come", test_answers_may_not_come);
  venue_add ("order-is-kept", test_order_is_kept);
  venue_add ("order-is-kept-while-upgrading", test_order_is_kept_while_upgrading);
  venue_add ("large-messages", test_large_messages);
  venue_add ("ten-attachments-are-enough", test_ten_attachments_are_enough);
  venue_add_theirs ("eleven-attachments-are-too-many", test_eleven_attachments_are_too_many);
  venue_add ("names-may-be-anything", test_names_may_be_anything);
  venue_add ("numbers-are-names", test_numbers_are_names);
  venue_add ("reserved-names-are-refused", test_reserved_names_are_refused);
  venue_add ("all-sorts-of-listeners", test_all_sorts_of_listeners);

  return venue_run ();
}
