/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file on its way from this computer to the server, or back.
 *
 *   there:  open the copy -> ask, with it as the body -> read what the server calls it
 *   back:   ask -> make a file under a name that nobody looks for -> piece by piece -> its own name
 *
 * No file is ever whole in memory.  What comes is what the server said before that it is, of that
 * size and type, or it does not stay; and what has its name is whole.
 */
#include "chat-transfer.h"

#include "chat-dialect-error.h"
#include "chat-reader.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

#define PIECE 65536

/* The longest answer that is no file. */
#define MAX_ANSWER 65536

/* RFC 6585 */
#define TOO_MANY_REQUESTS 429

/* --- answers ------------------------------------------------------------------ */

static void
answer_did_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  char *buffer = g_task_get_task_data (task);
  GError *error = NULL;
  gsize length = 0;

  if (g_input_stream_read_all_finish (G_INPUT_STREAM (source), result, &length, &error))
    g_task_return_pointer (task, g_bytes_new (buffer, length), (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, error);
}

/* What is longer than an answer is not read to its end. */
static void
read_answer_async (GInputStream *body,
                   GCancellable *cancellable,
                   GAsyncReadyCallback callback,
                   gpointer user_data)
{
  GTask *task = g_task_new (body, cancellable, callback, user_data);
  char *buffer = g_malloc (MAX_ANSWER);

  g_task_set_source_tag (task, read_answer_async);
  g_task_set_task_data (task, buffer, g_free);
  g_input_stream_read_all_async (body, buffer, MAX_ANSWER, G_PRIORITY_DEFAULT, cancellable,
                                 answer_did_read, task);
}

static GBytes *
read_answer_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- asking ------------------------------------------------------------------- */

static JsonObject *
read_object (JsonParser *parser, GBytes *body)
{
  gsize length = 0;
  const char *text = g_bytes_get_data (body, &length);
  JsonNode *root = NULL;

  if (!json_parser_load_from_data (parser, text != NULL ? text : "", (gssize) length, NULL))
    return NULL;

  root = json_parser_get_root (parser);

  return root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
}

/* A server in between does not speak as ours does: it has a number. */
static GError *
read_number (guint status)
{
  if (status == SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE)
    return g_error_new_literal (CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_REFUSED,
                                N_ ("The file is too large for this server"));
  if (status == SOUP_STATUS_UNAUTHORIZED)
    return g_error_new_literal (CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_STRANGER,
                                N_ ("The server does not know you"));
  if (status == TOO_MANY_REQUESTS || status == SOUP_STATUS_REQUEST_TIMEOUT || status >= 500)
    return g_error_new_literal (CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_LATER,
                                N_ ("The server cannot do it now"));
  if (SOUP_STATUS_IS_REDIRECTION (status))
    return g_error_new_literal (CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_REFUSED,
                                N_ ("The server points to another one"));

  return g_error_new_literal (CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_REFUSED,
                              N_ ("The server does not do it"));
}

static GError *
read_refusal (guint status, GBytes *body)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *object = read_object (parser, body);
  JsonNode *details = object != NULL ? json_object_get_member (object, "error") : NULL;

  if (details != NULL && JSON_NODE_HOLDS_OBJECT (details))
    return chat_dialect_error_new_from_json (json_node_get_object (details), NULL);

  return read_number (status);
}

/* Whatever it is that broke on the way, nothing is known of what the server did. */
static void
return_silence (GTask *task, const GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_task_return_error (task, g_error_copy (error));
  else
    g_task_return_new_error_literal (task, CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_LATER,
                                     N_ ("The server cannot be reached"));
}

static void
ask_did_read_refusal (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SoupMessage *message = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = read_answer_finish (result, &error);

  if (body == NULL)
    return_silence (task, error);
  else
    g_task_return_error (task, read_refusal (soup_message_get_status (message), body));
}

static void
ask_did_send (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  SoupMessage *message = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) body = soup_session_send_finish (SOUP_SESSION (source), result, &error);

  if (body == NULL)
    return_silence (task, error);
  else if (SOUP_STATUS_IS_SUCCESSFUL (soup_message_get_status (message)))
    g_task_return_pointer (task, g_steal_pointer (&body), g_object_unref);
  else
    read_answer_async (body, cancellable, ask_did_read_refusal, g_steal_pointer (&task));
}

void
chat_transfer_ask_async (SoupSession *http,
                         SoupMessage *message,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, chat_transfer_ask_async);
  g_task_set_task_data (task, g_object_ref (message), g_object_unref);
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_session_send_async (http, message, G_PRIORITY_DEFAULT, cancellable, ask_did_send, task);
}

GInputStream *
chat_transfer_ask_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- there -------------------------------------------------------------------- */

typedef struct {
  SoupSession *http;
  SoupMessage *message;
  ChatFile *file;
  gint64 size;
  gint64 max_size;
  gint64 done;
} Sending;

