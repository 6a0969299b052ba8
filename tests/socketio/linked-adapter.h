/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "socket-io-adapter.h"

G_BEGIN_DECLS

/*
 * An adapter that reaches the other servers of this process as one over a network
 * would reach other processes: later, and by copies of what is to be said.
 */
#define LINKED_TYPE_ADAPTER (linked_adapter_get_type ())
G_DECLARE_FINAL_TYPE (LinkedAdapter, linked_adapter, LINKED, ADAPTER, SocketIoAdapter)

G_END_DECLS
