/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What has to be typed to get in, whichever way.  It keeps what was typed
 * when the way changes, says below each entry what is wrong with it, and puts
 * the cursor there.
 */
#include "parlour-sign-in-form.h"

#include <glib/gi18n.h>

#include "chat-session-error.h"
#include "parlour-problem-row.h"
#include "parlour-problem.h"

struct _ParlourSignInForm {
  AdwBin parent_instance;

  GtkWidget *name_row;
  GtkWidget *password_row;
  GtkWidget *invite_row;

  ParlourSignInMode mode;
  gboolean asks_invite;
  gboolean busy;
  char *name;
  char *name_problem;
  char *password_problem;
  char *invite_problem;
  char *problem;
};

typedef enum {
  PROP_MODE = 1,
  PROP_ASKS_INVITE,
  PROP_BUSY,
  PROP_NAME,
  PROP_NAME_PROBLEM,
  PROP_PASSWORD_PROBLEM,
  PROP_INVITE_PROBLEM,
  PROP_PROBLEM,
} ParlourSignInFormProperty;

static GParamSpec *properties[PROP_PROBLEM + 1];

enum { SUBMITTED, N_SIGNALS };

static guint signals[N_SIGNALS];

G_DEFINE_ENUM_TYPE (ParlourSignInMode,
                    parlour_sign_in_mode,
                    G_DEFINE_ENUM_VALUE (PARLOUR_SIGN_IN_MEMBER, "member"),
                    G_DEFINE_ENUM_VALUE (PARLOUR_SIGN_IN_NEWCOMER, "newcomer"),
                    G_DEFINE_ENUM_VALUE (PARLOUR_SIGN_IN_GUEST, "guest"),
                    G_DEFINE_ENUM_VALUE (PARLOUR_SIGN_IN_PLAIN, "plain"),
                    G_DEFINE_ENUM_VALUE (PARLOUR_SIGN_IN_AGAIN, "again"))

G_DEFINE_FINAL_TYPE (ParlourSignInForm, parlour_sign_in_form, ADW_TYPE_BIN)

