/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-membership.h"

#define PLACES 3

/* What happens to one of the others: a, b or c.  What is not said is 0. */
typedef struct {
  char who; /* 0 ends the list */
  enum { COMES, GETS, SEES, LEAVES, ARE } what;
  gint64 seq;  /* of what is got or seen; of who comes: seen up to here; how many there are */
  gint64 from; /* of who comes: the first place to see */
} Step;

/* My messages stand at 1, 2 and 3; each expectation is "status people/delivered/seen". */
typedef struct {
  const char *name;
  Step steps[8];
  const char *expected[PLACES];
} Case;

static const Case CASES[] = {
  { "nobody-concerned-is-sent", { { 0 } }, { "sent 0/0/0", "sent 0/0/0", "sent 0/0/0" } },
  { "alone-the-other-decides",
    { { 'a', COMES, 0, 0 }, { 'a', GETS, 3, 0 }, { 'a', SEES, 1, 0 } },
    { "seen 1/1/1", "delivered 1/1/0", "delivered 1/1/0" } },
  { "seen-without-delivered-is-both",
    { { 'a', COMES, 0, 0 }, { 'a', SEES, 2, 0 } },
    { "seen 1/1/1", "seen 1/1/1", "sent 1/0/0" } },
  { "in-a-group-the-last-one-decides",
    { { 'a', COMES, 0, 0 },
      { 'b', COMES, 0, 0 },
      { 'a', SEES, 3, 0 },
      { 'b', GETS, 2, 0 },
      { 'b', SEES, 1, 0 } },
    { "seen 2/2/2", "delivered 2/2/1", "sent 2/1/1" } },
  { "who-joined-later-is-not-waited-for",
    { { 'a', COMES, 3, 0 }, { 'b', COMES, 0, 3 } },
    { "seen 1/1/1", "seen 1/1/1", "sent 2/1/1" } },
  { "nor-counted-for-what-came-before",
    { { 'a', COMES, 0, 0 }, { 'b', COMES, 3, 3 } },
    { "sent 1/0/0", "sent 1/0/0", "sent 2/1/1" } },
  { "who-has-left-is-not-waited-for",
    { { 'a', COMES, 3, 0 }, { 'b', COMES, 1, 0 }, { 'b', LEAVES, 0, 0 } },
    { "seen 1/1/1", "seen 1/1/1", "seen 1/1/1" } },
  { "nor-counted",
    { { 'a', COMES, 0, 0 }, { 'b', COMES, 3, 0 }, { 'b', LEAVES, 0, 0 }, { 'b', SEES, 3, 0 } },
    { "sent 1/0/0", "sent 1/0/0", "sent 1/0/0" } },
  { "when-all-have-left-it-is-sent",
    { { 'a', COMES, 3, 0 }, { 'a', LEAVES, 0, 0 } },
    { "sent 0/0/0", "sent 0/0/0", "sent 0/0/0" } },
  { "receipts-out-of-order-never-go-back",
    { { 'a', COMES, 0, 0 },
      { 'a', SEES, 2, 0 },
      { 'a', GETS, 1, 0 },
      { 'a', SEES, 1, 0 },
      { 'a', GETS, 3, 0 },
      { 'a', COMES, 1, 0 } },
    { "seen 1/1/1", "seen 1/1/1", "delivered 1/1/0" } },
  { "of-strangers-nothing-is-kept",
    { { 'a', SEES, 3, 0 }, { 'a', COMES, 1, 0 } },
    { "seen 1/1/1", "sent 1/0/0", "sent 1/0/0" } },
  { "who-is-told-to-see-less-is-not-waited-for",
    { { 'a', COMES, 0, 0 }, { 'b', COMES, 3, 0 }, { 'a', COMES, 0, 3 } },
    { "seen 1/1/1", "seen 1/1/1", "sent 2/1/1" } },
  { "who-is-not-known-is-waited-for",
    { { 'a', ARE, 4, 0 }, { 'a', COMES, 3, 0 } },
    { "sent 3/1/1", "sent 3/1/1", "sent 3/1/1" } },
  { "until-all-are-known",
    { { 'a', COMES, 3, 0 }, { 'a', ARE, 3, 0 }, { 'b', COMES, 2, 0 } },
    { "seen 2/2/2", "seen 2/2/2", "sent 2/1/1" } },
  { "nobody-comes-instead-of-who-has-left",
    { { 'a', ARE, 3, 0 }, { 'a', COMES, 3, 0 }, { 'b', COMES, 0, 0 }, { 'b', LEAVES, 0, 0 } },
    { "seen 1/1/1", "seen 1/1/1", "seen 1/1/1" } },
};

