/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who may join a namespace, and which namespaces there are.
 */
#include "socket-io-namespace.h"

#include <string.h>

#include "socket-io-adapter.h"
#include "socket-io-error.h"
#include "test-await.h"
#include "visitor.h"

static void
set_up (House *house, gconstpointer data)
{
  house_set_up (house, data);
  house_open (house);
  house_watch (house, socket_io_server_of (house->server, "/"));
}

static JsonNode *
parse (const char *json)
{
  JsonNode *node = json_from_string (json, NULL);

  g_assert_nonnull (node);

  return node;
}

/* --- middleware ----------------------------------------------------------- */

static void
pass_cb (SocketIoSocket *socket, EngineIoNext *next, gpointer house)
{
  house_note (house, "asked");
  g_assert_false (socket_io_socket_get_connected (socket));
  engine_io_next_pass (next);
}

static void
refuse_cb (SocketIoSocket *socket, EngineIoNext *next, gpointer json)
{
  g_autoptr (JsonNode) data = json != NULL ? parse (json) : NULL;

  engine_io_next_refuse (next, "Members only", data);
}

static void
drop_cb (SocketIoSocket *socket, EngineIoNext *next, gpointer house)
{
}

/* Keeps the question until somebody answers it. */
static void
hold_cb (SocketIoSocket *socket, EngineIoNext *next, gpointer held)
{
  g_assert_true (g_set_object ((EngineIoNext **) held, next));
}

static void
join_room_cb (SocketIoSocket *socket, EngineIoNext *next, gpointer room)
{
  socket_io_socket_join (socket, room);
  engine_io_next_pass (next);
}

static void
test_middleware_is_asked_in_order (House *house, gconstpointer data)
{
  g_autoptr (Visitor) visitor = visitor_new (house->server, "websocket");
  g_autoptr (EngineIoNext) held = NULL;

  socket_io_server_use (house->server, pass_cb, house, NULL);
  socket_io_server_use (house->server, hold_cb, &held, NULL);
  socket_io_server_use (house->server, pass_cb, house, NULL);

  visitor_say (visitor, "0");
  test_await_that (held != NULL);
  test_settle ();
  house_await (house, "asked");
  g_assert_true (g_queue_is_empty (&visitor->heard));
  engine_io_next_pass (held);
  house_await (house, "asked|asked|connection /");
  test_await_that (!g_queue_is_empty (&visitor->heard));
}

static void
test_a_refusal_has_a_message_and_data (House *house, gconstpointer data)
{
  SocketIoNamespace *plain = socket_io_server_of (house->server, "/plain");
  SocketIoNamespace *rich = socket_io_server_of (house->server, "rich");
  SocketIoNamespace *silent = socket_io_server_of (house->server, "/silent");
  g_autoptr (Visitor) visitor = visitor_new (house->server, "polling");
  g_autofree char *sid = NULL;

  socket_io_namespace_use (plain, refuse_cb, NULL, NULL);
  socket_io_namespace_use (plain, pass_cb, house, NULL);
  socket_io_namespace_use (rich, refuse_cb, (gpointer) "{\"code\":403}", NULL);
  socket_io_namespace_use (silent, drop_cb, NULL, NULL);

  visitor_say (visitor, "0/plain,");
  visitor_expect (visitor, "4/plain,{\"message\":\"Members only\"}");
  visitor_say (visitor, "0/rich,");
  visitor_expect (visitor, "4/rich,{\"message\":\"Members only\",\"data\":{\"code\":403}}");
  visitor_say (visitor, "0/silent,");
  g_free (visitor_hear (visitor));
  sid = visitor_join (visitor, "0");
  house_await (house, "connection /");
  g_assert_cmpuint (socket_io_namespace_get_n_sockets (plain), ==, 0);
}

static void
note_room_cb (SocketIoAdapter *adapter, const char *room, House *house)
{
  if (strlen (room) < 20)
    house_note (house, "room %s", room);
}

