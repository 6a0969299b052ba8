/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The public rooms of a server, those with the newest messages first; choosing one goes into it.
 * They come in pages, the next one when the end of the list is reached.
 */
#include "parlour-find-room-dialog.h"

#include <glib/gi18n.h>

#include "chat-session-operations.h"
#include "parlour-directory-row.h"

struct _ParlourFindRoomDialog {
  ParlourSearchDialog parent_instance;

  char *query;
  char *after; /* where the next page begins; NULL for the first, or when there is none */
};

G_DEFINE_FINAL_TYPE (ParlourFindRoomDialog, parlour_find_room_dialog, PARLOUR_TYPE_SEARCH_DIALOG)

static ChatSession *
get_session (ParlourFindRoomDialog *self)
{
  return parlour_request_dialog_get_session (PARLOUR_REQUEST_DIALOG (self));
}

/* A room of mine is there already; of another one only this much is known. */
static ChatRoom *
make_room (ParlourFindRoomDialog *self, const ChatDirectoryRoom *found)
{
  ChatRoom *mine = chat_room_list_find (chat_session_get_rooms (get_session (self)), found->id);
  ChatRoom *room = NULL;

  if (mine != NULL)
    return g_object_ref (mine);

  room = chat_room_new (found->id, found->name, CHAT_ROOM_KIND_PUBLIC);
  chat_room_set_topic (room, found->topic);
  chat_room_set_n_members (room, found->n_members);

  return room;
}

static void
page_came_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ParlourFindRoomDialog) self = user_data;
  g_autoptr (GPtrArray) rooms = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatDirectory) page = NULL;

  page = chat_session_directory_finish (CHAT_SESSION (source), result, &error);
  if (!parlour_request_dialog_end (PARLOUR_REQUEST_DIALOG (self), error))
    return;

  for (guint i = 0; i < page->rooms->len; i++)
    g_ptr_array_add (rooms, make_room (self, page->rooms->pdata[i]));
  if (self->after == NULL)
    parlour_search_dialog_show (PARLOUR_SEARCH_DIALOG (self), rooms);
  else
    parlour_search_dialog_append (PARLOUR_SEARCH_DIALOG (self), rooms);
  g_set_str (&self->after, page->after);
}

static void
ask (ParlourFindRoomDialog *self)
{
  chat_session_list_directory_async (get_session (self), self->query, self->after,
                                     parlour_request_dialog_begin (PARLOUR_REQUEST_DIALOG (self)),
                                     page_came_cb, g_object_ref (self));
}

static void
search (ParlourSearchDialog *dialog, const char *query)
{
  ParlourFindRoomDialog *self = PARLOUR_FIND_ROOM_DIALOG (dialog);

  g_set_str (&self->query, *query != '\0' ? query : NULL);
  g_set_str (&self->after, NULL);
  ask (self);
}

static void
search_more (ParlourSearchDialog *dialog)
{
  ParlourFindRoomDialog *self = PARLOUR_FIND_ROOM_DIALOG (dialog);

  if (self->after != NULL)
    ask (self);
}

static void
joined_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ParlourFindRoomDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  ChatRoom *room = chat_session_room_finish (CHAT_SESSION (source), result, &error);

  if (parlour_request_dialog_end (PARLOUR_REQUEST_DIALOG (self), error))
    parlour_request_dialog_go_to (PARLOUR_REQUEST_DIALOG (self), room);
}

static void
choose (ParlourSearchDialog *dialog, gpointer item)
{
  ParlourFindRoomDialog *self = PARLOUR_FIND_ROOM_DIALOG (dialog);
  ParlourRequestDialog *request = PARLOUR_REQUEST_DIALOG (dialog);
  ChatSession *session = get_session (self);
  const char *id = chat_room_get_id (item);

  if (chat_room_list_find (chat_session_get_rooms (session), id) != NULL)
    parlour_request_dialog_go_to (request, item);
  else
    chat_session_join_async (session, id, parlour_request_dialog_begin (request), joined_cb,
                             g_object_ref (self));
}

static GtkWidget *
make_row (void)
{
  return g_object_new (PARLOUR_TYPE_DIRECTORY_ROW, NULL);
}

static void
parlour_find_room_dialog_finalize (GObject *object)
{
  g_free (PARLOUR_FIND_ROOM_DIALOG (object)->query);
  g_free (PARLOUR_FIND_ROOM_DIALOG (object)->after);

  G_OBJECT_CLASS (parlour_find_room_dialog_parent_class)->finalize (object);
}

static void
parlour_find_room_dialog_class_init (ParlourFindRoomDialogClass *klass)
{
  ParlourSearchDialogClass *search_class = PARLOUR_SEARCH_DIALOG_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = parlour_find_room_dialog_finalize;
  search_class->search = search;
  search_class->search_more = search_more;
  search_class->choose = choose;
  search_class->make_row = make_row;
  search_class->row_property = "room";
}

static void
parlour_find_room_dialog_init (ParlourFindRoomDialog *self)
{
}

/**
 * parlour_find_room_dialog_new:
 * @session: where to look for rooms
 *
 * Returns: (transfer floating): a dialog with the public rooms of a server
 */
AdwDialog *
parlour_find_room_dialog_new (ChatSession *session)
{
  return g_object_new (PARLOUR_TYPE_FIND_ROOM_DIALOG, "session", session, "title",
                       _ ("Find a Room"), "hint",
                       _ ("Private rooms are not in here: somebody has to invite you."), NULL);
}
