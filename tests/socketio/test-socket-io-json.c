/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The reader and the writer: tables of what is exactly expected, then random
 * documents, which JsonParser and Node.js have to understand as we do.
 */
#include "socket-io-error.h"
#include "socket-io-json.h"

#include <float.h>
#include <gio/gio.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define N_DOCUMENTS 20000

/* What is read, and what it is when written again. */
static const struct {
  const char *text;
  const char *written;
} good[] = {
  { "null", "null" },
  { "true", "true" },
  { "false", "false" },
  { " \t\r\n[ 1 , 2 ] \n", "[1,2]" },
  { "{}", "{}" },
  { "[]", "[]" },
  { "{ \"a\" : { \"b\" : [ ] } }", "{\"a\":{\"b\":[]}}" },
  { "[[],{},[[]]]", "[[],{},[[]]]" },
  { "{\"b\":1,\"a\":2}", "{\"b\":1,\"a\":2}" },
  { "{\"\":0}", "{\"\":0}" },

  /* The last one of a name wins, at the place of the first. */
  { "{\"a\":1,\"b\":2,\"a\":3}", "{\"a\":3,\"b\":2}" },
  { "{\"a\":1,\"a\":\"x\",\"a\":[2],\"a\":{\"a\":4,\"a\":5},\"b\":0}",
    "{\"a\":{\"a\":5},\"b\":0}" },
  { "{\"a\":[],\"a\":null,\"a\":true,\"a\":1.5,\"a\":\"s\"}", "{\"a\":\"s\"}" },
  { "{\"a\":{},\"a\":0,\"a\":[1]}", "{\"a\":[1]}" },

  /* Strings. */
  { "\"\"", "\"\"" },
  { "\"a\\\"b\\\\c\\/d\"", "\"a\\\"b\\\\c/d\"" },
  { "\"\\b\\f\\n\\r\\t\"", "\"\\b\\f\\n\\r\\t\"" },
  { "\"\\u0001\\u001F\\u007f\"", "\"\\u0001\\u001f\x7f\"" },
  { "\"\\u00e9\\u20AC\\ud83d\\ude00\"", "\"é€😀\"" },
  { "\"é€😀\"", "\"é€😀\"" },
  { "\"x\\u00e9é\\n€y\"", "\"xéé\\n€y\"" },
  { "\"\\ud800\"", "\"\xef\xbf\xbd\"" },
  { "\"\\udc00\"", "\"\xef\xbf\xbd\"" },
  { "\"\\ud800\\ud83d\\ude00\"", "\"\xef\xbf\xbd😀\"" },
  { "\"\\ud83d\\n\"", "\"\xef\xbf\xbd\\n\"" },
  { "\"\\ud83dx\"", "\"\xef\xbf\xbdx\"" },
  { "\"\\ude00\\ud83d\"", "\"\xef\xbf\xbd\xef\xbf\xbd\"" },
  { "\"\\ud83d\\u0041\"", "\"\xef\xbf\xbd"
                          "A\"" },
  { "\"\\uFFFE\\uffff\"", "\"\xef\xbf\xbe\xef\xbf\xbf\"" },
  { "{\"\\u0061\\n\":1}", "{\"a\\n\":1}" },

  /* Integers. */
  { "0", "0" },
  { "-0", "0" },
  { "-1", "-1" },
  { "9007199254740993", "9007199254740993" },
  { "999999999999999999", "999999999999999999" },
  { "1000000000000000000", "1000000000000000000" },
  { "9223372036854775807", "9223372036854775807" },
  { "-9223372036854775808", "-9223372036854775808" },
  { "9223372036854775808", "9223372036854776000" },
  { "-9223372036854775809", "-9223372036854776000" },
  { "12345678901234567890", "12345678901234567000" },
  { "18446744073709551616", "18446744073709552000" },
  { "100000000000000000000000", "1e+23" },

  /* What C strings cannot hold. */
  { "\"a\\u0000b\"", "\"a\xef\xbf\xbd"
                     "b\"" },
  { "{\"\\u0000\":1}", "{\"\xef\xbf\xbd\":1}" },

  /* Doubles. */
  { "5.0", "5" },
  { "-0.0", "0" },
  { "1e0", "1" },
  { "0.1", "0.1" },
  { "3.14159", "3.14159" },
  { "1E3", "1000" },
  { "1e+2", "100" },
  { "25e-1", "2.5" },
  { "0e9", "0" },
  { "1e21", "1e+21" },
  { "1e20", "100000000000000000000" },
  { "123456789012345680000.5", "123456789012345680000" },
  { "0.000001", "0.000001" },
  { "0.0000001", "1e-7" },
  { "-1.5e-9", "-1.5e-9" },
  { "5e-324", "5e-324" },
  { "1e-400", "0" },
  { "2.2250738585072014e-308", "2.2250738585072014e-308" },
  { "1.7976931348623157e308", "1.7976931348623157e+308" },
  { "0.30000000000000004", "0.30000000000000004" },
  { "4.35", "4.35" },
  { "1e400", "null" },
  { "-1e400", "null" },
};

