/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Files over HTTP.
 *
 *   POST /files      head -> who is it? -> body, piece by piece to the disk -> keep -> note -> 201
 *   GET  /files/ID   head -> who is it? -> may they? -> [make it smaller] -> 200
 *
 * Who may not send is told so before anything was sent: the body of an upload is not read until its
 * sender is known, and one that is too large is refused by its head, or as soon as it is.
 */
#include "server-file-api.h"

#include "engine-io-farewell.h"
#include "server-answer.h"
#include "server-bearer.h"
#include "server-error.h"
#include "server-file-answer.h"
#include "server-file-head.h"
#include "server-files.h"
#include "server-pages.h"
#include "server-scaler.h"
#include "server-space.h"
#include "server-throttle.h"
#include "server-upload.h"

/* How often it is looked for files that are for nothing. */
#define FORGET_S (60 * 60)

struct _ServerFileApi {
  GObject parent_instance;

  SoupServer *http;
  ServerStore *store;
  char *folder;
  const ServerConfig *config; /* the program's */
  ServerScaler *scaler;
  GHashTable *transfers;  /* SoupServerMessage -> Transfer, while it is under way */
  ServerSpace *space;     /* of uploads that are under way */
  ServerBuckets *buckets; /* by user, of uploads */
  guint forget_id;
};

G_DEFINE_FINAL_TYPE (ServerFileApi, server_file_api, G_TYPE_OBJECT)

/* One request. */
typedef struct {
  gatomicrefcount references;
  ServerFileApi *api;
  SoupServerMessage *message;
  ServerBearer *bearer;
  ServerUpload *upload;
  gint64 coming; /* bytes that the upload may have */
  char *id;      /* of the file that is wanted */
  guint width;   /* at most, if it is a picture; 0 for its own */
  ServerOutcome *found;
  gboolean over; /* answered, or nobody is there to be answered */
} Transfer;

static Transfer *
transfer_ref (Transfer *self)
{
  g_atomic_ref_count_inc (&self->references);

  return self;
}

static void
give_space_back (Transfer *self)
{
  if (self->coming != 0)
    server_space_give_back (self->api->space, self->bearer->caller.user, self->coming);
  self->coming = 0;
}

static void
transfer_unref (Transfer *self)
{
  if (!g_atomic_ref_count_dec (&self->references))
    return;

  give_space_back (self);
  g_object_unref (self->api);
  g_object_unref (self->message);
  g_clear_pointer (&self->bearer, server_bearer_free);
  g_clear_pointer (&self->upload, server_upload_free);
  g_clear_pointer (&self->found, server_outcome_free);
  g_free (self->id);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Transfer, transfer_unref)

/* --- ends ------------------------------------------------------------------------------- */

/* The answer to a request whose body was read. */
static void
finish (Transfer *self)
{
  self->over = TRUE;
  soup_server_message_unpause (self->message);
}

static void
finish_with_error (Transfer *self, const GError *error)
{
  if (self->over)
    return;

  server_answer_with_error (self->message, error);
  finish (self);
}

/* The answer to one that is still sending. */
static void
cut_short (Transfer *self, const GError *error)
{
  SoupServerMessage *message = self->message;
  g_autoptr (GBytes) body = NULL;
  g_autofree char *text = NULL;
  guint status = 0;

  if (self->over)
    return;

  self->over = TRUE;
  g_signal_handlers_disconnect_by_data (message, self);
  server_answer_with_error (message, error);
  status = soup_server_message_get_status (message);
  body = soup_message_body_flatten (soup_server_message_get_response_body (message));
  text = g_strndup (g_bytes_get_data (body, NULL), g_bytes_get_size (body));
  engine_io_farewell_say (soup_server_message_steal_connection (message), status,
                          soup_server_message_get_response_headers (message), "application/json",
                          text);
  g_hash_table_remove (self->api->transfers, message);
}

/* Whoever sent it is there no more, or has the answer. */
static void
finished_cb (SoupServerMessage *message, gpointer user_data)
{
  Transfer *self = user_data;

  self->over = TRUE;
  g_signal_handlers_disconnect_by_data (message, self);
  g_hash_table_remove (self->api->transfers, message);
}

/* --- sending one here ------------------------------------------------------------------------ */

