/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tells the session what somebody has seen: what was within view while the room was
 * on a focused screen, and everything above it.
 */
#include "parlour-attention.h"

struct _ParlourAttention {
  GObject parent_instance;

  ParlourMessageList *list; /* owns the one who owns us */
  ChatSession *session;     /* nullable, like the room */
  ChatRoom *room;
};

G_DEFINE_FINAL_TYPE (ParlourAttention, parlour_attention, G_TYPE_OBJECT)

static void
look (ParlourAttention *self)
{
  ChatMessage *message = parlour_message_list_get_last_shown (self->list);

  if (self->session != NULL && self->room != NULL && message != NULL &&
      chat_room_get_open (self->room) && gtk_widget_get_mapped (GTK_WIDGET (self->list)))
    chat_session_see (self->session, self->room, message);
}

static void
parlour_attention_dispose (GObject *object)
{
  parlour_attention_set_room (PARLOUR_ATTENTION (object), NULL, NULL);

  G_OBJECT_CLASS (parlour_attention_parent_class)->dispose (object);
}

static void
parlour_attention_class_init (ParlourAttentionClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parlour_attention_dispose;
}

static void
parlour_attention_init (ParlourAttention *self)
{
}

/**
 * parlour_attention_new:
 * @list: where messages are shown
 */
ParlourAttention *
parlour_attention_new (ParlourMessageList *list)
{
  ParlourAttention *self = g_object_new (PARLOUR_TYPE_ATTENTION, NULL);

  self->list = list;
  g_signal_connect_object (list, "notify::last-shown", G_CALLBACK (look), self, G_CONNECT_SWAPPED);

  return self;
}

/**
 * parlour_attention_set_room:
 * @self: an attention
 * @session: (nullable): a session
 * @room: (nullable): a room of it
 *
 * Is about another room from now on.
 */
void
parlour_attention_set_room (ParlourAttention *self, ChatSession *session, ChatRoom *room)
{
  g_return_if_fail (PARLOUR_IS_ATTENTION (self));

  if (self->room != NULL)
    g_signal_handlers_disconnect_by_func (self->room, look, self);
  g_set_object (&self->session, session);
  g_set_object (&self->room, room);
  if (self->room != NULL)
    g_signal_connect_object (self->room, "notify::open", G_CALLBACK (look), self,
                             G_CONNECT_SWAPPED);
}
