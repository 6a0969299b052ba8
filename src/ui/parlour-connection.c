/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The state of a session in the words that people read: a short one for the
 * corner of the window, and a notice for a banner while something is wrong.  It
 * counts down to the next attempt, and has a timer only meanwhile.
 */
#include "parlour-connection.h"

#include <glib/gi18n.h>

#include "chat-session-error.h"
#include "parlour-problem.h"

struct _ParlourConnection {
  GObject parent_instance;

  ChatSession *session;
  char *status;
  char *notice; /* what the banner says, or said last */
  gboolean noticed;
  char *remedy; /* what the banner's button says, "" for none */
  gboolean troubled;
  guint countdown_id;
};

typedef enum {
  PROP_SESSION = 1,
  PROP_STATUS,
  PROP_NOTICE,
  PROP_REMEDY,
  PROP_NOTICED,
} ParlourConnectionProperty;

static GParamSpec *properties[PROP_NOTICED + 1];

G_DEFINE_FINAL_TYPE (ParlourConnection, parlour_connection, G_TYPE_OBJECT)

static void
say (ParlourConnection *self, const char *status, const char *notice, const char *remedy)
{
  if (g_set_str (&self->status, status))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_STATUS]);
  /* What fades out keeps its words. */
  if (notice != NULL && g_set_str (&self->notice, notice))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTICE]);
  if (notice != NULL && g_set_str (&self->remedy, remedy))
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_REMEDY]);
  if (self->noticed != (notice != NULL)) {
    self->noticed = notice != NULL;
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_NOTICED]);
  }
}

/* The server is there; what is wrong is only here. */
static void
say_there (ParlourConnection *self, const char *status)
{
  const GError *error = chat_session_get_store_error (self->session);
  g_autofree char *problem = error != NULL ? parlour_problem_describe (error) : NULL;
  g_autofree char *notice = NULL;

  if (problem != NULL)
    /* Translators: what is wrong, and what comes of it. */
    notice = g_strdup_printf (_ ("%s · %s"), problem, _ ("Nothing is kept on this computer"));
  self->troubled = FALSE;
  say (self, status, notice, "");
}

static void
say_connected (ParlourConnection *self)
{
  guint round_trip = chat_session_get_round_trip (self->session);
  /* Translators: the connection is there; %u is its round trip time in milliseconds. */
  g_autofree char *measured = g_strdup_printf (_ ("Connected · %u ms"), round_trip);

  say_there (self, round_trip > 0 ? measured : _ ("Connected"));
}