static void
got_chunk_cb (SoupServerMessage *message, GBytes *piece, gpointer user_data)
{
  g_autoptr (Transfer) self = transfer_ref (user_data);
  g_autoptr (GError) error = NULL;

  if (!self->over && !server_upload_add (self->upload, piece, &error))
    cut_short (self, error);
}

static void
upload_did_note (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Transfer) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ServerOutcome) outcome = server_store_finish (self->api->store, result, &error);

  /* Whatever is measured from here on has it among what is stored. */
  give_space_back (self);
  if (outcome == NULL) {
    finish_with_error (self, error);
  } else if (!self->over) {
    server_answer_with_json (self->message, SOUP_STATUS_CREATED,
                             json_object_get_object_member (outcome->answer, "file"));
    finish (self);
  }
}

static void
upload_did_keep (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Transfer) self = user_data;
  ServerStore *store = self->api->store;
  g_autoptr (GError) error = NULL;
  g_autofree char *sha256 = server_upload_keep_finish (result, &error);
  g_autofree char *name = server_file_head_dup_name (self->message);
  g_autoptr (JsonObject) arguments = json_object_new ();
  const ServerCaller *caller = &self->bearer->caller;

  if (sha256 == NULL) {
    finish_with_error (self, error);
    return;
  }

  json_object_set_string_member (arguments, "name", name);
  json_object_set_string_member (arguments, "type", server_file_head_get_type (self->message));
  json_object_set_string_member (arguments, "sha256", sha256);
  json_object_set_int_member (arguments, "size", (gint64) server_upload_get_size (self->upload));
  json_object_set_int_member (arguments, "width", server_upload_get_width (self->upload));
  json_object_set_int_member (arguments, "height", server_upload_get_height (self->upload));
  server_store_run_async (store, caller, server_files_add, arguments, upload_did_note,
                          g_steal_pointer (&self));
}

/* The whole body is on the disk, or in front of it. */
static void
end_upload (Transfer *self)
{
  soup_server_message_pause (self->message);
  server_upload_keep_async (self->upload, upload_did_keep, transfer_ref (self));
}

/* --- fetching one ------------------------------------------------------------------------------
 */

/* The file itself, or the picture at @scaled that was made of it. */
static void
send_file (Transfer *self, const char *scaled)
{
  JsonObject *answer = self->found->answer;
  const char *sha256 = json_object_get_string_member (answer, "sha256");
  g_autofree char *path = server_upload_build_path (self->api->folder, sha256);
  g_autoptr (GError) error = NULL;

  if (self->over)
    return;
  if (server_file_answer (self->message, json_object_get_object_member (answer, "file"),
                          scaled != NULL ? scaled : path, &error))
    finish (self);
  else
    finish_with_error (self, error);
}

static void
fetch_did_scale (GObject *scaler, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Transfer) self = user_data;
  g_autofree char *path = server_scaler_scale_finish (SERVER_SCALER (scaler), result);

  send_file (self, path);
}

static void
fetch_did_find (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Transfer) self = user_data;
  g_autoptr (GError) error = NULL;
  ServerScaler *scaler = self->api->scaler;
  guint width = self->width;
  JsonObject *file = NULL;
  const char *sha256 = NULL;

  self->found = server_store_finish (self->api->store, result, &error);
  if (self->found == NULL) {
    finish_with_error (self, error);
  } else if (width == 0) {
    send_file (self, NULL);
  } else {
    file = json_object_get_object_member (self->found->answer, "file");
    sha256 = json_object_get_string_member (self->found->answer, "sha256");
    server_scaler_scale_async (scaler, sha256, json_object_get_string_member (file, "type"), width,
                               fetch_did_scale, g_steal_pointer (&self));
  }
}

static void
fetch (Transfer *self)
{
  static const ServerEvent FIND = { .handle = server_files_find };
  g_autoptr (JsonObject) arguments = json_object_new ();

  json_object_set_string_member (arguments, "id", self->id);
  server_store_ask_async (self->api->store, &self->bearer->caller, &FIND, arguments, fetch_did_find,
                          transfer_ref (self));
}

/* --- beginnings ----------------------------------------------------------------------------------
 */

