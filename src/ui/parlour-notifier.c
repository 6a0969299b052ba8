/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tells the desktop what was said in an account while nobody looked: one notification a room,
 * with what came last, and gone as soon as the room is read.  Of a muted room nothing is told.
 */
#include "parlour-notifier.h"

#include <glib/gi18n.h>

#include "parlour-moment.h"
#include "parlour-text.h"
#include "parlour-wording.h"

struct _ParlourNotifier {
  GObject parent_instance;

  GApplication *application; /* not owned: it owns us */
  ChatSession *session;
  GHashTable *rooms; /* ChatRoom: those with a notification */
  gboolean active;   /* somebody looks at the window */
  gboolean names_account;
};

typedef enum {
  PROP_SESSION = 1,
  PROP_ACTIVE,
  PROP_NAMES_ACCOUNT,
} ParlourNotifierProperty;

static GParamSpec *properties[PROP_NAMES_ACCOUNT + 1];

G_DEFINE_FINAL_TYPE (ParlourNotifier, parlour_notifier, G_TYPE_OBJECT)

static const char *
get_account_id (ParlourNotifier *self)
{
  return chat_account_get_id (chat_session_get_account (self->session));
}

static char *
dup_notification_id (ParlourNotifier *self, ChatRoom *room)
{
  return g_strconcat ("room-", get_account_id (self), "-", chat_room_get_id (room), NULL);
}

static void
withdraw (ParlourNotifier *self, ChatRoom *room)
{
  g_autofree char *id = dup_notification_id (self, room);

  g_application_withdraw_notification (self->application, id);
}

static void
unread_changed_cb (ParlourNotifier *self, GParamSpec *pspec, ChatRoom *room)
{
  if (chat_room_get_unread (room) > 0)
    return;

  withdraw (self, room);
  g_signal_handlers_disconnect_by_func (room, unread_changed_cb, self);
  g_hash_table_remove (self->rooms, room);
}

/* Who says it, where, and in which account if that is not clear. */
static char *
make_title (ParlourNotifier *self, ChatRoom *room, ChatUser *sender)
{
  const char *account = chat_account_get_title (chat_session_get_account (self->session));
  g_autofree char *name = parlour_text_isolate (sender != NULL ? chat_user_get_name (sender) : "");
  g_autofree char *place = parlour_text_isolate (chat_room_get_name (room));
  g_autofree char *account_name = parlour_text_isolate (account);
  gboolean is_alone = sender == NULL || chat_room_get_kind (room) == CHAT_ROOM_KIND_DIRECT;

  if (is_alone && self->names_account)
    /* Translators: the title of a notification: a person or a room, and the account. */
    return g_strdup_printf (_ ("%s · %s"), place, account_name);
  if (is_alone)
    return g_steal_pointer (&place);
  if (self->names_account)
    /* Translators: the title of a notification: who says something, in which room, and in which
     * account. */
    return g_strdup_printf (_ ("%s in %s · %s"), name, place, account_name);

  /* Translators: the title of a notification: who says something, in which room. */
  return g_strdup_printf (_ ("%s in %s"), name, place);
}

static void
send_notification (ParlourNotifier *self, ChatRoom *room, ChatMessage *message)
{
  g_autofree char *id = dup_notification_id (self, room);
  g_autofree char *title = make_title (self, room, chat_message_get_sender (message));
  g_autofree char *body = parlour_wording_of_content (message);
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_notification_set_category (notification, "im.received");
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_notification_set_default_action_and_target (notification, "app.open-room", "(ss)",
                                                get_account_id (self), chat_room_get_id (room));
  g_application_send_notification (self->application, id, notification);
}

static void
message_received_cb (ParlourNotifier *self, ChatRoom *room, ChatMessage *message)
{
  if (self->active || chat_room_get_open (room) || chat_room_is_muted (room, parlour_moment_now ()))
    return;

  send_notification (self, room, message);
  if (g_hash_table_add (self->rooms, g_object_ref (room)))
    g_signal_connect_object (room, "notify::unread", G_CALLBACK (unread_changed_cb), self,
                             G_CONNECT_SWAPPED);
}

