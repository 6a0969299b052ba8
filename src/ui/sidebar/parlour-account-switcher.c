/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The account that is shown, and below it the others to go to, and what can be
 * done with it.  What is new in the others can be seen, and heard, before it is opened.
 */
#include "parlour-account-switcher.h"

#include <glib/gi18n.h>

#include "parlour-account-row.h"
#include "parlour-badge.h"
#include "parlour-text.h"

struct _ParlourAccountSwitcher {
  AdwBin parent_instance;

  GtkPopoverMenu *popover;
  GtkListBox *list;

  GListModel *accounts;
  ChatSession *session;
  guint elsewhere;
  gboolean personal;
  char *summary;
};

typedef enum {
  PROP_ACCOUNTS = 1,
  PROP_SESSION,
  PROP_ELSEWHERE,
  PROP_PERSONAL,
  PROP_SUMMARY,
} ParlourAccountSwitcherProperty;

static GParamSpec *properties[PROP_SUMMARY + 1];

G_DEFINE_FINAL_TYPE (ParlourAccountSwitcher, parlour_account_switcher, ADW_TYPE_BIN)

/* --- what is new elsewhere -------------------------------------------------------------------- */

static char *
describe_elsewhere (guint count, gboolean personal)
{
  if (count == 0)
    return g_strdup ("");
  if (personal)
    return g_strdup_printf (ngettext ("%u new message for you in other accounts",
                                      "%u new messages in other accounts, some for you", count),
                            count);

  return g_strdup_printf (ngettext ("%u new message in other accounts",
                                    "%u new messages in other accounts", count),
                          count);
}

static void
say_elsewhere (ParlourAccountSwitcher *self, guint count, gboolean personal)
{
  g_autofree char *summary = describe_elsewhere (count, personal);

  g_object_freeze_notify (G_OBJECT (self));
  if (self->elsewhere != count) {
    self->elsewhere = count;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ELSEWHERE]);
  }
  if (self->personal != personal) {
    self->personal = personal;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PERSONAL]);
  }
  if (g_set_str (&self->summary, summary)) {
    gtk_accessible_update_property (GTK_ACCESSIBLE (adw_bin_get_child (ADW_BIN (self))),
                                    GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, summary, -1);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
  }
  g_object_thaw_notify (G_OBJECT (self));
}

static void
update_elsewhere (ParlourAccountSwitcher *self)
{
  guint n_accounts = self->accounts != NULL ? g_list_model_get_n_items (self->accounts) : 0;
  guint count = 0;
  gboolean personal = FALSE;

  for (guint i = 0; i < n_accounts; i++) {
    g_autoptr (ChatSession) session = g_list_model_get_item (self->accounts, i);
    ChatRoomList *rooms = chat_session_get_rooms (session);

    if (session == self->session)
      continue;
    count += chat_room_list_get_total_unread (rooms);
    personal = personal || chat_room_list_get_personal (rooms);
  }
  say_elsewhere (self, count, personal);
}

/* --- rows --------------------------------------------------------------------------------------
 */

static void
mark_shown (ParlourAccountSwitcher *self)
{
  GtkListBoxRow *row = NULL;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    g_object_set (row, "shown",
                  parlour_account_row_get_session (PARLOUR_ACCOUNT_ROW (row)) == self->session,
                  NULL);
}

static GtkWidget *
create_row (gpointer item, gpointer user_data)
{
  ParlourAccountSwitcher *self = user_data;
  GtkWidget *row = parlour_account_row_new (item);
  ChatRoomList *rooms = chat_session_get_rooms (item);

  g_signal_connect_object (rooms, "notify::total-unread", G_CALLBACK (update_elsewhere), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (rooms, "notify::personal", G_CALLBACK (update_elsewhere), self,
                           G_CONNECT_SWAPPED);
  g_object_set (row, "shown", item == self->session, NULL);

  return row;
}

static void
row_activated_cb (ParlourAccountSwitcher *self, ParlourAccountRow *row)
{
  ChatAccount *account = chat_session_get_account (parlour_account_row_get_session (row));

  gtk_popover_popdown (GTK_POPOVER (self->popover));
  gtk_widget_activate_action (GTK_WIDGET (self), "account.show", "s",
                              chat_account_get_id (account));
}

/* Arrows go on into the menu, and come back from there. */
static gboolean
keynav_failed_cb (ParlourAccountSwitcher *self, GtkDirectionType direction)
{
  return gtk_widget_child_focus (GTK_WIDGET (self->popover), direction == GTK_DIR_UP
                                                               ? GTK_DIR_TAB_BACKWARD
                                                               : GTK_DIR_TAB_FORWARD);
}

static void
set_accounts (ParlourAccountSwitcher *self, GListModel *accounts)
{
  if (self->accounts == accounts)
    return;

  if (self->accounts != NULL)
    g_signal_handlers_disconnect_by_func (self->accounts, update_elsewhere, self);
  g_set_object (&self->accounts, accounts);
  gtk_list_box_bind_model (self->list, accounts, create_row, self, NULL);
  if (accounts != NULL)
    g_signal_connect_object (accounts, "items-changed", G_CALLBACK (update_elsewhere), self,
                             G_CONNECT_SWAPPED);
  update_elsewhere (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACCOUNTS]);
}

