/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where one was when the program ended: in each account the room that was open,
 * and the rooms of a server that does not remember by itself who is in which.
 */
#include "parlour-places.h"

#define ROOM "last-rooms"
#define ROOMS "joined-rooms"

static GVariant *
lookup (GSettings *settings, const char *key, ChatAccount *account, const GVariantType *type)
{
  g_autoptr (GVariant) all = g_settings_get_value (settings, key);

  return g_variant_lookup_value (all, chat_account_get_id (account), type);
}

/* NULL takes the entry away. */
static void
replace (GSettings *settings, const char *key, ChatAccount *account, GVariant *value)
{
  g_autoptr (GVariant) all = g_settings_get_value (settings, key);
  g_autoptr (GVariant) owned = value != NULL ? g_variant_ref_sink (value) : NULL;
  GVariantBuilder builder;
  GVariantIter iter;
  const char *id = NULL;
  GVariant *other = NULL;

  g_variant_builder_init (&builder, g_variant_get_type (all));
  g_variant_iter_init (&iter, all);
  while (g_variant_iter_loop (&iter, "{&s*}", &id, &other))
    if (!g_str_equal (id, chat_account_get_id (account)))
      g_variant_builder_add (&builder, "{s*}", id, other);
  if (owned != NULL)
    g_variant_builder_add (&builder, "{s*}", chat_account_get_id (account), owned);

  g_settings_set_value (settings, key, g_variant_builder_end (&builder));
}

static gboolean
is_plain (ChatAccount *account)
{
  return g_str_equal (chat_account_get_dialect (account), "plain");
}

/**
 * parlour_places_take_over:
 * @settings: the settings of the program
 * @accounts: all accounts
 *
 * Makes an account of the one server that earlier versions knew.
 *
 * Returns: (transfer none) (nullable): its session, if there was one
 */
ChatSession *
parlour_places_take_over (GSettings *settings, ChatSessionList *accounts)
{
  g_autofree char *address = g_settings_get_string (settings, "last-address");
  g_autofree char *name = g_settings_get_string (settings, "last-name");
  g_autofree char *user_id = g_settings_get_string (settings, "user-id");
  g_auto (GStrv) rooms = g_settings_get_strv (settings, "rooms");
  ChatSession *session = NULL;
  ChatAccount *account = NULL;

  if (!g_settings_get_boolean (settings, "joined") || *address == '\0' || *name == '\0')
    return NULL;

  session = chat_session_list_add (accounts, address, "plain", name);
  account = chat_session_get_account (session);
  if (*user_id != '\0')
    chat_account_set_user_id (account, user_id);
  replace (settings, ROOMS, account, g_variant_new_strv ((const char *const *) rooms, -1));
  g_settings_reset (settings, "joined");
  g_settings_reset (settings, "user-id");
  g_settings_reset (settings, "rooms");

  return session;
}

/**
 * parlour_places_dup_name:
 * @settings: the settings of the program
 *
 * Returns: (transfer full): what to be called where nothing was said about it
 */
char *
parlour_places_dup_name (GSettings *settings)
{
  g_autofree char *last = g_settings_get_string (settings, "last-name");
  const char *real = g_get_real_name ();

  if (*last != '\0')
    return g_steal_pointer (&last);

  return g_strdup (g_str_equal (real, "Unknown") || *real == '\0' ? g_get_user_name () : real);
}

/**
 * parlour_places_dup_room:
 * @settings: the settings of the program
 * @account: an account
 *
 * Returns: (transfer full) (nullable): the id of the room that was open there
 */
char *
parlour_places_dup_room (GSettings *settings, ChatAccount *account)
{
  g_autoptr (GVariant) room = lookup (settings, ROOM, account, G_VARIANT_TYPE_STRING);

  return room != NULL ? g_variant_dup_string (room, NULL) : NULL;
}

void
parlour_places_set_room (GSettings *settings, ChatAccount *account, ChatRoom *room)
{
  g_autofree char *last = parlour_places_dup_room (settings, account);

  if (g_strcmp0 (last, chat_room_get_id (room)) != 0)
    replace (settings, ROOM, account, g_variant_new_string (chat_room_get_id (room)));
}

/**
 * parlour_places_join_rooms:
 * @settings: the settings of the program
 * @session: an account
 *
 * Joins the rooms of last time, where the server does not know them itself.
 */
void
parlour_places_join_rooms (GSettings *settings, ChatSession *session)
{
  ChatAccount *account = chat_session_get_account (session);
  g_autoptr (GVariant) rooms = lookup (settings, ROOMS, account, G_VARIANT_TYPE_STRING_ARRAY);
  g_auto (GStrv) names = NULL;

  if (!is_plain (account))
    return;

  names = rooms != NULL ? g_variant_dup_strv (rooms, NULL)
                        : g_settings_get_strv (settings, "rooms");
  for (char **name = names; *name != NULL; name++)
    if (**name != '\0')
      chat_session_join_room (session, *name);
}

/**
 * parlour_places_save_rooms:
 * @settings: the settings of the program
 * @session: an account
 *
 * Remembers which rooms are joined, where the server does not.
 */
void
parlour_places_save_rooms (GSettings *settings, ChatSession *session)
{
  ChatAccount *account = chat_session_get_account (session);
  GListModel *rooms = G_LIST_MODEL (chat_session_get_rooms (session));
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) strv = NULL;

  if (!is_plain (account))
    return;

  for (guint i = 0; i < g_list_model_get_n_items (rooms); i++) {
    g_autoptr (ChatRoom) room = g_list_model_get_item (rooms, i);

    if (chat_room_get_kind (room) == CHAT_ROOM_KIND_PUBLIC)
      g_strv_builder_add (names, chat_room_get_name (room));
  }
  strv = g_strv_builder_end (names);
  replace (settings, ROOMS, account, g_variant_new_strv ((const char *const *) strv, -1));
}

/**
 * parlour_places_forget:
 * @settings: the settings of the program
 * @account: an account that goes
 */
void
parlour_places_forget (GSettings *settings, ChatAccount *account)
{
  replace (settings, ROOM, account, NULL);
  replace (settings, ROOMS, account, NULL);
}