typedef struct {
  ChatUser *me;
  ChatUser *others[3];
  ChatTimeline *timeline;
  ChatMembership *membership;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  const ChatMember me = { .user = fixture->me = chat_user_new_me ("u-me", "Me") };

  for (guint i = 0; i < G_N_ELEMENTS (fixture->others); i++) {
    const char id[] = { (char) ('a' + i), '\0' };

    fixture->others[i] = chat_user_new (id, id);
  }
  fixture->timeline = chat_timeline_new ();
  fixture->membership = chat_membership_new (fixture->timeline);
  chat_membership_set (fixture->membership, &me);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  chat_membership_free (fixture->membership);
  g_assert_finalize_object (fixture->timeline);
  for (guint i = 0; i < G_N_ELEMENTS (fixture->others); i++)
    g_assert_finalize_object (fixture->others[i]);
  g_assert_finalize_object (fixture->me);
}

static ChatMessage *
say (Fixture *fixture, ChatUser *user, gint64 seq)
{
  g_autofree char *id = g_strdup_printf ("m%d", (int) seq);
  g_autoptr (ChatMessage) message = chat_message_new (id, user, id, 1000);

  chat_message_set_seq (message, seq);
  chat_timeline_add (fixture->timeline, message);
  chat_membership_count (fixture->membership, message);

  return message; /* the timeline holds it */
}

static void
take_step (Fixture *fixture, const Step *step)
{
  ChatUser *user = fixture->others[step->who - 'a'];
  const ChatMember member = {
    .user = user, .from_seq = step->from, .delivered = step->seq, .seen = step->seq
  };

  if (step->what == COMES)
    chat_membership_set (fixture->membership, &member);
  else if (step->what == LEAVES)
    chat_membership_remove (fixture->membership, user);
  else if (step->what == ARE)
    chat_membership_set_n_people (fixture->membership, (guint) step->seq);
  else
    chat_membership_receive_receipt (fixture->membership, user, step->seq,
                                     step->what == SEES ? step->seq : 0);
}

static void
assert_message (ChatMessage *message, const char *expected)
{
  g_autoptr (GEnumClass) statuses = g_type_class_ref (CHAT_TYPE_MESSAGE_STATUS);
  GEnumValue *status = g_enum_get_value (statuses, (int) chat_message_get_status (message));
  g_autofree char *said =
    g_strdup_printf ("%s %u/%u/%u", status->value_nick, chat_message_get_n_people (message),
                     chat_message_get_n_delivered (message), chat_message_get_n_seen (message));

  g_assert_cmpstr (said, ==, expected);
}

static void
take_steps (Fixture *fixture, const Case *rule)
{
  for (guint i = 0; i < G_N_ELEMENTS (rule->steps) && rule->steps[i].who != 0; i++)
    take_step (fixture, &rule->steps[i]);
}

static void
test_rule (Fixture *fixture, gconstpointer data)
{
  const Case *rule = data;

  for (gint64 seq = 1; seq <= PLACES; seq++)
    say (fixture, fixture->me, seq);
  take_steps (fixture, rule);

  for (gint64 seq = 1; seq <= PLACES; seq++) {
    g_autofree char *id = g_strdup_printf ("m%d", (int) seq);

    assert_message (chat_timeline_find (fixture->timeline, id), rule->expected[seq - 1]);
  }
}

