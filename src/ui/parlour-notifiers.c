/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A notifier for each account, as they come and go.
 */
#include "parlour-notifiers.h"

#include "parlour-notifier.h"

struct _ParlourNotifiers {
  GObject parent_instance;

  GApplication *application; /* not owned: it owns us */
  GListModel *accounts;
  GHashTable *notifiers; /* ChatSession -> ParlourNotifier */
  ChatSession *watched;  /* not owned; only compared */
};

G_DEFINE_FINAL_TYPE (ParlourNotifiers, parlour_notifiers, G_TYPE_OBJECT)

static GHashTable *
create_table (void)
{
  return g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
}

static void
accounts_changed_cb (ParlourNotifiers *self)
{
  g_autoptr (GHashTable) before = g_steal_pointer (&self->notifiers);
  guint n_accounts = g_list_model_get_n_items (self->accounts);

  self->notifiers = create_table ();
  for (guint i = 0; i < n_accounts; i++) {
    g_autoptr (ChatSession) session = g_list_model_get_item (self->accounts, i);
    ParlourNotifier *notifier = g_hash_table_lookup (before, session);

    notifier = notifier != NULL ? g_object_ref (notifier)
                                : parlour_notifier_new (self->application);
    g_object_set (notifier, "session", session, "active", session == self->watched, "names-account",
                  n_accounts > 1, NULL);
    g_hash_table_insert (self->notifiers, session, notifier);
  }
}

static void
parlour_notifiers_dispose (GObject *object)
{
  ParlourNotifiers *self = PARLOUR_NOTIFIERS (object);

  g_clear_pointer (&self->notifiers, g_hash_table_unref);
  g_clear_object (&self->accounts);

  G_OBJECT_CLASS (parlour_notifiers_parent_class)->dispose (object);
}

static void
parlour_notifiers_class_init (ParlourNotifiersClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parlour_notifiers_dispose;
}

static void
parlour_notifiers_init (ParlourNotifiers *self)
{
  self->notifiers = create_table ();
}

/**
 * parlour_notifiers_new:
 * @application: in whose name the desktop is told; it has to live longer
 * @accounts: all accounts, as sessions
 *
 * Returns: (transfer full): what tells of all of them
 */
ParlourNotifiers *
parlour_notifiers_new (GApplication *application, GListModel *accounts)
{
  ParlourNotifiers *self = NULL;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (G_IS_LIST_MODEL (accounts), NULL);

  self = g_object_new (PARLOUR_TYPE_NOTIFIERS, NULL);
  self->application = application;
  self->accounts = g_object_ref (accounts);
  g_signal_connect_object (accounts, "items-changed", G_CALLBACK (accounts_changed_cb), self,
                           G_CONNECT_SWAPPED);
  accounts_changed_cb (self);

  return self;
}

/**
 * parlour_notifiers_set_watched:
 * @self: the notifiers
 * @session: (nullable): the account that somebody looks at
 *
 * What comes there need not be told elsewhere.
 */
void
parlour_notifiers_set_watched (ParlourNotifiers *self, ChatSession *session)
{
  GHashTableIter iter;
  gpointer key = NULL;
  gpointer notifier = NULL;

  g_return_if_fail (PARLOUR_IS_NOTIFIERS (self));

  self->watched = session;
  g_hash_table_iter_init (&iter, self->notifiers);
  while (g_hash_table_iter_next (&iter, &key, &notifier))
    g_object_set (notifier, "active", key == session, NULL);
}
