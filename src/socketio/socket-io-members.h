/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "socket-io-disconnect-reason.h"
#include "socket-io-packet.h"

G_BEGIN_DECLS

/* What a member of a connection is told, while it is active. */
typedef struct _SocketIoMember SocketIoMember;

struct _SocketIoMember {
  void (*opened) (gpointer client);
  void (*packet) (gpointer client, SocketIoPacket *packet);
  void (*closed) (gpointer client, SocketIoDisconnectReason reason, const GError *details);
  void (*failed) (gpointer client, const GError *error);
  void (*gave_up) (gpointer client);
};

/* The clients that share a connection, one for each namespace. */
typedef struct _SocketIoMembers SocketIoMembers;

SocketIoMembers *socket_io_members_new (void);
void socket_io_members_free (SocketIoMembers *self);

void socket_io_members_add (SocketIoMembers *self,
                            const char *nsp,
                            const SocketIoMember *member,
                            gpointer client);
void socket_io_members_remove (SocketIoMembers *self, const char *nsp);
gpointer socket_io_members_get_client (SocketIoMembers *self, const char *nsp);

gboolean socket_io_members_set_active (SocketIoMembers *self, const char *nsp, gboolean active);
gboolean socket_io_members_any_active (SocketIoMembers *self);

gboolean socket_io_members_tell_packet (SocketIoMembers *self, SocketIoPacket *packet);
void socket_io_members_tell_opened (SocketIoMembers *self);
void socket_io_members_tell_closed (SocketIoMembers *self,
                                    SocketIoDisconnectReason reason,
                                    const GError *details);
void socket_io_members_tell_failed (SocketIoMembers *self, const GError *error);
void socket_io_members_tell_gave_up (SocketIoMembers *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (SocketIoMembers, socket_io_members_free)

G_END_DECLS
