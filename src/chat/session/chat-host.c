/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A server on this computer: the installed parlour-server, run by this program.
 *
 *                 start                    it listens
 *     STOPPED --------------> STARTING ------------------> RUNNING
 *        ^                     ^  |  ^                      |   |
 *        |       time has come |  |  +----------------------+   | it ends
 *        |                     |  | it ends    a setting has    | by itself
 *        |                     |  v            changed          |
 *        +------- stop ------ FAILED <--------------------------+
 *
 * A server that is stopped takes a moment to end, in which it is STOPPING; whoever starts it then
 * waits for the next one, which is STARTING.
 *
 * One that has run is started again, after a second and then after twice the time of before, up to
 * a minute; one that cannot be started at all is not.
 *
 * Its address is for others.  The port was free a moment before, and is again whenever the server
 * ends, which this program hears a moment later: meanwhile anybody on this computer may listen
 * there.  So what is secret goes through a socket in the folder, where nobody else can put one.
 *
 * The folder has one server.  If there is one at work it is taken for ours: it was told to stay, or
 * belongs to another run of this program, and then it is not ours to end.
 *
 * What is to be the same the next time is in host.ini beside the server's data.
 */
#include "chat-host.h"

#include "chat-host-network.h"
#include "chat-host-process.h"
#include "chat-host-program.h"
#include "chat-host-settings.h"

#include <gio/gunixsocketaddress.h>
#include <sys/un.h>

#define MIN_DELAY_MS 1000
#define MAX_DELAY_MS (60 * 1000)

/* Who runs for so long has recovered. */
#define STEADY_US (60 * G_USEC_PER_SEC)

struct _ChatHost {
  GObject parent_instance;

  char *folder;
  char *program; /* NULL if there is none */
  ChatHostSettings settings;
  guint min_delay; /* ms */

  ChatHostState state;
  char **lan_addresses;
  GError *error;
  gint64 next_attempt;

  ChatHostProcess *process;
  char *address;
  gboolean ours;    /* to end */
  gboolean again;   /* when it has ended the next one comes */
  gboolean has_run; /* since it was wanted */
  gint64 running_since;
  guint delay; /* ms before it is started again, the last time */
  guint retry_id;
  GPtrArray *waiting; /* tasks that are done when there is no process */
};

G_DEFINE_FINAL_TYPE (ChatHost, chat_host, G_TYPE_OBJECT)

G_DEFINE_ENUM_TYPE (ChatHostState,
                    chat_host_state,
                    G_DEFINE_ENUM_VALUE (CHAT_HOST_STOPPED, "stopped"),
                    G_DEFINE_ENUM_VALUE (CHAT_HOST_STARTING, "starting"),
                    G_DEFINE_ENUM_VALUE (CHAT_HOST_RUNNING, "running"),
                    G_DEFINE_ENUM_VALUE (CHAT_HOST_STOPPING, "stopping"),
                    G_DEFINE_ENUM_VALUE (CHAT_HOST_FAILED, "failed"))

typedef enum {
  PROP_FOLDER = 1,
  PROP_PROGRAM,
  PROP_RETRY_DELAY,
  PROP_STATE,
  PROP_ADDRESS,
  PROP_LAN_ADDRESSES,
  PROP_ERROR,
  PROP_NEXT_ATTEMPT,
  PROP_IS_AVAILABLE,
  PROP_OPEN_TO_NETWORK,
  PROP_STAYS,
  PROP_NAME,
} ChatHostProperty;

static GParamSpec *properties[PROP_NAME + 1];

/* --- what is told ------------------------------------------------------------------------ */

static void
update_addresses (ChatHost *self)
{
  gboolean running = self->state == CHAT_HOST_RUNNING;
  const char *address = running ? chat_host_process_get_address (self->process) : NULL;
  g_auto (GStrv) lan_addresses = NULL;

  if (running && chat_host_process_is_open_to_network (self->process))
    lan_addresses = chat_host_network_list_addresses (self->settings.port);
  else
    lan_addresses = g_new0 (char *, 1);

  /* Where it was is where it will be, as long as there is to be one. */
  if ((running || self->state == CHAT_HOST_STOPPED) && g_set_str (&self->address, address))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ADDRESS]);
  if (!g_strv_equal ((const char *const *) lan_addresses,
                     (const char *const *) self->lan_addresses)) {
    g_strfreev (self->lan_addresses);
    self->lan_addresses = g_steal_pointer (&lan_addresses);
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_LAN_ADDRESSES]);
  }
}

