/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "chat-property.h"

#include "chat-account.h"
#include "chat-file.h"
#include "chat-message.h"
#include "chat-room.h"
#include "chat-user.h"

/* One of each type that keeps its properties in a table. */
static GPtrArray *
make_all (void)
{
  GPtrArray *objects = g_ptr_array_new_with_free_func (g_object_unref);

  g_ptr_array_add (objects, chat_account_new ("http://localhost", NULL, "Me"));
  g_ptr_array_add (objects, chat_file_new ("f", "a.png", "image/png", 1, 2, 3));
  g_ptr_array_add (objects, chat_message_new_system ("something happened", 1));
  g_ptr_array_add (objects, chat_room_new ("r", "General", CHAT_ROOM_KIND_PUBLIC));
  g_ptr_array_add (objects, chat_user_new ("u", "Ann"));

  return objects;
}

static void
count_cb (guint *n)
{
  (*n)++;
}

/* Some value that it does not have at the beginning. */
static void
set_value (GParamSpec *property, GValue *value)
{
  g_value_init (value, property->value_type);
  if (G_VALUE_HOLDS_STRING (value))
    g_value_set_string (value, "something else");
  else if (G_VALUE_HOLDS_BOOLEAN (value))
    g_value_set_boolean (value, TRUE);
  else if (G_VALUE_HOLDS_ENUM (value))
    g_value_set_enum (value, 1);
  else if (G_VALUE_HOLDS_INT64 (value))
    g_value_set_int64 (value, 7);
  else if (G_VALUE_HOLDS_DOUBLE (value))
    g_value_set_double (value, 0.5);
  else
    g_assert_not_reached ();
}

static void
assert_tells_once (GObject *object, GParamSpec *property)
{
  g_autofree char *signal = g_strconcat ("notify::", property->name, NULL);
  g_auto (GValue) value = G_VALUE_INIT;
  g_auto (GValue) found = G_VALUE_INIT;
  guint n = 0;
  gulong id = g_signal_connect_swapped (object, signal, G_CALLBACK (count_cb), &n);

  set_value (property, &value);
  g_object_set_property (object, property->name, &value);
  g_assert_cmpuint (n, ==, 1);
  g_object_set_property (object, property->name, &value);
  g_assert_cmpuint (n, ==, 1);
  g_object_get_property (object, property->name, &found);
  g_assert_cmpint (g_param_values_cmp (property, &value, &found), ==, 0);
  g_signal_handler_disconnect (object, id);
}

static void
test_told_once (void)
{
  g_autoptr (GPtrArray) objects = make_all ();

  for (guint i = 0; i < objects->len; i++) {
    GObject *object = objects->pdata[i];
    guint n = 0;
    g_autofree GParamSpec **all = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n);

    for (guint k = 0; k < n; k++) {
      if ((all[k]->flags & G_PARAM_WRITABLE) && !(all[k]->flags & G_PARAM_CONSTRUCT_ONLY))
        assert_tells_once (object, all[k]);
    }
  }
}

static void
test_read (void)
{
  g_autoptr (GPtrArray) objects = make_all ();

  for (guint i = 0; i < objects->len; i++) {
    GObject *object = objects->pdata[i];
    guint n = 0;
    g_autofree GParamSpec **all = g_object_class_list_properties (G_OBJECT_GET_CLASS (object), &n);

    for (guint k = 0; k < n; k++) {
      g_auto (GValue) value = G_VALUE_INIT;

      g_object_get_property (object, all[k]->name, &value);
      g_assert_false (g_param_value_validate (all[k], &value));
    }
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/chat/property/change-is-told-once", test_told_once);
  g_test_add_func ("/chat/property/each-can-be-read", test_read);

  return g_test_run ();
}
