/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hands what is being written on to be kept: not at every letter, but when there is
 * a pause, when so much time has passed, and before the room is left.
 */
#include "parlour-draft-keeper.h"

#define PAUSE_MS 700
#define MAX_WAIT_US (5 * G_USEC_PER_SEC)

struct _ParlourDraftKeeper {
  GObject parent_instance;

  ChatSession *session; /* these four while there is something to keep */
  ChatRoom *room;
  gint64 since; /* monotonic */
  guint pause_id;
};

G_DEFINE_FINAL_TYPE (ParlourDraftKeeper, parlour_draft_keeper, G_TYPE_OBJECT)

static void
paused_cb (gpointer data)
{
  ParlourDraftKeeper *self = data;

  self->pause_id = 0;
  parlour_draft_keeper_flush (self);
}

static void
parlour_draft_keeper_dispose (GObject *object)
{
  parlour_draft_keeper_flush (PARLOUR_DRAFT_KEEPER (object));

  G_OBJECT_CLASS (parlour_draft_keeper_parent_class)->dispose (object);
}

static void
parlour_draft_keeper_class_init (ParlourDraftKeeperClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parlour_draft_keeper_dispose;
}

static void
parlour_draft_keeper_init (ParlourDraftKeeper *self)
{
}

ParlourDraftKeeper *
parlour_draft_keeper_new (void)
{
  return g_object_new (PARLOUR_TYPE_DRAFT_KEEPER, NULL);
}

/**
 * parlour_draft_keeper_keep:
 * @self: a keeper
 * @session: a session
 * @room: a room of it, of which the draft has changed
 */
void
parlour_draft_keeper_keep (ParlourDraftKeeper *self, ChatSession *session, ChatRoom *room)
{
  gint64 now = g_get_monotonic_time ();

  g_return_if_fail (PARLOUR_IS_DRAFT_KEEPER (self));
  g_return_if_fail (CHAT_IS_SESSION (session));
  g_return_if_fail (CHAT_IS_ROOM (room));

  if (self->room != room)
    parlour_draft_keeper_flush (self);
  if (self->room == NULL) {
    self->session = g_object_ref (session);
    self->room = g_object_ref (room);
    self->since = now;
  }
  if (now - self->since > MAX_WAIT_US) {
    parlour_draft_keeper_flush (self);
    return;
  }

  g_clear_handle_id (&self->pause_id, g_source_remove);
  self->pause_id = g_timeout_add_once (PAUSE_MS, paused_cb, self);
}

/**
 * parlour_draft_keeper_flush:
 * @self: a keeper
 *
 * Hands on what has not been yet.
 */
void
parlour_draft_keeper_flush (ParlourDraftKeeper *self)
{
  g_autoptr (ChatSession) session = NULL;
  g_autoptr (ChatRoom) room = NULL;

  g_return_if_fail (PARLOUR_IS_DRAFT_KEEPER (self));

  g_clear_handle_id (&self->pause_id, g_source_remove);
  session = g_steal_pointer (&self->session);
  room = g_steal_pointer (&self->room);
  if (room != NULL)
    chat_session_set_draft (session, room, chat_room_get_draft (room));
}
