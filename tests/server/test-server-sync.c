/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Histories made at random, and clients that follow them in every way the protocol has: by pages of
 * any size, from any point on, or by hearing what is told.  In the end each knows exactly what one
 * knows who comes now and asks for everything.
 */
#include "house.h"

#define N_ROUNDS 15
#define N_STEPS 120

static const char *const NAMES[] = { "ada", "bob", "dan", "eve" };

/* What a client knows; each table is key -> JsonObject. */
typedef struct {
  House *house;
  const char *name;
  GHashTable *users;
  GHashTable *rooms;
  GHashTable *members; /* "ROOM USER" */
  GHashTable *messages;
  GHashTable *entered; /* channels, of one that hears */
  gint64 cursor;
} Client;

/* --- a client ------------------------------------------------------------------------- */

static GHashTable *
make_table (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                (GDestroyNotify) json_object_unref);
}

static Client *
client_new (House *house, const char *name)
{
  Client *self = g_new0 (Client, 1);

  self->house = house;
  self->name = name;
  self->users = make_table ();
  self->rooms = make_table ();
  self->members = make_table ();
  self->messages = make_table ();
  self->entered = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

static void
client_free (Client *self)
{
  g_hash_table_unref (self->users);
  g_hash_table_unref (self->rooms);
  g_hash_table_unref (self->members);
  g_hash_table_unref (self->messages);
  g_hash_table_unref (self->entered);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Client, client_free)

static const char *
get (JsonObject *json, const char *name)
{
  return json_object_get_string_member (json, name);
}

static JsonObject *
copy (JsonObject *json)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), json);
  g_autofree char *text = json_to_string (node, FALSE);
  g_autoptr (JsonNode) again = json_from_string (text, NULL);

  return json_node_dup_object (again);
}

/* What is older than what is known already is no news. */
static void
put (GHashTable *table, const char *key, JsonObject *json)
{
  JsonObject *known = g_hash_table_lookup (table, key);

  if (known == NULL ||
      json_object_get_int_member (known, "rev") <= json_object_get_int_member (json, "rev"))
    g_hash_table_replace (table, g_strdup (key), copy (json));
}

static char *
make_member_key (JsonObject *member)
{
  return g_strconcat (get (member, "room"), " ", get (member, "user"), NULL);
}

static void
put_member (Client *self, JsonObject *member)
{
  g_autofree char *key = make_member_key (member);

  put (self->members, key, member);
}

/* What everybody is told of a member does not have what is its own. */
static void
hear_member (Client *self, JsonObject *told)
{
  g_autofree char *key = make_member_key (told);
  JsonObject *known = g_hash_table_lookup (self->members, key);
  g_autoptr (JsonObject) member = copy (told);
  static const char *const OWN[] = { "muted", "pinned" };

  for (guint i = 0; known != NULL && i < G_N_ELEMENTS (OWN); i++) {
    if (json_object_has_member (known, OWN[i]) && !json_object_has_member (member, OWN[i]))
      json_object_set_member (member, OWN[i], json_object_dup_member (known, OWN[i]));
  }
  put (self->members, key, member);
}

static gboolean
is_of_room (gpointer key, gpointer value, gpointer room)
{
  return g_str_equal (get (value, "room"), room);
}

static void
forget_room (Client *self, const char *room)
{
  g_hash_table_remove (self->rooms, room);
  g_hash_table_foreach_remove (self->members, is_of_room, (gpointer) room);
  g_hash_table_foreach_remove (self->messages, is_of_room, (gpointer) room);
}

static void
put_all (GHashTable *table, JsonObject *answer, const char *name)
{
  JsonArray *array = json_object_get_array_member (answer, name);

  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonObject *json = json_array_get_object_element (array, i);

    put (table, get (json, "id"), json);
  }
}