static void
test_who_is_refused_leaves_its_rooms (House *house, gconstpointer data)
{
  SocketIoNamespace *nsp = socket_io_server_of (house->server, "/plain");
  SocketIoAdapter *adapter = socket_io_namespace_get_adapter (nsp);
  g_autoptr (Visitor) visitor = visitor_new (house->server, "websocket");

  g_signal_connect (adapter, "create-room", G_CALLBACK (note_room_cb), house);
  g_signal_connect (adapter, "delete-room", G_CALLBACK (note_room_cb), house);
  socket_io_namespace_use (nsp, join_room_cb, (gpointer) "vip", NULL);
  socket_io_namespace_use (nsp, refuse_cb, NULL, NULL);
  visitor_say (visitor, "0/plain,");
  visitor_expect (visitor, "4/plain,{\"message\":\"Members only\"}");
  house_await (house, "room vip|room vip");
  g_assert_cmpuint (socket_io_adapter_get_room_size (adapter, "vip"), ==, 0);
}

static void
test_who_goes_meanwhile_leaves_its_rooms (House *house, gconstpointer data)
{
  SocketIoAdapter *adapter =
    socket_io_namespace_get_adapter (socket_io_server_of (house->server, "/"));
  Visitor *visitor = visitor_new (house->server, "websocket");
  g_autoptr (EngineIoNext) held = NULL;

  socket_io_server_use (house->server, join_room_cb, (gpointer) "vip", NULL);
  socket_io_server_use (house->server, hold_cb, &held, NULL);
  visitor_say (visitor, "0");
  test_await_that (held != NULL);
  g_assert_cmpuint (socket_io_adapter_get_room_size (adapter, "vip"), ==, 1);
  visitor_free (visitor);
  test_await_that (socket_io_adapter_get_room_size (adapter, "vip") == 0);
  engine_io_next_pass (held);
  test_settle ();
  house_await (house, "");
}

static void
close_by_room_cb (SocketIoAdapter *adapter, const char *room, const char *id, House *house)
{
  if (house->session != NULL)
    engine_io_socket_abort (g_steal_pointer (&house->session), ENGINE_IO_CLOSE_FORCED, NULL);
}

static void
note_session_cb (EngineIoServer *engine, EngineIoSocket *session, House *house)
{
  house->session = session;
}

/* The refusal is for nobody then. */
static void
test_leaving_a_room_may_close_the_connection (House *house, gconstpointer data)
{
  SocketIoAdapter *adapter =
    socket_io_namespace_get_adapter (socket_io_server_of (house->server, "/"));
  g_autoptr (EngineIoNext) held = NULL;
  g_autoptr (Visitor) visitor = NULL;

  g_signal_connect (socket_io_server_get_engine (house->server), "connection",
                    G_CALLBACK (note_session_cb), house);
  g_signal_connect (adapter, "leave-room", G_CALLBACK (close_by_room_cb), house);
  socket_io_server_use (house->server, join_room_cb, (gpointer) "vip", NULL);
  socket_io_server_use (house->server, hold_cb, &held, NULL);
  visitor = visitor_new (house->server, "websocket");
  visitor_say (visitor, "0");
  test_await_that (held != NULL);
  engine_io_next_refuse (held, "no", NULL);
  visitor_await_closed (visitor);
  g_assert_null (house->session);
}

static void
test_its_own_room_may_close_the_connection (House *house, gconstpointer signal)
{
  SocketIoNamespace *nsp = socket_io_server_of (house->server, "/");
  g_autoptr (Visitor) visitor = NULL;

  g_signal_connect (socket_io_server_get_engine (house->server), "connection",
                    G_CALLBACK (note_session_cb), house);
  g_signal_connect (socket_io_namespace_get_adapter (nsp), "join-room",
                    G_CALLBACK (close_by_room_cb), house);
  visitor = visitor_new (house->server, "websocket");
  visitor_say (visitor, "0");
  visitor_await_closed (visitor);
  g_assert_cmpuint (socket_io_namespace_get_n_sockets (nsp), ==, 0);
  house_await (house, "");
}

