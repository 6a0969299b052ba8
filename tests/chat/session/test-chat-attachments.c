/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-attachments.h"

#include "chat-dialect-error.h"
#include "test-await.h"
#include "test-folder.h"

#include <glib/gstdio.h>
#include <libsoup/soup.h>

#define ID "5c3c4a5e-9f5e-4f0e-8f5b-3a8f0f6d2b11"
#define BYTES "0123456789"
#define ANSWER "{\"id\":\"" ID "\",\"name\":\"x\",\"type\":\"image/png\",\"size\":10}"

/* How the server behaves. */
typedef struct {
  guint status;
  const char *type;
  const char *body;
  const char *location;
  gboolean stalls;   /* begins, and does not go on */
  gboolean hangs_up; /* begins, and is gone */
} Manners;

typedef struct {
  Manners manners;
  SoupServer *server;
  SoupServer *elsewhere;
  char *folder;
  ChatAttachments *attachments;
  guint n_requests;
  guint n_elsewhere;
  char *authorization;
  char *name;
  char *type;
  GBytes *received;
  SoupServerMessage *stalled;
} Fixture;

static void
elsewhere_cb (SoupServer *server,
              SoupServerMessage *message,
              const char *path,
              GHashTable *query,
              gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->n_elsewhere++;
  soup_server_message_set_status (message, SOUP_STATUS_OK, NULL);
}

static void
wrote_chunk_cb (SoupServerMessage *message, Fixture *fixture)
{
  if (fixture->manners.hangs_up) {
    g_autoptr (GIOStream) stream = soup_server_message_steal_connection (message);

    g_io_stream_close (stream, NULL, NULL);
  } else if (fixture->manners.stalls) {
    g_set_object (&fixture->stalled, message);
    soup_server_message_pause (message);
  }
}

static void
begin_and_end (Fixture *fixture, SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_response_body (message);
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  soup_message_headers_replace (headers, "Content-Type", fixture->manners.type);
  soup_message_headers_set_content_length (headers, strlen (BYTES));
  soup_message_body_set_accumulate (body, FALSE);
  soup_message_body_append (body, SOUP_MEMORY_STATIC, "012", 3);
  g_signal_connect (message, "wrote-chunk", G_CALLBACK (wrote_chunk_cb), fixture);
}

static void
request_cb (SoupServer *server,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  Fixture *fixture = user_data;
  const Manners *manners = &fixture->manners;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);

  fixture->n_requests++;
  g_set_str (&fixture->authorization, soup_message_headers_get_one (headers, "Authorization"));
  g_set_str (&fixture->name, soup_message_headers_get_one (headers, "X-File-Name"));
  g_set_str (&fixture->type, soup_message_headers_get_one (headers, "Content-Type"));
  g_clear_pointer (&fixture->received, g_bytes_unref);
  fixture->received = soup_message_body_flatten (soup_server_message_get_request_body (message));

  soup_server_message_set_status (message, manners->status, NULL);
  if (manners->location != NULL)
    soup_message_headers_replace (soup_server_message_get_response_headers (message), "Location",
                                  manners->location);
  if (manners->stalls || manners->hangs_up)
    begin_and_end (fixture, message);
  else
    soup_server_message_set_response (message, manners->type, SOUP_MEMORY_COPY, manners->body,
                                      strlen (manners->body));
}

static SoupServer *
listen_at (SoupServerCallback callback, Fixture *fixture)
{
  SoupServer *server = g_object_new (SOUP_TYPE_SERVER, NULL);
  g_autoptr (GError) error = NULL;

  soup_server_add_handler (server, NULL, callback, fixture, NULL);
  soup_server_listen_local (server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);

  return server;
}

