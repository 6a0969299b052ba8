/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file of a message, here or only on the server.
 *
 *   REMOTE <-> WAITING -> TRANSFERRING -> HERE
 *                 ^             |
 *                 +-- FAILED <--+
 *
 * One of mine that goes to the server has its bytes (a path) all the time, and an id in the end.
 */
#include "chat-file.h"

#include "chat-property.h"

struct _ChatFile {
  GObject parent_instance;

  char *id;
  char *name;
  char *type;
  gint64 size;
  guint width;
  guint height;
  char *path;
  ChatFileState state;
  double progress;
  char *error;
};

G_DEFINE_FINAL_TYPE (ChatFile, chat_file, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (ChatFileState,
                    chat_file_state,
                    G_DEFINE_ENUM_VALUE (CHAT_FILE_REMOTE, "remote"),
                    G_DEFINE_ENUM_VALUE (CHAT_FILE_WAITING, "waiting"),
                    G_DEFINE_ENUM_VALUE (CHAT_FILE_TRANSFERRING, "transferring"),
                    G_DEFINE_ENUM_VALUE (CHAT_FILE_HERE, "here"),
                    G_DEFINE_ENUM_VALUE (CHAT_FILE_FAILED, "failed"))

typedef enum {
  PROP_ID = 1,
  PROP_NAME,
  PROP_TYPE,
  PROP_SIZE,
  PROP_WIDTH,
  PROP_HEIGHT,
  PROP_IS_PICTURE,
  PROP_PATH,
  PROP_STATE,
  PROP_PROGRESS,
  PROP_ERROR,
} ChatFileProperty;

static GParamSpec *properties[PROP_ERROR + 1];

/* Where the values are kept, but for the one that follows from others. */
static const gsize FIELDS[] = {
  [PROP_ID] = G_STRUCT_OFFSET (ChatFile, id),
  [PROP_NAME] = G_STRUCT_OFFSET (ChatFile, name),
  [PROP_TYPE] = G_STRUCT_OFFSET (ChatFile, type),
  [PROP_SIZE] = G_STRUCT_OFFSET (ChatFile, size),
  [PROP_WIDTH] = G_STRUCT_OFFSET (ChatFile, width),
  [PROP_HEIGHT] = G_STRUCT_OFFSET (ChatFile, height),
  [PROP_PATH] = G_STRUCT_OFFSET (ChatFile, path),
  [PROP_STATE] = G_STRUCT_OFFSET (ChatFile, state),
  [PROP_PROGRESS] = G_STRUCT_OFFSET (ChatFile, progress),
  [PROP_ERROR] = G_STRUCT_OFFSET (ChatFile, error),
};

static void
change_state (ChatFile *self, ChatFileState state, const char *error)
{
  /* Whoever hears of the state wants to find the reason in place. */
  g_object_freeze_notify (G_OBJECT (self));
  chat_property_set_text (self, properties[PROP_ERROR], &self->error, error);
  if (self->state != state) {
    self->state = state;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
chat_file_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ChatFile *self = CHAT_FILE (object);

  if (property_id == PROP_IS_PICTURE)
    g_value_set_boolean (value, chat_file_get_is_picture (self));
  else
    chat_property_get (object, FIELDS[property_id], value);
}

static void
chat_file_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  ChatFile *self = CHAT_FILE (object);

  switch ((ChatFileProperty) property_id) {
  case PROP_ID:
    chat_file_set_id (self, g_value_get_string (value));
    break;
  case PROP_NAME:
    self->name = g_value_dup_string (value);
    break;
  case PROP_TYPE:
    self->type = g_value_dup_string (value);
    break;
  case PROP_SIZE:
    self->size = g_value_get_int64 (value);
    break;
  case PROP_WIDTH:
    self->width = g_value_get_uint (value);
    break;
  case PROP_HEIGHT:
    self->height = g_value_get_uint (value);
    break;
  case PROP_PATH:
    chat_file_set_path (self, g_value_get_string (value));
    break;
  case PROP_STATE:
    chat_file_set_state (self, g_value_get_enum (value));
    break;
  case PROP_PROGRESS:
    chat_file_set_progress (self, g_value_get_double (value));
    break;
  case PROP_IS_PICTURE:
  case PROP_ERROR:
    g_assert_not_reached ();
  }
}

static void
chat_file_finalize (GObject *object)
{
  ChatFile *self = CHAT_FILE (object);

  g_free (self->id);
  g_free (self->name);
  g_free (self->type);
  g_free (self->path);
  g_free (self->error);

  G_OBJECT_CLASS (chat_file_parent_class)->finalize (object);
}

static void
chat_file_class_init (ChatFileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags fixed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GParamFlags shown = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GParamFlags told = shown | G_PARAM_WRITABLE;

  object_class->get_property = chat_file_get_property;
  object_class->set_property = chat_file_set_property;
  object_class->finalize = chat_file_finalize;

  properties[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, told);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, fixed);
  properties[PROP_TYPE] = g_param_spec_string ("type", NULL, NULL, NULL, fixed);
  properties[PROP_SIZE] = g_param_spec_int64 ("size", NULL, NULL, 0, G_MAXINT64, 0, fixed);
  properties[PROP_WIDTH] = g_param_spec_uint ("width", NULL, NULL, 0, G_MAXUINT, 0, fixed);
  properties[PROP_HEIGHT] = g_param_spec_uint ("height", NULL, NULL, 0, G_MAXUINT, 0, fixed);
  properties[PROP_IS_PICTURE] = g_param_spec_boolean ("is-picture", NULL, NULL, FALSE, shown);
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, told);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, CHAT_TYPE_FILE_STATE, CHAT_FILE_REMOTE, told);
  properties[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0, 1, 0, told);
  properties[PROP_ERROR] = g_param_spec_string ("error", NULL, NULL, NULL, shown);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