static void
set_next_attempt (ChatHost *self, gint64 next_attempt)
{
  if (self->next_attempt == next_attempt)
    return;

  self->next_attempt = next_attempt;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NEXT_ATTEMPT]);
}

/* Takes @error. */
static void
set_state (ChatHost *self, ChatHostState state, GError *error)
{
  g_autoptr (GError) before = g_steal_pointer (&self->error);

  g_object_freeze_notify (G_OBJECT (self));
  self->error = error;
  if (before != NULL || error != NULL)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ERROR]);
  if (self->state != state) {
    self->state = state;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATE]);
  }
  update_addresses (self);
  g_object_thaw_notify (G_OBJECT (self));
}

/* --- a run ----------------------------------------------------------------------------------- */

static void launch (ChatHost *self);

static void
drop_process (ChatHost *self)
{
  if (self->process == NULL)
    return;

  g_signal_handlers_disconnect_by_data (self->process, self);
  chat_host_process_leave (self->process);
  g_clear_object (&self->process);
}

static void
retry_cb (gpointer data)
{
  g_autoptr (ChatHost) self = g_object_ref (data);

  self->retry_id = 0;
  set_next_attempt (self, 0);
  launch (self);
}

static void
stop_retrying (ChatHost *self)
{
  g_clear_handle_id (&self->retry_id, g_source_remove);
  set_next_attempt (self, 0);
}

/* Takes @error. */
static void
fail (ChatHost *self, GError *error)
{
  gboolean busy = g_error_matches (error, CHAT_HOST_ERROR, CHAT_HOST_ERROR_BUSY);
  gboolean steady = self->running_since != 0 &&
                    g_get_monotonic_time () - self->running_since >= STEADY_US;

  self->running_since = 0;
  if (self->has_run || busy) {
    self->delay = steady || self->delay == 0 ? self->min_delay
                                             : MIN (self->delay * 2, MAX_DELAY_MS);
    self->retry_id = g_timeout_add_once (self->delay, retry_cb, self);
    set_next_attempt (self, g_get_monotonic_time () + (gint64) self->delay * 1000);
  }
  set_state (self, CHAT_HOST_FAILED, error);
}

static void
settle (ChatHost *self)
{
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&self->waiting);

  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < waiting->len; i++)
    g_task_return_boolean (g_ptr_array_index (waiting, i), TRUE);
}

static void
ended_cb (ChatHost *host, const GError *why)
{
  g_autoptr (ChatHost) self = g_object_ref (host);
  gboolean again = self->again;

  drop_process (self);
  self->again = FALSE;
  if (again)
    launch (self);
  else if (self->waiting->len > 0)
    set_state (self, CHAT_HOST_STOPPED, NULL);
  else
    fail (self, g_error_copy (why));
  settle (self);
}

static void
listening_cb (ChatHost *host)
{
  g_autoptr (ChatHost) self = g_object_ref (host);
  g_autoptr (GUri)
    uri = g_uri_parse (chat_host_process_get_address (self->process), G_URI_FLAGS_NONE, NULL);

  self->has_run = TRUE;
  self->running_since = g_get_monotonic_time ();
  if (self->settings.port != (guint) g_uri_get_port (uri)) {
    self->settings.port = (guint) g_uri_get_port (uri);
    chat_host_settings_save (&self->settings, self->folder);
  }
  set_state (self, CHAT_HOST_RUNNING, NULL);
}

static void
follow (ChatHost *self)
{
  g_signal_connect_swapped (self->process, "listening", G_CALLBACK (listening_cb), self);
  g_signal_connect_swapped (self->process, "ended", G_CALLBACK (ended_cb), self);
}

static void
run (ChatHost *self)
{
  ChatHostOptions options = {
    .program = self->program,
    .folder = self->folder,
    .name = self->settings.name,
    .port = chat_host_network_is_free (self->settings.port) ? self->settings.port : 0,
    .open_to_network = self->settings.open_to_network,
    .stays = self->settings.stays,
  };
  GError *error = NULL;

  self->process = chat_host_process_start (&options, &error);
  if (self->process == NULL) {
    fail (self, error);
    return;
  }

  self->ours = TRUE;
  follow (self);
  set_state (self, CHAT_HOST_STARTING, NULL);
}

static void
restart (ChatHost *self)
{
  self->again = chat_host_process_stop (self->process);
  if (self->again)
    set_state (self, CHAT_HOST_STARTING, NULL);
}

