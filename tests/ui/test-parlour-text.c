/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parlour-text.h"

#include <gtk/gtk.h>

typedef struct {
  const char *text;
  const char *expected;
} Case;

static const Case markup_cases[] = {
  { NULL, "" },
  { "plain", "plain" },
  { "<b>a & b</b>", "&lt;b&gt;a &amp; b&lt;/b&gt;" },
  { "see https://a.example/b?c=1&d=2 now",
    "see <a href=\"https://a.example/b?c=1&amp;d=2\">https://a.example/b?c=1&amp;d=2</a> now" },
  { "HTTP://A.EXAMPLE", "<a href=\"HTTP://A.EXAMPLE\">HTTP://A.EXAMPLE</a>" },
  { "www.example.org", "<a href=\"https://www.example.org\">www.example.org</a>" },
  { "(http://a.example/b).", "(<a href=\"http://a.example/b\">http://a.example/b</a>)." },
  { "http://a.example/b_(c)", "<a href=\"http://a.example/b_(c)\">http://a.example/b_(c)</a>" },
  { "http://a.example, http://b.example!", "<a href=\"http://a.example\">http://a.example</a>, "
                                           "<a href=\"http://b.example\">http://b.example</a>!" },
  { "http://", "http://" },
  { "http://.", "http://." },
  { "xhttp://a.example", "xhttp://a.example" },
  { "javascript:alert(1) file:///etc", "javascript:alert(1) file:///etc" },
  { "http://a.example/\"onclick=x",
    "<a href=\"http://a.example/\">http://a.example/</a>&quot;onclick=x" },
  { "<a href=\"http://a.example\">b</a>",
    "&lt;a href=&quot;<a href=\"http://a.example\">http://a.example</a>&quot;&gt;b&lt;/a&gt;" },
  /* What would turn the address around ends the link, and the link stands in an isolate. */
  { "http://a.example/\342\200\256gpj.exe",
    "\342\201\246<a "
    "href=\"http://a.example/\">http://a.example/</a>\342\201\251\342\200\256gpj.exe" },
  { "\342\200\256http://a.example",
    "\342\200\256\342\201\246<a href=\"http://a.example\">http://a.example</a>\342\201\251" },
  { "not \377 UTF-8", "not \357\277\275 UTF-8" },
};

static void
test_markup (gconstpointer data)
{
  const Case *example = data;
  g_autofree char *markup = parlour_text_to_markup (example->text);

  g_assert_cmpstr (markup, ==, example->expected);
}

/* Whatever comes in, GtkLabel must be able to show it. */
static void
test_markup_is_always_valid (void)
{
  for (guint i = 0; i < 5000; i++) {
    static const char *const pieces[] = { "http://",
                                          "www.",
                                          "&",
                                          "<",
                                          ">",
                                          "\"",
                                          "'",
                                          "a",
                                          ".",
                                          "(",
                                          ")",
                                          "\342\200\256",
                                          " ",
                                          "\n",
                                          "\001",
                                          "é",
                                          ";",
                                          "&amp;",
                                          "https://x.y/",
                                          "\357\273\277" };
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GtkWidget) label = g_object_ref_sink (gtk_label_new (NULL));
    g_autofree char *markup = NULL;

    for (int n = g_test_rand_int_range (0, 12); n > 0; n--)
      g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);
    markup = parlour_text_to_markup (text->str);
    gtk_label_set_markup (GTK_LABEL (label), markup);
  }
}

/* The places where an attribute begins or ends within a letter. */
static guint
count_cut_letters (PangoLayout *layout)
{
  PangoAttrIterator *iterator = pango_attr_list_get_iterator (pango_layout_get_attributes (layout));
  const char *text = pango_layout_get_text (layout);
  const PangoLogAttr *letters = pango_layout_get_log_attrs_readonly (layout, NULL);
  guint n_cut = 0;

  do {
    int start = 0;

    pango_attr_iterator_range (iterator, &start, NULL);
    if (start < (int) strlen (text))
      n_cut += !letters[g_utf8_pointer_to_offset (text, text + start)].is_cursor_position;
  } while (pango_attr_iterator_next (iterator));
  pango_attr_iterator_destroy (iterator);

  return n_cut;
}

