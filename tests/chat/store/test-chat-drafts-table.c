/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-drafts-table.h"

#include "shelf.h"
#include "test-await.h"

static void
keep (Shelf *shelf, const ChatStoredDraft *draft)
{
  g_autoptr (GAsyncResult) result = NULL;

  chat_store_set_draft_async (shelf->store, draft, test_keep_result, &result);
  test_await (&result);
  g_assert_true (chat_store_write_finish (shelf->store, result, NULL));
}

/* The only room's; it goes with what is in @rooms. */
static const ChatStoredDraft *
find (Shelf *shelf, GPtrArray **rooms)
{
  g_clear_pointer (rooms, g_ptr_array_unref);
  *rooms = shelf_list_rooms (shelf);

  return ((ChatStoredRoom *) (*rooms)->pdata[0])->draft;
}

static void
test_whole_draft (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GPtrArray) rooms = NULL;
  g_autoptr (ChatStoredDraft) draft = chat_stored_draft_new ("r", "");
  ChatOutgoingFile file = { .copy = (char *) "a-copy", .name = (char *) "cat.png", .size = 12 };
  const ChatStoredDraft *found = NULL;

  draft->reply = g_strdup ("m-3");
  g_ptr_array_add (draft->files, chat_outgoing_file_copy (&file));
  keep (shelf, draft);
  shelf_reopen (shelf);
  found = find (shelf, &rooms);
  g_assert_cmpstr (found->text, ==, "");
  g_assert_cmpstr (found->replied->text, ==, "three Äpfel");
  g_assert_cmpstr (found->replied->sender->name, ==, "Ann");
  g_assert_cmpuint (found->files->len, ==, 1);
  g_assert_cmpstr (((ChatOutgoingFile *) found->files->pdata[0])->copy, ==, "a-copy");
  g_assert_cmpstr (((ChatOutgoingFile *) found->files->pdata[0])->name, ==, "cat.png");
  g_assert_null (found->changed);

  g_set_str (&draft->reply, NULL);
  g_set_str (&draft->editing, "m-4");
  g_set_str (&draft->edited, "4");
  keep (shelf, draft);
  found = find (shelf, &rooms);
  g_assert_null (found->replied);
  g_assert_cmpstr (found->changed->text, ==, "four");
  g_assert_cmpstr (found->edited, ==, "4");
}

static void
test_unsent (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GPtrArray) rooms = NULL;
  g_autoptr (ChatStoredDraft) draft = chat_stored_draft_new ("r", "later");

  shelf_send_text (shelf, "o-1", "r", "refused");
  draft->editing = g_strdup ("o-1");
  draft->edited = g_strdup ("better");
  draft->reply = g_strdup ("not known");
  keep (shelf, draft);
  g_assert_cmpstr (find (shelf, &rooms)->changed->text, ==, "refused");
  g_assert_cmpstr (find (shelf, &rooms)->changed->sender->id, ==, "u-me");
  g_assert_null (find (shelf, &rooms)->replied);
}

static void
test_deleted (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GPtrArray) rooms = NULL;
  g_autoptr (ChatStoredDraft) draft = chat_stored_draft_new ("r", "");

  draft->reply = g_strdup ("m-3");
  keep (shelf, draft);
  shelf_hear (shelf, "message",
              "[{\"id\":\"m-3\",\"room\":\"r\",\"seq\":3,\"user\":\"u-2\",\"at\":1770000000000,"
              "\"kind\":\"text\",\"text\":null,\"deletedAt\":9,\"rev\":42}]");
  g_assert_cmpint (find (shelf, &rooms)->replied->deleted_at, ==, 9);
}

static void
test_nothing (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GPtrArray) rooms = NULL;

  shelf_set_draft (shelf, "Dear");
  g_assert_cmpstr (find (shelf, &rooms)->text, ==, "Dear");
  shelf_set_draft (shelf, "");
  g_assert_null (find (shelf, &rooms));
}

/* When they were only texts. */
static void
test_migrates (Shelf *shelf, gconstpointer data)
{
  g_autoptr (GPtrArray) rooms = NULL;

  shelf_make_older (shelf, 3,
                    "UPDATE account SET me = 'u-me';"
                    "INSERT INTO room (number, id) VALUES (1, 'r');"
                    "INSERT INTO member (room, user) VALUES (1, 'u-me');"
                    "INSERT INTO draft (room, text) VALUES ('r', 'unfinished')");
  g_assert_cmpstr (find (shelf, &rooms)->text, ==, "unfinished");
  g_assert_null (find (shelf, &rooms)->reply);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, on_disk, function)                                                               \
  g_test_add ("/chat/drafts-table/" name, Shelf, on_disk, shelf_set_up, function, shelf_tear_down)

  ADD ("all-of-a-draft-is-kept", "", test_whole_draft);
  ADD ("what-was-not-sent-can-be-changed", NULL, test_unsent);
  ADD ("what-is-answered-is-as-it-is-now", NULL, test_deleted);
  ADD ("nothing-is-not-kept", NULL, test_nothing);
  ADD ("drafts-of-the-version-before-are-there", "", test_migrates);

  return g_test_run ();
}
