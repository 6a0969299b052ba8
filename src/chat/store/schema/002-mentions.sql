-- SPDX-License-Identifier: GPL-3.0-or-later

-- The last place at which I am mentioned.
ALTER TABLE room ADD COLUMN mention INTEGER NOT NULL DEFAULT 0;