static void
test_good (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++) {
    g_autoptr (GError) error = NULL;
    /* Exactly as many bytes, so that the sanitizer sees one read too many. */
    gsize length = strlen (good[i].text);
    g_autofree char *text = g_memdup2 (good[i].text, length);
    g_autoptr (JsonNode) node = socket_io_json_parse (text, length, &error);
    g_autofree char *written = NULL;

    g_assert_no_error (error);
    written = socket_io_json_to_string (node, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (written, ==, good[i].written);
  }
}

#define TEXT(literal) literal, sizeof literal - 1

/* What is refused, where, and why. */
static const struct {
  const char *text;
  gsize length;
  guint position;
  const char *reason;
} bad[] = {
  { TEXT (""), 0, "ends too early" },
  { TEXT (" "), 1, "ends too early" },
  { TEXT ("["), 1, "ends too early" },
  { TEXT ("[1"), 2, "ends too early" },
  { TEXT ("[1,"), 3, "ends too early" },
  { TEXT ("{"), 1, "ends too early" },
  { TEXT ("{\"a"), 3, "ends too early" },
  { TEXT ("{\"a\""), 4, "ends too early" },
  { TEXT ("{\"a\":"), 5, "ends too early" },
  { TEXT ("{\"a\":1"), 6, "ends too early" },
  { TEXT ("\"a\\"), 3, "ends too early" },
  { TEXT ("-"), 1, "ends too early" },
  { TEXT ("1."), 2, "ends too early" },
  { TEXT ("1e"), 2, "ends too early" },
  { TEXT ("1e+"), 3, "ends too early" },
  { TEXT ("[1,]"), 3, "value" },
  { TEXT ("[,1]"), 1, "value" },
  { TEXT ("[1 2]"), 3, "comma" },
  { TEXT ("[1}"), 2, "comma" },
  { TEXT ("{\"a\":1]"), 6, "comma" },
  { TEXT ("{\"a\" 1}"), 5, "colon" },
  { TEXT ("{\"a\",1}"), 4, "colon" },
  { TEXT ("{,}"), 1, "name" },
  { TEXT ("{\"a\":1,}"), 7, "name" },
  { TEXT ("{1:1}"), 1, "name" },
  { TEXT ("{a:1}"), 1, "name" },
  { TEXT ("{\"a\":}"), 5, "value" },
  { TEXT ("[1][2]"), 3, "goes on" },
  { TEXT ("1 x"), 2, "goes on" },
  { TEXT ("{}\0"), 2, "goes on" },
  { TEXT ("[1]\0 "), 3, "goes on" },
  { TEXT ("\0"), 0, "value" },
  { TEXT ("tru"), 0, "value" },
  { TEXT ("nul"), 0, "value" },
  { TEXT ("True"), 0, "value" },
  { TEXT ("truex"), 4, "goes on" },
  { TEXT ("undefined"), 0, "value" },
  { TEXT ("NaN"), 0, "value" },
  { TEXT ("-Infinity"), 1, "digit" },
  { TEXT ("'a'"), 0, "value" },
  { TEXT ("/* */1"), 0, "value" },
  { TEXT ("1//"), 1, "goes on" },
  { TEXT ("var x=[1];"), 0, "value" },
  { TEXT ("01"), 1, "goes on" },
  { TEXT ("[-01]"), 3, "comma" },
  { TEXT ("+1"), 0, "digit" },
  { TEXT (".5"), 0, "digit" },
  { TEXT ("[1.]"), 3, "decimal point" },
  { TEXT ("[1.e5]"), 3, "decimal point" },
  { TEXT ("[1e]"), 3, "exponent" },
  { TEXT ("[1e+]"), 4, "exponent" },
  { TEXT ("[-]"), 2, "digit" },
  { TEXT ("0x10"), 1, "goes on" },
  { TEXT ("1e5.5"), 3, "goes on" },
  { TEXT ("[\"\n\"]"), 2, "control character" },
  { TEXT ("\"a\0b\""), 2, "control character" },
  { TEXT ("\"\x1f\""), 1, "control character" },
  { TEXT ("\"a\\x\""), 3, "escape" },
  { TEXT ("\"\\U0041\""), 2, "escape" },
  { TEXT ("\"\\u12\""), 1, "hexadecimal" },
  { TEXT ("\"\\u00g0\""), 1, "hexadecimal" },
  { TEXT ("\"\\ud83d\\u00zz\""), 7, "hexadecimal" },
  { TEXT ("\"ab\xff\""), 3, "UTF-8" },
  { TEXT ("\"a\\n\xc3\""), 4, "UTF-8" },
  { TEXT ("\"\xc0\x80\""), 1, "UTF-8" },
  { TEXT ("\"\xed\xa0\x80\""), 1, "UTF-8" },
  { TEXT ("\"\xf4\x90\x80\x80\""), 1, "UTF-8" },
  { TEXT ("\"\xc3\\u00e9\""), 1, "UTF-8" },
  { TEXT ("\"\\n\xa9\""), 3, "UTF-8" },
  { TEXT ("\xef\xbb\xbf[]"), 0, "value" },
  { TEXT ("\xc2\xa0[]"), 0, "value" },
  { TEXT ("{\"a\":[1,{\"b\":x}]}"), 13, "value" },
};

