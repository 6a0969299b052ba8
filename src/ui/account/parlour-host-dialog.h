/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "chat-host.h"

#include <adwaita.h>

G_BEGIN_DECLS

#define PARLOUR_TYPE_HOST_DIALOG (parlour_host_dialog_get_type ())
G_DECLARE_FINAL_TYPE (ParlourHostDialog, parlour_host_dialog, PARLOUR, HOST_DIALOG, AdwDialog)

AdwDialog *parlour_host_dialog_new (ChatHost *host);

G_END_DECLS