static void
test_nothing_may_be_said_while_it_is_asked (House *house, gconstpointer says)
{
  g_autoptr (Visitor) visitor = visitor_new (house->server, "websocket");
  g_autoptr (EngineIoNext) held = NULL;

  socket_io_server_use (house->server, hold_cb, &held, NULL);
  visitor_say (visitor, "0");
  visitor_say (visitor, says);
  visitor_await_closed (visitor);
  engine_io_next_pass (held);
  test_settle ();
  house_await (house, "");
}

static void
close_cb (SocketIoSocket *socket, EngineIoNext *next, gpointer data)
{
  engine_io_socket_abort (socket_io_socket_get_engine (socket), ENGINE_IO_CLOSE_FORCED, NULL);
  engine_io_next_pass (next);
}

static void
test_middleware_may_close_the_connection (House *house, gconstpointer data)
{
  g_autoptr (Visitor) visitor = visitor_new (house->server, "websocket");

  socket_io_server_use (house->server, close_cb, NULL, NULL);
  socket_io_server_use (house->server, pass_cb, house, NULL);
  visitor_say (visitor, "0");
  visitor_await_closed (visitor);
  house_await (house, "");
}

static void
test_the_server_may_go_while_it_is_asked (House *house, gconstpointer data)
{
  g_autoptr (Visitor) visitor = visitor_new (house->server, "websocket");
  g_autoptr (EngineIoNext) held = NULL;

  socket_io_server_use (house->server, hold_cb, &held, NULL);
  visitor_say (visitor, "0");
  test_await_that (held != NULL);
  g_assert_finalize_object (g_steal_pointer (&house->server));
  engine_io_next_pass (held);
  visitor_await_closed (visitor);
}

/* --- namespaces that come to be ------------------------------------------- */

static void
new_namespace_cb (SocketIoServer *server, SocketIoNamespace *nsp, House *house)
{
  house_note (house, "new %s", socket_io_namespace_get_name (nsp));
}

static void
test_a_pattern_makes_namespaces (House *house, gconstpointer data)
{
  g_autoptr (GRegex) pattern = g_regex_new ("^/room-\\d+$", 0, 0, NULL);
  SocketIoNamespace *parent = socket_io_server_of_pattern (house->server, pattern);
  g_autoptr (Visitor) visitor = visitor_new (house->server, "websocket");
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  house_watch (house, parent);
  g_signal_connect (house->server, "new-namespace", G_CALLBACK (new_namespace_cb), house);
  socket_io_namespace_use (parent, pass_cb, house, NULL);

  visitor_say (visitor, "0/room-x,");
  visitor_expect (visitor, "4/room-x,{\"message\":\"Invalid namespace\"}");
  first = visitor_join (visitor, "0/room-1,");
  second = visitor_join (visitor, "0/room-2,");
  house_await (house, "new /room-1|asked|connection /room-1|new /room-2|asked|connection /room-2");
  g_assert_true (socket_io_server_of (house->server, "room-2") ==
                 socket_io_server_get_namespace (house->server, "/room-2"));

  /* One that the program asks for is a child, too. */
  g_assert_nonnull (socket_io_server_of (house->server, "/room-3"));
  socket_io_namespace_emit (parent, "news", NULL);
  visitor_expect (visitor, "2/room-1,[\"news\"]");
  visitor_expect (visitor, "2/room-2,[\"news\"]");
}

static void
test_there_are_enough_namespaces (House *house, gconstpointer data)
{
  g_autoptr (GRegex) pattern = g_regex_new ("^/room-\\d+$", 0, 0, NULL);
  SocketIoNamespace *parent = socket_io_server_of_pattern (house->server, pattern);
  g_autoptr (Visitor) visitor = visitor_new (house->server, "polling");
  g_autofree char *sid = NULL;

  for (guint i = 0; i <= 1000; i++) {
    g_autofree char *packet = g_strdup_printf ("0/room-%u,", i);

    visitor_say (visitor, packet);
  }
  for (guint i = 0; i < 1000; i++) {
    g_autofree char *packet = visitor_hear (visitor);

    g_assert_true (g_str_has_prefix (packet, "0/room-"));
  }
  visitor_expect (visitor, "4/room-1000,{\"message\":\"Too many namespaces\"}");
  visitor_say (visitor, "1/room-7,");
  sid = visitor_join (visitor, "0/room-1000,");
  g_assert_nonnull (parent);
}

