/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A client goes through these states, and says something at each step:
 *
 *   CONNECTING --> UPGRADING --> OPENING --> JOINING --> JOINED --> GONE
 *     connect ()    "GET ..."     (101)       0{...}      40{...}
 *                                             > 40
 *
 * or, if it begins with polling as browsers do, and has then two connections,
 *
 *   CONNECTING --> SHAKING --> POSTING --> POLLING --> CONNECTING --> UPGRADING --> PROBING -->
 * JOINED connect ()     GET        0{...}       ok         40{...}        GET ...       (101)
 * 3probe, > POST 40     > GET       > GET                       > 2probe    6 connect () > 5
 *
 * Everything is read into one buffer.  What of it is not a whole frame yet waits
 * in memory of the client's own, and comes first the next time.
 */
#include "test-crowd.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#define BUFFER_SIZE (1024 * 1024)
#define MAX_EVENTS 512
#define CLIENTS_PER_ADDRESS 10000 /* an address has some 28,000 ports */
#define SPARE_DESCRIPTORS 64

typedef enum {
  CONNECTING,
  SHAKING,
  POSTING,
  POLLING,
  UPGRADING,
  PROBING,
  OPENING,
  JOINING,
  JOINED,
  GONE,
} State;

#define ID_SIZE 24

typedef struct {
  int fd;
  int poll_fd; /* where a poll waits for the upgrade; -1 if none does */
  State state;
  char id[ID_SIZE]; /* of a session that has begun with polling */
  gboolean probed;
  GByteArray *rest; /* the beginning of a frame; NULL most of the time */
} Client;

struct _TestCrowd {
  guint port;
  gboolean polls_first;
  int epoll_fd;
  GArray *clients; /* Client */
  guint n_joined;
  guint n_coming;
  guint8 *buffer;
  TestCrowdFunc func;
  TestCrowdAuthFunc auth;
  gpointer user_data;
};

/* The epoll set's name for a connection is the client's number, with this for the one that polls.
 */
#define POLLS 0x80000000u

static const guint8 mask[4] = { 0x37, 0xfa, 0x21, 0x3d };

static Client *
get_client (TestCrowd *self, guint client)
{
  g_assert_cmpuint (client, <, self->clients->len);

  return &g_array_index (self->clients, Client, client);
}

