/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-studio.h"

#define MINUTE_MS (60 * 1000)

static const struct {
  const char *name;
  ChatPresence presence;
} people[] = {
  { "Amara Okafor", CHAT_PRESENCE_ONLINE }, { "Tomás Ferreira", CHAT_PRESENCE_ONLINE },
  { "Wen Li", CHAT_PRESENCE_AWAY },         { "Jonas Lind", CHAT_PRESENCE_ONLINE },
  { "Build Bot", CHAT_PRESENCE_OFFLINE },   { "Priya N.", CHAT_PRESENCE_OFFLINE },
  { "Marek Nowak", CHAT_PRESENCE_OFFLINE }, { "Léa Dubois", CHAT_PRESENCE_OFFLINE },
  { "Sofia Conti", CHAT_PRESENCE_OFFLINE }, { "Ines Vidal", CHAT_PRESENCE_OFFLINE },
  { "Yusuf Demir", CHAT_PRESENCE_OFFLINE },
};

/* Fourteen o'clock of today, so that nothing here depends on the time of the run. */
static gint64
get_now (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autoptr (GDateTime)
    afternoon = g_date_time_new_local (g_date_time_get_year (now), g_date_time_get_month (now),
                                       g_date_time_get_day_of_month (now), 14, 32, 0);

  return g_date_time_to_unix (afternoon) * 1000;
}

ChatUser *
test_studio_get_user (ChatSession *session, const char *name)
{
  ChatUser *user = NULL;

  if (name == NULL)
    return chat_session_get_me (session);

  user = chat_roster_find (chat_session_get_users (session), name);
  if (user == NULL) {
    g_autoptr (ChatUser) stranger = chat_user_new (name, name);

    chat_roster_add (chat_session_get_users (session), stranger);
    user = chat_roster_find (chat_session_get_users (session), name);
  }

  return user;
}

ChatRoom *
test_studio_get_room (ChatSession *session, const char *name)
{
  ChatRoomList *rooms = chat_session_get_rooms (session);
  ChatRoom *room = chat_room_list_find (rooms, name);

  if (room == NULL) {
    g_autoptr (ChatRoom) empty = chat_room_new (name, name, CHAT_ROOM_KIND_PUBLIC);

    chat_room_set_joined (empty, TRUE);
    chat_room_list_add (rooms, empty);
    room = chat_room_list_find (rooms, name);
  }

  return room;
}

ChatMessage *
test_studio_say (ChatSession *session,
                 const char *room_name,
                 const char *name,
                 const char *text,
                 int minutes_ago)
{
  static guint number;
  ChatRoom *room = test_studio_get_room (session, room_name);
  ChatUser *sender = test_studio_get_user (session, name);
  gint64 time = get_now () - (gint64) minutes_ago * MINUTE_MS;
  g_autofree char *id = g_strdup_printf ("message-%u", number++);
  g_autoptr (ChatMessage) message = chat_message_new (id, sender, text, time);

  if (name == NULL)
    chat_timeline_add (chat_room_get_timeline (room), message);
  else
    chat_room_receive (room, message);

  return chat_timeline_find (chat_room_get_timeline (room), id);
}

static void
fill_general (ChatSession *session)
{
  ChatRoom *general = test_studio_get_room (session, "General");

  chat_room_set_open (general, TRUE);
  test_studio_say (session, "General", "Jonas Lind", "Good morning! Is the cluster back?", 1500);
  test_studio_say (session, "General", "Tomás Ferreira",
                   "Back since nine. Details: https://status.example.org/incidents/812", 1490);
  test_studio_say (session, "General", "Tomás Ferreira",
                   "It was the load balancer: it swallowed the upgrade, so everybody polled.\n"
                   "Two lines in its configuration, and a test that would have told us.",
                   1489);
  test_studio_say (session, "General", "Wen Li", "🎉🎉", 1480);
  test_studio_say (session, "General", "Wen Li", "sunset from the roof 🌇", 1212);
  test_studio_say (session, "General", "Tomás Ferreira",
                   "Can someone try it on the office network?", 29);
  test_studio_say (session, "General", NULL, "Works here — 23 ms, no polling fallback 🎉", 27);
  test_studio_say (session, "General", NULL, "I’ll leave it running over lunch.", 27);
  chat_room_set_open (general, FALSE);
  test_studio_say (session, "General", "Amara Okafor",
                   "Great. For the notes, the one-liner is:\n"
                   "parlour --join https://chat.example.org",
                   1);
  test_studio_say (session, "General", "Amara Okafor", "shall we ship it?", 1);
  test_studio_say (session, "General", "Amara Okafor", "the new build is up", 0);
  chat_typing_start (chat_room_get_typing (general),
                     test_studio_get_user (session, "Tomás Ferreira"), 1);
  chat_typing_start (chat_room_get_typing (general), test_studio_get_user (session, "Jonas Lind"),
                     1);
}

ChatSession *
test_studio_new (void)
{
  g_autoptr (ChatAccount)
    account = chat_account_new ("https://riverside.example.org", "me", "Noor Haddad");
  ChatSession *session = chat_session_new (account);
  ChatRoom *general = test_studio_get_room (session, "General");

  chat_account_set_title (account, "Riverside Studio");
  chat_user_set_presence (chat_session_get_me (session), CHAT_PRESENCE_ONLINE);
  chat_roster_add (chat_room_get_members (general), chat_session_get_me (session));
  for (gsize i = 0; i < G_N_ELEMENTS (people); i++) {
    ChatUser *user = test_studio_get_user (session, people[i].name);

    chat_user_set_presence (user, people[i].presence);
    chat_roster_add (chat_room_get_members (general), user);
  }

  test_studio_say (session, "Random", "Wen Li", "sent a picture", 1900);
  chat_room_set_open (test_studio_get_room (session, "Random"), TRUE);
  chat_room_set_open (test_studio_get_room (session, "Random"), FALSE);
  chat_room_set_draft (test_studio_get_room (session, "Random"), "about the trip, I");
  test_studio_say (session, "Release 1.0", "Tomás Ferreira", "@you can you sign off?", 111);
  test_studio_say (session, "Design", NULL, "I’ll push the icons tonight", 87);
  fill_general (session);

  return session;
}
