/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is in a room, and how far each has got and seen what was said there.
 *
 * A message concerns everybody in the room who can see it, besides who wrote it.  Of these a
 * message of mine counts who has it and who has seen it.  Each of them adds one, or nothing, to
 * each of the three numbers, so a change of one person is taken off and put on again, on those
 * messages alone that it is about: a receipt is about those between the old place and the new one.
 *
 * There may be more people in the room than are known.  Of these nobody can say that they have got
 * anything; so each is waited for until it is known who it is.
 */
#include "chat-membership.h"

struct _ChatMembership {
  ChatTimeline *timeline;
  GHashTable *members; /* borrowed ChatUser -> ChatMember */
  guint n_people;      /* as the server counts, 0 if it does not */
};

/* What somebody adds to the numbers of a message. */
typedef struct {
  int people;
  int delivered;
  int seen;
} Share;

static void
member_free (ChatMember *member)
{
  g_object_unref (member->user);
  g_free (member);
}

static gboolean
concerns (ChatMessage *message, const ChatMember *member)
{
  return member->from_seq <= chat_message_get_seq (message) &&
         member->user != chat_message_get_sender (message);
}

static Share
share_of (const ChatMember *member, ChatMessage *message)
{
  gint64 seq = chat_message_get_seq (message);
  Share share = { 0 };

  if (member == NULL || !concerns (message, member))
    return share;

  share.people = 1;
  share.delivered = MAX (member->delivered, member->seen) >= seq;
  share.seen = member->seen >= seq;

  return share;
}

static gboolean
is_counted (ChatMessage *message)
{
  return chat_message_get_own (message) && chat_message_get_seq (message) > 0;
}

/* What is the same in both numbers is not touched. */
static guint
changed (guint number, int before, int after)
{
  return (guint) ((int) number - before + after);
}

static guint
count_strangers (ChatMembership *self)
{
  guint n_known = g_hash_table_size (self->members);

  return self->n_people > n_known ? self->n_people - n_known : 0;
}

/* There were @before of them. */
static void
recount_strangers (ChatMembership *self, guint before)
{
  guint after = count_strangers (self);
  g_autoptr (GPtrArray) messages = NULL;

  if (after == before)
    return;

  messages = chat_timeline_list_between (self->timeline, 0, G_MAXINT64);
  for (guint i = 0; i < messages->len; i++) {
    ChatMessage *message = g_ptr_array_index (messages, i);

    if (is_counted (message))
      chat_message_set_receipts (message, chat_message_get_n_people (message) - before + after,
                                 chat_message_get_n_delivered (message),
                                 chat_message_get_n_seen (message));
  }
}

/* Somebody was @before and is @after, as far as messages behind @seq up to @last are concerned. */
static void
recount (ChatMembership *self,
         const ChatMember *before,
         const ChatMember *after,
         gint64 seq,
         gint64 last)
{
  g_autoptr (GPtrArray) messages = chat_timeline_list_between (self->timeline, seq, last);

  for (guint i = 0; i < messages->len; i++) {
    ChatMessage *message = g_ptr_array_index (messages, i);
    Share old = share_of (before, message);
    Share new = share_of (after, message);

    if (is_counted (message))
      chat_message_set_receipts (message,
                                 changed (chat_message_get_n_people (message), old.people,
                                          new.people),
                                 changed (chat_message_get_n_delivered (message), old.delivered,
                                          new.delivered),
                                 changed (chat_message_get_n_seen (message), old.seen, new.seen));
  }
}

static ChatMember *
take_over (ChatMembership *self, const ChatMember *said, ChatMember *before)
{
  ChatMember *member = g_hash_table_lookup (self->members, said->user);
  ChatUser *user = NULL;

  if (member == NULL) {
    member = g_new0 (ChatMember, 1);
    member->user = g_object_ref (said->user);
    g_hash_table_insert (self->members, member->user, member);
  }

  *before = *member;
  user = member->user;
  *member = *said;
  member->user = user;
  /* What was heard before, of what was said later. */
  member->delivered = MAX (said->delivered, before->delivered);
  member->seen = MAX (said->seen, before->seen);

  return member;
}

ChatMembership *
chat_membership_new (ChatTimeline *timeline)
{
  ChatMembership *self = NULL;

  g_return_val_if_fail (CHAT_IS_TIMELINE (timeline), NULL);

  self = g_new0 (ChatMembership, 1);
  self->timeline = g_object_ref (timeline);
  self->members = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) member_free);

  return self;
}

void
chat_membership_free (ChatMembership *self)
{
  g_object_unref (self->timeline);
  g_hash_table_unref (self->members);
  g_free (self);
}

/**
 * chat_membership_get:
 * @self: a membership
 * @user: somebody
 *
 * Returns: (transfer none) (nullable): this one in the room
 */
const ChatMember *
chat_membership_get (ChatMembership *self, ChatUser *user)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_hash_table_lookup (self->members, user);
}

/**
 * chat_membership_set_n_people:
 * @self: a membership
 * @n_people: how many are in the room, known or not
 */
void
chat_membership_set_n_people (ChatMembership *self, guint n_people)
{
  guint n_strangers = 0;

  g_return_if_fail (self != NULL);

  n_strangers = count_strangers (self);
  self->n_people = n_people;
  recount_strangers (self, n_strangers);
}

/**
 * chat_membership_set:
 * @self: a membership
 * @member: somebody, new or not
 *
 * Returns: whether this one is new, or something else than receipts is new of this one
 */
