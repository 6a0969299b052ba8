/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PARLOUR_TYPE_WELCOME_PAGE (parlour_welcome_page_get_type ())
G_DECLARE_FINAL_TYPE (ParlourWelcomePage,
                      parlour_welcome_page,
                      PARLOUR,
                      WELCOME_PAGE,
                      AdwNavigationPage)

G_END_DECLS