static void
put_members (Client *self, JsonObject *answer)
{
  JsonArray *array = json_object_get_array_member (answer, "members");

  for (guint i = 0; i < json_array_get_length (array); i++)
    put_member (self, json_array_get_object_element (array, i));
}

/* Somebody looks at a room that is new: who is there, and what was said. */
static void
open_room (Client *self, const char *room)
{
  gint64 after = 0;
  guint n = 1;
  g_autoptr (ServerOutcome)
    members = house_ask (self->house, self->name, "room:members", "{'room':'%s'}", room);

  put_members (self, members->answer);
  put_all (self->users, members->answer, "users");
  while (n > 0) {
    g_autoptr (ServerOutcome)
      history = house_ask (self->house, self->name, "message:history",
                           "{'room':'%s','after':%" G_GINT64_FORMAT ",'limit':50}", room, after);

    n = json_array_get_length (json_object_get_array_member (history->answer, "messages"));
    put_all (self->messages, history->answer, "messages");
    put_all (self->users, history->answer, "users");
    after += n;
  }
}

/* Of a room, what follows from its messages and members is not looked at.  One that is not one's
 * own any more when its page is read is not opened. */
static void
put_room (Client *self, JsonObject *told)
{
  static const char *const OTHERS[] = { "me", "lastMessage", "lastSeq" };
  g_autoptr (JsonObject) room = copy (told);
  const char *id = get (room, "id");
  gboolean new_one = !g_hash_table_contains (self->rooms, id);

  for (guint i = 0; i < G_N_ELEMENTS (OTHERS); i++) {
    if (json_object_has_member (room, OTHERS[i]))
      json_object_remove_member (room, OTHERS[i]);
  }
  put (self->rooms, id, room);
  if (new_one)
    open_room (self, id);
}

static void
remove_all (Client *self, JsonArray *removed)
{
  for (guint i = 0; i < json_array_get_length (removed); i++) {
    JsonObject *one = json_array_get_object_element (removed, i);
    g_autofree char *key = g_strconcat (get (one, "room"), " ", get (one, "id"), NULL);

    if (g_str_equal (get (one, "kind"), "room"))
      forget_room (self, get (one, "id"));
    else
      g_hash_table_remove (self->members, key);
  }
}

/* A page: first what has gone, then what is there.  Of rooms that one does not know nothing comes
 * before they do. */
static gboolean
turn_page (Client *self, guint limit)
{
  g_autoptr (ServerOutcome)
    page = house_ask (self->house, self->name, "sync", "{'since':%" G_GINT64_FORMAT ",'limit':%u}",
                      self->cursor, limit);
  JsonObject *answer = page->answer;
  JsonArray *rooms = json_object_get_array_member (answer, "rooms");
  JsonArray *messages = json_object_get_array_member (answer, "messages");

  remove_all (self, json_object_get_array_member (answer, "removed"));
  put_all (self->users, answer, "users");
  for (guint i = 0; i < json_array_get_length (rooms); i++)
    put_room (self, json_array_get_object_element (rooms, i));
  for (guint i = 0; i < json_array_get_length (messages); i++) {
    JsonObject *message = json_array_get_object_element (messages, i);

    g_assert_true (g_hash_table_contains (self->rooms, get (message, "room")));
  }
  put_members (self, answer);
  put_all (self->messages, answer, "messages");
  self->cursor = json_object_get_int_member (answer, "revision");

  return json_object_get_boolean_member (answer, "more");
}

/* --- one that hears ----------------------------------------------------------------------- */

static void
hear_receipt (Client *self, JsonObject *receipt)
{
  g_autofree char *key = make_member_key (receipt);
  JsonObject *known = g_hash_table_lookup (self->members, key);
  static const char *const NUMBERS[] = { "delivered", "seen", "rev" };

  for (guint i = 0; known != NULL && i < G_N_ELEMENTS (NUMBERS); i++)
    json_object_set_int_member (known, NUMBERS[i],
                                json_object_get_int_member (receipt, NUMBERS[i]));
}