/* It belongs to no room any more, and stays until somebody takes it away. */
static void
lost_cb (ParlourNotifier *self, ChatRoom *room)
{
  g_autofree char *title = parlour_wording_of_loss (room);
  g_autoptr (GNotification) notification = g_notification_new (title);

  if (!self->active)
    g_application_send_notification (self->application, NULL, notification);
}

static void
withdraw_all (ParlourNotifier *self)
{
  GHashTableIter iter;
  gpointer room = NULL;

  g_hash_table_iter_init (&iter, self->rooms);
  while (g_hash_table_iter_next (&iter, &room, NULL)) {
    g_signal_handlers_disconnect_by_func (room, unread_changed_cb, self);
    withdraw (self, room);
  }
  g_hash_table_remove_all (self->rooms);
}

static void
set_session (ParlourNotifier *self, ChatSession *session)
{
  if (self->session == session)
    return;

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  withdraw_all (self);
  g_set_object (&self->session, session);
  if (session != NULL) {
    g_signal_connect_object (session, "message-received", G_CALLBACK (message_received_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "lost", G_CALLBACK (lost_cb), self, G_CONNECT_SWAPPED);
  }
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

static void
parlour_notifier_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ParlourNotifier *self = PARLOUR_NOTIFIER (object);

  switch ((ParlourNotifierProperty) property_id) {
  case PROP_SESSION:
    g_value_set_object (value, self->session);
    break;
  case PROP_ACTIVE:
    g_value_set_boolean (value, self->active);
    break;
  case PROP_NAMES_ACCOUNT:
    g_value_set_boolean (value, self->names_account);
    break;
  }
}

static void
parlour_notifier_set_property (GObject *object,
                               guint property_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  ParlourNotifier *self = PARLOUR_NOTIFIER (object);

  switch ((ParlourNotifierProperty) property_id) {
  case PROP_SESSION:
    set_session (self, g_value_get_object (value));
    break;
  case PROP_ACTIVE:
    if (self->active != g_value_get_boolean (value)) {
      self->active = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  case PROP_NAMES_ACCOUNT:
    if (self->names_account != g_value_get_boolean (value)) {
      self->names_account = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  }
}

static void
parlour_notifier_dispose (GObject *object)
{
  set_session (PARLOUR_NOTIFIER (object), NULL);

  G_OBJECT_CLASS (parlour_notifier_parent_class)->dispose (object);
}

static void
parlour_notifier_finalize (GObject *object)
{
  g_hash_table_unref (PARLOUR_NOTIFIER (object)->rooms);

  G_OBJECT_CLASS (parlour_notifier_parent_class)->finalize (object);
}

static void
parlour_notifier_class_init (ParlourNotifierClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = parlour_notifier_get_property;
  object_class->set_property = parlour_notifier_set_property;
  object_class->dispose = parlour_notifier_dispose;
  object_class->finalize = parlour_notifier_finalize;

  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, CHAT_TYPE_SESSION, flags);
  properties[PROP_ACTIVE] = g_param_spec_boolean ("active", NULL, NULL, FALSE, flags);
  properties[PROP_NAMES_ACCOUNT] = g_param_spec_boolean ("names-account", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
parlour_notifier_init (ParlourNotifier *self)
{
  self->rooms = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
}

/**
 * parlour_notifier_new:
 * @application: in whose name the desktop is told; it has to live longer
 *
 * Returns: (transfer full): a notifier without a session
 */
ParlourNotifier *
parlour_notifier_new (GApplication *application)
{
  ParlourNotifier *self = g_object_new (PARLOUR_TYPE_NOTIFIER, NULL);

  self->application = application;

  return self;
}
