/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "chat-session.h"

G_BEGIN_DECLS

#define PARLOUR_TYPE_NOTIFIERS (parlour_notifiers_get_type ())
G_DECLARE_FINAL_TYPE (ParlourNotifiers, parlour_notifiers, PARLOUR, NOTIFIERS, GObject)

ParlourNotifiers *parlour_notifiers_new (GApplication *application, GListModel *accounts);

void parlour_notifiers_set_watched (ParlourNotifiers *self, ChatSession *session);

G_END_DECLS