static void
sending_free (Sending *sending)
{
  g_signal_handlers_disconnect_by_data (sending->message, sending);
  g_object_unref (sending->http);
  g_object_unref (sending->message);
  g_object_unref (sending->file);
  g_free (sending);
}

static void
wrote_body_data_cb (SoupMessage *message, guint length, Sending *sending)
{
  sending->done += length;
  chat_file_set_progress (sending->file, (double) sending->done / (double) MAX (sending->size, 1));
}

static void
restarted_cb (SoupMessage *message, Sending *sending)
{
  sending->done = 0;
}

static void
send_did_read_answer (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = read_answer_finish (result, &error);
  JsonObject *answer = body != NULL ? read_object (parser, body) : NULL;
  char *id = answer != NULL ? chat_reader_id (json_object_get_member (answer, "id")) : NULL;

  if (body == NULL)
    return_silence (task, error);
  else if (id == NULL)
    g_task_return_new_error_literal (task, CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_LATER,
                                     N_ ("The server gave an answer that makes no sense"));
  else
    g_task_return_pointer (task, id, g_free);
}

static void
send_did_ask (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;
  g_autoptr (GInputStream) body = chat_transfer_ask_finish (result, &error);

  if (body == NULL)
    g_task_return_error (task, error);
  else
    read_answer_async (body, cancellable, send_did_read_answer, g_steal_pointer (&task));
}

static void
send_did_open (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Sending *sending = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  const char *type = chat_file_get_content_type (sending->file);
  g_autoptr (GError) error = NULL;
  g_autoptr (GFileInputStream) bytes = g_file_read_finish (G_FILE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND)) {
    g_task_return_new_error_literal (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                                     N_ ("The file is not there any more"));
    return;
  }
  if (bytes == NULL || !g_seekable_seek (G_SEEKABLE (bytes), 0, G_SEEK_END, NULL, &error)) {
    g_task_return_error (task, g_steal_pointer (&error));
    return;
  }

  sending->size = g_seekable_tell (G_SEEKABLE (bytes));
  if (sending->max_size > 0 && sending->size > sending->max_size) {
    g_task_return_error (task, read_number (SOUP_STATUS_REQUEST_ENTITY_TOO_LARGE));
    return;
  }

  g_seekable_seek (G_SEEKABLE (bytes), 0, G_SEEK_SET, NULL, NULL);
  soup_message_set_request_body (sending->message, type != NULL ? type : "application/octet-stream",
                                 G_INPUT_STREAM (bytes), sending->size);
  chat_file_set_progress (sending->file, 0);
  chat_file_set_state (sending->file, CHAT_FILE_TRANSFERRING);
  chat_transfer_ask_async (sending->http, sending->message, cancellable, send_did_ask,
                           g_steal_pointer (&task));
}

void
chat_transfer_send_async (SoupSession *http,
                          SoupMessage *message,
                          ChatFile *file,
                          const char *path,
                          gint64 max_size,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr (GFile) copy = g_file_new_for_path (path);
  Sending *sending = g_new0 (Sending, 1);

  sending->http = g_object_ref (http);
  sending->message = g_object_ref (message);
  sending->file = g_object_ref (file);
  sending->max_size = max_size;
  g_signal_connect (message, "wrote-body-data", G_CALLBACK (wrote_body_data_cb), sending);
  g_signal_connect (message, "restarted", G_CALLBACK (restarted_cb), sending);

  g_task_set_source_tag (task, chat_transfer_send_async);
  g_task_set_task_data (task, sending, (GDestroyNotify) sending_free);
  g_file_read_async (copy, G_PRIORITY_DEFAULT, cancellable, send_did_open, task);
}

char *
chat_transfer_send_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- back --------------------------------------------------------------------- */

typedef struct {
  SoupMessage *message;
  ChatFile *file;
  GFile *place;      /* where it belongs */
  GFile *unfinished; /* where it comes together; there from create_async on */
  GInputStream *body;
  GOutputStream *output;
  GBytes *piece; /* that is being written */
  gint64 done;
} Fetching;

static void
fetching_free (Fetching *fetching)
{
  g_clear_object (&fetching->output);
  if (fetching->unfinished != NULL)
    g_unlink (g_file_peek_path (fetching->unfinished));
  g_clear_object (&fetching->unfinished);
  g_clear_object (&fetching->body);
  g_clear_pointer (&fetching->piece, g_bytes_unref);
  g_object_unref (fetching->place);
  g_object_unref (fetching->message);
  g_object_unref (fetching->file);
  g_free (fetching);
}

static void
return_other_file (GTask *task)
{
  g_task_return_new_error_literal (task, CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_REFUSED,
                                   N_ ("The server sent something else"));
}

