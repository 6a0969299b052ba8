/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who is in a room, in a few words: "Amara, Tomás and 10 others · 5 online".  While the reader is
 * offline, nobody knows who is there, and nothing is said about it; nor is it of a room with one
 * person, who is the reader.
 */
#include "parlour-roster-summary.h"

#include <glib/gi18n.h>

#include "chat-roster.h"
#include "chat-user.h"
#include "parlour-text.h"

#define MAX_NAMES 2

struct _ParlourRosterSummary {
  GObject parent_instance;

  ChatRoster *roster;
  char *people;
  char *numbers;
};

typedef enum {
  PROP_ROSTER = 1,
  PROP_PEOPLE,
  PROP_NUMBERS,
} ParlourRosterSummaryProperty;

static GParamSpec *properties[PROP_NUMBERS + 1];

G_DEFINE_FINAL_TYPE (ParlourRosterSummary, parlour_roster_summary, G_TYPE_OBJECT)

static guint
count_users (ParlourRosterSummary *self)
{
  return self->roster != NULL ? g_list_model_get_n_items (G_LIST_MODEL (self->roster)) : 0;
}

/* The first names of the first others; it looks no further than it must. */
static GPtrArray *
list_names (ParlourRosterSummary *self)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < count_users (self) && names->len < MAX_NAMES; i++) {
    g_autoptr (ChatUser) user = g_list_model_get_item (G_LIST_MODEL (self->roster), i);
    g_autofree char *name = parlour_text_to_line (chat_user_get_name (user));
    char *blank = strchr (name, ' ');

    if (blank != NULL)
      *blank = '\0';
    if (!chat_user_get_is_me (user))
      g_ptr_array_add (names, parlour_text_isolate (name));
  }

  return names;
}

/* Whether the one whose name would not be said is the reader. */
static gboolean
is_third_me (ParlourRosterSummary *self)
{
  guint n_mine = 0;

  if (count_users (self) != MAX_NAMES + 1)
    return FALSE;

  for (guint i = 0; i < count_users (self); i++) {
    g_autoptr (ChatUser) user = g_list_model_get_item (G_LIST_MODEL (self->roster), i);

    n_mine += chat_user_get_is_me (user);
  }

  return n_mine == 1;
}

static char *
name_people (ParlourRosterSummary *self)
{
  g_autoptr (GPtrArray) names = list_names (self);
  const char *first = names->len > 0 ? g_ptr_array_index (names, 0) : NULL;
  const char *second = names->len > 1 ? g_ptr_array_index (names, 1) : NULL;
  guint n_users = count_users (self);

  if (n_users == 0)
    return g_strdup ("");
  if (first == NULL)
    return g_strdup (_ ("Only you"));
  if (second == NULL)
    /* Translators: who is in a room: %s and the reader. */
    return g_strdup_printf (_ ("%s and you"), first);
  if (n_users <= MAX_NAMES)
    return g_strdup_printf (_ ("%s and %s"), first, second);
  if (is_third_me (self))
    /* Translators: who is in a room: %s, %s and the reader. */
    return g_strdup_printf (_ ("%s, %s and you"), first, second);

  return g_strdup_printf (ngettext ("%s, %s and %u other", "%s, %s and %u others",
                                    n_users - MAX_NAMES),
                          first, second, n_users - MAX_NAMES);
}

static gboolean
is_reader_offline (ParlourRosterSummary *self)
{
  for (guint i = 0; i < count_users (self); i++) {
    g_autoptr (ChatUser) user = g_list_model_get_item (G_LIST_MODEL (self->roster), i);

    if (chat_user_get_is_me (user))
      return chat_user_get_presence (user) == CHAT_PRESENCE_OFFLINE;
  }

  return FALSE;
}

static void
update (ParlourRosterSummary *self)
{
  guint n_users = count_users (self);
  gboolean says_online = n_users > 1 && !is_reader_offline (self);
  guint n_online = self->roster != NULL ? chat_roster_get_n_online (self->roster) : 0;
  g_autofree char *people = name_people (self);
  g_autofree char *online =
    g_strdup_printf (ngettext ("%u online", "%u online", n_online), n_online);
  /* Translators: a list of people, and how many of them are there: "Amara and you · 2 online". */
  g_autofree char *all = g_strdup_printf (_ ("%s · %s"), people, online);
  /* Translators: how many people there are, and how many of them are there now. */
  g_autofree char *numbers = g_strdup_printf (_ ("%u · %s"), n_users, online);
  g_autofree char *number = g_strdup_printf ("%u", n_users);

  if (g_set_str (&self->people, says_online ? all : people))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PEOPLE]);
  if (n_users == 0)
    g_set_str (&number, "");
  if (g_set_str (&self->numbers, says_online ? numbers : number))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NUMBERS]);
}

static void
set_roster (ParlourRosterSummary *self, ChatRoster *roster)
{
  if (self->roster == roster)
    return;

  if (self->roster != NULL)
    g_signal_handlers_disconnect_by_func (self->roster, update, self);
  g_set_object (&self->roster, roster);
  if (roster != NULL) {
    g_signal_connect_object (roster, "items-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (roster, "notify::n-online", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  }
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ROSTER]);
}

static void
parlour_roster_summary_get_property (GObject *object,
                                     guint property_id,
                                     GValue *value,
                                     GParamSpec *pspec)
{
  ParlourRosterSummary *self = PARLOUR_ROSTER_SUMMARY (object);

  switch ((ParlourRosterSummaryProperty) property_id) {
  case PROP_ROSTER:
    g_value_set_object (value, self->roster);
    break;
  case PROP_PEOPLE:
    g_value_set_string (value, self->people);
    break;
  case PROP_NUMBERS:
    g_value_set_string (value, self->numbers);
    break;
  }
}

static void
parlour_roster_summary_set_property (GObject *object,
                                     guint property_id,
                                     const GValue *value,
                                     GParamSpec *pspec)
{
  switch ((ParlourRosterSummaryProperty) property_id) {
  case PROP_ROSTER:
    set_roster (PARLOUR_ROSTER_SUMMARY (object), g_value_get_object (value));
    break;
  case PROP_PEOPLE:
  case PROP_NUMBERS:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_roster_summary_dispose (GObject *object)
{
  set_roster (PARLOUR_ROSTER_SUMMARY (object), NULL);

  G_OBJECT_CLASS (parlour_roster_summary_parent_class)->dispose (object);
}

static void
parlour_roster_summary_finalize (GObject *object)
{
  ParlourRosterSummary *self = PARLOUR_ROSTER_SUMMARY (object);

  g_free (self->people);
  g_free (self->numbers);

  G_OBJECT_CLASS (parlour_roster_summary_parent_class)->finalize (object);
}

static void
parlour_roster_summary_class_init (ParlourRosterSummaryClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = parlour_roster_summary_get_property;
  object_class->set_property = parlour_roster_summary_set_property;
  object_class->dispose = parlour_roster_summary_dispose;
  object_class->finalize = parlour_roster_summary_finalize;

  properties[PROP_ROSTER] =
    g_param_spec_object ("roster", NULL, NULL, CHAT_TYPE_ROSTER, readable | G_PARAM_WRITABLE);
  properties[PROP_PEOPLE] = g_param_spec_string ("people", NULL, NULL, NULL, readable);
  properties[PROP_NUMBERS] = g_param_spec_string ("numbers", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
parlour_roster_summary_init (ParlourRosterSummary *self)
{
}
