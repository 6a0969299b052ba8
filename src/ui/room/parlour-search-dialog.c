/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A dialog with a search entry and a list to choose from.  What is found, how it looks, and what
 * becomes of the choice is said by the classes below it.
 */
#include "parlour-search-dialog.h"

typedef struct {
  GtkSearchEntry *search;
  GtkListView *list;
  AdwToastOverlay *toasts;

  GListStore *found;
  char *hint;
  char *query; /* which was searched last */
  gboolean choosing;
} ParlourSearchDialogPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (ParlourSearchDialog,
                                     parlour_search_dialog,
                                     PARLOUR_TYPE_REQUEST_DIALOG)

typedef enum {
  PROP_FOUND = 1,
  PROP_HINT,
} ParlourSearchDialogProperty;

static GParamSpec *properties[PROP_HINT + 1];

static ParlourSearchDialogPrivate *
get_private (gpointer self)
{
  return parlour_search_dialog_get_instance_private (self);
}

static guint
count_found (ParlourSearchDialog *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (get_private (self)->found));
}

static char *
dup_query (ParlourSearchDialog *self)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (get_private (self)->search))));
}

static gboolean
is_busy (ParlourSearchDialog *self)
{
  gboolean busy = FALSE;

  g_object_get (self, "busy", &busy, NULL);

  return busy;
}

/* --- rows ---------------------------------------------------------------------------------- */

static void
row_setup_cb (ParlourSearchDialog *self, GtkListItem *item)
{
  gtk_list_item_set_child (item, PARLOUR_SEARCH_DIALOG_GET_CLASS (self)->make_row ());
}

static void
row_bind_cb (ParlourSearchDialog *self, GtkListItem *item)
{
  g_object_set (gtk_list_item_get_child (item),
                PARLOUR_SEARCH_DIALOG_GET_CLASS (self)->row_property, gtk_list_item_get_item (item),
                NULL);
}

static void
row_unbind_cb (ParlourSearchDialog *self, GtkListItem *item)
{
  g_object_set (gtk_list_item_get_child (item),
                PARLOUR_SEARCH_DIALOG_GET_CLASS (self)->row_property, NULL, NULL);
}

