/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The files of an account's messages.
 *
 *   outgoing/     the spool: copies of what is to go; see chat-spool.c
 *   files/<id>    what has come, or has gone; each is whole
 *
 * The token goes to the account's server and nowhere else: whither that points is not gone.  Names
 * that others give to files are for people to read; no path is made of them.
 */
#include "chat-attachments.h"

#include "chat-dialect-error.h"
#include "chat-transfer.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <libsecret/secret.h>
#include <libsoup/soup.h>

#define DEFAULT_TIMEOUT_S 60

/* Pictures of a page come together, and do not take the line from what I send. */
#define MAX_CONNECTIONS 6

struct _ChatAttachments {
  GObject parent_instance;

  SocketIoOptions *options;
  guint timeout;
  GUri *origin;  /* NULL if the address makes no sense, or there is none */
  gboolean away; /* the server, for now */
  ChatSpool *spool;
  char *files;
  char *token;
  gint64 max_size;
  SoupSession *http;
  GHashTable *transfers; /* ChatFile -> GCancellable, of what is under way */
};

G_DEFINE_FINAL_TYPE (ChatAttachments, chat_attachments, G_TYPE_OBJECT)

typedef enum {
  PROP_OPTIONS = 1,
  PROP_TIMEOUT,
} ChatAttachmentsProperty;

static GParamSpec *properties[PROP_TIMEOUT + 1];

/* --- requests ----------------------------------------------------------------- */

/* What an address means for HTTP, without what is in its path and what is secret in it. */
static GUri *
parse_origin (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, SOUP_HTTP_URI_FLAGS, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : "";
  gboolean secure = g_str_equal (scheme, "https") || g_str_equal (scheme, "wss");

  if (uri == NULL || (!secure && !g_str_equal (scheme, "http") && !g_str_equal (scheme, "ws")))
    return NULL;

  return g_uri_build (SOUP_HTTP_URI_FLAGS, secure ? "https" : "http", NULL, g_uri_get_host (uri),
                      g_uri_get_port (uri), "/", NULL, NULL);
}

static gboolean
accept_certificate_cb (SoupMessage *message,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       gpointer user_data)
{
  ChatAttachments *self = user_data;

  return self->options != NULL &&
         !engine_io_options_get_reject_unauthorized (ENGINE_IO_OPTIONS (self->options));
}

static SoupMessage *
make_request (ChatAttachments *self, const char *method, const char *path)
{
  g_autoptr (GUri) uri = NULL;
  SoupMessage *message = NULL;

  if (self->origin == NULL)
    return NULL;

  uri = soup_uri_copy (self->origin, SOUP_URI_PATH, path, SOUP_URI_NONE);
  message = soup_message_new_from_uri (method, uri);
  g_signal_connect_object (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), self,
                           0);
  if (self->token != NULL) {
    char *bearer = g_strconcat ("Bearer ", self->token, NULL);

    soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization",
                                  bearer);
    secret_password_free (bearer);
  }

  return message;
}

/* Why there is nobody to ask. */
static GError *
explain_no_origin (ChatAttachments *self)
{
  if (self->away)
    return g_error_new_literal (CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_LATER,
                                N_ ("The server cannot be reached"));

  return g_error_new_literal (CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_REFUSED,
                              N_ ("This is not the address of a server"));
}

/* --- one transfer a file ---------------------------------------------------------- */

static GCancellable *
begin (ChatAttachments *self, ChatFile *file)
{
  GCancellable *cancellable = g_cancellable_new ();

  g_hash_table_insert (self->transfers, g_object_ref (file), cancellable);

  return cancellable;
}

static void
end (ChatAttachments *self, ChatFile *file)
{
  g_hash_table_remove (self->transfers, file);
}

/* --- to the server ---------------------------------------------------------------- */