static void
set_text (ParlourSignInForm *self,
          char **field,
          const char *text,
          ParlourSignInFormProperty property)
{
  if (g_set_str (field, text))
    g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
clear_problems (ParlourSignInForm *self)
{
  set_text (self, &self->name_problem, NULL, PROP_NAME_PROBLEM);
  set_text (self, &self->password_problem, NULL, PROP_PASSWORD_PROBLEM);
  set_text (self, &self->invite_problem, NULL, PROP_INVITE_PROBLEM);
  set_text (self, &self->problem, NULL, PROP_PROBLEM);
}

static const char *
get_typed (GtkWidget *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static gboolean
is_missing (GtkWidget *row)
{
  g_autofree char *text = g_strstrip (g_strdup (get_typed (row)));

  return gtk_widget_get_visible (row) && *text == '\0';
}

/* The first entry that nothing was typed into. */
static GtkWidget *
find_missing (ParlourSignInForm *self)
{
  GtkWidget *rows[] = { self->name_row, self->password_row, self->invite_row };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    if (is_missing (rows[i]))
      return rows[i];

  return NULL;
}

/* --- called by the template ----------------------------------------------------------- */

static gboolean
has_name (ParlourSignInForm *self, ParlourSignInMode mode)
{
  return mode != PARLOUR_SIGN_IN_AGAIN;
}

static gboolean
has_password (ParlourSignInForm *self, ParlourSignInMode mode)
{
  return mode != PARLOUR_SIGN_IN_GUEST && mode != PARLOUR_SIGN_IN_PLAIN;
}

static gboolean
has_invite (ParlourSignInForm *self, ParlourSignInMode mode, gboolean asks_invite)
{
  return mode == PARLOUR_SIGN_IN_NEWCOMER && asks_invite;
}

static char *
name_title (ParlourSignInForm *self, ParlourSignInMode mode)
{
  return g_strdup (mode == PARLOUR_SIGN_IN_MEMBER ? _ ("Name") : _ ("Your Name"));
}

static char *
password_title (ParlourSignInForm *self, ParlourSignInMode mode)
{
  return g_strdup (mode == PARLOUR_SIGN_IN_NEWCOMER ? _ ("New Password") : _ ("Password"));
}

static char **
row_classes (ParlourSignInForm *self, const char *problem)
{
  return g_strsplit (problem != NULL ? "error" : "entry", " ", 0);
}

/* Whoever types on is not blamed any longer. */
static void
text_changed_cb (GtkWidget *row, GParamSpec *pspec, ParlourSignInForm *self)
{
  if (row == self->name_row)
    set_text (self, &self->name_problem, NULL, PROP_NAME_PROBLEM);
  else if (row == self->password_row)
    set_text (self, &self->password_problem, NULL, PROP_PASSWORD_PROBLEM);
  else
    set_text (self, &self->invite_problem, NULL, PROP_INVITE_PROBLEM);
}

/* Enter goes to what is still missing, and on when nothing is. */
static void
entry_activated_cb (GtkWidget *row, ParlourSignInForm *self)
{
  GtkWidget *missing = find_missing (self);

  if (missing != NULL && missing != row)
    gtk_widget_grab_focus (missing);
  else
    g_signal_emit (self, signals[SUBMITTED], 0);
}

/* --------------------------------------------------------------------------------------- */

static void
parlour_sign_in_form_get_property (GObject *object,
                                   guint property_id,
                                   GValue *value,
                                   GParamSpec *pspec)
{
  ParlourSignInForm *self = PARLOUR_SIGN_IN_FORM (object);

  switch ((ParlourSignInFormProperty) property_id) {
  case PROP_MODE:
    g_value_set_enum (value, (int) self->mode);
    break;
  case PROP_ASKS_INVITE:
    g_value_set_boolean (value, self->asks_invite);
    break;
  case PROP_BUSY:
    g_value_set_boolean (value, self->busy);
    break;
  case PROP_NAME:
    g_value_set_string (value, self->name);
    break;
  case PROP_NAME_PROBLEM:
    g_value_set_string (value, self->name_problem);
    break;
  case PROP_PASSWORD_PROBLEM:
    g_value_set_string (value, self->password_problem);
    break;
  case PROP_INVITE_PROBLEM:
    g_value_set_string (value, self->invite_problem);
    break;
  case PROP_PROBLEM:
    g_value_set_string (value, self->problem);
    break;
  }
}

static void
set_flag (ParlourSignInForm *self, gboolean *field, gboolean on, GParamSpec *pspec)
{
  if (*field == on)
    return;

  *field = on;
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
}

static void
parlour_sign_in_form_set_property (GObject *object,
                                   guint property_id,
                                   const GValue *value,
                                   GParamSpec *pspec)
{
  ParlourSignInForm *self = PARLOUR_SIGN_IN_FORM (object);

  switch ((ParlourSignInFormProperty) property_id) {
  case PROP_MODE:
    if (self->mode != (ParlourSignInMode) g_value_get_enum (value)) {
      self->mode = (ParlourSignInMode) g_value_get_enum (value);
      clear_problems (self);
      g_object_notify_by_pspec (object, pspec);
    }
    break;
  case PROP_ASKS_INVITE:
    set_flag (self, &self->asks_invite, g_value_get_boolean (value), pspec);
    break;
  case PROP_BUSY:
    set_flag (self, &self->busy, g_value_get_boolean (value), pspec);
    break;
  case PROP_NAME:
    set_text (self, &self->name, g_value_get_string (value), PROP_NAME);
    break;
  case PROP_PROBLEM:
    set_text (self, &self->problem, g_value_get_string (value), PROP_PROBLEM);
    break;
  case PROP_NAME_PROBLEM:
  case PROP_PASSWORD_PROBLEM:
  case PROP_INVITE_PROBLEM:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_sign_in_form_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARLOUR_TYPE_SIGN_IN_FORM);

  G_OBJECT_CLASS (parlour_sign_in_form_parent_class)->dispose (object);
}

static void
parlour_sign_in_form_finalize (GObject *object)
{
  ParlourSignInForm *self = PARLOUR_SIGN_IN_FORM (object);

  g_free (self->name);
  g_free (self->name_problem);
  g_free (self->password_problem);
  g_free (self->invite_problem);
  g_free (self->problem);

  G_OBJECT_CLASS (parlour_sign_in_form_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags flags = readable | G_PARAM_WRITABLE;

  properties[PROP_MODE] = g_param_spec_enum ("mode", NULL, NULL, PARLOUR_TYPE_SIGN_IN_MODE,
                                             PARLOUR_SIGN_IN_MEMBER, flags);
  properties[PROP_ASKS_INVITE] = g_param_spec_boolean ("asks-invite", NULL, NULL, FALSE, flags);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, flags);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, "", flags);
  properties[PROP_NAME_PROBLEM] = g_param_spec_string ("name-problem", NULL, NULL, NULL, readable);
  properties[PROP_PASSWORD_PROBLEM] =
    g_param_spec_string ("password-problem", NULL, NULL, NULL, readable);
  properties[PROP_INVITE_PROBLEM] =
    g_param_spec_string ("invite-problem", NULL, NULL, NULL, readable);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, NULL, flags);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
parlour_sign_in_form_class_init (ParlourSignInFormClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_sign_in_form_get_property;
  object_class->set_property = parlour_sign_in_form_set_property;
  object_class->dispose = parlour_sign_in_form_dispose;
  object_class->finalize = parlour_sign_in_form_finalize;
  install_properties (object_class);

  signals[SUBMITTED] = g_signal_new ("submitted", PARLOUR_TYPE_SIGN_IN_FORM, G_SIGNAL_RUN_LAST, 0,
                                     NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (G_TYPE_STRV);
  g_type_ensure (PARLOUR_TYPE_PROBLEM_ROW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-sign-in-form.ui");
  gtk_widget_class_bind_template_child (widget_class, ParlourSignInForm, name_row);
  gtk_widget_class_bind_template_child (widget_class, ParlourSignInForm, password_row);
  gtk_widget_class_bind_template_child (widget_class, ParlourSignInForm, invite_row);
  gtk_widget_class_bind_template_callback (widget_class, has_name);
  gtk_widget_class_bind_template_callback (widget_class, has_password);
  gtk_widget_class_bind_template_callback (widget_class, has_invite);
  gtk_widget_class_bind_template_callback (widget_class, name_title);
  gtk_widget_class_bind_template_callback (widget_class, password_title);
  gtk_widget_class_bind_template_callback (widget_class, row_classes);
  gtk_widget_class_bind_template_callback (widget_class, text_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activated_cb);
}

static void
parlour_sign_in_form_init (ParlourSignInForm *self)
{
  self->name = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
}

ParlourSignInMode
parlour_sign_in_form_get_mode (ParlourSignInForm *self)
{
  g_return_val_if_fail (PARLOUR_IS_SIGN_IN_FORM (self), PARLOUR_SIGN_IN_MEMBER);

  return self->mode;
}

/**
 * parlour_sign_in_form_dup_name:
 * @self: a form
 *
 * Returns: (transfer full): the name, without blanks around it
 */
char *
parlour_sign_in_form_dup_name (ParlourSignInForm *self)
{
  g_return_val_if_fail (PARLOUR_IS_SIGN_IN_FORM (self), NULL);

  return g_strstrip (g_strdup (get_typed (self->name_row)));
}

/**
 * parlour_sign_in_form_dup_password:
 * @self: a form
 *
 * Returns: (transfer full) (nullable): the password, %NULL where none is asked for
 */
char *
parlour_sign_in_form_dup_password (ParlourSignInForm *self)
{
  g_return_val_if_fail (PARLOUR_IS_SIGN_IN_FORM (self), NULL);

  return has_password (self, self->mode) ? g_strdup (get_typed (self->password_row)) : NULL;
}

/**
 * parlour_sign_in_form_dup_invite:
 * @self: a form
 *
 * Returns: (transfer full) (nullable): the invite, %NULL where none is asked for
 */
char *
parlour_sign_in_form_dup_invite (ParlourSignInForm *self)
{
  g_return_val_if_fail (PARLOUR_IS_SIGN_IN_FORM (self), NULL);

  if (!has_invite (self, self->mode, self->asks_invite))
    return NULL;

  return g_strstrip (g_strdup (get_typed (self->invite_row)));
}

/**
 * parlour_sign_in_form_set_invite:
 * @self: a form
 * @invite: what came with the address
 */
void
parlour_sign_in_form_set_invite (ParlourSignInForm *self, const char *invite)
{
  g_return_if_fail (PARLOUR_IS_SIGN_IN_FORM (self));
  g_return_if_fail (invite != NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->invite_row), invite);
}

/**
 * parlour_sign_in_form_check:
 * @self: a form
 *
 * Says below each entry that is empty that it is needed, and goes to the first.
 *
 * Returns: whether there is something in all of them
 */
gboolean
parlour_sign_in_form_check (ParlourSignInForm *self)
{
  GtkWidget *missing = NULL;

  g_return_val_if_fail (PARLOUR_IS_SIGN_IN_FORM (self), FALSE);

  clear_problems (self);
  if (is_missing (self->name_row))
    set_text (self, &self->name_problem,
              self->mode == PARLOUR_SIGN_IN_MEMBER ? _ ("Enter your name on this server")
                                                   : _ ("Enter the name that others should see"),
              PROP_NAME_PROBLEM);
  if (is_missing (self->password_row))
    set_text (self, &self->password_problem,
              self->mode == PARLOUR_SIGN_IN_NEWCOMER ? _ ("Choose a password")
                                                     : _ ("Enter your password"),
              PROP_PASSWORD_PROBLEM);
  if (is_missing (self->invite_row))
    set_text (self, &self->invite_problem, _ ("Enter the invite that you were given"),
              PROP_INVITE_PROBLEM);

  missing = find_missing (self);
  if (missing != NULL)
    gtk_widget_grab_focus (missing);

  return missing == NULL;
}

/**
 * parlour_sign_in_form_blame:
 * @self: a form
 * @error: why one does not get in
 *
 * Says what is wrong below the entry that it is about, and goes there.
 */
void
parlour_sign_in_form_blame (ParlourSignInForm *self, const GError *error)
{
  g_autofree char *words = NULL;

  g_return_if_fail (PARLOUR_IS_SIGN_IN_FORM (self));
  g_return_if_fail (error != NULL);

  words = parlour_problem_describe (error);
  clear_problems (self);
  if (g_error_matches (error, CHAT_SESSION_ERROR, CHAT_SESSION_ERROR_NAME_TAKEN) ||
      g_error_matches (error, CHAT_SESSION_ERROR, CHAT_SESSION_ERROR_NAME_INVALID)) {
    set_text (self, &self->name_problem, words, PROP_NAME_PROBLEM);
    gtk_widget_grab_focus (self->name_row);
  } else if (g_error_matches (error, CHAT_SESSION_ERROR, CHAT_SESSION_ERROR_CREDENTIALS) ||
             g_error_matches (error, CHAT_SESSION_ERROR, CHAT_SESSION_ERROR_PASSWORD_WEAK)) {
    set_text (self, &self->password_problem, words, PROP_PASSWORD_PROBLEM);
    gtk_widget_grab_focus (self->password_row);
  } else if (g_error_matches (error, CHAT_SESSION_ERROR, CHAT_SESSION_ERROR_INVITE)) {
    g_object_set (self, "asks-invite", TRUE, NULL);
    set_text (self, &self->invite_problem, words, PROP_INVITE_PROBLEM);
    gtk_widget_grab_focus (self->invite_row);
  } else {
    set_text (self, &self->problem, words, PROP_PROBLEM);
    gtk_widget_grab_focus (has_name (self, self->mode) ? self->name_row : self->password_row);
  }
}

/**
 * parlour_sign_in_form_begin:
 * @self: a form
 *
 * Lets the next key go into the first entry that is empty.
 */
void
parlour_sign_in_form_begin (ParlourSignInForm *self)
{
  GtkWidget *missing = NULL;

  g_return_if_fail (PARLOUR_IS_SIGN_IN_FORM (self));

  missing = find_missing (self);
  gtk_widget_grab_focus (missing != NULL ? missing : self->name_row);
}

/**
 * parlour_sign_in_form_forget:
 * @self: a form
 *
 * Empties what is secret.
 */
void
parlour_sign_in_form_forget (ParlourSignInForm *self)
{
  g_return_if_fail (PARLOUR_IS_SIGN_IN_FORM (self));

  gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");
  gtk_editable_set_text (GTK_EDITABLE (self->invite_row), "");
  clear_problems (self);
}
