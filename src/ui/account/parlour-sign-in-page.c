/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The door of a server: the ways in that it offers, and what each of them asks
 * for.  With a host the server is on this computer, and is started first.
 *
 *      typing --> starting --> signing in --> in (tells it by ::entered)
 *        ^           |             |
 *        +-----------+-------------+  given up, or a problem: the entries keep what they had
 */
#include "parlour-sign-in-page.h"

#include <glib/gi18n.h>

#include "parlour-address.h"
#include "parlour-host-sign-in.h"
#include "parlour-problem.h"
#include "parlour-sign-in-form.h"

struct _ParlourSignInPage {
  AdwNavigationPage parent_instance;

  AdwToggleGroup *ways;
  ParlourSignInForm *form;
  GtkWidget *cancel_button;

  ChatSessionList *accounts;
  ChatHost *host;
  char *address;
  char *description;
  char *name;
  GCancellable *waiting; /* while one is on the way in */
};

typedef enum {
  PROP_ACCOUNTS = 1,
  PROP_HOST,
  PROP_DESCRIPTION,
  PROP_NAME,
  PROP_BUSY,
} ParlourSignInPageProperty;

static GParamSpec *properties[PROP_BUSY + 1];

enum { ENTERED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (ParlourSignInPage, parlour_sign_in_page, ADW_TYPE_NAVIGATION_PAGE)

static void
set_text (ParlourSignInPage *self,
          char **field,
          const char *text,
          ParlourSignInPageProperty property)
{
  if (g_set_str (field, text))
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* --- called by the template ------------------------------------------------------------ */

static gboolean
has_text (ParlourSignInPage *self, const char *text)
{
  return text != NULL && *text != '\0';
}

static gboolean
is_choice (ParlourSignInPage *self, guint n_ways)
{
  return n_ways > 1;
}

static gboolean
is_guest (ParlourSignInPage *self, ParlourSignInMode mode)
{
  return mode == PARLOUR_SIGN_IN_GUEST;
}

static char *
submit_label (ParlourSignInPage *self, ChatHost *host, ParlourSignInMode mode)
{
  switch (mode) {
  case PARLOUR_SIGN_IN_NEWCOMER:
    return g_strdup (host != NULL ? _ ("_Start Hosting") : _ ("_Create Account"));
  case PARLOUR_SIGN_IN_GUEST:
  case PARLOUR_SIGN_IN_PLAIN:
    return g_strdup (_ ("_Join"));
  case PARLOUR_SIGN_IN_MEMBER:
  case PARLOUR_SIGN_IN_AGAIN:
    break;
  }

  return g_strdup (_ ("_Sign In"));
}

/* A server that is elsewhere is always there: without a host nobody asks. */
static gboolean
is_there (ParlourSignInPage *self, ChatHostState state)
{
  return state != CHAT_HOST_STARTING;
}

static void
way_changed_cb (ParlourSignInPage *self)
{
  const char *way = adw_toggle_group_get_active_name (self->ways);
  g_autoptr (GEnumClass) modes = g_type_class_ref (PARLOUR_TYPE_SIGN_IN_MODE);
  GEnumValue *mode = way != NULL ? g_enum_get_value_by_nick (modes, way) : NULL;

  if (mode != NULL)
    g_object_set (self->form, "mode", mode->value, NULL);
}

static void
submitted_cb (ParlourSignInPage *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "sign-in.submit", NULL);
}

/* --- getting in ------------------------------------------------------------------------- */

static void
set_waiting (ParlourSignInPage *self, GCancellable *waiting)
{
  if (!g_set_object (&self->waiting, waiting))
    return;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sign-in.submit", waiting == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sign-in.cancel", waiting != NULL);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
  if (waiting != NULL)
    gtk_widget_grab_focus (self->cancel_button);
}

typedef struct {
  ParlourSignInPage *page;
  GCancellable *cancellable;
} Attempt;

static void
attempt_free (Attempt *attempt)
{
  g_object_unref (attempt->page);
  g_object_unref (attempt->cancellable);
  g_free (attempt);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Attempt, attempt_free)

static void
did_sign_in (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Attempt) attempt = user_data;
  ParlourSignInPage *self = attempt->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (ChatSession) session = self->host != NULL
                                      ? parlour_host_sign_in_finish (result, &error)
                                      : parlour_sign_in_finish (result, &error);

  /* Whoever gave up may be at it again by now. */
  if (self->waiting != attempt->cancellable)
    return;

  set_waiting (self, NULL);
  if (session != NULL) {
    parlour_sign_in_form_forget (self->form);
    g_signal_emit (self, signals[ENTERED], 0, session);
  } else {
    parlour_sign_in_form_blame (self->form, error);
  }
}