gboolean
chat_membership_set (ChatMembership *self, const ChatMember *member)
{
  gboolean is_new = FALSE;
  guint n_strangers = 0;
  ChatMember before = { 0 };
  const ChatMember *after = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (member != NULL && CHAT_IS_USER (member->user), FALSE);

  is_new = !g_hash_table_contains (self->members, member->user);
  n_strangers = count_strangers (self);
  after = take_over (self, member, &before);
  if (is_new)
    recount (self, NULL, after, MAX (after->from_seq - 1, 0), G_MAXINT64);
  else if (after->from_seq != before.from_seq)
    recount (self, &before, after, 0, G_MAXINT64);
  else
    recount (self, &before, after, MIN (before.seen, before.delivered),
             MAX (after->seen, after->delivered));
  recount_strangers (self, n_strangers);

  return is_new || before.role != after->role || before.joined_at != after->joined_at;
}

/**
 * chat_membership_set_all:
 * @self: a membership
 * @members: (array length=length): people, new or not
 * @length: how many
 *
 * The same for many at once, in which each of my messages changes once.
 */
void
chat_membership_set_all (ChatMembership *self, const ChatMember *members, guint length)
{
  g_autoptr (GPtrArray) messages = NULL;

  g_return_if_fail (self != NULL);

  for (guint i = 0; i < length; i++) {
    ChatMember before = { 0 };

    take_over (self, &members[i], &before);
  }

  messages = chat_timeline_list_between (self->timeline, 0, G_MAXINT64);
  for (guint i = 0; i < messages->len; i++)
    chat_membership_count (self, g_ptr_array_index (messages, i));
}

/**
 * chat_membership_remove:
 * @self: a membership
 * @user: somebody
 *
 * Who has left is not waited for any more.
 *
 * Returns: whether this one was there
 */
gboolean
chat_membership_remove (ChatMembership *self, ChatUser *user)
{
  ChatMember *member = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  member = g_hash_table_lookup (self->members, user);
  if (member == NULL)
    return FALSE;

  recount (self, member, NULL, MAX (member->from_seq - 1, 0), G_MAXINT64);
  g_hash_table_remove (self->members, user);
  if (self->n_people > 0)
    self->n_people--;

  return TRUE;
}

/**
 * chat_membership_receive_receipt:
 * @self: a membership
 * @user: somebody
 * @delivered: up to where this one has what was said
 * @seen: up to where this one has seen it
 *
 * Receipts may come out of order, and never go back.  Of who is not known to be in the room nothing
 * is kept: how far this one is comes with the news of it.
 *
 * Returns: whether there is something new in it
 */
gboolean
chat_membership_receive_receipt (ChatMembership *self,
                                 ChatUser *user,
                                 gint64 delivered,
                                 gint64 seen)
{
  ChatMember *member = NULL;
  ChatMember before = { 0 };

  g_return_val_if_fail (self != NULL, FALSE);

  member = g_hash_table_lookup (self->members, user);
  if (member == NULL || (delivered <= member->delivered && seen <= member->seen))
    return FALSE;

  before = *member;
  member->delivered = MAX (member->delivered, delivered);
  member->seen = MAX (member->seen, seen);

  /* Two ranges: between them nothing changes. */
  recount (self, &before, member, before.seen, member->seen);
  before.seen = member->seen;
  recount (self, &before, member, MAX (before.delivered, member->seen), member->delivered);

  return TRUE;
}

/**
 * chat_membership_count:
 * @self: a membership
 * @message: a message that came into the timeline, or got its place there
 *
 * If it is mine, counts who has got and seen it.
 */
void
chat_membership_count (ChatMembership *self, ChatMessage *message)
{
  GHashTableIter iter;
  gpointer member = NULL;
  Share sum = { 0 };

  g_return_if_fail (self != NULL);
  g_return_if_fail (CHAT_IS_MESSAGE (message));

  if (!is_counted (message))
    return;

  sum.people = (int) count_strangers (self);
  g_hash_table_iter_init (&iter, self->members);
  while (g_hash_table_iter_next (&iter, NULL, &member)) {
    Share share = share_of (member, message);

    sum.people += share.people;
    sum.delivered += share.delivered;
    sum.seen += share.seen;
  }

  chat_message_set_receipts (message, (guint) sum.people, (guint) sum.delivered, (guint) sum.seen);
}

static int
compare_readers (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const ChatMember *left = *(const ChatMember *const *) a;
  const ChatMember *right = *(const ChatMember *const *) b;
  Share ours = share_of (left, user_data);
  Share theirs = share_of (right, user_data);

  if (ours.seen != theirs.seen)
    return theirs.seen - ours.seen;
  if (ours.delivered != theirs.delivered)
    return theirs.delivered - ours.delivered;

  return g_strcmp0 (chat_user_get_name (left->user), chat_user_get_name (right->user));
}

/**
 * chat_membership_list_readers:
 * @self: a membership
 * @message: a message, of anybody
 *
 * Returns: (transfer container) (element-type Chat.Member): whom it concerns: first who has seen
 * it, then who has it, then the others
 */
GPtrArray *
chat_membership_list_readers (ChatMembership *self, ChatMessage *message)
{
  g_autoptr (GPtrArray) readers = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer member = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (CHAT_IS_MESSAGE (message), NULL);

  g_hash_table_iter_init (&iter, self->members);
  while (chat_message_get_seq (message) > 0 && g_hash_table_iter_next (&iter, NULL, &member)) {
    if (concerns (message, member))
      g_ptr_array_add (readers, member);
  }
  g_ptr_array_sort_with_data (readers, compare_readers, message);

  return g_steal_pointer (&readers);
}