static void
test_bad (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *text = g_memdup2 (bad[i].text, bad[i].length);
    g_autofree char *position = g_strdup_printf ("at byte %u: ", bad[i].position);
    g_autofree char *shown = NULL;

    g_assert_null (socket_io_json_parse (text, bad[i].length, &error));
    g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
    shown = g_strescape (bad[i].text, NULL);
    g_test_message ("%s: %s", shown, error->message);
    g_assert_nonnull (strstr (error->message, position));
    g_assert_nonnull (strstr (error->message, bad[i].reason));
  }
}

static void
test_every_prefix (void)
{
  static const char text[] =
    "{\"a\":[1.5e3,-20,true,null,\"x\\u00e9\\n\\ud83d\\ude00é\"],\"b\":{}}";

  for (gsize length = 0; length < sizeof text - 1; length++) {
    g_autoptr (GError) error = NULL;
    g_autofree char *prefix = g_memdup2 (text, length);

    g_assert_null (socket_io_json_parse (prefix, length, &error));
    g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
  }
}

static void
test_no_error_wanted (void)
{
  g_assert_null (socket_io_json_parse (NULL, 0, NULL));
  g_assert_null (socket_io_json_parse ("[", 1, NULL));
}

static char *
nested (guint depth, const char *open, const char *inside, const char *close)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < depth; i++)
    g_string_append (text, open);
  g_string_append (text, inside);
  for (guint i = 0; i < depth; i++)
    g_string_append (text, close);

  return g_string_free_and_steal (g_steal_pointer (&text));
}

