/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server-device.h"

/* What a socket has its device under. */
#define KEY "server-device"

static void
device_free (gpointer data)
{
  ServerDevice *device = data;

  g_free (device->caller.user);
  g_free (device->caller.session);
  g_clear_pointer (&device->welcome, json_object_unref);
  g_free (device);
}

ServerDevice *
server_device_attach (SocketIoSocket *socket, JsonObject *answer)
{
  ServerDevice *device = g_new0 (ServerDevice, 1);
  JsonObject *me = json_object_get_object_member (answer, "me");

  device->caller.number = json_object_get_int_member (answer, "number");
  device->caller.user = g_strdup (json_object_get_string_member (me, "id"));
  device->caller.session = g_strdup (json_object_get_string_member (answer, "session"));
  device->welcome = json_object_ref (answer);
  g_object_set_data_full (G_OBJECT (socket), KEY, device, device_free);

  return device;
}

ServerDevice *
server_device_get (SocketIoSocket *socket)
{
  return g_object_get_data (G_OBJECT (socket), KEY);
}