typedef struct {
  EngineIoNext *next;
  char *name;
} Asked;

static void
name_cb (SocketIoServer *server,
         const char *name,
         JsonNode *auth,
         EngineIoNext *next,
         gpointer user_data)
{
  Asked *asked = user_data;

  g_set_object (&asked->next, next);
  g_set_str (&asked->name, name);
}

static void
refuse_name_cb (SocketIoServer *server,
                const char *name,
                JsonNode *auth,
                EngineIoNext *next,
                gpointer user_data)
{
  engine_io_next_refuse (next, NULL, NULL);
}

static void
test_a_function_makes_namespaces_in_its_time (House *house, gconstpointer data)
{
  Asked asked = { NULL, NULL };
  g_autoptr (Visitor) visitor = visitor_new (house->server, "polling");

  socket_io_server_of_func (house->server, refuse_name_cb, NULL, NULL);
  house_watch (house, socket_io_server_of_func (house->server, name_cb, &asked, NULL));

  visitor_say (visitor, "0/here,{\"token\":1}");
  test_await_that (asked.next != NULL);
  g_assert_cmpstr (asked.name, ==, "/here");
  engine_io_next_pass (asked.next);
  house_await (house, "connection /here");
  g_free (visitor_hear (visitor));

  g_clear_object (&asked.next);
  visitor_say (visitor, "0/there,");
  test_await_that (asked.next != NULL);
  engine_io_next_refuse (asked.next, NULL, NULL);
  visitor_expect (visitor, "4/there,{\"message\":\"Invalid namespace\"}");

  g_clear_object (&asked.next);
  g_free (asked.name);
}

static void
drop_server_cb (SocketIoServer *server, SocketIoNamespace *nsp, House *house)
{
  g_clear_object (&house->server);
}

static void
test_the_server_may_go_with_a_new_namespace (House *house, gconstpointer data)
{
  g_autoptr (GRegex) pattern = g_regex_new ("^/here$", 0, 0, NULL);
  g_autoptr (Visitor) visitor = visitor_new (house->server, "websocket");

  socket_io_server_of_pattern (house->server, pattern);
  g_signal_connect (house->server, "new-namespace", G_CALLBACK (drop_server_cb), house);
  visitor_say (visitor, "0/here,");
  visitor_await_closed (visitor);
  g_assert_null (house->server);
}

static void
test_two_who_ask_get_the_same_namespace (House *house, gconstpointer data)
{
  Asked asked = { NULL, NULL };
  g_autoptr (EngineIoNext) first = NULL;
  g_autoptr (Visitor) one = visitor_new (house->server, "websocket");
  g_autoptr (Visitor) other = visitor_new (house->server, "websocket");

  socket_io_server_of_func (house->server, name_cb, &asked, NULL);
  visitor_say (one, "0/here,");
  test_await_that (asked.next != NULL);
  first = g_steal_pointer (&asked.next);
  visitor_say (other, "0/here,");
  test_await_that (asked.next != NULL);
  engine_io_next_pass (asked.next);
  engine_io_next_pass (first);
  g_free (visitor_hear (one));
  g_free (visitor_hear (other));
  g_assert_cmpuint (socket_io_namespace_get_n_sockets (
                      socket_io_server_of (house->server, "/here")),
                    ==, 2);

  g_clear_object (&asked.next);
  g_free (asked.name);
}

static void
test_an_empty_child_goes_away_if_it_should (House *house, gconstpointer cleanup)
{
  g_autoptr (GRegex) pattern = g_regex_new ("^/room-\\d+$", 0, 0, NULL);
  SocketIoNamespace *parent = NULL;
  g_autoptr (Visitor) visitor = visitor_new (house->server, "websocket");
  g_autofree char *sid = NULL;

  g_object_set (house->options, "cleanup-empty-child-namespaces", cleanup != NULL, NULL);
  parent = socket_io_server_of_pattern (house->server, pattern);
  house_watch (house, parent);
  sid = visitor_join (visitor, "0/room-1,");
  g_assert_nonnull (socket_io_server_get_namespace (house->server, "/room-1"));
  visitor_say (visitor, "1/room-1,");
  house_await (house, "connection /room-1|disconnecting client namespace disconnect|"
                      "disconnected client namespace disconnect");
  g_assert_true ((socket_io_server_get_namespace (house->server, "/room-1") == NULL) ==
                 (cleanup != NULL));
}

