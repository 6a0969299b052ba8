/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Everybody who is in a room, those who are there first.
 *
 * While a window shrinks, the split view gives the hidden pane what is left beside the messages,
 * which may be nothing.  What is in the pane is laid out as wide as it must be all the same.
 */
#include "parlour-members-pane.h"

#include "chat-room.h"
#include "parlour-member-row.h"
#include "parlour-roster-summary.h"

struct _ParlourMembersPane {
  AdwBin parent_instance;

  ParlourRosterSummary *summary;

  ChatRoom *room;
};

typedef enum {
  PROP_ROOM = 1,
} ParlourMembersPaneProperty;

static GParamSpec *properties[PROP_ROOM + 1];

G_DEFINE_FINAL_TYPE (ParlourMembersPane, parlour_members_pane, ADW_TYPE_BIN)

/* --- called by the template --------------------------------------------------------- */

static void
row_made_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ParlourMembersPane *self)
{
  GtkWidget *row = g_object_new (PARLOUR_TYPE_MEMBER_ROW, NULL);

  g_object_bind_property (self, "room", row, "room", G_BINDING_SYNC_CREATE);
  gtk_list_item_set_activatable (item, FALSE);
  gtk_list_item_set_child (item, row);
}

static void
row_filled_cb (GtkSignalListItemFactory *factory, GtkListItem *item, ParlourMembersPane *self)
{
  g_object_set (gtk_list_item_get_child (item), "user", gtk_list_item_get_item (item), NULL);
}

/* ------------------------------------------------------------------------------------- */

static void
parlour_members_pane_measure (GtkWidget *widget,
                              GtkOrientation orientation,
                              int for_size,
                              int *minimum,
                              int *natural,
                              int *minimum_baseline,
                              int *natural_baseline)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));

  gtk_widget_measure (child, orientation, for_size, minimum, natural, NULL, NULL);
}

static void
parlour_members_pane_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GtkWidget *child = adw_bin_get_child (ADW_BIN (widget));
  int minimum = 0;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  gtk_widget_allocate (child, MAX (width, minimum), height, baseline, NULL);
}

static void
parlour_members_pane_get_property (GObject *object,
                                   guint property_id,
                                   GValue *value,
                                   GParamSpec *pspec)
{
  switch ((ParlourMembersPaneProperty) property_id) {
  case PROP_ROOM:
    g_value_set_object (value, PARLOUR_MEMBERS_PANE (object)->room);
    break;
  }
}

static void
parlour_members_pane_set_property (GObject *object,
                                   guint property_id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  switch ((ParlourMembersPaneProperty) property_id) {
  case PROP_ROOM:
    if (g_set_object (&PARLOUR_MEMBERS_PANE (object)->room, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  }
}

static void
parlour_members_pane_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARLOUR_TYPE_MEMBERS_PANE);
  g_clear_object (&PARLOUR_MEMBERS_PANE (object)->room);

  G_OBJECT_CLASS (parlour_members_pane_parent_class)->dispose (object);
}

static void
parlour_members_pane_class_init (ParlourMembersPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_members_pane_get_property;
  object_class->set_property = parlour_members_pane_set_property;
  object_class->dispose = parlour_members_pane_dispose;
  widget_class->measure = parlour_members_pane_measure;
  widget_class->size_allocate = parlour_members_pane_size_allocate;

  properties[PROP_ROOM] =
    g_param_spec_object ("room", NULL, NULL, CHAT_TYPE_ROOM,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (PARLOUR_TYPE_MEMBER_ROW);
  g_type_ensure (PARLOUR_TYPE_ROSTER_SUMMARY);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-members-pane.ui");
  gtk_widget_class_bind_template_callback (widget_class, row_made_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_filled_cb);
  gtk_widget_class_bind_template_child (widget_class, ParlourMembersPane, summary);
}

static void
parlour_members_pane_init (ParlourMembersPane *self)
{
  /* A bin has one, which would lay out in our place. */
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}
