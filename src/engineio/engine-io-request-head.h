/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/**
 * EngineIoRequestHead:
 *
 * The head of the HTTP request that began a session: address, URL, query and
 * headers.  It is kept as long as the session, so it is one small block of
 * memory.
 */
typedef struct _EngineIoRequestHead EngineIoRequestHead;

#define ENGINE_IO_TYPE_REQUEST_HEAD (engine_io_request_head_get_type ())
GType engine_io_request_head_get_type (void);

/* @trusted_header: a header of a proxy that is believed ("X-Forwarded-For"), or NULL */
EngineIoRequestHead *engine_io_request_head_new (SoupServerMessage *message,
                                                 const char *trusted_header);
/* One that came to another process. */
EngineIoRequestHead *engine_io_request_head_new_from_parts (const char *address,
                                                            gboolean secure,
                                                            gint64 time,
                                                            const char *url,
                                                            SoupMessageHeaders *headers);
EngineIoRequestHead *engine_io_request_head_ref (EngineIoRequestHead *self);
void engine_io_request_head_unref (EngineIoRequestHead *self);

const char *engine_io_request_head_get_address (EngineIoRequestHead *self);
gboolean engine_io_request_head_is_secure (EngineIoRequestHead *self);
gint64 engine_io_request_head_get_time (EngineIoRequestHead *self);
const char *engine_io_request_head_get_url (EngineIoRequestHead *self);
char *engine_io_request_head_dup_query_parameter (EngineIoRequestHead *self, const char *name);
GHashTable *engine_io_request_head_dup_query (EngineIoRequestHead *self);
const char *engine_io_request_head_get_header (EngineIoRequestHead *self, const char *name);
SoupMessageHeaders *engine_io_request_head_dup_headers (EngineIoRequestHead *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (EngineIoRequestHead, engine_io_request_head_unref)

G_END_DECLS
