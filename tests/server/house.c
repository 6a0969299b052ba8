/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "house.h"

#include "db-migrations.h"
#include "server-accounts.h"
#include "server-house.h"

static void
caller_free (gpointer data)
{
  ServerCaller *caller = data;

  g_free (caller->user);
  g_free (caller->session);
  g_free (caller);
}

void
house_set_up (House *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->db = db_connection_open (":memory:", DB_DURABILITY_NORMAL, &error);
  g_assert_no_error (error);
  db_migrations_apply (self->db, SERVER_HOUSE_SCHEMA, &error);
  g_assert_no_error (error);
  server_house_found (self->db, 1, &error);
  g_assert_no_error (error);
  server_limits_init (&self->limits);
  self->now = 1000;
  self->callers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, caller_free);
}

void
house_tear_down (House *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  db_connection_check (self->db, &error);
  g_assert_no_error (error);
  g_hash_table_unref (self->callers);
  db_connection_free (self->db);
}

static ServerRequest
make_request (House *self, const ServerCaller *caller, JsonObject *arguments)
{
  return (ServerRequest) {
    .db = self->db,
    .caller = caller,
    .limits = &self->limits,
    .arguments = arguments,
    .now = ++self->now,
    .outcome = server_outcome_new (),
  };
}

const char *
house_add_person (House *self, const char *name)
{
  ServerRequest request = make_request (self, NULL, NULL);
  g_autoptr (ServerOutcome) outcome = request.outcome;
  ServerCredentials credentials = { .name = name, .password = "correct horse", .enrol = TRUE };
  ServerPolicy policy = { .admission = SERVER_ADMISSION_OPEN };
  g_autoptr (GError) error = NULL;
  ServerCaller *caller = g_new0 (ServerCaller, 1);
  JsonObject *me = NULL;

  server_accounts_sign_up (&request, &credentials, &policy, "a hash", &error);
  g_assert_no_error (error);
  me = json_object_get_object_member (outcome->answer, "me");
  caller->number = json_object_get_int_member (outcome->answer, "number");
  caller->user = g_strdup (json_object_get_string_member (me, "id"));
  caller->session = g_strdup (json_object_get_string_member (outcome->answer, "session"));
  g_hash_table_replace (self->callers, g_strdup (name), caller);

  return caller->user;
}

const ServerCaller *
house_get_caller (House *self, const char *name)
{
  const ServerCaller *caller = g_hash_table_lookup (self->callers, name);

  g_assert_nonnull (caller);
  return caller;
}

/* As the worker does it: what fails is taken back. */
static ServerOutcome *
try_to (House *self,
        const char *name,
        const char *event,
        const char *format,
        va_list values,
        GError **error)
{
  g_autofree char *text = g_strdup_vprintf (format, values);
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (ServerOutcome) outcome = NULL;
  const ServerEvent *found = server_events_find (event);
  ServerRequest request;
  gboolean done = FALSE;

  node = json_from_string (g_strdelimit (text, "'", '"'), NULL);
  g_assert_nonnull (node);
  g_assert_nonnull (found);
  request = make_request (self, house_get_caller (self, name), json_node_get_object (node));
  outcome = request.outcome;
  g_assert_true (db_connection_begin (self->db, NULL));
  done = found->handle (&request, error);
  if (done)
    g_assert_true (db_connection_commit (self->db, NULL));
  else
    db_connection_roll_back (self->db);

  return done ? g_steal_pointer (&outcome) : NULL;
}

ServerOutcome *
house_ask (House *self, const char *name, const char *event, const char *format, ...)
{
  g_autoptr (GError) error = NULL;
  ServerOutcome *outcome = NULL;
  va_list values;

  va_start (values, format);
  outcome = try_to (self, name, event, format, values, &error);
  va_end (values);
  g_assert_no_error (error);
  g_assert_nonnull (outcome);

  return outcome;
}

