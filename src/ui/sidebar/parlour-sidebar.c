/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The list of rooms, with the server above it and oneself below.
 *
 * Moving the selection looks into a room where there is space beside the list;
 * a click or Enter goes into it everywhere.  What is found by searching may not
 * contain the room that is open: it stays open all the same.
 */
#include "parlour-sidebar.h"

#include <glib/gi18n.h>

#include "parlour-account-switcher.h"
#include "parlour-connection.h"
#include "parlour-person.h"
#include "parlour-room-row.h"

struct _ParlourSidebar {
  AdwNavigationPage parent_instance;

  GtkSearchEntry *search;
  GtkListView *list;
  GtkSingleSelection *selection;
  ParlourConnection *connection;

  GListModel *accounts;
  ChatSession *session;
  gboolean forgetful;
  ChatRoom *selected;
  gboolean selecting; /* the selection moves because of us */
};

typedef enum {
  PROP_ACCOUNTS = 1,
  PROP_SESSION,
  PROP_FORGETFUL,
} ParlourSidebarProperty;

static GParamSpec *properties[PROP_FORGETFUL + 1];

G_DEFINE_FINAL_TYPE (ParlourSidebar, parlour_sidebar, ADW_TYPE_NAVIGATION_PAGE)

static guint
count_rooms (ParlourSidebar *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->selection));
}

static guint
find_position (ParlourSidebar *self, ChatRoom *room)
{
  for (guint i = 0; room != NULL && i < count_rooms (self); i++) {
    g_autoptr (ChatRoom) candidate = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

    if (candidate == room)
      return i;
  }

  return GTK_INVALID_LIST_POSITION;
}

/* The row of the open room is the selected one, wherever it went. */
static void
restore_selection (ParlourSidebar *self)
{
  self->selecting = TRUE;
  gtk_single_selection_set_selected (self->selection, find_position (self, self->selected));
  self->selecting = FALSE;
}

/* --- called by the template ------------------------------------------------------------ */

static void
selection_changed_cb (ParlourSidebar *self)
{
  ChatRoom *room = gtk_single_selection_get_selected_item (self->selection);

  if (self->selecting || room == NULL || room == self->selected)
    return;

  gtk_widget_activate_action (GTK_WIDGET (self), "win.select-room", "s", chat_room_get_id (room));
}

static void
row_activated_cb (ParlourSidebar *self, guint position)
{
  g_autoptr (ChatRoom) room = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

  if (room != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-room", "s", chat_room_get_id (room));
}

/* The keys that open menus, on the row that has the focus. */
static gboolean
list_key_pressed_cb (GtkEventControllerKey *controller,
                     guint keyval,
                     guint keycode,
                     GdkModifierType state,
                     ParlourSidebar *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *row = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;
  gboolean asks = keyval == GDK_KEY_Menu ||
                  (keyval == GDK_KEY_F10 && (state & GDK_SHIFT_MASK) != 0);

  if (!asks || row == NULL || !PARLOUR_IS_ROOM_ROW (row))
    return GDK_EVENT_PROPAGATE;

  parlour_room_row_show_menu (PARLOUR_ROOM_ROW (row));

  return GDK_EVENT_STOP;
}

/* Enter goes into the first room that was found. */
static void
search_activated_cb (ParlourSidebar *self)
{
  row_activated_cb (self, 0);
  parlour_sidebar_clear_search (self);
}

static void
search_stopped_cb (ParlourSidebar *self)
{
  if (!parlour_sidebar_clear_search (self))
    gtk_widget_activate_action (GTK_WIDGET (self), "win.focus-composer", NULL);
}

static char *
content_name (ParlourSidebar *self, guint n_items, const char *search)
{
  if (n_items > 0)
    return g_strdup ("rooms");

  return g_strdup (search != NULL && *search != '\0' ? "nothing-found" : "no-rooms");
}

static int
section_number (GObject *item, ChatRoomKind kind, gboolean pinned)
{
  if (pinned)
    return 0;

  return kind == CHAT_ROOM_KIND_DIRECT ? 2 : 1;
}

static char *
section_title (ParlourSidebar *self, ChatRoomKind kind, gboolean pinned)
{
  if (pinned)
    return g_strdup (_ ("Pinned"));

  return g_strdup (kind == CHAT_ROOM_KIND_DIRECT ? _ ("Direct messages") : _ ("Rooms"));
}

static char *
row_label (ParlourSidebar *self, const char *name, guint unread, gboolean mentioned)
{
  if (unread == 0)
    return g_strdup (name);

  if (mentioned)
    /* Translators: a room for a screen reader; somebody has mentioned the reader there. */
    return g_strdup_printf (ngettext ("%s, %u new message that mentions you",
                                      "%s, %u new messages, you are mentioned", unread),
                            name, unread);

  /* Translators: a room for a screen reader, and how many of its messages are new. */
  return g_strdup_printf (ngettext ("%s, %u new message", "%s, %u new messages", unread), name,
                          unread);
}

static ChatPresence
own_presence (ParlourSidebar *self, ChatSessionState state)
{
  return state == CHAT_SESSION_ONLINE ? CHAT_PRESENCE_ONLINE : CHAT_PRESENCE_OFFLINE;
}

/* ------------------------------------------------------------------------------------------- */

static void
parlour_sidebar_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ParlourSidebar *self = PARLOUR_SIDEBAR (object);

  switch ((ParlourSidebarProperty) property_id) {
  case PROP_ACCOUNTS:
    g_value_set_object (value, self->accounts);
    break;
  case PROP_SESSION:
    g_value_set_object (value, self->session);
    break;
  case PROP_FORGETFUL:
    g_value_set_boolean (value, self->forgetful);
    break;
  }
}