static void
launch (ChatHost *self)
{
  GError *error = NULL;

  self->process = chat_host_process_find (self->folder, &error);
  if (self->process != NULL) {
    self->ours = self->settings.stays;
    follow (self);
    listening_cb (self);
    if (self->ours &&
        chat_host_process_is_open_to_network (self->process) != self->settings.open_to_network)
      restart (self);
  } else if (error != NULL) {
    fail (self, error);
  } else if (self->program == NULL) {
    fail (self, chat_host_error_new (CHAT_HOST_ERROR_NOT_INSTALLED, NULL));
  } else {
    run (self);
  }
}

/* --- the object --------------------------------------------------------------------------------
 */

/* How it runs is said when it is started. */
static void
setting_changed (ChatHost *self, GParamSpec *property)
{
  chat_host_settings_save (&self->settings, self->folder);
  if (self->process != NULL && self->ours && self->waiting->len == 0)
    restart (self);
  g_object_notify_by_pspec (G_OBJECT (self), property);
}

static void
chat_host_get_property (GObject *object, guint property_id, GValue *value, GParamSpec *pspec)
{
  ChatHost *self = CHAT_HOST (object);

  switch ((ChatHostProperty) property_id) {
  case PROP_FOLDER:
    g_value_set_string (value, self->folder);
    break;
  case PROP_PROGRAM:
    g_value_set_string (value, self->program);
    break;
  case PROP_RETRY_DELAY:
    g_value_set_uint (value, self->min_delay);
    break;
  case PROP_STATE:
    g_value_set_enum (value, self->state);
    break;
  case PROP_ADDRESS:
    g_value_set_string (value, self->address);
    break;
  case PROP_LAN_ADDRESSES:
    g_value_set_boxed (value, self->lan_addresses);
    break;
  case PROP_ERROR:
    g_value_set_boxed (value, self->error);
    break;
  case PROP_NEXT_ATTEMPT:
    g_value_set_int64 (value, self->next_attempt);
    break;
  case PROP_IS_AVAILABLE:
    g_value_set_boolean (value, chat_host_get_is_available (self));
    break;
  case PROP_OPEN_TO_NETWORK:
    g_value_set_boolean (value, self->settings.open_to_network);
    break;
  case PROP_STAYS:
    g_value_set_boolean (value, self->settings.stays);
    break;
  case PROP_NAME:
    g_value_set_string (value, self->settings.name);
    break;
  }
}

static void
chat_host_set_property (GObject *object, guint property_id, const GValue *value, GParamSpec *pspec)
{
  ChatHost *self = CHAT_HOST (object);

  switch ((ChatHostProperty) property_id) {
  case PROP_FOLDER:
    self->folder = g_value_dup_string (value);
    break;
  case PROP_PROGRAM:
    self->program = g_value_dup_string (value);
    break;
  case PROP_RETRY_DELAY:
    self->min_delay = g_value_get_uint (value);
    break;
  case PROP_OPEN_TO_NETWORK:
    chat_host_set_open_to_network (self, g_value_get_boolean (value));
    break;
  case PROP_STAYS:
    chat_host_set_stays (self, g_value_get_boolean (value));
    break;
  case PROP_NAME:
    chat_host_set_name (self, g_value_get_string (value));
    break;
  case PROP_STATE:
  case PROP_ADDRESS:
  case PROP_LAN_ADDRESSES:
  case PROP_ERROR:
  case PROP_NEXT_ATTEMPT:
  case PROP_IS_AVAILABLE:
    g_assert_not_reached ();
  }
}

static void
chat_host_constructed (GObject *object)
{
  ChatHost *self = CHAT_HOST (object);

  G_OBJECT_CLASS (chat_host_parent_class)->constructed (object);

  if (self->folder == NULL)
    self->folder = g_build_filename (g_get_user_data_dir (), "parlour", "server", NULL);
  if (self->program == NULL)
    self->program = chat_host_program_find ();
  chat_host_settings_load (&self->settings, self->folder);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (update_addresses), self, G_CONNECT_SWAPPED);
}

/* Whoever did not close it gets as much of that as takes no time. */
static void
chat_host_dispose (GObject *object)
{
  ChatHost *self = CHAT_HOST (object);

  if (self->process != NULL && self->ours && !self->settings.stays)
    chat_host_process_stop (self->process);
  drop_process (self);
  g_clear_handle_id (&self->retry_id, g_source_remove);

  G_OBJECT_CLASS (chat_host_parent_class)->dispose (object);
}

