/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "house.h"

#include "server-files.h"
#include "server-upload.h"

#include <glib/gstdio.h>
#include <utime.h>

#define DAY_MS (24 * 60 * 60 * 1000)

typedef HouseWithRoom Fixture;

static ServerOutcome *
run (House *house, const char *name, ServerHandler handle, JsonObject *arguments, GError **error)
{
  ServerRequest request = {
    .db = house->db,
    .caller = house_get_caller (house, name),
    .limits = &house->limits,
    .arguments = arguments,
    .now = ++house->now,
    .outcome = server_outcome_new (),
  };
  g_autoptr (ServerOutcome) outcome = request.outcome;

  return handle (&request, error) ? g_steal_pointer (&outcome) : NULL;
}

/* A file of this content; gives its id. */
static char *
add_file (House *house, const char *name, const char *content)
{
  g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, content, -1);
  g_autoptr (JsonObject) arguments = json_object_new ();
  g_autoptr (ServerOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (arguments, "name", "a.png");
  json_object_set_string_member (arguments, "type", "image/png");
  json_object_set_string_member (arguments, "sha256", sha256);
  json_object_set_int_member (arguments, "size", 7);
  outcome = run (house, name, server_files_add, arguments, &error);
  g_assert_no_error (error);

  return house_look (outcome->answer, "file.id");
}

static gboolean
may_have (House *house, const char *name, const char *id)
{
  g_autoptr (JsonObject) arguments = json_object_new ();
  g_autoptr (ServerOutcome) outcome = NULL;
  g_autoptr (GError) error = NULL;

  json_object_set_string_member (arguments, "id", id);
  outcome = run (house, name, server_files_find, arguments, &error);
  if (outcome == NULL)
    g_assert_error (error, SERVER_ERROR, SERVER_ERROR_NOT_FOUND);

  return outcome != NULL;
}

static void
test_pictures_of_people_are_for_everybody (Fixture *fixture, gconstpointer data)
{
  House *house = &fixture->house;
  g_autofree char *face = add_file (house, "ada", "face");

  g_assert_false (may_have (house, "eve", face));
  house_do (house, "ada", "user:update", "{'avatar':'%s'}", face);
  g_assert_true (may_have (house, "eve", face));
}

static void
test_pictures_of_rooms_are_for_those_who_see_them (Fixture *fixture, gconstpointer data)
{
  House *house = &fixture->house;
  g_autofree char *picture = add_file (house, "ada", "picture");
  g_autofree char *other = add_file (house, "ada", "other");
  g_autofree char *open = house_make_room (house, "ada", "public", NULL);

  house_do (house, "ada", "room:update", "{'room':'%s','avatar':'%s'}", fixture->room, picture);
  g_assert_true (may_have (house, "bob", picture));
  g_assert_false (may_have (house, "eve", picture));
  house_do (house, "ada", "room:update", "{'room':'%s','avatar':'%s'}", open, other);
  g_assert_true (may_have (house, "eve", other));
}

static void
test_nobody_shows_the_files_of_others (Fixture *fixture, gconstpointer data)
{
  House *house = &fixture->house;
  g_autofree char *secret = add_file (house, "ada", "secret");
  g_autofree char *open = house_make_room (house, "eve", "public", NULL);

  house_be_refused (house, "eve", "user:update", SERVER_ERROR_INVALID, "{'avatar':'%s'}", secret);
  house_be_refused (house, "eve", "room:update", SERVER_ERROR_INVALID,
                    "{'room':'%s','avatar':'%s'}", open, secret);
  house_do (house, "eve", "user:update", "{'avatar':null}");
  g_assert_false (may_have (house, "eve", secret));
}

static void
test_what_is_for_nothing_is_forgotten_after_a_day (Fixture *fixture, gconstpointer data)
{
  House *house = &fixture->house;
  g_autofree char *sent = add_file (house, "ada", "sent");
  g_autofree char *face = add_file (house, "ada", "face");
  g_autofree char *twin = add_file (house, "ada", "sent");
  g_autofree char *lost = add_file (house, "ada", "lost");
  g_autofree char *young = NULL;
  g_autofree char *sha256 = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "lost", -1);
  g_autoptr (ServerOutcome) nothing = NULL;
  g_autoptr (ServerOutcome) forgotten = NULL;

  house_do (house, "ada", "user:update", "{'avatar':'%s'}", face);
  house_do (house, "ada", "message:send",
            "{'id':'11111111-1111-4111-8111-111111111111','room':'%s','text':'','files':['%s']}",
            fixture->room, sent);
  nothing = run (house, "ada", server_files_forget, NULL, NULL);
  house_assert (nothing->answer, "contents.length", "0");

  house->now += DAY_MS;
  young = add_file (house, "ada", "young");
  forgotten = run (house, "ada", server_files_forget, NULL, NULL);
  house_assert (forgotten->answer, "contents.length", "1");
  house_assert (forgotten->answer, "contents.0", sha256);
  g_assert_false (may_have (house, "ada", lost));
  g_assert_false (may_have (house, "ada", twin));
  g_assert_true (may_have (house, "bob", sent));
  g_assert_true (may_have (house, "bob", face));
  g_assert_true (may_have (house, "ada", young));
}

/* Somebody may be sending it again at this moment. */
static void
test_what_has_just_come_stays_on_the_disk (void)
{
  g_autofree char *folder = g_dir_make_tmp ("parlour-XXXXXX", NULL);
  g_autofree char *path = server_upload_build_path (folder, "abcd");
  g_autofree char *shelf = g_path_get_dirname (path);
  struct utimbuf old = { 0 };

  g_assert_cmpint (g_mkdir (shelf, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  server_upload_forget (folder, "abcd");
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_utime (path, &old), ==, 0);
  server_upload_forget (folder, "abcd");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_rmdir (shelf);
  g_rmdir (folder);
}

#define ADD(path, test)                                                                            \
  g_test_add ("/server/files/" path, Fixture, NULL, house_with_room_set_up, test,                  \
              house_with_room_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("pictures-of-people-are-for-everybody", test_pictures_of_people_are_for_everybody);
  ADD ("pictures-of-rooms-are-for-those-who-see-them",
       test_pictures_of_rooms_are_for_those_who_see_them);
  ADD ("nobody-shows-the-files-of-others", test_nobody_shows_the_files_of_others);
  ADD ("what-is-for-nothing-is-forgotten-after-a-day",
       test_what_is_for_nothing_is_forgotten_after_a_day);
  g_test_add_func ("/server/files/what-has-just-come-stays-on-the-disk",
                   test_what_has_just_come_stays_on_the_disk);

  return g_test_run ();
}
