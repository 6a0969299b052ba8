/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was missed while there was no connection.
 *
 *    END ----> GREETED ----> ASKING <----> PAUSING        DONE
 *     ^  begin    |   cursor   | |  not now                ^
 *     |           |   known    | +-------------------------+
 *     +-----------+------------+   no more pages
 *          end, from everywhere
 *
 * The welcome is taken first: it says whether this is the server that was known.  Then come the
 * pages of what has changed since the cursor, each of which moves it, until there are no more.
 * Meanwhile what happens is taken as it comes: revisions decide what is newer.
 *
 * Another server, or one that was set back to before what was heard of it, has made the store
 * forget; then nothing is known of it, and rooms that are shown are none of its.
 */
#include "chat-catch-up.h"

/* How long to wait when the server does not want to, or does not answer: longer every time. */
#define LATER_MS 500
#define LATER_MAX_MS 30000

/* A page need not have anything that is understood here; that many have nothing. */
#define MAX_EMPTY_PAGES 10

struct _ChatCatchUp {
  GObject parent_instance;

  ChatCourier *courier;
  ChatIntake *intake;
  ChatSignIn *sign_in;
  GCancellable *cancellable; /* of this connection */
  char *server;
  char *run;
  gint64 cursor; /* all up to there is here */
  gint64 heard;  /* nothing from beyond that */
  guint later_id;
  guint n_later;
  guint n_empty; /* pages that said nothing, one after the other */
  gboolean done;
};

G_DEFINE_FINAL_TYPE (ChatCatchUp, chat_catch_up, G_TYPE_OBJECT)

enum {
  NOTHING_KNOWN,
  DONE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void ask (ChatCatchUp *self);

/* A step that comes after the connection it was for is none. */
static gboolean
is_over (const GCancellable *cancellable, ChatCatchUp *self)
{
  return self->cancellable == NULL || self->cancellable != cancellable;
}

/* --- pages ------------------------------------------------------------------------- */

static void
be_done (ChatCatchUp *self, gboolean whole)
{
  self->done = TRUE;
  chat_intake_set_whole (self->intake, whole);
  g_signal_emit (self, signals[DONE], 0);
}

static void
later_cb (gpointer data)
{
  ChatCatchUp *self = data;

  self->later_id = 0;
  ask (self);
}

static void
ask_later (ChatCatchUp *self, const GError *error)
{
  guint delay = MIN (LATER_MS << MIN (self->n_later, 8), LATER_MAX_MS);

  if (error->domain == CHAT_DIALECT_ERROR)
    delay = MAX (delay, (guint) chat_dialect_error_get_retry_after (error));
  self->n_later++;
  self->later_id = g_timeout_add_once (delay, later_cb, self);
}

/* Gives whether there is more; a page that does not say how far it goes is not the last. */
static gboolean
move_cursor (ChatCatchUp *self, GPtrArray *events)
{
  gboolean more = TRUE;

  for (guint i = 0; i < events->len; i++) {
    const ChatEvent *event = g_ptr_array_index (events, i);

    if (event->type == CHAT_EVENT_REVISION) {
      more = event->more;
      self->cursor = MAX (self->cursor, event->revision);
    }
  }

  return more;
}

static gboolean
goes_in_circles (ChatCatchUp *self, GPtrArray *events, gint64 before)
{
  gboolean says_something = events->len > 1;

  self->n_empty = says_something ? 0 : self->n_empty + 1;

  return self->cursor == before || self->n_empty == MAX_EMPTY_PAGES;
}

/* A server that goes in circles is not followed: what there is is all for now, and the next
 * connection asks again from where it stands. */
static void
take_page (ChatCatchUp *self, GPtrArray *events)
{
  gint64 before = self->cursor;

  if (!move_cursor (self, events)) {
    be_done (self, TRUE);
  } else if (goes_in_circles (self, events, before)) {
    g_message ("The server goes in circles at revision %" G_GINT64_FORMAT, self->cursor);
    be_done (self, FALSE);
  } else {
    ask (self);
  }
}

typedef struct {
  ChatCatchUp *self;
  GCancellable *cancellable;
} Step;

static Step *
step_new (ChatCatchUp *self)
{
  Step *step = g_new0 (Step, 1);

  step->self = g_object_ref (self);
  step->cancellable = g_object_ref (self->cancellable);

  return step;
}

static void
step_free (Step *step)
{
  g_object_unref (step->self);
  g_object_unref (step->cancellable);
  g_free (step);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Step, step_free)

static void
page_came_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Step) step = user_data;
  ChatCatchUp *self = step->self;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) events = chat_courier_ask_finish (CHAT_COURIER (source), result, &error);

  if (is_over (step->cancellable, self))
    return;

  if (events == NULL) {
    ask_later (self, error);
    return;
  }

  self->n_later = 0;
  take_page (self, events);
}

static void
ask (ChatCatchUp *self)
{
  chat_courier_ask_async (self->courier, chat_intent_new_sync (self->cursor), self->cancellable,
                          page_came_cb, step_new (self));
}

/* --- the welcome --------------------------------------------------------------------- */

static void
begin_at (ChatCatchUp *self, gint64 cursor)
{
  self->cursor = cursor;
  if (cursor == 0)
    g_signal_emit (self, signals[NOTHING_KNOWN], 0);
  /* Whoever saw them go may have gone as well. */
  if (self->cancellable != NULL)
    ask (self);
}