static void
sign_in (ParlourSignInPage *self)
{
  g_autofree char *name = parlour_sign_in_form_dup_name (self->form);
  g_autofree char *password = parlour_sign_in_form_dup_password (self->form);
  g_autofree char *invite = parlour_sign_in_form_dup_invite (self->form);
  const ParlourSignIn what = {
    .address = self->address,
    .mode = parlour_sign_in_form_get_mode (self->form),
    .name = name,
    .password = password,
    .invite = invite,
  };
  Attempt *attempt = g_new0 (Attempt, 1);

  attempt->page = g_object_ref (self);
  attempt->cancellable = g_object_ref (self->waiting);
  if (self->host != NULL)
    parlour_host_sign_in_async (self->accounts, self->host, &what, self->waiting, did_sign_in,
                                attempt);
  else
    parlour_sign_in_async (self->accounts, &what, self->waiting, did_sign_in, attempt);
}

static void
submit_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourSignInPage *self = PARLOUR_SIGN_IN_PAGE (widget);
  g_autoptr (GCancellable) cancellable = NULL;

  if (!parlour_sign_in_form_check (self->form))
    return;

  cancellable = g_cancellable_new ();
  set_waiting (self, cancellable);
  sign_in (self);
}

static void
cancel_activated_cb (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ParlourSignInPage *self = PARLOUR_SIGN_IN_PAGE (widget);
  g_autoptr (GCancellable) waiting = NULL;

  if (!g_set_object (&waiting, self->waiting))
    return;

  set_waiting (self, NULL);
  g_cancellable_cancel (waiting);
  parlour_sign_in_form_begin (self->form);
}

/* --- the ways in --------------------------------------------------------------------------- */

static void
offer (ParlourSignInPage *self, ParlourSignInMode mode, const char *label)
{
  g_autoptr (GEnumClass) modes = g_type_class_ref (PARLOUR_TYPE_SIGN_IN_MODE);
  AdwToggle *toggle = adw_toggle_new ();

  adw_toggle_set_name (toggle, g_enum_get_value (modes, (int) mode)->value_nick);
  adw_toggle_set_label (toggle, label);
  adw_toggle_group_add (self->ways, toggle);
}

/* A host's first person makes an account, whoever comes back has one. */
static void
offer_as_host (ParlourSignInPage *self)
{
  adw_toggle_group_remove_all (self->ways);
  offer (self, PARLOUR_SIGN_IN_NEWCOMER, _ ("New Account"));
  offer (self, PARLOUR_SIGN_IN_MEMBER, _ ("Sign In"));
  adw_toggle_group_set_active (self->ways, 0);
}

static void
parlour_sign_in_page_shown (AdwNavigationPage *page)
{
  parlour_sign_in_form_begin (PARLOUR_SIGN_IN_PAGE (page)->form);
}

static void
parlour_sign_in_page_hidden (AdwNavigationPage *page)
{
  gtk_widget_activate_action (GTK_WIDGET (page), "sign-in.cancel", NULL);
}

/* Whoever is waited for keeps the page, which nobody sees any more. */
static void
parlour_sign_in_page_unroot (GtkWidget *widget)
{
  gtk_widget_activate_action (widget, "sign-in.cancel", NULL);

  GTK_WIDGET_CLASS (parlour_sign_in_page_parent_class)->unroot (widget);
}

static void
parlour_sign_in_page_get_property (GObject *object,
                                   guint property_id,
                                   GValue *value,
                                   GParamSpec *pspec)
{
  ParlourSignInPage *self = PARLOUR_SIGN_IN_PAGE (object);

  switch ((ParlourSignInPageProperty) property_id) {
  case PROP_ACCOUNTS:
    g_value_set_object (value, self->accounts);
    break;
  case PROP_HOST:
    g_value_set_object (value, self->host);
    break;
  case PROP_DESCRIPTION:
    g_value_set_string (value, self->description);
    break;
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  case PROP_BUSY:
    g_value_set_boolean (value, self->waiting != NULL);
    break;
  }
}

