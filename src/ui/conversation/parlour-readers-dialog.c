/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Who has seen a message of mine, who has it, and who has not got it yet.  It
 * follows what happens while it is open: people move from one part of the list to
 * the next, and whoever looks at it keeps their place.
 */
#include "parlour-readers-dialog.h"

#include <glib/gi18n.h>

#include "parlour-member-row.h"
#include "parlour-reader.h"
#include "parlour-wording.h"

struct _ParlourReadersDialog {
  AdwDialog parent_instance;

  ChatRoom *room;
  ChatMessage *message;
  GListStore *store;       /* of ParlourReader */
  GHashTable *by_user;     /* ChatUser -> ParlourReader */
  GtkSorter *by_status;    /* parts of the list */
  GtkSortListModel *model; /* what is shown */
};

typedef enum {
  PROP_ROOM = 1,
  PROP_MESSAGE,
  PROP_READERS,
} ParlourReadersDialogProperty;

static GParamSpec *properties[PROP_READERS + 1];

G_DEFINE_FINAL_TYPE (ParlourReadersDialog, parlour_readers_dialog, ADW_TYPE_DIALOG)

/* --- called by the template -------------------------------------------------------- */

static char *
status (ParlourReadersDialog *self,
        ChatMessage *message,
        ChatMessageStatus status,
        guint n_delivered,
        guint n_seen,
        guint n_people)
{
  return message != NULL ? parlour_wording_of_status (message) : NULL;
}

static char *
section_title (gpointer header, ChatMessageStatus status)
{
  switch (status) {
  case CHAT_MESSAGE_STATUS_SEEN:
    return g_strdup (C_ ("readers", "Seen"));
  case CHAT_MESSAGE_STATUS_DELIVERED:
    return g_strdup (C_ ("readers", "Delivered"));
  case CHAT_MESSAGE_STATUS_SENT:
  case CHAT_MESSAGE_STATUS_PENDING:
  case CHAT_MESSAGE_STATUS_FAILED:
    break;
  }

  return g_strdup (C_ ("readers", "Not delivered yet"));
}

/* --- following the room -------------------------------------------------------------- */

static ChatMessageStatus
get_status (ParlourReadersDialog *self, const ChatMember *member)
{
  gint64 seq = chat_message_get_seq (self->message);

  if (member->seen >= seq)
    return CHAT_MESSAGE_STATUS_SEEN;

  return member->delivered >= seq ? CHAT_MESSAGE_STATUS_DELIVERED : CHAT_MESSAGE_STATUS_SENT;
}

static void
remove_others (ParlourReadersDialog *self, GHashTable *present)
{
  for (guint i = g_list_model_get_n_items (G_LIST_MODEL (self->store)); i > 0; i--) {
    g_autoptr (ParlourReader) reader = g_list_model_get_item (G_LIST_MODEL (self->store), i - 1);

    if (g_hash_table_contains (present, parlour_reader_get_user (reader)))
      continue;
    g_hash_table_remove (self->by_user, parlour_reader_get_user (reader));
    g_list_store_remove (self->store, i - 1);
  }
}

static void
update (ParlourReadersDialog *self)
{
  g_autoptr (GPtrArray) members = chat_room_list_readers (self->room, self->message);
  g_autoptr (GHashTable) present = g_hash_table_new (NULL, NULL);
  gboolean moved = FALSE;

  for (guint i = 0; i < members->len; i++) {
    const ChatMember *member = g_ptr_array_index (members, i);
    ParlourReader *reader = g_hash_table_lookup (self->by_user, member->user);

    g_hash_table_add (present, member->user);
    if (reader != NULL) {
      moved |= parlour_reader_set_status (reader, get_status (self, member));
    } else {
      reader = parlour_reader_new (member->user, get_status (self, member));
      g_hash_table_insert (self->by_user, member->user, reader);
      g_list_store_append (self->store, reader);
    }
  }
  remove_others (self, present);

  if (moved)
    gtk_sorter_changed (self->by_status, GTK_SORTER_CHANGE_DIFFERENT);
}

/* --- object ---------------------------------------------------------------------------- */

static int
compare_status (gconstpointer a, gconstpointer b, gpointer user_data)
{
  ChatMessageStatus first = parlour_reader_get_status ((ParlourReader *) a);
  ChatMessageStatus second = parlour_reader_get_status ((ParlourReader *) b);

  return (second > first) - (second < first);
}