static void
set_up_rows (ParlourSearchDialog *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (row_setup_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (row_bind_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (row_unbind_cb), self, G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (get_private (self)->list, factory);
}

/* --- called by the template ------------------------------------------------------------ */

static void
search_again_cb (ParlourSearchDialog *self)
{
  g_autofree char *query = dup_query (self);

  g_set_str (&get_private (self)->query, query);
  PARLOUR_SEARCH_DIALOG_GET_CLASS (self)->search (self, query);
}

/* A choice that is on its way is not taken back by what was typed before it. */
static void
search_changed_cb (ParlourSearchDialog *self)
{
  g_autofree char *query = dup_query (self);

  if (!get_private (self)->choosing && g_strcmp0 (query, get_private (self)->query) != 0)
    search_again_cb (self);
}

static void
busy_changed_cb (ParlourSearchDialog *self)
{
  if (is_busy (self))
    return;

  get_private (self)->choosing = FALSE;
  if (gtk_widget_get_root (GTK_WIDGET (self)) != NULL)
    search_changed_cb (self);
}

static void
row_activated_cb (ParlourSearchDialog *self, guint position)
{
  g_autoptr (GObject)
    item = g_list_model_get_item (G_LIST_MODEL (get_private (self)->found), position);

  if (item == NULL || get_private (self)->choosing)
    return;

  PARLOUR_SEARCH_DIALOG_GET_CLASS (self)->choose (self, item);
  get_private (self)->choosing = is_busy (self);
}

/* Enter means the first one only if that is what was typed now has found. */
static void
search_activated_cb (ParlourSearchDialog *self)
{
  g_autofree char *query = dup_query (self);

  if (g_strcmp0 (query, get_private (self)->query) != 0)
    search_again_cb (self);
  else if (!is_busy (self))
    row_activated_cb (self, 0);
}

static void
search_stopped_cb (ParlourSearchDialog *self)
{
  adw_dialog_close (ADW_DIALOG (self));
}

static void
edge_reached_cb (ParlourSearchDialog *self, GtkPositionType edge)
{
  ParlourSearchDialogClass *klass = PARLOUR_SEARCH_DIALOG_GET_CLASS (self);

  if (edge == GTK_POS_BOTTOM && klass->search_more != NULL && !is_busy (self))
    klass->search_more (self);
}

static gboolean
has_text (ParlourSearchDialog *self, const char *text)
{
  return *text != '\0';
}

/* What was found before stays while something is looked for. */
static char *
content_name (ParlourSearchDialog *self, guint n_found, gboolean busy)
{
  if (n_found > 0)
    return g_strdup ("found");

  return g_strdup (busy ? "busy" : "nothing");
}

/* ------------------------------------------------------------------------------------------- */

static void
parlour_search_dialog_get_property (GObject *object,
                                    guint property_id,
                                    GValue *value,
                                    GParamSpec *pspec)
{
  ParlourSearchDialogPrivate *priv = get_private (object);

  switch ((ParlourSearchDialogProperty) property_id) {
  case PROP_FOUND:
    g_value_set_object (value, priv->found);
    break;
  case PROP_HINT:
    g_value_set_string (value, priv->hint);
    break;
  }
}

static void
parlour_search_dialog_set_property (GObject *object,
                                    guint property_id,
                                    const GValue *value,
                                    GParamSpec *pspec)
{
  switch ((ParlourSearchDialogProperty) property_id) {
  case PROP_HINT:
    get_private (object)->hint = g_value_dup_string (value);
    break;
  case PROP_FOUND:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_search_dialog_constructed (GObject *object)
{
  ParlourSearchDialog *self = PARLOUR_SEARCH_DIALOG (object);

  G_OBJECT_CLASS (parlour_search_dialog_parent_class)->constructed (object);

  set_up_rows (self);
  g_signal_connect (self, "notify::busy", G_CALLBACK (busy_changed_cb), NULL);
  search_again_cb (self);
}

static void
parlour_search_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARLOUR_TYPE_SEARCH_DIALOG);

  G_OBJECT_CLASS (parlour_search_dialog_parent_class)->dispose (object);
}

static void
parlour_search_dialog_finalize (GObject *object)
{
  ParlourSearchDialogPrivate *priv = get_private (object);

  g_object_unref (priv->found);
  g_free (priv->hint);
  g_free (priv->query);

  G_OBJECT_CLASS (parlour_search_dialog_parent_class)->finalize (object);
}

static void
parlour_search_dialog_class_init (ParlourSearchDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = parlour_search_dialog_get_property;
  object_class->set_property = parlour_search_dialog_set_property;
  object_class->constructed = parlour_search_dialog_constructed;
  object_class->dispose = parlour_search_dialog_dispose;
  object_class->finalize = parlour_search_dialog_finalize;

  properties[PROP_FOUND] = g_param_spec_object ("found", NULL, NULL, G_TYPE_LIST_MODEL,
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_HINT] =
    g_param_spec_string ("hint", NULL, NULL, NULL,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/chat/parlour/Parlour/parlour-search-dialog.ui");
  gtk_widget_class_bind_template_child_private (widget_class, ParlourSearchDialog, search);
  gtk_widget_class_bind_template_child_private (widget_class, ParlourSearchDialog, list);
  gtk_widget_class_bind_template_child_private (widget_class, ParlourSearchDialog, toasts);
  gtk_widget_class_bind_template_callback (widget_class, search_again_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, edge_reached_cb);
  gtk_widget_class_bind_template_callback (widget_class, has_text);
  gtk_widget_class_bind_template_callback (widget_class, content_name);
}

static void
parlour_search_dialog_init (ParlourSearchDialog *self)
{
  get_private (self)->found = g_list_store_new (G_TYPE_OBJECT);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * parlour_search_dialog_show:
 * @self: a dialog
 * @items: (element-type GObject): what was found
 *
 * Shows these instead of what was shown.
 */
void
parlour_search_dialog_show (ParlourSearchDialog *self, GPtrArray *items)
{
  g_return_if_fail (PARLOUR_IS_SEARCH_DIALOG (self));
  g_return_if_fail (items != NULL);

  g_list_store_splice (get_private (self)->found, 0, count_found (self), items->pdata, items->len);
}

/**
 * parlour_search_dialog_append:
 * @self: a dialog
 * @items: (element-type GObject): what was found besides
 *
 * Shows these after what is shown.
 */
void
parlour_search_dialog_append (ParlourSearchDialog *self, GPtrArray *items)
{
  g_return_if_fail (PARLOUR_IS_SEARCH_DIALOG (self));
  g_return_if_fail (items != NULL);

  g_list_store_splice (get_private (self)->found, count_found (self), 0, items->pdata, items->len);
}

/**
 * parlour_search_dialog_remove:
 * @self: a dialog
 * @item: something that need not be shown any more
 */
void
parlour_search_dialog_remove (ParlourSearchDialog *self, gpointer item)
{
  guint position = 0;

  g_return_if_fail (PARLOUR_IS_SEARCH_DIALOG (self));

  if (g_list_store_find (get_private (self)->found, item, &position))
    g_list_store_remove (get_private (self)->found, position);
}

/**
 * parlour_search_dialog_say:
 * @self: a dialog
 * @words: what happened
 *
 * Tells something that passes.
 */
void
parlour_search_dialog_say (ParlourSearchDialog *self, const char *words)
{
  AdwToast *toast = NULL;

  g_return_if_fail (PARLOUR_IS_SEARCH_DIALOG (self));

  toast = adw_toast_new (words);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (get_private (self)->toasts, toast);
}