static void
test_depth (void)
{
  static const struct {
    const char *open;
    const char *inside;
    const char *close;
  } shapes[] = { { "[", "", "]" }, { "{\"a\":", "1", "}" } };
  static const guint too_deep[] = { SOCKET_IO_JSON_MAX_DEPTH + 1, 100000 };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++) {
    g_autofree char *deep =
      nested (SOCKET_IO_JSON_MAX_DEPTH, shapes[i].open, shapes[i].inside, shapes[i].close);
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = socket_io_json_parse (deep, strlen (deep), &error);
    g_autofree char *written = NULL;

    g_assert_no_error (error);
    written = socket_io_json_to_string (node, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (written, ==, deep);

    for (guint j = 0; j < G_N_ELEMENTS (too_deep); j++) {
      g_autofree char *text =
        nested (too_deep[j], shapes[i].open, shapes[i].inside, shapes[i].close);
      g_autoptr (GError) refusal = NULL;

      g_assert_null (socket_io_json_parse (text, strlen (text), &refusal));
      g_assert_error (refusal, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
      g_assert_nonnull (strstr (refusal->message, "in each other"));
    }
  }
}

/* json-glib itself would need minutes for this: it looks through all names for each repeated one.
 */
static void
test_repeated_names (void)
{
  g_autoptr (GString) text = g_string_new ("{");
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object = NULL;
  const guint n = 100000;

  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < n; i++)
      g_string_append_printf (text, "\"%u\":%u,", i, round);
  g_string_append (text, "\"\":2}");

  node = socket_io_json_parse (text->str, text->len, &error);
  g_assert_no_error (error);
  object = json_node_get_object (node);
  g_assert_cmpuint (json_object_get_size (object), ==, n + 1);
  g_assert_cmpint (json_object_get_int_member (object, "0"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (object, "99999"), ==, 1);
}

static void
test_large (void)
{
  g_autoptr (GString) text = g_string_new ("[\"");
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *written = NULL;

  for (guint i = 0; i < 300000; i++)
    g_string_append (text, "é\\n");
  g_string_append (text, "\"]");
  node = socket_io_json_parse (text->str, text->len, &error);
  g_assert_no_error (error);
  written = socket_io_json_to_string (node, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (written, ==, text->str);
}

static void
test_unwritable (void)
{
  g_autoptr (GString) out = g_string_new ("before");
  g_autoptr (JsonArray) array = json_array_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) same = NULL;
  JsonObject *object = json_object_new ();

  json_array_add_int_element (array, 1);
  json_array_add_string_element (array, "a\xff");
  g_assert_false (socket_io_json_append_array (out, array, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE);
  g_assert_cmpstr (out->str, ==, "before");

  json_object_set_int_member (object, "\xc3", 1);
  json_node_take_object (node, object);
  g_assert_false (socket_io_json_append (out, node, NULL));
  g_assert_cmpstr (out->str, ==, "before");
  g_assert_null (socket_io_json_to_string (node, &same));
  g_assert_error (same, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE);
}

static void
test_bottomless (void)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 5000; i++) {
    JsonObject *object = json_object_new ();

    json_object_set_member (object, "a", g_steal_pointer (&node));
    node = json_node_new (JSON_NODE_OBJECT);
    json_node_take_object (node, object);
  }

  g_assert_null (socket_io_json_to_string (node, &error));
  g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_ENCODE);
}

static void
test_empty_nodes (void)
{
  static const JsonNodeType types[] = { JSON_NODE_OBJECT, JSON_NODE_ARRAY, JSON_NODE_VALUE,
                                        JSON_NODE_NULL };
  g_autoptr (JsonNode) string = json_node_init_string (json_node_alloc (), NULL);
  g_autofree char *written = socket_io_json_to_string (string, NULL);

  g_assert_cmpstr (written, ==, "null");
  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autoptr (JsonNode) node = json_node_new (types[i]);
    g_autofree char *null = socket_io_json_to_string (node, NULL);

    g_assert_cmpstr (null, ==, "null");
  }
}

static void
test_string (void)
{
  g_autoptr (GString) out = g_string_new ("x");

  socket_io_json_append_string (out, "a\"é\x01\xff\x62");
  g_assert_cmpstr (out->str, ==, "x\"a\\\"é\\u0001\xef\xbf\xbd\x62\"");
}

