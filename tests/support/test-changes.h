/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/*
 * Listens to a list model as a view does.  It keeps a copy of the items by what items-changed says,
 * and fails as soon as the copy is not what the model holds.
 */
typedef struct _TestChanges TestChanges;

TestChanges *test_changes_new (GListModel *model);
void test_changes_free (TestChanges *self);

/* What was said since the last time, as "position-removed+added" with spaces between. */
char *test_changes_take (TestChanges *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestChanges, test_changes_free)

G_END_DECLS