/* Who writes has seen what is written, if nothing before it was unread. */
static void
hear_message (Client *self, JsonObject *message)
{
  g_autofree char *key = make_member_key (message);
  JsonObject *sender = g_hash_table_lookup (self->members, key);
  gint64 seq = json_object_get_int_member (message, "seq");
  static const char *const NUMBERS[] = { "delivered", "seen" };

  put (self->messages, get (message, "id"), message);
  if (sender == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (NUMBERS); i++) {
    if (json_object_get_int_member (sender, NUMBERS[i]) == seq - 1)
      json_object_set_int_member (sender, NUMBERS[i], seq);
  }
  json_object_set_int_member (sender, "rev",
                              MAX (json_object_get_int_member (message, "rev"),
                                   json_object_get_int_member (sender, "rev")));
}

static void
hear (Client *self, const char *event, JsonObject *payload)
{
  if (g_str_equal (event, "message")) {
    hear_message (self, payload);
  } else if (g_str_equal (event, "message:changed")) {
    put (self->messages, get (payload, "id"), payload);
  } else if (g_str_equal (event, "room")) {
    put_room (self, payload);
  } else if (g_str_equal (event, "room:removed")) {
    forget_room (self, get (payload, "room"));
  } else if (g_str_equal (event, "member")) {
    hear_member (self, payload);
  } else if (g_str_equal (event, "member:removed")) {
    g_autofree char *key = make_member_key (payload);

    g_hash_table_remove (self->members, key);
  } else if (g_str_equal (event, "user")) {
    put (self->users, get (payload, "id"), payload);
  } else if (g_str_equal (event, "receipt")) {
    hear_receipt (self, payload);
  } else {
    g_assert_not_reached ();
  }
}

static void
hear_all (Client *self, ServerOutcome *outcome)
{
  const char *id = house_get_caller (self->house, self->name)->user;
  g_autofree char *own = g_strconcat ("user:", id, NULL);

  for (guint i = 0; i < outcome->effects->len; i++) {
    ServerEffect *effect = outcome->effects->pdata[i];

    if (effect->kind == SERVER_EFFECT_ENTER && g_str_equal (effect->user, id))
      g_hash_table_add (self->entered, g_strdup (effect->channel));
    else if (effect->kind == SERVER_EFFECT_LEAVE && g_str_equal (effect->user, id))
      g_hash_table_remove (self->entered, effect->channel);
    else if (effect->kind == SERVER_EFFECT_TELL &&
             (g_str_equal (effect->channel, own) ||
              g_hash_table_contains (self->entered, effect->channel)))
      hear (self, effect->event, effect->payload);
  }
}

/* --- comparing -------------------------------------------------------------------------------- */

static char *
describe (JsonObject *json)
{
  g_autoptr (JsonNode) node = json != NULL ? json_node_init_object (json_node_alloc (), json)
                                           : NULL;

  return node != NULL ? json_to_string (node, FALSE) : g_strdup ("nothing");
}

static void
compare (GHashTable *one, GHashTable *other, gboolean all)
{
  GHashTableIter each;
  gpointer key = NULL;
  gpointer value = NULL;

  g_hash_table_iter_init (&each, one);
  while (g_hash_table_iter_next (&each, &key, &value)) {
    JsonObject *found = g_hash_table_lookup (other, key);
    g_autoptr (JsonNode) left = json_node_init_object (json_node_alloc (), value);
    g_autoptr (JsonNode) right = found != NULL ? json_node_init_object (json_node_alloc (), found)
                                               : NULL;

    if (right == NULL || !json_node_equal (left, right)) {
      g_autofree char *expected = describe (value);
      g_autofree char *there = describe (found);

      g_error ("Expected %s, found %s", expected, there);
    }
  }
  if (all)
    g_assert_cmpuint (g_hash_table_size (one), ==, g_hash_table_size (other));
}

