/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * bench-service-data FILE small
 * bench-service-data FILE large
 * bench-service-data words RANK...
 *
 * Prints words that are in the texts, by how frequent they are, or makes a database of
 * parlour-server for the benchmark:
 *
 *   small  50 people in 10 rooms of 20, each of them in four; nothing was said
 *   large  1,000 people in 200 rooms, and a million messages: 100,000 in the first room, where all
 *          are, the others anywhere.  Person 0 is in all rooms, the others are in 20.
 *
 * Tokens are stored twice, as parlour-server hashes them (BLAKE2b) and as others can (SHA-256).
 */
#include "bench-ids.h"
#include "bench-texts.h"
#include "db-migrations.h"
#include "db-statement.h"
#include "server-house.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT (1770000000000)
#define N_MESSAGES 1000000
#define IN_FIRST_ROOM 10 /* of a hundred */
#define PER_TRANSACTION 1000

static const char PEOPLE[] =
  "INSERT INTO user (number, id, name, name_key, display_name, kind, last_seen, created_at, rev) "
  "VALUES (?1, ?2, ?3, ?3, ?3, 'person', ?4, ?4, 1)";
static const char SESSION[] = "INSERT INTO session (id, user, token_hash, created_at, used_at) "
                              "VALUES (?1, ?2, ?3, ?4, ?4)";
static const char ROOM[] =
  "INSERT INTO room (number, id, kind, name, topic, created_by, created_at, last_at, rev) "
  "VALUES (?1, ?2, 'private', ?3, '', 1, ?4, ?4, 1)";
static const char MEMBER[] =
  "INSERT OR IGNORE INTO member (room, user, role, joined_at, from_seq, delivered, seen, rev, "
  "added_rev) VALUES (?1, ?2, 'member', ?3, 1, 0, 0, 1, 1)";
static const char MESSAGE[] = "INSERT INTO message (id, room, seq, user, at, kind, text, rev) "
                              "VALUES (?1, ?2, ?3, ?4, ?5, 'text', ?6, ?7)";

static void
stop_at (GError *error)
{
  if (error != NULL)
    g_error ("%s", error->message);
}

static void
run (DbConnection *db, const char *sql, const char *types, ...)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (DbStatement) statement = db_statement_new (db, sql, &error);
  va_list values;

  stop_at (error);
  va_start (values, types);
  db_statement_bind_values (statement, types, values);
  va_end (values);
  db_statement_run (statement, &error);
  stop_at (error);
}

static void
execute (DbConnection *db, const char *sql)
{
  g_autoptr (GError) error = NULL;

  db_connection_execute (db, sql, &error);
  stop_at (error);
}

static void
add_person (DbConnection *db, guint person)
{
  g_autofree char *id = g_strdup_printf (BENCH_USER_ID, person);
  g_autofree char *name = g_strdup_printf ("person%u", person);
  g_autofree char *token = g_strdup_printf (BENCH_TOKEN, person);
  guint8 hashes[2][32];

  run (db, PEOPLE, "issi", (gint64) person + 1, id, name, NOW);
  crypto_generichash (hashes[0], sizeof hashes[0], (guint8 *) token, strlen (token), NULL, 0);
  crypto_hash_sha256 (hashes[1], (guint8 *) token, strlen (token));
  for (guint i = 0; i < 2; i++) {
    g_autofree char *session = g_strdup_printf (BENCH_SESSION_ID, i, person);
    g_autoptr (GBytes) hash = g_bytes_new (hashes[i], sizeof hashes[i]);

    run (db, SESSION, "sibi", session, (gint64) person + 1, hash, NOW);
  }
}

static void
add_room (DbConnection *db, guint room)
{
  g_autofree char *id = g_strdup_printf (BENCH_ROOM_ID, room);
  g_autofree char *name = g_strdup_printf ("Room %u", room);

  run (db, ROOM, "issi", (gint64) room + 1, id, name, NOW);
}

static void
add_member (DbConnection *db, guint room, guint person)
{
  run (db, MEMBER, "iii", (gint64) room + 1, (gint64) person + 1, NOW);
}

/* --- who is where ------------------------------------------------------------- */

static void
make_small (DbConnection *db)
{
  for (guint i = 0; i < 50; i++)
    add_person (db, i);
  for (guint room = 0; room < 10; room++) {
    add_room (db, room);
    for (guint i = 0; i < 20; i++)
      add_member (db, room, (room * 5 + i) % 50);
  }
}