/* The same, if the messages are loaded only after it. */
static void
test_rule_loaded_later (Fixture *fixture, gconstpointer data)
{
  const Case *rule = data;

  take_steps (fixture, rule);
  for (gint64 seq = PLACES; seq >= 1; seq--)
    assert_message (say (fixture, fixture->me, seq), rule->expected[seq - 1]);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_receipt_touches_what_it_is_about (Fixture *fixture, gconstpointer data)
{
  const ChatMember member = { .user = fixture->others[0], .delivered = 2, .seen = 1 };
  guint touched[5] = { 0 };

  for (gint64 seq = 1; seq <= 4; seq++) {
    ChatMessage *message = say (fixture, fixture->me, seq);

    g_signal_connect_swapped (message, "notify::n-seen", G_CALLBACK (count_cb), &touched[seq]);
  }
  chat_membership_set (fixture->membership, &member);
  memset (touched, 0, sizeof touched);

  chat_membership_receive_receipt (fixture->membership, fixture->others[0], 3, 3);
  g_assert_cmpuint (touched[1], ==, 0);
  g_assert_cmpuint (touched[2], ==, 1);
  g_assert_cmpuint (touched[3], ==, 1);
  g_assert_cmpuint (touched[4], ==, 0);
}

static void
test_many_at_once (Fixture *fixture, gconstpointer data)
{
  const ChatMember members[] = {
    { .user = fixture->others[0], .seen = 1, .delivered = 1 },
    { .user = fixture->others[1], .seen = 0, .delivered = 1 },
    { .user = fixture->others[2], .from_seq = 2 },
  };
  ChatMessage *message = say (fixture, fixture->me, 1);
  guint count = 0;

  g_signal_connect_swapped (message, "notify::n-people", G_CALLBACK (count_cb), &count);
  chat_membership_set_all (fixture->membership, members, G_N_ELEMENTS (members));
  assert_message (message, "delivered 2/2/1");
  g_assert_cmpuint (count, ==, 1);

  chat_membership_set_all (fixture->membership, members, G_N_ELEMENTS (members));
  assert_message (message, "delivered 2/2/1");
}

static void
test_readers (Fixture *fixture, gconstpointer data)
{
  const ChatMember members[] = {
    { .user = fixture->others[0], .delivered = 0, .seen = 0 },
    { .user = fixture->others[1], .delivered = 5, .seen = 1 },
    { .user = fixture->others[2], .from_seq = 2 },
  };
  ChatMessage *mine = say (fixture, fixture->me, 1);
  ChatMessage *theirs = say (fixture, fixture->others[1], 2);
  g_autoptr (GPtrArray) of_mine = NULL;
  g_autoptr (GPtrArray) of_theirs = NULL;

  chat_membership_set_all (fixture->membership, members, G_N_ELEMENTS (members));

  of_mine = chat_membership_list_readers (fixture->membership, mine);
  g_assert_cmpuint (of_mine->len, ==, 2);
  g_assert_true (((const ChatMember *) of_mine->pdata[0])->user == fixture->others[1]);
  g_assert_true (((const ChatMember *) of_mine->pdata[1])->user == fixture->others[0]);

  of_theirs = chat_membership_list_readers (fixture->membership, theirs);
  g_assert_cmpuint (of_theirs->len, ==, 3);
  g_assert_cmpuint (chat_message_get_n_people (theirs), ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (CASES); i++) {
    g_autofree char *path = g_strdup_printf ("/chat/membership/%s", CASES[i].name);
    g_autofree char *later = g_strdup_printf ("%s/loaded-later", path);

    g_test_add (path, Fixture, &CASES[i], set_up, test_rule, tear_down);
    g_test_add (later, Fixture, &CASES[i], set_up, test_rule_loaded_later, tear_down);
  }
  g_test_add ("/chat/membership/receipt-touches-what-it-is-about", Fixture, NULL, set_up,
              test_receipt_touches_what_it_is_about, tear_down);
  g_test_add ("/chat/membership/many-people-are-one-change", Fixture, NULL, set_up,
              test_many_at_once, tear_down);
  g_test_add ("/chat/membership/lists-first-who-has-seen-it", Fixture, NULL, set_up, test_readers,
              tear_down);

  return g_test_run ();
}