static void
test_a_refused_visitor_does_not_leave_a_child_behind (House *house, gconstpointer data)
{
  g_autoptr (GRegex) pattern = g_regex_new ("^/room-\\d+$", 0, 0, NULL);
  SocketIoNamespace *parent = socket_io_server_of_pattern (house->server, pattern);
  g_autoptr (Visitor) visitor = visitor_new (house->server, "websocket");

  g_object_set (house->options, "cleanup-empty-child-namespaces", TRUE, NULL);
  socket_io_namespace_use (parent, refuse_cb, NULL, NULL);
  visitor_say (visitor, "0/room-1,");
  visitor_expect (visitor, "4/room-1,{\"message\":\"Members only\"}");
  g_assert_null (socket_io_server_get_namespace (house->server, "/room-1"));
}

static void
test_a_parent_reaches_all_its_children (House *house, gconstpointer data)
{
  g_autoptr (GRegex) pattern = g_regex_new ("^/room-\\d+$", 0, 0, NULL);
  SocketIoNamespace *parent = socket_io_server_of_pattern (house->server, pattern);
  g_autoptr (Visitor) visitor = visitor_new (house->server, "websocket");
  g_autofree char *first = visitor_join (visitor, "0/room-1,");
  g_autofree char *second = visitor_join (visitor, "0/room-2,");
  g_autoptr (SocketIoBroadcast) insiders = NULL;
  g_autoptr (SocketIoBroadcast) questions = NULL;
  g_autoptr (GAsyncResult) fetched = NULL;
  g_autoptr (GAsyncResult) asked = NULL;
  g_autoptr (GPtrArray) sockets = NULL;
  g_autoptr (JsonArray) answers = NULL;
  g_autoptr (GError) error = NULL;

  socket_io_namespace_sockets_join (parent, "inside");
  insiders = socket_io_namespace_to (parent, "inside");
  socket_io_broadcast_emit (insiders, "x", NULL);
  visitor_expect (visitor, "2/room-1,[\"x\"]");
  visitor_expect (visitor, "2/room-2,[\"x\"]");

  socket_io_namespace_fetch_sockets_async (parent, NULL, test_keep_result, &fetched);
  test_await (&fetched);
  sockets = socket_io_namespace_fetch_sockets_finish (parent, fetched, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sockets->len, ==, 2);

  questions = socket_io_namespace_broadcast (parent);
  socket_io_broadcast_emit_async (questions, "how many", NULL, NULL, NULL, test_keep_result,
                                  &asked);
  visitor_expect (visitor, "2/room-1,0[\"how many\"]");
  visitor_expect (visitor, "2/room-2,0[\"how many\"]");
  visitor_say (visitor, "3/room-1,0[1]");
  visitor_say (visitor, "3/room-2,0[2]");
  test_await (&asked);
  answers = socket_io_broadcast_emit_finish (questions, asked, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (answers), ==, 2);

  socket_io_namespace_disconnect_sockets (parent, FALSE);
  visitor_expect (visitor, "1/room-1,");
  visitor_expect (visitor, "1/room-2,");
}

/* --- everybody in it ------------------------------------------------------ */

static void
test_sockets_are_found_by_their_ids (House *house, gconstpointer data)
{
  SocketIoNamespace *nsp = socket_io_server_of (house->server, "/");
  g_autoptr (Visitor) visitor = visitor_new (house->server, "websocket");
  g_autofree char *sid = visitor_join (visitor, "0");
  g_autoptr (GPtrArray) sockets = socket_io_namespace_dup_sockets (nsp);

  g_assert_cmpuint (sockets->len, ==, 1);
  g_assert_true (socket_io_namespace_get_socket (nsp, sid) == house->socket);
  g_assert_true (g_ptr_array_index (sockets, 0) == house->socket);
  g_assert_null (socket_io_namespace_get_socket (nsp, "nobody"));
}

