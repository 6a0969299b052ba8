/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What somebody says to come in, as far as it can be judged without knowing who is there: so what
 * is refused here costs nothing, and tells nobody whether there is such a person.
 */
#include "server-credentials.h"

#include "server-arguments.h"
#include "server-error.h"
#include "server-names.h"

#define MIN_PASSWORD 8
#define MAX_PASSWORD 1024
#define MAX_TOKEN 128

void
server_credentials_clear (ServerCredentials *self)
{
  g_clear_pointer (&self->client, g_free);
}

static gboolean
check_protocol (JsonObject *auth, GError **error)
{
  gint64 protocol = SERVER_PROTOCOL;

  if (server_arguments_get_int (auth, "protocol", TRUE, SERVER_PROTOCOL, SERVER_PROTOCOL, &protocol,
                                NULL))
    return TRUE;

  g_set_error_literal (error, SERVER_ERROR, SERVER_ERROR_PROTOCOL,
                       "This server speaks another version of the protocol");
  return FALSE;
}

static void
read_client (JsonObject *auth, ServerCredentials *credentials)
{
  JsonNode *node = json_object_get_member (auth, "client");
  const char *name = NULL;
  const char *version = "";

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
      !server_arguments_get_text (json_node_get_object (node), "name", TRUE, 32, &name, NULL))
    return;
  server_arguments_get_text (json_node_get_object (node), "version", FALSE, 32, &version, NULL);
  credentials->client = g_strdup_printf ("%s %s", name, version);
}

gboolean
server_credentials_check_password (const char *name, const char *password, GError **error)
{
  if (g_utf8_strlen (password, -1) >= MIN_PASSWORD && g_ascii_strcasecmp (password, name) != 0)
    return TRUE;

  g_set_error_literal (error, SERVER_ERROR, SERVER_ERROR_PASSWORD_WEAK,
                       "A password has 8 characters or more and is not the name");
  return FALSE;
}

/* Guests have no password: whoever is both would register without one. */
static gboolean
check_kind (const ServerCredentials *credentials, GError **error)
{
  if (!credentials->enrol || !credentials->guest)
    return TRUE;

  server_error_set_field (error, SERVER_ERROR_INVALID, "guest", "a guest does not register");
  return FALSE;
}

/* Somebody new has a name that can be had; whoever comes back has one that is there, or not. */
static gboolean
check_new (const ServerCredentials *credentials, const ServerLimits *limits, GError **error)
{
  if (!credentials->enrol && !credentials->guest)
    return TRUE;

  return server_names_check (credentials->name, limits->name, error) &&
         (credentials->guest ||
          server_credentials_check_password (credentials->name, credentials->password, error)) &&
         (credentials->display_name == NULL ||
          server_names_check_displayed (credentials->display_name, "displayName", error));
}

gboolean
server_credentials_read (JsonObject *auth,
                         const ServerLimits *limits,
                         ServerCredentials *credentials,
                         GError **error)
{
  if (!check_protocol (auth, error) ||
      !server_arguments_get_text (auth, "token", FALSE, MAX_TOKEN, &credentials->token, error))
    return FALSE;
  read_client (auth, credentials);
  server_arguments_get_text (auth, "run", FALSE, MAX_TOKEN, &credentials->run, NULL);
  if (credentials->token != NULL)
    return TRUE;

  return server_arguments_get_text (auth, "name", TRUE, MAX_TOKEN, &credentials->name, error) &&
         server_arguments_get_boolean (auth, "register", FALSE, &credentials->enrol, error) &&
         server_arguments_get_boolean (auth, "guest", FALSE, &credentials->guest, error) &&
         check_kind (credentials, error) &&
         server_arguments_get_text (auth, "password", !credentials->guest, MAX_PASSWORD,
                                    &credentials->password, error) &&
         server_arguments_get_text (auth, "invite", FALSE, MAX_TOKEN, &credentials->invite,
                                    error) &&
         server_arguments_get_text (auth, "displayName", FALSE, limits->name,
                                    &credentials->display_name, error) &&
         check_new (credentials, limits, error);
}

gboolean
server_credentials_read_passwords (JsonObject *passwords,
                                   const char **old_one,
                                   const char **new_one,
                                   GError **error)
{
  return server_arguments_get_text (passwords, "old", TRUE, MAX_PASSWORD, old_one, error) &&
         server_arguments_get_text (passwords, "new", TRUE, MAX_PASSWORD, new_one, error) &&
         server_credentials_check_password ("", *new_one, error);
}
