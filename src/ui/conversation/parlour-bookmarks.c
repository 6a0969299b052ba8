/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A room opens where there is something new, or else where it was left, or else at
 * the end.
 */
#include "parlour-bookmarks.h"

struct _ParlourBookmarks {
  GHashTable *by_room; /* room id -> Place */
};

typedef struct {
  char *message_id;
  int offset;
} Place;

static void
place_free (gpointer data)
{
  Place *place = data;

  g_free (place->message_id);
  g_free (place);
}

ParlourBookmarks *
parlour_bookmarks_new (void)
{
  ParlourBookmarks *self = g_new0 (ParlourBookmarks, 1);

  self->by_room = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, place_free);

  return self;
}

void
parlour_bookmarks_free (ParlourBookmarks *self)
{
  g_hash_table_unref (self->by_room);
  g_free (self);
}

void
parlour_bookmarks_clear (ParlourBookmarks *self)
{
  g_hash_table_remove_all (self->by_room);
}

/**
 * parlour_bookmarks_leave:
 * @self: bookmarks
 * @list: which shows @room
 * @session: the session of @room
 * @room: a room
 *
 * Remembers what is read now.
 */
void
parlour_bookmarks_leave (ParlourBookmarks *self,
                         ParlourMessageList *list,
                         ChatSession *session,
                         ChatRoom *room)
{
  int offset = 0;
  ChatMessage *message = parlour_message_list_get_place (list, &offset);
  const char *room_id = chat_room_get_id (room);
  Place *place = NULL;

  if (message == NULL) {
    g_hash_table_remove (self->by_room, room_id);
    chat_session_set_position (session, room, 0, 0);
    return;
  }

  place = g_new0 (Place, 1);
  place->message_id = g_strdup (chat_message_get_id (message));
  place->offset = offset;
  g_hash_table_replace (self->by_room, g_strdup (room_id), place);
  chat_session_set_position (session, room, chat_message_get_seq (message), offset);
}

static gboolean
find_seq (ChatTimeline *timeline, gint64 seq, guint *position)
{
  GListModel *messages = G_LIST_MODEL (timeline);

  for (guint i = g_list_model_get_n_items (messages); i > 0; i--) {
    g_autoptr (ChatMessage) message = g_list_model_get_item (messages, i - 1);

    *position = i - 1;
    if (chat_message_get_seq (message) == seq)
      return TRUE;
  }

  return FALSE;
}

/* Where @room was left, now or before the program was started. */
static gboolean
find_place (ParlourBookmarks *self,
            ChatSession *session,
            ChatRoom *room,
            guint *position,
            int *offset)
{
  ChatTimeline *timeline = chat_room_get_timeline (room);
  Place *place = g_hash_table_lookup (self->by_room, chat_room_get_id (room));
  gint64 seq = 0;
  gint64 kept_offset = 0;

  if (place != NULL) {
    *offset = place->offset;
    return chat_timeline_find_position (timeline, place->message_id, position);
  }
  if (!chat_session_get_position (session, room, &seq, &kept_offset) || seq <= 0)
    return FALSE;

  *offset = (int) CLAMP (kept_offset, -10000, 10000);

  return find_seq (timeline, seq, position);
}

/**
 * parlour_bookmarks_find:
 * @self: bookmarks
 * @list: which shows @room
 * @session: the session of @room
 * @room: a room
 *
 * Scrolls to where @room is to be opened, as far as that is loaded.
 */
void
parlour_bookmarks_find (ParlourBookmarks *self,
                        ParlourMessageList *list,
                        ChatSession *session,
                        ChatRoom *room)
{
  ChatTimeline *timeline = chat_room_get_timeline (room);
  const char *first_unread = chat_room_get_first_unread (room);
  int height = gtk_widget_get_height (GTK_WIDGET (list));
  guint position = 0;
  int offset = 0;

  if (first_unread != NULL && chat_timeline_find_position (timeline, first_unread, &position))
    parlour_message_list_scroll_to (list, position, height / 5);
  else if (find_place (self, session, room, &position, &offset))
    parlour_message_list_scroll_to (list, position, offset);
}