static void
cursor_known_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Step) step = user_data;
  g_autoptr (GError) error = NULL;
  gint64 cursor = chat_store_get_revision_finish (CHAT_STORE (source), result, &error);

  if (!is_over (step->cancellable, step->self))
    begin_at (step->self, MAX (cursor, 0));
}

/* Of which run what is remembered is, is said at the door the next time. */
static void
welcomed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Step *step = user_data;
  ChatCatchUp *self = step->self;
  ChatStore *store = chat_intake_get_store (self->intake);
  gboolean remembered = FALSE;

  remembered = chat_intake_take_finish (CHAT_INTAKE (source), result, NULL);
  if (is_over (step->cancellable, self)) {
    step_free (step);
    return;
  }

  if (remembered)
    chat_sign_in_set_run (self->sign_in, self->run);
  if (store != NULL) {
    chat_store_get_revision_async (store, self->cancellable, cursor_known_cb, step);
  } else {
    step_free (step);
    begin_at (self, self->cursor);
  }
}

/* --- the object ------------------------------------------------------------------------ */

static void
applied_cb (ChatCatchUp *self, GPtrArray *events)
{
  for (guint i = 0; i < events->len; i++)
    self->heard = MAX (self->heard, chat_event_get_newest (g_ptr_array_index (events, i)));
}

static void
chat_catch_up_dispose (GObject *object)
{
  ChatCatchUp *self = CHAT_CATCH_UP (object);

  chat_catch_up_end (self);
  g_clear_object (&self->sign_in);
  g_clear_object (&self->intake);
  g_clear_object (&self->courier);

  G_OBJECT_CLASS (chat_catch_up_parent_class)->dispose (object);
}

static void
chat_catch_up_finalize (GObject *object)
{
  ChatCatchUp *self = CHAT_CATCH_UP (object);

  g_free (self->server);
  g_free (self->run);

  G_OBJECT_CLASS (chat_catch_up_parent_class)->finalize (object);
}

static void
chat_catch_up_class_init (ChatCatchUpClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = chat_catch_up_dispose;
  G_OBJECT_CLASS (klass)->finalize = chat_catch_up_finalize;

  signals[NOTHING_KNOWN] = g_signal_new ("nothing-known", CHAT_TYPE_CATCH_UP, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[DONE] = g_signal_new ("done", CHAT_TYPE_CATCH_UP, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
}

static void
chat_catch_up_init (ChatCatchUp *self)
{
}

/**
 * chat_catch_up_new:
 * @courier: who asks the server
 * @intake: where what it says goes
 * @sign_in: how I come in
 *
 * Makes a catch-up that waits for a connection.
 */
ChatCatchUp *
chat_catch_up_new (ChatCourier *courier, ChatIntake *intake, ChatSignIn *sign_in)
{
  ChatCatchUp *self = NULL;

  g_return_val_if_fail (CHAT_IS_COURIER (courier), NULL);
  g_return_val_if_fail (CHAT_IS_INTAKE (intake), NULL);
  g_return_val_if_fail (CHAT_IS_SIGN_IN (sign_in), NULL);

  self = g_object_new (CHAT_TYPE_CATCH_UP, NULL);
  self->courier = g_object_ref (courier);
  self->intake = g_object_ref (intake);
  self->sign_in = g_object_ref (sign_in);
  g_signal_connect_object (intake, "applied", G_CALLBACK (applied_cb), self, G_CONNECT_SWAPPED);

  return self;
}

/* What is only in memory is forgotten here; see the store for what is not. */
static void
meet_server (ChatCatchUp *self, const ChatEventWelcome *welcome)
{
  if (g_strcmp0 (self->server, welcome->server_id) != 0 || welcome->kept < self->heard) {
    self->cursor = 0;
    self->heard = 0;
  }
  g_set_str (&self->server, welcome->server_id);
  g_set_str (&self->run, welcome->run);
}

/**
 * chat_catch_up_begin:
 * @self: a catch-up
 * @welcome: (element-type ChatEvent): what the server said first, a %CHAT_EVENT_WELCOME in it
 *
 * Asks for all that has changed.
 */
void
chat_catch_up_begin (ChatCatchUp *self, GPtrArray *welcome)
{
  const ChatEvent *event = NULL;

  g_return_if_fail (CHAT_IS_CATCH_UP (self));
  g_return_if_fail (welcome != NULL);

  chat_catch_up_end (self);
  self->cancellable = g_cancellable_new ();
  event = chat_event_find (welcome, CHAT_EVENT_WELCOME);
  if (event != NULL)
    meet_server (self, event->welcome);
  chat_intake_take_async (self->intake, welcome, welcomed_cb, step_new (self));
}

/**
 * chat_catch_up_end:
 * @self: a catch-up
 *
 * The connection is gone; all that is not here yet is for the next one.
 */
void
chat_catch_up_end (ChatCatchUp *self)
{
  g_return_if_fail (CHAT_IS_CATCH_UP (self));

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->later_id, g_source_remove);
  self->n_later = 0;
  self->n_empty = 0;
  self->done = FALSE;
  if (self->intake != NULL)
    chat_intake_set_whole (self->intake, FALSE);
}

gboolean
chat_catch_up_get_done (ChatCatchUp *self)
{
  g_return_val_if_fail (CHAT_IS_CATCH_UP (self), FALSE);

  return self->done;
}
