/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a server says that has accounts and counts places. */
#include "chat-file.h"
#include "chat-sync.h"

typedef struct {
  ChatUser *me;
  ChatOutbox *outbox;
  ChatSync *sync;
  GString *received; /* ids of what was told as new */
} Fixture;

static void
received_cb (Fixture *fixture, ChatRoom *room, ChatMessage *message)
{
  g_string_append_printf (fixture->received, "%s ", chat_message_get_id (message));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->me = chat_user_new_me ("me", "Me");
  fixture->outbox = chat_outbox_new (fixture->me);
  fixture->sync = chat_sync_new (fixture->me, fixture->outbox);
  fixture->received = g_string_new (NULL);
  g_signal_connect_swapped (fixture->sync, "message-received", G_CALLBACK (received_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_string_free (fixture->received, TRUE);
  g_assert_finalize_object (fixture->sync);
  g_assert_finalize_object (fixture->outbox);
  g_assert_finalize_object (fixture->me);
}

static void
apply (Fixture *fixture, ChatEvent *event)
{
  g_autoptr (GPtrArray) events = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_event_free);

  g_ptr_array_add (events, event);
  chat_sync_apply (fixture->sync, events, 100);
}

static ChatEventMessage *
message_at (const char *room, const char *user, gint64 seq)
{
  ChatEventMessage *message = chat_event_message_new ();

  message->id = g_strdup_printf ("%s-%d", room, (int) seq);
  message->room = g_strdup (room);
  message->sender = chat_event_user_new (user, NULL);
  message->text = g_strdup (message->id);
  message->time = seq * 1000;
  message->seq = seq;

  return message;
}

static void
say (Fixture *fixture, ChatEventType type, ChatEventMessage *message)
{
  ChatEvent *event = chat_event_new (type, message->room);

  g_ptr_array_add (event->messages, message);
  apply (fixture, event);
}

static ChatEventMember *
member_new (const char *room, const char *user, gint64 seen)
{
  ChatEventMember *member = g_new0 (ChatEventMember, 1);

  member->room = g_strdup (room);
  member->user = g_strdup (user);
  member->delivered = seen;
  member->seen = seen;

  return member;
}

static ChatEventRoom *
room_new (const char *id, ChatRoomKind kind, gint64 seen, gint64 last)
{
  ChatEventRoom *room = g_new0 (ChatEventRoom, 1);

  room->id = g_strdup (id);
  room->name = kind == CHAT_ROOM_KIND_DIRECT ? NULL : g_strdup (id);
  room->kind = kind;
  room->last_seq = last;
  room->has_me = TRUE;
  room->me = member_new (id, "me", seen);
  if (last > 0)
    room->last_message = message_at (id, "ann", last);

  return room;
}

static ChatRoom *
enter (Fixture *fixture, const char *id, ChatRoomKind kind, gint64 seen, gint64 last)
{
  ChatEvent *event = chat_event_new (CHAT_EVENT_ROOMS, NULL);

  g_ptr_array_add (event->rooms, room_new (id, kind, seen, last));
  apply (fixture, event);

  return chat_room_list_find (chat_sync_get_rooms (fixture->sync), id);
}

static void
be_current (Fixture *fixture)
{
  ChatEvent *event = chat_event_new (CHAT_EVENT_REVISION, NULL);

  event->revision = 1;
  apply (fixture, event);
}

static void
add_member (Fixture *fixture, const char *room, const char *user, gint64 seen)
{
  ChatEvent *event = chat_event_new (CHAT_EVENT_MEMBERSHIPS, NULL);

  g_ptr_array_add (event->members, member_new (room, user, seen));
  apply (fixture, event);
}

static void
profile (Fixture *fixture, const char *id, const char *name, ChatPresence presence)
{
  ChatEvent *event = chat_event_new (CHAT_EVENT_PROFILES, NULL);
  ChatEventUser *user = chat_event_user_new (id, name);

  user->handle = g_strdup (id);
  user->avatar = g_strdup ("picture");
  user->presence = presence;
  g_ptr_array_add (event->users, user);
  apply (fixture, event);
}

static guint
count_loaded (ChatRoom *room)
{
  return g_list_model_get_n_items (G_LIST_MODEL (chat_room_get_timeline (room)));
}

static ChatMessage *
find (ChatRoom *room, const char *id)
{
  return chat_timeline_find (chat_room_get_timeline (room), id);
}

static void
test_news (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = enter (fixture, "r", CHAT_ROOM_KIND_PUBLIC, 8, 10);
  ChatEventMessage *system = message_at ("r", "ann", 13);

  be_current (fixture);
  g_assert_cmpuint (chat_room_get_unread (room), ==, 2);
  g_assert_cmpuint (count_loaded (room), ==, 0);
  g_assert_true (chat_room_get_has_older (room));
  g_assert_cmpstr (chat_message_get_id (chat_room_get_last_message (room)), ==, "r-10");

  /* What is below was there when I came: a change of it is no news. */
  say (fixture, CHAT_EVENT_MESSAGES, message_at ("r", "ann", 9));
  g_assert_cmpuint (count_loaded (room), ==, 0);

  say (fixture, CHAT_EVENT_MESSAGE, message_at ("r", "ann", 11));
  say (fixture, CHAT_EVENT_MESSAGES, message_at ("r", "ann", 11));
  say (fixture, CHAT_EVENT_MESSAGES, message_at ("r", "me", 12));
  g_clear_pointer (&system->text, g_free);
  system->kind = CHAT_MESSAGE_KIND_SYSTEM;
  system->incident = CHAT_INCIDENT_RENAMED;
  system->incident_text = g_strdup ("A new name");
  say (fixture, CHAT_EVENT_MESSAGE, system);
  say (fixture, CHAT_EVENT_MESSAGE, message_at ("elsewhere", "ann", 1));

  g_assert_cmpstr (fixture->received->str, ==, "r-11 ");
  g_assert_cmpuint (chat_room_get_unread (room), ==, 3);
  g_assert_cmpuint (count_loaded (room), ==, 3);
  g_assert_cmpint (chat_message_get_incident (find (room, "r-13")), ==, CHAT_INCIDENT_RENAMED);
  g_assert_cmpstr (chat_message_get_incident_text (find (room, "r-13")), ==, "A new name");
  g_assert_cmpstr (chat_message_get_text (find (room, "r-13")), ==, "");
}

/* The room of somebody who wrote to me for the first time while I was not there. */
static void
test_new_room (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = NULL;

  be_current (fixture);
  room = enter (fixture, "d", CHAT_ROOM_KIND_DIRECT, 0, 2);
  add_member (fixture, "d", "ann", 2);
  say (fixture, CHAT_EVENT_MESSAGES, message_at ("d", "ann", 1));
  say (fixture, CHAT_EVENT_MESSAGES, message_at ("d", "ann", 2));

  g_assert_cmpstr (fixture->received->str, ==, "d-1 d-2 ");
  g_assert_cmpuint (chat_room_get_unread (room), ==, 2);
  g_assert_cmpstr (chat_room_get_name (room), ==, "");
  profile (fixture, "ann", "Ann", CHAT_PRESENCE_ONLINE);
  g_assert_cmpstr (chat_room_get_name (room), ==, "Ann");
  g_assert_true (chat_room_get_other (room) ==
                 chat_roster_find (chat_sync_get_users (fixture->sync), "ann"));
}

/* Once all of a room has been told, what is not loaded of it can only change. */
static void
test_change_in_new_room (Fixture *fixture, gconstpointer data)
{
  ChatEventMessage *edited = message_at ("r", "ann", 2);
  ChatRoom *room = NULL;

  be_current (fixture);
  room = enter (fixture, "r", CHAT_ROOM_KIND_PUBLIC, 0, 10);
  say (fixture, CHAT_EVENT_MESSAGES, message_at ("r", "ann", 10));
  be_current (fixture);
  edited->edited_at = 5000;
  say (fixture, CHAT_EVENT_MESSAGES, edited);
  g_assert_cmpstr (fixture->received->str, ==, "r-10 ");
  g_assert_cmpuint (count_loaded (room), ==, 1);
  g_assert_cmpuint (chat_room_get_unread (room), ==, 10);

  say (fixture, CHAT_EVENT_MESSAGE, message_at ("r", "ann", 11));
  g_assert_cmpstr (fixture->received->str, ==, "r-10 r-11 ");
  g_assert_cmpuint (chat_room_get_unread (room), ==, 11);
}

/* What changed of a room while I was away, and came into it, is not all of it. */
static void
test_hole_in_new_room (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = NULL;

  be_current (fixture);
  room = enter (fixture, "r", CHAT_ROOM_KIND_PUBLIC, 4, 6);
  say (fixture, CHAT_EVENT_MESSAGES, message_at ("r", "ann", 2));
  say (fixture, CHAT_EVENT_MESSAGES, message_at ("r", "ann", 3));
  say (fixture, CHAT_EVENT_MESSAGES, message_at ("r", "ann", 5));
  say (fixture, CHAT_EVENT_MESSAGES, message_at ("r", "ann", 6));
  be_current (fixture);
  g_assert_cmpuint (count_loaded (room), ==, 2);
  g_assert_nonnull (find (room, "r-5"));
  g_assert_cmpuint (chat_room_get_unread (room), ==, 2);

  say (fixture, CHAT_EVENT_MESSAGES, message_at ("r", "ann", 3));
  g_assert_cmpuint (count_loaded (room), ==, 2);
  say (fixture, CHAT_EVENT_MESSAGE, message_at ("r", "ann", 7));
  g_assert_cmpuint (count_loaded (room), ==, 3);
  g_assert_cmpuint (chat_room_get_unread (room), ==, 3);
}

static void
test_changes (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = enter (fixture, "r", CHAT_ROOM_KIND_PUBLIC, 0, 0);
  ChatEventMessage *edited = message_at ("r", "ann", 1);
  ChatEventMessage *deleted = message_at ("r", "ann", 2);
  ChatEventMessage *stolen = message_at ("r", "eve", 1);
  ChatEventReaction *reaction = chat_event_reaction_new ("👍");
  ChatMessage *first = NULL;
  ChatReaction *shown = NULL;

  say (fixture, CHAT_EVENT_MESSAGE, message_at ("r", "ann", 1));
  say (fixture, CHAT_EVENT_MESSAGE, message_at ("r", "ann", 2));
  first = find (room, "r-1");

  g_set_str (&edited->text, "better");
  edited->edited_at = 5000;
  edited->reply_id = g_strdup ("r-0");
  edited->reply_user = g_strdup ("me");
  g_ptr_array_add (edited->mentions, g_strdup ("me"));
  g_ptr_array_add (reaction->users, g_strdup ("me"));
  g_ptr_array_add (reaction->users, g_strdup ("bob"));
  g_ptr_array_add (edited->reactions, reaction);
  say (fixture, CHAT_EVENT_MESSAGES, edited);
  g_assert_true (find (room, "r-1") == first);
  g_assert_cmpstr (chat_message_get_text (first), ==, "better");
  g_assert_cmpint (chat_message_get_edited_at (first), ==, 5000);
  g_assert_true (chat_message_get_mentions_me (first));
  g_assert_true (chat_reply_get_user (chat_message_get_reply (first)) == fixture->me);
  shown = chat_message_get_reactions (first)->pdata[0];
  g_assert_cmpstr (chat_reaction_get_emoji (shown), ==, "👍");
  g_assert_true (chat_reaction_get_mine (shown));
  g_assert_cmpuint (chat_reaction_get_users (shown)->len, ==, 2);

  g_clear_pointer (&deleted->text, g_free);
  deleted->deleted_at = 6000;
  say (fixture, CHAT_EVENT_MESSAGES, deleted);
  g_assert_true (chat_message_get_deleted (find (room, "r-2")));
  g_assert_cmpstr (chat_message_get_text (find (room, "r-2")), ==, "");
  g_assert_cmpuint (chat_room_get_unread (room), ==, 1);

  say (fixture, CHAT_EVENT_MESSAGES, stolen);
  g_assert_cmpstr (chat_message_get_text (first), ==, "better");
  g_assert_cmpuint (count_loaded (room), ==, 2);
}

static ChatEventMessage *
message_of_revision (gint64 rev, const char *text, const char *emoji)
{
  ChatEventMessage *message = message_at ("r", "ann", 1);

  message->rev = rev;
  g_set_str (&message->text, text);
  if (emoji != NULL) {
    ChatEventReaction *reaction = chat_event_reaction_new (emoji);

    g_ptr_array_add (reaction->users, g_strdup ("me"));
    g_ptr_array_add (message->reactions, reaction);
  }

  return message;
}

/* Where what is old was believed, to react once more was to want what was there already. */
static void
test_old_news (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = enter (fixture, "r", CHAT_ROOM_KIND_PUBLIC, 0, 0);
  ChatMessage *message = NULL;

  say (fixture, CHAT_EVENT_MESSAGE, message_of_revision (10, "a", NULL));
  say (fixture, CHAT_EVENT_MESSAGES, message_of_revision (11, "b", "👍"));
  say (fixture, CHAT_EVENT_MESSAGES, message_of_revision (12, "c", NULL));
  message = find (room, "r-1");

  say (fixture, CHAT_EVENT_MESSAGES, message_of_revision (11, "b", "👍"));
  say (fixture, CHAT_EVENT_HISTORY, message_of_revision (10, "a", "👍"));
  g_assert_cmpstr (chat_message_get_text (message), ==, "c");
  g_assert_false (chat_message_has_reacted (message, "👍"));
  chat_outbox_react (fixture->outbox, room, message, "👍", TRUE, 5000);
  g_assert_true (chat_outbox_is_waiting (fixture->outbox, room));

  /* Nor is what is old what the server says, below what I have changed. */
  say (fixture, CHAT_EVENT_MESSAGES, message_of_revision (11, "b", "👍"));
  chat_outbox_react (fixture->outbox, room, message, "👍", FALSE, 5000);
  g_assert_false (chat_message_has_reacted (message, "👍"));
  g_assert_false (chat_outbox_is_waiting (fixture->outbox, room));
}

static ChatEventMessage *
message_with_file (const char *id)
{
  ChatEventMessage *message = message_at ("r", "ann", 1);
  ChatEventFile *file = g_new0 (ChatEventFile, 1);

  file->id = g_strdup (id);
  file->name = g_strdup ("holiday.png");
  file->type = g_strdup ("image/png");
  file->size = 1234;
  g_ptr_array_add (message->files, file);

  return message;
}

/* It may be on its way, or shown. */
static void
test_files (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = enter (fixture, "r", CHAT_ROOM_KIND_PUBLIC, 0, 0);
  g_autoptr (ChatFile) file = NULL;
  g_autoptr (ChatFile) again = NULL;
  ChatMessage *message = NULL;

  say (fixture, CHAT_EVENT_MESSAGE, message_with_file ("f1"));
  message = find (room, "r-1");
  file = g_list_model_get_item (chat_message_get_files (message), 0);
  g_assert_true (chat_file_get_is_picture (file));
  g_assert_cmpint (chat_file_get_state (file), ==, CHAT_FILE_REMOTE);

  say (fixture, CHAT_EVENT_MESSAGES, message_with_file ("f1"));
  again = g_list_model_get_item (chat_message_get_files (message), 0);
  g_assert_true (again == file);

  say (fixture, CHAT_EVENT_MESSAGES, message_at ("r", "ann", 1));
  g_assert_cmpuint (g_list_model_get_n_items (chat_message_get_files (message)), ==, 0);
}

static void
test_own (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = enter (fixture, "r", CHAT_ROOM_KIND_DIRECT, 0, 0);
  g_autoptr (ChatMessage) mine = chat_message_new_pending (fixture->me, "mine", 5000);
  ChatEvent *confirmed = chat_event_new (CHAT_EVENT_CONFIRMED, "r");
  ChatEventMessage *said = message_at ("r", "me", 2);
  ChatEvent *receipt = chat_event_new (CHAT_EVENT_RECEIPT, "r");

  add_member (fixture, "r", "ann", 0);
  chat_outbox_add (fixture->outbox, room, mine);
  say (fixture, CHAT_EVENT_MESSAGE, message_at ("r", "ann", 1));

  g_set_str (&said->id, chat_message_get_id (mine));
  confirmed->id = g_strdup (said->id);
  confirmed->time = said->time;
  g_ptr_array_add (confirmed->messages, said);
  apply (fixture, confirmed);
  g_assert_cmpint (chat_message_get_seq (mine), ==, 2);
  g_assert_cmpint (chat_message_get_status (mine), ==, CHAT_MESSAGE_STATUS_SENT);
  g_assert_cmpuint (chat_message_get_n_people (mine), ==, 1);
  g_assert_cmpuint (chat_outbox_get_length (fixture->outbox), ==, 0);
  g_assert_cmpuint (chat_room_get_unread (room), ==, 1);

  g_ptr_array_add (receipt->members, member_new ("r", "ann", 2));
  apply (fixture, receipt);
  g_assert_cmpint (chat_message_get_status (mine), ==, CHAT_MESSAGE_STATUS_SEEN);

  /* From another device of mine. */
  receipt = chat_event_new (CHAT_EVENT_RECEIPT, "r");
  g_ptr_array_add (receipt->members, member_new ("r", "me", 1));
  apply (fixture, receipt);
  g_assert_cmpuint (chat_room_get_unread (room), ==, 0);
}

static void
test_comings_and_goings (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = enter (fixture, "r", CHAT_ROOM_KIND_PRIVATE, 0, 0);
  ChatEvent *removed = chat_event_new (CHAT_EVENT_MEMBER_REMOVED, "r");
  ChatEvent *presence = chat_event_new (CHAT_EVENT_PRESENCE, NULL);
  ChatEvent *left = chat_event_new (CHAT_EVENT_ROOMS, NULL);
  ChatEventRoom *not_mine = room_new ("other", CHAT_ROOM_KIND_PUBLIC, 0, 0);
  ChatEventUser *away = chat_event_user_new ("ann", NULL);
  ChatUser *ann = NULL;

  enter (fixture, "other", CHAT_ROOM_KIND_PUBLIC, 0, 0);
  add_member (fixture, "r", "ann", 0);
  profile (fixture, "ann", "Ann", CHAT_PRESENCE_ONLINE);
  ann = chat_roster_find (chat_room_get_members (room), "ann");
  g_assert_cmpint (chat_user_get_presence (ann), ==, CHAT_PRESENCE_ONLINE);
  g_assert_cmpstr (chat_user_get_avatar (ann), ==, "picture");

  away->presence = CHAT_PRESENCE_AWAY;
  away->last_seen = 77;
  g_ptr_array_add (presence->users, away);
  apply (fixture, presence);
  g_assert_cmpint (chat_user_get_presence (ann), ==, CHAT_PRESENCE_AWAY);
  g_assert_cmpint (chat_user_get_last_seen (ann), ==, 77);
  g_assert_cmpstr (chat_user_get_name (ann), ==, "Ann");

  g_ptr_array_add (removed->users, chat_event_user_new ("ann", NULL));
  apply (fixture, removed);
  g_assert_null (chat_room_get_member (room, ann));
  g_assert_null (chat_roster_find (chat_room_get_members (room), "ann"));

  apply (fixture, chat_event_new (CHAT_EVENT_ROOM_REMOVED, "r"));
  g_assert_null (chat_room_list_find (chat_sync_get_rooms (fixture->sync), "r"));
  g_clear_pointer (&not_mine->me, chat_event_member_free);
  g_ptr_array_add (left->rooms, not_mine);
  apply (fixture, left);
  g_assert_null (chat_room_list_find (chat_sync_get_rooms (fixture->sync), "other"));
}

static void
test_marks (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = enter (fixture, "r", CHAT_ROOM_KIND_PUBLIC, 0, 0);
  ChatEvent *event = chat_event_new (CHAT_EVENT_MEMBERSHIPS, NULL);
  ChatEventMember *me = member_new ("r", "me", 0);

  me->role = CHAT_ROLE_OWNER;
  me->has_marks = TRUE;
  me->muted = 9000;
  me->pinned = TRUE;
  g_ptr_array_add (event->members, me);
  apply (fixture, event);

  g_assert_cmpint (chat_room_get_role (room), ==, CHAT_ROLE_OWNER);
  g_assert_cmpint (chat_room_get_muted_until (room), ==, 9000);
  g_assert_true (chat_room_get_pinned (room));

  add_member (fixture, "r", "me", 0);
  g_assert_true (chat_room_get_pinned (room));
}

static void
welcome (Fixture *fixture, const char *id)
{
  ChatEvent *event = chat_event_new (CHAT_EVENT_WELCOME, NULL);

  event->welcome = g_new0 (ChatEventWelcome, 1);
  event->welcome->me = chat_event_user_new (id, "Me, says the server");
  apply (fixture, event);
}

static void
test_first_sign_in (Fixture *fixture, gconstpointer data)
{
  welcome (fixture, "42");

  g_assert_cmpstr (chat_user_get_id (fixture->me), ==, "42");
  g_assert_cmpstr (chat_user_get_name (fixture->me), ==, "Me, says the server");
  g_assert_true (chat_roster_find (chat_sync_get_users (fixture->sync), "42") == fixture->me);
  g_assert_null (chat_roster_find (chat_sync_get_users (fixture->sync), "me"));
}

/* While a room of who I was is still on a screen, and even if I am somebody I knew. */
static void
test_other_me (Fixture *fixture, gconstpointer data)
{
  g_autoptr (ChatRoom) shown = g_object_ref (enter (fixture, "r", CHAT_ROOM_KIND_PUBLIC, 0, 1));
  ChatRoster *users = chat_sync_get_users (fixture->sync);

  say (fixture, CHAT_EVENT_MESSAGE, message_at ("r", "ann", 2));
  g_assert_nonnull (chat_roster_find (users, "ann"));
  welcome (fixture, "ann");

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (chat_sync_get_rooms (fixture->sync))),
                    ==, 0);
  g_assert_true (chat_roster_find (users, "ann") == fixture->me);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (users)), ==, 1);
  g_assert_true (chat_roster_find (chat_room_get_members (shown), "ann") == fixture->me);
  g_assert_null (chat_roster_find (chat_room_get_members (shown), "me"));
}

