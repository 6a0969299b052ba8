/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ways to an account: what fills the window of somebody who has none, and
 * a dialog of somebody who wants another.
 */
#include "parlour-entrance.h"

#include "parlour-join-page.h"
#include "parlour-sign-in-page.h"
#include "parlour-welcome-page.h"

struct _ParlourEntrance {
  AdwBin parent_instance;

  ParlourJoinPage *join_page;
  ParlourSignInPage *sign_in_page;

  ChatSessionList *accounts;
  ChatHost *host;
  char *address;
  char *name;
};

typedef enum {
  PROP_ACCOUNTS = 1,
  PROP_HOST,
  PROP_ADDRESS,
  PROP_NAME,
} ParlourEntranceProperty;

static GParamSpec *properties[PROP_NAME + 1];

enum { ENTERED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ParlourEntrance, parlour_entrance, ADW_TYPE_BIN)

static AdwNavigationView *
get_view (ParlourEntrance *self)
{
  return ADW_NAVIGATION_VIEW (adw_bin_get_child (ADW_BIN (self)));
}

/* --- called by the template ---------------------------------------------------------- */

static void
found_cb (ParlourJoinPage *page,
          const char *address,
          const ChatServerInfo *info,
          ParlourEntrance *self)
{
  parlour_sign_in_page_set_server (self->sign_in_page, address, info);
  adw_navigation_view_push (get_view (self), ADW_NAVIGATION_PAGE (self->sign_in_page));
}

static void
entered_cb (ParlourSignInPage *page, ChatSession *session, ParlourEntrance *self)
{
  g_signal_emit (self, signals[ENTERED], 0, session);
}

/* -------------------------------------------------------------------------------------- */

static void
parlour_entrance_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ParlourEntrance *self = PARLOUR_ENTRANCE (object);

  switch ((ParlourEntranceProperty) property_id) {
  case PROP_ACCOUNTS:
    g_value_set_object (value, self->accounts);
    break;
  case PROP_HOST:
    g_value_set_object (value, self->host);
    break;
  case PROP_ADDRESS:
    g_value_set_string (value, self->address);
    break;
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  }
}

static void
parlour_entrance_set_property (GObject *object,
                               guint property_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  ParlourEntrance *self = PARLOUR_ENTRANCE (object);
  gboolean changed = FALSE;

  switch ((ParlourEntranceProperty) property_id) {
  case PROP_ACCOUNTS:
    changed = g_set_object (&self->accounts, g_value_get_object (value));
    break;
  case PROP_HOST:
    changed = g_set_object (&self->host, g_value_get_object (value));
    break;
  case PROP_ADDRESS:
    changed = g_set_str (&self->address, g_value_get_string (value));
    break;
  case PROP_NAME:
    changed = g_set_str (&self->name, g_value_get_string (value));
    break;
  }
  if (changed)
    g_object_notify_by_pspec (object, pspec);
}

static void
parlour_entrance_dispose (GObject *object)
{
  ParlourEntrance *self = PARLOUR_ENTRANCE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_ENTRANCE);
  g_clear_object (&self->accounts);
  g_clear_object (&self->host);

  G_OBJECT_CLASS (parlour_entrance_parent_class)->dispose (object);
}

static void
parlour_entrance_finalize (GObject *object)
{
  ParlourEntrance *self = PARLOUR_ENTRANCE (object);

  g_free (self->address);
  g_free (self->name);

  G_OBJECT_CLASS (parlour_entrance_parent_class)->finalize (object);
}

static void
parlour_entrance_class_init (ParlourEntranceClass *klass)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_entrance_get_property;
  object_class->set_property = parlour_entrance_set_property;
  object_class->dispose = parlour_entrance_dispose;
  object_class->finalize = parlour_entrance_finalize;

  properties[PROP_ACCOUNTS] =
    g_param_spec_object ("accounts", NULL, NULL, CHAT_TYPE_SESSION_LIST, flags);
  properties[PROP_HOST] = g_param_spec_object ("host", NULL, NULL, CHAT_TYPE_HOST, flags);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, "", flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  signals[ENTERED] = g_signal_new ("entered", PARLOUR_TYPE_ENTRANCE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_SESSION);

  g_type_ensure (PARLOUR_TYPE_JOIN_PAGE);
  g_type_ensure (PARLOUR_TYPE_SIGN_IN_PAGE);
  g_type_ensure (PARLOUR_TYPE_WELCOME_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-entrance.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourEntrance, join_page);
  gtk_widget_class_bind_template_child (widget_class, ParlourEntrance, sign_in_page);
  gtk_widget_class_bind_template_callback (widget_class, found_cb);
  gtk_widget_class_bind_template_callback (widget_class, entered_cb);
}

static void
parlour_entrance_init (ParlourEntrance *self)
{
  self->address = g_strdup ("");
  self->name = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * parlour_entrance_go_back:
 * @self: an entrance
 *
 * Returns: whether there was a page to go back to
 */
gboolean
parlour_entrance_go_back (ParlourEntrance *self)
{
  g_return_val_if_fail (PARLOUR_IS_ENTRANCE (self), FALSE);

  return adw_navigation_view_pop (get_view (self));
}

/**
 * parlour_entrance_restart:
 * @self: an entrance
 *
 * Goes to the first page.
 */
void
parlour_entrance_restart (ParlourEntrance *self)
{
  g_return_if_fail (PARLOUR_IS_ENTRANCE (self));

  adw_navigation_view_pop_to_tag (get_view (self), "welcome");
}

/**
 * parlour_entrance_show_page:
 * @self: an entrance
 * @tag: "join" or "host"
 *
 * Goes to a page from the first one.
 */
void
parlour_entrance_show_page (ParlourEntrance *self, const char *tag)
{
  g_return_if_fail (PARLOUR_IS_ENTRANCE (self));
  g_return_if_fail (tag != NULL);

  parlour_entrance_restart (self);
  adw_navigation_view_push_by_tag (get_view (self), tag);
}

/**
 * parlour_entrance_ask:
 * @self: an entrance
 * @address: where there may be a server
 *
 * Asks what is there, as if the address had been typed.
 */
void
parlour_entrance_ask (ParlourEntrance *self, const char *address)
{
  g_return_if_fail (PARLOUR_IS_ENTRANCE (self));
  g_return_if_fail (address != NULL);

  parlour_entrance_show_page (self, "join");
  g_object_set (self, "address", address, NULL);
  gtk_widget_activate_action (GTK_WIDGET (self->join_page), "join.ask", NULL);
}