/* --- called by the template: pure ----------------------------------------------------------- */

static char *
one_line (ParlourAccountSwitcher *self, const char *title)
{
  return parlour_text_to_line (title);
}

static char *
hint (ParlourAccountSwitcher *self, guint elsewhere, const char *summary)
{
  return g_strdup (elsewhere > 0 ? summary : _ ("Accounts"));
}

/* ------------------------------------------------------------------------------------------ */

static void
parlour_account_switcher_get_property (GObject *object,
                                       guint property_id,
                                       GValue *value,
                                       GParamSpec *pspec)
{
  ParlourAccountSwitcher *self = PARLOUR_ACCOUNT_SWITCHER (object);

  switch ((ParlourAccountSwitcherProperty) property_id) {
  case PROP_ACCOUNTS:
    g_value_set_object (value, self->accounts);
    break;
  case PROP_SESSION:
    g_value_set_object (value, self->session);
    break;
  case PROP_ELSEWHERE:
    g_value_set_uint (value, self->elsewhere);
    break;
  case PROP_PERSONAL:
    g_value_set_boolean (value, self->personal);
    break;
  case PROP_SUMMARY:
    g_value_set_string (value, self->summary);
    break;
  }
}

static void
parlour_account_switcher_set_property (GObject *object,
                                       guint property_id,
                                       const GValue *value,
                                       GParamSpec *pspec)
{
  ParlourAccountSwitcher *self = PARLOUR_ACCOUNT_SWITCHER (object);

  switch ((ParlourAccountSwitcherProperty) property_id) {
  case PROP_ACCOUNTS:
    set_accounts (self, g_value_get_object (value));
    break;
  case PROP_SESSION:
    if (g_set_object (&self->session, g_value_get_object (value))) {
      mark_shown (self);
      update_elsewhere (self);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  case PROP_ELSEWHERE:
  case PROP_PERSONAL:
  case PROP_SUMMARY:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_account_switcher_dispose (GObject *object)
{
  ParlourAccountSwitcher *self = PARLOUR_ACCOUNT_SWITCHER (object);

  set_accounts (self, NULL);
  if (self->list != NULL)
    gtk_popover_menu_remove_child (self->popover, GTK_WIDGET (self->list));
  self->list = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), PARLOUR_TYPE_ACCOUNT_SWITCHER);
  g_clear_object (&self->session);

  G_OBJECT_CLASS (parlour_account_switcher_parent_class)->dispose (object);
}

static void
parlour_account_switcher_finalize (GObject *object)
{
  g_free (PARLOUR_ACCOUNT_SWITCHER (object)->summary);

  G_OBJECT_CLASS (parlour_account_switcher_parent_class)->finalize (object);
}

static void
parlour_account_switcher_class_init (ParlourAccountSwitcherClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags flags = readable | G_PARAM_WRITABLE;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_account_switcher_get_property;
  object_class->set_property = parlour_account_switcher_set_property;
  object_class->dispose = parlour_account_switcher_dispose;
  object_class->finalize = parlour_account_switcher_finalize;

  properties[PROP_ACCOUNTS] =
    g_param_spec_object ("accounts", NULL, NULL, G_TYPE_LIST_MODEL, flags);
  properties[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, CHAT_TYPE_SESSION, flags);
  properties[PROP_ELSEWHERE] =
    g_param_spec_uint ("elsewhere", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_PERSONAL] = g_param_spec_boolean ("personal", NULL, NULL, FALSE, readable);
  properties[PROP_SUMMARY] = g_param_spec_string ("summary", NULL, NULL, NULL, readable);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  g_type_ensure (PARLOUR_TYPE_BADGE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-account-switcher.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourAccountSwitcher, popover);
  gtk_widget_class_bind_template_callback (widget_class, hint);
  gtk_widget_class_bind_template_callback (widget_class, one_line);
}

static void
parlour_account_switcher_init (ParlourAccountSwitcher *self)
{
  self->summary = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));

  /* Has a place in the menu only once there is the menu. */
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "accounts");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Accounts"), -1);
  g_signal_connect_object (self->list, "row-activated", G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->list, "keynav-failed", G_CALLBACK (keynav_failed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_popover_menu_add_child (self->popover, GTK_WIDGET (self->list), "accounts");
}