static void
test_pages (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = enter (fixture, "r", CHAT_ROOM_KIND_PUBLIC, 100, 100);
  ChatEvent *history = chat_event_new (CHAT_EVENT_HISTORY, "r");
  g_autoptr (GPtrArray)
    page = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_event_message_free);

  for (gint64 seq = 91; seq <= 100; seq++)
    g_ptr_array_add (page, message_at ("r", "ann", seq));
  for (gint64 seq = 81; seq <= 92; seq++)
    g_ptr_array_add (history->messages, message_at ("r", "ann", seq));
  chat_sync_load_messages (fixture->sync, room, page);
  apply (fixture, history);

  g_assert_cmpuint (count_loaded (room), ==, 20);
  g_assert_cmpuint (chat_room_get_unread (room), ==, 0);
  g_assert_cmpstr (fixture->received->str, ==, "");
  g_assert_cmpstr (chat_message_get_id (chat_timeline_get_first (chat_room_get_timeline (room))),
                   ==, "r-81");
}

/* What is filled in on the disk far above what is loaded is not shown without what is between. */
static void
test_far_page (Fixture *fixture, gconstpointer data)
{
  ChatRoom *room = enter (fixture, "r", CHAT_ROOM_KIND_PUBLIC, 100, 100);
  ChatEvent *far = NULL;

  far = chat_event_new (CHAT_EVENT_HISTORY, "r");
  for (gint64 seq = 90; seq <= 99; seq++)
    g_ptr_array_add (far->messages, message_at ("r", "ann", seq));
  apply (fixture, far);
  g_assert_cmpuint (count_loaded (room), ==, 0);

  say (fixture, CHAT_EVENT_MESSAGE, message_at ("r", "ann", 101));
  g_assert_cmpuint (count_loaded (room), ==, 1);
  far = chat_event_new (CHAT_EVENT_HISTORY, "r");
  for (gint64 seq = 90; seq <= 99; seq++)
    g_ptr_array_add (far->messages, message_at ("r", "ann", seq));
  apply (fixture, far);
  g_assert_cmpuint (count_loaded (room), ==, 1);

  far = chat_event_new (CHAT_EVENT_HISTORY, "r");
  for (gint64 seq = 95; seq <= 100; seq++)
    g_ptr_array_add (far->messages, message_at ("r", "ann", seq));
  apply (fixture, far);
  g_assert_cmpuint (count_loaded (room), ==, 7);
}

