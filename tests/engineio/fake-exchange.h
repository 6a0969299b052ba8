/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "engine-io-exchange.h"

G_BEGIN_DECLS

/*
 * Takes the place of EngineIoExchange in a test: there is no HTTP, only what became of the
 * request.  A program that links this has no other.
 */
typedef struct {
  EngineIoExchange *exchange; /* NULL once answered or reset */
  guint status;               /* 0 while it waits, or without an answer */
  char *content_type;
  char *body;
  gboolean reset;
  gboolean uncompressed; /* must be */
  gboolean last;         /* of its connection */
} FakeRequest;

/* An exchange for the code under test; what becomes of it is seen in @request, all zero so far. */
EngineIoExchange *fake_request_begin (FakeRequest *request);

/* The client goes away. */
void fake_request_leave (FakeRequest *request);

/* Turns the main context until there is an answer, looks at it, and forgets it. */
void fake_request_assert_answered (FakeRequest *request, guint status, const char *body);

/* The connection was reset; forgets that. */
void fake_request_assert_reset (FakeRequest *request);

void fake_request_clear (FakeRequest *request);

/* Whether the connection of a request without an exchange was cut; forgets it. */
gboolean fake_request_was_dropped (void);

G_END_DECLS
