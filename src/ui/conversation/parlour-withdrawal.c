/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Deleting a message, with some seconds to think again: it looks deleted at once,
 * and goes out when the toast that offers to undo it has gone.
 *
 *            start            toast gone, finish
 *   (none) --------> OFFERED --------------------> deleted
 *      ^                |
 *      +----------------+
 *             undo
 *
 * There is one at a time; the next one finishes the one before.
 */
#include "parlour-withdrawal.h"

#include <glib/gi18n.h>

#define SECONDS 6

struct _ParlourWithdrawal {
  GObject parent_instance;

  ParlourMessageList *list; /* these two own the one who owns us */
  AdwToastOverlay *overlay;

  ChatSession *session; /* these four while it is offered */
  ChatRoom *room;
  ChatMessage *message;
  AdwToast *toast;
};

G_DEFINE_FINAL_TYPE (ParlourWithdrawal, parlour_withdrawal, G_TYPE_OBJECT)

static void
show_withdrawn (ParlourWithdrawal *self, gboolean withdrawn)
{
  parlour_message_list_set_withdrawn (self->list, chat_message_get_id (self->message), withdrawn);
}

static void
forget (ParlourWithdrawal *self)
{
  g_signal_handlers_disconnect_by_data (self->toast, self);
  adw_toast_dismiss (self->toast);
  g_clear_object (&self->toast);
  g_clear_object (&self->message);
  g_clear_object (&self->room);
  g_clear_object (&self->session);
}

static void
undone_cb (ParlourWithdrawal *self)
{
  show_withdrawn (self, FALSE);
  forget (self);
}

static void
parlour_withdrawal_dispose (GObject *object)
{
  parlour_withdrawal_finish (PARLOUR_WITHDRAWAL (object));

  G_OBJECT_CLASS (parlour_withdrawal_parent_class)->dispose (object);
}

static void
parlour_withdrawal_class_init (ParlourWithdrawalClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parlour_withdrawal_dispose;
}

static void
parlour_withdrawal_init (ParlourWithdrawal *self)
{
}

/**
 * parlour_withdrawal_new:
 * @list: where messages are shown
 * @overlay: where toasts are shown
 */
ParlourWithdrawal *
parlour_withdrawal_new (ParlourMessageList *list, AdwToastOverlay *overlay)
{
  ParlourWithdrawal *self = g_object_new (PARLOUR_TYPE_WITHDRAWAL, NULL);

  self->list = list;
  self->overlay = overlay;

  return self;
}

/**
 * parlour_withdrawal_start:
 * @self: a withdrawal
 * @session: a session
 * @room: a room of it
 * @message: what is to be deleted there
 *
 * Deletes a message, unless somebody thinks better of it.
 */
void
parlour_withdrawal_start (ParlourWithdrawal *self,
                          ChatSession *session,
                          ChatRoom *room,
                          ChatMessage *message)
{
  g_return_if_fail (PARLOUR_IS_WITHDRAWAL (self));

  parlour_withdrawal_finish (self);
  self->session = g_object_ref (session);
  self->room = g_object_ref (room);
  self->message = g_object_ref (message);
  self->toast = g_object_ref_sink (adw_toast_new (_ ("Message deleted")));
  adw_toast_set_button_label (self->toast, _ ("_Undo"));
  adw_toast_set_timeout (self->toast, SECONDS);
  adw_toast_set_priority (self->toast, ADW_TOAST_PRIORITY_HIGH);
  g_signal_connect_swapped (self->toast, "button-clicked", G_CALLBACK (undone_cb), self);
  g_signal_connect_swapped (self->toast, "dismissed", G_CALLBACK (parlour_withdrawal_finish), self);
  show_withdrawn (self, TRUE);
  adw_toast_overlay_add_toast (self->overlay, g_object_ref (self->toast));
}

/**
 * parlour_withdrawal_finish:
 * @self: a withdrawal
 *
 * It is too late to think better of it.
 */
void
parlour_withdrawal_finish (ParlourWithdrawal *self)
{
  g_autoptr (ChatSession) session = NULL;
  g_autoptr (ChatRoom) room = NULL;
  g_autoptr (ChatMessage) message = NULL;

  g_return_if_fail (PARLOUR_IS_WITHDRAWAL (self));

  if (self->message == NULL)
    return;

  session = g_object_ref (self->session);
  room = g_object_ref (self->room);
  message = g_object_ref (self->message);
  forget (self);
  chat_session_delete (session, room, message);
  parlour_message_list_set_withdrawn (self->list, chat_message_get_id (message), FALSE);
}