static void
parlour_sidebar_set_property (GObject *object,
                              guint property_id,
                              const GValue *value,
                              GParamSpec *pspec)
{
  ParlourSidebar *self = PARLOUR_SIDEBAR (object);

  switch ((ParlourSidebarProperty) property_id) {
  case PROP_ACCOUNTS:
    if (g_set_object (&self->accounts, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_SESSION:
    if (g_set_object (&self->session, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_FORGETFUL:
    if (self->forgetful != g_value_get_boolean (value)) {
      self->forgetful = g_value_get_boolean (value);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  }
}

static void
parlour_sidebar_dispose (GObject *object)
{
  ParlourSidebar *self = PARLOUR_SIDEBAR (object);

  self->selecting = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_SIDEBAR);
  g_clear_object (&self->selected);
  g_clear_object (&self->session);
  g_clear_object (&self->accounts);

  G_OBJECT_CLASS (parlour_sidebar_parent_class)->dispose (object);
}

static void
parlour_sidebar_class_init (ParlourSidebarClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_sidebar_get_property;
  object_class->set_property = parlour_sidebar_set_property;
  object_class->dispose = parlour_sidebar_dispose;

  properties[PROP_ACCOUNTS] =
    g_param_spec_object ("accounts", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, CHAT_TYPE_SESSION, flags);
  properties[PROP_FORGETFUL] = g_param_spec_boolean ("forgetful", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (PARLOUR_TYPE_ACCOUNT_SWITCHER);
  g_type_ensure (PARLOUR_TYPE_CONNECTION);
  g_type_ensure (PARLOUR_TYPE_PERSON);
  g_type_ensure (PARLOUR_TYPE_ROOM_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-sidebar.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourSidebar, search);
  gtk_widget_class_bind_template_child (widget_class, ParlourSidebar, list);
  gtk_widget_class_bind_template_child (widget_class, ParlourSidebar, selection);
  gtk_widget_class_bind_template_child (widget_class, ParlourSidebar, connection);
  gtk_widget_class_bind_template_callback (widget_class, selection_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_key_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, content_name);
  gtk_widget_class_bind_template_callback (widget_class, section_number);
  gtk_widget_class_bind_template_callback (widget_class, section_title);
  gtk_widget_class_bind_template_callback (widget_class, row_label);
  gtk_widget_class_bind_template_callback (widget_class, own_presence);
}

static void
parlour_sidebar_init (ParlourSidebar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  g_signal_connect_object (self->selection, "items-changed", G_CALLBACK (restore_selection), self,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
}

/**
 * parlour_sidebar_set_selected:
 * @self: a sidebar
 * @room: (nullable): the room that is open
 *
 * Marks the room that is open.
 */
void
parlour_sidebar_set_selected (ParlourSidebar *self, ChatRoom *room)
{
  g_return_if_fail (PARLOUR_IS_SIDEBAR (self));

  g_set_object (&self->selected, room);
  restore_selection (self);
}

/**
 * parlour_sidebar_focus_search:
 * @self: a sidebar
 *
 * Lets the next key search.
 */
void
parlour_sidebar_focus_search (ParlourSidebar *self)
{
  g_return_if_fail (PARLOUR_IS_SIDEBAR (self));

  gtk_widget_grab_focus (GTK_WIDGET (self->search));
  gtk_editable_select_region (GTK_EDITABLE (self->search), 0, -1);
}

/**
 * parlour_sidebar_clear_search:
 * @self: a sidebar
 *
 * Shows all rooms again.
 *
 * Returns: whether there was a search
 */
gboolean
parlour_sidebar_clear_search (ParlourSidebar *self)
{
  g_return_val_if_fail (PARLOUR_IS_SIDEBAR (self), FALSE);

  if (*gtk_editable_get_text (GTK_EDITABLE (self->search)) == '\0')
    return FALSE;

  gtk_editable_set_text (GTK_EDITABLE (self->search), "");

  return TRUE;
}

/**
 * parlour_sidebar_find_next:
 * @self: a sidebar
 * @step: 1 for the next room, -1 for the one before
 * @unread: only where there are new messages
 *
 * Returns: (transfer none) (nullable): the room to go to from the one that is
 *   open; behind the last comes the first
 */
ChatRoom *
parlour_sidebar_find_next (ParlourSidebar *self, int step, gboolean unread)
{
  guint n_rooms = 0;
  guint start = 0;

  g_return_val_if_fail (PARLOUR_IS_SIDEBAR (self), NULL);
  g_return_val_if_fail (step == 1 || step == -1, NULL);

  n_rooms = count_rooms (self);
  start = find_position (self, self->selected);
  if (start == GTK_INVALID_LIST_POSITION)
    start = step > 0 ? MAX (n_rooms, 1) - 1 : 0;

  for (guint i = 1; i <= n_rooms; i++) {
    guint position = (start + (step > 0 ? i : n_rooms - i % n_rooms)) % n_rooms;
    g_autoptr (ChatRoom) room = g_list_model_get_item (G_LIST_MODEL (self->selection), position);

    if (room != self->selected && (!unread || chat_room_get_unread (room) > 0))
      return room;
  }

  return NULL;
}
