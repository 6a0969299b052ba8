-- SPDX-License-Identifier: GPL-3.0-or-later
-- A server that was set back to a backup counts on from there, and in the end past what was heard
-- here.  So it is kept in which run of the server something was heard last, and how far that went,
-- which may be beyond the cursor.

ALTER TABLE account ADD COLUMN run TEXT;
ALTER TABLE account ADD COLUMN heard INTEGER NOT NULL DEFAULT 0;
UPDATE account SET heard = revision;