/* Random documents: whatever the grammar allows, in any layout. */

static void
append_space (GString *out, GRand *rand)
{
  static const char spaces[] = " \t\r\n";

  while (g_rand_int_range (rand, 0, 6) == 0)
    g_string_append_c (out, spaces[g_rand_int_range (rand, 0, 4)]);
}

/* @prefix keeps a name from being a number: JavaScript would put such members first. */
static void
append_random_string (GString *out, GRand *rand, const char *prefix)
{
  static const char *const pieces[] = {
    "a",
    "hello",
    " ",
    "é",
    "€",
    "😀",
    "\\n",
    "\\\"",
    "\\\\",
    "\\/",
    "\\u00e9",
    "\\u20ac",
    "\\ud83d\\ude00",
    "\\t",
    "\\b",
    "{",
    "]",
    ",",
    "\\u001f",
    "\x7f",
    "0",
    "\\f",
    "\\r",
    "'",
  };
  int n = g_rand_int_range (rand, 0, 12);

  g_string_append_c (out, '"');
  g_string_append (out, prefix);
  for (int i = 0; i < n; i++)
    g_string_append (out, pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))]);
  g_string_append_c (out, '"');
}

static void
append_random_number (GString *out, GRand *rand)
{
  if (g_rand_boolean (rand))
    g_string_append_c (out, '-');
  g_string_append_printf (out, "%u", g_rand_int (rand) >> g_rand_int_range (rand, 0, 32));
  if (g_rand_int_range (rand, 0, 3) == 0)
    g_string_append_printf (out, ".%u", g_rand_int (rand));
  if (g_rand_int_range (rand, 0, 4) == 0)
    g_string_append_printf (out, "%c%d", g_rand_boolean (rand) ? 'e' : 'E',
                            g_rand_int_range (rand, -30, 30));
}

static void
append_random_value (GString *out, GRand *rand, int depth)
{
  static const char *const words[] = { "true", "false", "null" };
  int kind = g_rand_int_range (rand, 0, depth > 0 ? 7 : 4);
  int n = g_rand_int_range (rand, 0, 6);

  append_space (out, rand);
  if (kind == 0) {
    g_string_append (out, words[g_rand_int_range (rand, 0, 3)]);
  } else if (kind == 1) {
    append_random_number (out, rand);
  } else if (kind < 4) {
    append_random_string (out, rand, "");
  } else {
    gboolean object = kind == 4;

    g_string_append_c (out, object ? '{' : '[');
    for (int i = 0; i < n; i++) {
      append_space (out, rand);
      if (object) {
        append_random_string (out, rand, "k");
        append_space (out, rand);
        g_string_append_c (out, ':');
      }
      append_random_value (out, rand, depth - 1);
      if (i + 1 < n)
        g_string_append_c (out, ',');
    }
    append_space (out, rand);
    g_string_append_c (out, object ? '}' : ']');
  }
  append_space (out, rand);
}

static JsonNode *
parse_with_json_glib (JsonParser *parser, const GString *text)
{
  if (!json_parser_load_from_data (parser, text->str, (gssize) text->len, NULL))
    return NULL;

  return json_parser_get_root (parser);
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20);
  g_autoptr (JsonParser) parser = json_parser_new ();

  json_parser_set_strict (parser, TRUE);
  for (guint i = 0; i < N_DOCUMENTS; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = NULL;
    g_autoptr (JsonNode) again = NULL;
    g_autofree char *written = NULL;
    g_autofree char *rewritten = NULL;
    JsonNode *other = NULL;

    append_random_value (text, rand, 5);
    node = socket_io_json_parse (text->str, text->len, &error);
    g_assert_no_error (error);
    other = parse_with_json_glib (parser, text);
    g_assert_nonnull (other);
    g_assert_true (json_node_equal (node, other));

    written = socket_io_json_to_string (node, &error);
    g_assert_no_error (error);
    again = socket_io_json_parse (written, strlen (written), &error);
    g_assert_no_error (error);
    rewritten = socket_io_json_to_string (again, &error);
    g_assert_no_error (error);
    g_assert_cmpstr (written, ==, rewritten);
  }
}

