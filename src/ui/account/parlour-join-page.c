/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Asks where to go, and who is there.
 *
 *      typing --> asking --> found (tells it by ::found)
 *        ^          |
 *        +----------+  given up, or a problem: the entry keeps what it had
 */
#include "parlour-join-page.h"

#include <glib/gi18n.h>

#include "parlour-address.h"
#include "parlour-problem-row.h"
#include "parlour-problem.h"

struct _ParlourJoinPage {
  AdwNavigationPage parent_instance;

  AdwEntryRow *address_row;
  GtkWidget *cancel_button;

  GCancellable *asking; /* while somebody is asked */
  char *address;
  char *problem;
};

typedef enum {
  PROP_ADDRESS = 1,
  PROP_PROBLEM,
  PROP_ASKING,
} ParlourJoinPageProperty;

static GParamSpec *properties[PROP_ASKING + 1];

enum { FOUND, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ParlourJoinPage, parlour_join_page, ADW_TYPE_NAVIGATION_PAGE)

static void
set_text (ParlourJoinPage *self, char **field, const char *text, ParlourJoinPageProperty property)
{
  if (g_set_str (field, text))
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* --- called by the template ------------------------------------------------------- */

static char **
row_classes (ParlourJoinPage *self, const char *problem)
{
  return g_strsplit (problem != NULL ? "error" : "entry", " ", 0);
}

static void
entry_activated_cb (ParlourJoinPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "join.ask", NULL);
}

/* --- asking ------------------------------------------------------------------------- */

static void
set_asking (ParlourJoinPage *self, GCancellable *asking)
{
  g_set_object (&self->asking, asking);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "join.ask", asking == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "join.cancel", asking != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ASKING]);
  if (asking != NULL)
    gtk_widget_grab_focus (self->cancel_button);
}

static void
blame (ParlourJoinPage *self, const char *problem)
{
  set_text (self, &self->problem, problem, PROP_PROBLEM);
  gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
}

typedef struct {
  ParlourJoinPage *page;
  GCancellable *cancellable;
  char *address;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->page);
  g_object_unref (question->cancellable);
  g_free (question->address);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static void
did_ask (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Question) question = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatServerInfo) info = chat_server_info_fetch_finish (result, &error);
  ParlourJoinPage *self = question->page;

  /* Whoever gave up may be asking somebody else by now. */
  if (self->asking != question->cancellable)
    return;

  set_asking (self, NULL);
  if (info != NULL) {
    g_signal_emit (self, signals[FOUND], 0, question->address, info);
  } else {
    g_autofree char *problem = parlour_problem_describe (error);

    blame (self, problem);
  }
}

static void
ask_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourJoinPage *self = PARLOUR_JOIN_PAGE (widget);
  g_autoptr (GError) error = NULL;
  g_autofree char *address = parlour_address_complete (self->address, &error);
  g_autoptr (GCancellable) cancellable = NULL;
  Question *question = NULL;

  set_text (self, &self->problem, NULL, PROP_PROBLEM);
  if (address == NULL) {
    blame (self, error->message);
    return;
  }

  cancellable = g_cancellable_new ();
  question = g_new0 (Question, 1);
  question->page = g_object_ref (self);
  question->cancellable = g_object_ref (cancellable);
  question->address = g_strdup (address);
  set_asking (self, cancellable);
  chat_server_info_fetch_async (address, cancellable, did_ask, question);
}

static void
cancel_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourJoinPage *self = PARLOUR_JOIN_PAGE (widget);
  g_autoptr (GCancellable) asking = NULL;

  if (!g_set_object (&asking, self->asking))
    return;

  set_asking (self, NULL);
  g_cancellable_cancel (asking);
  gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
}

static void
parlour_join_page_shown (AdwNavigationPage *page)
{
  gtk_widget_grab_focus (GTK_WIDGET (PARLOUR_JOIN_PAGE (page)->address_row));
}

