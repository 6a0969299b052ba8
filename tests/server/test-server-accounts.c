/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "house.h"

#include "server-accounts.h"

#include <sodium.h>

typedef House Fixture;

static ServerRequest
make_request (House *house)
{
  return (ServerRequest) {
    .db = house->db,
    .limits = &house->limits,
    .now = ++house->now,
    .outcome = server_outcome_new (),
  };
}

static ServerOutcome *
sign_up (House *house,
         ServerCredentials credentials,
         ServerPolicy policy,
         const char *hash,
         GError **error)
{
  ServerRequest request = make_request (house);
  g_autoptr (ServerOutcome) outcome = request.outcome;

  credentials.enrol = !credentials.guest;
  return server_accounts_sign_up (&request, &credentials, &policy, hash, error)
           ? g_steal_pointer (&outcome)
           : NULL;
}

static ServerOutcome *
sign_in (House *house, ServerCredentials credentials, const char *hash, GError **error)
{
  ServerRequest request = make_request (house);
  g_autoptr (ServerOutcome) outcome = request.outcome;

  return server_accounts_sign_in (&request, &credentials, hash, error) ? g_steal_pointer (&outcome)
                                                                       : NULL;
}

static const ServerPolicy OPEN = { .admission = SERVER_ADMISSION_OPEN };

static void
test_a_token_comes_back (Fixture *house, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ServerOutcome)
    up = sign_up (house, (ServerCredentials) { .name = "ada" }, OPEN, "hash", &error);
  g_autoptr (ServerOutcome) in = NULL;
  g_autofree char *token = NULL;
  g_autofree char *id = NULL;

  g_assert_no_error (error);
  token = house_look (up->answer, "token");
  id = house_look (up->answer, "me.id");
  g_assert_cmpuint (strlen (token), ==, 43);
  in = sign_in (house, (ServerCredentials) { .token = token }, NULL, &error);
  g_assert_no_error (error);
  house_assert (in->answer, "me.id", id);
  house_assert (in->answer, "token", NULL);

  token[0] = token[0] == 'A' ? 'B' : 'A';
  g_assert_null (sign_in (house, (ServerCredentials) { .token = token }, NULL, &error));
  g_assert_error (error, SERVER_ERROR, SERVER_ERROR_BAD_CREDENTIALS);
}

static void
test_secrets_are_not_in_the_database (Fixture *house, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = server_accounts_hash_password ("correct horse");
  g_autoptr (ServerOutcome)
    up = sign_up (house, (ServerCredentials) { .name = "ada" }, OPEN, hash, &error);
  g_autofree char *token = house_look (up->answer, "token");
  g_autofree char *sql =
    g_strdup_printf ("SELECT (SELECT count (*) FROM session WHERE instr (token_hash, '%s') OR "
                     "instr (coalesce (client, ''), '%s')) + (SELECT count (*) FROM user WHERE "
                     "instr (password, 'correct horse'))",
                     token, token);
  gint64 n = -1;

  g_assert_true (g_str_has_prefix (hash, "$argon2id$"));
  g_assert_true (server_accounts_verify_password (hash, "correct horse"));
  g_assert_false (server_accounts_verify_password (hash, "Correct horse"));
  db_connection_query_int (house->db, sql, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpint (n, ==, 0);
}

static void
test_a_password_that_has_changed_meanwhile_is_wrong (Fixture *house, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ServerOutcome)
    up = sign_up (house, (ServerCredentials) { .name = "Ada" }, OPEN, "new", &error);
  g_autoptr (ServerOutcome)
    in = sign_in (house, (ServerCredentials) { .name = "aDA" }, "new", &error);

  g_assert_no_error (error);
  g_assert_nonnull (up);
  g_assert_nonnull (in);
  g_assert_null (sign_in (house, (ServerCredentials) { .name = "ada" }, "old", &error));
  g_assert_error (error, SERVER_ERROR, SERVER_ERROR_BAD_CREDENTIALS);
  g_clear_error (&error);
  g_assert_null (sign_in (house, (ServerCredentials) { .name = "nobody" }, "old", &error));
  g_assert_error (error, SERVER_ERROR, SERVER_ERROR_BAD_CREDENTIALS);
}

static void
test_names_that_look_the_same_are_one (Fixture *house, gconstpointer data)
{
  static const char *const SAME[] = { "ADA", "Ada", "\xef\xbc\xa1\xef\xbc\xa4\xef\xbc\xa1" };
  g_autoptr (ServerOutcome)
    up = sign_up (house, (ServerCredentials) { .name = "ada" }, OPEN, "hash", NULL);

  g_assert_nonnull (up);
  for (guint i = 0; i < G_N_ELEMENTS (SAME); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (sign_up (house, (ServerCredentials) { .name = SAME[i] }, OPEN, "hash", &error));
    g_assert_error (error, SERVER_ERROR, SERVER_ERROR_NAME_TAKEN);
  }
}

