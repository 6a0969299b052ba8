/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * The real parlour-server, with a data folder of its own.  It may be killed and started again, and
 * is at the same address then.  The environment says which program it is (PARLOUR_SERVER).
 */
typedef struct _TestHouse TestHouse;

/* @options for the server, or NULL. */
TestHouse *test_house_new (const char *const *options);
void test_house_free (TestHouse *self);

const char *test_house_get_address (TestHouse *self);
const char *test_house_get_data (TestHouse *self);

void test_house_start (TestHouse *self);
void test_house_stop (TestHouse *self, int signal);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TestHouse, test_house_free)

G_END_DECLS