static void
chat_host_finalize (GObject *object)
{
  ChatHost *self = CHAT_HOST (object);

  g_free (self->folder);
  g_free (self->program);
  g_free (self->address);
  g_strfreev (self->lan_addresses);
  chat_host_settings_clear (&self->settings);
  g_clear_error (&self->error);
  g_ptr_array_unref (self->waiting);

  G_OBJECT_CLASS (chat_host_parent_class)->finalize (object);
}

static void
chat_host_class_init (ChatHostClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags fixed = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;
  GParamFlags shown = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GParamFlags chosen = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = chat_host_get_property;
  object_class->set_property = chat_host_set_property;
  object_class->constructed = chat_host_constructed;
  object_class->dispose = chat_host_dispose;
  object_class->finalize = chat_host_finalize;

  properties[PROP_FOLDER] = g_param_spec_string ("folder", NULL, NULL, NULL, fixed);
  properties[PROP_PROGRAM] = g_param_spec_string ("program", NULL, NULL, NULL, fixed);
  properties[PROP_RETRY_DELAY] =
    g_param_spec_uint ("retry-delay", NULL, NULL, 1, MAX_DELAY_MS, MIN_DELAY_MS, fixed);
  properties[PROP_STATE] =
    g_param_spec_enum ("state", NULL, NULL, CHAT_TYPE_HOST_STATE, CHAT_HOST_STOPPED, shown);
  properties[PROP_ADDRESS] = g_param_spec_string ("address", NULL, NULL, NULL, shown);
  properties[PROP_LAN_ADDRESSES] =
    g_param_spec_boxed ("lan-addresses", NULL, NULL, G_TYPE_STRV, shown);
  properties[PROP_ERROR] = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, shown);
  properties[PROP_NEXT_ATTEMPT] =
    g_param_spec_int64 ("next-attempt", NULL, NULL, 0, G_MAXINT64, 0, shown);
  properties[PROP_IS_AVAILABLE] = g_param_spec_boolean ("is-available", NULL, NULL, FALSE, shown);
  properties[PROP_OPEN_TO_NETWORK] =
    g_param_spec_boolean ("open-to-network", NULL, NULL, FALSE, chosen);
  properties[PROP_STAYS] = g_param_spec_boolean ("stays", NULL, NULL, FALSE, chosen);
  properties[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, NULL, chosen);

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
chat_host_init (ChatHost *self)
{
  self->lan_addresses = g_new0 (char *, 1);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * chat_host_new:
 * @folder: (nullable): where the server keeps its data; %NULL for the usual folder
 * @program: (nullable): the path of parlour-server; %NULL for the one that is installed
 *
 * Makes a host that does nothing yet.
 */
ChatHost *
chat_host_new (const char *folder, const char *program)
{
  return g_object_new (CHAT_TYPE_HOST, "folder", folder, "program", program, NULL);
}

ChatHostState
chat_host_get_state (ChatHost *self)
{
  g_return_val_if_fail (CHAT_IS_HOST (self), CHAT_HOST_STOPPED);

  return self->state;
}

const char *
chat_host_get_address (ChatHost *self)
{
  g_return_val_if_fail (CHAT_IS_HOST (self), NULL);

  return self->address;
}

const char *const *
chat_host_get_lan_addresses (ChatHost *self)
{
  g_return_val_if_fail (CHAT_IS_HOST (self), NULL);

  return (const char *const *) self->lan_addresses;
}

const GError *
chat_host_get_error (ChatHost *self)
{
  g_return_val_if_fail (CHAT_IS_HOST (self), NULL);

  return self->error;
}

gint64
chat_host_get_next_attempt (ChatHost *self)
{
  g_return_val_if_fail (CHAT_IS_HOST (self), 0);

  return self->next_attempt;
}

gboolean
chat_host_get_is_available (ChatHost *self)
{
  g_return_val_if_fail (CHAT_IS_HOST (self), FALSE);

  return self->program != NULL;
}

gboolean
chat_host_get_open_to_network (ChatHost *self)
{
  g_return_val_if_fail (CHAT_IS_HOST (self), FALSE);

  return self->settings.open_to_network;
}

void
chat_host_set_open_to_network (ChatHost *self, gboolean open_to_network)
{
  g_return_if_fail (CHAT_IS_HOST (self));

  if (self->settings.open_to_network == open_to_network)
    return;

  self->settings.open_to_network = open_to_network;
  setting_changed (self, properties[PROP_OPEN_TO_NETWORK]);
}

gboolean
chat_host_get_stays (ChatHost *self)
{
  g_return_val_if_fail (CHAT_IS_HOST (self), FALSE);

  return self->settings.stays;
}

void
chat_host_set_stays (ChatHost *self, gboolean stays)
{
  g_return_if_fail (CHAT_IS_HOST (self));

  if (self->settings.stays == stays)
    return;

  self->settings.stays = stays;
  setting_changed (self, properties[PROP_STAYS]);
}

const char *
chat_host_get_name (ChatHost *self)
{
  g_return_val_if_fail (CHAT_IS_HOST (self), NULL);

  return self->settings.name;
}

void
chat_host_set_name (ChatHost *self, const char *name)
{
  g_return_if_fail (CHAT_IS_HOST (self));

  if (g_set_str (&self->settings.name, name))
    setting_changed (self, properties[PROP_NAME]);
}

/**
 * chat_host_make_connectable:
 * @self: a host
 *
 * Says where to connect to the server, whatever its address: at the socket beside its data.
 *
 * Returns: (transfer full) (nullable): that socket; %NULL where a folder has a path that is too
 *   long for one, and the address has to do
 */
GSocketConnectable *
chat_host_make_connectable (ChatHost *self)
{
  g_autofree char *path = NULL;
  struct sockaddr_un local;

  g_return_val_if_fail (CHAT_IS_HOST (self), NULL);

  path = g_build_filename (self->folder, "socket", NULL);
  if (strlen (path) >= sizeof local.sun_path)
    return NULL;

  return G_SOCKET_CONNECTABLE (g_unix_socket_address_new (path));
}

/**
 * chat_host_start:
 * @self: a host
 *
 * From now on there is to be a server.
 */
void
chat_host_start (ChatHost *self)
{
  g_return_if_fail (CHAT_IS_HOST (self));

  if (!self->settings.wanted) {
    self->settings.wanted = TRUE;
    self->settings.stopped = FALSE;
    chat_host_settings_save (&self->settings, self->folder);
  }
  stop_retrying (self);
  if (self->process == NULL) {
    self->has_run = FALSE;
    self->delay = 0;
    launch (self);
  } else if (self->waiting->len > 0) {
    self->again = TRUE; /* the one that is about to end is none for long */
    set_state (self, CHAT_HOST_STARTING, NULL);
  }
}

/**
 * chat_host_need:
 * @self: a host
 *
 * Starts the server for somebody who has an account there, but not if somebody has stopped it.
 */
void
chat_host_need (ChatHost *self)
{
  g_return_if_fail (CHAT_IS_HOST (self));

  if (self->state == CHAT_HOST_STOPPED && self->waiting->len == 0 && !self->settings.stopped)
    chat_host_start (self);
}

/**
 * chat_host_resume:
 * @self: a host
 *
 * Starts the server if there was one when the program ended the last time.
 *
 * Returns: whether there is to be one
 */
gboolean
chat_host_resume (ChatHost *self)
{
  g_return_val_if_fail (CHAT_IS_HOST (self), FALSE);

  if (self->settings.wanted)
    chat_host_start (self);

  return self->settings.wanted;
}

/* Takes @task, which is done when the server has ended, or is left. */
static void
finish (ChatHost *self, GTask *task, gboolean leave)
{
  stop_retrying (self);
  self->again = FALSE;
  g_ptr_array_add (self->waiting, task);
  if (self->process != NULL && self->ours && !leave && chat_host_process_stop (self->process)) {
    set_state (self, CHAT_HOST_STOPPING, NULL);
    return;
  }

  drop_process (self);
  set_state (self, CHAT_HOST_STOPPED, NULL);
  settle (self);
}

/**
 * chat_host_stop_async:
 * @self: a host
 * @callback: (scope async): called when the server has ended
 * @user_data: for @callback
 *
 * From now on there is to be no server.
 */
void
chat_host_stop_async (ChatHost *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (CHAT_IS_HOST (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, chat_host_stop_async);
  self->settings.wanted = FALSE;
  self->settings.stopped = TRUE;
  chat_host_settings_save (&self->settings, self->folder);
  finish (self, task, FALSE);
}

gboolean
chat_host_stop_finish (ChatHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * chat_host_close_async:
 * @self: a host
 * @callback: (scope async): called when the program may end
 * @user_data: for @callback
 *
 * Ends the server with the program, or leaves it if it stays.  The next run of the program can
 * resume.
 */
void
chat_host_close_async (ChatHost *self, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = NULL;

  g_return_if_fail (CHAT_IS_HOST (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, chat_host_close_async);
  finish (self, task, self->settings.stays);
}

gboolean
chat_host_close_finish (ChatHost *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
