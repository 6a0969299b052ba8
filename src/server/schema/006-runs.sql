-- SPDX-License-Identifier: GPL-3.0-or-later
-- Each time that a server was started on this database, in order, and the revision at which it
-- began.  What was told in a run holds up to where the next one begins; what was told beyond that,
-- or in a run that is not in here, was told by a database for which an older one has come.

CREATE TABLE run (
  number INTEGER PRIMARY KEY, -- without holes
  id TEXT NOT NULL UNIQUE,
  revision INTEGER NOT NULL,
  started_at INTEGER NOT NULL
) STRICT;
