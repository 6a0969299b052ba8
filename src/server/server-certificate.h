/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* What a server shows over TLS: a certificate and its key, from files that somebody renews. */
typedef struct _ServerCertificate ServerCertificate;

/* @key may be NULL: then it is in the certificate's file. */
ServerCertificate *server_certificate_new (const char *path, const char *key, GError **error);
void server_certificate_free (ServerCertificate *self);

GTlsCertificate *server_certificate_get (ServerCertificate *self);

/* From now on @http gets what is new in the files; what is no certificate is left alone. */
void server_certificate_follow (ServerCertificate *self, SoupServer *http);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ServerCertificate, server_certificate_free)

G_END_DECLS