/* The view may be gone from the screen with the page on top of it, and come back. */
static void
parlour_join_page_hidden (AdwNavigationPage *page)
{
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (page), ADW_TYPE_NAVIGATION_VIEW);

  if (view == NULL || adw_navigation_view_get_visible_page (ADW_NAVIGATION_VIEW (view)) != page)
    gtk_widget_activate_action (GTK_WIDGET (page), "join.cancel", NULL);
}

static void
gone_cb (gpointer data)
{
  g_autoptr (GtkWidget) page = data;

  if (gtk_widget_get_root (page) == NULL)
    gtk_widget_activate_action (page, "join.cancel", NULL);
}

/* Whoever asks keeps the page, which nobody sees any more.  But a dialog in a small window takes it
 * out only to put it in again at once. */
static void
parlour_join_page_unroot (GtkWidget *widget)
{
  g_idle_add_once (gone_cb, g_object_ref (widget));

  GTK_WIDGET_CLASS (parlour_join_page_parent_class)->unroot (widget);
}

static void
parlour_join_page_get_property (GObject *object,
                                guint property_id,
                                GValue *value,
                                GParamSpec *pspec)
{
  ParlourJoinPage *self = PARLOUR_JOIN_PAGE (object);

  switch ((ParlourJoinPageProperty) property_id) {
  case PROP_ADDRESS:
    g_value_set_string (value, self->address);
    break;
  case PROP_PROBLEM:
    g_value_set_string (value, self->problem);
    break;
  case PROP_ASKING:
    g_value_set_boolean (value, self->asking != NULL);
    break;
  }
}

static void
parlour_join_page_set_property (GObject *object,
                                guint property_id,
                                const GValue *value,
                                GParamSpec *pspec)
{
  ParlourJoinPage *self = PARLOUR_JOIN_PAGE (object);

  switch ((ParlourJoinPageProperty) property_id) {
  case PROP_ADDRESS:
    set_text (self, &self->address, g_value_get_string (value), PROP_ADDRESS);
    set_text (self, &self->problem, NULL, PROP_PROBLEM);
    break;
  case PROP_PROBLEM:
  case PROP_ASKING:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_join_page_dispose (GObject *object)
{
  ParlourJoinPage *self = PARLOUR_JOIN_PAGE (object);

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_JOIN_PAGE);

  G_OBJECT_CLASS (parlour_join_page_parent_class)->dispose (object);
}

static void
parlour_join_page_finalize (GObject *object)
{
  ParlourJoinPage *self = PARLOUR_JOIN_PAGE (object);

  g_free (self->address);
  g_free (self->problem);

  G_OBJECT_CLASS (parlour_join_page_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_ADDRESS] =
    g_param_spec_string ("address", NULL, NULL, "", readable | G_PARAM_WRITABLE);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, readable);
  properties[PROP_ASKING] = g_param_spec_boolean ("asking", NULL, NULL, FALSE, readable);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
parlour_join_page_class_init (ParlourJoinPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_join_page_get_property;
  object_class->set_property = parlour_join_page_set_property;
  object_class->dispose = parlour_join_page_dispose;
  object_class->finalize = parlour_join_page_finalize;
  widget_class->unroot = parlour_join_page_unroot;
  ADW_NAVIGATION_PAGE_CLASS (klass)->shown = parlour_join_page_shown;
  ADW_NAVIGATION_PAGE_CLASS (klass)->hidden = parlour_join_page_hidden;
  install_properties (object_class);

  signals[FOUND] =
    g_signal_new ("found", PARLOUR_TYPE_JOIN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_STRING | G_SIGNAL_TYPE_STATIC_SCOPE, G_TYPE_POINTER);

  g_type_ensure (G_TYPE_STRV);
  g_type_ensure (PARLOUR_TYPE_PROBLEM_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-join-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourJoinPage, address_row);
  gtk_widget_class_bind_template_child (widget_class, ParlourJoinPage, cancel_button);
  gtk_widget_class_bind_template_callback (widget_class, row_classes);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_install_action (widget_class, "join.ask", NULL, ask_activated_cb);
  gtk_widget_class_install_action (widget_class, "join.cancel", NULL, cancel_activated_cb);
}

static void
parlour_join_page_init (ParlourJoinPage *self)
{
  self->address = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "join.cancel", FALSE);
}