/* Person i is in the first room, and in 19 others: 10 apart, from the i-th on. */
#define N_OTHERS 199
#define N_PEOPLE 1000
#define IN_OTHERS 19

static guint
get_room (guint person, guint which)
{
  return 1 + (person + which * 10) % N_OTHERS;
}

static guint
pick_member (BenchTexts *texts, guint room)
{
  guint which = bench_texts_random (texts, IN_OTHERS);
  guint person = (room - 1 + N_OTHERS - which * 10 % N_OTHERS) % N_OTHERS;

  person += N_OTHERS * bench_texts_random (texts, N_PEOPLE / N_OTHERS);

  return person;
}

static void
say_something (DbConnection *db, BenchTexts *texts, guint message, guint n_rooms, gint64 *seqs)
{
  gboolean first = bench_texts_random (texts, 100) < IN_FIRST_ROOM;
  guint room = first ? 0 : 1 + bench_texts_random (texts, n_rooms - 1);
  g_autofree char *id = g_strdup_printf (BENCH_MESSAGE_ID, message);
  g_autofree char *text = bench_texts_next (texts);
  guint author = first ? bench_texts_random (texts, N_PEOPLE) : pick_member (texts, room);

  run (db, MESSAGE, "siiiisi", id, (gint64) room + 1, ++seqs[room], (gint64) author + 1,
       NOW + message * G_GINT64_CONSTANT (1000), text, (gint64) message + 2);
}

static void
make_large (DbConnection *db)
{
  g_autoptr (BenchTexts) texts = bench_texts_new (1);
  gint64 seqs[200] = { 0 };

  for (guint i = 0; i < N_PEOPLE; i++)
    add_person (db, i);
  for (guint room = 0; room < 200; room++) {
    add_room (db, room);
    add_member (db, room, 0);
  }
  for (guint i = 1; i < N_PEOPLE; i++) {
    add_member (db, 0, i);
    for (guint which = 0; which < IN_OTHERS; which++)
      add_member (db, get_room (i, which), i);
  }
  for (guint i = 0; i < N_MESSAGES; i++) {
    if (i % PER_TRANSACTION == PER_TRANSACTION - 1) {
      execute (db, "COMMIT");
      execute (db, "BEGIN");
    }
    say_something (db, texts, i, G_N_ELEMENTS (seqs), seqs);
  }
  for (guint room = 0; room < G_N_ELEMENTS (seqs); room++)
    run (db, "UPDATE room SET last_seq = ?1, last_at = ?3 WHERE number = ?2", "iii", seqs[room],
         (gint64) room + 1, NOW + N_MESSAGES * G_GINT64_CONSTANT (1000));
}

static void
make (const char *path, const char *size)
{
  g_autoptr (DbConnection) db = NULL;
  g_autoptr (GError) error = NULL;

  db = db_connection_open (path, DB_DURABILITY_NORMAL, &error);
  stop_at (error);
  execute (db, "PRAGMA synchronous = OFF");
  execute (db, "PRAGMA cache_size = -100000");
  db_migrations_apply (db, SERVER_HOUSE_SCHEMA, &error);
  stop_at (error);
  server_house_found (db, NOW, &error);
  stop_at (error);

  execute (db, "BEGIN");
  if (g_str_equal (size, "large"))
    make_large (db);
  else
    make_small (db);
  execute (db, "UPDATE room SET n_members = (SELECT count (*) FROM member WHERE room = number)");
  execute (db, "UPDATE member SET seen = (SELECT last_seq FROM room WHERE number = room), "
               "delivered = (SELECT last_seq FROM room WHERE number = room)");
  execute (db, "UPDATE server SET revision = 1 + (SELECT count (*) FROM message)");
  execute (db, "COMMIT");
  execute (db, "PRAGMA wal_checkpoint (TRUNCATE)");
}

int
main (int argc, char *argv[])
{
  if (argc > 2 && g_str_equal (argv[1], "words")) {
    for (int i = 2; i < argc; i++) {
      g_autofree char *word = bench_texts_make_word ((guint) strtoul (argv[i], NULL, 10));

      g_print ("%s\n", word);
    }
  } else if (argc == 3 && sodium_init () >= 0) {
    make (argv[1], argv[2]);
  } else {
    g_error ("Usage: bench-service-data FILE small|large | words RANK...");
  }

  return 0;
}
