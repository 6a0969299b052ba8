/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The rules that a client is held to, by a client that breaks them.
 */
#include <string.h>

#include "engine-io-deadlines.h"
#include "test-await.h"
#include "visitor.h"

static const char *const transports[] = { "websocket", "polling" };

static void
set_up (House *house, gconstpointer data)
{
  house_set_up (house, data);
  house_open (house);
  house_watch (house, socket_io_server_of (house->server, "/"));
  house_watch (house, socket_io_server_of (house->server, "/admin"));
}

typedef struct {
  const char *name;
  const char *says[3]; /* what begins with "b" is binary */
  const char *reason;  /* NULL if it is fine */
} Case;

/* All of it is said by somebody who has joined the main namespace. */
static const Case cases[] = {
  { "a-second-connect", { "0" }, "forced server close" },
  { "a-connect-error", { "4{\"message\":\"no\"}" }, "forced server close" },
  { "an-event-without-connect", { "2/admin,[\"x\"]" }, "forced server close" },
  { "an-answer-without-connect", { "3/admin,1[]" }, "forced server close" },
  { "a-disconnect-without-connect", { "1/admin," }, "forced server close" },
  { "an-event-after-leaving",
    { "0/admin,", "1/admin,", "2/admin,[\"x\"]" },
    "forced server close" },
  { "an-unknown-type", { "9" }, "forced close" },
  { "no-type", { "" }, "forced close" },
  { "no-json", { "2[\"x\"" }, "forced close" },
  { "an-event-without-name", { "2[]" }, "forced close" },
  { "an-event-with-a-null-name", { "2[null]" }, "forced close" },
  { "an-event-that-is-an-object", { "2{}" }, "forced close" },
  { "an-event-without-payload", { "2" }, "forced close" },
  { "a-reserved-name", { "2[\"connect\"]" }, "forced close" },
  { "another-reserved-name", { "2[\"disconnecting\"]" }, "forced close" },
  { "a-disconnect-with-payload", { "1{}" }, "forced close" },
  { "an-answer-that-is-an-object", { "31{}" }, "forced close" },
  { "a-connect-with-an-array", { "0/admin,[]" }, "forced close" },
  { "an-id-that-is-too-large", { "29007199254740992[\"x\"]" }, "forced close" },
  { "too-many-attachments", { "511-[\"x\"]" }, "forced close" },
  { "no-number-of-attachments", { "5-[\"x\"]" }, "forced close" },
  { "text-instead-of-an-attachment",
    { "51-[\"x\",{\"_placeholder\":true,\"num\":0}]", "2[\"x\"]" },
    "forced close" },
  { "an-attachment-of-nothing", { "bytes" }, "forced close" },
  { "a-placeholder-out-of-range",
    { "51-[\"x\",{\"_placeholder\":true,\"num\":1}]", "bytes" },
    "forced close" },
  { "an-answer-to-nothing", { "3999[]" }, NULL },
  { "a-placeholder-that-is-none", { "2[\"x\",{\"_placeholder\":true,\"num\":0}]" }, NULL },
  { "an-event-with-an-attachment",
    { "51-[\"x\",{\"_placeholder\":true,\"num\":0}]", "bytes" },
    NULL },
};

static void
say_all (Visitor *visitor, const Case *test)
{
  for (guint i = 0; i < G_N_ELEMENTS (test->says) && test->says[i] != NULL; i++) {
    if (*test->says[i] == 'b')
      visitor_say_bytes (visitor, test->says[i]);
    else
      visitor_say (visitor, test->says[i]);
  }
}

static void
test_rules (House *house, gconstpointer data)
{
  const Case *test = data;
  g_autofree char *end = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (transports); i++) {
    g_autoptr (Visitor) visitor = visitor_new (house->server, transports[i]);
    g_autofree char *sid = visitor_join (visitor, "0");

    say_all (visitor, test);
    if (test->reason == NULL) {
      visitor_say (visitor, "2[\"the end\"]");
      test_await_that (g_str_has_suffix (house->log->str, "event the end"));
      g_assert_false (visitor->closed);
    } else {
      visitor_await_closed (visitor);
      g_assert_nonnull (strstr (house->log->str, test->reason));
      g_assert_null (strstr (house->log->str, "event"));
    }
    g_string_truncate (house->log, 0);
  }
}

