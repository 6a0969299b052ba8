/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "socket-io-rooms.h"

/* Somebody: any pointer will do. */
typedef struct {
  SocketIoRoomMember *member;
  guint number;
  guint seen;
} Person;

static GPtrArray *
list (const char *first, ...)
{
  GPtrArray *names = g_ptr_array_new ();
  va_list rest;

  va_start (rest, first);
  for (const char *name = first; name != NULL; name = va_arg (rest, const char *))
    g_ptr_array_add (names, (char *) name);
  va_end (rest);

  return names;
}

static guint
count (SocketIoRooms *rooms, GPtrArray *names, GPtrArray *except)
{
  g_autoptr (GPtrArray) owned_names = names;
  g_autoptr (GPtrArray) owned_except = except;
  SocketIoRoomsTargets targets;
  guint n = 0;
  Person *person = NULL;

  socket_io_rooms_begin (rooms, &targets, names, except);
  while ((person = socket_io_rooms_next (&targets)) != NULL) {
    person->seen++;
    n++;
  }

  return n;
}

static void
add_people (SocketIoRooms *rooms, Person *people, guint n_people)
{
  for (guint i = 0; i < n_people; i++) {
    people[i].number = i;
    people[i].member = socket_io_rooms_add (rooms, &people[i]);
  }
}

static void
remove_people (SocketIoRooms *rooms, Person *people, guint n_people)
{
  for (guint i = 0; i < n_people; i++)
    if (people[i].member != NULL)
      socket_io_rooms_remove (rooms, g_steal_pointer (&people[i].member));
}

static void
test_a_room_exists_while_somebody_is_in_it (void)
{
  g_autoptr (SocketIoRooms) rooms = socket_io_rooms_new ();
  Person people[2] = { 0 };

  add_people (rooms, people, 2);
  g_assert_cmpuint (socket_io_rooms_get_size (rooms, "a"), ==, 0);
  g_assert_cmpint (socket_io_rooms_join (rooms, people[0].member, "a"), ==, SOCKET_IO_ROOMS_ROOM);
  g_assert_cmpint (socket_io_rooms_join (rooms, people[0].member, "a"), ==,
                   SOCKET_IO_ROOMS_UNCHANGED);
  g_assert_cmpint (socket_io_rooms_join (rooms, people[1].member, "a"), ==, SOCKET_IO_ROOMS_MEMBER);
  g_assert_cmpuint (socket_io_rooms_get_size (rooms, "a"), ==, 2);
  g_assert_true (socket_io_rooms_is_member (rooms, people[1].member, "a"));
  g_assert_cmpint (socket_io_rooms_leave (rooms, people[0].member, "a"), ==,
                   SOCKET_IO_ROOMS_MEMBER);
  g_assert_cmpint (socket_io_rooms_leave (rooms, people[0].member, "a"), ==,
                   SOCKET_IO_ROOMS_UNCHANGED);
  g_assert_false (socket_io_rooms_is_member (rooms, people[0].member, "a"));
  g_assert_cmpint (socket_io_rooms_leave (rooms, people[1].member, "a"), ==, SOCKET_IO_ROOMS_ROOM);
  g_assert_cmpint (socket_io_rooms_leave (rooms, people[1].member, "a"), ==,
                   SOCKET_IO_ROOMS_UNCHANGED);
  g_assert_cmpuint (socket_io_rooms_get_size (rooms, "a"), ==, 0);
  g_assert_cmpuint (socket_io_rooms_get_n_members (rooms), ==, 2);
  remove_people (rooms, people, 2);
  g_assert_cmpuint (socket_io_rooms_get_n_members (rooms), ==, 0);
}

/* The room of everybody has no name, and the empty name is a room like others. */
static void
test_the_empty_name_is_a_name (void)
{
  g_autoptr (SocketIoRooms) rooms = socket_io_rooms_new ();
  Person people[2] = { 0 };

  add_people (rooms, people, 2);
  g_assert_cmpint (socket_io_rooms_leave (rooms, people[0].member, ""), ==,
                   SOCKET_IO_ROOMS_UNCHANGED);
  g_assert_cmpint (socket_io_rooms_join (rooms, people[0].member, ""), ==, SOCKET_IO_ROOMS_ROOM);
  g_assert_cmpuint (count (rooms, list ("", NULL), list (NULL, NULL)), ==, 1);
  g_assert_cmpuint (count (rooms, list (NULL, NULL), list (NULL, NULL)), ==, 2);
  remove_people (rooms, people, 2);
}

