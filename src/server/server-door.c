/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where devices come in: with a token, a password, as somebody new or as a guest.  Who is who is
 * the database's; here it is seen to it that nobody guesses, and that nobody makes accounts without
 * end:
 *
 *   too many of one address? -- guessing, from there or at that name? -- ask the database -- in
 *        |                          |                                       |
 *        +--------------------------+------------ refused ------------------+
 */
#include "server-door.h"

#include "server-arguments.h"
#include "server-error.h"
#include "server-log.h"
#include "server-names.h"
#include "server-throttle.h"

#define MAX_NAME 128 /* that is tried */
#define MINUTE_MS (G_GINT64_CONSTANT (60) * 1000)
#define HOUR_MS (60 * 60 * 1000)

struct _ServerDoor {
  GObject parent_instance;

  ServerStore *store;
  ServerDoorFunc entered;
  ServerGuard *addresses;    /* that guess */
  ServerGuard *names;        /* that are guessed at, from wherever */
  ServerBuckets *enrolments; /* by address */
  guint64 n_refused;
};

G_DEFINE_FINAL_TYPE (ServerDoor, server_door, G_TYPE_OBJECT)

static gint64
now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

typedef struct {
  GObject *owner;
  ServerDoor *door;
  SocketIoSocket *socket;
  EngineIoNext *next;
  char *address; /* that tries, if it may be guessing; else NULL */
  char *name;    /* that it tries; or NULL */
} Guest;

static void
guest_free (Guest *guest)
{
  g_object_unref (guest->owner);
  g_object_unref (guest->door);
  g_object_unref (guest->socket);
  g_object_unref (guest->next);
  g_free (guest->address);
  g_free (guest->name);
  g_free (guest);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Guest, guest_free)

/* Who comes by the socket beside the data has no address, and shares that with nobody else. */
static const char *
get_address (SocketIoSocket *socket)
{
  const char *address = socket_io_handshake_get_address (socket_io_socket_get_handshake (socket));

  return address != NULL ? address : "local";
}

static void
log_entry (Guest *self, JsonObject *answer)
{
  JsonObject *me = json_object_get_object_member (answer, "me");

  server_log ("sign-in", "user", json_object_get_string_member (me, "id"), "name",
              json_object_get_string_member (me, "name"), "session",
              json_object_get_string_member (answer, "session"), "address",
              get_address (self->socket), NULL);
}

/* In the words of the protocol; `data` has the code. */
static void
refuse (Guest *guest, const GError *error)
{
  ServerDoor *self = guest->door;
  g_autoptr (JsonNode)
    data = json_node_init_object (json_node_alloc (), server_error_to_json (error));
  JsonObject *json = json_node_get_object (data);

  json_object_unref (json);
  if (g_error_matches (error, SERVER_ERROR, SERVER_ERROR_PROTOCOL)) {
    JsonArray *supported = json_array_new ();

    json_array_add_int_element (supported, SERVER_PROTOCOL);
    json_object_set_array_member (json, "supported", supported);
  }
  self->n_refused++;
  server_log ("refused", "code", json_object_get_string_member (json, "code"), "address",
              get_address (guest->socket), "error",
              error->domain != SERVER_ERROR ? error->message : NULL, NULL);
  engine_io_next_refuse (guest->next, json_object_get_string_member (json, "message"), data);
}

/* Nobody guesses a token.  Whoever has one comes in also where others guess: they may share an
 * address with them. */
static void
read_guess (Guest *self, JsonObject *auth)
{
  const char *name = NULL;
  gboolean enrol = FALSE;

  if (json_object_has_member (auth, "token"))
    return;
  server_arguments_get_boolean (auth, "register", FALSE, &enrol, NULL);
  if (json_object_has_member (auth, enrol ? "invite" : "password"))
    self->address = server_guard_make_address_key (get_address (self->socket));
  if (self->address != NULL && !enrol &&
      server_arguments_get_text (auth, "name", TRUE, MAX_NAME, &name, NULL))
    self->name = server_names_make_key (name);
}

/* Who makes accounts, to be somebody or to fill the server, makes many; a guest's is one, too. */
static gboolean
may_enrol (Guest *self, JsonObject *auth, gint64 *retry_after_ms)
{
  guint n_in_hour = server_store_get_limits (self->door->store)->registrations;
  g_autofree char *address = server_guard_make_address_key (get_address (self->socket));
  gboolean enrol = FALSE;
  gboolean guest = FALSE;

  server_arguments_get_boolean (auth, "register", FALSE, &enrol, NULL);
  server_arguments_get_boolean (auth, "guest", FALSE, &guest, NULL);
  if (n_in_hour == 0 || json_object_has_member (auth, "token") || !(enrol || guest))
    return TRUE;

  return server_buckets_take (self->door->enrolments, address, n_in_hour, HOUR_MS, now_ms (),
                              retry_after_ms);
}