chat_file_init (ChatFile *self)
{
}

/**
 * chat_file_new:
 * @id: what the server calls it
 * @name: its name
 * @type: its MIME type
 * @size: in bytes
 * @width: of a picture, else 0
 * @height: of a picture, else 0
 *
 * Makes a file that the server has.
 */
ChatFile *
chat_file_new (const char *id,
               const char *name,
               const char *type,
               gint64 size,
               guint width,
               guint height)
{
  g_return_val_if_fail (id != NULL, NULL);

  return g_object_new (CHAT_TYPE_FILE, "id", id, "name", name, "type", type, "size", size, "width",
                       width, "height", height, NULL);
}

/**
 * chat_file_new_local:
 * @path: where its bytes are
 * @name: its name
 * @type: its MIME type
 * @size: in bytes
 *
 * Makes a file that the server does not have yet.
 */
ChatFile *
chat_file_new_local (const char *path, const char *name, const char *type, gint64 size)
{
  g_return_val_if_fail (path != NULL, NULL);

  return g_object_new (CHAT_TYPE_FILE, "name", name, "type", type, "size", size, "path", path,
                       "state", CHAT_FILE_HERE, NULL);
}

/**
 * chat_file_get_id:
 * @self: a file
 *
 * Returns: (nullable): what the server calls it
 */
const char *
chat_file_get_id (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), NULL);

  return self->id;
}

void
chat_file_set_id (ChatFile *self, const char *id)
{
  g_return_if_fail (CHAT_IS_FILE (self));

  chat_property_set_text (self, properties[PROP_ID], &self->id, id);
}

const char *
chat_file_get_name (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), NULL);

  return self->name;
}

/**
 * chat_file_get_content_type:
 * @self: a file
 *
 * Returns: (nullable): its MIME type
 */
const char *
chat_file_get_content_type (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), NULL);

  return self->type;
}

gint64
chat_file_get_size (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), 0);

  return self->size;
}

guint
chat_file_get_width (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), 0);

  return self->width;
}

guint
chat_file_get_height (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), 0);

  return self->height;
}

/**
 * chat_file_get_is_picture:
 * @self: a file
 *
 * Whether it can be shown where it stands.  What is written in a language that can do more than
 * paint, such as SVG, is not.
 */
gboolean
chat_file_get_is_picture (ChatFile *self)
{
  static const char *const TYPES[] = { "image/png", "image/jpeg", "image/gif", "image/webp", NULL };

  g_return_val_if_fail (CHAT_IS_FILE (self), FALSE);

  return self->type != NULL && g_strv_contains (TYPES, self->type);
}

/**
 * chat_file_get_path:
 * @self: a file
 *
 * Returns: (nullable) (type filename): where its bytes are on this computer
 */
const char *
chat_file_get_path (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), NULL);

  return self->path;
}

void
chat_file_set_path (ChatFile *self, const char *path)
{
  g_return_if_fail (CHAT_IS_FILE (self));

  chat_property_set_text (self, properties[PROP_PATH], &self->path, path);
}

ChatFileState
chat_file_get_state (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), CHAT_FILE_REMOTE);

  return self->state;
}

/**
 * chat_file_set_state:
 * @self: a file
 * @state: how it is with it now
 *
 * The error of an earlier attempt is forgotten.
 */
void
chat_file_set_state (ChatFile *self, ChatFileState state)
{
  g_return_if_fail (CHAT_IS_FILE (self));

  change_state (self, state, NULL);
}

double
chat_file_get_progress (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), 0);

  return self->progress;
}

void
chat_file_set_progress (ChatFile *self, double progress)
{
  g_return_if_fail (CHAT_IS_FILE (self));

  progress = CLAMP (progress, 0, 1);
  if (self->progress == progress)
    return;

  self->progress = progress;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROGRESS]);
}

/**
 * chat_file_get_error:
 * @self: a file
 *
 * Returns: (nullable): why it failed, in words for people
 */
const char *
chat_file_get_error (ChatFile *self)
{
  g_return_val_if_fail (CHAT_IS_FILE (self), NULL);

  return self->error;
}

/**
 * chat_file_fail:
 * @self: a file
 * @reason: why, in words for people
 *
 * It could not come or go.
 */
void
chat_file_fail (ChatFile *self, const char *reason)
{
  g_return_if_fail (CHAT_IS_FILE (self));

  change_state (self, CHAT_FILE_FAILED, reason);
}