static void
parlour_sign_in_page_set_property (GObject *object,
                                   guint property_id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  ParlourSignInPage *self = PARLOUR_SIGN_IN_PAGE (object);

  switch ((ParlourSignInPageProperty) property_id) {
  case PROP_ACCOUNTS:
    if (g_set_object (&self->accounts, g_value_get_object (value)))
      g_object_notify_by_pspec (object, pspec);
    break;
  case PROP_HOST:
    if (g_set_object (&self->host, g_value_get_object (value))) {
      if (self->host != NULL)
        offer_as_host (self);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  case PROP_DESCRIPTION:
    set_text (self, &self->description, g_value_get_string (value), PROP_DESCRIPTION);
    break;
  case PROP_NAME:
    set_text (self, &self->name, g_value_get_string (value), PROP_NAME);
    break;
  case PROP_BUSY:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_sign_in_page_dispose (GObject *object)
{
  ParlourSignInPage *self = PARLOUR_SIGN_IN_PAGE (object);

  g_cancellable_cancel (self->waiting);
  g_clear_object (&self->waiting);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_SIGN_IN_PAGE);
  g_clear_object (&self->accounts);
  g_clear_object (&self->host);

  G_OBJECT_CLASS (parlour_sign_in_page_parent_class)->dispose (object);
}

static void
parlour_sign_in_page_finalize (GObject *object)
{
  ParlourSignInPage *self = PARLOUR_SIGN_IN_PAGE (object);

  g_free (self->address);
  g_free (self->description);
  g_free (self->name);

  G_OBJECT_CLASS (parlour_sign_in_page_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags flags = readable | G_PARAM_WRITABLE;

  properties[PROP_ACCOUNTS] =
    g_param_spec_object ("accounts", NULL, NULL, CHAT_TYPE_SESSION_LIST, flags);
  properties[PROP_HOST] = g_param_spec_object ("host", NULL, NULL, CHAT_TYPE_HOST, flags);
  properties[PROP_DESCRIPTION] = g_param_spec_string ("description", NULL, NULL, NULL, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, readable);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
parlour_sign_in_page_class_init (ParlourSignInPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_sign_in_page_get_property;
  object_class->set_property = parlour_sign_in_page_set_property;
  object_class->dispose = parlour_sign_in_page_dispose;
  object_class->finalize = parlour_sign_in_page_finalize;
  widget_class->unroot = parlour_sign_in_page_unroot;
  ADW_NAVIGATION_PAGE_CLASS (klass)->shown = parlour_sign_in_page_shown;
  ADW_NAVIGATION_PAGE_CLASS (klass)->hidden = parlour_sign_in_page_hidden;
  install_properties (object_class);

  signals[ENTERED] = g_signal_new ("entered", PARLOUR_TYPE_SIGN_IN_PAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, CHAT_TYPE_SESSION);

  g_type_ensure (PARLOUR_TYPE_SIGN_IN_FORM);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourSignInPage, ways);
  gtk_widget_class_bind_template_child (widget_class, ParlourSignInPage, form);
  gtk_widget_class_bind_template_child (widget_class, ParlourSignInPage, cancel_button);
  gtk_widget_class_bind_template_callback (widget_class, has_text);
  gtk_widget_class_bind_template_callback (widget_class, is_choice);
  gtk_widget_class_bind_template_callback (widget_class, is_guest);
  gtk_widget_class_bind_template_callback (widget_class, submit_label);
  gtk_widget_class_bind_template_callback (widget_class, is_there);
  gtk_widget_class_bind_template_callback (widget_class, way_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, submitted_cb);
  gtk_widget_class_install_action (widget_class, "sign-in.submit", NULL, submit_activated_cb);
  gtk_widget_class_install_action (widget_class, "sign-in.cancel", NULL, cancel_activated_cb);
}

static void
parlour_sign_in_page_init (ParlourSignInPage *self)
{
  self->name = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));

  g_object_bind_property (self, "name", self->form, "name",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "sign-in.cancel", FALSE);
}

/**
 * parlour_sign_in_page_set_server:
 * @self: a page without a host
 * @address: of a server
 * @info: what it tells of itself
 *
 * Offers the ways into a server.
 */
void
parlour_sign_in_page_set_server (ParlourSignInPage *self,
                                 const char *address,
                                 const ChatServerInfo *info)
{
  g_autofree char *host = NULL;
  gboolean asks_invite = FALSE;

  g_return_if_fail (PARLOUR_IS_SIGN_IN_PAGE (self));
  g_return_if_fail (address != NULL);
  g_return_if_fail (info != NULL);

  host = parlour_address_get_title (address);
  asks_invite = !chat_server_info_has_feature (info, "registration");
  g_set_str (&self->address, address);
  adw_navigation_page_set_title (ADW_NAVIGATION_PAGE (self),
                                 info->name != NULL ? info->name : host);
  g_object_set (self->form, "asks-invite", asks_invite, NULL);

  adw_toggle_group_remove_all (self->ways);
  if (g_str_equal (info->dialect, "plain")) {
    offer (self, PARLOUR_SIGN_IN_PLAIN, _ ("Join"));
  } else {
    offer (self, PARLOUR_SIGN_IN_MEMBER, _ ("Sign In"));
    if (!asks_invite || chat_server_info_has_feature (info, "invites"))
      offer (self, PARLOUR_SIGN_IN_NEWCOMER, _ ("New Account"));
    if (chat_server_info_has_feature (info, "guests"))
      offer (self, PARLOUR_SIGN_IN_GUEST, _ ("As a Guest"));
  }
  adw_toggle_group_set_active (self->ways, 0);
}

/**
 * parlour_sign_in_page_set_invite:
 * @self: a page with a server
 * @invite: what lets me make an account there
 *
 * Goes to making an account, with the invite filled in.
 */
void
parlour_sign_in_page_set_invite (ParlourSignInPage *self, const char *invite)
{
  g_return_if_fail (PARLOUR_IS_SIGN_IN_PAGE (self));
  g_return_if_fail (invite != NULL);

  adw_toggle_group_set_active_name (self->ways, "newcomer");
  parlour_sign_in_form_set_invite (self->form, invite);
}
