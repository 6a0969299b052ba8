/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-sequence.h"

/**
 * chat_sequence_resort:
 * @model: a list model
 * @iter: where one of its entries is, all others of which are sorted
 * @compare: how they are
 *
 * Puts an entry that has changed where it belongs now, which most often is where it is.  If it
 * moves, that is one change over the whole span: views find the same objects in it, and keep rows,
 * focus and selection, which a removal followed by an insertion would lose.
 */
void
chat_sequence_resort (GListModel *model, GSequenceIter *iter, GCompareDataFunc compare)
{
  guint before = (guint) g_sequence_iter_get_position (iter);
  guint after = 0;
  guint span = 0;

  g_sequence_sort_changed (iter, compare, NULL);
  after = (guint) g_sequence_iter_get_position (iter);
  if (after == before)
    return;

  span = MAX (before, after) - MIN (before, after) + 1;
  g_list_model_items_changed (model, MIN (before, after), span, span);
}