static void
send_did_send (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  ChatAttachments *self = g_task_get_source_object (task);
  ChatFile *file = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autofree char *id = chat_transfer_send_finish (result, &error);

  end (self, file);
  if (id != NULL) {
    chat_file_set_id (file, id);
    chat_file_set_progress (file, 1);
    chat_file_set_state (file, CHAT_FILE_HERE);
    g_task_return_boolean (task, TRUE);
    return;
  }

  if (g_error_matches (error, CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_LATER))
    chat_file_set_state (file, CHAT_FILE_WAITING);
  else
    chat_file_fail (file, error->message);
  g_task_return_error (task, g_steal_pointer (&error));
}

/**
 * chat_attachments_send_async:
 * @self: the files of an account
 * @file: one that goes
 * @copy: the name of my copy of it
 * @callback: (scope async): called when the server has it, or does not take it
 * @user_data: for @callback
 *
 * Brings a file to the server, which gives it its id.
 */
void
chat_attachments_send_async (ChatAttachments *self,
                             ChatFile *file,
                             const char *copy,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (SoupMessage) message = NULL;
  g_autofree char *path = NULL;
  g_autofree char *name = NULL;

  g_return_if_fail (CHAT_IS_ATTACHMENTS (self));
  g_return_if_fail (CHAT_IS_FILE (file));
  g_return_if_fail (copy != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, chat_attachments_send_async);
  g_task_set_task_data (task, g_object_ref (file), g_object_unref);
  message = make_request (self, SOUP_METHOD_POST, "/files");
  if (message == NULL) {
    g_task_return_error (task, explain_no_origin (self));
    return;
  }

  path = chat_spool_build_path (self->spool, copy);
  name = g_uri_escape_string (chat_file_get_name (file) != NULL ? chat_file_get_name (file) : "",
                              NULL, FALSE);
  soup_message_headers_replace (soup_message_get_request_headers (message), "X-File-Name", name);
  chat_file_set_state (file, CHAT_FILE_WAITING);
  chat_transfer_send_async (self->http, message, file, path, self->max_size, begin (self, file),
                            send_did_send, g_steal_pointer (&task));
}

/**
 * chat_attachments_send_finish:
 * @self: the files of an account
 * @result: what the callback was given
 * @error: return location for an error: of %CHAT_DIALECT_ERROR if the server does not take it,
 *   which may be only now; %G_IO_ERROR_CANCELLED; others if there is nothing to send
 */
