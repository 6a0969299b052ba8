/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * People to choose from: those whom I know, or those whose names begin with what was typed. Without
 * a room, choosing somebody opens our conversation; with a room, it invites them into it, one after
 * the other.
 */
#include "parlour-people-dialog.h"

#include <glib/gi18n.h>

#include "chat-session-operations.h"
#include "parlour-member-row.h"
#include "parlour-text.h"

struct _ParlourPeopleDialog {
  ParlourSearchDialog parent_instance;

  ChatRoom *room;
};

typedef enum {
  PROP_ROOM = 1,
} ParlourPeopleDialogProperty;

static GParamSpec *properties[PROP_ROOM + 1];

G_DEFINE_FINAL_TYPE (ParlourPeopleDialog, parlour_people_dialog, PARLOUR_TYPE_SEARCH_DIALOG)

static ChatSession *
get_session (ParlourPeopleDialog *self)
{
  return parlour_request_dialog_get_session (PARLOUR_REQUEST_DIALOG (self));
}

/* --- who is shown ------------------------------------------------------------------------ */

static gboolean
can_be_chosen (ParlourPeopleDialog *self, ChatUser *user)
{
  return !chat_user_get_is_me (user) &&
         (self->room == NULL ||
          chat_roster_find (chat_room_get_members (self->room), chat_user_get_id (user)) == NULL);
}

static void
show_people (ParlourPeopleDialog *self, GPtrArray *people)
{
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();

  for (guint i = 0; i < people->len; i++) {
    if (can_be_chosen (self, people->pdata[i]))
      g_ptr_array_add (shown, people->pdata[i]);
  }
  parlour_search_dialog_show (PARLOUR_SEARCH_DIALOG (self), shown);
}

static void
show_acquaintances (ParlourPeopleDialog *self)
{
  GListModel *users = G_LIST_MODEL (chat_session_get_users (get_session (self)));
  g_autoptr (GPtrArray) people = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (users); i++)
    g_ptr_array_add (people, g_list_model_get_item (users, i));
  show_people (self, people);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ParlourPeopleDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) people = NULL;

  people = chat_session_people_finish (CHAT_SESSION (source), result, &error);
  if (parlour_request_dialog_end (PARLOUR_REQUEST_DIALOG (self), error))
    show_people (self, people);
}

static void
search (ParlourSearchDialog *dialog, const char *query)
{
  ParlourPeopleDialog *self = PARLOUR_PEOPLE_DIALOG (dialog);
  ParlourRequestDialog *request = PARLOUR_REQUEST_DIALOG (dialog);
  GCancellable *cancellable = parlour_request_dialog_begin (request);

  if (*query != '\0') {
    chat_session_search_people_async (get_session (self), query, cancellable, found_cb,
                                      g_object_ref (self));
  } else {
    parlour_request_dialog_end (request, NULL);
    show_acquaintances (self);
  }
}

/* --- what becomes of them ---------------------------------------------------------------- */

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ParlourPeopleDialog) self = user_data;
  g_autoptr (GError) error = NULL;
  ChatRoom *room = chat_session_room_finish (CHAT_SESSION (source), result, &error);

  if (parlour_request_dialog_end (PARLOUR_REQUEST_DIALOG (self), error))
    parlour_request_dialog_go_to (PARLOUR_REQUEST_DIALOG (self), room);
}

/* An invitation on its way. */
typedef struct {
  ParlourPeopleDialog *dialog;
  ChatUser *user;
} Invitation;

static Invitation *
invitation_new (ParlourPeopleDialog *dialog, ChatUser *user)
{
  Invitation *invitation = g_new0 (Invitation, 1);

  invitation->dialog = g_object_ref (dialog);
  invitation->user = g_object_ref (user);

  return invitation;
}

static void
invitation_free (Invitation *invitation)
{
  g_object_unref (invitation->dialog);
  g_object_unref (invitation->user);
  g_free (invitation);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Invitation, invitation_free)

