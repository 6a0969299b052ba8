/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-texts.h"

#include <string.h>

#define N_WORDS 20000
#define MIN_LENGTH 4
#define MAX_LENGTH 20

struct _BenchTexts {
  GRand *random;
  double reach[N_WORDS]; /* how often it is this word or a more frequent one */
  char *words[N_WORDS];
};

/* A rank mixed well, read as syllables: words of three to ten letters, no two
 * the same. */
char *
bench_texts_make_word (guint rank)
{
  static const char CONSONANTS[] = "bdfghklmnprstvwz";
  static const char VOWELS[] = "aeiou";
  g_autoptr (GString) word = g_string_new (NULL);
  guint32 rest = (rank + 1) * 2654435761u;
  guint n_syllables = 1 + (rank + 2) % 3;

  for (guint i = 0; i < n_syllables; i++) {
    g_string_append_c (word, CONSONANTS[rest % 16]);
    rest /= 16;
    g_string_append_c (word, VOWELS[rest % 5]);
    rest /= 5;
  }
  /* What makes it unlike the others. */
  for (guint left = rank + 1; left > 0; left /= 26)
    g_string_append_c (word, (char) ('a' + left % 26));

  return g_string_free (g_steal_pointer (&word), FALSE);
}

BenchTexts *
bench_texts_new (guint32 seed)
{
  BenchTexts *self = g_new0 (BenchTexts, 1);
  double sum = 0;

  self->random = g_rand_new_with_seed (seed);
  for (guint i = 0; i < N_WORDS; i++) {
    sum += 1.0 / (i + 1);
    self->reach[i] = sum;
    self->words[i] = bench_texts_make_word (i);
  }

  return self;
}

void
bench_texts_free (BenchTexts *self)
{
  for (guint i = 0; i < N_WORDS; i++)
    g_free (self->words[i]);
  g_rand_free (self->random);
  g_free (self);
}

static const char *
pick (BenchTexts *self)
{
  double where = g_rand_double_range (self->random, 0, self->reach[N_WORDS - 1]);
  guint first = 0;
  guint last = N_WORDS - 1;

  while (first < last) {
    guint middle = (first + last) / 2;

    if (self->reach[middle] < where)
      first = middle + 1;
    else
      last = middle;
  }

  return self->words[first];
}

char *
bench_texts_next (BenchTexts *self)
{
  GString *text = g_string_new (NULL);
  guint length = bench_texts_random (self, MAX_LENGTH - MIN_LENGTH + 1) + MIN_LENGTH;

  for (guint i = 0; i < length; i++) {
    if (i > 0)
      g_string_append_c (text, ' ');
    g_string_append (text, pick (self));
  }

  return g_string_free (text, FALSE);
}

guint
bench_texts_random (BenchTexts *self, guint below)
{
  return (guint) g_rand_int_range (self->random, 0, (gint32) below);
}
