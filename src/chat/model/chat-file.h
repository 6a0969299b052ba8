/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ChatFileState:
 * @CHAT_FILE_REMOTE: the server has it, and it is not here
 * @CHAT_FILE_WAITING: its turn to come or go has not come
 * @CHAT_FILE_TRANSFERRING: it comes or goes now; see [property@Chat.File:progress]
 * @CHAT_FILE_HERE: its bytes are here; see [property@Chat.File:path]
 * @CHAT_FILE_FAILED: it could not come or go; see [property@Chat.File:error]
 */
typedef enum {
  CHAT_FILE_REMOTE,
  CHAT_FILE_WAITING,
  CHAT_FILE_TRANSFERRING,
  CHAT_FILE_HERE,
  CHAT_FILE_FAILED,
} ChatFileState;

#define CHAT_TYPE_FILE_STATE (chat_file_state_get_type ())
GType chat_file_state_get_type (void);

/*
 * A file of a message.
 * Properties: id (nullable until the server has it); name, type (MIME), size, width, height (0 of
 * what is no picture), is-picture, all construct-only or read-only; path (nullable: where its bytes
 * are here), state, progress (0 to 1), error (nullable).
 */
#define CHAT_TYPE_FILE (chat_file_get_type ())
G_DECLARE_FINAL_TYPE (ChatFile, chat_file, CHAT, FILE, GObject)

ChatFile *chat_file_new (const char *id,
                         const char *name,
                         const char *type,
                         gint64 size,
                         guint width,
                         guint height);
ChatFile *chat_file_new_local (const char *path, const char *name, const char *type, gint64 size);

const char *chat_file_get_id (ChatFile *self);
void chat_file_set_id (ChatFile *self, const char *id);
const char *chat_file_get_name (ChatFile *self);
const char *chat_file_get_content_type (ChatFile *self);
gint64 chat_file_get_size (ChatFile *self);
guint chat_file_get_width (ChatFile *self);
guint chat_file_get_height (ChatFile *self);
gboolean chat_file_get_is_picture (ChatFile *self);
const char *chat_file_get_path (ChatFile *self);
void chat_file_set_path (ChatFile *self, const char *path);
ChatFileState chat_file_get_state (ChatFile *self);
void chat_file_set_state (ChatFile *self, ChatFileState state);
double chat_file_get_progress (ChatFile *self);
void chat_file_set_progress (ChatFile *self, double progress);
const char *chat_file_get_error (ChatFile *self);
void chat_file_fail (ChatFile *self, const char *reason);

G_END_DECLS