static void
test_targets_are_the_union_less_the_rest (void)
{
  g_autoptr (SocketIoRooms) rooms = socket_io_rooms_new ();
  g_auto (GStrv) names = NULL;
  Person people[4] = { 0 };

  add_people (rooms, people, 4);
  for (guint i = 0; i < 3; i++)
    socket_io_rooms_join (rooms, people[i].member, "a");
  for (guint i = 1; i < 4; i++)
    socket_io_rooms_join (rooms, people[i].member, "b");
  socket_io_rooms_join (rooms, people[3].member, "alone");

  g_assert_cmpuint (count (rooms, list (NULL, NULL), list (NULL, NULL)), ==, 4);
  g_assert_cmpuint (count (rooms, list ("a", NULL), list (NULL, NULL)), ==, 3);
  g_assert_cmpuint (count (rooms, list ("a", "b", NULL), list (NULL, NULL)), ==, 4);
  g_assert_cmpuint (count (rooms, list ("a", "a", NULL), list (NULL, NULL)), ==, 3);
  g_assert_cmpuint (count (rooms, list ("a", "b", NULL), list ("alone", NULL)), ==, 3);
  g_assert_cmpuint (count (rooms, list ("a", NULL), list ("b", NULL)), ==, 1);
  g_assert_cmpuint (count (rooms, list (NULL, NULL), list ("b", "none", NULL)), ==, 1);
  g_assert_cmpuint (count (rooms, list ("none", NULL), list (NULL, NULL)), ==, 0);
  g_assert_cmpuint (count (rooms, list ("none", "nor", NULL), list ("a", NULL)), ==, 0);

  names = socket_io_rooms_dup_names_of (rooms, people[3].member);
  g_assert_cmpuint (g_strv_length (names), ==, 2);
  remove_people (rooms, people, 4);
}

/* Removing those who come next, adding others, and beginning anew in the middle of it. */
static void
test_everything_may_change_between_two_targets (void)
{
  g_autoptr (SocketIoRooms) rooms = socket_io_rooms_new ();
  g_autoptr (GPtrArray) names = list ("a", "b", NULL);
  g_autoptr (GPtrArray) nothing = g_ptr_array_new ();
  SocketIoRoomsTargets targets;
  Person people[32] = { 0 };
  Person late = { 0 };
  Person *person = NULL;
  guint n = 0;

  add_people (rooms, people, 32);
  for (guint i = 0; i < 32; i++)
    socket_io_rooms_join (rooms, people[i].member, i % 2 == 0 ? "a" : "b");

  socket_io_rooms_begin (rooms, &targets, names, nothing);
  while ((person = socket_io_rooms_next (&targets)) != NULL) {
    guint other = (person->number + 1) % 32;

    g_assert_nonnull (person->member);
    n++;
    if (n == 1) {
      add_people (rooms, &late, 1);
      socket_io_rooms_join (rooms, late.member, "a");
    }
    if (n == 2)
      g_assert_cmpuint (count (rooms, list ("b", "a", NULL), list ("x", NULL)), >, 0);
    if (n == 3)
      socket_io_rooms_join (rooms, person->member, "c");
    if (people[other].member != NULL)
      socket_io_rooms_remove (rooms, g_steal_pointer (&people[other].member));
    if (n % 3 == 0 && person->member != NULL)
      socket_io_rooms_remove (rooms, g_steal_pointer (&person->member));
  }

  g_assert_cmpuint (n, ==, 16);
  remove_people (rooms, &late, 1);
  remove_people (rooms, people, 32);
}

#define N_PEOPLE 40
#define N_ROOMS 12

/* The same, said plainly. */
typedef struct {
  gboolean in[N_PEOPLE][N_ROOMS];
  gboolean here[N_PEOPLE];
} Model;

static gboolean
model_means (const Model *model, guint person, guint rooms, guint except)
{
  gboolean included = rooms == 0;

  if (!model->here[person])
    return FALSE;
  for (guint room = 0; room < N_ROOMS; room++) {
    if (!model->in[person][room])
      continue;
    if ((except & (1u << room)) != 0)
      return FALSE;
    included = included || (rooms & (1u << room)) != 0;
  }

  return included;
}

static guint
model_size (const Model *model, guint room)
{
  guint size = 0;

  for (guint i = 0; i < N_PEOPLE; i++)
    size += model->in[i][room];

  return size;
}

static GPtrArray *
names_of (guint set, const char *const *names)
{
  GPtrArray *array = g_ptr_array_new ();

  for (guint room = 0; room < N_ROOMS; room++)
    if ((set & (1u << room)) != 0)
      g_ptr_array_add (array, (char *) names[room]);

  return array;
}

static guint
random_set (void)
{
  guint set = (guint) g_test_rand_int_range (0, 1 << N_ROOMS);

  /* Few rooms are what is asked for most. */
  return g_test_rand_bit () ? set & (guint) g_test_rand_int_range (0, 1 << N_ROOMS) & 0x249 : set;
}

