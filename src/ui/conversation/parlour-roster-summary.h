/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define PARLOUR_TYPE_ROSTER_SUMMARY (parlour_roster_summary_get_type ())
G_DECLARE_FINAL_TYPE (ParlourRosterSummary,
                      parlour_roster_summary,
                      PARLOUR,
                      ROSTER_SUMMARY,
                      GObject)

G_END_DECLS
