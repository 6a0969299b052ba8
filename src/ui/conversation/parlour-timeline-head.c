/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What stands above the first message that is loaded: that more is coming, or that
 * this is where the room begins.  It is always as high, so that nothing moves.
 */
#include "parlour-timeline-head.h"

#include <glib/gi18n.h>

#include "parlour-text.h"

struct _ParlourTimelineHead {
  AdwBin parent_instance;

  ChatRoom *room;
};

typedef enum {
  PROP_ROOM = 1,
} ParlourTimelineHeadProperty;

static GParamSpec *properties[PROP_ROOM + 1];

G_DEFINE_FINAL_TYPE (ParlourTimelineHead, parlour_timeline_head, ADW_TYPE_BIN)

/* --- called by the template -------------------------------------------------------- */

static gboolean
is_loading (ParlourTimelineHead *self, gboolean loading, gboolean has_older)
{
  return loading && has_older;
}

/* A server that does not count places does not say where the room begins. */
static gboolean
is_start (ParlourTimelineHead *self, gboolean has_older, gint64 last_seq)
{
  return self->room != NULL && !has_older && last_seq > 0;
}

static char *
start_text (ParlourTimelineHead *self, ChatRoomKind kind, const char *name)
{
  g_autofree char *shown = parlour_text_to_name (name);

  if (kind == CHAT_ROOM_KIND_DIRECT)
    /* Translators: %s is a person. */
    return g_strdup_printf (_ ("This is the beginning of your conversation with %s"), shown);

  /* Translators: %s is a room. */
  return g_strdup_printf (_ ("This is the beginning of %s"), shown);
}

/* ------------------------------------------------------------------------------------ */

static void
parlour_timeline_head_get_property (GObject *object,
                                    guint property_id,
                                    GValue *value,
                                    GParamSpec *pspec)
{
  switch ((ParlourTimelineHeadProperty) property_id) {
  case PROP_ROOM:
    g_value_set_object (value, PARLOUR_TIMELINE_HEAD (object)->room);
    break;
  }
}

static void
parlour_timeline_head_set_property (GObject *object,
                                    guint property_id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  switch ((ParlourTimelineHeadProperty) property_id) {
  case PROP_ROOM:
    if (g_set_object (&PARLOUR_TIMELINE_HEAD (object)->room, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  }
}

static void
parlour_timeline_head_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARLOUR_TYPE_TIMELINE_HEAD);
  g_clear_object (&PARLOUR_TIMELINE_HEAD (object)->room);

  G_OBJECT_CLASS (parlour_timeline_head_parent_class)->dispose (object);
}

static void
parlour_timeline_head_class_init (ParlourTimelineHeadClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_timeline_head_get_property;
  object_class->set_property = parlour_timeline_head_set_property;
  object_class->dispose = parlour_timeline_head_dispose;

  properties[PROP_ROOM] =
    g_param_spec_object ("room", NULL, NULL, CHAT_TYPE_ROOM,
                         G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-timeline-head.ui");
  gtk_widget_class_bind_template_callback (widget_class, is_loading);
  gtk_widget_class_bind_template_callback (widget_class, is_start);
  gtk_widget_class_bind_template_callback (widget_class, start_text);
}

static void
parlour_timeline_head_init (ParlourTimelineHead *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}
