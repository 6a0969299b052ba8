/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was said before: a page is asked for when a room is opened that has none,
 * and whenever there is not much left to scroll through above.  A message that
 * somebody looks for is looked for page by page, but not for ever.
 *
 *              opened, near the start, looked for
 *     IDLE ------------------------------------------> LOADING
 *       ^                                                 |
 *       +-------------------------------------------------+
 *               a page came: is more of it wanted?
 *
 * After an error nothing is asked for until the server is there again, or somebody
 * scrolls once more.
 */
#include "parlour-history.h"

#include "chat-session-operations.h"

#define FEW 30       /* a room with less than that has more to show */
#define MAX_PAGES 40 /* on the way to a message */

struct _ParlourHistory {
  GObject parent_instance;

  ParlourMessageList *list; /* owns the one who owns us */
  ChatSession *session;     /* nullable, like the room */
  ChatRoom *room;
  GCancellable *cancellable; /* while LOADING */
  char *wanted;              /* nullable: id of a message that is looked for */
  guint n_pages;             /* on the way to it */
  guint n_before;            /* messages there were before the page */
  gboolean failed;
};

enum { LOADED, NOT_FOUND, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ParlourHistory, parlour_history, G_TYPE_OBJECT)

/* --- looking for a message --------------------------------------------------------- */

static gboolean
show_if_loaded (ParlourHistory *self, const char *id)
{
  ChatTimeline *timeline = chat_room_get_timeline (self->room);
  guint position = 0;

  if (!chat_timeline_find_position (timeline, id, &position))
    return FALSE;

  parlour_message_list_show (self->list, position);

  return TRUE;
}

static void
give_up (ParlourHistory *self)
{
  g_clear_pointer (&self->wanted, g_free);
  g_signal_emit (self, signals[NOT_FOUND], 0);
}

/* Returns: whether it needs a page more. */
static gboolean
look (ParlourHistory *self)
{
  if (self->wanted == NULL)
    return FALSE;

  if (show_if_loaded (self, self->wanted)) {
    g_clear_pointer (&self->wanted, g_free);
    return FALSE;
  }
  if (self->failed || self->n_pages >= MAX_PAGES || !chat_room_get_has_older (self->room)) {
    give_up (self);
    return FALSE;
  }

  return TRUE;
}

/* --- loading ------------------------------------------------------------------------ */

static guint
count_messages (ParlourHistory *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (chat_room_get_timeline (self->room)));
}

static gboolean
wants_page (ParlourHistory *self)
{
  return !self->failed &&
         (count_messages (self) < FEW || parlour_message_list_get_near_start (self->list));
}

static void continue_loading (ParlourHistory *self);

static void
load_did_end (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (ParlourHistory) self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean loaded = chat_session_done_finish (CHAT_SESSION (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  /* A page with nothing in it is not asked for again and again. */
  self->failed = !loaded || count_messages (self) == self->n_before;
  g_signal_emit (self, signals[LOADED], 0);
  continue_loading (self);
}

static void
continue_loading (ParlourHistory *self)
{
  gboolean is_looking = FALSE;

  if (self->room == NULL || self->cancellable != NULL)
    return;

  is_looking = look (self);
  if (!is_looking && (!chat_room_get_has_older (self->room) || !wants_page (self)))
    return;

  self->n_pages++;
  self->n_before = count_messages (self);
  self->cancellable = g_cancellable_new ();
  chat_session_load_older_async (self->session, self->room, self->cancellable, load_did_end,
                                 g_object_ref (self));
}

static void
try_again_cb (ParlourHistory *self)
{
  self->failed = FALSE;
  continue_loading (self);
}

/* --- object ------------------------------------------------------------------------- */

static void
leave (ParlourHistory *self)
{
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  if (self->room != NULL)
    g_signal_handlers_disconnect_by_data (self->room, self);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->wanted, g_free);
  g_clear_object (&self->room);
  g_clear_object (&self->session);
}

static void
parlour_history_dispose (GObject *object)
{
  leave (PARLOUR_HISTORY (object));

  G_OBJECT_CLASS (parlour_history_parent_class)->dispose (object);
}

static void
parlour_history_class_init (ParlourHistoryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parlour_history_dispose;

  signals[LOADED] = g_signal_new ("loaded", PARLOUR_TYPE_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                  NULL, G_TYPE_NONE, 0);
  signals[NOT_FOUND] = g_signal_new ("not-found", PARLOUR_TYPE_HISTORY, G_SIGNAL_RUN_LAST, 0, NULL,
                                     NULL, NULL, G_TYPE_NONE, 0);
}

static void
parlour_history_init (ParlourHistory *self)
{
}

/**
 * parlour_history_new:
 * @list: where messages are shown
 */
ParlourHistory *
parlour_history_new (ParlourMessageList *list)
{
  ParlourHistory *self = g_object_new (PARLOUR_TYPE_HISTORY, NULL);

  self->list = list;
  g_signal_connect_object (list, "notify::near-start", G_CALLBACK (try_again_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * parlour_history_set_room:
 * @self: a history
 * @session: (nullable): a session
 * @room: (nullable): a room of it, which the list shows already
 *
 * Loads what was said in another room from now on.
 */
void
parlour_history_set_room (ParlourHistory *self, ChatSession *session, ChatRoom *room)
{
  g_return_if_fail (PARLOUR_IS_HISTORY (self));

  leave (self);
  if (session == NULL || room == NULL)
    return;

  self->session = g_object_ref (session);
  self->room = g_object_ref (room);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (try_again_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (room, "notify::has-older", G_CALLBACK (try_again_cb), self,
                           G_CONNECT_SWAPPED);
  try_again_cb (self);
}

/**
 * parlour_history_show:
 * @self: a history with a room
 * @id: of a message
 *
 * Scrolls to a message, as soon as it is there.
 */
void
parlour_history_show (ParlourHistory *self, const char *id)
{
  g_return_if_fail (PARLOUR_IS_HISTORY (self));
  g_return_if_fail (id != NULL);

  if (self->room == NULL)
    return;

  g_set_str (&self->wanted, id);
  self->n_pages = 0;
  if (self->cancellable == NULL)
    try_again_cb (self);
  else if (show_if_loaded (self, id))
    g_clear_pointer (&self->wanted, g_free);
}