static void
test_each_namespace_hears_the_end_once (House *house, gconstpointer data)
{
  g_autoptr (Visitor) visitor = visitor_new (house->server, data);
  g_autofree char *main_id = visitor_join (visitor, "0");
  g_autofree char *admin_id = visitor_join (visitor, "0/admin,{\"token\":1}");

  g_assert_cmpstr (main_id, !=, admin_id);
  visitor_say (visitor, "9");
  visitor_await_closed (visitor);
  test_settle ();
  house_await (house, "connection /|connection /admin|disconnecting forced close|"
                      "disconnected forced close|disconnecting forced close|"
                      "disconnected forced close");
}

static void
test_a_namespace_is_left_alone (House *house, gconstpointer data)
{
  g_autoptr (Visitor) visitor = visitor_new (house->server, data);
  g_autofree char *main_id = visitor_join (visitor, "0");
  g_autofree char *admin_id = visitor_join (visitor, "0/admin,");
  g_autofree char *again = NULL;

  visitor_say (visitor, "1/admin,");
  visitor_say (visitor, "2[\"still here\"]");
  again = visitor_join (visitor, "0/admin,");
  g_assert_cmpstr (admin_id, !=, again);
  house_await (house, "connection /|connection /admin|disconnecting client namespace disconnect|"
                      "disconnected client namespace disconnect|event still here|"
                      "connection /admin");
}

static void
test_an_unknown_namespace_is_refused (House *house, gconstpointer data)
{
  g_autoptr (Visitor) visitor = visitor_new (house->server, data);
  g_autofree char *sid = NULL;

  visitor_say (visitor, "0/nowhere");
  visitor_expect (visitor, "4/nowhere,{\"message\":\"Invalid namespace\"}");
  visitor_say (visitor, "0/nowhere,");
  visitor_expect (visitor, "4/nowhere,{\"message\":\"Invalid namespace\"}");
  sid = visitor_join (visitor, "0");
  g_assert_false (visitor->closed);
}

static void
test_what_crosses_a_disconnect_is_forgiven (House *house, gconstpointer data)
{
  g_autoptr (Visitor) visitor = visitor_new (house->server, data);
  g_autofree char *main_id = visitor_join (visitor, "0");
  g_autofree char *admin_id = visitor_join (visitor, "0/admin,");
  g_autofree char *again = NULL;

  socket_io_socket_disconnect (house->socket, FALSE);
  visitor_say (visitor, "2/admin,[\"too late\"]");
  visitor_say (visitor, "3/admin,0[]");
  visitor_say (visitor, "1/admin,");
  visitor_say (visitor, "2[\"x\"]");
  visitor_expect (visitor, "1/admin,");
  again = visitor_join (visitor, "0/admin,");
  house_await (house, "connection /|connection /admin|disconnecting server namespace disconnect|"
                      "disconnected server namespace disconnect|event x|connection /admin");
}

static void
test_a_socket_ends_the_whole_connection (House *house, gconstpointer data)
{
  g_autoptr (Visitor) visitor = visitor_new (house->server, data);
  g_autofree char *main_id = visitor_join (visitor, "0");
  g_autofree char *admin_id = visitor_join (visitor, "0/admin,");

  socket_io_socket_disconnect (house->socket, TRUE);
  house_await (house, "connection /|connection /admin|disconnecting server namespace disconnect|"
                      "disconnected server namespace disconnect|"
                      "disconnecting server namespace disconnect|"
                      "disconnected server namespace disconnect");
  visitor_expect (visitor, "1/admin,");
  visitor_expect (visitor, "1");
  visitor_await_closed (visitor);
}

static void
test_who_joins_nothing_is_closed (House *house, gconstpointer data)
{
  g_autoptr (Visitor) visitor = NULL;

  g_object_set (house->options, "connect-timeout", 50, NULL);
  visitor = visitor_new (house->server, data);
  visitor_say (visitor, "0/nowhere,");
  visitor_await_closed (visitor);
  visitor_expect (visitor, "4/nowhere,{\"message\":\"Invalid namespace\"}");
  house_await (house, "");
}

static void
test_who_has_joined_has_time (House *house, gconstpointer data)
{
  EngineIoDeadlines *deadlines =
    engine_io_server_get_deadlines (socket_io_server_get_engine (house->server));
  g_autoptr (Visitor) visitor = visitor_new (house->server, data);
  guint n_deadlines = engine_io_deadlines_get_length (deadlines);
  g_autofree char *sid = visitor_join (visitor, "0");

  g_assert_cmpuint (engine_io_deadlines_get_length (deadlines), ==, n_deadlines - 1);
}

static void
test_reasons_are_the_engines (House *house, gconstpointer data)
{
  Visitor *visitor = visitor_new (house->server, data);
  g_autofree char *sid = visitor_join (visitor, "0");

  visitor_free (visitor);
  house_await (house, "connection /|disconnecting transport close|disconnected transport close");
}