static ChatStoredRoom *
stored_room_new (const char *id)
{
  ChatStoredRoom *stored = g_new0 (ChatStoredRoom, 1);

  stored->room = room_new (id, CHAT_ROOM_KIND_DIRECT, 3, 9);
  stored->other = chat_event_user_new (id, "Ann");
  stored->seen = 5;
  stored->n_unread = 2;
  stored->draft = chat_stored_draft_new (stored->room->id, "I was about to");

  return stored;
}

static void
test_remembered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray)
    rooms = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_stored_room_free);
  g_autoptr (GPtrArray)
    members = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_stored_member_free);
  ChatStoredMember *member = g_new0 (ChatStoredMember, 1);
  ChatRoom *room = NULL;

  g_ptr_array_add (rooms, stored_room_new ("a"));
  chat_sync_load_rooms (fixture->sync, rooms);
  room = chat_room_list_find (chat_sync_get_rooms (fixture->sync), "a");
  g_assert_cmpstr (chat_room_get_name (room), ==, "Ann");
  g_assert_cmpuint (chat_room_get_unread (room), ==, 2);
  g_assert_cmpint (chat_room_get_seen_seq (room), ==, 5);
  g_assert_cmpint (chat_room_get_last_seq (room), ==, 9);
  g_assert_cmpstr (chat_draft_get_text (chat_room_get_draft (room)), ==, "I was about to");

  member->member = member_new ("a", "bob", 4);
  member->user = chat_event_user_new ("bob", "Bob");
  g_ptr_array_add (members, member);
  chat_sync_load_members (fixture->sync, room, members);
  g_assert_nonnull (chat_roster_find (chat_room_get_members (room), "bob"));

  /* An old one was changed while I was away, and a new one came. */
  say (fixture, CHAT_EVENT_MESSAGES, message_at ("a", "ann", 9));
  say (fixture, CHAT_EVENT_MESSAGES, message_at ("a", "ann", 10));
  g_assert_cmpstr (fixture->received->str, ==, "a-10 ");
  g_assert_cmpuint (chat_room_get_unread (room), ==, 3);
}

