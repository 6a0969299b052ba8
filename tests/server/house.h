/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "server-error.h"
#include "server-events.h"

G_BEGIN_DECLS

/* A database in memory with people in it, and what they ask for. */
typedef struct {
  DbConnection *db;
  ServerLimits limits;
  gint64 now;
  GHashTable *callers; /* name -> ServerCaller */
} House;

void house_set_up (House *self, gconstpointer data);
void house_tear_down (House *self, gconstpointer data);

/* The same with ada, bob and eve, and a private room of ada's that bob is in. */
typedef struct {
  House house;
  char *room;
} HouseWithRoom;

void house_with_room_set_up (HouseWithRoom *self, gconstpointer data);
void house_with_room_tear_down (HouseWithRoom *self, gconstpointer data);

/* Registers somebody. */
const char *house_add_person (House *self, const char *name);
const ServerCaller *house_get_caller (House *self, const char *name);

/* Lets @name ask; @format gives the arguments as JSON with ' for ".  house_try gives
 * NULL if it is refused by the server itself, not by its database; of the others the last fails the
 * test if it is not, the rest if it is. */
ServerOutcome *house_ask (House *self, const char *name, const char *event, const char *format, ...)
  G_GNUC_PRINTF (4, 5);
ServerOutcome *house_try (House *self, const char *name, const char *event, const char *format, ...)
  G_GNUC_PRINTF (4, 5);
void house_do (House *self, const char *name, const char *event, const char *format, ...)
  G_GNUC_PRINTF (4, 5);
void house_be_refused (House *self,
                       const char *name,
                       const char *event,
                       ServerError code,
                       const char *format,
                       ...) G_GNUC_PRINTF (5, 6);

/* A room by its owner, with @others (may be NULL) in it; gives its id. */
char *house_make_room (House *self, const char *owner, const char *kind, const char *others);

/* Sends; gives the id. */
char *house_send (House *self, const char *name, const char *room, const char *text);

/* What @path (as in "message.text" or "messages.0.seq") of a JSON object is, as text. */
char *house_look (JsonObject *json, const char *path);

/* How many effects there are that tell @channel of @event; @channel NULL is any. */
guint house_count_told (ServerOutcome *outcome, const char *channel, const char *event);

#define house_assert(json, path, text)                                                             \
  G_STMT_START                                                                                     \
  {                                                                                                \
    g_autofree char *found_ = house_look (json, path);                                             \
    g_assert_cmpstr (found_, ==, text);                                                            \
  }                                                                                                \
  G_STMT_END

G_END_DECLS