gboolean
chat_attachments_send_finish (ChatAttachments *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* An id is the server's: only what cannot be a path by itself is part of one. */
static char *
build_path (ChatAttachments *self, const char *id)
{
  g_autofree char *hash = NULL;

  if (g_uuid_string_is_valid (id))
    return g_build_filename (self->files, id, NULL);

  hash = g_compute_checksum_for_string (G_CHECKSUM_SHA256, id, -1);

  return g_build_filename (self->files, hash, NULL);
}

/**
 * chat_attachments_settle:
 * @self: the files of an account
 * @file: one that has gone
 * @copy: the name of my copy of it
 *
 * The message has arrived: what was a copy is now one of the files.
 */
void
chat_attachments_settle (ChatAttachments *self, ChatFile *file, const char *copy)
{
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  g_return_if_fail (CHAT_IS_ATTACHMENTS (self));
  g_return_if_fail (CHAT_IS_FILE (file) && chat_file_get_id (file) != NULL);

  from = chat_spool_build_path (self->spool, copy);
  to = build_path (self, chat_file_get_id (file));
  g_mkdir_with_parents (self->files, 0700);
  if (g_rename (from, to) != 0)
    return;

  chat_file_set_path (file, to);
  chat_file_set_state (file, CHAT_FILE_HERE);
}

/* --- from the server -------------------------------------------------------------- */

/* Keeps itself until the transfer is over. */
typedef struct {
  ChatAttachments *self;
  ChatFile *file;
  char *path;
} Fetch;

static void
fetch_free (Fetch *fetch)
{
  g_object_unref (fetch->self);
  g_object_unref (fetch->file);
  g_free (fetch->path);
  g_free (fetch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetch, fetch_free)

static void
arrive (Fetch *fetch)
{
  end (fetch->self, fetch->file);
  chat_file_set_path (fetch->file, fetch->path);
  chat_file_set_progress (fetch->file, 1);
  chat_file_set_state (fetch->file, CHAT_FILE_HERE);
}

static void
fetch_did_fetch (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Fetch) fetch = user_data;
  g_autoptr (GError) error = NULL;

  if (chat_transfer_fetch_finish (result, &error)) {
    arrive (fetch);
    return;
  }

  end (fetch->self, fetch->file);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    chat_file_set_state (fetch->file, CHAT_FILE_REMOTE);
  else
    chat_file_fail (fetch->file, error->message);
}

static void
fetch_did_look (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Fetch) fetch = user_data;
  ChatAttachments *self = fetch->self;
  ChatFile *file = fetch->file;
  GCancellable *cancellable = g_hash_table_lookup (self->transfers, file);
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, NULL);
  g_autofree char *id = g_uri_escape_string (chat_file_get_id (file), NULL, FALSE);
  g_autofree char *path = g_strconcat ("/files/", id, NULL);
  g_autoptr (SoupMessage) message = NULL;

  if (info != NULL && g_file_info_get_size (info) == chat_file_get_size (file)) {
    arrive (fetch);
    return;
  }

  message = make_request (self, SOUP_METHOD_GET, path);
  if (message == NULL) {
    g_autoptr (GError) error = explain_no_origin (self);

    end (self, file);
    chat_file_fail (file, error->message);
    return;
  }

  g_mkdir_with_parents (self->files, 0700);
  chat_transfer_fetch_async (self->http, message, file, fetch->path, cancellable, fetch_did_fetch,
                             fetch);
  g_steal_pointer (&fetch);
}

/**
 * chat_attachments_fetch:
 * @self: the files of an account
 * @file: one that the server has
 *
 * Sees to it that a file is here.
 */
void
chat_attachments_fetch (ChatAttachments *self, ChatFile *file)
{
  g_autoptr (GFile) place = NULL;
  Fetch *fetch = NULL;

  g_return_if_fail (CHAT_IS_ATTACHMENTS (self));
  g_return_if_fail (CHAT_IS_FILE (file));

  if (chat_file_get_id (file) == NULL || chat_file_get_path (file) != NULL ||
      g_hash_table_contains (self->transfers, file))
    return;

  fetch = g_new0 (Fetch, 1);
  fetch->self = g_object_ref (self);
  fetch->file = g_object_ref (file);
  fetch->path = build_path (self, chat_file_get_id (file));
  place = g_file_new_for_path (fetch->path);
  chat_file_set_state (file, CHAT_FILE_WAITING);
  g_file_query_info_async (place, G_FILE_ATTRIBUTE_STANDARD_SIZE, G_FILE_QUERY_INFO_NONE,
                           G_PRIORITY_DEFAULT, begin (self, file), fetch_did_look, fetch);
}

/**
 * chat_attachments_cancel:
 * @self: the files of an account
 * @file: one that comes or goes
 *
 * Does not wait any longer for it.
 */
void
chat_attachments_cancel (ChatAttachments *self, ChatFile *file)
{
  GCancellable *cancellable = NULL;

  g_return_if_fail (CHAT_IS_ATTACHMENTS (self));
  g_return_if_fail (CHAT_IS_FILE (file));

  cancellable = g_hash_table_lookup (self->transfers, file);
  if (cancellable != NULL)
    g_cancellable_cancel (cancellable);
}

/* --- the object ------------------------------------------------------------------- */