/* What is laid out in pieces reads like the whole, and no letter is cut. */
static void
test_a_long_text_is_the_same_text (void)
{
  static const char *const units[] = {
    "x",
    "word ",
    "\330\264",
    "🎉",
    "🇩🇪",
    "x\314\201",
    "👩‍👩‍👧‍👦",
    "👍🏽",
    "\340\244\225\340\245\215\340\244\267",
    "<&",
    "http://a.example/",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++) {
    g_autoptr (GString) text = g_string_new (NULL);
    g_autoptr (GtkWidget) label = g_object_ref_sink (gtk_label_new (NULL));
    g_autofree char *markup = NULL;

    while (text->len < 8000)
      g_string_append (text, units[i]);
    markup = parlour_text_to_markup (text->str);
    gtk_label_set_markup (GTK_LABEL (label), markup);
    g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, text->str);
    g_assert_cmpuint (count_cut_letters (gtk_label_get_layout (GTK_LABEL (label))), ==, 0);
  }
}

static void
test_line (void)
{
  g_autofree char *line = parlour_text_to_line (" two\n lines \t\342\200\256and a trick ");
  g_autofree char *nothing = parlour_text_to_line (NULL);

  g_assert_cmpstr (line, ==, "two lines and a trick");
  g_assert_cmpstr (nothing, ==, "");
}

static void
test_line_is_short (void)
{
  g_autofree char *text = g_strnfill (100000, 'x');
  g_autofree char *line = parlour_text_to_line (text);

  g_assert_cmpuint (strlen (line), <=, 200);
}

static void
test_names_are_isolated (void)
{
  g_autofree char *plain = parlour_text_isolate ("Amara");
  g_autofree char *hebrew = parlour_text_isolate ("\327\220\327\221");

  g_assert_cmpstr (plain, ==, "Amara");
  g_assert_cmpstr (hebrew, ==, "\342\201\250\327\220\327\221\342\201\251");
}

static void
test_big_emoji (void)
{
  g_assert_true (parlour_text_is_big_emoji ("🎉"));
  g_assert_true (parlour_text_is_big_emoji (" 🎉 🌇 "));
  g_assert_true (parlour_text_is_big_emoji ("👩‍👩‍👧‍👦"));
  g_assert_true (parlour_text_is_big_emoji ("👍🏽👍🏽👍🏽👍🏽👍🏽"));
  g_assert_true (parlour_text_is_big_emoji ("🇩🇪🇫🇷🇮🇹"));
  g_assert_true (parlour_text_is_big_emoji ("❤️"));
  g_assert_false (parlour_text_is_big_emoji ("🎉🎉🎉🎉🎉🎉"));
  g_assert_false (parlour_text_is_big_emoji ("yes 🎉"));
  g_assert_false (parlour_text_is_big_emoji ("12"));
  g_assert_false (parlour_text_is_big_emoji (""));
  g_assert_false (parlour_text_is_big_emoji (" "));
  g_assert_false (parlour_text_is_big_emoji (NULL));
  g_assert_false (parlour_text_is_big_emoji ("\377"));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (markup_cases); i++) {
    g_autofree char *path = g_strdup_printf ("/parlour/text/markup/%" G_GSIZE_FORMAT, i);

    g_test_add_data_func (path, &markup_cases[i], test_markup);
  }
  g_test_add_func ("/parlour/text/markup-is-always-valid", test_markup_is_always_valid);
  g_test_add_func ("/parlour/text/a-long-text-is-the-same-text", test_a_long_text_is_the_same_text);
  g_test_add_func ("/parlour/text/line", test_line);
  g_test_add_func ("/parlour/text/line-is-short", test_line_is_short);
  g_test_add_func ("/parlour/text/names-are-isolated", test_names_are_isolated);
  g_test_add_func ("/parlour/text/big-emoji", test_big_emoji);

  return g_test_run ();
}
