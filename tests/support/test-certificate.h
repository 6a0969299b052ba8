/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A certificate with its key, signed by itself; what it is for and until when is nobody's matter.
 */
GTlsCertificate *test_certificate_new (void);

G_END_DECLS
