/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scene.h"

#include "socket-io-json.h"

static TestPeer *shared_peer;

/* --- JSON with bytes ------------------------------------------------------ */

typedef JsonNode *(*MapFunc) (JsonObject *object, SocketIoAttachments *attachments);

static JsonNode *
map (JsonNode *node, MapFunc func, SocketIoAttachments *attachments)
{
  JsonNode *mapped = NULL;

  if (JSON_NODE_HOLDS_ARRAY (node)) {
    JsonArray *array = json_node_get_array (node);
    JsonArray *copy = json_array_new ();

    for (guint i = 0; i < json_array_get_length (array); i++)
      json_array_add_element (copy, map (json_array_get_element (array, i), func, attachments));
    mapped = json_node_new (JSON_NODE_ARRAY);
    json_node_take_array (mapped, copy);
    return mapped;
  }

  if (JSON_NODE_HOLDS_OBJECT (node)) {
    JsonObject *object = json_node_get_object (node);
    JsonObject *copy = NULL;
    JsonObjectIter iter;
    const char *name = NULL;
    JsonNode *value = NULL;

    mapped = func (object, attachments);
    if (mapped != NULL)
      return mapped;

    copy = json_object_new ();
    json_object_iter_init_ordered (&iter, object);
    while (json_object_iter_next_ordered (&iter, &name, &value))
      json_object_set_member (copy, name, map (value, func, attachments));
    mapped = json_node_new (JSON_NODE_OBJECT);
    json_node_take_object (mapped, copy);
    return mapped;
  }

  return json_node_copy (node);
}

static JsonNode *
attach (JsonObject *object, SocketIoAttachments *attachments)
{
  g_autoptr (GBytes) bytes = NULL;
  guchar *data = NULL;
  gsize length = 0;

  if (!json_object_has_member (object, "$bytes"))
    return NULL;

  data = g_base64_decode (json_object_get_string_member (object, "$bytes"), &length);
  bytes = g_bytes_new_take (data, length);

  return socket_io_attachments_add (attachments, bytes);
}

static JsonNode *
detach (JsonObject *object, SocketIoAttachments *attachments)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
  g_autofree char *text = NULL;
  GBytes *bytes = attachments != NULL ? socket_io_attachments_get (attachments, node) : NULL;
  JsonObject *shown = NULL;
  JsonNode *mapped = NULL;

  if (bytes == NULL)
    return NULL;

  text = g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  shown = json_object_new ();
  json_object_set_string_member (shown, "$bytes", text);
  mapped = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (mapped, shown);

  return mapped;
}

JsonArray *
scene_parse (const char *json, SocketIoAttachments **attachments)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = socket_io_json_parse (json, strlen (json), &error);
  g_autoptr (SocketIoAttachments) parts = socket_io_attachments_new ();
  g_autoptr (JsonNode) mapped = NULL;

  g_assert_no_error (error);
  mapped = map (node, attach, parts);
  if (socket_io_attachments_get_length (parts) > 0)
    *attachments = g_steal_pointer (&parts);

  return json_array_ref (json_node_get_array (mapped));
}

char *
scene_show (JsonArray *arguments, SocketIoAttachments *attachments)
{
  g_autoptr (JsonNode) node = json_node_init_array (json_node_alloc (), arguments);
  g_autoptr (JsonNode) mapped = map (node, detach, attachments);
  g_autoptr (GError) error = NULL;
  char *text = socket_io_json_to_string (mapped, &error);

  g_assert_no_error (error);

  return text;
}

/* --- the fixture ---------------------------------------------------------- */

void
scene_init (int *argc, char ***argv, const char *const *arguments)
{
  const char *const none[] = { NULL };
  const char *const *a = arguments != NULL ? arguments : none;
  guint length = g_strv_length ((char **) a);

  g_test_init (argc, argv, NULL);
  test_peer_require ();

  g_assert_cmpuint (length, <=, 4);
  shared_peer =
    test_peer_start ("socket-server.js", length > 0 ? a[0] : NULL, length > 1 ? a[1] : NULL,
                     length > 2 ? a[2] : NULL, length > 3 ? a[3] : NULL, NULL);
}

int
scene_run (void)
{
  int status = g_test_run ();

  g_clear_pointer (&shared_peer, test_peer_stop);

  return status;
}

static void
set_up (Scene *scene, gconstpointer way)
{
  const char *const transports[] = { way, NULL };

  scene->peer = shared_peer;
  scene->way = way;
  scene->heard = g_string_new (NULL);
  scene->story = g_string_new (NULL);
  scene->options = socket_io_options_new ();
  g_object_set (scene->options, "force-new", TRUE, "reconnection-delay", 10,
                "reconnection-delay-max", 50, NULL);
  if (g_strcmp0 (way, "upgrade") != 0)
    g_object_set (scene->options, "transports", transports, "upgrade", FALSE, NULL);
}

static void
tear_down (Scene *scene, gconstpointer way)
{
  GObject *options = G_OBJECT (scene->options);

  if (scene->client != NULL)
    g_assert_finalize_object (g_steal_pointer (&scene->client));
  g_string_free (scene->heard, TRUE);
  g_string_free (scene->story, TRUE);

  /* A connection that still says good-bye holds its options: nothing stays behind. */
  g_object_add_weak_pointer (options, (gpointer *) &options);
  g_object_unref (g_steal_pointer (&scene->options));

  if (scene->own_peer) {
    test_peer_stop (scene->peer);
  } else {
    g_autofree char *rest = NULL;

    test_peer_tell (scene->peer, "reset");
    rest = test_peer_await (scene->peer, "reset");
  }
  test_await_that (options == NULL);
}

