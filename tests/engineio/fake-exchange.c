/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fake-exchange.h"

#include "test-await.h"

struct _EngineIoExchange {
  FakeRequest *request;
  EngineIoExchangeGoneFunc gone;
  gpointer owner;
};

static gboolean dropped;

EngineIoExchange *
fake_request_begin (FakeRequest *request)
{
  EngineIoExchange *exchange = g_new0 (EngineIoExchange, 1);

  g_assert_null (request->exchange);
  fake_request_clear (request);
  exchange->request = request;
  request->exchange = exchange;

  return exchange;
}

void
fake_request_leave (FakeRequest *request)
{
  EngineIoExchange *exchange = request->exchange;

  g_assert_nonnull (exchange);
  g_assert_nonnull (exchange->gone);
  exchange->gone (exchange, exchange->owner);
}

void
fake_request_assert_answered (FakeRequest *request, guint status, const char *body)
{
  test_await_that (request->exchange == NULL);
  g_assert_cmpuint (request->status, ==, status);
  g_assert_cmpstr (request->body, ==, body);
  fake_request_clear (request);
}

void
fake_request_assert_reset (FakeRequest *request)
{
  g_assert_null (request->exchange);
  g_assert_true (request->reset);
  g_assert_cmpuint (request->status, ==, 0);
  fake_request_clear (request);
}

void
fake_request_clear (FakeRequest *request)
{
  g_assert_null (request->exchange);
  g_clear_pointer (&request->content_type, g_free);
  g_clear_pointer (&request->body, g_free);
  request->status = 0;
  request->reset = FALSE;
  request->uncompressed = FALSE;
  request->last = FALSE;
}

gboolean
fake_request_was_dropped (void)
{
  gboolean was_dropped = dropped;

  dropped = FALSE;

  return was_dropped;
}

void
engine_io_exchange_free (EngineIoExchange *self)
{
  engine_io_exchange_reset (self);
}

void
engine_io_exchange_set_gone_func (EngineIoExchange *self,
                                  EngineIoExchangeGoneFunc gone,
                                  gpointer owner)
{
  self->gone = gone;
  self->owner = owner;
}

void
engine_io_exchange_forbid_compression (EngineIoExchange *self)
{
  self->request->uncompressed = TRUE;
}

void
engine_io_exchange_end_connection (EngineIoExchange *self)
{
  self->request->last = TRUE;
}

void
engine_io_exchange_answer (EngineIoExchange *self,
                           guint status,
                           const char *content_type,
                           GBytes *body)
{
  gsize size = 0;
  const char *data = body != NULL ? g_bytes_get_data (body, &size) : NULL;
  FakeRequest *request = self->request;

  request->exchange = NULL;
  request->status = status;
  request->content_type = g_strdup (content_type);
  request->body = g_strndup (data, size);
  g_free (self);
}

void
engine_io_exchange_reset (EngineIoExchange *self)
{
  self->request->exchange = NULL;
  self->request->reset = TRUE;
  g_free (self);
}

void
engine_io_exchange_drop (SoupServerMessage *message)
{
  dropped = TRUE;
}
