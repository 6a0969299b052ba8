/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What those hear who do not look at the screen when a message comes up on it.  Nobody listens to
 * three hundred of them after a night without a network: what comes faster than it can be read out
 * is counted.
 *
 *               a message: read out
 *     SILENT ------------------------> PAUSING ---+  more messages wait,
 *        ^                              ^   |     |  one to be read out, many to be counted
 *        |   nothing waits              |   +-----+
 *        +------------------ the pause ends: what waits is told
 */
#include "parlour-announcer.h"

#include <glib/gi18n.h>

#include "parlour-text.h"
#include "parlour-wording.h"

#define PAUSE_MS 1000

struct _ParlourAnnouncer {
  GObject parent_instance;

  ChatMessage *waiting; /* nullable: the last one */
  guint n_waiting;
  guint pause_id; /* while PAUSING */
};

enum { ANNOUNCED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ParlourAnnouncer, parlour_announcer, G_TYPE_OBJECT)

static char *
word_message (ChatMessage *message)
{
  ChatUser *sender = chat_message_get_sender (message);
  g_autofree char *text = parlour_wording_of_content (message);
  g_autofree char *name = NULL;

  if (sender == NULL || chat_message_get_kind (message) == CHAT_MESSAGE_KIND_SYSTEM)
    return g_steal_pointer (&text);

  name = parlour_text_to_name (chat_user_get_name (sender));

  /* Translators: read to people who do not see the screen: who says what. */
  return g_strdup_printf (_ ("%s: %s"), name, text);
}

static void pause_ended_cb (gpointer data);

static void
say (ParlourAnnouncer *self, const char *sentence)
{
  self->pause_id = g_timeout_add_once (PAUSE_MS, pause_ended_cb, self);
  g_signal_emit (self, signals[ANNOUNCED], 0, sentence);
}

static void
pause_ended_cb (gpointer data)
{
  ParlourAnnouncer *self = data;
  g_autoptr (ChatMessage) message = g_steal_pointer (&self->waiting);
  guint n_waiting = self->n_waiting;
  g_autofree char *sentence = NULL;

  self->pause_id = 0;
  self->n_waiting = 0;
  if (n_waiting == 0)
    return;

  if (n_waiting == 1)
    sentence = word_message (message);
  else
    sentence =
      g_strdup_printf (ngettext ("%u new message", "%u new messages", n_waiting), n_waiting);
  say (self, sentence);
}

static void
parlour_announcer_dispose (GObject *object)
{
  parlour_announcer_forget (PARLOUR_ANNOUNCER (object));

  G_OBJECT_CLASS (parlour_announcer_parent_class)->dispose (object);
}

static void
parlour_announcer_class_init (ParlourAnnouncerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parlour_announcer_dispose;

  signals[ANNOUNCED] = g_signal_new ("announced", PARLOUR_TYPE_ANNOUNCER, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
parlour_announcer_init (ParlourAnnouncer *self)
{
}

ParlourAnnouncer *
parlour_announcer_new (void)
{
  return g_object_new (PARLOUR_TYPE_ANNOUNCER, NULL);
}

/**
 * parlour_announcer_take:
 * @self: an announcer
 * @message: what has just come
 *
 * Lets it be known, now or with others that come after it.
 */
void
parlour_announcer_take (ParlourAnnouncer *self, ChatMessage *message)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (PARLOUR_IS_ANNOUNCER (self));
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  if (self->pause_id != 0) {
    g_set_object (&self->waiting, message);
    self->n_waiting++;
    return;
  }

  sentence = word_message (message);
  say (self, sentence);
}

/**
 * parlour_announcer_forget:
 * @self: an announcer
 *
 * What waits is of no interest any more.
 */
void
parlour_announcer_forget (ParlourAnnouncer *self)
{
  g_return_if_fail (PARLOUR_IS_ANNOUNCER (self));

  g_clear_handle_id (&self->pause_id, g_source_remove);
  g_clear_object (&self->waiting);
  self->n_waiting = 0;
}
