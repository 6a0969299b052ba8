/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Our server in other circumstances: what it says and hears stays the same.
 */
#include "socket-io-msgpack-parser.h"
#include "test-certificate.h"
#include "venue.h"

static const char *const payloads[] = {
  "[]",
  "[null,true,-1.5,\"\xe2\x82\xac\"]",
  "[{\"a\":[{\"$bytes\":\"AQID\"},{\"b\":{\"$bytes\":\"\"}}]}]",
};

static Guest *
admit_with (Venue *venue, const char *options)
{
  Guest *guest = venue_invite (venue, "/", options);

  guest_tell (guest, "open");
  venue_expect_in (venue, guest, "/");
  venue_await_upgraded (venue, guest);

  return guest;
}

/* Both ways, with and without acknowledgement. */
static void
assert_all_is_well (Venue *venue, Guest *guest)
{
  SocketIoSocket *socket = venue_get_socket (venue, venue->sockets->len - 1);

  for (guint i = 0; i < G_N_ELEMENTS (payloads); i++) {
    const char *rest = payloads[i] + 1;
    const char *comma = *rest == ']' ? "" : ",";
    g_autofree char *event = g_strdup_printf ("[\"echo\"%s%s", comma, rest);
    g_autofree char *line = g_strdup_printf ("echo %s", payloads[i]);
    g_autofree char *answered = g_strdup_printf ("answered %s", payloads[i]);
    g_autoptr (GAsyncResult) result = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *answer = NULL;

    guest_tell (guest, "emit %s", event);
    venue_expect (venue, line);
    guest_expect (guest, line);
    guest_tell (guest, "ask %s", event);
    venue_expect (venue, line);
    guest_expect (guest, answered);
    venue_ask (socket, event, 0, NULL, &result);
    answer = venue_finish (socket, &result, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (answer, ==, payloads[i]);
    guest_expect (guest, line);
  }
}

static void
assert_echoes_much (Venue *venue, Guest *guest)
{
  g_autoptr (GString) much = g_string_new ("[\"");
  g_autofree char *line = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (much, "%u ", i);
  g_string_append (much, "\"]");
  line = g_strdup_printf ("echo %s", much->str);
  guest_tell (guest, "emit [\"echo\",%s", much->str + 1);
  venue_expect (venue, line);
  guest_expect (guest, line);
}

static void
test_message_pack (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  g_object_set (venue->options, "parser-type", SOCKET_IO_TYPE_MSGPACK_PARSER, NULL);
  venue_open (venue);
  guest = admit_with (venue, "{\"msgpack\":true}");
  assert_all_is_well (venue, guest);
  assert_echoes_much (venue, guest);
}

static void
test_compression (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  g_object_set (venue->options, "per-message-deflate", TRUE, "deflate-threshold", 1, NULL);
  venue_open (venue);
  guest = admit_with (venue, "{\"perMessageDeflate\":{\"threshold\":1}}");
  assert_all_is_well (venue, guest);
  assert_echoes_much (venue, guest);
}

static void
test_tls (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  venue->certificate = test_certificate_new ();
  venue_open (venue);
  guest = admit_with (venue, "{\"rejectUnauthorized\":false}");
  g_assert_true (
    socket_io_handshake_is_secure (socket_io_socket_get_handshake (venue_get_socket (venue, 0))));
  assert_all_is_well (venue, guest);
  assert_echoes_much (venue, guest);
}

static void
test_base64 (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  venue_open (venue);
  guest = admit_with (venue, "{\"forceBase64\":true}");
  assert_all_is_well (venue, guest);
}

static void
test_another_path (Venue *venue, gconstpointer data)
{
  Guest *guest = NULL;

  g_object_set (venue->options, "path", "/chat/now", NULL);
  venue_open (venue);
  guest = admit_with (venue, "{\"path\":\"/chat/now\"}");
  assert_all_is_well (venue, guest);
}

static void
test_messages_may_be_too_large (Venue *venue, gconstpointer data)
{
  g_autofree char *much = g_strnfill (5000, 'x');
  g_autofree char *lost = NULL;
  g_autofree char *noted = NULL;
  Guest *other = NULL;
  Guest *guest = NULL;

  g_object_set (venue->options, "max-http-buffer-size", (guint64) 1000, NULL);
  venue_open (venue);
  other = venue_admit (venue);
  guest = venue_admit (venue);

  guest_tell (guest, "emit [\"echo\",\"%s\"]", much);
  lost = guest_hear (guest);
  g_assert_true (g_str_has_prefix (lost, "lost transport "));
  guest_expect (guest, "connected");

  /* The others notice nothing. */
  guest_tell (other, "emit [\"others\"]");
  do {
    g_free (noted);
    test_await_that (!venue_is_silent (venue));
    noted = g_queue_pop_head (&venue->noted);
  } while (!g_str_equal (noted, "others []"));
}

int
main (int argc, char *argv[])
{
  venue_init (&argc, &argv);

  venue_add ("message-pack", test_message_pack);
  venue_add ("compression", test_compression);
  venue_add ("tls", test_tls);
  venue_add ("base64", test_base64);
  venue_add ("another-path", test_another_path);
  venue_add_theirs ("messages-may-be-too-large", test_messages_may_be_too_large);

  return venue_run ();
}
