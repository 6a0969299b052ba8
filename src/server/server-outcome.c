/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What comes of a request: an answer for the one who asked, and what others hear of it.  It is made
 * on the database's thread, carried out on the main one after the commit: nobody hears of what
 * could still be lost.
 */
#include "server-outcome.h"

static void
effect_free (gpointer data)
{
  ServerEffect *effect = data;

  g_free (effect->channel);
  g_free (effect->user);
  g_free (effect->session);
  g_free (effect->event);
  g_clear_pointer (&effect->payload, json_object_unref);
  g_free (effect);
}

ServerOutcome *
server_outcome_new (void)
{
  ServerOutcome *self = g_new0 (ServerOutcome, 1);

  self->answer = json_object_new ();
  self->effects = g_ptr_array_new_with_free_func (effect_free);

  return self;
}

void
server_outcome_free (ServerOutcome *self)
{
  json_object_unref (self->answer);
  g_ptr_array_unref (self->effects);
  g_free (self);
}

static ServerEffect *
add (ServerOutcome *self, ServerEffectKind kind)
{
  ServerEffect *effect = g_new0 (ServerEffect, 1);

  effect->kind = kind;
  g_ptr_array_add (self->effects, effect);

  return effect;
}

void
server_outcome_tell (ServerOutcome *self,
                     const char *channel,
                     const char *id,
                     const char *event,
                     JsonObject *payload)
{
  ServerEffect *effect = add (self, SERVER_EFFECT_TELL);

  effect->channel = g_strconcat (channel, ":", id, NULL);
  effect->event = g_strdup (event);
  effect->payload = payload;
}

void
server_outcome_enter (ServerOutcome *self, const char *user, const char *room)
{
  ServerEffect *effect = add (self, SERVER_EFFECT_ENTER);

  effect->user = g_strdup (user);
  effect->channel = g_strconcat ("room:", room, NULL);
}

void
server_outcome_leave (ServerOutcome *self, const char *user, const char *room)
{
  ServerEffect *effect = add (self, SERVER_EFFECT_LEAVE);

  effect->user = g_strdup (user);
  effect->channel = g_strconcat ("room:", room, NULL);
}

void
server_outcome_end_session (ServerOutcome *self, const char *session)
{
  add (self, SERVER_EFFECT_END_SESSION)->session = g_strdup (session);
}
