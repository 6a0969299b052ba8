/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What other people wrote, made safe to show.
 *
 * Nothing of it is ever taken for markup.  Links are found here, not written by
 * the sender: their text is their target.  Controls that turn the direction of
 * text around can make an address read like another one, so a link ends where
 * one stands, is isolated from those before it, and names lose them altogether.
 */
#include "parlour-text.h"

#include <glib/gi18n.h>
#include <string.h>

#define LEFT_TO_RIGHT_ISOLATE "\342\201\246"   /* U+2066 */
#define FIRST_STRONG_ISOLATE "\342\201\250"    /* U+2068 */
#define POP_DIRECTIONAL_ISOLATE "\342\201\251" /* U+2069 */
#define ZERO_WIDTH_JOINER 0x200d
#define VIRAMA 9 /* the combining class of what binds the letter behind it */
#define MAX_BIG_EMOJI 5
#define LONG 256 /* bytes of a text that is laid out in pieces */
#define PIECE 64

static gboolean
is_emoji (gunichar c)
{
  return (c >= 0x1f300 && c <= 0x1faff && !(c >= 0x1f3fb && c <= 0x1f3ff)) || c == 0x1f004 ||
         c == 0x1f0cf || (c >= 0x1f170 && c <= 0x1f251) || (c >= 0x2600 && c <= 0x27bf) ||
         (c >= 0x231a && c <= 0x23ff) || (c >= 0x2b05 && c <= 0x2b55) || c == 0x2934 ||
         c == 0x2935 || c == 0x203c || c == 0x2049 || c == 0x3030 || c == 0x303d;
}

/* Modifiers and the like: part of the emoji before them. */
static gboolean
continues_emoji (gunichar c)
{
  return c == 0xfe0f || c == 0x20e3 || (c >= 0x1f3fb && c <= 0x1f3ff) ||
         (c >= 0xe0020 && c <= 0xe007f);
}

static gboolean
is_flag (gunichar c)
{
  return c >= 0x1f1e6 && c <= 0x1f1ff;
}

static gboolean
is_direction_control (gunichar c)
{
  return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}

static gboolean
is_right_to_left (gunichar c)
{
  return (c >= 0x0590 && c <= 0x08ff) || (c >= 0xfb1d && c <= 0xfdff) ||
         (c >= 0xfe70 && c <= 0xfeff) || (c >= 0x10800 && c <= 0x10fff) ||
         (c >= 0x1e800 && c <= 0x1efff);
}

/* Whether a link in @text could be shown turned around. */
static gboolean
needs_isolation (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    gunichar c = g_utf8_get_char (text);

    if (is_direction_control (c) || is_right_to_left (c))
      return TRUE;
  }

  return FALSE;
}

static gboolean
ends_link (gunichar c)
{
  return g_unichar_isspace (c) || g_unichar_iscntrl (c) || is_direction_control (c) ||
         strchr ("<>\"`{}|\\^", c < 0x80 ? (int) c : 'x') != NULL;
}

/* Where the link that begins at @start ends: "(see http://a.b/c)." has no ")." in its link. */
static const char *
find_link_end (const char *start)
{
  const char *end = start;
  int open = 0;

  while (*end != '\0' && !ends_link (g_utf8_get_char (end))) {
    if (*end == '(')
      open++;
    else if (*end == ')' && --open < 0)
      break;
    end = g_utf8_next_char (end);
  }
  while (end > start && strchr (".,;:!?'*_~", end[-1]) != NULL)
    end--;

  return end;
}

/* The length of what announces a link at @text, or 0. */
static gsize
match_link_start (const char *text)
{
  static const char *const starts[] = { "https://", "http://", "www." };

  for (gsize i = 0; i < G_N_ELEMENTS (starts); i++)
    if (g_ascii_strncasecmp (text, starts[i], strlen (starts[i])) == 0)
      return strlen (starts[i]);

  return 0;
}

/* Whether a letter may go on at @text, with what may stand before it. */
static gboolean
goes_on (const char *text, const char *start)
{
  gunichar c = g_utf8_get_char (text);
  guint n_flags = 0;

  if (g_unichar_iszerowidth (c) || g_unichar_ismark (c) || continues_emoji (c))
    return TRUE;
  if (!is_flag (c)) {
    gunichar before = g_utf8_get_char (g_utf8_prev_char (text));

    return before == ZERO_WIDTH_JOINER || g_unichar_combining_class (before) == VIRAMA;
  }

  /* A flag is two of them. */
  while (text > start && is_flag (g_utf8_get_char (text = g_utf8_prev_char (text))))
    n_flags++;

  return n_flags % 2 == 1;
}

/* Where a piece of a long text ends that begins at @start: between two words, or else letters. */
static const char *
find_piece_end (const char *start, const char *end)
{
  const char *here = g_utf8_next_char (start);

  for (; here < end; here = g_utf8_next_char (here)) {
    gboolean is_word = g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (here)));

    if (here - start >= (is_word ? PIECE : 2 * PIECE) && !goes_on (here, start))
      break;
  }

  return MIN (here, end);
}

/* Breaking a text into lines costs the number of lines times the length of what has the same
 * attributes, so a long text, which a stranger may have sent to stop the program, has an attribute
 * that changes nothing on every second piece of it. */