static void
test_many_rooms (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray)
    rooms = g_ptr_array_new_with_free_func ((GDestroyNotify) chat_stored_room_free);
  gint64 start = 0;

  for (guint i = 0; i < 200; i++) {
    g_autofree char *id = g_strdup_printf ("room%u", i);

    g_ptr_array_add (rooms, stored_room_new (id));
  }

  start = g_get_monotonic_time ();
  chat_sync_load_rooms (fixture->sync, rooms);
  g_test_message ("200 rooms in %d µs", (int) (g_get_monotonic_time () - start));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (chat_sync_get_rooms (fixture->sync))),
                    ==, 200);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                                        \
  g_test_add ("/chat/sync/native/" name, Fixture, NULL, set_up, function, tear_down)

  ADD ("only-what-is-new-for-me-is-told", test_news);
  ADD ("what-came-with-a-new-room-is-told", test_new_room);
  ADD ("what-changes-in-a-new-room-is-no-news", test_change_in_new_room);
  ADD ("what-is-loaded-of-a-new-room-has-no-hole", test_hole_in_new_room);
  ADD ("message-that-changes-stays-the-same-object", test_changes);
  ADD ("what-is-said-late-changes-nothing", test_old_news);
  ADD ("file-of-a-message-stays-the-same-object", test_files);
  ADD ("message-of-mine-gets-its-place-and-is-seen", test_own);
  ADD ("people-come-and-go", test_comings_and_goings);
  ADD ("what-is-mine-in-a-room-stays", test_marks);
  ADD ("server-says-who-i-am", test_first_sign_in);
  ADD ("server-may-say-that-i-am-another", test_other_me);
  ADD ("pages-are-no-news", test_pages);
  ADD ("page-that-does-not-join-what-is-loaded-is-not-shown", test_far_page);
  ADD ("what-is-remembered-is-there-before-anything-is-heard", test_remembered);
  ADD ("many-rooms-come-quickly", test_many_rooms);

  return g_test_run ();
}
