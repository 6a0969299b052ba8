/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What reading and writing a chat message costs: our reader beside JsonParser and beside the
 * same tree built by hand, which is the least that JsonNodes can cost; our writer
 * beside JsonGenerator.  CPU time, the best of several rounds.
 */
#include "socket-io-json.h"

#include <string.h>
#include <time.h>

#define N_ROUNDS 7
#define N_TIMES 50000

static const char message[] =
  "[\"message\",{\"id\":\"0a3c5e7f-1b2d-4f6a-8c9e-0d1f2a3b4c5d\",\"room\":\"general\","
  "\"user\":\"amara\",\"at\":1790000000000,\"text\":\"the new build is up\"}]";

static double
cpu_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);

  return (double) now.tv_sec * 1e6 + (double) now.tv_nsec / 1e3;
}

static void
read_ours (JsonNode *node)
{
  g_autoptr (JsonNode) read = socket_io_json_parse (message, sizeof message - 1, NULL);

  g_assert_nonnull (read);
}

static void
read_parser (JsonNode *node)
{
  g_autoptr (JsonParser) parser = json_parser_new ();

  json_parser_set_strict (parser, TRUE);
  g_assert_true (json_parser_load_from_data (parser, message, sizeof message - 1, NULL));
}

static void
read_nothing (JsonNode *node)
{
  g_autoptr (JsonNode) built = json_node_new (JSON_NODE_ARRAY);
  JsonArray *array = json_array_new ();
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", "0a3c5e7f-1b2d-4f6a-8c9e-0d1f2a3b4c5d");
  json_object_set_string_member (object, "room", "general");
  json_object_set_string_member (object, "user", "amara");
  json_object_set_int_member (object, "at", G_GINT64_CONSTANT (1790000000000));
  json_object_set_string_member (object, "text", "the new build is up");
  json_array_add_string_element (array, "message");
  json_array_add_object_element (array, object);
  json_node_take_array (built, array);
}

static void
write_ours (JsonNode *node)
{
  g_autofree char *text = socket_io_json_to_string (node, NULL);

  g_assert_nonnull (text);
}

static void
write_generator (JsonNode *node)
{
  g_autofree char *text = json_to_string (node, FALSE);

  g_assert_nonnull (text);
}

/* Microseconds for one call. */
static double
measure (void (*work) (JsonNode *node), JsonNode *node)
{
  double best = G_MAXDOUBLE;

  for (guint round = 0; round < N_ROUNDS; round++) {
    double start = cpu_time ();

    for (guint i = 0; i < N_TIMES; i++)
      work (node);
    best = MIN (best, (cpu_time () - start) / N_TIMES);
  }

  return best;
}

int
main (void)
{
  g_autoptr (JsonNode) node = socket_io_json_parse (message, sizeof message - 1, NULL);
  double ours = measure (read_ours, node);
  double parser = measure (read_parser, node);
  double built = measure (read_nothing, node);
  double writer = measure (write_ours, node);
  double generator = measure (write_generator, node);

  g_print ("a chat message of %zu bytes, microseconds of CPU:\n", strlen (message));
  g_print ("  read   ours %.2f   JsonParser %.2f (ours is %.2f of it)   by hand %.2f (%.2f)\n",
           ours, parser, ours / parser, built, ours / built);
  g_print ("  write  ours %.2f   JsonGenerator %.2f (ours is %.2f of it)\n", writer, generator,
           writer / generator);

  return 0;
}
