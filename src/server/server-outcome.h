/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What follows from a request once it is on the disk. */
typedef enum {
  SERVER_EFFECT_TELL,        /* @event with @payload to everybody in @channel */
  SERVER_EFFECT_ENTER,       /* the devices of @user enter @channel */
  SERVER_EFFECT_LEAVE,       /* the devices of @user leave @channel */
  SERVER_EFFECT_END_SESSION, /* the device with the session @session is signed out */
} ServerEffectKind;

typedef struct {
  ServerEffectKind kind;
  char *channel; /* a Socket.IO room: "user:ID" or "room:ID" */
  char *user;
  char *session;
  char *event;
  JsonObject *payload;
} ServerEffect;

/* The answer to a request, and its effects in order. */
typedef struct {
  JsonObject *answer;
  GPtrArray *effects;
  gint64 revision; /* the last that it has taken; 0 if none */
} ServerOutcome;

ServerOutcome *server_outcome_new (void);
void server_outcome_free (ServerOutcome *self);

/* Takes @payload. */
void server_outcome_tell (ServerOutcome *self,
                          const char *channel,
                          const char *id,
                          const char *event,
                          JsonObject *payload);
void server_outcome_enter (ServerOutcome *self, const char *user, const char *room);
void server_outcome_leave (ServerOutcome *self, const char *user, const char *room);
void server_outcome_end_session (ServerOutcome *self, const char *session);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServerOutcome, server_outcome_free)

G_END_DECLS
