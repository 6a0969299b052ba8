/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-session.h"

G_BEGIN_DECLS

/*
 * Properties: session (nullable); active (whether somebody looks at it); names-account (whether
 * there are others that it could be).
 */
#define PARLOUR_TYPE_NOTIFIER (parlour_notifier_get_type ())
G_DECLARE_FINAL_TYPE (ParlourNotifier, parlour_notifier, PARLOUR, NOTIFIER, GObject)

ParlourNotifier *parlour_notifier_new (GApplication *application);

G_END_DECLS