static void
chat_attachments_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ChatAttachments *self = CHAT_ATTACHMENTS (object);

  switch ((ChatAttachmentsProperty) property_id) {
  case PROP_OPTIONS:
    g_value_set_object (value, self->options);
    break;
  case PROP_TIMEOUT:
    g_value_set_uint (value, self->timeout);
    break;
  }
}

static void
chat_attachments_set_property (GObject *object,
                               guint property_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  ChatAttachments *self = CHAT_ATTACHMENTS (object);

  switch ((ChatAttachmentsProperty) property_id) {
  case PROP_OPTIONS:
    self->options = g_value_dup_object (value);
    break;
  case PROP_TIMEOUT:
    self->timeout = g_value_get_uint (value);
    break;
  }
}

static void
chat_attachments_constructed (GObject *object)
{
  ChatAttachments *self = CHAT_ATTACHMENTS (object);
  EngineIoOptions *options = NULL;
  GSocketConnectable *remote = NULL;

  G_OBJECT_CLASS (chat_attachments_parent_class)->constructed (object);

  if (self->options != NULL) {
    options = ENGINE_IO_OPTIONS (self->options);
    remote = engine_io_options_get_remote_connectable (options);
  }
  self->http = soup_session_new_with_options ("max-conns", MAX_CONNECTIONS, "max-conns-per-host",
                                              MAX_CONNECTIONS, "timeout", self->timeout,
                                              "remote-connectable", remote, NULL);
  if (options == NULL)
    return;

  if (engine_io_options_get_tls_database (options) != NULL)
    soup_session_set_tls_database (self->http, engine_io_options_get_tls_database (options));
  if (engine_io_options_get_tls_interaction (options) != NULL)
    soup_session_set_tls_interaction (self->http, engine_io_options_get_tls_interaction (options));
  if (engine_io_options_get_proxy_resolver (options) != NULL)
    soup_session_set_proxy_resolver (self->http, engine_io_options_get_proxy_resolver (options));
}

static void
chat_attachments_dispose (GObject *object)
{
  ChatAttachments *self = CHAT_ATTACHMENTS (object);

  g_clear_object (&self->http);
  g_clear_object (&self->spool);
  g_clear_object (&self->options);

  G_OBJECT_CLASS (chat_attachments_parent_class)->dispose (object);
}

static void
chat_attachments_finalize (GObject *object)
{
  ChatAttachments *self = CHAT_ATTACHMENTS (object);

  g_hash_table_unref (self->transfers);
  g_clear_pointer (&self->origin, g_uri_unref);
  g_free (self->files);
  g_clear_pointer (&self->token, secret_password_free);

  G_OBJECT_CLASS (chat_attachments_parent_class)->finalize (object);
}

