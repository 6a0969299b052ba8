/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Asks where to go and what to be called there, and goes there.
 *
 *      asking --> connecting --> joined (tells it by ::joined)
 *        ^            |
 *        +------------+  cancelled, or a problem: both entries keep what they had
 */
#include "parlour-join-page.h"

#include <glib/gi18n.h>

#include "parlour-address.h"
#include "parlour-problem.h"
#include "parlour-saved-account.h"

struct _ParlourJoinPage {
  AdwNavigationPage parent_instance;

  AdwEntryRow *address_row;
  AdwEntryRow *name_row;

  GSettings *settings;
  ChatSession *session; /* while connecting */
  char *address;
  char *name;
  char *address_problem;
  char *name_problem;
  char *problem;
};

typedef enum {
  PROP_SETTINGS = 1,
  PROP_ADDRESS,
  PROP_NAME,
  PROP_ADDRESS_PROBLEM,
  PROP_NAME_PROBLEM,
  PROP_PROBLEM,
  PROP_CONNECTING,
} ParlourJoinPageProperty;

static GParamSpec *properties[PROP_CONNECTING + 1];

enum { JOINED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ParlourJoinPage, parlour_join_page, ADW_TYPE_NAVIGATION_PAGE)

static void
set_text (ParlourJoinPage *self, char **field, const char *text, ParlourJoinPageProperty property)
{
  if (g_set_str (field, text))
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* --- called by the template ------------------------------------------------------- */

static gboolean
has_text (ParlourJoinPage *self, const char *text)
{
  return text != NULL && *text != '\0';
}

static char **
row_classes (ParlourJoinPage *self, const char *problem)
{
  return g_strsplit (problem != NULL ? "error" : "entry", " ", 0);
}

static void
entry_activated_cb (ParlourJoinPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "join.connect", NULL);
}

/* --- connecting --------------------------------------------------------------------- */

static void
set_session (ParlourJoinPage *self, ChatSession *session)
{
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  if (!g_set_object (&self->session, session))
    return;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "join.connect", session == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "join.cancel", session != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_CONNECTING]);
}

static void
fail (ParlourJoinPage *self, ChatSession *session)
{
  g_autofree char *problem = parlour_problem_describe (chat_session_get_error (session));

  set_session (self, NULL);
  chat_session_disconnect (session);
  set_text (self, &self->problem, problem, PROP_PROBLEM);
  gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
}

/* The state of a session and what is wrong come one after the other, in either order. */
static void
session_changed_cb (ParlourJoinPage *self)
{
  g_autoptr (ChatSession) session = g_object_ref (self->session);

  if (chat_session_get_state (session) == CHAT_SESSION_ONLINE) {
    set_session (self, NULL);
    g_signal_emit (self, signals[JOINED], 0, session);
  } else if (chat_session_get_error (session) != NULL) {
    fail (self, session);
  }
}

static void
connect_to (ParlourJoinPage *self, const char *address, const char *name)
{
  g_autoptr (ChatAccount) account = parlour_saved_account_make (self->settings, address, name);
  g_autoptr (ChatSession) session = chat_session_new (account);

  set_session (self, session);
  g_signal_connect_object (session, "notify::state", G_CALLBACK (session_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "notify::error", G_CALLBACK (session_changed_cb), self,
                           G_CONNECT_SWAPPED);
  chat_session_connect (session);
}

static void
connect_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourJoinPage *self = PARLOUR_JOIN_PAGE (widget);
  g_autoptr (GError) error = NULL;
  g_autofree char *address = parlour_address_complete (self->address, &error);
  g_autofree char *name = g_strstrip (g_strdup (self->name));

  set_text (self, &self->problem, NULL, PROP_PROBLEM);
  set_text (self, &self->address_problem, error != NULL ? error->message : NULL,
            PROP_ADDRESS_PROBLEM);
  set_text (self, &self->name_problem,
            *name == '\0' ? _ ("Enter the name that others should see") : NULL, PROP_NAME_PROBLEM);

  if (address == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->address_row));
  else if (*name == '\0')
    gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  else
    connect_to (self, address, name);
}

static void
cancel_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourJoinPage *self = PARLOUR_JOIN_PAGE (widget);
  g_autoptr (ChatSession) session = NULL;

  if (!g_set_object (&session, self->session))
    return;

  set_session (self, NULL);
  chat_session_disconnect (session);
}

