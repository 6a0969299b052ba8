/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parlour-join-page.h"

#include <libsoup/soup.h>

#include "test-await.h"
#include "test-frames.h"
#include "test-suite.h"

typedef struct {
  GtkWidget *window;
  GtkWidget *page;
  char *found;   /* address */
  char *dialect; /* of what was found */
} Fixture;

static void
found_cb (GtkWidget *page, const char *address, const ChatServerInfo *info, Fixture *fixture)
{
  g_set_str (&fixture->found, address);
  g_set_str (&fixture->dialect, info->dialect);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->page = g_object_new (PARLOUR_TYPE_JOIN_PAGE, NULL);
  g_signal_connect (fixture->page, "found", G_CALLBACK (found_cb), fixture);
  fixture->window = gtk_window_new ();
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->page);
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->page), (gpointer *) &fixture->page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  test_await_that (fixture->page == NULL);
  test_settle ();
  g_free (fixture->found);
  g_free (fixture->dialect);
}

static void
ask (Fixture *fixture, const char *address)
{
  g_object_set (fixture->page, "address", address, NULL);
  gtk_widget_activate_action (fixture->page, "join.ask", NULL);
}

static gboolean
is_asking (Fixture *fixture)
{
  gboolean asking = FALSE;

  g_object_get (fixture->page, "asking", &asking, NULL);

  return asking;
}

static gboolean
shows (Fixture *fixture, const char *text)
{
  return test_find_label (fixture->window, text) != NULL;
}

static void
assert_kept (Fixture *fixture, const char *address)
{
  g_autofree char *kept = NULL;

  g_object_get (fixture->page, "address", &kept, NULL);
  g_assert_cmpstr (kept, ==, address);
}

/* Answers everything with @type and @body. */
typedef struct {
  const char *type;
  const char *body;
} Answer;

static void
answer_cb (SoupServer *server,
           SoupServerMessage *message,
           const char *path,
           GHashTable *query,
           gpointer user_data)
{
  const Answer *answer = user_data;

  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
  soup_server_message_set_response (message, answer->type, SOUP_MEMORY_STATIC, answer->body,
                                    strlen (answer->body));
}

static SoupServer *
serve (const Answer *answer, char **address)
{
  SoupServer *server = g_object_new (SOUP_TYPE_SERVER, NULL);
  g_autoptr (GError) error = NULL;
  GSList *uris = NULL;

  soup_server_add_handler (server, NULL, answer_cb, (gpointer) answer, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (server);
  *address = g_strdup_printf ("127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  return server;
}

static void
test_an_address_is_needed (Fixture *fixture, gconstpointer data)
{
  ask (fixture, " ");
  g_assert_true (shows (fixture, "Enter the address of a server"));
  g_assert_false (is_asking (fixture));

  /* Whoever types on is not blamed any longer. */
  g_object_set (fixture->page, "address", "c", NULL);
  g_assert_false (shows (fixture, "Enter the address of a server"));
}

static void
test_a_closed_door_is_named (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);

  g_socket_listener_close (listener);
  ask (fixture, address);
  test_await_that (!is_asking (fixture));

  g_assert_true (shows (fixture, "The server cannot be reached. Is the address right, and is the "
                                 "server running?"));
  assert_kept (fixture, address);
  g_assert_null (fixture->found);
}

static void
test_another_kind_of_server_is_named (Fixture *fixture, gconstpointer data)
{
  static const Answer page = { "text/html", "<html>" };
  g_autofree char *address = NULL;
  g_autoptr (SoupServer) server = serve (&page, &address);

  ask (fixture, address);
  test_await_that (!is_asking (fixture));
  g_assert_true (shows (fixture, "Something answers there, but it is not a Socket.IO server"));
  assert_kept (fixture, address);
}

static void
test_waiting_can_be_given_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);

  ask (fixture, address);
  g_assert_true (is_asking (fixture));
  g_assert_true (shows (fixture, "Looking for the server…"));

  gtk_widget_activate_action (fixture->page, "join.cancel", NULL);
  g_assert_false (is_asking (fixture));
  assert_kept (fixture, address);
}

static void
test_the_page_can_go_while_it_waits (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GSocketListener) listener = g_socket_listener_new ();
  guint16 port = g_socket_listener_add_any_inet_port (listener, NULL, NULL);
  g_autofree char *address = g_strdup_printf ("127.0.0.1:%u", port);

  ask (fixture, address);
  g_assert_true (is_asking (fixture));
}

int
main (int argc, char *argv[])
{
  static const struct {
    const char *path;
    void (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "an-address-is-needed", test_an_address_is_needed },
    { "a-closed-door-is-named", test_a_closed_door_is_named },
    { "another-kind-of-server-is-named", test_another_kind_of_server_is_named },
    { "waiting-can-be-given-up", test_waiting_can_be_given_up },
    { "the-page-can-go-while-it-waits", test_the_page_can_go_while_it_waits },
  };

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  TEST_SUITE_ADD ("/parlour/join-page/", tests);

  return g_test_run ();
}