static gboolean
may_guess (Guest *self, gint64 *retry_after_ms)
{
  ServerDoor *door = self->door;

  if (self->address == NULL)
    return TRUE;
  if (!server_guard_begin (door->addresses, self->address, now_ms (), retry_after_ms))
    return FALSE;
  if (self->name == NULL || server_guard_begin (door->names, self->name, now_ms (), retry_after_ms))
    return TRUE;

  server_guard_end (door->addresses, self->address, FALSE, now_ms ());
  return FALSE;
}

static void
note_guess (Guest *self, const GError *error)
{
  gboolean wrong = g_error_matches (error, SERVER_ERROR, SERVER_ERROR_BAD_CREDENTIALS) ||
                   g_error_matches (error, SERVER_ERROR, SERVER_ERROR_INVITE_REQUIRED);

  if (self->address != NULL)
    server_guard_end (self->door->addresses, self->address, wrong, now_ms ());
  if (self->name != NULL)
    server_guard_end (self->door->names, self->name, wrong, now_ms ());
}

static void
guest_did_come (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Guest) guest = user_data;
  ServerDoor *self = guest->door;
  g_autoptr (GError) error = NULL;
  g_autoptr (ServerOutcome) outcome = server_store_finish (self->store, result, &error);

  note_guess (guest, error);
  if (outcome == NULL) {
    refuse (guest, error);
    return;
  }

  log_entry (guest, outcome->answer);
  self->entered (guest->socket, outcome, guest->owner);
  engine_io_next_pass (guest->next);
}

/* What the server has of this door; it may outlive the owner by a moment. */
typedef struct {
  GWeakRef owner;
  ServerDoor *door;
} Gate;

static void
gate_free (gpointer data)
{
  Gate *gate = data;

  g_weak_ref_clear (&gate->owner);
  g_object_unref (gate->door);
  g_free (gate);
}

static void
admit_cb (SocketIoSocket *socket, EngineIoNext *next, gpointer data)
{
  Gate *gate = data;
  ServerDoor *self = gate->door;
  g_autoptr (GObject) owner = g_weak_ref_get (&gate->owner);
  JsonObject *said = socket_io_handshake_get_auth (socket_io_socket_get_handshake (socket));
  g_autoptr (JsonObject) auth = said != NULL ? json_object_ref (said) : json_object_new ();
  g_autoptr (Guest) guest = NULL;
  g_autoptr (GError) error = NULL;
  gint64 retry_after_ms = 0;

  if (owner == NULL) {
    engine_io_next_refuse (next, "The server is closing", NULL);
    return;
  }

  guest = g_new0 (Guest, 1);
  guest->owner = g_steal_pointer (&owner);
  guest->door = g_object_ref (self);
  guest->socket = g_object_ref (socket);
  guest->next = g_object_ref (next);
  read_guess (guest, auth);
  if (may_enrol (guest, auth, &retry_after_ms) && may_guess (guest, &retry_after_ms)) {
    server_store_admit_async (self->store, auth, guest_did_come, g_steal_pointer (&guest));
  } else {
    server_error_set_throttled (&error, retry_after_ms);
    refuse (guest, error);
  }
}

/* --- the object ---------------------------------------------------------------------------- */

static void
server_door_finalize (GObject *object)
{
  ServerDoor *self = SERVER_DOOR (object);

  g_object_unref (self->store);
  server_guard_free (self->addresses);
  server_guard_free (self->names);
  server_buckets_free (self->enrolments);

  G_OBJECT_CLASS (server_door_parent_class)->finalize (object);
}

static void
server_door_class_init (ServerDoorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = server_door_finalize;
}

static void
server_door_init (ServerDoor *self)
{
  self->enrolments = server_buckets_new ();
}

ServerDoor *
server_door_new (SocketIoServer *io, ServerStore *store, ServerDoorFunc entered, GObject *owner)
{
  ServerDoor *self = g_object_new (SERVER_TYPE_DOOR, NULL);
  Gate *gate = g_new0 (Gate, 1);
  guint n_free = server_store_get_limits (store)->sign_ins;

  self->store = g_object_ref (store);
  self->entered = entered;
  self->addresses = server_guard_new (n_free, MINUTE_MS, 60 * MINUTE_MS);
  self->names = server_guard_new (4 * n_free, 5 * MINUTE_MS, 5 * MINUTE_MS);
  g_weak_ref_init (&gate->owner, owner);
  gate->door = g_object_ref (self);
  socket_io_server_use (io, admit_cb, gate, gate_free);

  return self;
}

guint64
server_door_get_n_refused (ServerDoor *self)
{
  return self->n_refused;
}
