/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parlour-request-dialog.h"

G_BEGIN_DECLS

/* Properties: found (a GListModel of what there is to choose from); hint (said when that is
 * nothing; construct-only). */
#define PARLOUR_TYPE_SEARCH_DIALOG (parlour_search_dialog_get_type ())
G_DECLARE_DERIVABLE_TYPE (ParlourSearchDialog,
                          parlour_search_dialog,
                          PARLOUR,
                          SEARCH_DIALOG,
                          ParlourRequestDialog)

/**
 * ParlourSearchDialogClass:
 * @search: looks for what was typed, "" for nothing yet
 * @search_more: (nullable): looks for what comes after what was found
 * @choose: somebody chose one of what was found
 * @make_row: makes an empty row of the list
 * @row_property: the property of a row that is what it shows
 */
struct _ParlourSearchDialogClass {
  ParlourRequestDialogClass parent_class;

  void (*search) (ParlourSearchDialog *self, const char *query);
  void (*search_more) (ParlourSearchDialog *self);
  void (*choose) (ParlourSearchDialog *self, gpointer item);
  GtkWidget *(*make_row) (void);
  const char *row_property;
};

void parlour_search_dialog_show (ParlourSearchDialog *self, GPtrArray *items);
void parlour_search_dialog_append (ParlourSearchDialog *self, GPtrArray *items);
void parlour_search_dialog_remove (ParlourSearchDialog *self, gpointer item);
void parlour_search_dialog_say (ParlourSearchDialog *self, const char *words);

G_END_DECLS