/* As often as somebody may send messages. */
static gboolean
may_send (ServerFileApi *self, const char *user, GError **error)
{
  const ServerLimits *limits = server_store_get_limits (self->store);
  gint64 now = g_get_monotonic_time () / 1000;
  gint64 retry_after_ms = 0;

  if (server_buckets_take (self->buckets, user, limits->sends, limits->window_ms, now,
                           &retry_after_ms))
    return TRUE;

  server_error_set_throttled (error, retry_after_ms);
  return FALSE;
}

/* Space for what the head announces, or else for as much as there is. */
static gboolean
find_space (Transfer *self, gint64 stored, GError **error)
{
  const ServerLimits *limits = server_store_get_limits (self->api->store);
  const char *user = self->bearer->caller.user;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->message);
  gint64 size = (gint64) limits->file;
  gint64 left = G_MAXINT64;

  if (limits->storage != 0)
    left = (gint64) limits->storage - stored - server_space_get_taken (self->api->space, user);
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH)
    size = soup_message_headers_get_content_length (headers);
  else
    size = CLAMP (left, 1, size);
  if (size > left)
    return server_error_refuse (error, SERVER_ERROR_NO_SPACE, "There is no space for it");

  self->coming = size;
  server_space_take (self->api->space, user, size);
  return TRUE;
}

static void
upload_did_measure (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Transfer) self = user_data;
  ServerFileApi *api = self->api;
  g_autoptr (GError) error = NULL;
  g_autoptr (ServerOutcome) outcome = server_store_finish (api->store, result, &error);

  if (self->over)
    return;
  if (outcome != NULL &&
      find_space (self, json_object_get_int_member (outcome->answer, "stored"), &error))
    self->upload = server_upload_new (api->folder, (gsize) self->coming, &error);
  if (self->upload == NULL)
    cut_short (self, error);
  else
    soup_server_message_unpause (self->message);
}

static void
begin_upload (Transfer *self)
{
  static const ServerEvent MEASURE = { .handle = server_files_measure };
  ServerFileApi *api = self->api;
  g_autoptr (GError) error = NULL;

  if (may_send (api, self->bearer->caller.user, &error))
    server_store_ask_async (api->store, &self->bearer->caller, &MEASURE, NULL, upload_did_measure,
                            transfer_ref (self));
  else
    cut_short (self, error);
}

/* Both wait for this with the head of the request. */
static void
transfer_did_identify (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Transfer) self = user_data;
  g_autoptr (GError) error = NULL;

  self->bearer = server_bearer_identify_finish (self->api->store, result, &error);
  if (self->over)
    return;
  if (self->bearer == NULL && self->id != NULL) {
    finish_with_error (self, error);
  } else if (self->bearer == NULL) {
    cut_short (self, error);
  } else if (self->id != NULL) {
    fetch (self);
  } else {
    begin_upload (self);
  }
}

static Transfer *
begin (ServerFileApi *self, SoupServerMessage *message, const char *id)
{
  Transfer *transfer = g_new0 (Transfer, 1);

  g_atomic_ref_count_init (&transfer->references);
  transfer->api = g_object_ref (self);
  transfer->message = g_object_ref (message);
  transfer->id = g_strdup (id);
  g_hash_table_insert (self->transfers, message, transfer);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), transfer);
  g_signal_connect (message, "disconnected", G_CALLBACK (finished_cb), transfer);

  return transfer;
}

/* A width that is none is not asked for. */
static Transfer *
begin_fetch (ServerFileApi *self, SoupServerMessage *message, const char *id, GHashTable *query)
{
  const char *width = query != NULL ? g_hash_table_lookup (query, "w") : NULL;
  Transfer *transfer = begin (self, message, id);
  guint64 number = 0;

  if (width != NULL && g_ascii_string_to_unsigned (width, 10, 1, G_MAXUINT, &number, NULL))
    transfer->width = (guint) number;

  return transfer;
}

static void
identify (Transfer *self)
{
  soup_server_message_pause (self->message);
  server_bearer_identify_async (self->api->store, self->message, transfer_did_identify,
                                transfer_ref (self));
}

static gboolean
is_upload (SoupServerMessage *message, const char *path)
{
  return g_str_equal (path, "/files") &&
         g_str_equal (soup_server_message_get_method (message), SOUP_METHOD_POST);
}