/* A byte changed here and there: what we accept, JsonParser must accept as the same. */
static void
test_random_damage (void)
{
  static const char bytes[] = "{}[]\",:\\0123.eE+- tfnu/\n\xc3\xa9\x80";
  g_autoptr (GRand) rand = g_rand_new_with_seed (21);
  g_autoptr (JsonParser) parser = json_parser_new ();
  guint n_accepted = 0;

  json_parser_set_strict (parser, TRUE);
  for (guint i = 0; i < N_DOCUMENTS; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = NULL;
    JsonNode *other = NULL;

    append_random_value (text, rand, 3);
    for (int n = g_rand_int_range (rand, 1, 3); n > 0; n--)
      text->str[g_rand_int_range (rand, 0, (gint32) text->len)] =
        bytes[g_rand_int_range (rand, 0, sizeof bytes - 1)];
    node = socket_io_json_parse (text->str, text->len, &error);
    if (node == NULL) {
      g_assert_error (error, SOCKET_IO_ERROR, SOCKET_IO_ERROR_PARSE);
      continue;
    }

    n_accepted++;
    other = parse_with_json_glib (parser, text);
    if (other == NULL) {
      /* The one thing that only we accept: half of a surrogate pair. */
      if (!g_regex_match_simple ("\\\\u[dD][89a-fA-F]", text->str, G_REGEX_RAW, 0))
        g_error ("only we accept %s", text->str);
    } else if (!json_node_equal (node, other) &&
               !g_regex_match_simple ("[0-9]{19}", text->str, G_REGEX_RAW, 0)) {
      /* Beyond 64 bits JsonParser takes the largest integer, and we a double. */
      g_error ("not the same: %s", text->str);
    }
  }
  g_test_message ("%u of %u damaged documents are JSON", n_accepted, N_DOCUMENTS);
  g_assert_cmpuint (n_accepted, >, 100);
}

/* What JavaScript makes of it all: Node.js says how. */

static char *
ask_node (const char *script, const GString *input)
{
  g_autofree char *node_js = g_find_program_in_path ("node");
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  char *output = NULL;

  if (node_js == NULL) {
    g_test_skip ("no Node.js");
    return NULL;
  }

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                              &error, node_js, "-e", script, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input->str, NULL, &output, NULL, &error);
  g_assert_no_error (error);

  return output;
}

static void
assert_same_lines (const char *one, const char *other)
{
  g_auto (GStrv) one_lines = g_strsplit (one, "\n", -1);
  g_auto (GStrv) other_lines = g_strsplit (other, "\n", -1);

  g_assert_cmpuint (g_strv_length (one_lines), ==, g_strv_length (other_lines));
  for (guint i = 0; one_lines[i] != NULL; i++)
    g_assert_cmpstr (one_lines[i], ==, other_lines[i]);
}

static void
test_documents (void)
{
  static const char script[] =
    "for (const text of require('fs').readFileSync(0, 'utf8').split('\\x1e').slice(0, -1))"
    "  console.log(JSON.stringify(JSON.parse(text)))";
  g_autoptr (GRand) rand = g_rand_new_with_seed (23);
  g_autoptr (GString) input = g_string_new (NULL);
  g_autoptr (GString) ours = g_string_new (NULL);
  g_autofree char *theirs = NULL;

  for (guint i = 0; i < N_DOCUMENTS / 10; i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GError) error = NULL;
    g_autoptr (JsonNode) node = NULL;

    append_random_value (text, rand, 5);
    node = socket_io_json_parse (text->str, text->len, &error);
    g_assert_no_error (error);
    g_string_append_printf (input, "%s\x1e", text->str);
    g_assert_true (socket_io_json_append (ours, node, &error));
    g_string_append_c (ours, '\n');
  }

  theirs = ask_node (script, input);
  if (theirs != NULL)
    assert_same_lines (ours->str, theirs);
}

