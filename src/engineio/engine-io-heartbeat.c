/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A deadline that each sign of life pushes forward; silence emits ::missed once.
 *
 * The clock is CLOCK_BOOTTIME, which runs on while the computer sleeps: after a
 * night in a bag the server has long given up, and that must be known at once,
 * not after what was left of the deadline in the evening.  The main loop's own
 * timers stand still in suspend, so a timerfd on that clock wakes it.  Where
 * there are no file descriptors left, the main loop's timer alone has to do.
 */
#include "engine-io-heartbeat.h"

#include <glib-unix.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

typedef struct {
  GSource parent_instance;

  int fd; /* timerfd on CLOCK_BOOTTIME, or -1 */
  gpointer tag;
} Alarm;

struct _EngineIoHeartbeat {
  GObject parent_instance;

  GSource *alarm;
  gint64 deadline_us; /* on CLOCK_BOOTTIME; 0 while stopped */
};

G_DEFINE_FINAL_TYPE (EngineIoHeartbeat, engine_io_heartbeat, G_TYPE_OBJECT)

enum { MISSED, N_SIGNALS };

static guint signals[N_SIGNALS];

static gint64
boot_time_us (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);

  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static void
alarm_set (Alarm *alarm, gint64 deadline_us, gint64 in_us)
{
  struct itimerspec when = { 0 };

  g_source_set_ready_time ((GSource *) alarm, g_get_monotonic_time () + in_us);
  if (alarm->fd < 0)
    return;

  when.it_value.tv_sec = (time_t) (deadline_us / G_USEC_PER_SEC);
  when.it_value.tv_nsec = (long) (deadline_us % G_USEC_PER_SEC) * 1000;
  timerfd_settime (alarm->fd, TFD_TIMER_ABSTIME, &when, NULL);
}

static void
alarm_clear (Alarm *alarm)
{
  struct itimerspec never = { 0 };

  g_source_set_ready_time ((GSource *) alarm, -1);
  if (alarm->fd >= 0)
    timerfd_settime (alarm->fd, 0, &never, NULL);
}

static gboolean
alarm_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  return callback (user_data);
}

static void
alarm_finalize (GSource *source)
{
  Alarm *alarm = (Alarm *) source;

  if (alarm->fd >= 0)
    close (alarm->fd);
}

static GSourceFuncs alarm_funcs = {
  .dispatch = alarm_dispatch,
  .finalize = alarm_finalize,
};

static gboolean
alarm_went_off_cb (gpointer data)
{
  EngineIoHeartbeat *self = data;
  gint64 left_us = self->deadline_us - boot_time_us ();

  if (self->deadline_us == 0) {
    alarm_clear ((Alarm *) self->alarm);
  } else if (left_us > 0) {
    alarm_set ((Alarm *) self->alarm, self->deadline_us, left_us);
  } else {
    engine_io_heartbeat_stop (self);
    g_signal_emit (self, signals[MISSED], 0);
  }

  return G_SOURCE_CONTINUE;
}

static void
engine_io_heartbeat_dispose (GObject *object)
{
  EngineIoHeartbeat *self = ENGINE_IO_HEARTBEAT (object);

  self->deadline_us = 0;
  if (self->alarm != NULL)
    g_source_destroy (self->alarm);
  g_clear_pointer (&self->alarm, g_source_unref);

  G_OBJECT_CLASS (engine_io_heartbeat_parent_class)->dispose (object);
}

static void
engine_io_heartbeat_class_init (EngineIoHeartbeatClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = engine_io_heartbeat_dispose;

  signals[MISSED] = g_signal_new ("missed", ENGINE_IO_TYPE_HEARTBEAT, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
}

static void
engine_io_heartbeat_init (EngineIoHeartbeat *self)
{
  Alarm *alarm = (Alarm *) g_source_new (&alarm_funcs, sizeof (Alarm));

  self->alarm = (GSource *) alarm;
  g_source_set_static_name (self->alarm, "EngineIoHeartbeat");
  g_source_set_callback (self->alarm, alarm_went_off_cb, self, NULL);
  alarm->fd = timerfd_create (CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (alarm->fd >= 0)
    alarm->tag = g_source_add_unix_fd (self->alarm, alarm->fd, G_IO_IN);
  g_source_attach (self->alarm, g_main_context_get_thread_default ());
}

/*
 * engine_io_heartbeat_new:
 *
 * Returns: (transfer full): a heartbeat that expects nothing yet; it lives in the thread-default
 * context of now
 */
EngineIoHeartbeat *
engine_io_heartbeat_new (void)
{
  return g_object_new (ENGINE_IO_TYPE_HEARTBEAT, NULL);
}

/*
 * engine_io_heartbeat_expect:
 * @self: a heartbeat
 * @within_ms: silence allowed from now on
 *
 * Moves the deadline; call it whenever the peer shows a sign of life.
 */
void
engine_io_heartbeat_expect (EngineIoHeartbeat *self, guint within_ms)
{
  g_return_if_fail (ENGINE_IO_IS_HEARTBEAT (self));
  g_return_if_fail (self->alarm != NULL);

  self->deadline_us = boot_time_us () + (gint64) within_ms * 1000;
  alarm_set ((Alarm *) self->alarm, self->deadline_us, (gint64) within_ms * 1000);
}

/*
 * engine_io_heartbeat_stop:
 * @self: a heartbeat
 *
 * Expects nothing any more.
 */
void
engine_io_heartbeat_stop (EngineIoHeartbeat *self)
{
  g_return_if_fail (ENGINE_IO_IS_HEARTBEAT (self));

  self->deadline_us = 0;
  if (self->alarm != NULL)
    alarm_clear ((Alarm *) self->alarm);
}

/*
 * engine_io_heartbeat_check:
 * @self: a heartbeat
 *
 * Whether the deadline has passed, even if the main loop had no chance to notice; ::missed follows
 * in the next turn of the loop then.
 */
gboolean
engine_io_heartbeat_check (EngineIoHeartbeat *self)
{
  g_return_val_if_fail (ENGINE_IO_IS_HEARTBEAT (self), FALSE);

  if (self->deadline_us == 0 || boot_time_us () < self->deadline_us)
    return FALSE;

  g_source_set_ready_time (self->alarm, 0);

  return TRUE;
}