/* The head of a request. */
static void
early_cb (SoupServer *http,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  ServerFileApi *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  g_autoptr (Transfer) transfer = NULL;
  g_autoptr (GError) error = NULL;

  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
  server_answer_add_cors (message, (const char *const *) self->config->allowed_origins);
  if (!server_pages_admit (self->config, message) || !is_upload (message, path))
    return;

  transfer = transfer_ref (begin (self, message, NULL));
  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
      (guint64) soup_message_headers_get_content_length (headers) >
        server_store_get_limits (self->store)->file) {
    g_set_error_literal (&error, SERVER_ERROR, SERVER_ERROR_TOO_LONG, "The file is too large");
    cut_short (transfer, error);
    return;
  }
  g_signal_connect (message, "got-chunk", G_CALLBACK (got_chunk_cb), transfer);
  identify (transfer);
}

static void
request_cb (SoupServer *http,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  ServerFileApi *self = user_data;
  Transfer *transfer = g_hash_table_lookup (self->transfers, message);
  gboolean one = g_str_has_prefix (path, "/files/") && path[strlen ("/files/")] != '\0';

  if (transfer != NULL)
    end_upload (transfer);
  else if (g_str_equal (soup_server_message_get_method (message), SOUP_METHOD_OPTIONS))
    soup_server_message_set_status (message, SOUP_STATUS_NO_CONTENT, NULL);
  else if (one && g_str_equal (soup_server_message_get_method (message), SOUP_METHOD_GET))
    identify (begin_fetch (self, message, path + strlen ("/files/"), query));
  else
    soup_server_message_set_status (message, SOUP_STATUS_NOT_FOUND, NULL);
}

/* --- files that are for nothing -----------------------------------------------------------------
 */

static void
forget_did_find (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ServerFileApi) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ServerOutcome) outcome = server_store_finish (self->store, result, &error);
  JsonArray *contents = NULL;

  if (outcome == NULL)
    return; /* the next time, then */
  contents = json_object_get_array_member (outcome->answer, "contents");
  for (guint i = 0; i < json_array_get_length (contents); i++) {
    server_upload_forget (self->folder, json_array_get_string_element (contents, i));
    server_scaler_forget (self->folder, json_array_get_string_element (contents, i));
  }
}

static gboolean
forget_cb (gpointer data)
{
  ServerFileApi *self = data;

  server_store_run_async (self->store, NULL, server_files_forget, NULL, forget_did_find,
                          g_object_ref (self));

  return G_SOURCE_CONTINUE;
}

/* --- the object
 * ------------------------------------------------------------------------------------ */

void
server_file_api_detach (ServerFileApi *self)
{
  if (self->http != NULL)
    soup_server_remove_handler (self->http, "/files");
  g_clear_object (&self->http);
  g_clear_handle_id (&self->forget_id, g_source_remove);
}

static void
server_file_api_dispose (GObject *object)
{
  ServerFileApi *self = SERVER_FILE_API (object);

  server_file_api_detach (self);
  g_clear_object (&self->store);
  g_clear_object (&self->scaler);

  G_OBJECT_CLASS (server_file_api_parent_class)->dispose (object);
}

static void
server_file_api_finalize (GObject *object)
{
  ServerFileApi *self = SERVER_FILE_API (object);

  g_hash_table_unref (self->transfers);
  server_space_free (self->space);
  server_buckets_free (self->buckets);
  g_free (self->folder);

  G_OBJECT_CLASS (server_file_api_parent_class)->finalize (object);
}

static void
server_file_api_class_init (ServerFileApiClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = server_file_api_dispose;
  object_class->finalize = server_file_api_finalize;
}

static void
server_file_api_init (ServerFileApi *self)
{
  self->transfers = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) transfer_unref);
  self->space = server_space_new ();
  self->buckets = server_buckets_new ();
}

ServerFileApi *
server_file_api_new (SoupServer *http,
                     ServerStore *store,
                     const char *folder,
                     const ServerConfig *config)
{
  ServerFileApi *self = g_object_new (SERVER_TYPE_FILE_API, NULL);

  self->http = g_object_ref (http);
  self->store = g_object_ref (store);
  self->folder = g_strdup (folder);
  self->scaler = server_scaler_new (folder);
  self->config = config;
  server_upload_clean (folder);
  self->forget_id = g_timeout_add_seconds (FORGET_S, forget_cb, self);
  forget_cb (self);
  soup_server_add_early_handler (http, "/files", early_cb, self, NULL);
  soup_server_add_handler (http, "/files", request_cb, self, NULL);

  return self;
}