void
scene_add_way (const char *name, const char *way, SceneFunc test)
{
  g_autofree char *path = g_strdup_printf ("/interop/%s/%s", name, way);

  g_test_add (path, Scene, way, set_up, test, tear_down);
}

void
scene_add (const char *name, SceneFunc test)
{
  static const char *const ways[] = { "polling", "websocket", "upgrade" };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    scene_add_way (name, ways[i], test);
}

void
scene_take_peer (Scene *scene, TestPeer *peer)
{
  if (scene->own_peer)
    test_peer_stop (scene->peer);
  scene->peer = peer;
  scene->own_peer = TRUE;
}

/* --- clients -------------------------------------------------------------- */

static void
note_event_cb (SocketIoClient *client, SocketIoEvent *event, Scene *scene)
{
  g_autofree char *shown =
    scene_show (socket_io_event_get_arguments (event), socket_io_event_get_attachments (event));

  g_string_append_printf (scene->heard, "%s %s\n", socket_io_event_get_name (event), shown);
}

void
scene_listen (Scene *scene, SocketIoClient *client)
{
  g_signal_connect (client, "event", G_CALLBACK (note_event_cb), scene);
}

SocketIoClient *
scene_new_client (Scene *scene, const char *nsp)
{
  g_autofree char *uri = g_strconcat (test_peer_get_uri (scene->peer), nsp, NULL);
  SocketIoClient *client = socket_io_client_new_with_options (uri, scene->options);

  scene_listen (scene, client);

  return client;
}

void
scene_await_upgraded (Scene *scene, SocketIoClient *client)
{
  SocketIoManager *manager = socket_io_client_get_manager (client);

  if (g_strcmp0 (scene->way, "upgrade") == 0)
    test_await_that (g_strcmp0 (socket_io_manager_get_transport (manager), "websocket") == 0);
  else
    g_assert_cmpstr (socket_io_manager_get_transport (manager), ==, scene->way);
}

void
scene_await_connected (Scene *scene, SocketIoClient *client)
{
  test_await_that (socket_io_client_get_connected (client));
}

void
scene_connect (Scene *scene)
{
  scene->client = scene_new_client (scene, "/");
  socket_io_client_connect (scene->client);
  scene_await_connected (scene, scene->client);
  scene_await_upgraded (scene, scene->client);
}

/* --- what is said and heard ----------------------------------------------- */

void
scene_await_heard (Scene *scene, const char *expected)
{
  test_await_that (scene->heard->len >= strlen (expected));
  g_assert_cmpstr (scene->heard->str, ==, expected);
  g_string_truncate (scene->heard, 0);
}

void
scene_await_peer (Scene *scene, const char *word, const char *expected)
{
  g_autofree char *prefix = g_strconcat (word, " ", NULL);
  g_autofree char *line = test_peer_await (scene->peer, prefix);

  g_assert_cmpstr (line, ==, expected);
}

JsonNode *
scene_await_peer_json (Scene *scene, const char *word)
{
  g_autofree char *prefix = g_strconcat (word, " ", NULL);
  g_autofree char *line = test_peer_await (scene->peer, prefix);
  g_autoptr (GError) error = NULL;
  JsonNode *node = socket_io_json_parse (line, strlen (line), &error);

  g_assert_no_error (error);

  return node;
}

void
scene_emit (SocketIoClient *client, const char *event, const char *json)
{
  g_autoptr (SocketIoAttachments) attachments = NULL;
  g_autoptr (JsonArray) arguments = scene_parse (json, &attachments);
  g_autoptr (GError) error = NULL;

  socket_io_client_emit_full (client, event, arguments, attachments, SOCKET_IO_EMIT_DEFAULT,
                              &error);
  g_assert_no_error (error);
}

void
scene_ask (SocketIoClient *client,
           const char *event,
           const char *json,
           guint timeout_ms,
           GCancellable *cancellable,
           GAsyncResult **result)
{
  g_autoptr (SocketIoAttachments) attachments = NULL;
  g_autoptr (JsonArray) arguments = scene_parse (json, &attachments);

  socket_io_client_emit_full_async (client, event, arguments, attachments, SOCKET_IO_EMIT_DEFAULT,
                                    timeout_ms, cancellable, test_keep_result, result);
}

char *
scene_finish (SocketIoClient *client, GAsyncResult **result, GError **error)
{
  g_autoptr (GAsyncResult) kept = NULL;
  g_autoptr (JsonArray) answer = NULL;
  g_autoptr (SocketIoAttachments) attachments = NULL;

  test_await (result);
  kept = g_steal_pointer (result);
  answer = socket_io_client_emit_finish (client, kept, &attachments, error);

  return answer != NULL ? scene_show (answer, attachments) : NULL;
}

void
scene_assert_answer (SocketIoClient *client,
                     const char *event,
                     const char *json,
                     const char *expected)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *answer = NULL;

  scene_ask (client, event, json, 0, NULL, &result);
  answer = scene_finish (client, &result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (answer, ==, expected);
}