static void
invited_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Invitation) invitation = user_data;
  ParlourSearchDialog *dialog = PARLOUR_SEARCH_DIALOG (invitation->dialog);
  g_autofree char *name = parlour_text_to_line (chat_user_get_name (invitation->user));
  g_autofree char *words = NULL;
  g_autoptr (GError) error = NULL;

  chat_session_done_finish (CHAT_SESSION (source), result, &error);
  if (!parlour_request_dialog_end (PARLOUR_REQUEST_DIALOG (dialog), error))
    return;

  /* Translators: %s is somebody who is in the room now. */
  words = g_strdup_printf (_ ("%s was invited"), name);
  parlour_search_dialog_remove (dialog, invitation->user);
  parlour_search_dialog_say (dialog, words);
}

static void
choose (ParlourSearchDialog *dialog, gpointer item)
{
  ParlourPeopleDialog *self = PARLOUR_PEOPLE_DIALOG (dialog);
  GCancellable *cancellable = parlour_request_dialog_begin (PARLOUR_REQUEST_DIALOG (dialog));

  if (self->room != NULL)
    chat_session_invite_async (get_session (self), self->room, item, cancellable, invited_cb,
                               invitation_new (self, item));
  else
    chat_session_open_direct_async (get_session (self), item, cancellable, opened_cb,
                                    g_object_ref (self));
}

static GtkWidget *
make_row (void)
{
  return g_object_new (PARLOUR_TYPE_MEMBER_ROW, NULL);
}

/* ------------------------------------------------------------------------------------------- */

static void
parlour_people_dialog_get_property (GObject *object,
                                    guint property_id,
                                    GValue *value,
                                    GParamSpec *pspec)
{
  switch ((ParlourPeopleDialogProperty) property_id) {
  case PROP_ROOM:
    g_value_set_object (value, PARLOUR_PEOPLE_DIALOG (object)->room);
    break;
  }
}

static void
parlour_people_dialog_set_property (GObject *object,
                                    guint property_id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  switch ((ParlourPeopleDialogProperty) property_id) {
  case PROP_ROOM:
    PARLOUR_PEOPLE_DIALOG (object)->room = g_value_dup_object (value);
    break;
  }
}

static void
parlour_people_dialog_dispose (GObject *object)
{
  g_clear_object (&PARLOUR_PEOPLE_DIALOG (object)->room);

  G_OBJECT_CLASS (parlour_people_dialog_parent_class)->dispose (object);
}

static void
parlour_people_dialog_class_init (ParlourPeopleDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  ParlourSearchDialogClass *search_class = PARLOUR_SEARCH_DIALOG_CLASS (klass);

  object_class->get_property = parlour_people_dialog_get_property;
  object_class->set_property = parlour_people_dialog_set_property;
  object_class->dispose = parlour_people_dialog_dispose;
  search_class->search = search;
  search_class->choose = choose;
  search_class->make_row = make_row;
  search_class->row_property = "user";

  properties[PROP_ROOM] =
    g_param_spec_object ("room", NULL, NULL, CHAT_TYPE_ROOM,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
parlour_people_dialog_init (ParlourPeopleDialog *self)
{
}

static AdwDialog *
new_dialog (ChatSession *session, ChatRoom *room, const char *title)
{
  return g_object_new (PARLOUR_TYPE_PEOPLE_DIALOG, "session", session, "room", room, "title", title,
                       "hint", _ ("People are found by the beginning of their name."), NULL);
}

/**
 * parlour_people_dialog_new_talk:
 * @session: where to talk to somebody
 *
 * Returns: (transfer floating): a dialog that opens a direct conversation
 */
AdwDialog *
parlour_people_dialog_new_talk (ChatSession *session)
{
  return new_dialog (session, NULL, _ ("New Conversation"));
}

/**
 * parlour_people_dialog_new_invite:
 * @session: where the room is
 * @room: a room
 *
 * Returns: (transfer floating): a dialog that invites people into a room
 */
AdwDialog *
parlour_people_dialog_new_invite (ChatSession *session, ChatRoom *room)
{
  return new_dialog (session, room, _ ("Invite People"));
}
