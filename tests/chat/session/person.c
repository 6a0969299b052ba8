/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "person.h"

#include "socket-io-options.h"
#include "test-await.h"
#include "test-folder.h"

#define PASSWORD "correct horse"

static void
token_received_cb (Person *self, const char *token)
{
  g_set_str (&self->token, token);
}

void
person_start (Person *self)
{
  g_autoptr (SocketIoOptions) options = g_object_new (SOCKET_IO_TYPE_OPTIONS, "reconnection-delay",
                                                      50, "reconnection-delay-max", 100, NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  self->account =
    g_object_new (CHAT_TYPE_ACCOUNT, "address", test_house_get_address (self->house), "name",
                  self->name, "dialect", "native", "folder", self->folder, NULL);
  self->session = g_object_new (CHAT_TYPE_SESSION, "account", self->account, "options", options,
                                "ack-timeout", 5000, NULL);
  g_signal_connect_swapped (self->session, "token-received", G_CALLBACK (token_received_cb), self);
  if (self->token != NULL)
    chat_session_set_token (self->session, self->token);

  chat_session_open_async (self->session, NULL, test_keep_result, &result);
  test_await (&result);
  chat_session_open_finish (self->session, result, &error);
  g_assert_no_error (error);
  g_assert_true (chat_session_get_ready (self->session));
}

void
person_end (Person *self)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  chat_session_close_async (self->session, test_keep_result, &result);
  test_await (&result);
  chat_session_close_finish (self->session, result, &error);
  g_assert_no_error (error);
  g_clear_object (&result);

  test_settle ();
  g_assert_finalize_object (self->session);
  self->session = NULL;
  g_assert_finalize_object (self->account);
  self->account = NULL;
}

void
person_await (Person *self, ChatSessionState state)
{
  test_await_that (chat_session_get_state (self->session) == state);
}

void
person_come (Person *self)
{
  chat_session_connect (self->session);
  person_await (self, CHAT_SESSION_ONLINE);
}

static Person *
person_make (TestHouse *house, const char *name, gboolean remembers)
{
  Person *self = g_new0 (Person, 1);

  self->house = house;
  self->name = g_strdup (name);
  if (remembers)
    self->folder = test_folder_new ();

  return self;
}

static void
enrol (Person *self)
{
  person_start (self);
  chat_session_set_password (self->session, self->name, PASSWORD, TRUE, NULL, NULL);
  person_come (self);
  g_assert_nonnull (self->token);
}

Person *
person_new (TestHouse *house, const char *name)
{
  Person *self = person_make (house, name, TRUE);

  enrol (self);

  return self;
}

Person *
person_new_forgetful (TestHouse *house, const char *name)
{
  Person *self = person_make (house, name, FALSE);

  enrol (self);

  return self;
}

Person *
person_new_device (Person *self)
{
  Person *device = person_make (self->house, self->name, TRUE);

  person_start (device);
  chat_session_set_password (device->session, device->name, PASSWORD, FALSE, NULL, NULL);
  person_come (device);

  return device;
}

void
person_free (Person *self)
{
  if (self->session != NULL)
    person_end (self);
  if (self->folder != NULL)
    test_folder_remove (self->folder);
  g_free (self->folder);
  g_free (self->token);
  g_free (self->name);
  g_free (self);
}

guint
person_count (gpointer model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (model));
}

ChatRoom *
person_await_room (Person *self, ChatRoom *same)
{
  g_autofree char *id = g_strdup (chat_room_get_id (same));
  ChatRoomList *rooms = chat_session_get_rooms (self->session);

  test_await_that (chat_room_list_find (rooms, id) != NULL);

  return chat_room_list_find (rooms, id);
}

static ChatRoom *
finish_room (Person *self, GAsyncResult **result)
{
  g_autoptr (ChatRoom) room = NULL;
  g_autoptr (GError) error = NULL;

  test_await (result);
  room = chat_session_room_finish (self->session, *result, &error);
  g_assert_no_error (error);
  g_clear_object (result);

  return room; /* the list holds it */
}

ChatRoom *
person_make_room (Person *self, const char *name, Person *other)
{
  const char *people[] = { NULL, NULL };
  g_autoptr (GAsyncResult) result = NULL;

  if (other != NULL)
    people[0] = chat_user_get_id (chat_session_get_me (other->session));
  chat_session_create_room_async (self->session, name, NULL, CHAT_ROOM_KIND_PRIVATE, people, NULL,
                                  test_keep_result, &result);

  return finish_room (self, &result);
}

ChatRoom *
person_talk_to (Person *self, Person *other)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_session_open_direct_async (self->session, chat_session_get_me (other->session), NULL,
                                  test_keep_result, &result);

  return finish_room (self, &result);
}

ChatMessage *
person_say (Person *self, ChatRoom *room, const char *text)
{
  return chat_session_send_text (self->session, room, text);
}

static ChatMessage *
find_message (ChatRoom *room, const char *text)
{
  GListModel *timeline = G_LIST_MODEL (chat_room_get_timeline (room));

  for (guint i = 0; i < person_count (timeline); i++) {
    g_autoptr (ChatMessage) message = g_list_model_get_item (timeline, i);

    if (g_strcmp0 (chat_message_get_text (message), text) == 0)
      return message; /* the timeline holds it */
  }

  return NULL;
}

/* The room may go, and come again as another object. */
ChatMessage *
person_await_message (Person *self, ChatRoom *same, const char *text)
{
  g_autofree char *id = g_strdup (chat_room_get_id (same));
  ChatRoomList *rooms = chat_session_get_rooms (self->session);
  ChatMessage *message = NULL;

  while (message == NULL) {
    ChatRoom *room = chat_room_list_find (rooms, id);

    if (room != NULL)
      message = find_message (room, text);
    if (message == NULL)
      g_main_context_iteration (NULL, TRUE);
  }

  return message;
}

gboolean
person_load_older (Person *self, ChatRoom *room, GError **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_session_load_older_async (self->session, room, NULL, test_keep_result, &result);
  test_await (&result);

  return chat_session_done_finish (self->session, result, error);
}