static gboolean
is_stranger (gpointer id, gpointer user, gpointer data)
{
  Client *self = data;
  GHashTableIter each;
  gpointer member = NULL;

  g_hash_table_iter_init (&each, self->members);
  while (g_hash_table_iter_next (&each, NULL, &member)) {
    if (g_str_equal (get (member, "user"), id))
      return FALSE;
  }

  return TRUE;
}

/* Of people with whom one shares no room any more one knows what one knew. */
static void
check (Client *self)
{
  g_autoptr (Client) fresh = client_new (self->house, self->name);

  g_assert_false (turn_page (fresh, 1));
  g_hash_table_foreach_remove (fresh->users, is_stranger, fresh);
  compare (fresh->rooms, self->rooms, TRUE);
  compare (fresh->members, self->members, TRUE);
  compare (fresh->messages, self->messages, TRUE);
  compare (fresh->users, self->users, FALSE);
}

/* --- histories -------------------------------------------------------------------------------- */

typedef struct {
  House *house;
  GRand *random;
  GPtrArray *rooms;
  GPtrArray *messages;
} History;

static const char *
pick (History *self, GPtrArray *from)
{
  return from->pdata[g_rand_int_range (self->random, 0, (int) from->len)];
}

static const char *
pick_name (History *self)
{
  return NAMES[g_rand_int_range (self->random, 0, G_N_ELEMENTS (NAMES))];
}

static char *
make_arguments (History *self, const char *format)
{
  g_autoptr (GString) text = g_string_new (format);
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *number = g_strdup_printf ("%d", g_rand_int_range (self->random, 0, 40));

  g_string_replace (text, "%i", id, 0);
  g_string_replace (text, "%n", number, 0);
  g_string_replace (text, "%r", pick (self, self->rooms), 0);
  g_string_replace (text, "%m", pick (self, self->messages), 0);
  g_string_replace (text, "%u", house_get_caller (self->house, pick_name (self))->user, 0);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Anything, by anybody; it may well be refused. */
static ServerOutcome *
take_step (History *self)
{
  static const struct {
    const char *event;
    const char *arguments;
  } STEPS[] = {
    { "message:send", "{'id':'%i','room':'%r','text':'Text %n of @bob'}" },
    { "message:send", "{'id':'%i','room':'%r','text':'Answer %n','reply':'%m'}" },
    { "message:send", "{'id':'%m','room':'%r','text':'Again'}" },
    { "message:edit", "{'id':'%m','text':'Edited %n'}" },
    { "message:delete", "{'id':'%m'}" },
    { "message:react", "{'id':'%m','emoji':'\xf0\x9f\x91\x8d','on':true}" },
    { "message:react", "{'id':'%m','emoji':'\xf0\x9f\x91\x8d','on':false}" },
    { "receipt", "{'room':'%r','seen':%n}" },
    { "receipt", "{'room':'%r','delivered':%n}" },
    { "room:join", "{'room':'%r'}" },
    { "room:leave", "{'room':'%r'}" },
    { "room:invite", "{'room':'%r','user':'%u'}" },
    { "room:remove", "{'room':'%r','user':'%u'}" },
    { "room:role", "{'room':'%r','user':'%u','role':'moderator'}" },
    { "room:role", "{'room':'%r','user':'%u','role':'owner'}" },
    { "room:update", "{'room':'%r','name':'Room %n','topic':'Topic %n'}" },
    { "room:mark", "{'room':'%r','pinned':true,'muted':%n}" },
    { "room:create", "{'name':'Room','kind':'private','members':['%u']}" },
    { "room:create", "{'name':'Room','kind':'public','members':['%u']}" },
    { "room:direct", "{'user':'%u'}" },
    { "user:update", "{'displayName':'Name %n'}" },
  };
  guint index = (guint) g_rand_int_range (self->random, 0, G_N_ELEMENTS (STEPS));
  g_autofree char *arguments = NULL;
  g_autoptr (ServerOutcome) outcome = NULL;
  char *id = NULL;

  /* A few rooms in which much happens. */
  if (g_str_has_prefix (STEPS[index].event, "room:create") && self->rooms->len > 5)
    index = 0;
  arguments = make_arguments (self, STEPS[index].arguments);
  outcome = house_try (self->house, pick_name (self), STEPS[index].event, "%s", arguments);
  if (outcome == NULL)
    return NULL;

  if ((id = house_look (outcome->answer, "room.id")) != NULL)
    g_ptr_array_add (self->rooms, id);
  if ((id = house_look (outcome->answer, "message.id")) != NULL)
    g_ptr_array_add (self->messages, id);

  return g_steal_pointer (&outcome);
}

static void
begin (History *self, House *house, guint seed)
{
  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++)
    house_add_person (house, NAMES[i]);
  self->house = house;
  self->random = g_rand_new_with_seed (seed);
  self->rooms = g_ptr_array_new_with_free_func (g_free);
  self->messages = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->rooms, house_make_room (house, "ada", "private", "bob"));
  g_ptr_array_add (self->rooms, house_make_room (house, "eve", "public", NULL));
  g_ptr_array_add (self->messages, house_send (house, "ada", self->rooms->pdata[0], "First"));
}

