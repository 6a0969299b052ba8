/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Texts as people write them, as far as an index can tell: few words are in most of them, most
 * words in few (Zipf's law), and a frequent one may be long.  The same seed makes the same texts.
 */
typedef struct _BenchTexts BenchTexts;

BenchTexts *bench_texts_new (guint32 seed);
void bench_texts_free (BenchTexts *self);

/* The words of every seed, by how frequent they are, from 0. */
char *bench_texts_make_word (guint rank);

/* A sentence; lower case and spaces. */
char *bench_texts_next (BenchTexts *self);

guint bench_texts_random (BenchTexts *self, guint below);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (BenchTexts, bench_texts_free)

G_END_DECLS