static void
parlour_join_page_shown (AdwNavigationPage *page)
{
  ParlourJoinPage *self = PARLOUR_JOIN_PAGE (page);
  gboolean has_address = *self->address != '\0';

  gtk_widget_grab_focus (GTK_WIDGET (has_address ? self->name_row : self->address_row));
}

static void
parlour_join_page_hidden (AdwNavigationPage *page)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "join.cancel", NULL);
}

static void
parlour_join_page_get_property (GObject *object,
                                guint property_id,
                                GValue *value,
                                GParamSpec *pspec)
{
  ParlourJoinPage *self = PARLOUR_JOIN_PAGE (object);

  switch ((ParlourJoinPageProperty) property_id) {
  case PROP_SETTINGS:
    g_value_set_object (value, self->settings);
    break;
  case PROP_ADDRESS:
    g_value_set_string (value, self->address);
    break;
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  case PROP_ADDRESS_PROBLEM:
    g_value_set_string (value, self->address_problem);
    break;
  case PROP_NAME_PROBLEM:
    g_value_set_string (value, self->name_problem);
    break;
  case PROP_PROBLEM:
    g_value_set_string (value, self->problem);
    break;
  case PROP_CONNECTING:
    g_value_set_boolean (value, self->session != NULL);
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
  case PROP_SETTINGS:
    if (g_set_object (&self->settings, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_ADDRESS:
    set_text (self, &self->address, g_value_get_string (value), PROP_ADDRESS);
    set_text (self, &self->address_problem, NULL, PROP_ADDRESS_PROBLEM);
    break;
  case PROP_NAME:
    set_text (self, &self->name, g_value_get_string (value), PROP_NAME);
    set_text (self, &self->name_problem, NULL, PROP_NAME_PROBLEM);
    break;
  case PROP_ADDRESS_PROBLEM:
  case PROP_NAME_PROBLEM:
  case PROP_PROBLEM:
  case PROP_CONNECTING:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_join_page_dispose (GObject *object)
{
  ParlourJoinPage *self = PARLOUR_JOIN_PAGE (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_JOIN_PAGE);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (parlour_join_page_parent_class)->dispose (object);
}

static void
parlour_join_page_finalize (GObject *object)
{
  ParlourJoinPage *self = PARLOUR_JOIN_PAGE (object);

  g_free (self->address);
  g_free (self->name);
  g_free (self->address_problem);
  g_free (self->name_problem);
  g_free (self->problem);

  G_OBJECT_CLASS (parlour_join_page_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags flags = readable | G_PARAM_WRITABLE;

  properties[PROP_SETTINGS] = g_param_spec_object ("settings", NULL, NULL, G_TYPE_SETTINGS, flags);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, "", flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  properties[PROP_ADDRESS_PROBLEM] =
    g_param_spec_string ("address-problem", NULL, NULL, NULL, readable);
  properties[PROP_NAME_PROBLEM] = g_param_spec_string ("name-problem", NULL, NULL, NULL, readable);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, readable);
  properties[PROP_CONNECTING] = g_param_spec_boolean ("connecting", NULL, NULL, FALSE, readable);

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
  ADW_NAVIGATION_PAGE_CLASS (klass)->shown = parlour_join_page_shown;
  ADW_NAVIGATION_PAGE_CLASS (klass)->hidden = parlour_join_page_hidden;
  install_properties (object_class);

  signals[JOINED] = g_signal_new ("joined", PARLOUR_TYPE_JOIN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_SESSION);

  g_type_ensure (G_TYPE_STRV);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-join-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourJoinPage, address_row);
  gtk_widget_class_bind_template_child (widget_class, ParlourJoinPage, name_row);
  gtk_widget_class_bind_template_callback (widget_class, has_text);
  gtk_widget_class_bind_template_callback (widget_class, row_classes);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
  gtk_widget_class_install_action (widget_class, "join.connect", NULL, connect_activated_cb);
  gtk_widget_class_install_action (widget_class, "join.cancel", NULL, cancel_activated_cb);
}

static void
parlour_join_page_init (ParlourJoinPage *self)
{
  self->address = g_strdup ("");
  self->name = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "join.cancel", FALSE);
}
