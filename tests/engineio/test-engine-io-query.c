/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine-io-query.h"

static const struct {
  const char *query;
  const char *name;
  const char *value;
} parameters[] = {
  { "EIO=4&transport=polling", "EIO", "4" },
  { "EIO=4&transport=polling", "transport", "polling" },
  { "EIO=4&transport=polling", "sid", NULL },
  { "EIO=4", "EI", NULL },
  { "EIO=4", "EIOO", NULL },
  { "sid=a&sid=b", "sid", "b" },
  { "sid=a&sid", "sid", "" },
  { "sid=", "sid", "" },
  { "sid", "sid", "" },
  { "a=b=c", "a", "b=c" },
  { "=x", "", "x" },
  { "&&a=1&&", "a", "1" },
  { "&&", "", NULL },
  { "%45IO=4", "EIO", "4" },
  { "a+b=c+d", "a b", "c d" },
  { "a=%2B%26%3d", "a", "+&=" },
  { "a=%", "a", "%" },
  { "a=%4", "a", "%4" },
  { "a=%zz", "a", "%zz" },
  { "a=%C3%A4", "a", "ä" },
  { "a=%C3", "a", "\xef\xbf\xbd" },
  { "a=x%00y", "a", "x\xef\xbf\xbdy" },
  { "ä=1", "ä", "1" },
  { "", "a", NULL },
  { NULL, "a", NULL },
};

static void
test_get (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++) {
    g_autofree char *value = engine_io_query_get (parameters[i].query, parameters[i].name);

    g_assert_cmpstr (value, ==, parameters[i].value);
  }
}

static void
test_parse (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (parameters); i++) {
    g_autoptr (GHashTable) all = engine_io_query_parse (parameters[i].query);

    g_assert_cmpstr (g_hash_table_lookup (all, parameters[i].name), ==, parameters[i].value);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/engine-io/query/one-parameter", test_get);
  g_test_add_func ("/engine-io/query/all-parameters", test_parse);

  return g_test_run ();
}
