/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The desktop of this test is the test itself: it owns the name of the
 * notification service on the session bus that belongs to nobody else.
 */
#include "parlour-notifier.h"

#include "test-await.h"
#include "test-studio.h"

static const char introspection[] =
  "<node><interface name='org.freedesktop.Notifications'>"
  "<method name='Notify'><arg type='s' direction='in'/><arg type='u' direction='in'/>"
  "<arg type='s' direction='in'/><arg type='s' direction='in'/><arg type='s' direction='in'/>"
  "<arg type='as' direction='in'/><arg type='a{sv}' direction='in'/>"
  "<arg type='i' direction='in'/><arg type='u' direction='out'/></method>"
  "<method name='CloseNotification'><arg type='u' direction='in'/></method>"
  "</interface></node>";

typedef struct {
  GDBusConnection *bus;
  guint object_id;
  guint name_id;
  gboolean named;
  guint n_shown;
  guint n_closed;
  char *title;
  char *body;

  GApplication *application;
  ChatSession *session;
  ParlourNotifier *notifier;
} Fixture;

static void
called_cb (GDBusConnection *connection,
           const char *sender,
           const char *path,
           const char *interface,
           const char *method,
           GVariant *parameters,
           GDBusMethodInvocation *invocation,
           gpointer user_data)
{
  Fixture *fixture = user_data;
  const char *title = NULL;
  const char *body = NULL;

  if (g_str_equal (method, "CloseNotification")) {
    fixture->n_closed++;
    g_dbus_method_invocation_return_value (invocation, NULL);
    return;
  }

  g_variant_get (parameters, "(&su&s&s&s@as@a{sv}i)", NULL, NULL, NULL, &title, &body, NULL, NULL,
                 NULL);
  g_set_str (&fixture->title, title);
  g_set_str (&fixture->body, body);
  fixture->n_shown++;
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(u)", 7));
}

static void
named_cb (GDBusConnection *connection, const char *name, gpointer user_data)
{
  ((Fixture *) user_data)->named = TRUE;
}

static void
be_the_desktop (Fixture *fixture)
{
  static const GDBusInterfaceVTable vtable = { .method_call = called_cb };
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (introspection, &error);

  g_assert_no_error (error);
  fixture->bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  fixture->object_id =
    g_dbus_connection_register_object (fixture->bus, "/org/freedesktop/Notifications",
                                       node->interfaces[0], &vtable, fixture, NULL, &error);
  g_assert_no_error (error);
  fixture->name_id =
    g_bus_own_name_on_connection (fixture->bus, "org.freedesktop.Notifications",
                                  G_BUS_NAME_OWNER_FLAGS_REPLACE, named_cb, NULL, fixture, NULL);
  test_await_that (fixture->named);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  be_the_desktop (fixture);
  fixture->application = g_application_get_default ();
  fixture->session = test_studio_new ();
  fixture->notifier = parlour_notifier_new (fixture->application);
  g_object_set (fixture->notifier, "session", fixture->session, NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->notifier);
  g_assert_finalize_object (fixture->session);
  g_bus_unown_name (fixture->name_id);
  g_dbus_connection_unregister_object (fixture->bus, fixture->object_id);
  g_clear_object (&fixture->bus);
  g_free (fixture->title);
  g_free (fixture->body);
}

static void
receive (Fixture *fixture, const char *room_name, const char *text)
{
  ChatRoom *room = test_studio_get_room (fixture->session, room_name);
  ChatMessage *message = test_studio_say (fixture->session, room_name, "Wen Li", text, 0);

  g_signal_emit_by_name (fixture->session, "message-received", room, message);
}

/* Waits until the answer to the call has come back, too: before, GLib has no number by which to
 * take the notification away again. */
static void
await_shown (Fixture *fixture)
{
  g_autoptr (GVariant) id = NULL;
  g_autoptr (GError) error = NULL;

  test_await_that (fixture->n_shown == 1);
  id = g_dbus_connection_call_sync (fixture->bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                    "org.freedesktop.DBus", "GetId", NULL, NULL,
                                    G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
  test_settle ();
}

static void
test_what_nobody_sees_is_told (Fixture *fixture, gconstpointer data)
{
  receive (fixture, "Design", "ten\nto <b>three</b>");
  test_await_that (fixture->n_shown == 1);

  g_assert_cmpstr (fixture->title, ==, "Wen Li in Design");
  g_assert_nonnull (strstr (fixture->body, "ten to"));
}

static void
test_where_is_said_as_far_as_needed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatRoom) direct = chat_room_new ("Wen Li", "Wen Li", CHAT_ROOM_KIND_DIRECT);

  chat_room_list_add (chat_session_get_rooms (fixture->session), direct);
  receive (fixture, "Wen Li", "just us");
  test_await_that (fixture->n_shown == 1);
  g_assert_cmpstr (fixture->title, ==, "Wen Li");

  g_object_set (fixture->notifier, "names-account", TRUE, NULL);
  receive (fixture, "Design", "all of us");
  test_await_that (fixture->n_shown == 2);
  g_assert_cmpstr (fixture->title, ==, "Wen Li in Design · Riverside Studio");
  receive (fixture, "Wen Li", "just us");
  test_await_that (fixture->n_shown == 3);
  g_assert_cmpstr (fixture->title, ==, "Wen Li · Riverside Studio");
}

