/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-network.h"

struct _TestNetwork {
  GObject parent_instance;

  gboolean available;
  gboolean local;
  guint asked;
};

static void test_network_monitor_init (GNetworkMonitorInterface *interface);
static void test_network_initable_init (GInitableIface *interface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestNetwork,
                               test_network,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, test_network_initable_init)
                                 G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR,
                                                        test_network_monitor_init))

typedef enum {
  PROP_NETWORK_AVAILABLE = 1,
  PROP_NETWORK_METERED,
  PROP_CONNECTIVITY,
} TestNetworkProperty;

static gboolean
can_reach (GNetworkMonitor *monitor,
           GSocketConnectable *connectable,
           GCancellable *cancellable,
           GError **error)
{
  TestNetwork *self = TEST_NETWORK (monitor);

  self->asked++;
  if (self->available || self->local)
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, "No network");
  return FALSE;
}

static void
can_reach_async (GNetworkMonitor *monitor,
                 GSocketConnectable *connectable,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (monitor, cancellable, callback, user_data);
  GError *error = NULL;

  g_task_set_source_tag (task, can_reach_async);
  if (can_reach (monitor, connectable, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static gboolean
can_reach_finish (GNetworkMonitor *monitor, GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
test_network_monitor_init (GNetworkMonitorInterface *interface)
{
  interface->can_reach = can_reach;
  interface->can_reach_async = can_reach_async;
  interface->can_reach_finish = can_reach_finish;
}

static gboolean
initialize (GInitable *initable, GCancellable *cancellable, GError **error)
{
  return TRUE;
}

static void
test_network_initable_init (GInitableIface *interface)
{
  interface->init = initialize;
}

static void
test_network_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  TestNetwork *self = TEST_NETWORK (object);

  switch ((TestNetworkProperty) property_id) {
  case PROP_NETWORK_AVAILABLE:
    g_value_set_boolean (value, self->available);
    break;
  case PROP_NETWORK_METERED:
    g_value_set_boolean (value, FALSE);
    break;
  case PROP_CONNECTIVITY:
    g_value_set_enum (value,
                      self->available ? G_NETWORK_CONNECTIVITY_FULL : G_NETWORK_CONNECTIVITY_LOCAL);
    break;
  }
}

static void
test_network_class_init (TestNetworkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = test_network_get_property;

  g_object_class_override_property (object_class, PROP_NETWORK_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_NETWORK_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
test_network_init (TestNetwork *self)
{
}

TestNetwork *
test_network_new (gboolean available)
{
  TestNetwork *self = g_object_new (TEST_TYPE_NETWORK, NULL);

  self->available = available;

  return self;
}

void
test_network_set_available (TestNetwork *self, gboolean available)
{
  self->available = available;
  g_object_notify (G_OBJECT (self), "network-available");
  g_signal_emit_by_name (self, "network-changed", available);
}

void
test_network_set_local (TestNetwork *self, gboolean local)
{
  self->local = local;
}

guint
test_network_get_asked (TestNetwork *self)
{
  return self->asked;
}
