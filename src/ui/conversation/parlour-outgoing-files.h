/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Properties: files (nullable): a GListStore of ChatFile, from which people can take them away. */
#define PARLOUR_TYPE_OUTGOING_FILES (parlour_outgoing_files_get_type ())
G_DECLARE_FINAL_TYPE (ParlourOutgoingFiles, parlour_outgoing_files, PARLOUR, OUTGOING_FILES, AdwBin)

void parlour_outgoing_files_set_files (ParlourOutgoingFiles *self, GListStore *files);

G_END_DECLS
