/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* For list models that keep what they hold in a GSequence. */
void chat_sequence_resort (GListModel *model, GSequenceIter *iter, GCompareDataFunc compare);

G_END_DECLS