static void
append_escaped (GString *markup, const char *text, gsize length)
{
  const char *end = text + length;
  gboolean is_marked = FALSE;

  while (text < end) {
    const char *piece_end = length > LONG ? find_piece_end (text, end) : end;
    g_autofree char *escaped = g_markup_escape_text (text, piece_end - text);

    g_string_append_printf (markup, is_marked ? "<span fallback=\"true\">%s</span>" : "%s",
                            escaped);
    is_marked = !is_marked;
    text = piece_end;
  }
}

static void
append_link (GString *markup, const char *link, gsize length, gboolean isolate)
{
  g_autofree char *target = g_markup_escape_text (link, (gssize) length);
  const char *scheme = g_ascii_strncasecmp (link, "www.", 4) == 0 ? "https://" : "";

  g_string_append_printf (markup, "%s<a href=\"%s%s\">", isolate ? LEFT_TO_RIGHT_ISOLATE : "",
                          scheme, target);
  append_escaped (markup, link, length);
  g_string_append_printf (markup, "</a>%s", isolate ? POP_DIRECTIONAL_ISOLATE : "");
}

/**
 * parlour_text_to_markup:
 * @text: (nullable): what somebody wrote
 *
 * Returns: (transfer full): Pango markup that shows @text as it is, with its
 *   links to click on
 */
char *
parlour_text_to_markup (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  gboolean isolate = needs_isolation (valid);
  GString *markup = g_string_sized_new (strlen (valid) + 32);
  const char *plain = valid;
  const char *here = valid;
  gunichar before = ' ';

  while (*here != '\0') {
    gsize start = g_unichar_isalnum (before) ? 0 : match_link_start (here);
    const char *end = start > 0 ? find_link_end (here) : here;

    if (end > here + start && start > 0) {
      append_escaped (markup, plain, (gsize) (here - plain));
      append_link (markup, here, (gsize) (end - here), isolate);
      plain = here = end;
      before = ' ';
      continue;
    }
    before = g_utf8_get_char (here);
    here = g_utf8_next_char (here);
  }
  append_escaped (markup, plain, (gsize) (here - plain));

  return g_string_free (markup, FALSE);
}

/**
 * parlour_text_to_line:
 * @text: (nullable): what somebody wrote
 *
 * Returns: (transfer full): @text on one line, without controls, not much longer
 *   than a line can show
 */
char *
parlour_text_to_line (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  GString *line = g_string_new (NULL);
  gboolean blank = FALSE;
  guint length = 0;

  for (const char *here = valid; *here != '\0' && length < 200; here = g_utf8_next_char (here)) {
    gunichar c = g_utf8_get_char (here);

    if (g_unichar_isspace (c) || g_unichar_iscntrl (c)) {
      blank = line->len > 0;
      continue;
    }
    if (is_direction_control (c))
      continue;
    if (blank)
      g_string_append_c (line, ' ');
    blank = FALSE;
    g_string_append_unichar (line, c);
    length++;
  }

  return g_string_free (line, FALSE);
}

/**
 * parlour_text_isolate:
 * @name: (nullable): what somebody calls themselves
 *
 * Returns: (transfer full): @name, so that it does not change the direction of
 *   the sentence around it
 */
char *
parlour_text_isolate (const char *name)
{
  g_autofree char *line = parlour_text_to_line (name);

  if (!needs_isolation (line))
    return g_steal_pointer (&line);

  return g_strconcat (FIRST_STRONG_ISOLATE, line, POP_DIRECTIONAL_ISOLATE, NULL);
}

/**
 * parlour_text_to_name:
 * @name: (nullable): what somebody calls themselves
 *
 * Returns: (transfer full): what to call them
 */
char *
parlour_text_to_name (const char *name)
{
  g_autofree char *line = parlour_text_isolate (name);

  return *line != '\0' ? g_steal_pointer (&line) : g_strdup (_ ("Unknown"));
}

/**
 * parlour_text_to_name_classes:
 * @name: (nullable): what somebody calls themselves
 *
 * Returns: (transfer full): style classes for the colour that AdwAvatar gives to the same name
 */
char **
parlour_text_to_name_classes (const char *name)
{
  guint color = g_str_hash (name != NULL ? name : "") % 14 + 1;
  g_autofree char *classes = g_strdup_printf ("name name-%u", color);

  return g_strsplit (classes, " ", 0);
}

/**
 * parlour_text_is_big_emoji:
 * @text: (nullable): what somebody wrote
 *
 * Returns: whether @text is one to five emoji and nothing else
 */
gboolean
parlour_text_is_big_emoji (const char *text)
{
  gboolean joined = FALSE;
  guint flags = 0;
  guint count = 0;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return FALSE;

  for (; *text != '\0'; text = g_utf8_next_char (text)) {
    gunichar c = g_utf8_get_char (text);

    if (g_unichar_isspace (c) || (count > 0 && continues_emoji (c)))
      continue;
    if (c == ZERO_WIDTH_JOINER && count > 0) {
      joined = TRUE;
      continue;
    }
    if (!is_emoji (c) && !is_flag (c))
      return FALSE;
    if (is_flag (c) ? flags++ % 2 == 0 : !joined)
      count++;
    joined = FALSE;
  }

  return count > 0 && count <= MAX_BIG_EMOJI;
}