static char *
address_of (SoupServer *server)
{
  GSList *uris = soup_server_get_uris (server);
  char *address = g_uri_to_string (uris->data);

  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  return address;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address = NULL;

  fixture->manners = (Manners) { SOUP_STATUS_CREATED, "application/json", ANSWER };
  fixture->server = listen_at (request_cb, fixture);
  fixture->elsewhere = listen_at (elsewhere_cb, fixture);
  fixture->folder = test_folder_new ();
  address = address_of (fixture->server);
  fixture->attachments = chat_attachments_new (address, fixture->folder, NULL);
  chat_attachments_set_token (fixture->attachments, "secret");
}

static guint
count_files (Fixture *fixture, const char *folder)
{
  g_autofree char *path = g_build_filename (fixture->folder, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n_files = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n_files++;

  return n_files;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  test_settle ();
  g_assert_finalize_object (fixture->attachments);
  if (fixture->stalled != NULL)
    soup_server_message_unpause (fixture->stalled);
  g_clear_object (&fixture->stalled);
  soup_server_disconnect (fixture->server);
  g_object_unref (fixture->server);
  soup_server_disconnect (fixture->elsewhere);
  g_object_unref (fixture->elsewhere);
  test_folder_remove (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->authorization);
  g_free (fixture->name);
  g_free (fixture->type);
  g_clear_pointer (&fixture->received, g_bytes_unref);
}

/* --- there -------------------------------------------------------------------- */

static ChatFile *
make_original (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, "original", NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, BYTES, -1, &error);
  g_assert_no_error (error);

  return chat_file_new_local (path, name, "image/png", strlen (BYTES));
}

static char *
keep (Fixture *fixture, ChatFile *file, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_spool_keep_async (chat_attachments_get_spool (fixture->attachments), file, NULL,
                         test_keep_result, &result);
  test_await (&result);

  return chat_spool_keep_finish (chat_attachments_get_spool (fixture->attachments), result, error);
}

static gboolean
send_it (Fixture *fixture, ChatFile *file, const char *copy, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_attachments_send_async (fixture->attachments, file, copy, test_keep_result, &result);
  test_await (&result);

  return chat_attachments_send_finish (fixture->attachments, result, error);
}

static void
test_send (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatFile) file = make_original (fixture, "Käse \"1\"/2\n.png");
  g_autofree char *copy = keep (fixture, file, NULL);
  g_autoptr (GError) error = NULL;

  g_remove (chat_file_get_path (file));
  g_assert_true (send_it (fixture, file, copy, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (chat_file_get_id (file), ==, ID);
  g_assert_cmpfloat (chat_file_get_progress (file), ==, 1);
  g_assert_cmpstr (fixture->authorization, ==, "Bearer secret");
  g_assert_cmpstr (fixture->name, ==, "K%C3%A4se%20%221%22%2F2%0A.png");
  g_assert_cmpstr (fixture->type, ==, "image/png");
  g_assert_cmpmem (g_bytes_get_data (fixture->received, NULL), g_bytes_get_size (fixture->received),
                   BYTES, strlen (BYTES));

  /* What has gone need not come. */
  chat_attachments_settle (fixture->attachments, file, copy);
  g_assert_cmpint (chat_file_get_state (file), ==, CHAT_FILE_HERE);
  g_assert_cmpuint (count_files (fixture, "outgoing"), ==, 0);
  g_assert_cmpuint (count_files (fixture, "files"), ==, 1);
}

static void
test_send_large (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatFile) file = make_original (fixture, "x");
  g_autofree char *copy = keep (fixture, file, NULL);
  g_autoptr (GError) error = NULL;

  chat_attachments_set_max_size (fixture->attachments, (gint64) strlen (BYTES) - 1);
  g_assert_false (send_it (fixture, file, copy, &error));
  g_assert_error (error, CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_REFUSED);
  g_assert_cmpuint (fixture->n_requests, ==, 0);
  g_assert_cmpint (chat_file_get_state (file), ==, CHAT_FILE_FAILED);
  g_assert_nonnull (chat_file_get_error (file));
}