static void
test_an_invite_is_good_for_so_many (Fixture *house, gconstpointer data)
{
  ServerPolicy policy = { .admission = SERVER_ADMISSION_INVITE };
  ServerRequest request = make_request (house);
  g_autoptr (ServerOutcome) outcome = request.outcome;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = server_accounts_make_invite (&request, 1, 0, &error);
  g_autoptr (ServerOutcome) up = NULL;

  g_assert_no_error (error);
  g_assert_null (sign_up (house, (ServerCredentials) { .name = "ada" }, policy, "hash", &error));
  g_assert_error (error, SERVER_ERROR, SERVER_ERROR_INVITE_REQUIRED);
  g_clear_error (&error);
  up =
    sign_up (house, (ServerCredentials) { .name = "ada", .invite = code }, policy, "hash", &error);
  g_assert_no_error (error);
  g_assert_nonnull (up);
  g_assert_null (
    sign_up (house, (ServerCredentials) { .name = "bob", .invite = code }, policy, "hash", &error));
  g_assert_error (error, SERVER_ERROR, SERVER_ERROR_INVITE_REQUIRED);
}

static void
test_an_expired_invite_is_none (Fixture *house, gconstpointer data)
{
  ServerPolicy policy = { .admission = SERVER_ADMISSION_INVITE };
  ServerRequest request = make_request (house);
  g_autoptr (ServerOutcome) outcome = request.outcome;
  g_autoptr (GError) error = NULL;
  g_autofree char *code = server_accounts_make_invite (&request, 5, house->now + 1, &error);

  house->now += 10;
  g_assert_null (
    sign_up (house, (ServerCredentials) { .name = "bob", .invite = code }, policy, "hash", &error));
  g_assert_error (error, SERVER_ERROR, SERVER_ERROR_INVITE_REQUIRED);
}

static void
test_guests_come_where_they_are_let_in (Fixture *house, gconstpointer data)
{
  ServerPolicy policy = { .admission = SERVER_ADMISSION_CLOSED, .guests = TRUE };
  ServerCredentials guest = { .name = "guest", .guest = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (ServerOutcome) in = NULL;

  g_assert_null (sign_up (house, guest, OPEN, NULL, &error));
  g_assert_error (error, SERVER_ERROR, SERVER_ERROR_GUESTS_REFUSED);
  g_clear_error (&error);
  in = sign_up (house, guest, policy, NULL, &error);
  g_assert_no_error (error);
  house_assert (in->answer, "me.kind", "guest");
  g_assert_null (sign_up (house, (ServerCredentials) { .name = "ada" }, policy, "hash", &error));
  g_assert_error (error, SERVER_ERROR, SERVER_ERROR_FORBIDDEN);
}

static void
test_a_full_server_says_so (Fixture *house, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  house->limits.users = 1;
  house_add_person (house, "ada");
  g_assert_null (sign_up (house, (ServerCredentials) { .name = "bob" }, OPEN, "hash", &error));
  g_assert_error (error, SERVER_ERROR, SERVER_ERROR_SERVER_FULL);
}

static void
test_the_oldest_device_makes_room (Fixture *house, gconstpointer data)
{
  g_autoptr (ServerOutcome) sessions = NULL;
  guint n_ended = 0;

  house_add_person (house, "ada");
  for (guint i = 0; i < 12; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (ServerOutcome)
      in = sign_in (house, (ServerCredentials) { .name = "ada" }, "a hash", &error);

    g_assert_no_error (error);
    n_ended += in->effects->len;
  }
  sessions = house_ask (house, "ada", "session:list", "{}");

  house_assert (sessions->answer, "sessions.length", "10");
  g_assert_cmpuint (n_ended, ==, 3);
}

static void
test_a_revoked_device_is_out (Fixture *house, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (ServerOutcome) in = NULL;
  g_autoptr (ServerOutcome) revoked = NULL;
  g_autofree char *token = NULL;
  g_autofree char *session = NULL;

  house_add_person (house, "ada");
  house_add_person (house, "eve");
  in = sign_in (house, (ServerCredentials) { .name = "ada" }, "a hash", &error);
  g_assert_no_error (error);
  token = house_look (in->answer, "token");
  session = house_look (in->answer, "session");
  house_be_refused (house, "eve", "session:revoke", SERVER_ERROR_NOT_FOUND, "{'session':'%s'}",
                    session);
  revoked = house_ask (house, "ada", "session:revoke", "{'session':'%s'}", session);

  g_assert_cmpint (((ServerEffect *) revoked->effects->pdata[0])->kind, ==,
                   SERVER_EFFECT_END_SESSION);
  g_assert_null (sign_in (house, (ServerCredentials) { .token = token }, NULL, &error));
  g_assert_error (error, SERVER_ERROR, SERVER_ERROR_BAD_CREDENTIALS);
  house_do (house, "ada", "signout", "{}");
}

#define ADD(path, test)                                                                            \
  g_test_add ("/server/accounts/" path, Fixture, NULL, house_set_up, test, house_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (sodium_init (), >=, 0);

  ADD ("a-token-comes-back", test_a_token_comes_back);
  ADD ("secrets-are-not-in-the-database", test_secrets_are_not_in_the_database);
  ADD ("a-password-that-has-changed-meanwhile-is-wrong",
       test_a_password_that_has_changed_meanwhile_is_wrong);
  ADD ("names-that-look-the-same-are-one", test_names_that_look_the_same_are_one);
  ADD ("an-invite-is-good-for-so-many", test_an_invite_is_good_for_so_many);
  ADD ("an-expired-invite-is-none", test_an_expired_invite_is_none);
  ADD ("guests-come-where-they-are-let-in", test_guests_come_where_they_are_let_in);
  ADD ("a-full-server-says-so", test_a_full_server_says_so);
  ADD ("the-oldest-device-makes-room", test_the_oldest_device_makes_room);
  ADD ("a-revoked-device-is-out", test_a_revoked_device_is_out);

  return g_test_run ();
}
