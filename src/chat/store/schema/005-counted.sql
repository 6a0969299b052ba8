-- SPDX-License-Identifier: GPL-3.0-or-later
-- Whoever writes may have read what was there: their last message of which that was counted.  It says
-- nothing of what else the server knows of them, so it is beside the revision of that.

ALTER TABLE member ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;