static void
test_send_refused (Fixture *fixture, gconstpointer data)
{
  static const struct {
    guint status;
    const char *body;
    ChatDialectError code;
    gint64 retry_after;
  } REFUSALS[] = {
    { 413, "", CHAT_DIALECT_ERROR_REFUSED, 0 },
    { 413, "{\"error\":{\"code\":\"too-long\",\"message\":\"No\"}}", CHAT_DIALECT_ERROR_REFUSED,
      0 },
    { 429, "{\"error\":{\"code\":\"throttled\",\"retryAfter\":700}}", CHAT_DIALECT_ERROR_LATER,
      700 },
    { 429, "<html>", CHAT_DIALECT_ERROR_LATER, 0 },
    { 500, "{\"error\":7}", CHAT_DIALECT_ERROR_LATER, 0 },
    { 502, "Bad gateway", CHAT_DIALECT_ERROR_LATER, 0 },
    { 401, "", CHAT_DIALECT_ERROR_STRANGER, 0 },
    { 404, "[]", CHAT_DIALECT_ERROR_REFUSED, 0 },
    { 201, "not JSON", CHAT_DIALECT_ERROR_LATER, 0 },
    { 201, "{\"id\":null}", CHAT_DIALECT_ERROR_LATER, 0 },
    { 200, "", CHAT_DIALECT_ERROR_LATER, 0 },
  };
  g_autoptr (ChatFile) file = make_original (fixture, "x");
  g_autofree char *copy = keep (fixture, file, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (REFUSALS); i++) {
    g_autoptr (GError) error = NULL;

    fixture->manners = (Manners) { REFUSALS[i].status, "application/json", REFUSALS[i].body };
    g_assert_false (send_it (fixture, file, copy, &error));
    g_assert_error (error, CHAT_DIALECT_ERROR, (int) REFUSALS[i].code);
    g_assert_cmpint (chat_dialect_error_get_retry_after (error), ==, REFUSALS[i].retry_after);
    g_assert_null (chat_file_get_id (file));
    g_assert_cmpint (chat_file_get_state (file), ==,
                     REFUSALS[i].code == CHAT_DIALECT_ERROR_LATER ? CHAT_FILE_WAITING
                                                                  : CHAT_FILE_FAILED);
  }
}

static void
test_send_nowhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatFile) file = make_original (fixture, "x");
  g_autofree char *copy = keep (fixture, file, NULL);
  g_autoptr (GError) error = NULL;

  soup_server_disconnect (fixture->server);
  g_assert_false (send_it (fixture, file, copy, &error));
  g_assert_error (error, CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_LATER);

  g_clear_error (&error);
  g_assert_false (send_it (fixture, file, "not there", &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpstr (chat_file_get_error (file), ==, "The file is not there any more");
}

static void
test_keep_nothing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatFile) file = make_original (fixture, "x");
  g_autoptr (GError) error = NULL;

  g_remove (chat_file_get_path (file));
  g_assert_null (keep (fixture, file, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
  g_assert_cmpuint (count_files (fixture, "outgoing"), ==, 0);
}

static void
test_clean (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) copies = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (ChatFile) file = make_original (fixture, "x");
  g_autofree char *kept = keep (fixture, file, NULL);
  g_autofree char *left = keep (fixture, file, NULL);
  g_autofree char *path =
    chat_spool_build_path (chat_attachments_get_spool (fixture->attachments), kept);

  g_hash_table_add (copies, kept);
  chat_attachments_clean (fixture->attachments, copies);
  g_assert_cmpuint (count_files (fixture, "outgoing"), ==, 1);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* --- back --------------------------------------------------------------------- */

static void
fetch (Fixture *fixture, ChatFile *file)
{
  chat_attachments_fetch (fixture->attachments, file);
  while (chat_file_get_state (file) == CHAT_FILE_WAITING ||
         chat_file_get_state (file) == CHAT_FILE_TRANSFERRING)
    g_main_context_iteration (NULL, TRUE);
}

static ChatFile *
make_remote (const char *id)
{
  return chat_file_new (id, "../../x.png", "image/png", strlen (BYTES), 0, 0);
}

static void
test_fetch (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatFile) file = make_remote (ID);
  g_autoptr (ChatFile) same = make_remote (ID);
  g_autofree char *path = g_build_filename (fixture->folder, "files", ID, NULL);
  g_autofree char *bytes = NULL;

  fixture->manners = (Manners) { SOUP_STATUS_OK, "image/png", BYTES };
  fetch (fixture, file);
  g_assert_cmpint (chat_file_get_state (file), ==, CHAT_FILE_HERE);
  g_assert_cmpstr (chat_file_get_path (file), ==, path);
  g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
  g_assert_cmpstr (bytes, ==, BYTES);
  g_assert_cmpstr (fixture->authorization, ==, "Bearer secret");

  fetch (fixture, file);
  fetch (fixture, same);
  g_assert_cmpint (chat_file_get_state (same), ==, CHAT_FILE_HERE);
  g_assert_cmpuint (fixture->n_requests, ==, 1);
}

