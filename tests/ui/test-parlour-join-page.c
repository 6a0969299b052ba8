/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parlour-join-page.h"

#include <libsoup/soup.h>

#include "config.h"
#include "test-await.h"
#include "test-frames.h"

typedef struct {
  GSettings *settings;
  GtkWidget *window;
  GtkWidget *page;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->settings = g_settings_new (APPLICATION_ID);
  fixture->page = g_object_new (PARLOUR_TYPE_JOIN_PAGE, "settings", fixture->settings, NULL);
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->page);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->page), (gpointer *) &fixture->page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  test_settle ();
  g_assert_null (fixture->page);
  g_clear_object (&fixture->settings);
}

static void
connect_to (Fixture *fixture, const char *address, const char *name)
{
  g_object_set (fixture->page, "address", address, "name", name, NULL);
  gtk_widget_activate_action (fixture->page, "join.connect", NULL);
}

static gboolean
is_connecting (Fixture *fixture)
{
  gboolean connecting = FALSE;

  g_object_get (fixture->page, "connecting", &connecting, NULL);

  return connecting;
}

static gboolean
shows (Fixture *fixture, const char *text)
{
  return test_find_label (fixture->window, text) != NULL;
}

static void
assert_kept (Fixture *fixture, const char *address, const char *name)
{
  g_autofree char *kept_address = NULL;
  g_autofree char *kept_name = NULL;

  g_object_get (fixture->page, "address", &kept_address, "name", &kept_name, NULL);
  g_assert_cmpstr (kept_address, ==, address);
  g_assert_cmpstr (kept_name, ==, name);
}

static void
test_both_entries_are_needed (Fixture *fixture, gconstpointer data)
{
  connect_to (fixture, "", " ");
  g_assert_true (shows (fixture, "Enter the address of a server"));
  g_assert_true (shows (fixture, "Enter the name that others should see"));
  g_assert_false (is_connecting (fixture));

  /* Whoever types on is not blamed any longer. */
  g_object_set (fixture->page, "address", "c", "name", "N", NULL);
  g_assert_false (shows (fixture, "Enter the address of a server"));
  g_assert_false (shows (fixture, "Enter the name that others should see"));
}

static void
test_a_closed_door_is_named (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);

  g_socket_listener_close (listener);
  connect_to (fixture, address, "Noor");
  test_await_that (!is_connecting (fixture));

  g_assert_true (shows (fixture, "The server cannot be reached. Is the address right, and is the "
                                 "server running?"));
  assert_kept (fixture, address, "Noor");
}

static void
answer_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, "text/html", SOUP_MEMORY_STATIC, "<html>", 6);
}

static void
test_another_kind_of_server_is_named (Fixture *fixture, gconstpointer data)
{
  g_autoptr (SoupServer) server = g_object_new (SOUP_TYPE_SERVER, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *address = NULL;
  GSList *uris = NULL;

  soup_server_add_handler (server, NULL, answer_cb, NULL, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  address = g_strdup_printf ("127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  connect_to (fixture, address, "Noor");
  test_await_that (!is_connecting (fixture));
  g_assert_true (shows (fixture, "Something answers there, but it is not a Socket.IO server"));
  assert_kept (fixture, address, "Noor");
}

static void
test_waiting_can_be_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);

  connect_to (fixture, address, "Noor");
  g_assert_true (is_connecting (fixture));
  g_assert_true (shows (fixture, "Connecting…"));

  gtk_widget_activate_action (fixture->page, "join.cancel", NULL);
  g_assert_false (is_connecting (fixture));
  assert_kept (fixture, address, "Noor");
}

static void
test_the_page_can_go_while_it_waits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);

  connect_to (fixture, address, "Noor");
  g_assert_true (is_connecting (fixture));
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "both-entries-are-needed", test_both_entries_are_needed },
    { "a-closed-door-is-named", test_a_closed_door_is_named },
    { "another-kind-of-server-is-named", test_another_kind_of_server_is_named },
    { "waiting-can-be-given-up", test_waiting_can_be_given_up },
    { "the-page-can-go-while-it-waits", test_the_page_can_go_while_it_waits },
  };

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++) {
    g_autofree char *path = g_strconcat ("/parlour/join-page/", tests[i].path, NULL);

    g_test_add (path, Fixture, NULL, set_up, tests[i].test, tear_down);
  }

  return g_test_run ();
}
