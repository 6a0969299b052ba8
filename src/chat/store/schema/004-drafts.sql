-- SPDX-License-Identifier: GPL-3.0-or-later
-- A draft is more than its text: what it answers, what goes with it, and the other text that a
-- message of mine is to have, while that is what is being written.

ALTER TABLE draft ADD COLUMN reply TEXT;
ALTER TABLE draft ADD COLUMN editing TEXT;
ALTER TABLE draft ADD COLUMN edited TEXT;
ALTER TABLE draft ADD COLUMN files BLOB;