static void
check_targets (SocketIoRooms *rooms, Person *people, const Model *model, const char *const *names)
{
  guint set = random_set ();
  guint except = random_set ();

  for (guint i = 0; i < N_PEOPLE; i++)
    people[i].seen = 0;
  count (rooms, names_of (set, names), names_of (except, names));
  for (guint i = 0; i < N_PEOPLE; i++)
    g_assert_cmpuint (people[i].seen, ==, model_means (model, i, set, except));
}

static void
change_one (SocketIoRooms *rooms, Person *people, Model *model, const char *const *names)
{
  guint person = (guint) g_test_rand_int_range (0, N_PEOPLE);
  guint room = (guint) g_test_rand_int_range (0, N_ROOMS);
  gboolean *in = &model->in[person][room];

  if (!model->here[person]) {
    add_people (rooms, &people[person], 1);
    model->here[person] = TRUE;
  } else if (g_test_rand_int_range (0, 20) == 0) {
    remove_people (rooms, &people[person], 1);
    model->here[person] = FALSE;
    memset (model->in[person], 0, sizeof (model->in[person]));
  } else if (g_test_rand_int_range (0, 3) == 0) {
    guint before = model_size (model, room);

    g_assert_cmpint (socket_io_rooms_leave (rooms, people[person].member, names[room]), ==,
                     !*in          ? SOCKET_IO_ROOMS_UNCHANGED
                     : before == 1 ? SOCKET_IO_ROOMS_ROOM
                                   : SOCKET_IO_ROOMS_MEMBER);
    *in = FALSE;
  } else {
    guint before = model_size (model, room);

    g_assert_cmpint (socket_io_rooms_join (rooms, people[person].member, names[room]), ==,
                     *in           ? SOCKET_IO_ROOMS_UNCHANGED
                     : before == 0 ? SOCKET_IO_ROOMS_ROOM
                                   : SOCKET_IO_ROOMS_MEMBER);
    *in = TRUE;
  }
  g_assert_cmpuint (socket_io_rooms_get_size (rooms, names[room]), ==, model_size (model, room));
}

static void
test_behaves_like_a_plain_model (void)
{
  static const char *const names[N_ROOMS] = { "a", "b", "c", "d", "e", "f",
                                              "g", "h", "",  "é", "k", "a long name of a room" };
  g_autoptr (SocketIoRooms) rooms = socket_io_rooms_new ();
  Person people[N_PEOPLE] = { 0 };
  Model model = { 0 };

  for (guint step = 0; step < 20000; step++) {
    change_one (rooms, people, &model, names);
    if (step % 5 == 0)
      check_targets (rooms, people, &model, names);
    if (step % 100 == 0) {
      g_auto (GStrv) all = socket_io_rooms_dup_names (rooms);
      guint n_rooms = 0;

      for (guint room = 0; room < N_ROOMS; room++)
        n_rooms += model_size (&model, room) > 0;
      g_assert_cmpuint (g_strv_length (all), ==, n_rooms);
    }
  }

  remove_people (rooms, people, N_PEOPLE);
}

static void
test_many_come_and_go (void)
{
  g_autoptr (SocketIoRooms) rooms = socket_io_rooms_new ();
  g_autofree Person *people = g_new0 (Person, 5000);

  add_people (rooms, people, 5000);
  for (guint i = 0; i < 5000; i++) {
    g_autofree char *own = g_strdup_printf ("own %u", i);

    socket_io_rooms_join (rooms, people[i].member, own);
    socket_io_rooms_join (rooms, people[i].member, "all");
    socket_io_rooms_join (rooms, people[i].member, i % 2 == 0 ? "even" : "odd");
    socket_io_rooms_join (rooms, people[i].member, i % 3 == 0 ? "three" : "not three");
  }
  g_assert_cmpuint (count (rooms, list ("even", "three", NULL), list ("own 0", NULL)), ==, 3332);
  for (guint i = 0; i < 5000; i += 2)
    remove_people (rooms, &people[i], 1);
  g_assert_cmpuint (count (rooms, list ("all", NULL), list (NULL, NULL)), ==, 2500);
  g_assert_cmpuint (socket_io_rooms_get_size (rooms, "even"), ==, 0);
  remove_people (rooms, people, 5000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/socket-io/rooms/a-room-exists-while-somebody-is-in-it",
                   test_a_room_exists_while_somebody_is_in_it);
  g_test_add_func ("/socket-io/rooms/the-empty-name-is-a-name", test_the_empty_name_is_a_name);
  g_test_add_func ("/socket-io/rooms/targets-are-the-union-less-the-rest",
                   test_targets_are_the_union_less_the_rest);
  g_test_add_func ("/socket-io/rooms/everything-may-change-between-two-targets",
                   test_everything_may_change_between_two_targets);
  g_test_add_func ("/socket-io/rooms/behaves-like-a-plain-model", test_behaves_like_a_plain_model);
  g_test_add_func ("/socket-io/rooms/many-come-and-go", test_many_come_and_go);

  return g_test_run ();
}
