/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-changes.h"

struct _TestChanges {
  GListModel *model;
  GListStore *copy;
  GString *said;
  gulong changed_id;
};

static void
items_changed_cb (TestChanges *self, guint position, guint removed, guint added)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < added; i++) {
    gpointer item = g_list_model_get_item (self->model, position + i);

    g_assert_nonnull (item);
    g_ptr_array_add (items, item);
  }
  g_list_store_splice (self->copy, position, removed, items->pdata, items->len);

  g_assert_cmpuint (g_list_model_get_n_items (self->model), ==,
                    g_list_model_get_n_items (G_LIST_MODEL (self->copy)));
  for (guint i = 0; i < g_list_model_get_n_items (self->model); i++) {
    g_autoptr (GObject) real = g_list_model_get_item (self->model, i);
    g_autoptr (GObject) kept = g_list_model_get_item (G_LIST_MODEL (self->copy), i);

    g_assert_true (real == kept);
  }

  g_string_append_printf (self->said, "%s%u-%u+%u", self->said->len > 0 ? " " : "", position,
                          removed, added);
}

TestChanges *
test_changes_new (GListModel *model)
{
  TestChanges *self = g_new0 (TestChanges, 1);

  self->model = g_object_ref (model);
  self->copy = g_list_store_new (g_list_model_get_item_type (model));
  self->said = g_string_new (NULL);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (GObject) item = g_list_model_get_item (model, i);

    g_list_store_append (self->copy, item);
  }
  self->changed_id =
    g_signal_connect_swapped (model, "items-changed", G_CALLBACK (items_changed_cb), self);

  return self;
}

void
test_changes_free (TestChanges *self)
{
  g_signal_handler_disconnect (self->model, self->changed_id);
  g_object_unref (self->model);
  g_object_unref (self->copy);
  g_string_free (self->said, TRUE);
  g_free (self);
}

char *
test_changes_take (TestChanges *self)
{
  char *said = g_strdup (self->said->str);

  g_string_truncate (self->said, 0);

  return said;
}
