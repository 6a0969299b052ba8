/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Every event with arguments that are missing, of the wrong type, huge, negative, or somebody
 * else's: it is done or refused, and the database is whole.
 */
#include "house.h"

#define N_ROUNDS 100

static const char *const NAMES[] = {
  "id",      "room",   "user",  "text",   "reply",     "files",       "kind",   "name",    "topic",
  "members", "role",   "muted", "pinned", "delivered", "seen",        "since",  "limit",   "before",
  "after",   "around", "query", "emoji",  "on",        "displayName", "avatar", "session",
};

/* %r a room that one is in, %p one that one is not, %m a message, %s one that one may not read, %u
 * a person, %i an id that is new. */
static const char *const VALUES[] = {
  "null",
  "true",
  "false",
  "0",
  "1",
  "-1",
  "1.5",
  "1e3",
  "2147483647",
  "4294967296",
  "9223372036854775807",
  "-9223372036854775808",
  "1e300",
  "-1e300",
  "''",
  "'x'",
  "'text'",
  "'public'",
  "'private'",
  "'owner'",
  "'member'",
  "'\xf0\x9f\x91\x8d'",
  "'\xe2\x80\xae\xe2\x80\x8b'",
  "'<b>&amp;</b> @bob @ @@ -- * : ('",
  "'\\u0001\\n\\t'",
  "'%l'",
  "'%r'",
  "'%p'",
  "'%m'",
  "'%s'",
  "'%u'",
  "'%i'",
  "[]",
  "['%u','%u']",
  "['%i',1,null]",
  "[[[[]]]]",
  "{}",
  "{'room':'%r'}",
};

typedef struct {
  House house;
  GRand *random;
  char *room;
  char *private_room;
  char *message;
  char *secret;
  char *long_text;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  House *house = &fixture->house;

  house_set_up (house, NULL);
  house_add_person (house, "ada");
  house_add_person (house, "bob");
  house_add_person (house, "eve");
  fixture->room = house_make_room (house, "eve", "public", "bob");
  fixture->private_room = house_make_room (house, "ada", "private", NULL);
  fixture->message = house_send (house, "eve", fixture->room, "Hello");
  fixture->secret = house_send (house, "ada", fixture->private_room, "Sesame");
  fixture->long_text = g_strnfill (100000, 'x');
  fixture->random = g_rand_new_with_seed (7);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->room);
  g_free (fixture->private_room);
  g_free (fixture->message);
  g_free (fixture->secret);
  g_free (fixture->long_text);
  g_rand_free (fixture->random);
  house_tear_down (&fixture->house, NULL);
}

static char *
make_arguments (Fixture *fixture)
{
  g_autofree char *id = g_uuid_string_random ();
  GString *text = g_string_new ("{");

  for (guint i = 0; i < G_N_ELEMENTS (NAMES); i++) {
    guint value = (guint) g_rand_int_range (fixture->random, 0, G_N_ELEMENTS (VALUES));

    if (g_rand_boolean (fixture->random))
      g_string_append_printf (text, "%s'%s':%s", text->len > 1 ? "," : "", NAMES[i], VALUES[value]);
  }
  g_string_append_c (text, '}');
  g_string_replace (text, "%r", fixture->room, 0);
  g_string_replace (text, "%p", fixture->private_room, 0);
  g_string_replace (text, "%m", fixture->message, 0);
  g_string_replace (text, "%s", fixture->secret, 0);
  g_string_replace (text, "%u", house_get_caller (&fixture->house, "bob")->user, 0);
  g_string_replace (text, "%i", id, 0);
  g_string_replace (text, "%l", fixture->long_text, 0);

  return g_string_free (text, FALSE);
}

/* What an outsider says may come back; what was said in the private room does not. */
static void
look_for_secrets (ServerOutcome *outcome)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), outcome->answer);
  g_autofree char *text = json_to_string (node, FALSE);

  g_assert_null (strstr (text, "Sesame"));
}

static void
test_nonsense_is_done_or_refused (Fixture *fixture, gconstpointer data)
{
  for (const ServerEvent *event = server_events_get_all (); event->name != NULL; event++) {
    if (g_str_equal (event->name, "signout"))
      continue;
    for (guint i = 0; i < N_ROUNDS; i++) {
      g_autofree char *arguments = make_arguments (fixture);
      g_autoptr (ServerOutcome)
        outcome = house_try (&fixture->house, "eve", event->name, "%s", arguments);

      if (outcome != NULL)
        look_for_secrets (outcome);
    }
  }
}

/* Each argument alone, of every kind. */
static void
test_one_argument_is_done_or_refused (Fixture *fixture, gconstpointer data)
{
  for (const ServerEvent *event = server_events_get_all (); event->name != NULL; event++) {
    g_autoptr (ServerOutcome) nothing = house_try (&fixture->house, "bob", event->name, "{}");

    for (guint i = 0; i < G_N_ELEMENTS (NAMES) * G_N_ELEMENTS (VALUES); i++) {
      g_autoptr (ServerOutcome)
        outcome = house_try (&fixture->house, "bob", event->name, "{'%s':%s}",
                             NAMES[i / G_N_ELEMENTS (VALUES)], VALUES[i % G_N_ELEMENTS (VALUES)]);
    }
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/server/events/nonsense-is-done-or-refused", Fixture, NULL, set_up,
              test_nonsense_is_done_or_refused, tear_down);
  g_test_add ("/server/events/one-argument-is-done-or-refused", Fixture, NULL, set_up,
              test_one_argument_is_done_or_refused, tear_down);

  return g_test_run ();
}
