/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* Ids of what is in the benchmark's databases, by number from 0; as printf formats. */
#define BENCH_USER_ID "10000000-0000-4000-8000-%012x"
#define BENCH_ROOM_ID "20000000-0000-4000-8000-%012x"
#define BENCH_MESSAGE_ID "30000000-0000-4000-8000-%012x"     /* in the database */
#define BENCH_NEW_MESSAGE_ID "31000000-0000-4000-8000-%012x" /* sent later */
#define BENCH_SESSION_ID "4000000%u-0000-4000-8000-%012x"
#define BENCH_TOKEN "token-%u"