static void
test_a_namespace_speaks_to_all_and_some (House *house, gconstpointer data)
{
  SocketIoNamespace *nsp = socket_io_server_of (house->server, "/");
  g_autoptr (Visitor) visitor = visitor_new (house->server, "websocket");
  g_autofree char *sid = visitor_join (visitor, "0");
  g_autoptr (SocketIoBroadcast) to = socket_io_namespace_to (nsp, "red");
  g_autoptr (SocketIoBroadcast) except = socket_io_namespace_except (nsp, "red");

  g_assert_true (socket_io_server_emit (house->server, "all", NULL));
  g_assert_true (socket_io_namespace_send (nsp, NULL));
  socket_io_broadcast_emit (to, "nobody", NULL);
  socket_io_broadcast_emit (except, "not red", NULL);
  socket_io_namespace_sockets_join (nsp, "red");
  socket_io_broadcast_emit (to, "red", NULL);
  socket_io_broadcast_emit (except, "nobody", NULL);
  socket_io_namespace_sockets_leave (nsp, "red");
  socket_io_broadcast_emit (to, "nobody", NULL);
  socket_io_namespace_disconnect_sockets (nsp, TRUE);

  visitor_expect (visitor, "2[\"all\"]");
  visitor_expect (visitor, "2[\"message\"]");
  visitor_expect (visitor, "2[\"not red\"]");
  visitor_expect (visitor, "2[\"red\"]");
  visitor_expect (visitor, "1");
  visitor_await_closed (visitor);
}

static void
test_the_server_speaks_for_the_main_namespace (House *house, gconstpointer data)
{
  g_autoptr (Visitor) visitor = visitor_new (house->server, "websocket");
  g_autofree char *sid = visitor_join (visitor, "0");
  g_autofree char *other_sid = NULL;
  g_autoptr (SocketIoBroadcast) red = socket_io_server_to (house->server, "red");
  g_autoptr (SocketIoBroadcast) not_red = socket_io_server_except (house->server, "red");
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GPtrArray) sockets = NULL;
  g_autoptr (GError) error = NULL;

  socket_io_server_of (house->server, "/other");
  other_sid = visitor_join (visitor, "0/other,");
  socket_io_server_sockets_join (house->server, "red");
  socket_io_broadcast_emit (red, "red", NULL);
  socket_io_broadcast_emit (not_red, "nobody", NULL);
  socket_io_server_sockets_leave (house->server, "red");
  socket_io_broadcast_emit (not_red, "not red", NULL);
  socket_io_server_send (house->server, NULL);
  visitor_expect (visitor, "2[\"red\"]");
  visitor_expect (visitor, "2[\"not red\"]");
  visitor_expect (visitor, "2[\"message\"]");

  socket_io_server_fetch_sockets_async (house->server, NULL, test_keep_result, &result);
  test_await (&result);
  sockets = socket_io_server_fetch_sockets_finish (house->server, result, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sockets->len, ==, 1);
  g_assert_cmpstr (socket_io_remote_socket_get_id (g_ptr_array_index (sockets, 0)), ==, sid);

  g_assert_true (socket_io_server_server_side_emit (house->server, "hello", NULL, &error));
  g_assert_no_error (error);
  socket_io_server_disconnect_sockets (house->server, FALSE);
  visitor_expect (visitor, "1");
  test_settle ();
  g_assert_false (visitor->closed);
}

