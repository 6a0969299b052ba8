/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-studio.h"

#include <gdk/gdk.h>

#include "chat-file.h"
#include "chat-reaction.h"
#include "chat-reply.h"

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

/* Who reacts to a message: the first of the people, and the reader if @mine. */
static ChatReaction *
make_reaction (ChatSession *session, const char *emoji, guint n_people, gboolean mine)
{
  g_autoptr (GPtrArray) users = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_people; i++)
    g_ptr_array_add (users, g_object_ref (test_studio_get_user (session, people[i].name)));
  if (mine)
    g_ptr_array_add (users, g_object_ref (chat_session_get_me (session)));

  return chat_reaction_new (emoji, users);
}

static void
react (ChatSession *session, ChatMessage *message)
{
  g_autoptr (GPtrArray)
    reactions = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_reaction_unref);

  g_ptr_array_add (reactions, make_reaction (session, "🎉", 2, TRUE));
  g_ptr_array_add (reactions, make_reaction (session, "👀", 1, FALSE));
  chat_message_set_reactions (message, reactions);
}

static void
answer (ChatMessage *message, ChatMessage *original)
{
  g_autoptr (ChatReply)
    reply = chat_reply_new (chat_message_get_id (original), chat_message_get_sender (original),
                            chat_message_get_text (original));

  chat_message_set_reply (message, reply);
}

char *
test_studio_paint (int width, int height)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  g_autofree char *name = g_strdup_printf ("painting-%dx%d.png", width, height);
  char *path = g_build_filename (g_get_user_cache_dir (), name, NULL);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      guint8 *pixel = pixels + y * gdk_pixbuf_get_rowstride (pixbuf) + 3 * x;
      int way = 255 * (x + y) / (width + height);

      pixel[0] = (guint8) (250 - way / 2);
      pixel[1] = (guint8) (190 - way * 2 / 3);
      pixel[2] = (guint8) (120 + way / 5);
    }
  g_assert_true (gdk_pixbuf_save (pixbuf, path, "png", NULL, NULL));

  return path;
}

void
test_studio_attach (ChatMessage *message, ChatFile *file)
{
  g_autoptr (GListStore) files = g_list_store_new (CHAT_TYPE_FILE);
  GListModel *before = chat_message_get_files (message);

  for (guint i = 0; i < g_list_model_get_n_items (before); i++) {
    g_autoptr (ChatFile) earlier = g_list_model_get_item (before, i);

    g_list_store_append (files, earlier);
  }
  g_list_store_append (files, file);
  chat_message_set_files (message, G_LIST_MODEL (files));
}

static void
attach_painting (ChatMessage *message)
{
  g_autofree char *path = test_studio_paint (640, 360);
  g_autoptr (ChatFile) file = chat_file_new ("sunset", "sunset.png", "image/png", 4711, 640, 360);

  chat_file_set_path (file, path);
  chat_file_set_state (file, CHAT_FILE_HERE);
  test_studio_attach (message, file);
}

/* What else can come up in a conversation. */
static void
fill_design (ChatSession *session)
{
  g_autoptr (ChatMessage) incident =
    chat_message_new_of_kind ("renamed", test_studio_get_user (session, "Wen Li"),
                              CHAT_MESSAGE_KIND_SYSTEM, "", get_now () - 100 * MINUTE_MS);
  g_autoptr (ChatMessage)
    notice = chat_message_new_of_kind ("notice", test_studio_get_user (session, "Build Bot"),
                                       CHAT_MESSAGE_KIND_NOTICE, "Pipeline 812 passed",
                                       get_now () - 95 * MINUTE_MS);
  g_autoptr (ChatFile)
    report = chat_file_new ("report", "Quarterly report.pdf", "application/pdf", 2400000, 0, 0);
  g_autoptr (ChatFile) film = chat_file_new ("film", "demo.webm", "video/webm", 31000000, 0, 0);
  g_autoptr (ChatFile) large = chat_file_new ("large", "large.png", "image/png", 9000000, 900, 600);
  ChatRoom *design = test_studio_get_room (session, "Design");
  ChatMessage *message = NULL;

  chat_room_set_open (design, TRUE);
  chat_message_set_incident (incident, CHAT_INCIDENT_RENAMED, NULL, "Design");
  chat_timeline_add (chat_room_get_timeline (design), incident);
  chat_timeline_add (chat_room_get_timeline (design), notice);
  message = test_studio_say (session, "Design", "Wen Li", "Here is everything", 94);
  test_studio_attach (message, report);
  chat_file_set_progress (film, 0.4);
  chat_file_set_state (film, CHAT_FILE_TRANSFERRING);
  test_studio_attach (message, film);
  message = test_studio_say (session, "Design", "Wen Li", "", 94);
  test_studio_attach (message, large);
  message = test_studio_say (session, "Design", "Tomás Ferreira", "never mind", 93);
  chat_message_set_deleted (message, TRUE);
  message = test_studio_say (session, "Design", NULL, "I have it", 92);
  chat_message_set_receipts (message, 3, 3, 3);
  message = test_studio_say (session, "Design", NULL, "I’ll redraw the arrow, and the bubble", 91);
  chat_message_set_receipts (message, 3, 3, 1);
  chat_message_set_edited_at (message, get_now () - 90 * MINUTE_MS);
  react (session, message);
  test_studio_say (session, "Design", NULL, "and the folder", 90);
  message = test_studio_say (session, "Design", NULL, "I’ll push the icons tonight", 87);
  chat_message_set_receipts (message, 3, 0, 0);
  chat_room_set_open (design, FALSE);
}

static void
fill_general (ChatSession *session)
{
  ChatRoom *general = test_studio_get_room (session, "General");
  ChatMessage *question = NULL;
  ChatMessage *message = NULL;

  chat_room_set_open (general, TRUE);
  test_studio_say (session, "General", "Jonas Lind", "Good morning! Is the cluster back?", 1500);
  test_studio_say (session, "General", "Tomás Ferreira",
                   "Back since nine. Details: https://status.example.org/incidents/812", 1490);
  test_studio_say (session, "General", "Tomás Ferreira",
                   "It was the load balancer: it swallowed the upgrade, so everybody polled.\n"
                   "Two lines in its configuration, and a test that would have told us.",
                   1489);
  test_studio_say (session, "General", "Wen Li", "🎉🎉", 1480);
  message = test_studio_say (session, "General", "Wen Li", "sunset from the roof 🌇", 1212);
  attach_painting (message);
  question = test_studio_say (session, "General", "Tomás Ferreira",
                              "Can someone try it on the office network?", 29);
  message =
    test_studio_say (session, "General", NULL, "Works here — 23 ms, no polling fallback 🎉", 27);
  answer (message, question);
  chat_message_set_receipts (message, 11, 11, 11);
  message = test_studio_say (session, "General", NULL, "I’ll leave it running over lunch.", 27);
  chat_message_set_receipts (message, 11, 11, 4);
  chat_room_set_open (general, FALSE);
  test_studio_say (session, "General", "Amara Okafor",
                   "Great. For the notes, the one-liner is:\n"
                   "parlour --join https://chat.example.org",
                   1);
  test_studio_say (session, "General", "Amara Okafor", "shall we ship it?", 1);
  message = test_studio_say (session, "General", "Amara Okafor", "the new build is up", 0);
  react (session, message);
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
  chat_draft_set_text (chat_room_get_draft (test_studio_get_room (session, "Random")),
                       "about the trip, I");
  test_studio_say (session, "Release 1.0", "Tomás Ferreira", "@you can you sign off?", 111);
  fill_design (session);
  fill_general (session);

  return session;
}