ServerOutcome *
house_try (House *self, const char *name, const char *event, const char *format, ...)
{
  g_autoptr (GError) error = NULL;
  ServerOutcome *outcome = NULL;
  va_list values;

  va_start (values, format);
  outcome = try_to (self, name, event, format, values, &error);
  va_end (values);
  if (outcome == NULL)
    g_assert_true (error->domain == SERVER_ERROR);

  return outcome;
}

void
house_do (House *self, const char *name, const char *event, const char *format, ...)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ServerOutcome) outcome = NULL;
  va_list values;

  va_start (values, format);
  outcome = try_to (self, name, event, format, values, &error);
  va_end (values);
  g_assert_no_error (error);
}

void
house_be_refused (House *self,
                  const char *name,
                  const char *event,
                  ServerError code,
                  const char *format,
                  ...)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ServerOutcome) outcome = NULL;
  va_list values;

  va_start (values, format);
  outcome = try_to (self, name, event, format, values, &error);
  va_end (values);
  g_assert_error (error, SERVER_ERROR, (int) code);
  g_assert_null (outcome);
}

char *
house_make_room (House *self, const char *owner, const char *kind, const char *others)
{
  g_auto (GStrv) names = g_strsplit (others != NULL ? others : "", " ", -1);
  g_autoptr (GString) ids = g_string_new ("");
  g_autoptr (ServerOutcome) outcome = NULL;

  for (guint i = 0; names[i] != NULL && *names[i] != '\0'; i++)
    g_string_append_printf (ids, "%s'%s'", i > 0 ? "," : "",
                            house_get_caller (self, names[i])->user);
  outcome = house_ask (self, owner, "room:create", "{'name':'Room','kind':'%s','members':[%s]}",
                       kind, ids->str);

  return house_look (outcome->answer, "room.id");
}

void
house_with_room_set_up (HouseWithRoom *self, gconstpointer data)
{
  house_set_up (&self->house, NULL);
  house_add_person (&self->house, "ada");
  house_add_person (&self->house, "bob");
  house_add_person (&self->house, "eve");
  self->room = house_make_room (&self->house, "ada", "private", "bob");
}

void
house_with_room_tear_down (HouseWithRoom *self, gconstpointer data)
{
  g_free (self->room);
  house_tear_down (&self->house, NULL);
}

char *
house_send (House *self, const char *name, const char *room, const char *text)
{
  char *id = g_uuid_string_random ();
  g_autoptr (ServerOutcome) outcome =
    house_ask (self, name, "message:send", "{'id':'%s','room':'%s','text':'%s'}", id, room, text);

  house_assert (outcome->answer, "message.id", id);
  return id;
}

char *
house_look (JsonObject *json, const char *path)
{
  g_auto (GStrv) steps = g_strsplit (path, ".", -1);
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), json);
  g_autofree char *text = NULL;
  JsonNode *at = node;

  for (guint i = 0; steps[i] != NULL && at != NULL; i++) {
    if (JSON_NODE_HOLDS_ARRAY (at)) {
      JsonArray *array = json_node_get_array (at);
      guint64 index = g_ascii_strtoull (steps[i], NULL, 10);

      if (g_str_equal (steps[i], "length"))
        return g_strdup_printf ("%u", json_array_get_length (array));
      at = index < json_array_get_length (array) ? json_array_get_element (array, (guint) index)
                                                 : NULL;
    } else {
      at = JSON_NODE_HOLDS_OBJECT (at)
             ? json_object_get_member (json_node_get_object (at), steps[i])
             : NULL;
    }
  }
  if (at == NULL)
    return NULL;
  if (JSON_NODE_HOLDS_VALUE (at) && json_node_get_value_type (at) == G_TYPE_STRING)
    return json_node_dup_string (at);

  return json_to_string (at, FALSE);
}

guint
house_count_told (ServerOutcome *outcome, const char *channel, const char *event)
{
  guint n = 0;

  for (guint i = 0; i < outcome->effects->len; i++) {
    ServerEffect *effect = outcome->effects->pdata[i];

    n += effect->kind == SERVER_EFFECT_TELL && g_str_equal (effect->event, event) &&
         (channel == NULL || g_str_equal (effect->channel, channel));
  }

  return n;
}