static void
test_attachments_follow_their_event (House *house, gconstpointer transport)
{
  g_autoptr (Visitor) one = visitor_new (house->server, transport);
  g_autoptr (Visitor) other = visitor_new (house->server, transport);
  g_autofree char *first = visitor_join (one, "0");
  g_autofree char *second = visitor_join (other, "0");
  g_autoptr (SocketIoBroadcast) everybody = socket_io_server_broadcast (house->server);
  g_autoptr (SocketIoAttachments) attachments = socket_io_attachments_new ();
  g_autoptr (JsonArray) arguments = json_array_new ();
  g_autoptr (GBytes) small = g_bytes_new_static ("abc", 3);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  Visitor *const visitors[] = { one, other };

  json_array_add_element (arguments, socket_io_attachments_add (attachments, small));
  json_array_add_element (arguments, socket_io_attachments_add (attachments, empty));
  g_assert_true (socket_io_broadcast_emit_full (everybody, "bytes", arguments, attachments, NULL));
  g_assert_true (socket_io_broadcast_emit (everybody, "next", NULL));

  for (guint i = 0; i < G_N_ELEMENTS (visitors); i++) {
    visitor_expect (visitors[i], "52-[\"bytes\",{\"_placeholder\":true,\"num\":0},"
                                 "{\"_placeholder\":true,\"num\":1}]");
    visitor_expect (visitors[i], "<3 bytes>");
    visitor_expect (visitors[i], "<0 bytes>");
    visitor_expect (visitors[i], "2[\"next\"]");
  }
}

static void
test_what_cannot_be_said_is_an_error (House *house, gconstpointer data)
{
  g_autoptr (Visitor) visitor = visitor_new (house->server, "websocket");
  g_autofree char *sid = visitor_join (visitor, "0");
  g_autoptr (SocketIoBroadcast) everybody = socket_io_server_broadcast (house->server);
  g_autoptr (GError) error = NULL;

  g_assert_false (socket_io_broadcast_emit_full (everybody, "connect", NULL, NULL, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE);
  g_assert_false (socket_io_server_emit (house->server, "disconnect", NULL));
  g_assert_true (socket_io_server_emit (house->server, "fine", NULL));
  visitor_expect (visitor, "2[\"fine\"]");
}

static void
test_a_reserved_event_is_not_sent_to_servers (House *house, gconstpointer data)
{
  SocketIoNamespace *nsp = socket_io_server_of (house->server, "/");
  const char *const reserved[] = { "connect", "connection", "new_namespace" };

  for (guint i = 0; i < G_N_ELEMENTS (reserved); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) async_error = NULL;
    g_autoptr (GAsyncResult) result = NULL;

    g_assert_false (socket_io_namespace_server_side_emit (nsp, reserved[i], NULL, &error));
    g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE);
    socket_io_namespace_server_side_emit_async (nsp, reserved[i], NULL, 0, NULL, test_keep_result,
                                                &result);
    test_await (&result);
    g_assert_null (socket_io_namespace_server_side_emit_finish (nsp, result, NULL, &async_error));
    g_assert_error (async_error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE);
  }
}