static void
chat_attachments_class_init (ChatAttachmentsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags fixed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = chat_attachments_get_property;
  object_class->set_property = chat_attachments_set_property;
  object_class->constructed = chat_attachments_constructed;
  object_class->dispose = chat_attachments_dispose;
  object_class->finalize = chat_attachments_finalize;

  properties[PROP_OPTIONS] =
    g_param_spec_object ("options", NULL, NULL, SOCKET_IO_TYPE_OPTIONS, fixed);
  properties[PROP_TIMEOUT] =
    g_param_spec_uint ("timeout", NULL, NULL, 1, G_MAXUINT, DEFAULT_TIMEOUT_S, fixed);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
chat_attachments_init (ChatAttachments *self)
{
  self->transfers = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
}

/**
 * chat_attachments_new:
 * @address: where the server is
 * @folder: (type filename): the account's folder
 * @options: (nullable): how to connect
 *
 * Makes what brings files of an account there and back.
 */
ChatAttachments *
chat_attachments_new (const char *address, const char *folder, SocketIoOptions *options)
{
  return chat_attachments_new_with_timeout (address, folder, options, DEFAULT_TIMEOUT_S);
}

/**
 * chat_attachments_new_with_timeout:
 * @address: where the server is
 * @folder: (type filename): the account's folder
 * @options: (nullable): how to connect
 * @timeout: how long nothing may move, in s
 *
 * Makes one of less patience.
 */
ChatAttachments *
chat_attachments_new_with_timeout (const char *address,
                                   const char *folder,
                                   SocketIoOptions *options,
                                   guint timeout)
{
  ChatAttachments *self = NULL;
  g_autofree char *copies = NULL;

  g_return_val_if_fail (address != NULL, NULL);
  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (CHAT_TYPE_ATTACHMENTS, "options", options, "timeout", timeout, NULL);
  self->origin = parse_origin (address);
  copies = g_build_filename (folder, "outgoing", NULL);
  self->spool = chat_spool_new (copies);
  self->files = g_build_filename (folder, "files", NULL);

  return self;
}

/**
 * chat_attachments_get_spool:
 * @self: the files of an account
 *
 * Returns: (transfer none): my copies of what I send
 */
ChatSpool *
chat_attachments_get_spool (ChatAttachments *self)
{
  g_return_val_if_fail (CHAT_IS_ATTACHMENTS (self), NULL);

  return self->spool;
}

/**
 * chat_attachments_set_address:
 * @self: the files of an account
 * @address: (nullable): where the server is from now on; %NULL if it is not there for now
 *
 * Says whom to ask.
 */
void
chat_attachments_set_address (ChatAttachments *self, const char *address)
{
  g_return_if_fail (CHAT_IS_ATTACHMENTS (self));

  g_clear_pointer (&self->origin, g_uri_unref);
  self->away = address == NULL;
  if (address != NULL)
    self->origin = parse_origin (address);
}

/**
 * chat_attachments_set_token:
 * @self: the files of an account
 * @token: (nullable): what shows the server who I am
 *
 * Says who asks, from now on.
 */
void
chat_attachments_set_token (ChatAttachments *self, const char *token)
{
  g_return_if_fail (CHAT_IS_ATTACHMENTS (self));

  g_clear_pointer (&self->token, secret_password_free);
  self->token = g_strdup (token);
}

/**
 * chat_attachments_set_max_size:
 * @self: the files of an account
 * @max_size: in bytes, 0 if there is no limit
 *
 * Says what the server does not take: that is not even tried.
 */
void
chat_attachments_set_max_size (ChatAttachments *self, gint64 max_size)
{
  g_return_if_fail (CHAT_IS_ATTACHMENTS (self));

  self->max_size = max_size;
}

/**
 * chat_attachments_clean:
 * @self: the files of an account
 * @copies: (element-type utf8 gpointer): the names of copies that wait
 *
 * Takes away what a program that ended too early has left: copies of what has gone, and files that
 * came only in part.
 */
void
chat_attachments_clean (ChatAttachments *self, GHashTable *copies)
{
  g_autoptr (GDir) files = NULL;
  const char *name = NULL;

  g_return_if_fail (CHAT_IS_ATTACHMENTS (self));

  chat_spool_clean (self->spool, copies);
  files = g_dir_open (self->files, 0, NULL);
  while (files != NULL && (name = g_dir_read_name (files)) != NULL) {
    g_autofree char *path = g_build_filename (self->files, name, NULL);

    if (g_str_has_prefix (name, CHAT_TRANSFER_UNFINISHED))
      g_unlink (path);
  }
}

/**
 * chat_attachments_stop:
 * @self: the files of an account
 *
 * Gives up all that comes or goes.
 */
void
chat_attachments_stop (ChatAttachments *self)
{
  GHashTableIter iter;
  gpointer cancellable = NULL;
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_if_fail (CHAT_IS_ATTACHMENTS (self));

  g_hash_table_iter_init (&iter, self->transfers);
  while (g_hash_table_iter_next (&iter, NULL, &cancellable))
    g_ptr_array_add (all, g_object_ref (cancellable));
  for (guint i = 0; i < all->len; i++)
    g_cancellable_cancel (all->pdata[i]);
}