static void
abort_cb (SocketIoSocket *socket, SocketIoEvent *event, const EngineIoCloseReason *reason)
{
  engine_io_socket_abort (socket_io_socket_get_engine (socket), *reason, NULL);
}

static void
test_every_reason_has_its_words (House *house, gconstpointer data)
{
  const struct {
    EngineIoCloseReason reason;
    const char *words;
  } reasons[] = {
    { ENGINE_IO_CLOSE_FORCED, "connection /|event x|disconnecting forced close|"
                              "disconnected forced close" },
    { ENGINE_IO_CLOSE_TRANSPORT_CLOSE, "connection /|event x|disconnecting transport close|"
                                       "disconnected transport close" },
    { ENGINE_IO_CLOSE_TRANSPORT_ERROR, "connection /|event x|disconnecting transport error|"
                                       "disconnected transport error" },
    { ENGINE_IO_CLOSE_PING_TIMEOUT, "connection /|event x|disconnecting ping timeout|"
                                    "disconnected ping timeout" },
    { ENGINE_IO_CLOSE_PARSE_ERROR, "connection /|event x|disconnecting parse error|"
                                   "disconnected parse error" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++) {
    g_autoptr (Visitor) visitor = visitor_new (house->server, data);
    g_autofree char *sid = visitor_join (visitor, "0");

    g_signal_connect (house->socket, "event::x", G_CALLBACK (abort_cb),
                      (gpointer) &reasons[i].reason);
    visitor_say (visitor, "2[\"x\"]");
    house_await (house, reasons[i].words);
    visitor_await_closed (visitor);
    g_string_truncate (house->log, 0);
  }
}

static void
test_attachments_are_as_many_as_allowed (House *house, gconstpointer data)
{
  g_autoptr (SocketIoServerOptions) options = socket_io_server_options_new ();
  g_autoptr (Visitor) visitor = NULL;
  g_autofree char *sid = NULL;

  g_assert_finalize_object (g_steal_pointer (&house->server));
  g_object_set (house->options, "max-attachments", 1, NULL);
  house_open (house);
  house_watch (house, socket_io_server_of (house->server, "/"));

  visitor = visitor_new (house->server, data);
  sid = visitor_join (visitor, "0");
  visitor_say (visitor, "51-[\"one\",{\"_placeholder\":true,\"num\":0}]");
  visitor_say_bytes (visitor, "abc");
  visitor_say (visitor, "52-[\"two\"]");
  visitor_await_closed (visitor);
  house_await (house, "connection /|event one|disconnecting forced close|"
                      "disconnected forced close");
}

/* --- anything at all ------------------------------------------------------ */

static const char *const sayings[] = {
  "0",
  "0/admin,",
  "0/nowhere,",
  "0/made-1,{\"token\":1}",
  "0/made-2,",
  "1",
  "1/admin,",
  "1/made-1,",
  "2[\"x\"]",
  "2/admin,7[\"x\",1]",
  "2/made-1,[\"leave\"]",
  "2[\"close\"]",
  "30[]",
  "3/admin,0[1]",
  "51-[\"x\",{\"_placeholder\":true,\"num\":0}]",
  "bytes",
  "4",
  "nonsense",
};

static void
later_cb (gpointer next)
{
  if (g_test_rand_bit ())
    engine_io_next_pass (next);
  else if (g_test_rand_bit ())
    engine_io_next_refuse (next, "no", NULL);
  g_object_unref (next);
}

static void
ask_later_cb (SocketIoSocket *socket, EngineIoNext *next, gpointer data)
{
  socket_io_socket_join (socket, "room");
  if (g_test_rand_bit ())
    engine_io_next_pass (next);
  else
    g_idle_add_once (later_cb, g_object_ref (next));
}

static void
name_later_cb (SocketIoServer *server,
               const char *name,
               JsonNode *auth,
               EngineIoNext *next,
               gpointer data)
{
  if (strstr (name, "made") != NULL)
    g_idle_add_once (later_cb, g_object_ref (next));
}

static void
leave_cb (SocketIoSocket *socket, SocketIoEvent *event, gpointer data)
{
  socket_io_socket_disconnect (socket, FALSE);
}

static void
close_cb (SocketIoSocket *socket, SocketIoEvent *event, gpointer data)
{
  socket_io_socket_disconnect (socket, TRUE);
}

static void
restless_connection_cb (SocketIoNamespace *nsp, SocketIoSocket *socket, gpointer data)
{
  g_signal_connect (socket, "event::leave", G_CALLBACK (leave_cb), NULL);
  g_signal_connect (socket, "event::close", G_CALLBACK (close_cb), NULL);
  socket_io_socket_emit_async (socket, "question", NULL, 0, NULL, NULL, NULL);
}

static void
say_anything (Visitor *visitor)
{
  const char *saying = sayings[g_test_rand_int_range (0, G_N_ELEMENTS (sayings))];

  if (*saying == 'b')
    visitor_say_bytes (visitor, saying);
  else
    visitor_say (visitor, saying);
}

/* Whatever is said, and whenever they go: nothing of them is left. */
static void
test_nothing_is_left_of_anybody (House *house, gconstpointer transport)
{
  EngineIoServer *engine = socket_io_server_get_engine (house->server);
  SocketIoNamespace *nsp = socket_io_server_of (house->server, "/");
  SocketIoNamespace *parent = NULL;
  Visitor *visitors[4] = { NULL };
  guint rounds = g_test_slow () ? 4000 : 200;

  g_object_set (house->options, "cleanup-empty-child-namespaces", TRUE, NULL);
  parent = socket_io_server_of_func (house->server, name_later_cb, NULL, NULL);
  socket_io_server_use (house->server, ask_later_cb, NULL, NULL);
  socket_io_namespace_use (parent, ask_later_cb, NULL, NULL);
  g_signal_connect (nsp, "connection", G_CALLBACK (restless_connection_cb), NULL);
  g_signal_connect (parent, "connection", G_CALLBACK (restless_connection_cb), NULL);

  for (guint i = 0; i < rounds; i++) {
    Visitor **visitor = &visitors[g_test_rand_int_range (0, G_N_ELEMENTS (visitors))];

    if (*visitor == NULL)
      *visitor = visitor_new (house->server, transport);
    say_anything (*visitor);
    if (g_test_rand_bit ())
      test_settle ();
    if ((*visitor)->closed || g_test_rand_int_range (0, 20) == 0)
      g_clear_pointer (visitor, visitor_free);
  }
  for (guint i = 0; i < G_N_ELEMENTS (visitors); i++)
    g_clear_pointer (&visitors[i], visitor_free);

  test_await_that (engine_io_server_get_n_sockets (engine) == 0);
  test_settle ();
  g_assert_cmpuint (socket_io_namespace_get_n_sockets (nsp), ==, 0);
  g_assert_null (socket_io_server_get_namespace (house->server, "/made-1"));
  g_assert_null (socket_io_server_get_namespace (house->server, "/made-2"));
  g_assert_cmpuint (engine_io_deadlines_get_length (engine_io_server_get_deadlines (engine)), ==,
                    0);
}

static void
add (const char *name, const char *transport, void (*func) (House *house, gconstpointer data))
{
  g_autofree char *path = g_strdup_printf ("/socket-io/connection/%s/%s", name, transport);

  g_test_add (path, House, transport, set_up, func, house_tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path =
      g_strdup_printf ("/socket-io/connection/%s/%s",
                       cases[i].reason == NULL ? "is-fine" : "is-not-fine", cases[i].name);

    g_test_add (path, House, &cases[i], set_up, test_rules, house_tear_down);
  }

  for (guint i = 0; i < G_N_ELEMENTS (transports); i++) {
    add ("each-namespace-hears-the-end-once", transports[i],
         test_each_namespace_hears_the_end_once);
    add ("a-namespace-is-left-alone", transports[i], test_a_namespace_is_left_alone);
    add ("an-unknown-namespace-is-refused", transports[i], test_an_unknown_namespace_is_refused);
    add ("what-crosses-a-disconnect-is-forgiven", transports[i],
         test_what_crosses_a_disconnect_is_forgiven);
    add ("a-socket-ends-the-whole-connection", transports[i],
         test_a_socket_ends_the_whole_connection);
    add ("who-joins-nothing-is-closed", transports[i], test_who_joins_nothing_is_closed);
    add ("who-has-joined-has-time", transports[i], test_who_has_joined_has_time);
    add ("reasons-are-the-engines", transports[i], test_reasons_are_the_engines);
    add ("every-reason-has-its-words", transports[i], test_every_reason_has_its_words);
    add ("nothing-is-left-of-anybody", transports[i], test_nothing_is_left_of_anybody);
    add ("attachments-are-as-many-as-allowed", transports[i],
         test_attachments_are_as_many_as_allowed);
  }

  return g_test_run ();
}
