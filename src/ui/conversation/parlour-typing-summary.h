/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PARLOUR_TYPE_TYPING_SUMMARY (parlour_typing_summary_get_type ())
G_DECLARE_FINAL_TYPE (ParlourTypingSummary,
                      parlour_typing_summary,
                      PARLOUR,
                      TYPING_SUMMARY,
                      GObject)

ParlourTypingSummary *parlour_typing_summary_new (void);

const char *parlour_typing_summary_get_text (ParlourTypingSummary *self);

G_END_DECLS