static void
test_a_server_alone_has_no_answers (House *house, gconstpointer data)
{
  SocketIoNamespace *nsp = socket_io_server_of (house->server, "/");
  g_autoptr (JsonArray) answers = NULL;
  g_autoptr (JsonArray) partial = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  socket_io_namespace_server_side_emit_async (nsp, "ping", NULL, 1000, NULL, test_keep_result,
                                              &result);
  test_await (&result);
  answers = socket_io_namespace_server_side_emit_finish (nsp, result, &partial, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (json_array_get_length (answers), ==, 0);
  g_assert_null (partial);
}

static void
server_side_event_cb (SocketIoNamespace *nsp, SocketIoEvent *event, House *house)
{
  house_note (house, "from a server: %s", socket_io_event_get_name (event));
}

static void
io_server_side_event_cb (SocketIoServer *server, SocketIoEvent *event, House *house)
{
  house_note (house, "and the server says: %s", socket_io_event_get_name (event));
}

static void
test_events_of_other_servers_are_heard_by_name (House *house, gconstpointer data)
{
  SocketIoNamespace *nsp = socket_io_server_of (house->server, "/");
  g_autoptr (JsonArray) arguments = json_array_new ();
  g_autoptr (SocketIoEvent) hello = socket_io_event_new ("hello", arguments, NULL, NULL);
  g_autoptr (SocketIoEvent) other = socket_io_event_new ("never heard of", arguments, NULL, NULL);

  g_signal_connect (nsp, "server-side-event::hello", G_CALLBACK (server_side_event_cb), house);
  g_signal_connect (house->server, "server-side-event::hello", G_CALLBACK (io_server_side_event_cb),
                    house);
  socket_io_namespace_take_server_side_event (nsp, hello);
  socket_io_namespace_take_server_side_event (nsp, other);
  g_assert_cmpuint (g_quark_try_string ("never heard of"), ==, 0);
  house_await (house, "and the server says: hello|from a server: hello");
}

#define ADD(path, data, func)                                                                      \
  g_test_add ("/socket-io/namespace/" path, House, data, set_up, func, house_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("middleware-is-asked-in-order", NULL, test_middleware_is_asked_in_order);
  ADD ("a-refusal-has-a-message-and-data", NULL, test_a_refusal_has_a_message_and_data);
  ADD ("who-is-refused-leaves-its-rooms", NULL, test_who_is_refused_leaves_its_rooms);
  ADD ("who-goes-meanwhile-leaves-its-rooms", NULL, test_who_goes_meanwhile_leaves_its_rooms);
  ADD ("leaving-a-room-may-close-the-connection", NULL,
       test_leaving_a_room_may_close_the_connection);
  ADD ("its-own-room-may-close-the-connection", NULL, test_its_own_room_may_close_the_connection);
  ADD ("no-event-while-it-is-asked", "2[\"x\"]", test_nothing_may_be_said_while_it_is_asked);
  ADD ("no-second-connect-while-it-is-asked", "0", test_nothing_may_be_said_while_it_is_asked);
  ADD ("no-disconnect-while-it-is-asked", "1", test_nothing_may_be_said_while_it_is_asked);
  ADD ("no-nonsense-while-it-is-asked", "nonsense", test_nothing_may_be_said_while_it_is_asked);
  ADD ("middleware-may-close-the-connection", NULL, test_middleware_may_close_the_connection);
  ADD ("the-server-may-go-while-it-is-asked", NULL, test_the_server_may_go_while_it_is_asked);
  ADD ("a-pattern-makes-namespaces", NULL, test_a_pattern_makes_namespaces);
  ADD ("there-are-enough-namespaces", NULL, test_there_are_enough_namespaces);
  ADD ("a-function-makes-namespaces-in-its-time", NULL,
       test_a_function_makes_namespaces_in_its_time);
  ADD ("the-server-may-go-with-a-new-namespace", NULL, test_the_server_may_go_with_a_new_namespace);
  ADD ("two-who-ask-get-the-same-namespace", NULL, test_two_who_ask_get_the_same_namespace);
  ADD ("an-empty-child-stays", NULL, test_an_empty_child_goes_away_if_it_should);
  ADD ("an-empty-child-goes-away-if-it-should", "cleanup",
       test_an_empty_child_goes_away_if_it_should);
  ADD ("a-refused-visitor-does-not-leave-a-child-behind", NULL,
       test_a_refused_visitor_does_not_leave_a_child_behind);
  ADD ("a-parent-reaches-all-its-children", NULL, test_a_parent_reaches_all_its_children);
  ADD ("sockets-are-found-by-their-ids", NULL, test_sockets_are_found_by_their_ids);
  ADD ("a-namespace-speaks-to-all-and-some", NULL, test_a_namespace_speaks_to_all_and_some);
  ADD ("the-server-speaks-for-the-main-namespace", NULL,
       test_the_server_speaks_for_the_main_namespace);
  ADD ("attachments-follow-their-event/websocket", "websocket",
       test_attachments_follow_their_event);
  ADD ("attachments-follow-their-event/polling", "polling", test_attachments_follow_their_event);
  ADD ("what-cannot-be-said-is-an-error", NULL, test_what_cannot_be_said_is_an_error);
  ADD ("a-reserved-event-is-not-sent-to-servers", NULL,
       test_a_reserved_event_is_not_sent_to_servers);
  ADD ("a-server-alone-has-no-answers", NULL, test_a_server_alone_has_no_answers);
  ADD ("events-of-other-servers-are-heard-by-name", NULL,
       test_events_of_other_servers_are_heard_by_name);

  return g_test_run ();
}
