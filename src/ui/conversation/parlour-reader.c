/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Somebody whom a message concerns, and how far it has got with them.
 */
#include "parlour-reader.h"

struct _ParlourReader {
  GObject parent_instance;

  ChatUser *user;
  ChatMessageStatus status;
};

typedef enum {
  PROP_USER = 1,
  PROP_STATUS,
} ParlourReaderProperty;

static GParamSpec *properties[PROP_STATUS + 1];

G_DEFINE_FINAL_TYPE (ParlourReader, parlour_reader, G_TYPE_OBJECT)

static void
parlour_reader_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ParlourReader *self = PARLOUR_READER (object);

  switch ((ParlourReaderProperty) property_id) {
  case PROP_USER:
    g_value_set_object (value, self->user);
    break;
  case PROP_STATUS:
    g_value_set_enum (value, self->status);
    break;
  }
}

static void
parlour_reader_set_property (GObject *object,
                             guint property_id,
                             const GValue *value,
                             GParamSpec *pspec)
{
  ParlourReader *self = PARLOUR_READER (object);

  switch ((ParlourReaderProperty) property_id) {
  case PROP_USER:
    self->user = g_value_dup_object (value);
    break;
  case PROP_STATUS:
    parlour_reader_set_status (self, g_value_get_enum (value));
    break;
  }
}

static void
parlour_reader_dispose (GObject *object)
{
  g_clear_object (&PARLOUR_READER (object)->user);

  G_OBJECT_CLASS (parlour_reader_parent_class)->dispose (object);
}

static void
parlour_reader_class_init (ParlourReaderClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = parlour_reader_get_property;
  object_class->set_property = parlour_reader_set_property;
  object_class->dispose = parlour_reader_dispose;

  properties[PROP_USER] =
    g_param_spec_object ("user", NULL, NULL, CHAT_TYPE_USER,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  properties[PROP_STATUS] =
    g_param_spec_enum ("status", NULL, NULL, CHAT_TYPE_MESSAGE_STATUS, CHAT_MESSAGE_STATUS_PENDING,
                       G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
parlour_reader_init (ParlourReader *self)
{
}

ParlourReader *
parlour_reader_new (ChatUser *user, ChatMessageStatus status)
{
  return g_object_new (PARLOUR_TYPE_READER, "user", user, "status", status, NULL);
}

ChatUser *
parlour_reader_get_user (ParlourReader *self)
{
  g_return_val_if_fail (PARLOUR_IS_READER (self), NULL);

  return self->user;
}

ChatMessageStatus
parlour_reader_get_status (ParlourReader *self)
{
  g_return_val_if_fail (PARLOUR_IS_READER (self), CHAT_MESSAGE_STATUS_SENT);

  return self->status;
}

/**
 * parlour_reader_set_status:
 * @self: a reader
 * @status: how far the message has got
 *
 * Returns: whether that is news
 */
gboolean
parlour_reader_set_status (ParlourReader *self, ChatMessageStatus status)
{
  g_return_val_if_fail (PARLOUR_IS_READER (self), FALSE);

  if (self->status == status)
    return FALSE;

  self->status = status;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);

  return TRUE;
}
