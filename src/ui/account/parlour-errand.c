/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the command line asks for, done as far as it goes without a person.
 *
 *      join: an account that is there --> it
 *            otherwise ask the server --> plain: a new account
 *                                     --> anything else: a person has to say more
 *      host: start the server --> an account of that name, if there is none a new one
 */
#include "parlour-errand.h"

#include "chat-server-info.h"
#include "parlour-host-sign-in.h"

struct _ParlourErrand {
  GObject parent_instance;

  char *address; /* NULL for a server on this computer */
  char *name;
  char *room;
};

G_DEFINE_FINAL_TYPE (ParlourErrand, parlour_errand, G_TYPE_OBJECT)

static void
parlour_errand_finalize (GObject *object)
{
  ParlourErrand *self = PARLOUR_ERRAND (object);

  g_free (self->address);
  g_free (self->name);
  g_free (self->room);

  G_OBJECT_CLASS (parlour_errand_parent_class)->finalize (object);
}

static void
parlour_errand_class_init (ParlourErrandClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = parlour_errand_finalize;
}

static void
parlour_errand_init (ParlourErrand *self)
{
}

/* --- joining -------------------------------------------------------------------------- */

static void
did_ask (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (ChatServerInfo) info = chat_server_info_fetch_finish (result, NULL);
  ParlourErrand *self = g_task_get_source_object (task);
  ChatSessionList *accounts = g_task_get_task_data (task);
  ChatSession *session = NULL;

  if (info == NULL || self->name == NULL || !g_str_equal (info->dialect, "plain")) {
    g_task_return_pointer (task, NULL, NULL);
    return;
  }

  session = chat_session_list_add (accounts, self->address, "plain", self->name);
  chat_session_connect (session);
  g_task_return_pointer (task, g_object_ref (session), g_object_unref);
}

/* --- hosting -------------------------------------------------------------------------- */

static void
did_host (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  ChatSession *session = parlour_host_sign_in_finish (result, &error);

  if (session != NULL)
    g_task_return_pointer (task, session, g_object_unref);
  else
    g_task_return_error (task, error);
}

/* ---------------------------------------------------------------------------------------- */

/**
 * parlour_errand_new_join:
 * @address: of a server
 * @name: (nullable): what to be called there
 * @room: (nullable): where to go there
 */
ParlourErrand *
parlour_errand_new_join (const char *address, const char *name, const char *room)
{
  ParlourErrand *self = parlour_errand_new_host (name, room);

  self->address = g_strdup (address);

  return self;
}

/**
 * parlour_errand_new_host:
 * @name: (nullable): what to be called on the server on this computer
 * @room: (nullable): where to go there
 */
ParlourErrand *
parlour_errand_new_host (const char *name, const char *room)
{
  ParlourErrand *self = g_object_new (PARLOUR_TYPE_ERRAND, NULL);

  self->name = g_strdup (name);
  self->room = g_strdup (room);

  return self;
}

const char *
parlour_errand_get_address (ParlourErrand *self)
{
  g_return_val_if_fail (PARLOUR_IS_ERRAND (self), NULL);

  return self->address;
}

const char *
parlour_errand_get_name (ParlourErrand *self)
{
  g_return_val_if_fail (PARLOUR_IS_ERRAND (self), NULL);

  return self->name;
}

const char *
parlour_errand_get_room (ParlourErrand *self)
{
  g_return_val_if_fail (PARLOUR_IS_ERRAND (self), NULL);

  return self->room;
}

/**
 * parlour_errand_run_async:
 * @self: an errand
 * @accounts: all accounts, loaded
 * @host: the server on this computer
 * @callback: (scope async): called when it is done
 * @user_data: for @callback
 */
void
parlour_errand_run_async (ParlourErrand *self,
                          ChatSessionList *accounts,
                          ChatHost *host,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  ChatSession *session = NULL;

  g_return_if_fail (PARLOUR_IS_ERRAND (self));
  g_return_if_fail (CHAT_IS_SESSION_LIST (accounts));
  g_return_if_fail (CHAT_IS_HOST (host));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, parlour_errand_run_async);
  g_task_set_task_data (task, g_object_ref (accounts), g_object_unref);

  if (self->address == NULL) {
    parlour_host_sign_in_async (accounts, host,
                                &(ParlourSignIn) { .mode = PARLOUR_SIGN_IN_NEWCOMER,
                                                   .name = self->name },
                                NULL, did_host, g_steal_pointer (&task));
    return;
  }

  session = parlour_sign_in_find (accounts, self->address, self->name);
  if (session != NULL)
    g_task_return_pointer (task, g_object_ref (session), g_object_unref);
  else
    chat_server_info_fetch_async (self->address, NULL, did_ask, g_steal_pointer (&task));
}

/**
 * parlour_errand_run_finish:
 * @self: an errand
 * @result: what the callback was given
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the account to show; %NULL without an error if a person has
 *   to say more
 */
ChatSession *
parlour_errand_run_finish (ParlourErrand *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