/* Every character that a string can have. */
static void
test_characters (void)
{
  static const char script[] = "console.log(JSON.stringify(require('fs').readFileSync(0, 'utf8')))";
  g_autoptr (GString) input = g_string_new (NULL);
  g_autoptr (GString) ours = g_string_new (NULL);
  g_autofree char *theirs = NULL;

  for (gunichar c = 1; c <= 0x10ffff; c += c < 0x3000 ? 1 : 0xfb)
    if (c < 0xd800 || c > 0xdfff)
      g_string_append_unichar (input, c);
  socket_io_json_append_string (ours, input->str);
  g_string_append_c (ours, '\n');

  theirs = ask_node (script, input);
  if (theirs != NULL)
    assert_same_lines (ours->str, theirs);
}

static double
random_double (GRand *rand)
{
  union {
    guint64 bits;
    double value;
  } any = { .bits = (guint64) g_rand_int (rand) << 32 | g_rand_int (rand) };

  switch (g_rand_int_range (rand, 0, 5)) {
  case 0:
    return g_rand_int_range (rand, -100000, 100000) / 100.0;
  case 1:
    return g_rand_double_range (rand, -1, 1) * pow (10, g_rand_int_range (rand, -12, 25));
  case 2:
    return ldexp (1, g_rand_int_range (rand, -1074, 1024));
  case 3:
    return (double) (gint64) any.bits;
  default:
    return isfinite (any.value) ? any.value : 0;
  }
}

static void
test_numbers (void)
{
  static const char script[] =
    "for (const line of require('fs').readFileSync(0, 'utf8').split('\\n').slice(0, -1))"
    "  console.log(JSON.stringify(Number(line)))";
  g_autoptr (GRand) rand = g_rand_new_with_seed (22);
  g_autoptr (GString) input = g_string_new (NULL);
  g_autoptr (GString) ours = g_string_new (NULL);
  g_autofree char *theirs = NULL;

  /* Some of every kind, and all powers of two. */
  for (int i = -1074; i < N_DOCUMENTS; i++) {
    double value = i < 1024 ? ldexp (1, i) : random_double (rand);
    g_autoptr (JsonNode) node = json_node_init_double (json_node_alloc (), value);

    g_string_append_printf (input, "%.17g\n", value);
    g_assert_true (socket_io_json_append (ours, node, NULL));
    g_string_append_c (ours, '\n');
  }

  theirs = ask_node (script, input);
  if (theirs != NULL)
    assert_same_lines (ours->str, theirs);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-io/json/good-texts-are-read-and-written", test_good);
  g_test_add_func ("/socket-io/json/bad-texts-are-refused-at-their-place", test_bad);
  g_test_add_func ("/socket-io/json/no-prefix-is-taken-for-the-whole", test_every_prefix);
  g_test_add_func ("/socket-io/json/errors-may-be-ignored", test_no_error_wanted);
  g_test_add_func ("/socket-io/json/nesting-has-a-limit", test_depth);
  g_test_add_func ("/socket-io/json/repeated-names-cost-no-more", test_repeated_names);
  g_test_add_func ("/socket-io/json/large-texts-are-read", test_large);
  g_test_add_func ("/socket-io/json/broken-strings-are-not-written", test_unwritable);
  g_test_add_func ("/socket-io/json/a-bottomless-tree-is-not-written", test_bottomless);
  g_test_add_func ("/socket-io/json/nodes-without-content-are-null", test_empty_nodes);
  g_test_add_func ("/socket-io/json/a-single-string-is-made-valid", test_string);
  g_test_add_func ("/socket-io/json/random-documents-are-what-json-glib-reads", test_random);
  g_test_add_func ("/socket-io/json/damaged-documents-are-never-misread", test_random_damage);
  g_test_add_func ("/socket-io/json/random-documents-are-what-node-reads", test_documents);
  g_test_add_func ("/socket-io/json/characters-are-written-as-node-does", test_characters);
  g_test_add_func ("/socket-io/json/numbers-are-written-as-node-does", test_numbers);

  return g_test_run ();
}
