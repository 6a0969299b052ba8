/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "venue.h"

#include "scene.h"

#include <string.h>

static TestPeer *shared_peer;

typedef struct {
  const char *way;
  gboolean ours;
} Way;

/* --- notes ---------------------------------------------------------------- */

void
venue_note (Venue *venue, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_queue_push_tail (&venue->noted, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

void
venue_expect (Venue *venue, const char *line)
{
  g_autofree char *noted = NULL;

  test_await_that (!g_queue_is_empty (&venue->noted));
  noted = g_queue_pop_head (&venue->noted);
  g_assert_cmpstr (noted, ==, line);
}

void
venue_expect_in (Venue *venue, Guest *guest, const char *nsp)
{
  g_autofree char *line = g_strdup_printf ("connection %s", nsp);

  guest_expect (guest, "connected");
  venue_expect (venue, line);
}

void
venue_expect_gone (Venue *venue, const char *reason)
{
  g_autofree char *disconnecting = g_strdup_printf ("disconnecting %s []", reason);
  g_autofree char *disconnect = g_strdup_printf ("disconnect %s", reason);

  venue_expect (venue, disconnecting);
  venue_expect (venue, disconnect);
}

gboolean
venue_is_silent (Venue *venue)
{
  return g_queue_is_empty (&venue->noted);
}

/* --- what the server does ------------------------------------------------- */

static void
move (SocketIoSocket *socket,
      SocketIoEvent *event,
      void (*how) (SocketIoSocket *socket, const char *room))
{
  JsonArray *rooms = socket_io_event_get_arguments (event);

  for (guint i = 0; i < json_array_get_length (rooms); i++)
    how (socket, json_array_get_string_element (rooms, i));
  socket_io_event_acknowledge (event, NULL, NULL);
}

static void
answer_twice (SocketIoEvent *event)
{
  for (int i = 1; i <= 2; i++) {
    g_autoptr (JsonArray) answer = json_array_new ();

    json_array_add_int_element (answer, i);
    g_assert_true (socket_io_event_acknowledge (event, answer, NULL) == (i == 1));
  }
}

static void
event_cb (SocketIoSocket *socket, SocketIoEvent *event, Venue *venue)
{
  const char *name = socket_io_event_get_name (event);
  JsonArray *arguments = socket_io_event_get_arguments (event);
  SocketIoAttachments *attachments = socket_io_event_get_attachments (event);
  g_autofree char *shown = NULL;

  if (g_str_equal (name, "silent"))
    return;
  if (g_str_equal (name, "join")) {
    move (socket, event, socket_io_socket_join);
    return;
  }
  if (g_str_equal (name, "leave")) {
    move (socket, event, socket_io_socket_leave);
    return;
  }

  shown = scene_show (arguments, attachments);
  venue_note (venue, "%s %s", name, shown);
  if (g_str_equal (name, "twice"))
    answer_twice (event);
  else if (g_str_equal (name, "echo") && socket_io_event_wants_acknowledgement (event))
    socket_io_event_acknowledge (event, arguments, attachments);
  else if (g_str_equal (name, "echo"))
    socket_io_socket_emit_full (socket, name, arguments, attachments, SOCKET_IO_EMIT_DEFAULT, NULL);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
disconnecting_cb (SocketIoSocket *socket, SocketIoDisconnectReason reason, Venue *venue)
{
  g_auto (GStrv) rooms = socket_io_socket_dup_rooms (socket);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree char *list = NULL;

  g_assert_true (socket_io_socket_get_connected (socket));
  for (guint i = 0; rooms[i] != NULL; i++)
    if (!g_str_equal (rooms[i], socket_io_socket_get_id (socket)))
      g_ptr_array_add (names, rooms[i]);
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);
  list = g_strjoinv (", ", (char **) names->pdata);
  venue_note (venue, "disconnecting %s [%s]", socket_io_disconnect_reason_to_string (reason), list);
}

static void
disconnected_cb (SocketIoSocket *socket,
                 SocketIoDisconnectReason reason,
                 GError *details,
                 Venue *venue)
{
  g_auto (GStrv) rooms = socket_io_socket_dup_rooms (socket);

  g_assert_false (socket_io_socket_get_connected (socket));
  g_assert_cmpuint (g_strv_length (rooms), ==, 0);
  venue_note (venue, "disconnect %s", socket_io_disconnect_reason_to_string (reason));
}

static void
connection_cb (SocketIoNamespace *nsp, SocketIoSocket *socket, Venue *venue)
{
  g_assert_true (socket_io_socket_get_connected (socket));
  g_ptr_array_add (venue->sockets, g_object_ref (socket));
  g_signal_connect (socket, "event", G_CALLBACK (event_cb), venue);
  g_signal_connect (socket, "disconnecting", G_CALLBACK (disconnecting_cb), venue);
  g_signal_connect (socket, "disconnected", G_CALLBACK (disconnected_cb), venue);
  venue_note (venue, "%s %s", socket_io_socket_get_recovered (socket) ? "recovery" : "connection",
              socket_io_namespace_get_name (socket_io_socket_get_namespace (socket)));
}

void
venue_watch (Venue *venue, SocketIoNamespace *nsp)
{
  g_signal_connect (nsp, "connection", G_CALLBACK (connection_cb), venue);
}

/* --- the fixture ---------------------------------------------------------- */

void
venue_init (int *argc, char ***argv)
{
  g_test_init (argc, argv, NULL);
  test_peer_require ();
  shared_peer = test_peer_start ("socket-client.js", NULL);
}

int
venue_run (void)
{
  int status = g_test_run ();

  g_clear_pointer (&shared_peer, test_peer_stop);

  return status;
}

void
venue_make (Venue *venue)
{
  venue->server = socket_io_server_new (venue->options);
  venue_watch (venue, socket_io_server_of (venue->server, "/"));
}

void
venue_open (Venue *venue)
{
  g_autoptr (GError) error = NULL;

  if (venue->server == NULL)
    venue_make (venue);
  socket_io_server_listen (venue->server, "127.0.0.1", 0, venue->certificate, &error);
  g_assert_no_error (error);
  venue->uri = g_strdup_printf ("%s://127.0.0.1:%u", venue->certificate != NULL ? "https" : "http",
                                socket_io_server_get_port (venue->server));
}

void
venue_close (Venue *venue)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  socket_io_server_close_async (venue->server, 1000, NULL, test_keep_result, &result);
  test_await (&result);
  socket_io_server_close_finish (venue->server, result, &error);
  g_assert_no_error (error);
}

static void
set_up (Venue *venue, gconstpointer data)
{
  const Way *way = data;

  venue->way = way->way;
  venue->house = guest_house_new (way->ours ? NULL : shared_peer);
  venue->options = socket_io_server_options_new ();
  venue->sockets = g_ptr_array_new_with_free_func (g_object_unref);
  venue->guests = g_ptr_array_new_with_free_func ((GDestroyNotify) guest_free);
  g_queue_init (&venue->noted);
}

/* Nothing stays behind, whatever the test has left open. */
static void
tear_down (Venue *venue, gconstpointer data)
{
  for (guint i = 0; i < venue->sockets->len; i++)
    g_signal_handlers_disconnect_by_data (g_ptr_array_index (venue->sockets, i), venue);
  g_clear_pointer (&venue->guests, g_ptr_array_unref);
  if (venue->server != NULL) {
    venue_close (venue);
    test_settle ();
    g_clear_pointer (&venue->sockets, g_ptr_array_unref);
    g_assert_finalize_object (g_steal_pointer (&venue->server));
  }
  g_clear_pointer (&venue->sockets, g_ptr_array_unref);
  g_assert_finalize_object (g_steal_pointer (&venue->options));
  g_clear_pointer (&venue->house, guest_house_free);
  g_clear_pointer (&venue->uri, g_free);
  g_clear_object (&venue->certificate);
  g_queue_clear_full (&venue->noted, g_free);
}

static void
add_way (const char *name, VenueFunc test, const Way *way)
{
  g_autofree char *path =
    g_strdup_printf ("/interop/server/%s/%s/%s", name, way->ours ? "ours" : "theirs", way->way);

  g_test_add (path, Venue, way, set_up, test, tear_down);
}

void
venue_add_theirs (const char *name, VenueFunc test)
{
  static const Way ways[] = { { "polling", FALSE }, { "websocket", FALSE }, { "upgrade", FALSE } };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    add_way (name, test, &ways[i]);
}

void
venue_add (const char *name, VenueFunc test)
{
  static const Way ways[] = { { "polling", TRUE }, { "websocket", TRUE }, { "upgrade", TRUE } };

  venue_add_theirs (name, test);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    add_way (name, test, &ways[i]);
}

/* --- guests --------------------------------------------------------------- */

static Guest *
add_guest (Venue *venue, const char *nsp, const char *options, Guest *other)
{
  g_autofree char *all = NULL;
  Guest *guest = NULL;

  if (options == NULL)
    options = "{}";
  if (g_str_equal (venue->way, "upgrade"))
    all = g_strdup (options);
  else
    all = g_strdup_printf ("{\"transports\":[\"%s\"],\"upgrade\":false%s%s", venue->way,
                           options[1] == '}' ? "" : ",", options + 1);
  guest = guest_new (venue->house, venue->uri, nsp, all, other);
  g_ptr_array_add (venue->guests, guest);

  return guest;
}

Guest *
venue_invite (Venue *venue, const char *nsp, const char *options)
{
  return add_guest (venue, nsp, options, NULL);
}

Guest *
venue_invite_with (Venue *venue, Guest *other, const char *nsp, const char *options)
{
  return add_guest (venue, nsp, options, other);
}

void
venue_await_upgraded (Venue *venue, Guest *guest)
{
  const char *transport = g_str_equal (venue->way, "polling") ? "polling" : "websocket";
  g_autofree char *line = g_strconcat ("transport ", transport, NULL);

  guest_tell (guest, "stay %s", transport);
  guest_expect (guest, line);
}

Guest *
venue_admit (Venue *venue)
{
  Guest *guest = venue_invite (venue, "/", NULL);

  guest_tell (guest, "open");
  venue_expect_in (venue, guest, "/");
  venue_await_upgraded (venue, guest);

  return guest;
}

SocketIoSocket *
venue_get_socket (Venue *venue, guint index)
{
  test_await_that (venue->sockets->len > index);

  return g_ptr_array_index (venue->sockets, index);
}

/* --- what the server says ------------------------------------------------- */

static char *
parse_event (const char *json, JsonArray **arguments, SocketIoAttachments **attachments)
{
  char *name = NULL;

  *arguments = scene_parse (json, attachments);
  name = g_strdup (json_array_get_string_element (*arguments, 0));
  json_array_remove_element (*arguments, 0);

  return name;
}

void
venue_emit (SocketIoSocket *socket, const char *json)
{
  g_autoptr (JsonArray) arguments = NULL;
  g_autoptr (SocketIoAttachments) attachments = NULL;
  g_autofree char *name = parse_event (json, &arguments, &attachments);
  g_autoptr (GError) error = NULL;

  socket_io_socket_emit_full (socket, name, arguments, attachments, SOCKET_IO_EMIT_DEFAULT, &error);
  g_assert_no_error (error);
}

void
venue_ask (SocketIoSocket *socket,
           const char *json,
           guint timeout_ms,
           GCancellable *cancellable,
           GAsyncResult **result)
{
  g_autoptr (JsonArray) arguments = NULL;
  g_autoptr (SocketIoAttachments) attachments = NULL;
  g_autofree char *name = parse_event (json, &arguments, &attachments);

  socket_io_socket_emit_full_async (socket, name, arguments, attachments, SOCKET_IO_EMIT_DEFAULT,
                                    timeout_ms, cancellable, test_keep_result, result);
}

char *
venue_finish (SocketIoSocket *socket, GAsyncResult **result, GError **error)
{
  g_autoptr (GAsyncResult) kept = NULL;
  g_autoptr (JsonArray) answer = NULL;
  g_autoptr (SocketIoAttachments) attachments = NULL;

  test_await (result);
  kept = g_steal_pointer (result);
  answer = socket_io_socket_emit_finish (socket, kept, &attachments, error);

  return answer != NULL ? scene_show (answer, attachments) : NULL;
}

void
venue_broadcast (SocketIoBroadcast *chain, const char *json)
{
  g_autoptr (JsonArray) arguments = NULL;
  g_autoptr (SocketIoAttachments) attachments = NULL;
  g_autofree char *name = parse_event (json, &arguments, &attachments);
  g_autoptr (GError) error = NULL;

  socket_io_broadcast_emit_full (chain, name, arguments, attachments, &error);
  g_assert_no_error (error);
}
