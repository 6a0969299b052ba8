/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A question that is answered once.  The one who asks gives a function that
 * hears the answer; the one who is asked gets this object, and may keep it as
 * long as it takes.  Nobody waits for ever: the last reference that goes away
 * unanswered says no.
 *
 *   ASKED --pass, refuse, dropped--> ANSWERED
 *     |
 *     +------------forget----------> FORGOTTEN
 */
#include "engine-io-next.h"

typedef enum {
  STATE_ASKED,
  STATE_ANSWERED,
  STATE_FORGOTTEN,
} State;

struct _EngineIoNext {
  GObject parent_instance;

  State state;
  EngineIoNextFunc func;
  gpointer user_data;
};

G_DEFINE_FINAL_TYPE (EngineIoNext, engine_io_next, G_TYPE_OBJECT)

static void
answer (EngineIoNext *self, gboolean passed, const char *message, JsonNode *data)
{
  if (self->state != STATE_ASKED)
    return;

  self->state = STATE_ANSWERED;
  self->func (passed, message, data, self->user_data);
}

static void
engine_io_next_dispose (GObject *object)
{
  answer (ENGINE_IO_NEXT (object), FALSE, NULL, NULL);

  G_OBJECT_CLASS (engine_io_next_parent_class)->dispose (object);
}

static void
engine_io_next_class_init (EngineIoNextClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = engine_io_next_dispose;
}

static void
engine_io_next_init (EngineIoNext *self)
{
  /* One that was not made by engine_io_next_new () has nobody to tell. */
  self->state = STATE_FORGOTTEN;
}

/**
 * engine_io_next_pass:
 * @self: a question
 *
 * Says that it may go on.  A question takes one answer.
 */
void
engine_io_next_pass (EngineIoNext *self)
{
  g_return_if_fail (ENGINE_IO_IS_NEXT (self));
  g_return_if_fail (self->state != STATE_ANSWERED);

  g_object_ref (self);
  answer (self, TRUE, NULL, NULL);
  g_object_unref (self);
}

/**
 * engine_io_next_refuse:
 * @self: a question
 * @message: (nullable): why not, for the client; %NULL for the usual words
 * @data: (nullable) (transfer none): more about why not, where the protocol has room for it
 *
 * Says that it may not go on.  A question takes one answer.
 */
void
engine_io_next_refuse (EngineIoNext *self, const char *message, JsonNode *data)
{
  g_return_if_fail (ENGINE_IO_IS_NEXT (self));
  g_return_if_fail (self->state != STATE_ANSWERED);

  g_object_ref (self);
  answer (self, FALSE, message, data);
  g_object_unref (self);
}

/**
 * engine_io_next_new: (skip)
 * @func: hears the answer
 * @user_data: for @func
 *
 * Returns: (transfer full): a question
 */
EngineIoNext *
engine_io_next_new (EngineIoNextFunc func, gpointer user_data)
{
  EngineIoNext *self = NULL;

  g_return_val_if_fail (func != NULL, NULL);

  self = g_object_new (ENGINE_IO_TYPE_NEXT, NULL);
  self->state = STATE_ASKED;
  self->func = func;
  self->user_data = user_data;

  return self;
}

/**
 * engine_io_next_forget: (skip)
 * @self: a question
 *
 * From now on nobody wants to hear the answer.
 */
void
engine_io_next_forget (EngineIoNext *self)
{
  g_return_if_fail (ENGINE_IO_IS_NEXT (self));

  if (self->state == STATE_ASKED)
    self->state = STATE_FORGOTTEN;
}
