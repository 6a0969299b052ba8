/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* How the keyring is. */
typedef enum {
  FAKE_SECRETS_OPEN,
  FAKE_SECRETS_LOCKED, /* and whoever is asked for its password says no */
  FAKE_SECRETS_SILENT, /* it answers nothing */
} FakeSecretsMood;

/* As much of the desktop's secret service as keeping a few secrets takes, on the session bus. */
typedef struct _FakeSecretService FakeSecretService;

FakeSecretService *fake_secret_service_new (void);
void fake_secret_service_free (FakeSecretService *self);

void fake_secret_service_set_mood (FakeSecretService *self, FakeSecretsMood mood);

guint fake_secret_service_get_n_items (FakeSecretService *self);

/* The secret whose attribute `account` is this one; NULL if there is none. */
const char *fake_secret_service_get (FakeSecretService *self, const char *account);

/* How often somebody was asked for the password. */
guint fake_secret_service_get_n_prompts (FakeSecretService *self);

G_END_DECLS