/* While it is away nobody is asked, and then whoever is at its new place. */
static void
test_away (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatFile) own = make_original (fixture, "x");
  g_autoptr (ChatFile) file = make_remote (ID);
  g_autofree char *copy = keep (fixture, own, NULL);
  g_autoptr (GError) error = NULL;

  chat_attachments_set_address (fixture->attachments, NULL);
  g_assert_false (send_it (fixture, own, copy, &error));
  g_assert_error (error, CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_LATER);
  fetch (fixture, file);
  g_assert_cmpint (chat_file_get_state (file), ==, CHAT_FILE_FAILED);
  g_assert_cmpuint (fixture->n_requests, ==, 0);

  fixture->manners = (Manners) { SOUP_STATUS_OK, "image/png", BYTES };
  chat_attachments_set_address (fixture->attachments, "http://127.0.0.1:1");
  fetch (fixture, file);
  g_assert_cmpint (chat_file_get_state (file), ==, CHAT_FILE_FAILED);
  g_assert_cmpuint (fixture->n_requests, ==, 0);
}

static void
test_fetch_strange_id (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatFile) file = make_remote ("out/of here");

  fixture->manners = (Manners) { SOUP_STATUS_OK, "application/octet-stream", BYTES };
  fetch (fixture, file);
  g_assert_cmpint (chat_file_get_state (file), ==, CHAT_FILE_HERE);
  g_assert_cmpuint (count_files (fixture, "files"), ==, 1);
  g_assert_cmpuint (count_files (fixture, "."), ==, 1);
}

