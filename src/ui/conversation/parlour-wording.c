/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What is said about a message, in the language of whoever reads: in a line that
 * the room says, in a tooltip, in one sentence for those who do not see it.
 */
#include "parlour-wording.h"

#include <glib/gi18n.h>

#include "chat-file.h"
#include "parlour-moment.h"
#include "parlour-text.h"

static char *
dup_name (ChatUser *user)
{
  return parlour_text_to_name (user != NULL ? chat_user_get_name (user) : NULL);
}

static gboolean
is_me (ChatUser *user)
{
  return user != NULL && chat_user_get_is_me (user);
}

/**
 * parlour_wording_of_status:
 * @message: a message of mine
 *
 * Returns: (transfer full): how far it has got
 */
char *
parlour_wording_of_status (ChatMessage *message)
{
  guint n_people = chat_message_get_n_people (message);
  guint n_delivered = chat_message_get_n_delivered (message);
  guint n_seen = chat_message_get_n_seen (message);

  switch (chat_message_get_status (message)) {
  case CHAT_MESSAGE_STATUS_PENDING:
    return g_strdup (_ ("Waiting to be sent"));
  case CHAT_MESSAGE_STATUS_FAILED:
    return g_strdup (_ ("Not sent"));
  case CHAT_MESSAGE_STATUS_SENT:
  case CHAT_MESSAGE_STATUS_DELIVERED:
  case CHAT_MESSAGE_STATUS_SEEN:
    break;
  }

  if (n_seen > 0 && n_people > 1)
    /* Translators: how many of those who get a message have seen it. */
    return g_strdup_printf (_ ("Seen by %u of %u"), n_seen, n_people);
  if (n_seen > 0)
    return g_strdup (_ ("Seen"));
  if (n_delivered > 0 && n_people > 1)
    /* Translators: how many of those who get a message have it on a device. */
    return g_strdup_printf (_ ("Delivered to %u of %u"), n_delivered, n_people);
  if (n_delivered > 0)
    return g_strdup (_ ("Delivered"));

  return g_strdup (_ ("Sent"));
}

/* --- what happened in the room ---------------------------------------------------- */

static char *
word_joined (ChatUser *who, ChatUser *whom)
{
  g_autofree char *who_name = dup_name (who);
  g_autofree char *whom_name = dup_name (whom);

  if (whom == NULL || whom == who)
    return is_me (who) ? g_strdup (_ ("You joined")) : g_strdup_printf (_ ("%s joined"), who_name);
  if (is_me (who))
    return g_strdup_printf (_ ("You added %s"), whom_name);
  if (is_me (whom))
    return g_strdup_printf (_ ("%s added you"), who_name);

  /* Translators: who brought whom into the room. */
  return g_strdup_printf (_ ("%s added %s"), who_name, whom_name);
}

static char *
word_left (ChatUser *who, ChatUser *whom)
{
  g_autofree char *who_name = dup_name (who);
  g_autofree char *whom_name = dup_name (whom);

  if (whom == NULL || whom == who)
    return is_me (who) ? g_strdup (_ ("You left")) : g_strdup_printf (_ ("%s left"), who_name);
  if (is_me (who))
    return g_strdup_printf (_ ("You removed %s"), whom_name);
  if (is_me (whom))
    return g_strdup_printf (_ ("%s removed you"), who_name);

  /* Translators: who put whom out of the room. */
  return g_strdup_printf (_ ("%s removed %s"), who_name, whom_name);
}

static char *
word_renamed (ChatUser *who, const char *text)
{
  g_autofree char *who_name = dup_name (who);
  g_autofree char *name = parlour_text_isolate (text);

  if (is_me (who))
    return g_strdup_printf (_ ("You renamed the room to “%s”"), name);

  /* Translators: a person, and the new name of the room. */
  return g_strdup_printf (_ ("%s renamed the room to “%s”"), who_name, name);
}

static char *
word_topic (ChatUser *who, const char *text)
{
  g_autofree char *who_name = dup_name (who);
  g_autofree char *topic = parlour_text_isolate (text);

  if (*topic == '\0' && is_me (who))
    return g_strdup (_ ("You removed the topic"));
  if (*topic == '\0')
    return g_strdup_printf (_ ("%s removed the topic"), who_name);
  if (is_me (who))
    return g_strdup_printf (_ ("You changed the topic to “%s”"), topic);

  /* Translators: a person, and the new topic of the room. */
  return g_strdup_printf (_ ("%s changed the topic to “%s”"), who_name, topic);
}

/**
 * parlour_wording_of_incident:
 * @message: a message that nobody wrote
 *
 * Returns: (transfer full): what happened
 */