static void
allow_descriptors (guint n_clients)
{
  struct rlimit limit;

  getrlimit (RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit (RLIMIT_NOFILE, &limit);
  if (limit.rlim_max < n_clients + SPARE_DESCRIPTORS)
    g_error ("%u clients need more descriptors than the limit of %lu (ulimit -Hn)", n_clients,
             (gulong) limit.rlim_max);
}

/* --- going ---------------------------------------------------------------- */

static void
client_leave (TestCrowd *self, Client *client)
{
  if (client->state == GONE)
    return;

  if (client->state == JOINED)
    self->n_joined--;
  else
    self->n_coming--;
  client->state = GONE;
  close (client->fd);
  client->fd = -1;
  if (client->poll_fd >= 0)
    close (client->poll_fd);
  client->poll_fd = -1;
  g_clear_pointer (&client->rest, g_byte_array_unref);
}

/* --- sending -------------------------------------------------------------- */

static void
send_all (TestCrowd *self, Client *client, const void *data, gsize length)
{
  gssize sent = send (client->fd, data, length, MSG_NOSIGNAL);

  /* Nothing that is said here fills a socket's buffer. */
  if (sent != (gssize) length)
    client_leave (self, client);
}

static void
send_text (TestCrowd *self, Client *client, const char *text)
{
  gsize length = strlen (text);
  guint8 frame[4096];
  gsize head = length < 126 ? 2 : 4;

  g_assert_cmpuint (length, <, sizeof frame - 8);

  frame[0] = 0x81;
  frame[1] = 0x80 | (length < 126 ? (guint8) length : 126);
  if (head == 4) {
    frame[2] = (guint8) (length >> 8);
    frame[3] = (guint8) length;
  }
  memcpy (frame + head, mask, sizeof mask);
  head += sizeof mask;
  for (gsize i = 0; i < length; i++)
    frame[head + i] = (guint8) text[i] ^ mask[i % sizeof mask];

  send_all (self, client, frame, head + length);
}

/* --- coming --------------------------------------------------------------- */

static int
connect_to_server (TestCrowd *self, guint number)
{
  struct sockaddr_in from = {
    .sin_family = AF_INET,
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK + 1 + number / CLIENTS_PER_ADDRESS),
  };
  struct sockaddr_in to = {
    .sin_family = AF_INET,
    .sin_port = htons ((guint16) self->port),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  struct epoll_event event = { .events = EPOLLOUT, .data.u32 = number };
  const int on = 1;
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

  if (fd < 0)
    g_error ("Cannot make a socket: %s", g_strerror (errno));
  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt (fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  if (bind (fd, (struct sockaddr *) &from, sizeof from) != 0)
    g_error ("Cannot bind a socket: %s", g_strerror (errno));
  if (connect (fd, (struct sockaddr *) &to, sizeof to) != 0 && errno != EINPROGRESS)
    g_error ("Cannot connect: %s", g_strerror (errno));
  epoll_ctl (self->epoll_fd, EPOLL_CTL_ADD, fd, &event);

  return fd;
}

static void
client_come (TestCrowd *self)
{
  Client client = { .state = CONNECTING, .poll_fd = -1 };

  client.fd = connect_to_server (self, self->clients->len);
  g_array_append_val (self->clients, client);
  self->n_coming++;
}

/* A request of the session, if there is one already; @more are headers and a body. */
static void
client_request (TestCrowd *self,
                Client *client,
                const char *method,
                const char *transport,
                const char *more)
{
  g_autofree char *request =
    g_strdup_printf ("%s /socket.io/?EIO=4&transport=%s%s%s HTTP/1.1\r\nHost: 127.0.0.1:%u\r\n%s",
                     method, transport, client->id[0] != '\0' ? "&sid=" : "", client->id,
                     self->port, more);

  send_all (self, client, request, strlen (request));
}

static void
client_did_connect (TestCrowd *self, Client *client, guint number)
{
  struct epoll_event event = { .events = EPOLLIN, .data.u32 = number };

  epoll_ctl (self->epoll_fd, EPOLL_CTL_MOD, client->fd, &event);
  if (self->polls_first && client->id[0] == '\0') {
    client->state = SHAKING;
    client_request (self, client, "GET", "polling", "\r\n");
  } else {
    client->state = UPGRADING;
    client_request (self, client, "GET", "websocket",
                    "Upgrade: websocket\r\n"
                    "Connection: Upgrade\r\n"
                    "Sec-WebSocket-Version: 13\r\n"
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    "\r\n");
  }
}

static void
client_did_join (TestCrowd *self, Client *client)
{
  client->state = JOINED;
  self->n_coming--;
  self->n_joined++;
}

/* --- polling -------------------------------------------------------------- */

static void
client_begin_upgrade (TestCrowd *self, Client *client, guint number)
{
  struct epoll_event event = { .events = EPOLLIN, .data.u32 = number | POLLS };

  client_request (self, client, "GET", "polling", "\r\n");
  if (client->state == GONE)
    return;
  epoll_ctl (self->epoll_fd, EPOLL_CTL_MOD, client->fd, &event);
  client->poll_fd = client->fd;
  client->state = CONNECTING;
  client->fd = connect_to_server (self, number);
}

static void
client_end_upgrade (TestCrowd *self, Client *client)
{
  if (!client->probed || client->poll_fd >= 0)
    return;

  client_did_join (self, client);
  send_text (self, client, "5");
}

static void
client_take_body (TestCrowd *self, Client *client, guint number, const char *body, gsize length)
{
  const char *id = memmem (body, length, "\"sid\":\"", 7);

  if (client->state == SHAKING && id != NULL) {
    id += 7;
    g_strlcpy (client->id, id, MIN (ID_SIZE, strcspn (id, "\"") + 1));
    client->state = POSTING;
    client_request (self, client, "POST", "polling",
                    "Content-Type: text/plain\r\nContent-Length: 2\r\n\r\n40");
  } else if (client->state == POSTING) {
    client->state = POLLING;
    client_request (self, client, "GET", "polling", "\r\n");
  } else if (client->state == POLLING && id != NULL) {
    client_begin_upgrade (self, client, number);
  } else {
    g_error ("Not let in: %.*s", (int) length, body);
  }
}

/* The poll that waited has its answer, and there is not going to be another one. */
static void
client_read_last_poll (TestCrowd *self, guint number)
{
  Client *client = get_client (self, number);

  if (recv (client->poll_fd, self->buffer, BUFFER_SIZE, 0) < 0 && errno == EAGAIN)
    return;
  close (client->poll_fd);
  client->poll_fd = -1;
  client_end_upgrade (self, client);
}

/* --- WebSocket ------------------------------------------------------------ */

static void
client_join (TestCrowd *self, Client *client, guint number)
{
  g_autofree char *auth = self->auth != NULL ? self->auth (number, self->user_data) : NULL;
  g_autofree char *text = g_strconcat ("40", auth, NULL);

  client->state = JOINING;
  send_text (self, client, text);
}

static void
client_take_text (TestCrowd *self, Client *client, guint number, const char *text, gsize length)
{
  char type = length > 0 ? text[0] : '\0';

  if (type == '2') {
    send_text (self, client, "3");
  } else if (type == '3' && client->state == PROBING) {
    client->probed = TRUE;
    client_end_upgrade (self, client);
  } else if (type == '4' && client->state == JOINED) {
    self->func (self, number, text + 1, length - 1, self->user_data);
  } else if (type == '4' && client->state == JOINING) {
    if (length < 2 || text[1] != '0')
      g_error ("Not let in: %.*s", (int) length, text);
    client_did_join (self, client);
  } else if (type == '0' && client->state == OPENING) {
    client_join (self, client, number);
  }
}

/* Gives the length of the answer that was taken; 0 if it is not whole yet. */
static gsize
client_take_answer (TestCrowd *self,
                    Client *client,
                    guint number,
                    const guint8 *data,
                    gsize available)
{
  const char *text = (const char *) data;
  const char *end = memmem (text, available, "\r\n\r\n", 4);
  const char *declared = NULL;
  gsize head = 0;
  gsize length = 0;

  if (end == NULL)
    return 0;
  head = (gsize) (end - text) + 4;

  if (client->state == UPGRADING && g_str_has_prefix (text, "HTTP/1.1 101 ")) {
    client->state = client->id[0] != '\0' ? PROBING : OPENING;
    if (client->state == PROBING)
      send_text (self, client, "2probe");
  } else if (client->state != UPGRADING && g_str_has_prefix (text, "HTTP/1.1 200 ")) {
    declared = strcasestr (text, "\r\nContent-Length: ");
    length = declared != NULL ? strtoul (declared + 18, NULL, 10) : 0;
    if (available < head + length)
      return 0;
    client_take_body (self, client, number, text + head, length);
  } else {
    client_leave (self, client);
  }

  return head + length;
}

/* Gives the length of the frame that was taken; 0 if it is not whole yet. */
static gsize
client_take_frame (TestCrowd *self,
                   Client *client,
                   guint number,
                   const guint8 *data,
                   gsize available)
{
  gsize head = 2;
  gsize length = 0;

  if (available < head)
    return 0;
  length = data[1] & 0x7f;
  if (length >= 126) {
    const gsize bytes = length == 126 ? 2 : 8;

    if (available < head + bytes)
      return 0;
    length = 0;
    for (gsize i = 0; i < bytes; i++)
      length = length << 8 | data[head + i];
    head += bytes;
  }
  if (available - head < length)
    return 0;

  if ((data[0] & 0x0f) == 8)
    client_leave (self, client);
  else if ((data[0] & 0x0f) == 1)
    client_take_text (self, client, number, (const char *) data + head, length);

  return head + length;
}

static void
client_read (TestCrowd *self, guint number)
{
  Client *client = get_client (self, number);
  gsize have = client->rest != NULL ? client->rest->len : 0;
  gsize taken = 0;
  gssize n_read = 0;

  if (have > 0)
    memcpy (self->buffer, client->rest->data, have);
  n_read = recv (client->fd, self->buffer + have, BUFFER_SIZE - have - 1, 0);
  if (n_read <= 0) {
    if (n_read == 0 || errno != EAGAIN)
      client_leave (self, client);
    return;
  }
  have += (gsize) n_read;
  self->buffer[have] = '\0';

  while (client->state != GONE && taken < have) {
    const guint8 *data = self->buffer + taken;
    gsize step = client->state <= UPGRADING
                   ? client_take_answer (self, client, number, data, have - taken)
                   : client_take_frame (self, client, number, data, have - taken);

    if (step == 0)
      break;
    taken += step;
    /* What was told may have let others come. */
    client = get_client (self, number);
  }

  g_clear_pointer (&client->rest, g_byte_array_unref);
  if (client->state != GONE && taken < have) {
    client->rest = g_byte_array_new ();
    g_byte_array_append (client->rest, self->buffer + taken, (guint) (have - taken));
  }
}

/* -------------------------------------------------------------------------- */

TestCrowd *
test_crowd_new (guint port, TestCrowdFunc func, gpointer user_data)
{
  TestCrowd *self = g_new0 (TestCrowd, 1);

  self->port = port;
  self->func = func;
  self->user_data = user_data;
  self->buffer = g_malloc (BUFFER_SIZE);
  self->clients = g_array_new (FALSE, FALSE, sizeof (Client));
  self->epoll_fd = epoll_create1 (EPOLL_CLOEXEC);
  g_assert_cmpint (self->epoll_fd, >=, 0);

  return self;
}

void
test_crowd_poll_first (TestCrowd *self)
{
  self->polls_first = TRUE;
}

void
test_crowd_set_auth (TestCrowd *self, TestCrowdAuthFunc func)
{
  self->auth = func;
}

void
test_crowd_free (TestCrowd *self)
{
  for (guint i = 0; i < self->clients->len; i++)
    client_leave (self, get_client (self, i));
  close (self->epoll_fd);
  g_array_unref (self->clients);
  g_free (self->buffer);
  g_free (self);
}

void
test_crowd_grow (TestCrowd *self, guint n_clients, guint at_once)
{
  guint size = self->clients->len + n_clients;

  allow_descriptors (self->n_joined + n_clients);
  while (self->clients->len < size || self->n_coming > 0) {
    while (self->clients->len < size && self->n_coming < at_once)
      client_come (self);
    test_crowd_turn (self, -1);
  }
}

guint
test_crowd_get_size (TestCrowd *self)
{
  return self->clients->len;
}

guint
test_crowd_get_n_joined (TestCrowd *self)
{
  return self->n_joined;
}

gboolean
test_crowd_has_joined (TestCrowd *self, guint client)
{
  return get_client (self, client)->state == JOINED;
}

void
test_crowd_send (TestCrowd *self, guint client, const char *packet)
{
  char text[4000];

  g_assert_cmpint (g_snprintf (text, sizeof text, "4%s", packet), <, (int) sizeof text);
  if (test_crowd_has_joined (self, client))
    send_text (self, get_client (self, client), text);
}

gboolean
test_crowd_turn (TestCrowd *self, int timeout_ms)
{
  struct epoll_event events[MAX_EVENTS];
  int n_events = epoll_wait (self->epoll_fd, events, MAX_EVENTS, timeout_ms);

  for (int i = 0; i < n_events; i++) {
    guint number = events[i].data.u32 & ~POLLS;
    Client *client = get_client (self, number);

    if (client->state == GONE)
      continue;
    if ((events[i].data.u32 & POLLS) != 0)
      client_read_last_poll (self, number);
    else if (client->state == CONNECTING && (events[i].events & (EPOLLERR | EPOLLHUP)) == 0)
      client_did_connect (self, client, number);
    else
      client_read (self, number);
  }

  return n_events > 0;
}

void
test_crowd_go_deaf (TestCrowd *self, guint client)
{
  struct epoll_event event = { .events = 0, .data.u32 = client };

  epoll_ctl (self->epoll_fd, EPOLL_CTL_MOD, get_client (self, client)->fd, &event);
}

void
test_crowd_vanish (TestCrowd *self, guint client)
{
  const struct linger at_once = { .l_onoff = 1, .l_linger = 0 };

  setsockopt (test_crowd_get_fd (self, client), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  client_leave (self, get_client (self, client));
}

int
test_crowd_get_fd (TestCrowd *self, guint client)
{
  return get_client (self, client)->fd;
}