static void
test_fetch_other (Fixture *fixture, gconstpointer data)
{
  static const Manners OTHERS[] = {
    { SOUP_STATUS_OK, "image/png", BYTES "more" },
    { SOUP_STATUS_OK, "image/png", "less" },
    { SOUP_STATUS_OK, "image/png", "" },
    { SOUP_STATUS_OK, "text/html", BYTES },
    { SOUP_STATUS_NOT_FOUND, "application/json", "{\"error\":{\"code\":\"not-found\"}}" },
    { SOUP_STATUS_INTERNAL_SERVER_ERROR, "text/plain", "Oh" },
    { .status = SOUP_STATUS_OK, .type = "image/png", .hangs_up = TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (OTHERS); i++) {
    g_autoptr (ChatFile) file = make_remote (ID);

    fixture->manners = OTHERS[i];
    fetch (fixture, file);
    g_assert_cmpint (chat_file_get_state (file), ==, CHAT_FILE_FAILED);
    g_assert_nonnull (chat_file_get_error (file));
    g_assert_null (chat_file_get_path (file));
    g_assert_cmpuint (count_files (fixture, "files"), ==, 0);

    /* It may be tried again. */
    fixture->manners = (Manners) { SOUP_STATUS_OK, "image/png", BYTES };
    fetch (fixture, file);
    g_assert_cmpint (chat_file_get_state (file), ==, CHAT_FILE_HERE);
    g_remove (chat_file_get_path (file));
  }
}

static void
test_no_other_origin (Fixture *fixture, gconstpointer data)
{
  g_autofree char *elsewhere = address_of (fixture->elsewhere);
  g_autoptr (ChatFile) file = make_remote (ID);
  g_autoptr (ChatFile) own = make_original (fixture, "x");
  g_autofree char *copy = keep (fixture, own, NULL);
  g_autoptr (GError) error = NULL;

  fixture->manners =
    (Manners) { SOUP_STATUS_TEMPORARY_REDIRECT, "text/plain", "", .location = elsewhere };
  fetch (fixture, file);
  g_assert_cmpint (chat_file_get_state (file), ==, CHAT_FILE_FAILED);
  g_assert_false (send_it (fixture, own, copy, &error));
  g_assert_error (error, CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_REFUSED);
  g_assert_cmpuint (fixture->n_elsewhere, ==, 0);
  g_assert_cmpuint (fixture->n_requests, ==, 2);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatFile) file = make_remote (ID);

  fixture->manners = (Manners) { SOUP_STATUS_OK, "image/png", .stalls = TRUE };
  chat_attachments_fetch (fixture->attachments, file);
  test_await_that (chat_file_get_progress (file) > 0);
  g_assert_cmpint (chat_file_get_state (file), ==, CHAT_FILE_TRANSFERRING);
  g_assert_cmpuint (count_files (fixture, "files"), ==, 1);
  chat_attachments_cancel (fixture->attachments, file);
  test_await_that (chat_file_get_state (file) != CHAT_FILE_TRANSFERRING);
  g_assert_cmpint (chat_file_get_state (file), ==, CHAT_FILE_REMOTE);
  test_await_that (count_files (fixture, "files") == 0);
}

static void
test_stop (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatFile) file = make_remote (ID);
  g_autoptr (ChatFile) own = make_original (fixture, "x");
  g_autofree char *copy = keep (fixture, own, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  fixture->manners = (Manners) { SOUP_STATUS_OK, "image/png", .stalls = TRUE };
  chat_attachments_fetch (fixture->attachments, file);
  chat_attachments_send_async (fixture->attachments, own, copy, test_keep_result, &result);
  chat_attachments_stop (fixture->attachments);
  test_await (&result);
  g_assert_false (chat_attachments_send_finish (fixture->attachments, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  test_await_that (chat_file_get_state (file) == CHAT_FILE_REMOTE);
}

static void
test_silence (Fixture *fixture, gconstpointer data)
{
  g_autofree char *address = address_of (fixture->server);
  g_autoptr (ChatFile) file = make_remote (ID);

  g_assert_finalize_object (fixture->attachments);
  fixture->attachments = chat_attachments_new_with_timeout (address, fixture->folder, NULL, 1);
  fixture->manners = (Manners) { SOUP_STATUS_OK, "image/png", .stalls = TRUE };
  fetch (fixture, file);
  g_assert_cmpint (chat_file_get_state (file), ==, CHAT_FILE_FAILED);
  g_assert_cmpuint (count_files (fixture, "files"), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/chat/attachments/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("copy-goes-whatever-becomes-of-the-original", test_send);
  ADD ("too-large-is-not-tried", test_send_large);
  ADD ("refusals-are-understood", test_send_refused);
  ADD ("no-server-is-for-later", test_send_nowhere);
  ADD ("server-that-is-away-is-not-asked", test_away);
  ADD ("what-is-not-there-is-not-kept", test_keep_nothing);
  ADD ("left-copies-are-cleared", test_clean);
  ADD ("file-comes-once", test_fetch);
  ADD ("id-is-no-path", test_fetch_strange_id);
  ADD ("only-what-was-said-stays", test_fetch_other);
  ADD ("token-goes-nowhere-else", test_no_other_origin);
  ADD ("cancelled-leaves-nothing", test_cancel);
  ADD ("stopped-ends-all", test_stop);
  ADD ("silence-ends", test_silence);

  return g_test_run ();
}