static void
test_of_a_muted_room_nothing_is_told (Fixture *fixture, gconstpointer data)
{
  ChatRoom *design = test_studio_get_room (fixture->session, "Design");

  chat_room_set_muted_until (design, G_MAXINT64);
  receive (fixture, "Design", "not heard");
  chat_room_set_muted_until (design, 0);
  receive (fixture, "Design", "heard");

  test_await_that (fixture->n_shown == 1);
  g_assert_cmpstr (fixture->body, ==, "heard");
}

static void
test_reading_takes_it_away (Fixture *fixture, gconstpointer data)
{
  receive (fixture, "Design", "ten to three");
  await_shown (fixture);
  g_assert_cmpuint (fixture->n_closed, ==, 0);

  chat_session_set_open_room (fixture->session, test_studio_get_room (fixture->session, "Design"));
  test_await_that (fixture->n_closed == 1);
}

static void
test_leaving_takes_it_away (Fixture *fixture, gconstpointer data)
{
  receive (fixture, "Design", "ten to three");
  await_shown (fixture);

  g_object_set (fixture->notifier, "session", NULL, NULL);
  test_await_that (fixture->n_closed == 1);
}

static void
test_who_looks_is_not_told (Fixture *fixture, gconstpointer data)
{
  g_object_set (fixture->notifier, "active", TRUE, NULL);
  receive (fixture, "Design", "seen");
  g_object_set (fixture->notifier, "active", FALSE, NULL);
  receive (fixture, "Design", "not seen");

  test_await_that (fixture->n_shown == 1);
  g_assert_cmpstr (fixture->body, ==, "not seen");
}

static void
test_what_is_lost_is_told (Fixture *fixture, gconstpointer data)
{
  const char *const texts[] = { "ten to three", NULL };

  g_signal_emit_by_name (fixture->session, "lost",
                         test_studio_get_room (fixture->session, "Design"), texts);
  test_await_that (fixture->n_shown == 1);
  g_assert_cmpstr (fixture->title, ==, "What you did last in Design may be lost");
}

int
main (int argc, char *argv[])
{
  g_autoptr (GApplication) application = NULL;
  g_autoptr (GError) error = NULL;

  g_setenv ("GNOTIFICATION_BACKEND", "freedesktop", TRUE);
  g_test_init (&argc, &argv, NULL);
  application = g_application_new ("chat.parlour.Test", G_APPLICATION_NON_UNIQUE);
  g_application_register (application, NULL, &error);
  g_assert_no_error (error);
  g_application_set_default (application);

  g_test_add ("/parlour/notifier/what-nobody-sees-is-told", Fixture, NULL, set_up,
              test_what_nobody_sees_is_told, tear_down);
  g_test_add ("/parlour/notifier/where-is-said-as-far-as-needed", Fixture, NULL, set_up,
              test_where_is_said_as_far_as_needed, tear_down);
  g_test_add ("/parlour/notifier/of-a-muted-room-nothing-is-told", Fixture, NULL, set_up,
              test_of_a_muted_room_nothing_is_told, tear_down);
  g_test_add ("/parlour/notifier/reading-takes-it-away", Fixture, NULL, set_up,
              test_reading_takes_it_away, tear_down);
  g_test_add ("/parlour/notifier/leaving-takes-it-away", Fixture, NULL, set_up,
              test_leaving_takes_it_away, tear_down);
  g_test_add ("/parlour/notifier/who-looks-is-not-told", Fixture, NULL, set_up,
              test_who_looks_is_not_told, tear_down);
  g_test_add ("/parlour/notifier/what-is-lost-with-a-room-is-told", Fixture, NULL, set_up,
              test_what_is_lost_is_told, tear_down);

  return g_test_run ();
}
