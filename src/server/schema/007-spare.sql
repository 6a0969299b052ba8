-- SPDX-License-Identifier: GPL-3.0-or-later
-- As much as messages need and more: what is written after the disk was full, to see whether there
-- is space again.

CREATE TABLE spare (
  number INTEGER PRIMARY KEY CHECK (number = 1),
  bytes BLOB NOT NULL
) STRICT;
