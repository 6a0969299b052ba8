/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What an HTTP status is called.
 */
#include "engine-io-status.h"

/**
 * engine_io_status_get_phrase: (skip)
 * @status: an HTTP status
 *
 * Returns: its name
 */
const char *
engine_io_status_get_phrase (guint status)
{
  switch (status) {
  case ENGINE_IO_STATUS_UPGRADE_REQUIRED:
    return "Upgrade Required";
  case ENGINE_IO_STATUS_TOO_MANY_REQUESTS:
    return "Too Many Requests";
  case ENGINE_IO_STATUS_HEADERS_TOO_LARGE:
    return "Request Header Fields Too Large";
  default:
    return soup_status_get_phrase (status);
  }
}