char *
parlour_wording_of_incident (ChatMessage *message)
{
  ChatUser *who = chat_message_get_sender (message);
  ChatUser *whom = chat_message_get_incident_user (message);
  const char *text = chat_message_get_incident_text (message);
  g_autofree char *name = dup_name (who);

  switch (chat_message_get_incident (message)) {
  case CHAT_INCIDENT_CREATED:
    return is_me (who) ? g_strdup (_ ("You created this room"))
                       : g_strdup_printf (_ ("%s created this room"), name);
  case CHAT_INCIDENT_JOINED:
    return word_joined (who, whom);
  case CHAT_INCIDENT_LEFT:
    return word_left (who, whom);
  case CHAT_INCIDENT_RENAMED:
    return word_renamed (who, text);
  case CHAT_INCIDENT_TOPIC:
    return word_topic (who, text);
  case CHAT_INCIDENT_OTHER:
    break;
  }

  text = chat_message_get_text (message);

  return text != NULL && *text != '\0' ? g_strdup (text) : g_strdup (_ ("Something changed here"));
}

/* --- what a message says ------------------------------------------------------------ */

static char *
word_files (GListModel *files)
{
  guint n_files = g_list_model_get_n_items (files);
  g_autoptr (ChatFile) first = g_list_model_get_item (files, 0);

  if (n_files > 1)
    return g_strdup_printf (ngettext ("%u file", "%u files", n_files), n_files);
  if (first != NULL && chat_file_get_is_picture (first))
    return g_strdup (_ ("Picture"));

  return parlour_text_isolate (first != NULL ? chat_file_get_name (first) : NULL);
}

/**
 * parlour_wording_of_content:
 * @message: a message
 *
 * Returns: (transfer full): what it says, on one line
 */
char *
parlour_wording_of_content (ChatMessage *message)
{
  g_autofree char *line = NULL;

  if (chat_message_get_kind (message) == CHAT_MESSAGE_KIND_SYSTEM)
    return parlour_wording_of_incident (message);
  if (chat_message_get_deleted (message))
    return g_strdup (_ ("Deleted message"));

  line = parlour_text_to_line (chat_message_get_text (message));

  return *line != '\0' ? g_steal_pointer (&line) : word_files (chat_message_get_files (message));
}

/* The time, and what was done with the message. */
static char *
word_when (ChatMessage *message)
{
  ChatReply *reply = chat_message_get_reply (message);
  g_autofree char *name = dup_name (reply != NULL ? chat_reply_get_user (reply) : NULL);
  g_autofree char *time = parlour_moment_to_time (chat_message_get_time (message));
  g_autofree char *when = chat_message_get_edited_at (message) > 0
                            /* Translators: the time of a message that was changed later. */
                            ? g_strdup_printf (_ ("%s, edited"), time)
                            : g_steal_pointer (&time);

  if (reply == NULL)
    return g_steal_pointer (&when);

  /* Translators: the time of a message, and to whom it is an answer. */
  return g_strdup_printf (_ ("%s, in reply to %s"), when, name);
}

/* All that it says: files, and the text that goes with them. */
static char *
word_whole (ChatMessage *message)
{
  GListModel *files = chat_message_get_files (message);
  const char *text = chat_message_get_text (message);
  g_autofree char *content = parlour_wording_of_content (message);
  g_autofree char *file_words = NULL;

  if (text == NULL || *text == '\0' || g_list_model_get_n_items (files) == 0)
    return g_steal_pointer (&content);

  file_words = word_files (files);

  return g_strconcat (file_words, C_ ("list", ", "), content, NULL);
}

/**
 * parlour_wording_of_message:
 * @message: a message
 * @gone: whether it is shown as deleted
 *
 * Returns: (transfer full): one sentence for those who do not see it
 */
char *
parlour_wording_of_message (ChatMessage *message, gboolean gone)
{
  gboolean own = chat_message_get_own (message);
  g_autofree char *name = own ? g_strdup (_ ("You")) : dup_name (chat_message_get_sender (message));
  g_autofree char *when = word_when (message);
  g_autofree char *status = parlour_wording_of_status (message);
  g_autofree char *content = gone ? g_strdup (_ ("Deleted message")) : word_whole (message);

  if (chat_message_get_kind (message) == CHAT_MESSAGE_KIND_SYSTEM)
    return parlour_wording_of_incident (message);
  if (own && !gone)
    /* Translators: a message for a screen reader: time, status, text. */
    return g_strdup_printf (_ ("You, %s, %s: %s"), when, status, content);

  /* Translators: a message for a screen reader: sender, time, text. */
  return g_strdup_printf (_ ("%s, %s: %s"), name, when, content);
}

/**
 * parlour_wording_of_failure:
 * @error: (nullable): the reason
 *
 * Returns: (transfer full): that a message was not sent, and why
 */
char *
parlour_wording_of_failure (const char *error)
{
  if (error == NULL || *error == '\0')
    return g_strdup (_ ("Not sent"));

  /* Translators: %s is a reason. */
  return g_strdup_printf (_ ("Not sent: %s"), _ (error));
}

/**
 * parlour_wording_of_loss:
 * @room: a room that I am not in any more
 *
 * Returns: (transfer full): that what I did there may not have arrived
 */
char *
parlour_wording_of_loss (ChatRoom *room)
{
  g_autofree char *name = parlour_text_isolate (chat_room_get_name (room));

  /* Translators: %s is a room that somebody left, or was put out of. */
  return g_strdup_printf (_ ("What you did last in %s may be lost"), name);
}
