/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A network that is there or not as the test wants; without it no address can be reached. */
#define TEST_TYPE_NETWORK (test_network_get_type ())
G_DECLARE_FINAL_TYPE (TestNetwork, test_network, TEST, NETWORK, GObject)

TestNetwork *test_network_new (gboolean available);

/* Says "network-changed" even if nothing has, as the system's does. */
void test_network_set_available (TestNetwork *self, gboolean available);

/* Whether addresses can be reached although there is no network: those of this computer. */
void test_network_set_local (TestNetwork *self, gboolean local);

/* How often somebody has asked for an address. */
guint test_network_get_asked (TestNetwork *self);

G_END_DECLS