static int
compare_name (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const char *first = chat_user_get_name (parlour_reader_get_user ((ParlourReader *) a));
  const char *second = chat_user_get_name (parlour_reader_get_user ((ParlourReader *) b));

  return g_utf8_collate (first != NULL ? first : "", second != NULL ? second : "");
}

static void
parlour_readers_dialog_get_property (GObject *object,
                                     guint property_id,
                                     GValue *value,
                                     GParamSpec *pspec)
{
  ParlourReadersDialog *self = PARLOUR_READERS_DIALOG (object);

  switch ((ParlourReadersDialogProperty) property_id) {
  case PROP_ROOM:
    g_value_set_object (value, self->room);
    break;
  case PROP_MESSAGE:
    g_value_set_object (value, self->message);
    break;
  case PROP_READERS:
    g_value_set_object (value, self->model);
    break;
  }
}

static void
parlour_readers_dialog_set_property (GObject *object,
                                     guint property_id,
                                     const GValue *value,
                                     GParamSpec *pspec)
{
  ParlourReadersDialog *self = PARLOUR_READERS_DIALOG (object);

  switch ((ParlourReadersDialogProperty) property_id) {
  case PROP_ROOM:
    self->room = g_value_dup_object (value);
    break;
  case PROP_MESSAGE:
    self->message = g_value_dup_object (value);
    break;
  case PROP_READERS:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_readers_dialog_constructed (GObject *object)
{
  ParlourReadersDialog *self = PARLOUR_READERS_DIALOG (object);

  G_OBJECT_CLASS (parlour_readers_dialog_parent_class)->constructed (object);

  g_signal_connect_object (self->room, "receipts-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->room, "members-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

static void
parlour_readers_dialog_dispose (GObject *object)
{
  ParlourReadersDialog *self = PARLOUR_READERS_DIALOG (object);

  if (self->room != NULL)
    g_signal_handlers_disconnect_by_data (self->room, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_READERS_DIALOG);
  g_clear_object (&self->model);
  g_clear_object (&self->by_status);
  g_clear_object (&self->store);
  g_clear_pointer (&self->by_user, g_hash_table_unref);
  g_clear_object (&self->message);
  g_clear_object (&self->room);

  G_OBJECT_CLASS (parlour_readers_dialog_parent_class)->dispose (object);
}

static void
parlour_readers_dialog_class_init (ParlourReadersDialogClass *klass)
{
  const GParamFlags fixed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_readers_dialog_get_property;
  object_class->set_property = parlour_readers_dialog_set_property;
  object_class->constructed = parlour_readers_dialog_constructed;
  object_class->dispose = parlour_readers_dialog_dispose;

  properties[PROP_ROOM] = g_param_spec_object ("room", NULL, NULL, CHAT_TYPE_ROOM, fixed);
  properties[PROP_MESSAGE] = g_param_spec_object ("message", NULL, NULL, CHAT_TYPE_MESSAGE, fixed);
  properties[PROP_READERS] = g_param_spec_object ("readers", NULL, NULL, G_TYPE_LIST_MODEL,
                                                  G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (PARLOUR_TYPE_MEMBER_ROW);
  g_type_ensure (PARLOUR_TYPE_READER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-readers-dialog.ui");
  gtk_widget_class_bind_template_callback (widget_class, status);
  gtk_widget_class_bind_template_callback (widget_class, section_title);
}

static void
parlour_readers_dialog_init (ParlourReadersDialog *self)
{
  GtkSorter *by_name = GTK_SORTER (gtk_custom_sorter_new (compare_name, NULL, NULL));

  self->store = g_list_store_new (PARLOUR_TYPE_READER);
  self->by_user = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->by_status = GTK_SORTER (gtk_custom_sorter_new (compare_status, NULL, NULL));
  self->model = gtk_sort_list_model_new (g_object_ref (G_LIST_MODEL (self->store)), by_name);
  gtk_sort_list_model_set_section_sorter (self->model, self->by_status);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * parlour_readers_dialog_new:
 * @room: a room
 * @message: a message of it
 *
 * Returns: (transfer floating): a dialog that says who has seen @message
 */
AdwDialog *
parlour_readers_dialog_new (ChatRoom *room, ChatMessage *message)
{
  return g_object_new (PARLOUR_TYPE_READERS_DIALOG, "room", room, "message", message, NULL);
}
