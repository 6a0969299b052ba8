/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is remembered of an account from one start to the next: where it is, who
 * I am there, and which rooms I joined.
 */
#include "parlour-saved-account.h"

/* The user id goes with the address: who has been there once is the same person again. */
static char *
dup_user_id (GSettings *settings, const char *address)
{
  g_autofree char *saved_address = g_settings_get_string (settings, "last-address");
  g_autofree char *user_id = g_settings_get_string (settings, "user-id");

  if (*user_id == '\0' || !g_str_equal (saved_address, address))
    return NULL;

  return g_steal_pointer (&user_id);
}

/**
 * parlour_saved_account_load:
 * @settings: the settings of the program
 *
 * Returns: (transfer full) (nullable): the account to start with
 */
ChatAccount *
parlour_saved_account_load (GSettings *settings)
{
  g_autofree char *address = g_settings_get_string (settings, "last-address");
  g_autofree char *name = g_settings_get_string (settings, "last-name");

  if (!g_settings_get_boolean (settings, "joined") || *address == '\0' || *name == '\0')
    return NULL;

  return parlour_saved_account_make (settings, address, name);
}

/**
 * parlour_saved_account_make:
 * @settings: the settings of the program
 * @address: of a server
 * @name: what to be called there
 *
 * Returns: (transfer full): an account that is the one of last time if the
 *   server is
 */
ChatAccount *
parlour_saved_account_make (GSettings *settings, const char *address, const char *name)
{
  g_autofree char *user_id = dup_user_id (settings, address);

  return chat_account_new (address, user_id, name);
}

/**
 * parlour_saved_account_save:
 * @settings: the settings of the program
 * @account: the account to start with next time
 */
void
parlour_saved_account_save (GSettings *settings, ChatAccount *account)
{
  g_autofree char *user_id = dup_user_id (settings, chat_account_get_address (account));

  if (user_id == NULL)
    g_settings_reset (settings, "rooms");
  g_settings_set_string (settings, "last-address", chat_account_get_address (account));
  g_settings_set_string (settings, "last-name", chat_account_get_name (account));
  g_settings_set_string (settings, "user-id", chat_account_get_user_id (account));
  g_settings_set_boolean (settings, "joined", TRUE);
}

/**
 * parlour_saved_account_forget:
 * @settings: the settings of the program
 *
 * Starts with no account next time; address and name are offered again.
 */
void
parlour_saved_account_forget (GSettings *settings)
{
  g_settings_set_boolean (settings, "joined", FALSE);
}

/**
 * parlour_saved_account_join_rooms:
 * @settings: the settings of the program
 * @session: a session of the account that was saved last
 *
 * Joins the rooms of last time.
 */
void
parlour_saved_account_join_rooms (GSettings *settings, ChatSession *session)
{
  g_auto (GStrv) names = g_settings_get_strv (settings, "rooms");

  for (char **name = names; *name != NULL; name++)
    if (**name != '\0')
      chat_session_join_room (session, *name);
}

/**
 * parlour_saved_account_save_rooms:
 * @settings: the settings of the program
 * @session: a session of the account that was saved last
 *
 * Remembers which rooms are joined.
 */
void
parlour_saved_account_save_rooms (GSettings *settings, ChatSession *session)
{
  GListModel *rooms = G_LIST_MODEL (chat_session_get_rooms (session));
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) strv = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (rooms); i++) {
    g_autoptr (ChatRoom) room = g_list_model_get_item (rooms, i);

    if (chat_room_get_kind (room) == CHAT_ROOM_KIND_PUBLIC)
      g_strv_builder_add (names, chat_room_get_name (room));
  }
  strv = g_strv_builder_end (names);
  g_settings_set_strv (settings, "rooms", (const char *const *) strv);
}