static void
fetch_did_close (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetching *fetching = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, &error)) {
    g_task_return_error (task, error);
  } else if (g_rename (g_file_peek_path (fetching->unfinished),
                       g_file_peek_path (fetching->place)) != 0) {
    g_task_return_new_error (task, G_IO_ERROR, (int) g_io_error_from_errno (errno), "%s",
                             g_strerror (errno));
  } else {
    g_clear_object (&fetching->unfinished);
    g_task_return_boolean (task, TRUE);
  }
}

static void read_piece (GTask *task);

static void
fetch_did_write (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetching *fetching = g_task_get_task_data (task);
  gint64 size = chat_file_get_size (fetching->file);
  GError *error = NULL;

  if (!g_output_stream_write_all_finish (G_OUTPUT_STREAM (source), result, NULL, &error)) {
    g_task_return_error (task, error);
    return;
  }

  chat_file_set_progress (fetching->file, (double) fetching->done / (double) MAX (size, 1));
  read_piece (g_steal_pointer (&task));
}

static void
fetch_did_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetching *fetching = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  gint64 size = chat_file_get_size (fetching->file);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes)
    piece = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  gsize length = piece != NULL ? g_bytes_get_size (piece) : 0;

  if (piece == NULL) {
    return_silence (task, error);
  } else if (length > 0 && (gint64) length <= size - fetching->done) {
    fetching->done += (gint64) length;
    g_clear_pointer (&fetching->piece, g_bytes_unref);
    fetching->piece = g_steal_pointer (&piece);
    g_output_stream_write_all_async (fetching->output, g_bytes_get_data (fetching->piece, NULL),
                                     length, G_PRIORITY_DEFAULT, cancellable, fetch_did_write,
                                     g_steal_pointer (&task));
  } else if (length > 0) {
    return_other_file (task);
  } else if (fetching->done < size) {
    g_task_return_new_error_literal (task, CHAT_DIALECT_ERROR, CHAT_DIALECT_ERROR_LATER,
                                     N_ ("The file came only in part"));
  } else {
    g_output_stream_close_async (fetching->output, G_PRIORITY_DEFAULT, cancellable, fetch_did_close,
                                 g_steal_pointer (&task));
  }
}

/* Takes @task. */
static void
read_piece (GTask *task)
{
  Fetching *fetching = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (fetching->body, PIECE, G_PRIORITY_DEFAULT,
                                   g_task_get_cancellable (task), fetch_did_read, task);
}

static void
fetch_did_create (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetching *fetching = g_task_get_task_data (task);
  GError *error = NULL;
  GFileOutputStream *output = g_file_create_finish (G_FILE (source), result, &error);

  if (output == NULL) {
    g_task_return_error (task, error);
    return;
  }

  fetching->unfinished = g_object_ref (G_FILE (source));
  fetching->output = G_OUTPUT_STREAM (output);
  chat_file_set_progress (fetching->file, 0);
  chat_file_set_state (fetching->file, CHAT_FILE_TRANSFERRING);
  read_piece (g_steal_pointer (&task));
}

/* What is not harmless in a browser comes as bytes, whatever it is. */
static gboolean
is_expected (Fetching *fetching)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (fetching->message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);
  const char *expected = chat_file_get_content_type (fetching->file);

  if (soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
      soup_message_headers_get_content_length (headers) != chat_file_get_size (fetching->file))
    return FALSE;

  return type == NULL || expected == NULL || g_str_equal (type, "application/octet-stream") ||
         g_ascii_strcasecmp (type, expected) == 0;
}

static void
fetch_did_ask (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetching *fetching = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *name = g_strconcat (CHAT_TRANSFER_UNFINISHED, uuid, NULL);
  g_autoptr (GFile) folder = g_file_get_parent (fetching->place);
  g_autoptr (GFile) unfinished = NULL;
  GError *error = NULL;

  fetching->body = chat_transfer_ask_finish (result, &error);
  if (fetching->body == NULL) {
    g_task_return_error (task, error);
    return;
  }
  if (!is_expected (fetching)) {
    return_other_file (task);
    return;
  }

  unfinished = g_file_get_child (folder, name);
  g_file_create_async (unfinished, G_FILE_CREATE_PRIVATE, G_PRIORITY_DEFAULT, cancellable,
                       fetch_did_create, g_steal_pointer (&task));
}

void
chat_transfer_fetch_async (SoupSession *http,
                           SoupMessage *message,
                           ChatFile *file,
                           const char *path,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Fetching *fetching = g_new0 (Fetching, 1);

  fetching->message = g_object_ref (message);
  fetching->file = g_object_ref (file);
  fetching->place = g_file_new_for_path (path);

  g_task_set_source_tag (task, chat_transfer_fetch_async);
  g_task_set_task_data (task, fetching, (GDestroyNotify) fetching_free);
  chat_transfer_ask_async (http, message, cancellable, fetch_did_ask, task);
}

gboolean
chat_transfer_fetch_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
