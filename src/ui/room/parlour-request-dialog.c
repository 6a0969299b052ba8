/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A dialog that asks the server for something.  It says that it is busy meanwhile, and what went
 * wrong in the end; closing it takes the question back.
 */
#include "parlour-request-dialog.h"

#include "parlour-problem.h"

typedef struct {
  ChatSession *session;
  GCancellable *cancellable; /* of the question that is on its way */
  char *problem;
} ParlourRequestDialogPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ParlourRequestDialog, parlour_request_dialog, ADW_TYPE_DIALOG)

typedef enum {
  PROP_SESSION = 1,
  PROP_BUSY,
  PROP_PROBLEM,
} ParlourRequestDialogProperty;

static GParamSpec *properties[PROP_PROBLEM + 1];

static ParlourRequestDialogPrivate *
get_private (gpointer self)
{
  return parlour_request_dialog_get_instance_private (self);
}

static void
set_cancellable (ParlourRequestDialog *self, GCancellable *cancellable)
{
  if (g_set_object (&get_private (self)->cancellable, cancellable))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_BUSY]);
}

static void
set_problem (ParlourRequestDialog *self, const char *problem)
{
  if (g_set_str (&get_private (self)->problem, problem))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
}

static void
take_back (ParlourRequestDialog *self)
{
  g_cancellable_cancel (get_private (self)->cancellable);
  set_cancellable (self, NULL);
}

static void
parlour_request_dialog_closed (AdwDialog *dialog)
{
  take_back (PARLOUR_REQUEST_DIALOG (dialog));

  if (ADW_DIALOG_CLASS (parlour_request_dialog_parent_class)->closed != NULL)
    ADW_DIALOG_CLASS (parlour_request_dialog_parent_class)->closed (dialog);
}

/* Its window may go without closing it. */
static void
parlour_request_dialog_unroot (GtkWidget *widget)
{
  take_back (PARLOUR_REQUEST_DIALOG (widget));

  GTK_WIDGET_CLASS (parlour_request_dialog_parent_class)->unroot (widget);
}

static void
parlour_request_dialog_get_property (GObject *object,
                                     guint property_id,
                                     GValue *value,
                                     GParamSpec *pspec)
{
  ParlourRequestDialogPrivate *priv = get_private (object);

  switch ((ParlourRequestDialogProperty) property_id) {
  case PROP_SESSION:
    g_value_set_object (value, priv->session);
    break;
  case PROP_BUSY:
    g_value_set_boolean (value, priv->cancellable != NULL);
    break;
  case PROP_PROBLEM:
    g_value_set_string (value, priv->problem);
    break;
  }
}

static void
parlour_request_dialog_set_property (GObject *object,
                                     guint property_id,
                                     const GValue *value,
                                     GParamSpec *pspec)
{
  switch ((ParlourRequestDialogProperty) property_id) {
  case PROP_SESSION:
    get_private (object)->session = g_value_dup_object (value);
    break;
  case PROP_BUSY:
  case PROP_PROBLEM:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_request_dialog_dispose (GObject *object)
{
  take_back (PARLOUR_REQUEST_DIALOG (object));
  g_clear_object (&get_private (object)->session);

  G_OBJECT_CLASS (parlour_request_dialog_parent_class)->dispose (object);
}

static void
parlour_request_dialog_finalize (GObject *object)
{
  g_free (get_private (object)->problem);

  G_OBJECT_CLASS (parlour_request_dialog_parent_class)->finalize (object);
}

static void
parlour_request_dialog_class_init (ParlourRequestDialogClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = parlour_request_dialog_get_property;
  object_class->set_property = parlour_request_dialog_set_property;
  object_class->dispose = parlour_request_dialog_dispose;
  object_class->finalize = parlour_request_dialog_finalize;
  GTK_WIDGET_CLASS (klass)->unroot = parlour_request_dialog_unroot;
  ADW_DIALOG_CLASS (klass)->closed = parlour_request_dialog_closed;

  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, CHAT_TYPE_SESSION,
                         readable | G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY);
  properties[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE, readable);
  properties[PROP_PROBLEM] = g_param_spec_string ("problem", NULL, NULL, "", readable);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
parlour_request_dialog_init (ParlourRequestDialog *self)
{
  get_private (self)->problem = g_strdup ("");
}

ChatSession *
parlour_request_dialog_get_session (ParlourRequestDialog *self)
{
  g_return_val_if_fail (PARLOUR_IS_REQUEST_DIALOG (self), NULL);

  return get_private (self)->session;
}

/**
 * parlour_request_dialog_begin:
 * @self: a dialog
 *
 * Begins a question; one that is on its way is taken back.
 *
 * Returns: (transfer none): what takes the question back when the dialog is closed
 */
GCancellable *
parlour_request_dialog_begin (ParlourRequestDialog *self)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_return_val_if_fail (PARLOUR_IS_REQUEST_DIALOG (self), NULL);

  g_cancellable_cancel (get_private (self)->cancellable);
  set_cancellable (self, cancellable);

  return cancellable; /* the dialog holds it */
}

/**
 * parlour_request_dialog_end:
 * @self: a dialog
 * @error: (nullable): what came of the question
 *
 * Says what went wrong, unless the question was taken back.
 *
 * Returns: whether nothing went wrong
 */
gboolean
parlour_request_dialog_end (ParlourRequestDialog *self, const GError *error)
{
  g_autofree char *problem = NULL;

  g_return_val_if_fail (PARLOUR_IS_REQUEST_DIALOG (self), FALSE);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return FALSE;

  problem = error != NULL ? parlour_problem_describe (error) : g_strdup ("");
  set_cancellable (self, NULL);
  set_problem (self, problem);

  return error == NULL;
}

/* A dialog gives the focus back to what had it before, and only then it is the room's. */
static void
gone_cb (GtkWidget *window)
{
  gtk_widget_activate_action (window, "win.focus-composer", NULL);
}

/**
 * parlour_request_dialog_go_to:
 * @self: a dialog in a window
 * @room: what came of it
 *
 * Closes, and goes into a room, ready to write.
 */
void
parlour_request_dialog_go_to (ParlourRequestDialog *self, ChatRoom *room)
{
  GtkWidget *window = NULL;

  g_return_if_fail (PARLOUR_IS_REQUEST_DIALOG (self));
  g_return_if_fail (CHAT_IS_ROOM (room));

  window = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_WINDOW);
  g_return_if_fail (window != NULL);

  gtk_widget_activate_action (window, "win.open-room", "s", chat_room_get_id (room));
  g_signal_connect_object (self, "closed", G_CALLBACK (gone_cb), window, G_CONNECT_SWAPPED);
  adw_dialog_close (ADW_DIALOG (self));
}