static void
end (History *self)
{
  g_rand_free (self->random);
  g_ptr_array_unref (self->rooms);
  g_ptr_array_unref (self->messages);
}

static void
test_pages (History *history)
{
  GRand *random = history->random;
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify) client_free);

  for (guint i = 0; i < N_STEPS; i++) {
    g_autoptr (ServerOutcome) outcome = NULL;

    if (i % 20 == 0) {
      g_ptr_array_add (clients, client_new (history->house, pick_name (history)));
      turn_page (clients->pdata[clients->len - 1], 1);
    }
    outcome = take_step (history);
    if (g_rand_int_range (random, 0, 5) == 0)
      turn_page (clients->pdata[g_rand_int_range (random, 0, (int) clients->len)],
                 (guint) g_rand_int_range (random, 1, 20));
  }
  for (guint i = 0; i < clients->len; i++) {
    while (turn_page (clients->pdata[i], (guint) g_rand_int_range (random, 1, 20)))
      continue;
    check (clients->pdata[i]);
  }
}

static void
test_hearing (History *history)
{
  g_autoptr (GPtrArray) clients = g_ptr_array_new_with_free_func ((GDestroyNotify) client_free);

  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++) {
    Client *client = client_new (history->house, NAMES[i]);
    GHashTableIter each;
    gpointer room = NULL;

    g_ptr_array_add (clients, client);
    turn_page (client, 1);
    g_hash_table_iter_init (&each, client->rooms);
    while (g_hash_table_iter_next (&each, &room, NULL))
      g_hash_table_add (client->entered, g_strconcat ("room:", room, NULL));
  }
  for (guint i = 0; i < N_STEPS; i++) {
    g_autoptr (ServerOutcome) outcome = take_step (history);

    for (guint j = 0; outcome != NULL && j < clients->len; j++)
      hear_all (clients->pdata[j], outcome);
  }
  for (guint i = 0; i < clients->len; i++)
    check (clients->pdata[i]);
}

static void
run (gconstpointer data)
{
  void (*test) (History *) = (void (*) (History *)) data;

  for (guint seed = 1; seed <= N_ROUNDS; seed++) {
    House house = { 0 };
    History history = { 0 };

    g_test_message ("seed %u", seed);
    house_set_up (&house, NULL);
    begin (&history, &house, seed);
    test (&history);
    end (&history);
    house_tear_down (&house, NULL);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/server/sync/pages-of-any-size-give-everything", test_pages, run);
  g_test_add_data_func ("/server/sync/who-hears-everything-knows-everything", test_hearing, run);

  return g_test_run ();
}