static void
say_waiting (ParlourConnection *self)
{
  const GError *error = chat_session_get_error (self->session);
  gint64 left = chat_session_get_next_attempt (self->session) - g_get_monotonic_time ();
  guint seconds = left > 0 ? (guint) ((left + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC) : 0;
  g_autofree char *notice =
    g_strdup_printf (ngettext ("Reconnecting in %u s", "Reconnecting in %u s", seconds), seconds);

  self->troubled = TRUE;
  if (g_error_matches (error, CHAT_SESSION_ERROR, CHAT_SESSION_ERROR_THROTTLED) ||
      g_error_matches (error, CHAT_SESSION_ERROR, CHAT_SESSION_ERROR_FULL)) {
    g_autofree char *problem = parlour_problem_describe (error);
    /* Translators: why there is no connection, and when there will be another attempt. */
    g_autofree char *both = g_strdup_printf (_ ("%s · %s"), problem, notice);

    say (self, _ ("Reconnecting…"), both, _ ("Try Now"));
    return;
  }

  say (self, _ ("Reconnecting…"), seconds > 0 ? notice : _ ("Reconnecting…"), _ ("Try Now"));
}

static void
say_offline (ParlourConnection *self)
{
  const GError *error = chat_session_get_error (self->session);
  g_autofree char *problem = error != NULL ? parlour_problem_describe (error) : NULL;
  gboolean is_stopped = g_error_matches (error, CHAT_SESSION_ERROR, CHAT_SESSION_ERROR_NOT_RUNNING);

  say (self, _ ("Offline"), problem != NULL ? problem : _ ("You are offline"),
       is_stopped ? _ ("Start") : _ ("Connect"));
}

/* The server wants something of the person first. */
static void
say_refused (ParlourConnection *self)
{
  const GError *error = chat_session_get_error (self->session);
  g_autofree char *problem = error != NULL ? parlour_problem_describe (error) : NULL;

  if (error == NULL || g_error_matches (error, CHAT_SESSION_ERROR, CHAT_SESSION_ERROR_CREDENTIALS))
    say (self, _ ("Signed out"), _ ("You have been signed out here"), _ ("Sign In…"));
  else
    say (self, _ ("Not let in"), problem, _ ("Try Again"));
}

static void
update (ParlourConnection *self)
{
  if (self->session == NULL) {
    say (self, "", NULL, "");
    return;
  }

  switch (chat_session_get_state (self->session)) {
  case CHAT_SESSION_ONLINE:
    say_connected (self);
    break;
  case CHAT_SESSION_SYNCING:
    say_there (self, _ ("Catching up…"));
    break;
  case CHAT_SESSION_CONNECTING:
    say (self, self->troubled ? _ ("Reconnecting…") : _ ("Connecting…"),
         self->troubled ? _ ("Reconnecting…") : NULL, "");
    break;
  case CHAT_SESSION_SIGNING_IN:
    say (self, _ ("Signing in…"), self->troubled ? _ ("Reconnecting…") : NULL, "");
    break;
  case CHAT_SESSION_WAITING:
    say_waiting (self);
    break;
  case CHAT_SESSION_REFUSED:
    say_refused (self);
    break;
  case CHAT_SESSION_OFFLINE:
    say_offline (self);
    break;
  }
}

static gboolean
count_down_cb (gpointer data)
{
  update (data);

  return G_SOURCE_CONTINUE;
}

static void
state_changed_cb (ParlourConnection *self)
{
  gboolean waiting = self->session != NULL &&
                     chat_session_get_state (self->session) == CHAT_SESSION_WAITING;

  if (!waiting)
    g_clear_handle_id (&self->countdown_id, g_source_remove);
  else if (self->countdown_id == 0)
    self->countdown_id = g_timeout_add (250, count_down_cb, self);
  update (self);
}

static void
set_session (ParlourConnection *self, ChatSession *session)
{
  if (self->session == session)
    return;

  if (self->session != NULL) {
    g_signal_handlers_disconnect_by_func (self->session, state_changed_cb, self);
    g_signal_handlers_disconnect_by_func (self->session, update, self);
  }
  g_set_object (&self->session, session);
  self->troubled = FALSE;
  if (session != NULL) {
    g_signal_connect_object (session, "notify::state", G_CALLBACK (state_changed_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::next-attempt", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::round-trip", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::error", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "notify::store-error", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  }
  state_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SESSION]);
}

static void
parlour_connection_get_property (GObject *object,
                                 guint property_id,
                                 GValue *value,
                                 GParamSpec *pspec)
{
  ParlourConnection *self = PARLOUR_CONNECTION (object);

  switch ((ParlourConnectionProperty) property_id) {
  case PROP_SESSION:
    g_value_set_object (value, self->session);
    break;
  case PROP_STATUS:
    g_value_set_string (value, self->status);
    break;
  case PROP_NOTICE:
    g_value_set_string (value, self->notice);
    break;
  case PROP_REMEDY:
    g_value_set_string (value, self->remedy);
    break;
  case PROP_NOTICED:
    g_value_set_boolean (value, self->noticed);
    break;
  }
}

static void
parlour_connection_set_property (GObject *object,
                                 guint property_id,
                                 const GValue *value,
                                 GParamSpec *pspec)
{
  switch ((ParlourConnectionProperty) property_id) {
  case PROP_SESSION:
    set_session (PARLOUR_CONNECTION (object), g_value_get_object (value));
    break;
  case PROP_STATUS:
  case PROP_NOTICE:
  case PROP_REMEDY:
  case PROP_NOTICED:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
    break;
  }
}

static void
parlour_connection_dispose (GObject *object)
{
  set_session (PARLOUR_CONNECTION (object), NULL);

  G_OBJECT_CLASS (parlour_connection_parent_class)->dispose (object);
}

static void
parlour_connection_finalize (GObject *object)
{
  ParlourConnection *self = PARLOUR_CONNECTION (object);

  g_free (self->status);
  g_free (self->notice);
  g_free (self->remedy);

  G_OBJECT_CLASS (parlour_connection_parent_class)->finalize (object);
}

static void
parlour_connection_class_init (ParlourConnectionClass *klass)
{
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = parlour_connection_get_property;
  object_class->set_property = parlour_connection_set_property;
  object_class->dispose = parlour_connection_dispose;
  object_class->finalize = parlour_connection_finalize;

  properties[PROP_SESSION] =
    g_param_spec_object ("session", NULL, NULL, CHAT_TYPE_SESSION, readable | G_PARAM_WRITABLE);
  properties[PROP_STATUS] = g_param_spec_string ("status", NULL, NULL, NULL, readable);
  properties[PROP_NOTICE] = g_param_spec_string ("notice", NULL, NULL, NULL, readable);
  properties[PROP_REMEDY] = g_param_spec_string ("remedy", NULL, NULL, NULL, readable);
  properties[PROP_NOTICED] = g_param_spec_boolean ("noticed", NULL, NULL, FALSE, readable);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
parlour_connection_init (ParlourConnection *self)
{
  self->status = g_strdup ("");
  self->notice = g_strdup ("");
  self->remedy = g_strdup ("");
}

/**
 * parlour_connection_get_notice:
 * @self: a connection
 *
 * Returns: (nullable): what is wrong, %NULL while nothing is
 */
const char *
parlour_connection_get_notice (ParlourConnection *self)
{
  g_return_val_if_fail (PARLOUR_IS_CONNECTION (self), NULL);

  return self->noticed ? self->notice : NULL;
}
