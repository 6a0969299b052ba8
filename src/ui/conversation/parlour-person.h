/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define PARLOUR_TYPE_PERSON (parlour_person_get_type ())
G_DECLARE_FINAL_TYPE (ParlourPerson, parlour_person, PARLOUR, PERSON, AdwBin)

G_END_DECLS
