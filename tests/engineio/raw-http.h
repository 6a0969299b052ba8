/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* A client that says exactly what it is told to, on one connection, in the main loop's own time. */
typedef struct _RawHttp RawHttp;

RawHttp *raw_http_connect (guint port);
RawHttp *raw_http_connect_tls (guint port);

/* The other end of a connection that @http serves without listening: a pair of local sockets. */
RawHttp *raw_http_connect_local (SoupServer *http);
void raw_http_free (RawHttp *self);

void raw_http_send (RawHttp *self, const char *text);
void raw_http_send_bytes (RawHttp *self, const void *data, gsize length);

/* "GET TARGET", with the headers that everybody sends and those in @headers, each with its end. */
void raw_http_get (RawHttp *self, const char *target, const char *headers);
void raw_http_post (RawHttp *self, const char *target, const char *body);

/* The next answer, head and body; turns the main context until it is here. */
char *raw_http_read (RawHttp *self);

/* The next @length bytes. */
GBytes *raw_http_read_bytes (RawHttp *self, gsize length);

/* Turns the main context until the other side has closed; TRUE if it did so by a reset. */
gboolean raw_http_await_end (RawHttp *self);

/* Says that nothing more will come, or cuts the connection. */
void raw_http_finish (RawHttp *self);
void raw_http_abort (RawHttp *self);

/* Parts of an answer. */
guint raw_http_get_status (const char *answer);
char *raw_http_dup_header (const char *answer, const char *name);
const char *raw_http_get_body (const char *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RawHttp, raw_http_free)

G_END_DECLS
